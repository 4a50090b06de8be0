//! The answer in a cell, and what is told of a cell that gives none.

use crate::diagnostics::{Code, Diagnostic, Severity};
use crate::rules::FactType;
use crate::sheets::{self, Cell, CellKind, Sheet};
use crate::yaml::Node;

use super::columns::{Header, MOST_ALIKE, fold};
use super::layout::{Field, FieldKind};
use super::read::Reading;
use super::{tree, value};

/// So many problems of one kind are told of the cells of a column; the rest are counted.
const MOST_OF_A_COLUMN: usize = 5 * MOST_ALIKE;

/// Whether a value of this field may be a sum over several rows.
fn is_amount(field: &Field) -> bool {
    matches!(field.kind, FieldKind::Fact(FactType::Money | FactType::Count))
}

impl Reading<'_> {
    /// Merged cells among the answers: down, the value counts for each row; across, for the first column only.
    pub(super) fn merged(&mut self, sheet: &Sheet, header: &Header) {
        let (mut across, mut down) = (Vec::new(), Vec::new());
        for area in sheet.merged.iter().filter(|a| a.rows.1 > header.row) {
            let place = (area.rows.0, area.columns.0);
            let value = sheet.cells.binary_search_by_key(&place, |c| (c.row, c.column));
            let Some(cell) = value.ok().and_then(|n| sheet.cells.get(n)) else {
                continue;
            };
            let Some(field) = header.of(cell.column).and_then(|h| h.field) else {
                continue;
            };
            let end = crate::diagnostics::CellAddress {
                row: area.rows.1,
                column: area.columns.1,
            };
            if area.columns.1 > area.columns.0 {
                let message = format!(
                    "cells are merged across up to {end}: the value counts for the first column, the others are blank"
                );
                across.push(
                    Diagnostic::new(Code::MergedCells, cell.span, message)
                        .help("if it is meant for each, take the cells apart and write it into each"),
                );
            } else if area.rows.1 > area.rows.0 && !is_amount(field) && field.path != "name" {
                let message = format!("cells are merged down to {end}: the value counts for each row there");
                let mut note = Diagnostic::new(Code::MergedCells, cell.span, message)
                    .help("if it is meant for the first row only, take the cells apart");
                note.severity = Severity::Note;
                down.push(note);
            }
        }
        fold(across, "merged cells", self.out);
        fold(down, "merged cells", self.out);
    }

    /// Tells a problem with a cell of a column; beyond the first alike the rest are counted.
    pub(super) fn tell(&mut self, column: &str, problem: Diagnostic) {
        let (count, last) = self.told.entry((problem.code, column.to_owned())).or_default();
        *count += 1;
        if *count <= MOST_OF_A_COLUMN {
            self.out.push(problem);
        } else {
            *last = Some(problem);
        }
    }

    pub(super) fn count_the_rest(&mut self) {
        for ((_, column), (count, last)) in std::mem::take(&mut self.told) {
            if let Some(mut last) = last {
                let more = count - MOST_OF_A_COLUMN;
                last.message = format!("{more} more cells of `{column}` like those before, up to here");
                last.others.clear();
                self.out.push(last);
            }
        }
    }

    /// Whether a cell holds something that can be read as text; an error and a formula without its value are told.
    pub(super) fn sound(&mut self, column: &str, cell: &Cell) -> bool {
        match cell.kind {
            CellKind::Error => {
                let message = format!("the cell holds the error `{}` (in `{column}`)", self.text(cell));
                self.tell(
                    column,
                    Diagnostic::new(Code::ErrorCell, cell.span, message)
                        .help("mend the formula, or write the value; leave the cell blank when it is not known"),
                );
                false
            }
            CellKind::Unsaved => {
                let message = format!("a formula without its value, read as blank (in `{column}`)");
                self.tell(
                    column,
                    Diagnostic::new(Code::FormulaWithoutValue, cell.span, message).help(
                        "open the workbook in a spreadsheet program and save it there, so that values are saved; formulas are not run here",
                    ),
                );
                false
            }
            _ => true,
        }
    }

    /// One amount for several rows may be meant for each or for all together: it is asked.
    fn shared(&mut self, field: &Field, cell: &Cell) -> bool {
        let asked = cell.carried && is_amount(field);
        if asked && self.asked_about.insert(cell.span) {
            let message = format!(
                "one value of `{}` is merged over several rows: for each, or for all of them?",
                field.title
            );
            self.tell(
                &field.title,
                Diagnostic::new(Code::AmbiguousCell, cell.span, message)
                    .help("take the cells apart, and write into each row what is its own"),
            );
        }
        asked
    }

    /// The answer in a cell, or nothing when there is none; what is wrong is told.
    pub(super) fn answer(&mut self, field: &Field, cell: &Cell) -> Option<Node<'static>> {
        if !self.sound(&field.title, cell) || self.shared(field, cell) {
            return None;
        }
        match value::read(field, cell.kind, sheets::text(cell, self.sources)) {
            Ok(said) => Some(tree::said(cell.span, said)),
            Err(doubt) => {
                let code = if doubt.ambiguous {
                    Code::AmbiguousCell
                } else {
                    Code::WrongType
                };
                self.tell(
                    &field.title,
                    Diagnostic::new(code, cell.span, doubt.message).help(doubt.help),
                );
                None
            }
        }
    }
}
