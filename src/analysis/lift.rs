//! What it would take: the least costly changes of what a district controls that lift an initiative, or clear what
//! protects it from being judged.
//!
//! The decision is compiled for one initiative with the facts of the rule set's actions left open. Sets of changes are
//! tried from the cheapest on; one counts only when it leads to the aim whatever is still unknown.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use crate::diagram::cells::{FactCell, one_of};
use crate::diagram::{Function, Held, Model, Ranges, TooLarge, end_of};
use crate::evaluate::{Audit, Firmness, Sheet, Verdict, decision_facts, held, world};
use crate::rules::{Action, Derive, FactId, Part, RuleSet};
use crate::truth::{Number, Possible, Truth};

/// The most nodes of a diagram for one initiative.
const NODES: usize = 200_000;
/// The most sets of changes that are tried for one aim.
const TRIES: usize = 5_000;

/// The cheapest changes that lead to an aim.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lift {
    /// What changes.
    pub changes: Vec<Change>,
    /// What they cost together, in short-term projects.
    pub effort: Number,
    /// The recommendations that may then stand, as options of the table.
    pub then: u64,
    /// Whether they only clear what protects the initiative, for want of a way to lift it.
    pub clears: bool,
}

/// One change.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// The place of the action in the rule set.
    pub action: usize,
    /// What the fact is now.
    pub from: Possible,
    /// What it has to be: the value nearest to what it is among those that serve.
    pub to: Possible,
}

/// Finds lifts under one rule set.
pub struct Lifts<'a> {
    set: &'a RuleSet,
    reads: Vec<FactId>,
    ranges: Arc<Ranges>,
}

/// An action that may matter: its place, the level of its fact, its cost, the cells it may be changed to and the cells
/// it may be in when nothing is done.
struct Lever {
    action: usize,
    level: usize,
    effort: Number,
    others: Vec<usize>,
    now: u64,
}

impl<'a> Lifts<'a> {
    /// For the actions of a rule set.
    #[must_use]
    pub fn of(set: &'a RuleSet) -> Self {
        Self {
            set,
            reads: decision_facts(set),
            ranges: Arc::new(set.ranges()),
        }
    }

    /// The cheapest way to what a settled recommendation aims at, else to clear its guards; `None` where there is none.
    ///
    /// # Errors
    /// When the diagram grows too large or too many sets of changes would have to be tried; then nothing can be said.
    pub fn lift(&self, audit: &Audit, verdict: &Verdict) -> Result<Option<Lift>, TooLarge> {
        let set = self.set;
        let (Some(table), true) = (audit.decision(), verdict.firmness != Firmness::Open) else {
            return Ok(None);
        };
        let Some(recommendation) = set.recommendation(audit.answer(verdict)) else {
            return Ok(None);
        };
        let options = &set.fact(table.fact).options;
        let aims = recommendation
            .aims_at
            .iter()
            .filter_map(|id| options.iter().position(|o| o == id));
        let aim = aims.fold(0_u64, |bits, n| bits | 1 << n);
        if aim == 0 || set.actions.is_empty() {
            return Ok(None);
        }
        let sheet = &verdict.sheet;
        let mut model = self.model(sheet);
        let decision = model.value(table.fact)?;
        if let Some(changes) = self.cheapest(&model, sheet, decision, aim)? {
            return Ok(Some(self.said(&model, sheet, decision, changes, false)));
        }
        let held_by: Vec<_> = set
            .each_rule()
            .filter(|(id, rule)| rule.part == Part::Guard && sheet.rule(*id) == Truth::True)
            .map(|(id, _)| id)
            .collect();
        let has_ground = set
            .each_rule()
            .any(|(id, rule)| rule.part == Part::Ground && sheet.rule(id) == Truth::True);
        if held_by.is_empty() || !has_ground {
            return Ok(None);
        }
        let mut guarded = model.diagram.end(end_of(Truth::False));
        for id in held_by {
            let guard = model.rule(id)?;
            guarded = model.diagram.join(guarded, guard, u64::max)?;
        }
        // ends as bits, so that what is reached tells them apart
        let guarded = model.diagram.map(guarded, |end| 1 << end)?;
        let free = 1 << end_of(Truth::False);
        let changes = self.cheapest(&model, sheet, guarded, free)?;
        Ok(changes.map(|changes| self.said(&model, sheet, decision, changes, true)))
    }

    /// The completions of an initiative with the facts of the actions open.
    fn model(&self, sheet: &Sheet) -> Model<'a> {
        let set = self.set;
        let open = |fact: FactId| {
            // what is the least of other facts is changed through them
            let through = matches!(set.fact(fact).computed(), Some(Derive::LeastOf(_))) && !sheet.stated(fact);
            !through && set.actions.iter().any(|a| a.fact == fact)
        };
        let world = world(set, &self.reads, |fact| {
            if open(fact) {
                Held::Own(set.fact(fact).anything())
            } else {
                held(set, sheet, fact, false)
            }
        });
        Model::within(set, NODES, Arc::clone(&self.ranges), world)
    }

    /// The actions whose facts a function asks.
    fn levers(&self, model: &Model, sheet: &Sheet, function: Function) -> Vec<Lever> {
        let asked = model.diagram.asked(function);
        let lever = |(place, action): (usize, &Action)| {
            let level = model.level_of(action.fact).filter(|l| asked.contains(l))?;
            let cells = &model.asked_at(level)?.cells;
            let value = sheet.value(action.fact);
            let may = |cell: &FactCell| matches!(cell, FactCell::Value(cell) if cell.meets(value));
            let now = cells.iter().enumerate().filter(|(_, c)| may(c));
            let now = now.fold(0_u64, |bits, (n, _)| bits | 1 << n);
            let others = (0..cells.len()).filter(|n| now != 1 << n).collect();
            Some(Lever {
                action: place,
                level,
                effort: self.set.parameter(action.effort).value,
                others,
                now,
            })
        };
        self.set.actions.iter().enumerate().filter_map(lever).collect()
    }

    /// The cheapest changes after which a function reaches nothing but `aim`; of equal ones the fewest, then the first.
    fn cheapest(
        &self,
        model: &Model,
        sheet: &Sheet,
        function: Function,
        aim: u64,
    ) -> Result<Option<Vec<(Lever, usize)>>, TooLarge> {
        let levers = self.levers(model, sheet, function);
        let nothing = allowed(&levers, &[]);
        let mut anything = nothing.clone();
        for lever in &levers {
            if let Some(slot) = anything.get_mut(lever.level) {
                *slot = u64::MAX;
            }
        }
        if model.diagram.reached(function, &anything) & aim == 0 {
            return Ok(None);
        }
        let mut open = BinaryHeap::from([Reverse((Number::ZERO, 0_usize, Vec::<(usize, usize)>::new()))]);
        let mut tries = 0;
        while let Some(Reverse((cost, count, chosen))) = open.pop() {
            tries += 1;
            if tries > TRIES {
                return Err(TooLarge);
            }
            let reached = model.diagram.reached(function, &allowed(&levers, &chosen));
            if reached != 0 && reached & !aim == 0 {
                let mut levers: Vec<Option<Lever>> = levers.into_iter().map(Some).collect();
                let taken = chosen
                    .into_iter()
                    .filter_map(|(n, cell)| Some((levers.get_mut(n)?.take()?, cell)));
                return Ok(Some(taken.collect()));
            }
            let next = chosen.last().map_or(0, |(n, _)| n + 1);
            for (place, lever) in levers.iter().enumerate().skip(next) {
                for cell in &lever.others {
                    let mut more = chosen.clone();
                    more.push((place, *cell));
                    open.push(Reverse((cost.plus(lever.effort), count + 1, more)));
                }
            }
        }
        Ok(None)
    }

    fn said(
        &self,
        model: &Model,
        sheet: &Sheet,
        decision: Function,
        changes: Vec<(Lever, usize)>,
        clears: bool,
    ) -> Lift {
        let levers = self.levers(model, sheet, decision);
        let mut cells = allowed(&levers, &[]);
        let mut effort = Number::ZERO;
        let mut said = Vec::new();
        for (lever, cell) in changes {
            if lever.level >= cells.len() {
                cells.resize(lever.level + 1, u64::MAX);
            }
            if let Some(slot) = cells.get_mut(lever.level) {
                *slot = 1 << cell;
            }
            effort = effort.plus(lever.effort);
            let asked = model.asked_at(lever.level);
            if let Some((asked, FactCell::Value(to))) = asked.and_then(|a| Some((a, *a.cells.get(cell)?))) {
                said.push(Change {
                    action: lever.action,
                    from: sheet.value(asked.fact),
                    to: one_of(to),
                });
            }
        }
        Lift {
            changes: said,
            effort,
            then: model.diagram.reached(decision, &cells),
            clears,
        }
    }
}

/// The cells of every level: changed facts in their new cell, others of the actions where they may be now.
fn allowed(levers: &[Lever], chosen: &[(usize, usize)]) -> Vec<u64> {
    let size = levers.iter().map(|l| l.level + 1).max().unwrap_or_default();
    let mut cells = vec![u64::MAX; size];
    for (place, lever) in levers.iter().enumerate() {
        let changed = chosen.iter().find(|(n, _)| *n == place);
        if let Some(slot) = cells.get_mut(lever.level) {
            *slot = changed.map_or(lever.now, |(_, cell)| 1 << cell);
        }
    }
    cells
}
