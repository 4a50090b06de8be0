//! How many records came to what.

use serde::{Deserialize, Serialize};

/// How many records came to what.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Totals {
    /// Initiatives that were judged.
    pub judged: u64,
    /// By recommendation, as options of the decision.
    pub answers: Vec<u64>,
    /// By firmness: settled, provided that something is so, open.
    pub firmness: [u64; 3],
    /// Records that had to be read whole.
    pub whole: u64,
    /// Initiatives that were judged by themselves.
    pub alone: u64,
    /// Records that were set aside.
    pub aside: u64,
    /// Records that name a district of which nothing is known.
    pub unknown_districts: u64,
}

impl Totals {
    /// Adds others.
    pub fn add(&mut self, other: &Self) {
        self.judged += other.judged;
        self.answers.resize(self.answers.len().max(other.answers.len()), 0);
        self.answers.iter_mut().zip(&other.answers).for_each(|(a, b)| *a += b);
        self.firmness.iter_mut().zip(&other.firmness).for_each(|(a, b)| *a += b);
        self.whole += other.whole;
        self.alone += other.alone;
        self.aside += other.aside;
        self.unknown_districts += other.unknown_districts;
    }
}
