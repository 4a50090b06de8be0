//! Public editions: nothing of a small group of students can be worked out from what is shown. Random districts are in
//! `interference.rs`: whatever small groups did, the same is published.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

mod districts;
mod interference;

use crate::common;

use std::collections::BTreeSet;

use cleardeck::report::hidden;
use proptest::prelude::*;
use serde_json::Value;

const LEAST: u64 = 10;

/// Every table that fits what is published: the shown parts, the total where it is shown, and the rule by which parts
/// are hidden, which an attacker may know.
fn fitting(parts: &[u64], hide: &[bool]) -> Vec<Vec<u64>> {
    let places: Vec<usize> = (0..parts.len()).filter(|n| hide[*n]).collect();
    let sum: u64 = places.iter().map(|n| parts[*n]).sum();
    let mut found = Vec::new();
    let mut open: Vec<Vec<u64>> = vec![Vec::new()];
    while let Some(head) = open.pop() {
        let left = sum - head.iter().sum::<u64>();
        if head.len() + 1 == places.len() {
            let mut table = parts.to_vec();
            for (place, value) in places.iter().zip(head.iter().chain([&left])) {
                table[*place] = *value;
            }
            let known: Vec<Option<u64>> = table.iter().map(|n| Some(*n)).collect();
            if hidden(&known, LEAST).parts == hide {
                found.push(table);
            }
            continue;
        }
        open.extend((0..=left).map(|n| head.iter().copied().chain([n]).collect()));
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_hidden_number_follows_from_what_is_shown(parts in prop::collection::vec(1..28_u64, 1..5)) {
        let known: Vec<Option<u64>> = parts.iter().map(|n| Some(*n)).collect();
        let found = hidden(&known, LEAST);
        let hide = found.parts;
        for (part, hidden) in parts.iter().zip(&hide) {
            prop_assert!(*hidden || *part >= LEAST);
        }
        if !hide.contains(&true) || found.total {
            return Ok(());
        }
        let tables = fitting(&parts, &hide);
        prop_assert!(tables.contains(&parts));
        for place in (0..parts.len()).filter(|n| hide[*n]) {
            let values: BTreeSet<u64> = tables.iter().map(|t| t[place]).collect();
            prop_assert!(values.len() > 1, "part {place} of {parts:?} follows: {values:?}");
        }
        let together: u64 = parts.iter().zip(&hide).filter(|(_, h)| **h).map(|(n, _)| n).sum();
        prop_assert!(together >= LEAST, "{parts:?}");
    }

    /// Numbers that nobody stated are hidden like small ones, whichever small ones they may be.
    #[test]
    fn unknown_numbers_are_hidden(parts in prop::collection::vec(prop::option::of(1..60_u64), 1..6)) {
        let found = hidden(&parts, LEAST);
        for (part, hidden) in parts.iter().zip(&found.parts) {
            prop_assert!(*hidden || part.is_some_and(|n| n >= LEAST));
        }
        for few in [1, LEAST - 1] {
            let known: Vec<Option<u64>> = parts.iter().map(|n| n.or(Some(few))).collect();
            prop_assert_eq!(&found, &hidden(&known, LEAST));
        }
    }
}

/// What a district says of one initiative: its rows of results, and what else is written of it.
fn inventory(rows: &str, more: &str) -> String {
    let schools: String = (0..4)
        .map(|n| format!("  - {{ id: S{n}, name: Ward {n}, locale: city, poverty: 0.{n}5 }}\n"))
        .collect();
    format!(
        "format: 1\nas_of: 2026-06-30\nschools:\n{schools}initiatives:\n  - id: p\n    name: P\n    kind: curriculum\n{more}    results:\n{rows}"
    )
}

/// Four schools with so many students, and a group of four of the first one's.
fn four(students: [u32; 4]) -> String {
    let row = |(n, students): (usize, u32)| {
        format!(
            "      - {{ school: S{n}, year: 2026, measure: reading, effect: 0.{n}1, se: 0.1, students: {students}, comparison: matched }}\n"
        )
    };
    let rows: String = students.into_iter().enumerate().map(row).collect();
    rows + "      - { school: S0, year: 2026, effect: 0.33, se: 0.2, students: 4, comparison: matched, subgroup: newcomers }\n"
}

fn report(text: &str, arguments: &[&str]) -> Value {
    let all: Vec<&str> = ["audit", "-", "--format", "json"]
        .iter()
        .chain(arguments)
        .copied()
        .collect();
    let (code, out, err) = common::run(&all, text);
    assert_eq!(code, 0, "{err}");
    serde_json::from_str(&out).unwrap()
}

fn card(view: &Value) -> Value {
    let groups = view["groups"].as_array().unwrap();
    groups.iter().find_map(|g| g["cards"].get(0)).unwrap().clone()
}

fn view(students: [u32; 4], arguments: &[&str]) -> Value {
    card(&report(&inventory(&four(students), ""), arguments))["evidence"].clone()
}

fn names(evidence: &Value) -> Vec<String> {
    let rows = evidence["schools"].as_array().unwrap();
    rows.iter().map(|r| r["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_public_edition_hides_small_groups_and_decides_alike() {
    let inside = view([40, 4, 90, 80], &[]);
    let outside = view([40, 4, 90, 80], &["--public"]);
    assert_eq!(names(&inside).len(), 4);
    // the school of four, and the smallest other one
    assert_eq!(names(&outside), ["Ward 2", "Ward 3"]);
    assert_eq!(outside["hidden"], 2);
    // what is said of all schools is said of those shown
    assert_eq!(
        (&inside["pooled"]["schools"], &outside["pooled"]["schools"]),
        (&4.into(), &2.into())
    );
    assert_ne!(inside["pooled"]["effect"], outside["pooled"]["effect"]);
    let measured = |v: &Value| -> u64 {
        let cells = v["grid"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|r| r["bands"].as_array().unwrap());
        cells.map(|c| c[1].as_u64().unwrap()).sum()
    };
    assert_eq!((measured(&inside), measured(&outside)), (4, 2));
    // a small group of students is named without its numbers
    assert_eq!(outside["groups"][0]["effect"], Value::Null);
    assert_ne!(inside["groups"][0]["effect"], Value::Null);
    // nothing is hidden where nobody is few, and another limit is kept
    assert_eq!(view([40, 50, 90, 80], &["--public"])["hidden"], 0);
    assert_eq!(
        view([40, 50, 90, 80], &["--public", "--param", "suppress_n=45"])["hidden"],
        2
    );
}

#[test]
fn the_board_edition_is_public() {
    let board = view([40, 4, 90, 80], &["--edition", "board"]);
    assert_eq!(board, view([40, 4, 90, 80], &["--public"]));
    assert_ne!(board, view([40, 4, 90, 80], &[]));
}

/// The mean, its interval and every other school's numbers would give a school away that is hidden alone.
#[test]
fn a_school_of_unknown_size_is_hidden_with_another_and_is_in_no_mean() {
    let rows = four([40, 70, 90, 80]).replace("students: 40, ", "");
    let outside = card(&report(&inventory(&rows, ""), &["--public"]))["evidence"].clone();
    assert_eq!(names(&outside), ["Ward 2", "Ward 3"]);
    let without = rows.lines().filter(|l| l.contains("S2") || l.contains("S3"));
    let without: String = without.map(|l| format!("{l}\n")).collect();
    let alone = card(&report(&inventory(&without, ""), &["--public"]))["evidence"].clone();
    for part in ["pooled", "schools", "grid"] {
        assert_eq!(outside[part], alone[part], "{part}");
    }
}

/// Where all students but four are in one group, what the group did and what all did give the four away.
#[test]
fn a_group_of_all_but_a_few_is_hidden() {
    let row = |school: &str, students: u32, group: &str| {
        format!(
            "      - {{ {school}year: 2026, measure: reading, effect: 0.2, se: 0.1, students: {students}, comparison: matched{group} }}\n"
        )
    };
    let groups = |rows: String| {
        let view = card(&report(&inventory(&rows, ""), &["--public"]))["evidence"].clone();
        let groups = view["groups"].as_array().unwrap().clone();
        let hidden = groups.iter().filter(|g| g["hidden"] == true);
        (hidden.count(), groups.len(), names(&view).len())
    };
    let all = row("school: S0, ", 100, "");
    assert_eq!(
        groups(all.clone() + &row("school: S0, ", 96, ", subgroup: a")),
        (1, 1, 1)
    );
    assert_eq!(
        groups(all.clone() + &row("school: S0, ", 60, ", subgroup: a")),
        (0, 1, 1)
    );
    let two = |a, b| all.clone() + &row("school: S0, ", a, ", subgroup: a") + &row("school: S0, ", b, ", subgroup: b");
    assert_eq!(groups(two(60, 36)), (1, 2, 1));
    assert_eq!(groups(two(60, 40)), (0, 2, 1));
    assert_eq!(groups(two(60, 4)), (2, 2, 1));
    // so with a result of the whole district beside those of schools
    let schools = row("school: S0, ", 60, "") + &row("school: S1, ", 36, "");
    assert_eq!(groups(schools.clone() + &row("", 100, "")).2, 2);
    assert_eq!(groups(schools + &row("", 120, "")).2, 3);
}

#[test]
fn numbers_are_rounded_and_nothing_else_names_the_hidden() {
    let text = inventory(
        &four([43, 4, 90, 87]).replace("effect: 0.21", "effect: 0.214"),
        "    money: { per_year: 1000, students: 224 }\n",
    );
    let (inside, outside) = (report(&text, &[]), report(&text, &["--public"]));
    let evidence = card(&outside)["evidence"].clone();
    assert_eq!(evidence["schools"][0]["effect"], 0.21);
    assert_eq!(evidence["schools"][1]["students"], "90");
    assert_eq!(evidence["pooled"]["students"], "180");
    let coarse = report(&text, &["--public", "--param", "public_effect_step=0.1"]);
    assert_eq!(card(&coarse)["evidence"]["schools"][0]["effect"], 0.2);
    // guesses of the hidden numbers could be tried against a hash
    assert_ne!(inside["inventory_hash"], "");
    assert_eq!(outside["inventory_hash"], "");
    // 43 is inside of what may be hidden beside the small school, so a total leaves both open; 87 is not, beside 87
    let cost = |text: &str| card(&report(text, &["--public"]))["shown"].to_string();
    assert!(cost(&text).contains("Cost per student"));
    let equal = text.replace("students: 43,", "students: 87,");
    assert!(!cost(&equal).contains("Cost per student"));
    assert!(
        card(&report(&equal, &[]))["shown"]
            .to_string()
            .contains("Cost per student")
    );
}
