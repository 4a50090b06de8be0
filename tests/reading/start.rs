//! Start forms: the form is written, checked and signed; a signed one makes no answer worse, and its day ends the pilot.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail"
)]

use std::collections::BTreeMap;
use std::fmt::Write;

use cleardeck::Date;
use cleardeck::diagnostics::{Diagnostics, Sources};
use cleardeck::evaluate::{Calendar, judge};
use cleardeck::inventory::{self, Inventory};
use cleardeck::rules::{Derive, RuleSet};
use cleardeck::start::{About, Form, Words};
use proptest::prelude::*;
use serde::Deserialize;

use crate::common;

const DISTRICT: &str = "examples/pilots/fall.yaml";

type Parts = BTreeMap<String, String>;

#[derive(Deserialize)]
struct Starts {
    whole: Parts,
    good: Vec<Parts>,
    bad: Vec<Parts>,
}

fn starts() -> Starts {
    serde_yaml::from_str(&common::file("tests/reading/starts.yaml")).unwrap()
}

/// The form with some parts in place of those of the whole one.
fn written(whole: &Parts, other: &Parts) -> String {
    let mut parts = whole.clone();
    parts.extend(other.iter().map(|(key, text)| (key.clone(), text.clone())));
    parts.retain(|key, _| !["name", "says"].contains(&key.as_str()));
    parts.iter().fold(String::new(), |mut text, (key, part)| {
        writeln!(text, "{key}: {part:?}").unwrap();
        text
    })
}

fn read(set: &RuleSet, text: &str, as_of: Option<Date>) -> Inventory {
    let (mut sources, mut out) = (Sources::default(), Diagnostics::default());
    let file = sources.add("inventory.yaml", text.to_owned());
    let read = inventory::load(file, set, as_of, &sources, &mut out);
    assert!(!out.has_errors(), "{text}\n{:?}", out.iter().collect::<Vec<_>>());
    read.unwrap()
}

/// What is said against a form of the first initiative of the example, by code.
fn against(set: &RuleSet, text: &str) -> Vec<String> {
    let inventory = read(set, &common::file(DISTRICT), None);
    let audit = judge(set, &inventory);
    let about = About::of(
        set,
        &inventory,
        &inventory.initiatives[0],
        &audit.verdicts[0],
        Words::shipped(),
    );
    let mut sources = Sources::default();
    let source = sources.add("start.yaml", text.to_owned());
    let mut out = Diagnostics::default();
    if let Some(form) = Form::read(source, &sources, Words::shipped(), &mut out) {
        form.check(set, Words::shipped(), &about, &mut out);
    }
    out.iter().map(|d| d.code.id().to_owned()).collect()
}

#[test]
fn the_parts_are_those_that_make_a_form_complete() {
    let set = common::shipped(&mut Sources::default());
    let words = Words::shipped();
    let complete = set.fact(set.fact_id("start.complete").unwrap());
    let Some(Derive::Answered(facts)) = &complete.derive else {
        panic!("the form is complete by other means: {:?}", complete.derive)
    };
    let named: Vec<&str> = facts.iter().map(|id| set.fact(*id).name.as_str()).collect();
    let asked: Vec<&str> = words.parts.iter().map(|part| part.fact.as_str()).collect();
    assert_eq!(asked, named);
    assert!(set.fact_id(&words.signed_by).is_some() && set.recommendation(&words.decided).is_some());
    assert!(set.parameter_named(&words.latest).is_some());
    for fact in words.parts.iter().flat_map(|part| &part.beside) {
        assert!(set.fact_id(fact).is_some(), "{fact}");
    }
}

#[test]
fn some_can_be_held_to_and_others_cannot() {
    let set = common::shipped(&mut Sources::default());
    let starts = starts();
    assert!(starts.good.len() >= 8 && starts.bad.len() >= 8);
    for form in &starts.good {
        let text = written(&starts.whole, form);
        assert_eq!(against(&set, &text), Vec::<String>::new(), "{text}");
    }
    for bad in &starts.bad {
        let text = written(&starts.whole, bad);
        let says = bad.get("says").map_or("start-form", String::as_str);
        assert_eq!(against(&set, &text), [says], "{}", bad["name"]);
    }
    assert_eq!(against(&set, "- a list\n"), ["start-form"]);
}

#[test]
fn a_signed_form_is_read_back_and_nothing_else_changes() {
    let folder = std::env::temp_dir().join(format!("cleardeck-start-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let at = |name: &str| folder.join(name).display().to_string();
    let (form, with) = (at("form.yaml"), at("with.yaml"));
    let (code, blank, err) = common::run(&["start", DISTRICT, "peer-tutoring"], "");
    assert_eq!(code, 0, "{err}");
    // what is on record stands there already
    assert!(blank.contains("\nowner: Principal of West\n") && blank.contains("# On record: goals served: math"));
    std::fs::write(&form, &blank).unwrap();
    let (code, _, err) = common::run(&["start", DISTRICT, "peer-tutoring", "--check", &form], "");
    assert_eq!((code, err.matches("error[start-form]").count()), (1, 9), "{err}");
    let starts = starts();
    std::fs::write(&form, written(&starts.whole, &Parts::new())).unwrap();
    let (code, said, err) = common::run(&["start", DISTRICT, "peer-tutoring", "--check", &form], "");
    assert!(code == 0 && said.contains("is complete"), "{err}");
    let accept = ["start", DISTRICT, "peer-tutoring", "--accept", &form, "--output", &with];
    let (code, _, err) = common::run(&accept, "");
    assert_eq!(code, 0, "{err}");
    let before = common::file(DISTRICT);
    let after = std::fs::read_to_string(&with).unwrap();
    let lost: Vec<&str> = before
        .lines()
        .filter(|line| !after.lines().any(|held| held == *line))
        .collect();
    assert!(lost.is_empty(), "{lost:?}");
    let set = common::shipped(&mut Sources::default());
    let initiative = &read(&set, &after, None).initiatives[0];
    let said = |name: &str| {
        let fact = set.fact_id(name).unwrap();
        initiative
            .given
            .iter()
            .find(|g| g.fact == fact)
            .map(|g| g.written.clone())
    };
    for part in &Words::shipped().parts {
        assert_eq!(said(&part.fact).as_ref(), starts.whole.get(part.key()), "{}", part.fact);
    }
    assert_eq!(said("start.signed_by").as_deref(), Some("Superintendent"));
    assert_eq!(said("decided.answer").as_deref(), Some("seed"));
    assert_eq!(said("decided.on").as_deref(), Some("2026-08-20"));
    // one that lets silence decide waits for somebody who says so
    let lasting = written(
        &starts.whole,
        &[("if_not_measured".to_owned(), "It continues".to_owned() + " for now")].into(),
    );
    std::fs::write(&form, lasting).unwrap();
    let (code, _, err) = common::run(&accept, "");
    assert!(code == 2 && err.contains("--anyway"), "{err}");
    let (code, _, err) = common::run(&[&accept[..], &["--anyway"]].concat(), "");
    assert_eq!(code, 0, "{err}");
    // a workbook or standard input is no place to write into
    let (code, _, err) = common::run(&["start", "examples/pilots", "peer-tutoring", "--accept", &form], "");
    assert_eq!(code, 2, "{err}");
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_form_that_is_known_to_lack_something_starts_nothing() {
    let set = common::shipped(&mut Sources::default());
    let answer = |start: &str| {
        let text = format!(
            "format: 1\nas_of: 2026-09-01\ndistrict: {{ name: A, schools_count: 10 }}\ninitiatives:\n  - id: p\n    name: Pilot\n    \
             kind: student-support\n    status: proposed\n    scope: {{ planned_share: 10%, opted_in: yes }}\n{start}"
        );
        let inventory = read(&set, &text, None);
        let audit = judge(&set, &inventory);
        let units: Vec<String> = audit.verdicts[0]
            .checks
            .iter()
            .filter_map(|check| set.check(check.unit).map(|c| c.id.clone()))
            .collect();
        (
            audit.answer(&audit.verdicts[0]).to_owned(),
            units.contains(&"start-form".to_owned()),
        )
    };
    // a blank is no no: the form is a condition of the answer
    assert_eq!(answer(""), ("seed".to_owned(), true));
    assert_eq!(answer("    start: { complete: no }\n"), ("wait".to_owned(), false));
    assert_eq!(answer("    start: { complete: yes }\n"), ("seed".to_owned(), false));
}

/// How far an answer is from growth, the furthest first.
fn rank(answer: &str) -> usize {
    let order = [
        "stop",
        "wait",
        "contain",
        "hold",
        "repair",
        "seed",
        "keep",
        "spread",
        "scale",
        "set-aside",
    ];
    order.iter().position(|one| *one == answer).unwrap()
}

/// An answer and the last day on which it stands.
fn answered(set: &RuleSet, text: &str, as_of: &str) -> (String, Option<Date>) {
    let inventory = read(set, text, Some(as_of.parse().unwrap()));
    let audit = judge(set, &inventory);
    let until = Calendar::of(&audit).until(0, &audit.verdicts[0]);
    (
        audit.answer(&audit.verdicts[0]).to_owned(),
        until.and_then(|until| until.on),
    )
}

const FORM: &str = "    owner: Principal of West\n    start: { purpose: Students catch up in algebra, measure: 60 percent pass by June 2027, comparison: Those who lost the lottery, judged_on: 2027-06-30, if_it_works: Two more schools, if_it_does_not: It ends in June, if_not_measured: It ends in June, signed_by: Superintendent }\n";

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// A form whose day lies ahead makes no answer worse than an empty one; the day never lets a pilot last longer, and a
    /// later audit of the same record never gives a later day.
    #[test]
    fn a_form_makes_nothing_worse_and_nothing_last_longer(
        kind in prop::sample::select(vec!["student-support", "instructional-model", "whole-school-design", "curriculum", "digital-content"]),
        status in prop::sample::select(vec!["proposed", "active"]),
        since in prop::sample::select(vec!["2023-08-15", "2024-08-15", "2025-08-15", "2026-02-01"]),
        opted in prop::sample::select(vec!["yes", "no", "unsure"]),
        planned in prop::sample::select(vec!["", ", planned_share: 10%", ", planned_share: 80%"]),
        decided in prop::sample::select(vec!["", "    decided: { answer: seed, on: 2025-08-01 }\n", "    decided: { answer: hold, on: 2025-08-01 }\n"]),
        results in prop::sample::select(vec!["", "none", "inconclusive", "better", "not-measured"]),
        studies in prop::sample::select(vec!["", "better", "none"]),
        law in prop::sample::select(vec!["", "yes", "no"]),
    ) {
        let set = common::shipped(&mut Sources::default());
        let mut text = format!("format: 1\nas_of: 2026-09-01\ndistrict: {{ name: A, schools_count: 20 }}\nschools: [ {{ id: w, name: West, grades: 6-8 }} ]\ninitiatives:\n  - id: p\n    name: Pilot\n    kind: {kind}\n    status: {status}\n");
        let begun = if status == "active" { format!("schools: [w], since: {since}, ") } else { String::new() };
        writeln!(text, "    scope: {{ {begun}opted_in: {opted}{planned} }}").unwrap();
        if !results.is_empty() && status == "active" {
            writeln!(text, "    results_stated: {{ summary: {results} }}").unwrap();
        }
        if !studies.is_empty() {
            writeln!(text, "    studies_stated: {{ summary: {studies} }}").unwrap();
        }
        if !law.is_empty() {
            writeln!(text, "    contract: {{ mandate: {law} }}").unwrap();
        }
        text.push_str(decided);
        let with = format!("{text}{FORM}");
        let (empty, empty_until) = answered(&set, &text, "2026-09-01");
        let (filled, filled_until) = answered(&set, &with, "2026-09-01");
        prop_assert!(rank(&filled) >= rank(&empty), "{filled} with a form, {empty} without\n{with}");
        if let (Some(filled), Some(empty)) = (filled_until, empty_until) {
            prop_assert!(filled <= empty, "until {filled} with a form, {empty} without\n{with}");
        }
        // later audits of the same record
        let mut last = filled_until;
        for day in ["2027-03-01", "2027-06-29"] {
            let (_, until) = answered(&set, &with, day);
            if let (Some(before), Some(now)) = (last, until) {
                prop_assert!(now <= before, "{now} on {day}, {before} before\n{with}");
            }
            last = until.or(last);
        }
        // on the day and from then on it is no pilot that was decided as one
        if status == "active" && decided.contains("seed") {
            prop_assert_ne!(answered(&set, &with, "2027-06-30").0, "seed");
        }
    }
}
