//! How sure an answer is: whether every completion of what is unknown gives it, and which presumptions it needs.
//!
//! The decision of one initiative is a diagram over what is open. Every fact that something is presumed of is pinned to
//! that value; then one check at a time is let go, in the order that the rule set declares, and kept where the answer
//! would no longer be the only one. What is kept is a reason that suffices: with it the answer stands whatever else is
//! unknown (Darwiche and Hirth 2020), and none of it can be spared; a smaller one may exist.

use crate::diagram::cells::FactCell;
use crate::diagram::{Asked, Cells, Function, Model};
use crate::rules::{CheckId, FactId, RuleSet};
use crate::truth::Possible;

/// How sure an answer is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Firmness {
    /// Every completion of what is unknown gives it.
    Settled,
    /// It rests on presumptions, which its checks name.
    Provided,
    /// Even the presumptions leave several answers.
    Open,
}

impl Firmness {
    /// As it is written.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Settled => "settled",
            Self::Provided => "provided",
            Self::Open => "open",
        }
    }
}

/// One check of an answer: with all of them it stands whatever else is unknown.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Check {
    /// What has to be as presumed.
    pub unit: CheckId,
    /// The facts that it is about: first those of which another answer alone would change what to do, each in the order
    /// of the rule set.
    pub facts: Vec<FactId>,
}

/// A fact that something is presumed of, in the diagram of one initiative.
struct Pin {
    fact: FactId,
    level: usize,
    /// The cells that the presumption leaves.
    pinned: u64,
    /// What rules out which other cells.
    others: Vec<(CheckId, u64)>,
}

impl Pin {
    /// Whether a check rules out a value of it.
    fn rules_out(&self, unit: CheckId) -> bool {
        self.others.iter().any(|(other, cells)| *other == unit && *cells != 0)
    }
}

/// The presumptions of one initiative.
pub(super) struct Pins {
    levels: usize,
    pins: Vec<Pin>,
    units: Vec<CheckId>,
}

/// What is presumed of a fact: its value, and the checks that it falls under; the last rules out what the others leave.
pub(super) struct Presumed {
    pub value: Possible,
    pub units: Vec<(CheckId, u64)>,
}

impl Pins {
    /// The presumptions of what a function asks; `presumed` says what is presumed of a fact.
    pub fn of(set: &RuleSet, model: &Model, function: Function, presumed: impl Fn(FactId) -> Option<Presumed>) -> Self {
        let mut pins: Vec<Pin> = Vec::new();
        for level in model.diagram.asked(function) {
            let Some(asked) = model.asked_at(level) else { continue };
            let Some(presumed) = presumed(asked.fact) else { continue };
            let pinned = cells(asked, |cell| meets(cell, presumed.value));
            let mut left = cells(asked, |_| true) & !pinned;
            let mut others = Vec::new();
            for (unit, values) in presumed.units {
                let ruled_out = left
                    & cells(asked, |cell| {
                        meets(cell, Possible::Options(values)) || values == u64::MAX
                    });
                left &= !ruled_out;
                others.push((unit, ruled_out));
            }
            pins.push(Pin {
                fact: asked.fact,
                level,
                pinned,
                others,
            });
        }
        pins.sort_by_key(|pin: &Pin| pin.fact);
        let all = (0..set.checks.len()).filter_map(|n| u16::try_from(n).ok()).map(CheckId);
        let bears = |unit: &CheckId| pins.iter().any(|pin| pin.rules_out(*unit));
        Self {
            levels: pins.iter().map(|p| p.level + 1).max().unwrap_or_default(),
            units: all.filter(bears).collect(),
            pins,
        }
    }

    /// By level: the cells that some units leave.
    fn allowed(&self, units: &[CheckId]) -> Vec<u64> {
        let mut allowed = vec![u64::MAX; self.levels];
        for pin in &self.pins {
            if let Some(slot) = allowed.get_mut(pin.level) {
                let free = pin.others.iter().filter(|(unit, _)| !units.contains(unit));
                *slot = free.fold(pin.pinned, |cells, (_, more)| cells | more);
            }
        }
        allowed
    }

    /// Cells with which a function gives another outcome than one, though all but one of some checks hold.
    pub fn otherwise(
        &self,
        model: &Model,
        function: Function,
        only: u64,
        checks: &[Check],
        without: CheckId,
    ) -> Option<Cells> {
        let kept: Vec<CheckId> = checks.iter().map(|c| c.unit).filter(|u| *u != without).collect();
        let other = |end| end != 0 && end != only;
        model.diagram.find_within(function, &self.allowed(&kept), other)
    }

    /// The outcomes that a function reaches with every presumption.
    pub fn reached(&self, model: &Model, function: Function) -> u64 {
        model.diagram.reached(function, &self.allowed(&self.units))
    }

    /// The checks that an outcome needs which is the only one with every presumption.
    pub fn checks(&self, model: &Model, function: Function) -> Vec<Check> {
        let only = self.reached(model, function);
        let mut kept = self.units.clone();
        for unit in &self.units {
            let fewer: Vec<CheckId> = kept.iter().copied().filter(|u| u != unit).collect();
            if model.diagram.reaches_only(function, &self.allowed(&fewer), only) {
                kept = fewer;
            }
        }
        let breaks = |pin: &Pin, unit: &CheckId| {
            let mut allowed = self.allowed(&kept);
            if let Some(slot) = allowed.get_mut(pin.level) {
                let free = pin.others.iter().filter(|(other, _)| other == unit);
                *slot = free.fold(*slot, |cells, (_, more)| cells | more);
            }
            !model.diagram.reaches_only(function, &allowed, only)
        };
        let check = |unit: &CheckId| {
            let about = self.pins.iter().filter(|p| p.rules_out(*unit));
            let (alone, others): (Vec<&Pin>, Vec<&Pin>) = about.partition(|pin| breaks(pin, unit));
            Check {
                unit: *unit,
                facts: alone.into_iter().chain(others).map(|pin| pin.fact).collect(),
            }
        };
        kept.iter().map(check).collect()
    }
}

fn cells(asked: &Asked, wanted: impl Fn(&FactCell) -> bool) -> u64 {
    let held = asked.cells.iter().enumerate().filter(|(_, cell)| wanted(cell));
    held.fold(0, |cells, (n, _)| cells | 1 << n)
}

fn meets(cell: &FactCell, value: Possible) -> bool {
    matches!(cell, FactCell::Value(held) if held.meets(value))
}
