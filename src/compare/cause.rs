//! What made an answer change: the inventory, the rules, their thresholds or the day.
//!
//! The earlier audit is judged again with every set of these parts taken from the later one. A set of parts makes the
//! change where it gives the new answer and no smaller one in it does; there may be several such sets, and a set may have
//! several parts. Where the inventory is in one, the same is asked of its facts (`pieces`).

use std::borrow::Cow;

use serde::Serialize;

use crate::compare::answers::Standing;
use crate::compare::pairs::by_id;
use crate::compare::pieces::flips;
use crate::compare::{Change, Make, Side};
use crate::evaluate::{Audit, Judge};
use crate::inventory::Inventory;
use crate::rules::RuleSet;

pub use crate::compare::pieces::CausingFact;

/// A part of what an audit rests on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// What the district wrote down.
    Data,
    /// The rules, whatever their thresholds.
    Rules,
    /// The thresholds that both rule sets have.
    Thresholds,
    /// The day of the audit.
    Date,
}

/// What the earlier audit says with some parts of the later one.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Mixture {
    /// What is taken from the later one.
    pub from_after: Vec<Part>,
    /// The answer; nothing where these parts cannot be put together.
    pub standing: Option<Standing>,
}

/// What made an answer change.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Cause {
    /// Every least set of parts that gives the new answer.
    pub least: Vec<Vec<Part>>,
    /// Parts that give the new answer alone.
    pub alone: Vec<Part>,
    /// Parts without which the new answer is not given.
    pub needed: Vec<Part>,
    /// What every mixture of the two audits says, the earlier audit first and the later one last.
    pub mixtures: Vec<Mixture>,
    /// Facts that give the new answer alone, each by itself; all that differs else is as it was.
    pub facts: Vec<CausingFact>,
    /// Where none does alone: facts that give it together and none of which can be spared.
    pub together: Vec<CausingFact>,
    /// Whether no smaller number of facts gives it; otherwise that was not looked through to the end.
    pub fewest: bool,
}

/// A threshold that both rule sets have, with another value.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ThresholdChange {
    /// Its name, without the `$`.
    pub parameter: String,
    /// What a person calls it.
    pub title: String,
    /// Its values.
    #[serde(flatten)]
    pub value: Change<String>,
    /// Their unit.
    pub unit: String,
}

/// The thresholds that two rule sets share and that differ.
pub(super) fn thresholds(old: &RuleSet, new: &RuleSet) -> Vec<ThresholdChange> {
    let changed = old.parameters.iter().filter_map(|before| {
        let after = new.parameter_named(&before.name)?;
        let values = Change::of(before.value, after.value);
        values.differs().then(|| ThresholdChange {
            parameter: after.name.clone(),
            title: after.prose.title.clone(),
            value: values.map(ToString::to_string),
            unit: after.unit.clone(),
        })
    });
    changed.collect()
}

/// The parts in which two audits differ.
pub(super) fn differing(old: &Audit, new: &Audit, make: &dyn Make) -> Vec<Part> {
    let parts = [
        (Part::Data, make.data_differs()),
        (Part::Rules, old.set.hash != new.set.hash),
        (Part::Thresholds, !thresholds(old.set, new.set).is_empty()),
        (Part::Date, old.inventory.as_of != new.inventory.as_of),
    ];
    parts
        .into_iter()
        .filter(|(_, differs)| *differs)
        .map(|(part, _)| part)
        .collect()
}

/// Some of the parts that differ, a bit each.
type Mask = usize;

/// A rule set and an inventory that was read by it.
struct World<'a> {
    set: Cow<'a, RuleSet>,
    inventory: Cow<'a, Inventory>,
}

/// Finds what made the answers of some initiatives change.
pub(super) struct Causes<'a> {
    differ: &'a [Part],
    worlds: Vec<Option<World<'a>>>,
}

impl<'a> Causes<'a> {
    /// Of two audits that differ in some parts.
    pub fn of(old: &Audit<'a>, new: &Audit<'a>, differ: &'a [Part], make: &mut dyn Make) -> Self {
        let worlds = (0..1 << differ.len()).map(|mask| world(old, new, differ, mask, make));
        Self {
            differ,
            worlds: worlds.collect(),
        }
    }

    fn world(&self, mask: Mask) -> Option<&World<'a>> {
        self.worlds.get(mask)?.as_ref()
    }

    fn parts(&self, mask: Mask) -> Vec<Part> {
        let held = self.differ.iter().enumerate().filter(|(n, _)| mask >> n & 1 == 1);
        held.map(|(_, part)| *part).collect()
    }

    /// Why the initiatives of some ids changed, each with the answer before and after.
    pub fn causes(&self, changed: &[(&str, Standing, Standing)]) -> Vec<Cause> {
        let last = self.worlds.len() - 1;
        let mut under: Vec<Vec<Option<Standing>>> = vec![Vec::new(); changed.len()];
        for mask in 0..self.worlds.len() {
            let judged = match mask {
                0 => changed.iter().map(|(_, before, _)| Some(before.clone())).collect(),
                all if all == last => changed.iter().map(|(_, _, after)| Some(after.clone())).collect(),
                _ => self.judged(mask, changed.iter().map(|(id, ..)| *id)),
            };
            for (own, standing) in under.iter_mut().zip(judged) {
                own.push(standing);
            }
        }
        let each = changed.iter().zip(under);
        each.map(|((id, before, after), under)| self.cause(id, &wanted(before, after), under))
            .collect()
    }

    /// What a mixture says of some initiatives.
    fn judged<'i>(&self, mask: Mask, ids: impl Iterator<Item = &'i str>) -> Vec<Option<Standing>> {
        let Some(world) = self.world(mask) else {
            return ids.map(|_| None).collect();
        };
        let mut judge = Judge::of(&world.set);
        let places = by_id(&world.inventory.initiatives);
        let each = ids.map(|id| {
            let verdict = judge.verdict(&world.inventory, *places.get(id)?)?;
            Some(Standing::of(&world.set, &verdict))
        });
        each.collect()
    }

    fn cause(&self, id: &str, wanted: &dyn Fn(&Standing) -> bool, under: Vec<Option<Standing>>) -> Cause {
        let gives = |mask: Mask| under.get(mask).and_then(Option::as_ref).map(wanted);
        let all = self.worlds.len() - 1;
        let single = || (0..self.differ.len()).map(|n| 1 << n);
        let mut least: Vec<Mask> = Vec::new();
        let mut masks: Vec<Mask> = (0..=all).collect();
        masks.sort_by_key(|mask| mask.count_ones());
        for mask in masks {
            if gives(mask) == Some(true) && least.iter().all(|smaller| smaller & mask != *smaller) {
                least.push(mask);
            }
        }
        let alone = single().filter(|one| gives(*one) == Some(true));
        let needed: Vec<Mask> = single().filter(|one| gives(all & !one) == Some(false)).collect();
        let parts_of = |masks: &mut dyn Iterator<Item = Mask>| masks.flat_map(|mask| self.parts(mask)).collect();
        let mut cause = Cause {
            least: least.iter().map(|mask| self.parts(*mask)).collect(),
            alone: parts_of(&mut alone.into_iter()),
            needed: parts_of(&mut needed.iter().copied()),
            mixtures: (0..)
                .zip(&under)
                .map(|(mask, standing)| self.mixture(mask, standing))
                .collect(),
            facts: Vec::new(),
            together: Vec::new(),
            fewest: true,
        };
        self.look_at_facts(id, wanted, &least, &needed, &mut cause);
        cause
    }

    fn mixture(&self, mask: Mask, standing: &Option<Standing>) -> Mixture {
        Mixture {
            from_after: self.parts(mask),
            standing: standing.clone(),
        }
    }

    /// Which facts of the inventory make the change, where it is a part of what makes it: all else is as after where the
    /// inventory is needed for it, and otherwise as in the first set of parts that it stands in.
    fn look_at_facts(
        &self,
        id: &str,
        wanted: &dyn Fn(&Standing) -> bool,
        least: &[Mask],
        needed: &[Mask],
        cause: &mut Cause,
    ) {
        let Some(data) = self.differ.iter().position(|part| *part == Part::Data).map(|n| 1 << n) else {
            return;
        };
        let among = match needed.contains(&data) {
            true => Some(self.worlds.len() - 1),
            false => least.iter().copied().find(|mask| mask & data != 0),
        };
        let worlds = among.and_then(|mask| Some((self.world(mask & !data)?, self.world(mask)?)));
        let Some((before, after)) = worlds else { return };
        let found = flips(&before.set, [&before.inventory, &after.inventory], id, wanted);
        (cause.facts, cause.together, cause.fewest) = found;
    }
}

/// Whether an answer is the new one: where the answers are the same, how firm it is counts too.
fn wanted(before: &Standing, after: &Standing) -> impl Fn(&Standing) -> bool + use<> {
    let firm = before.answer == after.answer;
    let after = after.clone();
    move |standing| standing.answer == after.answer && (!firm || standing.firmness == after.firmness)
}

/// What the earlier audit is judged by with some parts of the later one.
fn world<'a>(old: &Audit<'a>, new: &Audit<'a>, differ: &[Part], mask: Mask, make: &mut dyn Make) -> Option<World<'a>> {
    let place = |part: Part| differ.iter().position(|p| *p == part);
    let side = |part: Part| match place(part) {
        Some(n) if mask >> n & 1 == 1 => Side::New,
        _ => Side::Old,
    };
    let of = |side: Side| match side {
        Side::Old => old,
        Side::New => new,
    };
    let (rules, thresholds) = (side(Part::Rules), side(Part::Thresholds));
    let both = [Part::Rules, Part::Thresholds].map(|part| place(part).is_some());
    let set = match both {
        [true, true] if rules != thresholds => Cow::Owned(make.rules(rules, of(thresholds).set)?),
        [_, true] => Cow::Borrowed(of(thresholds).set),
        [_, false] => Cow::Borrowed(of(rules).set),
    };
    let data = side(Part::Data);
    let day = of(side(Part::Date)).inventory.as_of;
    // what was read by these rules on this day is not read again
    let whose = if place(Part::Data).is_some() { of(data) } else { old };
    let same_rules = matches!(set, Cow::Borrowed(set) if std::ptr::eq(set, whose.set));
    let inventory = match same_rules && whose.inventory.as_of == day {
        true => Cow::Borrowed(whose.inventory),
        false => Cow::Owned(make.inventory(data, &set, day)?),
    };
    Some(World { set, inventory })
}
