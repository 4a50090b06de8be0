//! Where the cells of a record stand in the text.

use csv::StringRecord;

use super::TableCell;
use crate::diagnostics::{SourceId, Span};

/// The cells of a record with their places in the text.
pub(super) fn located(
    text: &str,
    start: usize,
    separator: u8,
    record: &StringRecord,
    source: SourceId,
) -> Vec<TableCell> {
    let mut at = start;
    let mut cells = Vec::with_capacity(record.len());
    for field in record {
        let raw = raw_field(text.get(at..).unwrap_or_default(), separator);
        let lead = raw.len() - raw.trim_start().len();
        let place = |byte: usize| u32::try_from(byte).unwrap_or(u32::MAX);
        cells.push(TableCell {
            text: field.trim().to_owned(),
            span: Span {
                source,
                start: place(at + lead),
                end: place(at + lead + raw.trim().len()),
            },
        });
        at += raw.len() + 1;
    }
    cells
}

/// A field as it stands, up to the separator or the end of the line.
fn raw_field(text: &str, separator: u8) -> &str {
    let mut quoted = text.starts_with('"');
    for (n, byte) in text.bytes().enumerate().skip(usize::from(quoted)) {
        match byte {
            b'"' if quoted || text.starts_with('"') => quoted = !quoted,
            b'\r' | b'\n' if !quoted => return text.get(..n).unwrap_or_default(),
            _ if byte == separator && !quoted => return text.get(..n).unwrap_or_default(),
            _ => {}
        }
    }
    text
}

/// From the first cell to the last.
pub(super) fn span_of(cells: &[TableCell], source: SourceId) -> Span {
    Span {
        source,
        start: cells.first().map_or(0, |cell| cell.span.start),
        end: cells.last().map_or(0, |cell| cell.span.end),
    }
}
