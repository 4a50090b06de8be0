//! What is said of the inventory as a whole: what stands out, goals, assumptions.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::evaluate::Audit;
use crate::inventory::Initiative;
use crate::report::Audience;
use crate::report::card::{Card, title};
use crate::report::said::Speaker;
use crate::report::view::as_data;
use crate::rules::contract::KnownFact;
use crate::rules::{Fold, Opening, RuleId, RuleSet, Said, Subject, value_text};
use crate::truth::Truth;

/// A finding.
#[derive(Clone, Debug, Serialize)]
pub struct FindingView {
    /// The rule.
    pub rule: String,
    /// About the district, schools, goals or initiatives.
    pub about: &'static str,
    /// Its title.
    pub title: String,
    /// Why it matters.
    pub why: String,
    /// The next step.
    pub advice: String,
    /// Where it surely holds, by name; empty for the district.
    pub holds: Vec<String>,
    /// Whether it holds at all, or only may.
    pub certain: bool,
    /// Whether it is only a hunch.
    pub hunch: bool,
    /// Titles of its sources.
    pub sources: Vec<String>,
    /// The heading under which it is told with others, by id; empty where it stands by itself.
    pub fold: String,
    /// Whether it surely holds for every initiative, so that no name is told.
    #[serde(skip_serializing_if = "as_data")]
    pub everywhere: bool,
}

/// Findings that are told under one heading.
#[derive(Clone, Debug, Serialize)]
pub struct FoldView {
    /// What all of them begin with.
    pub title: String,
    /// Why they matter; empty where each says it.
    pub why: String,
    /// Those that surely hold.
    pub held: Vec<FindingView>,
    /// How many rules there are under it.
    pub rules: usize,
    /// How many of them nobody can tell of anything.
    pub unknown: usize,
    /// What is asked about those.
    pub open: String,
    /// Whether any of them is about the district alone.
    pub district: bool,
}

/// A question that the needs analysis begins with, and its answer.
#[derive(Clone, Debug, Serialize)]
pub struct OpeningView {
    /// The question.
    pub question: String,
    /// The answer, in a sentence.
    pub answer: String,
    /// Titles of its sources.
    pub sources: Vec<String>,
}

/// A goal.
#[derive(Clone, Debug, Serialize)]
pub struct GoalView {
    /// Its name.
    pub name: String,
    /// Initiatives that serve it: name and answer.
    pub initiatives: Vec<(String, String)>,
}

pub(super) fn findings(audit: &Audit, audience: Audience) -> Vec<FindingView> {
    let set = audit.set;
    let speaker = Speaker::of(audit, audience);
    let mut by_rule: BTreeMap<RuleId, Vec<(usize, Truth)>> = BTreeMap::new();
    for finding in &audit.findings {
        by_rule
            .entry(finding.rule)
            .or_default()
            .push((finding.place, finding.truth));
    }
    let view = |(id, places): (RuleId, Vec<(usize, Truth)>)| {
        let rule = set.rule(id);
        let name = |place: usize| match rule.of {
            Subject::District => None,
            Subject::School => audit.inventory.schools.get(place).map(|s| s.name.clone()),
            Subject::Goal => audit.inventory.goals.get(place).map(|g| g.name.clone()),
            Subject::Initiative => audit.inventory.initiatives.get(place).map(|i| i.name.clone()),
        };
        // what is said of one alone stands behind its name
        let own = |place: usize| {
            let spoken = Some(place).filter(|_| !rule.prose.said.is_empty());
            spoken
                .and_then(|place| speaker.subject(rule.of, place))
                .map(|spoken| speaker.title(&spoken, id))
        };
        let named = |place: usize| match (name(place)?, own(place)) {
            (name, None) => Some(name),
            (name, Some(said)) => Some(format!("{name} ({said})")),
        };
        let surely: Vec<usize> = places
            .iter()
            .filter(|(_, t)| *t == Truth::True)
            .map(|(n, _)| *n)
            .collect();
        let certain = places.iter().any(|(_, t)| *t == Truth::True);
        FindingView {
            rule: rule.id.clone(),
            about: match rule.of {
                Subject::District => "district",
                Subject::School => "school",
                Subject::Goal => "goal",
                Subject::Initiative => "initiative",
            },
            title: rule.prose.title.clone(),
            why: speaker.of_all(rule.of, &surely, &rule.prose.why),
            advice: speaker.of_all(rule.of, &surely, &rule.prose.advice),
            holds: surely.iter().filter_map(|n| named(*n)).collect(),
            certain,
            hunch: rule.prose.strength == crate::rules::Strength::Hunch,
            sources: titles(set, &rule.prose.sources),
            fold: rule
                .fold
                .and_then(|n| set.folds.get(n))
                .map_or_else(String::new, |f| f.id.clone()),
            everywhere: rule.of == Subject::Initiative
                && audit.verdicts.len() > 1
                && places.iter().filter(|(_, t)| *t == Truth::True).count() == audit.verdicts.len(),
        }
    };
    by_rule.into_iter().map(view).collect()
}

fn titles(set: &RuleSet, sources: &[String]) -> Vec<String> {
    let cited = sources.iter().filter_map(|s| set.sources.get(s));
    cited.map(|s| s.title.clone()).collect()
}

/// The findings that are told under a heading, heading by heading; those of which nothing is to be said are left out.
pub(super) fn folds(set: &RuleSet, findings: &[FindingView]) -> Vec<FoldView> {
    let view = |(place, fold): (usize, &Fold)| {
        let own = || findings.iter().filter(|f| f.fold == fold.id);
        let rules = || set.rules.iter().filter(move |r| r.fold == Some(place));
        FoldView {
            title: fold.title.clone(),
            why: fold.why.clone(),
            held: own().filter(|f| f.certain).cloned().collect(),
            rules: rules().count(),
            unknown: own().filter(|f| !f.certain).count(),
            open: fold.open.clone(),
            district: rules().any(|r| r.of == Subject::District),
        }
    };
    let all = set.folds.iter().enumerate().map(view);
    all.filter(|f| !f.held.is_empty() || f.unknown > 0).collect()
}

/// The opening questions with what the district's answers say to them.
pub(super) fn openings(audit: &Audit) -> Vec<OpeningView> {
    let set = audit.set;
    let said = |part: &Said| match part {
        Said::Words(words) => words.clone(),
        Said::Value(id) => value_text(set.fact(*id), audit.district.value(*id)),
    };
    let view = |opening: &Opening| OpeningView {
        question: opening.question.clone(),
        answer: opening.answer.iter().map(said).collect(),
        sources: titles(set, &opening.sources),
    };
    set.openings.iter().map(view).collect()
}

pub(super) fn goals(audit: &Audit, cards: &[Card]) -> Vec<GoalView> {
    let fact = audit.set.known(KnownFact::Goals);
    let serves = |initiative: &Initiative, goal: &str| {
        initiative
            .given
            .iter()
            .any(|g| Some(g.fact) == fact && g.names.iter().any(|n| n == goal))
    };
    let list = |goal: &crate::inventory::Goal| {
        let served = audit
            .inventory
            .initiatives
            .iter()
            .zip(cards)
            .filter(|(i, _)| serves(i, &goal.id));
        served
            .map(|(_, card)| (card.name.clone(), title(audit.set, &card.answer)))
            .collect()
    };
    audit
        .inventory
        .goals
        .iter()
        .map(|g| GoalView {
            name: g.name.clone(),
            initiatives: list(g),
        })
        .collect()
}
