//! Which thresholds each count reads, and which can matter for the rows of one initiative.

use crate::inventory::ResultRow;
use crate::rules::contract::{EvidenceCount, Threshold};

use super::super::{Saying, Schools, Thresholds};
use super::Evidence;

/// What outcomes come to, and which of several leads ([`Thresholds::says_like`]).
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
/// Which effects are known at all.
const KNOWN: &[Threshold] = &[Threshold::EffectDoubted];
/// Harm beyond doubt.
const HARMED: &[Threshold] = &[
    Threshold::EffectMeaningful,
    Threshold::HarmConfidence,
    Threshold::WithinSchoolCorrelation,
    Threshold::EffectDoubted,
];

/// The parameters that a count reads; under other values of any other it gives the same for the same rows. The ends of
/// the bands of poverty, which sort schools, are read by [`by_bands`] alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reads {
    /// Whether it is about the outcome that leads. Which one does rests on the words where there are several; with one
    /// that leads whatever is said, the count reads no more than the others.
    pub leading: bool,
    some: &'static [Threshold],
    more: &'static [Threshold],
}

impl Reads {
    /// Those of a count.
    #[must_use]
    pub fn of(count: EvidenceCount) -> Self {
        let (leading, some, more) = read(count);
        Self { leading, some, more }
    }

    /// Those of a part of what decides the words on outcomes.
    #[must_use]
    pub fn of_saying(saying: Saying) -> Self {
        let more: &[Threshold] = match saying {
            Saying::Beyond => &[Threshold::EffectMeaningful, Threshold::ConfidenceLevel],
            Saying::None => &[
                Threshold::EffectMeaningful,
                Threshold::EffectExcluded,
                Threshold::NoneLevel,
            ],
            Saying::Likely => &[Threshold::EffectMeaningful, Threshold::ChancePromising],
        };
        Self {
            leading: false,
            some: POOLED,
            more,
        }
    }

    /// What says, beside the words on several outcomes, which of them leads.
    pub const LEADS: Self = Self {
        leading: false,
        some: POOLED,
        more: &[
            Threshold::EffectMeaningful,
            Threshold::ConfidenceLevel,
            Threshold::ChancePromising,
        ],
    };

    /// What says, beside the words on outcomes, what all of them come to.
    pub const DIRECTED: Self = Self {
        leading: false,
        some: KNOWN,
        more: &[],
    };

    /// What says, beside the words on outcomes, which way a group of students leans.
    pub const LEANS: Self = Self {
        leading: false,
        some: POOLED,
        more: &[Threshold::EffectMeaningful],
    };

    /// Whether a parameter is among them.
    #[must_use]
    pub fn contains(self, threshold: Threshold) -> bool {
        self.some.contains(&threshold) || self.more.contains(&threshold)
    }
}

/// Whether a count is about the leading outcome, and the parameters that it reads beside, in two parts.
fn read(count: EvidenceCount) -> (bool, &'static [Threshold], &'static [Threshold]) {
    use EvidenceCount as Count;
    match count {
        Count::SchoolsPositive | Count::Contexts | Count::ContextsLeft | Count::GradeBands => {
            (true, POOLED, &[Threshold::EffectMeaningful, Threshold::ChancePromising])
        }
        Count::SchoolsMeasured | Count::MeasuredEffect => (true, POOLED, &[]),
        Count::MeasuredChance => (true, POOLED, &[Threshold::EffectMeaningful]),
        Count::MeasuredLow | Count::MeasuredHigh => (true, POOLED, &[Threshold::ConfidenceLevel]),
        Count::MinimumDetectable => (true, POOLED, &[Threshold::ConfidenceLevel, Threshold::DetectablePower]),
        Count::FidelityMatters => (true, KNOWN, &[Threshold::ConfidenceLevel]),
        Count::FirstSchoolsTrend | Count::LaterSchools => {
            (true, POOLED, &[Threshold::EffectMeaningful, Threshold::ConfidenceLevel])
        }
        Count::ConsecutivePositiveYears => (true, POOLED, &[Threshold::EffectMeaningful, Threshold::UntestedYears]),
        Count::NextLow | Count::NextHigh => (true, POOLED, &[Threshold::FewSchools, Threshold::ConfidenceLevel]),
        Count::ChanceNextSchool => (true, POOLED, &[Threshold::FewSchools, Threshold::EffectMeaningful]),
        Count::NextSchool => (
            true,
            POOLED,
            &[
                Threshold::EffectMeaningful,
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
        | Count::StudiesSustainedWorse => (false, &[], &[]),
        Count::CertaintyMissing => (false, KNOWN, &[]),
        Count::InNumbers | Count::WorstEffect => (false, POOLED, &[]),
        Count::PointsDown | Count::RawTrend => (false, POINTED, &[]),
        Count::SchoolsHarmed | Count::SchoolsLosing => (false, HARMED, &[]),
        Count::Dip => (false, POOLED, &[Threshold::EffectMeaningful]),
        Count::Gap | Count::OutcomeLoses => (
            false,
            POOLED,
            &[Threshold::EffectMeaningful, Threshold::ConfidenceLevel],
        ),
        Count::FidelityTrend => (false, &[Threshold::FidelityStep], &[]),
        Count::Summary | Count::SubgroupHarm | Count::SubgroupGain => (false, SAID, &[]),
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
