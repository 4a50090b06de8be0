//! What can be said of a rule set for every possible inventory at once: checks, proofs, and an inventory for each
//! finding, confirmed by the plain evaluator.

mod check;
mod lift;
mod order;
mod prove;
mod stability;
mod step;
mod witness;

pub use check::{LIMIT, Report, check, check_within, prove};
pub use lift::{Change, Lift, Lifts};
pub use stability::{Flip, Grid, Stability};
pub use step::{Step, Steps, stretch_text};
