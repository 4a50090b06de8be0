//! The workbook in which a person reviews the proposals: written with a row for each row of the list, and read back.

use std::collections::HashMap;

use crate::catalogue::Shelf;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Sources, Span};
use crate::inventory::workbook::layout::bare_name;
use crate::rules::RuleSet;
use crate::sheets::{self, Book, Cell, CellKind, Check, Content, Page, Tone, Workbook, Written};
use crate::yaml::{Kind, Node};

use super::elsewhere::{Proposer, says_no};
use super::similar::shown;
use super::words::Words;
use super::{Line, Proposal, one_line};

/// Names of columns that the program itself reads.
const ENTRY: &str = "entry";
/// What a row is elsewhere, and who says so.
pub(super) const IS: &str = "elsewhere";
pub(super) const CONFIRMED_BY: &str = "elsewhere_by";

/// A column of the workbook.
pub(super) struct Asked {
    id: String,
    title: String,
    says: String,
    width: f64,
    /// The sort of answer, when it is one to a field.
    field: Option<String>,
}

/// How the workbook is laid out.
#[derive(Default)]
pub(super) struct Form {
    sheet: String,
    keep: String,
    aside: String,
    confirmed: String,
    columns: Vec<Asked>,
}

impl Form {
    pub fn of(node: Option<&Node>) -> Self {
        let Some(node) = node else { return Self::default() };
        let text = |node: &Node, key: &str| node.get(key).and_then(Node::as_text).unwrap_or_default().to_owned();
        let asked = |node: &Node| Asked {
            id: text(node, "id"),
            title: text(node, "title"),
            says: text(node, "says"),
            width: text(node, "width").parse().unwrap_or(14.0),
            field: Some(text(node, "field")).filter(|f| !f.is_empty()),
        };
        let columns = node.get("columns").and_then(Node::as_list).unwrap_or_default();
        Self {
            sheet: text(node, "sheet"),
            keep: text(node, "keep"),
            aside: text(node, "aside"),
            confirmed: text(node, "confirmed"),
            columns: columns.iter().map(asked).collect(),
        }
    }

    fn title(&self, id: &str) -> &str {
        self.columns
            .iter()
            .find(|c| c.id == id)
            .map_or("", |c| c.title.as_str())
    }
}

/// A cell of the review.
#[derive(Clone, Debug)]
pub(super) struct Said {
    pub text: String,
    pub kind: CellKind,
    pub at: Span,
}

/// What a person says of a row.
#[derive(Clone, Default, Debug)]
pub(super) struct Verdict {
    cells: HashMap<String, Said>,
    pub confirmed: bool,
    at: Option<Span>,
}

/// What a person has corrected and confirmed.
#[derive(Clone, Default, Debug)]
pub struct Reviewed {
    rows: HashMap<String, Verdict>,
    keep: String,
}

impl Reviewed {
    /// Reads the workbook of a review; what is wrong in it is told with its cell.
    pub fn read(workbook: &Workbook, set: &RuleSet, sources: &Sources, out: &mut Diagnostics) -> Option<Self> {
        let words = Words::load();
        let form = &words.review;
        let named = workbook
            .sheets
            .iter()
            .find(|s| bare_name(&s.name) == bare_name(&form.sheet));
        let Some(sheet) = named else {
            let message = format!("there is no sheet `{}` in the review", form.sheet);
            let help = "name the workbook that --review has written, or another file to write a new one";
            out.push(Diagnostic::about_file(Code::MissingSheet, &workbook.name, message).help(help));
            return None;
        };
        let mut rows = sheet.rows();
        let head: &[Cell] = rows.next().map_or(&[], |(_, cells)| cells);
        let title = |cell: &Cell| bare_name(sheets::text(cell, sources));
        let mut columns: HashMap<u32, &str> = HashMap::new();
        for asked in &form.columns {
            let found = head.iter().find(|c| title(c) == bare_name(&asked.title));
            match found {
                Some(cell) => {
                    columns.insert(cell.column, &asked.id);
                }
                None => {
                    let message = format!("the review has no column `{}`", asked.title);
                    let help = "write the name of the column back, as --review has written it";
                    out.push(Diagnostic::error(Code::MissingColumn, sheet.span(), message).help(help));
                }
            }
        }
        let mut reviewed = Self {
            rows: HashMap::new(),
            keep: form.keep.clone(),
        };
        for (_, cells) in rows {
            let mut verdict = Verdict::default();
            for cell in cells {
                let Some(id) = columns.get(&cell.column) else { continue };
                let text = sheets::text(cell, sources);
                let text = sheets::unguarded(text).unwrap_or(text).trim().to_owned();
                let said = Said {
                    text,
                    kind: cell.kind,
                    at: cell.span,
                };
                verdict.cells.insert((*id).to_owned(), said);
            }
            let Some(entry) = verdict.cells.get(ENTRY).cloned().filter(|e| !e.text.is_empty()) else {
                let Some(first) = cells.first() else { continue };
                let message = format!("a row of the review without `{}`", form.title(ENTRY));
                let help = "write the name of its row back, or take the row out";
                out.push(Diagnostic::error(Code::UnknownReference, first.span, message).help(help));
                continue;
            };
            verdict.at = Some(entry.at);
            verdict.confirmed = confirmed(&verdict, form, out);
            check(&mut verdict, form, set, out);
            if reviewed.rows.insert(one_line(&entry.text), verdict).is_some() {
                let message = format!("`{}` stands in the review twice", one_line(&entry.text));
                out.push(Diagnostic::error(Code::UnknownReference, entry.at, message).help("keep one of the rows"));
            }
        }
        Some(reviewed)
    }

    /// What a person says of a row.
    pub(super) fn of(&self, key: &str) -> Option<&Verdict> {
        self.rows.get(key)
    }

    /// Tells the rows of which the list knows nothing.
    pub(super) fn unused(&self, proposal: &Proposal, out: &mut Diagnostics) {
        let known: Vec<&str> = proposal
            .lines
            .iter()
            .map(|l| l.origin.as_ref().map_or(l.key.as_str(), |o| o.key.as_str()))
            .collect();
        for (key, verdict) in self.rows.iter().filter(|(k, _)| !known.contains(&k.as_str())) {
            let help = out.nearest(key, known.iter().copied()).map_or_else(
                || "is it the review of another list? write a new one".to_owned(),
                |n| format!("did you mean `{n}`?"),
            );
            let message = format!("the review speaks of a row `{key}`, which is not in the list");
            let at = verdict.at.unwrap_or(Span::NOWHERE);
            out.push(Diagnostic::error(Code::UnknownReference, at, message).help(help));
        }
    }

    /// Whether the row is taken in or set aside, and why.
    pub(super) fn decision<'v>(&'v self, verdict: &'v Verdict) -> Option<Result<(), &'v str>> {
        let said = verdict.text("decision");
        match said {
            "" => None,
            _ if bare_name(said) == bare_name(&self.keep) => Some(Ok(())),
            _ => Some(Err(Some(verdict.text("reason"))
                .filter(|r| !r.is_empty())
                .unwrap_or(said))),
        }
    }
}

impl Verdict {
    /// What stands in a column, blank when nothing does.
    pub fn text(&self, id: &str) -> &str {
        self.cells.get(id).map_or("", |said| said.text.as_str())
    }

    /// The cell of a column.
    pub fn cell(&self, id: &str) -> Option<&Said> {
        self.cells.get(id)
    }

    /// The names that a row is split into.
    pub fn split(&self) -> Vec<String> {
        let names = self.text("split").split([';', '\n']).map(one_line);
        names.filter(|n| !n.is_empty()).collect()
    }
}

/// Whether a row is confirmed; another word than yes and no is told.
fn confirmed(verdict: &Verdict, form: &Form, out: &mut Diagnostics) -> bool {
    let Some(said) = verdict.cell("confirmed") else {
        return false;
    };
    match (said.kind, said.text.to_lowercase().as_str()) {
        (CellKind::Truth, truth) => truth == "true",
        (_, "yes" | "y" | "x" | "✓") => true,
        (_, "" | "no" | "n") => false,
        _ => {
            let message = format!("`{}` in `{}`", said.text, form.title("confirmed"));
            let help = "write yes where the row is right, or leave it blank";
            out.push(Diagnostic::error(Code::UnknownOption, said.at, message).help(help));
            false
        }
    }
}

/// Words that must be one of several.
fn check(verdict: &mut Verdict, form: &Form, set: &RuleSet, out: &mut Diagnostics) {
    if let Some(said) = verdict.cell("decision") {
        let known = [&form.keep, &form.aside];
        if !said.text.is_empty() && !known.iter().any(|k| bare_name(k) == bare_name(&said.text)) {
            let message = format!("`{}` in `{}`", said.text, form.title("decision"));
            let help = format!("write `{}` or `{}`", form.keep, form.aside);
            out.push(Diagnostic::error(Code::UnknownOption, said.at, message).help(help));
        }
    }
    if let Some(said) = verdict.cell(CONFIRMED_BY).filter(|said| !said.text.is_empty()) {
        let title = form.title(CONFIRMED_BY);
        let is_yes =
            said.kind == CellKind::Truth || ["yes", "y", "x", "✓"].contains(&said.text.to_lowercase().as_str());
        let problem = if says_no(&said.text) {
            None
        } else if is_yes {
            let help = "write the name of who says so, `no` where nothing is meant, or leave it blank";
            Some((format!("`{}` in `{title}` is no name", said.text), help))
        } else if verdict.text(IS).is_empty() {
            let help = "write the id of an entry of the catalogue beside it, or `no` where nothing is meant";
            Some((format!("`{}` in `{title}` confirms nothing", said.text), help))
        } else {
            None
        };
        if let Some((message, help)) = problem {
            out.push(Diagnostic::error(Code::WrongType, said.at, message).help(help));
        }
    }
    let split = verdict.split();
    if let Some(said) = verdict.cell("split").filter(|_| split.len() == 1) {
        let message = format!("`{}` names one thing, and a row is split into two or more", said.text);
        let help = "write the names with semicolons between them, or leave it blank";
        out.push(Diagnostic::error(Code::WrongType, said.at, message).help(help));
    }
    let Some(said) = verdict.cells.get_mut("kind") else {
        return;
    };
    let wanted = bare_name(&said.text);
    let kind = set
        .kinds
        .iter()
        .find(|k| bare_name(&k.id) == wanted || bare_name(&k.title) == wanted);
    match kind {
        Some(kind) => said.text.clone_from(&kind.id),
        None if said.text.is_empty() => {}
        None => {
            let near = out.nearest(&said.text, set.kinds.iter().map(|k| k.id.as_str()));
            let help = near.map_or_else(
                || "`cleardeck rules show kind` lists the kinds".to_owned(),
                |n| format!("did you mean `{n}`?"),
            );
            let message = format!("there is no kind `{}`", said.text);
            out.push(Diagnostic::error(Code::UnknownOption, said.at, message).help(help));
        }
    }
}

/// An answer as a cell of the review holds it, in words that are read again.
pub(super) fn in_words(node: &Node) -> String {
    let Kind::Map(entries) = &node.kind else {
        return shown(node);
    };
    let part = |key: &str| entries.iter().find(|e| e.key == key).map(|e| &e.value);
    let ends = part("between").and_then(Node::as_list).unwrap_or_default();
    let ends: Vec<&str> = ends.iter().filter_map(Node::as_text).collect();
    let said = if let [low, high] = ends.as_slice() {
        format!("{low} to {high}")
    } else if let Some(low) = part("at_least") {
        format!("at least {}", shown(low))
    } else if let Some(high) = part("at_most") {
        format!("at most {}", shown(high))
    } else {
        part("value").map(shown).unwrap_or_default()
    };
    match part("estimate_by").and_then(Node::as_text) {
        Some(by) => format!("{said} (estimate: {by})"),
        None => said,
    }
}

/// The answer of a line to the field of a column of the review.
pub(super) fn answer(line: &Line, path: &str) -> String {
    let place = path.split('.');
    let mut node = Some(&line.record);
    for part in place {
        node = node.and_then(|n| n.get(part));
    }
    node.map(in_words).unwrap_or_default()
}

impl Words {
    /// The columns of the review that answer a field: the id of the column, the path of the field.
    pub(super) fn reviewed_fields(&self) -> Vec<(&str, &str)> {
        let columns = self.review.columns.iter();
        columns
            .filter_map(|c| Some((c.id.as_str(), self.cells.place(c.field.as_deref()?))))
            .filter(|(_, path)| !path.is_empty())
            .collect()
    }
}

impl Proposal {
    /// The workbook of the review, with what the words of each row suggest that it is elsewhere.
    #[must_use]
    pub fn review_book(&self, set: &RuleSet, shelf: &Shelf) -> Book {
        let words = Words::load();
        let proposer = Proposer::of(shelf);
        let form = &words.review;
        let text = |text: String, tone: Tone| Written {
            content: if text.is_empty() {
                Content::Blank
            } else {
                Content::Text(text)
            },
            tone,
        };
        let head = form
            .columns
            .iter()
            .map(|c| text(c.title.clone(), Tone::Heading))
            .collect();
        let mut rows = vec![head];
        let fields = words.reviewed_fields();
        for line in self.lines.iter().filter(|l| l.origin.as_ref().is_none_or(|o| o.first)) {
            let cell = |asked: &Asked| {
                let answer_of = fields.iter().find(|(id, _)| *id == asked.id).map(|(_, path)| *path);
                let words = match answer_of {
                    Some(path) => answer(line, path),
                    None if asked.id == IS => proposer.ids(line),
                    None => self.review_cell(line, &asked.id, form),
                };
                text(words, Tone::Plain)
            };
            rows.push(form.columns.iter().map(cell).collect());
        }
        let last = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let place = |id: &str| {
            form.columns
                .iter()
                .position(|c| c.id == id)
                .and_then(|n| u16::try_from(n).ok())
        };
        let one_of = |id: &str, options: Vec<String>| Some((1, last, place(id)?, Check::OneOf(options)));
        let checks = [
            one_of("decision", vec![form.keep.clone(), form.aside.clone()]),
            one_of("kind", set.kinds.iter().map(|k| k.id.clone()).collect()),
            one_of("confirmed", vec![form.confirmed.clone()]),
        ];
        let notes = (0..).zip(&form.columns).map(|(n, c)| (0, n, c.says.clone())).collect();
        let columns = form.columns.iter().map(|c| sheets::Column {
            width: c.width,
            as_text: true,
        });
        Book {
            pages: vec![Page {
                name: form.sheet.clone(),
                frozen: (1, 1),
                columns: columns.collect(),
                rows,
                notes,
                checks: checks.into_iter().flatten().collect(),
                ..Page::default()
            }],
        }
    }

    fn review_cell(&self, line: &Line, id: &str, form: &Form) -> String {
        let yes = |sure: bool| if sure { form.confirmed.clone() } else { String::new() };
        match id {
            ENTRY => line.origin.as_ref().map_or(&line.key, |o| &o.key).clone(),
            "row" => self.row_of(line).trim_start_matches("row ").to_owned(),
            "list" => self.stood(line),
            "decision" if line.aside.is_some() => form.aside.clone(),
            "decision" => form.keep.clone(),
            "reason" => line.aside.as_deref().map(one_line).unwrap_or_default(),
            "name" if line.origin.is_none() => line.name.clone(),
            "name" => line.origin.as_ref().map(|o| o.name.clone()).unwrap_or_default(),
            "kind" if line.origin.is_none() => line.kind.kind.clone(),
            "part_of" if line.origin.is_none() => line.approach.as_ref().map(|a| a.name.clone()).unwrap_or_default(),
            "split" => match &line.origin {
                None if line.is_one => String::new(),
                None => line.things.join("; "),
                Some(origin) => self.parts(&origin.key, line).join("; "),
            },
            "unread" => line.doubts.join("; "),
            "confirmed" => yes(line.confirmed),
            _ => String::new(),
        }
    }

    /// What stands in the row of a line, each cell behind the name of its column.
    fn stood(&self, line: &Line) -> String {
        let columns = self.lists.get(line.list).map_or(&[][..], |l| l.columns.as_slice());
        let cells = line
            .cells
            .iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(number, text)| {
                let header = columns
                    .iter()
                    .find(|c| c.number == *number)
                    .map_or("", |c| c.header.as_str());
                format!("{header}: {}", one_line(text))
            });
        let text = cells.collect::<Vec<_>>().join("\n");
        text.chars().take(30_000).collect()
    }

    /// The names of the entries of a row that was split.
    pub(super) fn parts(&self, key: &str, line: &Line) -> Vec<String> {
        let same =
            |l: &&Line| (l.list, l.row) == (line.list, line.row) && l.origin.as_ref().is_some_and(|o| o.key == key);
        self.lines.iter().filter(same).map(|l| l.name.clone()).collect()
    }
}
