//! Every claim of the source documents has an input that makes a difference by it: `docs/coverage.md`, row by row.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail"
)]

use std::collections::BTreeSet;

use cleardeck::diagnostics::Sources;
use cleardeck::evaluate::{Audit, Sheet, judge};
use cleardeck::report::{Audience, Depth, Edition, Markdown, View};
use cleardeck::rules::{RuleSet, Subject, value_text};
use serde_yaml::{Mapping, Value};

use crate::common;

/// A row of the tables.
struct Claim {
    id: String,
    flips: String,
    from: String,
    to: String,
    with: Mapping,
    input: Mapping,
}

/// The fields of a cell in backticks; an empty cell has none.
fn fields(cell: &str) -> Mapping {
    let text = cell.trim_matches('`');
    serde_yaml::from_str(&format!("{{ {text} }}")).unwrap_or_else(|e| panic!("{cell}: {e}"))
}

/// The rows of all tables with an input.
fn claims(page: &str) -> Vec<Claim> {
    let rows = page
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.strip_suffix('|'));
    let cells = rows.map(|row| row.split('|').map(str::trim).collect::<Vec<_>>());
    let cells = cells.filter(|row| row.len() == 7 && row[0] != "claim" && row[0] != "---");
    cells
        .map(|row| Claim {
            id: row[0].to_owned(),
            flips: row[2].to_owned(),
            from: row[3].to_owned(),
            to: row[4].to_owned(),
            with: fields(row[5]),
            input: fields(row[6]),
        })
        .collect()
}

/// An empty inventory: one initiative, one school, one goal.
fn empty() -> Value {
    serde_yaml::from_str(
        "{ format: 1, as_of: 2026-06-30, district: { name: Somewhere }, plan: { goals: [ { id: g, name: A goal } ] }, \
         schools: [ { id: s, name: A school } ], initiatives: [ { id: i, name: An entry } ] }",
    )
    .unwrap()
}

/// The record of the inventory that a fact is written into.
fn record(inventory: &mut Value, of: Subject) -> &mut Value {
    match of {
        Subject::District => inventory,
        Subject::School => &mut inventory["schools"][0],
        Subject::Goal => &mut inventory["plan"]["goals"][0],
        Subject::Initiative => &mut inventory["initiatives"][0],
    }
}

/// Writes fields into the inventory, each where the rules say that its fact stands.
fn write(inventory: &mut Value, fields: &Mapping, set: &RuleSet) {
    for (key, value) in fields {
        let name = key.as_str().expect("a name");
        let fact = set.fact_id(name).map(|id| set.fact(id));
        let mut place = record(inventory, fact.map_or(Subject::Initiative, |f| f.of));
        // rows stand under `results`, what is stated of them beside it
        let written = match name.split_once('.') {
            Some((list @ ("results" | "studies"), rest)) => format!("{list}_stated.{rest}"),
            _ => name.to_owned(),
        };
        for part in written.split('.') {
            let fields = place.as_mapping_mut().expect("a group of fields");
            place = fields
                .entry(part.into())
                .or_insert_with(|| Value::Mapping(Mapping::new()));
        }
        *place = value.clone();
    }
}

fn sheet<'a>(audit: &'a Audit, of: Subject) -> &'a Sheet {
    match of {
        Subject::District => &audit.district,
        Subject::School => &audit.schools[0],
        Subject::Goal => &audit.goals[0],
        Subject::Initiative => &audit.verdicts[0].record,
    }
}

/// What an inventory with some fields says to a claim.
fn said(set: &RuleSet, flips: &str, written: &[&Mapping]) -> String {
    let mut inventory = empty();
    for fields in written {
        write(&mut inventory, fields, set);
    }
    let mut sources = Sources::default();
    let inventory = common::inventory(&serde_yaml::to_string(&inventory).unwrap(), set, &mut sources);
    let audit = judge(set, &inventory);
    if let Some(words) = flips.strip_prefix("report: ") {
        let view = View::of(&audit, &sources, Depth::Answers, Audience::Internal).unwrap();
        let report = Markdown::default().text(&view, Edition::NeedsAnalysis, None).unwrap();
        return if report.contains(words) { "yes" } else { "no" }.to_owned();
    }
    if let Some(id) = set.rule_id(flips) {
        return sheet(&audit, set.rule(id).of).rule(id).word().to_owned();
    }
    let table = set
        .table(flips)
        .unwrap_or_else(|| panic!("`{flips}` is no rule and no table"));
    if audit.decision().is_some_and(|decision| decision.fact == table.fact) {
        return audit.answer(&audit.verdicts[0]).to_owned();
    }
    value_text(set.fact(table.fact), sheet(&audit, table.of).value(table.fact))
}

#[test]
fn every_claim_has_an_input_that_makes_the_difference() {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let claims = claims(&common::file("docs/coverage.md"));
    let ids: BTreeSet<&str> = claims.iter().map(|c| c.id.as_str()).collect();
    assert_eq!(ids.len(), claims.len(), "an id stands twice");
    for (source, least) in [("SW", 62), ("PL", 17), ("CD", 6), ("TR", 95), ("LH", 14), ("WL", 8)] {
        let own = ids.iter().filter(|id| id.starts_with(source)).count();
        assert!(own >= least, "only {own} claims of {source}");
    }
    let mut wrong = Vec::new();
    for claim in &claims {
        assert_ne!(claim.from, claim.to, "{} makes no difference", claim.id);
        assert!(!claim.input.is_empty(), "{} has no input", claim.id);
        let before = said(&set, &claim.flips, &[&claim.with]);
        let after = said(&set, &claim.flips, &[&claim.with, &claim.input]);
        if (&before, &after) != (&claim.from, &claim.to) {
            let Claim {
                id, flips, from, to, ..
            } = claim;
            wrong.push(format!("{id} {flips}: {from} → {to}, and it was {before} → {after}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        claims.len(),
        wrong.join("\n")
    );
}

/// The findings that rest on one of the source documents are those of some claim, or stand under a heading of which
/// another is.
#[test]
fn no_finding_stands_without_a_claim() {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let claims = claims(&common::file("docs/coverage.md"));
    let texts = [
        "scale-what",
        "civil-debate",
        "personalized-learning-draft",
        "hybrids-note",
        "traction",
        "low-hanging-fruit",
        "who-learns",
    ];
    let flipped: BTreeSet<&str> = claims.iter().map(|c| c.flips.as_str()).collect();
    let folds: BTreeSet<usize> = flipped.iter().filter_map(|f| set.rule(set.rule_id(f)?).fold).collect();
    let rests = |rule: &cleardeck::rules::Rule| rule.prose.sources.iter().any(|s| texts.contains(&s.as_str()));
    let told = |rule: &cleardeck::rules::Rule| {
        flipped.contains(rule.id.as_str()) || rule.fold.is_some_and(|fold| folds.contains(&fold))
    };
    let findings = set.rules.iter().filter(|r| r.part.word() == "finding");
    let without: Vec<&str> = findings
        .filter(|r| rests(r) && !told(r))
        .map(|r| r.id.as_str())
        .collect();
    assert!(without.is_empty(), "{without:?}");
}
