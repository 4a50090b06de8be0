//! JSON Schema of rule files and cases, from the declarations that read them, so that editors complete and check.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::{Map, Value, json};

use crate::diagnostics::Code;
use crate::rules::RuleSet;
use crate::rules::document::{Field, FieldGroups, Form, Laid, Names, SECTIONS, Takes, each};
use crate::rules::words::{Closed, Weight, Words};

/// The draft that the schemas are written in.
pub(crate) const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The schema of a rule file.
#[must_use]
pub fn rules(set: &RuleSet) -> Value {
    let sections = SECTIONS.iter().map(|section| {
        let mut schema = match section.form {
            Form::One(takes) => value(takes),
            Form::Order(fields) => json!({ "anyOf": [list(&text()), group(fields)] }),
            Form::Severities => severities(),
            Form::Items { fields, .. } => items(&group_of(each(fields).chain(each(section.laid.fields())))),
        };
        describe(&mut schema, section.says);
        (section.name, schema)
    });
    json!({
        "$schema": DRAFT,
        "title": "A file of a rule set",
        "type": "object",
        "additionalProperties": false,
        "properties": sections.collect::<BTreeMap<_, _>>(),
        "$defs": { "fact": fact(set), "condition": condition(set) },
    })
}

/// The schema of a file that is one group of fields.
pub(crate) fn of_group(fields: FieldGroups, title: &str) -> Value {
    let mut schema = group(fields);
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("$schema".to_owned(), json!(DRAFT));
        schema.insert("title".to_owned(), json!(title));
    }
    schema
}

fn describe(schema: &mut Value, says: &str) {
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("description".to_owned(), json!(says));
    }
}

fn text() -> Value {
    json!({ "type": ["string", "number", "boolean"] })
}

/// A list; what stands alone counts as a list of one.
fn list(item: &Value) -> Value {
    json!({ "anyOf": [ { "type": "array", "items": item }, item, { "type": "null" } ] })
}

/// A list of groups of fields. One that stands alone is read too, and not offered: what is wrong in it could not be told
/// by name.
fn items(group: &Value) -> Value {
    json!({ "type": ["array", "null"], "items": group })
}

fn group(fields: FieldGroups) -> Value {
    group_of(each(fields))
}

fn group_of(fields: impl Iterator<Item = &'static Field> + Clone) -> Value {
    let mut properties = Map::new();
    for field in fields.clone() {
        let mut schema = value(field.takes);
        // a field that may be left out may stand there without a value
        let blank = matches!(
            field.takes,
            Takes::Text | Takes::Name(_) | Takes::Word(_) | Takes::Answer
        );
        if blank && !field.required {
            schema = json!({ "anyOf": [schema, { "type": "null" }] });
        }
        describe(&mut schema, &said(field));
        properties.insert(field.name.to_owned(), schema);
    }
    let required: Vec<&str> = fields.filter(|f| f.required).map(|f| f.name).collect();
    json!({ "type": "object", "required": required, "additionalProperties": false, "properties": properties })
}

/// What a field says, with what its words mean.
fn said(field: &Field) -> String {
    let mut said = field.says.to_owned();
    if let Takes::Word(Words { words, means, .. }) = field.takes {
        for (word, means) in words.iter().zip(*means) {
            let _ = write!(said, "; {word}: {means}");
        }
    }
    said
}

/// What may stand in a field.
fn value(takes: Takes) -> Value {
    match takes {
        Takes::Text => text(),
        Takes::Texts | Takes::Sentences => list(&text()),
        Takes::Flag => json!({ "enum": ["yes", "no", true, false] }),
        // `1` is a number where YAML is read as YAML
        Takes::Word(words) => {
            let numbers = words
                .words
                .iter()
                .filter_map(|word| word.parse::<u64>().ok())
                .map(Value::from);
            let words = words.words.iter().map(|word| Value::from(*word));
            json!({ "enum": words.chain(numbers).collect::<Vec<_>>() })
        }
        Takes::Name(names) => name(names),
        Takes::Names(names) => list(&name(names)),
        Takes::Words(words) => list(&json!({ "enum": words })),
        Takes::Number => number(),
        Takes::Numbers => list(&number()),
        Takes::Bound => json!({ "anyOf": [ { "type": "number" }, { "type": "string", "pattern": "^\\$" } ] }),
        Takes::Answer => text(),
        Takes::Condition => json!({ "$ref": "#/$defs/condition" }),
        Takes::Group(fields) | Takes::OneOf(fields) => group(fields),
        Takes::Groups(fields) => items(&group(fields)),
    }
}

fn number() -> Value {
    json!({ "anyOf": [ { "type": "number" }, { "type": "string", "pattern": "%$" }, { "type": "string", "pattern": "^\\$" } ] })
}

/// A name.
fn name(names: Names) -> Value {
    match names {
        Names::Fact => json!({ "$ref": "#/$defs/fact" }),
        Names::Parameter => json!({ "type": "string", "pattern": "^\\$" }),
        Names::Source
        | Names::Unit
        | Names::Group
        | Names::Rule
        | Names::Recommendation
        | Names::Table
        | Names::Outcome
        | Names::Check
        | Names::Fold => text(),
    }
}

/// Facts are offered by name, and rules of one's own may have more.
fn fact(set: &RuleSet) -> Value {
    json!({ "anyOf": [ { "enum": facts(set) }, { "type": "string", "pattern": "^[a-z]" } ] })
}

fn facts(set: &RuleSet) -> Vec<&str> {
    set.facts.iter().map(|fact| fact.name.as_str()).collect()
}

fn condition(set: &RuleSet) -> Value {
    let groups = json!(["all", "any", "none", "some", "rule", "some_rule", "instead"]);
    json!({
        "type": "object",
        "propertyNames": { "anyOf": [ { "enum": facts(set) }, { "enum": groups }, { "pattern": "^[a-z]" } ] },
    })
}

fn severities() -> Value {
    let codes = Code::ALL.iter().filter(|code| code.is_settable());
    let codes = codes.map(|code| {
        (
            code.id(),
            json!({ "enum": Weight::WORDS.words, "description": code.meaning() }),
        )
    });
    let because = each(Laid::Because.fields());
    let because = because.map(|field| (field.name, json!({ "type": "string", "description": field.says })));
    json!({
        "type": "object",
        "additionalProperties": false,
        "properties": codes.chain(because).collect::<BTreeMap<_, _>>(),
    })
}

/// The schema of a file of cases.
#[must_use]
pub fn cases(set: &RuleSet) -> Value {
    let facts = facts(set);
    let chosen = set
        .facts
        .iter()
        .filter(|f| !f.options.is_empty())
        .map(|f| f.name.as_str());
    let expected: Vec<&str> = chosen
        .chain(set.rules.iter().map(|r| r.id.as_str()))
        .chain(["firmness", "checks"])
        .collect();
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
