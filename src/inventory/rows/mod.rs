//! Reads rows of results, studies and reviews, and the projects and dissents beside them.

mod form;
mod row;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Span};
use crate::inventory::{Comparison, Direction, Dissent, PartialDate, ResultRow, Rock, Study};
use crate::statistics::Interval;
use crate::truth::Number;
use crate::yaml::Node;

pub(crate) use form::{DISSENT, FORMS, Form, POVERTY, PROJECTS, RESULTS, REVIEWS, RowKind, STUDIES, Words};
pub(super) use row::{Rows, no_such, unknown_reference};

impl Rows<'_> {
    pub fn result(&self, item: &Node, left_out: &mut Vec<String>, out: &mut Diagnostics) -> Option<ResultRow> {
        let row = self.row(item, &RESULTS, out)?;
        let (effect, stated) = (row.number("effect"), row.place("direction").map(direction));
        against(effect, stated, item.span, out);
        if row.is_open("year") {
            out.push(
                Diagnostic::error(Code::MissingField, item.span, "a result has no `year`")
                    .help("write the year in which the school year ended, such as 2024 or 2023-24"),
            );
        }
        let year = row.year("year")?;
        let point = |name| row.number(name).map(|n| Interval::at(n.as_f64()));
        if self.as_of.is_some_and(|today| year > today.year()) {
            let message = format!("a result of {year} is later than the audit's date: left out");
            later(message, "the year", item.span, left_out, out);
            return None;
        }
        let measure = row.text("measure");
        Some(ResultRow {
            school: row.place("school"),
            schools: None,
            year: Some(year),
            outcome: row.place("outcome").or_else(|| self.set.outcome_in_words(&measure)),
            measure,
            effect: point("effect"),
            error: point("se"),
            direction: stated,
            students: row.number("students"),
            comparison: row.place("comparison").map(comparison),
            subgroup: row.text("subgroup"),
            fidelity: row.number("fidelity"),
            withheld: false,
            span: item.span,
        })
    }

    pub fn study(&self, item: &Node, left_out: &mut Vec<String>, out: &mut Diagnostics) -> Option<Study> {
        let row = self.row(item, &STUDIES, out)?;
        let (effect, stated) = (row.number("effect"), row.place("direction").map(direction));
        against(effect, stated, item.span, out);
        let name = row.text("name");
        let published = row.date("published");
        if published.is_some_and(|date| self.after_audit(date)) {
            let date = row.written("published");
            let message = format!("the study “{name}” of {date} is later than the audit's date: left out");
            later(message, "the date", item.span, left_out, out);
            return None;
        }
        let outcome = row.text("outcome");
        Some(Study {
            name,
            outcome_kind: row
                .place("outcome_kind")
                .or_else(|| self.set.outcome_in_words(&outcome)),
            outcome,
            domain: row.text("domain"),
            without_reservations: row.place("reservations").map(|n| n == 1),
            classrooms: row.number("classrooms"),
            published: published.map(|d| d.first.year()),
            design: row.place("design").map(comparison),
            effect,
            se: row.number("se"),
            significant: row.yes("significant"),
            direction: stated,
            students: row.number("students"),
            schools: row.number("schools"),
            years: row.number("years"),
            sustained: row.place("horizon").map(|n| n == 1),
            independent: row.yes("independent"),
            contexts: row.number("contexts"),
            locales: row.names("locales"),
            poverty: row.names("poverty"),
            grades: row.names("grades"),
            subgroup: row.text("subgroup"),
            span: item.span,
        })
    }

    /// Whether results were there at each review, the earliest first where all are dated, else as they are written.
    pub fn reviews(&self, items: &[Node], left_out: &mut Vec<String>, out: &mut Diagnostics) -> Vec<Option<bool>> {
        let mut read = Vec::new();
        for item in items {
            let Some(row) = self.row(item, &REVIEWS, out) else {
                continue;
            };
            let date = row.date("date");
            if date.is_some_and(|date| self.after_audit(date)) {
                let written = row.written("date");
                let message = format!("a review of {written} is later than the audit's date: left out");
                later(message, "the date", item.span, left_out, out);
                continue;
            }
            read.push((date.map(|d| d.first), row.yes("measured")));
        }
        if read.iter().all(|(date, _)| date.is_some()) {
            read.sort_by_key(|(date, _)| *date);
        }
        read.into_iter().map(|(_, measured)| measured).collect()
    }

    pub fn project(&self, item: &Node, out: &mut Diagnostics) -> Option<Rock> {
        let row = self.row(item, &PROJECTS, out)?;
        Some(Rock {
            name: row.text("name"),
            owner: row.text("owner"),
            start: row.written("start"),
            days: row.written("days"),
            goal: row.text("goal"),
        })
    }

    pub fn dissent(&self, node: &Node, out: &mut Diagnostics) -> Option<Dissent> {
        let row = self.row(node, &DISSENT, out)?;
        let steps = DISSENT.fields.iter();
        Some(Dissent {
            steps: steps.map(|f| (f.name.to_owned(), row.text(f.name))).collect(),
        })
    }

    /// Whether a date is sure to lie after the audit's.
    fn after_audit(&self, date: PartialDate) -> bool {
        self.as_of.is_some_and(|today| date.first > today)
    }
}

/// Leaves a row out that is dated after the audit.
fn later(message: String, what: &str, span: Span, left_out: &mut Vec<String>, out: &mut Diagnostics) {
    left_out.push(message.clone());
    out.push(
        Diagnostic::new(Code::LaterThanAudit, span, message)
            .help(format!("audit at a later date with --as-of, or correct {what}")),
    );
}

/// An effect that points against its stated direction; it then counts by its direction alone.
fn against(effect: Option<Number>, stated: Option<Direction>, span: Span, out: &mut Diagnostics) {
    let against = match stated {
        Some(Direction::Better) => effect < Some(Number::ZERO),
        Some(Direction::Worse) => effect > Some(Number::ZERO),
        Some(Direction::None) | None => false,
    };
    if against && effect.is_some() {
        out.push(
            Diagnostic::new(
                Code::AgainstDirection,
                span,
                "the effect points one way, its direction the other",
            )
            .help("write effects so that more is better for students; until then only the direction counts"),
        );
    }
}

fn comparison(place: usize) -> Comparison {
    match place {
        0 => Comparison::None,
        1 => Comparison::BeforeAfter,
        2 => Comparison::Statistical,
        3 => Comparison::Matched,
        _ => Comparison::Lottery,
    }
}

fn direction(place: usize) -> Direction {
    match place {
        0 => Direction::Worse,
        1 => Direction::None,
        _ => Direction::Better,
    }
}
