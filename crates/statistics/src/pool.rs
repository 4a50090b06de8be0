//! Pools effects: one mean, its test, and what to expect of the next place.

use super::distribution::{chi_square_quantile, chi_square_upper, normal_quantile, normal_upper, t_quantile, t_upper};
use super::linear::{Fit, Model};
use super::rows::{Interval, Note, PoolError, Row, check, check_level, far_apart, put_back};
use super::tau::{self, Estimator};

/// The level of an interval when nobody asks for another.
pub const LEVEL: f64 = 0.95;

/// How a coefficient is tested.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Test {
    /// Against the normal distribution.
    Z,
    /// Against Student's t.
    T,
    /// Hartung and Knapp: the standard error from the spread of the effects, against Student's t.
    KnappHartung,
    /// Hartung and Knapp, with the multiplier of the variance not below 1.
    KnappHartungAdHoc,
}

impl Test {
    /// Every test.
    pub const ALL: [Self; 4] = [Self::Z, Self::T, Self::KnappHartung, Self::KnappHartungAdHoc];

    /// Its short name: `z`, `t`, `knha`, `adhoc`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Z => "z",
            Self::T => "t",
            Self::KnappHartung => "knha",
            Self::KnappHartungAdHoc => "adhoc",
        }
    }

    /// Reads the short name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|test| test.name() == name)
    }

    /// The multiplier of the variance from the weighted spread of the residuals.
    pub(crate) fn multiplier(self, spread: f64, df: f64) -> Result<f64, PoolError> {
        match self {
            Self::Z | Self::T => Ok(1.0),
            // below rounding there is no spread to take a standard error from
            Self::KnappHartung if spread <= f64::EPSILON => Err(PoolError::NoSpread),
            Self::KnappHartung => Ok(spread / df),
            Self::KnappHartungAdHoc => Ok((spread / df).max(1.0)),
        }
    }
}

/// Pooled effects. Percentages are from 0 to 100; `None` is what does not exist, never what could not be computed.
#[derive(Clone, PartialEq, Debug)]
pub struct Pooled {
    /// How tau2 was estimated.
    pub estimator: Estimator,
    /// How the mean was tested.
    pub test: Test,
    /// The level of the intervals.
    pub level: f64,
    /// Rows.
    pub k: usize,
    /// The mean effect.
    pub estimate: f64,
    /// Its standard error.
    pub se: f64,
    /// The mean over its standard error.
    pub statistic: f64,
    /// The two-sided p-value.
    pub p: f64,
    /// The confidence interval of the mean.
    pub ci: Interval,
    /// Degrees of freedom of Student's t; `None` for the normal.
    pub df: Option<f64>,
    /// The variance of true effects between rows.
    pub tau2: f64,
    /// Its standard error.
    pub tau2_se: Option<f64>,
    /// Its Q-profile interval.
    pub tau2_ci: Option<Interval>,
    /// The share of the variance that is not sampling, in percent.
    pub i2: f64,
    /// The variance over the sampling variance.
    pub h2: f64,
    /// Cochran's Q.
    pub q: f64,
    /// Its degrees of freedom.
    pub q_df: usize,
    /// Its p-value.
    pub q_p: f64,
    /// Where the true effect of another place is expected: t with k - 1 degrees of freedom where the test has them,
    /// else normal. Higgins 2009 has k - 2.
    pub prediction: Option<Interval>,
    /// What Hartung and Knapp multiply the variance with; 1 for others.
    pub multiplier: f64,
    /// The weights of the rows as given; they sum to 1.
    pub weights: Vec<f64>,
    /// What to know beside the numbers.
    pub notes: Vec<Note>,
}

/// Pools rows with intervals at [`LEVEL`].
pub fn pool(rows: &[Row], estimator: Estimator, test: Test) -> Result<Pooled, PoolError> {
    pool_at(rows, estimator, test, LEVEL)
}

/// The mean of rows without its intervals and tests.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Mean {
    /// As [`Pooled::estimate`].
    pub estimate: f64,
    /// As [`Pooled::se`].
    pub se: f64,
    /// As [`Pooled::df`].
    pub df: Option<f64>,
    /// As [`Pooled::tau2`].
    pub tau2: f64,
}

/// The mean of rows alone: the same numbers as those of [`pool_at`], where nothing else is asked.
///
/// # Errors
/// Fewer than two rows, one that cannot be pooled, a variance of true effects that is not found.
pub fn mean_of(rows: &[Row], estimator: Estimator, test: Test) -> Result<Mean, PoolError> {
    check(rows)?;
    if rows.len() < 2 {
        return Err(PoolError::TooFewRows { needed: 2 });
    }
    let model = Model::mean(rows);
    let tau = tau::estimate(&model, estimator)?;
    let (mean, ..) = mean_at(&model, tau.value, test)?;
    let numbers = [mean.estimate, mean.se, mean.tau2, tau.se.unwrap_or(0.0)];
    if numbers.iter().all(|x| x.is_finite()) && mean.se > 0.0 {
        Ok(mean)
    } else {
        Err(PoolError::OutOfRange)
    }
}

/// The mean with the weights of a tau2, its fit and the multiplier of its variance.
fn mean_at(model: &Model, tau2: f64, test: Test) -> Result<(Mean, Fit<'_>, f64), PoolError> {
    let fit = model.at(tau2)?;
    let multiplier = test.multiplier(fit.spread(), model.df())?;
    let mean = Mean {
        estimate: model.centre + fit.coefficients.iter().sum::<f64>(),
        se: (multiplier / fit.weights.iter().sum::<f64>()).sqrt(),
        df: (test != Test::Z).then_some(model.df()),
        tau2,
    };
    Ok((mean, fit, multiplier))
}

/// Pools rows with intervals at a level between 0 and 1.
pub fn pool_at(rows: &[Row], estimator: Estimator, test: Test, level: f64) -> Result<Pooled, PoolError> {
    check(rows)?;
    check_level(level)?;
    if let [row] = rows {
        return finite(single(*row, estimator, test, level));
    }
    let model = Model::mean(rows);
    let df = model.df();
    let tau = tau::estimate(&model, estimator)?;
    let (mean, fit, multiplier) = mean_at(&model, tau.value, test)?;
    let total: f64 = fit.weights.iter().sum();
    let Mean {
        estimate,
        se,
        df: test_df,
        ..
    } = mean;
    let reach = critical(level, test_df);

    let fixed = model.at(0.0)?;
    let q = fixed.spread();
    let typical = df / fixed.trace();
    let (i2, h2) = if estimator == Estimator::EqualEffects {
        (if q > df { 100.0 * (q - df) / q } else { 0.0 }, q / df)
    } else {
        (100.0 * tau.value / (tau.value + typical), tau.value / typical + 1.0)
    };
    let random = estimator != Estimator::EqualEffects;
    let (tau2_ci, empty) = if random {
        let (interval, note) = tau::interval(&model, level)?;
        (Some(interval), note)
    } else {
        (None, None)
    };
    let narrow = test == Test::KnappHartung && fit.spread() < chi_square_quantile(0.05, df);
    let notes = [
        narrow.then_some(Note::EffectsNearlyEqual),
        empty,
        far_apart(rows),
        tau.note,
    ];
    let shares: Vec<f64> = fit.weights.iter().map(|w| w / total).collect();
    finite(Pooled {
        estimator,
        test,
        level,
        k: rows.len(),
        estimate,
        se,
        statistic: estimate / se,
        p: two_sided(estimate / se, test_df),
        ci: Interval::around(estimate, reach * se),
        df: test_df,
        tau2: tau.value,
        tau2_se: tau.se,
        tau2_ci,
        i2,
        h2,
        q,
        q_df: rows.len() - 1,
        q_p: chi_square_upper(q, df),
        prediction: random.then(|| Interval::around(estimate, reach * (se * se + tau.value).sqrt())),
        multiplier,
        weights: put_back(&shares, &model.order),
        notes: notes.into_iter().flatten().collect(),
    })
}

/// The upper end of the interval of the variance of true effects between rows, at a level between 0 and 1 (profile of Q,
/// Viechtbauer 2007); as that of [`Pooled::tau2_ci`].
///
/// # Errors
/// Fewer than two rows, one that cannot be pooled, a level outside 0 to 1.
pub fn tau2_upper(rows: &[Row], level: f64) -> Result<f64, PoolError> {
    check(rows)?;
    check_level(level)?;
    if rows.len() < 2 {
        return Err(PoolError::TooFewRows { needed: 2 });
    }
    Ok(tau::upper(&Model::mean(rows), level)?.unwrap_or(0.0))
}

/// One row: its own interval, and a note that it says nothing about other places.
fn single(row: Row, estimator: Estimator, test: Test, level: f64) -> Pooled {
    let se = row.variance.sqrt();
    let ci = Interval::around(row.effect, critical(level, None) * se);
    Pooled {
        estimator,
        test,
        level,
        k: 1,
        estimate: row.effect,
        se,
        statistic: row.effect / se,
        p: two_sided(row.effect / se, None),
        ci,
        df: None,
        tau2: 0.0,
        tau2_se: None,
        tau2_ci: None,
        i2: 0.0,
        h2: 1.0,
        q: 0.0,
        q_df: 0,
        q_p: 1.0,
        prediction: (estimator != Estimator::EqualEffects).then_some(ci),
        multiplier: 1.0,
        weights: vec![1.0],
        notes: vec![Note::OneRow],
    }
}

fn finite(pooled: Pooled) -> Result<Pooled, PoolError> {
    let numbers = [
        pooled.estimate,
        pooled.se,
        pooled.ci.low,
        pooled.ci.high,
        pooled.tau2,
        pooled.q,
        pooled.p,
    ];
    let more = [pooled.tau2_se.unwrap_or(0.0), pooled.i2, pooled.h2, pooled.multiplier];
    if numbers.iter().chain(&more).all(|x| x.is_finite()) && pooled.se > 0.0 {
        Ok(pooled)
    } else {
        Err(PoolError::OutOfRange)
    }
}

/// Pools the rows again without each of them in turn.
pub fn leave_one_out(rows: &[Row], estimator: Estimator, test: Test, level: f64) -> Result<Vec<Pooled>, PoolError> {
    check(rows)?;
    if rows.len() < 2 {
        return Err(PoolError::TooFewRows { needed: 2 });
    }
    let without = |left: usize| -> Vec<Row> {
        let kept = rows.iter().enumerate().filter(|(i, _)| *i != left);
        kept.map(|(_, row)| *row).collect()
    };
    (0..rows.len())
        .map(|left| pool_at(&without(left), estimator, test, level))
        .collect()
}

/// The two-sided p-value of a statistic.
pub(crate) fn two_sided(statistic: f64, df: Option<f64>) -> f64 {
    2.0 * df.map_or_else(|| normal_upper(statistic.abs()), |df| t_upper(statistic.abs(), df))
}

/// The normal interval of a row by itself at a level between 0 and 1.
#[must_use]
pub fn interval_of(row: &Row, level: f64) -> Interval {
    Interval::around(row.effect, critical(level, None) * row.variance.sqrt())
}

/// How many standard errors an interval reaches to either side.
pub(crate) fn critical(level: f64, df: Option<f64>) -> f64 {
    let outside = (1.0 - level) / 2.0;
    -df.map_or_else(|| normal_quantile(outside), |df| t_quantile(outside, df))
}
