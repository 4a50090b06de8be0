//! Made inventories of one entry: each part of the rows that the documented decisions do not reach, on both its sides.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]

use std::collections::BTreeMap;

use crate::common;
use cleardeck::diagnostics::{Diagnostics, Sources};
use cleardeck::evaluate::{Firmness, audit};
use cleardeck::yaml::{self, Limits, Node};

const FOLDER: &str = "tests/backtest/made";

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
            missed.push(format!("{id}: {}, {firmness}: {}", audit.answer(verdict), said("because")));
        }
        assert!(!said("because").is_empty(), "{id} says why");
        *parts.entry(said("from")).or_default().entry(said("expected")).or_default() += 1;
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
    let folder = std::fs::read_dir(common::path(FOLDER)).unwrap();
    for file in folder.map(|entry| entry.unwrap().file_name()) {
        let name = file.to_str().unwrap().trim_end_matches(".yaml").to_owned();
        assert!(name == "cases" || listed.contains(&format!("id: {name}\n")), "{name}");
    }
}
