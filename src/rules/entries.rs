//! What the files of a rule set declare, as it is written, for those who look a name up.

use crate::diagnostics::{Diagnostics, Sources, Span};
use crate::rules::{RuleSet, document};
use crate::yaml::{self, Kind, Limits, Node};

/// The sections whose items have a name, with the field that holds it. `rows` are those of all tables, `tools` those of
/// all scores.
pub fn named_sections() -> impl Iterator<Item = (&'static str, &'static str)> {
    // what is switched off is named there, and declared elsewhere
    let sections = document::SECTIONS.iter().filter(|s| s.name != "switched_off");
    let declared = sections.filter_map(|s| Some((s.name, *s.key().first()?)));
    declared.chain([("rows", "id"), ("tools", "id")])
}

/// The fields of which the first that is there says in a line what an item is.
const LINES: [&str; 5] = ["title", "means", "question", "step", "why"];

/// One item of a section.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// The section, one of [`named_sections`].
    pub section: &'static str,
    /// Its name.
    pub name: String,
    /// What it is, in a line; may be empty.
    pub line: String,
    /// Where it stands.
    pub at: Span,
}

/// Every item with a name, in the order of the files. What is replaced by a later item of its name is left out.
#[must_use]
pub fn entries(set: &RuleSet, sources: &Sources) -> Vec<Entry> {
    let mut found: Vec<Entry> = Vec::new();
    for file in &set.files {
        let (text, mut out) = (sources.text(file.source), Diagnostics::default());
        let tree = match file.packed {
            Some(packed) => yaml::replay(file.source, text, packed, &mut out),
            None => yaml::read(file.source, text, &Limits::default(), &mut out),
        };
        if let Some(tree) = tree {
            for section in named_sections() {
                items(&tree, text, section, &mut found);
            }
        }
    }
    found
}

fn items(tree: &Node, file: &str, (section, key): (&'static str, &str), found: &mut Vec<Entry>) {
    let within = match section {
        "rows" => "tables",
        "tools" => "scores",
        _ => section,
    };
    let one = |node: &Node, found: &mut Vec<Entry>| add(node, file, (section, key), found);
    for item in listed(tree.get(within)) {
        if within == section {
            one(item, found);
            continue;
        }
        for inner in listed(item.get(section)).into_iter().chain(item.get("otherwise")) {
            one(inner, found);
        }
    }
}

/// The items of a list that may be missing.
fn listed<'n, 't>(node: Option<&'n Node<'t>>) -> Vec<&'n Node<'t>> {
    node.map_or_else(Vec::new, document::items)
}

/// Where an item stands with all that is in it: a group of fields itself has the place of its first word.
fn extent(item: &Node, file: &str) -> Span {
    let mut last = item;
    // brackets that are open at the last word
    let mut open = 0;
    let end = loop {
        let inside = match &last.kind {
            Kind::Map(entries) => entries.last().map(|e| (&e.value, e.key_span.end)),
            Kind::List(items) => items.last().map(|i| (i, i.span.start)),
            Kind::Blank | Kind::Scalar(..) => break last.span.end,
        };
        let begins = file.get(last.span.start as usize..).unwrap_or_default();
        open += usize::from(begins.starts_with(['{', '[']));
        match inside {
            Some((inner, end)) if inner.is_blank() => break end,
            Some((inner, _)) => last = inner,
            None => break last.span.end,
        }
    };
    let mut end = end.max(item.span.start) as usize;
    let after = file.get(end..).unwrap_or_default();
    let closing = after
        .char_indices()
        .filter(|(_, c)| ['}', ']'].contains(c))
        .nth(open.saturating_sub(1));
    if let Some((at, _)) = closing.filter(|_| open > 0) {
        end += at + 1;
    }
    Span {
        end: u32::try_from(end).unwrap_or(u32::MAX),
        ..item.span
    }
}

fn add(node: &Node, file: &str, (section, key): (&'static str, &str), found: &mut Vec<Entry>) {
    let text = |key| node.get(key).and_then(Node::as_text).map(|t| t.trim().to_owned());
    // a row without an id has the name of its outcome
    let Some(name) = text(key).or_else(|| text("then")) else {
        return;
    };
    let entry = Entry {
        section,
        name,
        line: LINES.iter().find_map(|key| text(key)).unwrap_or_default(),
        at: extent(node, file),
    };
    let replaces = node.get("replaces").is_some() || (section == "parameters" && node.get("because").is_some());
    match found
        .iter_mut()
        .find(|e| replaces && e.section == section && e.name == entry.name)
    {
        // what only sets a value keeps what else the item says
        Some(earlier) if section != "parameters" => *earlier = entry,
        Some(_) => {}
        None => found.push(entry),
    }
}
