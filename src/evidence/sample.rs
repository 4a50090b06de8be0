//! Schools as a sample of schools: what may be expected of one more.

use crate::statistics::distribution::{normal_quantile, normal_upper, t_quantile, t_upper};
use crate::statistics::{Estimator, Interval, Mean, Row, Test, mean_of, tau2_upper};

/// Schools as a sample of schools.
#[derive(Clone, PartialEq, Debug)]
pub struct Sample {
    /// Their mean: random effects, REML, Hartung-Knapp with a multiplier of at least 1.
    mean: Mean,
    /// The variance of true effects between schools that one more school is expected by: the upper end of its interval
    /// of 50 percent (profile of Q, Viechtbauer 2007). The estimate itself is zero too often among few schools.
    between: f64,
    /// The chance that the mean of schools like these is above 0.
    pub(super) mean_above_zero: f64,
    /// The chance that the effect of one more school is.
    pub(super) next_above_zero: f64,
}

impl Sample {
    /// Of their effects; nothing where no method ends.
    pub(super) fn of(rows: &[Row]) -> Option<Self> {
        let mean = mean(rows)?;
        let mut sample = Self {
            between: tau2_upper(rows, 0.5).ok()?.max(mean.tau2),
            mean,
            mean_above_zero: 0.0,
            next_above_zero: 0.0,
        };
        sample.mean_above_zero = sample.upper(-mean.estimate / mean.se);
        sample.next_above_zero = sample.chance(0.0);
        Some(sample)
    }

    /// The mean of schools like these.
    pub(super) fn mean(&self) -> f64 {
        self.mean.estimate
    }

    fn error(&self) -> f64 {
        (self.mean.se * self.mean.se + self.between).sqrt()
    }

    /// Where the effect of one more school is expected, at a level between 0 and 1.
    #[must_use]
    pub fn expected(&self, level: f64) -> Interval {
        let outside = 0.5 + level / 2.0;
        let quantile = |df| t_quantile(outside, df);
        let reach = self.mean.df.map_or_else(|| normal_quantile(outside), quantile);
        Interval {
            low: self.mean.estimate - reach * self.error(),
            high: self.mean.estimate + reach * self.error(),
        }
    }

    /// The chance that the effect of one more school is above a bar.
    #[must_use]
    pub fn chance(&self, bar: f64) -> f64 {
        self.upper((bar - self.mean.estimate) / self.error())
    }

    fn upper(&self, distance: f64) -> f64 {
        let upper = |df| t_upper(distance, df);
        self.mean.df.map_or_else(|| normal_upper(distance), upper)
    }
}

/// Pools effects; two methods are tried, and where neither ends there is no number.
fn mean(rows: &[Row]) -> Option<Mean> {
    let with = |estimator| mean_of(rows, estimator, Test::KnappHartungAdHoc).ok();
    with(Estimator::Reml).or_else(|| with(Estimator::PauleMandel))
}
