//! How often each recommendation is given to pilots whose true effect is known, and how often it is settled.
//!
//! `cargo run --release --example simulation` prints the table of `docs/evidence.md`. A pilot is in half of the
//! schools that could use it, carried out as designed, with the drivers in place, affordable and with nothing that
//! protects it, so that its results alone decide. Its schools differ in place and poverty, and their true effects by a
//! standard deviation of 0.1. A row is one school in one year: its true effect, a shock of that year (0.05), and the
//! sampling error of 50 to 110 students in two equal groups. The numbers of this world are assumptions.

#![allow(clippy::indexing_slicing, reason = "places of short lists")]

#[allow(
    clippy::duplicate_mod,
    reason = "a test takes two examples, each of which stands alone"
)]
#[path = "common/dice.rs"]
mod dice;

use std::collections::BTreeMap;

use cleardeck::diagnostics::{Diagnostics, Sources};
use cleardeck::evaluate::audit;
use cleardeck::inventory::{self, Comparison, Initiative, Inventory, ResultRow};
use cleardeck::rules::{self, RuleSet};
use cleardeck::statistics::{Estimator, Interval, Row, Test, pool};
use cleardeck::truth::Number;
pub use dice::Dice;

/// Standard deviation of true effects between schools.
const BETWEEN: f64 = 0.1;
/// Standard deviation of a school's effect from year to year.
const YEARLY: f64 = 0.05;

/// The shipped rule set.
pub fn shipped() -> Option<RuleSet> {
    let mut sources = Sources::default();
    let files = rules::shipped(&mut sources);
    rules::load(&files, &[], &sources, &mut Diagnostics::default())
}

/// A pilot of so many schools in its so many years, without results.
pub fn pilot(set: &RuleSet, schools: usize, years: usize) -> Option<Inventory> {
    let mut text = String::from("format: 1\nas_of: 2026-06-30\nschools:\n");
    for n in 0..schools {
        let locale = ["city", "suburb", "town", "rural"][n % 4];
        let poverty = [0.15, 0.4, 0.6, 0.85][n / 2 % 4];
        text.push_str(&format!(
            "  - {{ id: S{n}, name: School {n}, locale: {locale}, poverty: {poverty} }}\n"
        ));
    }
    text.push_str(&format!(
        "initiatives:\n  - {{ id: p, name: Pilot, kind: curriculum, age: {{ years: {years} }}, goals_count: 1, \
         scope: {{ share_of_schools: 0.5, required: no }}, implementation: {{ faithful: yes, in_use: yes, practitioner_share: 1 }}, \
         drivers: {{ weakest: partial }}, protections: {{ none: yes }}, contract: {{ mandate: no }}, dependants: {{ any: no }}, \
         harm: {{ reported: no }}, alternatives: {{ better: no }}, money: {{ affordable: yes, priced: yes, funding_after: secured }}, \
         studies_stated: {{ summary: none-found, sustained_worse: no }}, \
         results_stated: {{ beats_current: yes }} }}\n"
    ));
    let mut sources = Sources::default();
    let file = sources.add("pilot", text);
    inventory::load(file, set, None, &sources, &mut Diagnostics::default())
}

/// Results of a pilot with a true effect, and in its first school those of the students furthest behind, who gain alike.
fn results(initiative: &Initiative, schools: usize, years: usize, effect: f64, dice: &mut Dice) -> Vec<ResultRow> {
    let mut rows = Vec::new();
    for school in 0..schools {
        let own = effect + BETWEEN * dice.normal();
        for year in 0..years {
            let students = 50.0 + (60.0 * dice.uniform()).floor();
            let truth = own + YEARLY * dice.normal();
            let mut measure = |students: f64, subgroup: &str| {
                let se = (4.0 / students).sqrt();
                ResultRow {
                    school: Some(school),
                    schools: None,
                    year: Some(2026 - (years - 1 - year) as i16),
                    measure: "reading".to_owned(),
                    outcome: None,
                    effect: Some(Interval::at(truth + se * dice.normal())),
                    error: Some(Interval::at(se)),
                    direction: None,
                    students: Number::nearest(students),
                    comparison: Some(Comparison::Matched),
                    subgroup: subgroup.to_owned(),
                    fidelity: None,
                    level: String::new(),
                    withheld: false,
                    span: initiative.span,
                }
            };
            rows.push(measure(students, ""));
            if school == 0 {
                rows.push(measure((students / 2.0).floor(), "furthest behind"));
            }
        }
    }
    rows
}

/// How often each recommendation is given in so many pilots, and how often one is settled, provided and open.
pub fn recommended(
    set: &RuleSet,
    (schools, years): (usize, usize),
    effect: f64,
    pilots: usize,
    dice: &mut Dice,
) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    let Some(mut inventory) = pilot(set, schools, years) else {
        return counts;
    };
    for _ in 0..pilots {
        for initiative in &mut inventory.initiatives {
            initiative.results = results(initiative, schools, years, effect, dice);
        }
        let audit = audit(set, &inventory);
        for verdict in &audit.verdicts {
            for word in [audit.answer(verdict), verdict.firmness.word()] {
                *counts.entry(word.to_owned()).or_default() += 1;
            }
        }
    }
    counts
}

/// The share of pooled intervals that hold the true mean, and of prediction intervals that hold a next school's effect.
pub fn coverage(schools: usize, test: Test, between: f64, samples: usize, dice: &mut Dice) -> (f64, f64) {
    let (mut mean, mut next) = (0, 0);
    for _ in 0..samples {
        let rows: Vec<Row> = (0..schools)
            .map(|_| {
                let variance = 4.0 / (50.0 + 60.0 * dice.uniform());
                Row {
                    effect: 0.1 + between * dice.normal() + variance.sqrt() * dice.normal(),
                    variance,
                }
            })
            .collect();
        let Ok(pooled) = pool(&rows, Estimator::Reml, test) else {
            continue;
        };
        let another = 0.1 + between * dice.normal();
        mean += usize::from(pooled.ci.low <= 0.1 && 0.1 <= pooled.ci.high);
        next += usize::from(pooled.prediction.is_some_and(|p| p.low <= another && another <= p.high));
    }
    (mean as f64 / samples as f64, next as f64 / samples as f64)
}

#[allow(dead_code, reason = "the test takes the parts and leaves the printing")]
fn main() {
    let Some(set) = shipped() else { return };
    let mut dice = Dice(20_261_125);
    let words = [
        "scale", "spread", "keep", "contain", "hold", "repair", "seed", "wait", "stop", "settled", "provided",
    ];
    println!("| true effect | schools | years | {} |", words.join(" | "));
    println!("| ---: | ---: | ---: |{}", " ---: |".repeat(words.len()));
    for effect in [0.0, 0.05, 0.2] {
        for schools in [2, 4, 6, 8, 10] {
            for years in 1..=4 {
                let counts = recommended(&set, (schools, years), effect, PILOTS, &mut dice);
                let share = |word: &&str| {
                    let count = counts.get(*word).copied().unwrap_or_default();
                    format!("{:.1}", 100.0 * count as f64 / PILOTS as f64)
                };
                let shares: Vec<String> = words.iter().map(share).collect();
                println!("| {effect} | {schools} | {years} | {} |", shares.join(" | "));
            }
        }
    }
    println!("\n| schools | spread | interval of the mean: knha | adhoc | z | next school: knha | adhoc | z |");
    println!("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    for schools in [3, 5, 10, 20] {
        for between in [0.0, 0.1, 0.3] {
            let tests = [Test::KnappHartung, Test::KnappHartungAdHoc, Test::Z];
            let covered = tests.map(|test| coverage(schools, test, between, SAMPLES, &mut dice));
            let mean = covered.map(|(mean, _)| format!("{:.1}", 100.0 * mean)).join(" | ");
            let next = covered.map(|(_, next)| format!("{:.1}", 100.0 * next)).join(" | ");
            println!("| {schools} | {between} | {mean} | {next} |");
        }
    }
}

/// Pilots for each line of the table.
#[allow(dead_code, reason = "the test takes fewer")]
const PILOTS: usize = 2000;
/// Sets of schools for each coverage.
#[allow(dead_code, reason = "the test takes fewer")]
const SAMPLES: usize = 10_000;
