//! JSON Schema of an inventory, from the declarations that read it, so that editors complete and check.

use serde_json::{Map, Value, json};

use crate::rules::schema::DRAFT;
use crate::rules::{Fact, FactType, RuleSet, Subject};

/// What is written in place of an answer.
const UNANSWERED: [&str; 3] = ["unsure", "n/a", ""];

/// The schema of an inventory under a rule set.
#[must_use]
pub fn schema(set: &RuleSet) -> Value {
    let record = |subject: Subject, fixed: Value| {
        let mut fields = of_subject(set, subject);
        merge(&mut fields, fixed);
        json!({ "type": "object", "required": ["id", "name"], "properties": fields, "additionalProperties": false })
    };
    let text = |about: &str| json!({ "type": ["string", "number"], "description": about });
    let rows = |about: &str| json!({ "type": ["array", "null"], "items": { "type": "object" }, "description": about });
    let identity = json!({ "id": text("A short id, once in the list."), "name": text("As people call it."), "note": text("Anything worth keeping."), "title": text("A longer name.") });
    let mut initiative = identity.clone();
    merge_value(
        &mut initiative,
        json!({
            "scope": { "type": ["object", "null"], "properties": { "schools": {
                "description": "Ids of the schools that take part, or `all`.",
                "anyOf": [ { "enum": ["all", "unsure", "n/a", null] }, { "type": "array", "items": { "type": ["string", "number"] } } ]
            } } },
            "results": rows("Results by school and year."),
            "studies": rows("Careful studies elsewhere."),
            "reviews": rows("Reviews: date, whether results were measured, decision."),
            "dissent": { "type": ["object", "null"], "description": "A dissent in the six steps of civil debate." },
        }),
    );
    let mut school = identity.clone();
    merge_value(&mut school, json!({ "grades": text("Grades, such as K-5.") }));
    let mut top = of_subject(set, Subject::District);
    merge(
        &mut top,
        json!({
            "format": { "const": 1, "description": "The form of this file." },
            "as_of": { "type": "string", "description": "The day of the audit, such as 2026-06-30." },
            "district": { "type": ["object", "null"], "properties": { "name": text("The district's name."), "state": text("The state.") } },
            "glossary": { "type": ["object", "null"], "description": "Terms with their meaning." },
            "schools": { "type": ["array", "null"], "items": record(Subject::School, school) },
            "plan": { "type": ["object", "null"], "properties": {
                "name": text("The plan's name."),
                "goals": { "type": ["array", "null"], "items": record(Subject::Goal, identity) },
                "rocks_list": rows("45-day projects: name, owner, start, days, goal."),
            } },
            "initiatives": { "type": "array", "minItems": 1, "items": record(Subject::Initiative, initiative) },
        }),
    );
    json!({
        "$schema": DRAFT,
        "title": "An inventory of initiatives",
        "type": "object",
        "required": ["initiatives"],
        "properties": top,
        "additionalProperties": false,
    })
}

/// The facts of a subject as nested properties; `results` and `studies` stand under `results_stated` and so on, since
/// their own names hold rows.
fn of_subject(set: &RuleSet, subject: Subject) -> Map<String, Value> {
    let mut top = Map::new();
    let belongs = |f: &&Fact| f.askable && (f.of == subject || (f.inherits && subject != Subject::Goal));
    for fact in set.facts.iter().filter(belongs) {
        let parts: Vec<&str> = fact.name.split('.').collect();
        let mut held = &mut top;
        for (place, part) in parts.iter().enumerate() {
            let rows = place == 0 && parts.len() > 1 && matches!(*part, "results" | "studies" | "reviews");
            let key = if rows {
                format!("{part}_stated")
            } else {
                (*part).to_owned()
            };
            if place + 1 == parts.len() {
                held.insert(key, answer(fact));
                break;
            }
            let group = held.entry(key).or_insert_with(
                || json!({ "type": ["object", "null"], "properties": {}, "additionalProperties": false }),
            );
            let Some(next) = group.get_mut("properties").and_then(Value::as_object_mut) else {
                break;
            };
            held = next;
        }
    }
    top
}

/// An answer: the value, a bounded one, one with its source, or why there is none.
fn answer(fact: &Fact) -> Value {
    let number = json!({ "type": "number" });
    let text = json!({ "type": "string" });
    let value = match fact.kind {
        FactType::YesNo => json!({ "enum": ["yes", "no", true, false] }),
        FactType::Choice | FactType::Level => {
            let mut options: Vec<Value> = fact.options.iter().map(|o| json!(o)).collect();
            // an editor may read a bare yes or no as true or false
            let truths = [("yes", true), ("no", false)].into_iter();
            options.extend(
                truths
                    .filter(|(word, _)| fact.options.iter().any(|o| o == word))
                    .map(|(_, t)| json!(t)),
            );
            json!({ "enum": options })
        }
        FactType::Share => {
            json!({ "anyOf": [ { "type": "number", "minimum": 0, "maximum": 1 }, { "type": "string", "pattern": "^[0-9.]+ ?%$" } ] })
        }
        FactType::Count => json!({ "type": "integer", "minimum": 0 }),
        FactType::Number => number.clone(),
        FactType::Money => json!({ "type": ["number", "string"] }),
        FactType::Date => json!({ "type": ["string", "integer"] }),
        FactType::Text => text,
        FactType::List => json!({ "type": "array", "items": { "type": ["string", "number"] } }),
    };
    let open = json!({ "enum": [UNANSWERED[0], UNANSWERED[1], UNANSWERED[2], Value::Null] });
    let described = json!({ "type": "object", "description": "A value with its source and date, or a bounded one." });
    let mut about = fact.question.clone();
    for (word, text) in [("Unit", &fact.unit), ("Where to find it", &fact.from)] {
        if !text.is_empty() {
            about.push_str(&format!(" {word}: {text}."));
        }
    }
    json!({ "title": fact.title, "description": about, "anyOf": [value, open, described] })
}

fn merge(into: &mut Map<String, Value>, from: Value) {
    if let Value::Object(fields) = from {
        for (key, value) in fields {
            match into.get_mut(&key) {
                Some(held) => merge_value(held, value),
                None => {
                    into.insert(key, value);
                }
            }
        }
    }
}

/// Puts the fields of one object into another, group by group.
fn merge_value(into: &mut Value, from: Value) {
    match (into, from) {
        (Value::Object(held), from @ Value::Object(_)) => merge(held, from),
        (held, from) => *held = from,
    }
}
