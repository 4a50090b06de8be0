//! Compiles a rule set into diagrams: every rule's truth, every computed fact's possible values, as functions of the
//! facts that are not computed. The semantics are those of the evaluator, step by step (`docs/semantics.md`); what the
//! evaluator computes for one initiative, the diagram holds for all.

use std::sync::Arc;

use rustc_hash::FxHashMap as HashMap;

use crate::diagram::cells::{self, FactCell, Ranges};
use crate::diagram::graph::{Diagram, Function, TooLarge};
use crate::diagram::order;
use crate::rules::{Fact, FactId, Node, NodeId, NodeKind, ParameterId, RuleId, RuleSet};
use crate::truth::{Number, Possible, Range, Truth};

/// A truth as the end of a diagram.
#[must_use]
pub fn end_of(truth: Truth) -> u64 {
    match truth {
        Truth::False => 0,
        Truth::Unknown => 1,
        Truth::True => 2,
    }
}

/// The truth of an end.
#[must_use]
pub fn truth_of(end: u64) -> Truth {
    match end {
        0 => Truth::False,
        1 => Truth::Unknown,
        _ => Truth::True,
    }
}

/// A fact that the diagram asks.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The fact.
    pub fact: FactId,
    /// Its cells.
    pub cells: Vec<FactCell>,
}

/// What is held of a fact of one inventory, when its completions are looked at.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Held {
    /// Written, counted or assumed, and perhaps open within bounds: a completion may take any of these.
    Own(Possible),
    /// Follows from other facts.
    Computed,
    /// No when the other fact is yes; else any of these.
    NoUnless(FactId, Possible),
    /// Of every record: any value where one is on record, and follows from other facts where none is.
    OrComputed,
    /// Of every record: any value where one is on record, else no when the other fact is yes, else any value. It has
    /// cells for the values where nothing is on record and then as many where something is.
    OrNoUnless(FactId),
}

/// The functions that are compiled already, by the place of what they stand for.
#[derive(Clone, Debug)]
pub(super) struct Known(Vec<Option<Function>>);

impl Known {
    fn of(count: usize) -> Self {
        Self(vec![None; count])
    }

    pub(super) fn get(&self, place: usize) -> Option<Function> {
        self.0.get(place).copied().flatten()
    }

    pub(super) fn put(&mut self, place: usize, function: Function) {
        if let Some(slot) = self.0.get_mut(place) {
            *slot = Some(function);
        }
    }
}

/// What is compiled already, by what it stands for.
#[derive(Clone, Debug)]
pub(super) struct Compiled {
    pub(super) values: Known,
    rules: Known,
    nodes: Known,
    pub(super) rows: HashMap<FactId, Vec<Function>>,
}

impl Compiled {
    fn of(set: &RuleSet) -> Self {
        Self {
            values: Known::of(set.facts.len()),
            rules: Known::of(set.rules.len()),
            nodes: Known::of(set.nodes.len()),
            rows: HashMap::default(),
        }
    }
}

/// A rule set as diagrams, compiled as far as was asked for.
pub struct Model<'a> {
    /// The facts of the inventory whose completions are looked at, by fact; empty for every inventory.
    pub(super) world: Vec<Held>,
    /// The rules.
    pub set: &'a RuleSet,
    /// The diagram that holds every function.
    pub diagram: Diagram,
    /// The facts asked, by level.
    pub asked: Vec<Asked>,
    /// By fact, once it is asked.
    levels: Vec<Option<usize>>,
    /// The facts that are asked above all others, until the first is asked; nothing where nobody said it.
    first: Option<Vec<FactId>>,
    ranges: Arc<Ranges>,
    pub(super) compiled: Compiled,
    /// What is compiled of the other way to read what is not known, once it was asked for.
    other: Option<Compiled>,
    /// Whether what is not known is read as it is presumed.
    pub(super) presumes: bool,
    /// Whether the decision of every inventory is the one that its presumptions name.
    pub(super) answers: bool,
    pub(super) allowed: Option<Function>,
    varied: Vec<Varied>,
    pub(super) held_by: HashMap<FactId, Arc<HeldBy>>,
}

/// A parameter that may have several values; its level stands above those of all facts.
#[derive(Clone, Debug)]
pub struct Varied {
    /// The parameter that conditions compare with; nothing for one that only says what is held of facts
    /// ([`Model::hold_by`]).
    pub parameter: Option<ParameterId>,
    /// Its values, by cell.
    pub values: Vec<Number>,
}

/// What is held of a fact under every setting of some parameters.
#[derive(Clone, Debug)]
pub struct HeldBy {
    /// The levels of the parameters, from above to below.
    pub levels: Vec<usize>,
    /// What may be held, each once; none is computed.
    pub held: Vec<Held>,
    /// What is held by their cells, by its place among these; the cells of the last level next to each other.
    pub by_setting: Vec<usize>,
}

/// The end of what is given not to happen.
pub const EXCLUDED: u64 = u64::MAX;

impl<'a> Model<'a> {
    /// Nothing compiled yet; `limit` bounds the nodes of the diagram.
    #[must_use]
    pub fn new(set: &'a RuleSet, limit: usize) -> Self {
        Self::within(set, limit, Arc::new(set.ranges()), Vec::new())
    }

    /// The same for the completions of one inventory: what is held of every fact. `ranges` are those of the rule set,
    /// with those of other settings where parameters vary.
    #[must_use]
    pub fn within(set: &'a RuleSet, limit: usize, ranges: Arc<Ranges>, world: Vec<Held>) -> Self {
        Self {
            world,
            set,
            diagram: Diagram::new(limit),
            asked: Vec::new(),
            levels: Vec::new(),
            first: None,
            ranges,
            compiled: Compiled::of(set),
            other: None,
            presumes: false,
            answers: false,
            allowed: None,
            varied: Vec::new(),
            held_by: HashMap::default(),
        }
    }

    /// Asks these facts above all others, in this order; to be called before anything is compiled.
    pub fn ask_first(&mut self, facts: Vec<FactId>) {
        self.first = Some(facts);
    }

    /// From here on the decision is the answer: the one that is named with every presumption in place of what is not
    /// known. All else stays as it is on record. To be called before anything is compiled.
    pub fn answer(&mut self) {
        self.answers = true;
        self.first = Some(order::of(self.set).collect());
    }

    /// Compiles with every presumption in place of what is not known.
    pub(super) fn presuming<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> T {
        if self.presumes {
            return work(self);
        }
        let other = self.other.take().unwrap_or_else(|| Compiled::of(self.set));
        let on_record = std::mem::replace(&mut self.compiled, other);
        self.presumes = true;
        let done = work(self);
        self.presumes = false;
        self.other = Some(std::mem::replace(&mut self.compiled, on_record));
        done
    }

    /// Whether a fact is to be read as the answer where only the record is looked at.
    pub(super) fn is_answer(&self, id: FactId) -> bool {
        self.answers && !self.presumes && self.set.decision() == Some(id)
    }

    /// Lets a parameter have any of some values; to be called before anything is compiled. Gives its level.
    pub fn vary(&mut self, parameter: ParameterId, values: Vec<Number>) -> usize {
        self.vary_for(Some(parameter), values)
    }

    /// The same for a parameter that no condition is to compare with otherwise: it only says what is held of facts.
    pub fn vary_held(&mut self, values: Vec<Number>) -> usize {
        self.vary_for(None, values)
    }

    fn vary_for(&mut self, parameter: Option<ParameterId>, values: Vec<Number>) -> usize {
        let level = self.diagram.level(values.len());
        self.varied.push(Varied { parameter, values });
        level
    }

    /// Holds of a fact what the settings of some parameters make of it; to be called before anything is compiled.
    pub fn hold_by(&mut self, fact: FactId, by: HeldBy) {
        let mut known = by.held.iter().filter_map(|held| match *held {
            Held::Own(known) | Held::NoUnless(_, known) => Some(known),
            Held::Computed | Held::OrComputed | Held::OrNoUnless(_) => None,
        });
        if let (Some(first), Some(slot)) = (known.next(), self.world.get_mut(usize::from(fact.0))) {
            // its cells are those of everything that it may be under some setting
            let declared = self.set.fact(fact).anything();
            *slot = Held::Own(known.fold(first, |all, one| hull(all, one, declared)));
            self.held_by.insert(fact, Arc::new(by));
        }
    }

    /// The parameters that may have several values, by level.
    #[must_use]
    pub fn varied(&self) -> &[Varied] {
        &self.varied
    }

    /// The fact asked at a level.
    #[must_use]
    pub fn asked_at(&self, level: usize) -> Option<&Asked> {
        self.asked.get(level.checked_sub(self.varied.len())?)
    }

    /// The truth of a rule.
    ///
    /// # Errors
    /// When the diagram grows above its limit.
    pub fn rule(&mut self, id: RuleId) -> Result<Function, TooLarge> {
        if let Some(known) = self.compiled.rules.get(id.0.into()) {
            return Ok(known);
        }
        let made = self.node(self.set.rule(id).when)?;
        self.compiled.rules.put(id.0.into(), made);
        Ok(made)
    }

    /// The truth of a condition.
    ///
    /// # Errors
    /// When the diagram grows above its limit.
    pub fn node(&mut self, id: NodeId) -> Result<Function, TooLarge> {
        if let Some(known) = self.compiled.nodes.get(id.0 as usize) {
            return Ok(known);
        }
        let made = match children_of(self.set, id) {
            Some(list) => self.group(id, list, Self::node)?,
            None => self.leaf(id)?,
        };
        self.compiled.nodes.put(id.0 as usize, made);
        Ok(made)
    }

    /// The truth of a condition with one of its comparisons replaced by `end`.
    ///
    /// # Errors
    /// When the diagram grows above its limit.
    pub fn node_without(&mut self, id: NodeId, leaf: NodeId, end: u64) -> Result<Function, TooLarge> {
        if id == leaf {
            return Ok(self.diagram.end(end));
        }
        let Some(list) = children_of(self.set, id) else {
            return self.node(id);
        };
        self.group(id, list, |model, child| model.node_without(child, leaf, end))
    }

    /// The truth of a condition whose comparisons count as no where what is on record leaves them unknown.
    ///
    /// # Errors
    /// When the diagram grows above its limit.
    pub fn node_on_record(&mut self, id: NodeId) -> Result<Function, TooLarge> {
        match children_of(self.set, id) {
            Some(list) => self.group(id, list, Self::node_on_record),
            None => {
                let node = self.set.node(id);
                let compared = self.setting(node, &node.kind, 0)?;
                let known = self
                    .diagram
                    .map(compared, |end| if end == end_of(Truth::True) { end } else { 0 })?;
                // whether it applies may be unknown where it is written down all the same
                let applies = node.kind.fact().and_then(|fact| self.set.fact(fact).applies);
                let Some(applies) = applies else { return Ok(known) };
                let applies = self.node(applies)?;
                self.diagram.join(
                    known,
                    applies,
                    |known, applies| if applies == end_of(Truth::False) { 0 } else { known },
                )
            }
        }
    }

    /// A group of conditions, each compiled by `each` as far as it is needed.
    fn group(
        &mut self,
        id: NodeId,
        list: &[NodeId],
        mut each: impl FnMut(&mut Self, NodeId) -> Result<Function, TooLarge>,
    ) -> Result<Function, TooLarge> {
        match &self.set.node(id).kind {
            NodeKind::All(_) => self.fold(list, Truth::True, each),
            NodeKind::None(_) => {
                let any = self.fold(list, Truth::False, each)?;
                self.diagram.map(any, |end| 2 - end)
            }
            NodeKind::AtLeast(least, _) => {
                let mut parts = Vec::with_capacity(list.len());
                for child in list {
                    parts.push(each(self, *child)?);
                }
                self.at_least(*least as u64, &parts)
            }
            _ => self.fold(list, Truth::False, each),
        }
    }

    fn leaf(&mut self, id: NodeId) -> Result<Function, TooLarge> {
        let node = self.set.node(id);
        let compared = self.setting(node, &node.kind, 0)?;
        let applies = node.kind.fact().and_then(|fact| self.set.fact(fact).applies);
        let Some(applies) = applies.filter(|_| self.diagram.value(compared) != Some(end_of(Truth::False))) else {
            return Ok(compared);
        };
        let applies = self.node(applies)?;
        self.diagram.join(compared, applies, u64::min)
    }

    /// A comparison under every setting of the parameters that it names from an operand on.
    fn setting(&mut self, node: &Node, kind: &NodeKind, from: usize) -> Result<Function, TooLarge> {
        let varied = (from..node.operands.len()).find_map(|place| {
            let parameter = node.operands.get(place)?.parameter?;
            let level = self.varied.iter().position(|v| v.parameter == Some(parameter))?;
            Some((place, level, self.varied.get(level)?.values.clone()))
        });
        let Some((place, level, values)) = varied else {
            return self.comparison(kind);
        };
        let mut made = Vec::with_capacity(values.len());
        for value in &values {
            made.push(self.setting(node, &node.with_operand(kind, place, *value), place + 1)?);
        }
        let below = |made: &Function| self.diagram.parts(*made).is_none_or(|(other, _)| other > level);
        if made.iter().all(below) {
            return self.diagram.ask_of(level, &made);
        }
        let mut all: Option<Function> = None;
        for (cell, here) in made.into_iter().enumerate() {
            all = Some(match all {
                None => here,
                Some(before) => {
                    let ends = (0..values.len())
                        .map(|n| self.diagram.end(u64::from(n == cell)))
                        .collect();
                    let is_here = self.diagram.ask(level, ends)?;
                    self.diagram.choose(is_here, here, before)?
                }
            });
        }
        all.map_or_else(|| self.comparison(kind), Ok)
    }

    fn comparison(&mut self, kind: &NodeKind) -> Result<Function, TooLarge> {
        let set = self.set;
        match kind {
            NodeKind::Rule(rule) => self.rule(*rule),
            NodeKind::SomeRule(rules, _) => self.fold(rules, Truth::False, Self::rule),
            NodeKind::Among(fact, mask) => {
                let (value, mask) = (self.value(*fact)?, *mask);
                let test = move |bits| end_of(Possible::Options(bits).among(mask));
                self.diagram.map(value, test)
            }
            NodeKind::Within(fact, range) => {
                let anything = set.fact(*fact).anything();
                self.number(*fact, |cell| within(cell, anything, *range))
            }
            NodeKind::Outside(fact, range) => {
                let anything = set.fact(*fact).anything();
                self.number(*fact, |cell| within(cell, anything, *range).negate())
            }
            // a completion leaves nothing unknown
            NodeKind::Known(_, wanted) if !self.world.is_empty() => Ok(self.diagram.end(end_of((*wanted).into()))),
            NodeKind::Known(fact, wanted) if matches!(set.fact(*fact).anything(), Possible::Options(_)) => {
                let (value, wanted) = (self.value(*fact)?, *wanted);
                let test = move |bits: u64| end_of(((bits.count_ones() == 1) == wanted).into());
                self.diagram.map(value, test)
            }
            NodeKind::Known(fact, wanted) => {
                self.number(*fact, |cell| (matches!(cell, FactCell::Value(_)) == *wanted).into())
            }
            // groups are compiled by their parts
            NodeKind::All(_) | NodeKind::Any(_) | NodeKind::None(_) | NodeKind::AtLeast(..) => {
                Ok(self.diagram.end(end_of(Truth::Unknown)))
            }
        }
    }

    /// `all` of some parts from true on, `any` from false on; what can change nothing any more is not compiled.
    fn fold<T: Copy>(
        &mut self,
        parts: &[T],
        start: Truth,
        mut each: impl FnMut(&mut Self, T) -> Result<Function, TooLarge>,
    ) -> Result<Function, TooLarge> {
        let join = if start == Truth::True { u64::min } else { u64::max };
        let settled = end_of(start.negate());
        let mut held = self.diagram.end(end_of(start));
        for part in parts {
            let part = each(self, *part)?;
            let neutral = self.diagram.end(end_of(start));
            held = match (held == neutral, part == neutral) {
                (true, _) => part,
                (_, true) => held,
                _ => self.diagram.join(held, part, join)?,
            };
            if self.diagram.value(held) == Some(settled) {
                break;
            }
        }
        Ok(held)
    }

    /// Counts those that hold and those that may, then compares.
    fn at_least(&mut self, least: u64, parts: &[Function]) -> Result<Function, TooLarge> {
        let mut held = self.diagram.end(0);
        for part in parts {
            let count = |counts: u64, end: u64| counts + u64::from(end == 2) + (u64::from(end != 0) << 32);
            held = self.diagram.join(held, *part, count)?;
        }
        let compare = move |counts: u64| match (counts & u64::from(u32::MAX), counts >> 32) {
            (holds, _) if holds >= least => 2,
            (_, may) if may < least => 0,
            _ => 1,
        };
        self.diagram.map(held, compare)
    }

    /// The level of a fact that is asked. The first asked brings those that are asked in a certain order with it.
    pub(crate) fn level(&mut self, fact: FactId) -> usize {
        if self.levels.is_empty() {
            self.levels = vec![None; self.set.facts.len()];
            let first = self.first.take().unwrap_or_else(|| match self.world.as_slice() {
                [] => Vec::new(),
                _ => order::of(self.set).collect(),
            });
            for first in first {
                if self.known_cell(first).is_none() {
                    self.level_below(first);
                }
            }
        }
        self.level_below(fact)
    }

    fn level_below(&mut self, fact: FactId) -> usize {
        if let Some(level) = self.level_of(fact) {
            return level;
        }
        let ranges = self.ranges.get(&fact).map_or(&[][..], Vec::as_slice);
        let declared = self.set.fact(fact);
        let cells = match self.held(fact) {
            Some(held) => cells_of(declared, ranges, held),
            None if self.follows_from_others(fact) && matches!(declared.anything(), Possible::Options(_)) => {
                cells::of_computed(declared, ranges)
            }
            None => cells::of_fact(declared, ranges),
        };
        let level = self.diagram.level(cells.len());
        self.asked.push(Asked { fact, cells });
        let slot = self.levels.get_mut(usize::from(fact.0));
        slot.into_iter().for_each(|slot| *slot = Some(level));
        level
    }

    /// The level at which a fact is asked, once it is compiled.
    #[must_use]
    pub fn level_of(&self, fact: FactId) -> Option<usize> {
        self.levels.get(usize::from(fact.0)).copied().flatten()
    }

    /// What remains of a function when a person answers a fact. An answer against what would follow from another
    /// fact says that this other fact is not so.
    ///
    /// # Errors
    /// When the diagram grows above its limit.
    pub fn answered(&mut self, function: Function, level: usize, cell: usize) -> Result<Function, TooLarge> {
        let mut after = self.diagram.fix(function, level, cell)?;
        if let Some((level, cell)) = self.says_not_so(level, cell) {
            after = self.diagram.fix(after, level, cell)?;
        }
        Ok(after)
    }

    /// For each level that a function asks, by cell: all ends that remain when a person answers so, joined by `|`.
    #[must_use]
    pub fn reached_by_answer(&self, function: Function) -> Vec<(usize, Vec<u64>)> {
        let mut reached = self.diagram.reached_by_cell(function);
        for (level, ends) in &mut reached {
            for (cell, end) in ends.iter_mut().enumerate() {
                if let Some((other, not_so)) = self.says_not_so(*level, cell) {
                    let mut allowed = vec![u64::MAX; other.max(*level) + 1];
                    for (level, cell) in [(other, not_so), (*level, cell)] {
                        allowed.get_mut(level).into_iter().for_each(|mask| *mask = 1 << cell);
                    }
                    *end = self.diagram.reached(function, &allowed);
                }
            }
        }
        reached
    }

    /// The level and the cell of what is not so where a person answers against what would follow from it.
    fn says_not_so(&self, level: usize, cell: usize) -> Option<(usize, usize)> {
        let asked = self.asked_at(level)?;
        let no = FactCell::Value(Possible::option(0));
        let Some(Held::NoUnless(other, _)) = self.held(asked.fact).filter(|_| asked.cells.get(cell) != Some(&no))
        else {
            return None;
        };
        let level = self.level_of(other)?;
        let cell = self.asked_at(level)?.cells.iter().position(|c| *c == no)?;
        Some((level, cell))
    }

    /// The fact that makes another one no where it is yes, in the completions of an inventory.
    #[must_use]
    pub fn made_no_by(&self, fact: FactId) -> Option<FactId> {
        match self.held(fact) {
            Some(Held::NoUnless(other, _)) => Some(other),
            _ => None,
        }
    }

    /// What is held of a fact of the inventory, or of the record, that is looked at.
    #[must_use]
    pub fn held(&self, fact: FactId) -> Option<Held> {
        self.world.get(usize::from(fact.0)).copied()
    }

    /// A test on a number that is asked.
    fn number(&mut self, fact: FactId, test: impl Fn(FactCell) -> Truth) -> Result<Function, TooLarge> {
        if self.held_by.contains_key(&fact) {
            return self.by_setting(fact, &|cell| end_of(test(cell)));
        }
        let declared = self.set.fact(fact);
        let presumed = declared.presumed().filter(|_| self.presumes);
        self.by_cell(fact, |cell| match (cell, presumed) {
            (FactCell::Unknown, Some(value)) => end_of(test(FactCell::Value(value))),
            (cell, _) => end_of(test(cell)),
        })
    }

    /// The cell of a fact that need not be asked since it is known. Only where parameters vary: then it is looked at what
    /// is reached and not what is asked.
    fn known_cell(&self, fact: FactId) -> Option<FactCell> {
        match self.held(fact) {
            Some(Held::Own(known)) if !self.varied.is_empty() => cells::of_known(self.set.fact(fact), known),
            _ => None,
        }
    }

    /// The function that asks a fact and ends as its cell says.
    pub(super) fn by_cell(&mut self, fact: FactId, end: impl Fn(FactCell) -> u64) -> Result<Function, TooLarge> {
        if let Some(known) = self.known_cell(fact) {
            return Ok(self.diagram.end(end(known)));
        }
        let level = self.level(fact);
        let place = level.checked_sub(self.varied.len());
        let cells = place
            .and_then(|place| self.asked.get(place))
            .map_or(&[][..], |asked| &asked.cells);
        let mut ends = cells.iter().map(|cell| end(*cell));
        if let Some(first) = ends.next()
            && ends.all(|end| end == first)
        {
            return Ok(self.diagram.end(first));
        }
        let children = cells.iter().map(|cell| self.diagram.end(end(*cell))).collect();
        self.diagram.ask(level, children)
    }
}

/// The cells of a fact of which something is held.
#[must_use]
pub fn cells_of(fact: &Fact, ranges: &[Range], held: Held) -> Vec<FactCell> {
    match held {
        Held::Own(known) | Held::NoUnless(_, known) => cells::of_completions(fact, ranges, known),
        Held::Computed => cells::of_completions(fact, ranges, fact.anything()),
        Held::OrComputed => cells::of_computed(fact, ranges),
        Held::OrNoUnless(_) => cells::of_completions(fact, ranges, fact.anything()).repeat(2),
    }
}

/// Everything that two values allow, of numbers also what lies between.
fn hull(a: Possible, b: Possible, anything: Possible) -> Possible {
    match (a, b) {
        (Possible::Options(a), Possible::Options(b)) => Possible::Options(a | b),
        (Possible::Numbers { low, high }, Possible::Numbers { low: least, high: most }) => Possible::Numbers {
            low: low.min(least),
            high: high.max(most),
        },
        _ => anything,
    }
}

/// The conditions below a group; nothing for a comparison or a reference.
fn children_of(set: &RuleSet, id: NodeId) -> Option<&[NodeId]> {
    match &set.node(id).kind {
        NodeKind::All(list) | NodeKind::Any(list) | NodeKind::None(list) | NodeKind::AtLeast(_, list) => Some(list),
        _ => None,
    }
}

/// Whether a number of a cell lies in a range; `anything` is what it may be where nothing is known.
fn within(cell: FactCell, anything: Possible, range: Range) -> Truth {
    match cell {
        FactCell::Value(value) => value.within(range),
        FactCell::Unknown | FactCell::Open => anything.within(range),
    }
}
