//! Random inventories under changes that must not matter, or must matter in one way only.
//!
//! `CLEARDECK_INVENTORIES=20000 cargo test --release --test proofs metamorphic -- --nocapture` tries that many.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

mod changes;
mod compared;
mod completions;
mod dates;
mod firmness;
mod points;
mod random;
mod rocks;
mod said;
mod steps;

use std::sync::LazyLock;

use cleardeck::diagnostics::{Diagnostics, Sources};
use cleardeck::evaluate::contradictions;
use cleardeck::inventory::{self, Inventory};
use cleardeck::rules::RuleSet;
use random::Maker;
use serde_json::Value;

use crate::common;

static SET: LazyLock<RuleSet> = LazyLock::new(|| common::shipped(&mut Sources::default()));

/// What random inventories are made of, the decision cases of the rule set among it.
static MAKER: LazyLock<Maker> = LazyLock::new(|| Maker::new(&SET, common::decision_cases(&SET)));

/// How many inventories are tried: a share of what the environment asks for, else a few.
fn many(share: f64, few: u64) -> u64 {
    let asked = std::env::var("CLEARDECK_INVENTORIES")
        .ok()
        .and_then(|n| n.parse::<f64>().ok());
    asked.map_or(few, |n| (n * share).ceil() as u64)
}

/// JSON as YAML: in quotes these two would be words, not the lack of an answer.
fn as_yaml(json: &str) -> String {
    json.replace("\"unsure\"", "unsure").replace("\"n/a\"", "n/a")
}

/// Reads an inventory, as a file would be.
fn read(text: &str) -> Inventory {
    try_read(text).unwrap_or_else(|told| panic!("{told:?} in {text}"))
}

/// Reads an inventory, or says what is wrong with it.
fn try_read(text: &str) -> Result<Inventory, Vec<String>> {
    let mut sources = Sources::default();
    let file = sources.add("inventory.yaml", text.to_owned());
    let mut problems = Diagnostics::default();
    let read = inventory::load(file, &SET, None, &sources, &mut problems);
    let told = || problems.iter().map(|d| d.message.clone()).collect();
    read.filter(|_| !problems.has_errors()).ok_or_else(told)
}

/// Whether one inventory says more that cannot all be true than another: an answer against what is written stands open
/// beside it, and is to be corrected.
fn contradicts_more(changed: &Inventory, before: &Inventory) -> bool {
    let (before, changed) = (contradicting(before), contradicting(changed));
    // the same may be said of several initiatives
    let times = |list: &[String], message: &String| list.iter().filter(|m| *m == message).count();
    changed
        .iter()
        .any(|message| times(&changed, message) > times(&before, message))
}

/// What of an inventory cannot all be true.
fn contradicting(inventory: &Inventory) -> Vec<String> {
    let mut problems = Diagnostics::default();
    contradictions(&SET, inventory, &mut problems);
    problems.iter().map(|d| d.message.clone()).collect()
}

/// Reads what was written.
fn load(written: &Value) -> Inventory {
    read(&as_yaml(&written.to_string()))
}

/// The same where an answer was put in that may be refused, as one to what does not apply is.
fn load_if_taken(written: &Value) -> Option<Inventory> {
    try_read(&as_yaml(&written.to_string())).ok()
}
