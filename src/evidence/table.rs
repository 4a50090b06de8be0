//! Tables of separated text whose cells know their place in it.
//!
//! Reading goes on after a problem, so that one run names all of them. What a column means is for the caller to say.

mod cells;

use cells::{located, span_of};

use crate::diagnostics::{Code, Diagnostic, Diagnostics, SourceId, Sources, Span};
use crate::sheets::Records;

/// The most bytes that are read.
pub const MOST_BYTES: usize = 8 << 20;
/// The most rows that are read.
pub const MOST_ROWS: usize = 20_000;

/// The most cells of a row.
pub const MOST_COLUMNS: usize = 1_000;
/// The most cells that are read.
pub const MOST_CELLS: usize = 1_000_000;

/// The text of a cell, without the spaces around it, and its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TableCell {
    /// The text; empty where nothing stands.
    pub text: String,
    /// The place.
    pub span: Span,
}

/// A table: a header, and rows with as many cells.
#[derive(Clone, Debug)]
pub struct Table {
    header: Vec<TableCell>,
    rows: Vec<Vec<TableCell>>,
    at: Span,
}

/// What a number of a column must be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Domain {
    /// Any number.
    Any,
    /// Zero or above.
    NotNegative,
    /// Above zero.
    Positive,
}

/// Reads a table. `None` when there is nothing to go on with; the problems say why.
#[must_use]
pub fn read(source: SourceId, sources: &Sources, out: &mut Diagnostics) -> Option<Table> {
    let (text, name) = (sources.text(source), sources.name(source));
    if text.len() > MOST_BYTES {
        let message = format!("the table has {} bytes; {MOST_BYTES} are read at the most", text.len());
        out.push(Diagnostic::about_file(Code::TooLarge, name, message).help("is this the right file?"));
        return None;
    }
    let mut lines: Vec<(Vec<TableCell>, Span)> = Vec::new();
    let mut count = 0;
    let records = Records::of(text);
    let separator = records.separator;
    for record in records {
        let width = record.fields.len();
        count += width;
        let (most, of) = if width > MOST_COLUMNS {
            (MOST_COLUMNS, "a row of the table")
        } else {
            (MOST_CELLS, "the table")
        };
        if width > MOST_COLUMNS || count > MOST_CELLS {
            let message = format!("{of} has over {most} cells, more than are read");
            out.push(Diagnostic::about_file(Code::TooManyCells, name, message).help("is this the right file?"));
            return None;
        }
        let cells = located(text, record.start, separator, &record.fields, source);
        if record.open {
            let at = cells.last().map_or(Span::NOWHERE, |cell| cell.span);
            let message = "a quotation mark opens here and never closes: every row below is inside this one cell";
            out.push(
                Diagnostic::new(Code::OpenQuote, at, message)
                    .help("close it where the text ends; a quotation mark within a quoted text is written twice"),
            );
            return None;
        }
        if cells.iter().all(|cell| cell.text.is_empty()) {
            continue;
        }
        if lines.len() > MOST_ROWS {
            let message = format!("the table has over {MOST_ROWS} rows, more than are read");
            out.push(Diagnostic::about_file(Code::TooManyRows, name, message).help("is this the right file?"));
            return None;
        }
        let span = span_of(&cells, source);
        lines.push((cells, span));
    }
    let mut lines = lines.into_iter();
    let Some((header, at)) = lines.next() else {
        out.push(
            Diagnostic::about_file(Code::EmptyFile, name, "the table is empty")
                .help("the first line names the columns, each line below is a row"),
        );
        return None;
    };
    check_header(&header, out);
    let rows = lines
        .filter_map(|(cells, span)| sized(cells, span, &header, out))
        .collect();
    let table = Table { header, rows, at };
    if table.rows.is_empty() && !out.has_errors() {
        out.push(
            Diagnostic::new(Code::NoRows, at, "there is no row below the header")
                .help("write a line for each result below the names of the columns"),
        );
    }
    Some(table)
}

impl Table {
    /// The rows, in the order of the file.
    #[must_use]
    pub fn rows(&self) -> &[Vec<TableCell>] {
        &self.rows
    }

    /// The names of the columns.
    #[must_use]
    pub fn header(&self) -> &[TableCell] {
        &self.header
    }

    /// Where the header stands.
    #[must_use]
    pub fn at(&self) -> Span {
        self.at
    }

    /// The place of a column, whatever the case of its name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        let exact = self.header.iter().position(|cell| cell.text == name);
        exact.or_else(|| self.header.iter().position(|cell| cell.text.eq_ignore_ascii_case(name)))
    }

    /// The place of a column that must be there; `option` is what names it on the command line.
    #[must_use]
    pub fn need(&self, name: &str, option: &str, out: &mut Diagnostics) -> Option<usize> {
        let found = self.column(name);
        if found.is_none() {
            let names: Vec<&str> = self.header.iter().map(|cell| cell.text.as_str()).collect();
            let near = out
                .nearest(name, names.iter().copied())
                .map(|near| format!("did you mean `{near}`? "));
            let help = format!(
                "{}name the column with {option}; there are {}",
                near.unwrap_or_default(),
                listed(&names)
            );
            out.push(Diagnostic::new(Code::MissingColumn, self.at, format!("there is no column `{name}`")).help(help));
        }
        found
    }

    /// The texts of a column.
    #[must_use]
    pub fn texts(&self, column: usize) -> Vec<&str> {
        self.rows
            .iter()
            .map(|row| row.get(column).map_or("", |cell| cell.text.as_str()))
            .collect()
    }

    /// The texts of a column in which each cell must hold something.
    #[must_use]
    pub fn filled(&self, column: usize, out: &mut Diagnostics) -> Vec<&str> {
        for row in &self.rows {
            self.filled_cell(row, column, "write its name, or delete the row", out);
        }
        self.texts(column)
    }

    /// The numbers of a column in which each cell must hold one; `None` for a cell with a problem.
    #[must_use]
    pub fn numbers(&self, column: usize, domain: Domain, out: &mut Diagnostics) -> Vec<Option<f64>> {
        let each = self.rows.iter().map(|row| {
            self.filled_cell(row, column, "write the number, or delete the row", out)?;
            self.number(row, column, domain, out)
        });
        each.collect()
    }

    /// The number of a cell; `None` when it is empty or has a problem.
    #[must_use]
    pub fn number(&self, row: &[TableCell], column: usize, domain: Domain, out: &mut Diagnostics) -> Option<f64> {
        let cell = row.get(column).filter(|cell| !cell.text.is_empty())?;
        let name = self.name(column);
        let plain = cell.text.replace('\u{2212}', "-");
        let digits = plain.bytes().any(|b| b.is_ascii_digit());
        let Some(value) = plain.parse::<f64>().ok().filter(|_| digits) else {
            let message = format!("`{}` in column `{name}` is not a number", cell.text);
            out.push(Diagnostic::new(Code::WrongType, cell.span, message).help(advice(&plain)));
            return None;
        };
        let (sound, must) = match domain {
            Domain::Any => (true, ""),
            Domain::NotNegative => (value >= 0.0, "zero or above"),
            // a number that cannot be divided by is zero to the program
            Domain::Positive => (value > 0.0 && (1.0 / value).is_finite(), "above zero"),
        };
        if !value.is_finite() {
            let message = format!("`{}` in column `{name}` is too large to compute with", cell.text);
            out.push(Diagnostic::new(Code::OutOfRange, cell.span, message).help("write the number in larger units"));
            return None;
        }
        if !sound {
            let message = format!("`{}` in column `{name}` must be {must}", cell.text);
            out.push(Diagnostic::new(Code::OutOfRange, cell.span, message).help("correct it, or delete the row"));
            return None;
        }
        Some(value)
    }

    /// The name of a column.
    #[must_use]
    pub fn name(&self, column: usize) -> &str {
        self.header.get(column).map_or("", |cell| &cell.text)
    }

    fn filled_cell(&self, row: &[TableCell], column: usize, help: &str, out: &mut Diagnostics) -> Option<()> {
        let cell = row.get(column)?;
        if cell.text.is_empty() {
            let message = format!("the cell of column `{}` is empty", self.name(column));
            out.push(Diagnostic::new(Code::EmptyCell, cell.span, message).help(help));
            return None;
        }
        Some(())
    }
}

/// What to write in place of what is no number.
fn advice(text: &str) -> String {
    let decimal = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let unsigned = text.trim_start_matches(['-', '+']);
    if let Some(number) = text.strip_suffix('%').and_then(|n| n.trim().parse::<f64>().ok()) {
        return format!("write `{}`: a share in place of percent", number / 100.0);
    }
    match unsigned.split_once(',') {
        Some((whole, rest)) if decimal(whole) && rest.len() == 3 && decimal(rest) && whole != "0" => format!(
            "write `{}` if the comma groups thousands, `{}` if decimals follow it",
            text.replace(',', ""),
            text.replace(',', ".")
        ),
        Some((whole, rest)) if decimal(whole) && decimal(rest) => {
            format!("write `{}`: a point before the decimals", text.replace(',', "."))
        }
        Some(_) | None => "write a number such as 0.25, or delete the row".to_owned(),
    }
}

fn listed(names: &[&str]) -> String {
    let named: Vec<String> = names.iter().take(20).map(|name| format!("`{name}`")).collect();
    let more = names.len().saturating_sub(named.len());
    let rest = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    format!("{}{rest}", named.join(", "))
}

fn check_header(header: &[TableCell], out: &mut Diagnostics) {
    for (n, cell) in header.iter().enumerate() {
        let same = |other: &&TableCell| !cell.text.is_empty() && other.text.eq_ignore_ascii_case(&cell.text);
        if let Some(first) = header.iter().take(n).find(same) {
            out.push(
                Diagnostic::new(
                    Code::DuplicateColumn,
                    cell.span,
                    format!("two columns are named `{}`", cell.text),
                )
                .other(first.span, "the first")
                .help("rename or delete one of them"),
            );
        }
    }
}

/// A row with as many cells as the header; empty cells at its end do not count.
fn sized(mut cells: Vec<TableCell>, span: Span, header: &[TableCell], out: &mut Diagnostics) -> Option<Vec<TableCell>> {
    while cells.len() > header.len() && cells.last().is_some_and(|cell| cell.text.is_empty()) {
        cells.pop();
    }
    if cells.len() == header.len() {
        return Some(cells);
    }
    let message = format!("the row has {} cells, the header has {}", cells.len(), header.len());
    let help = if cells.iter().any(|cell| cell.text.contains('\n')) {
        "a cell holds several lines: is the closing quotation mark missing?"
    } else if cells.len() > header.len() {
        "put a text that holds the separator in quotation marks, and a point before decimals"
    } else {
        "write a separator for each empty cell"
    };
    out.push(Diagnostic::new(Code::RaggedRow, span, message).help(help));
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(text: &str) -> Vec<(String, String)> {
        let (mut sources, mut out) = (Sources::default(), Diagnostics::default());
        let source = sources.add("t.csv", text.to_owned());
        let table = read(source, &sources, &mut out).unwrap();
        assert!(out.is_empty(), "{out:?}");
        let cells = table.rows().iter().flatten();
        cells
            .map(|c| (sources.place(c.span), sources.slice(c.span).to_owned()))
            .collect()
    }

    #[test]
    fn every_cell_knows_its_place() {
        let found = places("a,b\r\n\r\n1,\"x, \"\"y\"\"\nz\"\r\n , 2 \r\n,,\n");
        let wanted = [
            ("t.csv:3:1", "1"),
            ("t.csv:3:3", "\"x, \"\"y\"\"\nz\""),
            ("t.csv:5:2", ""),
            ("t.csv:5:4", "2"),
        ];
        let found: Vec<(&str, &str)> = found.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(found, wanted);
    }

    #[test]
    fn the_places_are_the_same_whatever_the_line_ends_and_the_separator() {
        let lf = "a,b\n\n1,\"x\ny\"\n , 2 \n";
        let wanted = places(lf);
        for end in ["\n", "\r\n"] {
            for sign in [",", ";", "\t", "|"] {
                assert_eq!(places(&lf.replace(',', sign).replace('\n', end)).len(), wanted.len());
                let found: Vec<String> = places(&lf.replace(',', sign).replace('\n', end))
                    .into_iter()
                    .map(|(at, _)| at)
                    .collect();
                let wanted: Vec<String> = wanted.iter().map(|(at, _)| at.clone()).collect();
                assert_eq!(found, wanted, "{end:?} {sign:?}");
            }
        }
        assert_eq!(
            places("sep=;\na;b\n0,5;2\n").first().map(|(at, _)| at.as_str()),
            Some("t.csv:3:1")
        );
    }

    #[test]
    fn what_is_no_number_is_told_what_to_write() {
        assert_eq!(advice("-0,25"), "write `-0.25`: a point before the decimals");
        assert_eq!(
            advice("1,250"),
            "write `1250` if the comma groups thousands, `1.250` if decimals follow it"
        );
        assert_eq!(advice("12%"), "write `0.12`: a share in place of percent");
        assert_eq!(advice("NA"), "write a number such as 0.25, or delete the row");
    }
}
