//! One sheet of every row of a block: the values as planes, and the truth of every condition.

use crate::columns::block::Block;
use crate::columns::plane::{Plane, bits_at};
use crate::columns::program::{Place, Program};
use crate::columns::steps::planes;
use crate::rules::{FactId, NodeId, RuleId};
use crate::truth::Truth;

/// The sheets of a block's rows, all on record or all with what is presumed.
pub struct Sheets<'p> {
    pub(super) program: &'p Program<'p>,
    pub(super) values: Vec<Plane>,
    /// By fact: whether the rows of the column that was read last said anything; nothing where it has to be read anew.
    read: Vec<Option<bool>>,
    /// By node: the rows in which it holds.
    pub(super) yes: Vec<Plane>,
    /// By node: the rows in which it does not.
    pub(super) no: Vec<Plane>,
    /// The rows in which what is stated and what the rest comes to exclude each other.
    pub(super) against: Plane,
}

impl<'p> Sheets<'p> {
    pub(super) fn new(program: &'p Program<'p>) -> Self {
        let nodes = program.set.nodes.len();
        Self {
            program,
            values: vec![Plane::NONE; program.planes],
            read: vec![None; program.set.facts.len()],
            yes: vec![Plane::NONE; nodes],
            no: vec![Plane::NONE; nodes],
            against: Plane::NONE,
        }
    }

    /// The truth of a condition in a row.
    #[must_use]
    pub fn node(&self, node: NodeId, row: usize) -> Truth {
        match self.truth(node) {
            (yes, _) if yes.has(row) => Truth::True,
            (_, no) if no.has(row) => Truth::False,
            _ => Truth::Unknown,
        }
    }

    /// The truth of a rule in a row.
    #[must_use]
    pub fn rule(&self, rule: RuleId, row: usize) -> Truth {
        self.node(self.program.set.rule(rule).when, row)
    }

    /// The rows in which a rule holds, and those in which it does not.
    #[must_use]
    pub fn truth_of(&self, rule: RuleId) -> (Plane, Plane) {
        self.truth(self.program.set.rule(rule).when)
    }

    /// The options that a fact may have in a row, as bits; none for what has no options.
    #[must_use]
    pub fn bits(&self, fact: FactId, row: usize) -> u64 {
        bits_at(self.options(fact), row)
    }

    /// The rows in which a condition holds, and those in which it does not.
    #[inline(always)]
    pub(super) fn truth(&self, node: NodeId) -> (Plane, Plane) {
        let at = node.0 as usize;
        let of = |planes: &[Plane]| planes.get(at).copied().unwrap_or_default();
        (of(&self.yes), of(&self.no))
    }

    /// By option: the rows in which a fact may be it; nothing for what has no options.
    #[must_use]
    #[inline(always)]
    pub fn options(&self, fact: FactId) -> &[Plane] {
        match self.program.place(fact) {
            Place::Options { at, count } => self.values.get(at..at + count).unwrap_or_default(),
            _ => &[],
        }
    }

    /// The rows in which a number is surely not below a cell.
    pub(super) fn not_below_cell(&self, fact: FactId, cell: u8) -> Plane {
        self.cell(fact, cell, Plane::ALL, 0)
    }

    /// The rows in which a number is surely below a cell.
    pub(super) fn below_cell(&self, fact: FactId, cell: u8) -> Plane {
        self.cell(fact, cell, Plane::NONE, 1)
    }

    /// The plane of a cut; the first cell has none, nor has what lies past the last.
    #[inline(always)]
    fn cell(&self, fact: FactId, cell: u8, first: Plane, half: usize) -> Plane {
        match self.program.place(fact) {
            Place::Cells { .. } if cell == 0 => first,
            Place::Cells { count, .. } if cell >= count => !first,
            Place::Cells { at, count } => {
                let cuts = usize::from(count - 1);
                let place = at + half * cuts + usize::from(cell - 1);
                self.values.get(place).copied().unwrap_or_default()
            }
            _ => Plane::NONE,
        }
    }

    /// The rows in which a fact is known.
    pub(super) fn known(&self, fact: FactId) -> Plane {
        match self.program.place(fact) {
            Place::Options { .. } => one_of(self.options(fact)),
            Place::Cells { at, count } => {
                let place = at + 2 * usize::from(count.saturating_sub(1));
                self.values.get(place).copied().unwrap_or_default()
            }
            Place::Words { at } => self.values.get(at).copied().unwrap_or_default(),
            Place::Unread => Plane::NONE,
        }
    }

    /// Reads the columns of a block and works out every condition on record.
    #[inline(always)]
    pub(super) fn record(&mut self, block: &Block) {
        self.against = Plane::NONE;
        let columns = self.program.places.iter().zip(&block.columns);
        for ((place, column), (said, read)) in columns.zip(block.said.iter().zip(&mut self.read)) {
            // a column of which no row says anything stands as it was read
            if *said || *read != Some(false) {
                planes(*place, column, &mut self.values);
                *read = Some(*said);
            }
        }
        for (id, _) in self.program.set.each_fact().filter(|(id, _)| self.program.follows(*id)) {
            if let Some(read) = self.read.get_mut(usize::from(id.0)) {
                *read = None;
            }
        }
        for op in &self.program.ops {
            self.step(block, None, op);
        }
    }
}

/// The rows in which exactly one option is possible.
#[inline(always)]
pub(super) fn one_of(planes: &[Plane]) -> Plane {
    let (mut one, mut more) = (Plane::NONE, Plane::NONE);
    for plane in planes {
        more |= one & *plane;
        one |= *plane;
    }
    one & !more
}

/// The rows in which a yes-no fact is surely yes.
pub(super) fn is_yes(planes: &[Plane]) -> Plane {
    match planes {
        [no, yes, rest @ ..] => rest.iter().fold(*yes & !*no, |held, plane| held & !*plane),
        _ => Plane::NONE,
    }
}
