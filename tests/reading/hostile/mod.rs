//! Inputs made to exhaust the program: each is answered within a bound of memory and time.
//!
//! `cargo test --test reading hostile -- --nocapture` prints what each took.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]

mod templates;
mod workbooks;
mod yaml;

use std::path::PathBuf;

use crate::budget::{self, Budget};

/// The most memory of a run, in kilobytes.
const MOST_KB: u64 = 300_000;
/// The most seconds of a run; the development build is many times slower.
const MOST_SECONDS: f64 = if cfg!(debug_assertions) { 50.0 } else { 5.0 };
/// The most that is printed about problems.
const MOST_SAID: usize = 2_000_000;

/// What a run took too much of; nothing when it kept within.
fn keeps(run: &Budget) -> Option<String> {
    budget::over(run, MOST_KB, MOST_SECONDS).or_else(|| {
        let said = run.err.len();
        (said > MOST_SAID).then(|| format!("{said} bytes of problems"))
    })
}

/// What is wrong with an answer: its cost, its exit code, or that it does not say what it should. Prints what it took.
fn answered(name: &str, bytes: usize, run: &Budget, code: i32, says: &str) -> Option<String> {
    let (kb, mb) = (bytes >> 10, run.peak_kb >> 10);
    println!("| {name} | {kb} KB | {:.2} s | {mb} MB | {} |", run.seconds, run.code);
    if let Some(over) = keeps(run) {
        return Some(format!("{name}: {over}"));
    }
    let said = [run.out.as_str(), run.err.as_str()].concat();
    let right = run.code == code && said.contains(says);
    let begin: String = run.err.chars().take(600).collect();
    (!right).then(|| format!("{name}: code {}, not {code} with `{says}`: {begin}", run.code))
}

/// An empty folder of this run.
fn scratch(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("cleardeck-hostile-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

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
