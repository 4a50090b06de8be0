//! The pictures of a report as data: what is shown, and where on the paper it stands.
//!
//! Coordinates are computed here, rounded to a tenth, so that the same inventory gives the same bytes; the templates
//! draw them and hold every word. What is not known has a band of its own and is never drawn as zero.

mod drivers;
mod load;
mod map;
mod matrix;
mod money;
mod replication;
mod timeline;

use serde::Serialize;

use crate::evaluate::{Audit, Sheet, Verdict};
use crate::report::card::Card;
use crate::report::view::{Group, as_data};
use crate::rules::contract::{KnownFact, RuleRole, Threshold};
use crate::rules::{FactId, RuleSet};
use crate::truth::{Possible, Truth};

pub use drivers::{DriverRow, Drivers};
pub use load::Load;
pub use map::Map;
pub use matrix::Matrix;
pub use money::Money;
pub use replication::Replication;
pub use timeline::Timeline;

/// Every picture of a report.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Pictures {
    /// Evidence against implementation.
    pub map: Map,
    /// What each school carries.
    pub load: Load,
    /// Goals and what serves them.
    pub plan: Matrix,
    /// How strong drivers and levers are.
    pub drivers: Drivers,
    /// Where results were repeated.
    pub replication: Replication,
    /// Money by readiness.
    pub money: Money,
    /// Dates to come.
    pub timeline: Timeline,
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
    judged: bool,
    card: &'a Card,
    verdict: &'a Verdict,
}

impl Entry<'_> {
    /// Whether it is judged at all; money that is passed on and roofs are in no picture but that of the money.
    fn judged(&self) -> bool {
        self.judged
    }
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
    Pictures {
        map: Map::of(audit, &entries),
        load: Load::of(audit),
        plan: Matrix::of(audit, &entries),
        drivers: Drivers::of(audit, &entries),
        replication: Replication::of(audit, &entries),
        money: Money::of(audit, &entries),
        timeline: Timeline::of(audit, &entries),
    }
}

/// A coordinate, rounded to a tenth.
fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// A count as a coordinate.
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
