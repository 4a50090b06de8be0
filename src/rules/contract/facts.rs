//! Facts that the program reads by name, beside those that rules read.

use super::words::{Depth, Design, DriverLevel, Fund, FundingAfter, Readiness, ResultsWord, Status, StudiesWord};
use super::{Declared, Reach, Shape};
use crate::rules::FactType::{self, Choice, Level};
use crate::rules::Subject::{self, District, Initiative, School};

const fn of_type(of: FactType) -> Shape {
    Shape::Plain(of)
}

macro_rules! facts {
    ($($variant:ident $name:literal $reach:ident $of:ident $shape:expr, $means:literal;)*) => {
        /// A fact that the program reads by name.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum KnownFact { $(#[doc = $means] $variant,)* }

        impl KnownFact {
            /// Every one, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Its name.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What the program reads it for.
            #[must_use]
            pub fn means(self) -> &'static str {
                match self { $(Self::$variant => $means,)* }
            }

            /// The part of the program that rests on it.
            #[must_use]
            pub fn reach(self) -> Reach {
                match self { $(Self::$variant => Reach::$reach,)* }
            }

            /// Its shape.
            #[must_use]
            pub fn declared(self) -> Declared {
                let (of, shape): (Subject, Shape) = match self { $(Self::$variant => ($of, $shape),)* };
                Declared { of, shape }
            }
        }
    };
}

facts! {
    Kind "kind" Kinds Initiative Shape::Choice, "the kind of an initiative: its group, its overlap, proposals of import";
    KindGroup "kind.group" Kinds Initiative Shape::Choice, "the group of a kind, which the program gives";
    KindNeedsDrivers "kind.needs_drivers" Kinds Initiative of_type(FactType::YesNo), "whether a kind needs the drivers, which the program gives";
    Status "status" Portfolio Initiative Shape::Words(Choice, Status::WORDS), "what runs and counts as load";
    Since "scope.since" Portfolio Initiative of_type(FactType::Date), "the start, for the status and the timeline";
    SchoolsCount "scope.schools_count" Portfolio Initiative of_type(FactType::Count), "the share of schools";
    Goals "goals" Portfolio Initiative of_type(FactType::List), "which initiatives serve a goal";
    Requires "requires" Portfolio Initiative of_type(FactType::List), "which initiatives build on which";
    Definition "definition" Portfolio Initiative of_type(FactType::Text), "watched terms and mentions";
    InnovationDepth "innovation.depth" Portfolio Initiative Shape::Words(Level, Depth::WORDS), "deep innovations at a school";
    ContractEnds "contract.ends" Portfolio Initiative of_type(FactType::Date), "whether a contract binds";
    DecidedAnswer "decided.answer" Portfolio Initiative Shape::Choice, "what was decided, recorded by `ask` and `audit --record`";
    DecidedOn "decided.on" Portfolio Initiative of_type(FactType::Date), "when it was, recorded with it";
    Eligible "scope.eligible" Portfolio Initiative of_type(FactType::Count), "the share of schools, of those that could use it";
    DistrictSchools "district.schools_count" Portfolio District of_type(FactType::Count), "the share of schools";
    Locale "locale" Portfolio School Shape::Choice, "the kind of place of a school";
    Poverty "poverty" Portfolio School of_type(FactType::Share), "the band of poverty of a school";
    GradeBand "grade_band" Portfolio School Shape::Choice, "the band of grades of a school";
    LoadInitiatives "load.initiatives" Portfolio School of_type(FactType::Count), "the picture of loads";
    LoadHours "load.hours" Portfolio School of_type(FactType::Number), "the picture of loads";
    Aim "aim" Evidence Initiative Shape::Choice, "which outcomes count";
    ResultsSummary "results.summary" Evidence Initiative Shape::Words(Choice, ResultsWord::WORDS), "what results come to, in reports";
    YearsInARow "results.consecutive_positive_years" Evidence Initiative of_type(FactType::Count), "whether results are sustained";
    SchoolsPositive "results.schools_positive" Evidence Initiative of_type(FactType::Count), "whether results are replicated";
    Contexts "results.contexts" Evidence Initiative of_type(FactType::Count), "whether results are diverse";
    MostCareful "results.design" Evidence Initiative Shape::Words(Level, Design::WORDS), "the most careful comparison";
    FirstSchoolsTrend "results.first_schools_trend" Evidence Initiative Shape::Choice, "the panel of evidence";
    LaterSchools "results.later_schools" Evidence Initiative Shape::Choice, "the panel of evidence";
    Gap "results.gap" Evidence Initiative Shape::Choice, "the panel of evidence";
    FidelityMatters "results.fidelity_matters" Evidence Initiative of_type(FactType::YesNo), "the panel of evidence";
    Fidelity "implementation.fidelity" Evidence Initiative of_type(FactType::Share), "whether it runs, where nobody says so";
    Dip "implementation.dip" Evidence Initiative of_type(FactType::YesNo), "the panel of evidence";
    StudiesSummary "studies.summary" Evidence Initiative Shape::Words(Choice, StudiesWord::WORDS), "what studies come to, in reports";
    EvaluationUnderWay "evaluation.under_way" Grading Initiative of_type(FactType::YesNo), "the lowest federal tier";
    CostPerStudent "money.per_student" Grading Initiative of_type(FactType::Money), "cost beside effect";
    MeanEffect "results.measured_effect" Money Initiative of_type(FactType::Number), "results in proportion to dollars";
    CostPerYear "money.per_year" Money Initiative of_type(FactType::Money), "sums of money";
    FundingEnds "money.funding_ends" Money Initiative of_type(FactType::Date), "a yearly cost worked out of a total, and a grant that ends";
    FundingAfter "money.funding_after" Money Initiative Shape::Words(Choice, FundingAfter::WORDS), "a grant that ends";
    Students "money.students" Money Initiative of_type(FactType::Count), "the gain that a plan gives up";
    Fund "money.fund" Money Initiative Shape::Words(Choice, Fund::WORDS), "whether what a plan frees may be spent on something else";
    NoticeMonths "contract.notice_months" Money Initiative of_type(FactType::Number), "from when a plan frees money";
    AutoRenews "contract.auto_renews" Money Initiative of_type(FactType::YesNo), "from when a plan frees money";
    HoursPerTeacher "money.hours_per_teacher_week" Money Initiative of_type(FactType::Number), "hours at a school";
    Readiness "readiness" Drivers Initiative Shape::Words(Level, Readiness::WORDS), "the card";
    WeakestDriver "drivers.weakest" Drivers Initiative Shape::Words(Level, DriverLevel::WORDS), "the picture of drivers";
}
