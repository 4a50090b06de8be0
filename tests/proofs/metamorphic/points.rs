//! What is decided must not turn against those who measure, and what is proposed is asked nothing of what runs.

use cleardeck::evaluate::{Audit, audit, judge};
use cleardeck::truth::Truth;
use serde_json::{Value, json};

use super::random::Dice;
use super::{MAKER, SET, as_yaml, many, try_read};

/// How far from growth an answer is, the nearest highest; those that are no step of it stand in the middle.
const TOWARDS_GROWTH: [&[&str]; 6] = [
    &["stop"],
    &["repair"],
    &["hold", "contain", "wait", "set-aside"],
    &["keep"],
    &["seed"],
    &["spread", "scale"],
];

fn step(audit: &Audit, place: usize) -> usize {
    let answer = audit.answer(&audit.verdicts[place]);
    TOWARDS_GROWTH.iter().position(|same| same.contains(&answer)).unwrap()
}

/// A random inventory whose entries all have careful studies with a gain, and no results but a word.
fn studied(seed: u64, summary: &str) -> Value {
    let mut written = MAKER.inventory(seed);
    let mut dice = Dice::new(seed);
    for entry in written["initiatives"].as_array_mut().unwrap() {
        let entry = entry.as_object_mut().unwrap();
        entry.remove("results");
        entry.remove("studies");
        // a word on results says that it runs; both of the records do
        entry.insert("status".to_owned(), json!("active"));
        entry.insert("results_stated".to_owned(), json!({ "summary": summary }));
        let sites = 1 + dice.below(9);
        let studies = json!({ "summary": "better", "sites": sites, "sustained_worse": "no" });
        entry.insert("studies_stated".to_owned(), studies);
    }
    written
}

#[test]
fn an_inconclusive_result_takes_nothing_further_from_growth_by_studies() {
    let promising = SET.rule_id("promising-elsewhere").unwrap();
    let (mut tried, mut grown) = (0, 0);
    for seed in 0..many(0.5, 150) {
        let texts = ["not-measured", "inconclusive"].map(|word| as_yaml(&studied(seed, word).to_string()));
        let [Ok(without), Ok(with)] = texts.clone().map(|text| try_read(&text)) else {
            continue;
        };
        let (without, with) = (judge(&SET, &without), judge(&SET, &with));
        for place in 0..without.verdicts.len() {
            if without.verdicts[place].sheet.rule(promising) != Truth::True {
                continue;
            }
            let (before, after) = (step(&without, place), step(&with, place));
            assert!(after >= before, "entry {place} of {}", texts[1]);
            tried += 1;
            grown += usize::from(before >= 4);
        }
    }
    assert!(tried > 20 && grown > 5, "{tried} entries, {grown} of them grow");
}

#[test]
fn what_is_proposed_is_asked_nothing_that_only_a_running_program_has() {
    let (mut tried, mut asked) = (0, 0);
    for seed in 0..many(0.05, 30) {
        let mut written = MAKER.inventory(seed);
        for entry in written["initiatives"].as_array_mut().unwrap() {
            let entry = entry.as_object_mut().unwrap();
            for of_what_runs in ["results", "results_stated", "implementation", "age", "decided"] {
                entry.remove(of_what_runs);
            }
            entry.insert("status".to_owned(), json!("proposed"));
        }
        let Ok(read) = try_read(&as_yaml(&written.to_string())) else {
            continue;
        };
        for verdict in &audit(&SET, &read).verdicts {
            tried += 1;
            for question in &verdict.questions {
                let name = &SET.fact(question.fact).name;
                let runs = ["results.", "implementation.", "age."]
                    .iter()
                    .any(|of| name.starts_with(of));
                assert!(!runs, "{name} is asked of what is proposed in {written}");
                asked += 1;
            }
        }
    }
    assert!(tried > 20 && asked > 20, "{tried} entries, {asked} questions");
}
