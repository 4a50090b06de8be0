//! Writes one answer into the text of an inventory; every other byte stays as it is.

use crate::yaml::{Entry, Kind, Node};

/// Why an answer could not be written where it belongs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NotWritten {
    /// The byte of the text near which it would have to stand.
    pub near: usize,
}

/// The text with `value` as the answer at a path below `record`.
///
/// # Errors
/// When something stands there that cannot be replaced without reading it as a person would.
pub fn written(text: &str, record: &Node, path: &[&str], value: &str) -> Result<String, NotWritten> {
    let Kind::Map(entries) = &record.kind else {
        return Err(near(record));
    };
    let Some((first, rest)) = path.split_first() else {
        return Err(near(record));
    };
    match entries.iter().find(|e| e.key == *first) {
        None => added(text, record, entries, &line(path, value)),
        Some(entry) if rest.is_empty() => replaced(text, entry, value),
        Some(entry) if entry.value.is_blank() => replaced(text, entry, &format!("{{ {} }}", line(rest, value))),
        Some(entry) => written(text, &entry.value, rest, value),
    }
}

/// The text with one more item in the list of a field of `record`, or in place of the one `at` a place.
///
/// # Errors
/// When the list, or that item, is not written so that this can be done without reading it as a person would.
pub fn listed(text: &str, record: &Node, key: &str, at: Option<usize>, item: &str) -> Result<String, NotWritten> {
    let Kind::Map(entries) = &record.kind else {
        return Err(near(record));
    };
    let Some(entry) = entries.iter().find(|e| e.key == *key) else {
        return added(text, record, entries, &format!("{key}: [{item}]"));
    };
    let refused = || near(&entry.value);
    let Kind::List(items) = &entry.value.kind else {
        return match entry.value.is_blank() {
            true => replaced(text, entry, &format!("[{item}]")),
            false => Err(refused()),
        };
    };
    let ends = |node: &Node| {
        let start = node.span.start as usize;
        let group = text.get(start..)?.starts_with('{');
        if group {
            closed(text, node, '}')
        } else {
            Some(last_byte(node))
        }
    };
    let made = match (at, items.last()) {
        (Some(place), _) => items.get(place).and_then(|held| {
            let start = held.span.start as usize;
            let group = text.get(start..)?.starts_with('{');
            spliced(text, start, ends(held).filter(|_| group)?, item)
        }),
        (None, None) => {
            let end = closed(text, &entry.value, ']');
            end.and_then(|end| spliced(text, end - 1, end - 1, item))
        }
        (None, Some(last))
            if text
                .get(entry.value.span.start as usize..)
                .is_some_and(|t| t.starts_with('[')) =>
        {
            ends(last).and_then(|end| spliced(text, end, end, &format!(", {item}")))
        }
        // a list of lines: one more below the last
        (None, Some(last)) => ends(last).and_then(|end| {
            let start = last.span.start as usize;
            let begin = text.get(..start)?.rfind('\n').map_or(0, |n| n + 1);
            let dash = text.get(begin..start)?;
            let rest = text.get(end..)?;
            let stop = end + rest.find(['\r', '\n']).unwrap_or(rest.len());
            let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
            (dash.trim() == "-").then(|| spliced(text, stop, stop, &format!("{newline}{dash}{item}")))?
        }),
    };
    made.ok_or_else(refused)
}

fn near(node: &Node) -> NotWritten {
    NotWritten {
        near: node.span.start as usize,
    }
}

/// `a: { b: value }`
fn line(path: &[&str], value: &str) -> String {
    match path {
        [] => value.to_owned(),
        [only] => format!("{only}: {value}"),
        [first, rest @ ..] => format!("{first}: {{ {} }}", line(rest, value)),
    }
}

/// The text with what stands from one byte to another replaced.
fn spliced(text: &str, start: usize, end: usize, with: &str) -> Option<String> {
    Some(format!("{}{with}{}", text.get(..start)?, text.get(end..)?))
}

/// A value in place of the one that stands there.
fn replaced(text: &str, entry: &Entry, value: &str) -> Result<String, NotWritten> {
    let refused = || near(&entry.value);
    let (start, end) = (entry.value.span.start as usize, entry.value.span.end as usize);
    let after_key = entry.key_span.end as usize;
    let nothing = entry.value.is_blank() && start == end;
    let made = if nothing {
        let rest = text.get(after_key..).ok_or_else(refused)?;
        let colon = after_key + rest.find(':').ok_or_else(refused)? + 1;
        spliced(text, colon, colon, &format!(" {value}"))
    } else {
        match &entry.value.kind {
            Kind::Blank => spliced(text, start, end, value),
            Kind::Scalar(..) if !text.get(after_key..end).ok_or_else(refused)?.contains('\n') => {
                spliced(text, start, end, value)
            }
            // an answer with bounds or a source, on one line
            Kind::Map(_) if text.get(start..).is_some_and(|t| t.starts_with('{')) => {
                closed(text, &entry.value, '}').and_then(|end| spliced(text, start, end, value))
            }
            Kind::List(_) if text.get(start..).is_some_and(|t| t.starts_with('[')) => {
                closed(text, &entry.value, ']').and_then(|end| spliced(text, start, end, value))
            }
            _ => None,
        }
    };
    made.ok_or_else(refused)
}

/// Where a group or a list ends that is written with brackets.
fn closed(text: &str, node: &Node, sign: char) -> Option<usize> {
    let last = last_byte(node);
    Some(last + text.get(last..)?.find(sign)? + 1)
}

/// The last byte of everything that stands below a node.
fn last_byte(node: &Node) -> usize {
    let own = node.span.end as usize;
    match &node.kind {
        Kind::Map(entries) => entries.iter().map(|e| last_byte(&e.value)).fold(own, usize::max),
        Kind::List(items) => items.iter().map(last_byte).fold(own, usize::max),
        Kind::Blank | Kind::Scalar(..) => own,
    }
}

/// A new field of a group.
fn added(text: &str, group: &Node, entries: &[Entry], line: &str) -> Result<String, NotWritten> {
    let refused = || near(group);
    let start = group.span.start as usize;
    let simple = entries.iter().rev().find(|e| {
        let whole = text.get(e.key_span.start as usize..e.value.span.end as usize);
        matches!(e.value.kind, Kind::Scalar(..)) && whole.is_some_and(|w| !w.contains('\n'))
    });
    if text.get(start..).is_some_and(|t| t.starts_with('{')) {
        return match (simple, entries.is_empty()) {
            (Some(entry), _) => {
                let end = entry.value.span.end as usize;
                spliced(text, end, end, &format!(", {line}"))
            }
            (None, false) => spliced(text, start + 1, start + 1, &format!(" {line},")),
            (None, true) => spliced(text, start + 1, start + 1, &format!(" {line} ")),
        }
        .ok_or_else(refused);
    }
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let margin = |key: usize| {
        let begin = text.get(..key)?.rfind('\n').map_or(0, |n| n + 1);
        Some(" ".repeat(text.get(begin..key)?.chars().count()))
    };
    let made = match simple {
        // below the last field that stands on one line
        Some(entry) => {
            let margin = margin(entry.key_span.start as usize).ok_or_else(refused)?;
            let end = entry.value.span.end as usize;
            let rest = text.get(end..).ok_or_else(refused)?;
            let stop = end + rest.find(['\r', '\n']).unwrap_or(rest.len());
            spliced(text, stop, stop, &format!("{newline}{margin}{line}"))
        }
        // before the first field
        None => {
            let key = entries.first().ok_or_else(refused)?.key_span.start as usize;
            let margin = margin(key).ok_or_else(refused)?;
            spliced(text, key, key, &format!("{line}{newline}{margin}"))
        }
    };
    made.ok_or_else(refused)
}
