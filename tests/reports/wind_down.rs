//! How what is to be ended is wound down: every value traced to the inventory, every gap said with its question.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

use crate::common;
use serde_json::Value;

const EXAMPLES: [&str; 6] = [
    "examples/pilots/fall.yaml",
    "examples/riverbend/inventory.yaml",
    "examples/riverbend/spring.yaml",
    "examples/dallas/inventory.yaml",
    "examples/pueblo/inventory.yaml",
    "examples/wake/inventory.yaml",
];

/// The values that are read off the inventory.
const VALUES: [&str; 13] = [
    "students",
    "money",
    "fund",
    "hours",
    "schools_count",
    "depended_on",
    "alternative",
    "contract_ends",
    "notice_months",
    "renews",
    "aim",
    "owner",
    "vendor",
];

fn plans(args: &[&str]) -> Vec<Value> {
    let (code, out, err) = common::run(&[&["wind-down"], args, &["--format", "json"]].concat(), "");
    assert_eq!(code, 0, "{err}");
    let view: Value = serde_json::from_str(&out).unwrap();
    view["plans"].as_array().unwrap().clone()
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_else(|| panic!("no `{key}` in {value}"))
}

#[test]
fn every_stop_has_a_plan_that_is_traced_to_the_inventory() {
    let mut seen = 0;
    for example in EXAMPLES {
        let lines: Vec<String> = common::file(example).lines().map(str::to_owned).collect();
        let (_, out, err) = common::run(&["audit", example, "--format", "json"], "");
        let view: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{err}"));
        let groups = view["groups"].as_array().unwrap();
        let cards: Vec<&Value> = groups.iter().flat_map(|g| g["cards"].as_array().unwrap()).collect();
        let stops: Vec<&&Value> = cards.iter().filter(|card| card["answer"] == "stop").collect();
        let plans = plans(&[example]);
        assert_eq!(plans.len(), stops.len(), "{example}");
        for card in &cards {
            assert_eq!(
                card["wind_down"].is_object(),
                card["answer"] == "stop",
                "{}",
                card["id"]
            );
        }
        for plan in &plans {
            seen += 1;
            assert!(
                ["remove", "reduce", "re-engineer", "replace"].contains(&text(plan, "way")),
                "{plan}"
            );
            assert!(!text(plan, "reason").is_empty() && !text(plan, "why").is_empty());
            assert_eq!(plan["to_end"], true);
            for key in VALUES {
                let known = &plan[key];
                // either a value with its place, or a question
                assert_ne!(
                    text(known, "value").is_empty(),
                    text(known, "ask").is_empty(),
                    "{key} of {}",
                    plan["id"]
                );
                let place = text(known, "place");
                let line = place.split(':').nth(1).and_then(|line| line.parse::<usize>().ok());
                let name = example.rsplit('/').next().unwrap();
                if let Some(line) = line.filter(|_| place.starts_with(name)) {
                    // numbers are grouped in what people read
                    let bare: String = text(known, "value").chars().filter(|c| !"$,%".contains(*c)).collect();
                    let said = lines[line - 1].replace(['_', ','], "");
                    assert!(
                        said.contains(&bare) || key == "schools_count",
                        "{key}: `{bare}` is not in `{said}`"
                    );
                }
            }
        }
    }
    assert!(seen >= 10, "{seen}");
}

#[test]
fn the_last_day_of_notice_is_computed() {
    let plan = &plans(&["examples/pilots/fall.yaml"])[0];
    assert_eq!(
        (text(plan, "id"), text(plan, "notice_by")),
        ("phonics-app", "2026-07-31")
    );
    assert_eq!(plan["notice_passed"], true);
    // a school year after the contract ends
    assert_eq!(text(plan, "look_on"), "2027-10-31");
    // what is proposed must not take the time
    let refill = plan["would_refill"].as_array().unwrap();
    assert_eq!(refill.len(), 1);
    assert_eq!(
        (text(&refill[0], "name"), text(&refill[0], "hours")),
        ("Peer tutoring in grade 7", "1")
    );
}

/// The way to wind down follows from what is on record, the first that fits.
#[test]
fn the_way_follows_from_the_record() {
    let inventory = |more: &str| {
        format!(
            "format: 1\nas_of: 2026-09-01\ndistrict: {{ name: A }}\ninitiatives:\n  - id: p\n    name: Program\n    \
             kind: student-support\n    scope: {{ since: 2015-08-15 }}\n{more}"
        )
    };
    let file = std::env::temp_dir().join(format!("cleardeck-way-{}.yaml", std::process::id()));
    let path = file.display().to_string();
    for (more, way) in [
        ("", "remove"),
        (
            "    alternatives: { better: yes, name: Small groups }\n    contract: { mandate: yes }\n",
            "replace",
        ),
        ("    contract: { mandate: yes }\n", "reduce"),
        ("    dependants: { any: yes }\n", "reduce"),
        ("    several_programs: yes\n", "reduce"),
        ("    implementation: { fidelity: 0.4, in_use: yes }\n", "re-engineer"),
        ("    implementation: { fidelity: 0.4, in_use: no }\n", "remove"),
    ] {
        std::fs::write(&file, inventory(more)).unwrap();
        // on demand whatever is recommended
        let plan = &plans(&[&path, "p"])[0];
        assert_eq!(text(plan, "way"), way, "{more}");
    }
    std::fs::remove_file(&file).unwrap();
}

#[test]
fn every_form_says_it_and_a_public_edition_does_not() {
    let example = "examples/pilots/fall.yaml";
    for format in ["markdown", "html"] {
        let (code, out, err) = common::run(&["wind-down", example, "--format", format], "");
        assert_eq!(code, 0, "{err}");
        for said in [
            "Phonics app",
            "July 31, 2026",
            "Peer tutoring in grade 7",
            "LetterLab",
            "Director of literacy",
        ] {
            assert!(out.contains(said), "{said} in {format}");
        }
    }
    let (_, whole, _) = common::run(&["audit", example, "--edition", "needs-analysis"], "");
    assert!(whole.contains("What must not refill the time"));
    let (_, board, _) = common::run(&["audit", example, "--edition", "board", "--format", "json"], "");
    assert!(!board.contains("LetterLab") && board.contains("\"wind_down\": null"));
    let (code, none, _) = common::run(&["wind-down", "examples/pilots/spring.yaml"], "");
    assert!(code == 0 && none.contains("Nothing is to be ended"));
}
