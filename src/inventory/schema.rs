//! JSON Schema of an inventory, from the declarations that read it, so that editors complete and check.

use serde_json::{Map, Value, json};

use crate::inventory::Elsewhere;
use crate::inventory::rows::{
    CALENDAR, DISSENT, ELSEWHERE, Form, HERE, PROJECTS, RESULTS, REVIEWS, RowKind, STUDIES, Words,
};
use crate::inventory::workbook::layout::Layout;
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
    let layout = Layout::of(set);
    let row = |form: &Form| row(form, set, &layout);
    let rows =
        |form: &Form, about: &str| json!({ "type": ["array", "null"], "items": row(form), "description": about });
    let identity = json!({ "id": text("A short id, once in the list."), "name": text("As people call it."), "note": text("Anything worth keeping."), "title": text("A longer name.") });
    let mut initiative = identity.clone();
    merge_value(
        &mut initiative,
        json!({
            "scope": { "type": ["object", "null"], "properties": { "schools": {
                "description": "Ids of the schools that take part, or `all`.",
                "anyOf": [ { "enum": ["all", "unsure", "n/a", null] }, { "type": "array", "items": { "type": ["string", "number"] } } ]
            } } },
            "results": rows(&RESULTS, "Results by school and year."),
            "studies": rows(&STUDIES, "Careful studies elsewhere."),
            "here": rows(&HERE, "How it is run here, beside a condition under which the entry that it is worked elsewhere. It changes no answer."),
            "reviews": rows(&REVIEWS, "Reviews, in the order in which they were held where they are not dated."),
        }),
    );
    let mut dissent = row(&DISSENT);
    merge_value(
        &mut dissent,
        json!({ "type": ["object", "null"], "description": "A dissent in the six steps of civil debate." }),
    );
    let entry = row(&ELSEWHERE);
    merge_value(
        &mut initiative,
        json!({
            "dissent": dissent,
            "elsewhere": {
                "description": "Which entry of the catalogue of what is known elsewhere it is, with who confirmed that; a list for a line of several things; `none` where nothing in it is meant.",
                "anyOf": [entry, { "type": "array", "items": entry }, { "enum": [Elsewhere::NONE] }, open()],
            },
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
            "glossary": { "type": ["object", "null"], "additionalProperties": open_text(), "description": "Terms with their meaning." },
            "schools": { "type": ["array", "null"], "items": record(Subject::School, school) },
            "plan": { "type": ["object", "null"], "properties": {
                "name": text("The plan's name."),
                "goals": { "type": ["array", "null"], "items": record(Subject::Goal, identity) },
                "rocks_list": rows(&PROJECTS, "45-day projects."),
            } },
            "calendar": rows(&CALENDAR, "School years, holidays, breaks and days of tests."),
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

/// A row by its declared fields, in the words of the workbook's columns.
fn row(form: &Form, set: &RuleSet, layout: &Layout) -> Value {
    let sheet = layout.sheets.iter().find(|s| s.into == form.key);
    let mut fields = Map::new();
    for field in form.fields {
        let mut value = row_value(field.kind, set);
        if let Some(column) = sheet.and_then(|s| s.column(field.name)) {
            let unit = Some(&column.unit).filter(|unit| !unit.is_empty());
            let unit = unit.map_or_else(String::new, |unit| format!(" Unit: {unit}."));
            let about = format!("{}{unit}", column.question);
            merge_value(&mut value, json!({ "title": column.title, "description": about }));
        }
        fields.insert(field.name.to_owned(), value);
    }
    let required: Vec<&str> = form.needed().collect();
    json!({ "type": "object", "required": required, "properties": fields, "additionalProperties": false })
}

/// What may stand in a field of a row.
fn row_value(kind: RowKind, set: &RuleSet) -> Value {
    let one = |words: Words| match (words, words.under(set)) {
        // grades are read too
        (Words::Grades, _) => json!({ "type": ["string", "integer"] }),
        (_, list) if list.is_empty() => json!({ "type": "string" }),
        (_, list) => json!({ "enum": list }),
    };
    let value = match kind {
        RowKind::Text | RowKind::Group => return open_text(),
        // without it the row says nothing
        RowKind::Entry => return json!({ "type": ["string", "number"] }),
        RowKind::School | RowKind::Goal => json!({ "type": ["string", "number"] }),
        // a result without its year is no result
        RowKind::Year => {
            return json!({ "anyOf": [
                { "type": "integer", "minimum": 1950, "maximum": 2200 },
                { "type": "string", "pattern": "^[0-9]{4}(-([0-9]{2}|[0-9]{4}))?$" },
                { "enum": ["unknown", UNANSWERED[0]] },
            ] });
        }
        RowKind::Date => json!({ "anyOf": [
            { "type": "integer", "minimum": 1900, "maximum": 2200 },
            { "type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$" },
        ] }),
        RowKind::YesNo => json!({ "enum": ["yes", "no", true, false] }),
        RowKind::Word(words) | RowKind::Name(words) => one(words),
        RowKind::Several(words) => json!({ "anyOf": [one(words), { "type": "array", "items": one(words) }] }),
        RowKind::Number => json!({ "type": "number" }),
        RowKind::NotNegative => json!({ "type": "number", "minimum": 0 }),
        RowKind::Count => json!({ "type": "integer", "minimum": 0 }),
        RowKind::Share => share(),
        RowKind::Range => range(&json!({})),
        RowKind::Error => range(&json!({ "minimum": 0 })),
        RowKind::P => range(&json!({ "minimum": 0, "maximum": 1 })),
    };
    json!({ "anyOf": [value, open()] })
}

/// A number, a range of numbers in words, or one as a group.
fn range(limits: &Value) -> Value {
    let mut number = json!({ "type": "number" });
    merge_value(&mut number, limits.clone());
    json!({ "anyOf": [
        number,
        { "type": "string", "pattern": "[0-9]" },
        {
            "type": "object",
            "properties": {
                "between": { "type": "array", "items": number, "minItems": 2, "maxItems": 2 },
                "at_least": number,
                "at_most": number,
            },
            "additionalProperties": false,
        },
    ] })
}

fn share() -> Value {
    json!({ "anyOf": [ { "type": "number", "minimum": 0, "maximum": 1 }, { "type": "string", "pattern": "^[0-9.]+ ?%$" } ] })
}

fn open() -> Value {
    json!({ "enum": [UNANSWERED[0], UNANSWERED[1], UNANSWERED[2], Value::Null] })
}

/// What is written in place of an answer to what always applies.
fn open_and_applicable() -> Value {
    json!({ "enum": [UNANSWERED[0], UNANSWERED[2], Value::Null] })
}

/// One line of text, which YAML may read as a number or a truth.
fn open_text() -> Value {
    json!({ "type": ["string", "number", "boolean", "null"] })
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
        FactType::Share => share(),
        FactType::Count => json!({ "type": "integer", "minimum": 0 }),
        FactType::Number => number.clone(),
        FactType::Money => json!({ "type": ["number", "string"] }),
        FactType::Date => json!({ "type": ["string", "integer"] }),
        FactType::Text => text,
        FactType::List => json!({ "type": "array", "items": { "type": ["string", "number"] } }),
    };
    let open = if fact.takes_not_applicable() {
        open()
    } else {
        open_and_applicable()
    };
    let said = || json!({ "type": "string", "pattern": "\\S" });
    let described = if fact.takes_estimate() {
        json!({
            "type": "object",
            "description": "A value with its source and date, a bounded one, an estimate with who made it, or a proposal with what suggests it.",
            "properties": { "estimate_by": said(), "proposed_by": said() },
        })
    } else {
        json!({
            "type": "object",
            "description": "A value with its source and date.",
            "properties": { "proposed_by": said() },
        })
    };
    let mut about = fact.in_full();
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
