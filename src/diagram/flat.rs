//! A function of every record, such as the decision, laid out flat, and what it comes to for one.

use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

use crate::diagram::cells::FactCell;
use crate::diagram::compile::{Asked, Held, Model};
use crate::diagram::graph::{Function, TooLarge};
use crate::truth::Possible;

/// A function of facts that a [`Model`] of every record has compiled: its nodes by level, what they lead to behind them.
#[derive(Clone, Debug)]
pub struct Flat {
    /// The facts that it asks, from above, with what is held of each.
    pub levels: Vec<(Asked, Held)>,
    /// By node: its level.
    pub level_of: Vec<u32>,
    /// By node: where its children begin, one a cell; one more at the end.
    pub starts: Vec<u32>,
    /// Places of nodes, then of ends.
    pub children: Vec<u32>,
    /// What stands at the ends, which follow the nodes.
    pub ends: Vec<u64>,
    /// Where it begins.
    pub root: u32,
}

impl Flat {
    /// Lays out what can be reached from a function.
    #[must_use]
    pub fn of(model: &Model, root: Function) -> Self {
        let diagram = &model.diagram;
        let (mut places, mut open) = (HashMap::<Function, u32>::default(), vec![root]);
        let (mut nodes, mut ends) = (Vec::new(), Vec::new());
        while let Some(next) = open.pop() {
            if places.insert(next, 0).is_some() {
                continue;
            }
            match diagram.parts(next) {
                Some((level, children)) => {
                    nodes.push((level, next));
                    open.extend(children);
                }
                None => ends.push(next),
            }
        }
        nodes.sort_unstable();
        ends.sort_unstable();
        let all = nodes.iter().map(|(_, node)| node).chain(&ends);
        for (place, function) in (0..).zip(all) {
            places.insert(*function, place);
        }
        let place = |function: &Function| places.get(function).copied().unwrap_or_default();
        let mut levels: Vec<usize> = nodes.iter().map(|(level, _)| *level).collect();
        levels.dedup();
        let asked = levels.iter().filter_map(|level| {
            let asked = model.asked_at(*level)?;
            let every = || Held::Own(model.set.fact(asked.fact).anything());
            Some((asked.clone(), model.held(asked.fact).unwrap_or_else(every)))
        });
        let mut made = Self {
            levels: asked.collect(),
            level_of: Vec::with_capacity(nodes.len()),
            starts: Vec::with_capacity(nodes.len() + 1),
            children: Vec::new(),
            ends: ends.iter().map(|end| diagram.value(*end).unwrap_or_default()).collect(),
            root: place(&root),
        };
        for (level, node) in &nodes {
            made.level_of.push(levels.partition_point(|known| known < level) as u32);
            made.starts.push(made.children.len() as u32);
            let children = diagram.parts(*node).map_or(&[][..], |(_, children)| children);
            made.children.extend(children.iter().map(place));
        }
        made.starts.push(made.children.len() as u32);
        made
    }

    /// How many nodes it has.
    #[must_use]
    pub fn size(&self) -> usize {
        self.level_of.len()
    }

    /// How many arrows it takes, those of one node that lead to one place counted once.
    #[must_use]
    pub fn arrows(&self) -> usize {
        let leads = |node: usize| {
            let mut leads = self.children_of(node).to_vec();
            leads.sort_unstable();
            leads.dedup();
            leads.len()
        };
        (0..self.size()).map(leads).sum()
    }

    /// What a node leads to, by cell.
    #[must_use]
    pub fn children_of(&self, node: usize) -> &[u32] {
        match (self.starts.get(node), self.starts.get(node + 1)) {
            (Some(from), Some(to)) => self.children.get(*from as usize..*to as usize).unwrap_or_default(),
            _ => &[],
        }
    }

    /// All ends that are reached when each level may be in the cells of its mask (`allowed` by level), joined by `|`.
    #[must_use]
    pub fn reached(&self, allowed: &[u64]) -> u64 {
        let (mut found, mut seen, mut open) = (0, HashSet::default(), vec![self.root]);
        while let Some(place) = open.pop() {
            let node = place as usize;
            if let Some(end) = node.checked_sub(self.size()).and_then(|place| self.ends.get(place)) {
                found |= end;
            } else if seen.insert(place) {
                let level = self.level_of.get(node).map(|level| *level as usize);
                let mask = level.and_then(|level| allowed.get(level)).copied().unwrap_or(u64::MAX);
                let children = self.children_of(node).iter().enumerate();
                open.extend(
                    children
                        .filter(|(cell, _)| mask >> cell & 1 == 1)
                        .map(|(_, child)| child),
                );
            }
        }
        found
    }

    /// The same function of the facts of one record, in a model of its completions of which nothing is compiled yet;
    /// nothing where what is held of them has another shape.
    ///
    /// # Errors
    /// When the diagram grows above its limit.
    pub fn of_record(&self, model: &mut Model) -> Result<Option<Function>, TooLarge> {
        // by level: where the record asks it, and the cells that are left
        let mut left: Vec<(usize, Vec<usize>)> = Vec::with_capacity(self.levels.len());
        for (asked, every) in &self.levels {
            let cells = match model.held(asked.fact) {
                Some(held) => cells_left(asked, *every, held),
                None => None,
            };
            let Some(cells) = cells.filter(|cells| !cells.is_empty()) else {
                return Ok(None);
            };
            let level = if cells.len() > 1 { model.level(asked.fact) } else { 0 };
            if cells.len() > 1 && model.asked_at(level).map(|asked| asked.cells.len()) != Some(cells.len()) {
                return Ok(None);
            }
            left.push((level, cells));
        }
        let mut reached = vec![false; self.size() + self.ends.len()];
        let root = self.root as usize;
        reached.get_mut(root).into_iter().for_each(|reached| *reached = true);
        let cells_of = |node: usize| {
            let level = self.level_of.get(node).copied().unwrap_or_default() as usize;
            left.get(level).map(|(level, cells)| (*level, cells.as_slice()))
        };
        for node in root..self.size() {
            if reached.get(node) == Some(&true) {
                let children = self.children_of(node);
                let cells = cells_of(node).map_or(&[][..], |(_, cells)| cells);
                for child in cells.iter().filter_map(|cell| children.get(*cell)) {
                    reached
                        .get_mut(*child as usize)
                        .into_iter()
                        .for_each(|reached| *reached = true);
                }
            }
        }
        let mut made: Vec<Option<Function>> = vec![None; reached.len()];
        for (place, (end, slot)) in self.ends.iter().zip(made.iter_mut().skip(self.size())).enumerate() {
            if reached.get(self.size() + place) == Some(&true) {
                *slot = Some(model.diagram.end(*end));
            }
        }
        for node in (root..self.size()).rev() {
            if reached.get(node) != Some(&true) {
                continue;
            }
            let Some((level, cells)) = cells_of(node) else {
                return Ok(None);
            };
            let children = self.children_of(node);
            let function = |cell: &usize| made.get(*children.get(*cell)? as usize).copied().flatten();
            let below: Option<Vec<Function>> = cells.iter().map(function).collect();
            let Some(below) = below else { return Ok(None) };
            let function = match below.as_slice() {
                [only] => *only,
                _ => model.diagram.ask(level, below)?,
            };
            made.get_mut(node).into_iter().for_each(|slot| *slot = Some(function));
        }
        Ok(made.get(root).copied().flatten())
    }
}

/// The cells of a level that what is held of a record leaves; nothing where that is of another shape.
fn cells_left(asked: &Asked, every: Held, held: Held) -> Option<Vec<usize>> {
    let count = asked.cells.len();
    let (places, value) = match (every, held) {
        (Held::Own(_), Held::Own(value)) => (0..count, value),
        (Held::OrComputed, Held::Own(value)) => (1..count, value),
        (Held::OrComputed, Held::Computed) => return Some(vec![0]),
        (Held::OrNoUnless(_), Held::Own(value)) => (count / 2..count, value),
        (Held::OrNoUnless(_), Held::NoUnless(_, value)) => (0..count / 2, value),
        _ => return None,
    };
    let left = |place: &usize| match (asked.cells.get(*place), value) {
        (Some(FactCell::Value(Possible::Words { .. })), _) => true,
        (Some(FactCell::Value(cell)), value) => cell.meets(value),
        _ => false,
    };
    Some(places.filter(left).collect())
}
