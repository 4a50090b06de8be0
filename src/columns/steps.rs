//! The operations of a rule set on the planes of a block, each as `docs/semantics.md` has it.

use crate::columns::block::{Block, Column};
use crate::columns::plane::Plane;
use crate::columns::program::{Op, Place};
use crate::columns::sheets::{Sheets, is_yes};
use crate::rules::contract::KnownFact;
use crate::rules::{Derive, FactId, NodeId};
use crate::truth::Possible;

impl Sheets<'_> {
    #[inline(always)]
    pub(super) fn step(&mut self, block: &Block, record: Option<&Self>, op: &Op) {
        match op {
            Op::Among { fact, mask, into } => {
                let (mut inside, mut outside) = (Plane::NONE, Plane::NONE);
                for (option, plane) in self.options(*fact).iter().enumerate() {
                    if mask >> option & 1 == 1 {
                        inside |= *plane;
                    } else {
                        outside |= *plane;
                    }
                }
                self.say(*into, !outside, !inside & outside);
            }
            Op::Within {
                fact,
                cells: (from, to),
                outside,
                into,
            } => {
                let inside = self.not_below_cell(*fact, *from) & self.below_cell(*fact, *to);
                let beyond = self.below_cell(*fact, *from) | self.not_below_cell(*fact, *to);
                match outside {
                    false => self.say(*into, inside, beyond),
                    true => self.say(*into, beyond, inside),
                }
            }
            Op::Known { fact, wanted, into } => {
                let known = self.known(*fact);
                match wanted {
                    true => self.say(*into, known, !known),
                    false => self.say(*into, !known, known),
                }
            }
            Op::All { parts, into } => {
                let parts = self.parts(parts);
                let (yes, no) = parts.fold((Plane::ALL, Plane::NONE), |(yes, no), (y, n)| (yes & y, no | n));
                self.say(*into, yes, no);
            }
            Op::Any { parts, mirrored, into } => {
                let parts = self.parts(parts);
                let (yes, no) = parts.fold((Plane::NONE, Plane::ALL), |(yes, no), (y, n)| (yes | y, no & n));
                match mirrored {
                    false => self.say(*into, yes, no),
                    true => self.say(*into, no, yes),
                }
            }
            Op::AtLeast { least, parts, into } => {
                let parts: Vec<(Plane, Plane)> = self.parts(parts).collect();
                let yes = at_least(*least, parts.iter().map(|(yes, _)| *yes));
                let may = at_least(*least, parts.iter().map(|(_, no)| !*no));
                self.say(*into, yes, !may & !yes);
            }
            Op::Applies { by, into } => {
                let ((yes, no), (applies, never)) = (self.truth(*into), self.truth(*by));
                self.say(*into, yes & applies, no | never);
            }
            Op::Fact(id) => self.follow(block, record.is_some(), *id),
            Op::Table(place) => self.table(block, record.is_some(), *place),
            Op::Score(place) => self.score(block, record, *place),
        }
    }

    #[inline(always)]
    fn say(&mut self, node: NodeId, yes: Plane, no: Plane) {
        let at = node.0 as usize;
        if let (Some(held), Some(fails)) = (self.yes.get_mut(at), self.no.get_mut(at)) {
            (*held, *fails) = (yes, no);
        }
    }

    #[inline(always)]
    fn parts(&self, parts: &std::ops::Range<usize>) -> impl Iterator<Item = (Plane, Plane)> {
        let parts = self.program.parts.get(parts.clone()).unwrap_or_default();
        parts.iter().map(|part| self.truth(*part))
    }

    /// A fact that follows from others, in the rows in which nothing is on record of it.
    #[inline(always)]
    fn follow(&mut self, block: &Block, presumes: bool, id: FactId) {
        let set = self.program.set;
        let fact = set.fact(id);
        let Place::Options { at, count } = self.program.place(id) else {
            return;
        };
        let mut made = vec![Plane::NONE; count];
        match fact.computed() {
            Some(Derive::LeastOf(list)) => {
                let mut below = vec![Plane::ALL; count];
                for part in list {
                    let planes = self.options(*part);
                    let mut above = Plane::NONE;
                    for (option, slot) in made.iter_mut().enumerate().rev() {
                        let own = planes.get(option).copied().unwrap_or_default();
                        above |= own;
                        *slot |= own;
                        below.get_mut(option).into_iter().for_each(|below| *below &= above);
                    }
                }
                for (slot, below) in made.iter_mut().zip(below) {
                    *slot &= below;
                }
            }
            Some(Derive::Rule(rule)) => {
                let (yes, no) = self.truth(set.rule(*rule).when);
                made = vec![!yes, !no];
            }
            Some(Derive::NoWhen(other)) => {
                let yes = is_yes(self.options(*other));
                made.fill(!yes);
                made.first_mut().into_iter().for_each(|no| *no = Plane::ALL);
            }
            Some(Derive::KindGroup | Derive::KindNeedsDrivers) => {
                let kinds = set.known(KnownFact::Kind).map_or(&[][..], |kind| self.options(kind));
                let leads = self.program.of_kind.get(usize::from(id.0)).into_iter().flatten();
                for (kind, option) in kinds.iter().zip(leads) {
                    let slot = option.and_then(|option| made.get_mut(option));
                    slot.into_iter().for_each(|slot| *slot |= *kind);
                }
            }
            _ => return,
        }
        let follows = made.iter().fold(Plane::NONE, |some, plane| some | !*plane);
        // what is written or counted stays
        let held = self.options(id).iter().fold(Plane::NONE, |some, plane| some | !*plane);
        let presumed = fact.presumed().filter(|_| presumes);
        let stated = block.stated.get(usize::from(id.0)).copied().unwrap_or_default();
        // an answer that another one excludes is told as that
        if !presumes && !stated.is_none() && !matches!(fact.computed(), Some(Derive::NoWhen(_))) {
            self.note_against(stated, at, &made);
        }
        for (option, (slot, made)) in self.values.iter_mut().skip(at).zip(made).enumerate() {
            let otherwise = match presumed {
                Some(Possible::Options(bits)) if bits >> option & 1 == 0 => stated,
                _ => Plane::ALL,
            };
            *slot = (held & *slot) | (!held & ((follows & made) | (!follows & otherwise)));
        }
    }

    #[inline(always)]
    fn table(&mut self, block: &Block, presumes: bool, place: usize) {
        let set = self.program.set;
        let Some(table) = set.tables.get(place) else { return };
        let Place::Options { at, count } = self.program.place(table.fact) else {
            return;
        };
        let stated = block.stated.get(usize::from(table.fact.0)).copied().unwrap_or_default();
        let mut outcomes = vec![Plane::NONE; count];
        let mut open = Plane::ALL;
        for row in &table.rows {
            let (yes, no) = row.when.map_or((Plane::ALL, Plane::NONE), |node| self.truth(node));
            outcomes
                .get_mut(row.then)
                .into_iter()
                .for_each(|slot| *slot |= open & !no);
            open &= !yes;
        }
        if !presumes && !stated.is_none() {
            self.note_against(stated, at, &outcomes);
        }
        for (slot, outcome) in self.values.iter_mut().skip(at).zip(outcomes) {
            *slot = (stated & *slot) | (!stated & outcome);
        }
    }

    /// Notes the rows in which what is stated of a fact and what the rest comes to exclude each other.
    #[inline(always)]
    fn note_against(&mut self, stated: Plane, at: usize, made: &[Plane]) {
        let pairs = self.values.iter().skip(at).zip(made);
        let both = pairs.fold(Plane::NONE, |both, (held, made)| both | (*held & *made));
        self.against |= stated & !both;
    }
}

/// The planes of a column.
pub(super) fn planes(place: Place, column: &Column, values: &mut [Plane]) {
    match (place, column) {
        (Place::Options { at, count }, Column::Few(bytes)) => {
            for (option, slot) in values.iter_mut().skip(at).take(count).enumerate() {
                *slot = Plane::of_bit(bytes, option as u32);
            }
        }
        (Place::Options { at, count }, Column::Many(words)) => {
            let slots = values.get_mut(at..at + count).unwrap_or_default();
            slots.fill(Plane::NONE);
            for (row, word) in words.iter().enumerate() {
                let mut bits = *word;
                while bits != 0 {
                    let option = bits.trailing_zeros() as usize;
                    slots.get_mut(option).into_iter().for_each(|slot| slot.add(row));
                    bits &= bits - 1;
                }
            }
        }
        (Place::Cells { at, count }, Column::Cells { low, high, known }) => {
            let mut slots = values.iter_mut().skip(at);
            for cell in 1..count {
                slots
                    .next()
                    .into_iter()
                    .for_each(|slot| *slot = Plane::at_least(low, cell));
            }
            for cell in 1..count {
                slots
                    .next()
                    .into_iter()
                    .for_each(|slot| *slot = !Plane::at_least(high, cell));
            }
            slots.next().into_iter().for_each(|slot| *slot = *known);
        }
        (Place::Words { at }, Column::Words(known)) => {
            values.get_mut(at).into_iter().for_each(|slot| *slot = *known);
        }
        _ => {}
    }
}

/// The rows in at least so many planes.
#[inline(always)]
fn at_least(least: usize, planes: impl Iterator<Item = Plane>) -> Plane {
    // the rows that are in one, two, three of them so far
    let mut counts = vec![Plane::NONE; least];
    for plane in planes {
        for place in (1..least).rev() {
            let before = counts.get(place - 1).copied().unwrap_or_default();
            counts
                .get_mut(place)
                .into_iter()
                .for_each(|count| *count |= before & plane);
        }
        counts.first_mut().into_iter().for_each(|count| *count |= plane);
    }
    counts.last().copied().unwrap_or(Plane::ALL)
}
