//! Finds the row of column names of a sheet and what each column means.

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Sources, Span};
use crate::sheets::{self, Cell, Sheet};

use super::layout::{Field, SheetLayout, plain};

/// The row of names is looked for in so many rows.
const FIRST_ROWS: usize = 25;

/// Names that are more alike than this are asked about.
const ALIKE: f64 = 0.8;

/// One column with a name.
pub(super) struct Heading<'l> {
    pub column: u32,
    pub name: String,
    pub span: Span,
    /// What it asks for; `None` when nobody knows, or for a remark.
    pub field: Option<&'l Field>,
    /// Whether it is a remark, which is not read.
    pub remark: bool,
}

/// The row of names and the columns.
pub(super) struct Header<'l> {
    pub row: u32,
    pub headings: Vec<Heading<'l>>,
}

impl<'l> Header<'l> {
    pub fn of(&self, column: u32) -> Option<&Heading<'l>> {
        self.headings.iter().find(|h| h.column == column)
    }

    /// The cell of a row that answers to a field.
    pub fn cell<'c>(&self, row: &'c [Cell], path: &str) -> Option<&'c Cell> {
        let heading = self.headings.iter().find(|h| h.field.is_some_and(|f| f.path == path))?;
        row.iter().find(|c| c.column == heading.column)
    }
}

/// Finds the header; what is missing, double or almost right is told. `open` says that unknown columns are in order.
pub(super) fn header<'l>(
    sheet: &Sheet,
    layout: &'l SheetLayout,
    open: bool,
    sources: &Sources,
    out: &mut Diagnostics,
) -> Option<Header<'l>> {
    let known = |cells: &[Cell]| {
        let names = cells
            .iter()
            .filter(|c| layout.column(sheets::text(c, sources)).is_some());
        names.count()
    };
    let mut best: Option<(usize, u32, &[Cell])> = None;
    for (row, cells) in sheet.rows().take(FIRST_ROWS) {
        let count = known(cells);
        if count > best.map_or(0, |(most, ..)| most) {
            best = Some((count, row, cells));
        }
    }
    let enough = layout.columns.len().min(2);
    let Some((_, row, cells)) = best.filter(|(count, ..)| *count >= enough) else {
        let at = sheet.cells.first().map_or(sheet.span(), |c| c.span);
        let titles: Vec<&str> = layout.columns.iter().take(4).map(|f| f.title.as_str()).collect();
        let message = format!("no row of column names is found in sheet `{}`", sheet.name);
        out.push(Diagnostic::new(Code::NoHeader, at, message).help(format!(
            "write the names of the columns into one row above the entries, such as {} (`cleardeck init --xlsx` writes them all); a list with names of its own is read by `cleardeck import`",
            titles.join(", ")
        )));
        return None;
    };
    let mut headings: Vec<Heading> = Vec::new();
    for cell in cells {
        let name = sheets::text(cell, sources).to_owned();
        let remark = name.starts_with('(') && name.ends_with(')') && layout.column(&name).is_none();
        headings.push(Heading {
            column: cell.column,
            field: layout.column(&name),
            span: cell.span,
            remark,
            name,
        });
    }
    doubles(&headings, out);
    if !open {
        unknown(&mut headings, layout, out);
        nameless(sheet, row, &headings, out);
    }
    Some(Header { row, headings })
}

fn doubles(headings: &[Heading], out: &mut Diagnostics) {
    for (place, heading) in headings.iter().enumerate() {
        let Some(field) = heading.field else { continue };
        let before = headings
            .iter()
            .take(place)
            .find(|h| h.field.is_some_and(|f| f.path == field.path));
        if let Some(first) = before {
            let message = format!("a second column for `{}`", field.title);
            out.push(
                Diagnostic::new(Code::DuplicateColumn, heading.span, message)
                    .other(first.span, "first here")
                    .help("keep one; put the name of the other in parentheses to keep it as a remark"),
            );
        }
    }
}

fn unknown(headings: &mut [Heading], layout: &SheetLayout, out: &mut Diagnostics) {
    let taken: Vec<String> = headings
        .iter()
        .filter_map(|h| h.field.map(|f| f.path.clone()))
        .collect();
    for heading in headings.iter_mut().filter(|h| h.field.is_none() && !h.remark) {
        let near = alike(
            &heading.name,
            layout.columns.iter().filter(|f| !taken.contains(&f.path)),
        );
        if let Some(field) = near {
            let message = format!("unknown column `{}` in sheet `{}`", heading.name, layout.title);
            out.push(
                Diagnostic::new(Code::RenamedColumn, heading.span, message).help(format!(
                    "did you mean `{}`? name it so, or put the name in parentheses to keep it as a remark",
                    field.title
                )),
            );
            // what is asked about is not also kept as a remark
            heading.remark = true;
        } else {
            let kept = if layout.id == "initiatives" {
                "its cells are kept in the notes"
            } else {
                "its cells are not read"
            };
            let message = format!("unknown column `{}` in sheet `{}`: {kept}", heading.name, layout.title);
            out.push(Diagnostic::new(Code::UnknownColumn, heading.span, message).help(
                "put the name in parentheses to keep it as a remark; `cleardeck init --xlsx` writes every column",
            ));
        }
    }
}

fn nameless(sheet: &Sheet, row: u32, headings: &[Heading], out: &mut Diagnostics) {
    let mut told: Vec<u32> = Vec::new();
    for cell in sheet.cells.iter().filter(|c| c.row > row) {
        if headings.iter().any(|h| h.column == cell.column) || told.contains(&cell.column) {
            continue;
        }
        told.push(cell.column);
        let message = format!(
            "a column without a name in sheet `{}`: its cells are not read",
            sheet.name
        );
        out.push(
            Diagnostic::new(Code::UnknownColumn, cell.span, message)
                .help("name the column in the row of names, or delete what stands below"),
        );
    }
}

/// The field whose title or name is most like this, when it is alike enough.
pub(crate) fn alike<'f>(name: &str, fields: impl Iterator<Item = &'f Field>) -> Option<&'f Field> {
    let name = plain(name);
    let mut best: Option<(f64, &Field)> = None;
    for field in fields {
        let last = field.path.rsplit('.').next().unwrap_or_default();
        let score = [field.title.as_str(), field.path.as_str(), last]
            .into_iter()
            .map(|known| strsim::normalized_damerau_levenshtein(&name, &plain(known)))
            .fold(0.0, f64::max);
        if score >= ALIKE && best.is_none_or(|(high, _)| score > high) {
            best = Some((score, field));
        }
    }
    best.map(|(_, field)| field)
}
