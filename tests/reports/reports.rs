//! What people read, and the properties of an audit that must never break.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

use crate::common;
use cleardeck::diagnostics::Sources;
use cleardeck::evaluate::{answers_to, audit, possible_after};
use cleardeck::report::{Audience, Depth, Edition, Markdown, View};

const DISTRICT: &str = "examples/riverbend/inventory.yaml";

#[test]
fn two_runs_are_equal_byte_for_byte() {
    for edition in ["audit", "needs-analysis", "board"] {
        let first = common::run(&["audit", DISTRICT, "--edition", edition], "");
        assert_eq!(first.0, 0, "{}", first.2);
        assert_eq!(first, common::run(&["audit", DISTRICT, "--edition", edition], ""));
    }
}

#[test]
fn a_board_report_of_forty_initiatives_is_two_pages() {
    let (_, out, _) = common::run(&["audit", DISTRICT, "--edition", "board"], "");
    let words = out
        .split_whitespace()
        .filter(|word| word.contains(char::is_alphanumeric));
    let words = words.count();
    // two printed pages hold about 1,400 words of tables and short lists; `.ci/print` prints them
    assert!(words < 1_400, "{words} words");
}

/// A card that belongs to no recommendation would be missing from every report, so none is written.
#[test]
fn an_answer_that_is_no_recommendation_is_an_error() {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let text = "as_of: 2026-06-30\ninitiatives:\n  - { id: a, name: Tutoring }\n";
    let inventory = common::inventory(text, &set, &mut sources);
    let mut audit = audit(&set, &inventory);
    audit.verdicts[0].answer = 63;
    let refused = View::of(&audit, &sources, Depth::Answers, Audience::Internal).unwrap_err();
    let said = "the report cannot be written: the answer `` to `Tutoring` is no recommendation of the rule set";
    assert_eq!(refused.to_string(), said);
}

#[test]
fn names_stay_data_in_every_edition() {
    let name = "A | B *x* <script> `rm` # 🎓 \u{202e}مدرسة";
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let text = format!(
        "as_of: 2026-06-30\ninitiatives:\n  - {{ id: a, name: {} }}\n",
        serde_json::to_string(name).unwrap()
    );
    let inventory = common::inventory(&text, &set, &mut sources);
    let view = View::of(
        &audit(&set, &inventory),
        &sources,
        Depth::Everything,
        Audience::Internal,
    )
    .unwrap();
    for edition in Edition::ALL {
        let out = Markdown::default().text(&view, edition, None).unwrap();
        assert!(
            out.contains("A \\| B \\*x\\* &lt;script&gt; \\`rm\\` # 🎓 مدرسة"),
            "{out}"
        );
        assert!(!out.contains("<script>") && !out.contains('\u{202e}'));
        // read on a terminal as it is, nothing is escaped and nothing is obeyed
        let read = Markdown { on_terminal: true }.text(&view, edition, None).unwrap();
        assert!(read.contains("A | B *x* <script> `rm` # 🎓 مدرسة"), "{read}");
        assert!(!read.contains('\\') && !read.contains('\u{202e}'), "{read}");
    }
}

#[test]
fn filling_a_blank_never_adds_a_recommendation() {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    for path in [
        DISTRICT,
        "examples/pueblo/inventory.yaml",
        "examples/dallas/inventory.yaml",
    ] {
        let inventory = common::inventory(&common::file(path), &set, &mut sources);
        for verdict in &audit(&set, &inventory).verdicts {
            let before = match verdict.record.value(set.fact_id("recommendation").unwrap()) {
                cleardeck::truth::Possible::Options(bits) => bits,
                other => panic!("{other:?}"),
            };
            for question in &verdict.questions {
                for answer in answers_to(&set, &verdict.record, question.fact) {
                    let after = possible_after(&set, &verdict.record, question.fact, answer);
                    assert_eq!(after & !before, 0, "{}", set.fact(question.fact).name);
                }
            }
        }
    }
}

#[test]
fn blank_unsure_not_applicable_missing_and_zero_are_told_apart() {
    use cleardeck::evaluate::Origin;
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let fact = set.fact_id("results.schools_positive").unwrap();
    let seen: Vec<Origin> = [
        "{ }",
        "{ schools_positive: }",
        "{ schools_positive: unsure }",
        "{ schools_positive: n/a }",
        "{ schools_positive: 0 }",
    ]
    .iter()
    .map(|stated| {
        let text = format!("as_of: 2026-06-30\ninitiatives: [ {{ id: a, name: A, results_stated: {stated} }} ]\n");
        let inventory = common::inventory(&text, &set, &mut sources);
        audit(&set, &inventory).verdicts[0].record.origin(fact)
    })
    .collect();
    assert_eq!(
        seen,
        [
            Origin::Missing,
            Origin::Blank,
            Origin::Unsure,
            Origin::NotApplicable,
            Origin::Given
        ]
    );
}

#[test]
fn another_initiative_changes_no_verdict() {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let text = common::file("examples/dallas/inventory.yaml");
    let inventory = common::inventory(&text, &set, &mut sources);
    let more = common::inventory(
        &format!("{text}  - {{ id: extra, name: Extra, kind: device }}\n"),
        &set,
        &mut sources,
    );
    let (before, after) = (audit(&set, &inventory), audit(&set, &more));
    for (a, b) in before.verdicts.iter().zip(&after.verdicts) {
        assert_eq!(
            (a.answer, a.firmness, &a.checks, a.could_be, &a.questions),
            (b.answer, b.firmness, &b.checks, b.could_be, &b.questions)
        );
    }
}

#[test]
fn a_parameter_that_is_set_stands_in_the_report() {
    let (code, out, _) = common::run(&["audit", DISTRICT, "--param", "fidelity_ok=0.8"], "");
    assert_eq!(code, 0);
    assert!(
        out.contains("Fidelity that is good enough: 0.8 instead of 0.7"),
        "{out}"
    );
    let (code, _, err) = common::run(&["audit", DISTRICT, "--param", "fidelty_ok=0.7"], "");
    assert_eq!(code, 2);
    assert!(err.contains("did you mean `fidelity_ok`"), "{err}");
}

#[test]
fn fail_on_ends_with_code_one() {
    assert_eq!(
        common::run(&["audit", DISTRICT, "--fail-on", "stop", "--format", "table"], "").0,
        1
    );
    assert_eq!(common::run(&["audit", DISTRICT, "--fail-on", "sop"], "").0, 2);
}

#[test]
fn init_writes_an_inventory_that_reads() {
    let (code, out, _) = common::run(&["init"], "");
    assert_eq!(code, 0);
    let (code, _, err) = common::run(&["check", "-"], &out);
    assert_eq!(code, 0, "{err}");
}

#[test]
fn explain_names_value_place_and_threshold() {
    let (code, out, _) = common::run(&["explain", DISTRICT, "early-reading"], "");
    assert_eq!(code, 0);
    assert!(out.contains("Scale"), "{out}");
    assert!(out.contains("years_sustained = 3"), "{out}");
    let (code, _, err) = common::run(&["explain", DISTRICT, "early-redding"], "");
    assert_eq!(code, 2);
    assert!(err.contains("did you mean `early-reading`"), "{err}");
}

#[test]
fn explain_says_what_does_not_apply_and_who_estimated() {
    let inventory = "as_of: 2026-06-30\ninitiatives:
  - { id: plan, name: Plan, status: proposed }
  - { id: runs, name: Runs, status: active, implementation: { fidelity: { value: 0.4, estimate_by: A. Diaz } } }\n";
    let explained = |id: &str| {
        let (code, out, err) = common::run(&["explain", "-", id, "--rule", "fidelity-at-bar"], inventory);
        assert_eq!(code, 0, "{err}");
        out
    };
    let plan = explained("plan");
    assert!(plan.contains("[no] Carried out as designed"), "{plan}");
    assert!(
        plan.contains("does not apply (applies where Status is one of active or ended)"),
        "{plan}"
    );
    let runs = explained("runs");
    assert!(runs.contains("[unknown] Carried out as designed"), "{runs}");
    assert!(runs.contains("not known (estimated by A. Diaz: 0.4"), "{runs}");
}

#[test]
fn a_fact_is_shown_with_when_it_applies_and_how_long_it_takes() {
    let (code, out, _) = common::run(&["rules", "show", "implementation.fidelity"], "");
    assert_eq!(code, 0);
    for part in [
        "applies where: Status is one of active or ended",
        "because: ",
        "check: it is carried out as designed",
        "time to answer: study (somebody has to measure it)",
    ] {
        assert!(out.contains(part), "{part}: {out}");
    }
}

/// Every shipped inventory: with a guard that is not known to be absent, nothing is stopped but for harm.
#[test]
fn a_guard_that_is_unknown_protects() {
    use cleardeck::rules::Part;
    use cleardeck::truth::Truth;
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let harm = set.rule_id("harm-established").unwrap();
    let mut stopped = 0;
    for path in [
        DISTRICT,
        "examples/pueblo/inventory.yaml",
        "examples/dallas/inventory.yaml",
        "examples/wake/inventory.yaml",
    ] {
        let inventory = common::inventory(&common::file(path), &set, &mut sources);
        let audit = audit(&set, &inventory);
        for (verdict, initiative) in audit.verdicts.iter().zip(&inventory.initiatives) {
            if audit.answer(verdict) == "stop" && verdict.sheet.rule(harm) != Truth::True {
                stopped += 1;
                for (id, rule) in set.each_rule().filter(|(_, r)| r.part == Part::Guard) {
                    assert_eq!(verdict.sheet.rule(id), Truth::False, "{}: {}", initiative.name, rule.id);
                }
            }
        }
    }
    assert!(stopped > 0);
}

/// Results of every make: one school alone, directions only, before and after only, a group, what is no effect.
#[test]
fn every_edition_says_every_make_of_results() {
    let makes = [
        (
            "one school alone",
            "{ school: A, year: 2026, effect: 0.2, se: 0.05, comparison: matched }",
        ),
        (
            "a direction",
            "{ school: A, year: 2026, direction: better, comparison: matched }",
        ),
        (
            "before and after",
            "{ school: A, year: 2026, effect: 0.2, comparison: before-after }",
        ),
        ("no comparison said", "{ year: 2026, effect: 0.2, students: 80 }"),
        (
            "a group only",
            "{ school: A, year: 2026, effect: 0.2, se: 0.1, comparison: matched, subgroup: newcomers }",
        ),
        (
            "satisfaction",
            "{ school: A, year: 2026, measure: satisfaction, effect: 0.2, se: 0.1, comparison: matched }",
        ),
        (
            "two schools",
            "{ school: A, year: 2026, effect: 0.2, se: 0.1, comparison: matched }, { school: B, year: 2026, effect: 0.1, se: 0.1, comparison: matched }",
        ),
    ];
    for (make, rows) in makes {
        let text = format!(
            "format: 1\nas_of: 2026-06-30\nschools: [ {{ id: A, name: Ash }}, {{ id: B, name: Birch }} ]\ninitiatives:\n  - {{ id: p, name: P, kind: curriculum, results: [ {rows} ], studies: [ {{ name: X, outcome: reading, design: lottery, effect: 0.1 }} ] }}\n"
        );
        for edition in ["audit", "needs-analysis", "board"] {
            for format in ["markdown", "html", "json", "table"] {
                for public in [&[][..], &["--public"]] {
                    let all: Vec<&str> = ["audit", "-", "--edition", edition, "--format", format]
                        .into_iter()
                        .chain(public.iter().copied())
                        .collect();
                    let (code, out, err) = common::run(&all, &text);
                    assert_eq!(code, 0, "{make}, {edition}, {format}: {err}");
                    assert!(out.contains('P'), "{make}, {edition}, {format}");
                }
            }
        }
    }
}
