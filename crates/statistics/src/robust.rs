//! Standard errors that hold whatever goes on within a group (Pustejovsky and Tipton 2018).

use super::matrix::Matrix;
use super::multilevel::{State, gather};
use super::pool::LEVEL;
use super::regression::Coefficient;
use super::rows::{PoolError, Row, check_level};

/// How few groups are corrected for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Correction {
    /// The variance times n / (n - 1), and n - 1 degrees of freedom, for n groups.
    Cr1,
    /// Bias-reduced linearisation with Satterthwaite's degrees of freedom.
    Cr2,
}

/// A mean with a cluster-robust standard error.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Robust {
    /// The mean, tested against Student's t.
    pub mean: Coefficient,
    /// The degrees of freedom; below about 4 the p-value is not to be trusted (Tipton 2015).
    pub df: f64,
}

/// The robust mean at the level of [`LEVEL`]; see [`robust_at`].
pub fn robust(
    rows: &[Row],
    groups: &[usize],
    between: f64,
    within: f64,
    correction: Correction,
) -> Result<Robust, PoolError> {
    robust_at(rows, groups, between, within, correction, LEVEL)
}

/// The robust mean of a fitted model. `between` and `within` are the variances of that model: those of a
/// multilevel fit, or zero and tau2 of a plain one.
pub fn robust_at(
    rows: &[Row],
    groups: &[usize],
    between: f64,
    within: f64,
    correction: Correction,
    level: f64,
) -> Result<Robust, PoolError> {
    check_level(level)?;
    let sound = |variance: f64| variance.is_finite() && variance >= 0.0;
    if !sound(between) || !sound(within) {
        return Err(PoolError::OutOfDomain);
    }
    let groups = gather(rows, groups)?;
    let state = State::at(&groups, [between, within]);
    let size = 1.0 / state.weight;
    let parts: Vec<Part> = groups
        .iter()
        .map(|group| Part::of(group, &state, between, within, correction))
        .collect::<Option<_>>()
        .ok_or(PoolError::NotConverged)?;
    let square: f64 = parts.iter().map(|part| part.pull * part.pull).sum();
    let n = groups.len() as f64;
    let (variance, df) = match correction {
        Correction::Cr1 => (square * n / (n - 1.0), n - 1.0),
        Correction::Cr2 => (square, satterthwaite(&parts, size)),
    };
    if variance > f64::EPSILON * size && variance.is_finite() && df.is_finite() {
        Ok(Robust {
            mean: Coefficient::of(state.mean, variance.sqrt(), Some(df), level),
            df,
        })
    } else if variance <= f64::EPSILON * size {
        Err(PoolError::NoSpread)
    } else {
        Err(PoolError::OutOfRange)
    }
}

/// What one group brings.
struct Part {
    /// Its share in the error of the mean.
    pull: f64,
    /// The variance of that share if the model holds and the mean is known.
    variance: f64,
    /// How the share moves with the mean.
    lever: f64,
}

impl Part {
    fn of(group: &[Row], state: &State, between: f64, within: f64, correction: Correction) -> Option<Self> {
        let size = 1.0 / state.weight;
        let diagonal: Vec<f64> = group.iter().map(|row| row.variance + within).collect();
        let total: f64 = diagonal.iter().map(|v| 1.0 / v).sum();
        let weights: Vec<f64> = diagonal.iter().map(|v| size / v / (1.0 + between * total)).collect();
        let working = Matrix::from_fn(group.len(), |i, j| {
            between
                + if i == j {
                    diagonal.get(i).copied().unwrap_or(f64::NAN)
                } else {
                    0.0
                }
        });
        let levers = match correction {
            Correction::Cr1 => weights,
            Correction::Cr2 => adjustment(&working, size)?.times_vector(&weights),
        };
        let dot = |a: &[f64]| -> f64 { levers.iter().zip(a).map(|(x, y)| x * y).sum() };
        let residuals: Vec<f64> = group.iter().map(|row| row.effect - state.mean).collect();
        Some(Self {
            pull: dot(&residuals),
            variance: dot(&working.times_vector(&levers)),
            lever: levers.iter().sum(),
        })
    }
}

/// The matrix A with A (V - m 11') A = V: it undoes what fitting the mean takes from the residuals of a group.
fn adjustment(working: &Matrix, size: f64) -> Option<Matrix> {
    let lower = working.cholesky(0.0)?;
    let upper = lower.transposed();
    let left = Matrix::from_fn(working.size(), |i, j| working.at(i, j) - size);
    let root = upper.times(&left).times(&lower).inverse_root()?;
    Some(lower.times(&root).times(&upper))
}

/// Degrees of freedom that match mean and variance of the robust variance under the model.
fn satterthwaite(parts: &[Part], size: f64) -> f64 {
    let (mut trace, mut square) = (0.0, 0.0);
    for (i, a) in parts.iter().enumerate() {
        for (j, b) in parts.iter().enumerate() {
            let own = if i == j { a.variance } else { 0.0 };
            let cell = own - size * a.lever * b.lever;
            square += cell * cell;
            trace += if i == j { cell } else { 0.0 };
        }
    }
    trace * trace / square
}
