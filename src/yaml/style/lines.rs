//! The lines of a tree.

use super::WIDTH;
use super::scalar::{self, folded, line, literal};
use super::tree::{Part, Tree, Value};

/// Lists at most so far in get an empty line between their items: sections, and the rows of a table.
const APART: usize = 6;

/// The text of a document.
pub fn write(tree: &Tree) -> String {
    let mut out = String::new();
    comments(&tree.root.above, 0, &mut out);
    match &tree.root.value {
        Some(Value::Map(parts)) if !parts.is_empty() => map(parts, 0, true, &mut out),
        Some(Value::List(parts)) if !parts.is_empty() => list(parts, 0, &mut out),
        Some(Value::Scalar(text, quoted)) => {
            out.push_str(&line(text, *quoted, false));
            out.push('\n');
        }
        Some(value) => {
            out.push_str(&flow(value).unwrap_or_default());
            out.push('\n');
        }
        None => {}
    }
    if !tree.below.is_empty() {
        out.push('\n');
        comments(&tree.below, 0, &mut out);
    }
    out
}

fn pad(indent: usize, out: &mut String) {
    out.extend(std::iter::repeat_n(' ', indent));
}

fn comments(above: &[String], indent: usize, out: &mut String) {
    for comment in above {
        pad(indent, out);
        out.push_str(&hash(comment));
        out.push('\n');
    }
}

fn hash(comment: &str) -> String {
    if comment.is_empty() {
        "#".to_owned()
    } else {
        format!("# {comment}")
    }
}

/// The entries of a mapping; the first one's indentation may be there already, behind the dash of an item.
fn map(parts: &[Part], indent: usize, begun: bool, out: &mut String) {
    for (place, part) in parts.iter().enumerate() {
        let sections = indent == 0 && place > 0 && is_long(part);
        if sections {
            out.push('\n');
        }
        if place > 0 || !begun {
            comments(&part.above, indent, out);
            pad(indent, out);
        } else if indent == 0 {
            comments(&part.above, indent, out);
        }
        entry(part, indent, out);
    }
}

/// Whether a section spans several lines.
fn is_long(part: &Part) -> bool {
    match &part.value {
        Some(Value::List(items)) if part.above.is_empty() => {
            items.iter().any(|i| !matches!(i.value, Some(Value::Scalar(..))))
        }
        Some(Value::Map(_)) => true,
        _ => !part.above.is_empty(),
    }
}

fn entry(part: &Part, indent: usize, out: &mut String) {
    if let Some((key, quoted)) = &part.key {
        out.push_str(&line(key, *quoted, false));
        out.push(':');
    }
    let used = indent + part.key.as_ref().map_or(0, |(key, _)| key.chars().count() + 2);
    value(part, used, indent, out);
}

/// A value behind its key or dash. `used` is the room taken on the line, `indent` that of the key.
fn value(part: &Part, used: usize, indent: usize, out: &mut String) {
    let room = WIDTH.saturating_sub(used);
    let end = |out: &mut String| {
        if let Some(comment) = &part.right {
            out.push_str("  ");
            out.push_str(&hash(comment));
        }
        out.push('\n');
    };
    let Some(value) = &part.value else {
        end(out);
        return;
    };
    let short = flow(value).filter(|text| text.chars().count() <= room && !has_comments(value));
    match value {
        Value::Scalar(text, _) if text.is_empty() && short.as_deref() == Some("") => end(out),
        _ if short.is_some() => {
            out.push(' ');
            out.push_str(&short.unwrap_or_default());
            end(out);
        }
        Value::Scalar(text, quoted) => {
            let inside = WIDTH.saturating_sub(indent + 2);
            let block = literal(text).map(|lines| ("|-", lines.into_iter().map(str::to_owned).collect()));
            let block = block.or_else(|| folded(text, inside).map(|lines| (">-", lines)));
            let Some((sign, lines)) = block else {
                out.push(' ');
                out.push_str(&line(text, *quoted, false));
                end(out);
                return;
            };
            out.push(' ');
            out.push_str(sign);
            end(out);
            for line in lines {
                if !line.is_empty() {
                    pad(indent + 2, out);
                }
                out.push_str(&line);
                out.push('\n');
            }
        }
        Value::Map(parts) => {
            end(out);
            map(parts, indent + 2, false, out);
        }
        Value::List(parts) => {
            end(out);
            list(parts, indent + 2, out);
        }
    }
}

fn list(parts: &[Part], indent: usize, out: &mut String) {
    let many = |part: &Part| matches!(&part.value, Some(Value::Map(entries)) if entries.len() > 1);
    let apart = indent <= APART && parts.iter().any(many);
    for (place, part) in parts.iter().enumerate() {
        if place > 0 && (apart || (indent <= 2 && !part.above.is_empty())) {
            out.push('\n');
        }
        comments(&part.above, indent, out);
        // comments above the first entry of an item stand above the item
        if let Some(Value::Map(entries)) = &part.value
            && let Some(first) = entries.first()
        {
            comments(&first.above, indent, out);
        }
        pad(indent, out);
        out.push('-');
        match &part.value {
            Some(Value::Map(entries)) if !entries.is_empty() => {
                out.push(' ');
                let mut entries = entries.clone();
                if let (Some(comment), Some(first)) = (&part.right, entries.first_mut()) {
                    match &first.right {
                        None => first.right = Some(comment.clone()),
                        Some(own) => first.right = Some(format!("{own}; {comment}")),
                    }
                }
                map(&entries, indent + 2, true, out);
            }
            _ => value(part, indent + 2, indent, out),
        }
    }
}

fn has_comments(value: &Value) -> bool {
    match value {
        Value::Scalar(..) => false,
        Value::List(parts) | Value::Map(parts) => parts
            .iter()
            .any(|p| !p.above.is_empty() || p.right.is_some() || p.value.as_ref().is_some_and(has_comments)),
    }
}

/// What reads well on one line: a scalar, a list of scalars, a group of one field that is one of these.
fn flow(value: &Value) -> Option<String> {
    match value {
        Value::Scalar(text, quoted) => {
            // a value that is not there stays so, and does not become an empty text
            if text.is_empty() && !quoted {
                return Some(String::new());
            }
            (!text.contains('\n')).then(|| line(text, *quoted, false))
        }
        Value::List(parts) => {
            let items: Option<Vec<String>> = parts.iter().map(|p| word(p.value.as_ref()?)).collect();
            Some(format!("[{}]", items?.join(", ")))
        }
        Value::Map(parts) => match parts.as_slice() {
            [] => Some("{}".to_owned()),
            [only] => {
                let (key, quoted) = only.key.as_ref()?;
                let inner = match only.value.as_ref()? {
                    scalar @ Value::Scalar(..) => word(scalar)?,
                    list @ Value::List(_) => flow(list)?,
                    Value::Map(_) => return None,
                };
                Some(format!("{{ {}: {inner} }}", line(key, *quoted, true)))
            }
            _ => None,
        },
    }
}

/// A scalar within brackets.
fn word(value: &Value) -> Option<String> {
    match value {
        Value::Scalar(text, quoted) if text.is_empty() && !quoted => Some("~".to_owned()),
        Value::Scalar(text, quoted) if !text.contains('\n') => scalar::word(text, *quoted),
        _ => None,
    }
}
