//! Says what was asked of evidence by itself: pooled tables, graded studies, computed effect sizes.
//!
//! Each answer is one JSON value, and the templates under `templates/evidence` say the same value in words.

mod effect;
mod grade;
mod ids;
mod pool;
mod words;

pub use effect::Computed;
pub use grade::Graded;
pub use pool::{Pool, no_mean};
