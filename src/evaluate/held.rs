//! What the completions of a record hold: which facts the decision rests on, which of them are open, and which are
//! asked in place of what they are computed from.

use std::collections::BTreeSet;

use crate::diagram::Held;
use crate::evaluate::{Origin, Sheet};
use crate::rules::{CheckId, Derive, Fact, FactId, Reads, RuleSet, Step};
use crate::truth::Possible;

/// Every fact that the decision rests on.
pub(crate) fn decision_facts(set: &RuleSet) -> Vec<FactId> {
    let steps: Vec<(Step, Reads)> = set.decision_steps.iter().map(|s| (*s, Reads::of(set, *s))).collect();
    read_facts(set, &steps)
}

pub(super) fn read_facts(set: &RuleSet, steps: &[(Step, Reads)]) -> Vec<FactId> {
    let mut reads: BTreeSet<FactId> = steps.iter().flat_map(|(_, r)| r.facts.iter().copied()).collect();
    reads.extend(steps.iter().flat_map(|(s, _)| gives(set, *s)));
    reads.extend(set.given.iter().flat_map(|g| [g.low, g.high]));
    reads.into_iter().collect()
}

/// What the completions of a sheet hold of a fact. An assumption counts as an answer; `whole` says that a computed
/// fact is taken as it is, not followed into what it rests on.
pub(crate) fn held(set: &RuleSet, sheet: &Sheet, id: FactId, whole: bool) -> Held {
    let value = sheet.value(id);
    if let Some(value) = summed_up(set, sheet, id) {
        return Held::Own(value);
    }
    if whole || sheet.stated(id) || sheet.origin(id) == Origin::Hidden {
        return Held::Own(value);
    }
    if set.tables.iter().any(|t| t.fact == id) {
        return Held::Computed;
    }
    match set.fact(id).computed() {
        Some(Derive::NoWhen(other)) if !value.is_known() && summed_up(set, sheet, *other).is_none() => {
            Held::NoUnless(*other, value)
        }
        Some(Derive::NoWhen(_)) | None => Held::Own(value),
        Some(_) => Held::Computed,
    }
}

/// What is presumed of a fact that is not known and that other questions answer, so that it is not open by itself; an
/// answer to it that is contradicted counts as none.
fn summed_up(set: &RuleSet, sheet: &Sheet, id: FactId) -> Option<Possible> {
    let open = !sheet.value(id).is_known() && sheet.origin(id) != Origin::Hidden;
    set.fact(id).summed_up().filter(|_| open)
}

/// What is held of every fact, where only those of a list matter.
pub(crate) fn world(set: &RuleSet, reads: &[FactId], held: impl Fn(FactId) -> Held) -> Vec<Held> {
    let mut world: Vec<Held> = set.facts.iter().map(|f| Held::Own(f.anything())).collect();
    for fact in reads {
        if let Some(slot) = world.get_mut(usize::from(fact.0)) {
            *slot = held(*fact);
        }
    }
    world
}

/// The facts that a step gives.
pub(crate) fn gives(set: &RuleSet, step: Step) -> Vec<FactId> {
    match step {
        Step::Fact(id) => vec![id],
        Step::Rule(_) => Vec::new(),
        Step::Table(place) => set.tables.get(place).map(|t| t.fact).into_iter().collect(),
        Step::Score(place) => set.scores.get(place).map_or_else(Vec::new, |s| vec![s.fact, s.weakest]),
    }
}

/// Facts that are asked in place of what they are computed from.
pub(super) struct AskedForParts {
    /// By fact: whether a person may be asked for it although it is computed, because the decision reads what it rests
    /// on through it alone. Then nothing is lost by asking for the whole in place of its parts; but where these are
    /// presumed under several checks they are asked apart.
    pub whole: Vec<bool>,
    /// By fact: the check of what is presumed of it, or of its parts.
    pub checks: Vec<Option<CheckId>>,
}

impl AskedForParts {
    pub fn of(set: &RuleSet, steps: &[(Step, Reads)]) -> Self {
        let own = |fact: &Fact| fact.presume.as_ref().and_then(|p| p.check);
        let mut asked = Self {
            whole: vec![false; set.facts.len()],
            checks: set.facts.iter().map(own).collect(),
        };
        let given: Vec<Vec<FactId>> = steps.iter().map(|(step, _)| gives(set, *step)).collect();
        for (place, facts) in given.iter().enumerate() {
            for fact in facts.iter().filter(|fact| set.fact(**fact).askable) {
                let Some(parts) = parts_if_alone(steps, &given, place) else {
                    continue;
                };
                let checks: BTreeSet<CheckId> = parts.iter().filter_map(|part| own(set.fact(*part))).collect();
                let at = usize::from(fact.0);
                if let (Some(whole), Some(check)) = (asked.whole.get_mut(at), asked.checks.get_mut(at)) {
                    *whole = checks.len() <= 1;
                    *check = check.or_else(|| checks.first().copied().filter(|_| *whole));
                }
            }
        }
        asked
    }
}

/// What a step and those that it rests on read, where no other step reads what they read or give; `given` is what each
/// step gives.
fn parts_if_alone(steps: &[(Step, Reads)], given: &[Vec<FactId>], place: usize) -> Option<BTreeSet<FactId>> {
    let mut inside = BTreeSet::from([place]);
    // steps are ordered: all that a step reads comes before it
    for (n, ((step, _), given)) in steps.iter().zip(given).enumerate().take(place).rev() {
        let read = inside.iter().filter_map(|i| steps.get(*i)).any(|(_, r)| {
            given.iter().any(|f| r.facts.contains(f)) || matches!(step, Step::Rule(id) if r.rules.contains(id))
        });
        if read {
            inside.insert(n);
        }
    }
    let facts: BTreeSet<FactId> = inside
        .iter()
        .filter_map(|i| steps.get(*i))
        .flat_map(|(_, r)| r.facts.iter().copied())
        .collect();
    let rules: BTreeSet<_> = inside
        .iter()
        .filter_map(|i| steps.get(*i))
        .flat_map(|(_, r)| r.rules.iter().copied())
        .collect();
    let outside = steps.iter().enumerate().filter(|(n, _)| !inside.contains(n));
    let mut elsewhere = outside.map(|(_, (_, r))| r);
    let shared =
        elsewhere.any(|r| r.facts.iter().any(|f| facts.contains(f)) || r.rules.iter().any(|id| rules.contains(id)));
    let rests = !facts.is_empty() || !rules.is_empty();
    (rests && !shared).then_some(facts)
}
