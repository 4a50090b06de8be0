//! The board edition: the vote first, each program with its own reason, and what stands once.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]

use std::collections::BTreeSet;

use crate::common;
use serde_json::Value;

const RIVERBEND: &str = "examples/riverbend/inventory.yaml";
const INVENTORIES: [&str; 4] = [
    RIVERBEND,
    "examples/pueblo/inventory.yaml",
    "examples/dallas/inventory.yaml",
    "examples/wake/inventory.yaml",
];

fn board(inventory: &str) -> String {
    let (code, out, err) = common::run(&["audit", inventory, "--edition", "board"], "");
    assert_eq!(code, 0, "{err}");
    out
}

/// What is said of the same inventory as data, as the public sees it.
fn data(inventory: &str) -> Value {
    let (code, out, err) = common::run(&["audit", inventory, "--public", "--format", "json"], "");
    assert_eq!(code, 0, "{err}");
    serde_json::from_str(&out).unwrap()
}

/// The recommendations that a board votes on, as they are asked.
const VOTES: [(&str, &str); 4] = [
    ("stop", "end"),
    ("repair", "repair"),
    ("scale", "open"),
    ("spread", "offer"),
];

/// The cards of a recommendation that may be acted on.
fn ready(view: &Value, id: &str) -> Vec<Value> {
    let groups = view["groups"].as_array().unwrap().iter();
    let own = groups.filter(|group| group["id"] == id);
    let cards = own.flat_map(|group| group["cards"].as_array().unwrap().clone());
    cards.filter(|card| card["may_be_acted_on"] == true).collect()
}

#[test]
fn the_title_says_the_vote_and_each_row_what_the_file_says() {
    let (report, view) = (board(RIVERBEND), data(RIVERBEND));
    let title = report.lines().next().unwrap();
    let numbers = ["no", "one", "two", "three", "four", "five", "six"];
    let mut rows = 0;
    for (id, verb) in VOTES {
        let cards = ready(&view, id);
        let said = format!("{verb} {}", numbers[cards.len()]);
        assert_eq!(title.contains(&said), !cards.is_empty(), "{title}: {said}");
        for card in cards {
            let text = |key: &str| card[key].as_str().unwrap();
            let start = format!("| **{} {}** |", card["number"], text("name"));
            let row = report.lines().find(|line| line.starts_with(&start));
            let row = row.unwrap_or_else(|| panic!("{start}"));
            let cost = if text("money").is_empty() {
                "not on file"
            } else {
                text("money")
            };
            let owner = if text("owner").is_empty() {
                "Name one person"
            } else {
                text("owner")
            };
            assert!(row.contains(cost) && row.contains(owner), "{row}");
            rows += 1;
        }
    }
    assert!(rows >= 8, "{rows} programs to vote on");
    assert_eq!(view["plan"]["ends"], "2026-07-30");
    assert!(report.contains("By July 30, 2026 "), "{report}");
    // what is only prepared is not put to the vote
    let not_yet = report.split("## Not put to the vote yet").nth(1).unwrap();
    for group in view["groups"].as_array().unwrap() {
        for card in group["cards"].as_array().unwrap() {
            if card["may_be_acted_on"] == false {
                let row = format!("| {} {} |", card["number"], card["name"].as_str().unwrap());
                assert!(not_yet.contains(&row), "{row}");
            }
        }
    }
}

#[test]
fn programs_with_different_reasons_are_told_different_ones() {
    let (report, view) = (board(RIVERBEND), data(RIVERBEND));
    let (mut reasons, mut told) = (BTreeSet::new(), BTreeSet::new());
    for card in VOTES.iter().flat_map(|(id, _)| ready(&view, id)) {
        let start = format!("| **{} ", card["number"]);
        let row = report.lines().find(|line| line.starts_with(&start)).unwrap();
        reasons.insert(card["reason"].as_str().unwrap().to_owned());
        told.insert(row.split('|').nth(2).unwrap().trim().to_owned());
    }
    assert!(reasons.len() >= 8, "{reasons:?}");
    assert!(told.len() >= reasons.len(), "{told:#?}");
}

/// The syllables of a word, by its groups of vowels.
fn syllables(word: &str) -> usize {
    let vowel = |c: char| "aeiouy".contains(c);
    let groups = word.split(|c| !vowel(c)).filter(|group| !group.is_empty()).count();
    let silent = word.ends_with('e') && !word.ends_with("le") && groups > 1;
    (groups - usize::from(silent)).max(1)
}

/// The grade of school in the United States at which running text is read.
///
/// Kincaid, Fishburne, Rogers and Chissom (1975): 0.39 words a sentence and 11.8 syllables a word, less 15.59. Tables,
/// headings and code are no running text, and each part of a list in a line is read by itself.
fn grade(report: &str) -> (usize, f64) {
    let (mut sentences, mut words, mut counted) = (0.0, 0.0, 0.0);
    let running = |line: &&str| !line.starts_with(['|', '#', '`', ' ']) && !line.is_empty();
    for sentence in report
        .lines()
        .filter(running)
        .flat_map(|line| line.split(['.', '!', '?', ';']))
    {
        let all = sentence
            .split(|c: char| !c.is_alphabetic())
            .filter(|word| !word.is_empty());
        let all: Vec<String> = all.map(str::to_lowercase).collect();
        if all.len() < 4 {
            continue;
        }
        sentences += 1.0;
        words += all.len() as f64;
        counted += all.iter().map(|word| syllables(word)).sum::<usize>() as f64;
    }
    (
        words as usize,
        0.39 * words / sentences + 11.8 * counted / words - 15.59,
    )
}

#[test]
fn a_board_and_a_superintendent_read_it_at_grade_ten_at_the_most() {
    for inventory in INVENTORIES {
        let (_, audit, _) = common::run(&["audit", inventory], "");
        for (edition, report) in [("board", board(inventory)), ("audit", audit)] {
            let (words, grade) = grade(&report);
            println!("{inventory}, {edition}: grade {grade:.1} over {words} words");
            assert!(
                words > 50 && grade <= 10.0,
                "{inventory}, {edition}: {grade:.1} over {words} words"
            );
        }
    }
}
