//! Verdicts that follow an inventory from answer to answer: of an initiative that reads nothing of what was changed the
//! verdict stays.

use std::sync::Arc;

use crate::evaluate::Sheet;
use crate::evaluate::audit::{Verdict, verdict};
use crate::evaluate::bench::{Bench, Others};
use crate::evaluate::questions::Asker;
use crate::inventory::Inventory;
use crate::rules::RuleSet;

/// The verdicts of an inventory as it stands, before findings are made of them; no questions are looked for.
pub(crate) struct Standing<'a> {
    set: &'a RuleSet,
    asker: Asker<'a>,
    verdicts: Vec<Verdict>,
    /// What each was judged by beside its own record.
    others: Others,
    beside: Option<[Arc<Sheet>; 2]>,
}

impl<'a> Standing<'a> {
    /// Judges a whole inventory.
    pub fn of(set: &'a RuleSet, inventory: &Inventory) -> Self {
        let bench = Bench::of(set, inventory);
        let mut made = Self {
            set,
            asker: Asker::without_questions(set),
            verdicts: Vec::with_capacity(inventory.initiatives.len()),
            others: bench.others(),
            beside: None,
        };
        for place in 0..inventory.initiatives.len() {
            let judged = made.judged(&bench, place);
            made.verdicts.extend(judged);
        }
        made
    }

    /// By initiative.
    pub fn verdicts(&self) -> &[Verdict] {
        &self.verdicts
    }

    /// Follows an inventory in which the record of the initiative at `place` was changed: it is judged anew, and each
    /// other of which something else is counted now.
    pub fn follow(&mut self, inventory: &Inventory, place: usize) {
        let bench = Bench::of(self.set, inventory);
        let others = bench.others();
        let is_same = others.is_same(&self.others);
        let all = 0..self.verdicts.len();
        let changed: Vec<usize> = all.filter(|one| *one == place || !is_same(*one)).collect();
        drop(is_same);
        for one in changed {
            if let Some(judged) = self.judged(&bench, one)
                && let Some(held) = self.verdicts.get_mut(one)
            {
                *held = judged;
            }
        }
        self.others = others;
    }

    fn judged(&mut self, bench: &Bench, place: usize) -> Option<Verdict> {
        let mut judged = verdict(&mut self.asker, bench, place, bench.initiative(place)?.sheet);
        judged.keep(&mut self.beside);
        Some(judged)
    }
}
