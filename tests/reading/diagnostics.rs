//! Every kind of problem has an input that raises it, at the place it names.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

use crate::common;
use std::collections::BTreeSet;

use cleardeck::analysis;
use cleardeck::diagnostics::{Code, Diagnostics, Sources, render_text, to_json};
use cleardeck::evaluate::contradictions;
use cleardeck::evidence::grade::{rows, wwc};
use cleardeck::evidence::plausible;
use cleardeck::evidence::table::{self, Domain};
use cleardeck::inventory;
use cleardeck::rules;
use cleardeck::yaml::{self, Limits};

/// What an inventory raises: code, line and help of each problem.
fn inventory(text: &str) -> Vec<(Code, usize, String)> {
    let (out, sources) = read_inventory(text);
    told(&out, &sources)
}

fn read_inventory(text: &str) -> (Diagnostics, Sources) {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let file = sources.add("inventory.yaml", text.to_owned());
    let mut out = Diagnostics::default();
    let read = inventory::load(file, &set, None, &sources, &mut out);
    if let Some(read) = read.filter(|_| !out.has_errors()) {
        plausible::tell(&set, &read, &mut out);
        contradictions(&set, &read, &mut out);
    }
    out.sort();
    (out, sources)
}

fn told(out: &Diagnostics, sources: &Sources) -> Vec<(Code, usize, String)> {
    let line = |d: &cleardeck::diagnostics::Diagnostic| d.at.map_or(0, |at| sources.position(at).line);
    assert!(
        out.iter().all(|d| !d.help.is_empty()),
        "a problem without help: {out:?}"
    );
    // drawing and writing must work for every problem
    assert_eq!(to_json(out, sources).as_array().unwrap().len(), out.len());
    assert!(out.is_empty() || !render_text(out, sources, false).is_empty());
    out.iter().map(|d| (d.code, line(d), d.help.join(" "))).collect()
}

/// What a small rule set with one more piece raises.
fn rule_set(more: &str) -> Vec<(Code, usize, String)> {
    let (out, sources) = read_rule_set(more);
    told(&out, &sources)
}

fn read_rule_set(more: &str) -> (Diagnostics, Sources) {
    let base = "\
format: 1
name: small
goes_without: all
version: 1
sources: [ { id: s, title: A source } ]
parameters: [ { name: p, value: 2, sources: [s] } ]
facts:
  - { name: a, of: initiative, type: yes-no }
  - { name: n, of: initiative, type: number }
  - { name: d, of: district, type: yes-no }
recommendations: [ { id: hold, title: Hold }, { id: wait, title: Wait, guarded: yes } ]
caution: [hold]
rules:
  - { id: r, part: ground, of: initiative, when: { n: { at_least: $p } } }
  - { id: f, part: finding, of: district, when: { all: [ { d: yes } ] } }
  - { id: g, part: finding, of: initiative, when: { a: yes } }
tables:
  - { id: recommendation, of: initiative, outcomes: [hold, wait], rows: [ { then: hold, when: { rule: r } } ], otherwise: { then: wait } }
";
    let mut sources = Sources::default();
    let mut out = Diagnostics::default();
    let files = [base, more]
        .iter()
        .filter(|t| !t.is_empty())
        .map(|t| sources.add("rules.yaml", (*t).to_owned()).into())
        .collect::<Vec<_>>();
    if let Some(set) = rules::load(&files, &[], &sources, &mut out) {
        analysis::check(&set, &mut out);
    }
    out.sort();
    (out, sources)
}

const HEAD: &str = "as_of: 2026-06-30\n";
const ONE: &str = "as_of: 2026-06-30\ninitiatives:\n  - id: a\n    name: A\n";

/// Each code, the text that raises it and the line it names.
fn inventories() -> Vec<(Code, String, usize)> {
    let one = |more: &str| format!("{ONE}{more}");
    let deep = format!("{HEAD}initiatives: {}", "[".repeat(100_000));
    let maps = format!("{HEAD}initiatives: {}", "{a: ".repeat(20_000));
    let mut aliases = format!("{HEAD}x0: &a0 [1,1,1,1,1,1,1,1,1,1]\n");
    for n in 1..10 {
        let names: Vec<String> = (0..10).map(|_| format!("*a{}", n - 1)).collect();
        aliases.push_str(&format!("x{n}: &a{n} [{}]\n", names.join(",")));
    }
    vec![
        (Code::TooDeep, deep, 2),
        (Code::TooDeep, maps, 2),
        (Code::TooManyAliases, aliases, 7),
        (Code::Syntax, one("    note: \"open\n"), 5),
        (Code::TabIndentation, format!("{HEAD}initiatives:\n\t- id: a\n"), 3),
        (Code::SeveralDocuments, one("---\nas_of: 2026-06-30\n"), 5),
        (Code::DuplicateKey, one("    name: B\n"), 5),
        (Code::KeyNotText, one("    [a, b]: c\n"), 5),
        (
            Code::KeyTooLong,
            one(&format!("    ? \"{}\"\n    : c\n", "k".repeat(2000))),
            5,
        ),
        (Code::MergeKey, one("    <<: { note: x }\n"), 5),
        (Code::EmptyFile, "  \n".into(), 1),
        (Code::EmptyFile, "# only a remark\n".into(), 1),
        (Code::NotAMapping, "- a\n- b\n".into(), 1),
        (Code::NotAList, format!("{HEAD}initiatives: { }\n", "{ id: a }"), 2),
        (Code::UnknownField, one("    implementation: { fidelty: 0.8 }\n"), 5),
        (Code::MissingField, format!("{HEAD}initiatives:\n  - id: a\n"), 3),
        (Code::WrongType, one("    implementation: { fidelity: 80 }\n"), 5),
        (Code::WrongType, one("    money: { students: -3 }\n"), 5),
        (Code::WrongType, one("    scope: { since: 2023-02-29 }\n"), 5),
        (Code::WrongFormat, format!("format: 2\n{ONE}"), 1),
        (Code::DuplicateId, one("  - id: a\n    name: B\n"), 5),
        (Code::UnknownReference, one("    goals: [G9]\n"), 5),
        (Code::UnknownReference, one("    scope: { schools: [S9] }\n"), 5),
        (Code::UnknownReference, one("    requires: [b]\n"), 5),
        (
            Code::DependencyCycle,
            one("    requires: [b]\n  - { id: b, name: B, requires: [a] }\n"),
            3,
        ),
        (
            Code::ContradictsGiven,
            one("    age: { years: 2 }\n    results_stated: { consecutive_positive_years: 5 }\n"),
            6,
        ),
        (
            Code::ContradictsGiven,
            one("    protections: { none: yes }\n    contract: { mandate: yes }\n"),
            5,
        ),
        (
            Code::StatedAgainstCounted,
            one("    scope: { since: 2010 }\n    age: { years: 2 }\n"),
            6,
        ),
        (
            Code::BeforeStart,
            one("    scope: { since: 2024-08 }\n    results: [ { year: 2023, effect: 0.1 } ]\n"),
            6,
        ),
        (
            Code::AgainstDirection,
            one("    results:\n      - { year: 2024, effect: -0.2, direction: better }\n"),
            6,
        ),
        (
            Code::ImplausibleEffect,
            one("    results: [ { year: 2024, effect: 25 } ]\n"),
            5,
        ),
        (
            Code::ImplausibleError,
            one("    results: [ { year: 2024, effect: 0.1, se: 0.01, students: 200 } ]\n"),
            5,
        ),
        (
            Code::CodeForMissing,
            one("    results: [ { year: 2024, effect: -99 } ]\n"),
            5,
        ),
        (
            Code::LessIsBetter,
            one("    results: [ { year: 2024, measure: days of absence, effect: -0.1 } ]\n"),
            5,
        ),
        (
            Code::SignificanceAgainstNumbers,
            one("    results:\n      - { year: 2024, effect: 0.2, se: 0.05, significant: no }\n"),
            6,
        ),
        (
            Code::TranslatedMonths,
            one("    results:\n      - { year: 2024, months: 3 }\n"),
            6,
        ),
        (
            Code::NotUsed,
            one("    results:\n      - { year: 2024, direction: better, p: 0.03 }\n"),
            6,
        ),
        (
            Code::ImpossibleYear,
            one("    results: [ { year: 20024, effect: 0.1 } ]\n"),
            5,
        ),
        (Code::NothingToJudge, HEAD.into(), 1),
        (Code::NoDate, "initiatives: [ { id: a, name: A } ]\n".into(), 1),
        (
            Code::LaterThanAudit,
            one("    results: [ { year: 2027, effect: 0.1 } ]\n"),
            5,
        ),
        (
            Code::DoesNotApply,
            one("    status: proposed\n    implementation: { fidelity: 0.4 }\n"),
            6,
        ),
        (
            Code::DoesNotApply,
            one("    status: proposed\n    implementation: { in_use: { value: yes, estimate_by: A. Diaz } }\n"),
            6,
        ),
        (
            Code::DoesNotApply,
            one("    results:\n      - { year: 2024, effect: 0.1 }\n    status: proposed\n"),
            6,
        ),
        (
            Code::DoesNotApply,
            one("    reviews:\n      - { measured: no }\n    status: proposed\n"),
            6,
        ),
        (
            Code::EndBeforeStart,
            one("    scope: { since: 2024 }\n    contract: { ends: 2020 }\n"),
            6,
        ),
        (
            Code::KindMoved,
            one("    kind: facilities\n").replace("name: A", "name: Fuel"),
            5,
        ),
    ]
}

#[test]
fn every_problem_of_an_inventory_is_named_with_its_line() {
    for (code, text, line) in inventories() {
        let found = inventory(&text);
        let shown: String = text.chars().take(200).collect();
        assert!(
            found.iter().any(|(c, l, _)| *c == code && *l == line),
            "{}: {found:?}\n{shown}",
            code.id()
        );
    }
}

/// What a table of effects raises, read as `evidence pool` and `evidence grade` read it.
fn read_table(text: &str) -> (Diagnostics, Sources) {
    let (mut sources, mut out) = (Sources::default(), Diagnostics::default());
    let source = sources.add("results.csv", text.to_owned());
    if let Some(table) = table::read(source, &sources, &mut out) {
        if table.column("study").is_some() {
            let _ = rows::findings(&table, wwc::Reading::Open, &mut out);
        } else {
            for (name, option, domain) in [("yi", "--effect", Domain::Any), ("vi", "--variance", Domain::Positive)] {
                if let Some(column) = table.need(name, option, &mut out) {
                    let _ = table.numbers(column, domain, &mut out);
                }
            }
        }
    }
    out.sort();
    (out, sources)
}

/// Each code, the table that raises it, the line it names and a part of the help.
fn tables() -> Vec<(Code, String, usize, &'static str)> {
    let head = |more: &str| format!("yi,vi\n0.1,0.02\n{more}");
    vec![
        (Code::EmptyFile, "\n\n".into(), 0, "names the columns"),
        (Code::NoRows, "yi,vi\n,\n".into(), 1, "a line for each result"),
        (Code::TooManyRows, head(&"1,2\n".repeat(20_000)), 0, "right file"),
        (Code::TooLarge, " ".repeat(9 << 20), 0, "right file"),
        (Code::MissingColumn, "yi,v_i\n1,2\n".into(), 1, "did you mean `v_i`?"),
        (Code::MissingColumn, "yi,variance\n1,2\n".into(), 1, "--variance"),
        (Code::DuplicateColumn, "yi,vi,YI\n1,2,3\n".into(), 1, "rename"),
        (Code::DuplicateColumn, "study,es,effect\na,1,2\n".into(), 1, "rename"),
        (
            Code::UnknownColumn,
            "study,signficant\na,yes\n".into(),
            1,
            "`significant`",
        ),
        (Code::EmptyCell, head("0.2,\n"), 3, "delete the row"),
        (Code::EmptyCell, "study,measure,effect\n,,1\n".into(), 2, "at least one"),
        (Code::RaggedRow, head("0.2\n"), 3, "separator"),
        (Code::RaggedRow, head("0,25,0,1\n"), 3, "point before decimals"),
        (Code::OpenQuote, head("\"0.2,0.1\n0.3,0.1\n"), 3, "close it where"),
        (Code::WrongType, head("high,0.1\n"), 3, "a number such as"),
        (Code::WrongType, "yi;vi\n0,25;0.1\n".into(), 2, "`0.25`"),
        (Code::WrongType, "yi\tvi\n12%\t0.1\n".into(), 2, "`0.12`"),
        (
            Code::WrongType,
            "study,design\na,coin\n".into(),
            2,
            "leave the cell empty",
        ),
        (Code::OutOfRange, head("0.2,-0.1\n"), 3, "correct it"),
        (Code::OutOfRange, head("0.2,0\n"), 3, "correct it"),
        (Code::OutOfRange, head("1e999,0.1\n"), 3, "larger units"),
        (Code::ImpossibleYear, "study,year\na,20019\n".into(), 2, "four digits"),
    ]
}

#[test]
fn every_problem_of_a_table_is_named_with_its_line() {
    for (code, text, line, help) in tables() {
        let (out, sources) = read_table(&text);
        let found = told(&out, &sources);
        let shown: String = text.chars().take(60).collect();
        assert!(
            found
                .iter()
                .any(|(c, l, h)| *c == code && *l == line && h.contains(help)),
            "{}: {found:?}\n{shown}",
            code.id()
        );
    }
    let (out, sources) = read_table("yi,vi\nx,0\n\n,y\n");
    let codes: Vec<Code> = told(&out, &sources).into_iter().map(|(code, ..)| code).collect();
    assert_eq!(
        codes,
        [Code::WrongType, Code::OutOfRange, Code::EmptyCell, Code::WrongType],
        "all in one run"
    );
    // what a spreadsheet program writes by itself is no problem
    let (out, _) = read_table("Yi,vi,\r\n\u{2212}0.1,1e-2,\r\n,,\r\n");
    assert!(out.is_empty(), "{out:?}");
}

/// Each code and the piece of a rule file that raises it.
const RULES: &[(Code, &str)] = &[
    (
        Code::LongQuestion,
        "facts: [ { name: x, of: initiative, type: yes-no, question: Does it do what a question of so many words as this one asks of it? } ]",
    ),
    (
        Code::UnknownFact,
        "rules: [ { id: x, part: finding, of: initiative, when: { b: yes } } ]",
    ),
    (
        Code::UnknownRule,
        "rules: [ { id: x, part: finding, of: initiative, when: { rule: q } } ]",
    ),
    (
        Code::UnknownParameter,
        "rules: [ { id: x, part: finding, of: initiative, when: { n: { at_least: $q } } } ]",
    ),
    (
        Code::UnknownComparison,
        "rules: [ { id: x, part: finding, of: initiative, when: { n: { atleast: 2 } } } ]",
    ),
    (
        Code::UnknownSource,
        "rules: [ { id: x, part: finding, of: initiative, when: { a: yes }, sources: [q] } ]",
    ),
    (
        Code::UnknownOption,
        "rules: [ { id: x, part: idea, of: initiative, when: { a: yes } } ]",
    ),
    (
        Code::EmptyCondition,
        "rules: [ { id: x, part: finding, of: initiative, when: { all: [] } } ]",
    ),
    (
        Code::TooDeepCondition,
        "rules: [ { id: x, part: finding, of: initiative, when: { all: [ { any: [ { all: [ { a: yes } ] } ] } ] } } ]",
    ),
    (
        Code::CyclicRules,
        "rules: [ { id: x, part: finding, of: initiative, when: { rule: x } } ]",
    ),
    (
        Code::CyclicRules,
        "facts: [ { name: z, of: initiative, type: yes-no, applies_when: { z: yes } } ]",
    ),
    (
        Code::CyclicRules,
        "facts: [ { name: z, of: initiative, type: yes-no, applies_when: { rule: zz } } ]\nrules: [ { id: zz, part: finding, of: initiative, when: { z: yes } } ]",
    ),
    (
        Code::WrongSubject,
        "facts: [ { name: z, of: district, type: yes-no, applies_when: { a: yes } } ]",
    ),
    (
        Code::WrongSubject,
        "rules: [ { id: x, part: finding, of: district, when: { a: yes } } ]",
    ),
    (
        Code::HunchDecides,
        "rules: [ { id: x, part: guard, of: initiative, when: { a: yes }, strength: hunch } ]",
    ),
    (
        Code::NothingToSay,
        "rules: [ { id: x, part: finding, of: initiative, when: { a: yes }, why: \"It is {a}.\" } ]",
    ),
    (
        Code::DuplicateId,
        "rules: [ { id: r, part: guard, of: initiative, when: { a: yes } } ]",
    ),
    (
        Code::UnsaidEffort,
        "facts: [ { name: z, of: initiative, type: yes-no, ask: minute } ]\nrules: [ { id: x, part: finding, of: initiative, when: { z: yes } } ]",
    ),
    (Code::UnusedParameter, "parameters: [ { name: q, value: 1 } ]"),
    (
        Code::WrongType,
        "units: [ { name: share, type: share } ]\nparameters: [ { name: q, value: 70, unit: share } ]",
    ),
    (
        Code::OutOfRange,
        "units: [ { name: years, type: number, min: 0 } ]\nparameters: [ { name: q, value: -3, unit: years } ]",
    ),
    // what is counted over the inventory needs what it is counted from
    (
        Code::LacksContract,
        "facts: [ { name: x, of: initiative, type: count, derive: { portfolio: overlap } } ]",
    ),
    (
        Code::UnsafeCaution,
        "recommendations: [ { id: x, title: X, commits: yes } ]\ncaution: [x]",
    ),
    (Code::UnusedFact, "facts: [ { name: z, of: initiative, type: yes-no } ]"),
    (
        Code::UnusedRule,
        "rules: [ { id: x, part: definition, of: initiative, when: { a: yes } } ]",
    ),
    (
        Code::UnreachableRow,
        "tables: [ { id: t, of: initiative, outcomes: [u, v], rows: [ { then: u }, { then: v, when: { a: yes } } ] } ]",
    ),
    // what the analysis finds; each with an inventory that the evaluator confirmed
    (
        Code::NeverTrue,
        "rules: [ { id: x, part: finding, of: initiative, when: { all: [ { n: { at_least: 5 } }, { n: { at_most: 3 } } ] } } ]",
    ),
    (
        Code::AlwaysTrue,
        "rules: [ { id: x, part: finding, of: initiative, when: { any: [ { a: { known: yes } }, { a: { known: no } } ] } } ]",
    ),
    (
        Code::IdleCondition,
        "rules: [ { id: x, part: finding, of: initiative, when: { all: [ { n: { at_least: 5 } }, { n: { at_least: 3 } } ] } } ]",
    ),
    (
        Code::IdleThreshold,
        "rules: [ { id: x, part: finding, of: initiative, when: { all: [ { n: { at_least: 5 } }, { n: { at_least: 3 } } ] } } ]",
    ),
    (
        Code::ImpliedBy,
        "rules: [ { id: x, part: ground, of: initiative, when: { n: { at_least: 5 } } } ]",
    ),
    (
        Code::UnreachableOutcome,
        "tables: [ { id: t, of: initiative, outcomes: [u, v], rows: [ { then: u, when: { a: yes } } ], otherwise: { then: u } } ]",
    ),
    (
        Code::UnreachableRow,
        "tables: [ { id: t, of: initiative, outcomes: [u, v], rows: [ { id: one, then: u, when: { n: { at_least: 3 } } }, { id: two, then: u, when: { n: { at_least: 5 } } } ], otherwise: { then: v } } ]",
    ),
    (
        Code::OrderDecides,
        "tables: [ { id: t, of: initiative, outcomes: [u, v], rows: [ { id: one, then: u, when: { n: { at_least: 3 } } }, { id: two, then: v, when: { a: yes } } ], otherwise: { then: v } } ]",
    ),
    (
        Code::GuardPassed,
        "rules: [ { id: x, part: guard, of: initiative, when: { a: yes } } ]",
    ),
    (
        Code::NotMonotone,
        "facts: [ { name: z, of: initiative, type: number, better: more } ]\ntables: [ { id: t, of: initiative, ordered: yes, outcomes: [low, high], rows: [ { then: low, when: { z: { at_least: 3 } } } ], otherwise: { then: high } } ]",
    ),
    (
        Code::AsksInVain,
        "rules: [ { id: x, part: finding, of: initiative, when: { all: [ { n: { at_least: 9 } }, { any: [ { a: yes }, { a: no } ] } ] } } ]",
    ),
    (
        Code::PropertyRefuted,
        "properties: [ { id: p1, title: Never held, never: { all: [ { recommendation: hold } ] } } ]",
    ),
    (
        Code::PropertyRefuted,
        "properties: [ { id: p2, title: Possible, possible: { all: [ { recommendation: hold }, { n: { less_than: 1 } } ] } } ]",
    ),
    (
        Code::PropertyRefuted,
        "properties: [ { id: p3, title: Ignores, ignores: { facts: [n], table: recommendation } } ]",
    ),
    (
        Code::PropertyRefuted,
        "tables: [ { id: t, of: initiative, ordered: yes, outcomes: [low, high], rows: [ { then: low, when: { n: { at_least: 3 } } } ], otherwise: { then: high } } ]\nproperties: [ { id: p4, title: Raises, raises: { facts: [n], table: t } } ]",
    ),
];

/// What takes more nodes than allowed is said not to be analysed, and nothing else is said of it.
#[test]
fn what_is_too_large_is_said_not_to_be_analysed() {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let mut out = Diagnostics::default();
    analysis::check_within(&set, 500, &mut out);
    assert!(out.iter().count() > 3);
    assert!(
        out.iter().all(|d| d.code == Code::NotAnalysed),
        "{:?}",
        out.iter().collect::<Vec<_>>()
    );
}

#[test]
fn every_problem_of_a_rule_set_is_named() {
    assert_eq!(rule_set(""), []);
    for (code, text) in RULES {
        let found = rule_set(text);
        assert!(found.iter().any(|(c, ..)| c == code), "{}: {found:?}", code.id());
    }
}

/// How every problem is drawn is kept in one file; see `tests/reports/commands.rs` for how to accept a change.
#[test]
fn every_problem_is_drawn_as_kept() {
    let mut drawn = String::new();
    let mut draw = |code: Code, (out, sources): (Diagnostics, Sources)| {
        drawn.push_str(&format!("== {}\n{}", code.id(), render_text(&out, &sources, false)));
    };
    for (code, text, _) in inventories() {
        draw(code, read_inventory(&text));
    }
    for (code, text) in RULES {
        draw(*code, read_rule_set(text));
    }
    for (code, text, ..) in tables() {
        draw(code, read_table(&text));
    }
    let wrong = common::differs("tests/golden/diagnostics.txt", &drawn);
    assert!(wrong.is_none(), "\n{}", wrong.unwrap_or_default());
}

#[test]
fn every_code_has_an_input_that_raises_it() {
    let elsewhere = [
        Code::UnreadableFile,
        Code::NotUtf8,
        // in src/sheets/text.rs and tests/reading/shapes.rs
        Code::OtherEncoding,
        Code::TooManyNodes,
        Code::NoRules,
        Code::UntestedRule,
        Code::NotAnalysed,
        // in tests/reading/dissent.rs
        Code::DissentStep,
        Code::DissentAlternative,
        Code::DissentLoaded,
        Code::DissentPerson,
        // in tests/reading/start.rs
        Code::StartForm,
        Code::StartSilence,
        // in tests/catalogue/checked.rs
        Code::NotBorneOut,
        // in tests/reading/hostile
        Code::MoreProblems,
        // in tests/reading/spoiled.rs, with workbooks that are made there
        Code::NotAWorkbook,
        Code::OldWorkbook,
        Code::PasswordProtected,
        Code::DamagedWorkbook,
        Code::TooManyCells,
        Code::MacrosIgnored,
        Code::MissingSheet,
        Code::UnknownSheet,
        Code::NoHeader,
        Code::DuplicateColumn,
        Code::RenamedColumn,
        Code::UnknownColumn,
        Code::AmbiguousCell,
        Code::ErrorCell,
        Code::FormulaWithoutValue,
        Code::MergedCells,
        Code::HiddenCells,
        Code::StruckCells,
        Code::RowsAbove,
        Code::TotalsRow,
    ];
    let raised: BTreeSet<Code> = inventories()
        .into_iter()
        .map(|(c, ..)| c)
        .chain(RULES.iter().map(|(c, _)| *c))
        .chain(tables().into_iter().map(|(c, ..)| c))
        .chain(elsewhere)
        .collect();
    let missing: Vec<&str> = Code::ALL
        .iter()
        .filter(|c| !raised.contains(c))
        .map(|c| c.id())
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn files_that_are_no_text_or_too_large_are_refused() {
    let read = |bytes: &[u8], limits: &Limits| {
        let (mut sources, mut out) = (Sources::default(), Diagnostics::default());
        let file = yaml::decode("x.yaml", bytes.to_vec(), limits, &mut sources, &mut out);
        if let Some(file) = file {
            let text = sources.text(file).to_owned();
            yaml::read(file, &text, limits, &mut out);
        }
        out.iter().map(|d| d.code).collect::<Vec<_>>()
    };
    let limits = Limits::default();
    assert_eq!(read(b"a: \xff", &limits), [Code::NotUtf8]);
    assert_eq!(read(b"\xff\xfea\0", &limits), [Code::NotUtf8]);
    assert_eq!(read(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n", &limits), []);
    assert_eq!(read(b"a: 12345", &Limits { bytes: 4, ..limits }), [Code::TooLarge]);
    assert_eq!(
        read(b"[1, 2, 3, 4, 5]", &Limits { memory: 400, ..limits }),
        [Code::TooManyNodes]
    );
}

/// A sparse file: long on paper, nothing on the disk.
#[test]
fn a_file_of_a_hundred_megabytes_is_refused_by_name_and_size() {
    let path = std::env::temp_dir().join(format!("cleardeck-large-{}.yaml", std::process::id()));
    std::fs::File::create(&path).unwrap().set_len(100 << 20).unwrap();
    let (code, out, err) = common::run(&["audit", &path.to_string_lossy()], "");
    std::fs::remove_file(&path).unwrap();
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(
        err.contains("too-large") && err.contains("is this the right file?"),
        "{err}"
    );
}

#[test]
fn the_program_answers_bad_files_with_code_two() {
    let (code, _, err) = common::run(&["audit", "no-such-file.yaml"], "");
    assert_eq!(code, 2);
    assert!(err.contains("unreadable-file"), "{err}");
    let (code, _, err) = common::run(&["rules", "check", "--rules", "docs"], "");
    assert_eq!(code, 2);
    assert!(err.contains("no rule file"), "{err}");
}

#[test]
fn a_rule_set_without_rules_is_an_error() {
    let (mut sources, mut out) = (Sources::default(), Diagnostics::default());
    let file = sources.add("rules.yaml", "name: empty\n".to_owned());
    rules::load(&[file.into()], &[], &sources, &mut out);
    assert!(out.iter().any(|d| d.code == Code::NoRules));
}

#[test]
fn all_problems_are_told_in_one_run() {
    let text = format!(
        "{ONE}    kid: x\n    implementation: {{ fidelity: 9 }}\n    goals: [G1]\n  - {{ id: a, name: B, owner: [1] }}\n"
    );
    let codes: Vec<Code> = inventory(&text).into_iter().map(|(c, ..)| c).collect();
    for code in [
        Code::UnknownField,
        Code::WrongType,
        Code::UnknownReference,
        Code::DuplicateId,
    ] {
        assert!(codes.contains(&code), "{codes:?}");
    }
}

#[test]
fn a_misspelt_field_names_the_nearest() {
    let found = inventory(&format!("{ONE}    implementation: {{ fidelty: 0.8 }}\n"));
    assert!(
        found
            .iter()
            .any(|(_, _, help)| help.contains("did you mean `implementation.fidelity`")),
        "{found:?}"
    );
}

#[test]
fn a_rule_set_says_how_bad_a_problem_is() {
    // an unused fact is a warning by itself
    let rules = |severity: &str| {
        format!(
            "format: 1\nname: x\nversion: 1\ngoes_without: all\n{severity}\nfacts:\n  - {{ name: unread, of: initiative, type: yes-no }}\n  - {{ name: a, of: initiative, type: yes-no }}\nrules:\n  - {{ id: r, part: ground, of: initiative, when: {{ a: yes }} }}\ntables:\n  - {{ id: recommendation, of: initiative, outcomes: [hold], rows: [ {{ then: hold, when: {{ rule: r }} }} ], otherwise: {{ then: hold }} }}\nrecommendations: [ {{ id: hold, title: Hold }} ]\ncaution: [hold]\n"
        )
    };
    let check = |name: &str, severity: &str, arguments: &[&str]| {
        let folder = std::env::temp_dir().join(format!("cleardeck-severity-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("rules.yaml"), rules(severity)).unwrap();
        let path = folder.to_string_lossy().into_owned();
        let all: Vec<&str> = ["rules", "check", "--rules", &path]
            .iter()
            .chain(arguments)
            .copied()
            .collect();
        let said = common::run(&all, "");
        std::fs::remove_dir_all(&folder).unwrap();
        said
    };
    let (code, _, err) = check("plain", "", &[]);
    assert!(code == 0 && err.contains("warning[unused-fact]"), "{err}");
    let (code, _, err) = check("error", "severity: { unused-fact: error }", &[]);
    assert!(code == 2 && err.contains("error[unused-fact]"), "{err}");
    let (code, _, err) = check("note", "severity: { unused-fact: note }", &["--strict"]);
    assert!(err.contains("note[unused-fact]"), "{code} {err}");
    let (_, _, err) = check("off", "severity: { unused-fact: off }", &[]);
    assert!(!err.contains("unused-fact"), "{err}");
    // what makes a rule set unusable stays an error, and a code that does not exist is named
    let (code, _, err) = check("weaker", "severity: { unknown-fact: note }", &[]);
    assert!(code == 2 && err.contains("stays an error"), "{err}");
    let (code, _, err) = check("misspelt", "severity: { unused-fct: off }", &[]);
    assert!(code == 2 && err.contains("did you mean `unused-fact`?"), "{err}");

    let (_, _, err) = check("sarif", "", &["--diagnostics", "sarif"]);
    let log: serde_json::Value = serde_json::from_str(&err).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let result = run["results"]
        .as_array()
        .unwrap()
        .iter()
        .find(|r| r["ruleId"] == "unused-fact")
        .unwrap();
    assert_eq!(result["level"], "warning");
    let named = result["ruleIndex"].as_u64().unwrap() as usize;
    assert_eq!(run["tool"]["driver"]["rules"][named]["id"], "unused-fact");
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["region"]["startLine"], 7, "{place}");
    assert!(
        place["artifactLocation"]["uri"]
            .as_str()
            .unwrap()
            .ends_with("rules.yaml")
    );
}
