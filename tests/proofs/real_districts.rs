//! Three real districts' lists, gaps and all: every line answered, nothing acted on that blanks decided.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

use std::collections::BTreeMap;

use crate::common;
use crate::interview::Dice;
use cleardeck::diagnostics::Sources;
use cleardeck::evaluate::{Audit, Firmness, Verdict, audit, judge};
use cleardeck::interview::Interview;
use cleardeck::interview::ticks::answer;
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

/// What somebody in a district office may say of a list to tick; the years count from that of the audit.
fn said_of(list: &str, year: i16, dice: &mut Dice) -> String {
    let one_of = |dice: &mut Dice, words: &[&str]| words[dice.below(words.len())].to_owned();
    if dice.below(3) == 0 {
        return "don't know".to_owned();
    }
    match list {
        "contract.mandate" => one_of(dice, &["no", "no", "no", "no", "no", "yes"]),
        "scope.since" => (year - 1 - i16::try_from(dice.below(12)).unwrap()).to_string(),
        "scope.share_of_schools" => one_of(dice, &["one", "a few", "half", "all"]),
        "money.funding_ends" | "contract.ends" => match dice.below(3) {
            0 => "n/a".to_owned(),
            years => (year + i16::try_from(years).unwrap()).to_string(),
        },
        "results.summary" => one_of(dice, &["never", "never", "never", "never", "inconclusive", "none"]),
        "implementation.in_use" => one_of(dice, &["yes", "yes", "yes", "yes", "yes", "yes", "yes", "no"]),
        "evaluation.planned" => one_of(dice, &["no", "no", "no", "yes"]),
        other => panic!("nobody says what is ticked of {other}"),
    }
}

/// How firm the answers of an inventory are: lines, those that are settled or rest on at most two checks, checks, and
/// how many lines each rests on.
fn firmness(set: &RuleSet, interview: &Interview) -> (usize, usize, usize, BTreeMap<String, usize>) {
    let audit = judge(set, interview.inventory());
    let mut units = BTreeMap::new();
    let (mut firm, mut checks) = (0, 0);
    for verdict in &audit.verdicts {
        let few = verdict.firmness == Firmness::Provided && verdict.checks.len() <= 2;
        firm += usize::from(verdict.is_settled() || few);
        checks += verdict.checks.len();
        for check in &verdict.checks {
            let id = set.check(check.unit).map_or_else(String::new, |c| c.id.clone());
            *units.entry(id).or_default() += 1;
        }
    }
    (audit.verdicts.len(), firm, checks, units)
}

/// The lists to tick alone, a third of their answers unknown. They settle what they ask about; what they do not ask
/// about stays: whether it is carried out as designed, the drivers, outside studies, and what speaks against it.
#[test]
fn the_lists_to_tick_leave_fewer_checks() {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let lists = set.ticked();
    assert_eq!(
        lists.len(),
        8,
        "seven lists, of which one asks of money and of the contract"
    );
    for district in DISTRICTS {
        let text = common::file(&format!("examples/{district}/inventory.yaml"));
        let inventory = common::inventory(&text, &set, &mut sources);
        let mut interview = Interview::new(&set, text, inventory, None, "");
        let (lines, firm, checks, before) = firmness(&set, &interview);
        let mut dice = Dice(17);
        let mut ticked = 0;
        for fact in &lists {
            let list = interview.list(*fact);
            for place in &list.lines {
                if interview.on_record(*place, *fact).is_some() {
                    continue;
                }
                let year = interview.inventory().as_of.year();
                let said = said_of(&set.fact(*fact).name, year, &mut dice);
                let Ok(said) = answer(&set, *fact, &said) else {
                    panic!("{said}")
                };
                let turn = list.turn(&interview, place + 1, said.fact).unwrap();
                let written = interview.spelled(&said, "the respondent");
                // of what is only proposed some of it cannot be said
                ticked += usize::from(interview.answer(&turn, &written).is_ok());
            }
        }
        let (_, firm_after, checks_after, after) = firmness(&set, &interview);
        let share = |firm: usize| 100.0 * firm as f64 / lines as f64;
        let each = |checks: usize| checks as f64 / lines as f64;
        println!(
            "{district}: settled or on two checks at most {:.0} % before any tick, {:.0} % after {ticked}; checks a line {:.1}, then {:.1}",
            share(firm),
            share(firm_after),
            each(checks),
            each(checks_after)
        );
        println!("  before {before:?}\n  after {after:?}");
        assert!(ticked > 4 * lines, "{district}: {ticked}");
        assert!(firm_after >= firm, "{district}");
        assert!(checks_after < checks, "{district}");
        // what was ticked is no longer presumed where somebody knew it
        for unit in ["no-law", "not-measured", "judging-years", "running"] {
            let lines = |units: &BTreeMap<String, usize>| units.get(unit).copied().unwrap_or_default();
            assert!(lines(&after) <= lines(&before), "{district}: {unit}");
        }
    }
}
