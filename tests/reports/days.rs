//! Days as people write them, and the order in which initiatives stand.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]

use crate::common;
use serde_json::Value;

const INVENTORIES: [&str; 4] = [
    "examples/riverbend/inventory.yaml",
    "examples/pueblo/inventory.yaml",
    "examples/dallas/inventory.yaml",
    "examples/wake/inventory.yaml",
];

fn said(args: &[&str]) -> String {
    let (code, out, err) = common::run(args, "");
    assert_eq!(code, 0, "{err}");
    out
}

/// Whether days as data write them are left in a text, names of fields and their values apart, which stand between
/// backticks or as code.
fn days_of_data(text: &str) -> Vec<String> {
    let text = text.replace("\\`", "`").replace("<code>", "`").replace("</code>", "`");
    let outside = text.split('`').step_by(2);
    let words = outside.flat_map(|part| part.split(|c: char| !c.is_ascii_digit() && c != '-'));
    let day = |word: &&str| {
        let parts: Vec<usize> = word.split('-').map(str::len).collect();
        parts == [4, 2, 2]
    };
    words.filter(day).map(str::to_owned).collect()
}

#[test]
fn no_form_that_people_read_leaves_a_day_as_data_writes_it() {
    for inventory in INVENTORIES {
        for edition in ["audit", "needs-analysis", "board"] {
            for format in ["markdown", "html", "table"] {
                let report = said(&["audit", inventory, "--edition", edition, "--format", format]);
                let left = days_of_data(&report);
                assert!(left.is_empty(), "{inventory}, {edition}, {format}: {left:?}");
            }
        }
    }
    let explained = said(&["explain", INVENTORIES[0], "phonics-software"]);
    assert!(explained.contains("March 30, 2027"), "{explained}");
    assert!(days_of_data(&explained).is_empty(), "{explained}");
}

#[test]
fn a_locale_says_days_and_leaves_data_alone() {
    let report = |locale: &str, format: &str| said(&["audit", INVENTORIES[0], "--format", format, "--locale", locale]);
    for (locale, day) in [
        ("en-US", "As of June 15, 2026."),
        ("en-CA", "As of June 15, 2026."),
        ("en-GB", "As of 15 June 2026."),
        ("iso", "As of 2026-06-15."),
    ] {
        for format in ["markdown", "html"] {
            assert!(report(locale, format).contains(day), "{locale}, {format}");
        }
    }
    assert_eq!(report("en-GB", "json"), report("en-US", "json"));
    assert!(report("en-US", "json").contains("\"as_of\": \"2026-06-15\""));
}

#[test]
fn a_name_that_holds_a_day_is_not_rewritten() {
    let inventory = "format: 1\nas_of: 2026-06-15\ndistrict: { name: X }\ninitiatives:\n  - { id: a, name: Plan 2026-06-15 or later }\n";
    for format in ["markdown", "html", "table"] {
        let (code, out, err) = common::run(&["audit", "-", "--format", format], inventory);
        assert_eq!(code, 0, "{err}");
        assert!(out.contains("Plan 2026-06-15 or later"), "{format}: {out}");
        assert!(out.contains("June 15, 2026"), "{format}: {out}");
    }
}

#[test]
fn initiatives_stand_by_decision_day_and_money() {
    let mut dated = 0;
    for inventory in INVENTORIES {
        let view: Value = serde_json::from_str(&said(&["audit", inventory, "--format", "json"])).unwrap();
        let due = view["first"]["due"].as_array().unwrap();
        let mut number = 0;
        for group in view["groups"].as_array().unwrap() {
            let mut before = None;
            for card in group["cards"].as_array().unwrap() {
                number += 1;
                assert_eq!(card["number"], number);
                let of =
                    |due: &&Value| due["past"] == false && due["names"].as_array().unwrap().contains(&card["name"]);
                let day = due.iter().find(of).map(|due| due["on"].as_str().unwrap().to_owned());
                dated += usize::from(day.is_some());
                let money = -card["amount"].as_f64().unwrap_or(-1.0);
                let place = (day.is_none(), day, money, card["name"].as_str().unwrap().to_owned());
                assert!(before.is_none_or(|before| before <= place), "{inventory}: {place:?}");
                before = Some(place);
            }
        }
    }
    assert!(dated > 0);
}
