//! The first page of the superintendent's report, on three bare lists of real districts.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::collections::BTreeMap;

use crate::common;
use serde_json::Value;

const LISTS: [&str; 3] = ["dallas", "pueblo", "wake"];

fn said(list: &str, format: &[&str]) -> String {
    let inventory = format!("examples/{list}/inventory.yaml");
    let (code, out, err) = common::run(&[&["audit", &inventory][..], format].concat(), "");
    assert_eq!(code, 0, "{err}");
    out
}

fn view(list: &str) -> Value {
    serde_json::from_str(&said(list, &["--format", "json"])).unwrap()
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|v| v.as_str().unwrap()).collect()
}

fn cards(view: &Value) -> Vec<&Value> {
    let groups = view["groups"].as_array().unwrap();
    groups.iter().flat_map(|g| g["cards"].as_array().unwrap()).collect()
}

#[test]
fn no_question_stands_twice() {
    for list in LISTS {
        let (view, report) = (view(list), said(list, &[]));
        let asks = view["first"]["asks"].as_array().unwrap();
        assert!(!asks.is_empty(), "{list}");
        for ask in asks {
            let question = ask["question"].as_str().unwrap();
            assert_eq!(report.matches(question).count(), 1, "{list}: {question}");
            assert!(question.split_whitespace().count() <= 12, "{list}: {question}");
        }
    }
}

#[test]
fn what_is_judged_is_decided_once() {
    for list in LISTS {
        let view = view(list);
        let mut decided: BTreeMap<&str, usize> = BTreeMap::new();
        for decision in view["first"]["decisions"].as_array().unwrap() {
            for name in texts(&decision["names"]) {
                *decided.entry(name).or_default() += 1;
            }
            let ask = decision["ask"].as_u64();
            let settled = decision["checks"].as_u64() == Some(0);
            let known = |n: u64| {
                view["first"]["asks"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .any(|a| a["number"] == n)
            };
            assert!(ask.map_or(settled, known), "{list}: {decision}");
        }
        let judged = cards(&view).into_iter().filter(|card| card["answer"] != "set-aside");
        let judged: Vec<&str> = judged.map(|card| card["name"].as_str().unwrap()).collect();
        assert_eq!(decided.len(), judged.len(), "{list}");
        assert!(
            judged.iter().all(|name| decided.get(name) == Some(&1)),
            "{list}: {decided:?}"
        );
    }
}

#[test]
fn decisions_stand_by_date_then_money_then_effort() {
    for list in LISTS {
        let view = view(list);
        let key = |decision: &Value| {
            let on = decision["on"].as_str().unwrap().to_owned();
            let money: String = decision["money"]
                .as_str()
                .unwrap()
                .chars()
                .filter(char::is_ascii_digit)
                .collect();
            let money: i64 = money.parse().unwrap_or_default();
            let money = if decision["in_play"] == true { money } else { 0 };
            let effort = ["minute", "hour", "study"]
                .iter()
                .position(|e| decision["effort"] == *e);
            (on.is_empty(), on, -money, effort.unwrap_or(3))
        };
        let order: Vec<_> = view["first"]["decisions"].as_array().unwrap().iter().map(key).collect();
        assert!(order.is_sorted(), "{list}: {order:?}");
    }
}

#[test]
fn what_holds_for_a_list_adds_up() {
    for list in LISTS {
        let view = view(list);
        let some = view["first"]["holds"]["some"].as_array().unwrap();
        let sum: u64 = some.iter().map(|s| s["count"].as_u64().unwrap()).sum();
        assert_eq!(Some(sum), view["count"].as_u64(), "{list}");
        let answers: std::collections::BTreeSet<&str> =
            cards(&view).iter().map(|c| c["answer"].as_str().unwrap()).collect();
        assert_eq!(
            view["first"]["holds"]["answers"].as_u64(),
            Some(answers.len() as u64),
            "{list}"
        );
        // what is said of none is said of an answer that nobody gets
        assert!(
            !(view["first"]["holds"]["nones"].to_string().contains("ended") && answers.contains("stop")),
            "{list}"
        );
    }
}

#[test]
fn lines_of_one_approach_are_one_decision_and_a_yearly_cost_is_worked_out() {
    let view = view("pueblo");
    let decisions = view["first"]["decisions"].as_array().unwrap();
    let summer = decisions.iter().find(|d| d["part_of"] == "Summer school").unwrap();
    assert_eq!(texts(&summer["names"]).len(), 3);
    assert_eq!(
        (&summer["proposed"], &summer["worked_out"]),
        (&Value::Bool(true), &Value::Bool(true))
    );
    // 670,000, 670,000 and 980,000 dollars from January 2022 to June 2024
    let money = summer["money"]
        .as_str()
        .unwrap()
        .replace(['$', ','], "")
        .parse::<f64>()
        .unwrap();
    assert!((money - 2_320_000.0 / 2.41).abs() < 10_000.0, "{money}");
    let due = view["first"]["due"].as_array().unwrap();
    assert!(
        due.iter()
            .any(|d| d["on"] == "2024-06-01" && d["soon"] == true && d["all"] == true),
        "{due:?}"
    );
}

#[test]
fn what_is_proposed_is_shown_as_proposed_everywhere_and_settles_nothing() {
    let text = "format: 1\nas_of: 2026-06-30\ninitiatives:\n  - id: a\n    name: Charter allocation\n    kind: { value: pass-through, proposed_by: the word `allocation` in its name }\n  - { id: b, name: Reading, kind: curriculum }\n";
    let file = std::env::temp_dir().join(format!("cleardeck-proposed-{}.yaml", std::process::id()));
    std::fs::write(&file, text).unwrap();
    let path = file.to_string_lossy();
    for edition in ["audit", "needs-analysis", "board"] {
        for format in ["markdown", "html"] {
            let (code, out, err) = common::run(&["audit", &path, "--edition", edition, "--format", format], "");
            assert_eq!(code, 0, "{err}");
            assert!(
                out.contains("Proposed by words of the list, and not confirmed: kind (1)."),
                "{edition} {format}"
            );
        }
    }
    let (_, out, _) = common::run(&["audit", &path, "--format", "json"], "");
    let view: Value = serde_json::from_str(&out).unwrap();
    let card = cards(&view)
        .into_iter()
        .find(|c| c["name"] == "Charter allocation")
        .unwrap();
    assert_eq!(
        (&card["answer"], &card["firmness"]),
        (&"set-aside".into(), &"provided".into())
    );
    assert_eq!(card["kind"], "");
    assert_eq!(card["unconfirmed"][0]["value"], "Pass-through money");
    let checks = card["checks"].to_string();
    assert!(
        checks.contains("the kind that its own words suggest (Pass-through money)"),
        "{checks}"
    );
    let (_, out, _) = common::run(&["explain", &path, "a"], "");
    assert!(out.contains("its own words suggest"), "{out}");
    std::fs::remove_file(&file).unwrap();
}
