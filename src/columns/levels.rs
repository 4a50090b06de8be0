//! What the decision's diagram asks of a record: the cells that each fact may be in, and those that are as presumed.

use crate::columns::block::Block;
use crate::columns::plane::Plane;
use crate::columns::program::{Place, Program};
use crate::columns::sheets::Sheets;
use crate::diagram::cells::FactCell;
use crate::diagram::{Asked, Flat, Held};
use crate::evaluate::Decision;
use crate::rules::{CheckId, FactId, RuleSet};
use crate::truth::Possible;

/// A cell of a level.
#[derive(Clone, Copy, Debug)]
enum Cell {
    /// An option of the fact.
    Option(usize),
    /// A stretch of its numbers.
    Stretch(u8),
    /// Anything that is written.
    Written,
    /// Nothing is on record: it follows from other facts.
    Follows,
}

/// When the values of a level are taken as they are.
#[derive(Clone, Copy, Debug)]
enum Taken {
    /// Always.
    Always,
    /// Where it is stated; else it follows from other facts.
    Stated,
    /// Where it is known or stated, or the fact that would make it no is not open; else that fact may make it no.
    Unless(FactId),
}

/// A fact that the diagram asks.
pub(super) struct Level {
    /// Its place among the levels of the diagram.
    pub at: usize,
    fact: FactId,
    cells: Vec<Cell>,
    taken: Taken,
    /// By cell: the check that rules it out where it is not as presumed; nothing for a fact of which nothing is checked.
    pub ruled_out_by: Option<Vec<CheckId>>,
}

impl Level {
    /// The levels of the decision of every record.
    pub fn all(set: &RuleSet, decision: &Decision, flat: &Flat) -> Vec<Self> {
        let levels = flat.levels.iter().enumerate();
        levels
            .map(|(at, (asked, held))| Self::of(set, decision, at, asked, *held))
            .collect()
    }

    fn of(set: &RuleSet, decision: &Decision, at: usize, asked: &Asked, held: Held) -> Self {
        let taken = match held {
            Held::OrComputed => Taken::Stated,
            Held::OrNoUnless(other) => Taken::Unless(other),
            _ => Taken::Always,
        };
        let mut stretch = 0;
        let cells: Vec<Cell> = asked
            .cells
            .iter()
            .map(|cell| match cell {
                FactCell::Open | FactCell::Unknown => Cell::Follows,
                FactCell::Value(Possible::Options(bit)) => Cell::Option(bit.trailing_zeros() as usize),
                FactCell::Value(Possible::Numbers { .. }) => {
                    stretch += 1;
                    Cell::Stretch(stretch - 1)
                }
                FactCell::Value(Possible::Words { .. }) => Cell::Written,
            })
            .collect();
        let check = decision.checks.get(usize::from(asked.fact.0)).copied().flatten();
        let apart = set.fact(asked.fact).presume.iter().flat_map(|p| &p.apart);
        let ruled_out_by = check.map(|check| {
            let apart: Vec<(CheckId, u64)> = apart.copied().collect();
            let by = |cell: &Cell| match cell {
                Cell::Option(option) => apart.iter().find(|(_, values)| values >> option & 1 == 1),
                _ => None,
            };
            cells
                .iter()
                .map(|cell| by(cell).map_or(check, |(unit, _)| *unit))
                .collect()
        });
        Self {
            at,
            fact: asked.fact,
            cells,
            taken,
            ruled_out_by,
        }
    }

    /// By cell: the rows that may be in it, and those that are in it as presumed.
    pub fn planes(&self, block: &Block, record: &Sheets, presumed: &Sheets, into: &mut Vec<(Plane, Plane)>) {
        let set = block.program.set;
        let summed_up = |fact: FactId| match set.fact(fact).summed_up() {
            Some(value) => (!record.known(fact), Some(value)),
            None => (Plane::NONE, None),
        };
        let (sums_up, sum) = summed_up(self.fact);
        let stated = block.stated.get(usize::from(self.fact.0)).copied().unwrap_or_default();
        let own = match self.taken {
            Taken::Always => Plane::ALL,
            Taken::Stated => stated | sums_up,
            Taken::Unless(other) => record.known(self.fact) | stated | sums_up | summed_up(other).0,
        };
        let free = self.cells.len() / 2;
        into.clear();
        for (place, cell) in self.cells.iter().enumerate() {
            let here = match (self.taken, cell) {
                (Taken::Stated, Cell::Follows) => !own,
                (Taken::Unless(_), _) if place < free => !own,
                _ => own,
            };
            let value = (here & !sums_up & in_cell(record, self.fact, *cell))
                | (sums_up & is_in(block.program, self.fact, sum, *cell));
            let value = match cell {
                Cell::Follows => here,
                _ => here & value,
            };
            let as_presumed = match (cell, &self.ruled_out_by) {
                (Cell::Follows, _) | (_, None) => value,
                _ => value & in_cell(presumed, self.fact, *cell),
            };
            into.push((value, as_presumed));
        }
    }
}

/// The rows in which a fact may be in a cell.
fn in_cell(sheets: &Sheets, fact: FactId, cell: Cell) -> Plane {
    match cell {
        Cell::Option(option) => sheets.options(fact).get(option).copied().unwrap_or_default(),
        Cell::Stretch(place) => !sheets.not_below_cell(fact, place + 1) & !sheets.below_cell(fact, place),
        Cell::Written | Cell::Follows => Plane::ALL,
    }
}

/// Every row where a value lies in a cell, else none.
fn is_in(program: &Program, fact: FactId, value: Option<Possible>, cell: Cell) -> Plane {
    let is = match (value, cell, program.place(fact)) {
        (Some(Possible::Options(bits)), Cell::Option(option), _) => bits >> option & 1 == 1,
        (Some(Possible::Numbers { low, .. }), Cell::Stretch(place), Place::Cells { .. }) => {
            program.cuts(fact).and_then(|cuts| cuts.place(low)) == Some(place)
        }
        (_, Cell::Written, _) => true,
        _ => false,
    };
    if is { Plane::ALL } else { Plane::NONE }
}
