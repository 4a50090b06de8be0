//! Texts and places in them.

use std::borrow::Cow;
use std::sync::OnceLock;

use super::digest::sha256_of_parts;

/// A text, by its place in [`Sources`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct SourceId(u32);

/// A half-open range of bytes in one text.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Span {
    /// The text.
    pub source: SourceId,
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// A place that stands for no text, for what was not read from a file.
    pub const NOWHERE: Self = Self {
        source: SourceId(u32::MAX),
        start: 0,
        end: 0,
    };
}

/// A line and a column, both from 1; the column counts characters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The character in the line.
    pub column: usize,
}

/// A cell of a sheet, both numbers from 1.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CellAddress {
    /// The row.
    pub row: u32,
    /// The column.
    pub column: u32,
}

impl std::fmt::Display for CellAddress {
    /// As people name it: `C12`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut letters = Vec::new();
        let mut left = self.column;
        while left > 0 {
            let digit = (left - 1) % 26;
            letters.push(char::from(b'A' + u8::try_from(digit).unwrap_or_default()));
            left = (left - 1) / 26;
        }
        let letters: String = letters.into_iter().rev().collect();
        write!(f, "{letters}{}", self.row)
    }
}

/// Where the texts of a sheet's cells stand in the text of its source.
#[derive(Clone, Default, Debug)]
pub struct SheetPlaces {
    /// The sheet's name; empty for a file that is one sheet.
    pub sheet: String,
    /// The first byte of each cell's text, ascending.
    pub cells: Vec<(u32, CellAddress)>,
}

/// The byte-order mark.
const BYTE_ORDER_MARK: &str = "\u{feff}";
/// A byte whose line and column are known: where a line begins, and in a long line every [`STRETCH`] bytes.
#[derive(Clone, Copy, Debug)]
struct Mark {
    byte: usize,
    at: Position,
}

/// From a mark no more than this is counted to find a column: a whole file may be one line with a problem at every word.
const STRETCH: usize = 4096;

#[derive(Debug)]
struct Source {
    name: String,
    text: Cow<'static, str>,
    // what stood before the text in the file and is no part of it
    mark: &'static str,
    /// Its SHA-256, where that is known already.
    hash: Option<&'static str>,
    marks: OnceLock<Vec<Mark>>,
    sheet: Option<SheetPlaces>,
}

/// Every text that was read.
#[derive(Default, Debug)]
pub struct Sources {
    list: Vec<Source>,
}

impl Sources {
    /// Adds a text under the name the user gave.
    pub fn add(&mut self, name: &str, text: impl Into<Cow<'static, str>>) -> SourceId {
        self.push(name, text.into(), None)
    }

    /// Adds a text that the program carries, with its SHA-256.
    pub(crate) fn add_hashed(&mut self, name: &str, text: &'static str, hash: &'static str) -> SourceId {
        let id = self.push(name, text.into(), None);
        self.list
            .last_mut()
            .into_iter()
            .for_each(|source| source.hash = Some(hash));
        id
    }

    /// Adds the text of a file in UTF-8; a byte-order mark is no part of the text, but of the file's hash.
    pub fn add_file(&mut self, name: &str, mut text: String) -> SourceId {
        let marked = text.starts_with(BYTE_ORDER_MARK);
        if marked {
            text.drain(..BYTE_ORDER_MARK.len());
        }
        let id = self.push(name, text.into(), None);
        if let Some(source) = self.list.last_mut().filter(|_| marked) {
            source.mark = BYTE_ORDER_MARK;
        }
        id
    }

    /// The SHA-256 of a text as its file holds it.
    #[must_use]
    pub fn sha256(&self, id: SourceId) -> String {
        if let Some(known) = self.get(id).and_then(|source| source.hash) {
            return known.to_owned();
        }
        let mark = self.get(id).map_or("", |source| source.mark);
        sha256_of_parts(&[mark.as_bytes(), self.text(id).as_bytes()])
    }

    /// Adds a sheet: the texts of its cells one after another, with the table that says which is where.
    pub fn add_sheet(&mut self, name: &str, text: String, places: SheetPlaces) -> SourceId {
        self.push(name, text.into(), Some(places))
    }

    fn push(&mut self, name: &str, text: Cow<'static, str>, sheet: Option<SheetPlaces>) -> SourceId {
        let id = SourceId(u32::try_from(self.list.len()).unwrap_or(u32::MAX));
        self.list.push(Source {
            name: name.to_owned(),
            text,
            mark: "",
            hash: None,
            marks: OnceLock::new(),
            sheet,
        });
        id
    }

    /// The name of the sheet that a source is, when it is one; empty for a file that is one sheet.
    #[must_use]
    pub fn sheet(&self, id: SourceId) -> Option<&str> {
        self.get(id)?.sheet.as_ref().map(|s| s.sheet.as_str())
    }

    /// The cell of a place in a sheet; `None` for the sheet as a whole and in any other text.
    #[must_use]
    pub fn cell(&self, span: Span) -> Option<CellAddress> {
        let places = self.get(span.source)?.sheet.as_ref()?;
        if span.start == 0 && span.end == 0 {
            return None;
        }
        let after = places.cells.partition_point(|(start, _)| *start <= span.start);
        places.cells.get(after.checked_sub(1)?).map(|(_, cell)| *cell)
    }

    fn get(&self, id: SourceId) -> Option<&Source> {
        self.list.get(id.0 as usize)
    }

    /// The name of a text.
    #[must_use]
    pub fn name(&self, id: SourceId) -> &str {
        self.get(id).map_or("", |s| &s.name)
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self, id: SourceId) -> &str {
        self.get(id).map_or("", |s| &s.text)
    }

    /// What stands at a place.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text(span.source)
            .get(span.start as usize..span.end as usize)
            .unwrap_or_default()
    }

    /// The line and column where a place begins.
    #[must_use]
    pub fn position(&self, span: Span) -> Position {
        self.position_at(span.source, span.start as usize)
    }

    /// The line and column of a byte.
    #[must_use]
    pub fn position_at(&self, id: SourceId, byte: usize) -> Position {
        let Some(source) = self.get(id) else {
            return Position { line: 1, column: 1 };
        };
        let marks = source.marks.get_or_init(|| marks(&source.text));
        let after = marks.partition_point(|mark| mark.byte <= byte);
        let Some(mark) = after.checked_sub(1).and_then(|n| marks.get(n)) else {
            return Position { line: 1, column: 1 };
        };
        let between = source.text.get(mark.byte..byte).unwrap_or_default();
        Position {
            column: mark.at.column + between.chars().count(),
            ..mark.at
        }
    }

    /// The name, line and column of a place, as `file:line:column`; of a sheet as `file, sheet Schools, cell C12`.
    #[must_use]
    pub fn place(&self, span: Span) -> String {
        let Some(source) = self.get(span.source) else {
            return String::new();
        };
        if let Some(places) = &source.sheet {
            let mut place = source.name.clone();
            if !places.sheet.is_empty() {
                place.push_str(", sheet ");
                place.push_str(&places.sheet);
            }
            if let Some(cell) = self.cell(span) {
                place.push_str(&format!(", cell {cell}"));
            }
            return place;
        }
        let at = self.position(span);
        format!("{}:{}", self.place_of_line(span), at.column)
    }

    /// The same as a report names it: the file without the folders in which it lies.
    #[must_use]
    pub fn place_in_file(&self, span: Span) -> String {
        self.without_folders(span, self.place(span))
    }

    /// The same without the column.
    #[must_use]
    pub fn line_in_file(&self, span: Span) -> String {
        self.without_folders(span, self.place_of_line(span))
    }

    fn without_folders(&self, span: Span, place: String) -> String {
        let path = self.name(span.source);
        let file = path.rsplit(['/', '\\']).next().filter(|file| !file.is_empty());
        match (file, place.strip_prefix(path)) {
            (Some(file), Some(rest)) => format!("{file}{rest}"),
            _ => place,
        }
    }

    /// The place without the column.
    fn place_of_line(&self, span: Span) -> String {
        match self.get(span.source) {
            Some(source) if source.sheet.is_none() => {
                format!("{}:{}", self.name(span.source), self.position(span).line)
            }
            _ => self.place(span),
        }
    }
}

fn marks(text: &str) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut begin = 0;
    for (number, line) in text.split('\n').enumerate() {
        let mut mark = Mark {
            byte: begin,
            at: Position {
                line: number + 1,
                column: 1,
            },
        };
        begin += line.len() + 1;
        marks.push(mark);
        let mut rest = line;
        while rest.len() > STRETCH {
            let end = (0..=STRETCH).rev().find(|n| rest.is_char_boundary(*n)).unwrap_or(0);
            let (stretch, after) = rest.split_at(end);
            mark.byte += end;
            mark.at.column += stretch.chars().count();
            marks.push(mark);
            rest = after;
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::{CellAddress, SheetPlaces, Sources, Span};

    #[test]
    fn cells_are_named_as_people_name_them() {
        let name = |row, column| CellAddress { row, column }.to_string();
        assert_eq!(name(12, 3), "C12");
        assert_eq!(name(1, 26), "Z1");
        assert_eq!(name(1, 27), "AA1");
        assert_eq!(name(2, 16384), "XFD2");
    }

    #[test]
    fn a_column_is_that_of_the_character_however_long_the_line() {
        let mut sources = Sources::default();
        let line = "aü🎓".repeat(5_000);
        let text = format!("one\n{line}\nlast");
        let source = sources.add("x.yaml", text.clone());
        for (column, (byte, _)) in line.char_indices().enumerate() {
            let found = sources.position_at(source, 4 + byte);
            assert_eq!((found.line, found.column), (2, column + 1));
        }
        let last = sources.position_at(source, text.len());
        assert_eq!((last.line, last.column), (3, 5));
    }

    #[test]
    fn a_place_in_a_sheet_names_sheet_and_cell() {
        let mut sources = Sources::default();
        let places = SheetPlaces {
            sheet: "Schools".to_owned(),
            cells: vec![
                (1, CellAddress { row: 1, column: 1 }),
                (4, CellAddress { row: 2, column: 3 }),
            ],
        };
        let source = sources.add_sheet("book.xlsx", "\nid\nS1\n".to_owned(), places);
        let at = |start, end| sources.place(Span { source, start, end });
        assert_eq!(at(4, 6), "book.xlsx, sheet Schools, cell C2");
        assert_eq!(at(1, 3), "book.xlsx, sheet Schools, cell A1");
        assert_eq!(at(0, 0), "book.xlsx, sheet Schools");
    }
}
