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
    let wrong: Vec<_> = cases.iter().filter(|case| case.is_wrong()).collect();
    let wrong: Vec<_> = wrong.iter().map(|case| (&case.id, &case.answer)).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    let exact = count(&cases, |case| case.answer == case.expected);
    let fit = count(&cases, Judged::is_defensible);
    println!("{fit} of 30 defensible, {exact} of them the expected answer");
    print_misses(&cases);
    assert!(fit >= LEAST, "{fit} of 30");
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
const LEAST: usize = 29;
/// That of the second reading.
const LEAST_BY_HAND: usize = 22;

#[test]
fn a_second_reading_of_the_same_cases_by_another_hand() {
    let cases = judged("tests/backtest/by-hand");
    assert_eq!(cases.len(), 30);
    let wrong: Vec<_> = cases.iter().filter(|case| case.is_wrong()).collect();
    let wrong: Vec<_> = wrong
        .iter()
        .map(|case| (case.id.as_str(), case.answer.as_str()))
        .collect();
    let fit = count(&cases, Judged::is_defensible);
    let exact = count(&cases, |case| case.answer == case.expected);
    println!("by hand: {fit} of 30 defensible, {exact} of them the expected answer, in `never`: {wrong:?}");
    print_misses(&cases);
    // those that are plainly wrong run, and are below the bar of growth by what this reading leaves open
    let known = [("C31", "wait"), ("C57", "wait")];
    assert!(wrong.iter().all(|case| known.contains(case)), "{wrong:?}");
    assert!(fit >= LEAST_BY_HAND, "{fit} of 30");
}
