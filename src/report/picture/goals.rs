//! The goals of the plan, and the initiatives that serve each.

use serde::Serialize;

use super::{Entry, Shares, Who, drawn, real};
use crate::evaluate::Audit;
use crate::rules::contract::KnownFact;

/// The goals of the plan.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Goals {
    /// The goals, in the order of the plan.
    pub goals: Vec<Goal>,
    /// How many of them are drawn where names have no room.
    pub drawn: usize,
    /// The most initiatives that serve one goal.
    pub most: usize,
    /// Goals that no initiative is known to serve.
    pub unserved: usize,
    /// Initiatives that serve no goal, as written.
    pub without: usize,
    /// Initiatives that do not say which goal they serve.
    pub unknown: usize,
}

/// A goal.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Goal {
    /// Its name.
    pub name: String,
    /// The initiatives that say they serve it, in the order of the report.
    pub served_by: Vec<Who>,
    /// How long its bar is, in percent of the width.
    pub share: f64,
}

impl Goals {
    /// Nothing where there is no goal, or no initiative says which it serves.
    pub(super) fn of(audit: &Audit, entries: &[Entry]) -> Option<Self> {
        let fact = audit.set.known(KnownFact::Goals);
        let said = |e: &Entry| {
            let initiative = audit.inventory.initiatives.get(e.place)?;
            let given = initiative.given.iter().find(|g| Some(g.fact) == fact)?;
            given.on_record().then_some(&given.names)
        };
        let judged: Vec<_> = entries.iter().filter(|e| e.judged).map(|e| (e, said(e))).collect();
        let unknown = judged.iter().filter(|(_, said)| said.is_none()).count();
        if audit.inventory.goals.is_empty() || unknown == judged.len() {
            return None;
        }
        let serves = |id: &String| {
            let those = judged.iter().filter(|(_, said)| said.is_some_and(|s| s.contains(id)));
            those.map(|(e, _)| e.who.clone()).collect()
        };
        let goals = audit.inventory.goals.iter();
        let mut goals: Vec<Goal> = goals
            .map(|g| Goal {
                name: g.name.clone(),
                served_by: serves(&g.id),
                share: 0.0,
            })
            .collect();
        let most = goals.iter().map(|g| g.served_by.len()).max().unwrap_or_default();
        let shares = Shares::of(real(most));
        for goal in &mut goals {
            goal.share = shares.share(real(goal.served_by.len()));
        }
        let any = |said: &Vec<String>| audit.inventory.goals.iter().any(|g| said.contains(&g.id));
        Some(Self {
            drawn: drawn(goals.len()),
            most,
            unserved: goals.iter().filter(|g| g.served_by.is_empty()).count(),
            without: judged.iter().filter(|(_, said)| said.is_some_and(|s| !any(s))).count(),
            unknown,
            goals,
        })
    }
}
