//! Closed words of the catalogue, each list in one place with what its words mean.

use crate::rules::words::closed;

closed! {
    /// What all pieces of evidence of an approach come to.
    Summary "summary" {
        Better "better", "several careful studies agree on a gain";
        Likely "likely", "one careful study finds a gain, or several that are small or weak";
        Mixed "mixed", "careful studies disagree, or it works in trials and not as it is ordinarily run";
        None "none", "careful studies find no difference";
        Worse "worse", "careful studies find a loss";
        Unknown "unknown", "no study was read that can tell";
    }
    /// Which way a study points.
    Direction "direction" {
        Better "better", "better than without it";
        Mixed "mixed", "better for some outcomes or students and not for others";
        None "none", "no difference";
        Worse "worse", "worse than without it";
        Unknown "unknown", "not read, or it cannot tell";
    }
    /// How a study compared.
    Design "design" {
        Lottery "lottery", "random assignment";
        Discontinuity "regression-discontinuity", "students just above and just below a cut-off";
        Matched "matched", "similar students or schools, also over time";
        Statistical "statistical", "others, adjusted by statistics";
        BeforeAfter "before-after", "the same students or schools before";
        None "none", "nothing, or something else than the effect";
        MetaAnalysis "meta-analysis", "it puts careful studies together";
        Mixed "mixed", "it stands for several studies, some careful and some not";
    }
    /// What of a study was read.
    ReadAs "way of reading" {
        Page "page", "a page of the study or of who published it";
        Abstract "abstract", "its abstract";
        Secondary "secondary", "what somebody else writes of it";
        Press "press", "what the press writes of it";
        Earlier "earlier", "read for an earlier work and not again";
    }
    /// What a size is counted in.
    Unit "unit of a size" {
        Sd "sd", "standard deviations";
        PercentagePoints "percentage-points", "percentage points";
        PercentilePoints "percentile-points", "percentile points";
        Percent "percent", "percent";
        Months "months", "months of learning";
        Dollars "dollars", "dollars";
        Other "other", "as its text says";
    }
    /// For what a cost is paid.
    Per "base of a cost" {
        Student "student", "a student who takes part";
        Other "other", "as its basis says";
    }
    /// How far the figures of an approach were seen.
    Verified "word on what was seen" {
        Yes "yes", "its figures were read in what the source or its publisher writes, or are said to be secondary";
        Partly "partly", "a main point rests on the press, on a seller or on a page that was not whole";
    }
    /// What a context blocks.
    Blocks "extent of a block" {
        All "all", "every match of the line";
        Words "words", "matches by a single word, and none by a whole name";
        Itself "itself", "a match by this word alone: it needs another sign, or a line that is about nothing else";
    }
}

impl Design {
    /// Whether what it finds is a careful finding: at least similar students stand against each other.
    #[must_use]
    pub fn is_careful(self) -> bool {
        matches!(
            self,
            Self::Lottery | Self::Discontinuity | Self::Matched | Self::MetaAnalysis
        )
    }
}
