//! From the coefficient of a regression.

use super::error::{EffectError, Quantity, at_least, finite, positive};
use super::test_statistic::t_from_p;
use super::{Caveat, EffectSize};

/// How precise a coefficient is, in whatever way the report says it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Precision {
    /// Its standard error.
    StandardError(f64),
    /// Its t.
    T(f64),
    /// Its two-sided p-value.
    P(f64),
    /// Not said.
    Unsaid,
}

/// The coefficient of the program in a regression on students.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Coefficient {
    /// The coefficient, in points of the outcome.
    pub value: f64,
    /// How precise it is.
    pub precision: Precision,
    /// The standard deviation of the outcome among students, not adjusted for covariates.
    pub outcome_sd: f64,
    /// Students with the program.
    pub n_with: f64,
    /// Students without.
    pub n_without: f64,
    /// Covariates besides the program.
    pub covariates: f64,
}

/// From a regression coefficient.
///
/// d = b / SD; df = n - 2 - covariates; variance = (SE / SD)^2 + g^2 / (2 df), after the WWC supplement to
/// handbook 4.1 (read in the R package VIVECampbell, which follows it). Without any precision the variance is that of an unadjusted difference, and the result says so.
///
/// # Errors
/// A group under 2 students, a standard deviation that is not positive, a t of the wrong sign or of 0 for a
/// coefficient that is not 0, p = 0 or 1, no number.
pub fn from_coefficient(coefficient: &Coefficient) -> Result<EffectSize, EffectError> {
    let Coefficient {
        value,
        precision,
        outcome_sd,
        n_with,
        n_without,
        covariates,
    } = *coefficient;
    finite(Quantity::Mean, value)?;
    positive(Quantity::StandardDeviation, outcome_sd)?;
    at_least(Quantity::Students, n_with, 2.0)?;
    at_least(Quantity::Students, n_without, 2.0)?;
    at_least(Quantity::Covariates, covariates, 0.0)?;
    let df = n_with + n_without - 2.0 - covariates;
    let se = match precision {
        Precision::StandardError(se) => Some(positive(Quantity::StandardError, se)?),
        Precision::T(t) => Some(positive(
            Quantity::StandardError,
            value / finite(Quantity::Statistic, t)?,
        )?),
        Precision::P(1.0) => return Err(EffectError::NoInformation(1.0)),
        Precision::P(p) => Some(positive(Quantity::StandardError, value.abs() / t_from_p(p, df)?)?),
        Precision::Unsaid => None,
    };
    let error = se.map_or(1.0 / n_with + 1.0 / n_without, |se| (se / outcome_sd).powi(2));
    let mut effect = EffectSize::new(value / outcome_sd, df, |g, _| error + g * g / (2.0 * df))?;
    if se.is_none() {
        effect.caveats.push(Caveat::UnadjustedVariance);
    }
    Ok(effect)
}
