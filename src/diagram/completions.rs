//! What is given about facts: which answers may stand together, which completions of an inventory count, and which
//! facts settle a decision between them.

use rustc_hash::FxHashMap as HashMap;

use crate::diagram::cells::FactCell;
use crate::diagram::compile::{EXCLUDED, Held, Model};
use crate::diagram::graph::{Cells, Diagram, Function, TooLarge};
use crate::diagram::order;
use crate::rules::{AtMost, FactId};
use crate::truth::Possible;

/// Two answers that lead to different outcomes.
const DIFFERENT: u64 = u64::MAX;

impl Model<'_> {
    /// The outcomes of the completions of one inventory that what is given about facts allows, none elsewhere. Where it
    /// allows no completion at all, the answers contradict it and are taken as they stand.
    ///
    /// # Errors
    /// When the diagram grows above its limit.
    pub fn completions(&mut self, outcomes: Function) -> Result<Function, TooLarge> {
        let allowed = self.allowed()?;
        let nothing = self.diagram.end(0);
        let left = self.diagram.choose(allowed, outcomes, nothing)?;
        Ok(if self.diagram.reached(left, &[]) == 0 {
            outcomes
        } else {
            left
        })
    }

    /// The function where what is given about facts allows the answers, [`EXCLUDED`] elsewhere.
    ///
    /// # Errors
    /// When the diagram grows above its limit.
    pub fn given(&mut self, function: Function) -> Result<Function, TooLarge> {
        let allowed = self.allowed()?;
        let excluded = self.diagram.end(EXCLUDED);
        self.diagram.choose(allowed, function, excluded)
    }

    /// 1 where what is given about facts allows the answers, 0 elsewhere.
    fn allowed(&mut self) -> Result<Function, TooLarge> {
        Ok(match self.allowed {
            Some(allowed) => allowed,
            None => {
                let mut allowed = self.diagram.end(1);
                for given in &self.set.given {
                    let one = self.at_most(*given)?;
                    allowed = self.diagram.join(allowed, one, u64::min)?;
                }
                self.allowed = Some(allowed);
                allowed
            }
        })
    }

    /// 1 where the cells of two numbers allow what is given about them, 0 elsewhere. Where the answer is looked at, one
    /// that is not known is held to what is presumed of it: where the other bounds it to something else, it is covered
    /// by the values that it may have.
    fn at_most(&mut self, given: AtMost) -> Result<Function, TooLarge> {
        let mut levels = [(0, Vec::new()), (0, Vec::new())];
        for (slot, fact) in levels.iter_mut().zip([given.low, given.high]) {
            let declared = self.set.fact(fact);
            let level = self.level(fact);
            let presumed = declared.presumed().filter(|_| self.answers);
            let edges = |cell: &FactCell| match (*cell, presumed) {
                (FactCell::Value(Possible::Numbers { low, high }), _)
                | (FactCell::Unknown, Some(Possible::Numbers { low, high })) => Some((low, high)),
                _ => None,
            };
            let cells = self.asked_at(level).map_or(&[][..], |a| &a.cells);
            *slot = (level, cells.iter().map(edges).collect::<Vec<_>>());
        }
        let [(first, lows), (second, highs)] = levels;
        let mut allowed = self.diagram.end(1);
        for (here, a) in lows.iter().enumerate() {
            for (there, b) in highs.iter().enumerate() {
                let (Some((least, _)), Some((_, most))) = (a, b) else {
                    continue;
                };
                if !given.excludes(*least, *most) {
                    continue;
                }
                let is = |diagram: &mut Diagram, level, count, place| {
                    let ends = (0..count).map(|n| diagram.end(u64::from(n == place))).collect();
                    diagram.ask(level, ends)
                };
                let a = is(&mut self.diagram, first, lows.len(), here)?;
                let b = is(&mut self.diagram, second, highs.len(), there)?;
                let both = self.diagram.join(a, b, u64::min)?;
                allowed = self
                    .diagram
                    .join(allowed, both, |allowed, both| if both == 1 { 0 } else { allowed })?;
            }
        }
        Ok(allowed)
    }

    /// The facts that settle the outcomes of completions for sure, none of which can be spared: without any one of
    /// them, two completions that agree on all others differ in their outcome. Completions in which a fact is yes and
    /// also what makes it no count for none.
    ///
    /// # Errors
    /// When the diagram grows above its limit.
    pub fn sure(&mut self, outcomes: Function) -> Result<Vec<FactId>, TooLarge> {
        let mut left = self.consistent(outcomes)?;
        for level in self.asked_in_order(left).into_iter().rev() {
            if self.diagram.tells_apart(left, level) {
                continue;
            }
            if let Some(count) = self.asked_at(level).map(|a| a.cells.len()) {
                left = self.without(left, level, count)?;
            }
        }
        let levels = self.asked_in_order(left).into_iter();
        Ok(levels.filter_map(|l| self.asked_at(l)).map(|a| a.fact).collect())
    }

    /// The levels that a function asks, in an order that does not rest on which stands above which: as `order.txt` has
    /// them, the others after it.
    #[must_use]
    pub fn asked_in_order(&self, function: Function) -> Vec<usize> {
        let mut levels = self.diagram.asked(function);
        let ranks: HashMap<FactId, usize> = order::of(self.set).zip(0..).collect();
        let rank = |level: &usize| self.asked_at(*level).and_then(|asked| ranks.get(&asked.fact));
        levels.sort_by_key(|level| rank(level).copied().unwrap_or(usize::MAX));
        levels
    }

    /// Whether two completions that what is given about facts allows, and that differ at one level alone, differ in their
    /// outcome: then the cells that they share, else nothing.
    ///
    /// # Errors
    /// When the diagram grows above its limit.
    pub fn apart(&mut self, outcomes: Function, level: usize) -> Result<Option<Cells>, TooLarge> {
        let count = self.asked_at(level).map(|a| a.cells.len());
        let Some(count) = count.filter(|_| self.diagram.tells_apart(outcomes, level)) else {
            return Ok(None);
        };
        let merged = self.without(outcomes, level, count)?;
        Ok(self.diagram.find(merged, |end| end == DIFFERENT))
    }

    /// The outcome that all cells of a level give which may be, [`DIFFERENT`] where they give several.
    fn without(&mut self, outcomes: Function, level: usize, count: usize) -> Result<Function, TooLarge> {
        let mut merged = self.diagram.end(0);
        for cell in 0..count {
            let here = self.diagram.fix(outcomes, level, cell)?;
            merged = self.diagram.join(merged, here, |a, b| match (a, b) {
                (0, other) | (other, 0) => other,
                (a, b) if a == b => a,
                _ => DIFFERENT,
            })?;
        }
        Ok(merged)
    }

    /// The outcomes, none where a fact is yes and also what makes it no.
    fn consistent(&mut self, outcomes: Function) -> Result<Function, TooLarge> {
        let ruled_out: Vec<(FactId, FactId)> = self
            .set
            .each_fact()
            .filter_map(|(id, _)| match self.world.get(usize::from(id.0)) {
                Some(Held::NoUnless(other, _)) => Some((id, *other)),
                _ => None,
            })
            .collect();
        let mut left = outcomes;
        for (fact, other) in ruled_out {
            let (Some(fact), Some(other)) = (self.says_yes(fact)?, self.says_yes(other)?) else {
                continue;
            };
            let both = self.diagram.join(fact, other, u64::min)?;
            left = self
                .diagram
                .join(left, both, |outcomes, both| if both == 1 { 0 } else { outcomes })?;
        }
        Ok(left)
    }

    /// 1 where a yes-no fact that is asked is yes, 0 elsewhere; nothing when it is not asked.
    fn says_yes(&mut self, fact: FactId) -> Result<Option<Function>, TooLarge> {
        let Some(level) = self.level_of(fact) else {
            return Ok(None);
        };
        let yes = FactCell::Value(Possible::option(1));
        let cells = self.asked_at(level).map_or_else(Vec::new, |a| a.cells.clone());
        let ends = cells.iter().map(|c| self.diagram.end(u64::from(*c == yes))).collect();
        self.diagram.ask(level, ends).map(Some)
    }
}
