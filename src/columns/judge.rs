//! The answers of a block: what each could be, exactly, how firm it is and which checks it needs.

use std::fmt;

use fearless_simd::{Level as Width, dispatch};

use crate::columns::block::Block;
use crate::columns::graph::{Graph, Swept};
use crate::columns::levels::Level;
use crate::columns::plane::{Plane, ROWS, bits_at};
use crate::columns::program::{Place, Program};
use crate::columns::sheets::{Sheets, one_of};
use crate::evaluate::{Decision, Firmness};
use crate::rules::{CheckId, FactId, RuleSet};

/// A rule set compiled to columns.
pub struct Columns<'a> {
    program: Program<'a>,
    decision: FactId,
    graph: Graph,
    levels: Vec<Level>,
    /// What the decision rests on.
    known: &'a Decision,
    /// The widest operations that this processor has.
    simd: Width,
}

/// Why a rule set cannot be judged by columns.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NotByColumns {
    /// It decides nothing.
    NoDecision,
    /// Its decision, as one function of all facts, takes too many nodes.
    TooLarge,
    /// A number has more than 64 cells, told apart by what it is compared with; the fact's name.
    TooManyCells(String),
}

impl fmt::Display for NotByColumns {
    /// Why it serves no stream of records.
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::NoDecision => to.write_str("the rule set decides nothing: it has no table of recommendations"),
            Self::TooLarge => to.write_str(
                "the decision of this rule set is too large to be worked out once for all records: audit districts one by one",
            ),
            Self::TooManyCells(fact) => write!(
                to,
                "`{fact}` is compared with too many numbers to judge a stream by this rule set: audit districts one by one"
            ),
        }
    }
}

impl std::error::Error for NotByColumns {}

impl<'a> Columns<'a> {
    /// Compiles a rule set.
    ///
    /// # Errors
    /// Where it cannot be judged by columns: then each initiative is judged by itself.
    pub fn of(set: &'a RuleSet) -> Result<Self, NotByColumns> {
        let (decision, known) = set.decision().zip(Decision::of(set)).ok_or(NotByColumns::NoDecision)?;
        let every = known.every(set).ok_or(NotByColumns::TooLarge)?;
        let program = Program::of(set, &known.reads).map_err(|many| NotByColumns::TooManyCells(many.fact))?;
        Ok(Self {
            graph: Graph::of(every),
            levels: Level::all(set, known, every),
            known,
            decision,
            program,
            simd: Width::new(),
        })
    }

    /// Whether any rule of initiatives reads a fact.
    #[must_use]
    pub fn reads(&self, fact: FactId) -> bool {
        !matches!(self.program.place(fact), Place::Unread)
    }

    /// How many nodes the decision takes.
    #[must_use]
    pub fn size(&self) -> usize {
        self.graph.size()
    }

    /// An empty block.
    #[must_use]
    pub fn block(&self) -> Block<'_> {
        Block::new(&self.program)
    }

    /// Room to judge block after block.
    #[must_use]
    pub fn room(&self) -> Room<'_> {
        Room {
            record: Sheets::new(&self.program),
            presumed: Sheets::new(&self.program),
            swept: self.graph.room(),
            may: vec![Vec::new(); self.levels.len()],
            pinned: vec![Vec::new(); self.levels.len()],
            allowed: Vec::new(),
            reach: Vec::new(),
            as_presumed: Vec::new(),
        }
    }

    /// Judges a block. What is read beside the answers, the truth of every condition on both sheets, stands in `room`.
    pub fn judge(&self, block: &Block, room: &mut Room) -> Judged {
        widest(self.simd, || room.record.record(block));
        widest(self.simd, || room.presumed.presume(block, &room.record));
        let mut planes = Vec::new();
        for level in &self.levels {
            level.planes(block, &room.record, &room.presumed, &mut planes);
            if let (Some(may), Some(pinned)) = (room.may.get_mut(level.at), room.pinned.get_mut(level.at)) {
                may.clear();
                pinned.clear();
                may.extend(planes.iter().map(|(may, _)| *may));
                pinned.extend(planes.iter().map(|(_, pinned)| *pinned));
            }
        }
        // what contradicts itself is left open between the two, which takes a record
        let apart = block.apart | room.record.against;
        let rows = Plane::first(block.rows()) & !apart;
        let table = room.record.options(self.decision).to_vec();
        let one = one_of(&table);
        let ask = rows & !one;
        let mut judged = Judged {
            rows: block.rows(),
            could_be: table.clone(),
            answer: [0; ROWS],
            settled: rows & one,
            provided: Plane::NONE,
            apart: apart & Plane::first(block.rows()),
            checks: vec![Plane::NONE; self.program.set.checks.len()],
        };
        if !ask.is_none() {
            self.ask(ask, &table, room, &mut judged);
        }
        let settled = judged.settled;
        for (option, plane) in judged.could_be.iter().enumerate() {
            for row in (*plane & settled).rows() {
                judged
                    .answer
                    .get_mut(row)
                    .into_iter()
                    .for_each(|slot| *slot = option as u8);
            }
        }
        judged
    }

    /// Judges the rows of which what is on record leaves several outcomes.
    fn ask(&self, ask: Plane, table: &[Plane], room: &mut Room, judged: &mut Judged) {
        let options = table.len();
        self.graph.allowed(&room.may, &mut room.allowed);
        widest(self.simd, || self.graph.reach(ask, &room.allowed, &mut room.reach));
        let possible = self.outcomes(options, &room.reach);
        self.graph.allowed(&room.pinned, &mut room.swept.allowed);
        let Swept { reach, allowed, .. } = &mut room.swept;
        widest(self.simd, || self.graph.reach(ask, allowed, reach));
        let presumed = self.outcomes(options, reach);
        let could_be: Vec<Plane> = table.iter().zip(&possible).map(|(a, b)| *a & *b).collect();
        let any = |planes: &[Plane]| planes.iter().fold(Plane::NONE, |any, plane| any | *plane);
        let apart = ask & !(any(&could_be) & any(&presumed));
        judged.apart |= apart;
        let ask = ask & !apart;
        judged.settled |= ask & one_of(&could_be);
        let unsettled = ask & !judged.settled;
        judged.provided = unsettled & one_of(&presumed);
        for (slot, plane) in judged.could_be.iter_mut().zip(&could_be) {
            *slot = (*slot & !ask) | (*plane & ask);
        }
        for (option, plane) in presumed.iter().enumerate() {
            for row in (*plane & judged.provided).rows() {
                judged
                    .answer
                    .get_mut(row)
                    .into_iter()
                    .for_each(|slot| *slot = option as u8);
            }
        }
        let named = room.presumed.options(self.decision);
        for row in (unsettled & !judged.provided).rows() {
            let among = [bits_at(&presumed, row), bits_at(named, row) & bits_at(&could_be, row)];
            let answer = self.known.most_cautious(&among).trailing_zeros() as u8;
            judged.answer.get_mut(row).into_iter().for_each(|slot| *slot = answer);
        }
        if !judged.provided.is_none() {
            self.checks(&presumed, room, judged);
        }
    }

    /// The rows that reach each outcome.
    fn outcomes(&self, options: usize, reach: &[Plane]) -> Vec<Plane> {
        let mut planes = vec![Plane::NONE; options];
        for (end, rows) in self.graph.ends_of(reach) {
            let held = planes
                .iter_mut()
                .enumerate()
                .filter(|(option, _)| end >> option & 1 == 1);
            held.for_each(|(_, plane)| *plane |= rows);
        }
        planes
    }

    /// Lets one check after the other go where the answer stays the only one without it.
    fn checks(&self, presumed: &[Plane], room: &mut Room, judged: &mut Judged) {
        let wrong: Vec<Plane> = self
            .graph
            .ends
            .iter()
            .map(|end| {
                let others = presumed.iter().enumerate().filter(|(option, _)| end >> option & 1 == 1);
                others.fold(Plane::NONE, |wrong, (_, only)| wrong | !*only)
            })
            .collect();
        let Room {
            reach,
            allowed,
            swept,
            as_presumed,
            ..
        } = room;
        widest(self.simd, || {
            self.graph
                .lead(reach, (allowed, &swept.allowed), judged.provided, &wrong, as_presumed)
        });
        for (unit, kept) in (0..).map(CheckId).zip(&mut judged.checks) {
            let mut more: Vec<(usize, Vec<Plane>)> = Vec::new();
            let mut rows = Plane::NONE;
            for level in &self.levels {
                let Some(by) = level.ruled_out_by.as_ref().filter(|by| by.contains(&unit)) else {
                    continue;
                };
                let (Some(may), Some(pinned)) = (room.may.get(level.at), room.pinned.get(level.at)) else {
                    continue;
                };
                let cells: Vec<Plane> = may
                    .iter()
                    .zip(pinned)
                    .zip(by)
                    .map(|((may, pinned), by)| {
                        if *by == unit {
                            *may & !*pinned & judged.provided
                        } else {
                            Plane::NONE
                        }
                    })
                    .collect();
                let some = cells.iter().fold(Plane::NONE, |some, cell| some | *cell);
                if !some.is_none() {
                    rows |= some;
                    more.push((level.at, cells));
                }
            }
            if !rows.is_none() {
                let Room {
                    reach,
                    as_presumed,
                    swept,
                    ..
                } = room;
                *kept = widest(self.simd, || {
                    self.graph.let_in(&more, rows, (reach, as_presumed), swept)
                });
            }
        }
    }
}

/// What is worked out of one block, and kept to be used again for the next.
pub struct Room<'p> {
    /// What is on record.
    pub record: Sheets<'p>,
    /// The same with what is presumed.
    pub presumed: Sheets<'p>,
    swept: Swept,
    /// By level and cell: the rows that may be in it.
    may: Vec<Vec<Plane>>,
    /// By level and cell: the rows that are in it as presumed.
    pinned: Vec<Vec<Plane>>,
    allowed: Vec<Plane>,
    /// By node, then by end: the rows that reach it; then those that may come from it to a wrong end.
    reach: Vec<Plane>,
    /// By node, then by end: the rows that come from it to a wrong end by what is as presumed.
    as_presumed: Vec<Plane>,
}

/// What is said of the rows of a block.
pub struct Judged {
    rows: usize,
    /// By option of the decision: the rows that some completion gives it.
    could_be: Vec<Plane>,
    answer: [u8; ROWS],
    settled: Plane,
    provided: Plane,
    apart: Plane,
    /// By check: the rows whose answer needs it.
    checks: Vec<Plane>,
}

impl Judged {
    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The rows that are to be judged by themselves.
    #[must_use]
    pub fn apart(&self) -> Plane {
        self.apart
    }

    /// What to do, as an option of the decision.
    #[must_use]
    pub fn answer(&self, row: usize) -> usize {
        self.answer.get(row).copied().unwrap_or_default().into()
    }

    /// How sure that is.
    #[must_use]
    pub fn firmness(&self, row: usize) -> Firmness {
        if self.settled.has(row) {
            Firmness::Settled
        } else if self.provided.has(row) {
            Firmness::Provided
        } else {
            Firmness::Open
        }
    }

    /// What some completion would give, as options of the decision.
    #[must_use]
    pub fn could_be(&self, row: usize) -> u64 {
        bits_at(&self.could_be, row)
    }

    /// The checks that the answer rests on, in the order of the rule set.
    pub fn checks(&self, row: usize) -> impl Iterator<Item = CheckId> {
        let each = (0..).map(CheckId).zip(&self.checks);
        each.filter(move |(_, plane)| plane.has(row)).map(|(check, _)| check)
    }
}

/// Does some work with the widest operations that the processor has.
#[inline(always)]
fn widest<T>(simd: Width, work: impl FnOnce() -> T) -> T {
    dispatch!(simd, _ => work())
}
