//! The example district meets what its head says, and its results are as uncertain as their students allow.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::collections::BTreeSet;

use crate::common;
use cleardeck::diagnostics::Sources;
use cleardeck::evaluate::{Audit, Firmness, audit};
use cleardeck::inventory::Inventory;
use cleardeck::rules::{Part, RuleSet};
use cleardeck::statistics::Interval;
use cleardeck::truth::{Number, Truth};

/// Standard errors of a difference in means, in standard deviations, times the root of the students in both halves.
/// Without covariates and clusters that is 2; tests of the year before explain about half of the variance (the lower
/// end), students of one class are alike and covariates may be poor (the upper end).
const ERROR_TIMES_ROOT: (f64, f64) = (1.4, 3.0);

/// Effects of programs in schools: 0.05 is small, 0.2 large, half a standard deviation found by small trials alone.
const LARGEST: f64 = 0.5;

fn on_example(test: impl Fn(&RuleSet, &Inventory, &Audit)) {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let inventory = common::inventory(&common::file("examples/riverbend/inventory.yaml"), &set, &mut sources);
    test(&set, &inventory, &audit(&set, &inventory));
}

/// No rule keeps any answer from being given either way.
#[test]
fn every_answer_is_met_settled_and_provided() {
    on_example(|set, _, audit| {
        let met: BTreeSet<(&str, &str)> = audit
            .verdicts
            .iter()
            .map(|v| (audit.answer(v), v.firmness.word()))
            .collect();
        let firmness = [Firmness::Settled, Firmness::Provided].map(Firmness::word);
        let all = set
            .recommendations
            .iter()
            .flat_map(|r| firmness.map(|word| (r.id.as_str(), word)));
        let missing: Vec<(&str, &str)> = all.filter(|wanted| !met.contains(wanted)).collect();
        assert_eq!(missing, []);
    });
}

#[test]
fn every_guard_is_met() {
    on_example(|set, _, audit| {
        let met = |id: &str| {
            let rule = set.rule_id(id).unwrap();
            audit.verdicts.iter().any(|v| v.record.rule(rule) == Truth::True)
        };
        let guards = set.rules.iter().filter(|rule| rule.part == Part::Guard);
        let missing: Vec<&str> = guards.map(|rule| rule.id.as_str()).filter(|id| !met(id)).collect();
        assert_eq!(missing, [] as [&str; 0]);
    });
}

#[test]
fn errors_are_those_of_the_students() {
    on_example(|_, inventory, _| {
        let mut seen = 0;
        for initiative in &inventory.initiatives {
            let number = |n: Option<Number>| n.map(Number::as_f64);
            let point = |i: Option<Interval>| i.and_then(Interval::point);
            let here = initiative
                .results
                .iter()
                .map(|r| (point(r.effect), point(r.error), r.students));
            let elsewhere = initiative
                .studies
                .iter()
                .map(|s| (point(s.effect), point(s.error), s.students));
            for (effect, se, students) in here.chain(elsewhere) {
                let (Some(effect), Some(se), Some(students)) = (effect, se, number(students)) else {
                    panic!("{}: a row without its effect, error or students", initiative.name);
                };
                let (low, high) = ERROR_TIMES_ROOT;
                let times = se * students.sqrt();
                assert!(
                    (low..=high).contains(&times) && effect.abs() <= LARGEST,
                    "{}: an effect of {effect} with an error of {se} from {students} students",
                    initiative.name
                );
                seen += 1;
            }
        }
        assert!(seen > 60, "only {seen} rows");
    });
}
