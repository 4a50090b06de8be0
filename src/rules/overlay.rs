//! Rules of a district's own, laid over another rule set: what is added, replaced, switched off or set, and why.

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Span};
use crate::yaml::{Kind, Node};

/// How a rule set deviates from the one it is laid over.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Change {
    /// Something new.
    Added,
    /// Something of the same id stands in place of the old.
    Replaced,
    /// A rule counts no longer.
    SwitchedOff,
    /// A threshold has another value.
    Set,
}

impl Change {
    /// As a person reads it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Replaced => "replaced",
            Self::SwitchedOff => "switched off",
            Self::Set => "set",
        }
    }
}

/// One deviation, with its reason.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Deviation {
    /// What was done.
    pub change: Change,
    /// The section it stands in, such as `rules`.
    pub section: String,
    /// The id or name.
    pub id: String,
    /// Why.
    pub because: String,
    /// Where it stands.
    pub span: Span,
}

/// Sections whose items may be added or replaced, and the field that names them.
const NAMED: [(&str, &str); 13] = [
    ("sources", "id"),
    ("parameters", "name"),
    ("facts", "name"),
    ("kinds", "id"),
    ("terms", "word"),
    ("outcomes", "id"),
    ("scales", "name"),
    ("rules", "id"),
    ("tables", "id"),
    ("scores", "name"),
    ("recommendations", "id"),
    ("properties", "id"),
    ("actions", "fact"),
];

/// What a rule set of one's own says; its items are cleaned of what only the overlay reads.
#[derive(Default)]
pub(super) struct Overlay {
    pub deviations: Vec<Deviation>,
    /// Parameters that are set: name and value.
    pub set: Vec<(String, String)>,
}

/// Whether a tree is laid over another rule set.
pub(super) fn is_overlay(tree: &Node) -> bool {
    tree.get("extends").is_some()
}

/// Takes what an overlay says out of its tree; `base` are the trees that it is laid over, from which goes what is
/// replaced or switched off.
pub(super) fn lay<'t>(tree: &mut Node<'t>, base: &mut [Node<'t>], out: &mut Diagnostics) -> Overlay {
    let mut overlay = Overlay::default();
    if let Some(node) = tree.get("extends").filter(|n| n.as_text() != Some("shipped")) {
        out.push(
            Diagnostic::error(
                Code::UnknownOption,
                node.span,
                "rules are laid over the shipped ones only",
            )
            .help("write extends: shipped"),
        );
    }
    switch_off(tree, base, &mut overlay, out);
    for (section, key) in NAMED {
        let Some(items) = items_mut(tree, section) else {
            continue;
        };
        let mut kept = Vec::new();
        for mut item in std::mem::take(items) {
            let id = item
                .get(key)
                .and_then(Node::as_text)
                .unwrap_or_default()
                .trim()
                .to_owned();
            let because = take(&mut item, "because");
            let replaces = take(&mut item, "replaces").is_some_and(|text| text == "yes");
            let there = base.iter().any(|t| holds(t, section, key, &id));
            let only_a_value = section == "parameters" && item.get("sources").is_none() && item.get("unit").is_none();
            let change = match (there, only_a_value, replaces) {
                (true, true, _) => Change::Set,
                (true, false, true) => Change::Replaced,
                (true, false, false) => {
                    let message = format!("the shipped rule set has a `{id}` already");
                    out.push(
                        Diagnostic::error(Code::DuplicateId, item.span, message)
                            .help("write `replaces: yes` to put this one in its place, or give it another id"),
                    );
                    continue;
                }
                (false, ..) => Change::Added,
            };
            let because = because.unwrap_or_default();
            if because.is_empty() && !matches!(section, "sources") {
                out.push(
                    Diagnostic::error(
                        Code::MissingField,
                        item.span,
                        format!("`{id}` does not say why it deviates"),
                    )
                    .help("add a line `because: …`; the reports print it"),
                );
            }
            overlay.deviations.push(Deviation {
                change,
                section: section.to_owned(),
                id: id.clone(),
                because,
                span: item.span,
            });
            match change {
                Change::Set => {
                    let value = item.get("value").and_then(Node::as_text).unwrap_or_default();
                    overlay.set.push((id, value.to_owned()));
                }
                Change::Replaced => {
                    for old in base.iter_mut().filter_map(|t| items_mut(t, section)) {
                        for slot in old.iter_mut().filter(|n| named(n, key, &id)) {
                            *slot = item.clone();
                        }
                    }
                }
                Change::Added | Change::SwitchedOff => kept.push(item),
            }
        }
        *items = kept;
    }
    overlay
}

/// `switched_off: [ { rule: ID, because: … } ]`
fn switch_off(tree: &mut Node, base: &mut [Node], overlay: &mut Overlay, out: &mut Diagnostics) {
    let Some(items) = items_mut(tree, "switched_off") else {
        return;
    };
    for mut item in std::mem::take(items) {
        let id = take(&mut item, "rule").unwrap_or_default();
        let because = take(&mut item, "because").unwrap_or_default();
        if because.is_empty() {
            out.push(
                Diagnostic::error(
                    Code::MissingField,
                    item.span,
                    format!("it is not said why `{id}` is switched off"),
                )
                .help("add `because: …`; the reports print it"),
            );
        }
        let mut found = false;
        for rules in base.iter_mut().filter_map(|t| items_mut(t, "rules")) {
            let before = rules.len();
            rules.retain(|n| !named(n, "id", &id));
            found |= rules.len() < before;
        }
        if !found {
            out.push(
                Diagnostic::error(
                    Code::UnknownRule,
                    item.span,
                    format!("there is no rule `{id}` to switch off"),
                )
                .help("`cleardeck rules show` lists the rules"),
            );
        }
        overlay.deviations.push(Deviation {
            change: Change::SwitchedOff,
            section: "rules".to_owned(),
            id,
            because,
            span: item.span,
        });
    }
}

fn items_mut<'n, 't>(tree: &'n mut Node<'t>, section: &str) -> Option<&'n mut Vec<Node<'t>>> {
    let Kind::Map(entries) = &mut tree.kind else {
        return None;
    };
    match &mut entries.iter_mut().find(|e| e.key == section)?.value.kind {
        Kind::List(items) => Some(items),
        _ => None,
    }
}

fn holds(tree: &Node, section: &str, key: &str, id: &str) -> bool {
    let items = tree.get(section).and_then(Node::as_list).unwrap_or_default();
    items.iter().any(|n| named(n, key, id))
}

fn named(node: &Node, key: &str, id: &str) -> bool {
    node.get(key).and_then(Node::as_text) == Some(id)
}

/// Takes a text field out of a mapping.
fn take(node: &mut Node, key: &str) -> Option<String> {
    let Kind::Map(entries) = &mut node.kind else {
        return None;
    };
    let place = entries.iter().position(|e| e.key == key)?;
    let entry = entries.remove(place);
    entry.value.as_text().map(|t| t.trim().to_owned())
}
