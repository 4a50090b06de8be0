//! Two audits held against each other: with itself nothing changed, the other way round everything is mirrored, and of an
//! inventory in which one answer is another that answer is what made the change.

use std::collections::BTreeMap;

use cleardeck::compare::{Comparison, Mixture, Part, Readings, compare};
use cleardeck::evaluate::judge;
use cleardeck::read::{Rules, Source};
use cleardeck::rules::Subject;
use serde_json::{Value, json};

use super::random::{Dice, answer, put};
use super::{MAKER, SET, as_yaml, many, try_read};

/// The comparison of two inventories as written; nothing where one of them is refused.
fn compared(old: &Value, new: &Value) -> Option<Comparison> {
    let texts = [old, new].map(|written| as_yaml(&written.to_string()));
    let (before, after) = (try_read(&texts[0]).ok()?, try_read(&texts[1]).ok()?);
    let mut readings = Readings {
        differ: before.hash != after.hash,
        inventories: texts.map(|text| Source::bytes("inventory.yaml", text)),
        rules: [Rules::shipped(), Rules::shipped()],
        catalogue: None,
        renamed: Vec::new(),
    };
    Some(compare(&judge(&SET, &before), &judge(&SET, &after), &[], &mut readings))
}

/// An inventory with some answers exchanged, on another day, or with an initiative taken out.
fn varied(written: &Value, dice: &mut Dice) -> Value {
    let mut varied = written.clone();
    let facts: Vec<_> = SET
        .facts
        .iter()
        .filter(|f| f.askable && f.of == Subject::Initiative)
        .collect();
    let initiatives = varied["initiatives"].as_array_mut().unwrap();
    for initiative in initiatives.iter_mut() {
        for _ in 0..dice.below(8) {
            let fact = dice.one_of(&facts);
            put(initiative, &fact.name, answer(fact, dice));
        }
    }
    if initiatives.len() > 1 && dice.percent(30) {
        let out = dice.below(initiatives.len());
        initiatives.remove(out);
    }
    if dice.percent(50) {
        varied["as_of"] = json!(["2026-12-01", "2027-06-30", "2029-01-15"][dice.below(3)]);
    }
    varied
}

/// What is before in the place of what is after, and the reverse; without what is told of one side alone: how a change is
/// made by facts and least parts, and names.
fn mirrored(value: &Value, turned: bool) -> Value {
    const OF_ONE_SIDE: [&str; 10] = [
        "cause",
        "name",
        "title",
        "provided",
        "names",
        "owner",
        "id_before",
        "likeness",
        "alike",
        "differ",
    ];
    match value {
        Value::Object(fields) => {
            let kept = fields.iter().filter(|(key, _)| !OF_ONE_SIDE.contains(&key.as_str()));
            let turn = |key: &str| match key {
                "before" if turned => "after".to_owned(),
                "after" if turned => "before".to_owned(),
                other => other.to_owned(),
            };
            Value::Object(kept.map(|(key, value)| (turn(key), mirrored(value, turned))).collect())
        }
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().map(|item| mirrored(item, turned)).collect();
            items.sort_by_key(Value::to_string);
            Value::Array(items)
        }
        other => other.clone(),
    }
}

/// What every mixture says, by the parts that are taken from the later side.
fn mixtures(list: &[Mixture], parts: impl Fn(&[Part]) -> Vec<Part>) -> BTreeMap<Vec<Part>, String> {
    let each = list.iter();
    each.map(|m| (parts(&m.from_after), format!("{:?}", m.standing)))
        .collect()
}

#[test]
fn a_comparison_says_nothing_of_one_inventory_and_the_mirror_of_two_that_are_exchanged() {
    let (mut pairs, mut changed, mut mixed) = (0, 0, 0);
    for seed in 0..many(0.05, 170) {
        let dice = &mut Dice::new(seed ^ 0xC0);
        let old = MAKER.inventory(seed);
        let Some(same) = compared(&old, &old) else { continue };
        assert!(same.is_empty(), "seed {seed}: {same:#?}");
        let new = varied(&old, dice);
        let (Some(there), Some(back)) = (compared(&old, &new), compared(&new, &old)) else {
            continue;
        };
        pairs += 1;
        let [forth, turned] = [(&there, false), (&back, true)].map(|(comparison, turn)| {
            let written = serde_json::to_value(comparison).unwrap();
            mirrored(&written, turn)
        });
        assert_eq!(forth, turned, "seed {seed}");
        assert_eq!(there.differ, back.differ);
        for (one, other) in there.answers.iter().zip(&back.answers) {
            changed += 1;
            mixed += usize::from(one.cause.mixtures.len() > 2);
            let rest = |parts: &[Part]| there.differ.iter().filter(|p| !parts.contains(p)).copied().collect();
            assert_eq!(
                mixtures(&one.cause.mixtures, <[Part]>::to_vec),
                mixtures(&other.cause.mixtures, rest),
                "seed {seed}: {}",
                one.id
            );
            // what every least set of parts has in it is needed, and what is one by itself does it alone
            for part in &there.differ {
                let least = &one.cause.least;
                let alone = least.contains(&vec![*part]);
                assert_eq!(one.cause.alone.contains(part), alone, "seed {seed}: {}", one.id);
                if one.cause.needed.contains(part) {
                    assert!(least.iter().all(|set| set.contains(part)), "seed {seed}: {}", one.id);
                }
            }
        }
    }
    assert!(
        pairs >= 80 && changed >= 25 && mixed >= 12,
        "{pairs} pairs, {changed} changes, {mixed} of mixtures"
    );
}

#[test]
fn the_one_answer_that_is_another_is_what_made_the_change() {
    let (mut own, mut of_others) = (0, 0);
    let facts: Vec<_> = SET
        .facts
        .iter()
        .filter(|f| f.askable && f.of == Subject::Initiative)
        .collect();
    for seed in 0..many(0.1, 900) {
        let dice = &mut Dice::new(seed ^ 0xFAC7);
        let old = MAKER.inventory(seed);
        let mut new = old.clone();
        let initiatives = new["initiatives"].as_array_mut().unwrap();
        let place = dice.below(initiatives.len());
        let fact = dice.one_of(&facts);
        put(&mut initiatives[place], &fact.name, answer(fact, dice));
        let id = initiatives[place]["id"].as_str().unwrap().to_owned();
        let Some(comparison) = compared(&old, &new) else {
            continue;
        };
        for change in &comparison.answers {
            assert_eq!(change.cause.least, [vec![Part::Data]], "seed {seed}");
            let [cause] = change.cause.facts.as_slice() else {
                panic!("seed {seed}, {}: {:#?}", fact.name, change.cause);
            };
            if change.id == id {
                assert_eq!(
                    (cause.of, cause.field.as_str()),
                    ("initiative", fact.name.as_str()),
                    "seed {seed}"
                );
                own += 1;
            } else {
                assert_eq!(cause.of, "other", "seed {seed}");
                of_others += 1;
            }
        }
    }
    assert!(own >= 10, "{own} own answers, {of_others} of others");
}
