//! The decision of a rule set: what it rests on, and the decision of every record as one function, compiled once.

use std::hash::{Hash, Hasher};
use std::sync::{Arc, OnceLock};

use rustc_hash::{FxHashMap as HashMap, FxHasher};

use crate::diagram::{Asked, Flat, Held, Model, Ranges, TooLarge, cells, cells_of, order, order_of_records};
use crate::evaluate::follow::Followers;
use crate::evaluate::held::{AskedForParts, read_facts};
use crate::rules::{CheckId, Derive, FactId, Reads, RuleSet, Step};
use crate::truth::Possible;

/// The recommendations that may stand while several are possible, the most cautious first.
fn cautious(set: &RuleSet) -> Vec<usize> {
    let Some(decision) = set.decision() else {
        return Vec::new();
    };
    let options = &set.fact(decision).options;
    let mut cautious: Vec<_> = set.recommendations.iter().filter(|r| r.may_wait_here).collect();
    cautious.sort_by_key(|r| r.caution);
    let places = cautious.iter().filter_map(|r| options.iter().position(|o| *o == r.id));
    places.collect()
}

/// The decision of every record by the shipped rules (`tests/rules/packed.rs` makes it); what was made of other rules is
/// not read.
const PACKED: &[u8] = include_bytes!("../diagram/records.bin");
/// The most nodes on the way to the decision of every record; past it each record is looked at by itself.
const NODES: usize = 1_000_000;

/// What the decision of a rule set rests on, worked out once for it.
pub struct Decision {
    /// The facts that the decision rests on.
    pub reads: Vec<FactId>,
    /// By fact: whether it is asked as it is, because the decision reads what it is computed from through it alone.
    pub whole: Vec<bool>,
    /// By fact: the check of what is presumed of it.
    pub checks: Vec<Option<CheckId>>,
    /// The ranges that tell numbers apart.
    pub ranges: Arc<Ranges>,
    /// The cells of the numbers that the decision rests on.
    pub cells: HashMap<FactId, Vec<cells::FactCell>>,
    /// What follows when facts of a record are changed.
    pub(super) followers: Followers,
    /// The recommendations that may stand while several are possible, the most cautious first, as options.
    cautious: Vec<usize>,
    every: OnceLock<Option<Flat>>,
}

impl Decision {
    /// That of a rule set.
    pub fn of(set: &RuleSet) -> Option<&Self> {
        set.kept(|| Self::new(set))
    }

    fn new(set: &RuleSet) -> Self {
        let steps: Vec<(Step, Reads)> = set.decision_steps.iter().map(|s| (*s, Reads::of(set, *s))).collect();
        let ranges = Arc::new(set.ranges());
        let reads = read_facts(set, &steps);
        let asked = AskedForParts::of(set, &steps);
        let numbers = reads
            .iter()
            .filter(|f| matches!(set.fact(**f).anything(), Possible::Numbers { .. }));
        let cells_of = |id: &FactId| {
            let ranges = ranges.get(id).map_or(&[][..], Vec::as_slice);
            (*id, cells::of_fact(set.fact(*id), ranges))
        };
        Self {
            cells: numbers.map(cells_of).collect(),
            whole: asked.whole,
            checks: asked.checks,
            reads,
            ranges,
            followers: Followers::of(set),
            cautious: cautious(set),
            every: OnceLock::new(),
        }
    }

    /// The first recommendation that may stand while several are possible, in the order of the rule set, among the first
    /// of some sets that has one; the first of all where none has. As an option of the table, as a bit.
    #[must_use]
    pub fn most_cautious(&self, among: &[u64]) -> u64 {
        let find = |among: &u64| self.cautious.iter().find(|n| *among >> **n & 1 == 1);
        let first = among.iter().find_map(find).or(self.cautious.first());
        first.map_or_else(|| among.first().copied().unwrap_or_default(), |n| 1 << n)
    }

    /// The outcome of each completion of every record, none where what is given about facts excludes it; nothing where
    /// that is too large, or nothing is decided.
    pub fn every(&self, set: &RuleSet) -> Option<&Flat> {
        let make = || {
            let packed = Flat::unpack(PACKED, self.mark(set), |id| Some(self.asked(set, id)));
            packed.or_else(|| self.compile(set, order_of_records(set).collect(), NODES).ok().flatten())
        };
        self.every.get_or_init(make).as_ref()
    }

    /// The decision of every record as it is packed into the program; nothing where it is too large.
    #[must_use]
    pub fn packed(set: &RuleSet) -> Option<Vec<u8>> {
        let laid_out = Self::in_order(set, order_of_records(set).collect(), NODES)?;
        Some(laid_out.pack(Self::of(set)?.mark(set)))
    }

    /// The decision of every record with its facts asked in an order; nothing where that takes more than `limit` nodes on
    /// the way.
    #[must_use]
    pub fn in_order(set: &RuleSet, order: Vec<FactId>, limit: usize) -> Option<Flat> {
        Self::of(set)?.compile(set, order, limit).ok()?
    }

    /// A fact that the decision of every record asks, and what is held of it.
    fn asked(&self, set: &RuleSet, fact: FactId) -> (Asked, Held) {
        let held = self.held(set, fact);
        let ranges = self.ranges.get(&fact).map_or(&[][..], Vec::as_slice);
        let cells = cells_of(set.fact(fact), ranges, held);
        (Asked { fact, cells }, held)
    }

    /// A number that is another for another answer in the order in which facts are asked for it.
    pub(crate) fn mark_of_answer(set: &RuleSet) -> Option<u64> {
        let mut hasher = FxHasher::default();
        Self::of(set)?.mark(set).hash(&mut hasher);
        order(set).for_each(|fact| fact.hash(&mut hasher));
        Some(hasher.finish())
    }

    /// A number that is another for another decision: of all that it is compiled of.
    fn mark(&self, set: &RuleSet) -> u64 {
        let mut hasher = FxHasher::default();
        for (id, fact) in set.each_fact() {
            (id, fact.anything(), fact.presumed(), fact.askable, fact.applies).hash(&mut hasher);
            fact.presume.as_ref().map(|p| p.check.is_none()).hash(&mut hasher);
            if let Some(way) = fact.computed() {
                format!("{way:?}").hash(&mut hasher);
            }
        }
        for kind in &set.kinds {
            (&kind.id, &kind.group, kind.needs_drivers).hash(&mut hasher);
        }
        for node in &set.nodes {
            node.kind.hash(&mut hasher);
        }
        for rule in &set.rules {
            rule.when.hash(&mut hasher);
        }
        for table in &set.tables {
            table.fact.hash(&mut hasher);
            table.rows.iter().for_each(|row| (row.then, row.when).hash(&mut hasher));
        }
        for pair in &set.given {
            (pair.low, pair.high, pair.within).hash(&mut hasher);
        }
        (&set.decision_steps, &self.reads, &self.whole).hash(&mut hasher);
        order_of_records(set).for_each(|fact| fact.hash(&mut hasher));
        hasher.finish()
    }

    fn compile(&self, set: &RuleSet, order: Vec<FactId>, limit: usize) -> Result<Option<Flat>, TooLarge> {
        let Some(decision) = set.decision() else {
            return Ok(None);
        };
        let mut world: Vec<Held> = set.facts.iter().map(|f| Held::Own(f.anything())).collect();
        for id in &self.reads {
            if let Some(slot) = world.get_mut(usize::from(id.0)) {
                *slot = self.held(set, *id);
            }
        }
        let mut model = Model::within(set, limit, Arc::clone(&self.ranges), world);
        model.ask_first(order);
        let outcomes = model.value(decision)?;
        let outcomes = model.completions(outcomes)?;
        Ok(Some(Flat::of(&model, outcomes)))
    }

    /// What is held of a fact, whatever stands on record.
    fn held(&self, set: &RuleSet, id: FactId) -> Held {
        let fact = set.fact(id);
        if self.whole.get(usize::from(id.0)).copied().unwrap_or_default() {
            return Held::Own(fact.anything());
        }
        let stated_or_computed = if fact.askable || fact.summed_up().is_some() {
            Held::OrComputed
        } else {
            Held::Computed
        };
        if set.tables.iter().any(|t| t.fact == id) {
            return stated_or_computed;
        }
        match fact.computed() {
            Some(Derive::NoWhen(other)) => Held::OrNoUnless(*other),
            Some(_) => stated_or_computed,
            None => Held::Own(fact.anything()),
        }
    }
}
