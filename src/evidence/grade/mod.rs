//! Outside studies, graded side by side: by the What Works Clearinghouse, by the tiers of federal law, by the
//! benchmarks of Kraft.
//!
//! The graders read [`Finding`]s and hold no threshold: every number arrives in a struct that the parameters fill.
//! What a study does not say leaves the answer open: each grader returns the set of answers that some completion of
//! the unknowns would give. [`panel`] puts the answers next to each other and names where they pull apart.

pub mod essa;
mod finding;
pub mod kraft;
mod mean;
pub mod panel;
pub mod rows;
mod thresholds;
pub mod wwc;

pub use finding::{Effects, Finding, Setting, by_study, domains};
