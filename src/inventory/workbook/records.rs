//! Records that other rows refer to by id or by name, and what is done to one.

use std::collections::HashMap;

use crate::diagnostics::Span;
use crate::yaml::{Kind, Node};

use super::layout::bare_name;
use super::tree;

/// Records of one subject, found by id and by name.
#[derive(Default)]
pub(super) struct Records {
    pub list: Vec<Node<'static>>,
    /// Ids, and names in lower case without signs; `None` where two share a name.
    pub ids: HashMap<String, usize>,
    names: HashMap<String, Option<usize>>,
    /// The number that the last id made of a name ended with: what was taken once is not tried again.
    numbers: HashMap<String, usize>,
}

impl Records {
    pub fn push(&mut self, record: Node<'static>) {
        let place = self.list.len();
        let text = |key| record.get(key).and_then(Node::as_text).unwrap_or_default().to_owned();
        self.ids.entry(text("id")).or_insert(place);
        let name = bare_name(&text("name"));
        self.names
            .entry(name)
            .and_modify(|held| *held = None)
            .or_insert(Some(place));
        self.list.push(record);
    }

    pub fn find(&self, text: &str) -> Option<usize> {
        let id = self.ids.get(text).copied();
        id.or_else(|| self.names.get(&bare_name(text)).copied().flatten())
    }

    /// How many there are, with every id and every name.
    pub fn known(&self) -> (usize, impl Iterator<Item = &str>) {
        let texts = self.list.iter().flat_map(|r| [r.get("id"), r.get("name")]);
        (self.list.len(), texts.flatten().filter_map(Node::as_text))
    }

    fn id_of(&self, place: usize) -> Option<&str> {
        self.list.get(place)?.get("id")?.as_text()
    }

    /// The id of the record that a text names by id or name; the text itself when there is none.
    fn resolve(&self, text: &str) -> String {
        self.find(text).and_then(|n| self.id_of(n)).unwrap_or(text).to_owned()
    }

    /// Puts ids in place of names in a list or a single value.
    pub fn resolve_in(&self, node: Option<&mut Node<'static>>) {
        let Some(node) = node else { return };
        match &mut node.kind {
            Kind::Scalar(text, false) if *text != "all" => *text = self.resolve(text).into(),
            Kind::List(items) => items.iter_mut().for_each(|i| self.resolve_in(Some(i))),
            Kind::Blank | Kind::Scalar(..) | Kind::Map(_) => {}
        }
    }
}

/// Adds lines to the note of a record.
pub(crate) fn add_note(record: &mut Node<'static>, lines: &[String]) {
    let span = record.span;
    let place = ["note".to_owned()];
    match tree::get(record, &place) {
        Some(Node {
            kind: Kind::Scalar(text, _),
            ..
        }) => {
            let more = format!("{text}; {}", lines.join("; "));
            *text = more.into();
        }
        _ => {
            let _ = tree::set(record, &place, span, tree::scalar(span, lines.join("; "), true));
        }
    }
}

/// Makes of an answer one with its source: `{ value: …, source: … }`.
pub(super) fn wrap(record: &mut Node<'static>, place: &[String], at: Span, sayings: Vec<(&str, Node<'static>)>) {
    let mut group = tree::map(at);
    if let Some(held) = tree::get(record, place) {
        match &held.kind {
            Kind::Map(_) => group = held.clone(),
            _ => {
                group.span = held.span;
                let _ = tree::set(&mut group, &["value".to_owned()], held.span, held.clone());
            }
        }
        for (key, node) in sayings {
            let _ = tree::set(&mut group, &[key.to_owned()], node.span, node.clone());
        }
        *held = group;
    } else {
        for (key, node) in sayings {
            let _ = tree::set(&mut group, &[key.to_owned()], node.span, node.clone());
        }
        let _ = tree::set(record, place, at, group);
    }
}

/// A name as an id: lower case, letters and digits with hyphens between.
pub(crate) fn slug(name: &str) -> String {
    let mut id = String::new();
    for sign in name.chars().flat_map(char::to_lowercase) {
        if sign.is_alphanumeric() {
            id.push(sign);
        } else if !id.is_empty() && !id.ends_with('-') {
            id.push('-');
        }
    }
    let id = id.trim_end_matches('-');
    id.chars().take(60).collect::<String>().trim_end_matches('-').to_owned()
}

/// An id that no record has yet.
pub(super) fn free_id(wanted: &str, records: &mut Records) -> String {
    let wanted = if wanted.is_empty() { "entry" } else { wanted };
    if !records.ids.contains_key(wanted) {
        return wanted.to_owned();
    }
    let number = records.numbers.entry(wanted.to_owned()).or_insert(1);
    loop {
        *number += 1;
        let id = format!("{wanted}-{number}");
        if !records.ids.contains_key(&id) {
            return id;
        }
    }
}
