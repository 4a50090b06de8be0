//! The official ratings once more, from what the command line prints.

use std::collections::BTreeMap;

use super::graders::THRESHOLDS;
use super::wwc_cases::{exact, rows};
use crate::common;
use cleardeck::diagnostics::Sources;
use cleardeck::evidence::grade::panel::Thresholds;
use serde_json::Value;

fn grade(arguments: &[&str], input: &str) -> Value {
    let arguments: Vec<&str> = ["evidence", "grade"]
        .into_iter()
        .chain(arguments.iter().copied())
        .chain(["--format", "json"])
        .collect();
    let (code, out, err) = common::run(&arguments, input);
    assert_eq!((code, err.as_str()), (0, ""), "{arguments:?}");
    serde_json::from_str(&out).unwrap()
}

/// The ratings that are possible, by domain.
fn ratings(graded: &Value) -> BTreeMap<String, Vec<String>> {
    let words = |kinds: &Value| {
        let each = kinds.as_array().unwrap().iter();
        each.map(|kind| kind["words"].as_str().unwrap().to_owned()).collect()
    };
    let domains = graded["domains"].as_array().unwrap().iter();
    domains
        .map(|d| (d["domain"].as_str().unwrap().to_owned(), words(&d["wwc"]["ratings"])))
        .collect()
}

#[test]
fn the_shipped_parameters_are_the_thresholds() {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let read = Thresholds::read(&|threshold| set.threshold(threshold).map(|p| p.value));
    assert_eq!(read, Ok(THRESHOLDS));
}

#[test]
fn every_exact_case_has_its_official_rating_by_command() {
    let file = "tests/data/wwc/rating_findings.csv";
    let graded = ratings(&grade(&[file, "--reading", "export"], ""));
    let open = ratings(&grade(&[file], ""));
    let cases = rows("rating_cases.csv");
    let mut right = 0;
    for case in cases.iter().filter(|c| exact(c)) {
        let (name, official) = (&case["case"], &case["official_rating"]);
        assert_eq!(graded[name], std::slice::from_ref(official), "{name}");
        assert!(open[name].contains(official), "{name}: {:?}", open[name]);
        right += 1;
    }
    assert_eq!(right, 113);
    // and the cases that are not reproduced are those listed, no more
    let limits: Vec<(String, String)> = cases
        .iter()
        .filter(|c| c["complete"] == "true" && graded[&c["case"]] != std::slice::from_ref(&c["official_rating"]))
        .map(|c| (c["case"].clone(), graded[&c["case"]].join(" or ")))
        .collect();
    let listed = rows("known_limits.csv");
    let listed: Vec<(String, String)> = listed.iter().map(|r| (r["case"].clone(), r["ours"].clone())).collect();
    assert_eq!(listed, limits);
}

#[test]
fn another_threshold_is_another_grade() {
    let table = "study,effect,design,meets_standards\nA,0.2,matched,yes\n";
    let band = |more: &[&str]| {
        let arguments: Vec<&str> = ["-"].into_iter().chain(more.iter().copied()).collect();
        let graded = grade(&arguments, table);
        graded["domains"][0]["kraft"]["bands"][0]["id"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(band(&[]), "large");
    assert_eq!(band(&["--param", "kraft_large=0.3"]), "medium");
}

#[test]
fn what_the_costs_rest_on_is_said() {
    let table = "study,effect,design\nA,0.2,matched\n";
    let graded = grade(&["-", "--cost-per-pupil", "620"], table);
    let kraft = &graded["domains"][0]["kraft"];
    assert_eq!(
        (kraft["costs"][0]["id"].as_str(), kraft["cost_bands_verified"].as_bool()),
        (Some("moderate"), Some(false))
    );
    assert!(graded["cost_note"].as_str().unwrap().contains("not been verified"));
    assert!(grade(&["-"], table)["domains"][0]["kraft"]["costs"].is_null());
}
