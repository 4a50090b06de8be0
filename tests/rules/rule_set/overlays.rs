//! What rules laid over the shipped ones may not say, and what of the shipped ones stays.

use cleardeck::diagnostics::Code;

use super::read::{Read, folder};
use crate::common;

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
            &["nothing is said to do where what is presumed"],
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
        .set()
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
        .set()
        .recommendations
        .iter()
        .filter(|r| r.may_wait_here)
        .map(|r| (r.id.as_str(), r.caution))
        .collect();
    assert_eq!(waits, [("repair", 0), ("hold", 1)]);
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
    let own = read.set().properties.iter().find(|p| p.id == "our-own").unwrap();
    assert_eq!(own.because, "we say so");
    let shipped = Read::laid_over("").set().properties.len();
    assert!(shipped > 0);
    assert_eq!(read.set().properties.len(), shipped + 1);
}

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
