//! Some facts, a bit each, and the values of all.

use crate::rules::{FactId, RuleSet};
use crate::truth::Possible;

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

    #[inline]
    pub fn add(&mut self, fact: FactId) {
        let (word, bit) = (usize::from(fact.0) / 64, fact.0 % 64);
        self.0.get_mut(word).into_iter().for_each(|word| *word |= 1 << bit);
    }

    #[inline]
    pub fn has(&self, fact: FactId) -> bool {
        let (word, bit) = (usize::from(fact.0) / 64, fact.0 % 64);
        self.0.get(word).is_some_and(|word| word >> bit & 1 == 1)
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

/// A value of each fact. They are handed on by reference, since a copy in pieces is what most of the time went to.
#[derive(Clone, Debug)]
pub(super) struct Values(pub(super) Vec<Possible>);

impl Values {
    #[inline(always)]
    pub fn at(&self, fact: FactId) -> &Possible {
        const NOTHING: Possible = Possible::Words { known: false };
        self.0.get(usize::from(fact.0)).unwrap_or(&NOTHING)
    }

    #[inline(always)]
    pub fn set(&mut self, fact: FactId, value: &Possible) {
        let slot = self.0.get_mut(usize::from(fact.0));
        slot.into_iter().for_each(|slot| *slot = *value);
    }
}
