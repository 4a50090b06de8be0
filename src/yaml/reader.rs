//! From bytes to the located tree, within limits.

use granit_parser::{Parser, ScalarStyle};

use crate::diagnostics::{Code, Diagnostic, Diagnostics, SourceId, Sources};

use super::builder::{Builder, Event};
use super::{Limits, Node};

/// Adds a file's bytes to the sources as text.
///
/// A byte-order mark is dropped; anything but UTF-8 is an error that names the line.
pub fn decode(
    name: &str,
    bytes: Vec<u8>,
    limits: &Limits,
    sources: &mut Sources,
    out: &mut Diagnostics,
) -> Option<SourceId> {
    let fail = |code, message: String, help: &str| Some(Diagnostic::about_file(code, name, message).help(help));
    let problem = if bytes.len() > limits.bytes {
        let sizes = format!(
            "the file has {} bytes; {} are read at the most",
            bytes.len(),
            limits.bytes
        );
        fail(
            Code::TooLarge,
            sizes,
            "an inventory of 170 initiatives takes under a megabyte: is this the right file?",
        )
    } else if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        fail(
            Code::NotUtf8,
            "the file is written in UTF-16".into(),
            "save it as UTF-8 (in a text editor: save as, encoding UTF-8)",
        )
    } else {
        None
    };
    if let Some(problem) = problem {
        out.push(problem);
        return None;
    }
    match String::from_utf8(bytes) {
        Ok(text) => Some(sources.add_file(name, text)),
        Err(error) => {
            let good = error.utf8_error().valid_up_to();
            let line = 1 + error.as_bytes().iter().take(good).filter(|b| **b == b'\n').count();
            let message = format!("line {line} holds a byte that is not UTF-8 (byte {good} of the file)");
            out.push(
                Diagnostic::about_file(Code::NotUtf8, name, message)
                    .help("save the file as UTF-8 (in a text editor: save as, encoding UTF-8)"),
            );
            None
        }
    }
}

/// Reads one document. `None` when there is none to be had; every problem is reported.
pub fn read<'t>(source: SourceId, text: &'t str, limits: &Limits, out: &mut Diagnostics) -> Option<Node<'t>> {
    let mut builder = Builder::new(source, text, limits, out);
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        let (event, place) = match event {
            Ok(event) => event,
            Err(error) => {
                builder.syntax(&error);
                return None;
            }
        };
        let start = place.start.byte_offset().unwrap_or_default();
        let end = place.end.byte_offset().unwrap_or_default();
        let event = match event {
            granit_parser::Event::DocumentStart(..) => Event::Document,
            granit_parser::Event::Scalar(value, style, anchor, _) => {
                Event::Scalar(value, style != ScalarStyle::Plain, anchor)
            }
            granit_parser::Event::SequenceStart(_, anchor, _) => Event::List(anchor),
            granit_parser::Event::MappingStart(_, anchor, _) => Event::Map(anchor),
            granit_parser::Event::SequenceEnd | granit_parser::Event::MappingEnd => Event::End,
            granit_parser::Event::Alias(id) => Event::Alias(id),
            granit_parser::Event::StreamEnd => break,
            _ => continue,
        };
        if builder.step(event, start, end).is_break() {
            return None;
        }
    }
    if builder.root.is_none() {
        let span = builder.span(0, 0);
        builder.error(
            Code::EmptyFile,
            span,
            "the file is empty",
            "`cleardeck init` writes a commented inventory to start from",
        );
    }
    builder.root
}
