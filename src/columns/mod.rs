//! Judges many initiatives at once: a rule set compiled once to operations on planes of 1,024 rows.
//!
//! Each fact is a column, each comparison and condition two planes, the rows in which it holds and those in which it does
//! not; together they are the trace. What an answer could be, exactly, and which checks it needs is read off the
//! decision of every record (`Decision::every`), swept from above by all rows together. The
//! meaning is that of `docs/semantics.md`. Rows in which something is estimated, proposed, contradicted or kept back, or
//! whose answers no completion fits, are left to be judged one by one.

mod block;
mod cuts;
mod graph;
mod judge;
mod levels;
mod plane;
mod presume;
mod program;
mod score;
mod sheets;
mod steps;

pub use block::Block;
pub use judge::{Columns, Judged, NotByColumns, Room};
pub use plane::{Plane, ROWS};
pub use sheets::Sheets;
