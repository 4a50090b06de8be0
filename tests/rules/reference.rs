//! A naive evaluator, written from `docs/semantics.md`, against the real one on random rule sets.
//!
//! It walks the YAML as written: no ids, no arena, strings and maps only.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

use std::collections::BTreeMap;

use cleardeck::diagnostics::{Diagnostics, Sources};
use cleardeck::evaluate::judge_case;
use cleardeck::rules::{self, read_cases};
use cleardeck::truth::{Possible, Truth};
use proptest::prelude::*;
use serde_yaml::Value;

/// The possible values of a fact: yes-no and levels as lists of options, numbers as two ends.
#[derive(Clone, Debug, PartialEq)]
pub enum Held {
    Options(Vec<&'static str>),
    Between(i64, i64),
}

pub type Facts = BTreeMap<&'static str, Held>;
pub const LEVELS: [&str; 3] = ["low", "mid", "high"];

fn truth(holds: impl Iterator<Item = bool>) -> Truth {
    let all: Vec<bool> = holds.collect();
    match (all.contains(&true), all.contains(&false)) {
        (true, true) => Truth::Unknown,
        (true, false) => Truth::True,
        _ => Truth::False,
    }
}

fn word(value: &Value) -> String {
    match value {
        Value::String(s) => s.clone(),
        Value::Number(n) => n.to_string(),
        Value::Bool(b) => if *b { "yes" } else { "no" }.to_owned(),
        other => panic!("{other:?}"),
    }
}

fn compare(held: &Held, test: &Value) -> Truth {
    let place = |o: &str| LEVELS.iter().position(|l| *l == o).unwrap_or_default();
    let (operator, value) = match test {
        Value::Mapping(m) => {
            let (k, v) = m.iter().next().unwrap();
            (word(k), v.clone())
        }
        Value::Sequence(list) => {
            let words: Vec<String> = list.iter().map(word).collect();
            let Held::Options(options) = held else { panic!() };
            return truth(options.iter().map(|o| words.contains(&(*o).to_owned())));
        }
        other => ("is".to_owned(), other.clone()),
    };
    if operator == "known" {
        let known = match held {
            Held::Options(o) => o.len() == 1,
            Held::Between(a, b) => a == b,
        };
        return (known == (word(&value) == "yes")).into();
    }
    match held {
        Held::Options(options) => {
            let wanted = word(&value);
            truth(options.iter().map(|o| match operator.as_str() {
                "is" => **o == *wanted,
                "is_not" => **o != *wanted,
                "at_least" => place(o) >= place(&wanted),
                "more_than" => place(o) > place(&wanted),
                "at_most" => place(o) <= place(&wanted),
                _ => place(o) < place(&wanted),
            }))
        }
        Held::Between(low, high) => {
            let ends: Vec<i64> = match &value {
                Value::Sequence(l) => l.iter().map(|v| word(v).parse().unwrap()).collect(),
                v => vec![word(v).parse().unwrap()],
            };
            // whole numbers and the halves between them stand for every number
            truth((low * 2..=high * 2).map(|twice| {
                let n = twice as f64 / 2.0;
                let first = ends[0] as f64;
                match operator.as_str() {
                    "is" => n == first,
                    "is_not" => n != first,
                    "at_least" => n >= first,
                    "more_than" => n > first,
                    "at_most" => n <= first,
                    "less_than" => n < first,
                    _ => n >= first && n <= ends[1] as f64,
                }
            }))
        }
    }
}

/// The name of the field under which the conditions of the facts stand beside those of the rules.
fn applies(fact: &str) -> String {
    format!("{fact} applies")
}

/// A comparison is no more than whether its fact applies.
pub fn condition(when: &Value, facts: &Facts, rules: &BTreeMap<String, Value>) -> Truth {
    let mut parts = Vec::new();
    for (key, value) in when.as_mapping().unwrap() {
        let each = |v: &Value| {
            v.as_sequence()
                .unwrap()
                .iter()
                .map(|c| condition(c, facts, rules))
                .collect::<Vec<_>>()
        };
        parts.push(match word(key).as_str() {
            "all" => each(value).into_iter().min().unwrap(),
            "any" => each(value).into_iter().max().unwrap(),
            "none" => match each(value).into_iter().max().unwrap() {
                Truth::True => Truth::False,
                Truth::Unknown => Truth::Unknown,
                Truth::False => Truth::True,
            },
            "some" => {
                let least = value["at_least"].as_u64().unwrap() as usize;
                let list = each(&value["of"]);
                let sure = list.iter().filter(|t| **t == Truth::True).count();
                let may = list.iter().filter(|t| **t != Truth::False).count();
                if sure >= least {
                    Truth::True
                } else if may < least {
                    Truth::False
                } else {
                    Truth::Unknown
                }
            }
            "rule" => condition(&rules[&word(value)], facts, rules),
            fact => {
                let compared = compare(&facts[fact], value);
                match rules.get(&applies(fact)) {
                    Some(when) => compared.min(condition(when, facts, rules)),
                    None => compared,
                }
            }
        });
    }
    parts.into_iter().min().unwrap()
}

fn leaf() -> impl Strategy<Value = String> {
    let level = prop::sample::select(LEVELS.to_vec());
    let order = prop::sample::select(vec!["at_least", "more_than", "at_most", "less_than", "is_not"]);
    prop_oneof![
        prop::sample::select(vec![
            "{ a: yes }",
            "{ b: no }",
            "{ a: { is_not: no } }",
            "{ b: { known: yes } }",
            "{ n: { known: no } }"
        ])
        .prop_map(str::to_owned),
        (order.clone(), level.clone()).prop_map(|(o, l)| format!("{{ l: {{ {o}: {l} }} }}")),
        (level.clone(), level).prop_map(|(x, y)| format!("{{ l: [{x}, {y}] }}")),
        (order, 0..6_i64).prop_map(|(o, n)| format!("{{ n: {{ {o}: {n} }} }}")),
        (0..4_i64, 0..3_i64).prop_map(|(n, w)| format!("{{ m: {{ between: [{n}, {}] }} }}", n + w)),
        (0..6_i64).prop_map(|n| format!("{{ m: {n} }}")),
    ]
}

fn when(rules_before: usize) -> impl Strategy<Value = String> {
    let part = if rules_before == 0 {
        leaf().boxed()
    } else {
        prop_oneof![4 => leaf(), 1 => (0..rules_before).prop_map(|n| format!("{{ rule: r{n} }}"))].boxed()
    };
    let list = prop::collection::vec(part.clone(), 1..4).prop_map(|l| l.join(", "));
    let group = (prop::sample::select(vec!["all", "any", "none"]), list.clone())
        .prop_map(|(g, l)| format!("{{ {g}: [ {l} ] }}"));
    let some = prop::collection::vec(part.clone(), 2..5)
        .prop_map(|l| format!("{{ some: {{ at_least: 2, of: [ {} ] }} }}", l.join(", ")));
    let outer = prop::collection::vec(prop_oneof![group.clone(), some.clone(), part], 1..4).prop_flat_map(|l| {
        prop::sample::select(vec!["all", "any", "none"]).prop_map(move |g| format!("{{ {g}: [ {} ] }}", l.join(", ")))
    });
    prop_oneof![group, some, outer]
}

fn held() -> impl Strategy<Value = Facts> {
    let yes = || prop::sample::select(vec![vec!["no"], vec!["yes"], vec!["no", "yes"]]);
    let level = prop::sample::select(vec![vec!["low"], vec!["mid"], vec!["high"], vec!["low", "mid", "high"]]);
    let number = || (0..6_i64, 0..4_i64).prop_map(|(n, w)| Held::Between(n, n + w));
    (yes(), yes(), level, number(), number()).prop_map(|(a, b, l, n, m)| {
        BTreeMap::from([
            ("a", Held::Options(a)),
            ("b", Held::Options(b)),
            ("l", Held::Options(l)),
            ("n", n),
            ("m", m),
        ])
    })
}

/// When `l`, `n` and `m` apply: by facts that do not apply by them.
fn applying() -> impl Strategy<Value = [String; 3]> {
    let of = |leaves: &[&'static str]| {
        let leaf = prop::sample::select(leaves.to_vec());
        let list = prop::collection::vec(leaf, 1..3).prop_map(|l| l.join(", "));
        (prop::sample::select(vec!["all", "any", "none"]), list).prop_map(|(g, l)| format!("{{ {g}: [ {l} ] }}"))
    };
    let (l, n, m) = (
        of(&["{ a: yes }", "{ b: no }", "{ b: { known: yes } }"]),
        of(&["{ l: { at_least: mid } }", "{ a: no }", "{ l: { known: no } }"]),
        of(&["{ n: { less_than: 4 } }", "{ l: low }", "{ b: yes }"]),
    );
    (l, n, m).prop_map(|(l, n, m)| [l, n, m])
}

fn given(facts: &Facts) -> String {
    let one = |(name, held): (&&str, &Held)| match held {
        Held::Options(o) if o.len() == 1 => Some(format!("{name}: {}", o[0])),
        Held::Options(_) => None,
        Held::Between(a, b) => Some(format!("{name}: {{ between: [{a}, {b}] }}")),
    };
    facts.iter().filter_map(one).collect::<Vec<_>>().join(", ")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn the_evaluator_agrees_with_the_semantics(first in when(0), second in when(1), third in when(2), facts in held(), under in applying()) {
        let [l, n, m] = &under;
        let text = format!("
name: random
goes_without: all
facts:
  - {{ name: a, of: initiative, type: yes-no }}
  - {{ name: b, of: initiative, type: yes-no }}
  - {{ name: l, of: initiative, type: level, options: [low, mid, high], applies_when: {l} }}
  - {{ name: n, of: initiative, type: number, applies_when: {n} }}
  - {{ name: m, of: initiative, type: number, applies_when: {{ rule: q }} }}
rules:
  - {{ id: q, part: definition, of: initiative, when: {m} }}
  - {{ id: r0, part: definition, of: initiative, when: {first} }}
  - {{ id: r1, part: definition, of: initiative, when: {second} }}
  - {{ id: r2, part: definition, of: initiative, when: {third} }}
tables:
  - {{ id: recommendation, of: initiative, outcomes: [x, y, z], rows: [ {{ then: x, when: {{ rule: r2 }} }}, {{ then: y, when: {{ rule: r1 }} }} ], otherwise: {{ then: z }} }}
recommendations: [ {{ id: x }}, {{ id: y }}, {{ id: z }} ]
caution: [x]
");
        let (mut sources, mut out) = (Sources::default(), Diagnostics::default());
        let file = sources.add("rules.yaml", text);
        let set = rules::load(&[file.into()], &[], &sources, &mut out);
        prop_assert!(!out.has_errors(), "{:?}", out.iter().map(|d| &d.message).collect::<Vec<_>>());
        let set = set.unwrap();
        let case = format!("cases: [ {{ id: c, given: {{ {} }}, expect: {{ r0: yes }} }} ]", given(&facts));
        let file = sources.add("cases.yaml", case);
        let cases = read_cases(file, &set, &sources, &mut out);
        prop_assert!(!out.has_errors());
        let sheet = judge_case(&set, &cases[0]).record;
        let written: BTreeMap<String, Value> = [
            ("r0".to_owned(), &first), ("r1".to_owned(), &second), ("r2".to_owned(), &third),
            (applies("l"), l), (applies("n"), n), (applies("m"), m),
        ].into_iter().map(|(id, when)| (id, serde_yaml::from_str(when).unwrap())).collect();
        let truths: Vec<Truth> = ["r0", "r1", "r2"].iter().map(|id| condition(&written[*id], &facts, &written)).collect();
        for (id, expected) in ["r0", "r1", "r2"].iter().zip(&truths) {
            prop_assert_eq!(sheet.rule(set.rule_id(id).unwrap()), *expected, "{}", id);
        }
        let mut outcomes = 0_u64;
        for (n, row) in [truths[2], truths[1], Truth::True].into_iter().enumerate() {
            if row != Truth::False { outcomes |= 1 << n; }
            if row == Truth::True { break; }
        }
        prop_assert_eq!(sheet.value(set.fact_id("recommendation").unwrap()), Possible::Options(outcomes));
    }
}
