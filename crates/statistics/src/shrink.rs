//! What to expect: of a place with results of its own, of the next place, and of a pilot.

use super::distribution::{normal_cdf, normal_quantile, normal_upper, t_quantile, t_upper};
use super::pool::{Pooled, critical};
use super::rows::{Interval, PoolError, Row, check};

/// A true effect as the row and all others together suggest it (best linear unbiased prediction).
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Shrunk {
    /// The estimate, between the row's own effect and the mean.
    pub estimate: f64,
    /// Its standard error.
    pub se: f64,
    /// Its interval, at the level of the pooled fit.
    pub interval: Interval,
    /// How much of the mean is in the estimate, from 0 to 1.
    pub pull: f64,
}

/// The empirical-Bayes estimate of every row that was pooled.
pub fn shrink(rows: &[Row], pooled: &Pooled) -> Result<Vec<Shrunk>, PoolError> {
    check(rows)?;
    let reach = critical(pooled.level, pooled.df);
    let one = |row: &Row| {
        let pull = row.variance / (row.variance + pooled.tau2);
        let estimate = pull * pooled.estimate + (1.0 - pull) * row.effect;
        let se = (pull * pooled.tau2 + (pull * pooled.se).powi(2)).sqrt();
        Shrunk {
            estimate,
            se,
            interval: Interval::around(estimate, reach * se),
            pull,
        }
    };
    Ok(rows.iter().map(one).collect())
}

/// The probability that the true effect of another place is above a bar, as the prediction interval sees it.
/// `None` without a prediction interval, or from one row, which says nothing about other places.
#[must_use]
pub fn probability_above(pooled: &Pooled, bar: f64) -> Option<f64> {
    pooled.prediction.filter(|_| pooled.k > 1 && bar.is_finite())?;
    let distance = (bar - pooled.estimate) / (pooled.se * pooled.se + pooled.tau2).sqrt();
    Some(
        pooled
            .df
            .map_or_else(|| normal_upper(distance), |df| t_upper(distance, df)),
    )
}

/// The smallest true effect that a two-sided test finds with a given power: (t at 1 - alpha/2, plus t at the power)
/// times the standard error (Bloom 1995). Without `df`, normal.
pub fn minimum_detectable_effect(se: f64, df: Option<f64>, alpha: f64, power: f64) -> Result<f64, PoolError> {
    let inside = |x: f64| x > 0.0 && x < 1.0;
    let sound = se > 0.0 && se.is_finite() && df.is_none_or(|df| df > 0.0);
    if !inside(alpha) || !inside(power) || !sound || power <= alpha / 2.0 {
        return Err(PoolError::OutOfDomain);
    }
    let quantile = |p| df.map_or_else(|| normal_quantile(p), |df| t_quantile(p, df));
    Ok((quantile(power) - quantile(alpha / 2.0)) * se)
}

/// The power to find a true effect: the inverse of [`minimum_detectable_effect`]. A finding in the wrong direction
/// does not count.
pub fn power(effect: f64, se: f64, df: Option<f64>, alpha: f64) -> Result<f64, PoolError> {
    let sound = se > 0.0 && se.is_finite() && df.is_none_or(|df| df > 0.0);
    if !(effect.is_finite() && alpha > 0.0 && alpha < 1.0 && sound) {
        return Err(PoolError::OutOfDomain);
    }
    let size = effect.abs() / se;
    Ok(match df {
        None => normal_cdf(size + normal_quantile(alpha / 2.0)),
        Some(df) => t_upper(-size - t_quantile(alpha / 2.0, df), df),
    })
}

/// A pilot that gives a programme to some of a number of schools.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Pilot {
    /// Schools, with and without the programme.
    pub schools: usize,
    /// The share of them with the programme.
    pub share_with: f64,
    /// Students tested in each school and year.
    pub students: f64,
    /// Years, each with other students; the school's own part of the variance does not shrink with them.
    pub years: f64,
    /// The share of the variance of outcomes that lies between schools.
    pub icc: f64,
    /// The share of the variance between schools that covariates explain.
    pub school_r2: f64,
    /// The share of the variance within schools that covariates explain.
    pub student_r2: f64,
    /// Covariates of schools.
    pub covariates: usize,
}

impl Pilot {
    /// The standard error of the effect in standard deviations of students (Bloom, Richburg-Hayes and Black 2007):
    /// the root of icc (1 - school_r2) / (P (1 - P) J) + (1 - icc) (1 - student_r2) / (P (1 - P) J n).
    pub fn standard_error(&self) -> Result<f64, PoolError> {
        let share = |x: f64| (0.0..=1.0).contains(&x);
        let counts = [self.students, self.years];
        let sound = [self.icc, self.school_r2, self.student_r2].into_iter().all(share)
            && counts.into_iter().all(|x| x.is_finite() && x > 0.0)
            && self.share_with > 0.0
            && self.share_with < 1.0
            && self.schools > 0;
        if !sound {
            return Err(PoolError::OutOfDomain);
        }
        let schools = self.schools as f64 * self.share_with * (1.0 - self.share_with);
        let between = self.icc * (1.0 - self.school_r2) / schools;
        let within = (1.0 - self.icc) * (1.0 - self.student_r2) / (schools * self.students * self.years);
        Ok((between + within).sqrt())
    }

    /// Degrees of freedom: schools less covariates less 2.
    pub fn df(&self) -> Result<f64, PoolError> {
        let needed = self.covariates + 3;
        if self.schools < needed {
            return Err(PoolError::TooFewGroups { needed });
        }
        Ok((self.schools - self.covariates - 2) as f64)
    }

    /// The smallest effect that the pilot finds with a given power.
    pub fn minimum_detectable_effect(&self, alpha: f64, power: f64) -> Result<f64, PoolError> {
        minimum_detectable_effect(self.standard_error()?, Some(self.df()?), alpha, power)
    }

    /// The power of the pilot to find a true effect.
    pub fn power(&self, effect: f64, alpha: f64) -> Result<f64, PoolError> {
        power(effect, self.standard_error()?, Some(self.df()?), alpha)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_multiplier_is_blooms() {
        // Bloom 2007: at .05 and 80 percent, 2.8 for many degrees of freedom
        let normal = minimum_detectable_effect(1.0, None, 0.05, 0.8).unwrap();
        assert!((normal - 2.801_585_218_112_968).abs() < 1e-12, "{normal}");
        assert!(minimum_detectable_effect(1.0, Some(10.0), 0.05, 0.8).unwrap() > normal);
        for df in [None, Some(4.0), Some(38.0)] {
            let effect = minimum_detectable_effect(0.07, df, 0.05, 0.8).unwrap();
            assert!((power(effect, 0.07, df, 0.05).unwrap() - 0.8).abs() < 1e-12);
            assert!((power(0.0, 0.07, df, 0.05).unwrap() - 0.025).abs() < 1e-12);
        }
    }

    #[test]
    fn a_pilot_of_forty_schools() {
        let pilot = Pilot {
            schools: 40,
            share_with: 0.5,
            students: 60.0,
            years: 1.0,
            icc: 0.15,
            school_r2: 0.0,
            student_r2: 0.0,
            covariates: 0,
        };
        let by_hand = (0.15_f64 / 10.0 + 0.85 / 600.0).sqrt();
        assert!((pilot.standard_error().unwrap() - by_hand).abs() < 1e-15);
        let found = pilot.minimum_detectable_effect(0.05, 0.8).unwrap();
        // R: (qt(.975, 38) + qt(.8, 38)) * sqrt(.15/10 + .85/600)
        assert!((found - 0.368_440_598_686_914_4).abs() < 1e-12, "{found}");
        let longer = Pilot { years: 3.0, ..pilot };
        assert!(longer.standard_error().unwrap() < by_hand);
        assert_eq!(
            Pilot { schools: 2, ..pilot }.df(),
            Err(PoolError::TooFewGroups { needed: 3 })
        );
        assert_eq!(
            Pilot { icc: 1.2, ..pilot }.standard_error(),
            Err(PoolError::OutOfDomain)
        );
    }
}
