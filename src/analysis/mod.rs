//! What can be said of a rule set for every possible inventory at once: checks, proofs, and an inventory for each
//! finding, confirmed by the plain evaluator.

mod check;
mod prove;
mod witness;

pub use check::{LIMIT, Report, check, check_within, prove};
