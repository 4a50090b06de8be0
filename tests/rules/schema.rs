//! The JSON Schemas accept what the program reads and refuse what it refuses.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

use crate::common;
use serde_json::Value;

/// What a value breaks, by path: the keywords that the schemas use and no others.
fn breaks(root: &Value, schema: &Value, value: &Value, path: &str, found: &mut Vec<String>) {
    if let Some(named) = schema.get("$ref") {
        let place = named.as_str().unwrap().strip_prefix('#').unwrap();
        return breaks(root, root.pointer(place).unwrap(), value, path, found);
    }
    for keyword in schema.as_object().unwrap().keys() {
        let known = [
            "$schema",
            "$defs",
            "title",
            "description",
            "type",
            "required",
            "properties",
            "additionalProperties",
            "enum",
            "const",
            "anyOf",
            "items",
            "minItems",
            "maxItems",
            "minimum",
            "maximum",
            "pattern",
            "propertyNames",
        ];
        assert!(known.contains(&keyword.as_str()), "{keyword}");
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(n) if n.is_i64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    if let Some(types) = schema.get("type") {
        let fits = |t: &Value| t == kind || (t == "number" && kind == "integer");
        if !types
            .as_array()
            .map_or_else(|| fits(types), |list| list.iter().any(fits))
        {
            found.push(format!("{path}: {kind} is not {types}"));
        }
    }
    let unlike = |options: &Value| options.as_array().is_some_and(|list| !list.contains(value));
    if schema.get("enum").is_some_and(unlike) || schema.get("const").is_some_and(|c| c != value) {
        found.push(format!("{path}: {value} is not among the options"));
    }
    if let Some(n) = value.as_f64()
        && (schema.get("minimum").and_then(Value::as_f64).is_some_and(|m| n < m)
            || schema.get("maximum").and_then(Value::as_f64).is_some_and(|m| n > m))
    {
        found.push(format!("{path}: {n} is out of bounds"));
    }
    if let Some(choices) = schema.get("anyOf").and_then(Value::as_array) {
        let fits = |choice: &Value| {
            let mut own = Vec::new();
            breaks(root, choice, value, path, &mut own);
            own.is_empty()
        };
        if !choices.iter().any(fits) {
            found.push(format!("{path}: {value} fits none"));
        }
    }
    // of patterns only the plainest is looked at here
    if let (Some("[0-9]"), Some(text)) = (schema.get("pattern").and_then(Value::as_str), value.as_str())
        && !text.contains(|c: char| c.is_ascii_digit())
    {
        found.push(format!("{path}: no digit in {text}"));
    }
    if let (Some(most), Some(list)) = (schema.get("maxItems").and_then(Value::as_u64), value.as_array())
        && list.len() as u64 > most
    {
        found.push(format!("{path}: over {most}"));
    }
    if let (Some(items), Some(list)) = (schema.get("items"), value.as_array()) {
        for (n, item) in list.iter().enumerate() {
            breaks(root, items, item, &format!("{path}[{n}]"), found);
        }
    }
    let Some(fields) = value.as_object() else { return };
    for name in schema.get("required").and_then(Value::as_array).into_iter().flatten() {
        if !fields.contains_key(name.as_str().unwrap()) {
            found.push(format!("{path}: no {name}"));
        }
    }
    for (key, value) in fields {
        match schema.get("properties").and_then(|p| p.get(key)) {
            Some(inner) => breaks(root, inner, value, &format!("{path}.{key}"), found),
            None if schema.get("additionalProperties") == Some(&Value::Bool(false)) => {
                found.push(format!("{path}: {key} is not known"));
            }
            None => {}
        }
        if let Some(names) = schema.get("propertyNames").and_then(|n| n.get("enum"))
            && !names.as_array().unwrap().iter().any(|n| n == key)
        {
            found.push(format!("{path}: {key} is no name"));
        }
    }
}

fn schema(of: &str) -> Value {
    let (code, out, err) = common::run(&["schema", of], "");
    assert_eq!(code, 0, "{err}");
    serde_json::from_str(&out).unwrap()
}

fn problems(of: &Value, text: &str) -> Vec<String> {
    let yaml: serde_yaml::Value = serde_yaml::from_str(text).unwrap();
    let mut found = Vec::new();
    breaks(of, of, &serde_json::to_value(yaml).unwrap(), "", &mut found);
    found
}

#[test]
fn the_shipped_files_keep_to_the_schemas() {
    let inventory = schema("inventory");
    for name in ["riverbend", "pueblo", "dallas", "wake"] {
        let text = common::file(&format!("examples/{name}/inventory.yaml"));
        assert_eq!(problems(&inventory, &text), [] as [String; 0], "{name}");
    }
    let rules = schema("rules");
    let mut sources = cleardeck::diagnostics::Sources::default();
    for file in cleardeck::rules::shipped(&mut sources) {
        assert_eq!(problems(&rules, sources.text(file.source)), [] as [String; 0]);
    }
    assert_eq!(
        problems(&rules, &common::file("examples/overlay/rules.yaml")),
        [] as [String; 0]
    );
    let cases = schema("cases");
    for file in cleardeck::rules::shipped_cases(&mut sources) {
        assert_eq!(problems(&cases, sources.text(file)), [] as [String; 0]);
    }
}

#[test]
fn the_schema_of_an_inventory_refuses_what_the_program_refuses() {
    let inventory = schema("inventory");
    for (text, wrong) in [
        ("initiatives: [ { id: a, name: A, kind: tablet } ]", "kind"),
        (
            "initiatives: [ { id: a, name: A, implementation: { fidelty: 1 } } ]",
            "fidelty",
        ),
        (
            "initiatives: [ { id: a, name: A, implementation: { fidelity: 7 } } ]",
            "fidelity",
        ),
        (
            "initiatives: [ { id: a, name: A, implementation: { fidelity: { value: 0.5, estimate_by: [A] } } } ]",
            "fidelity",
        ),
        (
            "initiatives: [ { id: a, name: A, contract: { mandate: n/a } } ]",
            "mandate",
        ),
        ("initiatives: [ { id: a } ]", "name"),
        ("schools: []", "initiatives"),
    ] {
        let found = problems(&inventory, text);
        assert!(found.iter().any(|f| f.contains(wrong)), "{text}: {found:?}");
    }
    for sound in [
        "{ implementation: { fidelity: { between: [0.3, 0.5], estimate_by: A. Diaz } } }",
        "{ implementation: { fidelity: n/a } }",
        "{ contract: { mandate: unsure } }",
    ] {
        let text = format!("initiatives: [ {} ]", sound.replacen('{', "{ id: a, name: A,", 1));
        assert_eq!(problems(&inventory, &text), Vec::<String>::new(), "{text}");
    }
}

/// A row is accepted or refused by the schema as the program does.
#[test]
fn rows_keep_to_the_schema_as_the_program_reads_them() {
    let inventory = schema("inventory");
    let result = |row: &str| ("results", format!("[ {{ year: 2024, {row} }} ]"));
    let study = |row: &str| ("studies", format!("[ {{ name: x, {row} }} ]"));
    let review = |row: &str| ("reviews", format!("[ {{ {row} }} ]"));
    for ((key, rows), sound) in [
        (
            result("effect: 0.1, se: 0.05, students: 90, school: S1, comparison: lottery"),
            true,
        ),
        (result("effect: n/a, school: unsure, outcome: , direction: none"), true),
        (result("fidelity: 0.8, measure: 2024, subgroup: English learners"), true),
        (result("effect: { between: [0.1, 0.3] }, se: { at_most: 0.1 }"), true),
        (result("effect: 0.1 to 0.3, p: <0.05, significant: yes"), true),
        (
            result("points: 6, share_without: 58 %, low: 1, high: 11, interval_level: 0.9"),
            true,
        ),
        (
            result("scale_points: 8, sd: 40, schools: 84, published: 2025, level: half of them"),
            true,
        ),
        (result("percentile: 58, comparison: regression-discontinuity"), true),
        (result("effect: { between: [0.1, 0.3], foo: 1 }"), false),
        (result("effect: { between: [0.1, 0.2, 0.3] }"), false),
        (result("students: { between: [10, 30] }"), false),
        (result("effect: 0.1, p: 1.5"), false),
        (("results", "[ { year: unknown, direction: better } ]".to_owned()), true),
        (study("design: meta-analysis, studies: 8, effect: at least 0.2"), true),
        (result("comparison: meta-analysis, effect: 0.1"), false),
        (result("effect: [0.1]"), false),
        (result("effect: high"), false),
        (result("students: -1"), false),
        (result("students: 1.5"), false),
        (result("outcome: lerning"), false),
        (result("school: [S1]"), false),
        (result("fidelity: 80"), false),
        (result("scool: S1"), false),
        (("results", "[ { effect: 0.1 } ]".to_owned()), false),
        (("results", "[ { year: 20024 } ]".to_owned()), false),
        (("results", "[ 0.3 ]".to_owned()), false),
        (("results", "{ year: 2024 }".to_owned()), false),
        (
            study("design: lottery, locales: [city, town], poverty: low, grades: [3, middle]"),
            true,
        ),
        (
            study("published: 2020, significant: yes, years: 1.5, horizon: sustained"),
            true,
        ),
        (study("locales: [twon]"), false),
        (study("domain: reading fluency"), true),
        (study("domain: phonics"), false),
        (study("poverty: poor"), false),
        (study("published: { at_most: 2020 }"), false),
        (study("significant: maybe"), false),
        (study("nam: x"), false),
        (review("date: 2024, measured: no, decision: no"), true),
        (review("measured: mabye"), false),
        (review("dates: 2024"), false),
        (("dissent", "{ why: because }".to_owned()), true),
        (("dissent", String::new()), true),
        (("dissent", "{ wy: because }".to_owned()), false),
        (("dissent", "{ why: [a] }".to_owned()), false),
    ] {
        let text = format!(
            "as_of: 2026-06-30\nschools: [ {{ id: S1, name: One }} ]\ninitiatives: [ {{ id: a, name: A, {key}: {rows} }} ]\n"
        );
        let (code, _, err) = common::run(&["check", "-"], &text);
        assert_eq!(code == 0, sound, "{text}{err}");
        let found = problems(&inventory, &text);
        assert_eq!(found.is_empty(), sound, "{text}{found:?}");
    }
}

#[test]
fn the_schema_of_rules_refuses_what_the_program_refuses() {
    let rules = schema("rules");
    for (text, wrong) in [
        ("extends: else", "extends"),
        ("parameters: [ { name: p, valu: 1 } ]", "valu"),
        ("parameters: [ { name: p, value: [1] } ]", "value"),
        ("units: [ { name: years, type: long } ]", "type"),
        ("recommendations: [ { id: stop, guarded: maybe } ]", "guarded"),
        ("caution: { order: [hold] }", "caution"),
        ("severity: { not-analysed: off }", "not-analysed"),
        ("severity: { asks-in-vain: quiet }", "asks-in-vain"),
        ("switched_off: [ { rule: r } ]", "because"),
        ("rule: []", "rule"),
    ] {
        let found = problems(&rules, text);
        assert!(found.iter().any(|f| f.contains(wrong)), "{text}: {found:?}");
    }
    let laid = "extends: shipped\nparameters: [ { name: fidelity_ok, value: 70%, because: x } ]\ncaution: { order: [hold], because: x }\nseverity: { asks-in-vain: off, because: x }\n";
    assert_eq!(problems(&rules, laid), [] as [String; 0]);
}

/// The schemas that editors use are those that the program writes.
#[test]
fn the_kept_schemas_are_the_current_ones() {
    for of in ["inventory", "rules", "cases", "catalogue"] {
        let (_, out, _) = common::run(&["schema", of], "");
        let wrong = common::differs(&format!("docs/schema/{of}.schema.json"), &out);
        assert!(wrong.is_none(), "\n{}", wrong.unwrap_or_default());
    }
}
