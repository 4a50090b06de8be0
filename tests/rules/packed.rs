//! The decision of every record, and the answer to it, are packed into the program as they are compiled from the shipped
//! rules.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::path::Path;

use cleardeck::analysis::Steps;
use cleardeck::diagnostics::Sources;
use cleardeck::evaluate::Decision;

use crate::common;

/// Whether a file of the program holds these bytes, of which there are fewer than so many.
fn is_packed(file: &str, packed: &[u8], most: usize) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/diagram").join(file);
    if std::env::var_os("CLEARDECK_ACCEPT").is_some() {
        std::fs::write(&path, packed).unwrap();
    }
    let there = std::fs::read(&path).unwrap();
    // starts are slower without it, and no answer is another
    assert!(
        there == packed,
        "the rules were changed: CLEARDECK_ACCEPT=1 cargo test --test rules packed"
    );
    assert!(packed.len() < most, "{} bytes", packed.len());
}

#[test]
fn the_packed_decision_is_that_of_the_shipped_rules() {
    let set = common::shipped(&mut Sources::default());
    is_packed("records.bin", &Decision::packed(&set).unwrap(), 200_000);
}

#[test]
fn the_packed_answer_is_that_of_the_shipped_rules() {
    let set = common::shipped(&mut Sources::default());
    is_packed("answers.bin", &Steps::packed(&set).unwrap(), 400_000);
}
