//! What can be wrong with the numbers.

use std::fmt;

/// What a number is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Quantity {
    /// A mean or a difference of means.
    Mean,
    /// A standard deviation.
    StandardDeviation,
    /// A standard error.
    StandardError,
    /// A share.
    Share,
    /// A count of a table.
    Count,
    /// A number of students.
    Students,
    /// A number of covariates.
    Covariates,
    /// A test statistic.
    Statistic,
    /// A p-value.
    P,
    /// A correlation.
    Correlation,
    /// An intraclass correlation.
    Icc,
    /// An average cluster size.
    ClusterSize,
    /// A percentile.
    Percentile,
    /// The level of an interval.
    Level,
    /// An end of an interval.
    Limit,
    /// Degrees of freedom.
    Df,
    /// A table for translation.
    Table,
    /// An effect.
    Effect,
    /// A variance.
    Variance,
    /// A difference in points.
    Points,
    /// Months of progress.
    Months,
}

impl Quantity {
    fn name(self) -> &'static str {
        match self {
            Self::Mean => "mean",
            Self::StandardDeviation => "standard deviation",
            Self::StandardError => "standard error",
            Self::Share => "share",
            Self::Count => "count",
            Self::Students => "number of students",
            Self::Covariates => "number of covariates",
            Self::Statistic => "test statistic",
            Self::P => "p-value",
            Self::Correlation => "correlation",
            Self::Icc => "intraclass correlation",
            Self::ClusterSize => "average cluster size",
            Self::Percentile => "percentile",
            Self::Level => "confidence level",
            Self::Limit => "limit of the interval",
            Self::Df => "degrees of freedom",
            Self::Table => "table",
            Self::Effect => "effect",
            Self::Variance => "variance",
            Self::Points => "difference in points",
            Self::Months => "number of months",
        }
    }
}

/// Why there is no effect size.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum EffectError {
    /// Not a number, or infinite.
    NotANumber(Quantity),
    /// Too few of something.
    TooFew {
        /// Of what.
        what: Quantity,
        /// How many were given.
        given: f64,
        /// How many are needed.
        least: f64,
    },
    /// Zero or below where only a positive number makes sense.
    NotPositive(Quantity, f64),
    /// Outside its range.
    OutOfRange {
        /// What.
        what: Quantity,
        /// The number given.
        given: f64,
        /// The least that is allowed.
        low: f64,
        /// The most that is allowed.
        high: f64,
    },
    /// A share of 0 or 1 has no odds; a continuity correction would give one.
    NoOdds,
    /// A p-value of exactly 0 or 1 does not say how far the effect is from zero.
    NoInformation(f64),
    /// The formula gave a variance below zero.
    NegativeVariance(f64),
    /// The lower limit lies above the upper, or a table does not rise.
    OutOfOrder(Quantity),
    /// The clusters leave nothing to estimate the standard deviation from.
    TooClustered,
}

impl fmt::Display for EffectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotANumber(what) => write!(f, "the {} is not a number", what.name()),
            Self::TooFew { what, given, least } => {
                write!(f, "the {} is {given}; at least {least} is needed", what.name())
            }
            Self::NotPositive(what, given) => write!(f, "the {} is {given}, but must be above 0", what.name()),
            Self::OutOfRange { what, given, low, high } => {
                write!(
                    f,
                    "the {} is {given}, but must lie between {low} and {high}",
                    what.name()
                )
            }
            Self::NoOdds => write!(f, "a share of 0 or 1 has no odds"),
            Self::NoInformation(p) => write!(f, "a p-value of exactly {p} does not say how large the effect is"),
            Self::NegativeVariance(variance) => write!(f, "the variance comes out as {variance}, below 0"),
            Self::OutOfOrder(what) => write!(f, "the {} is not in order", what.name()),
            Self::TooClustered => write!(f, "too few clusters for this intraclass correlation"),
        }
    }
}

impl std::error::Error for EffectError {}

pub(super) fn finite(what: Quantity, value: f64) -> Result<f64, EffectError> {
    if value.is_finite() {
        Ok(value)
    } else {
        Err(EffectError::NotANumber(what))
    }
}

pub(super) fn positive(what: Quantity, value: f64) -> Result<f64, EffectError> {
    match finite(what, value)? {
        value if value > 0.0 => Ok(value),
        value => Err(EffectError::NotPositive(what, value)),
    }
}

pub(super) fn at_least(what: Quantity, given: f64, least: f64) -> Result<f64, EffectError> {
    match finite(what, given)? {
        value if value >= least => Ok(value),
        given => Err(EffectError::TooFew { what, given, least }),
    }
}

pub(super) fn within(what: Quantity, given: f64, low: f64, high: f64) -> Result<f64, EffectError> {
    match finite(what, given)? {
        value if (low..=high).contains(&value) => Ok(value),
        given => Err(EffectError::OutOfRange { what, given, low, high }),
    }
}
