//! What the program counts, for facts that are derived by `{ evidence: NAME }` or `{ portfolio: NAME }`.

use super::words::{Design, Gap, GradeBand, LaterSchools, NextSchool, ResultsWord, Status, StudiesWord, Trend};
use super::{Declared, Shape};
use crate::rules::FactType::{self, Choice, Level};
use crate::rules::Subject::{self, District, Goal, Initiative, School};
use crate::rules::words::{Closed, Words};

const COUNT: Shape = Shape::Plain(FactType::Count);
const NUMBER: Shape = Shape::Plain(FactType::Number);
const SHARE: Shape = Shape::Plain(FactType::Share);
const YES_NO: Shape = Shape::Plain(FactType::YesNo);
const TREND: Shape = Shape::Words(Level, Trend::WORDS);

macro_rules! counts {
    ($($(#[$doc:meta])* $name:ident $what:literal { $($variant:ident $word:literal $of:ident $shape:expr, $means:literal;)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum $name { $(#[doc = $means] $variant,)* }

        impl $name {
            /// As written in a rule set.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// The shape of the fact that it gives.
            #[must_use]
            pub fn declared(self) -> Declared {
                let (of, shape): (Subject, Shape) = match self { $(Self::$variant => ($of, $shape),)* };
                Declared { of, shape }
            }
        }

        impl Closed for $name {
            const ALL: &'static [Self] = &[$(Self::$variant),*];
            const WORDS: &'static Words = &Words {
                what: $what,
                words: &[$($word),*],
                means: &[$($means),*],
            };
        }
    )*};
}

impl EvidenceCount {
    /// Whether it is of outside studies; the others are of results.
    #[must_use]
    pub fn of_studies(self) -> bool {
        self >= Self::StudiesSummary
    }
}

counts! {
    /// A count of an initiative's rows of results and studies.
    EvidenceCount "count of evidence" {
        Summary "summary" Initiative Shape::Words(Choice, ResultsWord::WORDS), "what measured results come to";
        ConsecutivePositiveYears "consecutive_positive_years" Initiative COUNT, "years in a row with better results";
        YearsMeasured "years_measured" Initiative COUNT, "years with results";
        LastYear "last_year" Initiative Shape::Plain(FactType::Date), "the last day of the newest year with results";
        SchoolsPositive "schools_positive" Initiative COUNT, "schools with better results";
        SchoolsHarmed "schools_harmed" Initiative COUNT, "schools in which it harms beyond doubt, where every one measured loses";
        SchoolsLosing "schools_losing" Initiative COUNT, "schools whose own students lose beyond doubt";
        Contexts "contexts" Initiative COUNT, "kinds of place among the schools with better results";
        ContextsLeft "contexts_left" Initiative COUNT, "kinds of place in the district that are not among them";
        GradeBands "grade_bands" Initiative COUNT, "grade bands among them";
        SchoolsMeasured "schools_measured" Initiative COUNT, "schools whose effect and its error are known";
        InNumbers "in_numbers" Initiative YES_NO, "whether they are known by numbers, not by a direction alone";
        CertaintyMissing "certainty_missing" Initiative YES_NO, "whether a row lacks its effect, its error or its outcome";
        MeasuredEffect "measured_effect" Initiative NUMBER, "the effect that the measured schools share";
        MeasuredLow "measured_low" Initiative NUMBER, "the low end of its interval";
        MeasuredHigh "measured_high" Initiative NUMBER, "the high end of its interval";
        MeasuredChance "measured_chance" Initiative SHARE, "the chance that it counts";
        WorstEffect "worst_effect" Initiative NUMBER, "the lowest effect of several outcomes";
        OutcomeLoses "outcome_loses" Initiative YES_NO, "whether students lose on some outcome";
        PointsDown "points_down" Initiative YES_NO, "whether a result of unknown certainty points to a loss";
        NextSchool "next_school" Initiative Shape::Words(Choice, NextSchool::WORDS), "what may be expected of one more school";
        NextLow "next_low" Initiative NUMBER, "the low end of what may be expected there";
        NextHigh "next_high" Initiative NUMBER, "the high end of what may be expected there";
        ChanceNextSchool "chance_next_school" Initiative SHARE, "the chance that the effect counts there";
        MinimumDetectable "minimum_detectable" Initiative NUMBER, "the smallest effect that could have been seen";
        MostCareful "design" Initiative Shape::Words(Level, Design::WORDS), "the most careful comparison";
        FirstSchoolsTrend "first_schools_trend" Initiative TREND, "the trend of the first schools";
        LaterSchools "later_schools" Initiative Shape::Words(Level, LaterSchools::WORDS), "how later schools fare";
        Gap "gap" Initiative Shape::Words(Level, Gap::WORDS), "how the gap between groups goes";
        FidelityMatters "fidelity_matters" Initiative YES_NO, "whether results go with fidelity";
        RawTrend "raw_trend" Initiative TREND, "the trend of results without a comparison";
        SubgroupHarm "subgroup_harm" Initiative YES_NO, "whether a group loses";
        SubgroupGain "subgroup_gain" Initiative YES_NO, "whether a group gains";
        SubgroupsSeen "subgroups_seen" Initiative YES_NO, "whether results by group were looked at";
        Fidelity "fidelity" Initiative SHARE, "the share carried out as designed";
        FidelityTrend "fidelity_trend" Initiative TREND, "the trend of that share";
        Dip "dip" Initiative YES_NO, "whether results fell first and now rise";
        StudiesSummary "studies_summary" Initiative Shape::Words(Choice, StudiesWord::WORDS), "what outside studies come to";
        StudiesPositive "studies_positive" Initiative COUNT, "outside studies with a gain";
        StudiesIndependentPositive "studies_independent_positive" Initiative COUNT, "independent ones among them";
        StudiesSites "studies_sites" Initiative COUNT, "schools in them";
        StudiesStudents "studies_students" Initiative COUNT, "students in them";
        StudiesYears "studies_years" Initiative NUMBER, "years of the longest of them";
        StudiesContexts "studies_contexts" Initiative COUNT, "kinds of place in them";
        StudiesWithoutGain "studies_without_gain" Initiative COUNT, "careful outside studies with their students, where none finds a gain";
        StudiesStudentsWithoutGain "studies_students_without_gain" Initiative COUNT, "students in those";
        StudiesSustainedWorse "studies_sustained_worse" Initiative YES_NO, "whether one found later harm";
    }
    /// A count over the whole inventory.
    PortfolioCount "count over the portfolio" {
        Status "status" Initiative Shape::Words(Choice, Status::WORDS), "whether it runs, by its start";
        UndefinedTerms "undefined_terms" Initiative COUNT, "watched terms used without a definition";
        NameJoins "name_joins" Initiative YES_NO, "whether its name joins several things";
        SchoolsCount "schools_count" Initiative COUNT, "schools that take part";
        Eligible "eligible" Initiative COUNT, "schools that could use it";
        ShareOfSchools "share_of_schools" Initiative SHARE, "their share of all schools";
        ContractBinding "contract_binding" Initiative YES_NO, "whether a contract has not ended";
        Dependants "dependants" Initiative COUNT, "initiatives that build on it";
        HasDependants "has_dependants" Initiative YES_NO, "whether some do";
        Overlap "overlap" Initiative COUNT, "others of its kind for a common goal in a common school";
        UnmeasuredReviews "unmeasured_reviews" Initiative COUNT, "the last reviews in a row without results";
        GradeBand "grade_band" School Shape::Words(Choice, GradeBand::WORDS), "the band of its grades";
        Load "load" School COUNT, "initiatives that run there";
        LoadHours "load_hours" School NUMBER, "hours a week that they ask of a teacher";
        DeepInnovations "deep_innovations" School COUNT, "deep innovations that run there";
        GoalInitiatives "goal_initiatives" Goal COUNT, "initiatives that serve it";
        DistrictSchools "district_schools" District COUNT, "schools of the district";
        Active "active" District COUNT, "initiatives that run";
    }
}
