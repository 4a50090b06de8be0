//! Three real districts' lists, gaps and all: nothing decided on blanks, and the questions settle it.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

use crate::common;
use cleardeck::diagnostics::Sources;
use cleardeck::evaluate::{Verdict, after_answer, answers_to, audit};
use cleardeck::rules::RuleSet;

const DISTRICTS: [&str; 3] = ["pueblo", "dallas", "wake"];

fn each(test: impl Fn(&RuleSet, &str, &Verdict, &str)) {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    for district in DISTRICTS {
        let text = common::file(&format!("examples/{district}/inventory.yaml"));
        let inventory = common::inventory(&text, &set, &mut sources);
        let audit = audit(&set, &inventory);
        for (verdict, initiative) in audit.verdicts.iter().zip(&inventory.initiatives) {
            test(&set, &initiative.name, verdict, audit.answer(verdict));
        }
    }
}

#[test]
fn nothing_is_stopped_scaled_or_spread_on_blanks() {
    each(|_, name, _, answer| assert!(!["stop", "scale", "spread"].contains(&answer), "{name}: {answer}"));
}

#[test]
fn at_most_five_questions_and_at_least_one() {
    each(|_, name, verdict, answer| {
        assert!(verdict.questions.len() <= 5, "{name}");
        assert_eq!(answer == "find-out", !verdict.questions.is_empty(), "{name}");
    });
}

/// Whatever is answered, asking the first question again and again settles it after at most `left` answers.
fn deepest(set: &RuleSet, verdict: &Verdict, left: usize) -> Option<usize> {
    let Some(question) = verdict.questions.first() else {
        return Some(0);
    };
    if left == 0 {
        return None;
    }
    let mut most = 0;
    for answer in answers_to(set, &verdict.sheet, question.fact) {
        most = most.max(deepest(
            set,
            &after_answer(set, &verdict.sheet, question.fact, answer),
            left - 1,
        )?);
    }
    Some(most + 1)
}

#[test]
fn five_answers_settle_every_initiative_whatever_they_are() {
    let mut seen: Vec<(u64, usize)> = Vec::new();
    let seen = std::cell::RefCell::new(&mut seen);
    let settled_by_the_list = std::cell::Cell::new((0, 0));
    each(|set, name, verdict, answer| {
        if answer != "find-out" {
            return;
        }
        let (whole, all) = settled_by_the_list.get();
        settled_by_the_list.set((whole + usize::from(verdict.settles), all + 1));
        let depth = deepest(set, verdict, 5);
        assert!(depth.is_some_and(|d| d <= 5), "{name}: not settled after five answers");
        seen.borrow_mut().push((verdict.possible, depth.unwrap_or_default()));
    });
    let most = seen.borrow().iter().map(|(_, d)| *d).max().unwrap_or_default();
    let (whole, all) = settled_by_the_list.get();
    println!(
        "deepest interview: {most} answers; {whole} of {all} settled by the listed questions whatever the answers"
    );
}
