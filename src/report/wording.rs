//! What may be said of a fact, and the words of it.

use crate::evaluate::{Origin, Sheet};
use crate::rules::contract::KnownFact;
use crate::rules::{FactId, RuleSet};
use crate::truth::{Possible, Truth};

/// Whether what is said of a fact was written or counted from what is written; what is against something else, kept
/// back or does not apply is not.
pub(super) fn on_record(set: &RuleSet, record: &Sheet, id: FactId) -> bool {
    let fact = set.fact(id);
    let from = matches!(
        record.origin(id),
        Origin::Given | Origin::Inherited | Origin::Derived | Origin::Computed
    );
    let applies = fact.applies.is_none_or(|node| record.node(node) != Truth::False);
    let says = match record.value(id) {
        Possible::Words { known } => known,
        value => value != fact.anything(),
    };
    from && applies && says
}

/// The one option that a fact has on record.
pub(super) fn known_option(record: &Sheet, id: FactId) -> Option<usize> {
    let value = record.value(id);
    let bounds = value.option_bounds().filter(|_| value.is_known());
    bounds.map(|(option, _)| option)
}

/// An option in words: a kind and a recommendation by their titles.
pub(super) fn option_words(set: &RuleSet, id: FactId, option: &str) -> String {
    let kind = set.kinds.iter().find(|kind| kind.id == option);
    let kind = kind.filter(|_| set.known(KnownFact::Kind) == Some(id));
    let decided = set.known(KnownFact::DecidedAnswer) == Some(id) || set.decision() == Some(id);
    let recommendation = set.recommendation(option).filter(|_| decided);
    match (kind, recommendation) {
        (Some(kind), _) => kind.title.clone(),
        (None, Some(recommendation)) => recommendation.title.clone(),
        (None, None) => option.replace('-', " "),
    }
}

pub(super) fn listed(mut names: Vec<String>) -> String {
    match names.pop() {
        None => String::new(),
        Some(last) if names.is_empty() => last,
        Some(last) => format!("{} and {last}", names.join(", ")),
    }
}

/// With a small letter at the beginning, but for what is written in capitals.
pub(super) fn without_capital(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() && !second.is_numeric() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}
