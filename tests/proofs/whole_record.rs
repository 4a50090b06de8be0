//! A no about the whole record answers what falls under its check and nobody said, and nothing else.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

use crate::common;
use cleardeck::diagnostics::Sources;
use cleardeck::evaluate::{Audit, Origin, Sheet, judge};
use cleardeck::interview::ticks::answer;
use cleardeck::interview::{Interview, Spot};
use cleardeck::rules::{CheckId, Derive, Fact, FactId, RuleSet, Subject};
use cleardeck::truth::Possible;

const INVENTORIES: [&str; 4] = ["pueblo", "dallas", "wake", "riverbend"];

fn each(test: impl Fn(&RuleSet, &str, &mut Interview)) {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    for name in INVENTORIES {
        let text = common::file(&format!("examples/{name}/inventory.yaml"));
        let inventory = common::inventory(&text, &set, &mut sources);
        test(&set, name, &mut Interview::new(&set, text, inventory, None, ""));
    }
}

/// The questions about the whole record, each with the check that its no makes.
fn lists(set: &RuleSet) -> Vec<(FactId, CheckId)> {
    let all = set.each_fact();
    all.filter_map(|(id, fact)| Some((id, fact.no_confirms?))).collect()
}

/// Gives one answer for every line.
fn say(set: &RuleSet, interview: &mut Interview, list: FactId, said: &str) {
    for place in 0..interview.inventory().initiatives.len() {
        let Ok(entry) = answer(set, list, said) else { panic!() };
        let written = interview.spelled(&entry, "A. Reader");
        interview.answer(Spot::of(place, list), &written).unwrap();
    }
}

fn records(audit: &Audit) -> Vec<Sheet> {
    audit.verdicts.iter().map(|verdict| verdict.record.clone()).collect()
}

/// Whether a fact is worked out from others before any rule is read.
fn follows(fact: &Fact) -> bool {
    let from = |way: &Derive| matches!(way, Derive::Ratio(..) | Derive::Difference(..));
    fact.derive.iter().chain(&fact.or_derive).any(from)
}

/// What a check leaves of a fact, by the words of the semantics alone.
fn left(fact: &Fact, check: CheckId) -> Option<Possible> {
    let presumption = fact.presume.as_ref()?;
    let apart = |wanted: Option<CheckId>| {
        let some = presumption.apart.iter();
        some.filter(move |(of, _)| wanted.is_none_or(|check| *of == check))
            .fold(0, |all, (_, bits)| all | bits)
    };
    if presumption.check == Some(check) {
        return Some(match presumption.value {
            Possible::Options(presumed) => Possible::Options(presumed | apart(None)),
            other => other,
        });
    }
    let ruled_out = apart(Some(check));
    match fact.anything() {
        Possible::Options(all) if ruled_out != 0 => Some(Possible::Options(all & !ruled_out)),
        _ => None,
    }
}

#[test]
fn a_no_about_the_whole_record_answers_what_nobody_said_and_nothing_else() {
    let answered = std::cell::Cell::new(0);
    each(|set, name, interview| {
        for (list, check) in lists(set) {
            let before = interview.before();
            let sheets = records(&judge(set, interview.inventory()));
            say(set, interview, list, "no");
            let after = records(&judge(set, interview.inventory()));
            for (mut sheet, after) in sheets.into_iter().zip(after) {
                sheet.set(list, Possible::option(0), Origin::Given);
                for (id, fact) in set.each_fact().filter(|(_, fact)| !follows(fact)) {
                    let unsaid = matches!(sheet.origin(id), Origin::Missing | Origin::Blank);
                    let own = matches!(fact.computed(), None | Some(Derive::NoWhen(_)));
                    if let Some(value) = left(fact, check).filter(|_| unsaid && own) {
                        sheet.set(id, value, Origin::Confirmed);
                        answered.set(answered.get() + 1);
                    }
                }
                sheet.run(set, &set.initiative_steps);
                // what is counted over all of them follows too
                let own = |fact: &Fact| fact.of == Subject::Initiative && !follows(fact);
                for (id, fact) in set.each_fact().filter(|(_, fact)| own(fact)) {
                    assert_eq!(after.value(id), sheet.value(id), "{name}: {}", fact.name);
                }
            }
            assert!(interview.back_to(&before));
        }
    });
    println!("{} facts answered by a no about the whole record", answered.get());
    assert!(answered.get() > 1000, "{}", answered.get());
}

#[test]
fn a_yes_or_a_doubt_about_the_whole_record_changes_no_answer() {
    each(|set, name, interview| {
        let said = |interview: &Interview| -> Vec<(String, usize, bool)> {
            let audit = judge(set, interview.inventory());
            let verdicts = audit.verdicts.iter();
            verdicts
                .map(|v| (audit.answer(v).to_owned(), v.checks.len(), v.is_settled()))
                .collect()
        };
        let before = said(interview);
        for word in ["yes", "don't know"] {
            for (list, _) in lists(set) {
                say(set, interview, list, word);
            }
            assert_eq!(said(interview), before, "{name}: {word}");
        }
    });
}

#[test]
fn what_somebody_does_not_know_is_not_said_by_a_no_about_the_rest() {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let text = "as_of: 2026-06-01\ndistrict:\n  name: D\ninitiatives:\n  - id: a\n    name: A\n    \
                implementation: { in_use: unsure }\n    harm: { reported: yes }\n    record: { speaks_against: no }\n";
    let inventory = common::inventory(text, &set, &mut sources);
    let record = judge(&set, &inventory).verdicts[0].record.clone();
    let of = |name: &str| {
        let id = set.fact_id(name).unwrap();
        (record.value(id).is_known(), record.origin(id))
    };
    assert_eq!(of("implementation.in_use"), (false, Origin::Unsure));
    assert_eq!(of("harm.reported"), (true, Origin::Given));
    assert_eq!(of("alternatives.better"), (true, Origin::Confirmed));
    assert_eq!(of("evaluation.planned"), (false, Origin::Missing));
}
