//! Grows the located tree that the YAML reader would have read.

use std::borrow::Cow;

use crate::diagnostics::Span;
use crate::yaml::{Entry, Kind, Node};

use super::value::Said;

pub(crate) fn map(span: Span) -> Node<'static> {
    Node {
        span,
        kind: Kind::Map(Vec::new()),
    }
}

pub(crate) fn list(span: Span, items: Vec<Node<'static>>) -> Node<'static> {
    Node {
        span,
        kind: Kind::List(items),
    }
}

pub(crate) fn scalar(span: Span, text: impl Into<String>, quoted: bool) -> Node<'static> {
    Node {
        span,
        kind: Kind::Scalar(Cow::Owned(text.into()), quoted),
    }
}

/// What a cell says, as a node.
pub(crate) fn said(span: Span, what: Said) -> Node<'static> {
    match what {
        Said::One(text, quoted) => scalar(span, text, quoted),
        Said::Many(names) => {
            let items = names.into_iter().map(|n| scalar(span, n, false)).collect();
            list(span, items)
        }
        Said::Estimate(value, by) => held(span, *value, "estimate_by", by),
        Said::Proposal(value, by) => held(span, *value, "proposed_by", by),
        Said::Bounds(low, high) => {
            let mut node = map(span);
            let ends = match (low, high) {
                (Some(low), Some(high)) => {
                    let pair = vec![scalar(span, low, false), scalar(span, high, false)];
                    vec![("between", list(span, pair))]
                }
                (low, high) => {
                    let low = low.map(|text| ("at_least", scalar(span, text, false)));
                    let high = high.map(|text| ("at_most", scalar(span, text, false)));
                    low.into_iter().chain(high).collect()
                }
            };
            for (key, value) in ends {
                let _ = set(&mut node, &[key.to_owned()], span, value);
            }
            node
        }
    }
}

/// A value that is no answer, beside who or what it is from.
fn held(span: Span, value: Said, key: &str, by: String) -> Node<'static> {
    let value = said(span, value);
    let mut node = match &value.kind {
        Kind::Map(_) => value,
        _ => {
            let mut node = map(span);
            let _ = set(&mut node, &["value".to_owned()], span, value);
            node
        }
    };
    let _ = set(&mut node, &[key.to_owned()], span, scalar(span, by, true));
    node
}

/// Puts a value at a place below a group, and the groups on the way where they are missing.
///
/// When something stands there already, nothing is changed and its place is given.
pub(crate) fn set(node: &mut Node<'static>, place: &[String], at: Span, value: Node<'static>) -> Result<(), Span> {
    let Some((first, rest)) = place.split_first() else {
        return Ok(());
    };
    let here = node.span;
    let Kind::Map(entries) = &mut node.kind else {
        return Err(here);
    };
    let found = entries.iter().position(|e| e.key == first.as_str());
    if rest.is_empty() {
        if let Some(entry) = found.and_then(|n| entries.get(n)) {
            return Err(entry.value.span);
        }
        entries.push(entry(first, at, value));
        return Ok(());
    }
    let found = found.unwrap_or_else(|| {
        entries.push(entry(first, at, map(at)));
        entries.len() - 1
    });
    match entries.get_mut(found) {
        Some(entry) => set(&mut entry.value, rest, at, value),
        None => Ok(()),
    }
}

/// Puts a text before all else in a group.
pub(crate) fn put_first(node: &mut Node<'static>, key: &str, text: String) {
    let span = node.span;
    if let Kind::Map(entries) = &mut node.kind {
        entries.insert(0, entry(key, span, scalar(span, text, false)));
    }
}

/// The value at a place.
pub(crate) fn get<'n>(node: &'n mut Node<'static>, place: &[String]) -> Option<&'n mut Node<'static>> {
    let Some((first, rest)) = place.split_first() else {
        return Some(node);
    };
    let Kind::Map(entries) = &mut node.kind else {
        return None;
    };
    get(&mut entries.iter_mut().find(|e| e.key == first.as_str())?.value, rest)
}

fn entry(key: &str, at: Span, value: Node<'static>) -> Entry<'static> {
    Entry {
        key: Cow::Owned(key.to_owned()),
        key_span: at,
        value,
    }
}
