//! Rules as functions of facts, for all inventories at once.
//!
//! Conditions compare facts with constants, so each fact falls into finitely many cells ([`cells`]) and every rule is a
//! finite function, held as a decision diagram ([`Diagram`]); [`Model`] compiles a rule set, for every inventory or for
//! all completions of one.

pub mod cells;
mod compile;
mod completions;
mod flat;
mod graph;
mod marked;
mod order;
mod packed;
mod swept;
mod values;

pub use cells::{Ranges, ranges_under};
pub use compile::{Asked, EXCLUDED, Held, HeldBy, Model, Varied, cells_of, end_of, truth_of};
pub use flat::Flat;
pub use graph::{Cells, Diagram, Distance, Function, TooLarge};
pub(crate) use marked::Marked;
pub use order::{of as order, of_records as order_of_records};
pub use swept::Swept;
