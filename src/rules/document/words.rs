//! Closed words: what may stand in a field that takes one of a few.

/// Words of which a field takes one.
pub trait Closed: Copy + 'static {
    /// What one of them is, for messages.
    const WHAT: &'static str;
    /// Every one, in order.
    const ALL: &'static [Self];
    /// Every word, in the same order.
    const WORDS: &'static [&'static str];

    /// The one of a word.
    #[must_use]
    fn read(word: &str) -> Option<Self> {
        let place = Self::WORDS.iter().position(|w| *w == word)?;
        Self::ALL.get(place).copied()
    }
}

macro_rules! closed {
    ($($(#[$doc:meta])* $name:ident $what:literal { $($(#[$of:meta])* $variant:ident $word:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum $name { $($(#[$of])* $variant,)* }

        impl $name {
            /// As written in the rule files.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
        }

        impl Closed for $name {
            const WHAT: &'static str = $what;
            const ALL: &'static [Self] = &[$(Self::$variant),*];
            const WORDS: &'static [&'static str] = &[$($word),*];
        }
    )*};
}

closed! {
    /// What a fact or a rule is about.
    Subject "subject" {
        /// One initiative.
        Initiative "initiative",
        /// One school.
        School "school",
        /// One goal of the strategic plan.
        Goal "goal",
        /// The district as a whole.
        District "district",
    }
    /// How an answer is written and compared.
    FactType "type" {
        /// yes or no.
        YesNo "yes-no",
        /// One of several options without an order.
        Choice "choice",
        /// One of several options, lowest first.
        Level "level",
        /// A part of a whole, 0 to 1.
        Share "share",
        /// 0, 1, 2 …
        Count "count",
        /// A number in the fact's unit.
        Number "number",
        /// Dollars.
        Money "money",
        /// A day, a month or a year.
        Date "date",
        /// Free text.
        Text "text",
        /// A list of names.
        List "list",
    }
    /// What a unit counts.
    UnitType "type of a unit" {
        /// A part of a whole, 0 to 1.
        Share "share",
        /// 0, 1, 2 …
        Count "count",
        /// Any number.
        Number "number",
        /// Dollars.
        Money "money",
    }
    /// How far a rule or a threshold can be trusted.
    Strength "strength" {
        /// An author's guess; may advise, never decide.
        Hunch "hunch",
        /// Experience, a book, one district.
        Practice "practice",
        /// A single good study or expert panel.
        Study "study",
        /// A review of many studies.
        Synthesis "synthesis",
        /// A law or an official definition.
        Law "law",
    }
    /// What a rule is for.
    Part "part" {
        /// A condition for readiness.
        Criterion "criterion",
        /// A reason to stop.
        Ground "ground",
        /// A reason not to stop yet.
        Guard "guard",
        /// Something worth telling.
        Finding "finding",
        /// A named condition for other rules.
        Definition "definition",
    }
    /// When an effect on an outcome counts as evidence.
    Counts "way to count" {
        /// Whatever the initiative is for.
        Always "always",
        /// Where the initiative is for it, or nobody said what it is for.
        WhenAimed "when-aimed",
        /// Never: it is no effect on students' learning or progress.
        Never "never",
    }
    /// Where the program itself reads a fact.
    FactReader "reader of a fact" {
        /// Where results are counted.
        Evidence "evidence",
        /// Where the whole inventory is counted.
        Portfolio "portfolio",
        /// Where it is printed.
        Report "report",
        /// In the panel of evidence.
        Panel "panel",
    }
    /// Where the program itself reads a parameter.
    ParameterReader "reader of a parameter" {
        /// Where results are counted.
        Evidence "evidence",
        /// Where a report is made.
        Report "report",
        /// Where the plan of short-term projects is made.
        Plan "plan",
    }
    /// What a publisher has in what it says.
    Interest "interest of a source" {
        /// It sells what it recommends.
        Vendor "vendor",
    }
    /// Which way of a fact is the better one.
    Better "direction" {
        /// More of it.
        More "more",
    }
    /// How bad a problem of the rule set is held to be.
    Weight "severity" {
        /// Worth knowing.
        Note "note",
        /// Probably wrong.
        Warning "warning",
        /// Not to be used so.
        Error "error",
        /// Not told.
        Off "off",
    }
}

/// How a fact is asked for: by a type, or as the kind of an initiative, whose options are the kinds of the rule set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Asked {
    /// By a type.
    As(FactType),
    /// As the kind of an initiative.
    Kind,
}

impl Closed for Asked {
    const WHAT: &'static str = FactType::WHAT;
    const ALL: &'static [Self] = &[
        Self::As(FactType::YesNo),
        Self::As(FactType::Choice),
        Self::As(FactType::Level),
        Self::As(FactType::Share),
        Self::As(FactType::Count),
        Self::As(FactType::Number),
        Self::As(FactType::Money),
        Self::As(FactType::Date),
        Self::As(FactType::Text),
        Self::As(FactType::List),
        Self::Kind,
    ];
    const WORDS: &'static [&'static str] = &[
        "yes-no", "choice", "level", "share", "count", "number", "money", "date", "text", "list", "kind",
    ];
}
