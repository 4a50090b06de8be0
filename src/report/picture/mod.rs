//! The pictures of a report as data: what is shown, how long each bar is, and the counts that its title is made of.
//!
//! Lengths are computed here, rounded to a tenth, so that the same inventory gives the same bytes; the templates
//! draw them and hold every word. What is not known has a place of its own and is never drawn as zero; where all of it is
//! unknown there is no picture.

mod drivers;
mod goals;
mod load;
mod map;
mod replication;

use serde::Serialize;

use crate::evaluate::{Audit, Sheet, Verdict};
use crate::report::card::Card;
use crate::report::view::{Group, as_data};
use crate::rules::contract::{KnownFact, RuleRole, Threshold};
use crate::rules::{FactId, RuleSet};
use crate::truth::{Possible, Truth};

pub use drivers::Drivers;
pub use goals::Goals;
pub use load::Load;
pub use map::{Map, Point};
pub use replication::Replication;

/// Every picture of a report that shows something.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Pictures {
    /// Whether there is one.
    pub any: bool,
    /// Evidence against implementation.
    pub map: Option<Map>,
    /// What schools carry, by initiatives and by hours.
    pub loads: Vec<Load>,
    /// Goals and what serves them.
    pub goals: Option<Goals>,
    /// How strong drivers and levers are.
    pub drivers: Option<Drivers>,
    /// Where results were repeated.
    pub replication: Option<Replication>,
}

/// An initiative in a picture.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Who {
    /// Its number in the report.
    pub number: usize,
    /// Its name.
    pub name: String,
    /// What is recommended, an id of the rule set.
    pub answer: String,
    /// How that is drawn.
    #[serde(skip_serializing_if = "as_data")]
    pub mark: &'static str,
    /// The same as a heading.
    pub title: String,
}

/// An initiative with everything a picture may ask about it.
struct Entry<'a> {
    who: Who,
    place: usize,
    /// Whether it is judged at all; money that is passed on and roofs are in no picture.
    judged: bool,
    card: &'a Card,
    verdict: &'a Verdict,
}

/// The pictures of an audit; `groups` are the initiatives in the order of the report.
pub(super) fn pictures(audit: &Audit, groups: &[Group]) -> Pictures {
    let mut entries = Vec::new();
    for group in groups {
        for card in &group.cards {
            let Some(verdict) = audit.verdicts.get(card.place) else {
                continue;
            };
            let who = Who {
                number: card.number,
                name: card.name.clone(),
                answer: card.answer.clone(),
                mark: group.treated.mark,
                title: group.title.clone(),
            };
            entries.push(Entry {
                who,
                place: card.place,
                judged: group.treated.judges,
                card,
                verdict,
            });
        }
    }
    let map = Map::of(audit, &entries);
    let loads = Load::of(audit);
    let goals = Goals::of(audit, &entries);
    let drivers = Drivers::of(audit, &entries);
    let replication = Replication::of(audit, &entries);
    Pictures {
        any: map.is_some() || !loads.is_empty() || goals.is_some() || drivers.is_some() || replication.is_some(),
        map,
        loads,
        goals,
        drivers,
        replication,
    }
}

/// A picture in which every line has a name has no more lines than this, so that it fits on a page.
const MOST_LINES: usize = 40;

/// How many of so many lines are drawn.
fn drawn(lines: usize) -> usize {
    lines.min(MOST_LINES)
}

/// Numbers as lengths, in percent of the width.
#[derive(Clone, Copy)]
struct Shares {
    whole: f64,
}

impl Shares {
    /// The number that is as long as the width; nothing has a length where it is zero.
    fn of(whole: f64) -> Self {
        Self { whole }
    }

    fn share(self, number: f64) -> f64 {
        if self.whole > 0.0 {
            tenth(100.0 * number / self.whole)
        } else {
            0.0
        }
    }
}

/// A length, rounded to a tenth.
fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// A count as a number to reckon with.
fn real(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}

/// The truth of a rule that a rule set may lack.
fn rule(set: &RuleSet, sheet: &Sheet, role: RuleRole) -> Truth {
    set.rule_for(role).map_or(Truth::Unknown, |id| sheet.rule(id))
}

/// The only option that a fact of the contract may still have.
fn option<'a>(set: &'a RuleSet, sheet: &Sheet, fact: KnownFact) -> Option<&'a str> {
    option_of(set, sheet, set.known(fact)?)
}

/// The only option that a fact may still have, by its name.
fn option_of<'a>(set: &'a RuleSet, sheet: &Sheet, fact: FactId) -> Option<&'a str> {
    let value = sheet.value(fact);
    let (place, _) = value.is_known().then(|| value.option_bounds())??;
    set.fact(fact).options.get(place).map(String::as_str)
}

/// The least and the greatest that a number of the contract may be.
fn bounds(set: &RuleSet, sheet: &Sheet, fact: KnownFact) -> Option<(f64, f64)> {
    bounds_of(sheet, set.known(fact)?)
}

/// The least and the greatest that a number may be.
fn bounds_of(sheet: &Sheet, fact: FactId) -> Option<(f64, f64)> {
    let Possible::Numbers { low, high } = sheet.value(fact) else {
        return None;
    };
    Some((low.as_f64(), high.as_f64()))
}

/// The value of a threshold that a rule set may go without.
fn parameter(set: &RuleSet, threshold: Threshold) -> Option<f64> {
    set.threshold(threshold).map(|p| p.value.as_f64())
}
