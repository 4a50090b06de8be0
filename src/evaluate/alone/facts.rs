//! Some facts, a bit each.

use crate::rules::{FactId, RuleSet};

/// Some facts.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub(super) struct Facts(pub(super) Box<[u64]>);

impl Facts {
    pub fn none(set: &RuleSet) -> Self {
        Self(vec![0; set.facts.len().div_ceil(64)].into())
    }

    pub fn of(set: &RuleSet, facts: impl IntoIterator<Item = FactId>) -> Self {
        let mut all = Self::none(set);
        facts.into_iter().for_each(|fact| all.add(fact));
        all
    }

    pub fn add(&mut self, fact: FactId) {
        let (word, bit) = (usize::from(fact.0) / 64, fact.0 % 64);
        self.0.get_mut(word).into_iter().for_each(|word| *word |= 1 << bit);
    }

    pub fn has(&self, fact: FactId) -> bool {
        let (word, bit) = (usize::from(fact.0) / 64, fact.0 % 64);
        self.0.get(word).is_some_and(|word| word >> bit & 1 == 1)
    }

    pub fn join(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a |= b);
    }

    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    pub fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(a, b)| a & b != 0)
    }

    pub fn clear(&mut self) {
        self.0.fill(0);
    }

    pub fn each(&self) -> impl Iterator<Item = FactId> {
        self.common(self)
    }

    /// Those that are in another one too.
    pub fn common<'f>(&'f self, other: &'f Self) -> impl Iterator<Item = FactId> {
        let words = self.0.iter().zip(&other.0).enumerate();
        words.flat_map(|(n, (word, other))| {
            let mut left = word & other;
            std::iter::from_fn(move || {
                let bit = (left != 0).then(|| left.trailing_zeros() as usize)?;
                left &= left - 1;
                Some(FactId((n * 64 + bit) as u16))
            })
        })
    }
}
