//! The next steps as short-term projects: what, who, by when.

use std::collections::VecDeque;

use serde::Serialize;

use crate::analysis::Lifts;
use crate::evaluate::Audit;
use crate::report::card::{Card, title};
use crate::report::outlook::lift as lift_of;
use crate::report::view::Group;
use crate::rules::contract::Threshold;

/// The next steps.
#[derive(Clone, Debug, Serialize)]
pub struct Plan {
    /// Days of a project (parameter `rock_days`).
    pub days: i64,
    /// The day on which projects that begin with this report end.
    pub ends: String,
    /// The projects to begin with, no more than can be held in mind (parameter `rocks_at_once`).
    pub rocks: Vec<Rock>,
    /// How many more are waiting.
    pub later: usize,
}

/// One project.
#[derive(Clone, Debug, Serialize)]
pub struct Rock {
    /// The initiative.
    pub initiative: String,
    /// Others that the same question is asked about.
    pub also: Vec<String>,
    /// The recommendation, as a heading.
    pub title: String,
    /// What to do, or the question to answer.
    pub what: String,
    /// Who answers for it; empty when nobody is named, or not one person for all.
    pub owner: String,
}

impl Rock {
    /// Takes in an initiative that the same question is asked about; whether it did.
    fn takes(&mut self, audit: &Audit, card: &Card) -> bool {
        let asked = first_check(card).is_some_and(|question| question == self.what);
        let same = asked && self.title == title(audit.set, &card.answer);
        if same {
            self.also.push(card.name.clone());
            if self.owner != card.owner {
                self.owner.clear();
            }
        }
        same
    }
}

/// Takes the recommendations in turn, so that no single one fills the list; what a row puts first comes first.
pub(super) fn plan(audit: &Audit, lifts: &Lifts, groups: &[Group]) -> Plan {
    let whole = |threshold| {
        audit
            .set
            .threshold(threshold)
            .map_or(0, |p| p.value.as_f64().round() as i64)
    };
    let days = whole(Threshold::RockDays);
    let most = usize::try_from(whole(Threshold::RocksAtOnce)).unwrap_or_default();
    let mut queues: Vec<VecDeque<&Card>> = groups.iter().map(|g| asking(g).into()).collect();
    let mut chosen: Vec<Rock> = Vec::new();
    while chosen.len() < most && queues.iter().any(|q| !q.is_empty()) {
        for queue in &mut queues {
            if chosen.len() < most
                && let Some(card) = queue.pop_front()
            {
                let mut rock = rock(audit, lifts, card);
                queue.retain(|other| !rock.takes(audit, other));
                chosen.push(rock);
            }
        }
    }
    let ends = jiff::Span::new()
        .try_days(days)
        .and_then(|span| audit.inventory.as_of.checked_add(span));
    Plan {
        days,
        ends: ends.map_or_else(|_| String::new(), |d| d.to_string()),
        later: queues.iter().map(VecDeque::len).sum(),
        rocks: chosen,
    }
}

/// The initiatives of one recommendation that ask for a project; what is only kept as it is asks for none.
fn asking(group: &Group) -> Vec<&Card> {
    if !group.treated.in_plan {
        return Vec::new();
    }
    // a withheld initiative has only questions about hidden results to ask
    let says = |c: &&Card| !(c.withheld && c.advice.is_empty());
    let mut cards: Vec<_> = group.cards.iter().filter(says).collect();
    cards.sort_by_key(|c| !c.first_in_plan);
    cards
}

/// What has to be looked at first before something may be acted on.
fn first_check(card: &Card) -> Option<String> {
    let prepared = card.checks.iter().filter(|_| !card.may_be_acted_on);
    prepared
        .map(|c| c.question.clone())
        .find(|question| !question.is_empty())
}

/// The project of an initiative: the first check of what may not be acted on yet, else the first change on the way on, else the advice of its row.
fn rock(audit: &Audit, lifts: &Lifts, card: &Card) -> Rock {
    let way_on = || {
        let anew = || lift_of(audit, lifts, audit.verdicts.get(card.place).filter(|_| !card.withheld)?);
        let lift = card.lift.clone().or_else(anew);
        let change = lift.filter(|l| !l.clears)?.changes.into_iter().next()?;
        Some(change.step)
    };
    Rock {
        initiative: card.name.clone(),
        also: Vec::new(),
        title: title(audit.set, &card.answer),
        what: first_check(card).or_else(way_on).unwrap_or_else(|| card.advice.clone()),
        owner: card.owner.clone(),
    }
}
