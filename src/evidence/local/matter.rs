//! Which thresholds can matter for the rows of one initiative.

use crate::inventory::ResultRow;
use crate::rules::contract::Threshold;

use super::super::{Schools, Thresholds};
use super::Evidence;

impl Evidence<'_> {
    /// The parameters whose value can matter for these rows, where schools up to `few` are few.
    #[must_use]
    pub fn can_matter(&self, few: f64) -> Vec<Threshold> {
        let bodies = || {
            std::iter::once(&self.sure)
                .chain(&self.unsaid)
                .chain(self.groups.iter().map(|(_, s)| s))
        };
        let [
            meaningful,
            excluded,
            confidence,
            correlation,
            few_schools,
            none,
            next,
            promising,
            fidelity,
            power,
            harm,
            untested_years,
            doubted,
        ] = Thresholds::READ;
        let outcomes = || bodies().flat_map(Schools::outcomes);
        let numbered = self.rows().any(|r| r.effect.is_some());
        let loses = outcomes().flat_map(|o| &o.places).any(|place| place.effect.low < 0.0);
        let repeated = outcomes().any(|o| o.rows.len() > o.places.len());
        let several = outcomes().any(|o| o.measured.len() > 1 && o.measured.len() as f64 <= few);
        [
            (meaningful, numbered),
            (excluded, numbered),
            (confidence, numbered),
            (correlation, repeated),
            (few_schools, several),
            (none, numbered),
            (next, numbered),
            (promising, numbered),
            (fidelity, self.every_row().any(|r| r.fidelity.is_some())),
            (power, numbered),
            (harm, loses),
            (untested_years, bodies().any(|s| s.by_year().len() > 1)),
            (doubted, self.rows().any(is_large)),
        ]
        .into_iter()
        .filter(|(_, matters)| *matters)
        .map(|(name, _)| name)
        .collect()
    }
}

/// Whether an effect is so large that some limit may doubt it.
fn is_large(row: &ResultRow) -> bool {
    row.effect
        .is_some_and(|effect| effect.low.abs().max(effect.high.abs()) >= 0.5)
}
