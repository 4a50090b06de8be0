//! Three real districts' lists, gaps and all: every line answered, nothing acted on that blanks decided.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

use crate::common;
use cleardeck::diagnostics::Sources;
use cleardeck::evaluate::{Audit, Firmness, Verdict, audit};
use cleardeck::rules::RuleSet;

const DISTRICTS: [&str; 3] = ["pueblo", "dallas", "wake"];

fn each(test: impl Fn(&RuleSet, &str, &Audit, &Verdict)) {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    for district in DISTRICTS {
        let text = common::file(&format!("examples/{district}/inventory.yaml"));
        let inventory = common::inventory(&text, &set, &mut sources);
        let audit = audit(&set, &inventory);
        for (verdict, initiative) in audit.verdicts.iter().zip(&inventory.initiatives) {
            test(&set, &initiative.name, &audit, verdict);
        }
    }
}

#[test]
fn nothing_is_stopped_scaled_or_spread_on_blanks() {
    each(|_, name, audit, verdict| {
        let answer = audit.answer(verdict);
        let commits = ["stop", "scale", "spread"].contains(&answer);
        assert!(!(commits && audit.may_be_acted_on(verdict)), "{name}: {answer}");
    });
}

#[test]
fn every_line_has_an_answer_and_what_is_not_settled_asks() {
    each(|set, name, audit, verdict| {
        assert!(set.recommendation(audit.answer(verdict)).is_some(), "{name}");
        assert!(verdict.questions.len() <= 5, "{name}");
        assert_eq!(verdict.is_settled(), verdict.questions.is_empty(), "{name}");
        let rests = verdict.firmness == Firmness::Provided;
        assert_eq!(rests, !verdict.checks.is_empty(), "{name}");
    });
}

#[test]
fn few_answers_stay_open() {
    let shares = std::cell::RefCell::new(common::Shares::default());
    each(|_, _, _, verdict| shares.borrow_mut().count(verdict));
    println!("three districts: {}", shares.borrow());
    assert!(shares.borrow().open_share() <= 0.05, "{}", shares.borrow());
}
