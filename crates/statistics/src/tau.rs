//! The variance of true effects between places (tau2): estimators, standard errors, and the Q-profile interval.
//!
//! The definitions are those of metafor's `rma.uni` 3.8-1 (Viechtbauer 2005; Sidik and Jonkman 2005), run to the
//! last digit: metafor stops sooner. Negative estimates are cut off at zero.

use super::distribution::chi_square_quantile;
use super::linear::Model;
use super::rows::{Interval, Note, PoolError};

/// How tau2 is estimated.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Estimator {
    /// Equal effects: tau2 is zero by assumption.
    EqualEffects,
    /// DerSimonian and Laird.
    DerSimonianLaird,
    /// Restricted maximum likelihood.
    Reml,
    /// Maximum likelihood.
    MaximumLikelihood,
    /// Paule and Mandel.
    PauleMandel,
    /// Hedges.
    Hedges,
    /// Sidik and Jonkman.
    SidikJonkman,
    /// Hunter and Schmidt.
    HunterSchmidt,
    /// Empirical Bayes; the same number as Paule and Mandel.
    EmpiricalBayes,
}

impl Estimator {
    /// Every estimator.
    pub const ALL: [Self; 9] = [
        Self::EqualEffects,
        Self::DerSimonianLaird,
        Self::Reml,
        Self::MaximumLikelihood,
        Self::PauleMandel,
        Self::Hedges,
        Self::SidikJonkman,
        Self::HunterSchmidt,
        Self::EmpiricalBayes,
    ];

    /// The usual letters: `EE`, `DL`, `REML` and so on.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::EqualEffects => "EE",
            Self::DerSimonianLaird => "DL",
            Self::Reml => "REML",
            Self::MaximumLikelihood => "ML",
            Self::PauleMandel => "PM",
            Self::Hedges => "HE",
            Self::SidikJonkman => "SJ",
            Self::HunterSchmidt => "HS",
            Self::EmpiricalBayes => "EB",
        }
    }

    /// Reads the usual letters.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|estimator| estimator.name() == name)
    }
}

/// An estimate of tau2.
pub(crate) struct Tau {
    pub(crate) value: f64,
    pub(crate) se: Option<f64>,
    pub(crate) note: Option<Note>,
}

/// Fisher scoring ends within this share of tau2.
const RELATIVE: f64 = 1e-13;
/// Steps of Fisher scoring before the search takes over.
const MOST_STEPS: usize = 1000;
/// Log-likelihoods that differ by less are one maximum.
const SAME_HEIGHT: f64 = 1e-8;
/// Points of tau2 that the search tries, evenly on the logarithm, beside zero.
const GRID: u32 = 160;

/// The estimate; the model has more rows than columns.
pub(crate) fn estimate(model: &Model, estimator: Estimator) -> Result<Tau, PoolError> {
    let (k, df) = (model.rows() as f64, model.df());
    let done = |value: f64, variance: f64| {
        Ok(Tau {
            value,
            se: Some(variance.sqrt()),
            note: None,
        })
    };
    match estimator {
        Estimator::EqualEffects => Ok(Tau {
            value: 0.0,
            se: None,
            note: None,
        }),
        Estimator::DerSimonianLaird | Estimator::HunterSchmidt => {
            let fit = model.at(0.0)?;
            let trace = fit.trace();
            let (excess, by) = if estimator == Estimator::DerSimonianLaird {
                (fit.spread() - df, trace)
            } else {
                (fit.spread() - k, fit.weights.iter().sum())
            };
            let value = (excess / by).max(0.0);
            let variance = 2.0 * df + 4.0 * value * trace + 2.0 * value * value * fit.trace_square();
            done(value, variance / (by * by))
        }
        Estimator::Hedges => {
            let fit = model.unweighted()?;
            let (value, trace) = (hedges(model)?, fit.trace_with(&model.variances));
            let square = fit.trace_of_two(&model.variances, &model.variances);
            let variance = 2.0 * square + 4.0 * value * trace + 2.0 * value * value * df;
            done(value, variance / (df * df))
        }
        Estimator::SidikJonkman => sidik_jonkman(model),
        Estimator::PauleMandel | Estimator::EmpiricalBayes => {
            let value = profile(model, df)?.unwrap_or(0.0);
            let weights: f64 = model.at(value)?.weights.iter().sum();
            done(value, 2.0 * k * k / df / (weights * weights))
        }
        Estimator::Reml | Estimator::MaximumLikelihood => likelihood(model, estimator == Estimator::Reml),
    }
}

fn hedges(model: &Model) -> Result<f64, PoolError> {
    let fit = model.unweighted()?;
    Ok(((fit.spread() - fit.trace_with(&model.variances)) / model.df()).max(0.0))
}

fn sidik_jonkman(model: &Model) -> Result<Tau, PoolError> {
    let (k, df) = (model.rows() as f64, model.df());
    let mean = model.effects.iter().sum::<f64>() / k;
    let start = model.effects.iter().map(|y| (y - mean).powi(2)).sum::<f64>() / k;
    let fit = model.at(start)?;
    let value = start * fit.spread() / df;
    let ones = vec![1.0; model.rows()];
    let square = fit.trace_of_two(&model.variances, &model.variances);
    let cross = fit.trace_of_two(&model.variances, &ones);
    let variance = 2.0 * square + 4.0 * value * cross + 2.0 * value * value * fit.trace_square();
    Ok(Tau {
        value,
        se: (start > 0.0).then(|| start / df * variance.sqrt()),
        note: None,
    })
}

/// The tau2 at which y'Py falls to the target; `None` when it is below from the start. y'Py falls and bends
/// upwards everywhere, so Newton's steps from zero never pass the root.
fn profile(model: &Model, target: f64) -> Result<Option<f64>, PoolError> {
    let mut tau2 = 0.0;
    for _ in 0..2000 {
        let fit = model.spread_at(tau2)?;
        let step = (fit.spread - target) / fit.steepness;
        if step.is_nan() {
            return Err(PoolError::OutOfRange);
        }
        if tau2 == 0.0 && step <= 0.0 {
            return Ok(None);
        }
        tau2 += step;
        if step <= tau2 * 1e-15 {
            return Ok(Some(tau2));
        }
    }
    Err(PoolError::NotConverged)
}

fn log_likelihood(model: &Model, tau2: f64, restricted: bool) -> Result<f64, PoolError> {
    let fit = model.spread_at(tau2)?;
    let determinant: f64 = model.variances.iter().map(|v| (v + tau2).ln()).sum();
    Ok(-0.5 * (determinant + fit.spread + if restricted { fit.log_det } else { 0.0 }))
}

/// The step of Fisher scoring.
fn step(model: &Model, tau2: f64, restricted: bool) -> Result<f64, PoolError> {
    let (steepness, of) = (model.spread_at(tau2)?.steepness, model.traces_at(tau2)?);
    Ok(if restricted {
        (steepness - of.trace) / of.trace_square
    } else {
        (steepness - of.weights) / of.squares
    })
}

fn likelihood(model: &Model, restricted: bool) -> Result<Tau, PoolError> {
    let height = |tau2: f64| log_likelihood(model, tau2, restricted);
    let (value, note) = match (scored(model, restricted)?, searched(model, restricted)) {
        (None, found) => (found?, None),
        (Some(value), Ok(found)) if height(found)? > height(value)? + SAME_HEIGHT => (found, Some(Note::SeveralMaxima)),
        (Some(value), _) => (value, None),
    };
    let of = model.traces_at(value)?;
    let information = if restricted { of.trace_square } else { of.squares };
    Ok(Tau {
        value,
        se: Some((2.0 / information).sqrt()),
        note,
    })
}

/// Fisher scoring from Hedges' estimate, where metafor starts; `None` when it does not end.
fn scored(model: &Model, restricted: bool) -> Result<Option<f64>, PoolError> {
    let mut tau2 = hedges(model)?;
    let least = model.variances.iter().copied().fold(f64::INFINITY, f64::min);
    for _ in 0..MOST_STEPS {
        let step = step(model, tau2, restricted)?;
        if step.is_nan() {
            return Err(PoolError::OutOfRange);
        }
        let next = (tau2 + step).max(0.0);
        let change = (next - tau2).abs();
        tau2 = next;
        if change <= RELATIVE * tau2 + 1e-15 * least {
            return Ok(Some(tau2));
        }
    }
    Ok(None)
}

/// The highest likelihood on a grid of tau2, then the root of the slope beside it.
fn searched(model: &Model, restricted: bool) -> Result<f64, PoolError> {
    let least = model.variances.iter().copied().fold(f64::INFINITY, f64::min);
    let top = 4.0 * model.effects.iter().map(|y| y * y).sum::<f64>() + least;
    let bottom = least * 1e-6;
    let ratio = (top / bottom).ln() / f64::from(GRID);
    let points = (0..=GRID).map(|n| bottom * (ratio * f64::from(n)).exp());
    let grid: Vec<f64> = std::iter::once(0.0).chain(points).collect();
    let mut best = (f64::NEG_INFINITY, 0);
    for (n, tau2) in grid.iter().enumerate() {
        let height = log_likelihood(model, *tau2, restricted)?;
        if height > best.0 {
            best = (height, n);
        }
    }
    let at = |n: usize| grid.get(n).copied().ok_or(PoolError::NotConverged);
    let (mut low, mut high) = (at(best.1.saturating_sub(1))?, at((best.1 + 1).min(grid.len() - 1))?);
    if best.1 == 0 && step(model, 0.0, restricted)? <= 0.0 {
        return Ok(0.0);
    }
    if step(model, low, restricted)? < 0.0 || step(model, high, restricted)? > 0.0 {
        return Err(PoolError::NotConverged);
    }
    for _ in 0..300 {
        let (before, middle) = ((low, high), 0.5 * (low + high));
        if step(model, middle, restricted)? > 0.0 {
            low = middle;
        } else {
            high = middle;
        }
        // nothing lies between
        if (low, high) == before {
            break;
        }
    }
    Ok(0.5 * (low + high))
}

/// The Q-profile interval of tau2 (Viechtbauer 2007), and a note when no tau2 fits.
pub(crate) fn interval(model: &Model, level: f64) -> Result<(Interval, Option<Note>), PoolError> {
    let outside = (1.0 - level) / 2.0;
    let high = upper(model, level)?;
    let low = profile(model, chi_square_quantile(1.0 - outside, model.df()))?.unwrap_or(0.0);
    let note = high.is_none().then_some(Note::TauIntervalEmpty);
    Ok((
        Interval {
            low,
            high: high.unwrap_or(0.0),
        },
        note,
    ))
}

/// The upper end of that interval; nothing where no tau2 fits.
pub(crate) fn upper(model: &Model, level: f64) -> Result<Option<f64>, PoolError> {
    profile(model, chi_square_quantile((1.0 - level) / 2.0, model.df()))
}

#[cfg(test)]
mod tests {
    use super::super::rows::Row;
    use super::*;

    #[test]
    fn the_search_finds_what_scoring_finds() {
        let sets: [&[(f64, f64)]; 3] = [
            &[
                (-0.4, 0.01),
                (0.05, 0.005),
                (0.1, 0.02),
                (0.8, 0.015),
                (0.3, 0.01),
                (-0.1, 0.008),
            ],
            &[(0.1, 0.01), (0.12, 0.02), (0.09, 0.015), (0.11, 0.01)],
            &[
                (0.03, 0.0156),
                (0.12, 0.0216),
                (-0.14, 0.0279),
                (1.18, 0.1391),
                (0.26, 0.1362),
            ],
        ];
        for set in sets {
            let rows: Vec<Row> = set.iter().map(|&(effect, variance)| Row { effect, variance }).collect();
            let model = Model::mean(&rows);
            for restricted in [true, false] {
                let by_scoring = scored(&model, restricted).unwrap().unwrap();
                let by_search = searched(&model, restricted).unwrap();
                assert!(
                    (by_scoring - by_search).abs() <= 1e-11 * by_scoring,
                    "{by_scoring} {by_search}"
                );
            }
        }
    }

    #[test]
    fn the_highest_of_several_maxima_is_given() {
        // the row of no weight lets scoring start at zero, where there is a lower maximum
        let set = [(0.0, 0.376), (-0.695, 0.1253), (0.5227, 0.002), (0.0, 1e15)];
        let rows: Vec<Row> = set.iter().map(|&(effect, variance)| Row { effect, variance }).collect();
        let (all, some) = (Model::mean(&rows), Model::mean(&rows[..3]));
        let found = estimate(&all, Estimator::MaximumLikelihood).unwrap();
        assert_eq!(scored(&all, false).unwrap(), Some(0.0));
        assert_eq!(found.note, Some(Note::SeveralMaxima));
        let without = estimate(&some, Estimator::MaximumLikelihood).unwrap();
        assert!((found.value - without.value).abs() < 1e-9 && found.value > 0.2);
    }

    #[test]
    fn names_read_back() {
        for estimator in Estimator::ALL {
            assert_eq!(Estimator::parse(estimator.name()), Some(estimator));
        }
        assert_eq!(Estimator::parse("DLIT"), None);
    }
}
