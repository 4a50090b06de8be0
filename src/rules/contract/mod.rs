//! What the program itself relies on in a rule set: facts, words, counts, thresholds.
//!
//! Each is declared here once. A rule set that has one in another shape is told so, with the place, when it is loaded;
//! one that lacks a fact, a threshold or a role must say that it goes without (`goes_without:`). Everything else in a
//! rule set, its ids among it, is its own affair.

mod check;
mod counts;
mod facts;
mod roles;
mod said;
mod scales;
mod thresholds;
mod words;

pub(super) use check::{check, resolve, resolve_roles};
pub use counts::{EvidenceCount, PortfolioCount};
pub use facts::KnownFact;
pub use roles::{Board, Ends, GroupRole, Mark, Move, ProjectKind, RecommendationRole, RuleRole, ScoreRole};
pub use scales::KnownScale;
pub use thresholds::Threshold;
pub use words::{
    Depth, Design, DriverLevel, Fund, FundingAfter, Gap, GradeBand, LaterSchools, NextSchool, Readiness, ResultsWord,
    Status, StudiesWord, Trend,
};

use crate::rules::{FactType, Subject};

/// The parts of the program that rest on a rule set; a rule set may go without any of them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Reach {
    /// Kinds of initiatives.
    Kinds,
    /// Whether an initiative runs, where, since when, for which goals, and what it builds on.
    Portfolio,
    /// Rows of results and studies.
    Evidence,
    /// Outside studies graded by three graders.
    Grading,
    /// Money and hours.
    Money,
    /// Readiness and the implementation drivers.
    Drivers,
    /// Public reports and short-term projects.
    Reports,
    /// What reports draw, name and ask by the roles of rules, rows, recommendations, groups and scores.
    Roles,
}

impl Reach {
    /// Every part with its word.
    pub const ALL: [(Self, &'static str); 8] = [
        (Self::Kinds, "kinds"),
        (Self::Portfolio, "portfolio"),
        (Self::Evidence, "evidence"),
        (Self::Grading, "grading"),
        (Self::Money, "money"),
        (Self::Drivers, "drivers"),
        (Self::Reports, "reports"),
        (Self::Roles, "roles"),
    ];

    /// The words by which a rule set says what it goes without; the last is every part.
    pub const WORDS: [&'static str; 9] = {
        let [a, b, c, d, e, f, g, h] = Self::ALL;
        [a.1, b.1, c.1, d.1, e.1, f.1, g.1, h.1, "all"]
    };
}

/// The shape of a fact that the program reads or gives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// Any of its options.
    Choice,
    /// These options come first, in this order.
    Words(FactType, &'static [&'static str]),
    /// A type without options.
    Plain(FactType),
}

/// A fact of the contract.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Declared {
    /// What it is about.
    pub of: Subject,
    /// How it is written.
    pub shape: Shape,
}
