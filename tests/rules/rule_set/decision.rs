//! What a rule set decides by is there, and what its check did not settle is no pass.

use cleardeck::analysis;
use cleardeck::diagnostics::{Code, Severity, Sources};

use super::read::Read;

#[test]
fn a_rule_set_holds_what_the_program_decides_by() {
    for (item, from, to, code, parts) in [
        (
            "recommendation",
            "id: recommendation\n",
            "id: recomendation\n",
            Code::NoRules,
            &["no table `recommendation`", "is `recomendation` meant?"][..],
        ),
        (
            "recommendation",
            "outcomes: [stop, repair,",
            "outcomes: [stopp, stop, repair,",
            Code::UnknownOption,
            &["no recommendation `stopp`", "did you mean `stop`?"],
        ),
        (
            "ruleset.yaml",
            "  - id: hold\n",
            "  - id: holt\n",
            Code::UnknownOption,
            &["no recommendation `hold`"],
        ),
        (
            "ruleset.yaml",
            "  - id: seed\n",
            "  - { id: seed, mark: seed, title: Seed }\n  - id: seed\n",
            Code::DuplicateId,
            &["a second recommendation `seed`"],
        ),
        (
            "ruleset.yaml",
            "caution: [repair, hold, keep, contain, wait, seed]",
            "caution: []",
            Code::MissingField,
            &["nothing is said to do where what is presumed"],
        ),
        (
            "ruleset.yaml",
            "caution: [repair, hold, keep, contain, wait, seed]",
            "caution: { order: [hold], because: x }",
            Code::WrongType,
            &["`caution` lists recommendations"],
        ),
        (
            "ruleset.yaml",
            "caution: [repair, hold, keep, contain, wait, seed]",
            "caution: [hold, holt]",
            Code::UnknownOption,
            &["`holt` is no"],
        ),
        (
            "readiness",
            "id: readiness\n",
            "id: readines\n",
            Code::UnknownFact,
            &["did you mean `readines`?"],
        ),
        (
            "readiness",
            "outcomes: [not-ready, seed, scale-now]",
            "outcomes: [not-ready, seed, seed, scale-now]",
            Code::DuplicateId,
            &["a second option of `readiness` `seed`"],
        ),
        (
            "device",
            "group: device",
            "group: devise",
            Code::UnknownOption,
            &["did you mean `device`?"],
        ),
        (
            "kinds.yaml",
            "  - id: device\n    group",
            "  - id: partnership\n    group",
            Code::DuplicateId,
            &["a second kind `partnership`"],
        ),
        (
            "facilities",
            "needs_drivers: no",
            "needs_drivers: never",
            Code::WrongType,
            &["`needs_drivers` is yes or no, here stands `never`"],
        ),
        (
            "guard-dip",
            "instead: hold",
            "instead: hodl",
            Code::UnknownOption,
            &["`hodl` is no outcome, and the guard says it", "did you mean `hold`?"],
        ),
        (
            "ground-but-hold",
            "instead: hold",
            "instead: [hold, repair]",
            Code::WrongType,
            &["`instead` names one recommendation"],
        ),
        (
            "too-young",
            "rule: guard-too-young\n",
            "{ rule: guard-too-young, instead: hold }\n",
            Code::UnknownFact,
            &["unknown fact `instead`"],
        ),
        (
            "guard-too-young",
            "$min_years_before_judging",
            "$fidelity_ok",
            Code::WrongType,
            &["`$fidelity_ok` is counted in share, `age.years` in years"],
        ),
        (
            "sources.yaml",
            "  - id: traction\n",
            "  - { id: traktor, interest: vendr }\n  - id: traction\n",
            Code::UnknownOption,
            &["did you mean `vendor`?"],
        ),
        (
            "stopping/guards.yaml",
            "rules:\n",
            "switched_off: [ { rule: no-network, because: x } ]\nrules:\n",
            Code::UnknownField,
            &["laid over others"],
        ),
        (
            "part-of-a-law-protects",
            "id: part-of-a-law-protects",
            "id: youth-protects",
            Code::DuplicateId,
            &["a second property `youth-protects`"],
        ),
    ] {
        Read::edited(item, from, to).refused(to, code, parts);
    }
}

#[test]
fn nothing_that_cannot_be_taken_back_stands_while_a_verdict_is_open() {
    for id in ["stop", "scale", "spread"] {
        let text = format!("caution: {{ order: [{id}, hold], because: x }}");
        Read::laid_over(&text).refused(&text, Code::UnsafeCaution, &[&format!("`{id}` cannot be taken back")]);
        let whole = format!("caution: [{id}, hold, repair, wait, seed]");
        let read = Read::edited(
            "ruleset.yaml",
            "caution: [repair, hold, keep, contain, wait, seed]",
            &whole,
        );
        read.refused(&whole, Code::UnsafeCaution, &["rules/ruleset.yaml"]);
    }
    // nor by taking away what says so
    for field in ["guarded: no", "commits: no", "guarded: false"] {
        let text = format!("recommendations: [ {{ id: stop, replaces: yes, because: x, title: Stop, {field} }} ]");
        Read::laid_over(&text).refused(&text, Code::WrongType, &["and stays so"]);
    }
    let text = "recommendations: [ { id: stop, replaces: yes, because: x, title: End it } ]\ncaution: { order: [stop], because: x }";
    Read::laid_over(text).refused(text, Code::UnsafeCaution, &[]);
    let text = "recommendations: [ { id: stop, replaces: yes, because: x, title: End it, guarded: true } ]";
    let read = Read::laid_over(text);
    let stop = read.set().recommendation("stop").unwrap();
    assert!(
        !read.out.has_errors() && stop.guarded && stop.title == "End it",
        "{}",
        read.drawn
    );
}

#[test]
fn what_the_check_did_not_settle_is_no_pass() {
    // neither an error nor what says how far the check came may be set lower, whatever it is set to
    let settable = ["unused-fact", "idle-condition", "asks-in-vain"];
    for code in Code::ALL {
        for to in ["off", "note", "warning"] {
            let text = format!("severity: {{ {}: {to}, because: x }}", code.id());
            let read = Read::laid_over(&text);
            assert_eq!(read.out.has_errors(), !code.is_settable(), "{text}\n{}", read.drawn);
        }
        assert!(!settable.contains(&code.id()) || code.is_settable());
        assert!(!code.is_settable() || code.severity() < Severity::Error);
    }
    let text = "severity: { not-analysed: off, because: x }";
    Read::laid_over(text).refused(text, Code::UnknownOption, &["a rule set may weigh unused-parameter, "]);
    // what is not analysed of what must never happen is an error that no severity reaches
    let mut read = Read::laid_over("severity: { asks-in-vain: off, idle-condition: off, never-true: off, because: x }");
    assert!(!read.out.has_errors(), "{}", read.drawn);
    let set = read.set().clone();
    let report = analysis::check_within(&set, 500, &mut read.out);
    read.out.weigh(&set.severities);
    assert!(report.proved.is_empty());
    for property in &set.properties {
        let said = format!("`{}` was not analysed", property.id);
        let found = read
            .out
            .iter()
            .find(|d| d.message.starts_with(&said))
            .expect(&property.id);
        assert_eq!((found.code, found.severity), (Code::NotAnalysed, Severity::Error));
    }
    // a guard that nothing puts in force is one too
    let mut sources = Sources::default();
    let text = "format: 1\nname: x\nversion: 1\ngoes_without: all\nseverity: { never-true: off }\nfacts: [ { name: n, of: initiative, type: number } ]\nrules:\n  - { id: g, part: guard, of: initiative, instead: hold, when: { all: [ { n: { at_least: 5 } }, { n: { at_most: 3 } } ] } }\n  - { id: r, part: ground, of: initiative, when: { n: 9 } }\ntables: [ { id: recommendation, of: initiative, outcomes: [hold, stop], rows: [ { then: hold, when: { rule: g } }, { then: stop, when: { rule: r } } ], otherwise: { then: hold } } ]\nrecommendations: [ { id: hold }, { id: stop, guarded: yes } ]\ncaution: [hold]\n";
    let file = sources.add("rules.yaml", text.to_owned()).into();
    let mut read = Read::of(&[file], &[], sources);
    assert!(!read.out.has_errors(), "{}", read.drawn);
    let set = read.set().clone();
    analysis::check(&set, &mut read.out);
    read.out.weigh(&set.severities);
    assert!(
        read.out
            .iter()
            .any(|d| d.code == Code::NeverTrue && d.severity == Severity::Error)
    );
}

#[test]
fn yes_and_no_are_read_as_such_or_refused() {
    let small = |recommendation: &str, row: &str, kind: &str| {
        let text = format!(
            "format: 1\nname: x\nversion: 1\ngoes_without: all\ngroups: [ {{ id: g }} ]\nkinds: [ {{ id: k, group: g{kind} }} ]\nfacts: [ {{ name: kind, of: initiative, type: kind }}, {{ name: a, of: initiative, type: yes-no }} ]\nrules: [ {{ id: r, part: ground, of: initiative, when: {{ a: yes }} }} ]\ntables: [ {{ id: recommendation, of: initiative, outcomes: [hold, stop], rows: [ {{ then: stop, when: {{ rule: r }}{row} }} ], otherwise: {{ then: hold }} }} ]\nrecommendations: [ {{ id: hold }}, {{ id: stop{recommendation} }} ]\ncaution: [hold]\n"
        );
        let mut sources = Sources::default();
        let file = sources.add("rules.yaml", text).into();
        Read::of(&[file], &[], sources)
    };
    for (word, meant) in [
        ("yes", true),
        ("true", true),
        ("Yes", true),
        ("no", false),
        ("false", false),
        ("FALSE", false),
    ] {
        let read = small(
            &format!(", guarded: {word}"),
            &format!(", despite_guards: {word}"),
            &format!(", needs_drivers: {word}"),
        );
        assert!(!read.out.has_errors(), "{word}\n{}", read.drawn);
        assert_eq!(read.set().recommendation("stop").unwrap().guarded, meant, "{word}");
        assert_eq!(read.set().tables[0].rows[0].despite_guards, meant, "{word}");
        assert_eq!(read.set().kinds[0].needs_drivers, meant, "{word}");
    }
    for word in ["ja", "1", "", "[yes]", "maybe"] {
        small(&format!(", guarded: {word}"), "", "").refused(word, Code::WrongType, &["`guarded` is yes or no"]);
        small("", &format!(", despite_guards: {word}"), "").refused(word, Code::WrongType, &["`despite_guards`"]);
        small("", "", &format!(", needs_drivers: {word}")).refused(word, Code::WrongType, &["`needs_drivers`"]);
    }
}
