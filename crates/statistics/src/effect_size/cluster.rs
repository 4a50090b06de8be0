//! Students in classrooms or schools that were assigned as wholes.
//!
//! Hedges 2007, Effect Sizes in Cluster-Randomized Designs (doi.org/10.3102/1076998606298043), for the standard
//! deviation of all students and equal clusters; the WWC uses the same with the average size (handbook 2.0, appendix
//! C; supplement to 4.1). With N students, clusters of n and intraclass correlation r:
//! - gamma^2 = 1 - 2 (n - 1) r / (N - 2)
//! - h = ((N - 2) - 2 (n - 1) r)^2 / ((N - 2) (1 - r)^2 + n (N - 2n) r^2 + 2 (N - 2n) r (1 - r))
//! - design effect eta = 1 + (n - 1) r

use super::EffectSize;
use super::error::{EffectError, Quantity, at_least, finite, positive, within};
use super::test_statistic::two_sided_p;

/// How students were clustered.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Clusters {
    /// Students with the program.
    pub n_with: f64,
    /// Students without.
    pub n_without: f64,
    /// The average number of students in a cluster.
    pub average_size: f64,
    /// The intraclass correlation; the WWC takes 0.20 for achievement and 0.10 otherwise when a study is silent.
    pub icc: f64,
}

/// A test of which the clusters were left out of account, put right.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct CorrectedTest {
    /// The corrected t.
    pub t: f64,
    /// Its degrees of freedom.
    pub df: f64,
    /// Its two-sided p-value.
    pub p: f64,
}

/// Puts a standard error right that left clusters out of account: it grows by the root of the design effect,
/// 1 + (n - 1) r for clusters of n on average; WWC Procedures Handbook 4.1, appendix E. The effect stays as it is.
///
/// # Errors
/// A standard error that is not positive, a cluster under 1, an intraclass correlation outside 0 to 1, no number.
pub fn corrected_error(error: f64, average_size: f64, icc: f64) -> Result<f64, EffectError> {
    positive(Quantity::StandardError, error)?;
    within(Quantity::ClusterSize, average_size, 1.0, f64::MAX)?;
    within(Quantity::Icc, icc, 0.0, 1.0)?;
    Ok(error * design_effect(average_size, icc).sqrt())
}

fn design_effect(average_size: f64, icc: f64) -> f64 {
    1.0 + (average_size - 1.0) * icc
}

impl Clusters {
    /// How many times as many students a clustered study needs.
    ///
    /// # Errors
    /// A group under 2 students, a cluster under 1 or over half of all students, an intraclass correlation outside 0
    /// to 1, no number.
    pub fn design_effect(&self) -> Result<f64, EffectError> {
        self.checked()?;
        Ok(design_effect(self.average_size, self.icc))
    }

    /// h, the degrees of freedom that the clusters leave.
    ///
    /// # Errors
    /// As for [`Clusters::design_effect`]; too few clusters.
    pub fn degrees_of_freedom(&self) -> Result<f64, EffectError> {
        let (n, size, icc) = (self.checked()?, self.average_size, self.icc);
        let left = self.left()?;
        let between = n - 2.0 * size;
        let spread = (n - 2.0) * (1.0 - icc).powi(2) + size * between * icc * icc + 2.0 * between * icc * (1.0 - icc);
        if spread <= 0.0 {
            return Err(EffectError::TooClustered);
        }
        finite(Quantity::Df, left * left / spread)
    }

    fn checked(&self) -> Result<f64, EffectError> {
        at_least(Quantity::Students, self.n_with, 2.0)?;
        at_least(Quantity::Students, self.n_without, 2.0)?;
        within(Quantity::Icc, self.icc, 0.0, 1.0)?;
        let n = self.n_with + self.n_without;
        within(Quantity::ClusterSize, self.average_size, 1.0, n / 2.0)?;
        Ok(n)
    }

    /// (N - 2) - 2 (n - 1) r
    fn left(&self) -> Result<f64, EffectError> {
        let left = self.checked()? - 2.0 - 2.0 * (self.average_size - 1.0) * self.icc;
        if left > 0.0 {
            Ok(left)
        } else {
            Err(EffectError::TooClustered)
        }
    }
}

/// Puts a naive d right: the difference of means over the pooled standard deviation of all students.
///
/// g = J(h) gamma d; variance = (1/n1 + 1/n2) eta + g^2 / (2 h): Hedges 2007 with the small-sample correction, as in
/// the WWC supplement to handbook 4.1 (read in the R package VIVECampbell, which follows it).
///
/// # Errors
/// As for [`Clusters::degrees_of_freedom`].
pub fn from_clusters(naive_d: f64, clusters: &Clusters) -> Result<EffectSize, EffectError> {
    finite(Quantity::Effect, naive_d)?;
    let (eta, h) = (clusters.design_effect()?, clusters.degrees_of_freedom()?);
    let n = clusters.n_with + clusters.n_without;
    let d = naive_d * (clusters.left()? / (n - 2.0)).sqrt();
    let error = (1.0 / clusters.n_with + 1.0 / clusters.n_without) * eta;
    EffectSize::new(d, h, |g, _| error + g * g / (2.0 * h))
}

/// Puts the t of an analysis of students right that left the clusters out of account.
///
/// t' = t sqrt(((N - 2) - 2 (n - 1) r) / ((N - 2) eta)) with h degrees of freedom; WWC handbook 2.0, appendix C.
///
/// # Errors
/// As for [`Clusters::degrees_of_freedom`].
pub fn corrected_test(t: f64, clusters: &Clusters) -> Result<CorrectedTest, EffectError> {
    finite(Quantity::Statistic, t)?;
    let (eta, df) = (clusters.design_effect()?, clusters.degrees_of_freedom()?);
    let n = clusters.n_with + clusters.n_without;
    let t = t * (clusters.left()? / ((n - 2.0) * eta)).sqrt();
    Ok(CorrectedTest {
        t,
        df,
        p: two_sided_p(t, df)?,
    })
}
