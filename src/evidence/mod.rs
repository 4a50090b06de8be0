//! What the rows of results and studies say, as facts: effects pooled over schools, counts, trends, grades.
//!
//! The face is narrow: [`Evidence::of`] reads the rows once, [`Evidence::fact`] answers by name.
//! Only results with a comparison (statistical, matched, regression discontinuity, lottery) count as evidence of an effect; raw
//! before-after change is description. A row that does not say what it was compared with may count or not,
//! so it widens the answer. Results of one school on one outcome are one result, however many rows it has; a direction
//! without a number, and an effect whose error nobody stated, decide nothing.

mod bounded;
pub mod grade;
mod local;
mod memo;
mod outcome;
pub mod plausible;
pub mod pooling;
mod sample;
mod schools;
mod studies;
pub mod table;
mod thresholds;
mod trends;

pub use bounded::Bounded;
pub use local::{Counted, Evidence, Led, Place, Reads, by_bands, rests_on};
pub use outcome::{Outcome, Saying, SchoolEffect, Word};
pub use sample::Sample;
pub use schools::Schools;
pub use thresholds::Thresholds;
