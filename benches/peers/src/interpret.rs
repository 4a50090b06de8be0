//! The plain interpreter of three truths that every peer is held against: no cleverness, one row at a time.

use cleardeck::truth::Truth;

use crate::answers::Answer;
use crate::program::{Condition, Fact, Program, Step, Test};
use crate::rows::{Row, Value};

/// What is known of a fact while a row is evaluated.
#[derive(Clone, Copy, Debug)]
enum Held {
    Number(Option<f64>),
    Between(f64, f64),
    Options(u64),
    Words(bool),
}

/// Evaluates one row.
pub fn answer(program: &Program, row: &Row) -> Answer {
    let mut held: Vec<Held> = program
        .facts
        .iter()
        .zip(row)
        .map(|(fact, value)| Held::of(fact, *value))
        .collect();
    let mut truths = vec![Truth::Unknown; program.truths];
    for step in &program.steps {
        match step {
            Step::Truth(place, condition) => {
                let truth = evaluate(condition, &held, &truths);
                truths[*place] = truth;
            }
            Step::Least(fact, list) => {
                let bits: Vec<u64> = list.iter().map(|other| held[*other].bits()).collect();
                let highest = bits.iter().filter_map(|b| b.checked_ilog2()).min().unwrap_or(63);
                let all = bits.iter().fold(0, |all, b| all | b);
                compute(*fact, all & (u64::MAX >> (63 - highest)), &mut held);
            }
            Step::OfTruth(fact, place) => {
                let bits = match truths[*place] {
                    Truth::False => 0b01,
                    Truth::Unknown => 0b11,
                    Truth::True => 0b10,
                };
                compute(*fact, bits, &mut held);
            }
            Step::NoWhen(fact, other) => {
                let is_yes = held[*other].bits() == 0b10;
                compute(*fact, if is_yes { 0b01 } else { 0b11 }, &mut held);
            }
            Step::Mapped(fact, other, to) => {
                let open = held[*other].bits();
                let each = to.iter().enumerate().filter(|(option, _)| open >> option & 1 == 1);
                compute(*fact, each.fold(0, |all, (_, bits)| all | bits), &mut held);
            }
            Step::Table(fact, rows) => {
                let mut outcomes = 0;
                for (place, outcome) in rows {
                    if truths[*place] != Truth::False {
                        outcomes |= 1 << outcome;
                    }
                    if truths[*place] == Truth::True {
                        break;
                    }
                }
                compute(*fact, outcomes, &mut held);
            }
            Step::Score(fact, least, tools) => {
                let counted = |lowest: bool| -> Vec<i64> {
                    let of = |level: &usize| {
                        let (counts, bits) = (program.facts[*level].counts(), held[*level].bits());
                        let mut open = (0..counts.len()).filter(|option| bits >> option & 1 == 1);
                        let end = if lowest { open.next() } else { open.next_back() };
                        end.map_or(0, |option| counts[option])
                    };
                    let tools = tools.iter().filter(|tool| !tool.is_empty());
                    tools
                        .map(|tool| tool.iter().map(of).sum::<i64>() / tool.len() as i64)
                        .collect()
                };
                let (lows, highs) = (counted(true), counted(false));
                let mean = |list: &[i64]| (list.iter().sum::<i64>() / list.len().max(1) as i64) as f64 / 1e6;
                let smallest = |list: &[i64]| list.iter().copied().min().unwrap_or(0) as f64 / 1e6;
                held[*fact] = Held::Between(mean(&lows), mean(&highs));
                held[*least] = Held::Between(smallest(&lows), smallest(&highs));
            }
        }
    }
    let mut answer = Answer::default();
    for (rule, (_, place)) in program.rules.iter().enumerate() {
        match truths[*place] {
            Truth::True => answer.yes.push(rule),
            Truth::Unknown if program.tells_unknown => answer.unknown.push(rule),
            Truth::Unknown | Truth::False => {}
        }
    }
    answer.outcomes = program.decision.map_or(0, |fact| held[fact].bits());
    answer
}

/// Sets what was computed, unless the row says what it is.
fn compute(fact: usize, bits: u64, held: &mut [Held]) {
    if held[fact].bits().count_ones() != 1 {
        held[fact] = Held::Options(bits);
    }
}

impl Held {
    fn of(fact: &Fact, value: Option<Value>) -> Self {
        match (value, fact.options()) {
            (Some(Value::Number(number)), _) => Self::Number(Some(number)),
            (Some(Value::Option(option)), _) => Self::Options(1 << option),
            (Some(Value::Words), _) => Self::Words(true),
            (None, 0) if matches!(fact.kind, crate::program::Kind::Words) => Self::Words(false),
            (None, 0) => Self::Number(None),
            (None, _) => Self::Options(fact.all_options()),
        }
    }

    fn bits(self) -> u64 {
        match self {
            Self::Options(bits) => bits,
            Self::Number(_) | Self::Between(..) | Self::Words(_) => 0,
        }
    }
}

fn evaluate(condition: &Condition, held: &[Held], truths: &[Truth]) -> Truth {
    let each = |parts: &[Condition]| {
        parts
            .iter()
            .map(|part| evaluate(part, held, truths))
            .collect::<Vec<_>>()
    };
    match condition {
        Condition::Always(truth) => *truth,
        Condition::All(parts) => Truth::all(each(parts)),
        Condition::Any(parts) => Truth::any(each(parts)),
        Condition::Not(part) => evaluate(part, held, truths).negate(),
        Condition::AtLeast(least, parts) => Truth::at_least(*least, each(parts)),
        Condition::Held(place) => truths[*place],
        Condition::Compare(fact, test) => compare(held[*fact], *test),
    }
}

fn compare(held: Held, test: Test) -> Truth {
    match (test, held) {
        (Test::Within(low, high), Held::Number(Some(number))) => {
            (low.is_none_or(|low| number >= low) && high.is_none_or(|high| number <= high)).into()
        }
        (Test::Within(low, high), Held::Between(least, most)) => {
            let (low, high) = (low.unwrap_or(f64::NEG_INFINITY), high.unwrap_or(f64::INFINITY));
            if least >= low && most <= high {
                Truth::True
            } else if most < low || least > high {
                Truth::False
            } else {
                Truth::Unknown
            }
        }
        (Test::Known(wanted), Held::Between(least, most)) => ((least == most) == wanted).into(),
        (Test::Among(mask), Held::Options(bits)) if bits & !mask == 0 => Truth::True,
        (Test::Among(mask), Held::Options(bits)) if bits & mask == 0 => Truth::False,
        (Test::Known(wanted), Held::Number(number)) => (number.is_some() == wanted).into(),
        (Test::Known(wanted), Held::Options(bits)) => ((bits.count_ones() == 1) == wanted).into(),
        (Test::Known(wanted), Held::Words(known)) => (known == wanted).into(),
        _ => Truth::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::Kind;

    #[test]
    fn a_rule_without_its_facts_is_unknown_and_a_table_keeps_what_may_come_before() {
        let fact = |name: &str, kind, given| Fact {
            name: name.to_owned(),
            kind,
            given,
            computed: !given,
        };
        let outcomes = ["stop", "go"].map(str::to_owned).to_vec();
        let program = Program {
            facts: vec![
                fact("n", Kind::Number(vec![]), true),
                fact("decision", Kind::Options(outcomes), false),
            ],
            steps: vec![
                Step::Truth(0, Condition::Compare(0, Test::Within(Some(5.0), None))),
                Step::Truth(1, Condition::Always(Truth::True)),
                Step::Table(1, vec![(0, 0), (1, 1)]),
            ],
            truths: 2,
            rules: vec![("high".to_owned(), 0)],
            tells_unknown: true,
            decision: Some(1),
        };
        let of = |value: Option<f64>| answer(&program, &vec![value.map(Value::Number), None]);
        assert_eq!(
            of(Some(5.0)),
            Answer {
                yes: vec![0],
                unknown: vec![],
                outcomes: 0b01
            }
        );
        assert_eq!(
            of(Some(4.0)),
            Answer {
                yes: vec![],
                unknown: vec![],
                outcomes: 0b10
            }
        );
        assert_eq!(
            of(None),
            Answer {
                yes: vec![],
                unknown: vec![0],
                outcomes: 0b11
            }
        );
    }
}
