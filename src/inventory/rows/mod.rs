//! Reads rows of results, studies and reviews, and the projects and dissents beside them.

mod certainty;
mod clusters;
mod convert;
mod form;
mod range;
mod refusal;
mod row;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Span};
use crate::inventory::{
    Comparison, DayKind, Direction, Dissent, Elsewhere, Here, PartialDate, ResultRow, Rock, Stretch, Study, StudyDesign,
};
use crate::rules::unanswered;
use crate::statistics::Interval;
use crate::yaml::Node;

use convert::{measured, refuse};

pub(crate) use form::{
    CALENDAR, DISSENT, ELSEWHERE, FORMS, Form, HERE, POVERTY, PROJECTS, RESULTS, REVIEWS, RowKind, STUDIES, Words,
};
pub(super) use range::ends;
pub(super) use refusal::{no_such, unknown_reference};
pub(super) use row::Rows;

impl Rows<'_> {
    pub fn result(&self, item: &Node, left_out: &mut Vec<String>, out: &mut Diagnostics) -> Option<ResultRow> {
        let row = self.row(item, &RESULTS, out)?;
        let (found, stated) = (
            measured(&row, false, self.set, out),
            row.place("direction").map(direction),
        );
        against(found.effect, stated, item.span, out);
        let year = row.year("year");
        if row.is_open("year") {
            out.push(
                Diagnostic::error(Code::MissingField, item.span, "a result has no `year`").help(
                    "write the year in which the school year ended, such as 2024 or 2023-24, or `unknown` where nobody knows",
                ),
            );
        }
        if year.is_none() && !row.is_unknown_year("year") {
            return None;
        }
        if let (Some(year), Some(today)) = (year, self.as_of)
            && year > today.year()
        {
            let message = format!("a result of {year} is later than the audit's date: left out");
            later(message, "the year", item.span, left_out, out);
            return None;
        }
        if row.date("published").is_some_and(|date| self.after_audit(date)) {
            let message = format!(
                "a result published on {} is later than the audit's date: left out",
                row.written("published")
            );
            later(message, "the date", item.span, left_out, out);
            return None;
        }
        let school = row.place("school");
        let schools = clusters::stands_for(&row, "schools", out);
        if let (Some(many), Some(_), Some(at)) = (schools, school, row.at("schools"))
            && many.as_f64() > 1.0
        {
            let message = format!("a row of one school stands for {many} schools");
            refuse(
                at,
                message,
                "leave `school` blank where the row is about all of them together, or `schools` where it is about one",
                out,
            );
        }
        let measure = row.text("measure");
        Some(ResultRow {
            school,
            schools,
            year,
            outcome: row.place("outcome").or_else(|| self.set.outcome_in_words(&measure)),
            measure,
            effect: found.effect,
            error: found.error,
            direction: stated,
            students: row.number("students"),
            comparison: row.place("comparison").map(comparison),
            subgroup: row.text("subgroup"),
            fidelity: row.number("fidelity"),
            level: row.text("level"),
            withheld: false,
            span: item.span,
        })
    }

    pub fn study(&self, item: &Node, left_out: &mut Vec<String>, out: &mut Diagnostics) -> Option<Study> {
        let row = self.row(item, &STUDIES, out)?;
        let (found, stated) = (
            measured(&row, true, self.set, out),
            row.place("direction").map(direction),
        );
        against(found.effect, stated, item.span, out);
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
            design: row.place("design").map(design),
            studies: clusters::stands_for(&row, "studies", out),
            effect: found.effect,
            error: found.error,
            significant: found.significant,
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
            origin: String::new(),
            among: String::new(),
            span: item.span,
        })
    }

    /// Which entries of the catalogue an initiative is said to be: one group of fields, a list of them, or the word
    /// `none`.
    pub fn elsewhere(&self, node: &Node, left_out: &mut Vec<String>, out: &mut Diagnostics) -> Vec<Elsewhere> {
        match (node.as_text().map(str::trim), node.as_list()) {
            (Some(text), _) if text.is_empty() || unanswered(text).is_some() => Vec::new(),
            (Some(text), _) if text.eq_ignore_ascii_case(Elsewhere::NONE) => vec![Elsewhere {
                is: Elsewhere::NONE.to_owned(),
                same_program: false,
                confirmed_by: String::new(),
                on: String::new(),
                span: node.span,
            }],
            (Some(text), _) => {
                let message = format!("`elsewhere` is a group of fields with `is`, here stands `{text}`");
                let help = format!("write {{ is: {text}, confirmed_by: A. Diaz }}, or `none`");
                out.push(Diagnostic::error(Code::NotAMapping, node.span, message).help(help));
                Vec::new()
            }
            (None, Some(items)) => {
                let items = items.iter();
                items.filter_map(|item| self.entry(item, left_out, out)).collect()
            }
            (None, None) => self.entry(node, left_out, out).into_iter().collect(),
        }
    }

    fn entry(&self, item: &Node, left_out: &mut Vec<String>, out: &mut Diagnostics) -> Option<Elsewhere> {
        let row = self.row(item, &ELSEWHERE, out)?;
        if row.is_open("is") {
            out.push(
                Diagnostic::error(Code::MissingField, item.span, "`elsewhere` does not say what it `is`")
                    .help("write the id of an entry of the catalogue, or `none` where nothing in it is meant"),
            );
        }
        // what is wrong is told
        let is = Some(row.text("is")).filter(|is| !is.is_empty())?;
        if row.date("on").is_some_and(|date| self.after_audit(date)) {
            let message = format!(
                "`elsewhere: {is}` of {} is later than the audit's date: left out",
                row.written("on")
            );
            later(message, "the date", item.span, left_out, out);
            return None;
        }
        Some(Elsewhere {
            is,
            same_program: row.yes("same_program") == Some(true),
            confirmed_by: row.text("confirmed_by"),
            on: row.written("on"),
            span: item.span,
        })
    }

    /// How it is run here under a condition of an entry.
    pub fn here(&self, item: &Node, left_out: &mut Vec<String>, out: &mut Diagnostics) -> Option<Here> {
        let row = self.row(item, &HERE, out)?;
        let (of, condition) = (row.text("of"), row.text("condition"));
        if row.is_open("of") || row.is_open("condition") {
            let message = "an answer does not say of which entry (`of`) and which `condition` it is";
            out.push(
                Diagnostic::error(Code::MissingField, item.span, message)
                    .help("write both: { of: summer-learning, condition: days, is: 25 days, said_by: A. Diaz }"),
            );
            return None;
        }
        if row.date("on").is_some_and(|date| self.after_audit(date)) {
            let message = format!(
                "what is said of `{condition}` of `{of}` on {} is later than the audit's date: left out",
                row.written("on")
            );
            later(message, "the date", item.span, left_out, out);
            return None;
        }
        // a cell of a workbook is text, whatever it says
        let is = Some(row.text("is")).filter(|is| unanswered(is).is_none());
        Some(Here {
            of,
            condition,
            is: is.unwrap_or_default(),
            said_by: row.text("said_by"),
            on: row.written("on"),
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
        let name = row.text("name");
        Some(Rock {
            id: Some(row.text("id"))
                .filter(|id| !id.is_empty())
                .unwrap_or_else(|| name.clone()),
            name,
            owner: row.text("owner"),
            start: row.written("start"),
            days: row.written("days"),
            end: row.date("end").map(|end| end.last),
            goal: row.text("goal"),
            first_step: row.text("first_step"),
            evidence: row.text("evidence"),
            about: row
                .text("about")
                .split(',')
                .map(|id| id.trim().to_owned())
                .filter(|id| !id.is_empty())
                .collect(),
            shown_by: row.text("shown_by"),
            needs: row.text("needs"),
            done: row.yes("done"),
        })
    }

    /// A stretch of days; one that has no first day, or ends before it begins, is an error.
    pub fn stretch(&self, item: &Node, out: &mut Diagnostics) -> Option<Stretch> {
        let row = self.row(item, &CALENDAR, out)?;
        let mut wrong = |code, message: String, help: &str| {
            out.push(Diagnostic::error(code, item.span, message).help(help));
        };
        let (kind, from) = (row.place("what"), row.date("from"));
        if row.is_open("what") || row.is_open("from") {
            let missing = if row.is_open("what") { "what" } else { "from" };
            let message = format!("a row of the calendar has no `{missing}`");
            let help =
                "write what it is and its first day, such as `{ what: holiday, name: Labor Day, from: 2026-09-07 }`";
            wrong(Code::MissingField, message, help);
        }
        let (kind, from) = (kind?, from?);
        let last = row.date("to").map_or(from.last, |to| to.last);
        if last < from.first {
            let message = format!("a stretch of days ends on {last}, before it begins on {}", from.first);
            wrong(
                Code::EndBeforeStart,
                message,
                "exchange `from` and `to`, or correct one of them",
            );
            return None;
        }
        Some(Stretch {
            kind: DayKind::at(kind),
            name: row.text("name"),
            first: from.first,
            last,
            span: item.span,
        })
    }

    pub fn dissent(&self, node: &Node, out: &mut Diagnostics) -> Option<Dissent> {
        let row = self.row(node, &DISSENT, out)?;
        let steps = Dissent::STEPS.iter();
        Some(Dissent {
            steps: steps.map(|name| ((*name).to_owned(), row.text(name))).collect(),
            to: row.text("to"),
            said_by: row.text("said_by"),
            on: row.written("on"),
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
fn against(effect: Option<Interval>, stated: Option<Direction>, span: Span, out: &mut Diagnostics) {
    let against = match stated {
        Some(Direction::Better) => effect.is_some_and(|e| e.high < 0.0),
        Some(Direction::Worse) => effect.is_some_and(|e| e.low > 0.0),
        Some(Direction::None) | None => false,
    };
    if against {
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
        4 => Comparison::RegressionDiscontinuity,
        _ => Comparison::Lottery,
    }
}

fn design(place: usize) -> StudyDesign {
    match place {
        6 => StudyDesign::MetaAnalysis,
        7 => StudyDesign::Mixed,
        place => StudyDesign::Of(comparison(place)),
    }
}

fn direction(place: usize) -> Direction {
    match place {
        0 => Direction::Worse,
        1 => Direction::None,
        _ => Direction::Better,
    }
}
