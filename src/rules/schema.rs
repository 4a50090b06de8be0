//! JSON Schema of rule files and cases, from the declarations that read them, so that editors complete and check.

use serde_json::{Value, json};

use crate::rules::RuleSet;

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
            "instead": { "enum": ["hold", "repair"] }, "until": text,
            "replaces": { "const": "yes", "description": "In rules of one's own: stands in place of the shipped rule." },
            "because": { "type": "string", "description": "In rules of one's own: why it deviates." },
        },
    });
    let items = |item: Value| json!({ "type": "array", "items": item });
    let object = json!({ "type": "object" });
    let action = json!({
        "type": "object",
        "description": "A change that a district can decide on, and what it costs.",
        "required": ["fact", "step", "effort"],
        "properties": { "fact": { "enum": set.facts.iter().map(|f| &f.name).collect::<Vec<_>>() }, "step": text, "effort": { "pattern": "^\\$" } },
    });
    json!({
        "$schema": DRAFT,
        "title": "A file of a rule set",
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "format": { "const": 1 }, "name": text, "version": { "type": ["string", "number"] },
            "extends": { "const": "shipped", "description": "These rules are laid over the shipped ones." },
            "switched_off": items(json!({ "type": "object", "required": ["rule", "because"] })),
            "sources": items(object.clone()), "parameters": items(object.clone()), "facts": items(object.clone()),
            "kinds": items(object.clone()), "terms": items(object.clone()),
            "outcomes": items(object.clone()), "scales": items(object.clone()), "rules": items(rule),
            "tables": items(object.clone()), "scores": items(object.clone()), "recommendations": items(object.clone()),
            "caution": texts, "properties": items(object.clone()), "given": items(object.clone()),
            "actions": items(action), "severity": object,
        },
    })
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
