//! From test statistics, p-values and intervals.

use super::EffectSize;
use super::error::{EffectError, Quantity, at_least, finite, positive, within};
use super::mean::from_d;
use crate::distribution::{normal_quantile, t_quantile, t_upper};

/// Which way a finding points, where the statistic has no sign.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    /// Better with the program.
    Better,
    /// Worse with it.
    Worse,
}

impl Way {
    fn sign(self) -> f64 {
        match self {
            Self::Better => 1.0,
            Self::Worse => -1.0,
        }
    }
}

/// From the t of two independent groups of students: d = t sqrt(1/n1 + 1/n2).
///
/// # Errors
/// A group under 2 students, no number.
pub fn from_t(t: f64, n_with: f64, n_without: f64) -> Result<EffectSize, EffectError> {
    finite(Quantity::Statistic, t)?;
    at_least(Quantity::Students, n_with, 2.0)?;
    at_least(Quantity::Students, n_without, 2.0)?;
    from_d(t * (1.0 / n_with + 1.0 / n_without).sqrt(), n_with, n_without)
}

/// From the F of a one-way analysis of two groups, which is t squared.
///
/// # Errors
/// F below 0, a group under 2 students, no number.
pub fn from_f(f: f64, way: Way, n_with: f64, n_without: f64) -> Result<EffectSize, EffectError> {
    within(Quantity::Statistic, f, 0.0, f64::MAX)?;
    from_t(way.sign() * f.sqrt(), n_with, n_without)
}

/// From a two-sided p-value of such a t. Give it as exactly as printed: `p < .05` is only a bound.
///
/// # Errors
/// p outside 0 to 1 or exactly 0, a group under 2 students, no number. p = 1 is no difference.
pub fn from_p(p: f64, way: Way, n_with: f64, n_without: f64) -> Result<EffectSize, EffectError> {
    at_least(Quantity::Students, n_with, 2.0)?;
    at_least(Quantity::Students, n_without, 2.0)?;
    from_t(way.sign() * t_from_p(p, n_with + n_without - 2.0)?, n_with, n_without)
}

/// The t, not negative, that a two-sided p-value comes from.
pub(super) fn t_from_p(p: f64, df: f64) -> Result<f64, EffectError> {
    within(Quantity::P, p, 0.0, 1.0)?;
    positive(Quantity::Df, df)?;
    if p == 0.0 {
        return Err(EffectError::NoInformation(p));
    }
    // the lower tail keeps its digits where 1 - p/2 would not
    finite(Quantity::Statistic, t_quantile(p / 2.0, df).abs())
}

/// The two-sided p-value of a t.
///
/// # Errors
/// No degrees of freedom, no number.
pub fn two_sided_p(t: f64, df: f64) -> Result<f64, EffectError> {
    finite(Quantity::Statistic, t)?;
    positive(Quantity::Df, df)?;
    finite(Quantity::P, (2.0 * t_upper(t.abs(), df)).min(1.0))
}

/// The standard error behind a confidence interval from the normal distribution.
///
/// # Errors
/// A level that is not between 0 and 1, limits out of order, no number.
pub fn standard_error_from_interval(low: f64, high: f64, level: f64) -> Result<f64, EffectError> {
    from_width(low, high, level, normal_quantile)
}

/// The standard error behind a confidence interval from the t distribution.
///
/// # Errors
/// As for [`standard_error_from_interval`]; no degrees of freedom.
pub fn standard_error_from_t_interval(low: f64, high: f64, level: f64, df: f64) -> Result<f64, EffectError> {
    positive(Quantity::Df, df)?;
    from_width(low, high, level, |p| t_quantile(p, df))
}

fn from_width(low: f64, high: f64, level: f64, quantile: impl Fn(f64) -> f64) -> Result<f64, EffectError> {
    finite(Quantity::Limit, low)?;
    finite(Quantity::Limit, high)?;
    within(Quantity::Level, level, 0.0, 1.0)?;
    if level == 0.0 || level == 1.0 {
        let (low, high) = (0.0, 1.0);
        return Err(EffectError::OutOfRange {
            what: Quantity::Level,
            given: level,
            low,
            high,
        });
    }
    if low > high {
        return Err(EffectError::OutOfOrder(Quantity::Limit));
    }
    positive(
        Quantity::StandardError,
        (high - low) / (2.0 * quantile(f64::midpoint(1.0, level))),
    )
}
