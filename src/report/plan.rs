//! The next steps as short-term projects: what, who, by when.

use serde::Serialize;

use crate::evaluate::Audit;
use crate::report::view::Group;

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
    /// The recommendation, as a heading.
    pub title: String,
    /// What to do, or the question to answer.
    pub what: String,
    /// Who answers for it; empty when nobody is named.
    pub owner: String,
}

/// Takes the recommendations in turn, so that no single one fills the list; harm comes first.
pub(super) fn plan(audit: &Audit, groups: &[Group]) -> Plan {
    let whole = |name: &str| {
        audit
            .set
            .parameter_named(name)
            .map_or(0, |p| p.value.as_f64().round() as i64)
    };
    let days = whole("rock_days");
    let most = usize::try_from(whole("rocks_at_once")).unwrap_or_default();
    let mut queues: Vec<Vec<Rock>> = groups.iter().map(rocks).collect();
    let total: usize = queues.iter().map(Vec::len).sum();
    let mut chosen = Vec::new();
    while chosen.len() < most.min(total) {
        for queue in &mut queues {
            if chosen.len() < most && !queue.is_empty() {
                chosen.push(queue.remove(0));
            }
        }
    }
    let ends = jiff::Span::new()
        .try_days(days)
        .and_then(|span| audit.inventory.as_of.checked_add(span));
    Plan {
        days,
        ends: ends.map_or_else(|_| String::new(), |d| d.to_string()),
        later: total - chosen.len(),
        rocks: chosen,
    }
}

/// The projects of one recommendation; what is only kept as it is asks for none.
fn rocks(group: &Group) -> Vec<Rock> {
    if matches!(group.id.as_str(), "hold" | "wait" | "set-aside") {
        return Vec::new();
    }
    let mut cards: Vec<_> = group.cards.iter().collect();
    cards.sort_by_key(|c| c.row != "harm");
    cards
        .into_iter()
        .map(|c| Rock {
            initiative: c.name.clone(),
            title: group.title.clone(),
            what: match (c.questions.first(), &c.lift) {
                (Some(question), _) => question.question.clone(),
                // a way that leads on comes before the advice of the rule
                (None, Some(lift)) if !lift.clears => lift
                    .changes
                    .first()
                    .map_or_else(|| c.advice.clone(), |change| change.step.clone()),
                _ => c.advice.clone(),
            },
            owner: c.owner.clone(),
        })
        .collect()
}
