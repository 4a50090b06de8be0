//! Multi-valued decision diagrams: functions of facts that have finitely many cells each.
//!
//! A node asks one fact and has a child for each of its cells; equal nodes are one node and a node whose children are
//! all alike is left out, so two functions are the same exactly when their references are. What stands at the end is a
//! number: a truth (0 no, 1 unknown, 2 yes) or a set of outcomes as bits.

use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

use crate::diagram::marked::Marked;

/// A function in a [`Diagram`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Function(u32);

/// The diagram would hold more nodes than its limit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TooLarge;

/// A cell for each fact that matters, by level; facts that do not matter are not named.
pub type Cells = Vec<(usize, usize)>;

/// From here on a reference names an end.
const ENDS: u32 = 1 << 31;

/// Functions over facts with cells.
#[derive(Clone, Debug)]
pub struct Diagram {
    /// How many cells the fact of each level has.
    cells: Vec<usize>,
    nodes: Vec<Node>,
    ends: Vec<u64>,
    unique: HashMap<Node, u32>,
    limit: usize,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Node {
    level: u32,
    children: Box<[Function]>,
}

impl Diagram {
    /// An empty diagram that refuses to grow above `limit` nodes.
    #[must_use]
    pub fn new(limit: usize) -> Self {
        Self {
            cells: Vec::new(),
            nodes: Vec::new(),
            ends: Vec::new(),
            unique: HashMap::default(),
            limit,
        }
    }

    /// Adds a level, below all others, for a fact with so many cells.
    pub fn level(&mut self, cells: usize) -> usize {
        self.cells.push(cells);
        self.cells.len() - 1
    }

    /// Lets it grow from here on by so many nodes and no more.
    pub fn grow_by_at_most(&mut self, nodes: usize) {
        self.limit = self.limit.min(self.size() + nodes);
    }

    /// How many nodes there are.
    #[must_use]
    pub fn size(&self) -> usize {
        self.nodes.len()
    }

    /// The function that is always `value`.
    pub fn end(&mut self, value: u64) -> Function {
        let place = self.ends.iter().position(|v| *v == value).unwrap_or_else(|| {
            self.ends.push(value);
            self.ends.len() - 1
        });
        Function(ENDS + place as u32)
    }

    /// The value of a function that is always the same.
    #[must_use]
    pub fn value(&self, function: Function) -> Option<u64> {
        self.ends.get(function.0.checked_sub(ENDS)? as usize).copied()
    }

    /// The level that a function asks first and what it goes on with, by cell; nothing for one that is always the same.
    #[must_use]
    pub fn parts(&self, function: Function) -> Option<(usize, &[Function])> {
        self.node(function).map(|node| (node.level as usize, &*node.children))
    }

    fn node(&self, function: Function) -> Option<&Node> {
        self.nodes.get(function.0 as usize).filter(|_| function.0 < ENDS)
    }

    /// The function that asks the fact of `level` and goes on with the child of its cell.
    ///
    /// # Errors
    /// When the diagram would grow above its limit.
    pub fn ask(&mut self, level: usize, children: Vec<Function>) -> Result<Function, TooLarge> {
        match children.first() {
            Some(first) if children.iter().all(|c| c == first) => Ok(*first),
            _ => self.add(Node {
                level: level as u32,
                children: children.into(),
            }),
        }
    }

    /// The same of children that stand elsewhere.
    ///
    /// # Errors
    /// When the diagram would grow above its limit.
    pub fn ask_of(&mut self, level: usize, children: &[Function]) -> Result<Function, TooLarge> {
        match children.first() {
            Some(first) if children.iter().all(|c| c == first) => Ok(*first),
            _ => self.add(Node {
                level: level as u32,
                children: children.into(),
            }),
        }
    }

    fn add(&mut self, node: Node) -> Result<Function, TooLarge> {
        if let Some(place) = self.unique.get(&node) {
            return Ok(Function(*place));
        }
        if self.nodes.len() >= self.limit {
            return Err(TooLarge);
        }
        let place = self.nodes.len() as u32;
        self.unique.insert(node.clone(), place);
        self.nodes.push(node);
        Ok(Function(place))
    }

    /// The same function with every end changed.
    ///
    /// # Errors
    /// When the diagram would grow above its limit.
    pub fn map(&mut self, function: Function, change: impl Fn(u64) -> u64) -> Result<Function, TooLarge> {
        if let Some(end) = self.value(function) {
            return Ok(self.end(change(end)));
        }
        let mut done = HashMap::default();
        self.walk([function], &mut done, &|[end]| change(end))
    }

    /// Two functions joined end by end.
    ///
    /// # Errors
    /// When the diagram would grow above its limit.
    pub fn join(&mut self, a: Function, b: Function, join: impl Fn(u64, u64) -> u64) -> Result<Function, TooLarge> {
        if let (Some(a), Some(b)) = (self.value(a), self.value(b)) {
            return Ok(self.end(join(a, b)));
        }
        let mut done = HashMap::default();
        self.walk([a, b], &mut done, &|[a, b]| join(a, b))
    }

    /// `then` where `test` ends in 1, `otherwise` elsewhere.
    ///
    /// # Errors
    /// When the diagram would grow above its limit.
    pub fn choose(&mut self, test: Function, then: Function, otherwise: Function) -> Result<Function, TooLarge> {
        let mut done = HashMap::default();
        self.walk([test, then, otherwise], &mut done, &|[test, then, otherwise]| {
            if test == 1 { then } else { otherwise }
        })
    }

    fn walk<const N: usize>(
        &mut self,
        functions: [Function; N],
        done: &mut HashMap<[Function; N], Function>,
        join: &dyn Fn([u64; N]) -> u64,
    ) -> Result<Function, TooLarge> {
        let level = functions.iter().filter_map(|f| self.node(*f)).map(|n| n.level).min();
        let Some(level) = level else {
            let ends = functions.map(|f| self.value(f).unwrap_or_default());
            return Ok(self.end(join(ends)));
        };
        if let Some(known) = done.get(&functions) {
            return Ok(*known);
        }
        let count = self.cells.get(level as usize).copied().unwrap_or_default();
        let mut children = Vec::with_capacity(count);
        for cell in 0..count {
            let below = functions.map(|f| self.child(f, level, cell));
            children.push(self.walk(below, done, join)?);
        }
        let made = self.ask(level as usize, children)?;
        done.insert(functions, made);
        Ok(made)
    }

    /// What remains of a function when the fact of `level` is in a cell; only for a function that asks nothing above.
    fn child(&self, function: Function, level: u32, cell: usize) -> Function {
        match self.node(function) {
            Some(node) if node.level == level => node.children.get(cell).copied().unwrap_or(function),
            _ => function,
        }
    }

    /// The function with the fact of `level` fixed in a cell.
    ///
    /// # Errors
    /// When the diagram would grow above its limit.
    pub fn fix(&mut self, function: Function, level: usize, cell: usize) -> Result<Function, TooLarge> {
        let mut done = HashMap::default();
        self.fix_below(function, level as u32, cell, &mut done)
    }

    fn fix_below(
        &mut self,
        function: Function,
        level: u32,
        cell: usize,
        done: &mut HashMap<Function, Function>,
    ) -> Result<Function, TooLarge> {
        let Some(node) = self.node(function).filter(|n| n.level <= level) else {
            return Ok(function);
        };
        if node.level == level {
            return Ok(self.child(function, level, cell));
        }
        if let Some(known) = done.get(&function) {
            return Ok(*known);
        }
        let (here, children) = (node.level, node.children.clone());
        let mut below = Vec::with_capacity(children.len());
        for child in children {
            below.push(self.fix_below(child, level, cell, done)?);
        }
        let made = self.ask(here as usize, below)?;
        done.insert(function, made);
        Ok(made)
    }

    /// The levels that a function asks, in their order.
    #[must_use]
    pub fn asked(&self, function: Function) -> Vec<usize> {
        let mut seen = HashSet::default();
        let mut levels = std::collections::BTreeSet::new();
        let mut open = vec![function];
        while let Some(next) = open.pop() {
            if seen.insert(next)
                && let Some(node) = self.node(next)
            {
                levels.insert(node.level as usize);
                open.extend(node.children.iter());
            }
        }
        levels.into_iter().collect()
    }

    /// All ends that are reached when each level may be in the cells of its mask (`allowed` by level; a level that is
    /// not listed may be in any), joined by `|`.
    #[must_use]
    pub fn reached(&self, function: Function, allowed: &[u64]) -> u64 {
        self.reached_until(function, allowed, |_| false)
    }

    /// Whether one end alone is reached in the same cells.
    #[must_use]
    pub fn reaches_only(&self, function: Function, allowed: &[u64], only: u64) -> bool {
        // nothing more is looked for once another end was found
        self.reached_until(function, allowed, |found| found & !only != 0) == only
    }

    /// The ends that are reached, joined, or as many of them as are found until they are `enough`.
    fn reached_until(&self, function: Function, allowed: &[u64], enough: impl Fn(u64) -> bool) -> u64 {
        let mut seen = Marked::none(self.nodes.len());
        let (mut open, mut found) = (vec![function], 0);
        while let Some(next) = open.pop() {
            let Some(node) = self.node(next) else {
                found |= self.value(next).unwrap_or_default();
                if enough(found) {
                    break;
                }
                continue;
            };
            if !seen.mark(next.0 as usize) {
                continue;
            }
            let mask = allowed.get(node.level as usize).copied().unwrap_or(u64::MAX);
            let children = node.children.iter().enumerate();
            open.extend(
                children
                    .filter(|(cell, _)| mask >> cell & 1 == 1)
                    .map(|(_, child)| *child),
            );
        }
        found
    }

    /// The same where the first levels are in one cell each and the others in any. What is found below the first is kept
    /// in `below`, for the next look at the same diagram.
    #[must_use]
    pub fn reached_under(&self, function: Function, first: &[usize], below: &mut HashMap<Function, u64>) -> u64 {
        let mut at = function;
        while let Some(node) = self.node(at)
            && let Some(child) = first.get(node.level as usize).and_then(|cell| node.children.get(*cell))
        {
            at = *child;
        }
        self.reached_below(at, &[], below)
    }

    fn reached_below(&self, function: Function, allowed: &[u64], done: &mut HashMap<Function, u64>) -> u64 {
        let Some(node) = self.node(function) else {
            return self.value(function).unwrap_or_default();
        };
        if let Some(known) = done.get(&function) {
            return *known;
        }
        let mask = allowed.get(node.level as usize).copied().unwrap_or(u64::MAX);
        let mut found = 0;
        for (cell, child) in node.children.iter().enumerate() {
            if mask >> cell & 1 == 1 {
                found |= self.reached_below(*child, allowed, done);
            }
        }
        done.insert(function, found);
        found
    }

    /// For each level that a function asks, by cell: all ends that are reached with the fact in that cell, joined by `|`.
    /// One walk over the function for all of them, without a new node.
    #[must_use]
    pub fn reached_by_cell(&self, function: Function) -> Vec<(usize, Vec<u64>)> {
        let mut ends = HashMap::default();
        self.reached_below(function, &[], &mut ends);
        let end = |f: Function| ends.get(&f).copied().or_else(|| self.value(f)).unwrap_or_default();
        let below = |f: Function| self.node(f).map_or(self.cells.len(), |node| node.level as usize);
        // what is reached past a level, without asking it, and with it
        let mut past = vec![0_u64; self.cells.len()];
        let mut asked: Vec<Vec<u64>> = vec![Vec::new(); self.cells.len()];
        let mut skip = |from: usize, to: Function| {
            let end = end(to);
            past.iter_mut().take(below(to)).skip(from).for_each(|held| *held |= end);
        };
        skip(0, function);
        for node in ends.keys().filter_map(|f| self.node(*f)) {
            let level = node.level as usize;
            let Some(cells) = asked.get_mut(level) else { continue };
            cells.resize(node.children.len(), 0);
            for (held, child) in cells.iter_mut().zip(&node.children) {
                *held |= end(*child);
                skip(level + 1, *child);
            }
        }
        let levels = asked.into_iter().zip(past).enumerate();
        levels
            .filter(|(_, (cells, _))| !cells.is_empty())
            .map(|(level, (cells, past))| (level, cells.into_iter().map(|end| end | past).collect()))
            .collect()
    }

    /// Whether two cells of a level lead to ends that differ while all else is the same, ends of 0 left aside. Without a
    /// new node.
    #[must_use]
    pub fn tells_apart(&self, function: Function, level: usize) -> bool {
        let mut alike = HashSet::default();
        let mut seen = HashSet::default();
        let mut open = vec![function];
        while let Some(next) = open.pop() {
            let Some(node) = self.node(next).filter(|n| n.level as usize <= level) else {
                continue;
            };
            if !seen.insert(next) {
                continue;
            }
            if (node.level as usize) < level {
                open.extend(node.children.iter());
                continue;
            }
            let children = || node.children.iter().enumerate();
            for (place, a) in children() {
                if children().skip(place + 1).any(|(_, b)| self.differ(*a, *b, &mut alike)) {
                    return true;
                }
            }
        }
        false
    }

    /// Whether two functions end differently somewhere, ends of 0 left aside.
    fn differ(&self, a: Function, b: Function, alike: &mut HashSet<(Function, Function)>) -> bool {
        let (a, b) = (a.min(b), a.max(b));
        if a == b || self.value(a) == Some(0) || self.value(b) == Some(0) || alike.contains(&(a, b)) {
            return false;
        }
        let level = [a, b].iter().filter_map(|f| self.node(*f)).map(|n| n.level).min();
        let Some(level) = level else { return true };
        let count = self.cells.get(level as usize).copied().unwrap_or_default();
        if (0..count).any(|cell| self.differ(self.child(a, level, cell), self.child(b, level, cell), alike)) {
            return true;
        }
        alike.insert((a, b));
        false
    }

    /// Cells that lead to an end that `wanted` accepts; the first found, lower cells first.
    #[must_use]
    pub fn find(&self, function: Function, wanted: impl Fn(u64) -> bool + Copy) -> Option<Cells> {
        self.find_within(function, &[], wanted)
    }

    /// The same where each level may be in the cells of its mask, as in [`Diagram::reached`].
    #[must_use]
    pub fn find_within(
        &self,
        function: Function,
        allowed: &[u64],
        wanted: impl Fn(u64) -> bool + Copy,
    ) -> Option<Cells> {
        let mut dead = HashSet::default();
        let mut path = Vec::new();
        self.find_below(function, allowed, wanted, &mut dead, &mut path)
            .then_some(path)
    }

    fn find_below(
        &self,
        function: Function,
        allowed: &[u64],
        wanted: impl Fn(u64) -> bool + Copy,
        dead: &mut HashSet<Function>,
        path: &mut Cells,
    ) -> bool {
        let Some(node) = self.node(function) else {
            return self.value(function).is_some_and(wanted);
        };
        if dead.contains(&function) {
            return false;
        }
        let mask = allowed.get(node.level as usize).copied().unwrap_or(u64::MAX);
        for (cell, child) in node.children.iter().enumerate() {
            if mask >> cell & 1 == 0 {
                continue;
            }
            path.push((node.level as usize, cell));
            if self.find_below(*child, allowed, wanted, dead, path) {
                return true;
            }
            path.pop();
        }
        dead.insert(function);
        false
    }
}

/// How far a setting of levels is from the first cell of each: levels that differ, those among the first so many, and the
/// cells.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Distance {
    /// Levels that differ.
    pub all: usize,
    /// Those of the upper part among them.
    pub upper: usize,
    /// By level its cell, 0 for all that are not named.
    pub cells: Vec<usize>,
}

impl Diagram {
    /// The cells of the first `levels` levels with which a function still reaches an end that `wanted` accepts: as few as
    /// possible that are not the first one, of these as few as possible among the first `upper` levels, of these the first
    /// in the order of the cells. With it what is left of the function. Nothing where no such end is reached.
    #[must_use]
    pub fn nearest(
        &self,
        function: Function,
        (upper, levels): (usize, usize),
        wanted: impl Fn(u64) -> bool + Copy,
    ) -> Option<(Distance, Function)> {
        let mut done = HashMap::default();
        self.nearest_below(function, (upper, levels), wanted, &mut done)
    }

    fn nearest_below(
        &self,
        function: Function,
        (upper, levels): (usize, usize),
        wanted: impl Fn(u64) -> bool + Copy,
        done: &mut HashMap<Function, Option<(Distance, Function)>>,
    ) -> Option<(Distance, Function)> {
        if let Some(known) = done.get(&function) {
            return known.clone();
        }
        let node = self.node(function).filter(|node| (node.level as usize) < levels);
        let found = match node {
            None => self.find(function, wanted).map(|_| {
                let none = Distance {
                    all: 0,
                    upper: 0,
                    cells: vec![0; levels],
                };
                (none, function)
            }),
            Some(node) => {
                let level = node.level as usize;
                let mut best: Option<(Distance, Function)> = None;
                for (cell, child) in node.children.iter().enumerate() {
                    let Some((mut distance, left)) = self.nearest_below(*child, (upper, levels), wanted, done) else {
                        continue;
                    };
                    if cell > 0 {
                        distance.all += 1;
                        distance.upper += usize::from(level < upper);
                        distance.cells.get_mut(level).into_iter().for_each(|slot| *slot = cell);
                    }
                    if best.as_ref().is_none_or(|(held, _)| distance < *held) {
                        best = Some((distance, left));
                    }
                }
                best
            }
        };
        done.insert(function, found.clone());
        found
    }
}

#[cfg(test)]
mod tests {
    use super::{Diagram, Function};

    /// The value for one cell a level.
    fn at(diagram: &Diagram, function: Function, cells: &[usize]) -> u64 {
        let allowed: Vec<u64> = cells.iter().map(|c| 1 << c).collect();
        diagram.reached(function, &allowed)
    }

    fn every(sizes: &[usize]) -> Vec<Vec<usize>> {
        sizes.iter().fold(vec![Vec::new()], |all, size| {
            all.iter()
                .flat_map(|head| {
                    (0..*size).map(|cell| {
                        let mut cells = head.clone();
                        cells.push(cell);
                        cells
                    })
                })
                .collect()
        })
    }

    #[test]
    fn operations_agree_with_brute_force() {
        let sizes = [2, 3, 4];
        let mut diagram = Diagram::new(1000);
        let mut single = Vec::new();
        for (place, size) in sizes.iter().enumerate() {
            let level = diagram.level(*size);
            let ends: Vec<_> = (0..*size).map(|n| diagram.end((n + place) as u64 % 3)).collect();
            single.push(diagram.ask(level, ends).unwrap_or_else(|_| unreachable!()));
        }
        let [a, b, c] = single.as_slice() else { unreachable!() };
        let low = diagram.join(*a, *b, u64::min).unwrap_or_else(|_| unreachable!());
        let all = diagram.join(low, *c, u64::max).unwrap_or_else(|_| unreachable!());
        let turned = diagram.map(all, |v| 2 - v).unwrap_or_else(|_| unreachable!());
        let back = diagram.map(turned, |v| 2 - v).unwrap_or_else(|_| unreachable!());
        assert_eq!(all, back, "equal functions are one");
        for cells in every(&sizes) {
            let part = |n: usize| (cells.get(n).copied().unwrap_or_default() + n) as u64 % 3;
            let expected = part(0).min(part(1)).max(part(2));
            assert_eq!(at(&diagram, all, &cells), expected);
            assert_eq!(at(&diagram, turned, &cells), 2 - expected);
            let fixed = diagram.fix(all, 1, 0).unwrap_or_else(|_| unreachable!());
            assert_eq!(at(&diagram, fixed, &cells), part(0).min(1).max(part(2)));
        }
        let found = diagram.find(all, |v| v == 2).unwrap_or_default();
        let mut cells = [0; 3];
        for (level, cell) in found {
            if let Some(held) = cells.get_mut(level) {
                *held = cell;
            }
        }
        assert_eq!(at(&diagram, all, &cells), 2);
        assert!(diagram.find(all, |v| v == 7).is_none());
    }

    #[test]
    fn it_refuses_to_grow_above_its_limit() {
        let mut diagram = Diagram::new(1);
        let (first, second) = (diagram.level(2), diagram.level(2));
        let ends = vec![diagram.end(0), diagram.end(1)];
        assert!(diagram.ask(first, ends.clone()).is_ok());
        assert!(diagram.ask(second, ends).is_err());
    }
}
