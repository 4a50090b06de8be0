//! Thirty documented decisions, judged on what was known at the time.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

use crate::common;
use cleardeck::diagnostics::{Diagnostics, Sources};
use cleardeck::evaluate::{Verdict, audit};
use cleardeck::yaml::{self, Limits, Node};

/// A case and what is said of it.
#[derive(Debug)]
struct Judged {
    id: String,
    answer: String,
    expected: String,
    also_ok: Vec<String>,
    verdict: Verdict,
    never: Vec<String>,
}

impl Judged {
    /// The answer is the expected or a defensible one.
    fn is_defensible(&self) -> bool {
        self.answer == self.expected || self.also_ok.contains(&self.answer)
    }

    fn is_wrong(&self) -> bool {
        self.never.contains(&self.answer)
    }
}

fn judged(folder: &str) -> Vec<Judged> {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let mut problems = Diagnostics::default();
    let list = common::file(&format!("{folder}/cases.yaml"));
    let file = sources.add("cases.yaml", list);
    let text = sources.text(file).to_owned();
    let tree = yaml::read(file, &text, &Limits::default(), &mut problems).unwrap();
    let cases = tree.get("cases").and_then(Node::as_list).unwrap();
    let word = |case: &Node, key: &str| case.get(key).and_then(Node::as_text).unwrap_or_default().to_owned();
    let words = |case: &Node, key: &str| -> Vec<String> {
        let list = case.get(key).and_then(Node::as_list).unwrap_or_default();
        list.iter().filter_map(|n| n.as_text()).map(str::to_owned).collect()
    };
    cases
        .iter()
        .map(|case| {
            let id = word(case, "id");
            let inventory = common::inventory(&common::file(&format!("{folder}/{id}.yaml")), &set, &mut sources);
            let audit = audit(&set, &inventory);
            let verdict = &audit.verdicts[0];
            Judged {
                answer: audit.answer(verdict).to_owned(),
                expected: word(case, "expected"),
                also_ok: words(case, "also_ok"),
                verdict: verdict.clone(),
                never: words(case, "never"),
                id,
            }
        })
        .collect()
}

fn count(cases: &[Judged], is: fn(&Judged) -> bool) -> usize {
    cases.iter().filter(|case| is(case)).count()
}

fn print_misses(cases: &[Judged]) {
    for case in cases.iter().filter(|case| !case.is_defensible()) {
        let Judged {
            id, answer, expected, ..
        } = case;
        println!("  {id}: {answer}, expected {expected}");
    }
}

#[test]
fn no_answer_is_plainly_wrong_and_most_are_defensible() {
    let cases = judged("tests/backtest");
    assert_eq!(cases.len(), 30);
    assert!(scored("thirty cases", &cases) >= LEAST);
}

#[test]
fn few_of_their_answers_stay_open() {
    let mut shares = common::Shares::default();
    for case in judged("tests/backtest") {
        shares.count(&case.verdict);
    }
    println!("thirty cases: {shares}");
    assert!(shares.open_share() <= 0.05, "{shares}");
}

/// The count that holds today; `docs/backtest.md` names each miss.
const LEAST: usize = 30;
/// That of the second reading.
const LEAST_BY_HAND: usize = 26;
/// That of the single entries.
const LEAST_ENTRIES: usize = 35;

/// How many cases one answer to all of them would get right, at best.
fn best_constant(cases: &[Judged]) -> (usize, String) {
    let fits = |answer: &String| {
        let fit = |case: &&Judged| case.expected == *answer || case.also_ok.contains(answer);
        (cases.iter().filter(fit).count(), answer.clone())
    };
    let answers = cases
        .iter()
        .flat_map(|case| case.also_ok.iter().chain([&case.expected]));
    answers.map(fits).max().unwrap()
}

/// Prints how many are defensible; none is plainly wrong.
fn scored(what: &str, cases: &[Judged]) -> usize {
    let wrong: Vec<_> = cases.iter().filter(|case| case.is_wrong()).collect();
    let wrong: Vec<_> = wrong.iter().map(|case| (&case.id, &case.answer)).collect();
    let (fit, exact) = (
        count(cases, Judged::is_defensible),
        count(cases, |case| case.answer == case.expected),
    );
    let (constant, answer) = best_constant(cases);
    println!(
        "{what}: {fit} of {} defensible, {exact} of them the expected answer; `{answer}` for all would be {constant}",
        cases.len()
    );
    print_misses(cases);
    assert!(wrong.is_empty(), "{wrong:?}");
    fit
}

#[test]
fn a_second_reading_of_the_same_cases_by_another_hand() {
    let cases = judged("tests/backtest/by-hand");
    assert_eq!(cases.len(), 30);
    assert!(scored("by hand", &cases) >= LEAST_BY_HAND);
}

#[test]
fn single_entries_get_the_answer_of_a_careful_reading() {
    let cases = judged("tests/backtest/entries");
    assert_eq!(cases.len(), 35);
    assert!(scored("single entries", &cases) >= LEAST_ENTRIES);
}

/// What earlier rules decided wrongly, each inventory named by it.
#[test]
fn what_was_decided_wrongly_is_not_again() {
    let cases = judged("tests/backtest/faults");
    assert_eq!(cases.len(), 25);
    for case in &cases {
        println!("{}: {}", case.id, case.answer);
        assert!(!case.is_wrong(), "{}: {}", case.id, case.answer);
    }
}
