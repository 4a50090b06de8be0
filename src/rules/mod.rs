//! The rule set: read from YAML, checked, names resolved.
//!
//! Here lives what a rule *is*; what it says lives in `rules/`, what it means in `docs/semantics.md`,
//! and how it is applied in [`crate::evaluate`].

mod applies;
mod cases;
mod claims;
mod compare;
mod condition;
pub mod contract;
mod decision;
mod deviation;
pub mod document;
mod due;
mod embedded;
mod entries;
mod facts;
mod folder;
mod folds;
mod lists;
mod load;
mod model;
mod order;
mod overlay;
mod parameters;
mod presume;
mod prose;
mod scalar;
pub mod schema;
mod sentence;
mod ticks;
pub mod words;

pub use cases::{Case, Expected, read_cases};
pub use compare::{Difference, Written, compare};
pub use deviation::{Change, Deviation};
pub use embedded::{RuleFile, shipped, shipped_cases, shipped_properties};
pub use entries::{Entry, entries, named_sections};
pub use folder::{Folder, apart};
pub use load::load;
pub use model::{
    Action, AtMost, Claim, Derive, Due, Fact, FactId, Fold, Kind, Node, NodeId, NodeKind, Opening, Operand, Outcome,
    Parameter, ParameterId, Parts, Project, Property, Prose, Recommendation, Row, Rule, RuleId, RuleSet, Said, Scale,
    Score, ScoreTool, SourceText, Step, Table, Term,
};
pub(crate) use order::Reads;
pub use overlay::are_laid_over;
pub use parameters::{Override, shows_small_groups};
pub use presume::{Check, CheckId, Presumption};
pub use prose::{Piece, Saying, Sentence, Value, ValueWord};
pub use scalar::{Scalar, ScalarError, Unanswered, read_scalar};
pub(crate) use scalar::{blank_or, read_number, unanswered};
pub use sentence::{condition_facts, condition_sentence, leaf_sentence, presumption_text, value_text};
pub(crate) use sentence::{grouped, number_words, threshold_words, with_capital};
pub use ticks::{TickWord, Ticked};
pub use words::{CheckGroup, Counts, Effort, FactReader, FactType, Interest, ParameterReader, Part, Strength, Subject};
