//! A sheet as a list: the rows of names, what stands above them, and the rows below.

use std::collections::HashSet;

use crate::diagnostics::{CellAddress, Code, Diagnostic, Sources};
use crate::sheets::{self, CellKind, Sheet};

use super::head::{self, Found, Names};
use super::words::Words;
use super::{Head, one_line};

/// Rows of a list that are read at the most.
const MOST_ROWS: usize = 5_000;

/// Longer names of columns are no keys of a mapping file.
const LONGEST_HEADER: usize = 200;

/// A cell of a row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot<'a> {
    pub column: u32,
    pub kind: CellKind,
    pub text: &'a str,
    /// The rows of the merged cells to which the value belongs.
    pub shared: Option<(u32, u32)>,
}

/// A row that is not blank.
#[derive(Clone, Debug)]
pub(super) struct ListRow<'a> {
    pub number: u32,
    pub cells: Vec<Spot<'a>>,
}

impl ListRow<'_> {
    /// Everything that stands in the row, on one line.
    pub fn written(&self) -> String {
        let own = |c: &&Spot| c.shared.is_none_or(|(first, _)| first == self.number);
        let cells = self.cells.iter().filter(own).map(|c| match c.kind {
            CellKind::Unsaved => "(a formula without a saved value)".to_owned(),
            _ => one_line(c.text),
        });
        cells.collect::<Vec<_>>().join(" | ")
    }
}

/// The list: its names of columns and its rows.
pub(super) struct Table<'a> {
    /// The columns with their names, no name twice.
    pub heads: Vec<(u32, String)>,
    /// The rows in which the names stand.
    pub head_rows: Vec<u32>,
    /// Whether a known name says that they are names.
    pub sure: bool,
    /// The rows above them.
    pub above: Vec<ListRow<'a>>,
    /// The rows below.
    pub rows: Vec<ListRow<'a>>,
}

impl<'a> Table<'a> {
    pub fn of(
        sheet: &Sheet,
        sources: &'a Sources,
        names: &Names,
        words: &Words,
        wanted: Option<Head>,
    ) -> Result<Self, Box<Diagnostic>> {
        let mut rows = rows(sheet, sources);
        if rows.is_empty() {
            return Err(Box::new(
                Diagnostic::new(
                    Code::NoHeader,
                    sheet.span(),
                    "the list is empty: no row of column names is found",
                )
                .help("is this the right sheet? name it with --sheet"),
            ));
        }
        if rows.len() > MOST_ROWS {
            let message = format!("the list has {} rows; {MOST_ROWS} are read at the most", rows.len());
            return Err(Box::new(
                Diagnostic::new(Code::TooManyCells, sheet.span(), message)
                    .help("is this the right sheet? name it with --sheet"),
            ));
        }
        let found = match wanted {
            None => head::find(&rows, names, words),
            Some(Head::Nowhere) => Found::Nowhere(0),
            Some(Head::Row(number)) => match rows.iter().position(|r| r.number == number) {
                Some(place) => Found::Row(place, true),
                None => {
                    let message = format!("row {number} is blank, and --header says that it names the columns");
                    return Err(Box::new(Diagnostic::new(Code::NoHeader, sheet.span(), message).help(
                        "give the number of the row with the names, or `none` when there is none",
                    )));
                }
            },
        };
        let (first, last, sure) = match found {
            Found::Nowhere(first) => return Ok(Self::without_names(rows, first)),
            Found::Row(place, sure) => {
                let goes_on = |upper: usize| match (rows.get(upper), rows.get(upper + 1)) {
                    (Some(upper), Some(lower)) => head::continues(upper, lower, names, words),
                    _ => false,
                };
                if wanted.is_none() && place > 0 && goes_on(place - 1) {
                    (place - 1, place, sure)
                } else if goes_on(place) {
                    (place, place + 1, sure)
                } else {
                    (place, place, sure)
                }
            }
        };
        let below = rows.split_off(last + 1);
        let head_rows = rows.split_off(first);
        let mut heads = named(sheet, &head_rows);
        nameless(&mut heads, &below);
        Ok(Self {
            heads: distinct(heads),
            head_rows: head_rows.iter().map(|r| r.number).collect(),
            sure,
            above: rows,
            rows: below,
        })
    }

    /// A list whose first full row is an entry; what stands above that is none.
    fn without_names(mut above: Vec<ListRow<'a>>, first: usize) -> Self {
        let rows = above.split_off(first.min(above.len()));
        let mut heads = Vec::new();
        nameless(&mut heads, &rows);
        Self {
            heads: distinct(heads),
            head_rows: Vec::new(),
            sure: false,
            above,
            rows,
        }
    }

    /// Whether a column is called so that it holds the names of initiatives.
    pub fn is_named(&self, names: &Names) -> bool {
        self.heads.iter().any(|(_, text)| names.is_name(text))
    }

    /// The cells of a column, row by row.
    pub fn values(&self, column: u32) -> impl Iterator<Item = &Spot<'a>> {
        let rows = self.rows.iter();
        rows.filter_map(move |row| {
            let place = row.cells.partition_point(|c| c.column < column);
            row.cells.get(place).filter(|c| c.column == column)
        })
    }
}

/// The rows that are not blank, the value of merged cells in each of their rows.
fn rows<'a>(sheet: &Sheet, sources: &'a Sources) -> Vec<ListRow<'a>> {
    let mut rows: Vec<ListRow> = sheet
        .rows()
        .map(|(number, cells)| {
            let cells = cells.iter().map(|c| {
                let text = sheets::text(c, sources);
                Spot {
                    column: c.column,
                    kind: c.kind,
                    text: sheets::unguarded(text).map_or(text, str::trim),
                    shared: None,
                }
            });
            ListRow {
                number,
                cells: cells.collect(),
            }
        })
        .collect();
    for area in sheet.merged.iter().filter(|a| a.rows.0 < a.rows.1) {
        let start = rows.partition_point(|r| r.number < area.rows.0);
        let end = rows.partition_point(|r| r.number <= area.rows.1);
        let Some(part) = rows.get_mut(start..end) else { continue };
        let value = part
            .first_mut()
            .filter(|r| r.number == area.rows.0)
            .and_then(|r| r.cells.iter_mut().find(|c| c.column == area.columns.0));
        let Some(value) = value else { continue };
        value.shared = Some(area.rows);
        let value = *value;
        for row in part.iter_mut().skip(1) {
            let place = row.cells.partition_point(|c| c.column < value.column);
            if row.cells.get(place).is_none_or(|c| c.column != value.column) {
                row.cells.insert(place, value);
            }
        }
    }
    rows
}

/// The names of the columns; of two rows of names both, the upper for each column below it.
fn named(sheet: &Sheet, rows: &[ListRow]) -> Vec<(u32, String)> {
    let own = |row: &ListRow| -> Vec<(u32, String)> {
        let cells = row.cells.iter();
        cells.map(|c| (c.column, one_line(c.text))).collect()
    };
    let [upper, lower] = rows else {
        return rows.first().map(own).unwrap_or_default();
    };
    let over = |column: u32| {
        let merged = sheet.merged.iter().find(|a| {
            a.rows.0 <= upper.number && upper.number <= a.rows.1 && a.columns.0 <= column && column <= a.columns.1
        });
        let from = merged.map_or(column, |a| a.columns.0);
        let spot = upper.cells.iter().rfind(|c| c.column <= from)?;
        Some(one_line(spot.text))
    };
    let mut heads = own(upper);
    heads.retain(|(column, _)| lower.cells.iter().all(|c| c.column != *column || c.text.is_empty()));
    for spot in &lower.cells {
        let text = one_line(spot.text);
        let is_same = |upper: &String| *upper == text;
        let name = match over(spot.column) {
            Some(upper) if !is_same(&upper) => format!("{upper} {text}"),
            _ => text,
        };
        heads.push((spot.column, name));
    }
    heads.sort_by_key(|(column, _)| *column);
    heads
}

/// Columns in which something stands below no name.
fn nameless(heads: &mut Vec<(u32, String)>, rows: &[ListRow]) {
    let known: HashSet<u32> = heads.iter().map(|(column, _)| *column).collect();
    let used: HashSet<u32> = rows.iter().flat_map(|r| r.cells.iter().map(|c| c.column)).collect();
    heads.extend(used.difference(&known).map(|column| (*column, String::new())));
    heads.sort_by_key(|(column, _)| *column);
}

/// Each column under a name of its own, which a mapping file can hold.
fn distinct(mut heads: Vec<(u32, String)>) -> Vec<(u32, String)> {
    let written: HashSet<String> = heads.iter().map(|(_, text)| text.clone()).collect();
    let mut seen: HashSet<String> = HashSet::new();
    for (column, text) in &mut heads {
        let name = letters(*column);
        if text.is_empty() || text.len() > LONGEST_HEADER {
            *text = format!("column {name}");
        }
        let whole = text.clone();
        let mut sign = String::new();
        while !seen.insert(text.clone()) || (*text != whole && written.contains(text)) {
            *text = format!("{whole} (column {name}{sign})");
            sign.push('\'');
        }
    }
    heads
}

/// The letters of a column.
pub(super) fn letters(column: u32) -> String {
    let name = CellAddress { row: 0, column }.to_string();
    name.trim_end_matches('0').to_owned()
}
