//! On which of the thresholds that are read when evidence is counted the answer may depend.

use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

use crate::rules::ParameterId;
use crate::truth::Possible;

use super::table::{Axes, Table};

/// How many settings are gone through to find out which thresholds add nothing to others; where there are more, all that
/// change a count are named.
const MOST: usize = 4096;

/// The thresholds without which some facts would come to nothing new together: of two that change them alike, the first
/// by the order of settings, fewest changes first.
pub(super) fn named(axes: &Axes, tables: &[Arc<Table<Option<Possible>>>]) -> Vec<ParameterId> {
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
    let settings = Settings::of(axes, tables, &cells);
    let most = cells.iter().filter(|(_, cells)| cells.len() > 1).count();
    let mut seen: HashSet<u64> = HashSet::default();
    let mut named: Vec<ParameterId> = Vec::new();
    for setting in settings.nearest_first() {
        if !settings.facts.get(setting).is_some_and(|facts| seen.insert(*facts)) {
            continue;
        }
        for id in settings.moved_in(setting).into_iter().filter_map(id) {
            if !named.contains(&id) {
                named.push(id);
            }
        }
        if named.len() == most {
            break;
        }
    }
    named
}

/// Every setting of some levels by the place of their cells, the last one changing first.
struct Settings {
    /// The levels, each with how many of its cells are told apart.
    levels: Vec<(usize, usize)>,
    /// By setting: how many of its cells are not the first ones, and how many of these in the upper part.
    moved: Vec<(usize, usize)>,
    /// By setting: a number for all that the facts come to, another one for everything else.
    facts: Vec<u64>,
}

/// What a table holds along settings.
struct Along<'t> {
    by_setting: &'t [usize],
    /// The levels that the table reads, by their places, the last one first; how far each of its cells leads.
    steps: Vec<(usize, Vec<usize>)>,
    weight: u64,
}

impl Along<'_> {
    /// The last level that the table reads.
    fn last(&self) -> Option<usize> {
        self.steps.first().map(|(level, _)| *level)
    }

    fn at(&self, places: &[usize]) -> u64 {
        let step = |(level, far): &(usize, Vec<usize>)| far.get(*places.get(*level)?).copied();
        let place: usize = self.steps.iter().filter_map(step).sum();
        self.by_setting.get(place).copied().unwrap_or_default() as u64 * self.weight
    }
}

impl Settings {
    fn of(axes: &Axes, tables: &[Arc<Table<Option<Possible>>>], cells: &[(usize, Vec<usize>)]) -> Self {
        let levels: Vec<(usize, usize)> = cells.iter().map(|(level, cells)| (*level, cells.len())).collect();
        let mut settings = Self {
            facts: Vec::new(),
            moved: Vec::new(),
            levels,
        };
        // as many tables together as a number can tell the values of apart
        let mut together: Vec<Along> = Vec::new();
        let mut weight = 1_u64;
        for table in tables.iter().filter(|table| !table.axes.is_empty()) {
            let values = table.values.len() as u64;
            if weight.checked_mul(values).is_none() {
                settings.add(axes, std::mem::take(&mut together));
                weight = 1;
            }
            let mut stride = 1;
            let mut steps = Vec::with_capacity(table.axes.len());
            for level in table.axes.iter().rev() {
                if let Some((place, (_, cells))) = cells.iter().enumerate().find(|(_, (other, _))| other == level) {
                    steps.push((place, cells.iter().map(|cell| cell * stride).collect()));
                }
                stride *= axes.size(*level);
            }
            together.push(Along {
                by_setting: &table.by_setting,
                steps,
                weight,
            });
            weight *= values;
        }
        settings.add(axes, together);
        settings
    }

    /// Tells apart what some more tables hold.
    fn add(&mut self, axes: &Axes, mut tables: Vec<Along>) {
        let (mut facts, mut moved) = (Vec::new(), Vec::new());
        // those that change most often first
        tables.sort_by_key(|table| std::cmp::Reverse(table.last()));
        let mut places = vec![0; self.levels.len()];
        let mut held: Vec<u64> = tables.iter().map(|table| table.at(&places)).collect();
        let mut all: u64 = held.iter().sum();
        let (mut changed, mut above) = (0, 0);
        loop {
            facts.push(all);
            moved.push((changed, above));
            // the last level that can go on does, those below begin again
            let mut next = None;
            for (n, (place, (level, count))) in places.iter_mut().zip(&self.levels).enumerate().rev() {
                let was_moved = usize::from(*place > 0);
                let goes_on = *place + 1 < *count;
                *place = if goes_on { *place + 1 } else { 0 };
                let is_moved = usize::from(*place > 0);
                changed = changed + is_moved - was_moved;
                if *level < axes.upper {
                    above = above + is_moved - was_moved;
                }
                if goes_on {
                    next = Some(n);
                    break;
                }
            }
            let Some(next) = next else { break };
            let rest = tables.iter().zip(&mut held);
            for (table, held) in rest.take_while(|(table, _)| table.last() >= Some(next)) {
                let now = table.at(&places);
                all = all - *held + now;
                *held = now;
            }
        }
        if !self.facts.is_empty() {
            let mut known: HashMap<(u64, u64), u64> = HashMap::default();
            for (facts, before) in facts.iter_mut().zip(&self.facts) {
                let next = known.len() as u64;
                *facts = *known.entry((*before, *facts)).or_insert(next);
            }
        }
        (self.facts, self.moved) = (facts, moved);
    }

    /// Those with the fewest changes first, of these those with the fewest in the upper part.
    fn nearest_first(&self) -> Vec<usize> {
        let width = self.levels.len() + 1;
        let mut by_moved: Vec<Vec<usize>> = vec![Vec::new(); width * width];
        for (setting, (all, upper)) in self.moved.iter().enumerate() {
            by_moved
                .get_mut(all * width + upper)
                .into_iter()
                .for_each(|list| list.push(setting));
        }
        by_moved.concat()
    }

    /// The levels that are not in their first cell in a setting.
    fn moved_in(&self, setting: usize) -> Vec<usize> {
        let mut rest = setting;
        let mut moved = Vec::new();
        for (level, count) in self.levels.iter().rev() {
            if !rest.is_multiple_of(*count) {
                moved.push(*level);
            }
            rest /= count;
        }
        moved.reverse();
        moved
    }
}

/// The cells of a level of which no earlier one changes every fact alike.
fn apart(axes: &Axes, tables: &[Arc<Table<Option<Possible>>>], level: usize) -> Vec<usize> {
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
    (0..size)
        .filter(|cell| (0..*cell).all(|earlier| !alike(earlier, *cell)))
        .collect()
}
