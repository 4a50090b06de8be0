//! Everything that is asked of one table of effects: the mean, and beside it groups, moderators and checks.
//!
//! Each part stands by itself: what cannot be computed of one part says why and leaves the others.

use crate::statistics::{
    Correction, Egger, Estimator, Filled, Levels, Multilevel, PoolError, Pooled, Regression, Robust, Row, Shrunk, Test,
    egger_classical, egger_mixed, leave_one_out, pool_at, pool_groups, regress, robust_at, shrink, trim_and_fill,
};

/// Rows of one group that a correction for small groups takes at the most: it inverts a matrix of that size.
pub const MOST_IN_GROUP: usize = 400;

/// What is asked.
#[derive(Clone, PartialEq, Debug)]
pub struct Request {
    /// How tau2 is estimated.
    pub estimator: Estimator,
    /// How the mean is tested.
    pub test: Test,
    /// The level of the intervals, between 0 and 1.
    pub level: f64,
    /// The group of each row, such as its district.
    pub groups: Option<Vec<usize>>,
    /// Robust standard errors, one for each correction.
    pub robust: Vec<Correction>,
    /// Moderators of one model, each as long as the rows.
    pub moderators: Vec<Vec<f64>>,
    /// Whether to pool again without each row.
    pub leave_one_out: bool,
    /// Whether to look for missing small studies.
    pub bias: bool,
    /// Whether to pool with every estimator and test.
    pub compare: bool,
}

/// Pooled over groups.
#[derive(Clone, PartialEq, Debug)]
pub struct Grouped {
    /// Groups.
    pub groups: usize,
    /// True effects vary between groups and between the rows of a group.
    pub three: Result<Multilevel, PoolError>,
    /// True effects vary between groups only.
    pub two: Result<Multilevel, PoolError>,
    /// Robust standard errors of the first model, and of the plain mean.
    pub robust: Vec<Corrected>,
}

/// Why there is no robust standard error.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum NotRobust {
    /// It cannot be computed.
    Statistics(PoolError),
    /// A group has more than [`MOST_IN_GROUP`] rows.
    GroupTooLarge,
}

/// Robust standard errors by one correction.
#[derive(Clone, PartialEq, Debug)]
pub struct Corrected {
    /// The correction.
    pub correction: Correction,
    /// Of the model in which effects vary between groups and rows.
    pub three: Result<Robust, NotRobust>,
    /// Of the plain mean.
    pub plain: Result<Robust, NotRobust>,
}

/// Signs that small studies are missing.
#[derive(Clone, PartialEq, Debug)]
pub struct Bias {
    /// Egger's test within the model.
    pub mixed: Result<Egger, PoolError>,
    /// Egger's test as published.
    pub classical: Result<Egger, PoolError>,
    /// The mean after trimming and filling.
    pub filled: Result<Filled, PoolError>,
}

/// A fit by one estimator and test.
#[derive(Clone, PartialEq, Debug)]
pub struct Fit {
    /// How tau2 is estimated.
    pub estimator: Estimator,
    /// How the mean is tested.
    pub test: Test,
    /// The fit.
    pub pooled: Result<Pooled, PoolError>,
}

/// The answers; `None` is what was not asked.
#[derive(Clone, PartialEq, Debug)]
pub struct Pooling {
    /// The mean.
    pub pooled: Pooled,
    /// Row by row, what the row and all others together suggest.
    pub shrunk: Result<Vec<Shrunk>, PoolError>,
    /// Over groups.
    pub grouped: Option<Grouped>,
    /// What effects have to do with moderators.
    pub moderators: Option<Result<Regression, PoolError>>,
    /// Without each row in turn.
    pub left: Option<Result<Vec<Pooled>, PoolError>>,
    /// Signs that small studies are missing.
    pub bias: Option<Bias>,
    /// By every estimator and test.
    pub every: Option<Vec<Fit>>,
}

/// Answers what is asked of the rows.
///
/// # Errors
/// When there is no mean.
pub fn answer(rows: &[Row], request: &Request) -> Result<Pooling, PoolError> {
    let &Request {
        estimator, test, level, ..
    } = request;
    let pooled = pool_at(rows, estimator, test, level)?;
    let bias = || Bias {
        mixed: egger_mixed(rows, estimator, test, level),
        classical: egger_classical(rows, level),
        filled: trim_and_fill(rows, estimator, test, level),
    };
    let groups = request.groups.as_deref();
    let moderators = Some(&request.moderators).filter(|columns| !columns.is_empty());
    Ok(Pooling {
        shrunk: shrink(rows, &pooled),
        grouped: groups.map(|groups| grouped(rows, groups, request, &pooled)),
        moderators: moderators.map(|columns| regress(rows, columns, estimator, test, level)),
        left: request
            .leave_one_out
            .then(|| leave_one_out(rows, estimator, test, level)),
        bias: request.bias.then(bias),
        every: request.compare.then(|| every(rows, level)),
        pooled,
    })
}

fn every(rows: &[Row], level: f64) -> Vec<Fit> {
    let pairs = Estimator::ALL.into_iter().flat_map(|e| Test::ALL.map(|test| (e, test)));
    pairs
        .map(|(estimator, test)| Fit {
            estimator,
            test,
            pooled: pool_at(rows, estimator, test, level),
        })
        .collect()
}

fn grouped(rows: &[Row], groups: &[usize], request: &Request, pooled: &Pooled) -> Grouped {
    let level = request.level;
    let three = pool_groups(rows, groups, Levels::GroupsAndRows, level);
    let mut sizes = std::collections::BTreeMap::<usize, usize>::new();
    for group in groups {
        *sizes.entry(*group).or_default() += 1;
    }
    let small = sizes.values().all(|size| *size <= MOST_IN_GROUP);
    let corrected = |correction: &Correction| {
        let correction = *correction;
        let may = small || correction == Correction::Cr1;
        let of = |between: f64, within: f64| {
            if may {
                robust_at(rows, groups, between, within, correction, level).map_err(NotRobust::Statistics)
            } else {
                Err(NotRobust::GroupTooLarge)
            }
        };
        let three = match &three {
            Ok(fit) => of(fit.between, fit.within),
            Err(error) => Err(NotRobust::Statistics(*error)),
        };
        Corrected {
            correction,
            three,
            plain: of(0.0, pooled.tau2),
        }
    };
    Grouped {
        groups: sizes.len(),
        robust: request.robust.iter().map(corrected).collect(),
        two: pool_groups(rows, groups, Levels::Groups, level),
        three,
    }
}
