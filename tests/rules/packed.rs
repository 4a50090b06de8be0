//! The decision of every record is packed into the program as it is compiled from the shipped rules.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::path::Path;

use cleardeck::diagnostics::Sources;
use cleardeck::evaluate::Decision;

use crate::common;

#[test]
fn the_packed_decision_is_that_of_the_shipped_rules() {
    let set = common::shipped(&mut Sources::default());
    let packed = Decision::packed(&set).unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/diagram/records.bin");
    if std::env::var_os("CLEARDECK_ACCEPT").is_some() {
        std::fs::write(&path, &packed).unwrap();
    }
    let there = std::fs::read(&path).unwrap();
    // starts are slower without it, and no answer is another
    assert!(
        there == packed,
        "the rules were changed: CLEARDECK_ACCEPT=1 cargo test --test rules packed"
    );
    assert!(packed.len() < 200_000, "{} bytes", packed.len());
}
