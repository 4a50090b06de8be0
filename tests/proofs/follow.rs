//! What follows when a fact is changed, taken step by step from there, against every step taken anew.

use cleardeck::diagnostics::{Diagnostics, Sources};
use cleardeck::evaluate::{Origin, Sheet, presumed, presumed_after};
use cleardeck::rules::{self, FactId, NodeId, RuleId, RuleSet};

use crate::dice::Dice;
use crate::records::{Records, below};
use crate::{common, overlays};

/// Everything that a sheet holds.
fn held(set: &RuleSet, sheet: &Sheet) -> impl PartialEq + std::fmt::Debug {
    let facts = set.each_fact().map(|(id, _)| (sheet.value(id), sheet.origin(id)));
    let nodes = (0..set.nodes.len()).map(|n| sheet.node(NodeId(n as u32)));
    let rules = (0..set.rules.len()).map(|n| sheet.rule(RuleId(n as u16)));
    (
        facts.collect::<Vec<_>>(),
        nodes.collect::<Vec<_>>(),
        rules.collect::<Vec<_>>(),
    )
}

/// Changes so many facts of a record, one after another; says how often another rule was true then.
fn change(set: &RuleSet, records: &Records, dice: &mut Dice, times: usize) -> usize {
    let missing = below(dice, 100);
    let (mut record, other) = (records.draw(dice, missing), records.draw(dice, 20));
    record.run(set, &set.initiative_steps);
    let mut sheet = presumed(set, &record);
    let mut turned = 0;
    for _ in 0..times {
        let differs = |id: &FactId| other.value(*id) != record.value(*id);
        let facts: Vec<FactId> = set.each_fact().map(|(id, _)| id).filter(differs).collect();
        let Some(fact) = facts.get(below(dice, facts.len())).copied() else {
            return turned;
        };
        let (value, origin) = match below(dice, 8) {
            0 => (set.fact(fact).anything(), Origin::Missing),
            1 => (other.value(fact), Origin::Contradicted),
            _ => (other.value(fact), Origin::Given),
        };
        record.set(fact, value, origin);
        let mut changed = vec![fact];
        // several at a time
        for _ in 0..below(dice, 3) {
            let another = facts.get(below(dice, facts.len())).copied();
            if let Some(another) = another {
                record.set(another, other.value(another), Origin::Given);
                changed.push(another);
            }
        }
        let after = presumed_after(set, &record, &sheet, &changed);
        let anew = presumed(set, &record);
        let name = &set.fact(fact).name;
        assert!(
            held(set, &after) == held(set, &anew),
            "`{name}` is {value:?}, {origin:?}"
        );
        let rules = || set.each_rule().map(|(id, _)| id);
        turned += usize::from(rules().any(|id| after.rule(id) != sheet.rule(id)));
        sheet = after;
    }
    turned
}

#[test]
fn what_follows_from_a_change_is_what_all_steps_come_to() {
    let (mut sources, mut dice) = (Sources::default(), Dice(7));
    let set = common::shipped(&mut sources);
    let records = Records::of(&set);
    let turned: usize = (0..300).map(|_| change(&set, &records, &mut dice, 12)).sum();
    assert!(turned > 250, "{turned}");
    let files = rules::shipped(&mut sources);
    let mut loaded = 0;
    for _ in 0..30 {
        let file = sources.add("overlay.yaml", overlays::draw(&set, &mut dice));
        let mut all = files.clone();
        all.push(file.into());
        // what may not be switched off is refused
        if let Some(changed) = rules::load(&all, &[], &sources, &mut Diagnostics::default()) {
            loaded += 1;
            let records = Records::of(&changed);
            (0..8).for_each(|_| _ = change(&changed, &records, &mut dice, 8));
        }
    }
    assert!(loaded >= 15, "{loaded}");
}
