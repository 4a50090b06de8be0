//! Which column of a list is which field: by its name, by usual names, by what stands in it.

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Sources};
use crate::inventory::workbook::layout::{Field, FieldKind, Layout, plain};
use crate::inventory::workbook::{alike, value};
use crate::rules::{FactType, RuleSet, read_scalar, unanswered};
use crate::sheets::{self, Cell, CellKind, Sheet};

use super::words::{Words, holds, tokens};
use super::{Column, Map, Target};

/// The row of names is looked for in so many rows.
const FIRST_ROWS: usize = 25;

/// Rows of a list that are read at the most.
const MOST_ROWS: usize = 5_000;

/// The cells of a row: column, kind and text.
pub(super) type Cells<'a> = Vec<(u32, CellKind, &'a str)>;

/// The list: its row of names and its rows.
pub(super) struct Table<'a> {
    pub heads: Vec<(u32, String)>,
    pub rows: Vec<(u32, Cells<'a>)>,
}

impl<'a> Table<'a> {
    pub fn of(sheet: &Sheet, sources: &'a Sources, out: &mut Diagnostics) -> Option<Self> {
        let words = |cells: &[Cell]| {
            let numbers = cells.iter().any(|c| c.kind != CellKind::Text);
            if numbers { 0 } else { cells.len() }
        };
        let most = sheet
            .rows()
            .take(FIRST_ROWS)
            .map(|(_, c)| words(c))
            .max()
            .unwrap_or_default();
        let enough = |cells: &[Cell]| words(cells) * 10 >= most * 6 && words(cells) > 0;
        let Some((row, cells)) = sheet.rows().take(FIRST_ROWS).find(|(_, c)| enough(c)) else {
            let at = sheet.cells.first().map_or(sheet.span(), |c| c.span);
            out.push(
                Diagnostic::new(Code::NoHeader, at, "no row of column names is found in the list")
                    .help("write the names of the columns into the row above the entries"),
            );
            return None;
        };
        let heads = cells
            .iter()
            .map(|c| (c.column, sheets::text(c, sources).to_owned()))
            .collect();
        let rows: Vec<_> = sheet
            .rows()
            .filter(|(number, _)| *number > row)
            .map(|(number, cells)| {
                let cells = cells.iter().map(|c| {
                    let text = sheets::text(c, sources);
                    (c.column, c.kind, sheets::unguarded(text).map_or(text, str::trim))
                });
                (number, cells.collect())
            })
            .collect();
        if rows.len() > MOST_ROWS {
            let message = format!("the list has {} rows; {MOST_ROWS} are read at the most", rows.len());
            out.push(
                Diagnostic::new(Code::TooManyCells, sheet.span(), message)
                    .help("is this the right sheet? name it with --sheet"),
            );
            return None;
        }
        Some(Self { heads, rows })
    }

    /// What stands in a column, row by row.
    fn values(&self, column: u32) -> impl Iterator<Item = (CellKind, &'a str)> {
        let cell = move |(_, cells): &(u32, Cells<'a>)| {
            cells
                .iter()
                .find(|(c, ..)| *c == column)
                .map(|(_, kind, text)| (*kind, *text))
        };
        self.rows.iter().filter_map(cell)
    }

    /// All words of the columns that share a word with this one; of the whole list when those say nothing.
    fn words_near(&self, header: &str) -> [Vec<String>; 2] {
        let own = tokens(header);
        let near = |name: &str| tokens(name).iter().any(|t| own.contains(t));
        let of = |wanted: &dyn Fn(&str) -> bool| {
            let mut words = Vec::new();
            for (column, name) in self.heads.iter().filter(|(_, n)| wanted(n)) {
                words.extend(tokens(name));
                for (_, text) in self.values(*column) {
                    words.push(String::new());
                    // a word alone, such as TOTAL, hints at nothing
                    words.extend(Some(tokens(text)).filter(|t| t.len() > 1).into_iter().flatten());
                }
            }
            words
        };
        [of(&near), of(&|_| true)]
    }
}

/// What every column becomes.
pub(super) fn propose(
    table: &Table,
    set: &RuleSet,
    words: &Words,
    map: Option<&Map>,
    out: &mut Diagnostics,
) -> Option<Vec<Column>> {
    let layout = Layout::of(set);
    let fields = layout.sheet("initiatives").map_or(&[][..], |s| s.columns.as_slice());
    let mut columns: Vec<Column> = table
        .heads
        .iter()
        .map(|(number, header)| Column {
            number: *number,
            header: header.clone(),
            target: Target::Note,
            why: "no field has a name like it".to_owned(),
            sure: true,
            others: Vec::new(),
        })
        .collect();
    let mut done = vec![false; columns.len()];
    // what a person has chosen comes first, then exact names, then usual ones, then likeness
    for (column, done) in columns.iter_mut().zip(&mut done) {
        if let Some(target) = map.and_then(|m| m.column(&column.header)) {
            *done = true;
            column.why = "chosen in the mapping file".to_owned();
            match chosen(target, fields) {
                Some(found) => column.target = found,
                None => unknown_field(target, &column.header, fields, map, out),
            }
        }
    }
    for (column, done) in columns.iter_mut().zip(&mut done).filter(|(_, done)| !**done) {
        if table.values(column.number).next().is_none() {
            *done = true;
            column.why = "nothing stands in it".to_owned();
        }
    }
    for way in [Way::Exact, Way::Usual, Way::Alike] {
        for place in 0..columns.len() {
            if done.get(place).copied().unwrap_or(true) {
                continue;
            }
            let taken: Vec<String> = columns.iter().filter_map(path_of).collect();
            let Some(column) = columns.get_mut(place) else { continue };
            let found = match way {
                Way::Exact => exact(column, fields),
                Way::Usual => usual(column, table, set, words, fields),
                Way::Alike => likely(column, table, set, words, fields),
            };
            let Some((target, why, sure, others)) = found else {
                continue;
            };
            let path = match &target {
                Target::Field(field) => field.path.clone(),
                Target::District => "district.name".to_owned(),
                Target::Note | Target::Ignore => String::new(),
            };
            if taken.contains(&path) && !path.is_empty() {
                column.why = format!("`{path}` is another column's");
                column.sure = false;
                continue;
            }
            (column.target, column.why, column.sure, column.others) = (target, why, sure, others);
            if let Some(done) = done.get_mut(place) {
                *done = true;
            }
        }
    }
    names(&mut columns, table, fields, out)?;
    Some(columns)
}

#[derive(Clone, Copy)]
enum Way {
    Exact,
    Usual,
    Alike,
}

type Found = Option<(Target, String, bool, Vec<String>)>;

fn path_of(column: &Column) -> Option<String> {
    match &column.target {
        Target::Field(field) if field.path != "note" => Some(field.path.clone()),
        Target::District => Some("district.name".to_owned()),
        Target::Field(_) | Target::Note | Target::Ignore => None,
    }
}

fn chosen(target: &str, fields: &[Field]) -> Option<Target> {
    match target {
        "note" => Some(Target::Note),
        "ignore" => Some(Target::Ignore),
        "district.name" => Some(Target::District),
        path => fields.iter().find(|f| f.path == path).map(|f| Target::Field(f.clone())),
    }
}

fn unknown_field(target: &str, header: &str, fields: &[Field], map: Option<&Map>, out: &mut Diagnostics) {
    let near = out.nearest(target, fields.iter().map(|f| f.path.as_str()));
    let help = near.map_or_else(
        || "write a field of an initiative, `note` or `ignore`".to_owned(),
        |n| format!("did you mean `{n}`?"),
    );
    let at = map
        .and_then(|m| m.place(header))
        .unwrap_or(crate::diagnostics::Span::NOWHERE);
    let message = format!("the column `{header}` is mapped to `{target}`, which is no field");
    out.push(Diagnostic::error(Code::UnknownField, at, message).help(help));
}

fn exact(column: &Column, fields: &[Field]) -> Found {
    let name = plain(&column.header);
    let mut found = fields.iter().filter(|f| f.is_named(&name));
    let field = found.next()?;
    if found.next().is_some() {
        return None;
    }
    let target = if field.path == "note" {
        Target::Note
    } else {
        Target::Field(field.clone())
    };
    Some((target, "the name of the field".to_owned(), true, Vec::new()))
}

/// Fields for which this is a usual name and whose values can be read, the most hinted at first.
fn usual(column: &Column, table: &Table, set: &RuleSet, words: &Words, fields: &[Field]) -> Found {
    let name = plain(&column.header);
    named(
        column,
        table,
        set,
        words,
        fields,
        |usual| usual.contains(&name),
        "a usual name for it",
        true,
    )
}

fn likely(column: &Column, table: &Table, set: &RuleSet, words: &Words, fields: &[Field]) -> Found {
    if let Some(field) = alike(&column.header, fields.iter())
        && readable(field, table, column.number, set, words) >= 0.5
    {
        let why = format!("its name is like `{}`", field.title);
        return Some((Target::Field(field.clone()), why, false, Vec::new()));
    }
    let header = tokens(&column.header);
    let within = |names: &[String]| header.iter().any(|t| names.contains(t));
    named(column, table, set, words, fields, within, "a word of its name", false)
}

#[expect(clippy::too_many_arguments, reason = "one search in two manners")]
fn named(
    column: &Column,
    table: &Table,
    set: &RuleSet,
    words: &Words,
    fields: &[Field],
    is: impl Fn(&[String]) -> bool,
    why: &str,
    sure: bool,
) -> Found {
    let mut found: Vec<(usize, &Field, String)> = Vec::new();
    let near = table.words_near(&column.header);
    for usual in words.columns.iter().filter(|u| is(&u.names)) {
        if usual.field == "district.name" {
            let mut values = table.values(column.number).map(|(_, text)| text);
            let first = values.next()?;
            if values.all(|v| v == first) {
                return Some((
                    Target::District,
                    format!("{why}, and it says the same in each row"),
                    true,
                    Vec::new(),
                ));
            }
            continue;
        }
        let Some(field) = fields.iter().find(|f| f.path == usual.field) else {
            continue;
        };
        if readable(field, table, column.number, set, words) < 0.5 {
            continue;
        }
        let hit = |text: &[String]| usual.hints.iter().find(|h| holds(text, &tokens(h))).cloned();
        let (weight, hint) = match (hit(&near[0]), hit(&near[1])) {
            (Some(hint), _) => (2, hint),
            (None, Some(hint)) => (1, hint),
            (None, None) => (0, String::new()),
        };
        found.push((weight, field, hint));
    }
    // of equals the first of the list of words
    let best = found.iter().rev().max_by_key(|(weight, ..)| *weight)?;
    let others: Vec<String> = found
        .iter()
        .filter(|f| f.1.path != best.1.path)
        .map(|f| f.1.path.clone())
        .collect();
    let why = if best.2.is_empty() {
        why.to_owned()
    } else {
        format!("{why}, and the list says `{}`", best.2)
    };
    let target = if best.1.path == "note" {
        Target::Note
    } else {
        Target::Field(best.1.clone())
    };
    Some((target, why, sure && others.is_empty(), others))
}

/// The part of a column's values that can be read as a field; of none 1.
fn readable(field: &Field, table: &Table, column: u32, set: &RuleSet, words: &Words) -> f64 {
    let (mut good, mut all) = (0_u32, 0_u32);
    for (kind, text) in table.values(column) {
        if words.is_blank(text) || words.is_unsure(text) || unanswered(text).is_some() {
            continue;
        }
        all += 1;
        good += u32::from(reads(field, kind, text, set));
    }
    if all == 0 {
        1.0
    } else {
        f64::from(good) / f64::from(all)
    }
}

/// Whether a value can be read as a field.
pub(super) fn reads(field: &Field, kind: CellKind, text: &str, set: &RuleSet) -> bool {
    // a kind is also proposed from words that are no kind
    if field.path == "kind" {
        return true;
    }
    match value::read(field, kind, text) {
        Ok(value::Said::One(text, quoted)) => match set.fact_id(&field.path).filter(|_| field.fact) {
            Some(id) => read_scalar(set.fact(id), &text, quoted).is_ok(),
            // schools are not listed yet, so only all of them can be named
            None => field.path != "scope.schools" || text == "all",
        },
        Ok(value::Said::Many(_)) => field.fact,
        Ok(value::Said::Bounds(..)) => true,
        Err(_) => false,
    }
}

/// There must be a column of names: the one with the longest texts when no name says so.
fn names(columns: &mut [Column], table: &Table, fields: &[Field], out: &mut Diagnostics) -> Option<()> {
    let is_name = |c: &Column| matches!(&c.target, Target::Field(f) if f.path == "name");
    if columns.iter().any(is_name) {
        return Some(());
    }
    let length = |column: u32| {
        let words = table
            .values(column)
            .filter(|(kind, text)| *kind == CellKind::Text && text.contains(char::is_alphabetic));
        words.map(|(_, text)| text.len().min(60)).sum::<usize>()
    };
    let best = columns
        .iter_mut()
        .filter(|c| matches!(c.target, Target::Note))
        .max_by_key(|c| length(c.number));
    let field = fields
        .iter()
        .find(|f| f.path == "name" && f.kind == FieldKind::Fact(FactType::Text));
    match (best, field) {
        (Some(column), Some(field)) if length(column.number) > 0 => {
            column.target = Target::Field(field.clone());
            column.why = "no column is called so, and its texts are the longest".to_owned();
            column.sure = false;
            Some(())
        }
        _ => {
            out.push(
                Diagnostic::about_file(
                    Code::NoHeader,
                    "",
                    "the list has no column with the names of the initiatives",
                )
                .help("name the column `Initiative`, or map it to `name` in the file of --map"),
            );
            None
        }
    }
}
