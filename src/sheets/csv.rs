//! Reads separated text: commas, semicolons, tabs or bars, with the line ends and in the encoding of any program.

use csv::{Reader, ReaderBuilder, StringRecord};

use crate::diagnostics::{CellAddress, Code, Diagnostic, Diagnostics, Sources};

use super::text::{decode, foreign};
use super::{CellKind, Collector, Limits, Sheet};

/// Signs that may separate, the likeliest first.
const SIGNS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// So many rows are looked at to find the sign that separates.
const LOOKED_AT: usize = 100;

/// So many signs that may separate are read for each cell that is.
const FIELDS_A_CELL: u64 = 4;

/// Reads one file of separated text as a sheet of the given name. `None` when it cannot be read.
pub fn read_csv(
    file: &str,
    sheet: &str,
    bytes: &[u8],
    limits: &Limits,
    sources: &mut Sources,
    out: &mut Diagnostics,
) -> Option<Sheet> {
    if bytes.len() > limits.bytes {
        let message = format!("the file has over {} megabytes, more than are read", limits.bytes >> 20);
        out.push(Diagnostic::about_file(Code::TooLarge, file, message).help("is this the right file?"));
        return None;
    }
    if let Some(problem) = foreign(file, bytes) {
        out.push(problem);
        return None;
    }
    let text = decode(file, bytes, out)?;
    // each field costs the reader some bytes, a blank one too
    let signs = text.bytes().filter(|b| SIGNS.contains(b)).count() as u64;
    if signs > limits.cells.saturating_mul(FIELDS_A_CELL) {
        out.push(too_many(file, limits));
        return None;
    }
    let mut cells = Collector::new();
    let mut count = 0_u64;
    let mut open = None;
    for record in Records::of(&text) {
        for (column, text) in (1..).zip(&record.fields) {
            count += u64::from(!text.trim().is_empty());
            cells.add(record.row, column, CellKind::Text, &one_line_end(text));
        }
        if record.open {
            open = u32::try_from(record.fields.len())
                .ok()
                .map(|column| (record.row, column));
        }
        if count > limits.cells {
            out.push(too_many(file, limits));
            return None;
        }
    }
    if let Some((row, column)) = open {
        let message = format!(
            "a quotation mark opens in cell {} and never closes: every row below is inside that one cell",
            CellAddress { row, column }
        );
        out.push(
            Diagnostic::about_file(Code::OpenQuote, file, message)
                .help("close it where the text ends; a quotation mark within a quoted text is written twice"),
        );
        return None;
    }
    Some(cells.finish(file, sheet, "", sources))
}

fn too_many(file: &str, limits: &Limits) -> Diagnostic {
    let message = format!("the file has over {} cells, more than are read", limits.cells);
    Diagnostic::about_file(Code::TooManyCells, file, message).help("is this the right file?")
}

/// The line ends within a cell as one sign, whatever the file has.
fn one_line_end(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// One row of separated text.
pub(crate) struct Record {
    /// The row, from 1, as a spreadsheet program counts: blank lines count, the lines within a quoted text do not.
    pub row: u32,
    /// Where its first field begins in the text.
    pub start: usize,
    /// Its fields.
    pub fields: StringRecord,
    /// Whether its last field is quoted and the quotation mark never closes.
    pub open: bool,
}

/// The rows of separated text that are not blank.
pub(crate) struct Records<'t> {
    text: &'t str,
    reader: Reader<&'t [u8]>,
    /// What separates.
    pub separator: u8,
    skipped: usize,
    row: u32,
}

impl<'t> Records<'t> {
    /// The rows of a text; the sign that separates is the one that a line such as `sep=;` names, else the one found.
    pub fn of(text: &'t str) -> Self {
        let (separator, skipped) = separator(text);
        let rest = text.get(skipped..).unwrap_or_default();
        Self {
            text,
            reader: reader(rest, separator),
            separator,
            skipped,
            row: 0,
        }
    }
}

impl Iterator for Records<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        let mut fields = StringRecord::new();
        // reading from a text in memory does not fail
        if !self.reader.read_record(&mut fields).unwrap_or(false) {
            return None;
        }
        let at = fields.position().map_or(0, csv::Position::byte);
        let at = self.skipped + usize::try_from(at).unwrap_or(usize::MAX);
        let rest = self.text.get(at..).unwrap_or_default();
        // for the reader a record begins with the blank lines before it, and with the second half of a line end
        let before = self.text.get(..at).unwrap_or_default();
        let half = usize::from(at > self.skipped && before.ends_with('\r') && rest.starts_with('\n'));
        let lead = rest.len() - rest.trim_start_matches(['\r', '\n']).len();
        let blank = line_ends(rest.get(half..lead).unwrap_or_default());
        self.row = self.row.saturating_add(blank).saturating_add(1);
        let last = self.reader.position().byte() >= (self.text.len() - self.skipped) as u64;
        Some(Record {
            row: self.row,
            start: at + lead,
            open: last && ends_open(rest.get(lead..).unwrap_or_default(), self.separator),
            fields,
        })
    }
}

fn reader(text: &str, separator: u8) -> Reader<&[u8]> {
    ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes())
}

fn line_ends(text: &str) -> u32 {
    let pairs = text.matches("\r\n").count();
    let signs = text.bytes().filter(|b| matches!(b, b'\r' | b'\n')).count();
    u32::try_from(signs - pairs).unwrap_or(u32::MAX)
}

/// Whether the text of a record, the last one, ends within a quoted field.
fn ends_open(text: &str, separator: u8) -> bool {
    let (mut quoted, mut first) = (false, true);
    for byte in text.bytes() {
        match byte {
            // the second of two marks within a quoted text opens it again
            b'"' if first || quoted => quoted = !quoted,
            _ => {}
        }
        first = !quoted && (byte == separator || matches!(byte, b'\r' | b'\n') || byte == b'"');
    }
    quoted
}

/// The sign that separates, and how many bytes a line that says so takes before the table.
fn separator(text: &str) -> (u8, usize) {
    let first = text.split(['\r', '\n']).next().unwrap_or_default();
    let named = first.trim().trim_matches('"').strip_prefix("sep=").map(str::as_bytes);
    let tab = first.trim_matches([' ', '"']).strip_prefix("sep=\t").map(|_| b'\t');
    if let Some(sign) = named
        .and_then(|n| if let [sign] = n { Some(*sign) } else { None })
        .or(tab)
    {
        let rest = text.get(first.len()..).unwrap_or_default();
        let end = if rest.starts_with("\r\n") {
            2
        } else {
            usize::from(!rest.is_empty())
        };
        return (sign, first.len() + end);
    }
    (found(text), 0)
}

/// The sign that separates the most rows at the start of a text, and of those the one with the most cells.
///
/// A row in which it tears a quotation apart does not count.
fn found(text: &str) -> u8 {
    let mut best = (0, 0, b',');
    for sign in SIGNS {
        let (mut rows, mut cells) = (0_usize, 0_usize);
        let mut reader = reader(text, sign);
        let mut record = StringRecord::new();
        for _ in 0..LOOKED_AT {
            if !reader.read_record(&mut record).unwrap_or(false) {
                break;
            }
            let torn = record.iter().any(|field| field.matches('"').count() % 2 == 1);
            if record.len() > 1 && !torn {
                rows += 1;
                cells += record.len();
            }
        }
        if (rows, cells) > (best.0, best.1) {
            best = (rows, cells, sign);
        }
    }
    best.2
}

#[cfg(test)]
mod tests {
    use super::{Records, separator};

    #[test]
    fn the_separator_is_found() {
        for (text, sign, skipped) in [
            ("a,b;c,d\n", b',', 0),
            ("a;\"b,c,d\";e\n", b';', 0),
            ("a\tb\n", b'\t', 0),
            ("\n\na\tb\n", b'\t', 0),
            ("alone\n", b',', 0),
            ("", b',', 0),
            ("sep=;\na,b;c\n", b';', 6),
            ("\"sep=|\"\r\na,b;c\n", b'|', 9),
            ("sep=\t\ra,b\tc\n", b'\t', 6),
            // the header is right where amounts hold commas
            ("Program|Cost\nA|$12,000\nB|$3,000\n", b'|', 0),
            // a title has a comma, the table has none
            ("Programs, 2026\nName;Cost\nA;1,5\nB;2\n", b';', 0),
            // amounts in texts of several lines
            ("N;T\nA;\"1,2\n3,4\n5,6\"\nB;\"1,2\n3,4\"\n", b';', 0),
            // remarks hold bars and semicolons
            ("Name,Note\nA,x; y; z\nB,x|y|z\n", b',', 0),
        ] {
            assert_eq!(separator(text), (sign, skipped), "{text:?}");
        }
    }

    fn rows(text: &str) -> Vec<(u32, String)> {
        Records::of(text)
            .map(|r| (r.row, r.fields.iter().collect::<Vec<_>>().join("/")))
            .collect()
    }

    #[test]
    fn rows_are_counted_as_a_spreadsheet_counts_them() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["", "", "id,note", "", "a,\"two", "", "lines\"", "b,x", "", "c,y"].join(end);
            let found = rows(&text);
            let numbers: Vec<u32> = found.iter().map(|(row, _)| *row).collect();
            assert_eq!(numbers, [3, 5, 6, 8], "{end:?}");
            let starts: Vec<&str> = Records::of(&text)
                .filter_map(|r| text.get(r.start..r.start + 1))
                .collect();
            assert_eq!(starts, ["i", "a", "b", "c"], "{end:?}");
        }
        // mixed line ends, as when two programs have written one file
        assert_eq!(
            rows("a\r\n\nb\r\rc\n\rd").iter().map(|r| r.0).collect::<Vec<_>>(),
            [1, 3, 5, 7]
        );
    }

    #[test]
    fn a_quotation_mark_that_never_closes_is_seen() {
        let open = |text: &str| Records::of(text).last().is_some_and(|r| r.open);
        assert!(open("a,b\nc,\"d\ne,f\n") && open("\""));
        for closed in [
            "a,b\nc,\"d\"\n",
            "a,\"b \"\"c\"\" d\"",
            "6\" ruler,x\n",
            "a,\"\"",
            "a,5\"",
            "a,\"\"\"b\"\"\"\r\n",
        ] {
            assert!(!open(closed), "{closed:?}");
        }
    }
}
