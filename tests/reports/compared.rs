//! What `compare` and `what-if` say: of each kind of cause a small pair, written before it was run, and of a district from
//! one spring to the next.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

use std::path::PathBuf;

use crate::common;
use serde_json::{Value, json};

/// One initiative that a ground speaks against and that nothing protects but what is put at `{more}`.
fn inventory(as_of: &str, more: &str) -> String {
    format!(
        "format: 1
as_of: {as_of}
district: {{ name: Lakeside }}
initiatives:
  - id: phonics
    name: Phonics software
    kind: digital-content
    several_programs: no
    content: {{ providers: 3 }}
    scope: {{ since: 2020-08 }}
    implementation: {{ fidelity: 0.85 }}
    results_stated: {{ summary: none }}
{more}"
    )
}

const BOUND: &str = "    contract: { ends: 2027-06-30, notice_months: 3, auto_renews: yes, mandate: no }\n";
const FREE: &str = "    contract: { mandate: no }\n";
const UNDER_WAY: &str = "    evaluation: { under_way: yes, reports_on: 2028-11-30 }\n";
const REPORTED: &str = "    evaluation: { under_way: no }\n";

/// A folder for the files of one test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("cleardeck-compared-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path = self.0.join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

fn json_of(args: &[&str]) -> Value {
    let (code, out, err) = common::run(&[args, &["--format", "json"]].concat(), "");
    assert_eq!(code, 0, "{err}");
    serde_json::from_str(&out).unwrap()
}

/// The one answer that changed between two inventories, in the order before, after.
fn changed(name: &str, old: &str, new: &str, more: &[&str]) -> Value {
    let folder = Folder::new(name);
    let (old, new) = (folder.file("old.yaml", old), folder.file("new.yaml", new));
    let view = json_of(&[&["compare", &old, &new], more].concat());
    let answers = view["changes"]["answers"].as_array().unwrap();
    assert_eq!(answers.len(), 1, "{view:#}");
    answers[0].clone()
}

fn answers(change: &Value) -> [&str; 2] {
    ["before", "after"].map(|side| change[side]["answer"].as_str().unwrap())
}

#[test]
fn a_day_alone_makes_a_change() {
    let change = changed(
        "day",
        &inventory("2026-06-15", BOUND),
        &inventory("2027-04-20", BOUND),
        &[],
    );
    assert_eq!(answers(&change), ["hold", "stop"]);
    // the two files differ in their day and so in their hash, and in nothing that is on record
    assert_eq!(change["cause"]["least"], json!([["date"]]));
    assert_eq!(change["cause"]["needed"], json!(["date"]));
}

#[test]
fn what_is_on_record_alone_makes_a_change_and_the_fact_is_named() {
    let (old, new) = (inventory("2026-06-15", UNDER_WAY), inventory("2026-06-15", REPORTED));
    let change = changed("data", &old, &new, &[]);
    assert_eq!(answers(&change), ["hold", "stop"]);
    assert_eq!(change["cause"]["least"], json!([["data"]]));
    let facts = change["cause"]["facts"].as_array().unwrap();
    let under_way = facts
        .iter()
        .find(|fact| fact["field"] == "evaluation.under_way")
        .unwrap();
    assert_eq!(
        (&under_way["before"], &under_way["after"]),
        (&json!("yes"), &json!("no"))
    );
    assert_eq!(under_way["of"], "initiative");
}

#[test]
fn two_parts_together_make_a_change_that_neither_makes_alone() {
    let old = inventory("2026-06-15", &[BOUND, UNDER_WAY].concat());
    let new = inventory("2027-04-20", &[BOUND, REPORTED].concat());
    let change = changed("together", &old, &new, &[]);
    assert_eq!(answers(&change), ["hold", "stop"]);
    assert_eq!(change["cause"]["least"], json!([["data", "date"]]));
    assert_eq!(change["cause"]["alone"], json!([]));
    assert_eq!(change["cause"]["needed"], json!(["data", "date"]));
    let fields: Vec<&str> = change["cause"]["facts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fact| fact["field"].as_str().unwrap())
        .collect();
    assert!(fields.contains(&"evaluation.under_way"), "{fields:?}");
}

#[test]
fn each_of_two_parts_would_make_a_change_without_the_other() {
    let change = changed(
        "either",
        &inventory("2026-06-15", BOUND),
        &inventory("2027-04-20", FREE),
        &[],
    );
    assert_eq!(answers(&change), ["hold", "stop"]);
    assert_eq!(change["cause"]["least"], json!([["data"], ["date"]]));
    assert_eq!(change["cause"]["alone"], json!(["data", "date"]));
    assert_eq!(change["cause"]["needed"], json!([]));
}

#[test]
fn two_facts_together_make_a_change_that_neither_makes_alone() {
    let old = inventory("2026-06-15", &[BOUND, UNDER_WAY].concat());
    let new = inventory("2026-06-15", &[FREE, REPORTED].concat());
    let change = changed("facts", &old, &new, &[]);
    assert_eq!(answers(&change), ["hold", "stop"]);
    assert_eq!(change["cause"]["least"], json!([["data"]]));
    assert_eq!(change["cause"]["facts"], json!([]));
    assert_eq!(change["cause"]["together"].as_array().unwrap().len(), 2);
    assert_eq!(change["cause"]["fewest"], true);
}

#[test]
fn a_threshold_alone_makes_a_change() {
    let same = inventory("2026-06-15", FREE);
    let change = changed("threshold", &same, &same, &["--old-param", "fidelity_ok=0.9"]);
    assert_eq!(answers(&change)[1], "stop");
    assert_ne!(answers(&change)[0], "stop");
    assert_eq!(change["cause"]["least"], json!([["thresholds"]]));
}

#[test]
fn the_rules_alone_make_a_change_though_they_set_thresholds_too() {
    let riverbend = "examples/riverbend/inventory.yaml";
    let view = json_of(&[
        "compare",
        riverbend,
        riverbend,
        "--old-rules",
        "shipped",
        "--rules",
        "examples/overlay",
    ]);
    let (_, told, _) = common::run(
        &["rules", "diff", "shipped", "examples/overlay", "--inventory", riverbend],
        "",
    );
    let changes = view["changes"]["answers"].as_array().unwrap();
    let others = changes.iter().filter(|c| c["before"]["answer"] != c["after"]["answer"]);
    let count = others.count();
    assert!(count > 0);
    assert!(told.contains(&format!("{count} of 40 answers change")), "{told}");
    for change in changes {
        for set in change["cause"]["least"].as_array().unwrap() {
            let parts = set.as_array().unwrap();
            assert!(
                parts.iter().all(|part| part == "rules" || part == "thresholds"),
                "{change:#}"
            );
        }
    }
}

const FALL: &str = "examples/riverbend/inventory.yaml";
const SPRING: &str = "examples/riverbend/spring.yaml";
const RENAMED: &str = "examples/riverbend/renamed.yaml";

fn riverbend() -> Value {
    json_of(&["compare", FALL, SPRING, "--renamed", RENAMED])
}

/// The item of a list that has an id.
fn of<'v>(view: &'v Value, list: &str, id: &str) -> &'v Value {
    let items = view["changes"][list].as_array().unwrap();
    items
        .iter()
        .find(|item| item["id"] == id)
        .unwrap_or_else(|| panic!("no {id} in {list}: {items:#?}"))
}

#[test]
fn from_one_spring_to_the_next_every_part_of_the_year_is_told() {
    let view = riverbend();
    let sides = |item: &Value| (item["before"].clone(), item["after"].clone());
    // a stop carried out, one that is gone, and one that is not carried out
    assert_eq!(sides(of(&view, "stops", "test-prep")), (json!("to-end"), json!("over")));
    assert_eq!(sides(of(&view, "stops", "old-lms")), (json!("to-end"), json!("gone")));
    assert_eq!(
        sides(of(&view, "stops", "spelling-app")),
        (json!("to-end"), json!("to-end"))
    );
    // what took the time that was freed
    assert_eq!(
        of(&view, "moved", "test-prep")["in_its_place"],
        json!(["Study skills on Saturdays"])
    );
    assert_eq!(of(&view, "moved", "study-skills")["after"]["hours"], json!(2.0));
    // one that has another name by confirmation, and one that is new
    let renamed = of(&view, "initiatives", "family-academy");
    assert_eq!(renamed["id_before"], "family-programs");
    assert_eq!(renamed["status"], json!({ "before": "runs", "after": "runs" }));
    assert_eq!(of(&view, "initiatives", "study-skills")["status"]["before"], "absent");
    // a project that is done, and one that is late
    assert_eq!(sides(of(&view, "rocks", "R1")), (json!("open"), json!("done")));
    assert_eq!(sides(of(&view, "rocks", "R3")), (json!("absent"), json!("late")));
    // a protection that ran out on its day
    let bound = view["changes"]["guards"].as_array().unwrap();
    assert!(
        bound
            .iter()
            .any(|g| g["id"] == "phonics-software" && g["before"] == "yes" && g["after"] == "no")
    );
    // a check that was made
    let checks = view["changes"]["checks"].as_array().unwrap();
    let made = checks
        .iter()
        .find(|c| c["id"] == "kinder-camp" && c["check"] == "no-law")
        .unwrap();
    assert_eq!(sides(made), (json!("asked"), json!("answered")));
    // causes: a day, and a fact
    assert_eq!(
        of(&view, "answers", "phonics-software")["cause"]["least"],
        json!([["date"]])
    );
    let trial = of(&view, "answers", "vocabulary-trial");
    assert_eq!(answers(trial), ["hold", "stop"]);
    assert_eq!(trial["cause"]["least"], json!([["data"]]));
}

#[test]
fn nothing_is_renamed_until_somebody_confirms_it() {
    let view = json_of(&["compare", FALL, SPRING]);
    assert_eq!(of(&view, "initiatives", "family-academy")["status"]["before"], "absent");
    assert_eq!(of(&view, "initiatives", "family-programs")["status"]["after"], "absent");
    let alike = view["changes"]["alike"].as_array().unwrap();
    assert!(
        alike
            .iter()
            .any(|a| a["before"][0] == "family-programs" && a["after"][0] == "family-academy")
    );
}

#[test]
fn of_one_inventory_nothing_changed() {
    let (code, out, err) = common::run(&["compare", FALL, FALL], "");
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("Nothing changed."), "{out}");
}

#[test]
fn every_form_of_a_comparison_and_of_scenarios_tells_each_change() {
    let view = riverbend();
    let (_, markdown, _) = common::run(&["compare", FALL, SPRING, "--renamed", RENAMED], "");
    let (_, html, _) = common::run(&["compare", FALL, SPRING, "--renamed", RENAMED, "--format", "html"], "");
    for change in view["changes"]["answers"].as_array().unwrap() {
        let name = change["name"].as_str().unwrap();
        assert!(markdown.contains(name), "{name}");
        assert!(html.contains(name), "{name}");
    }
    assert!(!markdown.contains("\\#"), "a heading is escaped");
}

#[test]
fn days_are_written_as_the_locale_asks_and_data_keeps_them() {
    let told = |more: &[&str]| common::run(&[&["compare", FALL, SPRING][..], more].concat(), "").1;
    assert!(told(&["--locale", "en-GB"]).contains("from 15 June 2026 to 20 April 2027"));
    assert!(told(&[]).contains("from June 15, 2026 to April 20, 2027"));
    let json = told(&["--locale", "en-GB", "--format", "json"]);
    assert!(json.contains("\"2027-04-20\"") && !json.contains("April"), "{json}");
}

#[test]
fn a_program_that_ends_moves_what_builds_on_it_and_the_load_of_its_schools() {
    let view = json_of(&["what-if", FALL, "--end", "data-warehouse"]);
    let compared = &view["situations"][0]["compared"];
    let depends = of(compared, "dependence", "intervention-blocks");
    assert_eq!(
        (&depends["before"], &depends["after"]),
        (&json!([]), &json!(["Data days"]))
    );
    assert_eq!(compared["changes"]["schools"].as_array().unwrap().len(), 18);
    assert_eq!(compared["changes"]["goals"].as_array().unwrap().len(), 2);
    assert_eq!(compared["made"]["before"]["as_of"], compared["made"]["after"]["as_of"]);
}

#[test]
fn a_grant_that_ends_is_told_at_each_level_of_local_cover() {
    let view = json_of(&["what-if", FALL, "--scenarios", "examples/riverbend/scenarios.yaml"]);
    let situations = view["situations"].as_array().unwrap();
    assert_eq!(situations.len(), 5);
    let grant = |n: usize, g: usize| &situations[n]["grants"][g];
    // half of 640,000 dollars ends, and the district pays nothing, half or all of that
    for (n, (local, uncovered)) in [
        (0, (0.0, 320_000.0)),
        (1, (160_000.0, 160_000.0)),
        (2, (320_000.0, 0.0)),
    ] {
        assert_eq!(grant(n, 1)["money"], json!(320_000.0));
        assert_eq!(
            (&grant(n, 1)["local"], &grant(n, 1)["uncovered"]),
            (&json!(local), &json!(uncovered))
        );
    }
    let day = &situations[0]["compared"]["made"];
    assert_eq!(
        (&day["before"]["as_of"], &day["after"]["as_of"]),
        (&json!("2027-06-30"), &json!("2027-06-30"))
    );
    // where all that ends is paid, money that was without an end has one that changes nothing
    assert_eq!(situations[2]["compared"]["changed"][0], json!(0));
    let positions = situations[0]["positions"].as_array().unwrap();
    let coaches = positions.iter().find(|p| p["fund"] == "State literacy grant").unwrap();
    assert_eq!(
        (&coaches["money"], &coaches["uncovered"]),
        (&json!(336_000.0), &json!(168_000.0))
    );
    let aides = positions.iter().find(|p| p["fund"] == "General fund").unwrap();
    assert_eq!((&aides["at_stake"], &aides["uncovered"]), (&json!(false), &json!(0.0)));
}
