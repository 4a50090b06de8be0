//! The sheets whose rows are answers: the drivers by who answers, and answers with where they came from.

use std::collections::HashMap;

use crate::diagnostics::{Code, Diagnostic};
use crate::inventory::record::belongs;
use crate::inventory::rows::no_such;
use crate::rules::Subject;
use crate::sheets::Cell;
use crate::yaml::Node;

use super::columns::{Header, MOST_ALIKE, Rows, fold};
use super::layout::{Field, SheetLayout, bare_name};
use super::read::Reading;
use super::records::wrap;
use super::tree;

impl Reading<'_> {
    pub(super) fn matrix(&mut self, layout: &SheetLayout, sheet: &Rows, header: &Header) {
        // a column without a known name is headed by a school or an initiative
        let mut heads: HashMap<u32, (Subject, usize)> = HashMap::new();
        let mut unknown = Vec::new();
        for heading in header.headings.iter().filter(|h| h.field.is_none() && !h.remark) {
            let school = self.schools.find(&heading.name).map(|n| (Subject::School, n));
            let found = school.or_else(|| self.initiatives.find(&heading.name).map(|n| (Subject::Initiative, n)));
            match found {
                Some(found) => {
                    heads.insert(heading.column, found);
                }
                None => {
                    let (schools, initiatives) = (self.schools.known(), self.initiatives.known());
                    // beyond the first the likeliest names are not looked for: they are only counted
                    let looked_for = if unknown.len() < MOST_ALIKE { usize::MAX } else { 0 };
                    let known = (
                        schools.0 + initiatives.0,
                        schools.1.chain(initiatives.1).take(looked_for),
                    );
                    unknown.push(no_such(
                        "school or initiative",
                        &heading.name,
                        heading.span,
                        known,
                        self.out,
                    ));
                }
            }
        }
        fold(unknown, "columns", self.out);
        for cells in self.rows(sheet, header, "") {
            let answered = |c: &Cell| {
                heads.contains_key(&c.column)
                    || header
                        .of(c.column)
                        .is_some_and(|h| h.field.is_some_and(|f| f.path == "answer"))
            };
            if !cells.iter().any(answered) {
                continue;
            }
            let Some((field, key)) = self.asked(layout, header, cells) else {
                continue;
            };
            for cell in cells.iter().filter(|c| answered(c)) {
                let Some(node) = self.answer(field, cell) else { continue };
                let record = match heads.get(&cell.column) {
                    Some((Subject::School, n)) => self.schools.list.get_mut(*n),
                    Some((_, n)) => self.initiatives.list.get_mut(*n),
                    None => Some(&mut self.top),
                };
                if let Some(record) = record
                    && let Err(first) = tree::set(record, &field.place(), key, node)
                {
                    self.twice(&field.title, cell.span, first);
                }
            }
        }
    }

    /// A row of the sheet of answers: an answer with where it came from.
    pub(super) fn sourced(&mut self, header: &Header, cells: &[Cell]) {
        let text = |path: &str| header.cell(cells, path).map(|c| self.text(c)).unwrap_or_default();
        let subject = match text("about").to_lowercase().as_str() {
            "school" => Subject::School,
            "goal" => Subject::Goal,
            "district" => Subject::District,
            _ => Subject::Initiative,
        };
        let Some(asked) = header.cell(cells, "field") else {
            if let Some(answer) = header.cell(cells, "answer").or(cells.first()) {
                self.out.push(
                    Diagnostic::error(
                        Code::MissingField,
                        answer.span,
                        "the answer does not say to which field",
                    )
                    .help("write the name or the title of the field into the column `Field`"),
                );
            }
            return;
        };
        let wanted = bare_name(self.text(asked));
        let facts = || self.set.facts.iter().filter(|f| f.askable && belongs(f, subject));
        let exact = facts().find(|f| bare_name(&f.name) == wanted);
        let mut titled = facts().filter(|f| bare_name(&f.title) == wanted || bare_name(&f.question) == wanted);
        let (first, second) = (titled.next(), titled.next());
        let Some(fact) = exact.or(first.filter(|_| second.is_none())) else {
            let near = self.out.nearest(
                self.text(asked),
                facts().flat_map(|f| [f.name.as_str(), f.title.as_str()]),
            );
            let help = near.map_or_else(
                || "write the field by its name or its title, as in the heads of the columns".to_owned(),
                |n| format!("did you mean `{n}`?"),
            );
            let message = format!("there is no field `{}`", self.text(asked));
            self.out
                .push(Diagnostic::error(Code::UnknownField, asked.span, message).help(help));
            return;
        };
        let field = Field::of_fact(fact);
        let sayings: Vec<(&str, Node<'static>)> = ["source", "observed"]
            .into_iter()
            .filter_map(|path| {
                let cell = header.cell(cells, path)?;
                let heading = header.of(cell.column)?.field?;
                Some((path, self.answer(heading, cell)?))
            })
            .collect();
        let value = header.cell(cells, "answer").and_then(|cell| self.answer(&field, cell));
        let owner = match (subject, header.cell(cells, "id")) {
            (Subject::District, _) => None,
            (_, Some(cell)) => match self.owner(cell, subject) {
                Some(place) => Some(place),
                None => return,
            },
            (_, None) => {
                self.out.push(
                    Diagnostic::error(
                        Code::MissingField,
                        asked.span,
                        "the answer does not say what it is about",
                    )
                    .help("write the id or the name into the column `Id`, or `district` into `About`"),
                );
                return;
            }
        };
        let record = match (subject, owner) {
            (Subject::School, Some(n)) => self.schools.list.get_mut(n),
            (Subject::Goal, Some(n)) => self.goals.list.get_mut(n),
            (Subject::Initiative, Some(n)) => self.initiatives.list.get_mut(n),
            _ => Some(&mut self.top),
        };
        let Some(record) = record else { return };
        let mut doubled = None;
        if let Some(value) = value {
            doubled = tree::set(record, &field.place(), asked.span, value).err();
        }
        if !sayings.is_empty() {
            wrap(record, &field.place(), asked.span, sayings);
        }
        if let Some(first) = doubled {
            self.twice(&field.title, asked.span, first);
        }
    }
}
