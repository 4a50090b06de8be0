//! Signs that small studies with small effects are missing.

use super::pool::{Pooled, Test, pool_at};
use super::regression::{Coefficient, regress};
use super::rows::{PoolError, Row, check, order, pick};
use super::tau::Estimator;

/// Egger's regression of effects on their standard errors.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Egger {
    /// What an effect gains with its standard error; far from zero speaks for missing studies.
    pub slope: Coefficient,
    /// The effect of a study without error.
    pub limit: Coefficient,
    /// Degrees of freedom of Student's t; `None` for the normal.
    pub df: Option<f64>,
}

/// Egger's test within a mixed-effects model.
pub fn egger_mixed(rows: &[Row], estimator: Estimator, test: Test, level: f64) -> Result<Egger, PoolError> {
    let errors = standard_errors(rows)?;
    let fit = regress(rows, &[errors], estimator, test, level)?;
    let slope = fit.slopes.first().copied().ok_or(PoolError::Shape)?;
    Ok(Egger {
        slope,
        limit: fit.intercept,
        df: fit.df,
    })
}

/// Egger's test as it was published: weighted least squares with a free scale, against Student's t.
pub fn egger_classical(rows: &[Row], level: f64) -> Result<Egger, PoolError> {
    let fit = regress(
        rows,
        &[standard_errors(rows)?],
        Estimator::EqualEffects,
        Test::KnappHartung,
        level,
    )?;
    let slope = fit.slopes.first().copied().ok_or(PoolError::Shape)?;
    Ok(Egger {
        slope,
        limit: fit.intercept,
        df: fit.df,
    })
}

fn standard_errors(rows: &[Row]) -> Result<Vec<f64>, PoolError> {
    check(rows)?;
    Ok(rows.iter().map(|row| row.variance.sqrt()).collect())
}

/// Where studies seem to be missing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// Among the small effects.
    Left,
    /// Among the large effects.
    Right,
}

/// Effects pooled after trimming and filling.
#[derive(Clone, PartialEq, Debug)]
pub struct Filled {
    /// How many studies seem to be missing.
    pub missing: usize,
    /// On which side.
    pub side: Side,
    /// The rows and the mirror images of the trimmed ones, pooled.
    pub pooled: Pooled,
}

/// Trims and fills (Duval and Tweedie 2000) with their estimator L0; the side comes from the slope on the standard
/// error.
pub fn trim_and_fill(rows: &[Row], estimator: Estimator, test: Test, level: f64) -> Result<Filled, PoolError> {
    let errors = standard_errors(rows)?;
    let slope = regress(rows, &[errors], estimator, Test::Z, level)?.slopes;
    let falls = slope.first().is_some_and(|slope| slope.estimate < 0.0);
    let side = if falls { Side::Right } else { Side::Left };
    let sign = if falls { -1.0 } else { 1.0 };
    let facing: Vec<Row> = rows.iter().map(|row| mirrored(row, sign)).collect();
    let sorted = pick(&facing, &order(&facing, &[]));

    let k = sorted.len();
    let mut missing = 0;
    for _ in 0..100 {
        let kept = sorted.get(..k.saturating_sub(missing)).filter(|kept| !kept.is_empty());
        let centre = pool_at(kept.ok_or(PoolError::NotConverged)?, estimator, Test::Z, level)?.estimate;
        let again = missing_by_rank(&sorted, centre);
        if again == missing {
            let fill = sorted.iter().rev().take(missing).map(|row| Row {
                effect: sign * (2.0 * centre - row.effect),
                variance: row.variance,
            });
            let all: Vec<Row> = rows.iter().copied().chain(fill).collect();
            return Ok(Filled {
                missing,
                side,
                pooled: pool_at(&all, estimator, test, level)?,
            });
        }
        missing = again;
    }
    Err(PoolError::NotConverged)
}

fn mirrored(row: &Row, sign: f64) -> Row {
    Row {
        effect: sign * row.effect,
        variance: row.variance,
    }
}

/// L0: how many are missing, from the ranks of the distances to the centre on the right.
fn missing_by_rank(sorted: &[Row], centre: f64) -> usize {
    let mut distances: Vec<f64> = sorted.iter().map(|row| row.effect - centre).collect();
    distances.sort_by(|a, b| a.abs().total_cmp(&b.abs()));
    let ranked = distances.iter().zip(1_u32..).filter(|(distance, _)| **distance > 0.0);
    let sum: f64 = ranked.map(|(_, rank)| f64::from(rank)).sum();
    let k = sorted.len() as f64;
    let missing = (4.0 * sum - k * (k + 1.0)) / (2.0 * k - 1.0);
    missing.round_ties_even().max(0.0) as usize
}
