//! Closed words: what may stand in a field that takes one of a few, each list in one place with what its words mean.

/// Closed words, as a field takes one of them.
#[derive(PartialEq, Eq, Debug)]
pub struct Words {
    /// What one of them is, for messages.
    pub what: &'static str,
    /// Every word, in order.
    pub words: &'static [&'static str],
    /// What each means, in the same order; nothing where the words say it.
    pub means: &'static [&'static str],
}

/// Words of which a field takes one.
pub trait Closed: Copy + 'static {
    /// Every one, in order.
    const ALL: &'static [Self];
    /// Their words, in the same order.
    const WORDS: &'static Words;

    /// The one of a word.
    #[must_use]
    fn read(word: &str) -> Option<Self> {
        let place = Self::WORDS.words.iter().position(|w| *w == word)?;
        Self::ALL.get(place).copied()
    }
}

macro_rules! closed {
    ($($(#[$doc:meta])* $name:ident $what:literal { $($variant:ident $word:literal, $means:literal;)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum $name { $(#[doc = $means] $variant,)* }

        impl $name {
            /// As written in a rule set.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// What it means.
            #[must_use]
            pub const fn means(self) -> &'static str {
                match self { $(Self::$variant => $means,)* }
            }
        }

        impl $crate::rules::words::Closed for $name {
            const ALL: &'static [Self] = &[$(Self::$variant),*];
            const WORDS: &'static $crate::rules::words::Words = &$crate::rules::words::Words {
                what: $what,
                words: &[$($word),*],
                means: &[$($means),*],
            };
        }
    )*};
}
pub(crate) use closed;

closed! {
    /// What a fact or a rule is about.
    Subject "subject" {
        Initiative "initiative", "one initiative";
        School "school", "one school";
        Goal "goal", "one goal of the strategic plan";
        District "district", "the district as a whole";
    }
    /// How an answer is written and compared.
    FactType "type" {
        YesNo "yes-no", "yes or no";
        Choice "choice", "one of several options without an order";
        Level "level", "one of several options, lowest first";
        Share "share", "a part of a whole, 0 to 1";
        Count "count", "0, 1, 2 …";
        Number "number", "a number in the fact's unit";
        Money "money", "dollars";
        Date "date", "a day, a month or a year";
        Text "text", "free text";
        List "list", "a list of names";
    }
    /// What a unit counts.
    UnitType "type of a unit" {
        Share "share", "a part of a whole, 0 to 1";
        Count "count", "0, 1, 2 …";
        Number "number", "any number";
        Money "money", "dollars";
    }
    /// How far a rule or a threshold can be trusted.
    Strength "strength" {
        Hunch "hunch", "an author's guess; may advise, never decide";
        Practice "practice", "experience, a book, one district";
        Study "study", "a single good study or expert panel";
        Synthesis "synthesis", "a review of many studies";
        Law "law", "a law or an official definition";
    }
    /// What a rule is for.
    Part "part" {
        Criterion "criterion", "a condition for readiness";
        Ground "ground", "a reason to stop";
        Guard "guard", "a reason not to stop yet";
        Finding "finding", "something worth telling";
        Definition "definition", "a named condition for other rules";
    }
    /// When an effect on an outcome counts as evidence.
    Counts "way to count" {
        Always "always", "whatever the initiative is for";
        WhenAimed "when-aimed", "where the initiative is for it, or nobody said what it is for";
        Never "never", "never: it is no effect on students' learning or progress";
    }
    /// Where the program itself reads a fact.
    FactReader "reader of a fact" {
        Evidence "evidence", "where results are counted";
        Portfolio "portfolio", "where the whole inventory is counted";
        Report "report", "where it is printed";
        Panel "panel", "in the panel of evidence";
    }
    /// Where the program itself reads a parameter.
    ParameterReader "reader of a parameter" {
        Inventory "inventory", "where an inventory is read";
        Evidence "evidence", "where results are counted";
        Report "report", "where a report is made";
        Plan "plan", "where the plan of short-term projects is made";
        Clearing "clearing", "where the set to end, to reduce and to spread is worked out";
        Check "check", "where numbers that can hardly be meant are told";
    }
    /// What a publisher has in what it says.
    Interest "interest of a source" {
        Vendor "vendor", "it sells what it recommends";
    }
    /// Which way of a fact is the better one.
    Better "direction" {
        More "more", "more of it";
    }
    /// What a presumption is about, by who has to show otherwise.
    CheckGroup "group of checks" {
        Growth "growth", "what would let it grow is presumed not shown";
        Ending "ending", "what would end it is presumed absent";
        Carrying "carrying", "what carries it is presumed in place";
        Protecting "protecting", "what protects it is presumed absent";
        State "state", "how things usually stand";
    }
    /// What the program takes a check for; at most one has each.
    CheckRole "role of a check" {
        Estimates "estimates", "what a named person estimated is so";
    }
    /// How long an answer takes to find out.
    Effort "time to answer" {
        Minute "minute", "somebody knows it";
        Hour "hour", "somebody has to look it up or ask around";
        Study "study", "somebody has to measure it";
    }
    /// How bad a problem of the rule set is held to be.
    Weight "severity" {
        Note "note", "worth knowing";
        Warning "warning", "probably wrong";
        Error "error", "not to be used so";
        Off "off", "not told";
    }
}

/// How a fact is asked for: by a type, or as the kind of an initiative or a recommendation, whose options are those of
/// the rule set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Asked {
    /// By a type.
    As(FactType),
    /// As the kind of an initiative.
    Kind,
    /// As a recommendation.
    Recommendation,
}

macro_rules! asked {
    ($($of:ident)*) => {
        impl Closed for Asked {
            const ALL: &'static [Self] = &[$(Self::As(FactType::$of),)* Self::Kind, Self::Recommendation];
            const WORDS: &'static Words = &Words {
                what: FactType::WORDS.what,
                words: &[$(FactType::$of.word(),)* "kind", "recommendation"],
                means: &[
                    $(FactType::$of.means(),)* "one of the kinds of the rule set",
                    "one of the recommendations of the rule set",
                ],
            };
        }
    };
}

asked!(YesNo Choice Level Share Count Number Money Date Text List);
