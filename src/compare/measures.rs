//! Drivers, scores and the other tables beside the decision, as they stand on record.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::compare::{Change, Pairs};
use crate::evaluate::{Audit, Sheet};
use crate::rules::contract::KnownFact;
use crate::rules::{FactId, RuleSet, Subject, value_text};
use crate::truth::{Number, Possible};

/// A fact that measures something.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct Measure {
    /// `initiative`, `school` or `district`.
    pub of: &'static str,
    /// Its name.
    pub fact: String,
    /// What a person calls it.
    pub title: String,
}

/// A measure that moved in the same way for some subjects.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct MeasureChange {
    /// What moved.
    #[serde(flatten)]
    pub measure: Measure,
    /// As a person reads it.
    #[serde(flatten)]
    pub value: Change<String>,
    /// The names of those for which it did; empty for the district.
    pub names: Vec<String>,
}

/// Facts that tables other than the decision and the way to wind something down, and scores give, and the two that the program reads by name.
fn facts(set: &RuleSet) -> Vec<FactId> {
    let tables = set.tables.iter().map(|table| table.fact);
    let scores = set.scores.iter().flat_map(|score| [score.fact, score.weakest]);
    let known = [KnownFact::Readiness, KnownFact::WeakestDriver]
        .into_iter()
        .filter_map(|fact| set.known(fact));
    let mut all: Vec<FactId> = tables.chain(scores).chain(known).collect();
    let way = set.wind_down().map(|table| table.fact);
    all.retain(|fact| Some(*fact) != set.decision() && Some(*fact) != way);
    all.sort();
    all.dedup();
    all
}

/// Numbers to two decimals: what moves by less has not moved for a person.
fn rounded(value: Possible) -> Possible {
    let short = |n: Number| Number::nearest((n.as_f64() * 100.0).round() / 100.0).unwrap_or(n);
    match value {
        Possible::Numbers { low, high } if low > Number::MIN && high < Number::MAX => Possible::Numbers {
            low: short(low),
            high: short(high),
        },
        other => other,
    }
}

/// What moved, by fact, then by what it was and is.
pub(super) fn measures(old: &Audit, new: &Audit, pairs: &Pairs) -> Vec<MeasureChange> {
    let mut moved: BTreeMap<(Measure, String, String), Vec<String>> = BTreeMap::new();
    for id in facts(new.set) {
        let fact = new.set.fact(id);
        let Some(other) = old.set.fact_id(&fact.name) else {
            continue;
        };
        let mut look = |of: &'static str, name: &str, before: &Sheet, after: &Sheet| {
            let value = Change::of(
                value_text(old.set.fact(other), rounded(before.value(other))),
                value_text(fact, rounded(after.value(id))),
            );
            if value.differs() {
                let measure = Measure {
                    of,
                    fact: fact.name.clone(),
                    title: fact.title.clone(),
                };
                let names = moved.entry((measure, value.before, value.after)).or_default();
                names.extend((!name.is_empty()).then(|| name.to_owned()));
            }
        };
        match fact.of {
            Subject::Initiative => {
                for (was, is) in &pairs.places {
                    if let (Some(before), Some(after), Some(initiative)) = (
                        old.verdicts.get(*was),
                        new.verdicts.get(*is),
                        new.inventory.initiatives.get(*is),
                    ) {
                        look("initiative", &initiative.name, &before.record, &after.record);
                    }
                }
            }
            Subject::School => {
                for (school, after) in new.inventory.schools.iter().zip(&new.schools) {
                    let was = old.inventory.schools.iter().position(|s| s.id == school.id);
                    if let Some(before) = was.and_then(|n| old.schools.get(n)) {
                        look("school", &school.name, before, after);
                    }
                }
            }
            Subject::District => look("district", "", &old.district, &new.district),
            Subject::Goal => {}
        }
    }
    let each = moved.into_iter().map(|((measure, before, after), mut names)| {
        names.sort();
        MeasureChange {
            measure,
            value: Change::of(before, after),
            names,
        }
    });
    each.collect()
}
