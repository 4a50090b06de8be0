//! Short-term projects as a table and as a calendar, read back by other parsers, and tracked until they are done.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

use std::collections::BTreeMap;

use icalendar::{Calendar, CalendarComponent, Component, DatePerhapsTime};
use jiff::civil::Date;
use serde_json::Value;

use crate::common;

const RIVERBEND: &str = "examples/riverbend/inventory.yaml";

fn said(text: &str, form: &str) -> String {
    let (code, out, err) = common::run(&["rocks", "-", "--format", form], text);
    assert_eq!(code, 0, "{err}");
    out
}

fn json(text: &str) -> Value {
    serde_json::from_str(&said(text, "json")).unwrap()
}

fn list<'v>(view: &'v Value, name: &str) -> &'v [Value] {
    view[name].as_array().unwrap()
}

fn text<'v>(value: &'v Value, field: &str) -> &'v str {
    value[field].as_str().unwrap_or_default()
}

/// Riverbend with names that a table or a calendar could stumble over.
fn hostile() -> String {
    let text = common::file(RIVERBEND);
    let changed = text
        .replace(
            "Phonics software license",
            r#""=2+3, \"quoted\"; back\\slash, BEGIN:VEVENT and \\n""#,
        )
        .replace("name: Riverbend Unified", r#"name: "River, bend; \\ Ünified 🎓""#)
        .replace(
            "Mindset campaign",
            &"Sehr langer Name für ein Projekt äöü 老虎 ".repeat(6),
        );
    assert_ne!(text, changed);
    changed
}

#[test]
fn a_calendar_is_read_back_by_another_parser() {
    for inventory in [common::file(RIVERBEND), hostile()] {
        let written = said(&inventory, "ics");
        assert_eq!(written, said(&inventory, "ics"), "the same bytes each time");
        for line in written.split_inclusive("\r\n") {
            let line = line
                .strip_suffix("\r\n")
                .unwrap_or_else(|| panic!("no end of a line: {line:?}"));
            assert!(line.len() <= 75 && !line.contains(['\r', '\n']), "{line:?}");
        }
        let calendar: Calendar = written.parse().unwrap();
        let mut events = BTreeMap::new();
        for component in &calendar.components {
            let CalendarComponent::Event(event) = component else {
                panic!("{component:?}");
            };
            let (Some(DatePerhapsTime::Date(start)), Some(DatePerhapsTime::Date(end))) =
                (event.get_start(), event.get_end())
            else {
                panic!("an entry of whole days: {event:?}");
            };
            assert_eq!(event.property_value("TRANSP"), Some("TRANSPARENT"));
            let last: Date = end.to_string().parse().unwrap();
            let days = (start.to_string(), last.yesterday().unwrap().to_string());
            let id = event.get_uid().unwrap().to_owned();
            let told = (
                event.get_summary().unwrap().to_owned(),
                event.get_description().unwrap().to_owned(),
                days,
            );
            assert!(events.insert(id, told).is_none(), "an id stands for two");
        }
        let view = json(&inventory);
        let placed = list(&view, "rocks");
        assert!(placed.len() > 50);
        for rock in placed {
            let days = (text(rock, "start").to_owned(), text(rock, "end").to_owned());
            let own = |(summary, about, held): &&(String, String, (String, String))| {
                *summary == text(rock, "name") && *held == days && about.ends_with(&format!("Id: {}", text(rock, "id")))
            };
            let (_, about, _) = events.values().find(own).unwrap_or_else(|| panic!("{rock:#}"));
            for field in ["owner", "first_step", "evidence"] {
                assert!(about.contains(text(rock, field)), "{field} of {rock:#}\n{about}");
            }
        }
        let tracked = list(&view, "tracked").iter().filter(|rock| rock["start"].is_string());
        assert_eq!(events.len(), placed.len() + tracked.count());
    }
}

#[test]
fn a_project_keeps_its_id_in_a_calendar_when_it_moves() {
    let ids = |inventory: &str| -> Vec<String> {
        let calendar: Calendar = said(inventory, "ics").parse().unwrap();
        let uids = calendar.components.iter().filter_map(|c| c.as_event()?.get_uid());
        let mut ids: Vec<String> = uids.map(str::to_owned).collect();
        ids.sort();
        ids
    };
    let inventory = common::file(RIVERBEND);
    let moved = inventory.replace("from: 2026-06-19", "from: 2026-06-15, to: 2026-06-19");
    assert_ne!(said(&inventory, "ics"), said(&moved, "ics"));
    assert_eq!(ids(&inventory), ids(&moved));
    let elsewhere = inventory.replace("name: Riverbend Unified", "name: Lakeside Unified");
    assert!(ids(&elsewhere).iter().all(|id| !ids(&inventory).contains(id)));
}

#[test]
fn a_table_is_read_back_and_holds_no_formula() {
    for inventory in [common::file(RIVERBEND), hostile()] {
        let written = said(&inventory, "csv");
        let mut reader = csv::Reader::from_reader(written.as_bytes());
        let head: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        assert_eq!(head[..3], ["Id", "Project", "Owner"]);
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        let view = json(&inventory);
        let proposed: Vec<&Value> = list(&view, "rocks").iter().chain(list(&view, "waiting")).collect();
        assert_eq!(rows.len(), proposed.len() + list(&view, "tracked").len());
        for rock in proposed {
            let row = rows.iter().find(|row| row[0] == *text(rock, "id")).unwrap();
            for (place, field) in [
                (1, "name"),
                (2, "owner"),
                (4, "start"),
                (5, "end"),
                (10, "first_step"),
                (11, "evidence"),
            ] {
                assert_eq!(row[place], *text(rock, field), "{field} of {rock:#}");
            }
        }
        for cell in rows.iter().flat_map(csv::StringRecord::iter) {
            assert!(!cell.starts_with(['=', '+', '-', '@']), "{cell}");
        }
    }
}

/// The inventory of a file with projects on its plan.
fn accepted(file: &str, ids: &str) -> String {
    let (code, out, err) = common::run(&["rocks", file, "--accept", ids], "");
    assert_eq!(code, 0, "{err}");
    out
}

#[test]
fn projects_are_tracked_and_read_back_by_compare() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let written = common::file(RIVERBEND);
    let ids = "find-out/contract.mandate,find-out/scope.required,study/results.subgroup_harm/summer-bridge,decide/scale/early-reading";
    let tracked = accepted(RIVERBEND, ids);
    // one line each is added and nothing else is touched
    let added: Vec<&str> = tracked
        .lines()
        .filter(|line| !written.lines().any(|own| own == *line))
        .collect();
    assert_eq!(added.len(), 4);
    assert_eq!(tracked.lines().count(), written.lines().count() + 4);

    // four months on: one is done and answered, one is said to be done, one is late, one is put off
    let mut later = tracked.replace("as_of: 2026-06-15", "as_of: 2026-10-18");
    let row = |text: &str, id: &str| {
        text.lines()
            .find(|line| line.contains(&format!("id: {id},")))
            .unwrap()
            .to_owned()
    };
    for id in ["find-out/contract.mandate", "find-out/scope.required"] {
        let own = row(&later, id);
        later = later.replace(&own, &own.replace("done: no", "done: yes"));
    }
    let put_off = row(&later, "decide/scale/early-reading");
    later = later.replace(&put_off, &put_off.replace("end: 2026-07-31", "end: 2026-12-11"));
    assert!(later.contains("end: 2026-12-11"));
    let answered = "    scope: { required: no, ";
    let mut in_bridge = false;
    let lines = later.lines().map(|line| {
        if line.starts_with("  - id: ") {
            in_bridge = ["  - id: summer-bridge", "  - id: reading-partner"].contains(&line);
        }
        match in_bridge && line.starts_with("    scope: { ") {
            true => line.replace("    scope: { ", answered),
            false => line.to_owned(),
        }
    });
    let later = lines.collect::<Vec<_>>().join("\n");
    assert_eq!(later.matches("scope: { required: no, ").count(), 2);
    std::fs::write(path("fall.yaml"), &tracked).unwrap();
    std::fs::write(path("later.yaml"), &later).unwrap();
    let (code, out, err) = common::run(
        &["compare", &path("fall.yaml"), &path("later.yaml"), "--format", "json"],
        "",
    );
    assert_eq!(code, 0, "{err}");
    let view: Value = serde_json::from_str(&out).unwrap();
    let rocks = view["changes"]["rocks"].as_array().unwrap();
    let rock = |id: &str| {
        rocks
            .iter()
            .find(|rock| rock["id"] == id)
            .unwrap_or_else(|| panic!("{id} in {rocks:#?}"))
    };
    let shown = rock("find-out/scope.required");
    assert_eq!((&shown["before"], &shown["after"]), (&"open".into(), &"done".into()));
    assert_eq!(list(&shown["not_shown"], "after").len(), 0);
    let unshown = rock("find-out/contract.mandate");
    assert_eq!(unshown["after"], "done");
    assert_eq!(list(&unshown["not_shown"], "after").len(), 13);
    let late = rock("study/results.subgroup_harm/summer-bridge");
    assert_eq!(
        (&late["after"], &late["late_by"]["after"]),
        (&"late".into(), &20.into())
    );
    let moved = rock("decide/scale/early-reading");
    assert_eq!((&moved["before"], &moved["after"]), (&"open".into(), &"open".into()));
    assert_eq!(
        (&moved["due"]["before"], &moved["due"]["after"]),
        (&"2026-07-31".into(), &"2026-12-11".into())
    );
    let (_, told, _) = common::run(&["compare", &path("fall.yaml"), &path("later.yaml")], "");
    for sentence in [
        "late by 20 days, due September 28, 2026",
        "moved from July 31, 2026",
        "the inventory does not hold what would show it for 13 programs",
    ] {
        assert!(told.contains(sentence), "{sentence}\n{told}");
    }
    // taken off the plan
    let (_, back, _) = common::run(&["compare", &path("later.yaml"), RIVERBEND], "");
    assert!(back.contains("no longer on the plan"), "{back}");
}

#[test]
fn a_project_that_is_not_proposed_is_not_accepted() {
    let (code, _, err) = common::run(&["rocks", RIVERBEND, "--accept", "find-out/nothing"], "");
    assert_eq!(code, 2);
    assert!(err.contains("no project `find-out/nothing` is proposed"), "{err}");
    let (code, _, err) = common::run(
        &[
            "rocks",
            "tests/import/pueblo.csv",
            "--as-of",
            "2026-06-15",
            "--accept",
            "all",
        ],
        "",
    );
    assert_eq!(code, 2, "{err}");
}

#[test]
fn a_plan_is_made_where_an_inventory_has_none() {
    let bare = "format: 1\nas_of: 2026-06-15\ninitiatives:\n  - id: a\n    name: Summer school\n    kind: curriculum\n";
    let (code, out, err) = common::run(&["rocks", "-", "--accept", "next"], bare);
    assert_eq!(code, 0, "{err}");
    let view = json(&out);
    assert!(!list(&view, "tracked").is_empty(), "{out}");
}

/// A repair that is carried out on four tenths of its components, which a step of three projects leads on.
const LABS: &str = "format: 1
as_of: 2026-06-15
plan:
  goals: [{ id: G1, name: Reading, measure: share }]
drivers: { competency: { level: strong }, organization: { level: strong }, leadership: { level: strong } }
initiatives:
  - id: labs
    name: Reading labs
    kind: instructional-model
    goals: [G1]
    several_programs: no
    scope: { since: 2020-08, required: no, opted_in: yes }
    implementation: { fidelity: 0.4, in_use: yes }
    contract: { mandate: no }
    money: { per_year: 100000, affordable: yes, per_student: 100 }
    results_stated: { summary: better, subgroup_harm: no, schools_positive: 3, consecutive_positive_years: 3, contexts: 3, design: matched, in_numbers: yes }
    studies_stated: { summary: better }
";

/// The step of the labs that is proposed.
fn step(text: &str) -> Option<Value> {
    list(&json(text), "rocks")
        .iter()
        .find(|rock| rock["kind"] == "step")
        .cloned()
}

#[test]
fn what_takes_more_than_one_project_is_proposed_part_by_part() {
    let mut text_now = LABS.to_owned();
    for (id, left) in [
        ("step/implementation.faithful/labs", Some("About 2 more projects")),
        ("step.2/implementation.faithful/labs", Some("About 1 more project of")),
        ("step.3/implementation.faithful/labs", None),
    ] {
        let part = step(&text_now).unwrap();
        assert_eq!(text(&part, "id"), id);
        assert_eq!(text(&part, "goal"), "G1");
        assert_eq!(part["days"], 45);
        // only the last part is shown by the fact
        let shown = if left.is_some() {
            ["", ""]
        } else {
            ["implementation.faithful", "yes"]
        };
        assert_eq!(["shown_by", "needs"].map(|field| text(&part, field)), shown);
        assert!(
            left.map_or(text(&part, "follows").is_empty(), |left| text(&part, "follows")
                .starts_with(left)),
            "{part:#}"
        );
        let (code, accepted, err) = common::run(&["rocks", "-", "--accept", id], &text_now);
        assert_eq!(code, 0, "{err}");
        // while a part is under way the next one is not proposed
        assert_eq!(step(&accepted), None);
        text_now = accepted.replace("done: no", "done: yes");
    }
    // said to be done, but the record still says four tenths
    let tracked = json(&text_now)["tracked"].as_array().unwrap().clone();
    assert_eq!(
        tracked.last().unwrap()["not_shown"],
        serde_json::json!(["Reading labs"])
    );
    let repaired = text_now.replace("fidelity: 0.4", "fidelity: 0.9");
    let tracked = json(&repaired)["tracked"].as_array().unwrap().clone();
    assert_eq!(tracked.last().unwrap()["not_shown"], serde_json::json!([]));
}

#[test]
fn a_calendar_that_makes_no_sense_is_told_at_its_row() {
    for (row, told) in [
        (
            "{ what: holiday, name: Labor Day }",
            "a row of the calendar has no `from`",
        ),
        (
            "{ name: Labor Day, from: 2026-09-07 }",
            "a row of the calendar has no `what`",
        ),
        (
            "{ what: break, from: 2026-12-31, to: 2026-12-20 }",
            "ends on 2026-12-20, before it begins on 2026-12-31",
        ),
        ("{ what: vacation, from: 2026-12-31 }", "`vacation`"),
    ] {
        let (code, _, err) = common::run(&["rocks", "-"], &format!("{LABS}calendar:\n  - {row}\n"));
        assert_eq!(code, 2, "{row}");
        assert!(err.contains(told), "{err}");
    }
}
