//! Translations for lay readers. They say the same in other words, roughly; nothing is decided by them.

use super::error::{EffectError, Quantity, finite, positive};
use crate::distribution::normal_cdf;

/// In what a translation speaks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unit {
    /// Percentile points that an average student would move (WWC improvement index).
    PercentilePoints,
    /// Months of additional progress (Education Endowment Foundation).
    Months,
    /// Percent of the growth of a usual school year.
    PercentOfYear,
}

/// An effect in other words.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Translation {
    /// The number.
    pub value: f64,
    /// Its unit.
    pub unit: Unit,
}

impl Translation {
    /// What must stand next to the number.
    #[must_use]
    pub fn caution(self) -> &'static str {
        match self.unit {
            Unit::PercentilePoints => "for a student at the middle of a normal distribution; others move less",
            Unit::Months => "a convention for effects on attainment; tests and ages differ in growth per month",
            Unit::PercentOfYear => "growth differs by grade, subject and test; older students grow less a year",
        }
    }
}

/// The WWC improvement index: 100 x (Phi(g) - 0.5).
///
/// # Errors
/// No number.
pub fn improvement_index(g: f64) -> Result<Translation, EffectError> {
    let value = 100.0 * (normal_cdf(finite(Quantity::Effect, g)?) - 0.5);
    let unit = Unit::PercentilePoints;
    Ok(Translation { value, unit })
}

/// Months of progress: as many steps of the table as the effect reaches; a negative effect mirrors.
///
/// `lower_bounds` are the least effects of 1, 2, 3 ... months; the table comes from the parameters.
///
/// # Errors
/// An empty table, bounds that do not rise or are not positive, no number.
pub fn months(g: f64, lower_bounds: &[f64]) -> Result<Translation, EffectError> {
    finite(Quantity::Effect, g)?;
    let mut last = 0.0;
    for bound in lower_bounds {
        if finite(Quantity::Table, *bound)? <= last {
            return Err(EffectError::OutOfOrder(Quantity::Table));
        }
        last = *bound;
    }
    if lower_bounds.is_empty() {
        return Err(EffectError::NotANumber(Quantity::Table));
    }
    let steps = lower_bounds.iter().filter(|bound| g.abs() >= **bound).count() as f64;
    let value = if g < 0.0 { 0.0 - steps } else { steps };
    let unit = Unit::Months;
    Ok(Translation { value, unit })
}

/// Percent of a usual year's growth, which the caller reads from a table of the grade and the subject.
///
/// # Errors
/// Growth that is not positive, no number.
pub fn percent_of_year(g: f64, growth_per_year: f64) -> Result<Translation, EffectError> {
    let value = 100.0 * finite(Quantity::Effect, g)? / positive(Quantity::Table, growth_per_year)?;
    let unit = Unit::PercentOfYear;
    Ok(Translation {
        value: finite(Quantity::Effect, value)?,
        unit,
    })
}
