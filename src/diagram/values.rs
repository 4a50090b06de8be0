//! The values of facts as functions of the facts that are asked: own, stated, computed, by a table.

use crate::diagram::cells::FactCell;
use crate::diagram::compile::{Held, HeldBy, Model, end_of, truth_of};
use crate::diagram::graph::{Function, TooLarge};
use crate::rules::contract::KnownFact;
use crate::rules::{Derive, FactId, Row, Table};
use crate::truth::{Possible, Truth};

/// Above the search for the first row that holds: the outcomes so far, and whether the search goes on.
const OPEN: u64 = 1 << 63;

impl Model<'_> {
    /// The possible options of a fact, as bits.
    ///
    /// # Errors
    /// When the diagram grows above its limit.
    pub fn value(&mut self, id: FactId) -> Result<Function, TooLarge> {
        if self.is_answer(id) {
            return self.presuming(|model| model.value(id));
        }
        if let Some(known) = self.compiled.values.get(id.0.into()) {
            return Ok(known);
        }
        let set = self.set;
        let fact = set.fact(id);
        let made = if self.held_by.contains_key(&id) {
            self.by_setting(id, &|cell| match cell {
                FactCell::Value(value) => value.bits(),
                FactCell::Unknown | FactCell::Open => fact.anything().bits(),
            })?
        } else if let Some(held) = self.held(id) {
            self.completed(id, held)?
        } else if self.follows_from_others(id) {
            let follows = self.follows(id)?;
            let follows = self.or_presumed(id, follows)?;
            if fact.askable {
                self.stated_or(id, follows)?
            } else {
                follows
            }
        } else {
            self.own(id)?
        };
        self.compiled.values.put(id.0.into(), made);
        Ok(made)
    }

    /// Whether the value of a fact follows from others, where it is not stated.
    pub(super) fn follows_from_others(&self, id: FactId) -> bool {
        self.set.fact(id).computed().is_some() || self.set.tables.iter().any(|t| t.fact == id)
    }

    /// What follows for a fact from others: by its table, or as it is computed.
    fn follows(&mut self, id: FactId) -> Result<Function, TooLarge> {
        let set = self.set;
        match set.tables.iter().find(|t| t.fact == id) {
            Some(table) => self.table(table),
            None => self.computed(id),
        }
    }

    /// The value of a fact in a completion.
    fn completed(&mut self, id: FactId, held: Held) -> Result<Function, TooLarge> {
        match held {
            Held::Computed => self.follows(id),
            Held::Own(_) => self.own(id),
            Held::NoUnless(other, _) => {
                let other = self.value(other)?;
                let says = self.diagram.map(other, |value| u64::from(value == 0b10))?;
                let (no, own) = (self.diagram.end(0b01), self.own(id)?);
                self.diagram.choose(says, no, own)
            }
            Held::OrComputed => {
                let follows = self.follows(id)?;
                self.stated_or(id, follows)
            }
            Held::OrNoUnless(other) => {
                let level = self.level(id);
                let count = self.asked_at(level).map_or(0, |asked| asked.cells.len());
                let free = (0..count).map(|cell| self.diagram.end(u64::from(cell < count / 2)));
                let free = free.collect();
                let free = self.diagram.ask(level, free)?;
                let other = self.value(other)?;
                let says = self
                    .diagram
                    .join(other, free, |value, free| u64::from(value == 0b10 && free == 1))?;
                let (no, own) = (self.diagram.end(0b01), self.own(id)?);
                self.diagram.choose(says, no, own)
            }
        }
    }

    /// What the cells of a fact come to, where settings of parameters say what is held of it.
    pub(super) fn by_setting(&mut self, id: FactId, end: &dyn Fn(FactCell) -> u64) -> Result<Function, TooLarge> {
        let Some(by) = self.held_by.get(&id).cloned() else {
            return self.own(id);
        };
        let HeldBy { levels, held, .. } = &*by;
        let mut made = Vec::with_capacity(held.len());
        for held in held {
            made.push(self.held_so(id, *held, end)?);
        }
        let row = by.by_setting.iter().map(|place| made.get(*place).copied());
        let Some(mut row) = row.collect::<Option<Vec<Function>>>() else {
            return self.own(id);
        };
        for level in levels.iter().rev() {
            let count = self.varied().get(*level).map_or(1, |varied| varied.values.len());
            let mut above = Vec::with_capacity(row.len() / count.max(1));
            for children in row.chunks(count.max(1)) {
                above.push(self.diagram.ask_of(*level, children)?);
            }
            row = above;
        }
        row.first().copied().map_or_else(|| self.own(id), Ok)
    }

    /// What the cells of a fact come to under one setting. Of those that it asks it may be in some only; the others stand
    /// for the first of these, so that they add nothing.
    fn held_so(&mut self, id: FactId, held: Held, end: &dyn Fn(FactCell) -> u64) -> Result<Function, TooLarge> {
        let known = match held {
            Held::Computed => return self.follows(id),
            Held::OrComputed | Held::OrNoUnless(_) => return self.completed(id, held),
            Held::Own(known) => known,
            Held::NoUnless(other, known) => {
                let other = self.value(other)?;
                let says = self.diagram.map(other, |value| u64::from(value == 0b10))?;
                let no = self.diagram.end(end(FactCell::Value(Possible::option(0))));
                let own = self.held_so(id, Held::Own(known), end)?;
                return self.diagram.choose(says, no, own);
            }
        };
        let level = self.level(id);
        let cells = self.asked_at(level).map_or_else(Vec::new, |a| a.cells.clone());
        let may_be = |cell: &FactCell| match (*cell, known) {
            (FactCell::Value(Possible::Options(bit)), Possible::Options(bits)) => bit & bits != 0,
            (FactCell::Value(Possible::Numbers { low, high }), Possible::Numbers { low: least, high: most }) => {
                low <= most && least <= high
            }
            _ => true,
        };
        let Some(first) = cells.iter().copied().find(|cell| may_be(cell)) else {
            return Ok(self.diagram.end(end(FactCell::Value(known))));
        };
        self.by_cell(id, |cell| end(if may_be(&cell) { cell } else { first }))
    }

    /// The value of a fact that is asked.
    fn own(&mut self, id: FactId) -> Result<Function, TooLarge> {
        let fact = self.set.fact(id);
        let anything = fact.anything().bits();
        let presumed = fact.presumed().filter(|_| self.presumes).map(Possible::bits);
        let anything = presumed.unwrap_or(anything);
        self.by_cell(id, |cell| match cell {
            FactCell::Value(value) => value.bits(),
            FactCell::Unknown | FactCell::Open => anything,
        })
    }

    /// The stated value where there is one, else the computed.
    fn stated_or(&mut self, id: FactId, computed: Function) -> Result<Function, TooLarge> {
        let level = self.level(id);
        let cells = self.asked_at(level).map_or_else(Vec::new, |a| a.cells.clone());
        let mut made = computed;
        for (place, cell) in cells.iter().enumerate() {
            let FactCell::Value(value) = cell else { continue };
            let chosen = self.diagram.end(value.bits());
            let is_here: Vec<Function> = (0..cells.len())
                .map(|n| self.diagram.end(u64::from(n == place)))
                .collect();
            let here = self.diagram.ask(level, is_here)?;
            made = self.diagram.choose(here, chosen, made)?;
        }
        Ok(made)
    }

    /// What is presumed of a computed fact of which nothing follows, where presumptions are read.
    fn or_presumed(&mut self, id: FactId, computed: Function) -> Result<Function, TooLarge> {
        let fact = self.set.fact(id);
        match fact.presumed().filter(|_| self.presumes).map(Possible::bits) {
            Some(presumed) => {
                let anything = fact.anything().bits();
                let read = move |value| if value == anything { presumed } else { value };
                self.diagram.map(computed, read)
            }
            None => Ok(computed),
        }
    }

    fn computed(&mut self, id: FactId) -> Result<Function, TooLarge> {
        let set = self.set;
        let fact = set.fact(id);
        let anything = fact.anything().bits();
        match fact.computed() {
            Some(Derive::LeastOf(list)) => {
                let mut least: Option<Function> = None;
                for part in list {
                    let next = self.value(*part)?;
                    least = Some(match least {
                        None => next,
                        Some(held) => self.diagram.join(held, next, |a, b| {
                            Possible::least(&[Possible::Options(a), Possible::Options(b)]).bits()
                        })?,
                    });
                }
                Ok(least.unwrap_or_else(|| self.diagram.end(anything)))
            }
            Some(Derive::Rule(rule)) => {
                let truth = self.rule(*rule)?;
                self.diagram
                    .map(truth, |end| Possible::from_truth(truth_of(end)).bits())
            }
            Some(Derive::NoWhen(other)) => {
                let value = self.value(*other)?;
                self.diagram
                    .map(value, move |value| if value == 0b10 { 0b01 } else { anything })
            }
            Some(Derive::KindGroup) => self.kinds(|kind| fact.options.iter().position(|o| *o == kind.group)),
            Some(Derive::KindNeedsDrivers) => self.kinds(|kind| Some(usize::from(kind.needs_drivers))),
            _ => Ok(self.diagram.end(anything)),
        }
    }

    fn kinds(&mut self, property: impl Fn(&crate::rules::Kind) -> Option<usize>) -> Result<Function, TooLarge> {
        let Some(kind) = self.set.known(KnownFact::Kind) else {
            return Ok(self.diagram.end(0));
        };
        let of_kind: Vec<u64> = self
            .set
            .kinds
            .iter()
            .map(|kind| property(kind).map_or(0, |n| 1 << n))
            .collect();
        let value = self.value(kind)?;
        let join = |bits: u64| {
            let held = of_kind.iter().enumerate().filter(|(n, _)| bits >> n & 1 == 1);
            held.fold(0, |all, (_, bit)| all | bit)
        };
        self.diagram.map(value, join)
    }

    /// The possible outcomes of a table: the first row that holds, and every unknown row above it.
    fn table(&mut self, table: &Table) -> Result<Function, TooLarge> {
        let mut held = self.diagram.end(OPEN);
        for row in &table.rows {
            let truth = self.row(row)?;
            if self.diagram.value(truth) == Some(end_of(Truth::False)) {
                continue;
            }
            let then = 1_u64 << row.then;
            held = self
                .diagram
                .join(held, truth, move |held, end| match (held & OPEN, end) {
                    (0, _) | (_, 0) => held,
                    (_, 1) => held | then,
                    _ => (held | then) & !OPEN,
                })?;
            // for one inventory, what stands below the row that decides is not needed
            if !self.world.is_empty() && self.diagram.value(held).is_some_and(|end| end & OPEN == 0) {
                break;
            }
        }
        self.diagram.map(held, |held| held & !OPEN)
    }

    fn row(&mut self, row: &Row) -> Result<Function, TooLarge> {
        match row.when {
            Some(node) => self.node(node),
            None => Ok(self.diagram.end(end_of(Truth::True))),
        }
    }

    /// For each row of a table, where it is the one that decides, alone and for certain (1) and where not (0); for
    /// every inventory, not for the completions of one.
    ///
    /// # Errors
    /// When the diagram grows above its limit.
    pub fn deciding_rows(&mut self, table: FactId) -> Result<Vec<Function>, TooLarge> {
        if self.is_answer(table) {
            return self.presuming(|model| model.deciding_rows(table));
        }
        if let Some(known) = self.compiled.rows.get(&table) {
            return Ok(known.clone());
        }
        let set = self.set;
        let rows = set.tables.iter().find(|t| t.fact == table).map_or(&[][..], |t| &t.rows);
        let mut decides = Vec::with_capacity(rows.len());
        // where no row above holds or may hold
        let mut reached = self.diagram.end(1);
        for row in rows {
            let truth = self.row(row)?;
            let and = |wanted: Truth| move |reached, end| u64::from(reached == 1 && end == end_of(wanted));
            decides.push(self.diagram.join(reached, truth, and(Truth::True))?);
            reached = self.diagram.join(reached, truth, and(Truth::False))?;
        }
        self.compiled.rows.insert(table, decides.clone());
        Ok(decides)
    }
}
