//! What is on record of up to 1,024 initiatives, a column a fact.

use crate::columns::plane::{Plane, ROWS};
use crate::columns::program::{Place, Program};
use crate::evaluate::{Origin, Sheet};
use crate::rules::FactId;
use crate::truth::{Number, Possible};

/// The column of a fact.
#[derive(Clone, Debug)]
pub(super) enum Column {
    /// No rule reads it.
    Unread,
    /// The options that each row may have, as bits, of a fact with eight or fewer.
    Few(Box<[u8; ROWS]>),
    /// The same of a fact with more.
    Many(Box<[u64; ROWS]>),
    /// The cells of the least and of the greatest number of each row, and the rows where it is one number.
    Cells {
        low: Box<[u8; ROWS]>,
        high: Box<[u8; ROWS]>,
        known: Plane,
    },
    /// The rows in which something is written.
    Words(Plane),
}

/// What is on record of up to 1,024 initiatives, before any rule is read.
pub struct Block<'p> {
    pub(super) program: &'p Program<'p>,
    rows: usize,
    /// By fact.
    pub(super) columns: Vec<Column>,
    /// By fact, of those that follow from others: the rows in which it is stated.
    pub(super) stated: Vec<Plane>,
    /// The numbers that are held against each other, as they are.
    pub(super) exact: Vec<Exact>,
    /// The rows that cannot be judged by columns.
    pub(super) apart: Plane,
    /// By fact: whether any row says anything of it.
    pub(super) said: Vec<bool>,
}

/// The numbers of a fact that is held against another one.
pub(super) struct Exact {
    pub fact: FactId,
    pub low: Box<[Number; ROWS]>,
    pub high: Box<[Number; ROWS]>,
}

impl Exact {
    /// An end of what stands in a row with what is presumed, and whether that is presumed.
    pub fn presuming(
        &self,
        row: usize,
        presumed: Option<Number>,
        end: impl Fn((Number, Number)) -> Number,
    ) -> (Number, bool) {
        let of = |numbers: &[Number; ROWS]| numbers.get(row).copied().unwrap_or_default();
        let (low, high) = (of(&self.low), of(&self.high));
        match presumed {
            Some(wanted) if low != high => (wanted.clamp(low, high.max(low)), true),
            _ => (end((low, high)), false),
        }
    }
}

impl<'p> Block<'p> {
    pub(super) fn new(program: &'p Program<'p>) -> Self {
        let set = program.set;
        let columns = set
            .each_fact()
            .map(|(id, fact)| match (program.place(id), fact.anything()) {
                (Place::Options { count, .. }, anything) if count <= 8 => {
                    Column::Few(Box::new([anything.bits() as u8; ROWS]))
                }
                (Place::Options { .. }, anything) => Column::Many(Box::new([anything.bits(); ROWS])),
                (Place::Cells { count, .. }, _) => Column::Cells {
                    low: Box::new([0; ROWS]),
                    high: Box::new([count.saturating_sub(1); ROWS]),
                    known: Plane::NONE,
                },
                (Place::Words { .. }, _) => Column::Words(Plane::NONE),
                (Place::Unread, _) => Column::Unread,
            });
        let paired = set.each_fact().filter(|(id, _)| program.is_paired(*id));
        let exact = paired.filter_map(|(fact, declared)| match declared.anything() {
            Possible::Numbers { low, high } => Some(Exact {
                fact,
                low: Box::new([low; ROWS]),
                high: Box::new([high; ROWS]),
            }),
            _ => None,
        });
        Self {
            columns: columns.collect(),
            stated: vec![Plane::NONE; set.facts.len()],
            exact: exact.collect(),
            apart: Plane::NONE,
            said: vec![false; set.facts.len()],
            rows: 0,
            program,
        }
    }

    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Whether there is no place for another row.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.rows == ROWS
    }

    /// Forgets every row.
    pub fn clear(&mut self) {
        let set = self.program.set;
        let columns = self.columns.iter_mut().zip(&mut self.said).zip(&set.facts);
        for ((column, said), fact) in columns.filter(|((_, said), _)| **said) {
            *said = false;
            match (column, fact.anything()) {
                (Column::Few(bytes), anything) => bytes.fill(anything.bits() as u8),
                (Column::Many(words), anything) => words.fill(anything.bits()),
                (Column::Cells { low, high, known }, _) => {
                    low.fill(0);
                    high.fill(0);
                    *known = Plane::NONE;
                }
                (Column::Words(known), _) => *known = Plane::NONE,
                (Column::Unread, _) => {}
            }
        }
        for (place, column) in self.program.places.iter().zip(&mut self.columns) {
            if let (Place::Cells { count, .. }, Column::Cells { high, .. }) = (place, column) {
                high.fill(count.saturating_sub(1));
            }
        }
        self.stated.fill(Plane::NONE);
        for exact in &mut self.exact {
            if let Possible::Numbers { low, high } = set.fact(exact.fact).anything() {
                exact.low.fill(low);
                exact.high.fill(high);
            }
        }
        self.apart = Plane::NONE;
        self.rows = 0;
    }

    /// Begins a row of which nothing is known; gives its place, or nothing where the block is full.
    pub fn begin(&mut self) -> Option<usize> {
        let row = (self.rows < ROWS).then_some(self.rows)?;
        self.rows += 1;
        Some(row)
    }

    /// Says that a row is to be judged by itself: that something in it is estimated, proposed, contradicted or kept back.
    pub fn set_apart(&mut self, row: usize) {
        self.apart.add(row);
    }

    /// Sets what a fact may be in a row; `stated` says that it is written, and not counted or ruled out by a check.
    #[inline]
    pub fn set(&mut self, row: usize, fact: FactId, value: Possible, stated: bool) {
        let place = usize::from(fact.0);
        let declared = self.program.set.fact(fact);
        let (Some(column), Some(said)) = (self.columns.get_mut(place), self.said.get_mut(place)) else {
            return;
        };
        let known = value.is_known();
        let mut fits = true;
        match (column, value) {
            (Column::Unread, _) => return,
            (Column::Few(bytes), Possible::Options(bits)) => {
                bytes.get_mut(row).into_iter().for_each(|byte| *byte = bits as u8);
            }
            (Column::Many(words), Possible::Options(bits)) => {
                words.get_mut(row).into_iter().for_each(|word| *word = bits);
            }
            (Column::Cells { low, high, known: one }, Possible::Numbers { low: least, high: most }) => {
                let cuts = self.program.cuts(fact);
                let cell = |number| cuts.and_then(|cuts| cuts.place(number));
                let from = cell(least);
                let to = if known { from } else { cell(most) };
                match (from, to, low.get_mut(row), high.get_mut(row)) {
                    (Some(from), Some(to), Some(low), Some(high)) => (*low, *high) = (from, to),
                    _ => fits = false,
                }
                if known {
                    one.add(row);
                }
                let paired = self.program.is_paired(fact);
                for exact in self.exact.iter_mut().filter(|exact| paired && exact.fact == fact) {
                    if let (Some(low), Some(high)) = (exact.low.get_mut(row), exact.high.get_mut(row)) {
                        (*low, *high) = (least, most);
                    }
                }
            }
            (Column::Words(written), Possible::Words { known: true }) => written.add(row),
            (Column::Words(_), Possible::Words { known: false }) => {}
            _ => fits = false,
        }
        *said = true;
        if stated && self.program.follows(fact) {
            if let Some(plane) = self.stated.get_mut(place) {
                plane.add(row);
            }
            // what is stated and says nothing, or is presumed where it says too little, is read in its own way
            fits &= value != declared.anything() && (known || declared.presume.is_none());
        }
        if !fits || value == Possible::Options(0) {
            self.apart.add(row);
        }
    }

    /// Adds a record that was filled, before or after its rules were read; gives its row, or nothing where the block is
    /// full.
    pub fn push(&mut self, record: &Sheet) -> Option<usize> {
        let row = self.begin()?;
        let set = self.program.set;
        let values = record.values.iter().zip(&record.origins);
        for ((id, fact), (value, origin)) in set.each_fact().zip(values) {
            let stated = matches!(origin, Origin::Given | Origin::Inherited);
            match origin {
                Origin::Contradicted | Origin::Hidden | Origin::Proposed | Origin::Presumed => self.set_apart(row),
                Origin::Computed => {}
                _ if stated || *value != fact.anything() => self.set(row, id, *value, stated),
                _ => {}
            }
        }
        Some(row)
    }
}
