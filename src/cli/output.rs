//! Writes results: to standard output, or to a file whole or not at all.

use std::io::{ErrorKind, Write};
use std::path::Path;

use anyhow::Context;
use cleardeck::diagnostics::turns;
use serde::Serialize;

/// A value as JSON. Signs that a terminal would obey, or that would turn the writing direction, are written as `\uXXXX`.
pub fn json(value: &impl Serialize) -> anyhow::Result<String> {
    let mut text = serde_json::to_string_pretty(value)?;
    text.push('\n');
    let acts = |c: char| (c.is_control() && c != '\n') || turns(c);
    if !text.contains(acts) {
        return Ok(text);
    }
    // all of them stand inside of texts, where an escape may stand for them
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

/// Writes text to a file or to standard output; a closed pipe is no error.
pub fn write_text(path: Option<&str>, text: &str) -> anyhow::Result<()> {
    write_bytes(path, text.as_bytes())
}

/// Writes bytes to a file or to standard output; a closed pipe is no error.
pub fn write_bytes(path: Option<&str>, bytes: &[u8]) -> anyhow::Result<()> {
    match path {
        None | Some("-") => match std::io::stdout().lock().write_all(bytes) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
            done => done.context("standard output cannot be written"),
        },
        Some(path) => {
            let partial = format!("{path}.partial");
            std::fs::write(&partial, bytes).with_context(|| format!("`{path}` cannot be written"))?;
            std::fs::rename(&partial, path).with_context(|| format!("`{path}` cannot be written"))
        }
    }
}

/// Fails early when a file could not be written later.
pub fn writable(path: Option<&str>) -> anyhow::Result<()> {
    let Some(path) = path.filter(|p| *p != "-") else {
        return Ok(());
    };
    let folder = Path::new(path).parent().filter(|p| !p.as_os_str().is_empty());
    if folder.is_some_and(|f| !f.is_dir()) {
        anyhow::bail!("`{path}` cannot be written: the folder does not exist");
    }
    if Path::new(path).is_dir() {
        anyhow::bail!("`{path}` is a folder; name a file");
    }
    Ok(())
}
