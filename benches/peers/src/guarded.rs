//! Rules for engines of two truths: every `not` is pushed down to the comparisons, and a comparison of a fact that is
//! not known is no, mirrored or not. Such a rule fires where the same rule of three truths is yes, and nowhere else.

use cleardeck::truth::Truth;

use crate::Result;
use crate::program::{Condition, Fact, Program, Test};

/// A condition of two truths.
#[derive(Clone, PartialEq, Debug)]
pub enum Guarded {
    /// All of them hold; none of them are there for what always holds.
    All(Vec<Guarded>),
    /// Some of them holds; none of them are there for what never holds.
    Any(Vec<Guarded>),
    /// A fact is known, and ...
    Fact(usize, Asked),
}

/// What is asked of a fact that is known.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Asked {
    /// A number that is at least so much.
    AtLeast(f64),
    /// A number that is at most so much.
    AtMost(f64),
    /// A number above.
    Above(f64),
    /// A number below.
    Below(f64),
    /// One of these options, as bits.
    Among(u64),
    /// That it is known, and no more.
    Known,
}

/// The rules of a program that is flat, each with its place among those told.
///
/// # Errors
/// When a rule asks for what two truths cannot say.
pub fn rules(program: &Program) -> Result<Vec<Guarded>> {
    let of = |(id, place): &(String, usize)| {
        let condition = program
            .condition(*place)
            .ok_or_else(|| format!("`{id}` has no condition"))?;
        guarded(condition, true, &program.facts)
    };
    program.rules.iter().map(of).collect()
}

/// The condition, or its mirror, where unknown is no.
fn guarded(condition: &Condition, wanted: bool, facts: &[Fact]) -> Result<Guarded> {
    let each = |parts: &[Condition]| {
        parts
            .iter()
            .map(|part| guarded(part, wanted, facts))
            .collect::<Result<_>>()
    };
    Ok(match (condition, wanted) {
        (Condition::All(parts), true) | (Condition::Any(parts), false) => Guarded::All(each(parts)?),
        (Condition::Any(parts), true) | (Condition::All(parts), false) => Guarded::Any(each(parts)?),
        (Condition::Not(part), _) => guarded(part, !wanted, facts)?,
        (Condition::Always(truth), _) => {
            let holds = *truth == if wanted { Truth::True } else { Truth::False };
            if holds {
                Guarded::All(Vec::new())
            } else {
                Guarded::Any(Vec::new())
            }
        }
        (Condition::Compare(fact, Test::Within(low, high)), true) => {
            let ends = low.map(Asked::AtLeast).into_iter().chain(high.map(Asked::AtMost));
            one_or(Guarded::All, ends.map(|asked| Guarded::Fact(*fact, asked)).collect())
        }
        (Condition::Compare(fact, Test::Within(low, high)), false) => {
            let ends = low.map(Asked::Below).into_iter().chain(high.map(Asked::Above));
            one_or(Guarded::Any, ends.map(|asked| Guarded::Fact(*fact, asked)).collect())
        }
        (Condition::Compare(fact, Test::Among(bits)), _) => {
            let all = facts.get(*fact).map_or(0, Fact::all_options);
            Guarded::Fact(*fact, Asked::Among(if wanted { *bits } else { all & !bits }))
        }
        (Condition::Compare(fact, Test::Known(known)), _) if *known == wanted => Guarded::Fact(*fact, Asked::Known),
        (Condition::Compare(..) | Condition::AtLeast(..) | Condition::Held(_), _) => {
            return Err("two truths hold no count, no reference and no question for what is not known".into());
        }
    })
}

fn one_or(group: fn(Vec<Guarded>) -> Guarded, mut parts: Vec<Guarded>) -> Guarded {
    match parts.pop() {
        Some(part) if parts.is_empty() => part,
        last => {
            parts.extend(last);
            group(parts)
        }
    }
}

/// How a language writes a condition.
pub struct Syntax<'a> {
    /// Between parts that all hold, with spaces.
    pub and: &'a str,
    /// Between parts of which some holds, with spaces.
    pub or: &'a str,
    /// What always holds, and what never does.
    pub always: [&'a str; 2],
    /// A question to a fact.
    pub fact: &'a dyn Fn(usize, Asked) -> String,
}

impl Syntax<'_> {
    /// The condition as the language writes it, between brackets where it has parts.
    pub fn write(&self, condition: &Guarded) -> String {
        let join = |parts: &[Guarded], word: &str, none: &str| match parts {
            [] => none.to_owned(),
            [one] => self.write(one),
            parts => format!(
                "({})",
                parts.iter().map(|part| self.write(part)).collect::<Vec<_>>().join(word)
            ),
        };
        match condition {
            Guarded::All(parts) => join(parts, self.and, self.always[0]),
            Guarded::Any(parts) => join(parts, self.or, self.always[1]),
            Guarded::Fact(fact, asked) => (self.fact)(*fact, *asked),
        }
    }
}

/// The words of the options in a set of bits.
pub fn words(fact: &Fact, bits: u64) -> Vec<&str> {
    match &fact.kind {
        crate::program::Kind::Options(words) => {
            let chosen = words.iter().enumerate().filter(|(place, _)| bits >> place & 1 == 1);
            chosen.map(|(_, word)| word.as_str()).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::{self, Row, RowReader, Value};
    use crate::{Result, interpret, neutral};

    fn holds(rule: &Guarded, row: &Row) -> bool {
        match rule {
            Guarded::All(parts) => parts.iter().all(|part| holds(part, row)),
            Guarded::Any(parts) => parts.iter().any(|part| holds(part, row)),
            Guarded::Fact(fact, asked) => match (row[*fact], asked) {
                (Some(Value::Number(number)), Asked::AtLeast(bound)) => number >= *bound,
                (Some(Value::Number(number)), Asked::AtMost(bound)) => number <= *bound,
                (Some(Value::Number(number)), Asked::Above(bound)) => number > *bound,
                (Some(Value::Number(number)), Asked::Below(bound)) => number < *bound,
                (Some(Value::Option(option)), Asked::Among(bits)) => bits >> option & 1 == 1,
                (value, Asked::Known) => value.is_some(),
                _ => false,
            },
        }
    }

    #[test]
    fn a_guarded_rule_holds_where_the_one_of_three_truths_is_yes() -> Result<()> {
        for seed in 1..=5 {
            let program = neutral::program(seed, 200);
            let rules = rules(&program)?;
            let reader = RowReader::of(&program);
            let mut fired = 0;
            for line in rows::lines(&program, seed, 200, &[0.0, 0.25, 0.9])? {
                let row = reader.read(&line)?;
                let guarded: Vec<usize> = (0..rules.len()).filter(|rule| holds(&rules[*rule], &row)).collect();
                assert_eq!(guarded, interpret::answer(&program, &row).yes, "{line}");
                fired += guarded.len();
            }
            assert!(fired > 0);
        }
        Ok(())
    }
}
