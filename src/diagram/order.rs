//! The order in which facts are asked. The same function takes ten times the nodes in another order (Bryant 1986), and
//! the best one cannot be computed; `order.txt` names the facts of the shipped rule set in one that a search has found
//! (`cargo bench --bench order`). What is not in it is asked below, in the order in which rules name it, so that it
//! says nothing about what a rule set means.

use crate::rules::{FactId, RuleSet};

/// The facts of a rule set that are asked in a certain order, from above.
pub fn of(set: &RuleSet) -> impl Iterator<Item = FactId> {
    include_str!("order.txt").lines().filter_map(|name| set.fact_id(name))
}

/// The same for the decision of every record, `records.txt`.
pub fn of_records(set: &RuleSet) -> impl Iterator<Item = FactId> {
    include_str!("records.txt").lines().filter_map(|name| set.fact_id(name))
}
