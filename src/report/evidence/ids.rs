//! The ids of what the graders hold as a kind. Their words stand in `templates/evidence/words.yaml`.

use crate::evidence::grade::essa::{Condition, Tier};
use crate::evidence::grade::kraft::{CostBand, EffectBand};
use crate::evidence::grade::panel::{Grader, Likeness, Matter};
use crate::evidence::grade::wwc::{Characterisation, Rating};
use crate::truth::Truth;

/// A kind with an id, and the group of words that it belongs to.
pub(super) trait Id {
    fn group(&self) -> &'static str;
    fn id(&self) -> &'static str;
}

macro_rules! ids {
    ($($kind:ident $group:literal { $($variant:ident $id:literal),* $(,)? })*) => {
        $(impl Id for $kind {
            fn group(&self) -> &'static str { $group }
            fn id(&self) -> &'static str {
                match self { $(Self::$variant => $id,)* }
            }
        })*

        /// Every group with its ids.
        #[cfg(test)]
        pub(super) const ALL: &[(&str, &[&str])] = &[$(($group, &[$($id),*])),*];
    };
}

ids! {
    Rating "ratings" {
        Negative "negative",
        PotentiallyNegative "potentially-negative",
        NoDiscernible "no-discernible",
        Mixed "mixed",
        PotentiallyPositive "potentially-positive",
        Positive "positive",
        Unrated "unrated",
    }
    Characterisation "shows" {
        SignificantNegative "significant-negative",
        SubstantialNegative "substantial-negative",
        Indeterminate "indeterminate",
        SubstantialPositive "substantial-positive",
        SignificantPositive "significant-positive",
    }
    Tier "tiers" {
        Strong "strong",
        Moderate "moderate",
        Promising "promising",
        Rationale "rationale",
        None "none",
    }
    Condition "conditions" {
        Design "design",
        Favourable "favourable",
        Students "students",
        Sites "sites",
        NoOffset "no-offset",
        Rationale "rationale",
        UnderWay "under-way",
    }
    EffectBand "effect-bands" {
        Negative "negative",
        Small "small",
        Medium "medium",
        Large "large",
    }
    CostBand "cost-bands" {
        Low "low",
        Moderate "moderate",
        High "high",
    }
    Grader "graders" {
        Wwc "wwc",
        Essa "essa",
        Kraft "kraft",
    }
    Matter "matters" {
        SignificantButTiny "significant-but-tiny",
        LargeButNotSignificant "large-but-not-significant",
        LargeButFewSites "large-but-few-sites",
        LargeButFewStudents "large-but-few-students",
        BothWays "both-ways",
        DeveloperOnly "developer-only",
        OwnTestsOnly "own-tests-only",
        GroupWorse "group-worse",
        NoComparison "no-comparison",
        Contradictory "contradictory",
    }
    Likeness "likeness" {
        Same "same",
        Other "other",
        Unknown "unknown",
    }
}

/// The id of a truth.
pub(super) fn truth(truth: Truth) -> &'static str {
    match truth {
        Truth::True => "true",
        Truth::False => "false",
        Truth::Unknown => "unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::super::words::{has, words};
    use super::*;
    use crate::evidence::grade::wwc::Rating;

    #[test]
    fn every_kind_has_words() {
        let more: [(&str, &[&str]); 2] = [
            ("truth", &["true", "false", "unknown"]),
            ("extents", &["true", "false", "unknown"]),
        ];
        for (group, ids) in ALL.iter().chain(&more) {
            for id in *ids {
                assert!(has(group, id), "{group} {id}");
            }
        }
    }

    #[test]
    fn a_rating_is_called_as_the_clearinghouse_calls_it() {
        for rating in [Rating::Positive, Rating::Mixed, Rating::NoDiscernible, Rating::Unrated] {
            assert_eq!(words("ratings", rating.id()), rating.name());
        }
    }
}
