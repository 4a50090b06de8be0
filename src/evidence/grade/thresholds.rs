//! The thresholds of the graders.

use super::panel::Thresholds;
use super::{essa, kraft, wwc};
use crate::rules::contract::Threshold;
use crate::truth::Number;

impl Thresholds {
    /// The parameters.
    pub const READ: [Threshold; 13] = [
        Threshold::WwcSubstantial,
        Threshold::WwcSignificantStudies,
        Threshold::WwcStrongStudies,
        Threshold::WwcExtentStudies,
        Threshold::WwcExtentSchools,
        Threshold::WwcExtentStudents,
        Threshold::WwcExtentClassrooms,
        Threshold::EssaStudents,
        Threshold::EssaSites,
        Threshold::KraftMedium,
        Threshold::KraftLarge,
        Threshold::KraftCostModerate,
        Threshold::KraftCostHigh,
    ];

    /// Reads each parameter.
    ///
    /// # Errors
    /// The names that are not declared: a threshold of nothing would call everything large.
    pub fn read(value: &dyn Fn(Threshold) -> Option<Number>) -> Result<Self, Vec<&'static str>> {
        let missing: Vec<&str> = Self::READ
            .into_iter()
            .filter(|t| value(*t).is_none())
            .map(Threshold::name)
            .collect();
        if !missing.is_empty() {
            return Err(missing);
        }
        let [
            substantial,
            significant_studies,
            strong_studies,
            extent_studies,
            extent_schools,
            extent_students,
            extent_classrooms,
            students,
            sites,
            medium_from,
            large_from,
            moderate_cost_from,
            high_cost_from,
        ] = Self::READ.map(|threshold| value(threshold).map_or(0.0, Number::as_f64));
        // as in the tally: at least so many, so a part of a study asks for a whole one
        let studies = |number: f64| number.ceil().clamp(0.0, 1e6) as usize;
        Ok(Self {
            wwc: wwc::Thresholds {
                substantial,
                significant_studies: studies(significant_studies),
                strong_studies: studies(strong_studies),
                extent_studies: studies(extent_studies),
                extent_schools,
                extent_students,
                extent_classrooms,
            },
            essa: essa::Thresholds { students, sites },
            kraft: kraft::Bands {
                medium_from,
                large_from,
                moderate_cost_from,
                high_cost_from,
                // nobody has read them in the paper
                cost_bands_verified: false,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_that_are_missing_are_told() {
        assert_eq!(Thresholds::read(&|_| None).unwrap_err().len(), 13);
        let but_one = |threshold| (threshold != Threshold::EssaSites).then(|| Number::whole(3));
        assert_eq!(Thresholds::read(&but_one), Err(vec!["essa_sites"]));
        let all = Thresholds::read(&|_| Some(Number::whole(3))).unwrap();
        assert_eq!((all.wwc.strong_studies, all.essa.sites), (3, 3.0));
        assert!(!all.kraft.cost_bands_verified);
    }
}
