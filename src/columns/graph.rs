//! The diagram of the decision laid out flat, and which of its ends the rows of a block reach.

use rustc_hash::FxHashMap as HashMap;

use crate::columns::plane::Plane;
use crate::diagram::Flat;

/// Cells of a level that lead to one place.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Cells {
    level: u32,
    cells: u64,
}

/// An arrow of the graph: rows that are in the cells of a set go on to a node.
#[derive(Clone, Copy, Debug)]
struct Arrow {
    /// The place of the set of cells.
    by: u32,
    to: u32,
}

/// A decision diagram, its nodes by level.
pub(super) struct Graph {
    /// By node: where its arrows begin; one more at the end.
    starts: Vec<u32>,
    arrows: Vec<Arrow>,
    /// By level: its nodes.
    at_level: Vec<std::ops::Range<usize>>,
    /// The sets of cells that arrows name.
    cells: Vec<Cells>,
    /// By level: its sets.
    sets_of: Vec<Vec<usize>>,
    /// What stands at the ends, which follow the nodes.
    pub ends: Vec<u64>,
    root: usize,
}

impl Graph {
    /// Of a function that is laid out flat.
    pub fn of(flat: &Flat) -> Self {
        let mut made = Self {
            starts: Vec::with_capacity(flat.size() + 1),
            arrows: Vec::new(),
            at_level: vec![0..0; flat.levels.len()],
            cells: Vec::new(),
            sets_of: vec![Vec::new(); flat.levels.len()],
            ends: flat.ends.clone(),
            root: flat.root as usize,
        };
        let mut sets: HashMap<Cells, u32> = HashMap::default();
        for (node, level) in flat.level_of.iter().enumerate() {
            made.starts.push(made.arrows.len() as u32);
            if let Some(range) = made.at_level.get_mut(*level as usize) {
                *range = if range.start == range.end {
                    node..node + 1
                } else {
                    range.start..node + 1
                };
            }
            let mut leads: Vec<(u32, u64)> = Vec::new();
            for (cell, to) in flat.children_of(node).iter().enumerate() {
                match leads.iter_mut().find(|(known, _)| known == to) {
                    Some((_, cells)) => *cells |= 1 << cell,
                    None => leads.push((*to, 1 << cell)),
                }
            }
            for (to, cells) in leads {
                let set = Cells { level: *level, cells };
                let by = *sets.entry(set).or_insert_with(|| {
                    let place = made.cells.len();
                    made.cells.push(set);
                    made.sets_of
                        .get_mut(*level as usize)
                        .into_iter()
                        .for_each(|sets| sets.push(place));
                    place as u32
                });
                made.arrows.push(Arrow { by, to });
            }
        }
        made.starts.push(made.arrows.len() as u32);
        made
    }

    /// How many nodes it has.
    pub fn size(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// By set of cells: the rows that are in one of them; `cells` are the planes of each level's cells.
    pub fn allowed(&self, cells: &[Vec<Plane>], allowed: &mut Vec<Plane>) {
        allowed.clear();
        allowed.extend(
            self.cells
                .iter()
                .map(|set| joined(cells.get(set.level as usize), set.cells)),
        );
    }

    /// Which rows reach each node and each end.
    #[inline(always)]
    pub fn reach(&self, rows: Plane, allowed: &[Plane], reach: &mut Vec<Plane>) {
        reach.clear();
        reach.resize(self.size() + self.ends.len(), Plane::NONE);
        reach.get_mut(self.root).into_iter().for_each(|slot| *slot = rows);
        for node in 0..self.size() {
            // arrows lead to nodes that stand behind
            let Some((here, behind)) = reach.get_mut(node..).and_then(|rest| rest.split_first_mut()) else {
                continue;
            };
            if here.is_none() {
                continue;
            }
            for arrow in self.arrows_of(node) {
                if let Some(slot) = behind.get_mut(arrow.to as usize - node - 1) {
                    slot.take_in(here, at(allowed, arrow.by));
                }
            }
        }
    }

    /// The ends with what was reached of them.
    pub fn ends_of<'r>(&'r self, reach: &'r [Plane]) -> impl Iterator<Item = (u64, Plane)> + 'r {
        self.ends.iter().copied().zip(reach.iter().skip(self.size()).copied())
    }

    fn arrows_of(&self, node: usize) -> &[Arrow] {
        match (self.starts.get(node), self.starts.get(node + 1)) {
            (Some(from), Some(to)) => self.arrows.get(*from as usize..*to as usize).unwrap_or_default(),
            _ => &[],
        }
    }

    /// Where the rows that reach each node may come to an end that `wrong` holds against them: by whatever they may pass,
    /// which takes the place of what was reached, and by what is as presumed.
    #[inline(always)]
    pub fn lead(
        &self,
        reach: &mut [Plane],
        (may, pinned): (&[Plane], &[Plane]),
        rows: Plane,
        wrong: &[Plane],
        as_presumed: &mut Vec<Plane>,
    ) {
        as_presumed.clear();
        as_presumed.resize(reach.len(), Plane::NONE);
        let ends = reach.iter_mut().zip(as_presumed.iter_mut()).skip(self.size());
        for ((somehow, as_presumed), wrong) in ends.zip(wrong) {
            (*somehow, *as_presumed) = (*wrong & rows, *wrong & rows);
        }
        for node in (0..self.size()).rev() {
            let here = reach.get_mut(node..).and_then(|rest| rest.split_first_mut());
            let there = as_presumed.get_mut(node..).and_then(|rest| rest.split_first_mut());
            let (Some((somehow, behind)), Some((presumed, behind_presumed))) = (here, there) else {
                continue;
            };
            if somehow.is_none() {
                continue;
            }
            *somehow = Plane::NONE;
            for arrow in self.arrows_of(node) {
                let to = arrow.to as usize - node - 1;
                if let (Some(to), Some(to_presumed)) = (behind.get(to), behind_presumed.get(to)) {
                    somehow.take_in(to, at(may, arrow.by));
                    presumed.take_in(to_presumed, at(pinned, arrow.by));
                }
            }
        }
    }

    /// What more is reached when some cells of some levels are let in: the rows that come to a wrong end. Of the others
    /// `swept` takes in what was let in. `leads` says where rows may come to a wrong end, somehow and as presumed.
    #[inline(always)]
    pub fn let_in(
        &self,
        more: &[(usize, Vec<Plane>)],
        rows: Plane,
        leads: (&[Plane], &[Plane]),
        swept: &mut Swept,
    ) -> Plane {
        let Swept {
            reach,
            allowed,
            before,
            fresh,
            dirty,
            touched,
        } = swept;
        before.clear();
        touched.clear();
        for (level, cells) in more {
            for set in self.sets_of.get(*level).into_iter().flatten() {
                let mask = self.cells.get(*set).map_or(0, |set| set.cells);
                let Some(slot) = allowed.get_mut(*set) else { continue };
                before.push((*set, *slot));
                *slot |= joined(Some(cells), mask);
            }
        }
        // from the nodes that were reached before
        for (level, _) in more {
            for node in self.at_level.get(*level).cloned().unwrap_or_default() {
                let here = *at(reach, node as u32) & rows;
                if !here.is_none() {
                    self.go_on(node, &here, allowed, fresh, dirty);
                }
            }
        }
        let mut bad = Plane::NONE;
        let mut word = 0;
        while let Some(bits) = dirty.get_mut(word) {
            if *bits == 0 {
                word += 1;
                continue;
            }
            let node = word * 64 + bits.trailing_zeros() as usize;
            *bits &= *bits - 1;
            let Some(new) = fresh.get_mut(node) else { continue };
            // those that cannot come to a wrong end are left, and those that come to one by what is presumed are bad
            let here = *new & *at(leads.0, node as u32) & !*at(reach, node as u32);
            bad |= here & *at(leads.1, node as u32);
            let here = here & !bad;
            *new = here;
            if !here.is_none() {
                touched.push(node as u32);
                self.go_on(node, &here, allowed, fresh, dirty);
            }
        }
        // no arrow leads back, so that what came to a node stands there until now
        for node in touched.drain(..) {
            if let (Some(slot), Some(new)) = (reach.get_mut(node as usize), fresh.get_mut(node as usize)) {
                *slot |= *new & !bad;
                *new = Plane::NONE;
            }
        }
        for (set, old) in before.drain(..) {
            allowed
                .get_mut(set)
                .into_iter()
                .for_each(|slot| *slot = old | (*slot & !bad));
        }
        bad
    }

    /// Rows go on from a node by every arrow that they may pass.
    #[inline(always)]
    fn go_on(&self, node: usize, here: &Plane, allowed: &[Plane], fresh: &mut [Plane], dirty: &mut [u64]) {
        for arrow in self.arrows_of(node) {
            let slot = fresh.get_mut(arrow.to as usize);
            if slot.is_some_and(|slot| slot.take_in(here, at(allowed, arrow.by))) {
                let to = arrow.to as usize;
                dirty
                    .get_mut(to / 64)
                    .into_iter()
                    .for_each(|word| *word |= 1 << (to % 64));
            }
        }
    }

    /// Room for a sweep.
    pub fn room(&self) -> Swept {
        let count = self.size() + self.ends.len();
        Swept {
            reach: Vec::new(),
            allowed: Vec::new(),
            before: Vec::new(),
            fresh: vec![Plane::NONE; count],
            dirty: vec![0; count.div_ceil(64)],
            touched: Vec::new(),
        }
    }
}

/// What a sweep over the graph keeps from one step to the next.
pub(super) struct Swept {
    /// By node, then by end: the rows that reach it.
    pub reach: Vec<Plane>,
    /// By set of cells: the rows that may pass.
    pub allowed: Vec<Plane>,
    /// What the sets of cells allowed before something was let in.
    before: Vec<(usize, Plane)>,
    /// By node: the rows that come to it and are not among those that reach it yet.
    fresh: Vec<Plane>,
    /// The nodes with such rows, as bits.
    dirty: Vec<u64>,
    /// The nodes that rows came to.
    touched: Vec<u32>,
}

#[inline(always)]
fn at(planes: &[Plane], place: u32) -> &Plane {
    planes.get(place as usize).unwrap_or(&Plane::NONE)
}

/// The rows that are in one of some cells.
fn joined(cells: Option<&Vec<Plane>>, mask: u64) -> Plane {
    let mut rows = Plane::NONE;
    for (place, cell) in cells.into_iter().flatten().enumerate() {
        if mask >> place & 1 == 1 {
            rows.take_in(cell, cell);
        }
    }
    rows
}
