//! What is asked of one initiative: what its answer rests on, what is proposed of it, and the questions.

use serde::Serialize;

use crate::evaluate::{Check, Origin, Sheet, Verdict};
use crate::inventory::Initiative;
use crate::report::Audience;
use crate::report::wording::{known_option, option_words};
use crate::rules::{Check as Declared, FactId, FactType, RuleSet, value_text};

/// What an answer rests on beside the record.
#[derive(Clone, Debug, Serialize)]
pub struct CheckView {
    /// Its id in the rule set.
    pub unit: String,
    /// What is presumed, as a clause.
    pub provided: String,
    /// Who has to show otherwise: the group of the check.
    pub group: &'static str,
    /// The fields of the inventory that it is about.
    pub facts: Vec<String>,
    /// The field that is asked first; empty where all of them are answered.
    pub asked: String,
    /// Its question.
    pub question: String,
    /// What counts, where the question does not say it.
    pub detail: String,
}

/// A value that is proposed and that nobody has confirmed: it is no answer.
#[derive(Clone, Debug, Serialize)]
pub struct ProposedView {
    /// The field of the inventory.
    pub fact: String,
    /// Its title.
    pub title: String,
    /// The value.
    pub value: String,
    /// What suggests it; empty in a public edition.
    pub by: String,
}

/// A question about one initiative.
#[derive(Clone, Debug, Serialize)]
pub struct QuestionView {
    /// The field in the inventory.
    pub fact: String,
    /// The question.
    pub question: String,
    /// What counts, where the question does not say it.
    pub detail: String,
}

/// The checks of a verdict in words.
#[must_use]
pub fn check_views(set: &RuleSet, verdict: &Verdict) -> Vec<CheckView> {
    verdict.checks.iter().map(|c| check(set, verdict, c)).collect()
}

/// A check in words; what is asked first is about a fact that nobody has answered.
fn check(set: &RuleSet, verdict: &Verdict, check: &Check) -> CheckView {
    let record = &verdict.record;
    let declared = set.check(check.unit);
    let asked = check
        .facts
        .iter()
        .find(|f| set.fact(**f).askable && !record.stated(**f));
    CheckView {
        unit: declared.map_or_else(String::new, |c| c.id.clone()),
        provided: declared.map_or_else(String::new, |c| provided(set, verdict, check, c)),
        group: declared.map_or("", |c| c.group.word()),
        facts: check.facts.iter().map(|f| set.fact(*f).name.clone()).collect(),
        asked: asked.map_or_else(String::new, |f| set.fact(*f).name.clone()),
        question: asked.map_or_else(String::new, |f| set.fact(*f).question.clone()),
        detail: asked.map_or_else(String::new, |f| set.fact(*f).detail.clone()),
    }
}

/// A value of a sheet in words; a kind by its title.
pub(super) fn shown_value(set: &RuleSet, sheet: &Sheet, id: FactId) -> String {
    let option = known_option(sheet, id).and_then(|option| set.fact(id).options.get(option));
    option.map_or_else(
        || value_text(set.fact(id), sheet.value(id)),
        |option| option_words(set, id, option),
    )
}

/// What is proposed of an initiative and not confirmed: the title of the fact, the value, and to the people who run the
/// district what suggests it.
pub(super) fn unconfirmed(
    set: &RuleSet,
    verdict: &Verdict,
    initiative: &Initiative,
    audience: Audience,
) -> Vec<ProposedView> {
    let given = initiative.given.iter();
    let open = given.filter(|g| verdict.record.origin(g.fact) == Origin::Proposed);
    open.filter_map(|g| {
        let fact = set.fact(g.fact);
        let words = matches!(fact.kind, FactType::Text | FactType::List);
        // free text is not published
        if words && audience == Audience::Public {
            return None;
        }
        let value = if words {
            g.written.clone()
        } else {
            shown_value(set, &verdict.sheet, g.fact)
        };
        let by = match (&g.estimate, audience) {
            (Some(proposal), Audience::Internal) => proposal.by.clone(),
            _ => String::new(),
        };
        Some(ProposedView {
            fact: fact.name.clone(),
            title: fact.title.clone(),
            value,
            by,
        })
    })
    .collect()
}

/// What a check presumes, in words; a value that is proposed is named.
fn provided(set: &RuleSet, verdict: &Verdict, check: &Check, declared: &Declared) -> String {
    let proposed = check
        .facts
        .iter()
        .find(|f| verdict.record.origin(**f) == Origin::Proposed);
    match proposed.filter(|_| !declared.provided_if.is_empty()) {
        None => declared.provided.clone(),
        Some(id) => declared
            .provided_if
            .replace("{value}", &shown_value(set, &verdict.sheet, *id)),
    }
}

/// A fact as a question.
pub(super) fn question(set: &RuleSet, fact: FactId) -> QuestionView {
    QuestionView {
        fact: set.fact(fact).name.clone(),
        question: set.fact(fact).question.clone(),
        detail: set.fact(fact).detail.clone(),
    }
}
