//! The fewest pieces that give an answer.

use crate::compare::answers::Standing;
use crate::evaluate::Judge;
use crate::inventory::Inventory;
use crate::rules::RuleSet;

use super::{CausingFact, Differences, Piece};

/// So many times an initiative is judged anew at the most to find the fewest pieces.
const MOST: usize = 400;

/// Facts alone; facts together; whether these are the fewest.
pub(crate) type Found = (Vec<CausingFact>, Vec<CausingFact>, bool);

/// The facts that give the wanted answer to an initiative of an inventory that differs from another.
pub(crate) fn flips(
    set: &RuleSet,
    [before, after]: [&Inventory; 2],
    id: &str,
    wanted: &dyn Fn(&Standing) -> bool,
) -> Found {
    let place = |inventory: &Inventory| inventory.initiatives.iter().position(|i| i.id == id);
    let (Some(was), Some(is)) = (place(before), place(after)) else {
        return (Vec::new(), Vec::new(), true);
    };
    let Some(pieces) = Differences::of(set, before, after, was, is) else {
        return (Vec::new(), Vec::new(), true);
    };
    let mut search = Search {
        pieces,
        judge: Judge::of(set),
        wanted,
        left: MOST,
    };
    search.found()
}

struct Search<'a> {
    pieces: Differences<'a>,
    judge: Judge<'a>,
    wanted: &'a dyn Fn(&Standing) -> bool,
    left: usize,
}

impl Search<'_> {
    /// Whether some pieces give the wanted answer.
    fn gives(&mut self, chosen: &[Piece]) -> bool {
        self.left = self.left.saturating_sub(1);
        let (mixed, place) = self.pieces.mixed(chosen);
        let verdict = self.judge.verdict(&mixed, place);
        verdict.is_some_and(|verdict| (self.wanted)(&Standing::of(self.pieces.set, &verdict)))
    }

    fn found(&mut self) -> Found {
        let all = self.pieces.all.clone();
        let mut alone: Vec<Piece> = Vec::new();
        for piece in &all {
            if !self.gives(std::slice::from_ref(piece)) {
                continue;
            }
            if *piece == Piece::Others {
                let each = self.pieces.others();
                let single: Vec<Piece> = each
                    .into_iter()
                    .filter(|one| self.gives(std::slice::from_ref(one)))
                    .collect();
                match single.is_empty() {
                    true => alone.push(Piece::Others),
                    false => alone.extend(single),
                }
            } else {
                alone.push(piece.clone());
            }
        }
        if !alone.is_empty() {
            return (self.said(&alone), Vec::new(), true);
        }
        let (together, fewest) = self.together(&all);
        (Vec::new(), self.said(&together), fewest)
    }

    /// Few pieces that give it together, and whether there are no fewer.
    fn together(&mut self, all: &[Piece]) -> (Vec<Piece>, bool) {
        // what differs beside the pieces gives no answer of the table, so all together give it; if not, nothing is said
        if !self.gives(all) {
            return (Vec::new(), false);
        }
        for (n, one) in all.iter().enumerate() {
            for other in all.iter().skip(n + 1) {
                if self.left == 0 {
                    return (self.spared(all), false);
                }
                let two = [one.clone(), other.clone()];
                if self.gives(&two) {
                    return (self.refined(&two), true);
                }
            }
        }
        let kept = self.spared(all);
        // three are the fewest where no two give it
        let fewest = kept.len() <= 3;
        (kept, fewest)
    }

    /// What is left of the pieces when one after another is left out that is not needed.
    fn spared(&mut self, all: &[Piece]) -> Vec<Piece> {
        let mut kept = all.to_vec();
        for piece in all.iter().rev() {
            let fewer: Vec<Piece> = kept.iter().filter(|p| *p != piece).cloned().collect();
            if self.gives(&fewer) {
                kept = fewer;
            }
        }
        self.refined(&kept)
    }

    /// The same with one other initiative in place of all others, where one does.
    fn refined(&mut self, chosen: &[Piece]) -> Vec<Piece> {
        let rest: Vec<Piece> = chosen.iter().filter(|p| **p != Piece::Others).cloned().collect();
        if rest.len() == chosen.len() {
            return rest;
        }
        for other in self.pieces.others() {
            let mut one = rest.clone();
            one.push(other);
            if self.gives(&one) {
                return one;
            }
        }
        chosen.to_vec()
    }

    fn said(&self, pieces: &[Piece]) -> Vec<CausingFact> {
        pieces.iter().map(|piece| self.pieces.said(piece)).collect()
    }
}
