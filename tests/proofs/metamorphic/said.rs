//! What is said of initiatives, on the examples and on random inventories: no sentence has a hole, and what a reason
//! says in numbers and names is what is on record.

use cleardeck::diagnostics::Sources;
use cleardeck::evaluate::{Verdict, judge};
use cleardeck::inventory::Inventory;
use cleardeck::report::{Audience, Card, Depth, View};
use cleardeck::rules::FactId;
use cleardeck::truth::Possible;

use super::{MAKER, SET, load, many};
use crate::common;

/// What was seen, so that the test does not pass because nothing was.
#[derive(Default, Debug)]
struct Seen {
    fidelity: usize,
    drivers: usize,
    cards: usize,
}

fn fact(name: &str) -> FactId {
    SET.fact_id(name).unwrap()
}

/// The drivers that are weak on record, as sentences name them.
fn weak_drivers(verdict: &Verdict) -> Vec<&'static str> {
    let drivers = ["competency", "organization", "leadership"];
    let weak = |driver: &&str| verdict.record.value(fact(&format!("drivers.{driver}.level"))) == Possible::option(0);
    drivers.into_iter().filter(weak).collect()
}

fn reason_is_on_record(card: &Card, verdict: &Verdict, seen: &mut Seen) {
    let of_fidelity = ["carried-out-badly", "duty-not-carried-out", "ground-but-repair"];
    if of_fidelity.contains(&card.row.as_str())
        && let Some((before, _)) = card.reason.split_once("% of")
    {
        let said = before.rsplit(' ').next().unwrap();
        let Possible::Numbers { low, high } = verdict.record.value(fact("implementation.fidelity")) else {
            panic!("{card:#?}")
        };
        // rounded to the digits that are said
        let digits = said.split_once('.').map_or(0, |(_, digits)| digits.len());
        let off = (said.parse::<f64>().unwrap() - 100.0 * high.as_f64()).abs();
        assert!(off <= 0.5001 * 10_f64.powi(-(digits as i32)), "{}", card.reason);
        assert!(
            low == high || card.reason.to_lowercase().contains("between"),
            "{}",
            card.reason
        );
        let bar = SET.parameter_named("fidelity_ok").unwrap().value.as_f64();
        assert!(
            card.reason.ends_with(&format!("the bar is {}%", 100.0 * bar)),
            "{}",
            card.reason
        );
        seen.fidelity += 1;
    }
    if ["weak-driver", "duty-driver-weak"].contains(&card.row.as_str())
        && let Some((_, behind)) = card.reason.split_once("he ")
        && let Some((said, _)) = behind.split_once(" driver")
    {
        let named: Vec<&str> = said.split(", ").flat_map(|part| part.split(" and ")).collect();
        assert_eq!(named, weak_drivers(verdict), "{}", card.reason);
        seen.drivers += 1;
    }
}

fn no_sentence_has_a_hole(view: &View) {
    for card in view.groups.iter().flat_map(|group| &group.cards) {
        let guards = card.guards.iter().flat_map(|guard| [&guard.title, &guard.until]);
        let own = [&card.reason, &card.why, &card.advice, &card.would_change];
        for said in own.into_iter().chain(guards).chain(&card.grounds).chain(&card.findings) {
            assert!(
                !said.contains(['{', '}']) && !said.contains("  "),
                "{}: {said}",
                card.id
            );
        }
        assert!(
            card.withheld || !card.reason.is_empty() || card.firmness == "open",
            "{card:#?}"
        );
    }
    for finding in &view.findings {
        for said in [&finding.title, &finding.why, &finding.advice]
            .into_iter()
            .chain(&finding.holds)
        {
            assert!(!said.contains(['{', '}']), "{}: {said}", finding.rule);
        }
    }
}

fn look(inventory: &Inventory, sources: &Sources, seen: &mut Seen) {
    let audit = judge(&SET, inventory);
    let view = View::of(&audit, sources, Depth::Answers, Audience::Internal).unwrap();
    no_sentence_has_a_hole(&view);
    for card in view.groups.iter().flat_map(|group| &group.cards) {
        seen.cards += 1;
        reason_is_on_record(card, &audit.verdicts[card.place], seen);
    }
    no_sentence_has_a_hole(&View::of(&audit, sources, Depth::Answers, Audience::Public).unwrap());
}

#[test]
fn what_is_said_has_no_hole_and_is_what_is_on_record() {
    let mut seen = Seen::default();
    for district in ["riverbend", "pueblo", "dallas", "wake"] {
        let text = common::file(&format!("examples/{district}/inventory.yaml"));
        let mut sources = Sources::default();
        let inventory = common::inventory(&text, &SET, &mut sources);
        look(&inventory, &sources, &mut seen);
    }
    for seed in 0..many(0.05, 400) {
        look(&load(&MAKER.inventory(seed)), &Sources::default(), &mut seen);
    }
    assert!(seen.fidelity > 20 && seen.drivers > 10 && seen.cards > 500, "{seen:?}");
}
