//! What two audits, or one and scenarios of it, say beside each other.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::compare::{Change, Comparison, Part, Situation};
use crate::evaluate::Audit;
use crate::report::card::title;
use crate::report::editions::Template;
use crate::report::paper::{Paper, Templates};
use crate::report::said::Speaker;
use crate::report::view::as_data;
use crate::report::{Audience, Days, Locale};

/// Every sentence, with those of projects on the plan.
pub(super) const CHANGED_TEXT: &str = concat!(
    include_str!("../../../templates/said/tracked.txt"),
    include_str!("../../../templates/said/changed.txt"),
);
pub(super) const CHANGED: Template = ("changed.md", CHANGED_TEXT);
const PARTS: &[Template] = &[CHANGED, ("changes.md", include_str!("../../../templates/changes.md"))];
const COMPARE: Templates = Templates {
    markdown: ("compare.md", include_str!("../../../templates/compare.md")),
    parts: PARTS,
    html: "compare.html",
};
const WHAT_IF: Templates = Templates {
    markdown: ("what-if.md", include_str!("../../../templates/what-if.md")),
    parts: PARTS,
    html: "what-if.html",
};

/// What an audit was made of.
#[derive(Clone, Debug, Serialize)]
pub struct Made {
    /// The date of the audit.
    pub as_of: String,
    /// Name and version of the rule set.
    pub rule_set: String,
    /// Hash of the rule files.
    pub rule_set_hash: String,
    /// Hash of the inventory; empty for a scenario, which stands in no file.
    pub inventory_hash: String,
}

/// An answer in words.
#[derive(Clone, Debug, Serialize)]
pub struct AnswerWords {
    /// The recommendation as a heading.
    pub title: String,
    /// What gives it: the title of the deciding row.
    pub reason: String,
}

/// How many answers one set of parts made change.
#[derive(Clone, Debug, Serialize)]
pub struct CauseCount {
    /// The parts; none where several sets would each do, or nothing could be told.
    pub parts: Vec<Part>,
    /// How many.
    pub count: usize,
}

/// What some initiatives ask for together.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Sum {
    /// How many.
    pub count: usize,
    /// Known dollars a year.
    pub money: f64,
    /// How many of them state no yearly cost.
    pub without_money: usize,
    /// How many of them state no hours.
    pub without_hours: usize,
}

/// A comparison with its words.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct ComparedView {
    /// The district's name, the later one.
    pub district: String,
    /// How days are written for people.
    #[serde(skip_serializing_if = "as_data")]
    pub days: Days,
    /// What the two audits were made of.
    pub made: Change<Made>,
    /// Whether nothing changed.
    pub nothing: bool,
    /// What changed.
    pub changes: Comparison,
    /// By the id of an initiative whose answer changed: the answers in words.
    pub words: BTreeMap<String, Change<AnswerWords>>,
    /// Recommendations by id, as headings.
    pub titles: BTreeMap<String, String>,
    /// How many answers are others, and how many are as they were and more or less firm.
    pub changed: (usize, usize),
    /// How many of the other answers each set of parts made.
    pub causes: Vec<CauseCount>,
    /// What no longer runs.
    pub freed: Sum,
    /// What runs since then.
    pub taken: Sum,
}

/// Scenarios of one inventory, each compared with it as it is.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct WhatIfView {
    /// The district's name.
    pub district: String,
    /// How days are written for people.
    #[serde(skip_serializing_if = "as_data")]
    pub days: Days,
    /// The date of the inventory.
    pub as_of: String,
    /// Each scenario, at each level of local cover.
    pub situations: Vec<SituationView>,
}

/// One scenario at one level of local cover.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct SituationView {
    /// What is supposed.
    #[serde(flatten)]
    pub situation: Situation,
    /// The comparison of the inventory as it is with it.
    pub compared: ComparedView,
}

impl Paper for ComparedView {
    fn templates(&self) -> Templates {
        COMPARE
    }

    fn district(&self) -> &str {
        &self.district
    }

    fn as_of(&self) -> &str {
        &self.made.after.as_of
    }
}

impl Paper for WhatIfView {
    fn templates(&self) -> Templates {
        WHAT_IF
    }

    fn district(&self) -> &str {
        &self.district
    }

    fn as_of(&self) -> &str {
        &self.as_of
    }
}

impl ComparedView {
    /// Says a comparison of two audits.
    #[must_use]
    pub fn of(old: &Audit, new: &Audit, mut changes: Comparison, locale: Locale) -> Self {
        let order = |id: &str| new.set.recommendations.iter().position(|r| r.id == id);
        changes
            .answers
            .sort_by_key(|a| (order(&a.standing.after.answer), a.name.clone()));
        let titles = [old.set, new.set].into_iter().flat_map(|set| &set.recommendations);
        let speakers = Change::of(
            Speaker::of(old, Audience::Internal),
            Speaker::of(new, Audience::Internal),
        );
        let words = changes.answers.iter().map(|answer| {
            let words = Change::of(
                words(old, &speakers.before, answer.places.0),
                words(new, &speakers.after, answer.places.1),
            );
            (answer.id.clone(), words)
        });
        let others = changes.answers.iter().filter(|a| a.is_another()).count();
        let sum = |freed: bool| {
            let mut sum = Sum::default();
            for moved in &changes.moved {
                let asked = match (&moved.asked.before, &moved.asked.after) {
                    (Some(asked), None) if freed => asked,
                    (None, Some(asked)) if !freed => asked,
                    _ => continue,
                };
                sum.count += 1;
                sum.money += asked.money.unwrap_or_default();
                sum.without_money += usize::from(asked.money.is_none());
                sum.without_hours += usize::from(asked.hours.is_none());
            }
            sum
        };
        Self {
            district: new.inventory.district.clone(),
            days: Days::of(old, locale).and(Days::of(new, locale)),
            made: Change::of(made(old), made(new)),
            nothing: changes.is_empty(),
            words: words.collect(),
            titles: titles.map(|r| (r.id.clone(), r.title.clone())).collect(),
            changed: (others, changes.answers.len() - others),
            causes: causes(&changes),
            freed: sum(true),
            taken: sum(false),
            changes,
        }
    }
}

impl WhatIfView {
    /// Says scenarios, each with its comparison.
    #[must_use]
    pub fn of(audit: &Audit, situations: Vec<(Situation, ComparedView)>, locale: Locale) -> Self {
        let each = situations.into_iter();
        Self {
            district: audit.inventory.district.clone(),
            days: Days::of(audit, locale),
            as_of: audit.inventory.as_of.to_string(),
            situations: each
                .map(|(situation, compared)| SituationView { situation, compared })
                .collect(),
        }
    }
}

fn made(audit: &Audit) -> Made {
    Made {
        as_of: audit.inventory.as_of.to_string(),
        rule_set: audit.set.label(),
        rule_set_hash: audit.set.hash.clone(),
        inventory_hash: audit.inventory.hash.clone(),
    }
}

/// An answer in words, with its reason where it is firm.
pub(in crate::report) fn words<'a>(audit: &'a Audit<'a>, speaker: &Speaker<'a>, place: usize) -> AnswerWords {
    let verdict = audit.verdicts.get(place);
    let row = verdict.and_then(|verdict| {
        let (row, truth) = audit.deciding_rows(verdict).pop()?;
        let firm = verdict.firmness != crate::evaluate::Firmness::Open && truth == crate::truth::Truth::True;
        firm.then_some((row, verdict))
    });
    let reason = row.and_then(|(row, verdict)| {
        let spoken = speaker.initiative(place, verdict, None)?;
        Some(speaker.row(&spoken, row).reason)
    });
    AnswerWords {
        title: verdict.map_or_else(String::new, |v| title(audit.set, audit.answer(v))),
        reason: reason.unwrap_or_default(),
    }
}

/// How many answers changed by what: each set of parts that is the only least one, the most frequent first.
fn causes(changes: &Comparison) -> Vec<CauseCount> {
    let mut counts: BTreeMap<Vec<Part>, usize> = BTreeMap::new();
    for answer in changes.answers.iter().filter(|a| a.is_another()) {
        let parts = match answer.cause.least.as_slice() {
            [only] => only.clone(),
            _ => Vec::new(),
        };
        *counts.entry(parts).or_default() += 1;
    }
    let mut counts: Vec<CauseCount> = counts
        .into_iter()
        .map(|(parts, count)| CauseCount { parts, count })
        .collect();
    counts.sort_by_key(|one| std::cmp::Reverse(one.count));
    counts
}
