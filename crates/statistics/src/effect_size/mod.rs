//! Effect sizes in standard deviations, from whatever a report prints.
//!
//! Each function takes one kind of published numbers and returns Hedges' g with its variance, or says what is wrong
//! with the numbers. Sources: Hedges 1981 and Hedges & Olkin 1985 for g and its variance (as in metafor's `SMD`),
//! Hedges 2007 for clusters, the What Works Clearinghouse (WWC) Procedures Handbook 4.1, appendix E, and its
//! supplement (ERIC ED608943) for the rest. [`EffectSize::meaning`] keeps a gain without a comparison apart from an
//! effect; [`lay`] translates for readers and decides nothing.
//!
//! For outcomes where less is better, such as absences, use [`EffectSize::reversed`].

mod cluster;
mod coefficient;
mod correction;
mod error;
mod gain;
pub mod lay;
mod mean;
mod proportion;
mod summary;
mod test_statistic;

pub use cluster::{Clusters, CorrectedTest, corrected_error, corrected_test, from_clusters};
pub use coefficient::{Coefficient, Precision, from_coefficient};
pub use correction::small_sample_correction;
pub use error::{EffectError, Quantity};
pub use gain::{from_gain_difference, from_gain_score, from_percentiles, from_pre_post};
pub use mean::{Group, from_difference, from_means};
pub use proportion::{Continuity, LogOdds, Share, Shares, from_counts, from_proportions};
pub use summary::{
    OneShare, error_from_p, from_error, from_months, from_percentage_points, from_percentile, from_scale_points,
    from_shares,
};
pub use test_statistic::{
    Way, from_f, from_p, from_t, standard_error_from_interval, standard_error_from_t_interval, two_sided_p,
};

/// Whether a number may be read as the effect of a program.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Meaning {
    /// A difference from a comparison group. How careful the comparison was is the study's matter.
    Effect,
    /// A change without a comparison: students also learn without the program.
    Description,
}

/// What to know about a number besides its value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Caveat {
    /// A half was added to each cell of a table with an empty cell (Haldane and Anscombe).
    Continuity,
    /// The coefficient came without precision; the variance is that of an unadjusted difference.
    UnadjustedVariance,
    /// Percentiles were read as those of a normal distribution.
    NormalScores,
    /// The sampling error is not known.
    NoVariance,
}

/// A standardised mean difference.
#[derive(Clone, PartialEq, Debug)]
pub struct EffectSize {
    /// Hedges' g: in standard deviations, corrected for small samples.
    pub g: f64,
    /// Before the correction.
    pub d: f64,
    /// The sampling variance of g; none when the source does not allow one.
    pub variance: Option<f64>,
    /// Degrees of freedom of the standard deviation; none when it is taken as known.
    pub df: Option<f64>,
    /// Effect or description.
    pub meaning: Meaning,
    /// What to know besides.
    pub caveats: Vec<Caveat>,
}

impl EffectSize {
    /// The standard error of g.
    #[must_use]
    pub fn standard_error(&self) -> Option<f64> {
        self.variance.map(f64::sqrt)
    }

    /// The same effect on a measure where less is better.
    #[must_use]
    pub fn reversed(mut self) -> Self {
        self.g = -self.g;
        self.d = -self.d;
        self
    }

    /// d with its correction and a variance; refuses what is no number.
    fn new(d: f64, df: f64, variance: impl FnOnce(f64, f64) -> f64) -> Result<Self, EffectError> {
        let correction = small_sample_correction(df)?;
        let g = error::finite(Quantity::Effect, d * correction)?;
        let variance = error::finite(Quantity::Variance, variance(g, correction))?;
        if variance < 0.0 {
            return Err(EffectError::NegativeVariance(variance));
        }
        Ok(Self {
            g,
            d,
            variance: Some(variance),
            df: Some(df),
            meaning: Meaning::Effect,
            caveats: Vec::new(),
        })
    }
}
