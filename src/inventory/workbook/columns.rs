//! Finds the row of column names of a sheet and what each column means.

use std::collections::BTreeMap;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Sources, Span};
use crate::sheets::{self, Cell};

use super::layout::{Field, SheetLayout, bare_name};

/// The row of names is looked for in so many rows.
const FIRST_ROWS: usize = 25;

/// Names that are more alike than this are asked about.
const ALIKE: f64 = 0.8;

/// So many problems of one kind are told of a sheet; the rest are counted.
pub(super) const MOST_ALIKE: usize = 20;

/// So many unknown columns are compared with the known ones.
const MOST_COMPARED: usize = 500;

/// A sheet with its rows, each with what is merged down over it.
pub(super) struct Rows<'w> {
    pub name: &'w str,
    /// The sheet as a whole.
    pub span: Span,
    pub list: Vec<(u32, Vec<Cell>)>,
}

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
    /// The column of each known field.
    known: BTreeMap<&'l str, u32>,
}

impl<'l> Header<'l> {
    pub fn of(&self, column: u32) -> Option<&Heading<'l>> {
        // in the order of the columns, as the cells of a row are
        let place = self.headings.binary_search_by_key(&column, |h| h.column).ok()?;
        self.headings.get(place)
    }

    /// The cell of a row that answers to a field.
    pub fn cell<'c>(&self, row: &'c [Cell], path: &str) -> Option<&'c Cell> {
        let column = self.known.get(path)?;
        let place = row.binary_search_by_key(column, |c| c.column).ok()?;
        row.get(place)
    }
}

/// Finds the header; what is missing, double or almost right is told. `open` says that unknown columns are in order.
pub(super) fn header<'l>(
    sheet: &Rows,
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
    for (row, cells) in sheet.list.iter().take(FIRST_ROWS) {
        let count = known(cells);
        if count > best.map_or(0, |(most, ..)| most) {
            best = Some((count, *row, cells));
        }
    }
    let enough = layout.columns.len().min(2);
    let Some((_, row, cells)) = best.filter(|(count, ..)| *count >= enough) else {
        let first = sheet.list.first().and_then(|(_, cells)| cells.first());
        let at = first.map_or(sheet.span, |c| c.span);
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
    above(sheet, row, sources, out);
    let known = doubles(&headings, out);
    if !open {
        unknown(&mut headings, layout, out);
    }
    let header = Header { row, headings, known };
    nameless(sheet, &header, out);
    Some(header)
}

/// Says what stands above the row of names: a title, or a remark such as `in thousands` that changes what is below.
fn above(sheet: &Rows, row: u32, sources: &Sources, out: &mut Diagnostics) {
    let rows: Vec<&[Cell]> = sheet
        .list
        .iter()
        .filter(|(number, _)| *number < row)
        .map(|(_, cells)| cells.as_slice())
        .collect();
    let Some(first) = rows.first().and_then(|cells| cells.first()) else {
        return;
    };
    let said: String = sheets::text(first, sources).chars().take(60).collect();
    let rows = if rows.len() == 1 {
        "1 row".to_owned()
    } else {
        format!("{} rows", rows.len())
    };
    let message = format!(
        "{rows} above the names of the columns in sheet `{}`, not read: `{said}`",
        sheet.name
    );
    out.push(
        Diagnostic::new(Code::RowsAbove, first.span, message)
            .help("nothing to do for a title; amounts are read in dollars as they stand, whatever is said above them"),
    );
}

/// Tells the first of problems that are alike, and counts the rest at the last of them.
pub(super) fn fold(list: Vec<Diagnostic>, what: &str, out: &mut Diagnostics) {
    let more = list.len().saturating_sub(MOST_ALIKE);
    let last = list.last().filter(|_| more > 0).cloned();
    for problem in list.into_iter().take(MOST_ALIKE) {
        out.push(problem);
    }
    if let Some(mut last) = last {
        last.message = format!("{more} more {what} like the {MOST_ALIKE} before, up to here");
        last.others.clear();
        out.push(last);
    }
}

/// Tells second columns of one field; gives the first of each.
fn doubles<'l>(headings: &[Heading<'l>], out: &mut Diagnostics) -> BTreeMap<&'l str, u32> {
    let mut first: BTreeMap<&str, &Heading> = BTreeMap::new();
    let mut list = Vec::new();
    for heading in headings {
        let Some(field) = heading.field else { continue };
        let Some(before) = first.get(field.path.as_str()) else {
            first.insert(&field.path, heading);
            continue;
        };
        let message = format!("a second column for `{}`", field.title);
        list.push(
            Diagnostic::new(Code::DuplicateColumn, heading.span, message)
                .other(before.span, "first here")
                .help("keep one; put the name of the other in parentheses to keep it as a remark"),
        );
    }
    fold(list, "columns", out);
    first
        .into_iter()
        .map(|(path, heading)| (path, heading.column))
        .collect()
}

fn unknown(headings: &mut [Heading], layout: &SheetLayout, out: &mut Diagnostics) {
    let taken: Vec<String> = headings
        .iter()
        .filter_map(|h| h.field.map(|f| f.path.clone()))
        .collect();
    let free: Vec<&Field> = layout.columns.iter().filter(|f| !taken.contains(&f.path)).collect();
    let (mut renamed, mut others) = (Vec::new(), Vec::new());
    let unknown = headings.iter_mut().filter(|h| h.field.is_none() && !h.remark);
    for (place, heading) in unknown.enumerate() {
        let near = (place < MOST_COMPARED)
            .then(|| alike(&heading.name, free.iter().copied()))
            .flatten();
        if let Some(field) = near {
            let message = format!("unknown column `{}` in sheet `{}`", heading.name, layout.title);
            renamed.push(
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
            others.push(Diagnostic::new(Code::UnknownColumn, heading.span, message).help(
                "put the name in parentheses to keep it as a remark; `cleardeck init --xlsx` writes every column",
            ));
        }
    }
    fold(renamed, "columns", out);
    fold(others, "columns", out);
}

fn nameless(sheet: &Rows, header: &Header, out: &mut Diagnostics) {
    let mut columns: BTreeMap<u32, Span> = BTreeMap::new();
    for cell in sheet
        .list
        .iter()
        .filter(|(row, _)| *row > header.row)
        .flat_map(|(_, cells)| cells)
    {
        if !cell.carried && header.of(cell.column).is_none() {
            columns.entry(cell.column).or_insert(cell.span);
        }
    }
    let told = |span: Span| {
        let message = format!(
            "a column without a name in sheet `{}`: its cells are not read",
            sheet.name
        );
        Diagnostic::new(Code::UnknownColumn, span, message)
            .help("name the column in the row of names, or delete what stands below")
    };
    fold(columns.into_values().map(told).collect(), "columns", out);
}

/// A name as it is compared: how many signs it has, in all and of each sort, before any order of them is looked at.
struct Signs {
    name: String,
    length: u32,
    /// By sort of sign; several signs may be of one sort.
    each: [u8; SORTS],
}

/// How many sorts of signs are told apart.
const SORTS: usize = 64;

impl Signs {
    fn of(name: &str) -> Self {
        let name = bare_name(name);
        let (mut length, mut each) = (0, [0_u8; SORTS]);
        for sign in name.chars() {
            length += 1;
            if let Some(count) = each.get_mut(sign as usize % SORTS) {
                *count = count.saturating_add(1);
            }
        }
        Self { name, length, each }
    }

    /// No more than this can two names be alike: each sign that only one of them has is one that differs.
    fn at_most(&self, other: &Self) -> f64 {
        let longer = self.length.max(other.length);
        if longer == 0 || longer >= u32::from(u8::MAX) {
            return 1.0;
        }
        let shared = self.each.iter().zip(&other.each).map(|(a, b)| u32::from(*a.min(b)));
        f64::from(shared.sum::<u32>()) / f64::from(longer)
    }
}

/// The names of some fields, to find the one that another name is most like.
pub(crate) struct Likeness<'f> {
    names: Vec<(&'f Field, [Signs; 3])>,
}

impl<'f> Likeness<'f> {
    pub fn of(fields: impl Iterator<Item = &'f Field>) -> Self {
        let names = fields.map(|field| {
            let last = field.path.rsplit('.').next().unwrap_or_default();
            (field, [field.title.as_str(), field.path.as_str(), last].map(Signs::of))
        });
        Self { names: names.collect() }
    }

    /// The field whose title or name is most like this, when it is alike enough.
    pub fn most(&self, name: &str) -> Option<&'f Field> {
        let wanted = Signs::of(name);
        let mut best: Option<(f64, &Field)> = None;
        for (field, names) in &self.names {
            let score = names
                .iter()
                // a hair below, so that rounding never decides
                .filter(|known| wanted.at_most(known) >= ALIKE - 1e-6)
                .map(|known| strsim::normalized_damerau_levenshtein(&wanted.name, &known.name))
                .fold(0.0, f64::max);
            if score >= ALIKE && best.is_none_or(|(high, _)| score > high) {
                best = Some((score, field));
            }
        }
        best.map(|(_, field)| field)
    }
}

/// The field whose title or name is most like this, when it is alike enough.
pub(crate) fn alike<'f>(name: &str, fields: impl Iterator<Item = &'f Field>) -> Option<&'f Field> {
    Likeness::of(fields).most(name)
}

#[cfg(test)]
mod tests {
    use super::Signs;

    #[test]
    fn signs_rule_out_only_what_is_far() {
        let mut names: Vec<String> = [
            "",
            "a",
            "ab",
            "ba",
            "abc",
            "Fidelity",
            "fideltiy",
            "fidelity trend",
            "Start",
        ]
        .map(str::to_owned)
        .to_vec();
        names.extend(["x".repeat(254), "x".repeat(300), "é ü ß".to_owned(), "αβγ".to_owned()]);
        for a in &names {
            for b in &names {
                let (a, b) = (Signs::of(a), Signs::of(b));
                let alike = strsim::normalized_damerau_levenshtein(&a.name, &b.name);
                assert!(a.at_most(&b) >= alike - 1e-9, "{} {}", a.name, b.name);
            }
        }
        assert!(Signs::of("fidelity").at_most(&Signs::of("start")) < 0.5);
    }
}
