//! Replays a document whose YAML was read at build time; `build.rs` has the form.

use std::borrow::Cow;

use crate::diagnostics::{Diagnostics, SourceId};

use super::builder::{Builder, Event};
use super::{Limits, Node};

/// The tree of a packed document. `text` is the text it was packed from.
///
/// The same as [`read`](super::read) gives for the text; `None` when the bytes are not a packed form of it.
pub fn replay<'t>(source: SourceId, text: &'t str, packed: &'t [u8], out: &mut Diagnostics) -> Option<Node<'t>> {
    let limits = Limits::default();
    let mut builder = Builder::new(source, text, &limits, out);
    let mut bytes = packed;
    while let Some((what, rest)) = bytes.split_first() {
        bytes = rest;
        let start = number(&mut bytes)?;
        let end = number(&mut bytes)?;
        let event = match what {
            b'[' => Event::List(0),
            b'{' => Event::Map(0),
            b'}' => Event::End,
            b'p' => Event::Scalar(Cow::Borrowed(text.get(start..end)?), false, 0),
            b'q' => Event::Scalar(Cow::Borrowed(text.get(start + 1..end.checked_sub(1)?)?), true, 0),
            _ => {
                let length = number(&mut bytes)?;
                let (value, rest) = bytes.split_at_checked(length)?;
                bytes = rest;
                Event::Scalar(Cow::Borrowed(std::str::from_utf8(value).ok()?), *what == b'Q', 0)
            }
        };
        if builder.step(event, start, end).is_break() {
            return None;
        }
    }
    builder.root
}

fn number(bytes: &mut &[u8]) -> Option<usize> {
    let (value, rest) = bytes.split_first_chunk::<4>()?;
    *bytes = rest;
    usize::try_from(u32::from_le_bytes(*value)).ok()
}
