//! What is held of facts that are counted when one of them is counted otherwise, without judging the whole anew.

use std::collections::BTreeSet;

use crate::diagram::Held;
use crate::evaluate::facts::{checks_made, count_as, is_counted, ratio};
use crate::evaluate::held::{gives, held};
use crate::evaluate::presumed::{presume, presumed, presumed_after};
use crate::evaluate::{Audit, Decision, Sheet};
use crate::rules::{CheckId, Derive, FactId, Reads, RuleSet, Step};
use crate::truth::Possible;

/// The sheets of one initiative by one count of its rows.
pub(crate) struct Recounted<'a> {
    set: &'a RuleSet,
    record: Sheet,
    /// The sheet by which the answer is named.
    sheet: Sheet,
    made: Vec<CheckId>,
    counted: Vec<(FactId, Option<Possible>)>,
}

/// A fact that is the ratio of two others: what is above and below.
pub(crate) type Ratio = (FactId, FactId, FactId);

fn put_ratios(set: &RuleSet, ratios: &[Ratio], made: &[CheckId], record: &mut Sheet) {
    for (id, over, under) in ratios {
        if is_counted(record, *id) {
            let value = ratio(record.value(*over), record.value(*under), set.fact(*id));
            count_as(set, made, *id, value, record);
        }
    }
}

impl<'a> Recounted<'a> {
    /// Those of the initiative at `place`, where facts count to something and ratios are what follows.
    pub fn of(
        audit: &Audit<'a>,
        place: usize,
        counted: Vec<(FactId, Option<Possible>)>,
        ratios: &[Ratio],
    ) -> Option<Self> {
        let set = audit.set;
        let mut record = audit.verdicts.get(place)?.record.clone();
        let made = checks_made(set, &record);
        for (id, value) in &counted {
            if is_counted(&record, *id) {
                count_as(set, &made, *id, *value, &mut record);
            }
        }
        put_ratios(set, ratios, &made, &mut record);
        record.run(set, &set.decision_steps);
        Some(Self {
            set,
            sheet: presumed(set, &record),
            made: checks_made(set, &record),
            record,
            counted,
        })
    }

    /// The same where the facts count to something else: only what rests on those that do is worked out anew.
    pub fn beside(&self, counted: Vec<(FactId, Option<Possible>)>, ratios: &[Ratio]) -> Self {
        let (set, mut record) = (self.set, self.record.clone());
        let both = counted.iter().zip(&self.counted);
        let mut changed = Vec::new();
        for ((id, value), _) in both.filter(|(own, other)| own != other) {
            if is_counted(&record, *id) {
                count_as(set, &self.made, *id, *value, &mut record);
                changed.push(*id);
            }
        }
        put_ratios(set, ratios, &self.made, &mut record);
        changed.extend(ratios.iter().map(|(id, ..)| *id));
        if let Some(decision) = Decision::of(set) {
            decision.followers.follow(set, &changed, &mut record, |_, _| {});
        }
        Self {
            set,
            sheet: presumed_after(set, &record, &self.sheet, &changed),
            made: checks_made(set, &record),
            record,
            counted,
        }
    }

    /// What is held of a fact by this count.
    pub fn held(&self, id: FactId) -> Held {
        held(self.set, &self.sheet, id, false)
    }

    /// What is held of every fact by this count, where `beside` is another one with what is held by it; only some facts
    /// matter.
    pub fn world_beside(&self, reads: &[FactId], (beside, world): (&Self, &[Held])) -> Vec<Held> {
        let mut held = world.to_vec();
        let stands = |sheet: &Sheet, id: FactId| (sheet.value(id), sheet.origin(id));
        let differs = |id: FactId| stands(&self.sheet, id) != stands(&beside.sheet, id);
        for id in reads {
            let on_other = match self.set.fact(*id).computed() {
                Some(Derive::NoWhen(other)) => differs(*other),
                _ => false,
            };
            if (differs(*id) || on_other)
                && let Some(slot) = held.get_mut(usize::from(id.0))
            {
                *slot = self.held(*id);
            }
        }
        held
    }

    /// Whether another count takes the place of what stands for a fact.
    pub fn is_counted(&self, id: FactId) -> bool {
        is_counted(&self.record, id)
    }

    /// What stands on record for a fact.
    pub fn on_record(&self, id: FactId) -> Possible {
        self.record.value(id)
    }

    /// What stands on record for a fact that is counted when it comes to this.
    pub fn value(&mut self, id: FactId, counted: Option<Possible>) -> Possible {
        self.when(id, counted, |this| this.record.value(id))
    }

    /// What is held of a fact that is counted when it comes to this, all that does not follow from it being as it is.
    pub fn held_when(&mut self, id: FactId, counted: Option<Possible>) -> Held {
        self.when(id, counted, |this| {
            let before = (this.sheet.value(id), this.sheet.origin(id));
            this.sheet.set(id, this.record.value(id), this.record.origin(id));
            presume(this.set, &this.record, id, &mut this.sheet);
            follow(this.set, id, &mut this.sheet);
            let held = held(this.set, &this.sheet, id, false);
            this.sheet.set(id, before.0, before.1);
            held
        })
    }

    /// What is found while a fact that is counted comes to something else on record.
    fn when<T>(&mut self, id: FactId, counted: Option<Possible>, find: impl FnOnce(&mut Self) -> T) -> T {
        let before = (self.record.value(id), self.record.origin(id));
        count_as(self.set, &self.made, id, counted, &mut self.record);
        follow(self.set, id, &mut self.record);
        let found = find(self);
        self.record.set(id, before.0, before.1);
        found
    }

    /// The ratio that a fact is, when its parts are these.
    pub fn ratio(&self, id: FactId, over: Possible, under: Possible) -> Option<Possible> {
        ratio(over, under, self.set.fact(id))
    }
}

/// What follows for a fact from others where it was not counted.
fn follow(set: &RuleSet, id: FactId, sheet: &mut Sheet) {
    if set.fact(id).computed().is_some() {
        sheet.run(set, &[Step::Fact(id)]);
    }
}

/// The facts on which it depends, beside themselves, how some other fact is held and not only what it comes to: those
/// that what is presumed of a computed fact stands in place of, that make another one no, or that what is given about
/// pairs of numbers holds within bounds.
pub(crate) fn fed(set: &RuleSet, reads: &[FactId]) -> BTreeSet<FactId> {
    let steps: Vec<(Step, Reads)> = set.decision_steps.iter().map(|s| (*s, Reads::of(set, *s))).collect();
    let mut fed: BTreeSet<FactId> = set.given.iter().flat_map(|given| [given.low, given.high]).collect();
    for id in reads {
        let fact = set.fact(*id);
        match fact.computed() {
            Some(Derive::NoWhen(other)) => fed.extend(rests_on(set, &steps, *other)),
            Some(_) if fact.presume.as_ref().is_some_and(|p| p.check.is_none()) => {
                let mut others = rests_on(set, &steps, *id);
                others.remove(id);
                fed.append(&mut others);
            }
            _ => {}
        }
    }
    fed
}

/// A fact and all that it rests on by some steps.
fn rests_on(set: &RuleSet, steps: &[(Step, Reads)], id: FactId) -> BTreeSet<FactId> {
    let (mut facts, mut rules) = (BTreeSet::from([id]), BTreeSet::new());
    // steps are ordered: all that a step reads comes before it
    for (step, reads) in steps.iter().rev() {
        let is_rule = matches!(step, Step::Rule(rule) if rules.contains(rule));
        if is_rule || gives(set, *step).iter().any(|fact| facts.contains(fact)) {
            facts.extend(reads.facts.iter().copied());
            rules.extend(reads.rules.iter().copied());
        }
    }
    facts
}
