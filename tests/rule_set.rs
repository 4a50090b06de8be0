//! The shipped rule set: loads, and its cases hold.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

mod common;

#[test]
fn the_rule_set_loads_without_an_error() {
    let (code, out, err) = common::run(&["rules", "check"], "");
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("every name resolved"), "{out}");
}

#[test]
fn every_case_holds_and_every_rule_has_one_for_and_one_against() {
    let (code, out, err) = common::run(&["rules", "test", "--coverage"], "");
    assert_eq!(code, 0, "{out}{err}");
    assert!(out.ends_with(" passed, 0 failed\n"), "{out}");
}

#[test]
fn a_case_that_does_not_hold_fails() {
    let folder = std::env::temp_dir().join(format!("cleardeck-cases-{}", std::process::id()));
    let tests = folder.join("tests");
    std::fs::create_dir_all(&tests).unwrap();
    let mut sources = cleardeck::diagnostics::Sources::default();
    for file in cleardeck::rules::shipped(&mut sources) {
        let name = sources.name(file.source).trim_start_matches("rules/");
        std::fs::write(folder.join(name), sources.text(file.source)).unwrap();
    }
    let case = "cases:\n  - id: wrong\n    given: { age.years: 1 }\n    expect: { guard-too-young: no }\n    because: a test\n";
    std::fs::write(tests.join("cases.yaml"), case).unwrap();
    let (code, out, _) = common::run(&["rules", "test", "--rules", &folder.to_string_lossy()], "");
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(code, 1);
    assert!(out.contains("guard-too-young: expected no, got yes"), "{out}");
    assert!(out.ends_with("0 passed, 1 failed\n"), "{out}");
}

#[test]
fn what_was_read_at_build_time_is_what_the_files_say() {
    let mut sources = cleardeck::diagnostics::Sources::default();
    for file in cleardeck::rules::shipped(&mut sources) {
        let (text, packed) = (sources.text(file.source), file.packed.unwrap());
        let mut problems = cleardeck::diagnostics::Diagnostics::default();
        let read = cleardeck::yaml::read(file.source, text, &Default::default(), &mut problems);
        let replayed = cleardeck::yaml::replay(file.source, text, packed, &mut problems);
        assert!(read.is_some() && problems.is_empty());
        assert_eq!(read, replayed, "{}", sources.name(file.source));
    }
}
