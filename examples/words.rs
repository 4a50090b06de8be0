//! How often what is said of results is wrong, of schools whose true effects are known.
//!
//! `cargo run --release --example words` prints the table of `docs/simulation.md`. A setting is a number of schools,
//! the standard error of a result, the spread of true effects between schools, one outcome or two, and how the rows
//! tell their errors: all alike, unequal (a third to three times of it), or not at all. A word about the measured schools
//! is judged by their own true mean, weighted as theirs is; what is said of the next school by the mean of all schools.

#![allow(clippy::indexing_slicing, reason = "places of short lists")]

#[allow(
    clippy::duplicate_mod,
    reason = "a test takes two examples, each of which stands alone"
)]
#[path = "common/dice.rs"]
mod dice;

use cleardeck::diagnostics::{Diagnostics, Sources, Span};
use cleardeck::evidence::{Schools, Thresholds, Word};
use cleardeck::inventory::{Comparison, ResultRow};
use cleardeck::rules::contract::NextSchool;
use cleardeck::rules::{self, RuleSet};
use cleardeck::statistics::{Interval, Row};
pub use dice::Dice;

/// How rows tell their errors.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Errors {
    /// All alike.
    Alike,
    /// From a third to three times of it.
    Unequal,
    /// Nobody states them.
    Unstated,
}

/// What is simulated.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Schools, each with one row for each outcome.
    pub schools: usize,
    /// The standard error of a row.
    pub error: f64,
    /// The standard deviation of true effects between schools.
    pub spread: f64,
    /// Outcomes.
    pub outcomes: usize,
    /// How rows tell their errors.
    pub errors: Errors,
}

/// How often, in percent, something is said, and how often wrongly.
#[derive(Clone, Copy, Default, PartialEq, Debug)]
pub struct Rates {
    /// Harm where the measured schools do not lose on the outcome; no program has an effect.
    pub false_harm: f64,
    /// No difference where the measured schools differ by as much as counts against it; the true effect is 0.2.
    pub false_none: f64,
    /// Better where the measured schools do not gain; no program has an effect.
    pub false_better: f64,
    /// Worse where they do not lose; no program has an effect.
    pub false_worse: f64,
    /// A gain for the next school, where schools like these gain nothing on average.
    pub false_next: f64,
    /// The same, and better results in as many schools as the bar asks for: what scale needs of results.
    pub false_scale: f64,
    /// Better, or likely better, where the true effect is 0.2.
    pub power: f64,
    /// What scale needs of results, where the true effect is 0.2.
    pub power_next: f64,
}

/// The thresholds of the shipped rule set.
pub fn thresholds() -> Option<Thresholds> {
    let mut sources = Sources::default();
    let files = rules::shipped(&mut sources);
    let set: RuleSet = rules::load(&files, &[], &sources, &mut Diagnostics::default())?;
    Some(Thresholds::read(&|threshold| set.threshold(threshold).map(|p| p.value)))
}

/// In so many schools harm has to be shown (`harm_schools`).
const HARM_SCHOOLS: usize = 2;
/// The share and the number of schools that the bar asks for (`share_for_scale`, `schools_for_scale`).
const BAR_SHARE: f64 = 0.6;
const BAR_SCHOOLS: f64 = 6.0;
const OUTCOMES: [&str; 2] = ["Mathematics", "Reading"];

/// The rows of one program with a true effect on each outcome, and the true effects of its schools by outcome.
fn rows(setting: Setting, effect: f64, dice: &mut Dice) -> (Vec<ResultRow>, Vec<Vec<Row>>) {
    let (mut rows, mut truths) = (Vec::new(), vec![Vec::new(); setting.outcomes]);
    for school in 0..setting.schools {
        for (outcome, truths) in truths.iter_mut().enumerate() {
            let truth = effect + setting.spread * dice.normal();
            let error = match setting.errors {
                Errors::Unequal => setting.error * 3.0_f64.powf(2.0 * dice.uniform() - 1.0),
                Errors::Alike | Errors::Unstated => setting.error,
            };
            truths.push(Row {
                effect: truth,
                variance: error * error,
            });
            rows.push(ResultRow {
                school: Some(school),
                schools: None,
                year: Some(2026),
                measure: OUTCOMES[outcome].to_owned(),
                outcome: None,
                effect: Some(Interval::at(truth + error * dice.normal())),
                error: (setting.errors != Errors::Unstated).then(|| Interval::at(error)),
                direction: None,
                students: None,
                comparison: Some(Comparison::Matched),
                subgroup: String::new(),
                fidelity: None,
                level: String::new(),
                withheld: false,
                span: Span::NOWHERE,
            });
        }
    }
    (rows, truths)
}

/// Simulates so many programs without an effect and as many with one of 0.2.
pub fn rates(setting: Setting, thresholds: Thresholds, programs: usize, dice: &mut Dice) -> Rates {
    let mut rates = Rates::default();
    let share = 100.0 / programs as f64;
    for effect in [0.0, 0.2] {
        for _ in 0..programs {
            let (rows, truths) = rows(setting, effect, dice);
            let told = rows.iter().map(|row| (row.measure.as_str().into(), row)).collect();
            let schools = Schools::of(told, thresholds);
            let mean = |truths: &Vec<Row>| {
                let weights: f64 = truths.iter().map(|t| 1.0 / t.variance).sum();
                truths.iter().map(|t| t.effect / t.variance).sum::<f64>() / weights
            };
            let means: Vec<f64> = truths.iter().map(mean).collect();
            let word = schools.word();
            let next = schools.next_school() == NextSchool::Gain && word == Word::Better;
            // what the bar asks besides, where the measured schools are all that could use it
            let bar = (BAR_SHARE * setting.schools as f64).ceil().min(BAR_SCHOOLS) as usize;
            let scale = next && schools.schools_better().0 >= bar;
            let add = |rate: &mut f64, says: bool| *rate += if says { share } else { 0.0 };
            if effect == 0.0 {
                add(
                    &mut rates.false_harm,
                    schools.harmed() >= HARM_SCHOOLS && means.iter().all(|mean| *mean >= 0.0),
                );
                add(
                    &mut rates.false_better,
                    word == Word::Better && means.iter().all(|mean| *mean <= 0.0),
                );
                add(
                    &mut rates.false_worse,
                    word == Word::Worse && means.iter().all(|mean| *mean >= 0.0),
                );
                add(&mut rates.false_next, next);
                add(&mut rates.false_scale, scale);
            } else {
                let counts = means.iter().any(|mean| mean.abs() >= thresholds.excluded);
                add(&mut rates.false_none, word == Word::None && counts);
                add(&mut rates.power, matches!(word, Word::Better | Word::Likely));
                add(&mut rates.power_next, scale);
            }
        }
    }
    rates
}

/// Every setting.
pub fn settings() -> Vec<Setting> {
    let mut all = Vec::new();
    for errors in [Errors::Alike, Errors::Unequal, Errors::Unstated] {
        for outcomes in 1..=2 {
            for spread in [0.0, 0.1, 0.2] {
                for error in [0.02, 0.06, 0.12, 0.2] {
                    all.extend((1..=8).map(|schools| Setting {
                        schools,
                        error,
                        spread,
                        outcomes,
                        errors,
                    }));
                }
            }
        }
    }
    all
}

/// The settings in which one more school is predicted: enough schools, one outcome, errors all alike.
pub fn settings_to_predict() -> impl Iterator<Item = Setting> {
    let alike = |s: &Setting| s.errors == Errors::Alike && s.outcomes == 1 && s.schools >= 5;
    settings().into_iter().filter(alike)
}

/// The share of intervals for one more school that hold its effect, in percent.
pub fn predicted(setting: Setting, thresholds: Thresholds, samples: usize, dice: &mut Dice) -> f64 {
    let (mut held, mut told) = (0, 0);
    for _ in 0..samples {
        let (rows, _) = rows(setting, 0.1, dice);
        let schools = Schools::of(
            rows.iter().map(|row| (row.measure.as_str().into(), row)).collect(),
            thresholds,
        );
        let Some(sample) = schools
            .leading()
            .and_then(|outcome| outcome.sample(thresholds.few_schools))
        else {
            continue;
        };
        let another = 0.1 + setting.spread * dice.normal();
        let expected = sample.expected(thresholds.confidence);
        told += 1;
        held += usize::from(expected.low <= another && another <= expected.high);
    }
    100.0 * held as f64 / told.max(1) as f64
}

#[allow(dead_code, reason = "the test takes the parts and leaves the printing")]
fn main() {
    let Some(thresholds) = thresholds() else { return };
    let mut dice = Dice(20_261_127);
    println!(
        "| errors | outcomes | spread | error | schools | false harm | false none | false better | false worse | false next | false scale | power | power scale |"
    );
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    for setting in settings() {
        let r = rates(setting, thresholds, PROGRAMS, &mut dice);
        let told = match setting.errors {
            Errors::Alike => "alike",
            Errors::Unequal => "unequal",
            Errors::Unstated => "not stated",
        };
        let Setting {
            outcomes,
            spread,
            error,
            schools,
            ..
        } = setting;
        println!(
            "| {told} | {outcomes} | {spread} | {error} | {schools} | {:.2} | {:.2} | {:.2} | {:.2} | {:.2} | {:.2} | {:.0} | {:.0} |",
            r.false_harm,
            r.false_none,
            r.false_better,
            r.false_worse,
            r.false_next,
            r.false_scale,
            r.power,
            r.power_next
        );
    }
    println!("\n| schools | error | spread | held |\n| ---: | ---: | ---: | ---: |");
    for setting in settings_to_predict() {
        let held = predicted(setting, thresholds, PROGRAMS, &mut dice);
        let Setting {
            schools, error, spread, ..
        } = setting;
        println!("| {schools} | {error} | {spread} | {held:.1} |");
    }
}

/// Programs with an effect, and as many without, for each line of the table.
#[allow(dead_code, reason = "the test takes fewer")]
const PROGRAMS: usize = 3_000;
