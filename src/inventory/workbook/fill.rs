//! Writes a workbook: blank, with an example row, or holding an inventory.

use std::collections::HashMap;

use crate::rules::{RuleSet, unanswered};
use crate::sheets::{Book, Column, Content, Page, Tone, Written};
use crate::yaml::{Kind, Node};

use super::cells::{check, column, day, guarded, note, plain_content, scalar_content};
use super::layout::{Field, Layout, Shape, SheetLayout, bare_name};
use super::value::{estimated, proposed};

/// So many rows below the last are still checked as they are typed.
const CHECKED: u32 = 300;

/// A workbook, and what of the inventory has no place in it.
pub struct Filled {
    /// The workbook.
    pub book: Book,
    /// Fields that were not written, in words.
    pub left: Vec<String>,
}

/// A blank workbook for a rule set, with a page that explains it and an example row in each table.
#[must_use]
pub fn template(set: &RuleSet) -> Book {
    filled(set, None, true).book
}

/// A workbook that holds an inventory. `all` keeps the columns that nothing stands in.
#[must_use]
pub fn fill(set: &RuleSet, tree: &Node, all: bool) -> Filled {
    filled(set, Some(tree), all)
}

fn filled(set: &RuleSet, tree: Option<&Node>, all: bool) -> Filled {
    let layout = Layout::of(set);
    let mut filler = Filler {
        set,
        layout: &layout,
        tree,
        all,
        left: Vec::new(),
        answers: Vec::new(),
        heads: Vec::new(),
    };
    let mut pages = vec![filler.readme()];
    // the sheet of answers is filled while the others are written
    let (last, first): (Vec<_>, Vec<_>) = layout
        .sheets
        .iter()
        .partition(|s| matches!(s.shape, Shape::Answers | Shape::Matrix));
    let mut written: HashMap<&str, Page> = first.into_iter().map(|s| (s.id.as_str(), filler.page(s))).collect();
    for sheet in last {
        written.insert(&sheet.id, filler.page(sheet));
    }
    for sheet in &layout.sheets {
        if let Some(page) = written.remove(sheet.id.as_str())
            && (sheet.shape != Shape::Matrix || !sheet.rows.is_empty())
            && (all || page.rows.len() > 1)
        {
            pages.push(page);
        }
    }
    if let Some(tree) = tree {
        filler.leftovers(tree);
    }
    Filled {
        book: Book { pages },
        left: filler.left,
    }
}

struct Filler<'a, 't> {
    set: &'a RuleSet,
    layout: &'a Layout,
    tree: Option<&'a Node<'t>>,
    all: bool,
    left: Vec<String>,
    answers: Vec<Vec<Written>>,
    /// Answers of schools and initiatives about the drivers: the head of the column and the answers by path.
    heads: Vec<(String, HashMap<String, Content>)>,
}

fn cell(content: Content, tone: Tone) -> Written {
    Written { content, tone }
}

fn text(text: &str) -> Written {
    cell(Content::Text(text.to_owned()), Tone::Plain)
}

impl<'a, 't> Filler<'a, 't> {
    fn readme(&self) -> Page {
        let rows = self.layout.readme.iter().map(|line| match line.strip_prefix("# ") {
            Some(title) => vec![cell(Content::Text(title.to_owned()), Tone::Title)],
            None => vec![cell(Content::Text(line.clone()), Tone::Prose)],
        });
        Page {
            name: "Read me".to_owned(),
            prose: true,
            columns: vec![Column {
                width: 74.0,
                as_text: false,
            }],
            rows: rows.collect(),
            ..Page::default()
        }
    }

    fn page(&mut self, sheet: &'a SheetLayout) -> Page {
        match sheet.shape {
            Shape::Form => self.form(sheet),
            Shape::Matrix => self.matrix(sheet),
            Shape::Table | Shape::Rows | Shape::Group | Shape::Pairs | Shape::Answers | Shape::Ticks => {
                self.table(sheet)
            }
        }
    }

    /// The records of a sheet: what each is about, its id and its node.
    fn records(&self, sheet: &SheetLayout) -> Vec<(String, &'a Node<'t>)> {
        let Some(tree) = self.tree else { return Vec::new() };
        let list = |node: Option<&'a Node<'t>>| node.and_then(Node::as_list).unwrap_or_default();
        let id = |node: &Node| node.get("id").and_then(Node::as_text).unwrap_or_default().to_owned();
        let plan = |key| tree.get("plan").and_then(|p| p.get(key));
        let of_initiatives = || list(tree.get("initiatives")).iter();
        match (sheet.shape, sheet.id.as_str()) {
            (Shape::Table, "schools") => list(tree.get("schools")).iter().map(|n| (id(n), n)).collect(),
            (Shape::Table, "plan") => list(plan("goals")).iter().map(|n| (id(n), n)).collect(),
            (Shape::Table, "projects") => list(plan("rocks_list")).iter().map(|n| (id(n), n)).collect(),
            (Shape::Table, "calendar") => list(tree.get("calendar")).iter().map(|n| (String::new(), n)).collect(),
            (Shape::Table | Shape::Ticks, _) => of_initiatives().map(|n| (id(n), n)).collect(),
            (Shape::Group, _) => of_initiatives()
                .filter_map(|n| Some((id(n), n.get(&sheet.into)?)))
                .collect(),
            (Shape::Rows, _) => of_initiatives()
                .flat_map(|n| rows_of(n.get(&sheet.into)).iter().map(move |row| (id(n), row)))
                .collect(),
            _ => Vec::new(),
        }
    }

    fn table(&mut self, sheet: &'a SheetLayout) -> Page {
        let mut rows: Vec<Vec<Written>> = match sheet.shape {
            Shape::Answers => std::mem::take(&mut self.answers),
            Shape::Pairs => self.pairs(sheet),
            _ => {
                let mut rows = Vec::new();
                for (id, node) in self.records(sheet) {
                    rows.push(self.row(sheet, &id, node));
                }
                rows
            }
        };
        if self.tree.is_none() && !sheet.example.is_empty() {
            rows.push(example(sheet, self.layout));
        }
        let used = |place: usize| {
            rows.iter()
                .any(|r| r.get(place).is_some_and(|c| c.content != Content::Blank))
        };
        let keep: Vec<usize> = (0..sheet.columns.len())
            .filter(|n| {
                self.all || used(*n) || sheet.shape == Shape::Ticks || sheet.columns.get(*n).is_some_and(|f| !f.fact)
            })
            .collect();
        let fields: Vec<&Field> = keep.iter().filter_map(|n| sheet.columns.get(*n)).collect();
        let mut page = Page {
            name: sheet.title.clone(),
            frozen: (1, if sheet.id == "initiatives" { 2 } else { 1 }),
            columns: fields.iter().map(|f| column(f)).collect(),
            rows: vec![
                fields
                    .iter()
                    .map(|f| {
                        cell(
                            Content::Text(f.title.clone()),
                            if f.quiet { Tone::Quiet } else { Tone::Heading },
                        )
                    })
                    .collect(),
            ],
            ..Page::default()
        };
        let last = u32::try_from(rows.len()).unwrap_or(u32::MAX - CHECKED) + CHECKED;
        for (place, field) in (0..).zip(&fields) {
            let note = note(field);
            if !note.is_empty() {
                page.notes.push((0, place, note));
            }
            page.checks.extend(check(field).map(|check| (1, last, place, check)));
        }
        for mut row in rows {
            row.resize(sheet.columns.len(), Written::default());
            page.rows
                .push(keep.iter().filter_map(|n| row.get(*n).cloned()).collect());
        }
        page
    }

    fn pairs(&self, sheet: &SheetLayout) -> Vec<Vec<Written>> {
        let pairs = self
            .tree
            .and_then(|t| t.get(&sheet.into))
            .and_then(Node::as_map)
            .unwrap_or_default();
        let meaning = |e: &crate::yaml::Entry| e.value.as_text().map(guarded);
        pairs
            .iter()
            .filter_map(|e| Some(vec![text(&guarded(&e.key)), text(&meaning(e)?)]))
            .collect()
    }

    fn row(&mut self, sheet: &'a SheetLayout, id: &str, node: &Node) -> Vec<Written> {
        let about = match sheet.id.as_str() {
            "schools" => "school",
            "plan" => "goal",
            _ => "initiative",
        };
        let mut row = Vec::new();
        for field in &sheet.columns {
            let content = if field.path == "initiative" {
                Content::Text(id.to_owned())
            } else if sheet.shape == Shape::Ticks {
                // what is on record stands where the initiative does
                Content::Blank
            } else {
                // a row of one word has it in its first column
                let word = Some(node).filter(|n| sheet.shape == Shape::Rows && n.as_text().is_some() && row.len() == 1);
                let found = word.or_else(|| get(node, &field.place()));
                found.map_or(Content::Blank, |found| self.content(field, found, about, id))
            };
            row.push(cell(content, Tone::Plain));
        }
        if sheet.shape == Shape::Table && (about == "school" || sheet.id == "initiatives") {
            self.head(about, id, node);
        }
        row
    }

    /// The answers about the drivers of a school or an initiative: a column of the matrix.
    fn head(&mut self, about: &str, id: &str, node: &Node) {
        let Some(matrix) = self.layout.sheets.iter().find(|s| s.shape == Shape::Matrix) else {
            return;
        };
        let mut answers = HashMap::new();
        for field in &matrix.rows {
            if let Some(found) = get(node, &field.place()) {
                let content = self.content(field, found, about, id);
                answers.insert(field.path.clone(), content);
            }
        }
        answers.retain(|_, content| *content != Content::Blank);
        // a head that could be read as a school's stands in the sheet of answers
        let doubtful = about == "initiative" && self.names_school(id)
            || matrix.column(id).is_some()
            || id.trim() != id
            || id.starts_with('(');
        if doubtful {
            for field in &matrix.rows {
                if let Some(content) = answers.remove(&field.path) {
                    self.answers.push(vec![
                        text(about),
                        text(id),
                        text(&field.path),
                        cell(content, Tone::Plain),
                    ]);
                }
            }
        } else if !answers.is_empty() {
            self.heads.push((id.to_owned(), answers));
        }
    }

    fn names_school(&self, id: &str) -> bool {
        let schools = self
            .tree
            .and_then(|t| t.get("schools"))
            .and_then(Node::as_list)
            .unwrap_or_default();
        let is = |node: &Node, key| {
            node.get(key)
                .and_then(Node::as_text)
                .is_some_and(|t| t == id || bare_name(t) == bare_name(id))
        };
        schools.iter().any(|s| is(s, "id") || is(s, "name"))
    }

    fn form(&mut self, sheet: &'a SheetLayout) -> Page {
        let tree = self.tree;
        let mut answers = HashMap::new();
        for field in &sheet.rows {
            if let Some(found) = tree.and_then(|tree| get(tree, &field.place())) {
                answers.insert(field.path.clone(), self.content(field, found, "district", ""));
            }
        }
        let mut page = lines(sheet);
        for field in &sheet.rows {
            let content = answers.remove(&field.path).unwrap_or_default();
            if !self.all && content == Content::Blank {
                continue;
            }
            let row = u32::try_from(page.rows.len()).unwrap_or(u32::MAX);
            page.checks.extend(check(field).map(|check| (row, row, 1, check)));
            page.rows.push(vec![
                text(&field.title),
                cell(content, Tone::Plain),
                cell(Content::Text(note(field)), Tone::Prose),
                text(&field.path),
            ]);
        }
        page
    }

    fn matrix(&mut self, sheet: &'a SheetLayout) -> Page {
        let tree = self.tree;
        let mut district = HashMap::new();
        for field in &sheet.rows {
            if let Some(found) = tree.and_then(|tree| get(tree, &field.place())) {
                district.insert(field.path.clone(), self.content(field, found, "district", ""));
            }
        }
        let mut page = lines(sheet);
        let heads = std::mem::take(&mut self.heads);
        if let Some(names) = page.rows.first_mut() {
            names.extend(
                heads
                    .iter()
                    .map(|(id, _)| cell(Content::Text(id.clone()), Tone::Heading)),
            );
        }
        page.columns.extend(heads.iter().map(|_| Column {
            width: 14.0,
            as_text: false,
        }));
        let mut held = String::new();
        for field in &sheet.rows {
            let answer = district.remove(&field.path).unwrap_or_default();
            let of_heads: Vec<Content> = heads
                .iter()
                .map(|(_, own)| own.get(&field.path).cloned().unwrap_or_default())
                .collect();
            if !self.all && answer == Content::Blank && of_heads.iter().all(|c| *c == Content::Blank) {
                continue;
            }
            let tool = self.tool(&field.path);
            if self.all && !tool.is_empty() && tool != held {
                page.rows.push(vec![cell(Content::Text(tool.clone()), Tone::Quiet)]);
                held = tool;
            }
            let row = u32::try_from(page.rows.len()).unwrap_or(u32::MAX);
            let columns = std::iter::once(2).chain(4..4 + u16::try_from(heads.len()).unwrap_or_default());
            for place in columns {
                page.checks.extend(check(field).map(|check| (row, row, place, check)));
            }
            let mut cells = vec![
                text(&field.title),
                cell(Content::Text(field.in_full()), Tone::Prose),
                cell(answer, Tone::Plain),
                text(&field.path),
            ];
            cells.extend(of_heads.into_iter().map(|c| cell(c, Tone::Plain)));
            page.rows.push(cells);
        }
        page
    }

    /// The tool of a driver that an indicator belongs to first.
    fn tool(&self, path: &str) -> String {
        let id = self.set.fact_id(path);
        let tools = self.set.scores.iter().flat_map(|s| &s.tools);
        let mut found = tools.filter(|t| id.is_some_and(|id| t.indicators.contains(&id)));
        found.next().map(|t| t.title.clone()).unwrap_or_default()
    }

    /// What a cell holds for a value; where it came from goes into the sheet of answers.
    fn content(&mut self, field: &Field, node: &Node, about: &str, id: &str) -> Content {
        let Kind::Map(entries) = &node.kind else {
            return plain_content(field, node);
        };
        let part = |key: &str| entries.iter().find(|e| e.key == key).map(|e| &e.value);
        let said = |key: &str| part(key).and_then(Node::as_text).map(guarded).unwrap_or_default();
        let (source, observed) = (said("source"), said("observed"));
        if !source.is_empty() || !observed.is_empty() {
            let observed = if observed.is_empty() {
                Content::Blank
            } else {
                day(&observed)
            };
            let source = if source.is_empty() {
                Content::Blank
            } else {
                Content::Text(source)
            };
            self.answers.push(vec![
                text(about),
                text(id),
                text(&field.path),
                Written::default(),
                cell(source, Tone::Plain),
                cell(observed, Tone::Plain),
            ]);
        }
        let of = |node: &Node| node.as_text().unwrap_or_default().trim().to_owned();
        let content = match (
            part("between").and_then(Node::as_list),
            part("at_least"),
            part("at_most"),
        ) {
            (Some([low, high]), ..) => Content::Text(format!("{} to {}", of(low), of(high))),
            (_, Some(low), Some(high)) => Content::Text(format!("{} to {}", of(low), of(high))),
            (_, Some(low), None) => Content::Text(format!("at least {}", of(low))),
            (_, None, Some(high)) => Content::Text(format!("at most {}", of(high))),
            _ => part("value").map_or(Content::Blank, |value| plain_content(field, value)),
        };
        let by = |key: &str| part(key).map(of).filter(|by| !by.is_empty());
        let held = match (by("estimate_by"), by("proposed_by")) {
            (Some(by), _) => Some((estimated as fn(&str, &str) -> String, by)),
            (None, Some(by)) => Some((proposed as fn(&str, &str) -> String, by)),
            (None, None) => None,
        };
        match (held, content) {
            (Some((shown, by)), Content::Number(text) | Content::Text(text)) => Content::Text(shown(&text, &by)),
            (Some((shown, by)), Content::Day(day)) => Content::Text(shown(&day.to_string(), &by)),
            (_, content) => content,
        }
    }

    /// Names every field that no sheet has a place for.
    fn leftovers(&mut self, tree: &Node) {
        let nested = [
            "format",
            "glossary",
            "schools",
            "initiatives",
            "plan.goals",
            "plan.rocks_list",
            "calendar",
        ];
        self.left_of(tree, "", "", &["district", "drivers"], &nested);
        let lists: Vec<(&str, Option<&Node>)> = vec![
            ("schools", tree.get("schools")),
            ("plan", tree.get("plan").and_then(|p| p.get("goals"))),
            ("initiatives", tree.get("initiatives")),
        ];
        for (sheet, list) in lists {
            for record in list.and_then(Node::as_list).unwrap_or_default() {
                let id = record.get("id").and_then(Node::as_text).unwrap_or_default().to_owned();
                self.left_of(
                    record,
                    "",
                    &id,
                    &[sheet, "drivers"],
                    &["results", "studies", "reviews", "dissent", "elsewhere", "here"],
                );
            }
        }
        let layout = self.layout;
        for sheet in layout
            .sheets
            .iter()
            .filter(|s| matches!(s.shape, Shape::Rows | Shape::Group))
        {
            for (id, row) in self.records(sheet) {
                self.left_of(row, &sheet.into, &id, &[&sheet.id], &[]);
            }
        }
    }

    fn left_of(&mut self, node: &Node, prefix: &str, id: &str, sheets: &[&str], nested: &[&str]) {
        let only = |s: &&SheetLayout| sheets.first().is_some_and(|id| *id == s.id);
        let rows = self.layout.sheets.iter().find(only).map_or("", |s| s.into.as_str());
        for entry in node.as_map().unwrap_or_default() {
            let path = if prefix.is_empty() {
                entry.key.to_string()
            } else {
                format!("{prefix}.{}", entry.key)
            };
            if nested.contains(&path.as_str()) {
                continue;
            }
            let known = self.layout.sheets.iter().filter(|s| sheets.contains(&s.id.as_str()));
            let fields = known.flat_map(|s| s.columns.iter().chain(&s.rows));
            // the columns of rows are named within their row
            let inner = path
                .strip_prefix(rows)
                .and_then(|rest| rest.strip_prefix('.'))
                .unwrap_or(&path);
            let here: Vec<String> = inner.split('.').map(str::to_owned).collect();
            if fields.into_iter().any(|f| f.place() == here) {
                continue;
            }
            match &entry.value.kind {
                Kind::Map(_) => self.left_of(&entry.value, &path, id, sheets, nested),
                Kind::Blank => {}
                Kind::Scalar(..) | Kind::List(_) => {
                    let of = if id.is_empty() { "the district" } else { id };
                    self.left.push(format!("`{path}` of {of}"));
                }
            }
        }
    }
}

/// The rows below a record: a list of them, one alone, or one of a single word.
fn rows_of<'n, 't>(node: Option<&'n Node<'t>>) -> &'n [Node<'t>] {
    match node {
        // no answer, as a blank is
        Some(node)
            if node
                .as_text()
                .is_some_and(|t| t.trim().is_empty() || unanswered(t.trim()).is_some()) =>
        {
            &[]
        }
        Some(node) if node.is_blank() => &[],
        Some(node) => node.as_list().unwrap_or(std::slice::from_ref(node)),
        None => &[],
    }
}

/// The value at a place below a node.
fn get<'n, 't>(node: &'n Node<'t>, place: &[String]) -> Option<&'n Node<'t>> {
    place.iter().try_fold(node, |node, part| node.get(part))
}

/// The first row of a form or a matrix.
fn lines(sheet: &SheetLayout) -> Page {
    let widths = [34.0, 24.0, 70.0, 34.0];
    let shown = |n: usize, f: &Field| {
        if sheet.shape == Shape::Form {
            widths.get(n).copied().unwrap_or(20.0)
        } else {
            f.width
        }
    };
    Page {
        name: sheet.title.clone(),
        frozen: (1, 1),
        columns: sheet
            .columns
            .iter()
            .enumerate()
            .map(|(n, f)| Column {
                width: shown(n, f),
                as_text: false,
            })
            .collect(),
        rows: vec![
            sheet
                .columns
                .iter()
                .map(|f| cell(Content::Text(f.title.clone()), Tone::Heading))
                .collect(),
        ],
        notes: if sheet.about.is_empty() {
            Vec::new()
        } else {
            vec![(0, 0, sheet.about.clone())]
        },
        ..Page::default()
    }
}

fn example(sheet: &SheetLayout, layout: &Layout) -> Vec<Written> {
    let mut row = Vec::new();
    for (place, field) in sheet.columns.iter().enumerate() {
        let content = match sheet.example.get(&field.path) {
            _ if place == 0 => Content::Text(layout.example.clone()),
            Some(text) => scalar_content(field, text, false),
            None => Content::Blank,
        };
        row.push(cell(content, Tone::Example));
    }
    row
}
