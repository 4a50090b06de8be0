//! A tree that keeps its comments and forgets how it was laid out.

use granit_parser::{Event, Parser, Placement, ScalarStyle};

/// A value.
#[derive(Clone, Debug)]
pub enum Value {
    /// Text, and whether it was quoted.
    Scalar(String, bool),
    List(Vec<Part>),
    Map(Vec<Part>),
}

/// An item of a list or an entry of a mapping, with the comments that belong to it.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// Comments on lines of their own, above it.
    pub above: Vec<String>,
    /// The comment at the end of its first line.
    pub right: Option<String>,
    /// The key; nothing for an item.
    pub key: Option<(String, bool)>,
    /// Nothing while it is being read.
    pub value: Option<Value>,
}

/// A document.
#[derive(Debug)]
pub struct Tree {
    pub root: Part,
    /// Comments below everything.
    pub below: Vec<String>,
}

/// Every comment of a text.
pub fn comments(text: &str) -> Vec<String> {
    let mut parser = Parser::new_from_str(text);
    let mut found = Vec::new();
    while let Some(Ok((event, _))) = parser.next_event() {
        if let Event::Comment(comment, _) = event {
            found.push(comment.trim().to_owned());
        }
    }
    found
}

struct Open {
    is_map: bool,
    parts: Vec<Part>,
    /// What is being read: an item, or an entry once its key is there.
    next: Part,
}

/// Reads a text that is known to be well-formed.
///
/// # Errors
/// With the byte where something stands that the style has no form for.
pub fn read(text: &str) -> Result<Tree, usize> {
    let mut parser = Parser::new_from_str(text);
    let mut open: Vec<Open> = Vec::new();
    let mut root = None;
    // comments on lines of their own that belong to what comes next
    let mut above: Vec<String> = Vec::new();
    while let Some(Ok((event, place))) = parser.next_event() {
        let at = place.start.byte_offset().unwrap_or_default();
        let value = match event {
            Event::Comment(comment, Placement::Right) => {
                right(&mut open, &mut above, comment.trim().to_owned());
                continue;
            }
            Event::Comment(comment, _) => {
                above.push(comment.trim().to_owned());
                continue;
            }
            Event::DocumentStart(_, Some(_)) => return Err(at),
            Event::Scalar(value, style, 0, None) => Value::Scalar(value.into_owned(), style != ScalarStyle::Plain),
            Event::SequenceStart(_, 0, None) => {
                begin(&mut open, &mut above, false);
                continue;
            }
            Event::MappingStart(_, 0, None) => {
                begin(&mut open, &mut above, true);
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => match open.pop() {
                Some(done) if done.is_map => Value::Map(done.parts),
                Some(done) => Value::List(done.parts),
                None => continue,
            },
            Event::StreamStart | Event::DocumentStart(..) | Event::DocumentEnd => continue,
            Event::StreamEnd => break,
            _ => return Err(at),
        };
        match open.last_mut() {
            None => {
                let own = if matches!(value, Value::Scalar(..)) {
                    std::mem::take(&mut above)
                } else {
                    Vec::new()
                };
                root = Some(Part {
                    above: own,
                    value: Some(value),
                    ..Part::default()
                });
            }
            Some(group) if group.is_map && group.next.key.is_none() => {
                let Value::Scalar(key, quoted) = value else {
                    return Err(at);
                };
                group.next.above = std::mem::take(&mut above);
                group.next.key = Some((key, quoted));
            }
            Some(group) => {
                // a comment read before the end of a group stands below it: it belongs to what comes next
                if matches!(value, Value::Scalar(..)) {
                    group.next.above.append(&mut above);
                }
                group.next.value = Some(value);
                group.parts.push(std::mem::take(&mut group.next));
            }
        }
    }
    match root {
        Some(root) => Ok(Tree { root, below: above }),
        None => Err(0),
    }
}

/// A list or mapping begins; what stands above it belongs to the item or entry that it is the value of.
fn begin(open: &mut Vec<Open>, above: &mut Vec<String>, is_map: bool) {
    if let Some(group) = open.last_mut() {
        group.next.above.append(above);
    }
    open.push(Open {
        is_map,
        parts: Vec::new(),
        next: Part::default(),
    });
}

/// A comment at the end of a line belongs to what was read last on it.
fn right(open: &mut [Open], above: &mut Vec<String>, comment: String) {
    let Some(group) = open.last_mut() else {
        above.push(comment);
        return;
    };
    let part = match group.parts.last_mut() {
        // `key: # comment`
        _ if group.next.key.is_some() => &mut group.next,
        Some(part) => part,
        // `- # comment`, or behind an opening bracket
        None => &mut group.next,
    };
    match &part.right {
        None => part.right = Some(comment),
        Some(_) => part.above.push(comment),
    }
}
