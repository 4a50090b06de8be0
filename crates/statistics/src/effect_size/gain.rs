//! Gains: changes from before to after.
//!
//! A gain of one group is a description: students also learn without the program. Only the difference from a
//! comparison group's gain is an effect.

use super::error::{EffectError, Quantity, at_least, finite, positive, within};
use super::mean::from_d;
use super::{Caveat, EffectSize, Meaning};
use crate::distribution::normal_quantile;

/// The change of one group, in standard deviations before (metafor's `SMCR`).
///
/// d = (after - before) / SD before; g = J(n - 1) d; variance = 2 (1 - r) / n + g^2 / (2n), Becker 1988.
///
/// # Errors
/// Under 3 students, a standard deviation that is not positive, a correlation outside -1 to 1, no number.
pub fn from_pre_post(
    before: f64,
    after: f64,
    sd_before: f64,
    correlation: f64,
    n: f64,
) -> Result<EffectSize, EffectError> {
    finite(Quantity::Mean, before)?;
    finite(Quantity::Mean, after)?;
    positive(Quantity::StandardDeviation, sd_before)?;
    within(Quantity::Correlation, correlation, -1.0, 1.0)?;
    at_least(Quantity::Students, n, 3.0)?;
    let d = (after - before) / sd_before;
    let effect = EffectSize::new(d, n - 1.0, |g, _| 2.0 * (1.0 - correlation) / n + g * g / (2.0 * n))?;
    Ok(described(effect))
}

/// The change of one group on a scale whose standard deviation is known.
///
/// Without the students' own spread there is no sampling variance.
///
/// # Errors
/// A standard deviation that is not positive, no number.
pub fn from_gain_score(gain: f64, scale_sd: f64) -> Result<EffectSize, EffectError> {
    finite(Quantity::Mean, gain)?;
    let d = gain / positive(Quantity::StandardDeviation, scale_sd)?;
    known_scale(d, &[Caveat::NoVariance])
}

/// The change of one group from one percentile (above 0, below 100) of a norm to another, as normal scores.
///
/// Standing still in percentiles is growing as fast as the norm, so this is growth beyond the norm, but still
/// without a comparison group.
///
/// # Errors
/// A percentile of 0 or 100 or beyond, no number.
pub fn from_percentiles(before: f64, after: f64) -> Result<EffectSize, EffectError> {
    known_scale(
        normal_score(after)? - normal_score(before)?,
        &[Caveat::NormalScores, Caveat::NoVariance],
    )
}

/// The normal score of a percentile above 0 and below 100.
pub(super) fn normal_score(given: f64) -> Result<f64, EffectError> {
    within(Quantity::Percentile, given, 0.0, 100.0)?;
    let (what, low, high) = (Quantity::Percentile, 0.0, 100.0);
    let z = normal_quantile(given / 100.0);
    if z.is_finite() {
        Ok(z)
    } else {
        Err(EffectError::OutOfRange { what, given, low, high })
    }
}

/// The difference between two groups' gains: an effect.
///
/// d = (gain with - gain without) / SD of the scores of students, not of the gains. The variance is that of an
/// unadjusted difference, times 2 (1 - r) for its first part when the correlation r of before and after is known
/// (r above one half makes it smaller).
///
/// # Errors
/// A group under 2 students, a standard deviation that is not positive, a correlation outside -1 to 1, no number.
pub fn from_gain_difference(
    (gain_with, n_with): (f64, f64),
    (gain_without, n_without): (f64, f64),
    score_sd: f64,
    correlation: Option<f64>,
) -> Result<EffectSize, EffectError> {
    finite(Quantity::Mean, gain_with)?;
    finite(Quantity::Mean, gain_without)?;
    let d = (gain_with - gain_without) / positive(Quantity::StandardDeviation, score_sd)?;
    let mut effect = from_d(d, n_with, n_without)?;
    let Some(r) = correlation else {
        effect.caveats.push(Caveat::UnadjustedVariance);
        return Ok(effect);
    };
    within(Quantity::Correlation, r, -1.0, 1.0)?;
    let n = n_with + n_without;
    let first = 2.0 * (1.0 - r) * (1.0 / n_with + 1.0 / n_without);
    effect.variance = Some(first + effect.g.powi(2) / (2.0 * n));
    Ok(effect)
}

fn described(mut effect: EffectSize) -> EffectSize {
    effect.meaning = Meaning::Description;
    effect
}

/// In standard deviations of a scale that is taken as known: no correction, no sampling error.
pub(super) fn known_scale(d: f64, caveats: &[Caveat]) -> Result<EffectSize, EffectError> {
    let d = finite(Quantity::Effect, d)?;
    let (meaning, caveats) = (Meaning::Description, caveats.to_vec());
    Ok(EffectSize {
        g: d,
        d,
        variance: None,
        df: None,
        meaning,
        caveats,
    })
}
