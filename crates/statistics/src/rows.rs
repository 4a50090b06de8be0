//! Rows of effects, what may be wrong with them, and the one order in which they are summed.

use std::cmp::Ordering;
use std::fmt;

/// An effect with its sampling variance.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Row {
    /// The effect, usually in standard deviations.
    pub effect: f64,
    /// The sampling variance of the effect: its standard error squared.
    pub variance: f64,
}

/// Two ends.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Interval {
    /// One number, with both ends at it.
    #[must_use]
    pub fn at(number: f64) -> Self {
        Self {
            low: number,
            high: number,
        }
    }

    /// The number, where both ends are one.
    #[must_use]
    pub fn point(self) -> Option<f64> {
        (self.low == self.high).then_some(self.low)
    }

    /// How far from 0 its numbers are, at the least and at the most.
    #[must_use]
    pub fn sizes(self) -> Self {
        let (low, high) = (self.low.abs(), self.high.abs());
        let over_zero = self.low <= 0.0 && self.high >= 0.0;
        Self {
            low: if over_zero { 0.0 } else { low.min(high) },
            high: low.max(high),
        }
    }

    pub(crate) fn around(centre: f64, reach: f64) -> Self {
        Self {
            low: centre - reach,
            high: centre + reach,
        }
    }
}

/// Why there is no number; rows are counted from 0.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum PoolError {
    /// There is no row.
    NoRows,
    /// Fewer rows than the method needs.
    TooFewRows {
        /// What it needs at least.
        needed: usize,
    },
    /// An effect, variance or moderator is infinite or not a number.
    NotFinite {
        /// The row.
        row: usize,
    },
    /// A variance is zero, or too small to divide by.
    ZeroVariance {
        /// The row.
        row: usize,
    },
    /// A variance is below zero.
    NegativeVariance {
        /// The row.
        row: usize,
    },
    /// A column or the groups have another length than the rows.
    Shape,
    /// The moderators (or the standard errors) do not vary, or repeat each other.
    Collinear,
    /// Fewer groups than the method needs.
    TooFewGroups {
        /// What it needs at least.
        needed: usize,
    },
    /// Every group has one row, so variance between groups and between rows cannot be told apart.
    Inseparable,
    /// A level, power or significance is not between 0 and 1, or a standard error or design is out of range.
    OutOfDomain,
    /// All effects are equal, so Hartung-Knapp would give a standard error of nothing.
    NoSpread,
    /// The numbers are too large or too small to be squared and summed.
    OutOfRange,
    /// The iterations did not end.
    NotConverged,
}

impl fmt::Display for PoolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRows => write!(f, "no rows"),
            Self::TooFewRows { needed } => write!(f, "needs at least {needed} rows"),
            Self::NotFinite { row } => write!(f, "row {row} has a value that is not a finite number"),
            Self::ZeroVariance { row } => write!(f, "row {row} has a variance of zero"),
            Self::NegativeVariance { row } => write!(f, "row {row} has a variance below zero"),
            Self::Shape => write!(f, "a column is not as long as the rows"),
            Self::Collinear => write!(f, "a moderator does not vary or repeats another"),
            Self::TooFewGroups { needed } => write!(f, "needs at least {needed} groups"),
            Self::Inseparable => write!(f, "every group has one row only"),
            Self::OutOfDomain => write!(f, "a level, power, standard error or design is out of range"),
            Self::NoSpread => write!(f, "all effects are equal, which Hartung-Knapp cannot use"),
            Self::OutOfRange => write!(f, "the numbers are too large or too small to compute with"),
            Self::NotConverged => write!(f, "the iterations did not end"),
        }
    }
}

impl std::error::Error for PoolError {}

/// What a reader has to know beside the numbers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Note {
    /// One row only: nothing is known about the spread between places, the intervals hold for this one.
    OneRow,
    /// The effects are closer together than chance allows in 19 of 20 sets, and Hartung-Knapp takes the standard
    /// error from their spread: it is too small.
    EffectsNearlyEqual,
    /// The effects are so close that no tau2 fits them at this level; the interval of tau2 is given as zero.
    TauIntervalEmpty,
    /// The largest variance is at least ten million times the smallest; digits are lost.
    VariancesFarApart,
    /// The likelihood of tau2 has several maxima. The highest is given; metafor's scoring ends at a lower one.
    SeveralMaxima,
}

/// Refuses rows that cannot be weighted.
pub(crate) fn check(rows: &[Row]) -> Result<(), PoolError> {
    if rows.is_empty() {
        return Err(PoolError::NoRows);
    }
    for (row, Row { effect, variance }) in rows.iter().enumerate() {
        if !effect.is_finite() || !variance.is_finite() {
            return Err(PoolError::NotFinite { row });
        }
        if *variance < 0.0 {
            return Err(PoolError::NegativeVariance { row });
        }
        if !(1.0 / variance).is_finite() {
            return Err(PoolError::ZeroVariance { row });
        }
    }
    Ok(())
}

pub(crate) fn check_level(level: f64) -> Result<(), PoolError> {
    if level > 0.0 && level < 1.0 {
        Ok(())
    } else {
        Err(PoolError::OutOfDomain)
    }
}

pub(crate) fn far_apart(rows: &[Row]) -> Option<Note> {
    let of = rows.iter().map(|row| row.variance);
    let (low, high) = of.fold((f64::INFINITY, 0.0_f64), |(low, high), v| (low.min(v), high.max(v)));
    (high / low >= 1e7).then_some(Note::VariancesFarApart)
}

pub(crate) fn compare(a: &Row, b: &Row) -> Ordering {
    let effects = a.effect.total_cmp(&b.effect);
    effects.then(a.variance.total_cmp(&b.variance))
}

/// The order in which rows are summed, whatever order they come in: by effect, variance, then moderators.
pub(crate) fn order(rows: &[Row], columns: &[Vec<f64>]) -> Vec<usize> {
    let mut keyed: Vec<(usize, &Row, Vec<f64>)> = rows
        .iter()
        .enumerate()
        .map(|(i, row)| {
            (
                i,
                row,
                columns.iter().filter_map(|column| column.get(i).copied()).collect(),
            )
        })
        .collect();
    keyed.sort_by(|(_, a, x), (_, b, y)| {
        let cells = x.iter().zip(y).map(|(x, y)| x.total_cmp(y));
        compare(a, b).then(cells.fold(Ordering::Equal, Ordering::then))
    });
    keyed.into_iter().map(|(i, ..)| i).collect()
}

/// The values in another order.
pub(crate) fn pick<T: Copy>(values: &[T], order: &[usize]) -> Vec<T> {
    order.iter().filter_map(|i| values.get(*i).copied()).collect()
}

/// Undoes [`pick`].
pub(crate) fn put_back(values: &[f64], order: &[usize]) -> Vec<f64> {
    let mut pairs: Vec<(usize, f64)> = order.iter().copied().zip(values.iter().copied()).collect();
    pairs.sort_by_key(|(i, _)| *i);
    pairs.into_iter().map(|(_, value)| value).collect()
}
