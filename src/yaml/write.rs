//! Writes whole files of YAML, by serde_yaml.
//!
//! It chooses the quotes by what it would itself read, and has no way to say that a scalar must have them or must not.
//! Two things it cannot know: `unsure` in quotes is a text here and without them is none, and `0.50` without quotes is a
//! number whose digits are to stay. A sign that stands in no text marks such a scalar: it makes serde_yaml put the
//! scalar in double quotes, where the sign is easily found again and taken out, the quotes too where they must not be.

use std::borrow::Cow;

use serde::Serialize;
use serde_yaml::{Mapping, Value};

use super::style::scalar::{looks_like_a_number, reads_as_itself};
use super::{Entry, Kind, Node};

/// Ends a scalar that keeps its double quotes; as serde_yaml writes it. A text that holds the sign gets another behind.
const KEEPS: (char, &str) = ('\u{fffe}', "\\uFFFE\"");
/// Ends a scalar that loses its quotes; no such scalar needs an escape.
const LOSES: (char, &str) = ('\u{ffff}', "\\uFFFF\"");

/// The text of a tree: it reads back as the same tree.
#[must_use]
pub fn write(node: &Node) -> String {
    text_of(&value(node))
}

/// The YAML of anything that serde can write, control signs and signs that turn the direction of text escaped.
///
/// # Errors
/// When the value has no form in YAML.
pub fn to_yaml<T: Serialize>(of: &T) -> Result<String, serde_yaml::Error> {
    let mut value = serde_yaml::to_value(of)?;
    mark(&mut value);
    Ok(text_of(&value))
}

/// A text in double quotes, on one line.
#[must_use]
pub fn in_quotes(text: &str) -> String {
    text_of(&kept(text)).trim_end().to_owned()
}

/// Whether a text that stands without quotes is a text to every reader of YAML, and no number, day, truth or blank.
#[must_use]
pub fn is_words(text: &str) -> bool {
    text.starts_with(char::is_alphabetic) && reads_as_itself(text)
}

fn value(node: &Node) -> Value {
    match &node.kind {
        Kind::Blank => scalar("~", false),
        Kind::Scalar(text, quoted) => scalar(text, *quoted),
        Kind::List(items) => items.iter().map(value).collect(),
        Kind::Map(entries) => {
            let fields = entries.iter().map(|e| (key(&e.key), value(&e.value)));
            Value::Mapping(fields.collect())
        }
    }
}

/// The name of a field is a text: `no` and `2025` are read as written. None is blank or folds into others.
fn key(text: &str) -> Value {
    if text.contains('\n') {
        return kept(text);
    }
    scalar(text, text == "~")
}

/// A text that keeps its quotes.
fn kept(text: &str) -> Value {
    Value::String(format!("{text}{}", KEEPS.0))
}

fn scalar(text: &str, quoted: bool) -> Value {
    let number = looks_like_a_number(text)
        && text.contains(|c: char| c.is_ascii_digit())
        && !text.starts_with("--")
        && !text.starts_with("..")
        && !text.ends_with(':');
    let bare = number || text == "~" || ["true", "false"].iter().any(|w| text.eq_ignore_ascii_case(w));
    if quoted && !reads_as_itself(text) || needs_quotes(text) {
        kept(text)
    } else if bare && !quoted {
        Value::String(format!("{text}{}", LOSES.0))
    } else {
        Value::String(text.to_owned())
    }
}

/// Marks the texts of a value that serde_yaml would write with a sign that is not to be seen, or as no text.
fn mark(value: &mut Value) {
    match value {
        Value::String(text) => {
            if needs_quotes(text) || !reads_as_itself(text) {
                text.push(KEEPS.0);
            }
        }
        Value::Sequence(items) => items.iter_mut().for_each(mark),
        Value::Mapping(fields) => {
            let marked = std::mem::take(fields).into_iter().map(|(mut key, mut value)| {
                if key.as_str().is_some_and(|k| k.contains('\n')) {
                    key = kept(key.as_str().unwrap_or_default());
                } else {
                    mark(&mut key);
                }
                mark(&mut value);
                (key, value)
            });
            *fields = marked.collect::<Mapping>();
        }
        Value::Tagged(tagged) => mark(&mut tagged.value),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Whether a text has to stand in double quotes: for what is escaped in it, or since it is a sign of YAML's own. So
/// every backslash of the text that serde_yaml gives stands between double quotes.
fn needs_quotes(text: &str) -> bool {
    ["<<", "="].contains(&text) || text.chars().any(|c| c == '\\' || (c != '\n' && is_escaped(c)))
}

/// The text of a value whose scalars are marked.
fn text_of(value: &Value) -> String {
    // this cannot fail: every such tree has a form in YAML, and writing to memory succeeds
    let written = serde_yaml::to_string(value).unwrap_or_default();
    let mut text = String::with_capacity(written.len());
    let mut rest = written.as_str();
    while let Some(place) = rest.find(|c: char| c == '\\' || (c != '\n' && is_escaped(c))) {
        let (before, found) = rest.split_at(place);
        text.push_str(before);
        rest = if let Some(after) = found.strip_prefix(KEEPS.1) {
            text.push('"');
            after
        } else if let Some(after) = found.strip_prefix(LOSES.1) {
            if let Some(quote) = text.rfind('"') {
                text.remove(quote);
            }
            after
        } else {
            let mut signs = found.chars();
            match signs.next() {
                Some('\\') => {
                    text.push('\\');
                    text.extend(signs.next());
                }
                Some(sign) => text.push_str(&format!("\\u{:04X}", u32::from(sign))),
                None => {}
            }
            signs.as_str()
        };
    }
    text.push_str(rest);
    text
}

/// What some reader takes for the end of a line, or for no text at all, and what a person does not see: signs that turn
/// the direction of what follows among them.
fn is_escaped(sign: char) -> bool {
    sign.is_control()
        || matches!(
            sign,
            '\u{feff}' | '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}' | '\u{61c}' | '\u{200b}' | '\u{200e}'
                | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        )
}

impl Node<'_> {
    /// The same tree with texts of its own.
    #[must_use]
    pub fn into_owned(self) -> Node<'static> {
        let kind = match self.kind {
            Kind::Blank => Kind::Blank,
            Kind::Scalar(text, quoted) => Kind::Scalar(Cow::Owned(text.into_owned()), quoted),
            Kind::List(items) => Kind::List(items.into_iter().map(Node::into_owned).collect()),
            Kind::Map(entries) => {
                let own = |e: Entry| Entry {
                    key: Cow::Owned(e.key.into_owned()),
                    key_span: e.key_span,
                    value: e.value.into_owned(),
                };
                Kind::Map(entries.into_iter().map(own).collect())
            }
        };
        Node { span: self.span, kind }
    }
}
