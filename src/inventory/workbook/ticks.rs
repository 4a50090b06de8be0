//! The sheet of lists to tick: a row for each initiative, a column for each list.

use crate::diagnostics::{Code, Diagnostic};
use crate::inventory::ticks::{TickAnswer, answer};
use crate::rules::{FactId, RuleSet, Subject, unanswered};
use crate::sheets::{Cell, CellKind};
use crate::yaml::{Kind, Node};

use super::columns::{Header, Rows};
use super::layout::Field;
use super::read::Reading;
use super::tree;
use super::value::{self, Said};

impl Reading<'_> {
    /// Puts what is ticked beside the other answers of each initiative.
    pub(super) fn ticks(&mut self, sheet: &Rows, header: &Header) {
        for cells in self.rows(sheet, header, "initiative") {
            let answered = |cell: &&Cell| header.of(cell.column).is_some_and(|h| h.field.is_some_and(|f| f.fact));
            let ticked: Vec<&Cell> = cells.iter().filter(answered).collect();
            let Some(first) = ticked.first() else { continue };
            let Some(owner) = header.cell(cells, "initiative") else {
                let message = "a row of sheet `Ticks` names no initiative";
                self.out.push(
                    Diagnostic::error(Code::MissingField, first.span, message)
                        .help("write the id or the name of the initiative into the column `Initiative`"),
                );
                continue;
            };
            let Some(place) = self.owner(owner, Subject::Initiative) else {
                continue;
            };
            for cell in ticked {
                let field = header.of(cell.column).and_then(|heading| heading.field);
                if let Some(field) = field.filter(|field| self.sound(&field.title, cell)) {
                    self.tick(place, field, cell);
                }
            }
        }
    }

    fn tick(&mut self, place: usize, field: &Field, cell: &Cell) {
        let Some(fact) = self.set.fact_id(&field.path) else {
            return;
        };
        let Some((recorded, node)) = self.ticked(fact, field, cell) else {
            return;
        };
        let Some(record) = self.initiatives.list.get_mut(place) else {
            return;
        };
        // one answer of a list is enough: another that stands elsewhere says it too
        let mut facts = vec![fact];
        let words = self.set.fact(fact).ticked.iter().flat_map(|ticked| &ticked.words);
        facts.extend(words.map(|word| self.set.recorded_by(fact, word)));
        for other in facts {
            let at = place_of(self.set, other);
            let Some(held) = tree::get(record, &at) else { continue };
            if other == recorded && same(held, &node) {
                return;
            }
            if is_open(held) {
                if other == recorded {
                    *held = node;
                    return;
                }
                continue;
            }
            let message = format!(
                "`{}` says otherwise here than `{}` where the initiative stands",
                field.title,
                self.set.fact(other).title
            );
            self.out.push(
                Diagnostic::error(Code::DuplicateKey, cell.span, message)
                    .other(held.span, "the other answer")
                    .help("leave the cell of the sheet `Ticks` blank, or correct the other"),
            );
            return;
        }
        let _ = tree::set(record, &place_of(self.set, recorded), cell.span, node);
    }

    /// What a cell says: the fact that it answers, and the answer as it would stand in a file.
    fn ticked(&mut self, fact: FactId, field: &Field, cell: &Cell) -> Option<(FactId, Node<'static>)> {
        let text = self.text(cell);
        if cell.kind == CellKind::Date {
            let plain = Field::of_fact(self.set.fact(fact));
            return Some((fact, self.answer(&plain, cell)?));
        }
        let text = match (cell.kind, text.to_ascii_lowercase().as_str()) {
            (CellKind::Truth, "true") => "yes",
            (CellKind::Truth, _) => "no",
            _ => text,
        };
        let (text, by) = value::whose(text).unwrap_or((text, RESPONDENT));
        match answer(self.set, fact, text) {
            Ok(said) => Some((said.fact, tree::said(cell.span, written(said, by)))),
            Err(problem) => {
                let problem = Diagnostic::error(Code::WrongType, cell.span, problem.message).help(problem.help);
                self.tell(&field.title, problem);
                None
            }
        }
    }
}

/// Who takes something to be so where the cell names nobody.
const RESPONDENT: &str = "the respondent";

fn written(said: TickAnswer, by: &str) -> Said {
    let [low, high] = said.bounds.map(|bound| Some(bound).filter(|bound| !bound.is_empty()));
    let value = match (&low, &high) {
        (None, None) => Said::One(said.value, false),
        _ => Said::Bounds(low, high),
    };
    match said.estimate {
        true => Said::Estimate(Box::new(value), by.to_owned()),
        false => value,
    }
}

fn place_of(set: &RuleSet, fact: FactId) -> Vec<String> {
    Field::of_fact(set.fact(fact)).place()
}

/// Whether nobody knows what stands there, or it is only proposed.
fn is_open(node: &Node) -> bool {
    let proposed = node.get("proposed_by").is_some();
    proposed || node.is_blank() || node.as_text().is_some_and(|text| unanswered(text.trim()).is_some())
}

/// Whether two answers say the same.
fn same(one: &Node, other: &Node) -> bool {
    match (&one.kind, &other.kind) {
        (Kind::Map(a), Kind::Map(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|e| b.iter().any(|o| o.key == e.key && same(&o.value, &e.value)))
        }
        (Kind::List(a), Kind::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        _ => one.as_text().map(str::trim) == other.as_text().map(str::trim),
    }
}
