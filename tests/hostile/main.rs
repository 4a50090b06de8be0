//! Inputs made to exhaust the program: each is answered within a bound of memory and time.
#![cfg(target_os = "linux")]

#[path = "../common/budget.rs"]
mod budget;

#[test]
fn the_measure_sees_memory_and_a_child_that_is_ended() {
    let file = format!("{}/examples/riverbend/inventory.yaml", env!("CARGO_MANIFEST_DIR"));
    let run = budget::run(&["check", &file], b"");
    assert!(run.code == 0 && run.peak_kb > 1_000, "{run:?}");
    assert_eq!(budget::over(&run, 300_000, 60.0), None);
    assert!(budget::over(&run, run.peak_kb - 1, 60.0).is_some());
    assert!(budget::over(&run, 300_000, 0.0).is_some());
}
