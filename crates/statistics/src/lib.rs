//! Meta-analysis: pooling effects, what varies between places, and what to expect of the next.
//!
//! Pure functions over rows of effects and variances. Every number agrees with metafor 3.8-1, run to the last digit;
//! the order of rows never changes a digit.

mod bias;
pub mod distribution;
pub mod effect_size;
mod linear;
mod matrix;
mod multilevel;
mod pool;
mod regression;
mod robust;
mod rows;
mod shrink;
mod tau;

pub use bias::{Egger, Filled, Side, egger_classical, egger_mixed, trim_and_fill};
pub use multilevel::{Levels, Multilevel, pool_groups};
pub use pool::{LEVEL, Mean, Pooled, Test, interval_of, leave_one_out, mean_of, pool, pool_at, tau2_upper};
pub use regression::{Coefficient, Regression, regress};
pub use robust::{Correction, Robust, robust, robust_at};
pub use rows::{Interval, Note, PoolError, Row};
pub use shrink::{Pilot, Shrunk, minimum_detectable_effect, power, probability_above, shrink};
pub use tau::Estimator;
