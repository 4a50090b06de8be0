//! Answers that changed, checks that were made, and protections that ended or began.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::compare::cause::{Causes, Part};
use crate::compare::{Cause, Change, Make, Pairs};
use crate::evaluate::{Audit, Verdict};
use crate::rules::{self, FactId, RuleSet, value_text};
use crate::truth::Truth;

/// An answer and how sure it is.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct Standing {
    /// The recommendation, by id.
    pub answer: String,
    /// `settled`, `provided` or `open`.
    pub firmness: &'static str,
}

impl Standing {
    /// What a verdict says.
    pub(super) fn of(set: &RuleSet, verdict: &Verdict) -> Self {
        let options = set.decision().map(|fact| &set.fact(fact).options);
        Self {
            answer: options.and_then(|o| o.get(verdict.answer)).cloned().unwrap_or_default(),
            firmness: verdict.firmness.word(),
        }
    }
}

/// An answer that is another, or is more or less firm.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct AnswerChange {
    /// The initiative.
    pub id: String,
    /// Its name, the later one.
    pub name: String,
    /// The answers.
    #[serde(flatten)]
    pub standing: Change<Standing>,
    /// The places of the initiative in the two inventories.
    #[serde(skip)]
    pub places: (usize, usize),
    /// What made the change.
    pub cause: Cause,
}

impl AnswerChange {
    /// Whether it is another answer and not only a firmer or less firm one.
    #[must_use]
    pub fn is_another(&self) -> bool {
        self.standing.before.answer != self.standing.after.answer
    }
}

/// What the answer rests on beside the record, on both sides.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct CheckChange {
    /// The initiative.
    pub id: String,
    /// Its name, the later one.
    pub name: String,
    /// The check, by its id in the rule set.
    pub check: String,
    /// What is presumed, as a clause.
    pub provided: String,
    /// `asked`, `answered` (what it is about is on record), or `idle` (not on record, and the answer stands without it).
    #[serde(flatten)]
    pub state: Change<&'static str>,
    /// Where it is answered on the one side and not on the other, what is on record: title and value.
    pub answers: Vec<(String, String)>,
}

/// A protection in force on one side only.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct GuardChange {
    /// The initiative.
    pub id: String,
    /// Its name, the later one.
    pub name: String,
    /// The rule.
    pub rule: String,
    /// Its title.
    pub title: String,
    /// Whether it is in force: `yes`, `no`, or `unknown`.
    #[serde(flatten)]
    pub truth: Change<&'static str>,
}

/// A pair of verdicts on one initiative.
struct Both<'v> {
    id: &'v str,
    name: &'v str,
    places: (usize, usize),
    verdicts: Change<&'v Verdict>,
}

fn both<'v>(old: &'v Audit, new: &'v Audit, pairs: &'v Pairs) -> impl Iterator<Item = Both<'v>> {
    pairs.places.iter().filter_map(|places| {
        let initiative = new.inventory.initiatives.get(places.1)?;
        Some(Both {
            id: &initiative.id,
            name: &initiative.name,
            places: *places,
            verdicts: Change::of(old.verdicts.get(places.0)?, new.verdicts.get(places.1)?),
        })
    })
}

/// The answers that changed, in the order of ids.
pub(super) fn answers<'a>(
    old: &Audit<'a>,
    new: &Audit<'a>,
    pairs: &Pairs,
    differ: &[Part],
    make: &mut dyn Make,
) -> Vec<AnswerChange> {
    let standing = |both: &Both| {
        Change::of(
            Standing::of(old.set, both.verdicts.before),
            Standing::of(new.set, both.verdicts.after),
        )
    };
    let each = both(old, new, pairs).map(|both| (standing(&both), both));
    let changed: Vec<(Change<Standing>, Both)> = each.filter(|(standing, _)| standing.differs()).collect();
    if changed.is_empty() {
        return Vec::new();
    }
    let wanted: Vec<(&str, Standing, Standing)> = changed
        .iter()
        .map(|(standing, both)| (both.id, standing.before.clone(), standing.after.clone()))
        .collect();
    let causes = Causes::of(old, new, differ, make).causes(&wanted);
    let said = changed
        .into_iter()
        .zip(causes)
        .map(|((standing, both), cause)| AnswerChange {
            id: both.id.to_owned(),
            name: both.name.to_owned(),
            standing,
            places: both.places,
            cause,
        });
    said.collect()
}

/// The facts that a check is about: those of the verdict that asks it, by name.
fn facts_of(set: &RuleSet, verdict: &Verdict) -> BTreeMap<String, Vec<String>> {
    let id = |unit: rules::CheckId| set.checks.get(usize::from(unit.0)).map(|c| c.id.clone());
    let names = |facts: &[FactId]| facts.iter().map(|f| set.fact(*f).name.clone()).collect();
    let each = verdict.checks.iter();
    each.filter_map(|check| Some((id(check.unit)?, names(&check.facts))))
        .collect()
}

/// What was asked on one side and is not on the other.
pub(super) fn checks(old: &Audit, new: &Audit, pairs: &Pairs) -> Vec<CheckChange> {
    let mut found = Vec::new();
    for both in both(old, new, pairs) {
        let asked = Change::of(
            facts_of(old.set, both.verdicts.before),
            facts_of(new.set, both.verdicts.after),
        );
        let mut all: BTreeMap<&String, &Vec<String>> = asked.before.iter().collect();
        all.extend(asked.after.iter().filter(|(id, _)| !asked.before.contains_key(*id)));
        for (check, facts) in all {
            let on_record = |audit: &Audit, verdict: &Verdict| -> Vec<(String, String)> {
                let known = facts.iter().filter_map(|name| {
                    let id = audit.set.fact_id(name)?;
                    let value = verdict.record.value(id);
                    let fact = audit.set.fact(id);
                    value.is_known().then(|| (fact.title.clone(), value_text(fact, value)))
                });
                known.collect()
            };
            let known = Change::of(
                on_record(old, both.verdicts.before),
                on_record(new, both.verdicts.after),
            );
            let state = |asked: &BTreeMap<String, Vec<String>>, known: &[_]| match asked.contains_key(check) {
                true => "asked",
                false if !facts.is_empty() && known.len() == facts.len() => "answered",
                false => "idle",
            };
            let state = Change::of(state(&asked.before, &known.before), state(&asked.after, &known.after));
            if !state.differs() {
                continue;
            }
            let answers = match (state.before, state.after) {
                (_, "answered") => known.after,
                ("answered", _) => known.before,
                _ => Vec::new(),
            };
            let declared = [new.set, old.set].into_iter().flat_map(|set| &set.checks);
            let provided = declared.filter(|c| c.id == *check).map(|c| c.provided.clone()).next();
            found.push(CheckChange {
                id: both.id.to_owned(),
                name: both.name.to_owned(),
                check: check.clone(),
                provided: provided.unwrap_or_default(),
                state,
                answers,
            });
        }
    }
    found
}

/// Protections in force on one side only. Rules are told apart by their ids; one that the other rule set has not is not in
/// force there.
pub(super) fn guards(old: &Audit, new: &Audit, pairs: &Pairs) -> Vec<GuardChange> {
    let guards = |set: &RuleSet| -> BTreeMap<String, (rules::RuleId, String)> {
        let own = set.each_rule().filter(|(_, rule)| rule.part == rules::Part::Guard);
        own.map(|(id, rule)| (rule.id.clone(), (id, rule.prose.title.clone())))
            .collect()
    };
    let declared = Change::of(guards(old.set), guards(new.set));
    let mut all = declared.before.clone();
    all.extend(declared.after.clone());
    let mut found = Vec::new();
    for both in both(old, new, pairs) {
        for (rule, (_, title)) in &all {
            let truth = |own: &BTreeMap<String, (rules::RuleId, String)>, verdict: &Verdict| {
                own.get(rule).map_or(Truth::False, |(id, _)| verdict.record.rule(*id))
            };
            let truth = Change::of(
                truth(&declared.before, both.verdicts.before),
                truth(&declared.after, both.verdicts.after),
            );
            if truth.differs() && (truth.before == Truth::True || truth.after == Truth::True) {
                found.push(GuardChange {
                    id: both.id.to_owned(),
                    name: both.name.to_owned(),
                    rule: rule.clone(),
                    title: title.clone(),
                    truth: truth.map(|t| t.word()),
                });
            }
        }
    }
    found
}
