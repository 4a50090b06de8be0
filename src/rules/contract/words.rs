//! Words that the program says or understands, each list in the order in which a rule set declares them as options.

use std::cmp::Ordering;

use crate::truth::Possible;

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $variant:ident $word:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum $name { $($(#[$of])* $variant,)* }

        impl $name {
            /// Every word, in order.
            pub const WORDS: &'static [&'static str] = &[$($word),*];

            /// As written in a rule set and an inventory.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// As the bit of a set of options.
            #[must_use]
            pub const fn bit(self) -> u64 {
                1 << self as u64
            }

            /// As the one possible value of a fact.
            #[must_use]
            pub fn value(self) -> Possible {
                Possible::Options(self.bit())
            }

            /// Everything that it could be.
            #[must_use]
            pub const fn any() -> u64 {
                (1 << Self::WORDS.len() as u64) - 1
            }
        }
    )*};
}

macro_rules! steps {
    ($($name:ident: $less:ident $equal:ident $greater:ident;)*) => {$(
        impl From<Ordering> for $name {
            fn from(step: Ordering) -> Self {
                match step {
                    Ordering::Less => Self::$less,
                    Ordering::Equal => Self::$equal,
                    Ordering::Greater => Self::$greater,
                }
            }
        }
    )*};
}

steps! {
    Trend: Falling Flat Rising;
    LaterSchools: Worse Alike Better;
    Gap: Widening Flat Narrowing;
}

words! {
    /// Whether an initiative runs.
    Status {
        /// Not begun.
        Proposed "proposed",
        /// Running.
        Active "active",
        /// Over.
        Ended "ended",
    }
    /// What follows money that ends.
    FundingAfter {
        /// Other money is there.
        Secured "secured",
        /// It is looked for.
        Sought "sought",
        /// Nothing follows.
        Nothing "none",
    }
    /// What money may be spent on.
    Fund {
        /// On anything.
        General "general",
        /// On its purpose and nothing else.
        Restricted "restricted",
    }
    /// What rows of results come to.
    ResultsWord {
        /// No row counts.
        NotMeasured "not-measured",
        /// Worse than the comparison.
        Worse "worse",
        /// An effect that would matter is ruled out, both ways.
        None "none",
        /// Some schools better, others worse, or better on one outcome and worse on another.
        Mixed "mixed",
        /// Better than the comparison.
        Better "better",
        /// Measured, and too uncertain for any other word.
        Inconclusive "inconclusive",
        /// Not beyond chance, and likely to be an effect that counts.
        Likely "likely",
    }
    /// What outside studies come to.
    StudiesWord {
        /// There is no careful study.
        NoneFound "none-found",
        /// Worse than the comparison.
        Worse "worse",
        /// No difference.
        None "none",
        /// Some better, others worse.
        Mixed "mixed",
        /// Better than the comparison.
        Better "better",
    }
    /// Which way something goes over the years.
    Trend {
        /// Down.
        Falling "falling",
        /// Neither.
        Flat "flat",
        /// Up.
        Rising "rising",
    }
    /// How schools that began later fare in their first year.
    LaterSchools {
        /// Worse than the first ones did.
        Worse "worse",
        /// As the first ones did.
        Alike "alike",
        /// Better than the first ones did.
        Better "better",
    }
    /// How the gap between a group of students and all goes over the years.
    Gap {
        /// It widens.
        Widening "widening",
        /// It stays.
        Flat "flat",
        /// It narrows.
        Narrowing "narrowing",
    }
    /// What a result or a study was compared with, the least careful first.
    Design {
        /// Nothing.
        None "none",
        /// The same students or schools before.
        BeforeAfter "before-after",
        /// Others, adjusted by statistics.
        Statistical "statistical",
        /// Similar students or schools.
        Matched "matched",
        /// Students or schools just above and just below a cut-off.
        RegressionDiscontinuity "regression-discontinuity",
        /// A lottery or random assignment.
        Lottery "lottery",
    }
    /// The grades of a school.
    GradeBand {
        /// To grade 5, or to 6 where it closes an elementary school.
        Elementary "elementary",
        /// 6 to 8.
        Middle "middle",
        /// 9 to 12.
        High "high",
        /// More than one of these.
        Several "several",
    }
    /// What may be expected of one more school.
    NextSchool {
        /// It cannot be told: few schools were measured, or not all of it is known.
        NotTold "cannot-be-told",
        /// A gain, and no gain: both may be.
        Uncertain "uncertain",
        /// A gain.
        Gain "gain",
    }
    /// How ready an initiative is for massive scale, the least first.
    Readiness {
        /// Not ready.
        NotReady "not-ready",
        /// Fit for a few willing schools.
        Seed "seed",
        /// Ready for every school.
        ScaleNow "scale-now",
    }
    /// How strong a driver is, the weakest first.
    DriverLevel {
        /// Missing, or nearly so.
        Weak "weak",
        /// In part.
        Partial "partial",
        /// In place.
        Strong "strong",
    }
    /// How far an initiative departs from ordinary practice.
    Depth {
        /// Ordinary practice.
        None "none",
        /// A refined model adopted.
        Adoption "adoption",
        /// A deep innovation.
        Deep "deep",
    }
}
