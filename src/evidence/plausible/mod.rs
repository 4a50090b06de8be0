//! Numbers that can be read and can hardly be meant: an effect in another unit, a code for a missing value, an error
//! too small for its students, a word that its numbers contradict.
//!
//! Judged is only what is certain from what is written, a number that was rounded among it. Nothing is refused: what is
//! told here is for a person to look at.

mod inventory;
mod told;

use crate::rules::RuleSet;
use crate::rules::contract::Threshold;
use crate::statistics::Interval;
use crate::statistics::distribution::{normal_upper, t_upper};

pub use inventory::tell;
pub use told::{Form, less_is_better, told};

/// What the rule set doubts.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Limits {
    /// The size of an effect from which it is doubted, in standard deviations; infinite where none is declared.
    pub effect: f64,
    /// The share of the usual standard error below which one is doubted; 0 where none is declared.
    pub error_share: f64,
}

impl Limits {
    /// Those of a rule set.
    #[must_use]
    pub fn of(set: &RuleSet) -> Self {
        let value = |threshold| set.threshold(threshold).map(|p| p.value.as_f64());
        Self {
            effect: value(Threshold::EffectDoubted).unwrap_or(f64::INFINITY),
            error_share: value(Threshold::ErrorShareLeast).unwrap_or(0.0),
        }
    }
}

/// What a number is, as far as codes for a missing value go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// An effect, of either sign.
    Effect,
    /// A standard error or a variance.
    Error,
    /// A count, which may well be 99.
    Count,
}

impl Kind {
    /// Whether a number is a usual code for a missing value and nothing that could be meant.
    #[must_use]
    pub fn is_code(self, number: f64) -> bool {
        let nines = [99.0, 999.0, 9_999.0, 99_999.0];
        match self {
            Self::Effect => number == -9.0 || nines.contains(&number.abs()),
            Self::Error => nines.contains(&number),
            // 99 students are nothing unusual
            Self::Count => nines.iter().skip(1).any(|code| *code == number),
        }
    }
}

/// What a row, a study or a computation states.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Stated<'a> {
    /// The effect in standard deviations, as far as it is known.
    pub effect: Option<Interval>,
    /// Its standard error, as far as it is known.
    pub error: Option<Interval>,
    /// How many students were measured with the program and without.
    pub groups: Option<(f64, f64)>,
    /// How many schools there were.
    pub schools: Option<f64>,
    /// Whether it is said to be beyond chance.
    pub significant: Option<bool>,
    /// The numbers as they stand in fields or columns of these names.
    pub written: Vec<(&'a str, Kind, f64)>,
}

/// Why what is stated can hardly be meant.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Doubt<'a> {
    /// A code for a missing value stands in a field or column.
    Code {
        /// Its name.
        name: &'a str,
        /// The number.
        number: f64,
    },
    /// An effect of another unit, or none of a program: the end that is nearest to nothing.
    Effect(f64),
    /// A standard error that so many students do not allow.
    Error {
        /// The error.
        stated: f64,
        /// How many students there were.
        students: f64,
        /// The error without covariates.
        usual: f64,
        /// The least error, with good covariates.
        least: f64,
    },
    /// A stated significance that the numbers contradict.
    Significance {
        /// What is stated.
        stated: bool,
        /// What the numbers come to.
        p: f64,
    },
}

/// By convention an effect is called significant below this. It is the word of whoever wrote the study, so it does not
/// move with the level at which a district reads its own results.
const SIGNIFICANT: f64 = 0.05;

/// Everything that is doubtful.
#[must_use]
pub fn doubts<'a>(stated: &Stated<'a>, limits: Limits) -> Vec<Doubt<'a>> {
    let codes = stated.written.iter().filter(|(_, kind, number)| kind.is_code(*number));
    let mut found: Vec<Doubt> = codes
        .clone()
        .map(|(name, _, number)| Doubt::Code { name, number: *number })
        .collect();
    let coded = |of: Kind| codes.clone().any(|(_, kind, _)| *kind == of);
    let (effect, error) = (
        stated.effect.filter(|_| !coded(Kind::Effect)),
        stated.error.filter(|_| !coded(Kind::Error)),
    );
    let large = effect.map(nearest).filter(|e| e.abs() >= limits.effect);
    found.extend(large.map(Doubt::Effect));
    // an effect of another unit has an error of another unit
    if let Some(error) = error
        && let Some(groups) = stated.groups.filter(|_| large.is_none() && !coded(Kind::Count))
    {
        found.extend(too_small(error, groups, limits));
    }
    if let (Some(effect), Some(error), Some(significant)) = (effect, error, stated.significant) {
        let df = stated.schools.filter(|n| *n >= 3.0);
        let df = df.or(stated.groups.map(|(a, b)| a + b)).map(|n| n - 2.0);
        found.extend(against(significant, effect, error, df));
    }
    found
}

/// Of all numbers of an interval the one that is nearest to nothing.
fn nearest(of: Interval) -> f64 {
    if of.low > 0.0 {
        of.low
    } else if of.high < 0.0 {
        of.high
    } else {
        0.0
    }
}

fn too_small<'a>(error: Interval, (with, without): (f64, f64), limits: Limits) -> Option<Doubt<'a>> {
    let usual = (1.0 / with + 1.0 / without).sqrt();
    let least = limits.error_share * usual;
    // sums of decimals miss by less than this
    let sure = usual.is_finite() && unrounded(error).high + 1e-9 < least;
    sure.then_some(Doubt::Error {
        stated: error.high,
        students: with + without,
        usual,
        least,
    })
}

/// A word and numbers that exclude each other, however the numbers were rounded. A "yes" is held against the test that
/// finds most, a "no" against one that finds least: by the number of schools where it is known.
fn against<'a>(stated: bool, effect: Interval, error: Interval, df: Option<f64>) -> Option<Doubt<'a>> {
    let (wide, error_wide) = (unrounded(effect), unrounded(error));
    let df = df.filter(|df| *df >= 1.0).unwrap_or(f64::INFINITY);
    let (sure, p) = if stated {
        let most = wide.sizes().high / error_wide.low.max(0.0);
        let p = |z: f64| 2.0 * normal_upper(z);
        let own = effect.sizes().high / error.low;
        (p(most) >= SIGNIFICANT, p(own))
    } else {
        let p = |t: f64| 2.0 * t_upper(t, df);
        let least = wide.sizes().low / error_wide.high;
        (p(least) < SIGNIFICANT, p(effect.sizes().low / error.high))
    };
    // what is no number is never sure
    sure.then_some(Doubt::Significance { stated, p })
}

/// Everything that a number may have been rounded from. A last nought is not kept, so at least hundredths were written.
fn unrounded(of: Interval) -> Interval {
    let half = |number: f64| {
        let text = number.to_string();
        let places = text.split_once('.').map_or(0, |(_, part)| part.len()).max(2);
        0.5 * 0.1_f64.powi(i32::try_from(places).unwrap_or(i32::MAX))
    };
    Interval {
        low: of.low - half(of.low),
        high: of.high + half(of.high),
    }
}

/// Words that turn a measure around, whole or at the beginning of one. They are of the language and no matter of
/// education.
const TURNED: [&str; 15] = [
    "fewer", "less", "lower", "no", "non", "not", "never", "without", "anti", "free", "zero", "inverse", "inverted",
    "negated", "flipped",
];
const TURNED_STEMS: [&str; 7] = ["revers", "reduc", "avoid", "prevent", "decreas", "declin", "recod"];

/// Whether less of a measure is better by its words, and its name does not say that it is turned already.
#[must_use]
pub fn wants_less(set: &RuleSet, measure: &str) -> bool {
    let measure = measure.to_lowercase();
    let mut rest = measure.clone();
    let words = set.outcomes.iter().flat_map(|o| &o.less_is_better);
    for word in words.filter(|word| measure.contains(word.as_str())) {
        rest = rest.replace(word.as_str(), " ");
    }
    let turns = |word: &str| TURNED.contains(&word) || TURNED_STEMS.iter().any(|stem| word.starts_with(stem));
    rest != measure && !rest.split(|c: char| !c.is_alphanumeric()).any(turns)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits {
        effect: 2.0,
        error_share: 0.45,
    };

    fn stated(effect: f64, error: f64, students: f64) -> Stated<'static> {
        Stated {
            effect: Some(Interval::at(effect)),
            error: Some(Interval::at(error)),
            groups: Some((students / 2.0, students / 2.0)),
            written: vec![("effect", Kind::Effect, effect), ("se", Kind::Error, error)],
            ..Stated::default()
        }
    }

    #[test]
    fn an_effect_is_doubted_only_where_all_of_it_is_large() {
        let of = |low, high| Stated {
            effect: Some(Interval { low, high }),
            ..Stated::default()
        };
        assert_eq!(doubts(&of(25.0, 25.0), LIMITS), [Doubt::Effect(25.0)]);
        assert_eq!(doubts(&of(-30.0, -2.0), LIMITS), [Doubt::Effect(-2.0)]);
        assert_eq!(doubts(&of(2.5, f64::INFINITY), LIMITS), [Doubt::Effect(2.5)]);
        for (low, high) in [(1.99, 1.99), (-25.0, 25.0), (1.0, 30.0), (f64::NEG_INFINITY, 0.1)] {
            assert_eq!(doubts(&of(low, high), LIMITS), [], "{low} {high}");
        }
    }

    #[test]
    fn a_code_is_told_as_nothing_else() {
        for code in [-9.0, -99.0, 99.0, -999.0, 999.0, 9_999.0] {
            let found = doubts(&stated(code, 0.1, 400.0), LIMITS);
            let name = "effect";
            assert_eq!(found, [Doubt::Code { name, number: code }]);
        }
        let found = doubts(&stated(0.1, 999.0, 400.0), LIMITS);
        assert!(matches!(found[..], [Doubt::Code { name: "se", .. }]), "{found:?}");
        assert!(!Kind::Count.is_code(99.0) && Kind::Count.is_code(999.0) && !Kind::Effect.is_code(0.99));
    }

    #[test]
    fn an_error_is_doubted_below_what_good_covariates_leave() {
        // 2 / √400 is 0.1, of which 0.045 is left
        for (error, students, told) in [
            (0.03, 400.0, true),
            // may have been rounded from 0.045
            (0.04, 400.0, false),
            (0.05, 400.0, false),
            (0.0, 400.0, true),
            // may have been rounded from 0.004
            (0.0, 40_000.0, false),
            (0.1, 0.0, false),
        ] {
            let found = doubts(&stated(0.1, error, students), LIMITS);
            assert_eq!(!found.is_empty(), told, "{error} {students} {found:?}");
        }
    }

    #[test]
    fn a_word_is_doubted_only_beyond_rounding_and_the_choice_of_a_test() {
        let of = |effect, error, significant, schools| {
            let numbers = Stated {
                significant: Some(significant),
                schools,
                ..stated(effect, error, 2_000.0)
            };
            doubts(&numbers, LIMITS)
                .iter()
                .any(|d| matches!(d, Doubt::Significance { .. }))
        };
        assert!(of(0.1, 0.08, true, None) && !of(0.1, 0.08, false, None));
        assert!(of(0.2, 0.05, false, None) && !of(0.2, 0.05, true, None));
        assert!(!of(0.1, 0.05, true, None) && !of(0.1, 0.05, false, None), "near");
        // with eight schools 2.2 errors are not beyond chance, with eighty they are
        assert!(!of(0.264, 0.12, false, Some(8.0)) && of(0.264, 0.12, false, Some(80.0)));
        assert!(!of(0.2, 0.0, true, None) && !of(0.0, 0.0, false, None));
    }
}
