//! Which thresholds each count reads, and which can matter for the rows of one initiative.

use crate::inventory::ResultRow;
use crate::rules::contract::{EvidenceCount, Threshold};

use super::super::{Schools, Thresholds};
use super::Evidence;

/// What outcomes come to and how schools stand on the leading one ([`Thresholds::says_like`]).
const SAID: &[Threshold] = &[
    Threshold::EffectMeaningful,
    Threshold::EffectExcluded,
    Threshold::ConfidenceLevel,
    Threshold::WithinSchoolCorrelation,
    Threshold::NoneLevel,
    Threshold::ChancePromising,
    Threshold::EffectDoubted,
];
/// Which way rows point.
const POINTED: &[Threshold] = &[Threshold::EffectMeaningful, Threshold::EffectDoubted];
/// What rows of one place, and places together, come to in numbers.
const POOLED: &[Threshold] = &[Threshold::WithinSchoolCorrelation, Threshold::EffectDoubted];
/// Harm beyond doubt.
const HARMED: &[Threshold] = &[
    Threshold::EffectMeaningful,
    Threshold::HarmConfidence,
    Threshold::WithinSchoolCorrelation,
    Threshold::EffectDoubted,
];

/// The parameters that a count reads, in two parts; under other values of any other it gives the same for the same rows.
/// The ends of the bands of poverty, which sort schools, are read by [`by_bands`] alone.
///
/// Where all rows are about one outcome (`of_one`), that one leads whatever is said of it.
#[must_use]
pub fn reads(count: EvidenceCount, of_one: bool) -> (&'static [Threshold], &'static [Threshold]) {
    use EvidenceCount as Count;
    match count {
        Count::SchoolsPositive | Count::Contexts | Count::ContextsLeft | Count::GradeBands if of_one => {
            (POOLED, &[Threshold::EffectMeaningful, Threshold::ChancePromising])
        }
        Count::SchoolsMeasured | Count::MeasuredEffect if of_one => (POOLED, &[]),
        Count::MeasuredChance if of_one => (POOLED, &[Threshold::EffectMeaningful]),
        Count::MeasuredLow | Count::MeasuredHigh | Count::FidelityMatters if of_one => {
            (POOLED, &[Threshold::ConfidenceLevel])
        }
        Count::FirstSchoolsTrend | Count::LaterSchools if of_one => {
            (POOLED, &[Threshold::EffectMeaningful, Threshold::ConfidenceLevel])
        }
        Count::ConsecutivePositiveYears if of_one => (POOLED, &[Threshold::EffectMeaningful, Threshold::UntestedYears]),
        Count::NextLow | Count::NextHigh | Count::ChanceNextSchool | Count::NextSchool if of_one => (
            POOLED,
            &[
                Threshold::EffectMeaningful,
                Threshold::ConfidenceLevel,
                Threshold::FewSchools,
                Threshold::NextConfidence,
                Threshold::ChancePromising,
            ],
        ),
        Count::YearsMeasured
        | Count::LastYear
        | Count::MostCareful
        | Count::SubgroupsSeen
        | Count::Fidelity
        | Count::StudiesSummary
        | Count::StudiesPositive
        | Count::StudiesIndependentPositive
        | Count::StudiesSites
        | Count::StudiesStudents
        | Count::StudiesYears
        | Count::StudiesContexts
        | Count::StudiesWithoutGain
        | Count::StudiesStudentsWithoutGain
        | Count::StudiesSustainedWorse => (&[], &[]),
        Count::CertaintyMissing => (&[Threshold::EffectDoubted], &[]),
        Count::InNumbers | Count::WorstEffect => (POOLED, &[]),
        Count::PointsDown | Count::RawTrend => (POINTED, &[]),
        Count::SchoolsHarmed | Count::SchoolsLosing => (HARMED, &[]),
        Count::Dip => (POOLED, &[Threshold::EffectMeaningful]),
        Count::Gap => (POOLED, &[Threshold::EffectMeaningful, Threshold::ConfidenceLevel]),
        Count::FidelityTrend => (&[Threshold::FidelityStep], &[]),
        Count::Summary
        | Count::SchoolsPositive
        | Count::Contexts
        | Count::ContextsLeft
        | Count::GradeBands
        | Count::SchoolsMeasured
        | Count::MeasuredEffect
        | Count::MeasuredLow
        | Count::MeasuredHigh
        | Count::MeasuredChance
        | Count::OutcomeLoses
        | Count::FirstSchoolsTrend
        | Count::LaterSchools
        | Count::FidelityMatters
        | Count::SubgroupHarm
        | Count::SubgroupGain => (SAID, &[]),
        Count::ConsecutivePositiveYears => (SAID, &[Threshold::UntestedYears]),
        Count::MinimumDetectable => (SAID, &[Threshold::DetectablePower]),
        Count::NextLow | Count::NextHigh | Count::ChanceNextSchool => (SAID, &[Threshold::FewSchools]),
        Count::NextSchool => (SAID, &[Threshold::FewSchools, Threshold::NextConfidence]),
    }
}

/// Whether a count reads the kinds of place as the ends of the bands of poverty sort them.
#[must_use]
pub fn by_bands(count: EvidenceCount) -> bool {
    matches!(count, EvidenceCount::Contexts | EvidenceCount::ContextsLeft)
}

impl Evidence<'_> {
    /// Whether the rows of all students are about one outcome, so that it leads whatever is said of it.
    #[must_use]
    pub fn is_of_one_outcome(&self) -> bool {
        let bodies = std::iter::once(&self.sure).chain(&self.unsaid);
        bodies.into_iter().all(|schools| schools.outcomes().len() <= 1)
    }

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
