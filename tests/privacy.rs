//! Public editions: no number of a small group of students can be worked out from what is shown.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

mod common;

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

    /// Numbers that nobody stated are hidden, and then there is no total to work from.
    #[test]
    fn unknown_numbers_are_hidden(parts in prop::collection::vec(prop::option::of(1..60_u64), 1..6)) {
        let found = hidden(&parts, LEAST);
        for (part, hidden) in parts.iter().zip(&found.parts) {
            prop_assert!(*hidden || part.is_some_and(|n| n >= LEAST));
        }
        prop_assert!(found.total || !parts.contains(&None));
    }
}

fn inventory(students: [u32; 4]) -> String {
    let rows: String = students
        .iter()
        .enumerate()
        .map(|(n, students)| {
            format!("      - {{ school: S{n}, year: 2026, measure: reading, effect: 0.{n}1, se: 0.1, students: {students}, comparison: matched }}\n")
        })
        .collect();
    let schools: String = (0..4)
        .map(|n| format!("  - {{ id: S{n}, name: Ward {n}, locale: city, poverty: 0.{n}5 }}\n"))
        .collect();
    format!(
        "format: 1\nas_of: 2026-06-30\nschools:\n{schools}initiatives:\n  - id: p\n    name: P\n    kind: curriculum\n    results:\n{rows}      - {{ school: S0, year: 2026, effect: 0.33, se: 0.2, students: 4, comparison: matched, subgroup: newcomers }}\n"
    )
}

fn view(students: [u32; 4], arguments: &[&str]) -> Value {
    let all: Vec<&str> = ["audit", "-", "--format", "json"]
        .iter()
        .chain(arguments)
        .copied()
        .collect();
    let (code, out, err) = common::run(&all, &inventory(students));
    assert_eq!(code, 0, "{err}");
    let view: Value = serde_json::from_str(&out).unwrap();
    let groups = view["groups"].as_array().unwrap();
    let card = groups.iter().find_map(|g| g["cards"].get(0)).unwrap();
    card["evidence"].clone()
}

#[test]
fn a_public_edition_hides_small_groups_and_decides_alike() {
    let inside = view([40, 4, 90, 80], &[]);
    let outside = view([40, 4, 90, 80], &["--public"]);
    let names = |v: &Value| -> Vec<String> {
        let rows = v["schools"].as_array().unwrap();
        rows.iter().map(|r| r["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&inside).len(), 4);
    // the school of four, and the smallest other one, so that the total does not give it away
    assert_eq!(names(&outside), ["Ward 2", "Ward 3"]);
    assert_eq!(outside["hidden"], 2);
    // it still counts, and the same is said
    assert_eq!(inside["pooled"]["effect"], outside["pooled"]["effect"]);
    assert_eq!(inside["summary"], outside["summary"]);
    // the kinds of place are counted over the schools shown
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
