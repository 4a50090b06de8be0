//! From means and standard deviations.

use super::EffectSize;
use super::error::{EffectError, Quantity, at_least, finite, positive};

/// A group as a report prints it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Group {
    /// The mean; adjusted for the pretest, when the report adjusts.
    pub mean: f64,
    /// The standard deviation of students, not adjusted.
    pub sd: f64,
    /// Students.
    pub n: f64,
}

impl Group {
    fn checked(self) -> Result<Self, EffectError> {
        finite(Quantity::Mean, self.mean)?;
        positive(Quantity::StandardDeviation, self.sd)?;
        at_least(Quantity::Students, self.n, 2.0)?;
        Ok(self)
    }
}

/// From the means, standard deviations and sizes of two groups, with the pooled standard deviation.
///
/// # Errors
/// A group under 2 students, a standard deviation that is not positive, no number.
pub fn from_means(with: Group, without: Group) -> Result<EffectSize, EffectError> {
    from_difference(with.mean - without.mean, pooled_sd(with, without)?, with.n, without.n)
}

/// The standard deviation within the groups.
pub(super) fn pooled_sd(with: Group, without: Group) -> Result<f64, EffectError> {
    let (with, without) = (with.checked()?, without.checked()?);
    let squares = (with.n - 1.0) * with.sd.powi(2) + (without.n - 1.0) * without.sd.powi(2);
    positive(
        Quantity::StandardDeviation,
        (squares / (with.n + without.n - 2.0)).sqrt(),
    )
}

/// From a difference of means and the pooled standard deviation of students.
///
/// g = J d; variance = 1/n1 + 1/n2 + g^2 / (2 (n1 + n2)), Hedges & Olkin 1985, as metafor's `SMD`.
///
/// # Errors
/// As for [`from_means`].
pub fn from_difference(
    difference: f64,
    pooled_sd: f64,
    n_with: f64,
    n_without: f64,
) -> Result<EffectSize, EffectError> {
    finite(Quantity::Mean, difference)?;
    positive(Quantity::StandardDeviation, pooled_sd)?;
    from_d(difference / pooled_sd, n_with, n_without)
}

pub(super) fn from_d(d: f64, n_with: f64, n_without: f64) -> Result<EffectSize, EffectError> {
    at_least(Quantity::Students, n_with, 2.0)?;
    at_least(Quantity::Students, n_without, 2.0)?;
    let n = n_with + n_without;
    EffectSize::new(d, n - 2.0, |g, _| 1.0 / n_with + 1.0 / n_without + g * g / (2.0 * n))
}
