//! From the sheets of a workbook to the located tree of an inventory.

use std::collections::{BTreeMap, HashSet};

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Sources, Span};
use crate::inventory::rows::unknown_reference;
use crate::rules::{RuleSet, Subject};
use crate::sheets::{self, Cell, CellKind, Sheet, Workbook, unguarded};
use crate::yaml::{Kind, Node};

use super::assign::assign;
use super::columns::{Header, Rows, alike, fold, header};
use super::layout::{Field, Layout, Shape, SheetLayout};
use super::records::{Records, add_note, free_id, slug};
use super::tree;

pub(super) struct Reading<'a> {
    pub set: &'a RuleSet,
    pub layout: &'a Layout,
    pub sources: &'a Sources,
    pub out: &'a mut Diagnostics,
    pub(super) top: Node<'static>,
    pub(super) schools: Records,
    pub(super) goals: Records,
    pub(super) projects: Records,
    pub(super) calendar: Records,
    pub(super) initiatives: Records,
    /// How often each kind of problem was told of the cells of a column, and the last of those that were not.
    pub(super) told: BTreeMap<(Code, String), (usize, Option<Diagnostic>)>,
    /// Amounts that are merged over several rows and were asked about.
    pub(super) asked_about: HashSet<Span>,
}

/// Reads every sheet. The tree is the one that a YAML file with the same answers would give.
pub(super) fn read(
    workbook: &Workbook,
    set: &RuleSet,
    layout: &Layout,
    sources: &Sources,
    out: &mut Diagnostics,
) -> Option<Node<'static>> {
    let found = assign(workbook, layout, out);
    let needed = layout.sheets.iter().filter(|s| s.needed);
    let mut complete = true;
    for missing in needed.filter(|s| !found.iter().any(|(l, _)| l.id == s.id)) {
        complete = false;
        let names: Vec<&str> = workbook.sheets.iter().map(|s| s.name.as_str()).take(12).collect();
        let message = format!(
            "the workbook has no sheet `{}`; it has {}",
            missing.title,
            names.join(", ")
        );
        let near = out.nearest(&missing.title, names.iter().copied());
        let near = near.map_or_else(String::new, |n| format!("rename `{n}` to `{}`, or ", missing.title));
        out.push(Diagnostic::about_file(Code::MissingSheet, &workbook.name, message).help(format!(
            "{near}start from `cleardeck init --xlsx FILE`; a list with columns of its own is read by `cleardeck import`"
        )));
    }
    let first = workbook.sheets.first()?;
    let mut reading = Reading {
        set,
        layout,
        sources,
        out,
        top: tree::map(found.first().map_or(first, |(_, s)| s).span()),
        schools: Records::default(),
        goals: Records::default(),
        projects: Records::default(),
        calendar: Records::default(),
        initiatives: Records::default(),
        told: BTreeMap::new(),
        asked_about: HashSet::new(),
    };
    let found: Vec<(&SheetLayout, &Sheet, Rows)> = found
        .into_iter()
        .map(|(layout, sheet)| {
            let rows = Rows {
                name: &sheet.name,
                span: sheet.span(),
                list: sheet.rows_with_merged(),
            };
            (layout, sheet, rows)
        })
        .collect();
    // what is referred to comes before what refers to it
    for (layout, sheet, rows) in &found {
        if let Some(header) = reading.header(layout, sheet, rows) {
            match layout.shape {
                Shape::Table => reading.table(layout, rows, &header),
                Shape::Form => reading.form(layout, rows, &header),
                Shape::Pairs => reading.pairs(layout, rows, &header),
                Shape::Rows | Shape::Group | Shape::Matrix | Shape::Answers | Shape::Ticks => {}
            }
        } else {
            complete &= !layout.needed;
        }
    }
    for (layout, sheet, rows) in &found {
        if matches!(
            layout.shape,
            Shape::Rows | Shape::Group | Shape::Matrix | Shape::Answers | Shape::Ticks
        ) && let Some(header) = reading.header(layout, sheet, rows)
        {
            match layout.shape {
                Shape::Matrix => reading.matrix(layout, rows, &header),
                Shape::Ticks => reading.ticks(rows, &header),
                _ => reading.below(layout, rows, &header),
            }
        }
    }
    reading.count_the_rest();
    complete.then(|| reading.finish())
}

impl<'a> Reading<'a> {
    fn header<'l>(&mut self, layout: &'l SheetLayout, sheet: &Sheet, rows: &Rows) -> Option<Header<'l>> {
        if sheet.cells.is_empty() && !layout.needed {
            return None;
        }
        let header = header(rows, layout, layout.shape == Shape::Matrix, self.sources, self.out)?;
        self.merged(sheet, &header);
        Some(header)
    }

    pub(super) fn text(&self, cell: &Cell) -> &'a str {
        let text = sheets::text(cell, self.sources);
        unguarded(text).map_or(text, str::trim)
    }

    /// The rows below the header that hold something of the inventory.
    pub(super) fn rows<'s>(&mut self, sheet: &'s Rows, header: &Header, key: &str) -> Vec<&'s [Cell]> {
        let mut rows = Vec::new();
        let mut sums = Vec::new();
        for (number, cells) in sheet.list.iter().filter(|(row, _)| *row > header.row) {
            let first = cells.iter().find(|c| c.kind == CellKind::Text);
            let named = header.cell(cells, key).is_some_and(|c| c.kind != CellKind::Error);
            let read = |cell: &&Cell| header.of(cell.column).is_some_and(|h| !h.remark);
            let Some(start) = cells.iter().find(read) else { continue };
            if first.is_some_and(|c| self.layout.is_example(self.text(c))) {
                continue;
            }
            let total = !key.is_empty() && header.cell(cells, "id").is_none() && {
                let key_cell = header.cell(cells, key).filter(|c| c.kind == CellKind::Text);
                let holds =
                    |c: &Cell| self.layout.is_total(self.text(c)) && self.initiatives.find(self.text(c)).is_none();
                first.into_iter().chain(key_cell).any(holds)
            };
            if total || (!named && first.is_none() && !key.is_empty()) {
                let what = if total {
                    "a row of totals"
                } else {
                    "numbers without a name, as in a row of sums"
                };
                sums.push(
                    Diagnostic::new(
                        Code::TotalsRow,
                        start.span,
                        format!("row {number} is set aside: {what}"),
                    )
                    .help("nothing to do; if it is an entry, write its name"),
                );
                continue;
            }
            rows.push(cells.as_slice());
        }
        fold(sums, "rows", self.out);
        rows
    }

    /// One row as a record: the answers of its known columns, and what stands in the others as remarks.
    fn record(&mut self, cells: &[Cell], header: &Header) -> (Node<'static>, Vec<String>) {
        let mut record = tree::map(span_of(cells, header));
        let mut remarks = Vec::new();
        for cell in cells {
            let Some(heading) = header.of(cell.column) else {
                continue;
            };
            match heading.field {
                Some(field) => {
                    if let Some(node) = self.answer(field, cell) {
                        // a second column of the same field is already told
                        let _ = tree::set(&mut record, &field.place(), cell.span, node);
                    }
                }
                None if heading.remark => {}
                None => {
                    if self.sound(&heading.name, cell) {
                        remarks.push(format!("{}: {}", heading.name, self.text(cell)));
                    }
                }
            }
        }
        (record, remarks)
    }

    fn table(&mut self, layout: &SheetLayout, sheet: &Rows, header: &Header) {
        for cells in self.rows(sheet, header, "name") {
            if let Some(name) = header.cell(cells, "name").filter(|c| c.carried) {
                let message = "one name is merged over several rows, and each row is an entry of its own";
                let problem = Diagnostic::error(Code::MergedCells, name.span, message);
                self.tell("name", problem.help("take the cells apart, and name each entry"));
                continue;
            }
            let (mut record, remarks) = self.record(cells, header);
            if layout.id == "initiatives" && !remarks.is_empty() {
                add_note(&mut record, &remarks);
            }
            let records = match layout.id.as_str() {
                "schools" => &mut self.schools,
                "plan" => &mut self.goals,
                "projects" => &mut self.projects,
                "calendar" => &mut self.calendar,
                _ => &mut self.initiatives,
            };
            if let Some(name) = record.get("name").and_then(Node::as_text)
                && record.get("id").is_none()
                && !matches!(layout.id.as_str(), "projects" | "calendar")
            {
                let id = free_id(&slug(name), records);
                tree::put_first(&mut record, "id", id);
            }
            records.push(record);
        }
    }

    fn form(&mut self, layout: &SheetLayout, sheet: &Rows, header: &Header) {
        for cells in self.rows(sheet, header, "") {
            let Some((field, key)) = self.asked(layout, header, cells) else {
                continue;
            };
            let Some(cell) = header.cell(cells, "answer") else {
                continue;
            };
            if let Some(node) = self.answer(field, cell)
                && let Err(first) = tree::set(&mut self.top, &field.place(), key, node)
            {
                self.twice(&field.title, cell.span, first);
            }
        }
    }

    pub(super) fn twice(&mut self, title: &str, at: Span, first: Span) {
        self.out.push(
            Diagnostic::error(Code::DuplicateKey, at, format!("`{title}` is answered twice"))
                .other(first, "first here")
                .help("keep one of the answers"),
        );
    }

    /// The field of a row of a form or a matrix, by its name or its title.
    pub(super) fn asked<'l>(
        &mut self,
        layout: &'l SheetLayout,
        header: &Header,
        cells: &[Cell],
    ) -> Option<(&'l Field, Span)> {
        for path in ["name", "asked", "question"] {
            if let Some(cell) = header.cell(cells, path)
                && let Some(field) = layout.row(self.text(cell))
            {
                return Some((field, cell.span));
            }
        }
        let cell = header.cell(cells, "asked").or_else(|| header.cell(cells, "name"))?;
        // a heading between the questions has no answer
        header.cell(cells, "answer")?;
        let text = self.text(cell);
        let message = format!("sheet `{}` asks nothing like `{text}`", layout.title);
        let problem = match alike(text, layout.rows.iter()) {
            Some(near) => Diagnostic::new(Code::RenamedColumn, cell.span, message)
                .help(format!("did you mean `{}`? name the row so", near.title)),
            None => Diagnostic::new(Code::UnknownColumn, cell.span, message)
                .help("its answer is not read; `cleardeck init --xlsx` writes every question"),
        };
        self.out.push(problem);
        None
    }

    fn pairs(&mut self, layout: &SheetLayout, sheet: &Rows, header: &Header) {
        for cells in self.rows(sheet, header, "") {
            let (Some(term), Some(meaning)) = (header.cell(cells, "term"), header.cell(cells, "meaning")) else {
                if let Some(meaning) = header.cell(cells, "meaning") {
                    let message = format!("a row of sheet `{}` has a meaning and no term", layout.title);
                    let problem = Diagnostic::error(Code::MissingField, meaning.span, message);
                    self.tell("term", problem.help("write the term into its column"));
                }
                continue;
            };
            if !self.sound("term", term) || !self.sound("meaning", meaning) {
                continue;
            }
            let place = [layout.into.clone(), self.text(term).to_owned()];
            let node = tree::scalar(meaning.span, self.text(meaning), true);
            if let Err(first) = tree::set(&mut self.top, &place, term.span, node) {
                self.twice(self.text(term), term.span, first);
            }
        }
    }

    /// Rows that belong to an initiative, or to whatever an answer is about.
    fn below(&mut self, layout: &SheetLayout, sheet: &Rows, header: &Header) {
        let key = if layout.shape == Shape::Answers {
            ""
        } else {
            "initiative"
        };
        for cells in self.rows(sheet, header, key) {
            if layout.shape == Shape::Answers {
                self.sourced(header, cells);
                continue;
            }
            let (mut row, _) = self.record(cells, header);
            let Some(owner) = header.cell(cells, "initiative") else {
                self.out.push(
                    Diagnostic::error(
                        Code::MissingField,
                        row.span,
                        format!("a row of sheet `{}` names no initiative", layout.title),
                    )
                    .help("write the id or the name of the initiative into the column `Initiative`"),
                );
                continue;
            };
            if let Kind::Map(entries) = &mut row.kind {
                entries.retain(|e| e.key != "initiative");
            }
            self.schools.resolve_in(tree::get(&mut row, &["school".to_owned()]));
            let Some(place) = self.owner(owner, Subject::Initiative) else {
                continue;
            };
            let Some(record) = self.initiatives.list.get_mut(place) else {
                continue;
            };
            let into = [layout.into.clone()];
            if layout.shape == Shape::Group {
                if let Err(first) = tree::set(record, &into, row.span, row.clone()) {
                    self.twice(&layout.title, row.span, first);
                }
            } else if let Some(Node {
                kind: Kind::List(items),
                ..
            }) = tree::get(record, &into)
            {
                items.push(row);
            } else {
                let span = row.span;
                let _ = tree::set(record, &into, span, tree::list(span, vec![row]));
            }
        }
    }

    /// The record that a cell names; an unknown one is told.
    pub(super) fn owner(&mut self, cell: &Cell, subject: Subject) -> Option<usize> {
        let text = self.text(cell);
        let (records, what) = match subject {
            Subject::School => (&self.schools, "school"),
            Subject::Goal => (&self.goals, "goal"),
            Subject::Initiative | Subject::District => (&self.initiatives, "initiative"),
        };
        let found = records.find(text);
        if found.is_none() {
            unknown_reference(what, text, cell.span, records.known(), self.out);
        }
        found
    }

    fn finish(mut self) -> Node<'static> {
        for record in &mut self.initiatives.list {
            self.goals.resolve_in(tree::get(record, &["goals".to_owned()]));
            self.schools
                .resolve_in(tree::get(record, &["scope".to_owned(), "schools".to_owned()]));
        }
        let mut requires: Vec<Option<Node>> = Vec::new();
        for record in &mut self.initiatives.list {
            requires.push(tree::get(record, &["requires".to_owned()]).cloned());
        }
        for node in &mut requires {
            self.initiatives.resolve_in(node.as_mut());
        }
        for (record, resolved) in self.initiatives.list.iter_mut().zip(requires) {
            if let (Some(node), Some(resolved)) = (tree::get(record, &["requires".to_owned()]), resolved) {
                *node = resolved;
            }
        }
        for record in &mut self.projects.list {
            self.goals.resolve_in(tree::get(record, &["goal".to_owned()]));
        }
        let span = self.top.span;
        for (place, records) in [
            (vec!["schools".to_owned()], self.schools),
            (vec!["plan".to_owned(), "goals".to_owned()], self.goals),
            (vec!["plan".to_owned(), "rocks_list".to_owned()], self.projects),
            (vec!["calendar".to_owned()], self.calendar),
            (vec!["initiatives".to_owned()], self.initiatives),
        ] {
            if !records.list.is_empty() {
                let _ = tree::set(&mut self.top, &place, span, tree::list(span, records.list));
            }
        }
        self.top
    }
}

/// From the first to the last cell of a row that is read.
fn span_of(cells: &[Cell], header: &Header) -> Span {
    let named = cells.iter().find(|c| header.of(c.column).is_some()).or(cells.first());
    named.map_or(Span::NOWHERE, |c| c.span)
}
