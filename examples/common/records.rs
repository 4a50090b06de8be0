//! Random records of initiatives by a rule set: from nothing known to everything, near the numbers that rules compare with.

use cleardeck::diagram::cells::{self, FactCell};
use cleardeck::evaluate::{Origin, Sheet};
use cleardeck::rules::{FactId, RuleSet, Subject};
use cleardeck::truth::{Number, Possible};

use crate::dice::Dice;

/// What a fact may be on record.
struct Fact {
    id: FactId,
    /// Single values and what is bounded or left open between some.
    values: Vec<Possible>,
    /// Whether it follows from other facts unless it is stated.
    follows: bool,
}

/// The facts of a rule set with the values that rules tell apart.
pub struct Records<'a> {
    set: &'a RuleSet,
    facts: Vec<Fact>,
}

impl<'a> Records<'a> {
    /// Of a rule set.
    pub fn of(set: &'a RuleSet) -> Self {
        let ranges = set.ranges();
        let ours = |fact: &cleardeck::rules::Fact| matches!(fact.of, Subject::Initiative | Subject::District);
        let facts = set.each_fact().filter(|(_, fact)| ours(fact)).filter_map(|(id, fact)| {
            let ranges = ranges.get(&id).map_or(&[][..], Vec::as_slice);
            let single: Vec<Possible> = cells::of_fact(fact, ranges)
                .into_iter()
                .filter_map(|cell| match cell {
                    FactCell::Value(value) => Some(cells::one_of(value)),
                    FactCell::Unknown | FactCell::Open => None,
                })
                .collect();
            let follows = fact.computed().is_some()
                || set.tables.iter().any(|table| table.fact == id)
                || set.scores.iter().any(|score| score.fact == id || score.weakest == id);
            let mut values = single.clone();
            if !follows {
                values.extend(between(fact.anything(), &single));
            }
            (fact.askable || !follows).then_some(Fact { id, values, follows })
        });
        Self {
            facts: facts.collect(),
            set,
        }
    }

    /// A record before any rule is read; `missing` is how many of a hundred facts are not on it.
    pub fn draw(&self, dice: &mut Dice, missing: usize) -> Sheet {
        let mut sheet = Sheet::blank(self.set);
        for fact in &self.facts {
            if below(dice, 100) < missing || fact.follows && below(dice, 4) != 0 {
                continue;
            }
            let value = fact.values.get(below(dice, fact.values.len())).copied();
            let origin = match fact.follows || below(dice, 2) == 0 {
                true => Origin::Given,
                false => Origin::Derived,
            };
            if let Some(value) = value {
                sheet.set(fact.id, value, origin);
            }
        }
        sheet
    }
}

/// A number below another.
pub fn below(dice: &mut Dice, n: usize) -> usize {
    (dice.uniform() * n as f64) as usize
}

/// What lies between two values of a fact that stand side by side.
fn between(anything: Possible, single: &[Possible]) -> Vec<Possible> {
    let pairs = single.iter().zip(single.iter().skip(1));
    pairs
        .filter_map(|(one, next)| match (one, next) {
            (Possible::Options(a), Possible::Options(b)) if a | b != anything.bits() => Some(Possible::Options(a | b)),
            (Possible::Numbers { low, .. }, Possible::Numbers { high, .. }) => {
                let (low, high): (Number, Number) = (*low.min(high), *low.max(high));
                Some(Possible::Numbers { low, high })
            }
            _ => None,
        })
        .collect()
}
