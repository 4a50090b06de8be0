//! A program of yes-or-no columns under linear rows, with several aims of which an earlier one counts before any later.
//!
//! Every number is whole, so that what an aim came to can be held while the next one is sought, without a tolerance of
//! our own. The search is bounded by a number of nodes and never by time: the same program gives the same answer on every
//! machine. It knows nothing of districts.

use crate::plan::climb;
use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOptions, Variable};

/// How a row is bounded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Bound {
    /// No more than its number.
    AtMost,
    /// No less.
    AtLeast,
    /// Just that.
    Exactly,
}

/// Numbers by column.
pub type Terms = Vec<(usize, i64)>;

/// A sum over columns, bounded by a number.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// What each column adds.
    pub terms: Terms,
    /// How it is bounded.
    pub bound: Bound,
    /// By which number.
    pub by: i64,
}

/// What is to be chosen.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Program {
    /// How many columns are yes or no; they come first.
    pub choices: usize,
    /// How many columns after them hold an amount, nothing or more.
    pub amounts: usize,
    /// What has to hold.
    pub rows: Vec<Row>,
    /// What is to be as small as can be, the first before all others.
    pub aims: Vec<Terms>,
}

/// What an aim came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reached {
    /// The value of the solution.
    pub value: i64,
    /// The least value that is not ruled out; where it is the same the solution is proved to be best.
    pub bound: i64,
}

impl Reached {
    /// Whether nothing better is possible.
    #[must_use]
    pub fn is_proved(self) -> bool {
        self.bound >= self.value
    }
}

/// A solution.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Solution {
    /// The columns that are yes.
    pub chosen: Vec<bool>,
    /// The columns that hold an amount, to the nearest whole number.
    pub amounts: Vec<i64>,
    /// What each aim came to.
    pub reached: Vec<Reached>,
}

impl Solution {
    /// What a column holds.
    pub(super) fn value(&self, column: usize) -> i64 {
        match self.chosen.get(column) {
            Some(yes) => i64::from(*yes),
            None => self
                .amounts
                .get(column - self.chosen.len())
                .copied()
                .unwrap_or_default(),
        }
    }

    /// Whether every aim is proved to be reached as well as it can be.
    #[must_use]
    pub fn is_proved(&self) -> bool {
        self.reached.iter().all(|aim| aim.is_proved())
    }
}

/// Why there is no solution.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unsolved {
    /// No choice meets every row; that is proved.
    Impossible,
    /// None was found within the number of nodes, or the arithmetic gave out; nothing is proved.
    NotFound,
}

/// Solves it, looking at no more than so many nodes for each aim. A solution that is known to meet its rows may lend the
/// search its start; a proof does not rest on it.
///
/// # Errors
/// Where nothing meets every row, or nothing was found.
pub fn solve(program: &Program, start: Option<&Solution>, nodes: u64) -> Result<Solution, Unsolved> {
    let mut rows = program.rows.clone();
    let mut last: Option<Solution> = start.cloned();
    let mut reached = Vec::new();
    // a program without an aim is asked only whether it can be met
    let aims: Vec<Terms> = if program.aims.is_empty() {
        vec![Vec::new()]
    } else {
        program.aims.clone()
    };
    for aim in aims {
        let start = last.take().map(|known| climb::improved(program, &rows, &aim, known));
        let (solution, bound) = one(program, &rows, &aim, start.as_ref(), nodes)?;
        let value = value(&aim, &solution);
        reached.push(Reached {
            value,
            bound: bound.min(value),
        });
        rows.push(Row {
            terms: aim,
            bound: Bound::AtMost,
            by: value,
        });
        last = Some(solution);
    }
    let mut solution = last.ok_or(Unsolved::NotFound)?;
    solution.reached = reached;
    Ok(solution)
}

/// What a sum comes to.
fn value(terms: &[(usize, i64)], solution: &Solution) -> i64 {
    terms.iter().map(|(column, by)| by * solution.value(*column)).sum()
}

/// Solves it for one aim; a solution that is known lends its start.
fn one(
    program: &Program,
    rows: &[Row],
    aim: &[(usize, i64)],
    known: Option<&Solution>,
    nodes: u64,
) -> Result<(Solution, i64), Unsolved> {
    let mut cost = vec![0.0; program.choices + program.amounts];
    for (column, by) in aim {
        if let Some(cost) = cost.get_mut(*column) {
            *cost += *by as f64;
        }
    }
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let columns: Vec<Variable> = cost
        .iter()
        .enumerate()
        .map(|(place, cost)| match place < program.choices {
            true => problem.add_binary_var(*cost),
            false => problem.add_var(*cost, (0.0, f64::INFINITY)),
        })
        .collect();
    for row in rows {
        let terms: Vec<(Variable, f64)> = row
            .terms
            .iter()
            .filter_map(|(column, by)| Some((*columns.get(*column)?, *by as f64)))
            .collect();
        // whole numbers leave room to the next one, which keeps the arithmetic from refusing what just fits
        let (op, room) = match row.bound {
            Bound::AtMost => (ComparisonOp::Le, ROOM),
            Bound::AtLeast => (ComparisonOp::Ge, -ROOM),
            Bound::Exactly => (ComparisonOp::Eq, 0.0),
        };
        problem.add_constraint(terms, op, row.by as f64 + room);
    }
    let start = known.map(|known| {
        let yes = known.chosen.iter().map(|yes| f64::from(u8::from(*yes)));
        let held = known.amounts.iter().map(|amount| *amount as f64);
        columns.iter().copied().zip(yes.chain(held)).collect()
    });
    let mut options = SolveOptions::default();
    options.node_limit = Some(nodes);
    options.warm_start = start;
    let outcome = match problem.solve_with(options) {
        Ok(outcome) => outcome,
        Err(microlp::Error::Infeasible) => return Err(Unsolved::Impossible),
        Err(_) => return Err(Unsolved::NotFound),
    };
    let Some(found) = outcome.solution() else {
        return Err(Unsolved::NotFound);
    };
    let held = |variable: &Variable| found.var_value(*variable).round();
    let (choices, amounts) = columns.split_at(program.choices.min(columns.len()));
    let solution = Solution {
        chosen: choices.iter().map(|v| held(v) > 0.5).collect(),
        amounts: amounts.iter().map(|v| held(v) as i64).collect(),
        reached: Vec::new(),
    };
    let bound = match outcome.is_optimal() {
        true => value(aim, &solution),
        // what is whole cannot lie between two whole numbers
        false => found
            .stats()
            .best_bound
            .map_or(i64::MIN, |bound| (bound - SLIP).ceil() as i64),
    };
    Ok((solution, bound))
}

/// How much more than its number a row of whole numbers may come to and still mean the same.
const ROOM: f64 = 0.001;
/// How far the solver's arithmetic may be off.
const SLIP: f64 = 1e-5;
