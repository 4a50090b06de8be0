//! What a study found on one measure, as the graders read it.

use std::collections::BTreeMap;

use crate::inventory::{Comparison, Direction};
use crate::truth::Truth;

/// Where the students of a study, or of the district, are; an empty list is unknown.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Setting {
    /// Kinds of place, such as `city` or `rural`.
    pub locales: Vec<String>,
    /// Poverty bands, such as `high`.
    pub poverty: Vec<String>,
    /// Grade bands, such as `elementary`.
    pub grades: Vec<String>,
}

/// What a study found on one measure. `None` means that it does not say.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Finding {
    /// The study; findings without a name are taken as one study each.
    pub study: String,
    /// The outcome domain, such as `Comprehension`.
    pub outcome_domain: String,
    /// The measure.
    pub measure: String,
    /// The group of students; empty for all.
    pub subgroup: String,
    /// How the study compared.
    pub design: Option<Comparison>,
    /// Whether it meets the standards of the Clearinghouse, with or without reservations.
    pub meets_standards: Option<bool>,
    /// Whether it meets them without reservations. `Some(false)` alone leaves open whether it meets them at all.
    pub without_reservations: Option<bool>,
    /// The effect in standard deviations, positive when better for the students.
    pub effect: Option<f64>,
    /// Statistically significant, clustering and multiple comparisons taken into account.
    pub significant: Option<bool>,
    /// Which way it points, when stated.
    pub direction: Option<Direction>,
    /// Students.
    pub students: Option<f64>,
    /// Schools or other sites.
    pub schools: Option<f64>,
    /// Classrooms.
    pub classrooms: Option<f64>,
    /// Made by people who do not sell it.
    pub independent: Option<bool>,
    /// Whether the test was made by the developer or follows the program's own content.
    pub own_test: Option<bool>,
    /// The year of the study.
    pub year: Option<i16>,
    /// Where it took place.
    pub setting: Setting,
}

/// Which significant effects a finding may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Effects {
    /// It may be significant and better.
    pub better: bool,
    /// It may be significant and worse.
    pub worse: bool,
    /// It may be neither.
    pub neither: bool,
}

impl Finding {
    /// Whether it is about all students of the study.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.subgroup.trim().is_empty()
    }

    /// Whether what it says about direction, effect and significance cannot hold together.
    #[must_use]
    pub fn is_contradictory(&self) -> bool {
        let effect = self.effect.unwrap_or(0.0);
        match self.direction {
            Some(Direction::Better) => effect < 0.0,
            Some(Direction::Worse) => effect > 0.0,
            Some(Direction::None) => self.significant == Some(true),
            None => self.significant == Some(true) && self.effect == Some(0.0),
        }
    }

    /// The effect in standard deviations; none when it is no number or contradicts the direction.
    #[must_use]
    pub fn effect(&self) -> Option<f64> {
        self.effect.filter(|e| e.is_finite() && !self.is_contradictory())
    }

    /// Which way it points: as stated, otherwise by the sign of the effect.
    #[must_use]
    pub fn direction(&self) -> Option<Direction> {
        if self.is_contradictory() {
            return None;
        }
        self.direction.or_else(|| {
            self.effect().map(|effect| {
                if effect > 0.0 {
                    Direction::Better
                } else if effect < 0.0 {
                    Direction::Worse
                } else {
                    Direction::None
                }
            })
        })
    }

    /// The significant effects it may be.
    #[must_use]
    pub fn effects(&self) -> Effects {
        let direction = self.direction();
        let may = |way| self.significant != Some(false) && direction.is_none_or(|d| d == way);
        Effects {
            better: may(Direction::Better),
            worse: may(Direction::Worse),
            neither: self.significant != Some(true) || direction == Some(Direction::None),
        }
    }

    /// Whether it is a significant effect for the better.
    #[must_use]
    pub fn favourable(&self) -> Truth {
        let Effects { better, worse, neither } = self.effects();
        settle(better, worse || neither)
    }

    /// Whether it is a significant effect for the worse.
    #[must_use]
    pub fn unfavourable(&self) -> Truth {
        let Effects { better, worse, neither } = self.effects();
        settle(worse, better || neither)
    }

    /// Whether it has a comparison that controls for who took part.
    #[must_use]
    pub fn is_compared(&self) -> Truth {
        match self.design {
            Some(
                Comparison::Lottery
                | Comparison::RegressionDiscontinuity
                | Comparison::Matched
                | Comparison::Statistical,
            ) => Truth::True,
            Some(Comparison::BeforeAfter | Comparison::None) => Truth::False,
            None => met(self.meets_standards == Some(true) || self.without_reservations == Some(true)),
        }
    }

    /// Whether it meets the standards of the Clearinghouse, with or without reservations.
    #[must_use]
    pub fn meets_standards(&self) -> Truth {
        let uncompared = matches!(self.design, Some(Comparison::BeforeAfter | Comparison::None));
        match (self.meets_standards, self.without_reservations) {
            (Some(false), Some(true)) => Truth::Unknown,
            (Some(false), Some(false) | None) => Truth::False,
            // a review outweighs the design, unless the design could never have passed
            (Some(true), _) | (None, Some(true)) => met(!uncompared),
            (None, Some(false) | None) if uncompared => Truth::False,
            (None, Some(false) | None) => Truth::Unknown,
        }
    }
}

/// True, or not settled.
fn met(sure: bool) -> Truth {
    if sure { Truth::True } else { Truth::Unknown }
}

/// A truth from whether it may hold and whether it may fail.
pub(super) fn settle(may_hold: bool, may_fail: bool) -> Truth {
    match (may_hold, may_fail) {
        (true, false) => Truth::True,
        (true, true) => Truth::Unknown,
        (false, _) => Truth::False,
    }
}

/// A number as far as it is one.
pub(super) fn said(value: Option<f64>) -> Option<f64> {
    value.filter(|v| v.is_finite())
}

/// Whether a number reaches a bar; unknown when it is not said.
pub(super) fn reaches(value: Option<f64>, bar: f64) -> Truth {
    match said(value) {
        Some(value) => (value >= bar).into(),
        None => Truth::Unknown,
    }
}

/// The findings study by study, in the order of first mention.
#[must_use]
pub fn by_study<'a>(findings: &[&'a Finding]) -> Vec<Vec<&'a Finding>> {
    grouped(findings, |f| f.study.trim().to_lowercase(), true)
}

/// The findings domain by domain, in the order of first mention; those without a domain together.
#[must_use]
pub fn domains(findings: &[Finding]) -> Vec<Vec<&Finding>> {
    let all: Vec<&Finding> = findings.iter().collect();
    grouped(&all, |f| f.outcome_domain.trim().to_lowercase(), false)
}

fn grouped<'a>(
    findings: &[&'a Finding],
    key: impl Fn(&Finding) -> String,
    unnamed_apart: bool,
) -> Vec<Vec<&'a Finding>> {
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut groups: Vec<Vec<&Finding>> = Vec::new();
    for finding in findings {
        let name = key(finding);
        let known = places
            .get(&name)
            .filter(|_| !(unnamed_apart && name.is_empty()))
            .and_then(|place| groups.get_mut(*place));
        if let Some(group) = known {
            group.push(finding);
        } else {
            places.insert(name, groups.len());
            groups.push(vec![finding]);
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_said_stays_open() {
        let silent = Finding::default();
        assert_eq!(Truth::Unknown, silent.favourable());
        assert_eq!(Truth::Unknown, silent.unfavourable());
        assert_eq!(Truth::Unknown, silent.is_compared());
        assert_eq!(Truth::Unknown, silent.meets_standards());
    }

    #[test]
    fn a_significant_finding_of_unknown_sign_is_one_or_the_other() {
        let finding = Finding {
            significant: Some(true),
            ..Finding::default()
        };
        let (better, worse, neither) = (true, true, false);
        assert_eq!(Effects { better, worse, neither }, finding.effects());
    }

    #[test]
    fn a_direction_against_the_sign_is_no_direction() {
        let finding = Finding {
            effect: Some(0.3),
            direction: Some(Direction::Worse),
            ..Finding::default()
        };
        assert!(finding.is_contradictory());
        assert_eq!((None, None), (finding.direction(), finding.effect()));
    }

    #[test]
    fn unnamed_findings_are_studies_of_their_own() {
        let named = Finding {
            study: "A".into(),
            ..Finding::default()
        };
        let unnamed = Finding::default();
        assert_eq!(3, by_study(&[&named, &unnamed, &named, &unnamed]).len());
    }
}
