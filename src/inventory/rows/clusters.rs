//! What a row stands for: classrooms and schools that its error leaves out, several schools, several studies.

use crate::diagnostics::Diagnostics;
use crate::rules::RuleSet;
use crate::rules::contract::Threshold;
use crate::statistics::Interval;
use crate::statistics::effect_size::corrected_error;
use crate::truth::Number;

use super::convert::{refuse, unused};
use super::row::RowValues;

/// The error with the clusters that it leaves out; nothing where they cannot be put in.
pub(super) fn clustered(row: &RowValues, error: Interval, set: &RuleSet, out: &mut Diagnostics) -> Option<Interval> {
    if row.yes("clustered") != Some(false) {
        if let Some(at) = row.at("clusters") {
            unused(
                at,
                "`clusters` is read where the error leaves clusters out".to_owned(),
                "write `clustered: no` beside it where the report says so, or leave it out",
                out,
            );
        }
        return Some(error);
    }
    let at = row.at("clustered")?;
    let (Some(clusters), Some(students)) = (row.number("clusters"), row.number("students")) else {
        refuse(
            at,
            "an error that leaves clusters out cannot be used as it is",
            "write how many classrooms or schools (`clusters`) and how many students (`students`) there were, both groups together",
            out,
        );
        return None;
    };
    let Some(icc) = set.threshold(Threshold::ClusterCorrelation) else {
        refuse(
            at,
            "the rule set says nothing of how alike students of a cluster are",
            "write an error that takes the clusters into account, or declare `cluster_correlation`",
            out,
        );
        return None;
    };
    let size = students.as_f64() / clusters.as_f64();
    let larger = |end: f64| {
        if end > 0.0 && end.is_finite() {
            corrected_error(end, size, icc.value.as_f64())
        } else {
            corrected_error(1.0, size, icc.value.as_f64()).map(|_| end)
        }
    };
    match (larger(error.low), larger(error.high)) {
        (Ok(low), Ok(high)) => Some(Interval { low, high }),
        (Err(error), _) | (_, Err(error)) => {
            let at = row.at("clusters").unwrap_or(at);
            refuse(
                at,
                format!("the clusters cannot be put in: {error}"),
                "write at least one cluster, and at least as many students as clusters",
                out,
            );
            None
        }
    }
}

/// A number of schools or studies that a row stands for; a row stands for one at least.
pub(super) fn stands_for(row: &RowValues, name: &str, out: &mut Diagnostics) -> Option<Number> {
    let count = row.number(name)?;
    if count > Number::ZERO {
        return Some(count);
    }
    if let Some(at) = row.at(name) {
        let message = format!("a row that stands for none (in `{name}`)");
        refuse(
            at,
            message,
            "write how many it stands for, or leave it blank for one",
            out,
        );
    }
    None
}
