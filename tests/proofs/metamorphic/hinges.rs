//! Whatever decides is named on the card: every blank is filled with everything that it may hold, and judged anew.

use std::collections::{BTreeMap, BTreeSet};

use cleardeck::diagnostics::{Sources, Span};
use cleardeck::evaluate::audit;
use cleardeck::inventory::{Given, Inventory, days};
use cleardeck::report::{Audience, Depth, View};
use cleardeck::rules::{FactId, FactType, Subject};
use cleardeck::truth::{Number, Possible};
use serde_json::{Value, json};

use super::random::Dice;
use super::{MAKER, SET, contradicting, contradicts_more, load, many};
use crate::common;

/// Every answer to a fact that is worth trying: each option; numbers densely, and around every number that a rule
/// compares with; dates a quarter apart.
fn domain(fact: FactId, inventory: &Inventory) -> Vec<Given> {
    let declared = SET.fact(fact);
    let given = |value, written: &str, names: &[&str]| Given {
        fact,
        value,
        unanswered: None,
        estimate: None,
        written: written.to_owned(),
        names: names.iter().map(|n| (*n).to_owned()).collect(),
        source: String::new(),
        observed: String::new(),
        span: Span::NOWHERE,
    };
    let mut numbers: Vec<f64> = Vec::new();
    for range in SET.ranges().remove(&fact).unwrap_or_default() {
        for edge in [range.low, range.high]
            .into_iter()
            .filter(|n| *n != Number::MIN && *n != Number::MAX)
        {
            numbers.extend([
                edge.as_f64() - 1.0,
                edge.as_f64() - 0.01,
                edge.as_f64(),
                edge.as_f64() + 0.01,
                edge.as_f64() + 1.0,
            ]);
        }
    }
    match declared.kind {
        FactType::YesNo | FactType::Choice | FactType::Level => {
            let options = declared.options.iter().enumerate();
            return options.map(|(n, word)| given(Possible::option(n), word, &[])).collect();
        }
        FactType::List => {
            let goal = inventory.goals.first().map(|g| g.id.as_str());
            let lists = std::iter::once(vec![]).chain(goal.map(|g| vec![g]));
            return lists.map(|names| given(declared.anything(), "", &names)).collect();
        }
        FactType::Text => return vec![given(Possible::Words { known: true }, "as written", &[])],
        FactType::Share => numbers.extend((0..=20).map(|n| f64::from(n) / 20.0)),
        FactType::Count | FactType::Number => {
            numbers.extend((0..=24).chain([50, 100, 350, 1000, 100_000]).map(f64::from))
        }
        FactType::Money => numbers.extend([0.0, 1000.0, 250_000.0]),
        FactType::Date => {
            let today = days(inventory.as_of).as_f64();
            numbers.extend((-72..=24).map(|n| today + f64::from(n) * 91.25));
            numbers.extend([today - 1.0, today, today + 1.0]);
        }
    }
    let Possible::Numbers { low, high } = declared.anything() else {
        return Vec::new();
    };
    let whole = matches!(declared.kind, FactType::Count | FactType::Date);
    let mut held: Vec<Number> = numbers
        .into_iter()
        .filter_map(|n| Number::nearest(if whole { n.round() } else { n }))
        .collect();
    held.retain(|n| low <= *n && *n <= high);
    held.sort();
    held.dedup();
    held.into_iter().map(|n| given(Possible::number(n), "", &[])).collect()
}

/// What was tried, and what came of it.
#[derive(Default, Debug)]
struct Counts {
    verdicts: usize,
    settled: usize,
    fills: usize,
    moved: usize,
    facts_moved: usize,
    named: usize,
    named_that_move: usize,
    /// Answers that moved a verdict by going against what is written.
    against: usize,
    /// Facts that moved a verdict and stood on no card, each with one of its answers.
    not_named: BTreeMap<String, String>,
    /// Facts that stood on a card and moved nothing.
    idle: BTreeMap<String, usize>,
}

/// The facts that each card names, by place of the initiative.
fn named(inventory: &Inventory) -> Vec<BTreeSet<String>> {
    let view = View::of(
        &audit(&SET, inventory),
        &Sources::default(),
        Depth::Decisions,
        Audience::Internal,
    );
    let json = serde_json::to_value(&view).unwrap();
    let cards = json["groups"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|g| g["cards"].as_array().unwrap());
    let facts = |card: &Value| {
        let hinges = card["hinges"].as_array().unwrap().iter();
        let facts = hinges.flat_map(|h| h["facts"].as_array().unwrap());
        facts.map(|f| f.as_str().unwrap().to_owned()).collect()
    };
    let by_id: BTreeMap<String, BTreeSet<String>> = cards
        .map(|c| (c["id"].as_str().unwrap().to_owned(), facts(c)))
        .collect();
    inventory.initiatives.iter().map(|i| by_id[&i.id].clone()).collect()
}

/// Fills every blank of an inventory; `tried` says how many facts of a hundred that no card names.
fn fill(inventory: &Inventory, tried: usize, dice: &mut Dice, counts: &mut Counts) {
    let before = audit(&SET, inventory);
    let named = named(inventory);
    // where answers contradict each other more is named than moves
    let sound = contradicting(inventory).is_empty();
    for (place, verdict) in before.verdicts.iter().enumerate() {
        counts.verdicts += 1;
        counts.settled += usize::from(verdict.is_determined());
        let own = |f: &cleardeck::rules::Fact| f.askable && matches!(f.of, Subject::Initiative | Subject::District);
        for (fact, declared) in SET.each_fact().filter(|(_, f)| own(f)) {
            let of_district = declared.of == Subject::District;
            let list = |i: &Inventory| {
                if of_district {
                    i.given.clone()
                } else {
                    i.initiatives[place].given.clone()
                }
            };
            let written = list(inventory)
                .into_iter()
                .any(|g| g.fact == fact && g.unanswered.is_none());
            let is_named = named[place].contains(&declared.name);
            if written || !(is_named || dice.percent(tried)) {
                continue;
            }
            counts.named += usize::from(is_named && sound);
            let mut moves = false;
            for answer in domain(fact, inventory) {
                let mut filled = inventory.clone();
                let given = if of_district {
                    &mut filled.given
                } else {
                    &mut filled.initiatives[place].given
                };
                given.retain(|g| g.fact != fact);
                given.push(answer.clone());
                let after = &audit(&SET, &filled).verdicts[place];
                counts.fills += 1;
                if after.possible != verdict.possible {
                    if !is_named && contradicts_more(&filled, inventory) {
                        counts.against += 1;
                        continue;
                    }
                    counts.moved += 1;
                    moves = true;
                    if !is_named {
                        let what = format!(
                            "{} of {}: {:?}",
                            declared.name, inventory.initiatives[place].id, answer.value
                        );
                        counts.not_named.insert(declared.name.clone(), what);
                    } else if tried < 100 {
                        break;
                    }
                }
            }
            counts.facts_moved += usize::from(moves);
            counts.named_that_move += usize::from(moves && is_named && sound);
            if is_named && !moves && sound {
                *counts.idle.entry(declared.name.clone()).or_default() += 1;
            }
        }
    }
}

fn held(counts: &Counts) {
    println!("{counts:#?}");
    assert!(counts.not_named.is_empty(), "{:#?}", counts.not_named);
    assert!(counts.moved > 0 && counts.settled > 0 && counts.settled < counts.verdicts);
    // a bounded answer may be named that no value of the domain tried falls into
    assert!(counts.named_that_move * 100 >= counts.named * 99, "{:?}", counts.idle);
}

/// How many of a hundred facts that no card names are tried: all where somebody has the time.
fn thorough(few: usize) -> usize {
    if many(1.0, 0) > 0 { 100 } else { few }
}

#[test]
fn a_blank_aim_that_decides_is_named() {
    let rows = |measure: &str, effect: f64| {
        let row = |n: usize| json!({ "school": format!("S{n}"), "year": 2025, "measure": measure, "effect": effect, "se": 0.03, "comparison": "lottery" });
        (0..4).map(row).collect::<Vec<Value>>()
    };
    let schools: Vec<Value> = (0..4)
        .map(|n| json!({ "id": format!("S{n}"), "name": format!("School {n}") }))
        .collect();
    let named_with = |results: Vec<Value>| {
        let initiative = json!({ "id": "a", "name": "Advisory", "status": "active", "kind": "student-support", "scope": { "since": "2015-08-01" },
            "protections": { "none": "yes" }, "implementation": { "fidelity": 0.9 }, "results": results });
        let written = json!({ "format": 1, "as_of": "2026-06-15", "schools": schools, "initiatives": [initiative] });
        named(&load(&written)).remove(0)
    };
    // the loss in attendance counts only while nobody says that it is for learning
    assert!(named_with(rows("attendance", -0.3)).contains("aim"));
    assert!(
        !named_with(rows("reading", -0.3)).contains("aim"),
        "reading counts whatever it is for"
    );
}

#[test]
fn whatever_moves_a_verdict_is_named_on_its_card() {
    let mut counts = Counts::default();
    let dice = &mut Dice::new(1);
    for seed in 0..many(0.05, 8) {
        let mut written = MAKER.inventory(seed);
        // one entry and one that may build on it: what is judged anew for each answer is the whole inventory
        written["initiatives"].as_array_mut().unwrap().truncate(2);
        fill(&load(&written), thorough(3), dice, &mut counts);
    }
    held(&counts);
}

#[test]
fn whatever_moves_a_documented_decision_is_named_on_its_card() {
    let mut counts = Counts::default();
    for entry in std::fs::read_dir(format!("{}/tests/backtest", env!("CARGO_MANIFEST_DIR"))).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.ends_with(".yaml") && name != "cases.yaml" {
            let text = std::fs::read_to_string(&path).unwrap();
            let inventory = common::inventory(&text, &SET, &mut Sources::default());
            fill(&inventory, thorough(3), &mut Dice::new(2), &mut counts);
        }
    }
    assert!(counts.verdicts >= 30 && counts.named >= 300, "{counts:#?}");
    held(&counts);
}
