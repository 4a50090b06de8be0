//! The rule book: a rule set in words: what each rule asks, why, and what it rests on.

use serde::Serialize;

use crate::report::view::{DeviationView, deviations};
use crate::rules::{Case, Part, Prose, RuleSet, Subject, condition_facts, condition_sentence};

/// Everything a rule book says.
#[derive(Clone, Debug, Serialize)]
pub struct RuleBook {
    /// Name and version.
    pub rule_set: String,
    /// How many rules there are.
    pub rules: usize,
    /// Deviations from the shipped rules.
    pub deviations: Vec<DeviationView>,
    /// Tables with their rows.
    pub tables: Vec<TableView>,
    /// Rules by what they are for.
    pub parts: Vec<PartView>,
    /// Thresholds.
    pub parameters: Vec<ParameterView>,
}

/// A table.
#[derive(Clone, Debug, Serialize)]
pub struct TableView {
    /// Its title.
    pub title: String,
    /// Its rows in order.
    pub rows: Vec<RowView>,
}

/// A row of a table.
#[derive(Clone, Debug, Serialize)]
pub struct RowView {
    /// The outcome.
    pub then: String,
    /// Its title.
    pub title: String,
    /// Its condition in words; empty for the last.
    pub asks: String,
    /// Why.
    pub why: String,
}

/// The rules of one part.
#[derive(Clone, Debug, Serialize)]
pub struct PartView {
    /// Its id, such as `guard`.
    pub title: &'static str,
    /// The rules.
    pub rules: Vec<RuleView>,
}

/// A rule.
#[derive(Clone, Debug, Serialize)]
pub struct RuleView {
    /// Its id.
    pub id: String,
    /// What it judges.
    pub of: String,
    /// Its title.
    pub title: String,
    /// Its condition in words.
    pub asks: String,
    /// The questions whose answers it reads.
    pub facts: Vec<String>,
    /// Why it matters.
    pub why: String,
    /// The next step.
    pub advice: String,
    /// For a guard, the recommendation while in force.
    pub instead: String,
    /// For a guard, when it ends.
    pub until: String,
    /// Titles of the texts it rests on.
    pub sources: Vec<String>,
    /// How far it can be trusted.
    pub strength: String,
    /// Ids of the cases that test it.
    pub cases: Vec<String>,
}

/// A threshold.
#[derive(Clone, Debug, Serialize)]
pub struct ParameterView {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The value in force.
    pub value: String,
    /// Its unit.
    pub unit: String,
    /// Published alternatives.
    pub alternatives: Vec<String>,
    /// Why.
    pub why: String,
    /// Titles of the texts it rests on.
    pub sources: Vec<String>,
    /// How far it can be trusted.
    pub strength: String,
}

const PARTS: [Part; 5] = [
    Part::Criterion,
    Part::Ground,
    Part::Guard,
    Part::Finding,
    Part::Definition,
];

impl RuleBook {
    /// Says a rule set with its cases.
    #[must_use]
    pub fn of(set: &RuleSet, cases: &[Case]) -> Self {
        let asks = |node| condition_sentence(set, node);
        let table = |t: &crate::rules::Table| TableView {
            title: set.fact(t.fact).title.clone(),
            rows: t
                .rows
                .iter()
                .map(|row| RowView {
                    then: set.fact(t.fact).options.get(row.then).cloned().unwrap_or_default(),
                    title: row.prose.title.clone(),
                    asks: row.when.map_or_else(|| "nothing above holds".to_owned(), asks),
                    why: row.prose.why.in_general(set),
                })
                .collect(),
        };
        Self {
            rule_set: set.label(),
            rules: set.rules.len(),
            deviations: deviations(set),
            tables: set.tables.iter().map(table).collect(),
            parts: PARTS.iter().map(|part| part_view(set, *part, cases)).collect(),
            parameters: set
                .parameters
                .iter()
                .map(|p| ParameterView {
                    name: p.name.clone(),
                    title: p.prose.title.clone(),
                    value: p.value.to_string(),
                    unit: p.unit.clone(),
                    alternatives: p.alternatives.iter().map(ToString::to_string).collect(),
                    why: p.prose.why.in_general(set),
                    sources: cited(set, &p.prose),
                    strength: p.prose.strength.word().to_owned(),
                })
                .collect(),
        }
    }
}

fn part_view(set: &RuleSet, part: Part, cases: &[Case]) -> PartView {
    let view = |rule: &crate::rules::Rule| RuleView {
        id: rule.id.clone(),
        of: match rule.of {
            Subject::Initiative => "initiative",
            Subject::School => "school",
            Subject::Goal => "goal",
            Subject::District => "district",
        }
        .to_owned(),
        title: rule.prose.title.clone(),
        asks: condition_sentence(set, rule.when),
        facts: condition_facts(set, rule.when)
            .into_iter()
            .map(|id| set.fact(id).title.clone())
            .collect(),
        why: rule.prose.why.in_general(set),
        advice: rule.prose.advice.in_general(set),
        instead: rule.instead.clone(),
        until: rule.until.last_in_general(set),
        sources: cited(set, &rule.prose),
        strength: rule.prose.strength.word().to_owned(),
        cases: cases
            .iter()
            .filter(|c| c.expect.iter().any(|(name, _)| *name == rule.id))
            .map(|c| c.id.clone())
            .collect(),
    };
    PartView {
        title: part.word(),
        rules: set.rules.iter().filter(|r| r.part == part).map(view).collect(),
    }
}

fn cited(set: &RuleSet, prose: &Prose) -> Vec<String> {
    let sources = prose.sources.iter().filter_map(|s| set.sources.get(s));
    sources.map(|s| s.title.clone()).collect()
}
