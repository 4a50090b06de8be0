//! On which of the thresholds that are read when evidence is counted the answer may depend.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet as HashSet;

use crate::rules::ParameterId;
use crate::truth::Possible;

use super::table::{Axes, Table, cell_in};

/// How many settings are gone through to find out which thresholds add nothing to others; where there are more, all that
/// change a count are named.
const MOST: usize = 4096;

/// The thresholds without which some facts would come to nothing new together: of two that change them alike, the first
/// by the order of settings, fewest changes first.
pub(super) fn named(axes: &Axes, tables: &[Table<Option<Possible>>]) -> Vec<ParameterId> {
    let levels: BTreeSet<usize> = tables.iter().flat_map(|table| table.axes.iter().copied()).collect();
    // values that change every fact alike are one
    let cells: Vec<(usize, Vec<usize>)> = levels
        .into_iter()
        .map(|level| (level, apart(axes, tables, level)))
        .collect();
    let count = cells
        .iter()
        .try_fold(1_usize, |all, (_, cells)| all.checked_mul(cells.len()));
    let id = |level: usize| axes.get(level).map(|axis| axis.id);
    if count.is_none_or(|count| count > MOST) {
        return cells.iter().filter_map(|(level, _)| id(*level)).collect();
    }
    let mut settings: Vec<Vec<(usize, usize)>> = vec![Vec::new()];
    for (level, cells) in &cells {
        let more = settings.iter().flat_map(|head| {
            cells
                .iter()
                .map(|cell| head.iter().copied().chain([(*level, *cell)]).collect())
        });
        settings = more.collect();
    }
    let moved = |setting: &Vec<(usize, usize)>, below: usize| {
        setting
            .iter()
            .filter(|(level, cell)| *cell > 0 && *level < below)
            .count()
    };
    settings.sort_by_key(|setting| (moved(setting, axes.len()), moved(setting, axes.upper)));
    // what a table holds is told apart by where it stands first
    let tables: Vec<Table<usize>> = tables
        .iter()
        .filter(|table| !table.axes.is_empty())
        .map(|table| table.each(|value| table.values.iter().position(|other| other == value).unwrap_or_default()))
        .collect();
    let mut seen: HashSet<Vec<usize>> = HashSet::default();
    let mut named: Vec<ParameterId> = Vec::new();
    for setting in settings {
        let facts = tables
            .iter()
            .filter_map(|table| table.at(axes, |level| cell_in(&setting, level)).copied());
        if seen.insert(facts.collect()) {
            for id in setting
                .iter()
                .filter(|(_, cell)| *cell > 0)
                .filter_map(|(level, _)| id(*level))
            {
                if !named.contains(&id) {
                    named.push(id);
                }
            }
        }
    }
    named
}

/// The cells of a level of which no earlier one changes every fact alike.
fn apart(axes: &Axes, tables: &[Table<Option<Possible>>], level: usize) -> Vec<usize> {
    let by: Vec<_> = (0..axes.size(level))
        .map(|cell| {
            let tables = tables.iter().filter(|table| table.axes.contains(&level));
            tables
                .map(|table| table.within(axes, &[(level, cell)]))
                .collect::<Vec<_>>()
        })
        .collect();
    let first = |(cell, own): (usize, &Vec<_>)| by.iter().position(|other| other == own) == Some(cell);
    by.iter()
        .enumerate()
        .filter(|one| first(*one))
        .map(|(cell, _)| cell)
        .collect()
}
