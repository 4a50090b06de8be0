//! Writes results: to standard output, into a device or a pipe, or to a file or a folder whole or not at all.

mod apart;
mod folder;
mod shared;
mod target;
mod whole;

use std::io::{Error, ErrorKind, Write};

use anyhow::Context;

pub use apart::refuse_standard_output;
pub use folder::NewFolder;
pub use shared::Shared;
pub use target::{Output, Target};

/// Writes text to standard output; a closed pipe is no error.
pub fn say(text: &str) -> anyhow::Result<()> {
    say_bytes(text.as_bytes())
}

fn say_bytes(bytes: &[u8]) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    // what follows the last line break waits in a buffer, whose own end nobody would be told of
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

/// Tells a problem or a remark on standard error; where nobody listens, the work goes on all the same.
pub fn tell(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}
