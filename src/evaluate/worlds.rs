//! Examples of what is said: answers to open facts in which a question matters, or in which a check cannot be spared.

use crate::diagram::cells::FactCell;
use crate::diagram::{Cells, Model};
use crate::evaluate::firmness::Pins;
use crate::evaluate::questions::Asker;
use crate::evaluate::{Sheet, Verdict};
use crate::rules::{CheckId, FactId, RuleSet};
use crate::truth::Possible;

/// Open facts with what they hold, a whole stretch for a number. What is not among them may hold anything.
pub type World = Vec<(FactId, Possible)>;

/// What the other open facts hold where the answer to one decides what is said of a record; nothing where it never does,
/// or where that cannot be told within the limit of a diagram.
#[must_use]
pub fn world_apart(set: &RuleSet, record: &Sheet, fact: FactId) -> Option<World> {
    let (mut model, whole) = Asker::without_questions(set).decision(record).ok()?;
    let level = model.level_of(fact)?;
    let cells = model.apart(whole, level).ok()??;
    Some(world(&model, &cells))
}

/// What open facts hold where another answer than that of a verdict stands, though all its checks but one hold. What is
/// not among them is as presumed. Nothing where none is known.
#[must_use]
pub fn without_check(set: &RuleSet, verdict: &Verdict, check: CheckId) -> Option<World> {
    let asker = Asker::without_questions(set).estimating(verdict);
    let (model, whole) = asker.decision(&verdict.record).ok()?;
    let pins = Pins::of(set, &model, whole, |id| {
        asker.presumed(&verdict.record, &verdict.sheet, id)
    });
    let cells = pins.otherwise(&model, whole, 1 << verdict.answer, &verdict.checks, check)?;
    Some(world(&model, &cells))
}

fn world(model: &Model, cells: &Cells) -> World {
    let held = |(level, cell): &(usize, usize)| {
        let asked = model.asked_at(*level)?;
        match asked.cells.get(*cell)? {
            FactCell::Value(value) => Some((asked.fact, *value)),
            FactCell::Unknown | FactCell::Open => None,
        }
    };
    let world: World = cells.iter().filter_map(held).collect();
    // what another answer makes no is no, whatever is said of it itself
    let yes = |fact: FactId| world.contains(&(fact, Possible::option(1)));
    let effective = |(fact, value): &(FactId, Possible)| match model.made_no_by(*fact) {
        Some(other) if yes(other) => (*fact, Possible::option(0)),
        _ => (*fact, *value),
    };
    world.iter().map(effective).collect()
}
