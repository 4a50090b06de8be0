//! Reads a group of fields against its declaration: what is wrong with its shape is told at once, and what is read
//! afterwards is only what was declared.

use super::{Field, FieldGroups, SECTIONS, Takes, each};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Span};
use crate::rules::words::{Closed, Words};
use crate::yaml::{Entry, Node, yes_or_no};

/// A group of fields whose shape was checked.
pub(crate) struct Item<'n, 't> {
    node: &'n Node<'t>,
    fields: FieldGroups,
}

impl<'n, 't> Item<'n, 't> {
    /// Checks a group of fields; `None` when it is none. `what` names it in messages.
    pub fn of(node: &'n Node<'t>, what: &str, fields: FieldGroups, out: &mut Diagnostics) -> Option<Self> {
        let Some(entries) = node.as_map() else {
            let message = format!("{what} is a group of fields, here stands {}", node.describe());
            out.push(
                Diagnostic::error(Code::NotAMapping, node.span, message)
                    .help("write `field: value` lines, indented alike"),
            );
            return None;
        };
        for entry in entries {
            match each(fields).find(|f| f.name == entry.key) {
                Some(field) => field.check(&entry.value, out),
                None => unknown(entry, what, each(fields).map(|f| f.name), out),
            }
        }
        let item = Self { node, fields };
        for field in each(fields).filter(|f| f.required) {
            if node.get(field.name).is_none_or(is_empty) {
                let message = format!("{what} has no `{}`", field.name);
                out.push(
                    Diagnostic::error(Code::MissingField, node.span, message)
                        .help(format!("add a line `{}: …`", field.name)),
                );
            }
        }
        Some(item)
    }

    /// Where it stands.
    pub fn span(&self) -> Span {
        self.node.span
    }

    /// Where a field stands; the whole where it is left out.
    pub fn place(&self, key: &str) -> Span {
        self.get(key).map_or(self.node.span, |n| n.span)
    }

    /// The value of a field, when it is there.
    pub fn get(&self, key: &str) -> Option<&'n Node<'t>> {
        debug_assert!(each(self.fields).any(|f| f.name == key), "`{key}` is not declared");
        self.node.get(key)
    }

    /// The text of a field; empty where there is none.
    pub fn text(&self, key: &str) -> String {
        let text = self.get(key).and_then(Node::as_text);
        text.unwrap_or_default().trim().to_owned()
    }

    /// The text of a field that must be there; where it is not, that was told.
    pub fn need(&self, key: &str) -> Option<String> {
        Some(self.text(key)).filter(|text| !text.is_empty())
    }

    /// The items of a list field; a single value counts as a list of one, a missing field as none.
    pub fn list(&self, key: &str) -> Vec<&'n Node<'t>> {
        self.get(key).map(items).unwrap_or_default()
    }

    /// The texts of a list field.
    pub fn texts(&self, key: &str) -> Vec<String> {
        let texts = self.list(key).into_iter().filter_map(Node::as_text);
        texts.map(|text| text.trim().to_owned()).collect()
    }

    /// A yes or no; what the declaration says where it is left out.
    pub fn flag(&self, key: &str) -> bool {
        let otherwise = || each(self.fields).any(|f| f.name == key && f.otherwise == "yes");
        self.get(key).and_then(yes_or_no).unwrap_or_else(otherwise)
    }

    /// One of some closed words; what the declaration says where it is left out.
    pub fn word<C: Closed>(&self, key: &str) -> Option<C> {
        let written = self.text(key);
        let otherwise = || each(self.fields).find(|f| f.name == key).map(|f| f.otherwise);
        C::read(if written.is_empty() { otherwise()? } else { &written })
    }
}

/// The items of a list; a single value counts as a list of one, nothing as none.
pub(in crate::rules) fn items<'n, 't>(node: &'n Node<'t>) -> Vec<&'n Node<'t>> {
    match node.as_list() {
        Some(items) => items.iter().collect(),
        None if node.is_blank() => Vec::new(),
        None => vec![node],
    }
}

fn is_empty(node: &Node) -> bool {
    node.is_blank()
        || node.as_text().is_some_and(|text| text.trim().is_empty())
        || node.as_list().is_some_and(<[Node]>::is_empty)
}

impl Field {
    /// Reports what may not stand in it. Groups and conditions are checked by who opens them.
    fn check(&self, node: &Node, out: &mut Diagnostics) {
        let key = self.name;
        let mut wrong = |at: Span, message: String, help: &str| {
            out.push(Diagnostic::error(Code::WrongType, at, message).help(help));
        };
        match self.takes {
            Takes::Text | Takes::Name(_) | Takes::Number | Takes::Word(_) if node.is_blank() => {}
            Takes::Text | Takes::Name(_) | Takes::Number if node.as_text().is_none() => wrong(
                node.span,
                format!("`{key}` is text, here stands {}", node.describe()),
                "write one line of text",
            ),
            Takes::Texts | Takes::Names(_) | Takes::Numbers => {
                for item in items(node).into_iter().filter(|n| n.as_text().is_none()) {
                    wrong(
                        item.span,
                        format!("`{key}` lists names, here stands {}", item.describe()),
                        "write one name an item",
                    );
                }
            }
            Takes::Sentences => {
                for item in items(node).into_iter().filter(|n| n.as_text().is_none()) {
                    wrong(
                        item.span,
                        format!(
                            "`{key}` is text or a list of sentences, here stands {}",
                            item.describe()
                        ),
                        "write one sentence an item; one that begins with `{` in quotation marks",
                    );
                }
            }
            Takes::Flag if yes_or_no(node).is_none() => wrong(
                node.span,
                format!("`{key}` is yes or no, here stands {}", node.quoted()),
                "write yes or no",
            ),
            Takes::Word(words) => match node.as_text().map(str::trim) {
                None => wrong(
                    node.span,
                    format!("`{key}` is a {}, here stands {}", words.what, node.describe()),
                    &format!("write one of {}", words.words.join(", ")),
                ),
                Some("") => {}
                Some(word) => drop(pick_word(word, words, node.span, out)),
            },
            Takes::Text
            | Takes::Name(_)
            | Takes::Number
            | Takes::Flag
            | Takes::Bound
            | Takes::Answer
            | Takes::Words(_)
            | Takes::Condition
            | Takes::Group(_)
            | Takes::OneOf(_)
            | Takes::Groups(_) => {}
        }
    }
}

/// Picks one of some closed words; an error names the nearest.
pub(in crate::rules) fn pick_word(text: &str, words: &Words, span: Span, out: &mut Diagnostics) -> Option<usize> {
    pick(text, words.words, words.what, span, out)
}

/// Picks one of some words; an error names the nearest.
pub(in crate::rules) fn pick(
    text: &str,
    words: &[&str],
    what: &str,
    span: Span,
    out: &mut Diagnostics,
) -> Option<usize> {
    let place = words.iter().position(|w| *w == text);
    if place.is_none() {
        let near = out.nearest(text, words.iter().copied());
        let near = near.map_or_else(String::new, |n| format!("did you mean `{n}`? "));
        out.push(
            Diagnostic::error(Code::UnknownOption, span, format!("`{text}` is no {what}"))
                .help(format!("{near}allowed: {}", words.join(", "))),
        );
    }
    place
}

/// The message for a field nobody declared.
fn unknown(entry: &Entry, what: &str, known: impl Iterator<Item = &'static str> + Clone, out: &mut Diagnostics) {
    let message = format!("unknown field `{}` in {what}", entry.key);
    let error = Diagnostic::error(Code::UnknownField, entry.key_span, message);
    let help = match out.nearest(&entry.key, known.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known fields: {}", known.collect::<Vec<_>>().join(", ")),
    };
    out.push(error.help(help));
}

/// Reports the sections of a file that nobody declared, and a file that is no group of sections.
pub(in crate::rules) fn unknown_section(tree: &Node, out: &mut Diagnostics) {
    let Some(entries) = tree.as_map() else {
        let message = format!("a rule file is a group of fields, here stands {}", tree.describe());
        out.push(
            Diagnostic::error(Code::NotAMapping, tree.span, message).help("write `field: value` lines, indented alike"),
        );
        return;
    };
    let known = || SECTIONS.iter().map(|s| s.name);
    for entry in entries.iter().filter(|e| known().all(|name| name != e.key)) {
        unknown(entry, "a rule file", known(), out);
    }
}
