//! Reads the fields of a mapping, each once, and reports what is left over.

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Span};

use super::{Entry, Node};

/// The fields of one mapping.
pub struct Fields<'n, 't> {
    entries: &'n [Entry<'t>],
    taken: Vec<&'static str>,
    span: Span,
    what: &'static str,
}

impl<'n, 't> Fields<'n, 't> {
    /// The fields of `node`; an error when it is no mapping. `what` names it in messages.
    pub fn of(node: &'n Node<'t>, what: &'static str, out: &mut Diagnostics) -> Option<Self> {
        if let Some(entries) = node.as_map() {
            return Some(Self {
                entries,
                taken: Vec::new(),
                span: node.span,
                what,
            });
        }
        let message = format!("{what} is a group of fields, here stands {}", node.describe());
        out.push(
            Diagnostic::error(Code::NotAMapping, node.span, message).help("write `field: value` lines, indented alike"),
        );
        None
    }

    /// Where the mapping stands.
    #[must_use]
    pub fn span(&self) -> Span {
        self.span
    }

    /// The value of a field, when it is there.
    pub fn take(&mut self, key: &'static str) -> Option<&'n Node<'t>> {
        self.taken.push(key);
        self.entries.iter().find(|e| e.key == key).map(|e| &e.value)
    }

    /// The text of a field; empty when it is missing or blank, an error when it is no text.
    pub fn text(&mut self, key: &'static str, out: &mut Diagnostics) -> String {
        match self.take(key) {
            Some(node) if node.as_text().is_none() && !node.is_blank() => {
                let message = format!("`{key}` is text, here stands {}", node.describe());
                out.push(Diagnostic::error(Code::WrongType, node.span, message).help("write one line of text"));
                String::new()
            }
            node => node.and_then(Node::as_text).unwrap_or_default().trim().to_owned(),
        }
    }

    /// The text of a field that must be there.
    pub fn need(&mut self, key: &'static str, out: &mut Diagnostics) -> Option<String> {
        let text = self.text(key, out);
        if !text.is_empty() {
            return Some(text);
        }
        let message = format!("{} has no `{key}`", self.what);
        out.push(Diagnostic::error(Code::MissingField, self.span, message).help(format!("add a line `{key}: …`")));
        None
    }

    /// A yes or no; `default` where the field is missing, an error where it says neither.
    pub fn flag(&mut self, key: &'static str, default: bool, out: &mut Diagnostics) -> bool {
        let Some(node) = self.take(key) else { return default };
        yes_or_no(node).unwrap_or_else(|| {
            let message = format!("`{key}` is yes or no, here stands {}", node.quoted());
            out.push(Diagnostic::error(Code::WrongType, node.span, message).help("write yes or no"));
            default
        })
    }

    /// The items of a list field; a single value counts as a list of one, a missing field as none.
    pub fn list(&mut self, key: &'static str) -> Vec<&'n Node<'t>> {
        match self.take(key) {
            None => Vec::new(),
            Some(node) => match node.as_list() {
                Some(items) => items.iter().collect(),
                None if node.is_blank() => Vec::new(),
                None => vec![node],
            },
        }
    }

    /// The texts of a list field.
    pub fn texts(&mut self, key: &'static str, out: &mut Diagnostics) -> Vec<String> {
        let mut texts = Vec::new();
        for item in self.list(key) {
            match item.as_text() {
                Some(text) => texts.push(text.trim().to_owned()),
                None => out.push(
                    Diagnostic::error(
                        Code::WrongType,
                        item.span,
                        format!("`{key}` lists names, here stands {}", item.describe()),
                    )
                    .help("write one name an item"),
                ),
            }
        }
        texts
    }

    /// Reports every field that was not taken.
    pub fn finish(self, out: &mut Diagnostics) {
        for entry in self.entries {
            if !self.taken.contains(&&*entry.key) {
                unknown_field(entry, self.what, &self.taken, out);
            }
        }
    }
}

/// What a value says where yes or no is asked; `true` and `false` mean the same.
pub(crate) fn yes_or_no(node: &Node) -> Option<bool> {
    let is = |word: &str| {
        node.as_text()
            .is_some_and(|text| text.trim().eq_ignore_ascii_case(word))
    };
    match (is("yes") || is("true"), is("no") || is("false")) {
        (false, false) => None,
        (yes, _) => Some(yes),
    }
}

/// Reports a field nobody knows.
fn unknown_field(entry: &Entry, what: &str, known: &[&str], out: &mut Diagnostics) {
    let near = out.nearest(&entry.key, known.iter().copied());
    let message = format!("unknown field `{}` in {what}", entry.key);
    let error = Diagnostic::error(Code::UnknownField, entry.key_span, message);
    out.push(match near {
        Some(near) => error.help(format!("did you mean `{near}`?")),
        None => error.help(format!("known fields: {}", known.join(", "))),
    });
}
