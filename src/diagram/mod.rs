//! Rules as functions of facts, for all inventories at once.
//!
//! Conditions compare facts with constants, so each fact falls into finitely many cells ([`cells`]) and every rule is a
//! finite function, held as a decision diagram ([`Diagram`]); [`Model`] compiles a rule set, for every inventory or for
//! all completions of one.

pub mod cells;
mod compile;
mod completions;
mod graph;
mod order;
mod values;

pub use cells::{Ranges, ranges_under};
pub use compile::{Asked, EXCLUDED, Held, HeldBy, Model, Varied, end_of, truth_of};
pub use graph::{Cells, Diagram, Distance, Function, TooLarge};
pub use order::of as order;
