//! One value of a record as the answer to a fact.

use crate::batch::Problem;
use crate::evaluate::Answers;
use crate::rules::{Fact, FactId, FactType, Scalar, Unanswered, read_scalar};
use crate::truth::{Number, Possible};

/// What a text says of a fact.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Meaning {
    Value(Possible),
    /// So many names of a list.
    Names(usize),
    /// Words, which are taken as they stand.
    Words,
    /// Nobody knows, or it does not apply.
    Open,
    /// Nothing is said.
    Nothing,
}

impl Meaning {
    /// Words for not knowing are that, in quotes or not: a table has no quotes.
    ///
    /// # Errors
    /// What is wrong with it as an answer to the fact.
    pub fn of(fact: &Fact, text: &str) -> Result<Self, Problem> {
        if let FactType::Choice | FactType::Level = fact.kind
            && let Some(option) = fact.options.iter().position(|option| option == text)
        {
            return Ok(Self::Value(Possible::option(option)));
        }
        if let (FactType::YesNo, "yes" | "no") = (fact.kind, text) {
            return Ok(Self::Value(Possible::option(usize::from(text == "yes"))));
        }
        match read_scalar(fact, text, false) {
            Ok(Scalar::Value(_)) if fact.kind == FactType::List => Ok(Self::Names(1)),
            Ok(Scalar::Value(_)) if fact.kind == FactType::Text => Ok(Self::Words),
            Ok(Scalar::Value(value)) => Ok(Self::Value(value)),
            Ok(Scalar::None(Unanswered::Unsure | Unanswered::NotApplicable)) => Ok(Self::Open),
            Ok(Scalar::None(_)) => Ok(Self::Nothing),
            Err(error) => Err(Problem::new(
                format!("{} (in `{}`)", error.message, fact.name),
                error.help,
            )),
        }
    }

    /// Takes it as the answer to the fact, which is written in `text`.
    pub fn answer(&self, id: FactId, text: &str, answers: &mut Answers) {
        match self {
            Self::Value(value) => answers.give(id, *value),
            Self::Names(names) => answers.list(id, *names),
            Self::Words => answers.write(id, text.trim()),
            Self::Open => answers.leave_open(id),
            Self::Nothing => {}
        }
    }
}

/// Takes text as the answer to a fact.
pub(super) fn text(fact: &Fact, id: FactId, text: &str, answers: &mut Answers) -> Result<(), Problem> {
    Meaning::of(fact, text)?.answer(id, text, answers);
    Ok(())
}

/// Takes a truth as the answer to a fact.
pub(super) fn truth(fact: &Fact, id: FactId, value: bool, answers: &mut Answers) -> Result<(), Problem> {
    match fact.kind {
        FactType::YesNo => answers.give(id, Possible::option(value.into())),
        _ => return text(fact, id, yes_or_no(value), answers),
    }
    Ok(())
}

/// Takes a number as the answer to a fact; it counts to six places.
pub(super) fn number(fact: &Fact, id: FactId, value: f64, answers: &mut Answers) -> Result<(), Problem> {
    match Number::nearest(value).filter(|number| fits(fact.kind, *number)) {
        Some(number) => answers.give(id, Possible::number(number)),
        None => return text(fact, id, &written(value), answers),
    }
    Ok(())
}

/// Whether a number is an answer to a fact of a type.
#[inline]
pub(super) fn fits(kind: FactType, number: Number) -> bool {
    match kind {
        FactType::Share => number >= Number::ZERO && number <= Number::whole(1),
        FactType::Count => number >= Number::ZERO && number.is_whole(),
        FactType::Money => number >= Number::ZERO,
        FactType::Number => true,
        _ => false,
    }
}

/// A truth in the words of an answer.
pub(super) fn yes_or_no(value: bool) -> &'static str {
    if value { "yes" } else { "no" }
}

/// A number as it would be written by hand, to six places.
pub(super) fn written(value: f64) -> String {
    Number::nearest(value).map_or_else(|| value.to_string(), |number| number.to_string())
}
