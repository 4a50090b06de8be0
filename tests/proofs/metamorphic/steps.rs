//! Single changes: every one that is named gives the answer that it says, and no other single answer gives another one.

use cleardeck::analysis::{Step, Steps};
use cleardeck::diagram::Model;
use cleardeck::diagram::cells::{FactCell, one_of};
use cleardeck::evaluate::{Origin, Verdict, audit, presumed, verdict_of};
use cleardeck::rules::{Derive, FactId, FactType};
use cleardeck::truth::Possible;

use super::{MAKER, SET, load, many};

/// The answer of the plain evaluator after one fact of a record is set; of completions only where several are left.
fn after(verdict: &Verdict, fact: FactId, value: Possible) -> usize {
    let mut record = verdict.record.clone();
    record.set(fact, value, Origin::Given);
    record.run(&SET, &SET.initiative_steps);
    let named = presumed(&SET, &record).value(SET.decision().unwrap()).bits();
    match named.count_ones() {
        1 => named.trailing_zeros() as usize,
        _ => verdict_of(&SET, &record).answer,
    }
}

#[test]
fn every_single_change_is_named_and_does_what_is_said() {
    let single = Steps::of(&SET).unwrap();
    let mut model = Model::new(&SET, 2_000_000);
    model.answer();
    model.value(SET.decision().unwrap()).unwrap();
    let (mut confirmed, mut silent, mut verdicts) = (0, 0, 0);
    for seed in 0..many(0.05, 12) {
        let inventory = load(&MAKER.inventory(seed));
        for verdict in &audit(&SET, &inventory).verdicts {
            verdicts += 1;
            let steps = single.from(verdict);
            for step in &steps {
                for to in &step.to {
                    let name = &SET.fact(step.fact).name;
                    assert_eq!(
                        after(verdict, step.fact, first(step, *to)),
                        step.answer,
                        "{seed}: {name} {to:?}"
                    );
                    assert_ne!(step.answer, verdict.answer, "{seed}: {name}");
                    confirmed += 1;
                }
            }
            // a few of the facts that nothing is said of
            for asked in model.asked.iter().skip(seed as usize % 7).step_by(7) {
                let (fact, record) = (SET.fact(asked.fact), &verdict.record);
                let known = record.value(asked.fact);
                let computed = record.origin(asked.fact) == Origin::Computed && known.is_known();
                let bounds = SET.given.iter().any(|g| g.low == asked.fact || g.high == asked.fact);
                let sums_up = SET
                    .each_fact()
                    .any(|(_, f)| matches!(f.computed(), Some(Derive::NoWhen(by)) if *by == asked.fact));
                if computed || bounds || sums_up {
                    continue;
                }
                for cell in &asked.cells {
                    let FactCell::Value(value) = *cell else { continue };
                    if known != fact.anything() && value.meets(known) {
                        continue;
                    }
                    let holds = |step: &&Step| step.fact == asked.fact && step.to.iter().any(|to| to.meets(value));
                    let said = steps.iter().find(holds);
                    // of what has an order and is known only the nearest is named
                    let ordered = fact.kind == FactType::Level || matches!(known, Possible::Numbers { .. });
                    if known != fact.anything() && ordered && steps.iter().any(|s| s.fact == asked.fact) {
                        continue;
                    }
                    let expected = said.map_or(verdict.answer, |step| step.answer);
                    assert_eq!(
                        after(verdict, asked.fact, one_of(value)),
                        expected,
                        "{seed}: {} {value:?}",
                        fact.name
                    );
                    silent += usize::from(said.is_none());
                }
            }
        }
    }
    println!(
        "{confirmed} single changes of {verdicts} verdicts, each confirmed; {silent} others change nothing; {} nodes",
        single.nodes()
    );
    assert!(confirmed > 100 && silent > 100);
}

/// The value of a stretch that lies nearest to what is on record.
fn first(step: &Step, to: Possible) -> Possible {
    match (to, step.from) {
        (Possible::Numbers { low, .. }, Possible::Numbers { high: known, .. }) if low > known => Possible::number(low),
        (Possible::Numbers { high, .. }, Possible::Numbers { low: known, .. }) if high < known => {
            Possible::number(high)
        }
        (to, _) => one_of(to),
    }
}
