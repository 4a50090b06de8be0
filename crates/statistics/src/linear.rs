//! Weighted least squares with known weights, and the traces that estimators of tau2 need.

use super::matrix::Matrix;
use super::rows::{PoolError, Row, order, pick};

/// What a column may lose against the others before it counts as a repetition, in squared length.
const COLLINEAR: f64 = 1e-10;

/// Effects around their mean, variances and columns, in the order of summing.
pub(crate) struct Model {
    /// Where the rows came from.
    pub(crate) order: Vec<usize>,
    /// The mean that was taken from the effects.
    pub(crate) centre: f64,
    /// Effects less their mean.
    pub(crate) effects: Vec<f64>,
    /// Sampling variances.
    pub(crate) variances: Vec<f64>,
    /// The columns of the design; the first is one.
    columns: Vec<Vec<f64>>,
}

impl Model {
    /// One mean; the rows are checked.
    pub(crate) fn mean(rows: &[Row]) -> Self {
        Self::with(rows, &[])
    }

    /// A mean and moderators; the rows are checked.
    pub(crate) fn with(rows: &[Row], moderators: &[Vec<f64>]) -> Self {
        let order = order(rows, moderators);
        let rows = pick(rows, &order);
        let centre = rows.iter().map(|row| row.effect / rows.len() as f64).sum::<f64>();
        let ones = vec![1.0; rows.len()];
        let rest = moderators.iter().map(|column| pick(column, &order));
        Self {
            centre,
            effects: rows.iter().map(|row| row.effect - centre).collect(),
            variances: rows.iter().map(|row| row.variance).collect(),
            columns: std::iter::once(ones).chain(rest).collect(),
            order,
        }
    }

    pub(crate) fn rows(&self) -> usize {
        self.effects.len()
    }

    /// Rows less columns.
    pub(crate) fn df(&self) -> f64 {
        self.rows() as f64 - self.columns.len() as f64
    }

    /// The fit with the weights of a tau2.
    pub(crate) fn at(&self, tau2: f64) -> Result<Fit<'_>, PoolError> {
        self.fit(self.variances.iter().map(|v| 1.0 / (v + tau2)).collect())
    }

    /// The fit with every row alike.
    pub(crate) fn unweighted(&self) -> Result<Fit<'_>, PoolError> {
        self.fit(vec![1.0; self.rows()])
    }

    /// The spread of the fit with the weights of a tau2.
    pub(crate) fn spread_at(&self, tau2: f64) -> Result<Spread, PoolError> {
        let Some(mean) = self.mean_at(tau2)? else {
            let fit = self.at(tau2)?;
            return Ok(Spread {
                spread: fit.spread(),
                steepness: fit.steepness(),
                log_det: fit.log_det,
            });
        };
        let (mut spread, mut steepness) = (0.0, 0.0);
        for (w, y) in self.weights(tau2).zip(&self.effects) {
            let residual = y - mean.value;
            spread += w * residual * residual;
            steepness += (w * residual).powi(2);
        }
        Ok(Spread {
            spread,
            steepness,
            log_det: 2.0 * mean.root.ln(),
        })
    }

    /// The sums and traces of the weights of a tau2.
    pub(crate) fn traces_at(&self, tau2: f64) -> Result<Traces, PoolError> {
        let Some(mean) = self.mean_at(tau2)? else {
            let fit = self.at(tau2)?;
            return Ok(Traces {
                weights: fit.weights.iter().sum(),
                squares: fit.weights.iter().map(|w| w * w).sum(),
                trace: fit.trace(),
                trace_square: fit.trace_square(),
            });
        };
        let (mut squares, mut cubes) = (0.0, 0.0);
        for w in self.weights(tau2) {
            squares += w * w;
            cubes += w * w * w;
        }
        let share = mean.inverse * squares;
        Ok(Traces {
            weights: mean.weights,
            squares,
            trace: mean.weights - share,
            trace_square: squares - 2.0 * (mean.inverse * cubes) + share * share,
        })
    }

    fn weights(&self, tau2: f64) -> impl Iterator<Item = f64> {
        self.variances.iter().map(move |v| 1.0 / (v + tau2))
    }

    /// The fit of a mean alone, which is asked for most often: without a matrix, to the same digits. Nothing for a model
    /// with moderators.
    fn mean_at(&self, tau2: f64) -> Result<Option<Mean>, PoolError> {
        if self.columns.len() != 1 {
            return Ok(None);
        }
        let (mut weights, mut right) = (0.0, 0.0);
        for (w, y) in self.weights(tau2).zip(&self.effects) {
            weights += w;
            right += w * y;
        }
        if !f64::is_normal(weights) {
            return Err(PoolError::OutOfRange);
        }
        let root = weights.sqrt();
        let inverse = (1.0 / root) * (1.0 / root);
        Ok(Some(Mean {
            weights,
            root,
            inverse,
            value: inverse * right,
        }))
    }

    fn fit(&self, weights: Vec<f64>) -> Result<Fit<'_>, PoolError> {
        if !weights.iter().sum::<f64>().is_normal() {
            return Err(PoolError::OutOfRange);
        }
        let (inverse, log_det) = self.gram(&weights).inverse(COLLINEAR).ok_or(PoolError::Collinear)?;
        let of_column = |column: &Vec<f64>| {
            let terms = column.iter().zip(&weights).zip(&self.effects);
            terms.map(|((x, w), y)| x * w * y).sum::<f64>()
        };
        let right: Vec<f64> = self.columns.iter().map(of_column).collect();
        let coefficients = inverse.times_vector(&right);
        let mut residuals = self.effects.clone();
        for (column, coefficient) in self.columns.iter().zip(&coefficients) {
            for (residual, x) in residuals.iter_mut().zip(column) {
                *residual -= coefficient * x;
            }
        }
        Ok(Fit {
            model: self,
            weights,
            inverse,
            log_det,
            coefficients,
            residuals,
        })
    }

    /// X' D X for a diagonal D.
    fn gram(&self, diagonal: &[f64]) -> Matrix {
        let column = |i: usize| self.columns.get(i).into_iter().flatten();
        Matrix::from_fn(self.columns.len(), |i, j| {
            column(i)
                .zip(column(j))
                .zip(diagonal)
                .map(|((x, y), d)| x * y * d)
                .sum()
        })
    }
}

/// A weighted fit. P is the matrix W - W X (X'WX)^-1 X'W.
pub(crate) struct Fit<'a> {
    model: &'a Model,
    pub(crate) weights: Vec<f64>,
    /// (X'WX)^-1, the covariance of the coefficients when the weights are inverse variances.
    pub(crate) inverse: Matrix,
    /// The logarithm of the determinant of X'WX.
    log_det: f64,
    pub(crate) coefficients: Vec<f64>,
    pub(crate) residuals: Vec<f64>,
}

/// The spread of a weighted fit; P as in [`Fit`].
pub(crate) struct Spread {
    /// y'Py.
    pub(crate) spread: f64,
    /// y'PPy.
    pub(crate) steepness: f64,
    /// The logarithm of the determinant of X'WX.
    pub(crate) log_det: f64,
}

/// The weights of a fit in sums; P as in [`Fit`].
pub(crate) struct Traces {
    /// The sum of the weights.
    pub(crate) weights: f64,
    /// The sum of their squares.
    pub(crate) squares: f64,
    /// tr(P).
    pub(crate) trace: f64,
    /// tr(PP).
    pub(crate) trace_square: f64,
}

/// A weighted mean.
struct Mean {
    weights: f64,
    /// The root of the sum of the weights.
    root: f64,
    /// The inverse of the sum of the weights.
    inverse: f64,
    value: f64,
}

impl Fit<'_> {
    /// y'Py.
    pub(crate) fn spread(&self) -> f64 {
        self.weights.iter().zip(&self.residuals).map(|(w, r)| w * r * r).sum()
    }

    /// y'PPy.
    fn steepness(&self) -> f64 {
        self.weights
            .iter()
            .zip(&self.residuals)
            .map(|(w, r)| (w * r).powi(2))
            .sum()
    }

    /// tr(P).
    pub(crate) fn trace(&self) -> f64 {
        self.trace_with(&vec![1.0; self.weights.len()])
    }

    /// tr(PP).
    pub(crate) fn trace_square(&self) -> f64 {
        let ones = vec![1.0; self.weights.len()];
        self.trace_of_two(&ones, &ones)
    }

    /// tr(PA) for a diagonal A.
    pub(crate) fn trace_with(&self, a: &[f64]) -> f64 {
        let whole: f64 = self.weights.iter().zip(a).map(|(w, a)| w * a).sum();
        whole - self.inverse.trace_with(&self.inner(a))
    }

    /// tr(PAPB) for diagonals A and B.
    pub(crate) fn trace_of_two(&self, a: &[f64], b: &[f64]) -> f64 {
        let whole: f64 = self.weights.iter().zip(a).zip(b).map(|((w, a), b)| w * w * a * b).sum();
        let both: Vec<f64> = self.weights.iter().zip(a).zip(b).map(|((w, a), b)| w * a * b).collect();
        let (left, right) = (self.inverse.times(&self.inner(a)), self.inverse.times(&self.inner(b)));
        whole - 2.0 * self.inverse.trace_with(&self.inner(&both)) + left.trace_with(&right)
    }

    /// X'WAWX.
    fn inner(&self, a: &[f64]) -> Matrix {
        let diagonal: Vec<f64> = self.weights.iter().zip(a).map(|(w, a)| w * w * a).collect();
        self.model.gram(&diagonal)
    }
}

#[cfg(test)]
mod tests {
    use super::super::pool::{Test, mean_of, pool_at, tau2_upper};
    use super::super::tau::Estimator;
    use super::*;

    #[test]
    fn a_mean_without_a_matrix_has_the_digits_of_one_with() {
        let mut state = 1_u64;
        let mut dice = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 11) as f64 / (1_u64 << 53) as f64
        };
        for size in (0..400).map(|n| 2 + n % 9) {
            let each = (0..size).map(|_| Row {
                effect: dice() - 0.4,
                variance: 10_f64.powf(4.0 * dice() - 5.0),
            });
            let rows: Vec<Row> = each.collect();
            let model = Model::mean(&rows);
            for tau2 in [0.0, dice(), 1e-6 * dice()] {
                let (fit, spread) = (model.at(tau2).unwrap(), model.spread_at(tau2).unwrap());
                let traces = model.traces_at(tau2).unwrap();
                let quick = [
                    spread.spread,
                    spread.steepness,
                    spread.log_det,
                    traces.trace,
                    traces.trace_square,
                ];
                let whole = [
                    fit.spread(),
                    fit.steepness(),
                    fit.log_det,
                    fit.trace(),
                    fit.trace_square(),
                ];
                assert_eq!(quick.map(f64::to_bits), whole.map(f64::to_bits), "{rows:?}, {tau2}");
            }
            for estimator in [Estimator::Reml, Estimator::PauleMandel] {
                let mean = mean_of(&rows, estimator, Test::KnappHartungAdHoc).unwrap();
                let pooled = pool_at(&rows, estimator, Test::KnappHartungAdHoc, 0.95).unwrap();
                let whole = (pooled.estimate, pooled.se, pooled.df, pooled.tau2);
                assert_eq!((mean.estimate, mean.se, mean.df, mean.tau2), whole);
                assert_eq!(tau2_upper(&rows, 0.95).unwrap(), pooled.tau2_ci.unwrap().high);
            }
        }
    }
}
