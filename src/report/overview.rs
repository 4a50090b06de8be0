//! What is said of the inventory as a whole: what to ask first, what stands out, goals, assumptions.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::evaluate::Audit;
use crate::inventory::Initiative;
use crate::report::Audience;
use crate::report::card::{Card, title};
use crate::report::said::Speaker;
use crate::rules::contract::KnownFact;
use crate::rules::{RuleId, Subject};
use crate::truth::Truth;

/// A question over the whole inventory.
#[derive(Clone, Debug, Serialize)]
pub struct FirstQuestion {
    /// The field in the inventory.
    pub fact: String,
    /// The question.
    pub question: String,
    /// For how many initiatives it comes first.
    pub count: usize,
}

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
}

/// A goal.
#[derive(Clone, Debug, Serialize)]
pub struct GoalView {
    /// Its name.
    pub name: String,
    /// Initiatives that serve it: name and answer.
    pub initiatives: Vec<(String, String)>,
}

/// The questions that come first for most initiatives, those first of what may not be acted on before they are answered.
pub(super) fn first_questions(cards: &[Card]) -> Vec<FirstQuestion> {
    let mut counts: Vec<(FirstQuestion, bool)> = Vec::new();
    for card in cards {
        let Some(check) = card.checks.iter().find(|c| !c.question.is_empty()) else {
            continue;
        };
        let prepared = !card.may_be_acted_on;
        match counts.iter_mut().find(|(q, _)| q.question == check.question) {
            Some((question, urgent)) => {
                question.count += 1;
                *urgent |= prepared;
            }
            None => counts.push((
                FirstQuestion {
                    fact: check.asked.clone(),
                    question: check.question.clone(),
                    count: 1,
                },
                prepared,
            )),
        }
    }
    counts.sort_by_key(|(question, urgent)| (!urgent, usize::MAX - question.count));
    counts.into_iter().take(3).map(|(question, _)| question).collect()
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
            sources: rule
                .prose
                .sources
                .iter()
                .filter_map(|s| set.sources.get(s))
                .map(|s| s.title.clone())
                .collect(),
        }
    };
    by_rule.into_iter().map(view).collect()
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
