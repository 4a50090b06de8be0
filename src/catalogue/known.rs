//! What of the catalogue was known on a day, and what of it is not from elsewhere.

use std::cmp::Reverse;

use jiff::civil::Date;

use crate::truth::Number;

use super::model::{Catalogue, Evidence};

/// What was known on a day of what some pieces of evidence say.
#[derive(Clone, Debug)]
pub struct Known<'c> {
    /// The pieces that were published by then and are from elsewhere, those with most students first.
    pub elsewhere: Vec<&'c Evidence>,
    /// Those that are studies of the district itself.
    pub own: Vec<&'c Evidence>,
    /// How many were published later.
    pub later: usize,
}

impl<'c> Known<'c> {
    /// Of some pieces, on a day, to a district.
    pub fn of(catalogue: &Catalogue, pieces: impl IntoIterator<Item = &'c Evidence>, on: Date, district: &str) -> Self {
        let (known, later): (Vec<_>, Vec<_>) = pieces.into_iter().partition(|piece| known_by(catalogue, piece, on));
        let (own, mut elsewhere): (Vec<_>, Vec<_>) = known.into_iter().partition(|piece| piece.is_of(district));
        by_scale(&mut elsewhere);
        Self {
            elsewhere,
            own,
            later: later.len(),
        }
    }

    /// Whether all of it was known: else what sums it up speaks of what was published later.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.later == 0
    }
}

/// Puts pieces of evidence in the order of their scale, those with most students first.
pub fn by_scale(pieces: &mut [&Evidence]) {
    pieces.sort_by_key(|piece| Reverse(piece.students.unwrap_or(Number::ZERO)));
}

/// Whether a piece of evidence was published by a day. A year counts from its last day on, and what has no date from
/// the date of the catalogue on, in which it stands.
#[must_use]
pub fn known_by(catalogue: &Catalogue, piece: &Evidence, on: Date) -> bool {
    let published = piece.published.map_or(Date::MAX, |date| date.last);
    published.min(catalogue.date) <= on
}

/// Words in the name of a district that do not tell it from another.
const COMMON: [&str; 17] = [
    "unified",
    "independent",
    "school",
    "schools",
    "district",
    "districts",
    "public",
    "county",
    "city",
    "isd",
    "usd",
    "area",
    "community",
    "consolidated",
    "system",
    "the",
    "of",
];

impl Evidence {
    /// Whether it is a study of a district: then it is not from elsewhere. The name of the district is looked for by its
    /// words, all of them but those that many districts have in theirs.
    #[must_use]
    pub fn is_of(&self, district: &str) -> bool {
        let words = |text: &str| -> Vec<String> {
            let words = text
                .split(|c: char| !c.is_alphanumeric())
                .filter(|word| !word.is_empty());
            words.map(str::to_lowercase).collect()
        };
        // what stands in brackets is said of the name and no part of it
        let mut named = words(district.split('(').next().unwrap_or_default());
        named.retain(|word| !COMMON.contains(&word.as_str()) && !word.chars().all(|c| c.is_ascii_digit()));
        let studied = words(&self.district_study);
        !named.is_empty() && named.iter().all(|word| studied.contains(word))
    }
}
