//! The decision of one initiative, compiled where its rows count to something.

use std::sync::Arc;

use rustc_hash::FxHashMap as HashMap;

use crate::diagram::{Function, Held, HeldBy, Model, TooLarge};
use crate::evaluate::{Recounted, world};
use crate::rules::FactId;
use crate::truth::Possible;

use super::Grid;
use super::table::{Axes, Table};

/// The most nodes of a diagram for one initiative.
const NODES: usize = 500_000;

/// What the rows count to where some levels are fixed.
#[derive(PartialEq)]
pub(super) struct Within {
    /// As [`super::counts::Counts::tables`].
    pub tables: Vec<Arc<Table<Option<Possible>>>>,
    /// As [`Grid::parts`], with all levels in their first cell that are not fixed.
    pub parts: Vec<Option<Possible>>,
}

/// The decision of one initiative where its rows count to something.
pub(super) struct Compiled<'a> {
    pub within: Within,
    base: Recounted<'a>,
    /// What is held of every fact by this count.
    world: Vec<Held>,
    pub model: Model<'a>,
    pub function: Function,
    /// The levels that it asks.
    pub asked: Vec<usize>,
    /// What is reached below the thresholds.
    pub below: HashMap<Function, u64>,
}

impl<'a> Compiled<'a> {
    /// Compiles the decision for what the rows count to; `first` was compiled before all others.
    pub fn of(
        (grid, place, axes): (&Grid<'a>, usize, &Axes),
        within: Within,
        first: Option<&Self>,
    ) -> Result<Self, TooLarge> {
        let (audit, set) = (grid.audit, grid.audit.set);
        let none = vec![0; axes.len()];
        let tables = within.tables.iter().map(|table| table.at(axes, &none).flatten());
        let parts = within.parts.iter().copied();
        let facts = grid.evidence.iter().chain(&grid.parts).map(|(id, _)| *id);
        let counted: Vec<_> = facts.zip(tables.chain(parts)).collect();
        let mut base = match first {
            Some(first) => first.base.beside(counted, &grid.ratios),
            None => Recounted::of(audit, place, counted, &grid.ratios).ok_or(TooLarge)?,
        };
        let world = match first {
            Some(first) => base.world_beside(&grid.reads, (&first.base, &first.world)),
            None => world(set, &grid.reads, |fact| base.held(fact)),
        };
        let mut model = Model::within(set, NODES, Arc::clone(&grid.ranges), world.clone());
        model.ask_first(grid.order.clone());
        for axis in axes.iter() {
            model.vary_held(axis.values.clone());
        }
        for (id, values) in &grid.compared {
            model.vary(*id, values.clone());
        }
        for (fact, by) in held_by(grid, axes, &mut base, &within.tables) {
            model.hold_by(fact, by);
        }
        let function = match grid.decision {
            Some(decision) => model.value(decision)?,
            None => model.diagram.end(0),
        };
        let function = model.completions(function)?;
        Ok(Self {
            within,
            world,
            base,
            asked: model.diagram.asked(function),
            model,
            function,
            below: HashMap::default(),
        })
    }
}

/// What is held of the facts that are counted, by the levels that are not fixed.
fn held_by(
    grid: &Grid,
    axes: &Axes,
    base: &mut Recounted,
    counted: &[Arc<Table<Option<Possible>>>],
) -> Vec<(FactId, HeldBy)> {
    let tables = grid.evidence.iter().zip(counted).map(|((id, _), table)| (*id, table));
    let tables: Vec<_> = tables.filter(|(id, _)| base.is_counted(*id)).collect();
    let mut all = Vec::new();
    for (id, table) in tables.iter().filter(|(_, table)| !table.axes.is_empty()) {
        let held = table.each(|counted| base.held_when(*id, *counted));
        all.push((*id, held));
    }
    for (id, over, under) in &grid.ratios {
        if !base.is_counted(*id) {
            continue;
        }
        let mut of = |part: &FactId| {
            let counted = tables.iter().find(|(id, _)| id == part);
            match counted {
                Some((id, table)) => table.each(|counted| base.value(*id, *counted)),
                None => Table::one(base.on_record(*part)),
            }
        };
        let both = of(over).with(&of(under), axes);
        let table = both.each(|(over, under)| base.ratio(*id, *over, *under));
        if !table.axes.is_empty() {
            all.push((*id, table.each(|counted| base.held_when(*id, *counted))));
        }
    }
    let by = |table: Table<_>| HeldBy {
        levels: table.axes,
        held: table.values,
        by_setting: table.by_setting,
    };
    all.into_iter().map(|(id, table)| (id, by(table))).collect()
}
