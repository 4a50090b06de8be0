//! Results of schools as facts: what must hold for any rows.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

use crate::common;
use cleardeck::diagnostics::Sources;
use cleardeck::evaluate::{Verdict, audit};
use cleardeck::rules::{Derive, RuleSet, value_text};
use cleardeck::truth::Possible;
use proptest::prelude::*;

const HEAD: &str = "format: 1\nas_of: 2026-06-30\nschools:\n  - { id: S0, name: A, grades: K-5, locale: city, poverty: 0.8 }\n  - { id: S1, name: B, grades: K-5, locale: town, poverty: 0.4 }\n  - { id: S2, name: C, grades: 6-8, locale: rural, poverty: 0.6 }\n  - { id: S3, name: D, grades: 9-12, locale: suburb, poverty: 0.1 }\n  - { id: S4, name: E, grades: K-5, locale: city, poverty: 0.3 }\n  - { id: S5, name: F, grades: 6-8, locale: town, poverty: 0.7 }\n";

/// The verdict on one initiative with some rows of results.
fn judged(set: &RuleSet, more: &str, rows: &[String]) -> Verdict {
    let rows: String = rows.iter().map(|row| format!("      - {{ {row} }}\n")).collect();
    let results = if rows.is_empty() {
        String::new()
    } else {
        format!("    results:\n{rows}")
    };
    let text = format!(
        "{HEAD}initiatives:\n  - id: p\n    name: P\n    kind: curriculum\n    age: {{ years: 5 }}\n    implementation: {{ faithful: yes }}\n    drivers: {{ weakest: partial }}\n    protections: {{ none: yes }}\n{more}{results}"
    );
    let mut sources = Sources::default();
    let inventory = common::inventory(&text, set, &mut sources);
    audit(set, &inventory).verdicts[0].clone()
}

/// Every fact that is counted from rows, in words.
fn counted(set: &RuleSet, verdict: &Verdict) -> Vec<(String, String)> {
    let derived = set
        .each_fact()
        .filter(|(_, f)| matches!(f.derive, Some(Derive::Evidence(_))));
    derived
        .map(|(id, f)| (f.name.clone(), value_text(f, verdict.record.value(id))))
        .collect()
}

fn word(set: &RuleSet, verdict: &Verdict, fact: &str) -> String {
    let id = set.fact_id(fact).unwrap();
    value_text(set.fact(id), verdict.record.value(id))
}

fn number(set: &RuleSet, verdict: &Verdict, fact: &str) -> Option<f64> {
    match verdict.record.value(set.fact_id(fact).unwrap()) {
        Possible::Numbers { low, high } if low == high => Some(low.as_f64()),
        _ => None,
    }
}

fn row() -> impl Strategy<Value = String> {
    let school = 0..6_u8;
    let comparison = prop::sample::select(vec!["matched", "lottery", "statistical", "before-after", ""]);
    let kind = 0..4_u8;
    (school, 2022..2027_i16, -40..60_i32, 3..30_u32, comparison, kind).prop_map(
        |(school, year, effect, se, comparison, kind)| {
            let effect = f64::from(effect) / 100.0;
            let what = match kind {
                0 => format!("direction: {}", ["worse", "none", "better"][usize::from(school) % 3]),
                1 => format!("effect: {effect}, students: {}", se * 10),
                2 => format!("effect: {effect}"),
                _ => format!("effect: {effect}, se: {}", f64::from(se) / 100.0),
            };
            let comparison = if comparison.is_empty() {
                String::new()
            } else {
                format!(", comparison: {comparison}")
            };
            let measure = if se % 5 == 0 { "" } else { ", measure: reading" };
            let group = if se % 7 == 0 { ", subgroup: furthest behind" } else { "" };
            format!("school: S{school}, year: {year}, {what}{measure}{comparison}{group}")
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn the_order_of_rows_never_matters(rows in prop::collection::vec(row(), 1..14), shift in 0_usize..14) {
        let set = common::shipped(&mut Sources::default());
        let mut other = rows.clone();
        other.reverse();
        let by = shift % other.len();
        other.rotate_left(by);
        prop_assert_eq!(counted(&set, &judged(&set, "", &rows)), counted(&set, &judged(&set, "", &other)));
    }

    #[test]
    fn a_row_without_a_number_or_a_direction_moves_no_mean(rows in prop::collection::vec(row(), 1..10)) {
        let set = common::shipped(&mut Sources::default());
        let mut more = rows.clone();
        more.push("school: S1, year: 2024, comparison: matched, students: 90".to_owned());
        let (before, after) = (judged(&set, "", &rows), judged(&set, "", &more));
        for fact in ["results.measured_effect", "results.measured_low", "results.measured_chance", "results.summary", "results.schools_positive"] {
            prop_assert_eq!(word(&set, &before, fact), word(&set, &after, fact));
        }
    }

    /// The same results in as many schools again: the interval narrows, and what was certain stays certain.
    #[test]
    fn more_evidence_of_the_same_kind_never_lowers_certainty(effects in prop::collection::vec((-30..50_i32, 4..20_u32), 2..4)) {
        let set = common::shipped(&mut Sources::default());
        let rows = |copies: usize| -> Vec<String> {
            let all = (0..copies).flat_map(|_| effects.iter());
            all.enumerate().map(|(n, (effect, se))| format!(
                "school: S{n}, year: 2026, measure: reading, effect: {}, se: {}, comparison: matched", f64::from(*effect) / 100.0, f64::from(*se) / 100.0
            )).collect()
        };
        let (once, twice) = (judged(&set, "", &rows(1)), judged(&set, "", &rows(2)));
        let width = |v: &Verdict| number(&set, v, "results.measured_high").unwrap() - number(&set, v, "results.measured_low").unwrap();
        prop_assert!(width(&twice) <= width(&once) + 1e-6);
        for certain in ["better", "worse"] {
            let pooled = number(&set, &once, "results.measured_low").unwrap() > 0.0 || number(&set, &once, "results.measured_high").unwrap() < 0.0;
            if pooled && word(&set, &once, "results.summary") == certain {
                prop_assert_eq!(word(&set, &twice, "results.summary"), certain);
            }
        }
    }

    #[test]
    fn before_and_after_alone_never_reaches_the_bar(rows in prop::collection::vec((0..6_u8, 2022..2027_i16, 5..90_i32), 1..20)) {
        let set = common::shipped(&mut Sources::default());
        let rows: Vec<String> = rows.iter().map(|(s, y, e)| format!(
            "school: S{s}, year: {y}, effect: {}, se: 0.02, comparison: before-after", f64::from(*e) / 100.0
        )).collect();
        let verdict = judged(&set, "", &rows);
        prop_assert_eq!(word(&set, &verdict, "results.summary"), "not-measured");
        prop_assert_eq!(word(&set, &verdict, "results.schools_positive"), "0");
        let growing = ["scale", "spread"].map(|id| set.fact(set.fact_id("recommendation").unwrap()).options.iter().position(|o| o == id).unwrap());
        prop_assert!(!growing.contains(&verdict.answer));
    }
}

#[test]
fn few_students_do_not_count_like_many() {
    let set = common::shipped(&mut Sources::default());
    // five large schools without an effect, and one of ten students with a large one
    let mut rows: Vec<String> = (0..5)
        .map(|n| format!("school: S{n}, year: 2026, measure: reading, effect: 0.0{n}, se: 0.063, students: 1000, comparison: matched"))
        .collect();
    rows.push(
        "school: S5, year: 2026, measure: reading, effect: 0.5, se: 0.64, students: 10, comparison: matched".to_owned(),
    );
    let verdict = judged(&set, "", &rows);
    assert_eq!(word(&set, &verdict, "results.schools_positive"), "0");
    // many students with the same effect count
    rows[5] = "school: S5, year: 2026, measure: reading, effect: 0.5, se: 0.046, students: 2000, comparison: matched"
        .to_owned();
    let verdict = judged(&set, "", &rows);
    assert_ne!(word(&set, &verdict, "results.schools_positive"), "0");
}

#[test]
fn rows_of_one_school_are_one_result() {
    let set = common::shipped(&mut Sources::default());
    let row = |school: usize, year: usize| {
        format!("school: S{school}, year: {year}, measure: reading, effect: 0.12, se: 0.1, comparison: matched")
    };
    let one: Vec<String> = (2023..2027).map(|year| row(0, year)).collect();
    let four: Vec<String> = (0..4).map(|school| row(school, 2026)).collect();
    let low = |rows: &[String]| number(&set, &judged(&set, "", rows), "results.measured_low").unwrap();
    // four years of one school correlate, so that they say less than four schools would if nothing differed between them
    assert!(low(&one) < 0.0);
    assert!(low(&four) > 0.0);
}

#[test]
fn what_a_pilot_could_not_have_seen_is_said_and_is_no_ground() {
    let set = common::shipped(&mut Sources::default());
    let rows = ["school: S0, year: 2026, effect: 0.01, se: 0.12, comparison: lottery".to_owned()];
    let verdict = judged(&set, "", &rows);
    assert_eq!(word(&set, &verdict, "results.summary"), "inconclusive");
    assert_eq!(
        verdict.record.rule(set.rule_id("ground-no-effect").unwrap()),
        cleardeck::truth::Truth::False
    );
    // 0.12 times the normal quantiles of 0.975 and 0.8 together
    let seen = number(&set, &verdict, "results.minimum_detectable").unwrap();
    assert!((seen - 0.12 * 2.801_585).abs() < 1e-5, "{seen}");
}

#[test]
fn satisfaction_usage_and_the_programs_own_test_are_no_effect_on_learning() {
    let set = common::shipped(&mut Sources::default());
    for measure in [
        "parent satisfaction survey",
        "minutes used per week",
        "publisher's test of unit 3",
    ] {
        let rows = [format!(
            "school: S0, year: 2026, measure: \"{measure}\", effect: 0.5, se: 0.05, comparison: matched"
        )];
        assert_eq!(
            word(&set, &judged(&set, "", &rows), "results.measured_effect"),
            word(&set, &judged(&set, "", &[]), "results.measured_effect")
        );
    }
    // attendance counts where it is the aim or nobody said what is
    let rows = ["school: S0, year: 2026, measure: attendance, effect: 0.5, se: 0.05, comparison: matched".to_owned()];
    for (aim, counts) in [
        ("", true),
        ("    aim: attendance\n", true),
        ("    aim: learning\n", false),
    ] {
        let verdict = judged(&set, aim, &rows);
        assert_eq!(
            number(&set, &verdict, "results.measured_effect").is_some(),
            counts,
            "{aim}"
        );
    }
    // what is stated beats the words
    let rows = ["school: S0, year: 2026, measure: usage of commas, outcome: learning, effect: 0.5, se: 0.05, comparison: matched".to_owned()];
    assert!(number(&set, &judged(&set, "", &rows), "results.measured_effect").is_some());
}

#[test]
fn trends_need_more_than_chance() {
    let set = common::shipped(&mut Sources::default());
    let years = |first: f64, last: f64, se: f64| -> Vec<String> {
        (0..3)
            .flat_map(|s| {
                [(2023, first), (2026, last)].map(|(y, e)| {
                    format!("school: S{s}, year: {y}, measure: reading, effect: {e}, se: {se}, comparison: matched")
                })
            })
            .collect()
    };
    let trend = |rows: &[String]| word(&set, &judged(&set, "", rows), "results.first_schools_trend");
    assert_eq!(trend(&years(0.3, 0.1, 0.03)), "falling");
    assert_eq!(trend(&years(0.3, 0.1, 0.6)), "flat");
    assert_eq!(trend(&years(0.1, 0.3, 0.03)), "rising");
    // schools that began later against the first ones
    let mut rows = years(0.3, 0.3, 0.03);
    rows.push("school: S4, year: 2026, measure: reading, effect: 0.02, se: 0.03, comparison: matched".to_owned());
    assert_eq!(word(&set, &judged(&set, "", &rows), "results.later_schools"), "worse");
}

#[test]
fn a_group_that_loses_beyond_chance_is_said_and_one_within_chance_stays_open() {
    let set = common::shipped(&mut Sources::default());
    let with = |effect: f64, se: f64| {
        let mut rows: Vec<String> = (0..4)
            .map(|s| format!("school: S{s}, year: 2026, measure: reading, effect: 0.2, se: 0.04, comparison: matched"))
            .collect();
        rows.push(format!(
            "school: S0, year: 2026, measure: reading, effect: {effect}, se: {se}, comparison: matched, subgroup: newcomers"
        ));
        let verdict = judged(&set, "", &rows);
        (
            word(&set, &verdict, "results.subgroup_harm"),
            word(&set, &verdict, "results.gap"),
        )
    };
    assert_eq!(with(-0.3, 0.05), ("yes".to_owned(), "widening".to_owned()));
    assert_eq!(with(0.3, 0.02).0, "no");
    let open = with(-0.1, 0.2).0;
    assert!(open != "yes" && open != "no", "{open}");
}

#[test]
fn fidelity_as_a_moderator() {
    let set = common::shipped(&mut Sources::default());
    let rows: Vec<String> = [(0.2, 0.5), (0.3, 0.6), (0.05, 0.3), (0.4, 0.8), (0.5, 0.95), (0.1, 0.4)]
        .iter()
        .enumerate()
        .map(|(s, (effect, fidelity))| {
            format!("school: S{s}, year: 2026, effect: {effect}, se: 0.03, comparison: matched, fidelity: {fidelity}")
        })
        .collect();
    assert_eq!(word(&set, &judged(&set, "", &rows), "results.fidelity_matters"), "yes");
}

/// Results that give a direction without a number, each of a school of its own or of one that is named.
fn directions(set: &RuleSet, rows: &[(&str, Option<u8>)]) -> String {
    let row = |(way, school): &(&str, Option<u8>)| {
        let school = school.map_or(String::new(), |n| format!("school: S{n}, "));
        format!("{school}year: 2025, measure: reading, comparison: matched, direction: {way}")
    };
    let rows: Vec<String> = rows.iter().map(row).collect();
    word(set, &judged(set, "", &rows), "results.summary")
}

#[test]
fn directions_alone_decide_nothing() {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let said = |rows: &[(&str, Option<u8>)]| directions(&set, rows);
    let several = |way, count| vec![(way, None); count];
    for way in ["better", "none", "worse"] {
        assert_eq!(said(&several(way, 6)), "inconclusive", "{way}");
        assert_eq!(said(&[(way, Some(0)), (way, Some(1))]), "inconclusive", "{way}");
    }
    assert_eq!(said(&[("better", None), ("none", None)]), "inconclusive");
    assert_eq!(said(&[("better", None), ("worse", None)]), "mixed");
}
