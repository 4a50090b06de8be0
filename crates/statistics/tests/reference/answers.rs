//! Who is asked for the numbers.

use super::metafor::Set;
use cleardeck_statistics::{
    Correction, Egger, Estimator, Filled, Levels, Multilevel, Pooled, Regression, Robust, Shrunk, Test,
};

/// Who answers: the library, or the command line.
pub trait Answers {
    fn pool(&mut self, set: &Set, estimator: Estimator, test: Test) -> Pooled;
    fn shrink(&mut self, set: &Set, pooled: &Pooled) -> Vec<Shrunk>;
    fn leave_one_out(&mut self, set: &Set) -> Vec<Pooled>;
    fn egger_mixed(&mut self, set: &Set) -> Egger;
    fn egger_classical(&mut self, set: &Set) -> Egger;
    fn trim_and_fill(&mut self, set: &Set) -> Filled;
    fn regress(&mut self, set: &Set, column: Vec<f64>, test: Test) -> Regression;
    fn groups(&mut self, set: &Set, levels: Levels) -> Multilevel;
    /// Of the model with groups and rows, or of the plain mean by REML.
    fn robust(&mut self, set: &Set, correction: Correction, levels: bool) -> Robust;
}
