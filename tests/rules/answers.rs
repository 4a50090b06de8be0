//! The answer, its firmness, what it could be and its checks, written from `docs/semantics.md` by going through every
//! completion, against the real ones on random rule sets.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

use std::collections::{BTreeMap, BTreeSet};

use cleardeck::columns::Columns;
use cleardeck::diagnostics::{Diagnostics, Sources};
use cleardeck::evaluate::{Firmness, Origin, Sheet, judge_case};
use cleardeck::rules::{self, RuleSet, read_cases};
use cleardeck::truth::{Possible, Truth};
use proptest::prelude::*;
use serde_yaml::Value;

use crate::reference::{Facts, Held, condition};

/// A fact: its options, what is presumed, the check of each other value, what makes it no.
struct Declared {
    name: &'static str,
    options: &'static [&'static str],
    presumed: &'static str,
    checks: fn(&str) -> &'static str,
    no_when: &'static str,
}

const YES_NO: &[&str] = &["no", "yes"];

/// `s` sums up what `d` says; `e` is presumed to be nothing.
const FACTS: [Declared; 6] = [
    Declared {
        name: "a",
        options: YES_NO,
        presumed: "no",
        checks: |_| "ca",
        no_when: "",
    },
    Declared {
        name: "b",
        options: YES_NO,
        presumed: "yes",
        checks: |_| "cb",
        no_when: "",
    },
    Declared {
        name: "l",
        options: &["low", "mid", "high"],
        presumed: "mid",
        checks: |value| if value == "high" { "ch" } else { "cl" },
        no_when: "",
    },
    Declared {
        name: "s",
        options: YES_NO,
        presumed: "yes",
        checks: |_| "",
        no_when: "",
    },
    Declared {
        name: "d",
        options: YES_NO,
        presumed: "no",
        checks: |_| "ca",
        no_when: "s",
    },
    Declared {
        name: "e",
        options: YES_NO,
        presumed: "",
        checks: |_| "",
        no_when: "a",
    },
];

/// As declared: they are tried for removal in this order.
const CHECKS: [&str; 4] = ["cl", "ca", "cb", "ch"];
const OUTCOMES: [&str; 3] = ["x", "y", "z"];
/// As in the rule set below.
const CAUTION: [&str; 2] = ["y", "x"];

type Record = BTreeMap<&'static str, Option<&'static str>>;

/// The outcomes of the table on some values; each row whose condition is unknown leaves its outcome possible.
fn table(values: &Record, rows: &[Value]) -> BTreeSet<&'static str> {
    let facts: Facts = FACTS
        .iter()
        .map(|fact| {
            (
                fact.name,
                Held::Options(values[fact.name].map_or(fact.options.to_vec(), |v| vec![v])),
            )
        })
        .collect();
    let mut found = BTreeSet::new();
    for (row, outcome) in rows.iter().zip(OUTCOMES) {
        match condition(row, &facts, &BTreeMap::new()) {
            Truth::False => {}
            Truth::Unknown => drop(found.insert(outcome)),
            Truth::True => {
                found.insert(outcome);
                return found;
            }
        }
    }
    found.insert(OUTCOMES[2]);
    found
}

/// Every completion of a record.
fn completions(record: &Record) -> Vec<Record> {
    let mut all = vec![record.clone()];
    for fact in &FACTS {
        if record[fact.name].is_some() {
            continue;
        }
        let mut next = Vec::new();
        for world in all {
            let other = (!fact.no_when.is_empty()).then(|| world[fact.no_when]).flatten();
            // what sums up others stays as presumed and makes nothing no while nobody has said it
            let said = other == Some("yes") && (fact.no_when != "s" || record["s"].is_some());
            let values: &[&'static str] = match fact.name {
                "s" => &["yes"],
                _ if said => &["no"],
                _ => fact.options,
            };
            for value in values {
                let mut more = world.clone();
                more.insert(fact.name, Some(*value));
                next.push(more);
            }
        }
        all = next;
    }
    all
}

/// What some checks leave of the outcomes.
fn left(record: &Record, rows: &[Value], checks: &[&str]) -> BTreeSet<&'static str> {
    let respects = |world: &Record| {
        FACTS.iter().all(|fact| {
            let value = world[fact.name].unwrap();
            record[fact.name].is_some()
                || fact.presumed.is_empty()
                || value == fact.presumed
                || !checks.contains(&(fact.checks)(value))
        })
    };
    let worlds = completions(record).into_iter().filter(respects);
    worlds.flat_map(|world| table(&world, rows)).collect()
}

/// Answer, firmness, what it could be, checks.
type Said = (&'static str, Firmness, BTreeSet<&'static str>, Vec<&'static str>);

fn said(record: &Record, rows: &[Value]) -> Said {
    let could_be = left(record, rows, &[]);
    let only = |set: &BTreeSet<&'static str>| (set.len() == 1).then(|| *set.first().unwrap());
    if let Some(answer) = only(&could_be) {
        return (answer, Firmness::Settled, could_be, Vec::new());
    }
    let presumed = left(record, rows, &CHECKS);
    let Some(answer) = only(&presumed) else {
        let answer = CAUTION.into_iter().find(|outcome| presumed.contains(outcome));
        return (answer.unwrap_or(CAUTION[0]), Firmness::Open, could_be, Vec::new());
    };
    let mut kept = CHECKS.to_vec();
    for check in CHECKS {
        let fewer: Vec<&str> = kept.iter().copied().filter(|k| *k != check).collect();
        if left(record, rows, &fewer) == presumed {
            kept = fewer;
        }
    }
    // they suffice, and none can be spared
    assert_eq!(left(record, rows, &kept), presumed);
    for check in &kept {
        let fewer: Vec<&str> = kept.iter().copied().filter(|k| k != check).collect();
        assert!(left(record, rows, &fewer).len() > 1);
    }
    (answer, Firmness::Provided, could_be, kept)
}

fn when() -> impl Strategy<Value = String> {
    let leaf = || {
        prop::sample::select(vec![
            "{ a: yes }",
            "{ a: no }",
            "{ b: yes }",
            "{ b: no }",
            "{ l: low }",
            "{ l: { at_least: mid } }",
            "{ l: high }",
            "{ s: no }",
            "{ s: yes }",
            "{ d: yes }",
            "{ d: no }",
            "{ e: yes }",
            "{ e: no }",
        ])
    };
    let list = || prop::collection::vec(leaf(), 1..4).prop_map(|l| l.join(", "));
    let group =
        || (prop::sample::select(vec!["all", "any", "none"]), list()).prop_map(|(g, l)| format!("{{ {g}: [ {l} ] }}"));
    (prop::sample::select(vec!["all", "any"]), group(), group())
        .prop_map(|(g, x, y)| format!("{{ {g}: [ {x}, {y} ] }}"))
}

fn record() -> impl Strategy<Value = Record> {
    let one = |fact: &Declared| {
        let values = fact.options.iter().map(|v| Some(*v));
        prop::sample::select(values.chain([None, None, None]).collect::<Vec<_>>())
    };
    let [a, b, l, s, d, e] = &FACTS;
    (one(a), one(b), one(l), one(s), one(d), one(e))
        .prop_map(|(a, b, l, s, d, e)| BTreeMap::from([("a", a), ("b", b), ("l", l), ("s", s), ("d", d), ("e", e)]))
}

/// A rule set that decides by two conditions.
fn rule_set(first: &str, second: &str, sources: &mut Sources) -> RuleSet {
    let text = format!("
name: random
goes_without: all
checks: [ {{ id: cl, provided: l is mid, group: state }}, {{ id: ca, provided: a is no, group: state }}, {{ id: cb, provided: b is yes, group: state }}, {{ id: ch, provided: l is not high, group: state }} ]
facts:
  - {{ name: a, of: initiative, type: yes-no, presume: no, because: usual, check: ca }}
  - {{ name: b, of: initiative, type: yes-no, presume: yes, because: usual, check: cb }}
  - {{ name: l, of: initiative, type: level, options: [low, mid, high], presume: mid, because: usual, check: cl, checks_apart: [ {{ check: ch, values: [high] }} ] }}
  - {{ name: s, of: initiative, type: yes-no, presume: yes, because: usual }}
  - {{ name: d, of: initiative, type: yes-no, derive: {{ no_when: s }}, presume: no, because: usual, check: ca }}
  - {{ name: e, of: initiative, type: yes-no, derive: {{ no_when: a }} }}
tables:
  - {{ id: recommendation, of: initiative, outcomes: [x, y, z], rows: [ {{ then: x, when: {first} }}, {{ then: y, when: {second} }} ], otherwise: {{ then: z }} }}
recommendations: [ {{ id: x }}, {{ id: y }}, {{ id: z }} ]
caution: [y, x]
");
    let mut out = Diagnostics::default();
    let file = sources.add("rules.yaml", text);
    let set = rules::load(&[file.into()], &[], sources, &mut out);
    assert!(
        !out.has_errors(),
        "{:?}",
        out.iter().map(|d| &d.message).collect::<Vec<_>>()
    );
    set.unwrap()
}

#[test]
fn columns_say_the_same_of_every_completion() {
    let counts = std::cell::RefCell::new(BTreeMap::<Firmness, usize>::new());
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(2000)
    });
    let records = prop::collection::vec(record(), 3);
    runner
        .run(&(when(), when(), records), |(first, second, records)| {
            let mut sources = Sources::default();
            let set = rule_set(&first, &second, &mut sources);
            let columns = Columns::of(&set).unwrap();
            let (mut block, mut room) = (columns.block(), columns.room());
            for record in &records {
                let mut sheet = Sheet::blank(&set);
                for fact in &FACTS {
                    let option = record[fact.name].and_then(|value| fact.options.iter().position(|o| *o == value));
                    let id = set.fact_id(fact.name).unwrap();
                    option
                        .into_iter()
                        .for_each(|n| sheet.set(id, Possible::option(n), Origin::Given));
                }
                block.push(&sheet);
            }
            let judged = columns.judge(&block, &mut room);
            let rows: Vec<Value> = [&first, &second].map(|when| serde_yaml::from_str(when).unwrap()).into();
            for (row, record) in records.iter().enumerate() {
                prop_assert!(!judged.apart().has(row), "{:?} {} {}", record, first, second);
                let (answer, firmness, could_be, checks) = said(record, &rows);
                let options = OUTCOMES
                    .iter()
                    .enumerate()
                    .filter(|(n, _)| judged.could_be(row) >> n & 1 == 1);
                let real: BTreeSet<&str> = options.map(|(_, outcome)| *outcome).collect();
                prop_assert_eq!(&could_be, &real, "{:?} {} {}", record, first, second);
                prop_assert_eq!(firmness, judged.firmness(row), "{:?} {} {}", record, first, second);
                prop_assert_eq!(
                    answer,
                    OUTCOMES[judged.answer(row)],
                    "{:?} {} {}",
                    record,
                    first,
                    second
                );
                let ids = judged.checks(row).map(|unit| set.check(unit).unwrap().id.as_str());
                let real: Vec<&str> = ids.collect();
                prop_assert_eq!(checks, real, "{:?} {} {}", record, first, second);
                *counts.borrow_mut().entry(firmness).or_default() += 1;
            }
            Ok(())
        })
        .unwrap();
    println!("{:?}", counts.borrow());
    assert_eq!(counts.borrow().len(), 3, "{:?}", counts.borrow());
}

#[test]
fn answers_firmness_and_checks_are_those_of_the_completions() {
    let counts = std::cell::RefCell::new(BTreeMap::<Firmness, usize>::new());
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(600)
    });
    runner
        .run(&(when(), when(), record()), |(first, second, record)| {
            let (mut sources, mut out) = (Sources::default(), Diagnostics::default());
            let set = rule_set(&first, &second, &mut sources);
            let given: Vec<String> = record
                .iter()
                .filter_map(|(f, v)| v.map(|v| format!("{f}: {v}")))
                .collect();
            let case = format!(
                "cases: [ {{ id: c, given: {{ {} }}, expect: {{ recommendation: x }} }} ]",
                given.join(", ")
            );
            let file = sources.add("cases.yaml", case);
            let cases = read_cases(file, &set, &sources, &mut out);
            prop_assert!(
                !out.has_errors(),
                "{:?}",
                out.iter().map(|d| &d.message).collect::<Vec<_>>()
            );
            let judged = judge_case(&set, &cases[0]);
            let verdict = judged.verdict();
            let rows: Vec<Value> = [&first, &second].map(|when| serde_yaml::from_str(when).unwrap()).into();
            let (answer, firmness, could_be, checks) = said(&record, &rows);
            let options = OUTCOMES
                .iter()
                .enumerate()
                .filter(|(n, _)| verdict.could_be >> n & 1 == 1);
            let real: BTreeSet<&str> = options.map(|(_, outcome)| *outcome).collect();
            prop_assert_eq!(&could_be, &real, "{:?} {} {}", record, first, second);
            prop_assert_eq!(firmness, verdict.firmness, "{:?} {} {}", record, first, second);
            prop_assert_eq!(answer, OUTCOMES[verdict.answer], "{:?} {} {}", record, first, second);
            let real: Vec<&str> = verdict
                .checks
                .iter()
                .map(|c| set.check(c.unit).unwrap().id.as_str())
                .collect();
            prop_assert_eq!(checks, real, "{:?} {} {}", record, first, second);
            *counts.borrow_mut().entry(firmness).or_default() += 1;
            Ok(())
        })
        .unwrap();
    println!("{:?}", counts.borrow());
    assert_eq!(counts.borrow().len(), 3, "{:?}", counts.borrow());
}
