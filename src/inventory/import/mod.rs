//! A list as districts keep it, with columns of its own, as a proposal for an inventory.
//!
//! Nothing is decided in silence: every column, kind, entry set aside and possible duplicate is proposed with its
//! reason, and a mapping file holds the choices so that a person can change them.

mod columns;
mod map;
mod rows;
mod similar;
mod words;
mod write;

use jiff::civil::Date;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Sources};
use crate::rules::RuleSet;
use crate::sheets::{Sheet, Workbook};
use crate::yaml::Node;

use super::workbook::layout::Field;

pub use map::Map;

/// What is wanted of a list.
#[derive(Default)]
pub struct Wanted<'a> {
    /// The sheet; the one with the most cells when not said.
    pub sheet: Option<&'a str>,
    /// The district's name.
    pub district: Option<&'a str>,
    /// The day of the audit.
    pub as_of: Option<Date>,
    /// Choices made before.
    pub map: Option<&'a Map>,
}

/// What a column becomes.
#[derive(Clone, Debug)]
pub(crate) enum Target {
    /// A field of each initiative.
    Field(Field),
    /// The name of the district.
    District,
    /// A line in the note.
    Note,
    /// Nothing.
    Ignore,
}

/// A column of the list and what it becomes.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub number: u32,
    pub header: String,
    pub target: Target,
    pub why: String,
    /// Whether there is nothing to confirm.
    pub sure: bool,
    pub others: Vec<String>,
}

/// A proposed kind, with its reason; blank when it is open.
#[derive(Clone, Default, Debug)]
pub(crate) struct KindChoice {
    pub kind: String,
    pub why: String,
    pub sure: bool,
}

/// A row of the list.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub row: u32,
    pub id: String,
    pub name: String,
    pub record: Node<'static>,
    pub kind: KindChoice,
    /// Why it is no initiative, when it is none.
    pub aside: Option<String>,
    /// The entry it was merged into.
    pub merged: Option<usize>,
    /// What could not be read and went into the note.
    pub doubts: Vec<String>,
    /// Everything that stands in the row, for what is set aside.
    pub written: String,
}

/// Two entries that may be one.
#[derive(Clone, Debug)]
pub(crate) struct Pair {
    pub first: usize,
    pub second: usize,
    pub why: String,
}

/// A proposal for an inventory.
#[derive(Clone, Debug)]
pub struct Proposal {
    list: String,
    district: String,
    as_of: Option<Date>,
    columns: Vec<Column>,
    lines: Vec<Line>,
    pairs: Vec<Pair>,
    goals: Vec<(String, String)>,
    has_kinds: bool,
    set_aside_kinds: Vec<String>,
}

/// Makes a proposal of a list. `None` when it cannot be read as one; every reason is told.
pub fn import(
    workbook: &Workbook,
    wanted: &Wanted,
    set: &RuleSet,
    sources: &Sources,
    out: &mut Diagnostics,
) -> Option<Proposal> {
    let sheet = choose(workbook, wanted.sheet, out)?;
    let table = columns::Table::of(sheet, sources, out)?;
    let lists = words::Words::load();
    let columns = columns::propose(&table, set, &lists, wanted.map, out)?;
    let mut proposal = Proposal {
        list: workbook.name.clone(),
        district: wanted.district.unwrap_or_default().to_owned(),
        as_of: wanted.as_of,
        columns,
        lines: Vec::new(),
        pairs: Vec::new(),
        goals: Vec::new(),
        has_kinds: !set.kinds.is_empty(),
        set_aside_kinds: set
            .kinds
            .iter()
            .filter(|k| k.group == "set-aside")
            .map(|k| k.id.clone())
            .collect(),
    };
    rows::read(&mut proposal, &table, set, &lists, wanted.map);
    similar::find(&mut proposal, &lists);
    if let Some(map) = wanted.map {
        similar::merge(&mut proposal, map, out);
    }
    if proposal.lines.iter().all(|l| l.aside.is_some()) {
        out.push(
            Diagnostic::new(
                Code::NothingToJudge,
                sheet.span(),
                "the list holds no line that reads as an initiative",
            )
            .help("name the sheet with --sheet, or the column of names in the file of --map"),
        );
        return None;
    }
    Some(proposal)
}

/// The sheet of the list.
fn choose<'w>(workbook: &'w Workbook, wanted: Option<&str>, out: &mut Diagnostics) -> Option<&'w Sheet> {
    let found = match wanted {
        Some(name) => workbook
            .sheets
            .iter()
            .find(|s| s.name.eq_ignore_ascii_case(name.trim())),
        None => workbook.sheets.iter().max_by_key(|s| s.cells.len()),
    };
    if found.is_none() {
        let names: Vec<&str> = workbook.sheets.iter().map(|s| s.name.as_str()).collect();
        let wanted = wanted.unwrap_or_default();
        let message = format!("there is no sheet `{wanted}`; there are {}", names.join(", "));
        out.push(
            Diagnostic::about_file(Code::MissingSheet, &workbook.name, message).help("name one of them with --sheet"),
        );
    }
    found
}

/// Text on one line, without signs that would end a remark.
pub(crate) fn one_line(text: &str) -> String {
    crate::diagnostics::plain(text).trim().to_owned()
}
