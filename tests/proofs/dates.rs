//! Answers that end: from each kind of recorded date, with the days on both sides of the one that is computed.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]

use std::sync::LazyLock;

use cleardeck::Date;
use cleardeck::diagnostics::{Diagnostics, Sources};
use cleardeck::evaluate::{Calendar, Until, audit};
use cleardeck::inventory;
use cleardeck::report::UntilView;
use cleardeck::rules::RuleSet;

use crate::common;

static SET: LazyLock<RuleSet> = LazyLock::new(|| common::shipped(&mut Sources::default()));

/// What is said of the only initiative of an inventory on a day: the answer, and until when.
fn said(fields: &str, day: &str) -> (String, Option<Until>) {
    said_by(&SET, fields, day)
}

fn said_by(set: &RuleSet, fields: &str, day: &str) -> (String, Option<Until>) {
    let status = if fields.contains("status:") {
        ""
    } else {
        "    status: active\n"
    };
    let text = format!("format: 1\ninitiatives:\n  - id: one\n    name: One\n{status}{fields}");
    let (mut sources, mut problems) = (Sources::default(), Diagnostics::default());
    let file = sources.add("inventory.yaml", text);
    let day: Date = day.parse().unwrap();
    let inventory = inventory::load(file, set, Some(day), &sources, &mut problems);
    let told: Vec<&str> = problems.iter().map(|d| d.message.as_str()).collect();
    assert!(!problems.has_errors(), "{told:?}");
    let inventory = inventory.unwrap();
    let audit = audit(set, &inventory);
    let verdict = &audit.verdicts[0];
    (audit.answer(verdict).to_owned(), Calendar::of(&audit).until(0, verdict))
}

const TODAY: &str = "2026-06-15";

/// What an answer waits for, a record of it with a decision and results besides, and the day on which it ends.
const ANCHORED: [(&str, &str, &str); 4] = [
    (
        "youth",
        "    scope: { since: 2024-08-15 }
    results_stated: { summary: none, last_year: 2025-06-30 }
    decided: { answer: hold, on: 2025-09-01 }
",
        "2027-06-01",
    ),
    (
        "notice",
        "    scope: { since: 2015 }
    contract: { ends: 2027-06-30, notice_months: 3 }
    results_stated: { summary: none, last_year: 2025-06-30 }
    decided: { answer: hold, on: 2025-09-01 }
",
        "2027-03-30",
    ),
    (
        "results",
        "    scope: { since: 2015 }
    results_stated: { summary: mixed, last_year: 2025-06-30 }
    decided: { answer: hold, on: 2026-01-15 }
",
        "2027-06-30",
    ),
    (
        "decision",
        "    scope: { since: 2015 }
    decided: { answer: contain, on: 2026-06-01 }
",
        "2028-06-01",
    ),
];

/// What no longer ends, under some rules, on the day that it is recorded to.
pub fn moved(set: &RuleSet) -> Vec<&'static str> {
    let ends = |fields: &str| {
        let fields = format!("    kind: curriculum\n    implementation: {{ fidelity: 0.9 }}\n{fields}");
        said_by(set, &fields, TODAY).1.and_then(|until| until.on)
    };
    let moved = ANCHORED
        .iter()
        .filter(|(_, fields, on)| ends(fields) != Some(on.parse().unwrap()));
    moved.map(|(name, ..)| *name).collect()
}

/// An answer that ends on a day: it stands the day before, and on the day something else does; the day that is named is
/// the same however late the same record is judged.
fn ends(fields: &str, answer: &str, on: &str, rule: &str, then: &str) {
    let day: Date = on.parse().unwrap();
    let before = day.yesterday().unwrap().to_string();
    for earlier in [TODAY, &before] {
        let (now, until) = said(fields, earlier);
        assert_eq!(now, answer, "on {earlier}: {fields}");
        let until = UntilView::of(&SET, &until.unwrap());
        assert_eq!(until.on.as_deref(), Some(on), "as of {earlier}: {fields}");
        assert_eq!(
            (until.rule.as_str(), until.then.as_str()),
            (rule, then),
            "as of {earlier}: {fields}"
        );
    }
    assert_eq!(said(fields, on), (then.to_owned(), None), "on {on}: {fields}");
}

/// An answer that gives way on a day to another that ends too, which no recorded date ends.
fn gives_way(fields: &str, answer: &str, on: &str, then: &str) {
    let day: Date = on.parse().unwrap();
    for earlier in [TODAY, &day.yesterday().unwrap().to_string()] {
        let (now, until) = said(fields, earlier);
        assert_eq!(
            (now.as_str(), until.unwrap().on),
            (answer, Some(day)),
            "on {earlier}: {fields}"
        );
    }
    let (now, until) = said(fields, on);
    assert_eq!((now.as_str(), until.unwrap().on), (then, None), "on {on}: {fields}");
}

/// An answer that no recorded date ends; what is asked to be recorded.
fn open(fields: &str, answer: &str, record: Option<&str>) {
    let (now, until) = said(fields, TODAY);
    assert_eq!(now, answer, "{fields}");
    let until = until.unwrap();
    assert_eq!(until.on, None, "{fields}");
    let named = until.anchor.map(|fact| SET.fact(fact).name.as_str());
    assert_eq!(named, record, "{fields}");
}

const NO_EFFECT: &str = "    kind: curriculum
    results_stated: { summary: none }
    implementation: { fidelity: 0.9 }
";

#[test]
fn youth_ends_when_the_years_to_judge_are_over() {
    let young = |since: &str| format!("{NO_EFFECT}    scope: {{ since: {since} }}\n");
    ends(&young("2024-08-15"), "hold", "2027-06-01", "guard-too-young", "stop");
    ends(&young("2024-02-29"), "hold", "2027-02-28", "guard-too-young", "stop");
    // known to the month: it counts as what is presumed of it, long enough as soon as that may be
    let (_, until) = said(&young("2024-08"), TODAY);
    assert_eq!(until.unwrap().on, Some("2027-06-01".parse().unwrap()));
    open(
        &format!("{NO_EFFECT}    age: {{ years: 1 }}\n"),
        "hold",
        Some("scope.since"),
    );
}

#[test]
fn what_began_in_autumn_has_had_three_school_years_by_the_third_june() {
    let young = |since: &str| format!("{NO_EFFECT}    scope: {{ since: {since} }}\n");
    for since in ["2024-08", "2024-09-01", "2024-10", "2024-12-20"] {
        ends(&young(since), "hold", "2027-06-01", "guard-too-young", "stop");
    }
    assert_eq!(said(&young("2023-09"), "2026-05-31").0, "hold");
    assert_eq!(said(&young("2023-09"), "2026-06-01").0, "stop");
    // begun in winter or spring, and by the year alone: the calendar
    ends(&young("2024-02-29"), "hold", "2027-02-28", "guard-too-young", "stop");
    assert_eq!(said(&young("2023"), "2025-12-31").0, "hold");
    assert_eq!(said(&young("2023"), "2026-01-01").0, "stop");
    // in summer no part of a school year passes
    let (_, until) = said(&young("2024-09"), "2026-07-01");
    assert_eq!(until.unwrap().on, Some("2027-06-01".parse().unwrap()));
}

#[test]
fn a_contract_protects_until_notice_is_due() {
    let contract = |terms: &str| format!("{NO_EFFECT}    scope: {{ since: 2015 }}\n    contract: {{ {terms} }}\n");
    let three = contract("ends: 2027-06-30, notice_months: 3");
    ends(&three, "hold", "2027-03-30", "guard-contract", "stop");
    let none = contract("ends: 2027-06-30, notice_months: 0");
    ends(&none, "hold", "2027-06-30", "guard-contract", "stop");
    // one that does not renew by itself needs no notice
    let once = contract("ends: 2027-06-30, notice_months: 3, auto_renews: no");
    ends(&once, "hold", "2027-06-30", "guard-contract", "stop");
    let unsaid = contract("ends: 2027-06-30");
    ends(&unsaid, "hold", "2027-06-30", "guard-contract", "stop");
    open(&contract("binding: yes"), "hold", Some("contract.ends"));
    open(
        &contract("binding: yes, notice_months: 3"),
        "hold",
        Some("contract.ends"),
    );
}

#[test]
fn an_evaluation_protects_until_its_report_is_a_year_late() {
    let run =
        |more: &str| format!("{NO_EFFECT}    scope: {{ since: 2015 }}\n    evaluation: {{ under_way: yes{more} }}\n");
    ends(
        &run(", reports_on: 2026-12-01"),
        "hold",
        "2027-12-01",
        "guard-evaluation",
        "stop",
    );
    open(&run(""), "hold", Some("evaluation.reports_on"));
}

#[test]
fn a_protection_that_is_only_said_ends_after_ninety_days() {
    let only = |more: &str| format!("{NO_EFFECT}    scope: {{ since: 2015 }}\n    protections: {{ none: no{more} }}\n");
    ends(
        &only(", said_on: 2026-05-01"),
        "hold",
        "2026-07-30",
        "guard-said-protected",
        "stop",
    );
    open(&only(""), "hold", Some("protections.said_on"));
}

const PILOT: &str = "    kind: instructional-model
    implementation: { fidelity: 0.9 }
";

#[test]
fn a_seed_ends_with_its_fourth_year() {
    let pilot = |more: &str| format!("{PILOT}    scope: {{ share_of_schools: 10%, opted_in: yes{more} }}\n");
    let begun = pilot(", since: 2023-08-15");
    let decided = format!("{begun}    decided: {{ answer: seed, on: 2023-06-01 }}\n");
    ends(&decided, "seed", "2027-06-01", "ground-not-shown-in-time", "stop");
    // cheaper than what does the same job, it may stay without results
    let cheaper = format!("{decided}    money: {{ cheaper: yes }}\n");
    gives_way(&cheaper, "seed", "2027-06-01", "contain");
    // begun without a decision to try it, it is a pilot while it is under five years old
    gives_way(&begun, "seed", "2028-06-01", "contain");
    open(&pilot(""), "seed", Some("scope.since"));
}

#[test]
fn undecided_results_hold_for_two_more_tested_years() {
    let measured = |summary: &str, more: &str| {
        let stated = format!("    results_stated: {{ summary: {summary}{more} }}\n");
        format!("    kind: curriculum\n    scope: {{ since: 2015 }}\n    implementation: {{ fidelity: 0.9 }}\n{stated}")
    };
    for summary in ["inconclusive", "mixed"] {
        let dated = measured(summary, ", last_year: 2025-06-30");
        ends(&dated, "hold", "2027-06-30", "ground-not-shown-in-time", "stop");
        let (_, until) = said(&measured(summary, ", last_year: 2025"), TODAY);
        assert_eq!(until.unwrap().on, Some("2027-12-31".parse().unwrap()));
        open(&measured(summary, ""), "hold", Some("results.last_year"));
    }
    let rows = "    kind: curriculum
    scope: { since: 2015 }
    implementation: { fidelity: 0.9 }
    results:
      - { year: 2025, measure: reading, effect: 0.05, se: 0.2, comparison: matched }
";
    ends(rows, "hold", "2027-12-31", "ground-not-shown-in-time", "stop");
}

#[test]
fn what_stays_as_it_is_has_two_tested_years_from_the_decision() {
    let left = |more: &str| format!("    kind: curriculum\n    scope: {{ since: 2015 }}\n{more}");
    let decided = left("    decided: { answer: contain, on: 2026-06-01 }\n");
    ends(&decided, "contain", "2028-06-01", "ground-not-shown-in-time", "stop");
    open(&left(""), "contain", Some("decided.on"));
}

#[test]
fn what_a_law_requires_and_what_others_need_is_not_ended_by_a_date() {
    let since = |year: &str, more: &str| format!("{NO_EFFECT}    scope: {{ since: {year}-08-15 }}\n{more}");
    for year in ["2015", "2024"] {
        let required = since(year, "    contract: { mandate: yes }\n");
        for day in [TODAY, "2027-08-15", "2040-01-01"] {
            assert_eq!(said(&required, day), ("keep".to_owned(), None), "{required} on {day}");
        }
    }
    open(&since("2015", "    dependants: { any: yes }\n"), "hold", None);
}

#[test]
fn what_is_proposed_waits_without_a_date() {
    let fields = "    kind: curriculum\n    scope: { since: 2027-08 }\n";
    assert!(said(fields, TODAY).1.is_some(), "called active, it runs");
    let (answer, until) = said(&format!("{fields}    status: proposed\n"), TODAY);
    assert_eq!((answer.as_str(), until), ("wait", None));
}

#[test]
fn a_repair_has_two_tested_years_from_the_decision() {
    let weak = |more: &str| {
        let implementation = "    implementation: { fidelity: 0.4, repair_tried: no }\n";
        format!("    kind: curriculum\n    scope: {{ since: 2015 }}\n{implementation}{more}")
    };
    let no_effect = "    results_stated: { summary: none }\n";
    let decided = "    decided: { answer: repair, on: 2026-06-01 }\n";
    ends(
        &weak(&format!("{no_effect}{decided}")),
        "repair",
        "2028-06-01",
        "guard-not-implemented",
        "stop",
    );
    open(&weak(no_effect), "repair", Some("decided.on"));
    let works = "    results_stated: { summary: better, schools_positive: 3 }\n";
    gives_way(&weak(&format!("{works}{decided}")), "repair", "2028-06-01", "contain");
    open(&weak(works), "repair", Some("decided.on"));
}

#[test]
fn what_results_protect_is_not_protected_by_old_ones() {
    let rising =
        |more: &str| format!("{NO_EFFECT}    scope: {{ since: 2015 }}\n{more}").replace("0.9 }", "0.9, dip: yes }");
    let dated = rising("").replace("summary: none", "summary: none, last_year: 2026-06-01");
    ends(&dated, "hold", "2028-06-01", "guard-dip", "stop");
    open(&rising(""), "hold", Some("results.last_year"));
}

#[test]
fn an_entry_of_several_programs_is_to_be_split_within_two_tested_years() {
    let several = |more: &str| format!("{NO_EFFECT}    scope: {{ since: 2015 }}\n    several_programs: yes\n{more}");
    let decided = several("    decided: { answer: hold, on: 2026-06-01 }\n");
    ends(&decided, "hold", "2028-06-01", "guard-several-programs", "stop");
    open(&several(""), "hold", Some("decided.on"));
}
