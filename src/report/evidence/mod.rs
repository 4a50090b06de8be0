//! Says what was asked of evidence by itself: pooled tables, graded studies, computed effect sizes.
//!
//! Each answer is one JSON value, and the templates under `templates/evidence` say the same value in words.

mod effect;
mod grade;
mod ids;
mod notes;
mod pool;
mod words;

pub use effect::{Bounded, Computed};
pub use grade::Graded;
pub(super) use grade::domain;
pub use notes::no_mean;
pub use pool::Pool;
pub(super) use words::words;
