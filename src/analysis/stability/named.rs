//! On which of the thresholds that are read when evidence is counted the answer may depend.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap as HashMap;

use crate::rules::ParameterId;
use crate::truth::Possible;

use super::table::{Axes, Table};

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
    let Some(count) = count.filter(|count| *count <= MOST) else {
        return cells.iter().filter_map(|(level, _)| id(*level)).collect();
    };
    let by_cells = by_cells(axes, tables, &cells);
    let mut seen: HashMap<(usize, usize, u64), usize> = HashMap::default();
    let mut named: Vec<ParameterId> = Vec::new();
    for setting in nearest_first(axes, &cells, count) {
        let mut known = 0;
        let mut new = false;
        for (n, some) in by_cells.iter().enumerate() {
            let next = seen.len() + 1;
            let facts = some.iter().map(|table| table.at(&setting)).sum();
            let found = *seen.entry((n, known, facts)).or_insert(next);
            (known, new) = (found, found == next);
        }
        if new {
            let moved = cells.iter().zip(&setting).filter(|(_, cell)| **cell > 0);
            for id in moved.filter_map(|((level, _), _)| id(*level)) {
                if !named.contains(&id) {
                    named.push(id);
                }
            }
        }
    }
    named
}

/// Every setting, each level by the place of its cell among those that are told apart: those with the fewest changes
/// first, of these with the fewest in the upper part.
fn nearest_first(axes: &Axes, cells: &[(usize, Vec<usize>)], count: usize) -> impl Iterator<Item = Vec<usize>> {
    let places = |setting: usize| {
        let mut rest = setting;
        let mut places: Vec<usize> = vec![0; cells.len()];
        for ((_, cells), place) in cells.iter().zip(&mut places).rev() {
            (*place, rest) = (rest % cells.len(), rest / cells.len());
        }
        places
    };
    let of = |setting: usize| {
        let places = places(setting);
        let moved = || cells.iter().zip(&places).filter(|(_, place)| **place > 0);
        let upper = moved().filter(|((level, _), _)| *level < axes.upper).count();
        (moved().count(), upper, setting, places)
    };
    let mut settings: Vec<_> = (0..count).map(of).collect();
    settings.sort_unstable_by_key(|(moved, upper, setting, _)| (*moved, *upper, *setting));
    settings.into_iter().map(|(_, _, _, places)| places)
}

/// What a table holds, as a share of a number in which several tables have theirs.
struct ByCells<'t> {
    by_setting: &'t [usize],
    /// By level of the table: which of the levels it is, and how far each of its cells leads.
    steps: Vec<(usize, Vec<usize>)>,
    weight: u64,
}

impl ByCells<'_> {
    fn at(&self, setting: &[usize]) -> u64 {
        let step = |(level, far): &(usize, Vec<usize>)| far.get(*setting.get(*level)?).copied();
        let place: usize = self.steps.iter().filter_map(step).sum();
        self.by_setting.get(place).copied().unwrap_or_default() as u64 * self.weight
    }
}

/// The tables that hold more than one value, in as many parts as it takes for a number to tell their values apart.
fn by_cells<'t>(
    axes: &Axes,
    tables: &'t [Table<Option<Possible>>],
    cells: &[(usize, Vec<usize>)],
) -> Vec<Vec<ByCells<'t>>> {
    let mut parts: Vec<Vec<ByCells>> = Vec::new();
    let mut weight = u64::MAX;
    for table in tables.iter().filter(|table| !table.axes.is_empty()) {
        let mut stride = 1;
        let mut steps = Vec::with_capacity(table.axes.len());
        for level in table.axes.iter().rev() {
            if let Some(place) = cells.iter().position(|(other, _)| other == level)
                && let Some((_, cells)) = cells.get(place)
            {
                steps.push((place, cells.iter().map(|cell| cell * stride).collect()));
            }
            stride *= axes.size(*level);
        }
        let values = table.values.len() as u64;
        let more = weight.checked_mul(values).filter(|_| !parts.is_empty());
        weight = more.unwrap_or(values);
        let one = ByCells {
            by_setting: &table.by_setting,
            steps,
            weight: weight / values,
        };
        match parts.last_mut() {
            Some(part) if more.is_some() => part.push(one),
            _ => parts.push(vec![one]),
        }
    }
    parts
}

/// The cells of a level of which no earlier one changes every fact alike.
fn apart(axes: &Axes, tables: &[Table<Option<Possible>>], level: usize) -> Vec<usize> {
    let size = axes.size(level);
    let of: Vec<(&[usize], usize)> = tables
        .iter()
        .filter_map(|table| {
            let place = table.axes.iter().position(|other| *other == level)?;
            let below = table.axes.iter().skip(place + 1).map(|level| axes.size(*level));
            Some((table.by_setting.as_slice(), below.product()))
        })
        .collect();
    let alike = |a: usize, b: usize| {
        of.iter().all(|(by_setting, stride)| {
            let mut blocks = by_setting.chunks(stride * size);
            blocks.all(|block| block.chunks(*stride).nth(a) == block.chunks(*stride).nth(b))
        })
    };
    (0..size).filter(|cell| (0..*cell).all(|earlier| !alike(earlier, *cell))).collect()
}
