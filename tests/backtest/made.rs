//! Made inventories of one entry: each part of the rows that the documented decisions do not reach, on both its sides.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::common;
use cleardeck::diagnostics::{Diagnostics, Sources};
use cleardeck::evaluate::{Firmness, audit};
use cleardeck::yaml::{self, Limits, Node};

const FOLDER: &str = "tests/backtest/made";

fn path(folder: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(folder)
}

#[test]
fn every_made_inventory_gets_the_answer_that_was_written_down_before() {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let mut problems = Diagnostics::default();
    let file = sources.add("cases.yaml", common::file(&format!("{FOLDER}/cases.yaml")));
    let text = sources.text(file).to_owned();
    let tree = yaml::read(file, &text, &Limits::default(), &mut problems).unwrap();
    let cases = tree.get("cases").and_then(Node::as_list).unwrap();
    let mut missed = Vec::new();
    let mut parts: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for case in cases {
        let said = |key: &str| case.get(key).and_then(Node::as_text).unwrap_or_default().to_owned();
        let id = said("id");
        let inventory = common::inventory(&common::file(&format!("{FOLDER}/{id}.yaml")), &set, &mut sources);
        let audit = audit(&set, &inventory);
        let verdict = &audit.verdicts[0];
        let firmness = match verdict.firmness {
            Firmness::Settled => "settled",
            Firmness::Provided => "provided",
            Firmness::Open => "open",
        };
        if (audit.answer(verdict), firmness) != (&said("expected"), &said("firmness")) {
            missed.push(format!(
                "{id}: {}, {firmness}: {}",
                audit.answer(verdict),
                said("because")
            ));
        }
        assert!(!said("because").is_empty(), "{id} says why");
        *parts
            .entry(said("from"))
            .or_default()
            .entry(said("expected"))
            .or_default() += 1;
    }
    assert!(missed.is_empty(), "{missed:#?}");
    // every part is tried on both of its sides
    for (part, answers) in parts {
        assert!(answers.len() > 1, "{part}: {answers:?}");
    }
}

#[test]
fn every_made_inventory_is_judged() {
    let listed = common::file(&format!("{FOLDER}/cases.yaml"));
    let folder = std::fs::read_dir(path(FOLDER)).unwrap();
    for file in folder.map(|entry| entry.unwrap().file_name()) {
        let name = file.to_str().unwrap().trim_end_matches(".yaml").to_owned();
        assert!(name == "cases" || listed.contains(&format!("id: {name}\n")), "{name}");
    }
}

/// The ids of a list, as it is written.
fn ids(text: &str) -> Vec<String> {
    let ids = text.lines().filter_map(|line| line.trim().strip_prefix("- id: "));
    ids.map(str::to_owned).collect()
}

/// The names in quotes of a text.
fn quoted(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn everything_that_is_named_as_showing_a_point_exists() {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let mut known: Vec<String> = Vec::new();
    known.extend(set.rules.iter().map(|rule| rule.id.clone()));
    known.extend(set.tables.iter().flat_map(|t| t.rows.iter().map(|row| row.id.clone())));
    known.extend(ids(&common::file("rules/properties.yaml")));
    known.extend(set.parameters.iter().map(|parameter| parameter.name.clone()));
    known.extend(set.facts.iter().map(|fact| fact.name.clone()));
    known.extend(set.kinds.iter().map(|kind| kind.id.clone()));
    known.extend(common::shipped_cases(&set).into_iter().map(|case| case.id));
    for folder in [FOLDER, "tests/backtest/faults"] {
        let files = common::files_below(&path(folder));
        known.extend(
            files
                .iter()
                .map(|file| file.file_stem().unwrap().to_str().unwrap().to_owned()),
        );
    }
    for file in common::files_below(&path("tests/proofs")) {
        let text = std::fs::read_to_string(file).unwrap();
        let tests = text
            .split("#[test]\nfn ")
            .skip(1)
            .filter_map(|rest| rest.split('(').next());
        known.extend(tests.map(str::to_owned));
    }
    let text = common::file("docs/decides.md");
    let rows: Vec<Vec<&str>> = text
        .lines()
        .filter(|line| line.starts_with("| ") && !line.contains("---"))
        .map(|line| line.split('|').map(str::trim).collect())
        .filter(|cells: &Vec<&str>| cells[1].parse::<usize>().is_ok())
        .collect();
    let numbers: Vec<usize> = rows.iter().map(|cells| cells[1].parse().unwrap()).collect();
    assert_eq!(numbers, (1..=15).collect::<Vec<_>>());
    let mut named = quoted(text.split("\n\n").find(|part| part.starts_with("Two further")).unwrap());
    for cells in rows {
        let own = quoted(cells[3]);
        assert!(own.len() > 1, "point {} is shown by something", cells[1]);
        named.extend(own);
    }
    let missing: Vec<_> = named.iter().filter(|name| !known.contains(name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    // and every made inventory shows one
    let made = common::file(&format!("{FOLDER}/cases.yaml"));
    for id in ids(&made) {
        assert!(named.contains(&id), "{id}");
    }
}

#[test]
fn every_kind_says_what_belongs_to_it_and_what_does_not() {
    let set = common::shipped(&mut Sources::default());
    assert!(set.kinds.len() > 25);
    for kind in &set.kinds {
        let limits = ["not ", "neither ", "nothing ", " are equipment"];
        assert!(limits.iter().any(|word| kind.means.contains(word)), "{}", kind.id);
    }
    let (code, text, _) = common::run(&["rules", "show", "kind"], "");
    assert_eq!(code, 0);
    for kind in &set.kinds {
        assert!(text.contains(&format!("{}: {}", kind.id, kind.means)), "{}", kind.id);
    }
}
