//! What a function of every record comes to for one record and for every other that differs from it in one fact, each
//! place of the diagram looked at once for all of them.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap as HashMap;

use crate::diagram::Flat;

/// A function with each of its levels in some cells.
pub struct Swept<'f> {
    flat: &'f Flat,
    /// The cells that each level may be in, a bit each.
    allowed: Vec<u64>,
    /// By level: the nodes that are reached there.
    at: Vec<Vec<u32>>,
    /// By level: the ends that are reached past it, over arrows that ask nothing there.
    past: Vec<u64>,
    /// By node: the ends that are reached below it.
    below: HashMap<u32, u64>,
}

impl<'f> Swept<'f> {
    /// Of a function, its levels in the cells of masks; a level without one may be in any.
    #[must_use]
    pub fn of(flat: &'f Flat, allowed: Vec<u64>) -> Self {
        let levels = flat.levels.len();
        let mut swept = Self {
            flat,
            allowed,
            at: vec![Vec::new(); levels],
            past: vec![0; levels],
            below: HashMap::default(),
        };
        // nodes stand in the order of their levels, so that what leads to one is met before it
        let mut open = BTreeSet::from([flat.root]);
        let first = swept.level_of(flat.root).unwrap_or(levels);
        swept.passes(0, first, flat.root);
        while let Some(node) = open.pop_first() {
            let Some(level) = swept.level_of(node) else { continue };
            swept.at.get_mut(level).into_iter().for_each(|at| at.push(node));
            let mask = swept.mask(level);
            for (cell, child) in (0..).zip(flat.children_of(node as usize)) {
                if mask >> cell & 1 == 1 {
                    swept.passes(level + 1, swept.level_of(*child).unwrap_or(levels), *child);
                    open.insert(*child);
                }
            }
        }
        swept
    }

    /// The ends that are reached with one level in other cells and all else as it is, joined by `|`.
    pub fn with(&mut self, level: usize, cells: u64) -> u64 {
        let mut found = self.past.get(level).copied().unwrap_or_default();
        let nodes = self.at.get_mut(level).map(std::mem::take).unwrap_or_default();
        for node in &nodes {
            for (cell, child) in (0..).zip(self.flat.children_of(*node as usize)) {
                if cells >> cell & 1 == 1 {
                    found |= self.below(*child);
                }
            }
        }
        if let Some(at) = self.at.get_mut(level) {
            *at = nodes;
        }
        found
    }

    /// Notes for the levels from one to before another that an arrow to a place passes them by.
    fn passes(&mut self, from: usize, to: usize, place: u32) {
        if from < to {
            let ends = self.below(place);
            let passed = self.past.iter_mut().take(to).skip(from);
            passed.for_each(|past| *past |= ends);
        }
    }

    /// The level that a place asks; nothing at the ends.
    fn level_of(&self, place: u32) -> Option<usize> {
        self.flat.level_of.get(place as usize).map(|level| *level as usize)
    }

    fn mask(&self, level: usize) -> u64 {
        self.allowed.get(level).copied().unwrap_or(u64::MAX)
    }

    /// The ends that are reached from a place.
    fn below(&mut self, place: u32) -> u64 {
        let Some(level) = self.level_of(place) else {
            let end = (place as usize).checked_sub(self.flat.size());
            return end.and_then(|end| self.flat.ends.get(end)).copied().unwrap_or_default();
        };
        if let Some(known) = self.below.get(&place) {
            return *known;
        }
        let mask = self.mask(level);
        let children = (0..).zip(self.flat.children_of(place as usize));
        let open = children.filter(|(cell, _)| mask >> cell & 1 == 1);
        // no deeper than there are levels
        let found = open.fold(0, |found, (_, child)| found | self.below(*child));
        self.below.insert(place, found);
        found
    }
}
