//! A sheet by what sets it apart from another: of the facts of an initiative most are as on others of its inventory, and
//! a district may have a hundred thousand.

use std::sync::Arc;

use crate::evaluate::{Origin, Sheet};
use crate::rules::{FactId, NodeId, RuleId};
use crate::truth::{Possible, Truth};

/// What a sheet holds beside another.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    base: Arc<Sheet>,
    /// A bit a fact: whether it stands here, not on the other.
    apart: Box<[u64]>,
    /// Those that do, in the order of the facts.
    values: Box<[Possible]>,
    origins: Box<[Origin]>,
    nodes: Truths,
    rules: Truths,
}

impl Kept {
    /// Of a whole sheet, beside another of the same rule set.
    pub fn of(sheet: &Sheet, base: &Arc<Sheet>) -> Self {
        let facts = sheet.values.iter().zip(&sheet.origins);
        let others = base.values.iter().zip(&base.origins);
        let mut apart = vec![0_u64; sheet.values.len().div_ceil(64)];
        let (mut values, mut origins) = (Vec::new(), Vec::new());
        for (place, ((value, origin), other)) in facts.zip(others).enumerate() {
            if (value, origin) == other {
                continue;
            }
            if let Some(word) = apart.get_mut(place / 64) {
                *word |= 1 << (place % 64);
                values.push(*value);
                origins.push(*origin);
            }
        }
        Self {
            base: Arc::clone(base),
            apart: apart.into(),
            values: values.into(),
            origins: origins.into(),
            nodes: Truths::of(&sheet.nodes),
            rules: Truths::of(&sheet.rules),
        }
    }

    /// The whole sheet.
    pub fn opened(&self, presumes: bool) -> Sheet {
        let mut sheet = Sheet {
            values: self.base.values.clone(),
            origins: self.base.origins.clone(),
            nodes: self.nodes.all(),
            rules: self.rules.all(),
            presumes,
            kept: None,
        };
        let places = (0..).zip(&self.apart).flat_map(|(n, word)| {
            let bits = (0..64).filter(move |bit| word >> bit & 1 == 1);
            bits.map(move |bit| n * 64 + bit)
        });
        for ((place, value), origin) in places.zip(&self.values).zip(&self.origins) {
            if let (Some(held), Some(from)) = (sheet.values.get_mut(place), sheet.origins.get_mut(place)) {
                (*held, *from) = (*value, *origin);
            }
        }
        sheet
    }

    /// The value of a fact, and where it came from.
    pub fn fact(&self, fact: FactId) -> Option<(Possible, Origin)> {
        let (word, bit) = (usize::from(fact.0) / 64, fact.0 % 64);
        let own = *self.apart.get(word)?;
        if own >> bit & 1 == 0 {
            return Some((self.base.value(fact), self.base.origin(fact)));
        }
        let before = self.apart.iter().take(word).map(|word| word.count_ones()).sum::<u32>();
        let place = (before + (own & !(u64::MAX << bit)).count_ones()) as usize;
        Some((*self.values.get(place)?, *self.origins.get(place)?))
    }

    pub fn node(&self, node: NodeId) -> Option<Truth> {
        self.nodes.get(node.0 as usize)
    }

    pub fn rule(&self, rule: RuleId) -> Option<Truth> {
        self.rules.get(usize::from(rule.0))
    }
}

/// Truths of two bits each.
#[derive(Clone, Debug)]
struct Truths {
    words: Box<[u64]>,
    count: usize,
}

/// Truths in a word.
const EACH: usize = 32;

/// The truth in the last two bits.
const fn of_bits(bits: u64) -> Truth {
    match bits & 3 {
        0 => Truth::False,
        1 => Truth::Unknown,
        _ => Truth::True,
    }
}

impl Truths {
    fn of(truths: &[Truth]) -> Self {
        let word = |truths: &[Truth]| {
            let bits = truths.iter().zip((0..).step_by(2));
            // in their order: no, unknown, yes
            bits.fold(0, |word, (truth, shift)| word | (*truth as u64) << shift)
        };
        Self {
            words: truths.chunks(EACH).map(word).collect(),
            count: truths.len(),
        }
    }

    fn get(&self, place: usize) -> Option<Truth> {
        let word = *self.words.get(place / EACH)?;
        (place < self.count).then_some(of_bits(word >> (place % EACH * 2)))
    }

    fn all(&self) -> Box<[Truth]> {
        let mut all = vec![Truth::Unknown; self.count].into_boxed_slice();
        for (held, word) in all.chunks_mut(EACH).zip(&self.words) {
            let shifts = (0..).step_by(2);
            held.iter_mut()
                .zip(shifts)
                .for_each(|(held, shift)| *held = of_bits(word >> shift));
        }
        all
    }
}
