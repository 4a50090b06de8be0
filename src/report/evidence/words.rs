//! The words for what the program holds as a kind: `templates/evidence/words.yaml`, by group and id.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde_json::{Value, json};

use crate::diagnostics::{Diagnostics, Sources};
use crate::yaml::{self, Limits};

const TEXT: &str = include_str!("../../../templates/evidence/words.yaml");

fn table() -> &'static BTreeMap<(String, String), String> {
    static TABLE: OnceLock<BTreeMap<(String, String), String>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let (mut sources, mut out) = (Sources::default(), Diagnostics::default());
        let file = sources.add("templates/evidence/words.yaml", TEXT);
        let root = yaml::read(file, TEXT, &Limits::default(), &mut out);
        let groups = root.iter().filter_map(|node| node.as_map()).flatten();
        let each = groups.flat_map(|group| {
            let entries = group.value.as_map().unwrap_or_default();
            entries.iter().filter_map(|entry| {
                let key = (group.key.to_string(), entry.key.to_string());
                Some((key, entry.value.as_text()?.to_owned()))
            })
        });
        each.collect()
    })
}

/// The words of an id; the id itself when it has none.
pub(in crate::report) fn words(group: &str, id: &str) -> String {
    let key = (group.to_owned(), id.to_owned());
    table().get(&key).cloned().unwrap_or_else(|| id.to_owned())
}

/// Whether an id has words.
#[cfg(test)]
pub(super) fn has(group: &str, id: &str) -> bool {
    table().contains_key(&(group.to_owned(), id.to_owned()))
}

/// An id with its words.
pub(super) fn said(group: &str, id: &str) -> Value {
    json!({ "id": id, "words": words(group, id) })
}
