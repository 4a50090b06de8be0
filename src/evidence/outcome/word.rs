//! What the measured schools come to on one outcome, part by part: each part reads a few of the thresholds.

use crate::statistics::distribution::normal_quantile;

use super::super::Thresholds;
use super::super::bounded::{Bounded, always_above, always_at_least, always_at_most, always_below};
use super::super::memo::Memo;
use super::{Outcome, Word};

/// A part of what decides the word on an outcome.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Saying {
    /// What is beyond chance, and what may be where something is not known.
    Beyond,
    /// Whether an effect is ruled out.
    None,
    /// Whether an effect that counts is likely.
    Likely,
}

impl Saying {
    /// Every part; all of them decide the word.
    pub const ALL: [Self; 3] = [Self::Beyond, Self::None, Self::Likely];
}

/// The parts that are known already, by the thresholds that they read.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// By the smallest effect that counts and the level of intervals.
    beyond: Memo<(f64, f64), Beyond>,
    /// By the effect to exclude, the level for it, and the smallest effect that counts where that matters.
    none: Memo<(f64, f64, f64), bool>,
    /// By the smallest effect that counts and the chance that is promising.
    likely: Memo<(f64, f64), bool>,
}

/// What is beyond chance.
#[derive(Clone, Copy, Debug)]
struct Beyond {
    /// The word, where that settles it.
    word: Option<Word>,
    /// Whether there may be none, where an effect is ruled out.
    may_be_none: bool,
    /// Whether it may be likely better.
    may_be_likely: bool,
}

impl Outcome {
    /// What the measured schools come to on it.
    #[must_use]
    pub fn word(&self, thresholds: Thresholds) -> Word {
        let beyond = self.beyond(thresholds);
        if let Some(word) = beyond.word {
            word
        } else if beyond.may_be_none && self.is_none(thresholds) {
            Word::None
        } else if beyond.may_be_likely && self.is_likely(thresholds) {
            Word::Likely
        } else {
            Word::Inconclusive
        }
    }

    /// A part of what decides the word on it and whether it may be a gain or a loss: one number for each way that it can
    /// be.
    pub(in super::super) fn part(&self, saying: Saying, thresholds: Thresholds) -> u32 {
        match saying {
            Saying::Beyond => {
                let Beyond {
                    word,
                    may_be_none,
                    may_be_likely,
                } = self.beyond(thresholds);
                let (may_gain, may_lose) = self.may_be(thresholds);
                let may = [may_be_none, may_be_likely, may_gain, may_lose].map(u32::from);
                may.iter()
                    .fold(word.map_or(0, |word| word as u32 + 1), |all, one| 2 * all + one)
            }
            Saying::None => self.is_none(thresholds).into(),
            Saying::Likely => self.is_likely(thresholds).into(),
        }
    }

    fn beyond(&self, thresholds: Thresholds) -> Beyond {
        let (bar, level) = (thresholds.meaningful, thresholds.confidence);
        self.said.beyond.get((bar, level), || self.beyond_chance(bar, level))
    }

    fn beyond_chance(&self, bar: f64, level: f64) -> Beyond {
        let settled = |word| Beyond {
            word: Some(word),
            may_be_none: false,
            may_be_likely: false,
        };
        if self.places.is_empty() {
            return settled(Word::NotMeasured);
        }
        let errors = normal_quantile(0.5 + level / 2.0);
        let better = |each: &[Bounded]| always_above(each, 0.0, errors) && always_at_least(each, bar);
        let worse = |each: &[Bounded]| always_below(each, 0.0, errors) && always_at_most(each, -bar);
        let bodies = |holds: &dyn Fn(&[Bounded]) -> bool| self.bodies.iter().any(|body| holds(body));
        let alone = |holds: &dyn Fn(&[Bounded]) -> bool| self.places.iter().any(|place| holds(&[*place]));
        let (gains, loses) = (bodies(&better), bodies(&worse));
        if (gains || alone(&better)) && (loses || alone(&worse)) {
            return settled(Word::Mixed);
        }
        // what is not known of a school may make it one that points the other way
        let known = self.places.iter().all(|place| place.known().is_some());
        let may_lose = self.places.iter().any(|place| place.may_lose(bar, errors));
        let may_gain = self.places.iter().any(|place| place.turned().may_lose(bar, errors));
        if gains && !may_lose {
            settled(Word::Better)
        } else if loses && !may_gain {
            settled(Word::Worse)
        } else {
            Beyond {
                word: None,
                may_be_none: known || !may_lose && !may_gain,
                may_be_likely: known || !may_lose,
            }
        }
    }

    fn is_none(&self, thresholds: Thresholds) -> bool {
        let (excluded, level, bar) = (thresholds.excluded, thresholds.none, thresholds.meaningful);
        let known = |body: &Vec<Bounded>| body.iter().all(|one| one.known().is_some());
        // of what is known the smallest effect that counts says nothing
        let counts = if self.bodies.iter().all(known) { 0.0 } else { bar };
        self.said.none.get((excluded, level, counts), || {
            let narrow = normal_quantile(0.5 + level / 2.0);
            // no completion may come to another word
            let none = |each: &Vec<Bounded>| {
                let inside = always_below(each, excluded, narrow) && always_above(each, -excluded, narrow);
                inside && (known(each) || always_at_least(each, -bar) && always_at_most(each, bar))
            };
            !self.bodies.is_empty() && self.bodies.iter().all(none)
        })
    }

    fn is_likely(&self, thresholds: Thresholds) -> bool {
        let (bar, promising) = (thresholds.meaningful, thresholds.promising);
        self.said.likely.get((bar, promising), || {
            let errors = normal_quantile(promising);
            self.bodies.iter().any(|body| always_above(body, bar, errors))
        })
    }

    /// Whether some completion of what is not known of it may be a gain, and whether one may be a loss, that counts.
    pub(in super::super) fn may_be(&self, thresholds: Thresholds) -> (bool, bool) {
        let bar = thresholds.meaningful;
        let any = |may: &dyn Fn(&Bounded) -> bool| !self.whole && self.bodies.iter().flatten().any(may);
        (any(&|one| one.effect.high >= bar), any(&|one| one.effect.low <= -bar))
    }
}
