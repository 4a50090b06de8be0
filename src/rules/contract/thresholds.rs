//! Thresholds that the program reads by name, beside those that rules read.

use super::Reach;

macro_rules! thresholds {
    ($($variant:ident $name:literal $reach:ident $unit:literal;)*) => {
        /// A threshold that the program reads by name.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[expect(missing_docs, reason = "the rule set says of each parameter what it is")]
        pub enum Threshold { $($variant,)* }

        impl Threshold {
            /// Every one, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name of its parameter.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The part of the program that rests on it.
            #[must_use]
            pub fn reach(self) -> Reach {
                match self { $(Self::$variant => Reach::$reach,)* }
            }

            /// The unit that its parameter must have.
            #[must_use]
            pub fn unit(self) -> &'static str {
                match self { $(Self::$variant => $unit,)* }
            }
        }
    };
}

thresholds! {
    EffectMeaningful "effect_meaningful" Evidence "standard deviations";
    EffectExcluded "effect_excluded" Evidence "standard deviations";
    ConfidenceLevel "confidence_level" Evidence "share";
    WithinSchoolCorrelation "within_school_correlation" Evidence "share";
    FewSchools "few_schools" Evidence "schools";
    NoneLevel "none_level" Evidence "share";
    NextConfidence "next_confidence" Evidence "share";
    ChancePromising "chance_promising" Evidence "share";
    FidelityStep "fidelity_step" Evidence "share";
    DetectablePower "detectable_power" Evidence "share";
    HarmConfidence "harm_confidence" Evidence "share";
    UntestedYears "untested_years" Evidence "years";
    EffectDoubted "effect_doubted" Evidence "standard deviations";
    ErrorShareLeast "error_share_least" Evidence "share";
    ClusterCorrelation "cluster_correlation" Evidence "share";
    LowPoverty "low_poverty" Evidence "share";
    MidPoverty "mid_poverty" Evidence "share";
    HighPoverty "high_poverty" Evidence "share";
    WwcSubstantial "wwc_substantial" Grading "standard deviations";
    WwcSignificantStudies "wwc_significant_studies" Grading "studies";
    WwcStrongStudies "wwc_strong_studies" Grading "studies";
    WwcExtentStudies "wwc_extent_studies" Grading "studies";
    WwcExtentSchools "wwc_extent_schools" Grading "schools";
    WwcExtentStudents "wwc_extent_students" Grading "students";
    WwcExtentClassrooms "wwc_extent_classrooms" Grading "classrooms";
    EssaStudents "essa_students" Grading "students";
    EssaSites "essa_sites" Grading "sites";
    KraftMedium "kraft_medium" Grading "standard deviations";
    KraftLarge "kraft_large" Grading "standard deviations";
    KraftCostModerate "kraft_cost_moderate" Grading "dollars";
    KraftCostHigh "kraft_cost_high" Grading "dollars";
    DriverPartial "driver_partial" Drivers "share";
    DriverStrong "driver_strong" Drivers "share";
    InitiativesAtSchool "max_active_initiatives_per_school" Portfolio "initiatives";
    HoursAtSchool "school_hours_cap" Portfolio "hours a week";
    PlanReducedHours "plan_reduced_hours" Money "share";
    PlanReducedMoney "plan_reduced_money" Money "share";
    PlanMergedHours "plan_merged_hours" Money "share";
    PlanMergedMoney "plan_merged_money" Money "share";
    PlanSchoolLoss "plan_school_loss" Money "share";
    PlanGroupLeeway "plan_group_leeway" Money "share";
    PlanYearBegins "plan_year_begins" Money "month of the year";
    PlanAlternatives "plan_alternatives" Money "plans";
    PlanPriced "plan_priced" Money "protections";
    PlanNodes "plan_nodes" Money "steps";
    SmallGroup "suppress_n" Reports "students";
    PublicEffectStep "public_effect_step" Reports "standard deviations";
    PublicStudentsStep "public_students_step" Reports "students";
    RockDays "rock_days" Reports "days";
    RocksAtOnce "rocks_at_once" Reports "projects at once";
    FirstAnalysis "first_needs_analysis" Reports "month of the year";
    SecondAnalysis "second_needs_analysis" Reports "month of the year";
    DecideWithin "decide_within" Reports "months";
    LookAfter "look_after" Reports "months";
}
