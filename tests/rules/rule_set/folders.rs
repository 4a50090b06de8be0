//! The rule files as people find them: folders, one style, every name answered, tables whose order decides.

use std::collections::BTreeMap;
use std::path::Path;

use cleardeck::diagnostics::{Code, Diagnostics, Severity, Sources};
use cleardeck::rules::{self, Folder, RuleSet, entries, named_sections};
use cleardeck::yaml::style::{WIDTH, styled};

use super::read::{Read, folder};
use crate::common;

/// The YAML files under a folder by their path in it.
fn tree(folder: &Path) -> BTreeMap<String, String> {
    let files = Folder::read(folder).unwrap().files;
    let name = |p: &Path| p.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
    files
        .iter()
        .map(|p| (name(p), std::fs::read_to_string(p).unwrap()))
        .collect()
}

fn shipped_tree() -> BTreeMap<String, String> {
    tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("rules"))
}

#[test]
fn every_rule_fits_a_screen_and_every_file_has_the_one_style() {
    let mut longest = 0;
    for (name, text) in shipped_tree() {
        let mut sources = Sources::default();
        let file = sources.add(&name, text.clone());
        let style = styled(file, &sources, &mut Diagnostics::default());
        assert_eq!(style.as_deref(), Some(text.as_str()), "{name}");
        for line in text.lines() {
            assert!(line.chars().count() <= WIDTH || line.contains("://"), "{name}: {line}");
        }
        // a rule begins at its dash and ends at the empty line below it
        for item in text.split("\n\n") {
            let lines = item.lines().filter(|l| !l.trim_start().starts_with('#')).count();
            longest = longest.max(lines);
            assert!(lines <= 50, "{name}: {item}");
        }
    }
    assert!(longest >= 15, "no rule was seen");
}

#[test]
fn the_program_carries_the_folder_as_it_stands_and_gives_it_out() {
    let path = std::env::temp_dir().join(format!("cleardeck-tree-{}", std::process::id()));
    let (code, _, err) = common::run(&["rules", "export", &path.to_string_lossy()], "");
    assert_eq!(code, 0, "{err}");
    let exported = tree(&path);
    std::fs::remove_dir_all(&path).unwrap();
    assert!(exported == shipped_tree());
    assert!(exported.len() > 40 && exported.contains_key("stopping/guards.cases.yaml"));
}

const CASES: &str = "cases: [ { id: c, given: { n: 5 }, expect: { recommendation: stop } } ]\n";

/// A rule set of a table alone.
fn table(rows: &str) -> String {
    format!(
        "format: 1\nname: x\nversion: 1\ngoes_without: all\nfacts: [ {{ name: n, of: initiative, type: number }}, {{ name: a, of: initiative, type: yes-no }} ]\ntables: [ {{ id: recommendation, of: initiative, outcomes: [hold, stop], rows: [ {rows} ], otherwise: {{ id: rest, then: hold }} }} ]\nrecommendations: [ {{ id: hold }}, {{ id: stop, title: Stop }} ]\ncaution: [hold]\n"
    )
}

const ROWS: &str =
    "{ id: many, then: stop, when: { n: { at_least: 5 } } }, { id: flagged, then: hold, when: { a: yes } }";

#[test]
fn a_rule_set_of_tables_alone_loads_and_judges() {
    let path = folder("tables", &[("t.yaml", &table(ROWS))]);
    let inventory = "as_of: 2026-06-30\ninitiatives: [ { id: i, name: I, n: 7 }, { id: j, name: J, n: 2 } ]\n";
    let args = ["audit", "-", "--rules", &path, "--format", "json"];
    let (code, out, err) = common::run(&args, inventory);
    std::fs::remove_dir_all(&path).unwrap();
    assert_eq!(code, 0, "{err}");
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert!(report.to_string().contains("\"Stop\""), "{out}");
    // no table is still none
    let mut sources = Sources::default();
    let file = sources.add("x.yaml", "name: x\ngoes_without: all\n").into();
    Read::of(&[file], &[], sources).refused("", Code::NoRules, &["holds no table"]);
}

#[test]
fn a_folder_is_read_with_the_folders_in_it_and_cases_are_told_by_what_they_hold() {
    let rules = table(ROWS);
    let test = |files: &[(&str, &str)], name: &str| {
        let path = folder(name, files);
        let tested = common::run(&["rules", "test", "--rules", &path], "");
        let shown = common::run(&["rules", "show", "rows", "--rules", &path], "");
        std::fs::remove_dir_all(&path).unwrap();
        (tested, shown)
    };
    for (n, files) in [
        [("a/b/rules.yaml", rules.as_str()), ("a/b/rules.cases.yaml", CASES)],
        [("rules.yaml", &rules), ("tests/x.yaml", CASES)],
        [("z/rules.yml", &rules), ("a.yaml", CASES)],
    ]
    .iter()
    .enumerate()
    {
        let (tested, shown) = test(files, &format!("deep-{n}"));
        assert_eq!(
            (tested.0, tested.1.as_str()),
            (0, "1 passed, 0 failed\n"),
            "{}",
            tested.2
        );
        assert!(shown.0 == 0 && shown.1.starts_with("many "), "{shown:?}");
    }
    // what stands beside cases is not passed over
    let mixed = format!("{CASES}rules: []\n");
    let (tested, _) = test(&[("rules.yaml", &rules), ("mixed.yaml", &mixed)], "mixed");
    assert!(tested.0 == 2 && tested.2.contains("mixed.yaml:1:1"), "{}", tested.2);
    // nor is a file that cannot be read; what is hidden is left alone
    let (tested, _) = test(&[("rules.yaml", &rules), ("deep/er/bad.yaml", "a: [\n")], "bad");
    assert!(tested.0 == 2 && tested.2.contains("deep/er/bad.yaml"), "{}", tested.2);
    let (tested, _) = test(
        &[("rules.yaml", &rules), (".git/bad.yaml", "a: [\n"), ("c.yaml", CASES)],
        "hidden",
    );
    assert_eq!(tested.0, 0, "{}", tested.2);
}

fn all(set: &RuleSet) -> Vec<(&'static str, Vec<&str>)> {
    let rows = set.tables.iter().flat_map(|t| &t.rows);
    vec![
        ("rules", set.rules.iter().map(|r| r.id.as_str()).collect()),
        ("rows", rows.map(|r| r.id.as_str()).collect()),
        ("parameters", set.parameters.iter().map(|p| p.name.as_str()).collect()),
        (
            "facts",
            set.facts
                .iter()
                .filter(|f| f.askable)
                .map(|f| f.name.as_str())
                .collect(),
        ),
        (
            "recommendations",
            set.recommendations.iter().map(|r| r.id.as_str()).collect(),
        ),
        ("kinds", set.kinds.iter().map(|k| k.id.as_str()).collect()),
        ("outcomes", set.outcomes.iter().map(|o| o.id.as_str()).collect()),
        ("scales", set.scales.iter().map(|s| s.name.as_str()).collect()),
        ("terms", set.terms.iter().map(|t| t.word.as_str()).collect()),
        ("sources", set.sources.keys().map(String::as_str).collect()),
        ("properties", set.properties.iter().map(|p| p.id.as_str()).collect()),
    ]
}

#[test]
fn every_name_answers_to_rules_show() {
    let mut sources = Sources::default();
    let mut files = rules::shipped(&mut sources);
    files.extend(rules::shipped_properties(&mut sources));
    let set = rules::load(&files, &[], &sources, &mut Diagnostics::default()).unwrap();
    let found = entries(&set, &sources);
    for (section, names) in all(&set) {
        assert!(!names.is_empty(), "{section}");
        for name in names {
            let table = section == "facts" && set.table(name).is_some();
            let there = found.iter().any(|e| e.section == section && e.name == name);
            assert!(there || table, "{section}: {name}");
        }
    }
    for (section, _) in named_sections() {
        assert!(found.iter().any(|e| e.section == section), "{section}");
        let (code, out, err) = common::run(&["rules", "show", section], "");
        assert!(code == 0 && out.lines().count() > 0, "{section}: {err}");
    }
    for (name, said) in [
        ("guard-too-young", "Too young to judge (guard)"),
        ("ground-but-young", "A row of Recommendation"),
        ("fidelity_ok", "Fidelity that is good enough: 0.8 share"),
        ("whole-school-design", "group: design"),
        ("device", "groups (rules/kinds.yaml:"),
        ("stop", "guarded: yes"),
        ("durlak-dupre", "doi.org"),
        ("own-test", "counts: never"),
        ("months", "type: number"),
        ("youth-protects", "never stopped"),
        ("drivers.competency.score", "tools:"),
        ("blended", "also: [blended learning]"),
    ] {
        let (code, out, err) = common::run(&["rules", "show", name], "");
        assert!(code == 0 && out.contains(said), "{name}: {out}{err}");
    }
    // the whole item and nothing of the next, in either style
    let (_, out, _) = common::run(&["rules", "show", "whole-school-design"], "");
    assert!(out.contains("  - full model") && !out.contains("partnership"), "{out}");
    let path = folder("flow", &[("t.yaml", &table(ROWS))]);
    let (_, out, err) = common::run(&["rules", "show", "stop", "--rules", &path], "");
    std::fs::remove_dir_all(&path).unwrap();
    assert!(out.ends_with("\n  { id: stop, title: Stop }\n"), "{out}{err}");
    for (name, near) in [
        ("whole-school-desing", "whole-school-design"),
        ("recomendations", "recommendations"),
        ("durlak-dupree", "durlak-dupre"),
    ] {
        let (code, _, err) = common::run(&["rules", "show", name], "");
        assert!(code == 2 && err.contains(&format!("did you mean `{near}`?")), "{err}");
    }
}

#[test]
fn rows_whose_order_decides_are_named_with_an_inventory() {
    let checked = |rows: &str| {
        let mut sources = Sources::default();
        let file = sources.add("x.yaml", table(rows)).into();
        let mut read = Read::of(&[file], &[], sources);
        assert!(!read.out.has_errors(), "{}", read.drawn);
        let report = read.checked();
        let notes: Vec<_> = read
            .out
            .iter()
            .filter(|d| d.code == Code::OrderDecides)
            .cloned()
            .collect();
        (report.ordered, notes)
    };
    let (pairs, notes) = checked(ROWS);
    assert_eq!((pairs, notes.len(), notes[0].severity), (1, 1, Severity::Note));
    assert!(notes[0].message.contains("`many` (stop)"), "{notes:?}");
    assert!(notes[0].help[0].contains("`flagged` (hold)"), "{notes:?}");
    assert!(
        notes[0].help[0].contains("a = yes") && notes[0].help[0].contains("n = 5"),
        "{notes:?}"
    );
    for rows in [
        // they exclude each other
        "{ id: one, then: stop, when: { n: { at_least: 5 } } }, { id: two, then: hold, when: { n: { less_than: 5 } } }",
        // they say the same
        "{ id: one, then: hold, when: { n: { at_least: 5 } } }, { id: two, then: hold, when: { a: yes } }",
        // where both hold an earlier row has decided
        "{ id: one, then: stop, when: { all: [ { a: yes } ] } }, { id: two, then: stop, when: { n: { at_least: 5 } } }",
    ] {
        assert_eq!(checked(rows), (0, Vec::new()), "{rows}");
    }
}
