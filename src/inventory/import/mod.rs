//! A list as districts keep it, with columns of its own, as a proposal for an inventory.
//!
//! Nothing is decided in silence: every column, kind, entry set aside and possible duplicate is proposed with its
//! reason, and a mapping file holds the choices so that a person can change them.

mod account;
mod aside;
mod cells;
mod checked;
mod columns;
mod corrected;
mod elsewhere;
mod head;
mod kinds;
mod map;
mod review;
mod reviewed;
mod rows;
mod several;
mod sheet;
mod similar;
mod split;
mod table;
mod units;
mod words;
mod write;

use jiff::civil::Date;

use crate::catalogue::Shelf;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Sources};
use crate::rules::RuleSet;
use crate::rules::contract::GroupRole;
use crate::sheets::Workbook;
use crate::yaml::Node;

use super::workbook::layout::{Field, Layout};

pub use map::Map;
pub use reviewed::Reviewed;
use sheet::Unread;
pub(in crate::inventory) use words::Said;

/// Where the names of the columns stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Head {
    /// In the row of this number.
    Row(u32),
    /// Nowhere: each row is an entry.
    Nowhere,
}

/// What is wanted of a list.
#[derive(Default)]
pub struct Wanted<'a> {
    /// The sheet; chosen by rules that are told when not said.
    pub sheet: Option<&'a str>,
    /// The row of the names of columns; looked for when not said.
    pub head: Option<Head>,
    /// The district's name.
    pub district: Option<&'a str>,
    /// The day of the audit.
    pub as_of: Option<Date>,
    /// Choices made before.
    pub map: Option<&'a Map>,
    /// What a person has corrected and confirmed.
    pub reviewed: Option<&'a Reviewed>,
    /// What rows that were split are matched to; the shipped catalogue when not said.
    pub shelf: Shelf,
}

/// What a column becomes.
#[derive(Clone, Debug)]
pub(crate) enum Target {
    /// A field of each initiative.
    Field(Box<Field>),
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
    /// Its name; no other column has it.
    pub header: String,
    pub target: Target,
    pub why: String,
    /// Whether there is nothing to confirm.
    pub sure: bool,
    pub others: Vec<String>,
    /// In what its amounts are said to be counted, when not in dollars.
    pub unit: Option<Unit>,
}

/// Amounts that are counted in thousands or millions, by what the list says.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Unit {
    pub times: u32,
    /// The words of the list.
    pub said: String,
    /// Whether a person has said how to read them.
    pub settled: bool,
}

/// A kind, with its reason; blank when it is open.
#[derive(Clone, Default, Debug)]
pub(crate) struct KindChoice {
    pub kind: String,
    pub why: String,
    /// Whether the list or a person names it; one proposed by words is no answer.
    pub sure: bool,
}

/// A row of the list.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// The list in which it stands.
    pub list: usize,
    pub row: u32,
    pub id: String,
    pub name: String,
    /// By what the mapping file names it; no other row has it.
    pub key: String,
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
    /// Its cells by the number of their column.
    pub cells: Vec<(u32, String)>,
    /// Whether a person has confirmed what is proposed for it.
    pub confirmed: bool,
    /// The things that its name seems to hold, when they are several; empty when a person has said that it is one.
    pub things: Vec<String>,
    /// Whether a person has said that it is one thing.
    pub is_one: bool,
    /// What it was split off from.
    pub origin: Option<Origin>,
    /// The approach that it may be a part of.
    pub approach: Option<Approach>,
}

/// What an entry was split off from.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    /// The key of the row.
    pub key: String,
    /// The name of the row.
    pub name: String,
    /// Whether it is the first of the entries of the row.
    pub first: bool,
}

/// The approach of an entry; without a name when a person has said that it has none.
#[derive(Clone, Debug)]
pub(crate) struct Approach {
    pub name: String,
    pub why: String,
    pub sure: bool,
}

/// Two entries that may be one.
#[derive(Clone, Debug)]
pub(crate) struct Pair {
    pub first: usize,
    pub second: usize,
    pub why: String,
}

/// A list that was read: a sheet of a file.
#[derive(Clone, Debug)]
pub(crate) struct Listed {
    /// The file.
    name: String,
    sheet: String,
    why_sheet: String,
    unread: Vec<Unread>,
    /// The rows of the sheet that are not blank.
    rows: usize,
    head_rows: Vec<u32>,
    /// Whether a known name says which row holds the names of the columns.
    sure_head: bool,
    /// What stands above the names of the columns.
    above: Vec<(u32, String)>,
    columns: Vec<Column>,
    /// What it is called among others.
    tag: String,
}

/// A proposal for an inventory.
#[derive(Clone, Debug)]
pub struct Proposal {
    lists: Vec<Listed>,
    district: String,
    as_of: Option<Date>,
    lines: Vec<Line>,
    pairs: Vec<Pair>,
    goals: Vec<(String, String)>,
    has_kinds: bool,
    /// The field for the approach, where the rule set has one.
    approach_field: Option<String>,
    /// The field for several things in one entry.
    several_field: Option<String>,
    set_aside_kinds: Vec<String>,
}

/// The word of `--sheet` for every sheet with a column of names.
pub const EVERY_SHEET: &str = "all";

/// Makes a proposal of a list. `None` when it cannot be read as one; every reason is told.
pub fn import(
    workbook: &Workbook,
    wanted: &Wanted,
    set: &RuleSet,
    sources: &Sources,
    out: &mut Diagnostics,
) -> Option<Proposal> {
    import_lists(&[workbook], wanted, set, sources, out)
}

/// Makes one proposal of several lists, each told apart.
pub fn import_lists(
    workbooks: &[&Workbook],
    wanted: &Wanted,
    set: &RuleSet,
    sources: &Sources,
    out: &mut Diagnostics,
) -> Option<Proposal> {
    let lists = words::Words::load();
    let layout = Layout::of(set);
    let fields = layout.sheet("initiatives").map_or(&[][..], |s| s.columns.as_slice());
    let names = head::Names::of(fields, &lists);
    let known = |field: &str| set.fact_id(field).map(|_| field.to_owned());
    let mut proposal = Proposal {
        lists: Vec::new(),
        district: one_line(wanted.district.unwrap_or_default()),
        as_of: wanted.as_of,
        lines: Vec::new(),
        pairs: Vec::new(),
        goals: Vec::new(),
        has_kinds: !set.kinds.is_empty(),
        approach_field: known(lists.cells.place("approach")),
        several_field: known(lists.cells.place("several")),
        set_aside_kinds: set
            .kinds
            .iter()
            .filter(|k| k.role == Some(GroupRole::SetAside))
            .map(|k| k.id.clone())
            .collect(),
    };
    let mut first_sheet = None;
    for workbook in workbooks {
        let chosen = sheet::choose(workbook, wanted.sheet, wanted.head, sources, &names, &lists, out)?;
        let several = chosen.sheets.len() > 1;
        let mut unread = chosen.unread;
        for sheet in chosen.sheets {
            first_sheet = first_sheet.or(Some(sheet.span()));
            let table = match table::Table::of(sheet, sources, &names, &lists, wanted.head) {
                Ok(table) => table,
                Err(problem) => {
                    out.push(*problem);
                    return None;
                }
            };
            if table.rows.is_empty() {
                out.push(
                    Diagnostic::new(
                        Code::NothingToJudge,
                        sheet.span(),
                        "the list holds names of columns and no row below them",
                    )
                    .help("name the sheet with --sheet; if the row is an entry, say --header none"),
                );
                return None;
            }
            let file = workbook.name.rsplit(['/', '\\']).next().unwrap_or_default();
            let tag = match (workbooks.len() > 1, several) {
                (_, true) => format!("{file}, {}", sheet.name),
                (true, false) => file.to_owned(),
                (false, false) => String::new(),
            };
            let tag = proposal.free_tag(&one_line(&tag));
            let columns = columns::propose(&table, set, fields, &lists, wanted.map, &tag, out)?;
            proposal.lists.push(Listed {
                name: workbook.name.clone(),
                sheet: sheet.name.clone(),
                why_sheet: chosen.why.clone(),
                unread: std::mem::take(&mut unread),
                rows: sheet.rows().count(),
                head_rows: table.head_rows.clone(),
                sure_head: table.sure || wanted.head.is_some(),
                above: table.above.iter().map(|r| (r.number, r.written())).collect(),
                columns,
                tag,
            });
            rows::read(&mut proposal, &table, set, &layout, &lists, wanted, out);
        }
    }
    rows::finish(&mut proposal);
    similar::find(&mut proposal, &lists);
    if let Some(map) = wanted.map {
        map.unused(&proposal, out);
        similar::merge(&mut proposal, map, out);
    }
    if let Some(reviewed) = wanted.reviewed {
        reviewed.unused(&proposal, out);
    }
    several::approaches(&mut proposal, &lists);
    split::approaches(&mut proposal, wanted.map, wanted.reviewed);
    checked::references(&mut proposal);
    if let Some(reviewed) = wanted.reviewed {
        elsewhere::apply(&mut proposal, reviewed, &wanted.shelf, set, out);
    }
    if proposal.lines.iter().all(|l| l.aside.is_some()) {
        out.push(
            Diagnostic::new(
                Code::NothingToJudge,
                first_sheet.unwrap_or(crate::diagnostics::Span::NOWHERE),
                "the list holds no line that reads as an initiative",
            )
            .help("name the sheet with --sheet, or the column of names in the file of --map"),
        );
        return None;
    }
    Some(proposal)
}

impl Proposal {
    /// The columns of the list that is being read.
    fn columns(&self) -> &[Column] {
        self.lists.last().map_or(&[], |l| l.columns.as_slice())
    }

    /// A name among lists that no other has.
    fn free_tag(&self, wanted: &str) -> String {
        let mut tag = wanted.to_owned();
        let mut number = 1;
        while !tag.is_empty() && self.lists.iter().any(|l| l.tag == tag) {
            number += 1;
            tag = format!("{wanted} {number}");
        }
        tag
    }

    /// Where a line stands: its row, and of several lists which.
    fn row_of(&self, line: &Line) -> String {
        match self.lists.get(line.list).map(|l| l.tag.as_str()) {
            None | Some("") => format!("row {}", line.row),
            Some(tag) => format!("row {} of `{tag}`", line.row),
        }
    }

    /// The files that were read.
    fn files(&self) -> String {
        let mut names: Vec<String> = Vec::new();
        for list in &self.lists {
            let name = format!("`{}`", one_line(&list.name));
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names.join(", ")
    }
}

/// Text on one line, without signs that would end a remark.
pub(crate) fn one_line(text: &str) -> String {
    let breaks =
        |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}');
    let clean: String = text.chars().map(|c| if breaks(c) { ' ' } else { c }).collect();
    clean.trim().to_owned()
}
