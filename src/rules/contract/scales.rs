//! Scales that the program reads by name.

use super::Reach;

/// A scale that the program reads by name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum KnownScale {
    /// An effect in months of progress, for lay readers.
    Months,
}

impl KnownScale {
    /// Every one.
    pub const ALL: &'static [Self] = &[Self::Months];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Months => "months_of_progress",
        }
    }

    /// What the program reads it for.
    #[must_use]
    pub fn means(self) -> &'static str {
        match self {
            Self::Months => "an effect in words for lay readers",
        }
    }

    /// The part of the program that rests on it.
    #[must_use]
    pub fn reach(self) -> Reach {
        match self {
            Self::Months => Reach::Evidence,
        }
    }
}
