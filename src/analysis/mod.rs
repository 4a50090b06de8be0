//! What can be said of a rule set for every possible inventory at once.
//!
//! Conditions compare facts with constants, so each fact falls into finitely many cells ([`cells`]) and every rule is a
//! finite function, held as a decision diagram ([`diagram`], [`compile`]).

pub mod cells;
mod check;
pub mod compile;
pub mod diagram;
mod prove;
mod witness;

pub use check::{LIMIT, Report, check, check_within, prove};
pub use compile::{Asked, Model};
pub use diagram::{Cells, Diagram, Function, TooLarge};
