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
use cleardeck::diagnostics::{Code, Diagnostic, Diagnostics, Severity, Sources};
use cleardeck::evaluate::{judge_case, misses};
use cleardeck::rules::{self, Part, RuleFile};

/// What is done, the item that is changed (or its file), what stands there, what is put in its place, the property that
/// must break where one is made for it.
type Edit = (&'static str, &'static str, &'static str, &'static str, &'static str);

const EDITS: &[Edit] = &[
    (
        "the age guard asks for more in place of less",
        "guard-too-young",
        "less_than: $min_years_before_judging",
        "more_than: $min_years_before_judging",
        "youth-protects",
    ),
    (
        "a whole-school design is judged in its first years",
        "guard-too-young",
        "        - all:\n            - kind: whole-school-design\n            - age.years: { less_than: $min_years_design }\n",
        "",
        "youth-of-designs-protects",
    ),
    (
        "tutoring is judged in its first months",
        "guard-too-young",
        "less_than: $min_years_fast",
        "less_than: 0",
        "youth-of-the-quick-protects",
    ),
    (
        "what the law requires may be held",
        "duty-by-law",
        "then: keep",
        "then: hold",
        "law-is-kept",
    ),
    (
        "a pilot begins although its start form lacks something",
        "proposed-unformed",
        "then: wait",
        "then: seed",
        "no-pilot-without-its-form",
    ),
    (
        "a complete start form lets no pilot begin",
        "proposed-unformed",
        "            - start.complete: no\n",
        "",
        "a-form-starts-what-lacked-one",
    ),
    (
        "a pilot goes on past the day of its start form",
        "seed-time-over",
        "            - start.months_left: { at_most: 0 }\n",
        "",
        "no-pilot-past-its-day",
    ),
    (
        "a program is scaled on what is known elsewhere",
        "ready",
        "rule: proven-here",
        "rule: proven",
        "scale-needs-results-here",
    ),
    (
        "a program is scaled before it is priced",
        "proven-here",
        "        - money.priced: yes\n",
        "",
        "scale-needs-a-price",
    ),
    (
        "a program is scaled that disrupts nothing named",
        "proven-here",
        "        - rule: disrupts-nothing-named\n",
        "",
        "scale-needs-an-incumbent",
    ),
    (
        "what is promising spreads whatever it costs",
        "promising-but-unaffordable",
        "            - money.affordable: no\n",
        "            - money.affordable: no\n            - protections.none: yes\n",
        "unaffordable-never-grows",
    ),
    (
        "a word of harm is enough",
        "harm-established",
        "            - harm.confirmed: yes\n",
        "",
        "harm-is-shown-or-reported",
    ),
    (
        "only a contract still protects",
        "ground-but-hold",
        "            - some_rule: guard\n              instead: hold",
        "            - rule: guard-contract",
        "",
    ),
    (
        "a row that stops for a ground is put above the guards",
        "ground-but-repair",
        "      - id: ground-but-repair\n",
        "      - { id: early, then: stop, title: Early, when: { some_rule: ground }, sources: [own] }\n\n      - id: ground-but-repair\n",
        "youth-protects",
    ),
    (
        "the guard of a mandate is made a definition",
        "guard-mandate",
        "part: guard",
        "part: definition",
        "part-of-a-law-protects",
    ),
    (
        "the guard of dependants asks for no in place of yes",
        "guard-dependants",
        "dependants.any: yes",
        "dependants.any: no",
        "dependants-protect",
    ),
    (
        "low fidelity no longer protects",
        "guard-not-implemented",
        "implementation.faithful: no",
        "implementation.faithful: yes",
        "unfaithful-is-repaired",
    ),
    (
        "low fidelity protects for ever",
        "guard-not-implemented",
        "        - implementation.repair_tried: no\n",
        "",
        "repair-expires",
    ),
    (
        "what is not measured counts as without effect",
        "ground-no-effect",
        "        - results.summary: [none, worse]\n",
        "        - results.summary: [none, worse, not-measured]\n",
        "unmeasured-is-not-failing",
    ),
    (
        "harm no longer comes first",
        "harm",
        "when: { rule: harm-established }",
        "when: { all: [ { rule: harm-established }, { protections.none: yes } ] }",
        "harm-overrides",
    ),
    (
        "harm to safety is no harm",
        "harm-established",
        "            - harm.reported: yes\n",
        "",
        "stop-needs-a-record",
    ),
    (
        "readiness is no longer asked for scaling",
        "proven-here",
        "        - readiness: scale-now\n",
        "",
        "scale-needs-readiness",
    ),
    (
        "results too uncertain to tell count as without effect",
        "ground-no-effect",
        "        - results.summary: [none, worse]\n",
        "        - results.summary: [none, worse, inconclusive]\n",
        "uncertain-is-not-failing",
    ),
    (
        "any of the parts of the bar is enough",
        "proven",
        "all:",
        "any:",
        "scale-needs-several-years",
    ),
    (
        "what is better in one school is scaled",
        "ready",
        "      - id: ready\n",
        "      - { id: early, then: scale, title: Early, when: { all: [ { results.summary: better }, { money.priced: yes } ] }, sources: [own] }\n\n      - id: ready\n",
        "scale-needs-several-schools",
    ),
    (
        "several years are no longer asked for",
        "proven",
        "        - rule: several-years\n",
        "",
        "scale-needs-several-years",
    ),
    (
        "replication asks for at most so many schools",
        "schools-of-the-bar",
        "results.schools_positive: { at_least: $schools_for_scale }",
        "results.schools_positive: { at_most: $schools_for_scale }",
        "better-evidence-never-lowers",
    ),
    (
        "growth no longer asks for the drivers",
        "able-to-grow",
        "        - rule: drivers-in-place\n",
        "",
        "scale-needs-drivers",
    ),
    (
        "growth no longer asks for fidelity",
        "able-to-grow",
        "        - rule: faithful-enough\n",
        "",
        "scale-needs-fidelity",
    ),
    (
        "a group that loses no longer counts",
        "able-to-grow",
        "        - results.subgroup_harm: yes\n",
        "",
        "no-group-loses",
    ),
    (
        "a loss on another outcome no longer counts",
        "able-to-grow",
        "        - results.outcome_loses: yes\n",
        "",
        "no-outcome-loses",
    ),
    (
        "a loss of unknown certainty no longer counts",
        "able-to-grow",
        "        - results.points_down: yes\n",
        "",
        "no-loss-is-pointed-to",
    ),
    (
        "the next school is no longer asked about",
        "proven-here",
        "        - rule: gain-expected-next\n",
        "",
        "scale-expects-a-gain",
    ),
    (
        "a device before its model may spread",
        "able-to-grow",
        "        - rule: device-before-model\n",
        "",
        "device-alone-never-scales",
    ),
    (
        "content required of all may be ready",
        "content-without-choice",
        "            - scope.required: yes\n",
        "",
        "required-content-never-scales",
    ),
    (
        "a bar that nothing can reach",
        "sustained",
        "        - studies.sustained_worse: yes\n        - results.first_schools_trend: falling\n",
        "        - studies.sustained_worse: no\n        - studies.sustained_worse: yes\n",
        "scaling-is-possible",
    ),
    (
        "a presumption that speaks for growth",
        "results.summary",
        "presume: not-measured",
        "presume: better",
        "growth-needs-evidence",
    ),
    (
        "a presumption that speaks for ending",
        "implementation.in_use",
        "presume: yes",
        "presume: no",
        "stop-needs-a-record",
    ),
    ("a check left out", "contract.mandate", "    check: no-law\n", "", ""),
    (
        "a check taken off the list",
        "checks.yaml",
        "  - id: no-dependants\n",
        "  - id: nobody-else\n",
        "",
    ),
    (
        "youth begins anew with each decision",
        "age.years",
        "derive: { school_years_since: scope.since }",
        "derive: { years_since: decided.on }",
        "",
    ),
    (
        "the time of a decision counts from the newest results",
        "decided.years",
        "derive: { years_since: decided.on }",
        "derive: { years_since: results.last_year }",
        "",
    ),
    (
        "notice is due when the contract ends",
        "contract.months_to_notice",
        "derive: { difference: [contract.months_left, contract.notice_months] }",
        "derive: { months_until: contract.ends }",
        "",
    ),
    (
        "what was left as it is has no time to show anything",
        "waiting-time-over",
        "        - decided.years: { at_least: $tested_years_to_show }\n",
        "",
        "unmeasured-has-time",
    ),
    (
        "the clock runs though no date is known",
        "waiting-time-over",
        "decided.years: { at_least: $tested_years_to_show }",
        "decided.years: { known: no }",
        "undated-has-time",
    ),
    (
        "cost decides",
        "ground-replaced",
        "when: { alternatives.better: yes }",
        "when: { any: [ { alternatives.better: yes }, { money.per_year: { more_than: 1000000 } } ] }",
        "money-decides-nothing",
    ),
    (
        "the load on teachers decides",
        "ground-replaced",
        "when: { alternatives.better: yes }",
        "when: { any: [ { alternatives.better: yes }, { money.hours_per_teacher_week: { more_than: 4 } } ] }",
        "hunches-decide-nothing",
    ),
    (
        "a ground that stops without any reason",
        "ground-unused",
        "when: { implementation.in_use: no }",
        "when: { any: [ { implementation.in_use: no }, { implementation.in_use: yes } ] }",
        "",
    ),
    (
        "a protection that is said is forgotten",
        "guard-said-protected",
        "part: guard",
        "part: finding",
        "said-protection-protects",
    ),
    (
        "what a few willing schools would try waits",
        "proposed-few-schools",
        "then: seed",
        "then: wait",
        "",
    ),
    (
        "mixed results are reason enough",
        "ground-and-no-guard",
        "      - id: ground-and-no-guard\n",
        "      - { id: early, then: stop, title: Early, when: { all: [ { results.summary: mixed }, { protections.none: yes } ] }, sources: [own] }\n\n      - id: ground-and-no-guard\n",
        "stop-needs-a-ground",
    ),
    (
        "unknown results count as without effect",
        "ground-no-effect",
        "        - results.summary: [none, worse]\n",
        "        - any: [ { results.summary: [none, worse] }, { results.summary: { known: no } } ]\n",
        "blank-results-stop-nothing",
    ),
    (
        "core services are set aside",
        "budget-line",
        "kind.group: set-aside",
        "kind.group: [set-aside, core]",
        "",
    ),
    (
        "what is carried out as designed is protected for ever",
        "guard-too-young",
        "      any:\n",
        "      any:\n        - implementation.faithful: yes\n",
        "guards-expire",
    ),
    (
        "the guard of the dip asks for what nothing can be",
        "guard-dip",
        "        - implementation.dip: yes\n",
        "        - implementation.dip: yes\n        - implementation.dip: no\n",
        "dip-protects",
    ),
    (
        "the guard of a group that gains asks for no in place of yes",
        "guard-group-gains",
        "results.subgroup_gain: yes",
        "results.subgroup_gain: no",
        "gaining-group-protects",
    ),
    (
        "an evaluation protects young programs only",
        "guard-evaluation",
        "        - evaluation.under_way: yes\n",
        "        - evaluation.under_way: yes\n        - age.years: { at_most: 3 }\n",
        "evaluation-protects",
    ),
    (
        "a contract protects no longer",
        "guard-contract",
        "part: guard",
        "part: finding",
        "contract-protects",
    ),
    (
        "an entry of several programs is judged as one",
        "guard-several-programs",
        "part: guard",
        "part: finding",
        "hidden-programs-protect",
    ),
    (
        "what is open may be stopped",
        "ruleset.yaml",
        "caution: [repair,",
        "caution: [stop, repair,",
        "",
    ),
];

/// The file that an edit is made in, and what catches it.
fn caught_by(edit: &Edit) -> (String, Vec<String>) {
    let (_, item, from, to, _) = edit;
    let (texts, file) = common::edited(item, from, to);
    (file, faults(texts))
}

/// What is wrong with rule files: errors of the checks, properties refuted, cases that fail.
fn faults(texts: Vec<(String, String)>) -> Vec<String> {
    let mut sources = Sources::default();
    let files: Vec<RuleFile> = texts
        .into_iter()
        .map(|(name, text)| RuleFile::from(sources.add(&name, text)))
        .collect();
    let mut out = Diagnostics::default();
    let set = rules::load(&files, &[], &sources, &mut out);
    if let Some(set) = &set {
        analysis::prove(set, &mut out);
    }
    let mut caught = Vec::new();
    for problem in out.iter().filter(|d| d.severity >= Severity::Warning) {
        caught.push(match problem.code {
            Code::PropertyRefuted => {
                let id = problem.message.split('`').nth(1).unwrap_or_default();
                format!("property `{id}`")
            }
            code => format!("check `{}`", code.id()),
        });
    }
    let judges = |d: &Diagnostic| d.code == Code::PropertyRefuted || d.severity < Severity::Error;
    if let Some(set) = set.filter(|_| out.iter().all(judges)) {
        let cases = common::shipped_cases(&set);
        let failed = cases
            .iter()
            .filter(|case| !misses(&set, case, &judge_case(&set, case)).is_empty());
        let count = failed.count();
        if count > 0 {
            caught.push(format!("{count} cases"));
        }
        let moved = crate::dates::moved(&set).into_iter();
        caught.extend(moved.map(|anchor| format!("date of `{anchor}`")));
    }
    caught.sort();
    caught.dedup();
    caught
}

/// Else an edit would be caught by what is wrong without it.
#[test]
fn the_rules_as_shipped_are_caught_by_nothing() {
    let (texts, _) = common::edited("checks.yaml", "# What is presumed", "# What is presumed");
    assert_eq!(faults(texts), Vec::<String>::new());
}

#[test]
fn every_sabotage_is_caught() {
    let mut table = String::from(
        "# Sabotage\n\nSingle edits of the shipped rules, each of which would let something happen that must not, and what catches each: a check of `cleardeck rules check`, a property of `rules/properties.yaml`, cases of `cleardeck rules test`, or a date that answers end on (`tests/proofs/dates.rs`). Written by `tests/proofs/sabotage.rs`.\n\n| edit | file | caught by |\n| --- | --- | --- |\n",
    );
    let mut broken: Vec<String> = Vec::new();
    let mut missed = Vec::new();
    let (first, second) = EDITS.split_at(EDITS.len() / 2);
    let all = std::thread::scope(|scope| {
        let half = |edits: &'static [Edit]| scope.spawn(move || edits.iter().map(caught_by).collect::<Vec<_>>());
        let halves = [half(first), half(second)];
        halves.map(|h| h.join().unwrap()).concat()
    });
    for (edit, (file, caught)) in EDITS.iter().zip(all) {
        if caught.is_empty() {
            missed.push(format!("{}: not caught", edit.0));
        }
        if !edit.4.is_empty() {
            let property = format!("property `{}`", edit.4);
            if !caught.contains(&property) {
                missed.push(format!("{}: {caught:?} without {property}", edit.0));
            }
            broken.push(edit.4.to_owned());
        }
        table.push_str(&format!("| {} | `{file}` | {} |\n", edit.0, caught.join(", ")));
    }
    assert!(missed.is_empty(), "{missed:#?}");
    broken.sort();
    broken.dedup();
    let mut sources = Sources::default();
    let mut files = rules::shipped(&mut sources);
    files.extend(rules::shipped_properties(&mut sources));
    let set = rules::load(&files, &[], &sources, &mut Diagnostics::default()).unwrap();
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
        files.extend(rules::shipped_properties(&mut sources));
        let own = format!(
            "extends: shipped\nname: Own\nrules: [ {{ id: {id}, replaces: yes, because: a test, part: guard, of: initiative, instead: {instead}, when: {{ all: [ {{ owner: {{ known: yes }} }}, {{ owner: {{ known: no }} }} ] }} }} ]\n"
        );
        files.push(sources.add("own.yaml", own).into());
        let mut out = Diagnostics::default();
        let set = rules::load(&files, &[], &sources, &mut out);
        assert!(!out.has_errors(), "{:?}", out.iter().collect::<Vec<_>>());
        analysis::prove(&set.unwrap(), &mut out);
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
