//! Reads comma-separated text; semicolons and tabs separate too.

use csv::{ReaderBuilder, StringRecord};

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Sources};
use crate::yaml;

use super::{CellKind, Collector, Limits, Sheet};

/// Reads one file of comma-separated text as a sheet of the given name. `None` when it cannot be read.
pub fn read_csv(
    file: &str,
    sheet: &str,
    bytes: Vec<u8>,
    limits: &Limits,
    sources: &mut Sources,
    out: &mut Diagnostics,
) -> Option<Sheet> {
    if bytes.len() > limits.bytes {
        let message = format!(
            "the file has {} megabytes; {} are read at the most",
            bytes.len() >> 20,
            limits.bytes >> 20
        );
        out.push(Diagnostic::about_file(Code::TooLarge, file, message).help("is this the right file?"));
        return None;
    }
    let text_limits = yaml::Limits::default();
    let text = sources_text(file, bytes, &text_limits, out)?;
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    let mut cells = Collector::new();
    let mut record = StringRecord::new();
    // a quoted text may hold lines: the row is the line less those
    let (mut within, mut count) = (0_u64, 0_u64);
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                let message = format!("the file cannot be read as comma-separated text: {error}");
                out.push(
                    Diagnostic::about_file(Code::DamagedWorkbook, file, message)
                        .help("open it in a spreadsheet program and save it as CSV UTF-8"),
                );
                return None;
            }
        }
        let line = record.position().map_or(1, csv::Position::line);
        let row = u32::try_from(line.saturating_sub(within)).unwrap_or(u32::MAX);
        for (column, text) in (1..).zip(&record) {
            within += text.bytes().filter(|b| *b == b'\n').count() as u64;
            count += u64::from(!text.trim().is_empty());
            cells.add(row, column, CellKind::Text, text);
        }
        if count > limits.cells {
            let message = format!("the file has over {} cells, more than are read", limits.cells);
            out.push(Diagnostic::about_file(Code::TooManyCells, file, message).help("is this the right file?"));
            return None;
        }
    }
    Some(cells.finish(file, sheet, "", sources))
}

fn sources_text(file: &str, bytes: Vec<u8>, limits: &yaml::Limits, out: &mut Diagnostics) -> Option<String> {
    // read into sources of its own: what is kept are the texts of the cells
    let mut own = Sources::default();
    let id = yaml::decode(file, bytes, limits, &mut own, out)?;
    Some(own.text(id).to_owned())
}

/// The sign that separates most of the first line, quoted text left out.
pub(crate) fn delimiter(text: &str) -> u8 {
    let mut quoted = false;
    let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0)];
    // a tab at the start is an empty cell
    for byte in text.trim_start_matches(['\r', '\n', ' ']).bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if quoted => {}
            _ => {
                for (sign, count) in &mut counts {
                    *count += usize::from(*sign == byte);
                }
            }
        }
    }
    counts
        .iter()
        .rev()
        .max_by_key(|(_, count)| *count)
        .map_or(b',', |(sign, _)| *sign)
}

#[cfg(test)]
mod tests {
    use super::{Limits, Sources, delimiter, read_csv};
    use crate::diagnostics::Diagnostics;

    #[test]
    fn the_separator_is_found() {
        assert_eq!(delimiter("a,b;c,d\n"), b',');
        assert_eq!(delimiter("a;\"b,c,d\";e\n"), b';');
        assert_eq!(delimiter("a\tb\n"), b'\t');
        assert_eq!(delimiter("alone\n"), b',');
    }

    #[test]
    fn rows_are_counted_as_a_spreadsheet_counts_them() {
        let (mut sources, mut out) = (Sources::default(), Diagnostics::default());
        let text = b"id,note\n\na,\"two\nlines\"\nb,x\n".to_vec();
        let sheet = read_csv("l.csv", "l", text, &Limits::default(), &mut sources, &mut out);
        let places: Vec<String> = sheet
            .iter()
            .flat_map(|s| &s.cells)
            .map(|c| sources.place(c.span))
            .collect();
        assert_eq!(places.last().map(String::as_str), Some("l.csv, cell B4"), "{places:?}");
        assert!(out.is_empty());
    }
}
