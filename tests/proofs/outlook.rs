//! How firm verdicts are and what would lift them, against judging every setting and every change one by one.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

use crate::common;
use cleardeck::analysis::{Grid, Lifts};
use cleardeck::diagnostics::{Diagnostics, Sources};
use cleardeck::evaluate::{Audit, Origin, Verdict, after_answer, answers_to, audit};
use cleardeck::inventory::Inventory;
use cleardeck::rules::{self, Override, Parameter, ParameterReader, RuleSet};
use cleardeck::truth::{Number, Possible};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

const FILES: [&str; 5] = [
    "examples/riverbend/inventory.yaml",
    "examples/pueblo/inventory.yaml",
    "tests/backtest/C30.yaml",
    "tests/backtest/C43.yaml",
    "tests/backtest/C53.yaml",
];

fn with(settings: &[Override], sources: &mut Sources) -> RuleSet {
    let files = rules::shipped(sources);
    let mut out = Diagnostics::default();
    let set = rules::load(&files, settings, sources, &mut out);
    assert!(!out.has_errors());
    set.unwrap()
}

/// The other values of a threshold that may decide.
fn others(parameter: &Parameter) -> Vec<Number> {
    let decides = matches!(parameter.read_by, None | Some(ParameterReader::Evidence));
    parameter.alternatives.iter().copied().filter(|_| decides).collect()
}

fn possible(set: &RuleSet, inventory: &Inventory) -> Vec<u64> {
    audit(set, inventory).verdicts.iter().map(|v| named(set, v)).collect()
}

/// What the presumptions name, as options of the decision.
fn named(set: &RuleSet, verdict: &Verdict) -> u64 {
    verdict.sheet.value(set.decision().unwrap()).bits()
}

#[test]
fn one_other_threshold_gives_what_judging_anew_gives() {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let mut flips = 0;
    for file in FILES {
        let inventory = common::inventory(&common::file(file), &set, &mut sources);
        let here = audit(&set, &inventory);
        let grid = Grid::of(&here);
        let found: Vec<_> = (0..here.verdicts.len()).map(|n| grid.stability(n).unwrap()).collect();
        for parameter in &set.parameters {
            for value in others(parameter) {
                let other = with(&[Override::new(&parameter.name, &value.to_string())], &mut sources);
                for (place, now) in possible(&other, &inventory).into_iter().enumerate() {
                    let said = found[place].alone.iter().find(|flip| {
                        matches!(flip.settings.as_slice(), [(id, v)] if set.parameter(*id).name == parameter.name && *v == value)
                    });
                    let said = said.map_or(named(&set, &here.verdicts[place]), |flip| flip.possible);
                    let name = &inventory.initiatives[place].name;
                    assert_eq!(said, now, "{file}, {name}: {} = {value}", parameter.name);
                    flips += usize::from(now != named(&set, &here.verdicts[place]));
                }
            }
        }
    }
    println!("{flips} flips under one other threshold, each as judged anew");
    assert!(flips > 10);
}

#[test]
fn any_thresholds_together_give_nothing_that_is_not_said() {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    for file in FILES {
        let inventory = common::inventory(&common::file(file), &set, &mut sources);
        let here = audit(&set, &inventory);
        let grid = Grid::of(&here);
        let found: Vec<_> = (0..here.verdicts.len()).map(|n| grid.stability(n).unwrap()).collect();
        let said = |place: usize| {
            let flips = found[place].alone.iter().chain(&found[place].together);
            flips.fold(named(&set, &here.verdicts[place]), |all, flip| all | flip.possible)
        };
        // what is said of several together is so
        for (place, one) in found.iter().enumerate() {
            for flip in &one.together {
                let settings: Vec<Override> = flip
                    .settings
                    .iter()
                    .map(|(id, v)| Override::new(&set.parameter(*id).name, &v.to_string()))
                    .collect();
                let other = with(&settings, &mut sources);
                let now = possible(&other, &inventory)[place];
                assert_eq!(now & flip.possible, flip.possible, "{file} {place} {settings:?}");
            }
        }
        let mut runner = TestRunner::new(ProptestConfig {
            failure_persistence: None,
            ..ProptestConfig::with_cases(60)
        });
        let dice = prop::collection::vec(any::<u8>(), set.parameters.len());
        runner
            .run(&dice, |dice| {
                let settings: Vec<Override> = set
                    .parameters
                    .iter()
                    .zip(dice)
                    .filter_map(|(p, n)| Some((p, *others(p).get(usize::from(n) % (others(p).len() + 1))?)))
                    .map(|(p, v)| Override::new(&p.name, &v.to_string()))
                    .collect();
                let other = with(&settings, &mut Sources::default());
                for (place, now) in possible(&other, &inventory).into_iter().enumerate() {
                    prop_assert_eq!(now & !said(place), 0, "{} {:?}", file, &settings);
                }
                Ok(())
            })
            .unwrap();
    }
}

/// The exact possible recommendations after some answers.
fn after(set: &RuleSet, audit: &Audit, place: usize, answers: &[(rules::FactId, Possible)]) -> u64 {
    let mut sheet = audit.verdicts[place].sheet.clone();
    let (last, rest) = answers.split_last().unwrap();
    for (fact, value) in rest {
        sheet.set(*fact, *value, Origin::Given);
    }
    after_answer(set, &sheet, last.0, last.1).could_be
}

#[test]
fn lifts_lead_where_they_say_and_none_of_one_or_two_changes_is_cheaper() {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let lifts = Lifts::of(&set);
    let (mut found, mut without) = (0, 0);
    for file in FILES {
        let inventory = common::inventory(&common::file(file), &set, &mut sources);
        let here = audit(&set, &inventory);
        for (place, verdict) in here.verdicts.iter().enumerate() {
            let lift = lifts.lift(&here, verdict).unwrap();
            let Some(recommendation) = set.recommendation(here.answer(verdict)) else {
                continue;
            };
            if recommendation.aims_at.is_empty() {
                assert!(lift.is_none());
                continue;
            }
            let aim = (0..64)
                .filter(|n| recommendation.aims_at.iter().any(|a| a == here.outcome(*n)))
                .fold(0_u64, |bits, n| bits | 1 << n);
            if let Some(lift) = &lift {
                let answers: Vec<_> = lift
                    .changes
                    .iter()
                    .map(|c| (set.actions[c.action].fact, c.to))
                    .collect();
                assert_eq!(after(&set, &here, place, &answers), lift.then);
                assert!(lift.clears || lift.then & !aim == 0);
                found += 1;
            } else {
                without += 1;
            }
            // every single change and every pair, judged by the evaluator
            let most = lift.as_ref().filter(|l| !l.clears).map_or(Number::MAX, |l| l.effort);
            let mut single = Vec::new();
            for action in &set.actions {
                let through = set.fact(action.fact).name == "drivers.weakest" && !verdict.sheet.stated(action.fact);
                for value in answers_to(&set, &cleardeck::evaluate::Sheet::blank(&set), action.fact) {
                    if !through {
                        single.push((action.fact, value, set.parameter(action.effort).value));
                    }
                }
            }
            for (n, a) in single.iter().enumerate() {
                for b in single.get(n..).unwrap() {
                    let pair: Vec<_> = if a.0 == b.0 {
                        vec![(a.0, a.1)]
                    } else {
                        vec![(a.0, a.1), (b.0, b.1)]
                    };
                    let cost = if pair.len() == 1 { a.2 } else { a.2.plus(b.2) };
                    let quick = {
                        let mut sheet = verdict.sheet.clone();
                        for (fact, value) in &pair {
                            sheet.set(*fact, *value, Origin::Given);
                        }
                        sheet.run(&set, &set.decision_steps);
                        sheet.value(here.decision().unwrap().fact).bits()
                    };
                    if cost < most && quick & !aim == 0 {
                        panic!(
                            "{file}, {}: {pair:?} is cheaper than {lift:?}",
                            inventory.initiatives[place].name
                        );
                    }
                }
            }
        }
    }
    println!("{found} ways on found, {without} initiatives without one");
    assert!(found > 5 && without > 5);
}
