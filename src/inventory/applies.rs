//! What is written of something that it cannot be said of: a fact that does not apply has no value.

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Span};
use crate::inventory::Given;
use crate::inventory::model::given_to;
use crate::rules::contract::PortfolioCount;
use crate::rules::{Derive, Fact, NodeId, RuleSet, condition_facts, condition_sentence};
use crate::truth::Truth;
use crate::yaml::Node;

/// Whether a fact is counted from some rows.
type Counts = fn(&Derive) -> bool;

/// The rows of a record from which facts are counted, by the field that holds them.
const ROWS: [(&str, Counts); 3] = [
    (
        "results",
        |way| matches!(way, Derive::Evidence(count) if !count.of_studies()),
    ),
    (
        "studies",
        |way| matches!(way, Derive::Evidence(count) if count.of_studies()),
    ),
    ("reviews", |way| {
        matches!(way, Derive::Portfolio(PortfolioCount::UnmeasuredReviews))
    }),
];

/// Answers and rows of an initiative that are written though they do not apply by what else is written of it.
pub(super) fn check(set: &RuleSet, given: &[Given], record: &Node, out: &mut Diagnostics) {
    answers(set, given, out);
    for (key, counts) in ROWS {
        let rows = record.get(key).and_then(Node::as_list).and_then(|rows| rows.first());
        let Some(first) = rows else { continue };
        let counted = set.facts.iter().filter(|fact| fact.derive.as_ref().is_some_and(counts));
        if let Some(node) = counted.into_iter().find_map(|fact| excluded(set, fact, given)) {
            refuse(set, node, key, first.span, given, out);
        }
    }
}

/// The same of the answers alone.
pub(super) fn answers(set: &RuleSet, given: &[Given], out: &mut Diagnostics) {
    for answer in given.iter().filter(|g| g.on_record() || g.estimate.is_some()) {
        let fact = set.fact(answer.fact);
        if fact.is_empty(answer.value) {
            continue;
        }
        if let Some(node) = excluded(set, fact, given) {
            refuse(set, node, &fact.name, answer.span, given, out);
        }
    }
}

/// The condition of a fact that surely does not apply.
fn excluded(set: &RuleSet, fact: &Fact, given: &[Given]) -> Option<NodeId> {
    let said = |fact| given_to(given, fact).filter(|g| g.on_record()).map(|g| g.value);
    fact.applies.filter(|node| set.settled(*node, &said) == Truth::False)
}

fn refuse(set: &RuleSet, node: NodeId, what: &str, span: Span, given: &[Given], out: &mut Diagnostics) {
    let read = condition_facts(set, node);
    let said: Vec<&Given> = read
        .iter()
        .filter_map(|fact| given_to(given, *fact))
        .filter(|g| g.on_record())
        .collect();
    let because: Vec<String> = said
        .iter()
        .map(|g| format!("`{}` is `{}`", set.fact(g.fact).name, g.written))
        .collect();
    let mut message = format!("`{what}` is written, and does not apply");
    if !because.is_empty() {
        message.push_str(&format!(" where {}", because.join(" and ")));
    }
    let mut error = Diagnostic::error(Code::DoesNotApply, span, message);
    if let Some(first) = said.first() {
        error = error.other(first.span, "written here");
    }
    out.push(error.help(format!(
        "remove one of the two: `{what}` applies where {}",
        condition_sentence(set, node)
    )));
}
