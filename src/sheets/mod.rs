//! Reads workbooks (`.xlsx`, `.xlsm`, `.ods`) and separated text into cells that know their place, and writes them.
//!
//! Knows nothing of districts. A file is surveyed within limits before anything in it is unpacked; formulas and macros
//! are never run. The texts of a sheet's cells become a source of their own, so that a place in it is a cell.

mod csv;
mod excel;
mod guard;
mod open;
mod open_document;
mod scan;
mod survey;
mod text;
mod write;

use crate::diagnostics::{CellAddress, SheetPlaces, SourceId, Sources, Span};

pub(crate) use csv::Records;
pub use csv::read_csv;
pub use guard::{Limits, looks_like};
pub use open::open;
pub use text::{decode, foreign, is_table};
pub use write::{Book, Check, Column, Content, LISTS, Page, Tone, Written, to_csv, to_xlsx, unguarded};

/// What a file is, by its first bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FileKind {
    /// A zip: `.xlsx`, `.xlsm`, `.ods`, or something else in a zip.
    Zip,
    /// A container of the old Office formats; also what a password makes of a workbook.
    Old,
    /// Anything else.
    Other,
}

/// How a cell was typed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CellKind {
    /// Text.
    Text,
    /// A number.
    Number,
    /// TRUE or FALSE.
    Truth,
    /// A day.
    Date,
    /// An error such as `#DIV/0!`.
    Error,
    /// A formula whose value was not saved.
    Unsaved,
}

/// A cell that is not blank. Its text is what stands at its span.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cell {
    /// The row, from 1.
    pub row: u32,
    /// The column, from 1.
    pub column: u32,
    /// How it was typed.
    pub kind: CellKind,
    /// Its text among the sources.
    pub span: Span,
    /// Whether it was carried down from the first of merged cells: its text stands there.
    pub carried: bool,
}

/// A rectangle of cells, rows and columns from 1, both ends within.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Area {
    /// First and last row.
    pub rows: (u32, u32),
    /// First and last column.
    pub columns: (u32, u32),
}

/// One sheet.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Its texts.
    pub source: SourceId,
    /// The cells that are not blank, row by row.
    pub cells: Vec<Cell>,
    /// Whether the whole sheet is hidden.
    pub hidden: bool,
    /// Hidden rows, as ranges.
    pub hidden_rows: Vec<(u32, u32)>,
    /// Hidden columns, as ranges.
    pub hidden_columns: Vec<(u32, u32)>,
    /// Merged cells.
    pub merged: Vec<Area>,
    /// Cells that are struck through, by row and column.
    pub struck: Vec<(u32, u32)>,
}

impl Sheet {
    /// The sheet as a whole, as a place.
    #[must_use]
    pub fn span(&self) -> Span {
        Span {
            source: self.source,
            start: 0,
            end: 0,
        }
    }

    /// The rows that are not blank, each with its number.
    pub fn rows(&self) -> impl Iterator<Item = (u32, &[Cell])> {
        self.cells
            .chunk_by(|a, b| a.row == b.row)
            .filter_map(|row| Some((row.first()?.row, row)))
    }

    /// How many rows are not blank.
    #[must_use]
    pub fn row_count(&self) -> usize {
        self.rows().count()
    }

    /// The rows that are not blank, each with the values of the cells that are merged down over it.
    ///
    /// A value that is merged down stands in the first column of its area in each row that holds something of its own;
    /// across, it belongs to the first column alone: what is merged across is a title.
    #[must_use]
    pub fn rows_with_merged(&self) -> Vec<(u32, Vec<Cell>)> {
        let mut rows: Vec<(u32, Vec<Cell>)> = self.rows().map(|(row, cells)| (row, cells.to_vec())).collect();
        let mut room = MOST_CARRIED;
        for area in self.merged.iter().filter(|a| a.rows.1 > a.rows.0) {
            let place = (area.rows.0, area.columns.0);
            let Ok(top) = self.cells.binary_search_by_key(&place, |c| (c.row, c.column)) else {
                continue;
            };
            let Some(top) = self.cells.get(top).copied() else {
                continue;
            };
            let first = rows.partition_point(|(row, _)| *row <= area.rows.0);
            let covered = rows.iter_mut().skip(first).take_while(|(row, _)| *row <= area.rows.1);
            for (row, cells) in covered.take(room) {
                room -= 1;
                if let Err(at) = cells.binary_search_by_key(&top.column, |c| c.column) {
                    let carried = Cell {
                        row: *row,
                        carried: true,
                        ..top
                    };
                    cells.insert(at, carried);
                }
            }
        }
        rows
    }
}

/// So many cells are carried down in a sheet at the most.
const MOST_CARRIED: usize = 1_000_000;

/// A workbook as it was read.
#[derive(Clone, Debug)]
pub struct Workbook {
    /// The name the user gave.
    pub name: String,
    /// The sheets in their order.
    pub sheets: Vec<Sheet>,
    /// The SHA-256 of the file; of a folder, that of the list that `sha256sum` prints.
    pub hash: String,
}

/// The text of a cell, spaces around it left out.
#[must_use]
pub fn text<'s>(cell: &Cell, sources: &'s Sources) -> &'s str {
    sources.slice(cell.span).trim()
}

/// Collects the cells of one sheet and their texts.
#[derive(Default)]
struct Collector {
    text: String,
    cells: Vec<(CellAddress, CellKind, u32, u32)>,
}

impl Collector {
    fn new() -> Self {
        // the first byte stands for the sheet as a whole
        Self {
            text: "\n".to_owned(),
            cells: Vec::new(),
        }
    }

    fn add(&mut self, row: u32, column: u32, kind: CellKind, text: &str) {
        if text.trim().is_empty() && kind != CellKind::Unsaved {
            return;
        }
        let at = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let start = at(self.text.len());
        self.text.push_str(text);
        let end = at(self.text.len());
        self.text.push('\n');
        self.cells.push((CellAddress { row, column }, kind, start, end));
    }

    fn size(&self) -> u64 {
        self.text.len() as u64
    }

    fn count(&self) -> u64 {
        self.cells.len() as u64
    }

    /// Puts the sheet among the sources.
    fn finish(mut self, file: &str, name: &str, shown: &str, sources: &mut Sources) -> Sheet {
        // some programs write rows or cells out of order
        self.cells.sort_by_key(|(place, ..)| (place.row, place.column));
        self.cells.dedup_by_key(|(place, ..)| (place.row, place.column));
        let mut starts: Vec<(u32, CellAddress)> =
            self.cells.iter().map(|(place, _, start, _)| (*start, *place)).collect();
        starts.sort_by_key(|(start, _)| *start);
        let places = SheetPlaces {
            sheet: shown.to_owned(),
            cells: starts,
        };
        let source = sources.add_sheet(file, self.text, places);
        let cells = self
            .cells
            .iter()
            .map(|(place, kind, start, end)| Cell {
                row: place.row,
                column: place.column,
                kind: *kind,
                span: Span {
                    source,
                    start: *start,
                    end: *end,
                },
                carried: false,
            })
            .collect();
        Sheet {
            name: name.to_owned(),
            source,
            cells,
            hidden: false,
            hidden_rows: Vec::new(),
            hidden_columns: Vec::new(),
            merged: Vec::new(),
            struck: Vec::new(),
        }
    }
}
