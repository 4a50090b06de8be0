//! Rows of a table of separated text, a record each.

use std::borrow::Cow;

use csv::ByteRecord;

use crate::batch::fields::{Field, Fields, Problem};
use crate::batch::json::{Identity, Read, no_id};
use crate::batch::worker::Records;
use crate::batch::{answers, tree};
use crate::evaluate::Answers;
use crate::inventory::names;
use crate::rules::{FactType, RuleSet};
use crate::yaml::Node;

/// The columns of a table.
#[derive(Clone, Debug)]
pub struct Header {
    columns: Vec<(String, Field)>,
    delimiter: u8,
}

impl Header {
    /// Those of the first line of a table, which says too by what its cells are separated.
    ///
    /// # Errors
    /// When a column is none of a record, stands twice or holds what a cell cannot, or there is no `id`.
    pub fn read(line: &[u8], fields: &Fields) -> Result<Self, Vec<Problem>> {
        let often = |sign: &u8| line.iter().filter(|byte| *byte == sign).count();
        let delimiter = [b',', b';', b'\t'].into_iter().rev().max_by_key(often).unwrap_or(b',');
        let row = rows(line, delimiter).next().and_then(Result::ok).unwrap_or_default();
        let (mut columns, mut problems) = (Vec::<(String, Field)>::new(), Vec::new());
        for cell in &row {
            let name = String::from_utf8_lossy(cell).trim().to_owned();
            if columns.iter().any(|(known, _)| *known == name) {
                problems.push(Problem::new(
                    format!("the column `{name}` stands twice"),
                    "keep one of the two",
                ));
            }
            match fields.get(&name) {
                Some(Field::Group | Field::Whole) => problems.push(Problem::new(
                    format!("the column `{name}` holds rows or a group of fields, which no cell does"),
                    "give one column a field, such as `scope.since`, or write the records as lines of JSON",
                )),
                Some(field) => columns.push((name, field)),
                None => problems.push(fields.unknown(&name)),
            }
        }
        if !columns.iter().any(|(_, field)| *field == Field::Id) {
            problems.push(no_id());
        }
        match problems.is_empty() {
            true => Ok(Self { columns, delimiter }),
            false => Err(problems),
        }
    }
}

fn rows(text: &[u8], delimiter: u8) -> impl Iterator<Item = Result<ByteRecord, csv::Error>> {
    let mut builder = csv::ReaderBuilder::new();
    builder.has_headers(false).flexible(true).delimiter(delimiter);
    builder.from_reader(text).into_byte_records()
}

/// Some rows of a longer table.
pub struct Cells<'h> {
    header: &'h Header,
    /// The number of each row's first line, and its cells or what is wrong with it.
    rows: Vec<(u64, Result<ByteRecord, Problem>)>,
}

impl<'h> Cells<'h> {
    /// The rows of a text of which the first line has a number.
    #[must_use]
    pub fn of(text: &[u8], first: u64, header: &'h Header) -> Self {
        let row = |row: Result<ByteRecord, csv::Error>| {
            let row = row.map_err(|error| Problem::new(error.to_string(), "write one row a record"));
            let row = row.and_then(|row| {
                let (cells, columns) = (row.len(), header.columns.len());
                // what a spreadsheet adds at the end of a line is empty
                let more = row.iter().skip(columns).any(|cell| !cell.trim_ascii().is_empty());
                match cells < columns || more {
                    true => Err(Problem::new(
                        format!("the row has {cells} cells, and there are {columns} columns"),
                        "put text with a separator in it in quotes",
                    )),
                    false => Ok(row),
                }
            });
            let line = row
                .as_ref()
                .ok()
                .and_then(|row| row.position())
                .map(csv::Position::line);
            (line, row)
        };
        let mut last = first;
        let rows = rows(text, header.delimiter).map(row).map(|(line, row)| {
            last = line.map_or(last + 1, |line| first + line - 1);
            (last, row)
        });
        Self {
            rows: rows.collect(),
            header,
        }
    }

    fn row(&self, n: usize) -> Result<&ByteRecord, Problem> {
        match self.rows.get(n) {
            Some((_, Ok(row))) => Ok(row),
            Some((_, Err(problem))) => Err(problem.clone()),
            None => Err(no_id()),
        }
    }

    /// The cells of a row that are not empty, each with what stands in its column.
    fn cells<'c>(&'c self, row: &'c ByteRecord) -> impl Iterator<Item = Result<(&'c str, Field, &'c str), Problem>> {
        let cells = self.header.columns.iter().zip(row);
        let read = cells.map(|((name, field), cell)| match std::str::from_utf8(cell) {
            Ok(text) => Ok((name.as_str(), *field, text.trim())),
            Err(_) => Err(Problem::new(
                format!("`{name}` holds a byte that is not UTF-8"),
                "save the table as UTF-8",
            )),
        });
        read.filter(|read| !matches!(read, Ok((.., text)) if text.is_empty()))
    }

    fn answers(&self, n: usize, set: &RuleSet, answers: &mut Answers, identity: &mut Identity) -> Result<(), Problem> {
        let row = self.row(n)?;
        for cell in self.cells(row) {
            let (_, field, text) = cell?;
            match field {
                Field::Id => identity.id.push_str(text),
                Field::District => identity.district = Some(text.to_owned()),
                Field::Name => answers.name.push_str(text),
                Field::Note => answers.note.push_str(text),
                Field::Fact(id) if set.fact(id).kind == FactType::List && is_list(text) => {
                    answers.list(id, listed(text).len());
                }
                Field::Fact(id) => answers::text(set.fact(id), id, text, answers)?,
                Field::Group | Field::Whole | Field::Ignored => {}
            }
        }
        if identity.id.is_empty() { Err(no_id()) } else { Ok(()) }
    }
}

/// Whether text is the names of a list, and no word for not knowing them.
fn is_list(text: &str) -> bool {
    crate::rules::unanswered(text).is_none()
}

/// The names of a list in a cell.
fn listed(text: &str) -> Vec<String> {
    match text.eq_ignore_ascii_case("none") || text == "[]" {
        true => Vec::new(),
        false => names(text),
    }
}

impl Records for Cells<'_> {
    fn count(&self) -> usize {
        self.rows.len()
    }

    fn number(&self, n: usize) -> u64 {
        self.rows.get(n).map_or(0, |(line, _)| *line)
    }

    fn plain(&self, n: usize, set: &RuleSet, _: &Fields, answers: &mut Answers, identity: &mut Identity) -> Read {
        match self.answers(n, set, answers, identity) {
            Ok(()) => Read::Plain,
            Err(problem) => Read::Bad(problem),
        }
    }

    fn tree(&self, n: usize) -> Result<Node<'static>, Problem> {
        let row = self.row(n)?;
        let entries = self
            .cells(row)
            .filter(|cell| !matches!(cell, Ok((_, Field::Ignored, _))));
        let entry = |(name, _, text): (&str, Field, &str)| (name.to_owned(), tree::text(text.to_owned()));
        let entries: Result<Vec<_>, Problem> = entries.map(|cell| cell.map(entry)).collect();
        Ok(tree::fields(entries?))
    }

    fn raw(&self, n: usize) -> Cow<'_, str> {
        let Ok(row) = self.row(n) else { return Cow::default() };
        let cells: Vec<Cow<str>> = row.iter().map(String::from_utf8_lossy).collect();
        cells.join(",").into()
    }
}
