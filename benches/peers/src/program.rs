//! The rules of a workload in one small form, from which every peer's own is made.
//!
//! A fact has a value or none, a condition one of three truths. What is computed may be left open between several
//! options, so it is a set of them, as bits; what is given is one or all.

use cleardeck::truth::Truth;

/// Rules over facts, in the order in which they can be evaluated.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// By place.
    pub facts: Vec<Fact>,
    /// In the order of dependency.
    pub steps: Vec<Step>,
    /// How many truths the steps hold.
    pub truths: usize,
    /// What is told of an initiative: rules by id, each with the place of its truth.
    pub rules: Vec<(String, usize)>,
    /// Whether rules that are unknown are told as well as those that are yes.
    pub tells_unknown: bool,
    /// The fact whose possible options are told, if any.
    pub decision: Option<usize>,
}

/// A typed fact.
#[derive(Clone, Debug)]
pub struct Fact {
    /// Its name, the key in a row.
    pub name: String,
    /// How it is written.
    pub kind: Kind,
    /// Whether a row may hold it.
    pub given: bool,
    /// Whether a step computes it where it is not given.
    pub computed: bool,
}

/// How a fact is written.
#[derive(Clone, Debug)]
pub enum Kind {
    /// A number, drawn from these.
    Number(Vec<f64>),
    /// `false` or `true`.
    YesNo,
    /// One of some words.
    Options(Vec<String>),
    /// Any text: only whether there is one matters.
    Words,
}

impl Fact {
    /// How many options it has; none for a number or a text.
    pub fn options(&self) -> usize {
        match &self.kind {
            Kind::YesNo => 2,
            Kind::Options(words) => words.len(),
            Kind::Number(_) | Kind::Words => 0,
        }
    }

    /// The bits of all its options.
    pub fn all_options(&self) -> u64 {
        (1 << self.options()) - 1
    }

    /// What each option counts in a score, in millionths: evenly from 0 to 1.
    pub fn counts(&self) -> Vec<i64> {
        let steps = self.options().saturating_sub(1).max(1);
        let part = |option: usize| (option as f64 * 1e6 / steps as f64).round() as i64;
        (0..self.options()).map(part).collect()
    }
}

/// A step of an evaluation.
#[derive(Clone, Debug)]
pub enum Step {
    /// Finds the truth at this place.
    Truth(usize, Condition),
    /// The lowest of several levels.
    Least(usize, Vec<usize>),
    /// yes, no or open with the truth at that place.
    OfTruth(usize, usize),
    /// no where the other fact is yes.
    NoWhen(usize, usize),
    /// What each option of the other fact comes to, as bits.
    Mapped(usize, usize, Vec<u64>),
    /// The outcomes of the first row that holds and of those before it that may: the place of each row's truth, and its
    /// outcome.
    Table(usize, Vec<(usize, usize)>),
    /// A mean of means and the least of them, each as an interval: the fact that holds it, the fact that holds the
    /// least, and the levels that each mean is of.
    Score(usize, usize, Vec<Vec<usize>>),
}

impl Step {
    /// The facts that it computes.
    pub fn gives(&self) -> Vec<usize> {
        match self {
            Self::Truth(..) => Vec::new(),
            Self::Least(fact, _)
            | Self::OfTruth(fact, _)
            | Self::NoWhen(fact, _)
            | Self::Mapped(fact, ..)
            | Self::Table(fact, _) => vec![*fact],
            Self::Score(fact, least, _) => vec![*fact, *least],
        }
    }

    /// Calls `see` for everything that it reads.
    pub fn reads(&self, see: &mut impl FnMut(Read)) {
        match self {
            Self::Truth(_, condition) => condition.reads(see),
            Self::Least(_, list) => list.iter().for_each(|fact| see(Read::Fact(*fact))),
            Self::OfTruth(_, place) => see(Read::Truth(*place)),
            Self::NoWhen(_, fact) | Self::Mapped(_, fact, _) => see(Read::Fact(*fact)),
            Self::Table(_, rows) => rows.iter().for_each(|(place, _)| see(Read::Truth(*place))),
            Self::Score(_, _, tools) => tools.iter().flatten().for_each(|fact| see(Read::Fact(*fact))),
        }
    }
}

/// A condition; its truth is one of three.
#[derive(Clone, Debug)]
pub enum Condition {
    /// The same for every row.
    Always(Truth),
    /// All of them hold.
    All(Vec<Condition>),
    /// Some of them holds.
    Any(Vec<Condition>),
    /// It does not hold.
    Not(Box<Condition>),
    /// At least so many of them hold.
    AtLeast(usize, Vec<Condition>),
    /// A comparison of a fact.
    Compare(usize, Test),
    /// The truth at a place, found by a step before.
    Held(usize),
}

/// What a comparison asks. None is settled for a fact that is not known, but `Known`.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Test {
    /// The number is at least and at most so much.
    Within(Option<f64>, Option<f64>),
    /// The option is among these, as bits.
    Among(u64),
    /// Whether there is one value.
    Known(bool),
}

impl Condition {
    /// The comparisons in it, each as often as it stands there.
    pub fn comparisons(&self) -> usize {
        match self {
            Self::All(parts) | Self::Any(parts) | Self::AtLeast(_, parts) => parts.iter().map(Self::comparisons).sum(),
            Self::Not(part) => part.comparisons(),
            Self::Compare(..) => 1,
            Self::Always(_) | Self::Held(_) => 0,
        }
    }

    /// Calls `see` for each place of a truth and each fact that it reads.
    pub fn reads(&self, see: &mut impl FnMut(Read)) {
        match self {
            Self::All(parts) | Self::Any(parts) | Self::AtLeast(_, parts) => {
                parts.iter().for_each(|part| part.reads(see));
            }
            Self::Not(part) => part.reads(see),
            Self::Compare(fact, _) => see(Read::Fact(*fact)),
            Self::Held(place) => see(Read::Truth(*place)),
            Self::Always(_) => {}
        }
    }
}

/// What a step reads.
#[derive(Clone, Copy, Debug)]
pub enum Read {
    /// The fact at a place.
    Fact(usize),
    /// The truth at a place.
    Truth(usize),
}

impl Program {
    /// The facts that a row may hold, with their places.
    pub fn given(&self) -> impl Iterator<Item = (usize, &Fact)> {
        self.facts.iter().enumerate().filter(|(_, fact)| fact.given)
    }

    /// The words of the decision's outcomes.
    pub fn outcomes(&self) -> &[String] {
        match self
            .decision
            .and_then(|fact| self.facts.get(fact))
            .map(|fact| &fact.kind)
        {
            Some(Kind::Options(words)) => words,
            _ => &[],
        }
    }

    /// Comparisons in all conditions.
    pub fn comparisons(&self) -> usize {
        let of = |step: &Step| match step {
            Step::Truth(_, condition) => condition.comparisons(),
            _ => 0,
        };
        self.steps.iter().map(of).sum()
    }

    /// The condition whose truth stands at a place.
    pub fn condition(&self, place: usize) -> Option<&Condition> {
        self.steps.iter().find_map(|step| match step {
            Step::Truth(at, condition) if *at == place => Some(condition),
            _ => None,
        })
    }

    /// Whether nothing is computed and nothing but what fires is told, so that every rule stands by itself and an
    /// engine of two truths can hold it.
    pub fn is_flat(&self) -> bool {
        !self.tells_unknown && self.steps.iter().all(|step| matches!(step, Step::Truth(..)))
    }
}
