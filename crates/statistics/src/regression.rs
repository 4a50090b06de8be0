//! Mixed-effects meta-regression: what the effects have to do with moderators.

use super::distribution::{chi_square_upper, f_upper};
use super::linear::Model;
use super::matrix::Matrix;
use super::pool::{Test, critical, two_sided};
use super::rows::{Interval, Note, PoolError, Row, check, check_level, far_apart};
use super::tau::{self, Estimator};

/// A coefficient with its test.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Coefficient {
    /// The estimate.
    pub estimate: f64,
    /// Its standard error.
    pub se: f64,
    /// The estimate over its standard error.
    pub statistic: f64,
    /// The two-sided p-value.
    pub p: f64,
    /// The confidence interval.
    pub ci: Interval,
}

impl Coefficient {
    pub(crate) fn of(estimate: f64, se: f64, df: Option<f64>, level: f64) -> Self {
        Self {
            estimate,
            se,
            statistic: estimate / se,
            p: two_sided(estimate / se, df),
            ci: interval(estimate, se, df, level),
        }
    }

    /// Its confidence interval at another level between 0 and 1, with the degrees of freedom of its model.
    #[must_use]
    pub fn interval_at(&self, df: Option<f64>, level: f64) -> Interval {
        interval(self.estimate, self.se, df, level)
    }
}

fn interval(estimate: f64, se: f64, df: Option<f64>, level: f64) -> Interval {
    Interval::around(estimate, critical(level, df) * se)
}

/// A meta-regression.
#[derive(Clone, PartialEq, Debug)]
pub struct Regression {
    /// The intercept: the effect where every moderator is zero.
    pub intercept: Coefficient,
    /// The slopes, one for each moderator.
    pub slopes: Vec<Coefficient>,
    /// Degrees of freedom of Student's t; `None` for the normal.
    pub df: Option<f64>,
    /// The variance of true effects that the moderators leave.
    pub tau2: f64,
    /// Its standard error.
    pub tau2_se: Option<f64>,
    /// The share of the remaining variance that is not sampling, in percent.
    pub i2: f64,
    /// The share of tau2 that the moderators explain, in percent; `None` when there was no tau2 to explain.
    pub r2: Option<f64>,
    /// The spread that the moderators leave, against chi-square.
    pub residual_q: f64,
    /// Its p-value.
    pub residual_q_p: f64,
    /// The test of all slopes together: chi-square for z, F for the others.
    pub moderators_q: f64,
    /// Its p-value.
    pub moderators_p: f64,
    /// What Hartung and Knapp multiply the variances with; 1 for others.
    pub multiplier: f64,
    /// What to know beside the numbers.
    pub notes: Vec<Note>,
}

/// Fits effects on moderators, each a column as long as the rows; an intercept is added.
pub fn regress(
    rows: &[Row],
    moderators: &[Vec<f64>],
    estimator: Estimator,
    test: Test,
    level: f64,
) -> Result<Regression, PoolError> {
    check_design(rows, moderators)?;
    check_level(level)?;
    let scales = moderators
        .iter()
        .map(|column| Scale::of(column))
        .collect::<Result<Vec<_>, _>>()?;
    let scaled: Vec<Vec<f64>> = moderators
        .iter()
        .zip(&scales)
        .map(|(column, scale)| scale.apply(column))
        .collect();
    let model = Model::with(rows, &scaled);
    let (df, slopes) = (model.df(), moderators.len());
    let tau = tau::estimate(&model, estimator)?;
    let fit = model.at(tau.value)?;
    let multiplier = test.multiplier(fit.spread(), df)?;
    let test_df = (test != Test::Z).then_some(df);

    let covariance = Matrix::from_fn(slopes + 1, |i, j| multiplier * fit.inverse.at(i, j));
    let back = Matrix::from_fn(slopes + 1, |i, j| match (i, j) {
        (0, 0) => 1.0,
        (0, j) => scales.get(j - 1).map_or(f64::NAN, |scale| -scale.middle / scale.width),
        (i, j) if i == j => scales.get(j - 1).map_or(f64::NAN, |scale| 1.0 / scale.width),
        _ => 0.0,
    });
    let spread = back.times(&covariance).times(&back.transposed());
    let estimates = back.times_vector(&fit.coefficients);
    let coefficient = |(i, estimate): (usize, &f64)| {
        let shift = if i == 0 { model.centre } else { 0.0 };
        Coefficient::of(estimate + shift, spread.at(i, i).sqrt(), test_df, level)
    };
    let mut coefficients = estimates.iter().enumerate().map(coefficient);
    let intercept = coefficients.next().ok_or(PoolError::Shape)?;
    let coefficients: Vec<Coefficient> = coefficients.collect();

    let block = Matrix::from_fn(slopes, |i, j| covariance.at(i + 1, j + 1));
    let (inverse, _) = block.inverse(0.0).ok_or(PoolError::OutOfRange)?;
    let scaled_slopes: Vec<f64> = fit.coefficients.iter().skip(1).copied().collect();
    let wald: f64 = inverse
        .times_vector(&scaled_slopes)
        .iter()
        .zip(&scaled_slopes)
        .map(|(a, b)| a * b)
        .sum();
    let (moderators_q, moderators_p) = match test_df {
        None => (wald, chi_square_upper(wald, slopes as f64)),
        Some(df) => (wald / slopes as f64, f_upper(wald / slopes as f64, slopes as f64, df)),
    };
    let fixed = model.at(0.0)?;
    let (residual_q, typical) = (fixed.spread(), df / fixed.trace());
    let before = tau::estimate(&Model::mean(rows), estimator)?.value;
    let result = Regression {
        intercept,
        slopes: coefficients,
        df: test_df,
        tau2: tau.value,
        tau2_se: tau.se,
        i2: if estimator == Estimator::EqualEffects {
            if residual_q > df {
                100.0 * (residual_q - df) / residual_q
            } else {
                0.0
            }
        } else {
            100.0 * tau.value / (tau.value + typical)
        },
        r2: (before > 0.0).then(|| (100.0 * (before - tau.value) / before).max(0.0)),
        residual_q,
        residual_q_p: chi_square_upper(residual_q, df),
        moderators_q,
        moderators_p,
        multiplier,
        notes: [far_apart(rows), tau.note].into_iter().flatten().collect(),
    };
    let every = std::iter::once(&result.intercept).chain(&result.slopes);
    let sound = every
        .flat_map(|c| [c.estimate, c.se, c.ci.low, c.ci.high])
        .all(f64::is_finite);
    let whole = [result.tau2, result.residual_q, result.moderators_q, result.moderators_p];
    if sound && whole.iter().all(|x| x.is_finite()) {
        Ok(result)
    } else {
        Err(PoolError::OutOfRange)
    }
}

fn check_design(rows: &[Row], moderators: &[Vec<f64>]) -> Result<(), PoolError> {
    check(rows)?;
    if moderators.is_empty() || moderators.iter().any(|column| column.len() != rows.len()) {
        return Err(PoolError::Shape);
    }
    for column in moderators {
        if let Some(row) = column.iter().position(|x| !x.is_finite()) {
            return Err(PoolError::NotFinite { row });
        }
    }
    let needed = moderators.len() + 2;
    if rows.len() < needed {
        Err(PoolError::TooFewRows { needed })
    } else {
        Ok(())
    }
}

/// The middle and the width of a column, so that years and shares are solved alike.
struct Scale {
    middle: f64,
    width: f64,
}

impl Scale {
    fn of(column: &[f64]) -> Result<Self, PoolError> {
        let (low, high) = column
            .iter()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| {
                (low.min(*x), high.max(*x))
            });
        if high > low {
            let mut sorted = column.to_vec();
            sorted.sort_by(f64::total_cmp);
            Ok(Self {
                middle: sorted.iter().map(|x| x / sorted.len() as f64).sum(),
                width: high - low,
            })
        } else {
            Err(PoolError::Collinear)
        }
    }

    fn apply(&self, column: &[f64]) -> Vec<f64> {
        column.iter().map(|x| (x - self.middle) / self.width).collect()
    }
}
