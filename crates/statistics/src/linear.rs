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
    pub(crate) log_det: f64,
    pub(crate) coefficients: Vec<f64>,
    pub(crate) residuals: Vec<f64>,
}

impl Fit<'_> {
    /// y'Py.
    pub(crate) fn spread(&self) -> f64 {
        self.weights.iter().zip(&self.residuals).map(|(w, r)| w * r * r).sum()
    }

    /// y'PPy.
    pub(crate) fn steepness(&self) -> f64 {
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
