//! Reads a written answer as the type its fact declares.

use crate::rules::{Fact, FactType, value_text};
use crate::truth::{Number, Possible};

/// Why a fact has no answer; the five are told apart and kept.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Unanswered {
    /// The field is not there.
    Missing,
    /// The field is there and empty.
    Blank,
    /// Somebody wrote that they do not know.
    Unsure,
    /// A program proposed an answer, and nobody has confirmed it.
    Proposed,
    /// Somebody wrote that the question does not apply.
    NotApplicable,
}

/// What was written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scalar {
    /// An answer.
    Value(Possible),
    /// No answer.
    None(Unanswered),
}

/// What is wrong with a written answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ScalarError {
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: String,
}

impl ScalarError {
    fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: help.into(),
        }
    }
}

/// Reads `text` as an answer to `fact`.
///
/// # Errors
/// When the text is no value of the fact's type or lies outside its unit.
pub fn read_scalar(fact: &Fact, text: &str, quoted: bool) -> Result<Scalar, ScalarError> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Ok(Scalar::None(Unanswered::Blank));
    }
    if !quoted && let Some(reason) = unanswered(trimmed) {
        if reason == Unanswered::NotApplicable && !fact.takes_not_applicable() {
            let usual = fact.presumed().map(|value| value_text(fact, value));
            let usual = usual.map_or_else(String::new, |word| format!(", such as `{word}`"));
            return Err(ScalarError::new(
                format!("`{trimmed}` is no answer: `{}` can be asked of everything", fact.name),
                format!("write what is so{usual}, or leave it blank where nobody knows"),
            ));
        }
        return Ok(Scalar::None(reason));
    }
    read_value(fact, trimmed).map(Scalar::Value)
}

/// The words for an answer that is none.
pub(crate) fn unanswered(text: &str) -> Option<Unanswered> {
    let is = |words: &[&str]| words.iter().any(|w| text.eq_ignore_ascii_case(w));
    if is(&["unsure", "unknown", "not known", "don't know", "?"]) {
        Some(Unanswered::Unsure)
    } else if is(&["n/a", "na", "not applicable"]) {
        Some(Unanswered::NotApplicable)
    } else if is(&["~", "null"]) {
        Some(Unanswered::Blank)
    } else {
        None
    }
}

fn read_value(fact: &Fact, text: &str) -> Result<Possible, ScalarError> {
    match fact.kind {
        FactType::YesNo => match text.to_ascii_lowercase().as_str() {
            "yes" | "y" | "true" => Ok(Possible::option(1)),
            "no" | "n" | "false" => Ok(Possible::option(0)),
            _ => Err(ScalarError::new(
                format!("`{text}` is neither yes nor no"),
                if fact.takes_not_applicable() {
                    "write yes, no, unsure or n/a, or leave it blank"
                } else {
                    "write yes, no or unsure, or leave it blank"
                },
            )),
        },
        FactType::Choice | FactType::Level => option(fact, text),
        FactType::Share | FactType::Count | FactType::Money | FactType::Number => {
            read_number(fact.kind, text).map(Possible::number)
        }
        FactType::Date => crate::truth::PartialDate::read(text)
            .map(|d| d.possible())
            .map_err(|message| {
                ScalarError::new(message, "write a year, a month or a day: 2024, 2024-08 or 2024-08-15")
            }),
        FactType::Text | FactType::List => Ok(Possible::Words { known: true }),
    }
}

/// Reads a number as a type counts it; any number where the type is none of numbers.
pub(crate) fn read_number(kind: FactType, text: &str) -> Result<Number, ScalarError> {
    match kind {
        FactType::Share => share(text),
        FactType::Money => money(text),
        FactType::Count => count(text),
        _ => number(text),
    }
}

fn option(fact: &Fact, text: &str) -> Result<Possible, ScalarError> {
    let wanted = text.to_ascii_lowercase().replace([' ', '_'], "-");
    if let Some(index) = fact.options.iter().position(|o| o.eq_ignore_ascii_case(&wanted)) {
        return Ok(Possible::option(index));
    }
    let now = fact.was.iter().filter(|(was, _)| was.eq_ignore_ascii_case(&wanted));
    let now: Vec<String> = now.filter_map(|(_, now)| fact.option_in_words(*now)).collect();
    if !now.is_empty() {
        return Err(ScalarError::new(
            format!("`{text}` is an answer to `{}` no more", fact.name),
            format!("it is now {}", now.join(", or ")),
        ));
    }
    let near = crate::diagnostics::nearest(text, fact.options.iter().map(String::as_str));
    let near = near.map_or_else(String::new, |n| format!("did you mean `{n}`? "));
    Err(ScalarError::new(
        format!("`{text}` is no answer to `{}`", fact.name),
        format!("{near}allowed: {}", fact.options.join(", ")),
    ))
}

fn number(text: &str) -> Result<Number, ScalarError> {
    Number::parse(text).ok_or_else(|| {
        ScalarError::new(
            format!("`{text}` is no number"),
            "write digits with a point, such as 12 or 0.25",
        )
    })
}

/// Numbers that many programs write in place of a missing value and that, below nothing, can mean nothing else.
const MISSING_BELOW: [i64; 5] = [-9, -99, -999, -9_999, -99_999];

/// What to write in place of a number that cannot stand: nothing, where it is a code for a missing value.
pub(crate) fn blank_or(number: Number, help: &str) -> String {
    if MISSING_BELOW.iter().any(|code| number == Number::whole(*code)) {
        "a code for a missing value is no number: leave it blank".to_owned()
    } else {
        help.to_owned()
    }
}

fn count(text: &str) -> Result<Number, ScalarError> {
    let n = number(text)?;
    if n < Number::ZERO {
        return Err(ScalarError::new(
            format!("`{text}` is a negative count"),
            blank_or(n, "a count is 0 or more"),
        ));
    }
    if !n.is_whole() {
        return Err(ScalarError::new(
            format!("`{text}` is no whole number"),
            "a count is 0, 1, 2 …",
        ));
    }
    Ok(n)
}

fn share(text: &str) -> Result<Number, ScalarError> {
    let value = match text.strip_suffix('%') {
        Some(percent) => number(percent.trim())?.over(Number::whole(100)),
        None => Some(number(text)?),
    };
    match value {
        Some(n) if n >= Number::ZERO && n <= Number::whole(1) => Ok(n),
        _ => {
            let plain = text.trim_end_matches('%').trim();
            // 70 may be meant as 0.7; of what is above 100 nobody can say what was meant
            let meant = Number::parse(plain)
                .filter(|n| !text.ends_with('%') && *n > Number::whole(1) && *n <= Number::whole(100))
                .and_then(|n| n.over(Number::whole(100)));
            let help = meant.map_or_else(
                || {
                    let help = "write a share such as 0.8 or a percentage such as 80%";
                    value.map_or(help.to_owned(), |n| blank_or(n, help))
                },
                |share| format!("did you mean {share} or {plain}%?"),
            );
            Err(ScalarError::new(format!("`{text}` is no share from 0 to 1"), help))
        }
    }
}

fn money(text: &str) -> Result<Number, ScalarError> {
    let plain = text.strip_prefix('$').unwrap_or(text).trim();
    let grouped = plain.contains(',');
    let groups_hold = plain.split('.').next().is_some_and(|whole| {
        let mut parts = whole.split(',');
        let first = parts.next().unwrap_or_default();
        (1..=3).contains(&first.len()) && parts.all(|part| part.len() == 3)
    });
    let digits = if grouped && groups_hold {
        plain.replace(',', "")
    } else {
        plain.to_owned()
    };
    match Number::parse(&digits) {
        Some(n) if n >= Number::ZERO => Ok(n),
        Some(n) => Err(ScalarError::new(
            format!("`{text}` is a negative amount"),
            blank_or(n, "write dollars, 0 or more"),
        )),
        None => Err(ScalarError::new(
            format!("`{text}` is no amount of dollars"),
            "write dollars in digits, such as 1200000 or $1,200,000",
        )),
    }
}
