//! What differs between two rule sets, in the words of the rules.

use std::collections::BTreeSet;

use crate::rules::{NodeId, Prose, RuleSet, condition_sentence, value_text};

/// One thing that differs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// The section: `parameters`, `facts`, `rules` or the name of a table.
    pub section: String,
    /// The id or name.
    pub id: String,
    /// The field that differs, the old text and the new; no field where the whole is new or gone.
    pub fields: Vec<(&'static str, String, String)>,
    /// Whether it is only in the new one (`Some(true)`), only in the old one (`Some(false)`) or in both.
    pub only_in_new: Option<bool>,
}

/// The fields of one thing, as texts.
type Described = Vec<(&'static str, String)>;

/// Every difference, in the order of the sections and of the new rule set.
#[must_use]
pub fn compare(old: &RuleSet, new: &RuleSet) -> Vec<Difference> {
    let mut found = Vec::new();
    for section in ["parameters", "facts", "rules"] {
        found.extend(differences(section, &described(old, section), &described(new, section)));
    }
    let tables: BTreeSet<&str> = [old, new]
        .iter()
        .flat_map(|set| set.tables.iter().map(|t| set.fact(t.fact).name.as_str()))
        .collect();
    for table in tables {
        found.extend(differences(table, &rows(old, table), &rows(new, table)));
    }
    found
}

fn differences(section: &str, old: &[(String, Described)], new: &[(String, Described)]) -> Vec<Difference> {
    let find = |list: &[(String, Described)], id: &str| list.iter().find(|(i, _)| i == id).map(|(_, d)| d.clone());
    let whole = |id: &str, only_in_new| Difference {
        section: section.to_owned(),
        id: id.to_owned(),
        fields: Vec::new(),
        only_in_new: Some(only_in_new),
    };
    let mut found = Vec::new();
    for (id, now) in new {
        let Some(before) = find(old, id) else {
            found.push(whole(id, true));
            continue;
        };
        let fields: Vec<_> = before
            .into_iter()
            .zip(now)
            .filter(|((_, before), (_, now))| before != now)
            .map(|((field, before), (_, now))| (field, before, now.clone()))
            .collect();
        if !fields.is_empty() {
            found.push(Difference {
                section: section.to_owned(),
                id: id.clone(),
                fields,
                only_in_new: None,
            });
        }
    }
    let gone = old.iter().filter(|(id, _)| find(new, id).is_none());
    found.extend(gone.map(|(id, _)| whole(id, false)));
    found
}

fn prose(prose: &Prose) -> Described {
    vec![
        ("title", prose.title.clone()),
        ("why", prose.why.clone()),
        ("next step", prose.advice.clone()),
        ("sources", prose.sources.join(", ")),
        ("strength", format!("{:?}", prose.strength).to_lowercase()),
    ]
}

fn described(set: &RuleSet, section: &str) -> Vec<(String, Described)> {
    match section {
        "parameters" => set
            .parameters
            .iter()
            .map(|p| {
                let alternatives: Vec<String> = p.alternatives.iter().map(ToString::to_string).collect();
                let mut fields = vec![
                    ("value", p.value.to_string()),
                    ("unit", p.unit.clone()),
                    ("alternatives", alternatives.join(", ")),
                ];
                fields.extend(prose(&p.prose));
                (p.name.clone(), fields)
            })
            .collect(),
        "facts" => set
            .facts
            .iter()
            .map(|f| {
                let assumed = f.if_absent.map_or_else(String::new, |v| value_text(f, v));
                let fields = vec![
                    ("type", format!("{:?}", f.kind).to_lowercase()),
                    ("options", f.options.join(", ")),
                    ("question", f.question.clone()),
                    ("assumed when nothing is written", assumed),
                ];
                (f.name.clone(), fields)
            })
            .collect(),
        _ => set
            .rules
            .iter()
            .map(|r| {
                let mut fields = vec![
                    ("asks", asks(set, Some(r.when))),
                    ("part", r.part.word().to_owned()),
                    ("instead", r.instead.clone()),
                    ("until", r.until.clone()),
                ];
                fields.extend(prose(&r.prose));
                (r.id.clone(), fields)
            })
            .collect(),
    }
}

fn rows(set: &RuleSet, table: &str) -> Vec<(String, Described)> {
    let Some(table) = set.table(table) else {
        return Vec::new();
    };
    let rows = table.rows.iter().enumerate();
    rows.map(|(place, row)| {
        let outcome = set.fact(table.fact).options.get(row.then).cloned().unwrap_or_default();
        let mut fields = vec![
            ("place", (place + 1).to_string()),
            ("asks", asks(set, row.when)),
            ("then", outcome),
        ];
        fields.extend(prose(&row.prose));
        (row.id.clone(), fields)
    })
    .collect()
}

fn asks(set: &RuleSet, when: Option<NodeId>) -> String {
    when.map_or_else(|| "otherwise".to_owned(), |node| condition_sentence(set, node))
}
