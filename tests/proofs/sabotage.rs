//! Single edits of the shipped rules that would make it unsafe, each caught by the checks, a property or a case.
//! `docs/sabotage.md` holds the table; `CLEARDECK_ACCEPT=1 cargo test --test proofs sabotage` writes it anew.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

use crate::common;
use cleardeck::analysis;
use cleardeck::diagnostics::{Code, Diagnostics, Severity, Sources};
use cleardeck::evaluate::{judge_case, misses};
use cleardeck::rules::{self, Part, RuleFile};

/// What is done, the file, what stands there, what is put in its place, the property that must break where one is made
/// for it.
type Edit = (&'static str, &'static str, &'static str, &'static str, &'static str);

const EDITS: &[Edit] = &[
    (
        "the age guard asks for more in place of less",
        "abandonment",
        "age.years: { less_than: $min_years_before_judging }",
        "age.years: { more_than: $min_years_before_judging }",
        "youth-protects",
    ),
    (
        "only a contract still protects",
        "recommendations",
        "{ some_rule: guard, instead: hold }",
        "{ rule: guard-contract }",
        "open-protection-protects",
    ),
    (
        "a row that stops for a ground is put above the guards",
        "recommendations",
        "      - { id: ground-but-young,",
        "      - { id: early, then: stop, title: Early, when: { some_rule: ground }, sources: [own] }\n      - { id: ground-but-young,",
        "youth-protects",
    ),
    (
        "the guard of a mandate is made a definition",
        "abandonment",
        "id: guard-mandate, part: guard",
        "id: guard-mandate, part: definition",
        "mandate-protects",
    ),
    (
        "the guard of dependants asks for no in place of yes",
        "abandonment",
        "{ dependants.any: yes }",
        "{ dependants.any: no }",
        "dependants-protect",
    ),
    (
        "low fidelity no longer protects",
        "abandonment",
        "{ implementation.faithful: no }, { implementation.repair_tried: no }",
        "{ implementation.faithful: yes }, { implementation.repair_tried: no }",
        "unfaithful-is-repaired",
    ),
    (
        "low fidelity protects for ever",
        "abandonment",
        "all: [ { implementation.faithful: no }, { implementation.repair_tried: no } ]",
        "all: [ { implementation.faithful: no } ]",
        "repair-expires",
    ),
    (
        "what is not measured counts as without effect",
        "abandonment",
        "results.summary: [none, worse] }, { all: [ { studies",
        "results.summary: [none, worse, not-measured] }, { all: [ { studies",
        "unmeasured-is-not-failing",
    ),
    (
        "harm no longer comes first",
        "recommendations",
        "despite_guards: yes, title: \"Harm is established\", when: { rule: harm-established }",
        "despite_guards: yes, title: \"Harm is established\", when: { all: [ { rule: harm-established }, { protections.none: yes } ] }",
        "harm-overrides",
    ),
    (
        "harm to safety is no harm",
        "abandonment",
        "any: [ { harm.reported: yes }, ",
        "any: [ ",
        "harm-overrides",
    ),
    (
        "readiness is no longer asked for scaling",
        "recommendations",
        "{ readiness: scale-now }, { rule: able-to-grow }",
        "{ readiness: { at_least: seed } }, { rule: able-to-grow }",
        "scale-needs-readiness",
    ),
    (
        "results too uncertain to tell count as without effect",
        "abandonment",
        "any: [ { results.summary: [none, worse] }",
        "any: [ { results.summary: [none, worse, inconclusive] }",
        "uncertain-is-not-failing",
    ),
    (
        "any of the parts of the bar is enough",
        "readiness",
        "all: [ { rule: effect-shown }, { rule: sustained }, { rule: replicated }, { rule: diverse }, { rule: several-years } ]",
        "any: [ { rule: effect-shown }, { rule: sustained }, { rule: replicated }, { rule: diverse }, { rule: several-years } ]",
        "scale-needs-several-schools",
    ),
    (
        "several years are no longer asked for",
        "readiness",
        "{ rule: diverse }, { rule: several-years } ]",
        "{ rule: diverse } ]",
        "scale-needs-several-years",
    ),
    (
        "replication asks for at most so many schools",
        "readiness",
        "results.schools_positive: { at_least: $schools_for_scale }",
        "results.schools_positive: { at_most: $schools_for_scale }",
        "better-evidence-never-lowers",
    ),
    (
        "growth no longer asks for the drivers",
        "recommendations",
        "all: [ { rule: drivers-in-place }, { rule: faithful-enough } ]",
        "all: [ { rule: faithful-enough } ]",
        "scale-needs-drivers",
    ),
    (
        "growth no longer asks for fidelity",
        "recommendations",
        "all: [ { rule: drivers-in-place }, { rule: faithful-enough } ]",
        "all: [ { rule: drivers-in-place } ]",
        "scale-needs-fidelity",
    ),
    (
        "a group that loses no longer counts",
        "recommendations",
        ", none: [ { results.subgroup_harm: yes } ] }, why: \"Drivers in place",
        " }, why: \"Drivers in place",
        "no-group-loses",
    ),
    (
        "a device before its model may spread",
        "recommendations",
        "all: [ { rule: promising }, { rule: able-to-grow } ], none: [ { rule: device-before-model } ]",
        "all: [ { rule: promising }, { rule: able-to-grow } ]",
        "device-alone-never-scales",
    ),
    (
        "content required of all may be ready",
        "readiness",
        "{ content.providers: { at_most: 1 } }, { scope.required: yes }",
        "{ content.providers: { at_most: 1 } }",
        "required-content-never-scales",
    ),
    (
        "a bar that nothing can reach",
        "readiness",
        "studies.sustained_worse: yes }, { results.first_schools_trend: falling }",
        "studies.sustained_worse: no }, { studies.sustained_worse: yes }",
        "scaling-is-possible",
    ),
    (
        "a blank age counts as old",
        "facts",
        "{ name: age.years, of: initiative, type: number, unit: years,",
        "{ name: age.years, of: initiative, type: number, unit: years, if_absent: 9,",
        "",
    ),
    (
        "cost decides",
        "abandonment",
        "when: { alternatives.better: yes }",
        "when: { any: [ { alternatives.better: yes }, { money.per_year: { more_than: 1000000 } } ] }",
        "money-decides-nothing",
    ),
    (
        "the load on teachers decides",
        "abandonment",
        "when: { alternatives.better: yes }",
        "when: { any: [ { alternatives.better: yes }, { money.hours_per_teacher_week: { more_than: 4 } } ] }",
        "hunches-decide-nothing",
    ),
    (
        "a ground that stops without any reason",
        "abandonment",
        "when: { implementation.in_use: no }",
        "when: { any: [ { implementation.in_use: no }, { implementation.in_use: yes } ] }",
        "",
    ),
    (
        "a protection that is said is forgotten",
        "abandonment",
        "id: guard-said-protected, part: guard",
        "id: guard-said-protected, part: finding",
        "said-protection-protects",
    ),
    (
        "the row that seeds is swapped with the last",
        "recommendations",
        "id: fit-for-seeding, then: seed",
        "id: fit-for-seeding, then: wait",
        "",
    ),
    (
        "an unknown age protects no longer",
        "abandonment",
        "all: [ { age.years: { less_than: $min_years_before_judging } } ]",
        "all: [ { age.years: { less_than: $min_years_before_judging } }, { age.years: { known: yes } } ]",
        "unknown-age-protects",
    ),
    (
        "mixed results are reason enough",
        "recommendations",
        "title: \"A reason to stop, and nothing against it\", when: { some_rule: ground }",
        "title: \"A reason to stop, and nothing against it\", when: { any: [ { some_rule: ground }, { results.summary: mixed } ] }",
        "stop-needs-a-ground",
    ),
    (
        "unknown results count as without effect",
        "abandonment",
        "results.summary: [none, worse] }, { all: [ { studies",
        "results.summary: [none, worse] }, { results.summary: { known: no } }, { all: [ { studies",
        "blank-results-stop-nothing",
    ),
    (
        "only what has ended is set aside",
        "recommendations",
        "any: [ { kind.group: set-aside }, { status: ended } ]",
        "all: [ { kind.group: set-aside }, { status: ended } ]",
        "unknown-kind-scales-nothing",
    ),
    (
        "what is carried out as designed is protected for ever",
        "abandonment",
        "all: [ { age.years: { less_than: $min_years_before_judging } } ]",
        "any: [ { age.years: { less_than: $min_years_before_judging } }, { implementation.faithful: yes } ]",
        "guards-expire",
    ),
    (
        "the guard of the dip asks for what nothing can be",
        "abandonment",
        "when: { implementation.dip: yes }",
        "when: { all: [ { implementation.dip: yes }, { implementation.dip: no } ] }",
        "dip-protects",
    ),
    (
        "the guard of a group that gains asks for no in place of yes",
        "abandonment",
        "when: { results.subgroup_gain: yes }",
        "when: { results.subgroup_gain: no }",
        "gaining-group-protects",
    ),
    (
        "an evaluation protects young programs only",
        "abandonment",
        "when: { evaluation.under_way: yes }",
        "when: { all: [ { evaluation.under_way: yes }, { age.years: { at_most: 3 } } ] }",
        "evaluation-protects",
    ),
    (
        "a contract protects no longer",
        "abandonment",
        "id: guard-contract, part: guard",
        "id: guard-contract, part: finding",
        "contract-protects",
    ),
    (
        "an entry of several programs is judged as one",
        "abandonment",
        "id: guard-several-programs, part: guard",
        "id: guard-several-programs, part: finding",
        "hidden-programs-protect",
    ),
    (
        "what is open may be stopped meanwhile",
        "ruleset",
        "caution: [hold, repair, wait, seed]",
        "caution: [stop, hold, repair, wait, seed]",
        "",
    ),
];

/// What catches an edit: errors of the checks, properties refuted, cases that fail.
fn caught_by(edit: &Edit) -> Vec<String> {
    let (_, name, from, to, _) = edit;
    let mut sources = Sources::default();
    let mut files = rules::shipped(&mut sources);
    files.push(rules::shipped_properties(&mut sources));
    let path = format!("rules/{name}.yaml");
    let place = files.iter().position(|f| sources.name(f.source) == path).unwrap();
    let text = sources.text(files[place].source).to_owned();
    assert_eq!(text.matches(from).count(), 1, "the edit must fit in one place: {from}");
    files[place] = RuleFile::from(sources.add(&path, text.replacen(from, to, 1)));
    let mut out = Diagnostics::default();
    let set = rules::load(&files, &[], &sources, &mut out);
    let mut caught = Vec::new();
    if !out.has_errors() {
        analysis::prove(&set, &mut out);
    }
    for problem in out.iter().filter(|d| d.severity >= Severity::Warning) {
        caught.push(match problem.code {
            Code::PropertyRefuted => {
                let id = problem.message.split('`').nth(1).unwrap_or_default();
                format!("property `{id}`")
            }
            code => format!("check `{}`", code.id()),
        });
    }
    if !out.has_errors()
        || out
            .iter()
            .all(|d| d.code == Code::PropertyRefuted || d.severity < Severity::Error)
    {
        let mut problems = Diagnostics::default();
        let cases: Vec<_> = rules::shipped_cases(&mut sources)
            .into_iter()
            .flat_map(|f| rules::read_cases(f, &set, &sources, &mut problems))
            .collect();
        let failed = cases
            .iter()
            .filter(|case| !misses(&set, case, &judge_case(&set, case)).is_empty());
        let count = failed.count();
        if count > 0 {
            caught.push(format!("{count} cases"));
        }
    }
    caught.sort();
    caught.dedup();
    caught
}

#[test]
fn every_sabotage_is_caught() {
    let mut table = String::from(
        "# Sabotage\n\nSingle edits of the shipped rules, each of which would let something happen that must not, and what catches each: a check of `cleardeck rules check`, a property of `rules/properties.yaml`, or cases of `cleardeck rules test`. Written by `tests/proofs/sabotage.rs`.\n\n| edit | file | caught by |\n| --- | --- | --- |\n",
    );
    let mut broken: Vec<String> = Vec::new();
    let (first, second) = EDITS.split_at(EDITS.len() / 2);
    let all = std::thread::scope(|scope| {
        let half = |edits: &'static [Edit]| scope.spawn(move || edits.iter().map(caught_by).collect::<Vec<_>>());
        let halves = [half(first), half(second)];
        halves.map(|h| h.join().unwrap()).concat()
    });
    for (edit, caught) in EDITS.iter().zip(all) {
        assert!(!caught.is_empty(), "not caught: {}", edit.0);
        if !edit.4.is_empty() {
            let property = format!("property `{}`", edit.4);
            assert!(caught.contains(&property), "{}: {caught:?} without {property}", edit.0);
            broken.push(edit.4.to_owned());
        }
        table.push_str(&format!("| {} | `{}.yaml` | {} |\n", edit.0, edit.1, caught.join(", ")));
    }
    broken.sort();
    broken.dedup();
    let mut sources = Sources::default();
    let mut files = rules::shipped(&mut sources);
    files.push(rules::shipped_properties(&mut sources));
    let set = rules::load(&files, &[], &sources, &mut Diagnostics::default());
    table.push_str(&format!(
        "\n{} edits; {} of the {} properties are broken by an edit made for them.\n",
        EDITS.len(),
        broken.len(),
        set.properties.len()
    ));
    assert!(EDITS.len() >= 15 && broken.len() == set.properties.len());
    let wrong = common::differs("docs/sabotage.md", &table);
    assert!(wrong.is_none(), "\n{}", wrong.unwrap_or_default());
}

/// Rules laid over the shipped ones that put a condition which nothing meets in place of a guard.
#[test]
fn a_guard_that_nothing_puts_in_force_breaks_a_property() {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let guards: Vec<_> = set.rules.iter().filter(|r| r.part == Part::Guard).collect();
    assert_eq!(guards.len(), 10);
    let refuted = |id: &str, instead: &str| {
        let mut sources = Sources::default();
        let mut files = rules::shipped(&mut sources);
        files.push(rules::shipped_properties(&mut sources));
        let own = format!(
            "extends: shipped\nname: Own\nrules: [ {{ id: {id}, replaces: yes, because: a test, part: guard, of: initiative, instead: {instead}, when: {{ all: [ {{ owner: {{ known: yes }} }}, {{ owner: {{ known: no }} }} ] }} }} ]\n"
        );
        files.push(sources.add("own.yaml", own).into());
        let mut out = Diagnostics::default();
        let set = rules::load(&files, &[], &sources, &mut out);
        assert!(!out.has_errors(), "{:?}", out.iter().collect::<Vec<_>>());
        analysis::prove(&set, &mut out);
        out.iter().any(|d| d.code == Code::PropertyRefuted)
    };
    let refuted = &refuted;
    std::thread::scope(|scope| {
        for half in guards.chunks(guards.len().div_ceil(2)) {
            scope.spawn(move || {
                for guard in half {
                    assert!(refuted(&guard.id, &guard.instead), "{} is missed by nothing", guard.id);
                }
            });
        }
    });
}
