//! Writes results: to standard output, into a device or a pipe, or to a file or a folder whole or not at all.

mod apart;
mod folder;
mod shared;
mod target;
mod whole;

use std::io::{Error, ErrorKind, IsTerminal, Write};

use anyhow::{Context, bail};
use cleardeck::diagnostics::{plain_lines, turns};
use serde::Serialize;

pub use apart::refuse_standard_output;
pub use folder::NewFolder;
pub use shared::Shared;
pub use target::{Output, Target};

/// Where a result goes; one that is no text needs a file.
pub fn target_in(output: Option<&str>, is_binary: bool) -> anyhow::Result<Target> {
    let shown = match output {
        None => true,
        Some("-") => std::io::stdout().is_terminal(),
        Some(_) => false,
    };
    if is_binary && shown {
        bail!("a Word file is no text: name a file with --output");
    }
    Target::of(output)
}

/// Says text on standard output, without what a terminal obeys; a closed pipe is no error.
pub fn say(text: &str) -> anyhow::Result<()> {
    say_bytes(plain_lines(text).as_bytes())
}

/// Writes bytes to standard output as they are; a closed pipe is no error.
pub fn say_bytes(bytes: &[u8]) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    // what follows the last line break is still in the buffer, and an error on dropping it would be lost
    let written = out.write_all(bytes).and_then(|()| out.flush());
    said(written).context("standard output cannot be written")
}

/// What became of writing to a stream: whoever closes a pipe has read enough.
pub fn said(written: Result<(), Error>) -> Result<(), Error> {
    written.or_else(|error| match error.kind() {
        ErrorKind::BrokenPipe => Ok(()),
        _ => Err(error),
    })
}

/// Tells a remark on standard error, without what a terminal obeys: names from a file may stand in it. Where nobody
/// listens, the work goes on all the same.
pub fn tell(text: &str) {
    tell_drawn(&plain_lines(text));
}

/// Tells what was drawn from plain text, with its colors.
pub fn tell_drawn(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// So many bytes are looked at together.
const BLOCK: usize = 64;

/// Whether a sign that a terminal would obey may begin among some bytes: what is neither a letter of ASCII nor goes on
/// with a sign before.
fn may_act(bytes: &[u8]) -> bool {
    let may = |byte: u8| (byte < b' ' && byte != b'\n') || byte == 0x7f || byte >= 0xc0;
    bytes.iter().fold(false, |any, byte| any | may(*byte))
}

/// A value as JSON. Signs that a terminal would obey, or that would turn the writing direction, are written as `\uXXXX`.
pub fn json(value: &impl Serialize) -> serde_json::Result<String> {
    let mut text = serde_json::to_string_pretty(value)?;
    text.push('\n');
    let acts = |c: char| (c.is_control() && c != '\n') || turns(c);
    // a block in which no such sign can begin is passed at once: most of a long text is
    let blocks = (0..).step_by(BLOCK).zip(text.as_bytes().chunks(BLOCK));
    let begins = |at: usize| text.get(at..).and_then(|rest| rest.chars().next()).is_some_and(acts);
    if !blocks
        .into_iter()
        .any(|(from, block)| may_act(block) && (from..from + block.len()).any(begins))
    {
        return Ok(text);
    }
    // such signs occur only within texts, where JSON allows an escape in their place
    let mut out = String::with_capacity(text.len() + 64);
    for sign in text.chars() {
        if acts(sign) {
            out.push_str(&format!("\\u{:04x}", u32::from(sign)));
        } else {
            out.push(sign);
        }
    }
    Ok(out)
}
