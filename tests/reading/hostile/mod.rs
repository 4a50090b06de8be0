//! Inputs made to exhaust the program: each is answered within a bound of memory and time.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod workbooks;

use crate::budget;
#[test]
fn the_measure_sees_memory_and_a_child_that_is_ended() {
    let file = format!("{}/examples/riverbend/inventory.yaml", env!("CARGO_MANIFEST_DIR"));
    let run = budget::run(&["check", &file], b"");
    assert!(run.code == 0 && run.peak_kb > 1_000, "{run:?}");
    assert_eq!(budget::over(&run, 300_000, 60.0), None);
    assert!(budget::over(&run, run.peak_kb - 1, 60.0).is_some());
    // less than a hundredth of a second is none
    assert!(run.seconds < 60.0 && budget::over(&run, 300_000, -1.0).is_some());
}
