//! The thresholds that counting reads.

use crate::rules::contract::Threshold;
use crate::truth::Number;

/// What the rule set says about how results are read; effects in standard deviations of students.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Thresholds {
    /// The smallest effect that counts.
    pub meaningful: f64,
    /// The effect that must be ruled out before "no effect" is said.
    pub excluded: f64,
    /// The level of every interval, between 0 and 1.
    pub confidence: f64,
    /// How far results of one school go together, from 0 to 1.
    pub correlation: f64,
    /// Up to so many schools are too few to tell what another school may expect.
    pub few_schools: f64,
    /// The level of the interval that rules an effect out, between 0 and 1.
    pub none: f64,
    /// The confidence in a gain of schools like these before one more may expect it.
    pub next: f64,
    /// The chance of an effect that counts from which results not beyond chance are likely better.
    pub promising: f64,
    /// Fidelity that moved less than this is flat.
    pub fidelity_step: f64,
    /// The power of the effect that a measurement could have seen.
    pub power: f64,
    /// The level at which an interval shows harm, before it is corrected for the number of outcomes.
    pub harm: f64,
    /// So many years without results break no row of years.
    pub untested_years: f64,
    /// An effect of as much can hardly be meant, so that it is taken as not known.
    pub doubted: f64,
}

impl Thresholds {
    /// The parameters.
    pub const READ: [Threshold; 13] = [
        Threshold::EffectMeaningful,
        Threshold::EffectExcluded,
        Threshold::ConfidenceLevel,
        Threshold::WithinSchoolCorrelation,
        Threshold::FewSchools,
        Threshold::NoneLevel,
        Threshold::NextConfidence,
        Threshold::ChancePromising,
        Threshold::FidelityStep,
        Threshold::DetectablePower,
        Threshold::HarmConfidence,
        Threshold::UntestedYears,
        Threshold::EffectDoubted,
    ];

    /// Whether rows are pooled alike under other thresholds.
    #[must_use]
    pub fn pools_like(&self, other: &Self) -> bool {
        self.correlation == other.correlation && self.doubted == other.doubted
    }

    /// Whether each school stands alike on an outcome under other thresholds.
    #[must_use]
    pub fn stands_like(&self, other: &Self) -> bool {
        self.pools_like(other) && self.meaningful == other.meaningful && self.promising == other.promising
    }

    /// Whether outcomes come to the same words under other thresholds.
    #[must_use]
    pub fn says_like(&self, other: &Self) -> bool {
        self.stands_like(other)
            && self.confidence == other.confidence
            && self.excluded == other.excluded
            && self.none == other.none
    }

    /// Puts another value of one of them; of one that is not read, nothing.
    pub fn set(&mut self, threshold: Threshold, value: f64) {
        let place = match threshold {
            Threshold::EffectMeaningful => &mut self.meaningful,
            Threshold::EffectExcluded => &mut self.excluded,
            Threshold::ConfidenceLevel => &mut self.confidence,
            Threshold::WithinSchoolCorrelation => &mut self.correlation,
            Threshold::FewSchools => &mut self.few_schools,
            Threshold::NoneLevel => &mut self.none,
            Threshold::NextConfidence => &mut self.next,
            Threshold::ChancePromising => &mut self.promising,
            Threshold::FidelityStep => &mut self.fidelity_step,
            Threshold::DetectablePower => &mut self.power,
            Threshold::HarmConfidence => &mut self.harm,
            Threshold::UntestedYears => &mut self.untested_years,
            Threshold::EffectDoubted => &mut self.doubted,
            _ => return,
        };
        *place = value;
    }

    /// Reads each parameter; one that is not declared is 0, and then no fact is counted from results.
    #[must_use]
    pub fn read(value: &dyn Fn(Threshold) -> Option<Number>) -> Self {
        let [
            meaningful,
            excluded,
            confidence,
            correlation,
            few_schools,
            none,
            next,
            promising,
            fidelity_step,
            power,
            harm,
            untested_years,
            doubted,
        ] = Self::READ.map(|threshold| value(threshold).map_or(0.0, Number::as_f64));
        Self {
            meaningful,
            excluded,
            confidence,
            correlation,
            few_schools,
            none,
            next,
            promising,
            fidelity_step,
            power,
            harm,
            untested_years,
            doubted,
        }
    }
}
