//! Numbers that can be read and can hardly be meant are named with their row and what to do; their clean neighbours
//! are not.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use cleardeck::diagnostics::{Code, Diagnostic};
use cleardeck::read::{Reader, Rules, Source};

/// Each doubt of an inventory with its line, what it says and what to do.
fn told(text: &str) -> Vec<(Code, usize, String, String)> {
    let mut reader = Reader::new();
    let set = reader.rule_set(&Rules::shipped()).unwrap();
    let source = Source::bytes("inventory.yaml", text.as_bytes().to_vec());
    let read = reader.inventory(source, &set, None);
    assert!(read.is_ok(), "nothing is refused: {}", read.err().unwrap());
    reader.problems.sort();
    let line = |d: &Diagnostic| reader.sources.position(d.at.unwrap()).line;
    let each = reader.problems.iter();
    each.map(|d| (d.code, line(d), d.message.clone(), d.help.join(" ")))
        .collect()
}

/// An inventory of one initiative with these rows of results, from the sixth line on.
fn results(rows: &[&str]) -> String {
    listed("results", rows)
}

fn studies(rows: &[&str]) -> String {
    listed("studies", rows)
}

fn listed(key: &str, rows: &[&str]) -> String {
    let rows: Vec<String> = rows.iter().map(|row| format!("      - {{ {row} }}\n")).collect();
    format!(
        "format: 1\nas_of: 2026-06-30\ninitiatives:\n  - {{ id: a, name: A }}\n  - id: b\n    name: B\n    {key}:\n{}",
        rows.concat()
    )
}

/// The line of the first row.
const FIRST: usize = 8;

/// Holds what is told of rows against what should be: which rows, and words of the message and the mend.
fn holds(text: &str, wanted: &[(Code, usize, &str, &str)]) {
    let told = told(text);
    let places: Vec<_> = told.iter().map(|(code, line, ..)| (*code, *line)).collect();
    let expected: Vec<_> = wanted.iter().map(|(code, row, ..)| (*code, FIRST + row)).collect();
    assert_eq!(places, expected, "{told:#?}\n{text}");
    for ((.., message, help), (.., says, mend)) in told.iter().zip(wanted) {
        assert!(message.contains(says) && help.contains(mend), "{message}\n{help}");
    }
}

#[test]
fn an_effect_beyond_what_programs_do_is_told_as_points() {
    let year = "year: 2024, comparison: matched";
    let rows = [
        format!("{year}, effect: 25"),
        format!("{year}, effect: 0.25"),
        format!("{year}, effect: -2"),
        format!("{year}, effect: 1.9"),
        format!("{year}, effect: 250"),
    ];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let code = Code::ImplausibleEffect;
    let wanted = [
        (code, 0, "an effect of 25 standard deviations", "`points: 25`"),
        (code, 2, "-2 standard", "one of `share_with` and `share_without`"),
        (code, 4, "250 standard", "with the `sd` of that scale"),
    ];
    holds(&results(&rows), &wanted);
    holds(
        &studies(&["name: S, effect: 4", "name: T, effect: 0.4"]),
        &[(code, 0, "4 standard", "`points: 4`")],
    );
    // what is stated in place of rows is held against the same
    let stated = "format: 1\nas_of: 2026-06-30\ninitiatives:\n  - id: a\n    name: A\n    results_stated: { measured_effect: 12 }\n";
    let found = told(stated);
    assert!(
        found
            .iter()
            .any(|(c, line, _, help)| *c == code && *line == 6 && help.contains("standard deviations of students")),
        "{found:?}"
    );
    assert_eq!(told(&stated.replace("12", "0.12")), []);
}

#[test]
fn a_code_for_a_missing_value_is_told_as_one() {
    let code = Code::CodeForMissing;
    let rows = [
        "year: 2024, effect: -99, students: 200",
        "year: 2024, effect: 0.1, se: 999, students: 200",
        "year: 2024, effect: 0.1, se: 0.2, students: 9999",
        "year: 2024, effect: 0.99, se: 0.2, students: 99",
        "year: 2024, effect: -9",
    ];
    let wanted = [
        (code, 0, "-99 in `effect`", "leave it blank"),
        (code, 1, "999 in `se`", "leave it blank"),
        (code, 2, "9999 in `students`", "leave it blank"),
        (code, 4, "-9 in `effect`", "leave it blank"),
    ];
    holds(&results(&rows), &wanted);
    holds(
        &studies(&["name: S, effect: 9999", "name: T, schools: 99, students: 99"]),
        &[(code, 0, "9999 in `effect`", "leave it blank")],
    );
}

/// What cannot stand below nothing is refused as ever, and the mend names the code.
#[test]
fn a_code_where_nothing_below_nought_is_read_is_refused_with_that_mend() {
    for row in [
        "year: 2024, effect: 0.1, students: -99",
        "year: 2024, effect: 0.1, se: -9",
        "year: 2024, effect: 0.1, fidelity: -999",
    ] {
        let mut reader = Reader::new();
        let set = reader.rule_set(&Rules::shipped()).unwrap();
        let refused = reader.inventory(Source::bytes("i.yaml", results(&[row]).into_bytes()), &set, None);
        let refused = refused.unwrap_err().to_string();
        assert!(refused.contains("leave it blank"), "{refused}");
    }
}

#[test]
fn an_error_smaller_than_the_students_allow_is_told() {
    let code = Code::ImplausibleError;
    let rows = [
        "year: 2024, effect: 0.1, se: 0.02, students: 400",
        "year: 2024, effect: 0.1, se: 0.05, students: 400",
        "year: 2024, effect: 0.1, se: 0.02, students: 4000",
        "year: 2024, effect: 0.1, se: 0.02",
    ];
    let mend = "about 0.1, with very good ones 0.045 or more";
    holds(&results(&rows), &[(code, 0, "0.02 is smaller than 400 students", mend)]);
    holds(
        &studies(&[
            "name: S, effect: 0.1, se: 0.01, students: 100",
            "name: T, effect: 0.1, se: 0.2, students: 100",
        ]),
        &[(code, 0, "0.01 is smaller than 100 students", "0.09 or more")],
    );
}

#[test]
fn a_measure_of_which_less_is_better_is_told_once() {
    let code = Code::LessIsBetter;
    let rows = [
        "year: 2023, measure: Days of absence, effect: -0.1",
        "year: 2024, measure: days of absence, effect: -0.2",
        "year: 2024, measure: office referrals, direction: better",
        "year: 2024, measure: Course failures in algebra, effect: 0.1",
        "year: 2024, measure: dropout rate",
        "year: 2024, measure: attendance, effect: 0.1",
        "year: 2024, measure: absences (reversed), effect: 0.1",
        "year: 2024, measure: fewer absences, effect: 0.1",
        "year: 2024, measure: students without a suspension, effect: 0.1",
        "year: 2024, measure: algebra, effect: 0.1",
        "year: 2024, measure: retention of teachers, effect: 0.1",
        "year: 2024, measure: not proficient, effect: 0.1",
    ];
    let wanted = [
        (
            code,
            0,
            "of `Days of absence` less is better for students",
            "more is better for students",
        ),
        (code, 2, "`office referrals`", "`office referrals (reversed)`"),
        (
            code,
            3,
            "`Course failures in algebra`",
            "above 0 where the program lowered it",
        ),
        (code, 11, "`not proficient`", "(reversed)"),
    ];
    holds(&results(&rows), &wanted);
    assert!(
        told(&results(&rows))
            .iter()
            .any(|(.., m, _)| m.contains("first of 2 rows"))
    );
    holds(
        &studies(&[
            "name: S, outcome: chronic absenteeism, effect: -0.1",
            "name: T, outcome: GPA, effect: 0.1",
        ]),
        &[(code, 0, "chronic absenteeism", "(reversed)")],
    );
}

#[test]
fn a_stated_significance_is_held_against_its_numbers() {
    let code = Code::SignificanceAgainstNumbers;
    let rows = [
        "name: S, effect: 0.1, se: 0.08, significant: yes",
        "name: T, effect: 0.3, se: 0.05, significant: no",
        "name: U, effect: 0.3, se: 0.05, significant: yes",
        "name: V, effect: 0.1, se: 0.08, significant: no",
        "name: W, effect: 0.1, se: 0.05, significant: no",
        "name: X, effect: 0.1, significant: yes",
    ];
    let wanted = [
        (
            code,
            0,
            "`significant: yes`, and by the numbers it is the other way",
            "",
        ),
        (code, 1, "`significant: no`, and by the numbers it is the other way", ""),
    ];
    holds(&studies(&rows), &wanted);
}

/// What was there before is named by the same pass, with both places.
#[test]
fn ages_costs_and_summaries_are_held_against_the_rest() {
    let head = "format: 1\nas_of: 2026-06-30\ninitiatives:\n  - id: a\n    name: A\n";
    let row = |effect: &str| {
        format!(
            "    results:\n      - {{ year: 2024, effect: {effect}, se: 0.05, students: 1600, comparison: matched }}\n"
        )
    };
    let cases = [
        (
            "    scope: { since: 2010 }\n    age: { years: 2 }\n".to_owned(),
            7,
            "`age.years`",
        ),
        (
            "    money:\n      per_year: 100000\n      students: 100\n      per_student: 50\n".to_owned(),
            9,
            "`money.per_student` is stated as 50, and what else is written comes to 1000",
        ),
        (
            format!("    results_stated: {{ summary: better }}\n{}", row("-0.3")),
            6,
            "`results.summary` is stated as better",
        ),
    ];
    for (text, line, says) in cases {
        let found = told(&format!("{head}{text}"));
        assert!(
            found
                .iter()
                .any(|(code, at, message, help)| *code == Code::StatedAgainstCounted
                    && *at == line
                    && message.contains(says)
                    && help.contains("correct one of the two")),
            "{found:#?}"
        );
    }
    for text in [
        "    scope: { since: 2010 }\n    age: { years: 16 }\n".to_owned(),
        "    money: { per_year: 100000, students: 100, per_student: 1000 }\n".to_owned(),
        format!("    results_stated: {{ summary: better }}\n{}", row("0.3")),
    ] {
        assert_eq!(told(&format!("{head}{text}")), []);
    }
}
