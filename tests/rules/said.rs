//! Sentences that take values: what is wrong in them is told where it stands, and what is said is what is on record.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use cleardeck::diagnostics::{Code, Diagnostics, Sources};
use cleardeck::evaluate::audit;
use cleardeck::report::{Audience, Card, Depth, Edition, Renderer, Table, View};
use cleardeck::rules::{self, RuleFile};

use crate::common;

/// What is told of the shipped rules with one edit: the code, what is underlined and the help.
fn told(item: &str, from: &str, to: &str) -> Vec<(Code, String, String)> {
    let mut sources = Sources::default();
    let files: Vec<RuleFile> = common::edited(item, from, to)
        .0
        .into_iter()
        .map(|(name, text)| sources.add(&name, text).into())
        .collect();
    let mut problems = Diagnostics::default();
    rules::load(&files, &[], &sources, &mut problems);
    let told = problems.iter().map(|d| {
        let at = d.at.map_or("", |span| sources.slice(span));
        (d.code, at.to_owned(), d.help.join(" "))
    });
    told.collect()
}

#[test]
fn an_unknown_name_is_told_at_its_place_with_the_nearest() {
    let row = "carried-out-badly";
    let cases = [
        (
            "{implementation.fidelity} of",
            "{implementation.fidelty} of",
            Code::UnknownFact,
            "implementation.fidelty",
            "did you mean `implementation.fidelity`?",
        ),
        (
            "components carried out as designed; the bar is\n            {$fidelity_ok}",
            "components carried out; the bar is {$fidelity_okay}",
            Code::UnknownParameter,
            "$fidelity_okay",
            "did you mean `$fidelity_ok`?",
        ),
        (
            "Begin with the {driver driver|drivers}",
            "Begin with the {drivr driver|drivers}",
            Code::UnknownFact,
            "drivr",
            "did you mean `driver`?",
        ),
        (
            "Begin with the {driver driver|drivers}",
            "Begin with the {driver drivers}",
            Code::WrongType,
            "driver",
            "write {driver school|schools}, or {driver} alone",
        ),
        (
            "Begin with the {driver driver|drivers}",
            "Begin with the {driver",
            Code::WrongType,
            "{",
            "write the name of the value and `}` behind it",
        ),
        (
            "Begin with the {driver driver|drivers}",
            "Begin with {load.hours}",
            Code::WrongSubject,
            "load.hours",
            "take a fact of what is spoken of, or of the district",
        ),
    ];
    for (from, to, code, at, help) in cases {
        let told = told(row, from, to);
        let found = told.iter().any(|(c, a, h)| *c == code && a == at && h.contains(help));
        assert!(found, "{to}: {told:#?}");
    }
}

#[test]
fn a_text_that_may_have_nothing_to_say_is_refused() {
    let cases = [
        (
            "carried-out-badly",
            "          - Not carried out as designed\n",
            "",
            Code::NothingToSay,
        ),
        (
            "carried-out-badly",
            "          - The idea is not refuted; it is not there yet.\n",
            "",
            Code::NothingToSay,
        ),
        (
            "ground-unused",
            "title: Nobody uses it any more",
            "title: \"{name} is not used\"",
            Code::WrongType,
        ),
        // the grounds are spoken of where the decision is, and there where its row asks for one
        (
            "ground-unused",
            "End its contract and say so.",
            "\"{grounds}\"",
            Code::WrongSubject,
        ),
        (
            "undecided",
            "- Measured here, and not decided\n",
            "- \"{grounds}\"\n",
            Code::NothingToSay,
        ),
        (
            "school-overload",
            "advice: Start nothing new here until something ends.",
            "advice: \"{load.initiatives}\"",
            Code::NothingToSay,
        ),
    ];
    for (item, from, to, code) in cases {
        let told = told(item, from, to);
        assert!(told.iter().any(|(c, ..)| *c == code), "{item}: {told:#?}");
    }
}

fn card(initiative: &str, audience: Audience) -> Card {
    let set = common::shipped(&mut Sources::default());
    let mut sources = Sources::default();
    let text = format!(
        "format: 1\nas_of: 2026-06-15\nschools:\n  - {{ id: N, name: North, grades: K-5 }}\n  - {{ id: S, name: South, grades: K-5 }}\ninitiatives:\n  - id: a\n    name: Alpha\n{initiative}"
    );
    let inventory = common::inventory(&text, &set, &mut sources);
    let audit = audit(&set, &inventory);
    let view = View::of(&audit, &sources, Depth::Answers, audience).unwrap();
    let table = Table.render(&view, Edition::Audit, None).unwrap();
    assert!(!table.contains(&b'{'));
    view.groups.into_iter().flat_map(|g| g.cards).next().unwrap()
}

fn inside(initiative: &str) -> Card {
    card(initiative, Audience::Internal)
}

#[test]
fn each_kind_of_value_is_said_as_it_is_on_record() {
    // a share, a threshold and a driver
    let algebra = inside(
        "    status: active\n    kind: curriculum\n    implementation: { fidelity: 0.41 }\n    drivers: { competency: { level: weak }, organization: { level: strong }, leadership: { level: strong } }\n",
    );
    assert_eq!(
        algebra.reason,
        "41% of its core components carried out as designed; the bar is 70%"
    );
    assert!(
        algebra.why.ends_with("The competency driver is the weakest: weak."),
        "{}",
        algebra.why
    );
    assert!(algebra.advice.contains("within 45 days"), "{}", algebra.advice);
    // a day, a name, the guard in force and the day on which the answer ends
    let bound = inside(
        "    status: active\n    kind: curriculum\n    scope: { since: 2015-08 }\n    alternatives: { better: yes, name: Spelling Plus }\n    contract: { ends: 2027-06-30 }\n",
    );
    assert_eq!(
        bound.reason,
        "The same job is done better or cheaper by Spelling Plus, but bound by contract until 2027-06-30"
    );
    let until = bound.until.as_ref().and_then(|until| until.on.clone()).unwrap();
    assert!(
        bound.advice.ends_with(&format!("Judge it on {until}.")),
        "{}",
        bound.advice
    );
    // money and a kind
    let roof = inside("    kind: facilities\n    money: { per_year: 3100000 }\n");
    assert_eq!(roof.reason, "Facilities: a budget line, not judged");
    assert!(roof.advice.ends_with("It costs $3,100,000 a year."), "{}", roof.advice);
    // a count of one and of several
    let reviewed = |times: u32| {
        inside(&format!("    status: active\n    kind: curriculum\n    scope: {{ since: 2015-08 }}\n    reviews_stated: {{ unmeasured: {times} }}\n")).reason
    };
    assert!(
        reviewed(3).starts_with("Reviewed 3 times and still unmeasured"),
        "{}",
        reviewed(3)
    );
    // a bound and an estimate
    let fidelity = |written: &str| {
        inside(&format!(
            "    status: active\n    kind: curriculum\n    implementation: {{ fidelity: {written} }}\n"
        ))
        .reason
    };
    assert!(
        fidelity("{ between: [0.2, 0.5] }").starts_with("Between 20% and 50%"),
        "{}",
        fidelity("{ between: [0.2, 0.5] }")
    );
    let estimated = fidelity("{ value: 0.5, estimate_by: A. Diaz }");
    assert!(
        estimated.starts_with("50% (estimated) of its core components"),
        "{estimated}"
    );
    // just below the bar is not rounded onto it
    assert!(fidelity("0.6999").starts_with("69.99% of"), "{}", fidelity("0.6999"));
}

#[test]
fn the_group_that_loses_is_named() {
    let row = |school: &str| {
        format!(
            "      - {{ school: {school}, year: 2025, measure: reading, effect: -0.4, se: 0.05, students: 400, comparison: matched, subgroup: English learners }}\n"
        )
    };
    let card = inside(&format!(
        "    status: active\n    kind: curriculum\n    results:\n{}",
        row("N")
    ));
    assert_eq!(card.reason, "A group of students loses: English learners");
    let unnamed = inside("    status: active\n    kind: curriculum\n    results_stated: { subgroup_harm: yes }\n");
    assert_eq!(unnamed.reason, "A group of students loses");
}

#[test]
fn what_is_only_presumed_is_not_said() {
    let card = inside("    status: active\n    kind: curriculum\n    implementation: { faithful: no }\n");
    assert_eq!(card.reason, "Not carried out as designed");
    assert_eq!(card.why, "The idea is not refuted; it is not there yet.");
    let design = inside("    kind: whole-school-design\n    status: active\n");
    assert!(
        design.reason.starts_with("When it began is not on record"),
        "{}",
        design.reason
    );
    let spread = inside(
        "    status: active\n    kind: curriculum\n    results_stated: { summary: better, schools_positive: 4 }\n",
    );
    assert_eq!(spread.reason, "Better results in 4 schools here");
    for said in [&spread.reason, &spread.why, &spread.advice] {
        assert!(!said.contains("designed") && !said.contains("driver"), "{said}");
    }
}

#[test]
fn the_public_reads_neither_free_text_nor_results_of_a_few() {
    let noted = "    status: active\n    kind: curriculum\n    scope: { since: 2015-08 }\n    alternatives: { better: yes, name: what the parents of Room 4 asked for }\n";
    assert!(inside(noted).reason.contains("Room 4"));
    let public = card(noted, Audience::Public);
    let said = serde_json::to_string(&public).unwrap();
    assert!(
        public.reason.starts_with("The same job is done better or cheaper"),
        "{}",
        public.reason
    );
    assert!(!said.contains("Room 4"), "{said}");
    let few = |effect: &str| {
        format!(
            "    status: active\n    kind: curriculum\n    scope: {{ since: 2015-08 }}\n    results:\n      - {{ school: N, year: 2025, measure: reading, effect: {effect}, se: 0.011, students: 6, comparison: matched }}\n      - {{ school: S, year: 2025, measure: reading, effect: {effect}, se: 0.011, students: 8, comparison: matched }}\n"
        )
    };
    let told = inside(&few("-0.0137"));
    assert!(told.reason.contains("standard deviations"), "{}", told.reason);
    let (one, other) = (
        card(&few("-0.0137"), Audience::Public),
        card(&few("-0.0183"), Audience::Public),
    );
    assert_eq!(
        serde_json::to_string(&one).unwrap(),
        serde_json::to_string(&other).unwrap()
    );
    assert!(one.withheld && one.reason.is_empty() && one.why.is_empty());
}
