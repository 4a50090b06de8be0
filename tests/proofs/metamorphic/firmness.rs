//! How firm an answer is and what it rests on, on random inventories, by random completions.
//!
//! `CLEARDECK_COMPLETIONS=1000000 cargo test --release --test proofs firmness -- --nocapture` tries that many.

use std::collections::BTreeMap;

use cleardeck::evaluate::{Firmness, Origin, Verdict, audit, judge, presumed, without_check};
use cleardeck::rules::{CheckId, FactId, FactType, Subject, value_text};
use cleardeck::truth::Possible;
use serde_json::{Value, json};

use super::completions::{Facts, Open};
use super::random::{Dice, put};
use super::{MAKER, SET, load, many};

/// How many completions are tried.
fn completions(few: usize) -> usize {
    let asked = std::env::var("CLEARDECK_COMPLETIONS").ok();
    asked.and_then(|n| n.parse().ok()).unwrap_or(few)
}

/// The answer, how firm it is, its checks and what it could be.
fn said(verdict: &Verdict) -> (usize, Firmness, Vec<cleardeck::evaluate::Check>, u64) {
    (
        verdict.answer,
        verdict.firmness,
        verdict.checks.clone(),
        verdict.could_be,
    )
}

/// The values of a completion that are not the presumed ones, by name.
fn differs(verdict: &Verdict, taken: &BTreeMap<FactId, Possible>) -> Vec<String> {
    let other = taken
        .iter()
        .filter(|(fact, value)| verdict.sheet.value(**fact) != **value);
    let said = other.map(|(fact, value)| format!("{} = {}", SET.fact(*fact).name, value_text(SET.fact(*fact), *value)));
    said.collect()
}

/// Those values of a completion without which, as presumed instead, it would give the answer.
fn needed(verdict: &Verdict, mut taken: BTreeMap<FactId, Possible>) -> BTreeMap<FactId, Possible> {
    let facts: Vec<FactId> = taken.keys().copied().collect();
    for fact in facts {
        let value = taken.insert(fact, verdict.sheet.value(fact));
        let mut sheet = verdict.record.clone();
        for (fact, value) in &taken {
            sheet.set(*fact, *value, Origin::Given);
        }
        sheet.run(&SET, &SET.decision_steps);
        if sheet.value(SET.decision().unwrap()).bits() == 1 << verdict.answer {
            taken.extend(value.map(|value| (fact, value)));
        }
    }
    taken
}

/// What is on record, by name.
fn on_record(verdict: &Verdict) -> Vec<String> {
    let facts = SET
        .each_fact()
        .filter(|(id, fact)| verdict.record.value(*id) != fact.anything());
    let said = |(id, fact): (FactId, &cleardeck::rules::Fact)| {
        let value = value_text(fact, verdict.record.value(id));
        format!("{} = {value} ({:?})", fact.name, verdict.record.origin(id))
    };
    facts.map(said).collect()
}

/// Which facts keep the value that is presumed of them: each with one chance, drawn anew for every completion.
fn sparse(chance: usize) -> impl FnMut(&Open, &mut Dice) -> bool {
    move |_, dice| dice.percent(chance)
}

/// With its checks the answer stands, whatever else is unknown; what it could be holds all that is decided, and a settled
/// one is decided by all.
#[test]
fn with_its_checks_an_answer_stands() {
    let facts = Facts::of(&SET);
    let wanted = completions(3_000);
    let each = if wanted > 100_000 { 200 } else { 30 };
    let (mut tried, mut against, mut settled, mut provided, mut open, mut others) = (0, 0, 0, 0, 0, 0);
    for seed in 0.. {
        if tried >= wanted {
            break;
        }
        let inventory = load(&MAKER.inventory(seed));
        for verdict in &audit(&SET, &inventory).verdicts {
            let unknown = facts.open(verdict);
            let kept: Vec<CheckId> = verdict.checks.iter().map(|c| c.unit).collect();
            let dice = &mut Dice::new(seed);
            let stands = 1 << verdict.answer;
            match verdict.firmness {
                Firmness::Settled => settled += 1,
                Firmness::Provided => provided += 1,
                Firmness::Open => open += 1,
            }
            assert_ne!(
                verdict.could_be & stands,
                0,
                "{seed}: what it could be leaves its answer out"
            );
            if verdict.firmness == Firmness::Settled {
                assert_eq!(verdict.could_be, stands, "{seed}: settled, and could be another");
            }
            for n in 0..each {
                let chance = [0, 50, 80, 95][n % 4];
                let anything = facts.decided(verdict, &unknown, &|_| true, &mut sparse(chance), dice);
                if let Some((decided, taken)) = anything {
                    let differs = differs(verdict, &taken);
                    assert_eq!(
                        decided & !verdict.could_be,
                        0,
                        "{seed}: {} {decided:b} of {:b}, {differs:#?} could not be, {:#?}",
                        verdict.firmness.word(),
                        verdict.could_be,
                        on_record(verdict)
                    );
                    others += usize::from(decided != stands);
                }
                if verdict.firmness == Firmness::Open {
                    continue;
                }
                let allows = |unit: CheckId| !kept.contains(&unit);
                match facts.decided(verdict, &unknown, &allows, &mut sparse(chance), dice) {
                    Some((decided, taken)) => {
                        assert_eq!(
                            decided,
                            stands,
                            "{seed}: {:?} {:#?}, {:#?}",
                            kept.iter()
                                .map(|c| &SET.checks[usize::from(c.0)].id)
                                .collect::<Vec<_>>(),
                            differs(verdict, &needed(verdict, taken)),
                            on_record(verdict)
                        );
                        tried += 1;
                    }
                    None => against += 1,
                }
            }
        }
    }
    println!(
        "{tried} completions that respect the checks of {provided} provided and {settled} settled answers ({open} open): no exception; {against} went against what is given; {others} without the checks gave another answer"
    );
    assert!(provided > 0 && settled > 0 && others > 0);
}

/// Without any one of its checks some completion gives another answer: the one that is named does, by the plain evaluator.
#[test]
fn none_of_the_checks_can_be_spared() {
    let facts = Facts::of(&SET);
    let mut found = 0;
    for seed in 0..many(1.0, 40) {
        let inventory = load(&MAKER.inventory(seed));
        for verdict in &judge(&SET, &inventory).verdicts {
            let unknown = facts.open(verdict);
            let kept: Vec<CheckId> = verdict.checks.iter().map(|c| c.unit).collect();
            for freed in &kept {
                let name = &SET.checks[usize::from(freed.0)].id;
                let world = without_check(&SET, verdict, *freed)
                    .unwrap_or_else(|| panic!("{seed}: `{name}` can be spared, {:#?}", on_record(verdict)));
                let allows = |unit: CheckId| unit == *freed || !kept.contains(&unit);
                let decided = facts.decided_in(verdict, &unknown, &allows, &world);
                let named = world.iter().map(|(fact, value)| (&SET.fact(*fact).name, value));
                let named: Vec<_> = named.collect();
                assert_ne!(
                    decided,
                    1 << verdict.answer,
                    "{seed}: `{name}` {named:?} {:#?}",
                    on_record(verdict)
                );
                found += 1;
            }
        }
    }
    println!("{found} checks, without each of which a completion gives another answer");
    assert!(found > 50);
}

/// What the plain evaluator decides on the presumed sheet is the answer wherever it decides one.
#[test]
fn the_answer_is_what_the_presumptions_name() {
    let (mut one, mut several) = (0, 0);
    for seed in 0..many(1.0, 100) {
        let inventory = load(&MAKER.inventory(seed));
        for verdict in &audit(&SET, &inventory).verdicts {
            let named = presumed(&SET, &verdict.record).value(SET.decision().unwrap()).bits();
            assert_ne!(named & verdict.could_be & 1 << verdict.answer, 0, "{seed}");
            match named.count_ones() {
                1 => one += 1,
                _ => several += 1,
            }
        }
    }
    println!("{one} answers named by the presumed sheet alone, {several} with several left");
    assert!(one > 0);
}

/// What is missing, blank or marked as not known is the same to the answer, its firmness and its checks.
#[test]
fn blank_and_unsure_are_the_same() {
    let own: Vec<_> = SET
        .each_fact()
        .filter(|(_, f)| f.askable && f.of == Subject::Initiative && f.kind != FactType::List)
        .collect();
    let (mut verdicts, mut cells) = (0, 0);
    for seed in 0..many(0.2, 20) {
        let dice = &mut Dice::new(seed);
        let written = MAKER.inventory(seed);
        let inventory = load(&written);
        let before = audit(&SET, &inventory);
        let with = |marks: &mut dyn FnMut(usize, &mut Value)| {
            let mut marked = written.clone();
            for place in 0..before.verdicts.len() {
                marks(place, &mut marked["initiatives"][place]);
            }
            let inventory = load(&marked);
            audit(&SET, &inventory).verdicts.iter().map(said).collect::<Vec<_>>()
        };
        // what nobody has written, here or for the schools, and nothing gives
        let blank = |place: usize| {
            let (record, given) = (&before.verdicts[place].record, &inventory.initiatives[place].given);
            let silent = own
                .iter()
                .filter(move |(id, fact)| record.value(*id) == fact.anything() && given.iter().all(|g| g.fact != *id));
            silent.collect::<Vec<_>>()
        };
        let expected: Vec<_> = before.verdicts.iter().map(said).collect();
        for mark in [json!("unsure"), Value::Null] {
            let all = with(&mut |place, record| {
                for (_, fact) in blank(place) {
                    cells += 1;
                    put(record, &fact.name, mark.clone());
                }
            });
            assert_eq!(expected, all, "{seed}: all {mark}");
            let some = with(&mut |place, record| {
                for (_, fact) in blank(place).into_iter().filter(|_| dice.percent(10)) {
                    put(record, &fact.name, mark.clone());
                }
            });
            assert_eq!(expected, some, "{seed}: some {mark}");
        }
        verdicts += expected.len();
    }
    println!("{verdicts} verdicts with {cells} cells blank, missing or marked as not known: all the same");
    assert!(verdicts > 20);
}
