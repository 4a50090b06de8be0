//! What must hold of every verdict, on random answers to the shipped rule set.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

use crate::common;
use std::sync::LazyLock;

use cleardeck::diagnostics::{Diagnostics, Sources, Span};
use cleardeck::evaluate::{Judged, Origin, Sheet, audit, judge_case};
use cleardeck::rules::{self, Case, Derive, FactId, FactType, NodeId, NodeKind, Part, RuleSet, Subject};
use cleardeck::truth::{Number, Possible, Truth};
use proptest::prelude::*;

static SET: LazyLock<RuleSet> = LazyLock::new(|| common::shipped(&mut Sources::default()));

/// Facts of an initiative that an inventory may state, computed ones included.
static FACTS: LazyLock<Vec<FactId>> = LazyLock::new(|| {
    let own = |f: &rules::Fact| f.of == Subject::Initiative && f.askable;
    let words = |f: &rules::Fact| matches!(f.kind, FactType::Text | FactType::List);
    SET.each_fact()
        .filter(|(_, f)| own(f) && !words(f))
        .map(|(id, _)| id)
        .collect()
});

/// Values near the thresholds of the rules: a fact answered by `pick`.
fn value(fact: FactId, pick: u32) -> Possible {
    let fact = SET.fact(fact);
    let count = fact.options.len() as u32;
    let whole = |n: u32| Possible::number(Number::whole(i64::from(n)));
    match fact.kind {
        FactType::YesNo | FactType::Choice | FactType::Level => Possible::option((pick % count) as usize),
        FactType::Share => Possible::number(Number::nearest(f64::from(pick % 11) / 10.0).unwrap()),
        FactType::Count | FactType::Number => whole(pick % 9),
        FactType::Money => whole(pick % 9 * 1000),
        FactType::Date | FactType::Text | FactType::List => fact.anything(),
    }
}

/// What is given, and what follows from it.
fn sheet(given: &[(FactId, Possible)]) -> Sheet {
    judged(given).record
}

/// The same with every presumption in place of what is not given.
fn presumed(given: &[(FactId, Possible)]) -> Sheet {
    judged(given).sheet
}

fn judged(given: &[(FactId, Possible)]) -> Judged<'static> {
    let case = Case {
        id: String::new(),
        given: given.to_vec(),
        expect: Vec::new(),
        because: String::new(),
        span: Span::NOWHERE,
    };
    judge_case(&SET, &case)
}

/// Answers to some facts: each fact is asked with a chance of `percent`.
fn answers(percent: u32) -> impl Strategy<Value = Vec<(FactId, Possible)>> {
    prop::collection::vec((0_u32..100, any::<u32>()), FACTS.len()).prop_map(move |dice| {
        let asked = FACTS.iter().zip(dice).filter(|(_, (chance, _))| *chance < percent);
        asked
            .map(|(fact, (_, pick))| (*fact, value(*fact, pick)))
            .filter(|(fact, value)| *value != SET.fact(*fact).anything())
            .collect()
    })
}

/// The decision cases of the rule set, each with a few answers taken away, changed or added: near to every verdict.
fn near_a_case() -> impl Strategy<Value = Vec<(FactId, Possible)>> {
    (
        prop::sample::select(common::decision_cases(&SET)),
        answers(4),
        prop::collection::vec(0_u32..100, 64),
    )
        .prop_map(|(case, other, dice)| {
            let kept = case.given.into_iter().zip(dice).filter(|(_, chance)| *chance >= 8);
            let mut given: Vec<_> = kept.map(|(answer, _)| answer).collect();
            given.retain(|(f, _)| other.iter().all(|(o, _)| o != f));
            given.extend(other);
            given
        })
}

fn possible(sheet: &Sheet) -> u64 {
    match sheet.value(SET.fact_id("recommendation").unwrap()) {
        Possible::Options(bits) => bits,
        other => panic!("{other:?}"),
    }
}

fn only(sheet: &Sheet, outcome: &str) -> bool {
    let fact = SET.fact(SET.fact_id("recommendation").unwrap());
    let place = fact.options.iter().position(|o| o == outcome).unwrap();
    possible(sheet) == 1 << place
}

fn rule(sheet: &Sheet, id: &str) -> Truth {
    sheet.rule(SET.rule_id(id).unwrap())
}

/// The facts that a condition reads, through rules and computed facts.
fn reads(node: NodeId, found: &mut Vec<FactId>) {
    match &SET.node(node).kind {
        NodeKind::All(list) | NodeKind::Any(list) | NodeKind::None(list) | NodeKind::AtLeast(_, list) => {
            list.iter().for_each(|n| reads(*n, found));
        }
        NodeKind::Among(id, _) | NodeKind::Within(id, _) | NodeKind::Outside(id, _) | NodeKind::Known(id, _) => {
            fact_reads(*id, found);
        }
        NodeKind::Rule(id) => reads(SET.rule(*id).when, found),
        NodeKind::SomeRule(ids, _) => ids.iter().for_each(|id| reads(SET.rule(*id).when, found)),
    }
}

fn fact_reads(id: FactId, found: &mut Vec<FactId>) {
    if found.contains(&id) {
        return;
    }
    found.push(id);
    if let Some(applies) = SET.fact(id).applies {
        reads(applies, found);
    }
    match SET.fact(id).computed() {
        Some(Derive::LeastOf(list)) => list.iter().for_each(|f| fact_reads(*f, found)),
        Some(Derive::Rule(rule)) => reads(SET.rule(*rule).when, found),
        Some(Derive::NoWhen(fact)) => fact_reads(*fact, found),
        Some(Derive::KindGroup | Derive::KindNeedsDrivers) => found.extend(SET.fact_id("kind")),
        _ => {}
    }
    for table in SET.tables.iter().filter(|t| t.fact == id) {
        table.rows.iter().filter_map(|r| r.when).for_each(|n| reads(n, found));
    }
    for score in SET.scores.iter().filter(|s| s.fact == id || s.weakest == id) {
        found.extend(score.tools.iter().flat_map(|t| &t.indicators));
    }
}

/// Whether a rule asks `known` of something: the one comparison that an answer may turn.
fn asks_known(node: NodeId) -> bool {
    match &SET.node(node).kind {
        NodeKind::All(list) | NodeKind::Any(list) | NodeKind::None(list) | NodeKind::AtLeast(_, list) => {
            list.iter().any(|n| asks_known(*n))
        }
        NodeKind::Known(..) => true,
        NodeKind::Rule(id) => asks_known(SET.rule(*id).when),
        NodeKind::SomeRule(ids, _) => ids.iter().any(|id| asks_known(SET.rule(*id).when)),
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(600) })]

    /// Information-monotone: an answer to a fact that was open turns no yes into a no and no no into a yes, and
    /// adds no recommendation.
    #[test]
    fn an_answer_turns_nothing_that_was_settled(given in answers(50), extra in answers(30)) {
        let before = sheet(&given);
        let mut more = given.clone();
        for (fact, value) in extra {
            let open = before.value(fact) == SET.fact(fact).anything() && before.origin(fact) == Origin::Missing;
            let computed = SET.fact(fact).computed().is_some() || SET.tables.iter().any(|t| t.fact == fact);
            if open && !computed {
                more.push((fact, value));
            }
        }
        let after = sheet(&more);
        for (id, rule) in SET.each_rule().filter(|(_, r)| !asks_known(r.when)) {
            let (was, is) = (before.rule(id), after.rule(id));
            let added = || more[given.len()..].iter().map(|(f, v)| format!("{}: {v:?}", SET.fact(*f).name)).collect::<Vec<_>>();
            prop_assert!(was == Truth::Unknown || was == is, "{}: {was:?} became {is:?} with {:?}", rule.id, added());
        }
        prop_assert_eq!(possible(&after) & !possible(&before), 0);
        for score in &SET.scores {
            if let (Possible::Numbers { low: a, high: b }, Possible::Numbers { low: c, high: d }) = (before.value(score.fact), after.value(score.fact)) {
                prop_assert!(a <= c && d <= b, "{}", score.title);
            }
        }
    }

    /// Guard-safe: nothing is stopped while a guard is in force or not known to be absent, but for harm.
    #[test]
    fn a_stop_needs_a_ground_and_no_guard(given in near_a_case()) {
        let sheet = sheet(&given);
        if only(&sheet, "stop") && rule(&sheet, "harm-established") != Truth::True {
            prop_assert!(SET.each_rule().any(|(id, r)| r.part == Part::Ground && sheet.rule(id) == Truth::True));
            for (id, rule) in SET.each_rule().filter(|(_, r)| r.part == Part::Guard) {
                prop_assert_eq!(sheet.rule(id), Truth::False, "{}", &rule.id);
            }
        }
    }

    /// Nothing is scaled that is not ready or whose drivers are not known to be in place.
    #[test]
    fn scaling_needs_readiness_and_drivers(given in near_a_case()) {
        let sheet = sheet(&given);
        if only(&sheet, "scale") {
            prop_assert_eq!(rule(&sheet, "able-to-grow"), Truth::True);
            prop_assert!(rule(&sheet, "proven") == Truth::True || rule(&sheet, "building-block-ready") == Truth::True);
        }
        if only(&sheet, "spread") {
            prop_assert_eq!(rule(&sheet, "able-to-grow"), Truth::True);
            prop_assert_eq!(rule(&sheet, "promising"), Truth::True);
        }
    }

    /// Local: a rule that does not read a fact does not change with it.
    #[test]
    fn a_rule_changes_only_with_what_it_reads(given in near_a_case(), which in any::<prop::sample::Index>(), pick in any::<u32>()) {
        let fact = FACTS[which.index(FACTS.len())];
        let other = value(fact, pick);
        prop_assume!(other != SET.fact(fact).anything());
        let before = sheet(&given);
        let mut changed: Vec<_> = given.iter().filter(|(f, _)| *f != fact).copied().collect();
        changed.push((fact, other));
        let after = sheet(&changed);
        for (id, rule) in SET.each_rule() {
            let mut found = Vec::new();
            reads(rule.when, &mut found);
            if !found.contains(&fact) {
                prop_assert_eq!(before.rule(id), after.rule(id), "{} with {}", &rule.id, &SET.fact(fact).name);
            }
        }
    }

    /// Direction: more evidence of the better kind never lowers readiness.
    #[test]
    fn more_good_evidence_never_lowers_readiness(given in near_a_case(), which in 0_usize..6, step in 1_i64..6) {
        let names = ["results.schools_positive", "results.contexts", "results.consecutive_positive_years", "studies.independent_positive", "studies.students", "studies.sites"];
        let fact = SET.fact_id(names[which]).unwrap();
        let before = presumed(&given);
        let Possible::Numbers { low, high } = before.value(fact) else { panic!("a count") };
        prop_assume!(low == high);
        let mut more: Vec<_> = given.iter().filter(|(f, _)| *f != fact).copied().collect();
        more.push((fact, Possible::number(Number::nearest(low.as_f64() + step as f64).unwrap())));
        let after = presumed(&more);
        let readiness = |s: &Sheet| s.value(SET.fact_id("readiness").unwrap()).option_bounds().unwrap();
        let ((a, b), (c, d)) = (readiness(&before), readiness(&after));
        prop_assert!(a <= c && b <= d, "{}: {:?} became {:?}", names[which], (a, b), (c, d));
    }

    /// Explanation sufficient: with the answers that the deciding rows read, and nothing else, the verdict is the same.
    #[test]
    fn what_an_explanation_cites_is_enough(given in near_a_case()) {
        let full = presumed(&given);
        prop_assume!(possible(&full).count_ones() == 1);
        let table = SET.table("recommendation").unwrap();
        let mut cited = Vec::new();
        for row in &table.rows {
            row.when.into_iter().for_each(|n| reads(n, &mut cited));
            if row.when.is_none_or(|n| full.node(n) == Truth::True) {
                break;
            }
        }
        let kept: Vec<_> = given.iter().filter(|(f, _)| cited.contains(f)).copied().collect();
        prop_assert_eq!(possible(&presumed(&kept)), possible(&full));
    }
}

/// Order-free: the order of rule files and of initiatives changes no verdict.
#[test]
fn the_order_of_files_and_of_entries_changes_no_verdict() {
    let mut sources = Sources::default();
    let mut files = rules::shipped(&mut sources);
    files.reverse();
    let mut problems = Diagnostics::default();
    let turned = rules::load(&files, &[], &sources, &mut problems);
    let turned = turned.unwrap();
    let text = common::file("examples/riverbend/inventory.yaml");
    let (head, list) = text.split_once("\ninitiatives:\n").unwrap();
    let mut entries: Vec<String> = Vec::new();
    for line in list.lines() {
        if line.starts_with("  - id:") {
            entries.push(String::new());
        }
        if let Some(last) = entries.last_mut() {
            last.push_str(line);
            last.push('\n');
        }
    }
    entries.reverse();
    let backwards = format!("{head}\ninitiatives:\n{}", entries.concat());
    let said = |set: &RuleSet, text: &str| {
        let mut sources = Sources::default();
        let inventory = common::inventory(text, set, &mut sources);
        let audit = audit(set, &inventory);
        let mut list: Vec<(String, Vec<String>, Vec<String>)> = inventory
            .initiatives
            .iter()
            .zip(&audit.verdicts)
            .map(|(i, v)| {
                let mut outcomes: Vec<String> = audit.outcomes(v).into_iter().map(str::to_owned).collect();
                outcomes.sort();
                let questions = v.questions.iter().map(|q| set.fact(q.fact).name.clone()).collect();
                (i.id.clone(), outcomes, questions)
            })
            .collect();
        list.sort();
        list
    };
    let straight = said(&SET, &text);
    assert!(straight.len() > 30);
    assert_eq!(straight, said(&SET, &backwards));
    // which of two equally decisive questions comes first may follow the order in which facts are declared
    let verdicts = |list: Vec<(String, Vec<String>, Vec<String>)>| -> Vec<_> {
        list.into_iter().map(|(id, outcomes, _)| (id, outcomes)).collect()
    };
    assert_eq!(verdicts(straight), verdicts(said(&turned, &text)));
}

/// Deterministic: neither the time zone nor the language of the machine matters.
#[test]
fn time_zone_and_language_change_nothing() {
    let run = |zone: &str, language: &str| {
        let out = std::process::Command::new(env!("CARGO_BIN_EXE_cleardeck"))
            .args(["audit", "examples/riverbend/inventory.yaml", "--format", "json"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .envs([("TZ", zone), ("LC_ALL", language), ("LANG", language)])
            .output()
            .unwrap();
        assert!(out.status.success());
        out.stdout
    };
    assert_eq!(run("UTC", "C"), run("Pacific/Kiritimati", "de_DE.UTF-8"));
}
