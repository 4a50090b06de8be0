//! The located tree.

use std::borrow::Cow;

use crate::diagnostics::Span;

/// A value and its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Node<'t> {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: Kind<'t>,
}

/// What stands in a place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Kind<'t> {
    /// Nothing, `~` or `null`.
    Blank,
    /// Text as written; `true` for quoted text.
    Scalar(Cow<'t, str>, bool),
    /// A list.
    List(Vec<Node<'t>>),
    /// Keys with values, in the order written, no key twice.
    Map(Vec<Entry<'t>>),
}

/// A key with its value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry<'t> {
    /// The key.
    pub key: Cow<'t, str>,
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub value: Node<'t>,
}

impl<'t> Node<'t> {
    /// Moves its place and every place in it by so many bytes, where its text is part of another.
    pub(crate) fn move_by(&mut self, bytes: u32) {
        let moved = |span: Span| Span {
            start: span.start.saturating_add(bytes),
            end: span.end.saturating_add(bytes),
            ..span
        };
        self.span = moved(self.span);
        match &mut self.kind {
            Kind::Blank | Kind::Scalar(..) => {}
            Kind::List(items) => items.iter_mut().for_each(|item| item.move_by(bytes)),
            Kind::Map(entries) => {
                for entry in entries {
                    entry.key_span = moved(entry.key_span);
                    entry.value.move_by(bytes);
                }
            }
        }
    }

    /// The text of a scalar.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        if let Kind::Scalar(text, _) = &self.kind {
            Some(text)
        } else {
            None
        }
    }

    /// The items of a list.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Node<'t>]> {
        if let Kind::List(items) = &self.kind {
            Some(items)
        } else {
            None
        }
    }

    /// The entries of a mapping.
    #[must_use]
    pub fn as_map(&self) -> Option<&[Entry<'t>]> {
        if let Kind::Map(entries) = &self.kind {
            Some(entries)
        } else {
            None
        }
    }

    /// The value of a key, when this is a mapping that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node<'t>> {
        self.as_map()?.iter().find(|e| e.key == key).map(|e| &e.value)
    }

    /// Whether nothing stands here.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        matches!(self.kind, Kind::Blank)
    }

    /// The text in backticks, or in words what stands there, for a message.
    #[must_use]
    pub fn quoted(&self) -> String {
        self.as_text()
            .map_or_else(|| self.describe().to_owned(), |text| format!("`{text}`"))
    }

    /// In words, for a message.
    #[must_use]
    pub fn describe(&self) -> &'static str {
        match self.kind {
            Kind::Blank => "nothing",
            Kind::Scalar(..) => "a value",
            Kind::List(_) => "a list",
            Kind::Map(_) => "a group of fields",
        }
    }
}
