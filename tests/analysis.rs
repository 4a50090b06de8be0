//! The diagrams say for all inventories what the evaluator says for one.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

mod common;

use cleardeck::analysis::{Model, cells::Cell, compile::truth_of};
use cleardeck::diagnostics::{Diagnostics, Sources};
use cleardeck::evaluate::Sheet;
use cleardeck::rules::{self, RuleSet};
use cleardeck::truth::Possible;
use proptest::prelude::*;

const NODES: usize = 2_000_000;

/// Compares every rule and every table at one choice of cells.
fn agree(model: &Model, functions: &[(String, cleardeck::analysis::Function, bool)], chosen: &[usize]) {
    let sheet: Sheet = model.replay(&chosen.iter().copied().enumerate().collect::<Vec<_>>());
    let allowed: Vec<u64> = chosen.iter().map(|c| 1 << c).collect();
    for (name, function, is_rule) in functions {
        let end = model.diagram.reached(*function, &allowed);
        if *is_rule {
            let said = sheet.rule(model.set.rule_id(name).unwrap());
            assert_eq!(
                truth_of(end),
                said,
                "rule {name} at {:?}",
                model.words(&chosen.iter().copied().enumerate().collect::<Vec<_>>())
            );
        } else {
            let said = sheet.value(model.set.fact_id(name).unwrap());
            assert_eq!(Possible::Options(end), said, "{name}");
        }
    }
}

fn compiled(set: &RuleSet) -> (Model<'_>, Vec<(String, cleardeck::analysis::Function, bool)>) {
    let mut model = Model::new(set, NODES);
    let mut functions = Vec::new();
    for table in &set.tables {
        let name = set.fact(table.fact).name.clone();
        functions.push((name, model.value(table.fact).unwrap(), false));
    }
    for (id, rule) in set.each_rule() {
        functions.push((rule.id.clone(), model.rule(id).unwrap(), true));
    }
    (model, functions)
}

#[test]
fn diagrams_of_the_shipped_rules_agree_with_the_evaluator() {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let (model, functions) = compiled(&set);
    let levels = model.asked.len();
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(500)
    });
    // half of the facts settled near what a decision needs, the others anywhere
    let dice = prop::collection::vec(any::<u16>(), levels);
    runner
        .run(&dice, |dice| {
            let chosen: Vec<usize> = dice
                .iter()
                .zip(&model.asked)
                .map(|(n, asked)| usize::from(*n) % asked.cells.len())
                .collect();
            agree(&model, &functions, &chosen);
            Ok(())
        })
        .unwrap();
}

/// Small rule sets over which every choice of cells can be tried.
#[test]
fn diagrams_of_small_rule_sets_agree_everywhere() {
    let texts = [
        "{ all: [ { a: yes }, { n: { at_least: 2 } } ], none: [ { l: [low, mid] } ] }",
        "{ some: { at_least: 2, of: [ { a: yes }, { b: no }, { n: { between: [1, 3] } }, { rule: x } ] } }",
        "{ any: [ { c: yes }, { n: { less_than: 1 } } ], none: [ { least: { at_least: mid } } ] }",
        "{ all: [ { a: { known: yes } }, { l: { is_not: high } } ] }",
        "{ none: [ { s: { at_least: 0.5 } }, { c: no } ] }",
    ];
    for text in texts {
        let rules = format!(
            "format: 1
name: small
version: 1
facts:
  - {{ name: a, of: initiative, type: yes-no }}
  - {{ name: b, of: initiative, type: yes-no, if_absent: yes }}
  - {{ name: n, of: initiative, type: count }}
  - {{ name: l, of: initiative, type: level, options: [low, mid, high] }}
  - {{ name: m, of: initiative, type: level, options: [low, mid, high] }}
  - {{ name: least, of: initiative, type: level, options: [low, mid, high], derive: {{ least_of: [l, m] }} }}
  - {{ name: c, of: initiative, type: yes-no, derive: {{ rule: x }}, if_absent: no }}
scores:
  - {{ name: s, of: initiative, title: S, tools: [ {{ id: t, title: T, indicators: [l, m] }} ] }}
rules:
  - {{ id: x, part: definition, of: initiative, when: {{ any: [ {{ b: yes }}, {{ n: {{ more_than: 4 }} }} ] }} }}
  - {{ id: r, part: ground, of: initiative, when: {text} }}
tables:
  - {{ id: recommendation, of: initiative, outcomes: [hold, wait, stop], rows: [ {{ then: hold, when: {{ rule: r }} }}, {{ then: stop, when: {{ rule: x }} }} ], otherwise: {{ then: wait }} }}
recommendations: [ {{ id: hold, title: Hold }} ]
caution: [hold]
"
        );
        let mut sources = Sources::default();
        let mut out = Diagnostics::default();
        let file = sources.add("rules.yaml", rules);
        let set = rules::load(&[file.into()], &[], &sources, &mut out);
        assert!(!out.has_errors(), "{:?}", out.iter().collect::<Vec<_>>());
        let (model, functions) = compiled(&set);
        let mut all = vec![Vec::new()];
        for asked in &model.asked {
            all = all
                .iter()
                .flat_map(|head| {
                    (0..asked.cells.len()).map(|cell| {
                        let mut cells: Vec<usize> = head.clone();
                        cells.push(cell);
                        cells
                    })
                })
                .collect();
        }
        assert!(all.len() > 10);
        for chosen in all {
            agree(&model, &functions, &chosen);
        }
        assert!(model.asked.iter().any(|a| a.cells.contains(&Cell::Unknown)));
    }
}
