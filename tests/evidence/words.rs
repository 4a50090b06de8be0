//! What was said wrongly of results, case by case: `tests/evidence/words/cases.yaml` says what is said now.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

use crate::common;
use cleardeck::diagnostics::{Diagnostics, Sources};
use cleardeck::evaluate::audit;
use cleardeck::report::{Audience, Depth, View};
use cleardeck::yaml::{self, Limits, Node};

const FOLDER: &str = "tests/evidence/words";

#[test]
fn what_was_said_wrongly_is_said_as_the_numbers_are() {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let file = sources.add("cases.yaml", common::file(&format!("{FOLDER}/cases.yaml")));
    let text = sources.text(file).to_owned();
    let tree = yaml::read(file, &text, &Limits::default(), &mut Diagnostics::default()).unwrap();
    let mut missed = Vec::new();
    let mut seen = Vec::new();
    let docs = common::file("docs/evidence.md");
    for case in tree.get("cases").and_then(Node::as_list).unwrap() {
        let said = |key: &str| case.get(key).and_then(Node::as_text).unwrap_or_default().to_owned();
        let id = said("id");
        let inventory = common::inventory(&common::file(&format!("{FOLDER}/{id}.yaml")), &set, &mut sources);
        let audit = audit(&set, &inventory);
        let view = View::of(&audit, &sources, Depth::Everything, Audience::Internal).unwrap();
        let data = serde_json::to_string(&view).unwrap();
        let answer = audit.answer(&audit.verdicts[0]);
        if answer != said("answer") || !data.contains(&said("says")) {
            missed.push(format!("{id}: {answer}, expected {}: {}", said("answer"), said("says")));
        }
        assert!(docs.contains(&format!("`{id}`")), "`docs/evidence.md` tells {id}");
        seen.push(format!("{id}.yaml"));
    }
    assert!(missed.is_empty(), "{missed:#?}");
    let mut files: Vec<String> = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/evidence/words"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "cases.yaml")
        .collect();
    files.sort();
    seen.sort();
    assert_eq!(files, seen);
}
