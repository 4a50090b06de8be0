//! The sheet by which an answer is named: what is on record, and in place of what is not known what is presumed.

use crate::evaluate::{Decision, Origin, Sheet};
use crate::rules::{Fact, FactId, FactType, RuleSet};
use crate::truth::{Number, Possible};

/// The record with every presumption in place of what is not known, its rules evaluated anew. What is bounded takes the
/// value within its bounds that lies nearest to the presumed one; what is kept back stays open.
#[must_use]
pub fn presumed(set: &RuleSet, record: &Sheet) -> Sheet {
    let mut sheet = record.clone();
    sheet.presumes = true;
    for (id, _) in set.each_fact() {
        presume(set, record, id, &mut sheet);
    }
    within_what_is_given(set, &mut sheet);
    sheet.run(set, &set.initiative_steps);
    sheet
}

/// The same of a record of which some facts were changed, by `before`, which is the same of the record as it was: only
/// what rests on those facts is worked out anew.
#[must_use]
pub fn presumed_after(set: &RuleSet, record: &Sheet, before: &Sheet, changed: &[FactId]) -> Sheet {
    let Some(decision) = Decision::of(set) else {
        return presumed(set, record);
    };
    let mut sheet = before.clone();
    let afresh = |id: FactId, sheet: &mut Sheet| {
        sheet.set(id, record.value(id), record.origin(id));
        presume(set, record, id, sheet);
    };
    changed.iter().for_each(|id| afresh(*id, &mut sheet));
    let mut due = changed.to_vec();
    // what is presumed of one of a pair is moved by the other, and by its own other
    let pairs = || set.given.iter().flat_map(|pair| [pair.low, pair.high]);
    if pairs().any(|id| changed.contains(&id)) {
        pairs().for_each(|id| afresh(id, &mut sheet));
        within_what_is_given(set, &mut sheet);
        let moved = |id: &FactId| (sheet.value(*id), sheet.origin(*id)) != (before.value(*id), before.origin(*id));
        due.extend(pairs().filter(moved));
    }
    decision.followers.follow(set, &due, &mut sheet, afresh);
    sheet
}

/// Puts on a sheet what is presumed of a fact that is not known on the record and not computed.
pub(super) fn presume(set: &RuleSet, record: &Sheet, id: FactId, sheet: &mut Sheet) {
    let (fact, known) = (set.fact(id), record.value(id));
    if fact.computed().is_none()
        && let Some(value) = fact.presumed().and_then(|value| nearest(fact, known, value))
        && !known.is_known()
        && record.origin(id) != Origin::Hidden
    {
        sheet.set(id, value, Origin::Presumed);
    }
}

/// What a fact may still be that lies nearest to one value; nothing where its options have no order and the value is
/// none of them.
fn nearest(fact: &Fact, known: Possible, wanted: Possible) -> Option<Possible> {
    match (known, wanted) {
        (Possible::Numbers { low, high }, Possible::Numbers { low: wanted, .. }) => {
            Some(Possible::number(wanted.clamp(low, high.max(low))))
        }
        (Possible::Options(known), Possible::Options(wanted)) if known & wanted != 0 => {
            Some(Possible::Options(known & wanted))
        }
        (Possible::Options(known), Possible::Options(wanted)) if fact.kind == FactType::Level => {
            let (wanted, place) = (wanted.trailing_zeros(), |n: &u32| known >> n & 1 == 1);
            let near = (0..64).filter(place).min_by_key(|n| n.abs_diff(wanted))?;
            Some(Possible::Options(1 << near))
        }
        _ => None,
    }
}

/// Moves what is presumed to where the pairs of numbers allow it of which one is never above the other.
fn within_what_is_given(set: &RuleSet, sheet: &mut Sheet) {
    for pair in &set.given {
        let (Possible::Numbers { low, .. }, Possible::Numbers { high, .. }) =
            (sheet.value(pair.low), sheet.value(pair.high))
        else {
            continue;
        };
        if !pair.excludes(low, high) {
            continue;
        }
        if sheet.origin(pair.high) == Origin::Presumed {
            let least = low.minus(pair.within);
            sheet.set(pair.high, Possible::number(least), Origin::Presumed);
        } else if sheet.origin(pair.low) == Origin::Presumed {
            let most = high.plus(pair.within).max(Number::ZERO);
            sheet.set(pair.low, Possible::number(most), Origin::Presumed);
        }
    }
}
