//! What a rule set may not say: each is refused at its place, and nothing typed is read and dropped.

use cleardeck::analysis;
use cleardeck::diagnostics::{Code, Diagnostics, Severity, Sources, render_text};
use cleardeck::rules::{self, Override, RuleFile, RuleSet};

use crate::common;

/// A rule set that was read, and every problem as it is drawn.
struct Read {
    set: RuleSet,
    out: Diagnostics,
    drawn: String,
}

impl Read {
    fn of(files: &[RuleFile], params: &[&str], mut sources: Sources) -> Self {
        let mut out = Diagnostics::default();
        let mut overrides = Vec::new();
        for param in params {
            let source = sources.add("--param", (*param).to_owned());
            overrides.extend(Override::read(param, source, &mut out));
        }
        let set = rules::load(files, &overrides, &sources, &mut out);
        out.sort();
        let drawn = render_text(&out, &sources, false);
        Self { set, out, drawn }
    }

    /// The shipped rules with some text laid over them.
    fn laid_over(text: &str) -> Self {
        let mut sources = Sources::default();
        let mut files = rules::shipped(&mut sources);
        files.push(rules::shipped_properties(&mut sources));
        let own = format!("extends: shipped\nname: Own\n{text}\n");
        files.push(sources.add("own.yaml", own).into());
        Self::of(&files, &[], sources)
    }

    /// The shipped rules, with parameters set on the command line.
    fn with(params: &[&str]) -> Self {
        let mut sources = Sources::default();
        let files = rules::shipped(&mut sources);
        Self::of(&files, params, sources)
    }

    /// A whole rule set of one's own: the shipped one with one edit.
    fn edited(file: &str, from: &str, to: &str) -> Self {
        let mut shipped = Sources::default();
        let mut files = rules::shipped(&mut shipped);
        files.push(rules::shipped_properties(&mut shipped));
        let mut sources = Sources::default();
        let own = files.iter().map(|f| {
            let (name, text) = (shipped.name(f.source), shipped.text(f.source));
            let text = if name == format!("rules/{file}.yaml") {
                assert_eq!(text.matches(from).count(), 1, "the edit must fit in one place: {from}");
                text.replacen(from, to, 1)
            } else {
                text.to_owned()
            };
            sources.add(name, text).into()
        });
        let own: Vec<RuleFile> = own.collect();
        Self::of(&own, &[], sources)
    }

    #[track_caller]
    fn refused(&self, input: &str, code: Code, parts: &[&str]) {
        let there = |d: &cleardeck::diagnostics::Diagnostic| {
            d.code == code && d.severity == Severity::Error && !d.help.is_empty()
        };
        assert!(self.out.iter().any(there), "{input}\nno {}:\n{}", code.id(), self.drawn);
        for part in parts {
            assert!(self.drawn.contains(part), "{input}\nnot said: {part}\n{}", self.drawn);
        }
    }

    #[track_caller]
    fn value(&self, name: &str) -> String {
        assert!(self.out.is_empty(), "{}", self.drawn);
        self.set.parameter_named(name).unwrap().value.to_string()
    }
}

#[test]
fn a_threshold_is_what_its_unit_allows() {
    for (param, value) in [
        ("fidelity_ok=0.7", "0.7"),
        ("fidelity_ok=70%", "0.7"),
        (" fidelity_ok = 70 % ", "0.7"),
        ("fidelity_ok=1", "1"),
        ("min_years_before_judging=2.5", "2.5"),
        ("schools_for_scale=10", "10"),
        ("effort_paper=0.5", "0.5"),
        ("kraft_cost_high=$5,000", "5000"),
        ("confidence_level=90%", "0.9"),
    ] {
        let name = param.split('=').next().unwrap().trim();
        assert_eq!(Read::with(&[param]).value(name), value, "{param}");
    }
    for (param, code, parts) in [
        (
            "fidelity_ok=70",
            Code::WrongType,
            &["--> --param:1:13", "did you mean 0.7 or 70%?"][..],
        ),
        ("fidelity_ok=120", Code::WrongType, &["no share from 0 to 1"]),
        ("fidelity_ok=-0.2", Code::WrongType, &["no share from 0 to 1"]),
        ("seed_cap=150%", Code::WrongType, &["no share from 0 to 1"]),
        (
            "min_years_before_judging=-3",
            Code::OutOfRange,
            &["the least it may be is 0", "--> --param:1:26"],
        ),
        (
            "min_years_before_judging=0",
            Code::OutOfRange,
            &["the least it may be is 1"],
        ),
        ("end_notice_months=-1", Code::OutOfRange, &["the least it may be is 0"]),
        ("school_hours_cap=-4", Code::OutOfRange, &["the least it may be is 0"]),
        (
            "effect_meaningful=-0.1",
            Code::OutOfRange,
            &["the least it may be is 0"],
        ),
        ("schools_for_scale=2.5", Code::WrongType, &["no whole number"]),
        ("min_students_pooled=-350", Code::WrongType, &["a negative count"]),
        ("kraft_cost_high=-1", Code::WrongType, &["a negative amount"]),
        ("min_years_before_judging=three", Code::WrongType, &["no number"]),
        ("min_years_before_judging=3 years", Code::WrongType, &["no number"]),
        ("suppress_n=0", Code::OutOfRange, &["the least it may be is 3"]),
        ("suppress_n=-5", Code::WrongType, &["a negative count"]),
        ("confidence_level=1", Code::OutOfRange, &["the most it may be is 0.999"]),
        (
            "driver_partial=0.9",
            Code::OutOfRange,
            &["the most it may be is 0.8 (`$driver_strong`)"],
        ),
        (
            "driver_strong=0.4",
            Code::OutOfRange,
            &["`driver_partial` is 0.5", "--param:1:15", "the bound"],
        ),
        (
            "fidelity_okay=0.7",
            Code::UnknownParameter,
            &["did you mean `fidelity_ok`?", "--> --param:1:1"],
        ),
        (
            "Fidelity_ok=0.7",
            Code::UnknownParameter,
            &["did you mean `fidelity_ok`?"],
        ),
        (
            "quorum=0.7",
            Code::UnknownParameter,
            &["parameters: min_years_before_judging, "],
        ),
        (
            "fidelity_ok",
            Code::WrongType,
            &["does not set a parameter", "NAME=VALUE"],
        ),
        ("fidelity_ok=", Code::WrongType, &["does not set a parameter"]),
        ("=0.7", Code::WrongType, &["does not set a parameter"]),
        ("fidelity_ok:0.7", Code::WrongType, &["does not set a parameter"]),
    ] {
        Read::with(&[param]).refused(param, code, parts);
        // the same in rules laid over the shipped ones
        let Some((name, value)) = param.split_once('=').filter(|(n, v)| !n.is_empty() && !v.is_empty()) else {
            continue;
        };
        let laid = format!("parameters: [ {{ name: {name}, value: \"{value}\", because: a test }} ]");
        Read::laid_over(&laid).refused(&laid, code, &["own.yaml"]);
    }
    let twice = Read::with(&["fidelity_ok=0.7", "fidelity_ok=0.9"]);
    twice.refused("twice", Code::DuplicateId, &["`fidelity_ok` is set twice"]);
    let all = Read::with(&["fidelity_ok=70", "nosuch", "suppress_n=1"]);
    assert_eq!(all.out.len(), 3, "all problems in one run: {}", all.drawn);
    for (from, to, code) in [
        (
            "value: 0.8, unit: share, alternatives: [0.6",
            "value: 80, unit: share, alternatives: [0.6",
            Code::WrongType,
        ),
        (
            "alternatives: [0.6, 0.7, 0.833]",
            "alternatives: [0.6, 70, 0.833]",
            Code::WrongType,
        ),
        ("alternatives: [2, 4, 5]", "alternatives: [2, -4, 5]", Code::OutOfRange),
        (
            "alternatives: [5, 15, 16]",
            "alternatives: [5, 2, 16]",
            Code::OutOfRange,
        ),
        (
            "value: 10, unit: students, min: 3",
            "unit: students, min: 3",
            Code::MissingField,
        ),
        (
            "value: 10, unit: students, min: 3",
            "value: [10], unit: students, min: 3",
            Code::WrongType,
        ),
        (
            "name: suppress_n, read_by: report",
            "name: suppress_n, read_by: raport",
            Code::UnknownOption,
        ),
        ("value: 3, unit: kinds", "value: 3, unit: kind", Code::UnknownOption),
        ("max: $driver_strong", "max: $driver_stong", Code::UnknownParameter),
        (
            "- { name: months, type: number, min: 0 }",
            "- { name: months, type: nomber, min: 0 }",
            Code::UnknownOption,
        ),
        (
            "- { name: months, type: number, min: 0 }",
            "- { name: months, type: number, min: none }",
            Code::WrongType,
        ),
        (
            "- { name: months, type: number, min: 0 }",
            "- { name: months, type: number, least: 0 }",
            Code::UnknownField,
        ),
    ] {
        Read::edited("parameters", from, to).refused(to, code, &["rules/parameters.yaml"]);
    }
}

#[test]
fn what_rules_laid_over_others_name_is_there() {
    for (text, code, parts) in [
        (
            "parameters: [ { name: fidelity_okay, value: 0.7, because: x } ]",
            Code::UnknownParameter,
            &[
                "no `fidelity_okay` under `parameters` to set",
                "did you mean `fidelity_ok`?",
            ][..],
        ),
        (
            "parameters: [ { name: fidelity_okay, value: 0.7, unit: share, sources: [own], because: x } ]",
            Code::UnusedParameter,
            &["did you mean `fidelity_ok`?"],
        ),
        (
            "parameters: [ { name: fidelity_ok, value: 0.7, alternatives: [0.6], because: x } ]",
            Code::UnknownField,
            &["`alternatives`"],
        ),
        (
            "parameters: [ { name: fidelity_ok, value: 0.7, because: x }, { name: fidelity_ok, value: 0.6, because: x } ]",
            Code::DuplicateId,
            &["deviates twice"],
        ),
        (
            "parameters: [ { name: fidelity_ok, because: x } ]",
            Code::MissingField,
            &["has no `value`"],
        ),
        (
            "parameters: { name: fidelity_okay, value: 0.7, because: x }",
            Code::UnknownParameter,
            &["did you mean `fidelity_ok`?"],
        ),
        (
            "rules: [ { id: guard-dipp, replaces: yes, because: x, part: guard, of: initiative, when: { owner: { known: yes } } } ]",
            Code::UnknownRule,
            &["did you mean `guard-dip`?"],
        ),
        (
            "facts: [ { name: implementation.fidelty, replaces: yes, because: x, of: initiative, type: share } ]",
            Code::UnknownFact,
            &["did you mean `implementation.fidelity`?"],
        ),
        (
            "kinds: [ { id: devise, replaces: yes, because: x, group: device } ]",
            Code::UnknownOption,
            &["did you mean `device`?"],
        ),
        (
            "kinds: [ { id: robots, because: x, group: devise } ]",
            Code::UnknownOption,
            &["`devise` is no group of kinds", "did you mean `device`?"],
        ),
        (
            "recommendations: [ { id: hald, replaces: yes, because: x, title: Hold } ]",
            Code::UnknownOption,
            &["did you mean `hold`?"],
        ),
        (
            "recommendations: [ { id: expand, because: x, title: Expand } ]",
            Code::UnknownOption,
            &["`expand` is no outcome of the table `recommendation`"],
        ),
        (
            "outcomes: [ { id: lerning, replaces: yes, because: x, counts: always } ]",
            Code::UnknownOption,
            &["did you mean `learning`?"],
        ),
        (
            "sources: [ { id: traktion, replaces: yes, title: T } ]",
            Code::UnknownSource,
            &["did you mean `traction`?"],
        ),
        (
            "tables: [ { id: readines, replaces: yes, because: x, of: initiative, outcomes: [a], rows: [] } ]",
            Code::UnknownOption,
            &["did you mean `readiness`?"],
        ),
        (
            "actions: [ { fact: implementation.fidelty, because: x, step: s, effort: $effort_paper } ]",
            Code::UnknownFact,
            &["did you mean `implementation.fidelity`?"],
        ),
        (
            "switched_off: [ { rule: no-netwrk, because: x } ]",
            Code::UnknownRule,
            &["did you mean `no-network`?"],
        ),
        (
            "switched_off: no-network",
            Code::NotAMapping,
            &["a rule that is switched off"],
        ),
        (
            "switched_off: { rule: no-netwrk, because: x }",
            Code::UnknownRule,
            &["did you mean `no-network`?"],
        ),
        (
            "switched_off: [ { rule: no-network, becuase: x } ]",
            Code::UnknownField,
            &["did you mean `because`?"],
        ),
        (
            "switched_off: [ { rule: no-network, because: x }, { rule: no-network, because: x } ]",
            Code::UnknownRule,
            &["no rule `no-network` to switch off"],
        ),
        (
            "caution: { order: [hald], because: x }",
            Code::UnknownOption,
            &["did you mean `hold`?"],
        ),
        (
            "caution: { order: [hold, hold], because: x }",
            Code::DuplicateId,
            &["`caution`"],
        ),
        (
            "caution: { order: [], because: x }",
            Code::MissingField,
            &["nothing is said to do while a verdict is open"],
        ),
        (
            "given: [ { fact: age.yaers, at_most: studies.years, because: x } ]",
            Code::UnknownFact,
            &["did you mean `age.years`?"],
        ),
        (
            "severity: { asks-in-vane: off, because: x }",
            Code::UnknownOption,
            &["did you mean `asks-in-vain`?"],
        ),
        ("severity: off", Code::NotAMapping, &["`severity` is a group of codes"]),
        ("parametres: [ ]", Code::UnknownField, &["did you mean `parameters`?"]),
        ("extends: shiped", Code::DuplicateKey, &["own.yaml"]),
        // rules of one's own that take a reason away to which others refer
        (
            "switched_off: [ { rule: harm-established, because: x } ]",
            Code::UnknownRule,
            &["unknown rule `harm-established`"],
        ),
    ] {
        Read::laid_over(text).refused(text, code, parts);
    }
}

#[test]
fn every_deviation_says_why_and_is_listed() {
    for text in [
        "caution: [hold, repair]",
        "caution: { order: [hold, repair] }",
        "given: [ { fact: studies.years, at_most: age.years } ]",
        "severity: { asks-in-vain: off }",
        "groups: [ { id: robots } ]",
        "units: [ { name: robots, type: count } ]",
        "kinds: [ { id: robots, group: device } ]",
    ] {
        Read::laid_over(text).refused(text, Code::MissingField, &["does not say why it deviates"]);
    }
    let read = Read::laid_over(
        "caution: { order: [repair, hold], because: first }\nseverity: { asks-in-vain: off, because: second }\ngiven: [ { fact: studies.years, at_most: age.years, because: third } ]\n",
    );
    assert!(!read.out.has_errors(), "{}", read.drawn);
    let listed: Vec<String> = read
        .set
        .deviations
        .iter()
        .map(|d| format!("{} {} {} {}", d.change.word(), d.section, d.id, d.because))
        .collect();
    assert_eq!(
        listed,
        [
            "replaced caution repair, hold first",
            "added given studies.years at most age.years third",
            "set severity asks-in-vain: off second",
        ]
    );
    // the order is the one that was written, and nothing of the shipped one is left
    let waits: Vec<(&str, usize)> = read
        .set
        .recommendations
        .iter()
        .filter(|r| r.may_wait_here)
        .map(|r| (r.id.as_str(), r.caution))
        .collect();
    assert_eq!(waits, [("repair", 0), ("hold", 1)]);
}

#[test]
fn nothing_that_cannot_be_taken_back_stands_while_a_verdict_is_open() {
    for id in ["stop", "scale", "spread"] {
        let text = format!("caution: {{ order: [{id}, hold], because: x }}");
        Read::laid_over(&text).refused(&text, Code::UnsafeCaution, &[&format!("`{id}` cannot be taken back")]);
        let whole = format!("caution: [{id}, hold, repair, wait, seed]");
        let read = Read::edited("ruleset", "caution: [hold, repair, wait, seed]", &whole);
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
    let stop = read.set.recommendation("stop").unwrap();
    assert!(
        !read.out.has_errors() && stop.guarded && stop.title == "End it",
        "{}",
        read.drawn
    );
}

#[test]
fn bounds_and_properties_of_the_shipped_rules_stay() {
    let parameter = |more: &str| {
        format!(
            "parameters: [ {{ name: suppress_n, replaces: yes, because: x, value: 1, read_by: report, title: T, sources: [own]{more} }} ]"
        )
    };
    for (text, code, part) in [
        (parameter(""), Code::OutOfRange, "the least it may be is 3"),
        (parameter(", min: 0"), Code::WrongType, "`min` of `suppress_n` is `3` and stays so"),
        (parameter(", unit: share"), Code::WrongType, "`unit` of `suppress_n` is `students` and stays so"),
        (
            "units: [ { name: students, replaces: yes, because: x, type: number } ]".to_owned(),
            Code::WrongType,
            "`type` of `students` is `count` and stays so",
        ),
        (
            "properties: [ { id: youth-protects, replaces: yes, because: x, title: T, possible: { recommendation: stop } } ]".to_owned(),
            Code::DuplicateId,
            "in place of a property of the shipped rules",
        ),
        (
            "properties: [ { id: youth-protects, because: x, title: T, possible: { recommendation: stop } } ]".to_owned(),
            Code::DuplicateId,
            "in place of a property of the shipped rules",
        ),
        (
            "switched_off: [ { rule: youth-protects, because: x } ]".to_owned(),
            Code::UnknownRule,
            "no rule `youth-protects` to switch off",
        ),
    ] {
        Read::laid_over(&text).refused(&text, code, &[part]);
    }
    let text = "properties: [ { id: our-own, title: Ours, because: we say so, possible: { recommendation: stop } } ]";
    let read = Read::laid_over(text);
    assert!(!read.out.has_errors(), "{}", read.drawn);
    let own = read.set.properties.iter().find(|p| p.id == "our-own").unwrap();
    assert_eq!(own.because, "we say so");
    assert_eq!(read.set.properties.len(), 33);
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
    let report = analysis::check_within(&read.set, 500, &mut read.out);
    read.out.weigh(&read.set.severities);
    assert!(report.proved.is_empty());
    for property in &read.set.properties {
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
    let text = "format: 1\nname: x\nversion: 1\nseverity: { never-true: off }\nfacts: [ { name: n, of: initiative, type: number } ]\nrules:\n  - { id: g, part: guard, of: initiative, instead: hold, when: { all: [ { n: { at_least: 5 } }, { n: { at_most: 3 } } ] } }\n  - { id: r, part: ground, of: initiative, when: { n: 9 } }\ntables: [ { id: recommendation, of: initiative, outcomes: [hold, stop], rows: [ { then: hold, when: { rule: g } }, { then: stop, when: { rule: r } } ], otherwise: { then: hold } } ]\nrecommendations: [ { id: hold }, { id: stop, guarded: yes }, { id: find-out } ]\ncaution: [hold]\n";
    let file = sources.add("rules.yaml", text.to_owned()).into();
    let mut read = Read::of(&[file], &[], sources);
    assert!(!read.out.has_errors(), "{}", read.drawn);
    analysis::check(&read.set, &mut read.out);
    read.out.weigh(&read.set.severities);
    assert!(
        read.out
            .iter()
            .any(|d| d.code == Code::NeverTrue && d.severity == Severity::Error)
    );
}

#[test]
fn a_rule_set_holds_what_the_program_decides_by() {
    for (file, from, to, code, parts) in [
        (
            "recommendations",
            "id: recommendation\n",
            "id: recomendation\n",
            Code::NoRules,
            &["no table `recommendation`", "is `recomendation` meant?"][..],
        ),
        (
            "recommendations",
            "outcomes: [stop, repair,",
            "outcomes: [stopp, stop, repair,",
            Code::UnknownOption,
            &["no recommendation `stopp`", "did you mean `stop`?"],
        ),
        (
            "ruleset",
            "  - { id: hold, aims_at",
            "  - { id: holt, aims_at",
            Code::UnknownOption,
            &["no recommendation `hold`"],
        ),
        (
            "ruleset",
            "  - { id: find-out,",
            "  - { id: findout,",
            Code::UnknownOption,
            &["no recommendation `find-out`", "did you mean `findout`?"],
        ),
        (
            "ruleset",
            "  - { id: seed, aims_at",
            "  - { id: seed, title: Seed }\n  - { id: seed, aims_at",
            Code::DuplicateId,
            &["a second recommendation `seed`"],
        ),
        (
            "ruleset",
            "caution: [hold, repair, wait, seed]",
            "caution: []",
            Code::MissingField,
            &["nothing is said to do while a verdict is open"],
        ),
        (
            "ruleset",
            "caution: [hold, repair, wait, seed]",
            "caution: { order: [hold], because: x }",
            Code::WrongType,
            &["`caution` lists recommendations"],
        ),
        (
            "ruleset",
            "caution: [hold, repair, wait, seed]",
            "caution: [hold, find-out]",
            Code::UnknownOption,
            &["`find-out` is no outcome"],
        ),
        (
            "readiness",
            "  - id: readiness\n",
            "  - id: readines\n",
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
            "kinds",
            "  - { id: device, group: device,",
            "  - { id: device, group: devise,",
            Code::UnknownOption,
            &["did you mean `device`?"],
        ),
        (
            "kinds",
            "  - { id: device, group: device,",
            "  - { id: partnership, group: device,",
            Code::DuplicateId,
            &["a second kind `partnership`"],
        ),
        (
            "kinds",
            "id: facilities, group: set-aside, title: Facilities and operations, means: \"buildings, transport, supplies\", needs_drivers: no",
            "id: facilities, group: set-aside, needs_drivers: never",
            Code::WrongType,
            &["`needs_drivers` is yes or no, here stands `never`"],
        ),
        (
            "abandonment",
            "title: \"In the implementation dip, and rising\", instead: hold",
            "title: Dip, instead: hodl",
            Code::UnknownOption,
            &["`hodl` is no outcome, and the guard says it", "did you mean `hold`?"],
        ),
        (
            "recommendations",
            "{ some_rule: guard, instead: hold }",
            "{ some_rule: guard, instead: [hold, repair] }",
            Code::WrongType,
            &["`instead` names one recommendation"],
        ),
        (
            "recommendations",
            "{ rule: guard-too-young } ] }",
            "{ rule: guard-too-young, instead: hold } ] }",
            Code::UnknownFact,
            &["unknown fact `instead`"],
        ),
        (
            "sources",
            "  - { id: traction,",
            "  - { id: traktor, interest: vendr }\n  - { id: traction,",
            Code::UnknownOption,
            &["did you mean `vendor`?"],
        ),
        (
            "district",
            "rules:\n",
            "switched_off: [ { rule: no-network, because: x } ]\nrules:\n",
            Code::UnknownField,
            &["laid over others"],
        ),
        (
            "properties",
            "  - id: mandate-protects",
            "  - id: youth-protects",
            Code::DuplicateId,
            &["a second property `youth-protects`"],
        ),
    ] {
        Read::edited(file, from, to).refused(to, code, parts);
    }
}

#[test]
fn yes_and_no_are_read_as_such_or_refused() {
    let small = |recommendation: &str, row: &str, kind: &str| {
        let text = format!(
            "format: 1\nname: x\nversion: 1\ngroups: [ {{ id: g }} ]\nkinds: [ {{ id: k, group: g{kind} }} ]\nfacts: [ {{ name: kind, of: initiative, type: kind }}, {{ name: a, of: initiative, type: yes-no }} ]\nrules: [ {{ id: r, part: ground, of: initiative, when: {{ a: yes }} }} ]\ntables: [ {{ id: recommendation, of: initiative, outcomes: [hold, stop], rows: [ {{ then: stop, when: {{ rule: r }}{row} }} ], otherwise: {{ then: hold }} }} ]\nrecommendations: [ {{ id: hold }}, {{ id: stop{recommendation} }}, {{ id: find-out }} ]\ncaution: [hold]\n"
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
        assert_eq!(read.set.recommendation("stop").unwrap().guarded, meant, "{word}");
        assert_eq!(read.set.tables[0].rows[0].despite_guards, meant, "{word}");
        assert_eq!(read.set.kinds[0].needs_drivers, meant, "{word}");
    }
    for word in ["ja", "1", "", "[yes]", "maybe"] {
        small(&format!(", guarded: {word}"), "", "").refused(word, Code::WrongType, &["`guarded` is yes or no"]);
        small("", &format!(", despite_guards: {word}"), "").refused(word, Code::WrongType, &["`despite_guards`"]);
        small("", "", &format!(", needs_drivers: {word}")).refused(word, Code::WrongType, &["`needs_drivers`"]);
    }
}

/// A folder with files of rules of one's own, and the arguments that name it.
fn folder(name: &str, files: &[(&str, &str)]) -> String {
    let folder = std::env::temp_dir().join(format!("cleardeck-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    for (file, text) in files {
        std::fs::write(folder.join(file), text).unwrap();
    }
    folder.to_string_lossy().into_owned()
}

/// What `rules show` says of a rule that only the files add, and of the shipped one beside it.
#[test]
fn the_word_that_lays_rules_over_others_is_read_as_yaml() {
    let rule = "name: Own\nrules: [ { id: ours, part: finding, of: initiative, title: Ours, when: { owner: { known: no } }, because: x } ]\n";
    let forms = [
        format!("extends: shipped\n{rule}"),
        format!("\"extends\": shipped\n{rule}"),
        format!("extends: \"shipped\"\n{rule}"),
        format!("'extends' : 'shipped'\n{rule}"),
        format!("\u{feff}extends: shipped\n{rule}"),
        format!("  # a remark\n\n---\nextends : shipped # over\n{rule}"),
        format!("? extends\n: shipped\n{rule}"),
        format!("extends: &base shipped\n{rule}"),
        format!("{rule}extends: shipped\n"),
        "{ extends: shipped, name: Own, rules: [ { id: ours, part: finding, of: initiative, title: Ours, when: { owner: { known: no } }, because: x } ] }\n".to_owned(),
    ];
    for (n, text) in forms.iter().enumerate() {
        let path = folder(&format!("extends-{n}"), &[("own.yaml", text)]);
        let (code, out, err) = common::run(&["rules", "show", "--rules", &path], "");
        std::fs::remove_dir_all(&path).unwrap();
        assert!(
            code == 0 && out.contains("ours ") && out.contains("guard-dip "),
            "{text}\n{err}"
        );
    }
    // what only looks like it is none
    let path = folder(
        "extends-text",
        &[("own.yaml", "name: |\n  x\nversion: \"\nextends: shipped\"\n")],
    );
    let (code, out, err) = common::run(&["rules", "show", "--rules", &path], "");
    std::fs::remove_dir_all(&path).unwrap();
    assert!(code == 2 && out.is_empty() && err.contains("no-rules"), "{err}");
    for (n, form) in ["something-else", "[shipped]", "", "Shipped"].iter().enumerate() {
        let path = folder(
            &format!("extends-no-{n}"),
            &[("own.yaml", &format!("extends: {form}\n{rule}"))],
        );
        let (code, _, err) = common::run(&["rules", "show", "--rules", &path], "");
        std::fs::remove_dir_all(&path).unwrap();
        assert!(
            code == 2 && err.contains("own.yaml:1:") && err.contains("write extends: shipped"),
            "{form}\n{err}"
        );
        assert_eq!(err.matches("error[").count(), 1, "{err}");
    }
    // one word lays all files of the folder over the shipped rules
    let more = "parameters: [ { name: fidelity_ok, value: 0.7, because: x } ]\n";
    let path = folder(
        "extends-two",
        &[("a.yaml", more), ("b.yaml", &format!("extends: shipped\n{rule}"))],
    );
    let (code, out, err) = common::run(&["rules", "show", "fidelity_ok", "--rules", &path], "");
    std::fs::remove_dir_all(&path).unwrap();
    assert!(code == 0 && out.contains(": 0.7 share"), "{out}{err}");
    // a file that cannot be read is the only thing told
    let path = folder("extends-bad", &[("a.yaml", "extends: shipped\nname: \"open\n")]);
    let (code, _, err) = common::run(&["rules", "show", "--rules", &path], "");
    std::fs::remove_dir_all(&path).unwrap();
    assert!(code == 2 && err.matches("error[").count() == 1, "{err}");
}

#[test]
fn no_public_report_is_written_by_rules_that_hide_nobody() {
    let rules = common::file("examples/rulesets/six-questions/rules/rules.yaml");
    let inventory = "examples/rulesets/six-questions/inventory.yaml";
    let start = rules.find("parameters:\n").unwrap();
    let end = rules.find("facts:\n").unwrap();
    let without = format!("{}{}", &rules[..start], &rules[end..]);
    let zero = rules.replace("value: 10, unit: students, min: 3", "value: 0, unit: students");
    let one = rules.replace("value: 10, unit: students, min: 3", "value: 1, unit: students");
    assert!(zero != rules && one != zero);
    for (n, (text, code, part)) in [
        (rules.as_str(), 0, ""),
        (without.as_str(), 2, "it has no parameter `suppress_n`"),
        (zero.as_str(), 2, "`suppress_n` is 0"),
        (one.as_str(), 2, "`suppress_n` is 1"),
    ]
    .into_iter()
    .enumerate()
    {
        let path = folder(&format!("public-{n}"), &[("rules.yaml", text)]);
        for public in [
            &["--public"][..],
            &["--edition", "board"],
            &["--format", "json", "--public"],
        ] {
            let args: Vec<&str> = ["audit", inventory, "--rules", &path]
                .iter()
                .chain(public)
                .copied()
                .collect();
            let (exit, out, err) = common::run(&args, "");
            assert_eq!((exit, out.is_empty()), (code, code == 2), "{err}");
            assert!(err.contains(part), "{err}");
        }
        let (exit, ..) = common::run(&["audit", inventory, "--rules", &path], "");
        assert_eq!(exit, 0, "the superintendent's own report hides nothing");
        std::fs::remove_dir_all(&path).unwrap();
    }
}
