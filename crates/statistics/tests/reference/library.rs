//! The library is asked for the numbers.

use crate::answers::Answers;
use crate::metafor::Set;
use cleardeck_statistics::{
    Correction, Egger, Estimator, Filled, LEVEL, Levels, Multilevel, Pooled, Regression, Robust, Shrunk, Test,
    egger_classical, egger_mixed, leave_one_out, pool, pool_groups, regress, robust, shrink, trim_and_fill,
};

/// The library's functions.
pub struct Library;

impl Answers for Library {
    fn pool(&mut self, set: &Set, estimator: Estimator, test: Test) -> Pooled {
        pool(&set.rows, estimator, test).unwrap()
    }
    fn shrink(&mut self, set: &Set, pooled: &Pooled) -> Vec<Shrunk> {
        shrink(&set.rows, pooled).unwrap()
    }
    fn leave_one_out(&mut self, set: &Set) -> Vec<Pooled> {
        leave_one_out(&set.rows, Estimator::Reml, Test::Z, LEVEL).unwrap()
    }
    fn egger_mixed(&mut self, set: &Set) -> Egger {
        egger_mixed(&set.rows, Estimator::Reml, Test::Z, LEVEL).unwrap()
    }
    fn egger_classical(&mut self, set: &Set) -> Egger {
        egger_classical(&set.rows, LEVEL).unwrap()
    }
    fn trim_and_fill(&mut self, set: &Set) -> Filled {
        trim_and_fill(&set.rows, Estimator::Reml, Test::Z, LEVEL).unwrap()
    }
    fn regress(&mut self, set: &Set, column: Vec<f64>, test: Test) -> Regression {
        regress(&set.rows, &[column], Estimator::Reml, test, LEVEL).unwrap()
    }
    fn groups(&mut self, set: &Set, levels: Levels) -> Multilevel {
        pool_groups(&set.rows, &set.districts(), levels, LEVEL).unwrap()
    }
    fn robust(&mut self, set: &Set, correction: Correction, levels: bool) -> Robust {
        let (between, within) = if levels {
            let fit = self.groups(set, Levels::GroupsAndRows);
            (fit.between, fit.within)
        } else {
            (0.0, self.pool(set, Estimator::Reml, Test::Z).tau2)
        };
        robust(&set.rows, &set.districts(), between, within, correction).unwrap()
    }
}
