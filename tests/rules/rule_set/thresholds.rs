//! What a threshold may be: each value that it may not is refused at its place, wherever it is set.

use cleardeck::diagnostics::Code;

use super::read::{Read, folder};
use crate::common;

#[test]
fn a_threshold_is_what_its_unit_allows() {
    for (param, value) in [
        ("fidelity_ok=0.7", "0.7"),
        ("fidelity_ok=70%", "0.7"),
        (" fidelity_ok = 70 % ", "0.7"),
        ("fidelity_ok=1", "1"),
        ("min_years_before_judging=2.5", "2.5"),
        ("schools_for_scale=10", "10"),
        ("effort_paper=0.5", "0.5"),
        ("kraft_cost_high=$5,000", "5000"),
        ("confidence_level=90%", "0.9"),
    ] {
        let name = param.split('=').next().unwrap().trim();
        assert_eq!(Read::with(&[param]).value(name), value, "{param}");
    }
    for (param, code, parts) in [
        (
            "fidelity_ok=70",
            Code::WrongType,
            &["--> --param:1:13", "did you mean 0.7 or 70%?"][..],
        ),
        ("fidelity_ok=120", Code::WrongType, &["no share from 0 to 1"]),
        ("fidelity_ok=-0.2", Code::WrongType, &["no share from 0 to 1"]),
        ("seed_cap=150%", Code::WrongType, &["no share from 0 to 1"]),
        (
            "min_years_before_judging=-3",
            Code::OutOfRange,
            &["the least it may be is 0", "--> --param:1:26"],
        ),
        (
            "min_years_before_judging=0",
            Code::OutOfRange,
            &["the least it may be is 1"],
        ),
        ("end_notice_months=-1", Code::OutOfRange, &["the least it may be is 0"]),
        ("school_hours_cap=-4", Code::OutOfRange, &["the least it may be is 0"]),
        (
            "effect_meaningful=-0.1",
            Code::OutOfRange,
            &["the least it may be is 0"],
        ),
        ("schools_for_scale=2.5", Code::WrongType, &["no whole number"]),
        ("rocks_at_once=2.5", Code::WrongType, &["no whole number"]),
        ("min_students_pooled=-350", Code::WrongType, &["a negative count"]),
        ("kraft_cost_high=-1", Code::WrongType, &["a negative amount"]),
        ("min_years_before_judging=three", Code::WrongType, &["no number"]),
        ("min_years_before_judging=3 years", Code::WrongType, &["no number"]),
        ("suppress_n=0", Code::OutOfRange, &["the least it may be is 3"]),
        ("suppress_n=-5", Code::WrongType, &["a negative count"]),
        ("confidence_level=1", Code::OutOfRange, &["the most it may be is 0.999"]),
        (
            "driver_partial=0.9",
            Code::OutOfRange,
            &["the most it may be is 0.8 (`$driver_strong`)"],
        ),
        (
            "driver_strong=0.4",
            Code::OutOfRange,
            &["`driver_partial` is 0.5", "--param:1:15", "the bound"],
        ),
        (
            "fidelity_okay=0.7",
            Code::UnknownParameter,
            &["did you mean `fidelity_ok`?", "--> --param:1:1"],
        ),
        (
            "Fidelity_ok=0.7",
            Code::UnknownParameter,
            &["did you mean `fidelity_ok`?"],
        ),
        (
            "quorum=0.7",
            Code::UnknownParameter,
            &["parameters: min_years_before_judging, "],
        ),
        (
            "fidelity_ok",
            Code::WrongType,
            &["does not set a parameter", "NAME=VALUE"],
        ),
        ("fidelity_ok=", Code::WrongType, &["does not set a parameter"]),
        ("=0.7", Code::WrongType, &["does not set a parameter"]),
        ("fidelity_ok:0.7", Code::WrongType, &["does not set a parameter"]),
    ] {
        Read::with(&[param]).refused(param, code, parts);
        // the same in rules laid over the shipped ones
        let Some((name, value)) = param.split_once('=').filter(|(n, v)| !n.is_empty() && !v.is_empty()) else {
            continue;
        };
        let laid = format!("parameters: [ {{ name: {name}, value: \"{value}\", because: a test }} ]");
        Read::laid_over(&laid).refused(&laid, code, &["own.yaml"]);
    }
    let twice = Read::with(&["fidelity_ok=0.7", "fidelity_ok=0.9"]);
    twice.refused("twice", Code::DuplicateId, &["`fidelity_ok` is set twice"]);
    let all = Read::with(&["fidelity_ok=70", "nosuch", "suppress_n=1"]);
    assert_eq!(all.out.len(), 3, "all problems in one run: {}", all.drawn);
    for (item, from, to, code) in [
        ("fidelity_ok", "value: 0.7", "value: 80", Code::WrongType),
        ("fidelity_ok", "[0.6, 0.8, 0.833]", "[0.6, 80, 0.833]", Code::WrongType),
        ("min_years_before_judging", "[2, 4, 5]", "[2, -4, 5]", Code::OutOfRange),
        ("suppress_n", "[5, 15, 16]", "[5, 2, 16]", Code::OutOfRange),
        ("suppress_n", "    value: 10\n", "", Code::MissingField),
        ("suppress_n", "value: 10", "value: [10]", Code::WrongType),
        ("suppress_n", "read_by: report", "read_by: raport", Code::UnknownOption),
        ("contexts", "unit: kinds", "unit: kind", Code::UnknownOption),
        (
            "driver_partial",
            "max: $driver_strong",
            "max: $driver_stong",
            Code::UnknownParameter,
        ),
        ("months", "type: number", "type: nomber", Code::UnknownOption),
        ("months", "min: 0", "min: none", Code::WrongType),
        ("months", "min: 0", "least: 0", Code::UnknownField),
    ] {
        Read::edited(item, from, to).refused(to, code, &["rules/parameters/"]);
    }
}

#[test]
fn no_public_report_is_written_by_rules_that_hide_nobody() {
    let rules = common::file("examples/rulesets/six-questions/rules/rules.yaml");
    let inventory = "examples/rulesets/six-questions/inventory.yaml";
    let start = rules.find("parameters:\n").unwrap();
    let end = rules.find("facts:\n").unwrap();
    let without = format!("{}{}", &rules[..start], &rules[end..]);
    let threshold = "    value: 10\n    unit: students\n    min: 3\n";
    let zero = rules.replace(threshold, "    value: 0\n    unit: students\n");
    let one = rules.replace(threshold, "    value: 1\n    unit: students\n");
    assert!(zero != rules && one != zero);
    for (n, (text, code, part)) in [
        (rules.as_str(), 0, ""),
        (without.as_str(), 2, "it has no parameter `suppress_n`"),
        (zero.as_str(), 2, "`suppress_n` is 0"),
        (one.as_str(), 2, "`suppress_n` is 1"),
    ]
    .into_iter()
    .enumerate()
    {
        let path = folder(&format!("public-{n}"), &[("rules.yaml", text)]);
        for public in [
            &["--public"][..],
            &["--edition", "board"],
            &["--format", "json", "--public"],
        ] {
            let args: Vec<&str> = ["audit", inventory, "--rules", &path]
                .iter()
                .chain(public)
                .copied()
                .collect();
            let (exit, out, err) = common::run(&args, "");
            assert_eq!((exit, out.is_empty()), (code, code == 2), "{err}");
            assert!(err.contains(part), "{err}");
        }
        let (exit, ..) = common::run(&["audit", inventory, "--rules", &path], "");
        assert_eq!(exit, 0, "the superintendent's own report hides nothing");
        std::fs::remove_dir_all(&path).unwrap();
    }
}
