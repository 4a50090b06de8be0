//! The mapping file: the choices made about a list, written as a proposal and read when it is there.

use std::collections::HashMap;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, SourceId, Sources, Span};
use crate::rules::RuleSet;
use crate::yaml::{self, Limits, Node};

/// Choices about a list.
#[derive(Clone, Default, Debug)]
pub struct Map {
    columns: HashMap<String, (String, Span)>,
    kinds: HashMap<String, String>,
    set_aside: HashMap<String, String>,
    merge: HashMap<String, (String, Span)>,
}

impl Map {
    /// Reads a mapping file; what is wrong in it is told.
    pub fn read(file: SourceId, set: &RuleSet, sources: &Sources, out: &mut Diagnostics) -> Option<Self> {
        let tree = yaml::read(file, sources.text(file), &Limits::default(), out)?;
        let mut map = Self::default();
        for entry in tree.as_map().unwrap_or_default() {
            let pairs = entry.value.as_map().unwrap_or_default();
            let text = |node: &Node| node.as_text().unwrap_or_default().trim().to_owned();
            match &*entry.key {
                "format" => {}
                "columns" => {
                    map.columns.extend(
                        pairs
                            .iter()
                            .map(|e| (e.key.to_string(), (text(&e.value), e.value.span))),
                    );
                }
                "set_aside" => map
                    .set_aside
                    .extend(pairs.iter().map(|e| (e.key.to_string(), text(&e.value)))),
                "merge" => map
                    .merge
                    .extend(pairs.iter().map(|e| (e.key.to_string(), (text(&e.value), e.key_span)))),
                "kinds" => {
                    for pair in pairs {
                        let kind = text(&pair.value);
                        if !kind.is_empty() && !set.kinds.iter().any(|k| k.id == kind) {
                            let near = out.nearest(&kind, set.kinds.iter().map(|k| k.id.as_str()));
                            let help = near.map_or_else(
                                || "`cleardeck rules show kind` lists the kinds".to_owned(),
                                |n| format!("did you mean `{n}`?"),
                            );
                            let message = format!("there is no kind `{kind}`");
                            out.push(Diagnostic::error(Code::UnknownOption, pair.value.span, message).help(help));
                        }
                        map.kinds.insert(pair.key.to_string(), kind);
                    }
                }
                other => out.push(
                    Diagnostic::error(
                        Code::UnknownField,
                        entry.key_span,
                        format!("unknown field `{other}` in a mapping file"),
                    )
                    .help("known fields: columns, kinds, set_aside, merge"),
                ),
            }
        }
        Some(map)
    }

    pub(super) fn column(&self, header: &str) -> Option<&str> {
        self.columns.get(header).map(|(target, _)| target.as_str())
    }

    pub(super) fn place(&self, header: &str) -> Option<Span> {
        self.columns.get(header).map(|(_, at)| *at)
    }

    pub(super) fn kind(&self, name: &str) -> Option<&str> {
        self.kinds.get(name).map(String::as_str)
    }

    /// The reason for which an entry is set aside; `keep` when it is not.
    pub(super) fn aside(&self, name: &str) -> Option<&str> {
        self.set_aside.get(name).map(String::as_str)
    }

    pub(super) fn merges(&self) -> impl Iterator<Item = (&str, &str, Span)> {
        let mut list: Vec<_> = self
            .merge
            .iter()
            .map(|(name, (into, at))| (name.as_str(), into.as_str(), *at))
            .collect();
        list.sort_unstable_by_key(|(name, ..)| *name);
        list.into_iter()
    }
}
