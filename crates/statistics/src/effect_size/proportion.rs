//! From shares of students, such as those who passed.

use super::error::{EffectError, Quantity, at_least, within};
use super::{Caveat, EffectSize};

/// How a log odds ratio becomes standard deviations.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LogOdds {
    /// The Cox index: divided by 1.65, as the Clearinghouse does.
    Cox,
    /// Times sqrt(3) / pi, as for a logistic distribution.
    Logistic,
}

impl LogOdds {
    pub(super) fn scale(self) -> f64 {
        match self {
            Self::Cox => 1.0 / 1.65,
            Self::Logistic => 3.0_f64.sqrt() / std::f64::consts::PI,
        }
    }
}

/// What to do with an empty cell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Continuity {
    /// There is no effect size.
    Refuse,
    /// Add a half to each of the four cells; the result says so.
    AddHalf,
}

/// A share of students.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Share {
    /// From 0 to 1.
    pub share: f64,
    /// Students.
    pub n: f64,
}

/// A difference of shares.
#[derive(Clone, PartialEq, Debug)]
pub struct Shares {
    /// In standard deviations.
    pub effect: EffectSize,
    /// The log of the odds ratio, after the continuity correction if there was one.
    pub log_odds_ratio: f64,
    /// Its standard error.
    pub log_odds_ratio_se: f64,
    /// The difference of the shares, as they are.
    pub risk_difference: f64,
    /// Its standard error.
    pub risk_difference_se: f64,
}

/// From two shares.
///
/// d = ln(odds ratio) / 1.65 or x sqrt(3) / pi; g = J d; variance = J^2 x the variance of ln(odds ratio), the sum of
/// 1 / cell (Woolf 1955), scaled alike.
///
/// # Errors
/// A share outside 0 to 1, an empty cell when refused, a group under 2 students.
pub fn from_proportions(
    with: Share,
    without: Share,
    log_odds: LogOdds,
    continuity: Continuity,
) -> Result<Shares, EffectError> {
    for side in [with, without] {
        within(Quantity::Share, side.share, 0.0, 1.0)?;
        at_least(Quantity::Students, side.n, 2.0)?;
    }
    let cells = [
        with.share * with.n,
        (1.0 - with.share) * with.n,
        without.share * without.n,
        (1.0 - without.share) * without.n,
    ];
    let empty = cells.iter().any(|c| *c <= 0.0);
    let [a, b, c, d] = match (empty, continuity) {
        (true, Continuity::Refuse) => return Err(EffectError::NoOdds),
        (true, Continuity::AddHalf) => cells.map(|cell| cell + 0.5),
        (false, Continuity::Refuse | Continuity::AddHalf) => cells,
    };
    let ratio = (a / b).ln() - (c / d).ln();
    let ratio_variance = 1.0 / a + 1.0 / b + 1.0 / c + 1.0 / d;
    let scale = log_odds.scale();
    let df = with.n + without.n - 2.0;
    let mut effect = EffectSize::new(ratio * scale, df, |_, j| (j * scale).powi(2) * ratio_variance)?;
    if empty {
        effect.caveats.push(Caveat::Continuity);
    }
    let spread = |s: Share| s.share * (1.0 - s.share) / s.n;
    Ok(Shares {
        effect,
        log_odds_ratio: ratio,
        log_odds_ratio_se: ratio_variance.sqrt(),
        risk_difference: with.share - without.share,
        risk_difference_se: (spread(with) + spread(without)).sqrt(),
    })
}

/// From the students who reached something and the students there were, in both groups.
///
/// # Errors
/// As for [`from_proportions`]; more who reached it than there were.
pub fn from_counts(
    (reached_with, n_with): (f64, f64),
    (reached_without, n_without): (f64, f64),
    log_odds: LogOdds,
    continuity: Continuity,
) -> Result<Shares, EffectError> {
    let share = |reached: f64, n: f64| {
        at_least(Quantity::Students, n, 2.0)?;
        within(Quantity::Count, reached, 0.0, n)?;
        Ok(Share { share: reached / n, n })
    };
    from_proportions(
        share(reached_with, n_with)?,
        share(reached_without, n_without)?,
        log_odds,
        continuity,
    )
}
