//! The shipped rule set: loads, and its cases hold.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

mod decision;
mod document;
mod folders;
mod overlays;
mod read;
mod thresholds;

use crate::common;
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
        let path = folder.join(sources.name(file.source).trim_start_matches("rules/"));
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, sources.text(file.source)).unwrap();
    }
    let case = "cases:\n  - id: wrong\n    given: { status: active, age.years: 1, kind: curriculum, implementation.in_use: yes }\n    expect: { guard-too-young: no }\n    because: a test\n";
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

/// A folder with one file of rules laid over the shipped ones.
fn overlay(text: &str) -> (i32, String) {
    let folder = std::env::temp_dir().join(format!("cleardeck-own-{}-{}", std::process::id(), text.len()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("own.yaml"), format!("extends: shipped\nname: Own\n{text}")).unwrap();
    let (code, out, err) = common::run(&["rules", "check", "--rules", &folder.to_string_lossy()], "");
    std::fs::remove_dir_all(&folder).unwrap();
    (code, format!("{out}{err}"))
}

#[test]
fn rules_of_ones_own_replace_and_prove_the_same_properties() {
    let (code, said) = overlay(
        "rules: [ { id: guard-dip, replaces: yes, because: ours, part: guard, of: initiative, title: Dip, instead: hold, until: later, when: { all: [ implementation.dip: yes ], none: [ implementation.in_use: no ] }, why: w, sources: [own] } ]\n",
    );
    assert_eq!(code, 0, "{said}");
    let counted = said.lines().find_map(|line| line.strip_suffix(" properties proved"));
    let (proved, all) = counted.and_then(|counted| counted.split_once(" of ")).unwrap();
    assert!(proved == all && all.parse::<usize>().unwrap() > 0, "{said}");
    let (code, said) = overlay("switched_off: [ { rule: guard-dependants, because: a test } ]\n");
    assert_eq!(code, 2, "{said}");
    assert!(
        said.contains("property-refuted") && said.contains("dependants-protect"),
        "{said}"
    );
    assert!(
        said.contains("for example:") && said.contains("Stopping it would break another program."),
        "{said}"
    );
}

#[test]
fn rules_of_ones_own_say_why() {
    for (text, wanted) in [
        (
            "parameters: [ { name: fidelity_ok, value: 0.6 } ]\n",
            "does not say why it deviates",
        ),
        (
            "switched_off: [ { rule: no-network } ]\n",
            "a rule that is switched off has no `because`",
        ),
        (
            "switched_off: [ { rule: no-netwrk, because: x } ]\n",
            "no rule `no-netwrk` to switch off",
        ),
        (
            "rules: [ { id: guard-dip, because: x, part: guard, of: initiative, when: { implementation.dip: yes } } ]\n",
            "replaces: yes",
        ),
    ] {
        let (code, said) = overlay(text);
        assert_eq!(code, 2, "{said}");
        assert!(said.contains(wanted), "{said}");
    }
}

#[test]
fn exported_rules_are_the_shipped_ones() {
    let folder = std::env::temp_dir().join(format!("cleardeck-export-{}", std::process::id()));
    let path = folder.to_string_lossy().into_owned();
    let (code, _, err) = common::run(&["rules", "export", &path], "");
    assert_eq!(code, 0, "{err}");
    let (_, same, _) = common::run(&["rules", "diff", "shipped", &path], "");
    let (code, tested, _) = common::run(&["rules", "test", "--rules", &path], "");
    let (_, catalogue, _) = common::run(&["rules", "docs", "--rules", &path], "");
    std::fs::remove_dir_all(&folder).unwrap();
    // each says the same; the program's own files are read in an order of their own
    let told = |line: &&str| line.starts_with(['+', '-', '~']);
    let other: Vec<&str> = same
        .lines()
        .filter(told)
        .filter(|line| !line.ends_with(": the order"))
        .collect();
    assert_eq!(other, [""; 0], "{same}");
    assert_eq!(code, 0, "{tested}");
    assert!(catalogue.contains("- Rule: guard-too-young (initiative)") && catalogue.contains("guard-too-young-fires"));
}

/// Another author's logic, with no change to the program.
#[test]
fn a_second_rule_set_runs_on_the_same_engine() {
    let rules = "examples/rulesets/six-questions/rules";
    let (code, out, err) = common::run(&["rules", "check", "--strict", "--rules", rules], "");
    assert_eq!(code, 0, "{out}{err}");
    assert!(out.ends_with("4 of 4 properties proved\n"), "{out}");
    let (code, out, err) = common::run(&["rules", "test", "--coverage", "--rules", rules], "");
    assert!(code == 0 && out.ends_with("\n4 passed, 0 failed\n"), "{out}{err}");
    let inventory = "examples/rulesets/six-questions/inventory.yaml";
    let (code, out, err) = common::run(&["audit", inventory, "--rules", rules, "--format", "table"], "");
    assert_eq!(code, 0, "{err}");
    for line in [
        "Adopt it settled Structured phonics",
        "Leave it settled Tablets for all",
        "Strengthen first settled Mentoring",
        "Strengthen first open School garden",
    ] {
        let words: Vec<&str> = line.split_whitespace().collect();
        let there = |l: &str| l.split_whitespace().collect::<Vec<_>>().starts_with(&words);
        assert!(out.lines().any(there), "{line}\n{out}");
    }
}

/// A folder with one rule file of its own, checked: what is said of it.
fn of_its_own(text: &str) -> String {
    let folder = std::env::temp_dir().join(format!("cleardeck-whole-{}-{}", std::process::id(), text.len()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("rules.yaml"), text).unwrap();
    let (code, out, err) = common::run(&["rules", "check", "--rules", &folder.to_string_lossy()], "");
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(code, 2, "{out}{err}");
    err
}

#[test]
fn facts_counted_from_results_outcomes_and_scales_are_checked() {
    let said = of_its_own(
        "format: 1\nname: x\nversion: 1\ngoes_without: all\nfacts:\n  - { name: results.summary, of: initiative, type: choice, options: [a, b], derive: { evidence: summary } }\n",
    );
    assert!(
        said.contains("the program reads the parameter `effect_excluded`"),
        "{said}"
    );
    assert!(
        said.contains("the options of `results.summary` are words of the program"),
        "{said}"
    );
    let said = of_its_own("name: x\nfacts: [ { name: kind, of: initiative, type: kind } ]\n");
    assert!(said.contains("`kind` asks for a kind, and there are none"), "{said}");
    let said = of_its_own(
        "name: x\nfacts: [ { name: a, of: initiative, type: level, options: [low, high] } ]\nscores:\n  - { name: s, of: initiative, tools: [] }\n  - { name: t, of: initiative, tools: [ { id: u, indicators: [] } ] }\n",
    );
    assert!(
        said.contains("a score has no `tools`") && said.contains("a part of a score has no `indicators`"),
        "{said}"
    );
    let said = of_its_own(
        "format: 1\nname: x\nversion: 1\ngoes_without: all\noutcomes:\n  - { id: learning, counts: sometimes }\nscales:\n  - { name: months, unit: months, steps: [0.3, 0.2] }\n  - { name: words, steps: [few, many] }\n",
    );
    for part in [
        "`sometimes` is no way to count",
        "the steps of `months` are no rising numbers",
        "the steps of `words`",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
}
