//! From what summaries print without the students behind it: shares, percentage points, a percentile, points of a
//! scale, months of progress. None of these has a sampling error of its own; [`error_from_p`] and
//! [`standard_error_from_interval`](super::standard_error_from_interval) read it from what stands beside them.

use super::error::{EffectError, Quantity, finite, positive, within};
use super::gain::{known_scale, normal_score};
use super::{Caveat, EffectSize, LogOdds, Meaning, lay};
use crate::distribution::normal_quantile;
use crate::rows::Interval;

/// The one share that is known beside a difference in percentage points.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum OneShare {
    /// Of those with the program, from 0 to 1.
    With(f64),
    /// Of those without.
    Without(f64),
}

/// From two shares, from 0 to 1, without the numbers of students.
///
/// d = ln(odds ratio) / 1.65 (Cox index, WWC Procedures Handbook 4.1, appendix E) or x sqrt(3) / pi; no correction for
/// small samples and no variance, which rest on the students.
///
/// # Errors
/// A share outside 0 to 1, or of 0 or 1, which has no odds.
pub fn from_shares(with: f64, without: f64, log_odds: LogOdds) -> Result<EffectSize, EffectError> {
    let logit = |share: f64| match within(Quantity::Share, share, 0.0, 1.0)? {
        share if share > 0.0 && share < 1.0 => Ok((share / (1.0 - share)).ln()),
        _ => Err(EffectError::NoOdds),
    };
    let ratio = logit(with)? - logit(without)?;
    effect(ratio * log_odds.scale(), &[Caveat::NoVariance])
}

/// From a difference in percentage points and one of the two shares: the other follows, then as [`from_shares`].
///
/// # Errors
/// As for [`from_shares`]; points that put the other share outside 0 to 1.
pub fn from_percentage_points(points: f64, known: OneShare, log_odds: LogOdds) -> Result<EffectSize, EffectError> {
    let difference = finite(Quantity::Points, points)? / 100.0;
    match known {
        OneShare::With(share) => from_shares(share, share - difference, log_odds),
        OneShare::Without(share) => from_shares(share + difference, share, log_odds),
    }
}

/// From the percentile (above 0, below 100) of the comparison's distribution that the average student with the program
/// reaches; 50 is no effect. The improvement index of the WWC the other way round: d = normal score of the percentile.
///
/// # Errors
/// A percentile of 0 or 100 or beyond, no number.
pub fn from_percentile(percentile: f64) -> Result<EffectSize, EffectError> {
    effect(normal_score(percentile)?, &[Caveat::NormalScores, Caveat::NoVariance])
}

/// From a difference in points of a scale whose standard deviation among students is known: d = points / SD.
///
/// # Errors
/// A standard deviation that is not positive, no number.
pub fn from_scale_points(points: f64, sd: f64) -> Result<EffectSize, EffectError> {
    finite(Quantity::Points, points)?;
    effect(
        points / positive(Quantity::StandardDeviation, sd)?,
        &[Caveat::NoVariance],
    )
}

/// The effects that are said as so many months of progress: [`lay::months`] the other way round. Months are a
/// translation in steps, so these are bounds and no point; between two steps they reach over both, and the last step has
/// no upper end.
///
/// # Errors
/// More months than the table has, a table that does not rise, no number.
pub fn from_months(months: f64, lower_bounds: &[f64]) -> Result<Interval, EffectError> {
    lay::months(0.0, lower_bounds)?;
    let most = lower_bounds.len() as f64;
    within(Quantity::Months, months, -most, most)?;
    let least = |step: f64| {
        let place = (0_u16..).zip(lower_bounds).find(|(n, _)| f64::from(*n) + 1.0 == step);
        place.map(|(_, bound)| *bound)
    };
    let size = months.abs();
    let high = least(size.ceil() + 1.0).unwrap_or(f64::INFINITY);
    let low = least(size.floor()).unwrap_or(-high);
    Ok(if months < 0.0 {
        Interval { low: -high, high: -low }
    } else {
        Interval { low, high }
    })
}

/// The standard errors that a two-sided p-value leaves to an effect: |effect| / z(1 - p / 2), the normal test behind a
/// printed p. Both may be bounds: `p < 0.05` is from 0 to 0.05 and leaves errors from 0 to |effect| / 1.96; `p > 0.05`
/// is from 0.05 to 1 and leaves no upper end.
///
/// # Errors
/// p outside 0 to 1 or out of order; a p of exactly 0 or 1, which says nothing of the error; an effect that is no
/// number, or of exactly 0, whatever whose error p is 1.
pub fn error_from_p(effect: Interval, p: Interval) -> Result<Interval, EffectError> {
    for end in [p.low, p.high] {
        within(Quantity::P, end, 0.0, 1.0)?;
    }
    if p.low > p.high {
        return Err(EffectError::OutOfOrder(Quantity::P));
    }
    if let Some(p) = p.point().filter(|p| *p == 0.0 || *p == 1.0) {
        return Err(EffectError::NoInformation(p));
    }
    if effect.low.is_nan() || effect.high.is_nan() {
        return Err(EffectError::NotANumber(Quantity::Effect));
    }
    let sizes = effect.sizes();
    if sizes.high == 0.0 && p.high < 1.0 {
        return Err(EffectError::NotPositive(Quantity::Effect, 0.0));
    }
    // the larger p, the smaller z and the larger the error; p = 0 leaves no error and p = 1 any
    let z = |p: f64| normal_quantile(1.0 - p / 2.0);
    Ok(Interval {
        low: if p.low == 0.0 { 0.0 } else { sizes.low / z(p.low) },
        high: if p.high == 1.0 {
            f64::INFINITY
        } else {
            sizes.high / z(p.high)
        },
    })
}

/// An effect whose standard error stands beside it, or was read from what stands beside it.
///
/// # Errors
/// A standard error that is not positive, no number.
pub fn from_error(effect_size: f64, error: f64) -> Result<EffectSize, EffectError> {
    let mut found = effect(effect_size, &[])?;
    found.variance = Some(positive(Quantity::StandardError, error)?.powi(2));
    Ok(found)
}

fn effect(d: f64, caveats: &[Caveat]) -> Result<EffectSize, EffectError> {
    let mut effect = known_scale(d, caveats)?;
    effect.meaning = Meaning::Effect;
    Ok(effect)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEPS: [f64; 3] = [0.02, 0.1, 0.19];

    #[test]
    fn months_are_the_steps_that_say_them() {
        for (months, low, high) in [
            (0.0, -0.02, 0.02),
            (1.0, 0.02, 0.1),
            (1.5, 0.02, 0.19),
            (2.0, 0.1, 0.19),
            (3.0, 0.19, f64::INFINITY),
            (-2.0, -0.19, -0.1),
        ] {
            assert_eq!(Ok(Interval { low, high }), from_months(months, &STEPS), "{months}");
        }
        assert!(from_months(4.0, &STEPS).is_err());
        for effect in [-0.15, -0.03, 0.0, 0.05, 0.1, 0.5] {
            let said = lay::months(effect, &STEPS).unwrap().value;
            let back = from_months(said, &STEPS).unwrap();
            assert!(back.low <= effect && effect <= back.high, "{effect}");
        }
    }

    #[test]
    fn one_share_and_the_points_are_both_shares() {
        let both = from_shares(0.6, 0.5, LogOdds::Cox).unwrap();
        assert!((both.g - 1.5_f64.ln() / 1.65).abs() < 1e-12 && both.variance.is_none());
        for known in [OneShare::With(0.6), OneShare::Without(0.5)] {
            let one = from_percentage_points(10.0, known, LogOdds::Cox).unwrap();
            assert!((one.g - both.g).abs() < 1e-12);
        }
        assert_eq!(
            Err(EffectError::NoOdds),
            from_percentage_points(50.0, OneShare::Without(0.5), LogOdds::Cox)
        );
        assert!(from_percentage_points(60.0, OneShare::Without(0.5), LogOdds::Cox).is_err());
    }

    #[test]
    fn a_p_value_bounds_the_error() {
        let of = |low, high| Interval { low, high };
        let error = error_from_p(Interval::at(-0.196), Interval::at(0.05)).unwrap();
        assert!((error.low - 0.1).abs() < 1e-5 && error.point().is_some());
        let below = error_from_p(Interval::at(0.196), of(0.0, 0.05)).unwrap();
        assert!(below.low == 0.0 && (below.high - 0.1).abs() < 1e-5);
        let above = error_from_p(Interval::at(0.196), of(0.05, 1.0)).unwrap();
        assert!(above.high == f64::INFINITY && (above.low - 0.1).abs() < 1e-5);
        let open = error_from_p(of(-0.1, 0.196), of(0.05, 0.05)).unwrap();
        assert!(open.low == 0.0 && (open.high - 0.1).abs() < 1e-5);
        assert_eq!(
            Ok(of(0.0, f64::INFINITY)),
            error_from_p(Interval::at(0.0), of(0.05, 1.0))
        );
        for (effect, p) in [(0.2, 0.0), (0.2, 1.0), (0.2, 1.2), (0.0, 0.3)] {
            assert!(error_from_p(Interval::at(effect), Interval::at(p)).is_err());
        }
    }

    #[test]
    fn a_percentile_is_the_improvement_index_and_fifty() {
        let effect = from_percentile(58.0).unwrap().g;
        assert!((lay::improvement_index(effect).unwrap().value - 8.0).abs() < 1e-9);
        assert!(from_percentile(100.0).is_err());
        assert!((from_scale_points(4.2, 42.0).unwrap().d - 0.1).abs() < 1e-12);
    }
}
