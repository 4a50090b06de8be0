//! What is presumed in the rows in which something is not known.

use crate::columns::block::Block;
use crate::columns::plane::Plane;
use crate::columns::program::{Place, is_ordered};
use crate::columns::sheets::{Sheets, one_of};
use crate::columns::steps::planes;
use crate::rules::{Fact, FactId};
use crate::truth::{Number, Possible};

impl Sheets<'_> {
    /// Presumes what is not known on record and works out every condition anew.
    #[inline(always)]
    pub(super) fn presume(&mut self, block: &Block, record: &Self) {
        let program = self.program;
        self.values.clone_from(&record.values);
        if !program.presumes {
            self.yes.clone_from(&record.yes);
            self.no.clone_from(&record.no);
            return;
        }
        for (id, fact) in program.set.each_fact() {
            match fact.presumed() {
                // what follows from others is worked out anew of what is on record
                _ if program.follows(id) => {
                    let column = block.columns.get(usize::from(id.0));
                    column
                        .into_iter()
                        .for_each(|column| planes(program.place(id), column, &mut self.values));
                }
                Some(value) => self.presume_fact(id, fact, value, record),
                None => {}
            }
        }
        self.hold_against(block);
        for op in &program.ops {
            self.step(block, Some(record), op);
        }
    }

    /// Puts what is presumed in place of what is not known, as far as what is bounded allows it.
    fn presume_fact(&mut self, id: FactId, fact: &Fact, presumed: Possible, record: &Self) {
        let program = self.program;
        match (program.place(id), presumed) {
            (Place::Options { at, .. }, Possible::Options(wanted)) => {
                let options = record.options(id);
                let open = !one_of(options);
                let wanted_here = |option: usize| wanted >> option & 1 == 1;
                let may = options.iter().enumerate().filter(|(option, _)| wanted_here(*option));
                let may = may.fold(Plane::NONE, |may, (_, plane)| may | *plane);
                let mut none = open & !may;
                for (option, (slot, plane)) in self.values.iter_mut().skip(at).zip(options).enumerate() {
                    let kept = if wanted_here(option) { Plane::ALL } else { !(open & may) };
                    *slot = *plane & kept;
                }
                if none.is_none() || !is_ordered(fact) {
                    return;
                }
                let mut near: Vec<usize> = (0..options.len()).collect();
                near.sort_by_key(|option| option.abs_diff(wanted.trailing_zeros() as usize));
                for slot in self.values.iter_mut().skip(at).take(options.len()) {
                    *slot &= !none;
                }
                for option in near {
                    let here = none & options.get(option).copied().unwrap_or_default();
                    none &= !here;
                    self.values
                        .get_mut(at + option)
                        .into_iter()
                        .for_each(|slot| *slot |= here);
                }
            }
            (Place::Cells { at, count }, Possible::Numbers { low: wanted, .. }) => {
                let cuts = usize::from(count.saturating_sub(1));
                let wanted = program.cuts(id).and_then(|cuts| cuts.place(wanted)).unwrap_or_default();
                for cell in 1..count {
                    let from = if cell <= wanted {
                        !record.below_cell(id, cell)
                    } else {
                        record.not_below_cell(id, cell)
                    };
                    let place = at + usize::from(cell - 1);
                    self.values.get_mut(place).into_iter().for_each(|slot| *slot = from);
                    self.values
                        .get_mut(place + cuts)
                        .into_iter()
                        .for_each(|slot| *slot = !from);
                }
                self.values
                    .get_mut(at + 2 * cuts)
                    .into_iter()
                    .for_each(|known| *known = Plane::ALL);
            }
            _ => {}
        }
    }

    /// Moves what is presumed to where the pairs of numbers allow it of which one is never above the other.
    fn hold_against(&mut self, block: &Block) {
        let program = self.program;
        for pair in &program.set.given {
            let exact = |fact| block.exact.iter().find(|exact| exact.fact == fact);
            let (Some(low), Some(high)) = (exact(pair.low), exact(pair.high)) else {
                continue;
            };
            let presumed = |fact: FactId| match program.set.fact(fact).presumed() {
                Some(Possible::Numbers { low, .. }) if !program.follows(fact) => Some(low),
                _ => None,
            };
            let (of_low, of_high) = (presumed(pair.low), presumed(pair.high));
            for row in 0..block.rows() {
                let (least, low_moves) = low.presuming(row, of_low, |(least, _)| least);
                let (most, high_moves) = high.presuming(row, of_high, |(_, most)| most);
                if !pair.excludes(least, most) {
                    continue;
                }
                if high_moves {
                    self.put(pair.high, row, least.minus(pair.within));
                } else if low_moves {
                    self.put(pair.low, row, most.plus(pair.within).max(Number::ZERO));
                }
            }
        }
    }

    /// Puts a presumed number in its place.
    fn put(&mut self, fact: FactId, row: usize, number: Number) {
        let here = self.program.cuts(fact).and_then(|cuts| cuts.place(number));
        if let (Place::Cells { at, count }, Some(here)) = (self.program.place(fact), here) {
            let cuts = usize::from(count.saturating_sub(1));
            for cell in 1..count {
                let place = at + usize::from(cell - 1);
                self.values
                    .get_mut(place)
                    .into_iter()
                    .for_each(|slot| slot.set(row, here >= cell));
                self.values
                    .get_mut(place + cuts)
                    .into_iter()
                    .for_each(|slot| slot.set(row, here < cell));
            }
        }
    }
}
