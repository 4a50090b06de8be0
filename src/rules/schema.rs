//! JSON Schema of rule files and cases, from the declarations that read them, so that editors complete and check.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::diagnostics::Code;
use crate::rules::RuleSet;
use crate::rules::contract::{Board, GroupRole, Mark, Reach, RecommendationRole, RuleRole};

/// The draft that the schemas are written in.
pub(crate) const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The schema of a rule file.
#[must_use]
pub fn rules(set: &RuleSet) -> Value {
    let names: Vec<&str> = set.facts.iter().map(|f| f.name.as_str()).collect();
    let groups = json!(["all", "any", "none", "some", "rule", "some_rule", "instead"]);
    let condition = json!({
        "type": "object",
        "description": "Fact first, one comparison a line; or a group: all, any, none, some; or rule: ID.",
        "propertyNames": { "anyOf": [ { "enum": names }, { "enum": groups }, { "pattern": "^[a-z]" } ] },
    });
    let text = json!({ "type": "string" });
    let texts = json!({ "type": "array", "items": { "type": "string" } });
    let strength = json!({ "enum": ["law", "synthesis", "study", "practice", "hunch"] });
    let subject = json!({ "enum": ["initiative", "school", "goal", "district"] });
    let rule = json!({
        "type": "object",
        "required": ["id", "part", "of", "when"],
        "additionalProperties": false,
        "properties": {
            "id": text, "part": { "enum": ["criterion", "ground", "guard", "finding", "definition"] }, "of": subject,
            "title": text, "when": condition, "why": text, "advice": text, "sources": texts, "strength": strength,
            "instead": text, "until": text, "role": role(RuleRole::ALL, RuleRole::word, RuleRole::means),
            "replaces": { "enum": ["yes", true], "description": "In rules of one's own: stands in place of the shipped rule." },
            "because": { "type": "string", "description": "In rules of one's own: why it deviates." },
        },
    });
    let items = |item: Value| json!({ "type": "array", "items": item });
    let flag = json!({ "enum": ["yes", "no", true, false] });
    let bound = json!({ "anyOf": [ { "type": "number" }, { "type": "string", "pattern": "^\\$" } ] });
    let unit = json!({
        "type": "object",
        "description": "What numbers are counted in.",
        "required": ["name", "type"],
        "additionalProperties": false,
        "properties": {
            "name": text, "type": { "enum": ["share", "count", "number", "money"] }, "min": bound, "max": bound,
            "replaces": flag, "because": text,
        },
    });
    let number = json!({ "anyOf": [ { "type": "number" }, { "type": "string", "pattern": "%$" }, { "type": "string", "pattern": "^\\$" } ] });
    let parameter = json!({
        "type": "object",
        "description": "A threshold; in rules of one's own a name, a value and why are enough to set one.",
        "required": ["name", "value"],
        "additionalProperties": false,
        "properties": {
            "name": text, "value": number, "unit": text, "min": bound, "max": bound, "alternatives": items(number.clone()),
            "read_by": { "enum": ["evidence", "report", "plan"] }, "title": text, "why": text, "advice": text,
            "would_change": text, "sources": texts, "strength": strength, "replaces": flag, "because": text,
        },
    });
    let group = json!({
        "type": "object",
        "required": ["id"],
        "additionalProperties": false,
        "properties": { "id": text, "role": role(GroupRole::ALL, GroupRole::word, GroupRole::means), "means": text, "replaces": flag, "because": text },
    });
    let recommendation = json!({
        "type": "object",
        "required": ["id"],
        "additionalProperties": false,
        "properties": {
            "id": text, "title": text, "means": text, "aims_at": texts, "replaces": flag, "because": text,
            "role": role(RecommendationRole::ALL, RecommendationRole::word, RecommendationRole::means),
            "mark": role(Mark::ALL, Mark::word, Mark::means),
            "board": role(Board::ALL, Board::word, Board::means),
            "in_plan": flag, "details": flag, "names_missing": flag,
            "guarded": { "enum": ["yes", "no", true, false], "description": "Never given while a guard is in force." },
            "commits": { "enum": ["yes", "no", true, false], "description": "Never what is done while a verdict is open." },
        },
    });
    let caution = json!({
        "description": "What may stand while a verdict is open, the most cautious first; rules of one's own say why.",
        "anyOf": [
            texts,
            { "type": "object", "required": ["order", "because"], "additionalProperties": false, "properties": { "order": texts, "because": text } },
        ],
    });
    let severity = json!({
        "type": "object",
        "description": "How bad a problem of the rule set is held to be; rules of one's own say why.",
        "additionalProperties": false,
        "properties": Code::ALL
            .iter()
            .filter(|code| code.is_settable())
            .map(|code| (code.id(), json!({ "enum": ["note", "warning", "error", "off"], "description": code.meaning() })))
            .chain([("because", text.clone())])
            .collect::<BTreeMap<_, _>>(),
    });
    let reach: Vec<&str> = Reach::ALL.iter().map(|(_, word)| *word).chain(["all"]).collect();
    let words_of_reach = json!({ "enum": reach });
    let object = json!({ "type": "object" });
    let action = json!({
        "type": "object",
        "description": "A change that a district can decide on, and what it costs.",
        "required": ["fact", "step", "effort"],
        "properties": { "fact": { "enum": set.facts.iter().map(|f| &f.name).collect::<Vec<_>>() }, "step": text, "effort": { "type": "string", "pattern": "^\\$" } },
    });
    json!({
        "$schema": DRAFT,
        "title": "A file of a rule set",
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "format": { "const": 1 }, "name": text, "version": { "type": ["string", "number"] },
            "goes_without": {
                "description": "Parts of the program that the rule set does not have.",
                "anyOf": [words_of_reach, items(words_of_reach.clone())],
            },
            "extends": { "const": "shipped", "description": "These rules are laid over the shipped ones." },
            "switched_off": items(json!({ "type": "object", "required": ["rule", "because"], "additionalProperties": false, "properties": { "rule": text, "because": text } })),
            "sources": items(object.clone()), "units": items(unit), "parameters": items(parameter), "facts": items(object.clone()),
            "groups": items(group), "kinds": items(object.clone()), "terms": items(object.clone()),
            "outcomes": items(object.clone()), "scales": items(object.clone()), "rules": items(rule),
            "tables": items(object.clone()), "scores": items(object.clone()), "recommendations": items(recommendation),
            "caution": caution, "properties": items(object.clone()), "given": items(object.clone()),
            "actions": items(action), "severity": severity,
        },
    })
}

/// Closed words, each with what it is for.
fn role<R: Copy>(all: &[R], word: fn(R) -> &'static str, means: fn(R) -> &'static str) -> Value {
    let said: Vec<String> = all
        .iter()
        .map(|role| format!("{}: {}", word(*role), means(*role)))
        .collect();
    json!({ "enum": all.iter().map(|role| word(*role)).collect::<Vec<_>>(), "description": said.join("; ") })
}

/// The schema of a file of cases.
#[must_use]
pub fn cases(set: &RuleSet) -> Value {
    let facts: Vec<&str> = set.facts.iter().map(|f| f.name.as_str()).collect();
    let chosen = set
        .facts
        .iter()
        .filter(|f| !f.options.is_empty())
        .map(|f| f.name.as_str());
    let expected: Vec<&str> = chosen.chain(set.rules.iter().map(|r| r.id.as_str())).collect();
    json!({
        "$schema": DRAFT,
        "title": "Cases of a rule set",
        "type": "object",
        "required": ["cases"],
        "properties": { "cases": { "type": "array", "items": {
            "type": "object",
            "required": ["id", "given", "expect"],
            "additionalProperties": false,
            "properties": {
                "id": { "type": "string" },
                "given": { "type": "object", "propertyNames": { "enum": facts } },
                "expect": { "type": "object", "propertyNames": { "enum": expected } },
                "because": { "type": "string" },
            },
        } } },
    })
}
