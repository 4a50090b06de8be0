//! Writes a tree as YAML that reads back as the same tree.

use std::borrow::Cow;

use super::{Entry, Kind, Node};

/// Groups and lists shorter than this are written on one line.
const ONE_LINE: usize = 100;

/// The text of a tree.
#[must_use]
pub fn write(node: &Node) -> String {
    let mut text = String::new();
    block(node, 0, &mut text);
    text
}

fn block(node: &Node, indent: usize, text: &mut String) {
    let pad = " ".repeat(indent);
    match &node.kind {
        Kind::Map(entries) if !entries.is_empty() => {
            for entry in entries {
                text.push_str(&pad);
                field(entry, indent, text);
            }
        }
        Kind::List(items) if !items.is_empty() => {
            for item in items {
                text.push_str(&pad);
                text.push_str("- ");
                match &item.kind {
                    Kind::Map(entries) if !fits(item, indent) && !entries.is_empty() => {
                        for (place, entry) in entries.iter().enumerate() {
                            if place > 0 {
                                text.push_str(&pad);
                                text.push_str("  ");
                            }
                            field(entry, indent + 2, text);
                        }
                    }
                    _ => {
                        text.push_str(&flow(item));
                        text.push('\n');
                    }
                }
            }
        }
        _ => {
            text.push_str(&pad);
            text.push_str(&flow(node));
            text.push('\n');
        }
    }
}

fn field(entry: &Entry, indent: usize, text: &mut String) {
    text.push_str(&key(&entry.key));
    text.push(':');
    let nested = match &entry.value.kind {
        Kind::Map(entries) => !entries.is_empty(),
        Kind::List(items) => items.iter().any(|i| matches!(i.kind, Kind::Map(_))),
        Kind::Blank | Kind::Scalar(..) => false,
    };
    if nested && !fits(&entry.value, indent) {
        text.push('\n');
        block(&entry.value, indent + 2, text);
    } else {
        let value = flow(&entry.value);
        if !value.is_empty() {
            text.push(' ');
            text.push_str(&value);
        }
        text.push('\n');
    }
}

/// Whether a node reads well on one line: no groups of groups, not too long.
fn fits(node: &Node, indent: usize) -> bool {
    let flat = |node: &Node| !matches!(node.kind, Kind::Map(_) | Kind::List(_));
    let shallow = match &node.kind {
        Kind::Map(entries) => entries.iter().all(|e| match &e.value.kind {
            Kind::Map(inner) => inner.iter().all(|e| flat(&e.value) || e.value.as_list().is_some()),
            Kind::List(items) => items.iter().all(flat),
            Kind::Blank | Kind::Scalar(..) => true,
        }),
        Kind::List(items) => items.iter().all(flat),
        Kind::Blank | Kind::Scalar(..) => true,
    };
    shallow && flow(node).len() + indent <= ONE_LINE
}

fn flow(node: &Node) -> String {
    match &node.kind {
        Kind::Blank => String::new(),
        Kind::Scalar(text, quoted) => word(text, *quoted),
        Kind::List(items) => {
            let items: Vec<String> = items.iter().map(blank_safe).collect();
            format!("[{}]", items.join(", "))
        }
        Kind::Map(entries) if entries.is_empty() => "{}".to_owned(),
        Kind::Map(entries) => {
            let fields: Vec<String> = entries
                .iter()
                .map(|e| format!("{}: {}", key(&e.key), blank_safe(&e.value)))
                .collect();
            format!("{{ {} }}", fields.join(", "))
        }
    }
}

/// A blank inside a line needs a sign of its own.
fn blank_safe(node: &Node) -> String {
    if node.is_blank() { "~".to_owned() } else { flow(node) }
}

/// The name of a field; none is blank.
fn key(text: &str) -> String {
    word(text, text == "~")
}

/// Whether a text that stands without quotes is a text to every reader of YAML, and no number, day, truth or blank.
#[must_use]
pub fn is_words(text: &str) -> bool {
    const OTHERS: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
    text.starts_with(char::is_alphabetic) && !OTHERS.iter().any(|w| text.eq_ignore_ascii_case(w))
}

/// A scalar, quoted where it would not be read as the same text. What is written without quotes on purpose, such as
/// `yes` or a number, stays so: the type of its field reads it.
fn word(text: &str, quoted: bool) -> String {
    let plain = !quoted
        && text.trim() == text
        && text.starts_with(|c: char| {
            c.is_alphanumeric()
                || c == '/'
                // what is asked and left blank on purpose
                || (c == '~' && text.len() == 1)
                || (c == '.' && !text.starts_with("..."))
                || (c == '-' && text.len() > 1 && !text.starts_with("- ") && !text.starts_with("--"))
        })
        // this would be read as nothing
        && !text.eq_ignore_ascii_case("null")
        && text.chars().all(|c| !is_escaped(c) && !"{}[],#&*!|>'\"%@`".contains(c))
        && !text.contains(": ")
        && !text.ends_with(':');
    if plain {
        return text.to_owned();
    }
    let mut quoted = String::from("\"");
    for sign in text.chars() {
        match sign {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            c if is_escaped(c) => quoted.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// What some reader takes for the end of a line, or for no text at all.
fn is_escaped(sign: char) -> bool {
    sign.is_control() || matches!(sign, '\u{feff}' | '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}')
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
