//! Where the numbers of a fact are cut, so that no condition tells two numbers of one cell apart.

use crate::diagram::cells::{self, FactCell};
use crate::rules::{Fact, FactType};
use crate::truth::{Number, Possible, Range};

/// The cells of a number, in their order.
#[derive(Clone, Debug)]
pub(super) struct Cuts {
    /// The least and the greatest number of each.
    cells: Vec<(Number, Number)>,
    whole: bool,
}

impl Cuts {
    /// The most cells of a fact: a set of them is a word.
    const MOST: usize = 64;

    /// The cells of a fact that is compared with some ranges; nothing where there are too many.
    pub fn of(fact: &Fact, ranges: &[Range]) -> Option<Self> {
        let cells: Vec<(Number, Number)> = cells::of_fact(fact, ranges)
            .into_iter()
            .filter_map(|cell| match cell {
                FactCell::Value(Possible::Numbers { low, high }) => Some((low, high)),
                _ => None,
            })
            .collect();
        (cells.len() <= Self::MOST).then_some(Self {
            cells,
            whole: fact.kind == FactType::Count,
        })
    }

    /// How many cells there are.
    pub fn count(&self) -> u8 {
        self.cells.len() as u8
    }

    /// The first number of a cell.
    pub fn first(&self, cell: u8) -> Number {
        self.cells.get(usize::from(cell)).map_or(Number::MAX, |(low, _)| *low)
    }

    /// The cell of a number; nothing for one that the fact cannot be.
    #[inline]
    pub fn place(&self, number: Number) -> Option<u8> {
        // of few cells it is quicker to look at all than to guess a branch
        let next = match self.cells.len() {
            0..=16 => self.cells.iter().filter(|(low, _)| *low <= number).count(),
            _ => self.cells.partition_point(|(low, _)| *low <= number),
        };
        let place = next.checked_sub(1)?;
        let (_, high) = self.cells.get(place)?;
        (number <= *high && (!self.whole || number.is_whole())).then_some(place as u8)
    }

    /// The first cell that lies in a range, and the first after it that does not.
    pub fn inside(&self, range: Range) -> (u8, u8) {
        let from = self.cells.partition_point(|(low, _)| *low < range.low);
        let to = self.cells.partition_point(|(_, high)| *high <= range.high);
        (from as u8, to as u8)
    }
}
