//! The checked catalogue.

use jiff::civil::Date;

use crate::diagnostics::Span;
use crate::truth::{Number, PartialDate};

use super::words::{Blocks, Design, Direction, Per, ReadAs, Summary, Unit, Verified};

/// What is known elsewhere of approaches and named programs.
#[derive(Clone, Debug)]
pub struct Catalogue {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The day on which it was made: what stands in it without a date was known then.
    pub date: Date,
    /// What is asked of a confirmed entry, beside the conditions under which it worked.
    pub condition_question: String,
    /// The day by which the ratings of named programs were published.
    pub rated_by: Date,
    /// Where the ratings come from.
    pub rated_in: String,
    /// The day by which the reviews of single studies were published.
    pub reviewed_by: Date,
    /// Where the reviews of single studies come from.
    pub reviewed_in: String,
    /// What the words of a rating come to.
    pub ratings: Vec<RatingWord>,
    /// Pairs of spellings, the one that is read for the other.
    pub spellings: Vec<(String, String)>,
    /// Words beside which a match is none.
    pub contexts: Vec<Context>,
    /// Approaches, by id.
    pub approaches: Vec<Approach>,
    /// Named programs, by id.
    pub programs: Vec<Program>,
    /// What it was read from, to name it.
    pub hash: String,
}

/// An entry of the catalogue.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Entry {
    /// An approach, by its place.
    Approach(usize),
    /// A named program, by its place.
    Program(usize),
}

/// What a rating of a clearinghouse comes to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RatingWord {
    /// Its id.
    pub id: String,
    /// As the clearinghouse says it.
    pub title: String,
    /// Which way it points; nothing where it says that none can be told.
    pub direction: Option<Direction>,
    /// How the studies behind it count where the same program is confirmed.
    pub design: Design,
    /// Whether it takes studies whose findings are statistically significant.
    pub significant: bool,
}

/// Words beside which what else stands in a line is no sign of an entry.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Context {
    /// The words.
    pub says: Vec<String>,
    /// What they block.
    pub blocks: Blocks,
    /// Why.
    pub because: String,
}

/// Words that look like an entry and mean something else.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LookAlike {
    /// The words, each as it may stand in a line.
    pub says: Vec<String>,
    /// The entry that they mean, where it is one.
    pub is: Option<String>,
    /// What they mean, in words.
    pub means: String,
    /// The same as it was first said, where that says more than the words.
    pub text: String,
}

/// An approach: a kind of thing that districts run.
#[derive(Clone, Debug)]
pub struct Approach {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its kind in the rule set.
    pub kind: String,
    /// When it is of another kind.
    pub kind_note: String,
    /// What it is.
    pub what: String,
    /// Names that stand for it.
    pub aliases: Vec<String>,
    /// Words that suggest it and do not name it.
    pub words: Vec<String>,
    /// What its words also mean.
    pub look_alikes: Vec<LookAlike>,
    /// What its evidence comes to.
    pub summary: Summary,
    /// Why.
    pub reason: String,
    /// What was found, by whom.
    pub evidence: Vec<Evidence>,
    /// What a careful study found later to the harm of students; empty where none did.
    pub later_harm: String,
    /// Under which conditions it worked.
    pub works_when: Vec<Condition>,
    /// What it costs.
    pub costs: Vec<Cost>,
    /// What to be careful about.
    pub cautions: Vec<String>,
    /// Where the source documents of the rules speak of it.
    pub in_sources: Option<Mention>,
    /// How far its figures were seen.
    pub verified: Verified,
    /// Why it stands in place of a shipped entry, in words of whoever laid it over.
    pub because: String,
    /// Where it is declared.
    pub span: Span,
}

/// One study or review.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// Its title.
    pub title: String,
    /// Who wrote it.
    pub authors: String,
    /// When it was published, when known.
    pub published: Option<PartialDate>,
    /// Where it is.
    pub url: String,
    /// What of it was read.
    pub read: ReadAs,
    /// More on what was read.
    pub read_note: String,
    /// The named program that was studied, by its id.
    pub program: Option<String>,
    /// How it compared.
    pub design: Design,
    /// The same in its own words; empty where the word says it.
    pub design_note: String,
    /// How many studies it stands for.
    pub studies: Option<Number>,
    /// Schools in it.
    pub schools: Option<Number>,
    /// Students in it.
    pub students: Option<Number>,
    /// What was measured.
    pub outcome: String,
    /// Which way it points.
    pub direction: Direction,
    /// How large it was, where that was read.
    pub effect: Effect,
    /// For whom.
    pub for_whom: String,
    /// At what scale.
    pub scale: String,
    /// For how long.
    pub duration: String,
    /// Whether what it found held for a year or longer after the program.
    pub sustained: bool,
    /// What became of it later.
    pub fade_out: String,
    /// The district that was studied, where it is named.
    pub district_study: String,
    /// What else there is to say.
    pub note: String,
    /// Where it is declared.
    pub span: Span,
}

/// How large an effect was.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Effect {
    /// The size.
    pub value: Option<Number>,
    /// The least of several outcomes or studies, or of an interval.
    pub low: Option<Number>,
    /// The most of them.
    pub high: Option<Number>,
    /// Its standard error.
    pub se: Option<Number>,
    /// What it is counted in.
    pub unit: Option<Unit>,
    /// What the number is of, or what was said in place of one.
    pub text: String,
    /// What else was read.
    pub note: String,
}

/// A condition under which it worked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Condition {
    /// Its id in the approach; empty where a district is not asked about it.
    pub id: String,
    /// What a district is asked about it; empty where nothing is.
    pub ask: String,
    /// The condition.
    pub text: String,
    /// Where that was read.
    pub url: String,
}

/// A cost as it was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cost {
    /// Dollars.
    pub amount: Option<Number>,
    /// The least, of a range.
    pub low: Option<Number>,
    /// The most.
    pub high: Option<Number>,
    /// For what.
    pub per: Per,
    /// For whom and when, in words.
    pub basis: String,
    /// Where that was read.
    pub url: String,
}

/// Where a source document of the rules speaks of an approach.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mention {
    /// The source, an id of the rule set.
    pub source: String,
    /// A phrase that stands there word for word.
    pub phrase: String,
    /// The rule that reads it.
    pub rule: String,
    /// What else there is to say.
    pub note: String,
}

/// A named program.
#[derive(Clone, Debug)]
pub struct Program {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// Its numbers at the What Works Clearinghouse.
    pub wwc: Vec<u32>,
    /// The approach that it comes nearest to, where one was told.
    pub approach: Option<String>,
    /// Ratings, by topic and outcome.
    pub rated: Vec<Rated>,
    /// Topics under which no study met the standards.
    pub unrated: Vec<Unrated>,
    /// Reviews of single studies, by outcome.
    pub reviews: Vec<Review>,
    /// What to be careful about.
    pub cautions: Vec<String>,
    /// Where it is declared.
    pub span: Span,
}

/// How many students and schools a rating rests on.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Extent {
    /// Studies that meet the standards.
    pub studies: Option<Number>,
    /// Studies that were looked at.
    pub reviewed: Option<Number>,
    /// Students.
    pub students: Option<Number>,
    /// Small, or medium to large, in words.
    pub extent: String,
}

/// A rating of a clearinghouse.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rated {
    /// The topic under which it was reviewed.
    pub topic: String,
    /// The outcome domain.
    pub outcome: String,
    /// The rating, by its place among the words.
    pub rating: usize,
    /// What it rests on.
    pub extent: Extent,
    /// The version of the protocol.
    pub standards: String,
}

/// A topic under which no study met the standards.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unrated {
    /// The topic.
    pub topic: String,
    /// The version of the protocol.
    pub standards: String,
}

/// What reviews of single studies found for one outcome.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Review {
    /// The outcome domain.
    pub outcome: String,
    /// Findings that are not of subgroups.
    pub findings: Number,
    /// Those that are significant and positive.
    pub positive: Number,
    /// Those that are significant and negative.
    pub negative: Number,
    /// Their plain mean, in standard deviations.
    pub mean: Number,
    /// What it rests on.
    pub extent: Extent,
    /// Which standards the studies met, and how they compared.
    pub standards: String,
}

impl Catalogue {
    /// The entry of an id.
    #[must_use]
    pub fn entry(&self, id: &str) -> Option<Entry> {
        let approach = || self.approaches.binary_search_by(|a| a.id.as_str().cmp(id)).ok();
        let program = || self.programs.binary_search_by(|p| p.id.as_str().cmp(id)).ok();
        approach()
            .map(Entry::Approach)
            .or_else(|| program().map(Entry::Program))
    }

    /// The approach of an id.
    #[must_use]
    pub fn approach(&self, id: &str) -> Option<&Approach> {
        match self.entry(id)? {
            Entry::Approach(place) => self.approaches.get(place),
            Entry::Program(_) => None,
        }
    }

    /// The program of an id.
    #[must_use]
    pub fn program(&self, id: &str) -> Option<&Program> {
        let place = self.programs.binary_search_by(|p| p.id.as_str().cmp(id)).ok()?;
        self.programs.get(place)
    }

    /// The id and the name of an entry.
    #[must_use]
    pub fn named(&self, entry: Entry) -> Option<(&str, &str)> {
        match entry {
            Entry::Approach(place) => self.approaches.get(place).map(|a| (a.id.as_str(), a.name.as_str())),
            Entry::Program(place) => self.programs.get(place).map(|p| (p.id.as_str(), p.name.as_str())),
        }
    }

    /// Every id, approaches first.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        let approaches = self.approaches.iter().map(|a| a.id.as_str());
        approaches.chain(self.programs.iter().map(|p| p.id.as_str()))
    }

    /// The approach of an entry: itself, or the one that a program comes nearest to.
    #[must_use]
    pub fn approach_of(&self, id: &str) -> Option<&Approach> {
        match self.entry(id)? {
            Entry::Approach(place) => self.approaches.get(place),
            Entry::Program(place) => self.approach(self.programs.get(place)?.approach.as_deref()?),
        }
    }

    /// The pieces of evidence on a named program, with the approach under which each stands.
    pub fn studies_of(&self, program: &str) -> impl Iterator<Item = (&Approach, &Evidence)> {
        self.approaches.iter().flat_map(move |approach| {
            let studies = approach.evidence.iter();
            studies.filter_map(move |piece| (piece.program.as_deref() == Some(program)).then_some((approach, piece)))
        })
    }
}

impl Approach {
    /// The conditions about which a district is asked.
    pub fn asked(&self) -> impl Iterator<Item = &Condition> {
        self.works_when.iter().filter(|condition| !condition.id.is_empty())
    }
}

impl Effect {
    /// Whether a number was read.
    #[must_use]
    pub fn is_read(&self) -> bool {
        self.value.is_some() || self.low.is_some() || self.high.is_some()
    }
}
