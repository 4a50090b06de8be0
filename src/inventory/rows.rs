//! Reads rows of results, studies and reviews.

use std::collections::HashMap;

use jiff::civil::Date;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Span};
use crate::inventory::{Comparison, Direction, PartialDate, ResultRow, Study};
use crate::rules::{Outcome, Unanswered};
use crate::truth::Number;
use crate::yaml::{Fields, Node};

const COMPARISONS: [&str; 5] = ["none", "before-after", "statistical", "matched", "lottery"];
const DIRECTIONS: [&str; 3] = ["worse", "none", "better"];

/// What the rows of one inventory share.
pub(super) struct Rows<'a> {
    pub outcomes: &'a [Outcome],
    pub schools: &'a HashMap<String, usize>,
    pub as_of: Option<Date>,
}

impl Rows<'_> {
    pub fn results(&self, items: &[&Node], left_out: &mut Vec<String>, out: &mut Diagnostics) -> Vec<ResultRow> {
        items
            .iter()
            .filter_map(|item| self.result(item, left_out, out))
            .collect()
    }

    fn result(&self, item: &Node, left_out: &mut Vec<String>, out: &mut Diagnostics) -> Option<ResultRow> {
        let mut fields = Fields::of(item, "a row of results", out)?;
        let school = fields.take("school").and_then(Node::as_text);
        let year = fields.take("year");
        let measure = fields.text("measure", out);
        let row = ResultRow {
            school: school.and_then(|id| self.school(id, item.span, out)),
            year: year.map_or(Some(0), |n| school_year(n, out))?,
            outcome: self.outcome(fields.take("outcome"), &measure, out),
            measure,
            effect: number(fields.take("effect"), "effect", out),
            se: not_negative(fields.take("se"), "se", out),
            direction: word(fields.take("direction"), &DIRECTIONS, "direction", out).map(direction),
            students: count(fields.take("students"), "students", out),
            comparison: word(fields.take("comparison"), &COMPARISONS, "comparison", out).map(comparison),
            subgroup: subgroup(fields.text("subgroup", out)),
            fidelity: share(fields.take("fidelity"), out),
            span: item.span,
        };
        fields.finish(out);
        against(row.effect, row.direction, item.span, out);
        if year.is_none_or(Node::is_blank) {
            out.push(
                Diagnostic::error(Code::MissingField, item.span, "a result has no `year`")
                    .help("write the year in which the school year ended, such as 2024 or 2023-24"),
            );
            return None;
        }
        if self.as_of.is_some_and(|today| row.year > today.year()) {
            let message = format!("a result of {} is later than the audit's date: left out", row.year);
            left_out.push(message.clone());
            out.push(
                Diagnostic::new(Code::LaterThanAudit, item.span, message)
                    .help("audit at a later date with --as-of, or correct the year"),
            );
            return None;
        }
        Some(row)
    }

    fn school(&self, id: &str, span: Span, out: &mut Diagnostics) -> Option<usize> {
        let found = self.schools.get(id).copied();
        if found.is_none() {
            unknown_reference("school", id, span, self.known(), out);
        }
        found
    }

    /// The schools that there are: how many, and their ids.
    pub fn known(&self) -> (usize, impl Iterator<Item = &str>) {
        (self.schools.len(), self.schools.keys().map(String::as_str))
    }

    /// The kind of outcome: as stated, else the first whose words stand in what was measured.
    fn outcome(&self, stated: Option<&Node>, measure: &str, out: &mut Diagnostics) -> Option<usize> {
        let ids: Vec<&str> = self.outcomes.iter().map(|o| o.id.as_str()).collect();
        if let Some(place) = word(stated, &ids, "kind of outcome", out) {
            return Some(place);
        }
        let measure = measure.to_lowercase();
        let named = |o: &Outcome| o.words.iter().any(|w| measure.contains(w.as_str()));
        self.outcomes.iter().position(named)
    }

    pub fn studies(&self, items: &[&Node], left_out: &mut Vec<String>, out: &mut Diagnostics) -> Vec<Study> {
        items
            .iter()
            .filter_map(|item| self.study(item, left_out, out))
            .collect()
    }

    fn study(&self, item: &Node, left_out: &mut Vec<String>, out: &mut Diagnostics) -> Option<Study> {
        let mut fields = Fields::of(item, "a study", out)?;
        let published = fields.text("published", out);
        let outcome = fields.text("outcome", out);
        let study = Study {
            name: fields.text("name", out),
            outcome_kind: self.outcome(fields.take("outcome_kind"), &outcome, out),
            outcome,
            domain: fields.text("domain", out),
            without_reservations: word(fields.take("reservations"), &["with", "without"], "reservations", out)
                .map(|n| n == 1),
            classrooms: count(fields.take("classrooms"), "classrooms", out),
            published: PartialDate::read(&published).ok().map(|d| d.first.year()),
            design: word(fields.take("design"), &COMPARISONS, "design", out).map(comparison),
            effect: number(fields.take("effect"), "effect", out),
            se: not_negative(fields.take("se"), "se", out),
            significant: yes_no(fields.take("significant"), "significant", out),
            direction: word(fields.take("direction"), &DIRECTIONS, "direction", out).map(direction),
            students: count(fields.take("students"), "students", out),
            schools: count(fields.take("schools"), "schools", out),
            years: not_negative(fields.take("years"), "years", out),
            sustained: word(fields.take("horizon"), &["short", "sustained"], "horizon", out).map(|n| n == 1),
            independent: yes_no(fields.take("independent"), "independent", out),
            contexts: count(fields.take("contexts"), "contexts", out),
            locales: fields.texts("locales", out),
            poverty: fields.texts("poverty", out),
            grades: fields.texts("grades", out),
            subgroup: subgroup(fields.text("subgroup", out)),
            span: item.span,
        };
        fields.finish(out);
        against(study.effect, study.direction, item.span, out);
        match (PartialDate::read(&published), self.as_of) {
            (Err(message), _) if !published.is_empty() => {
                out.push(
                    Diagnostic::error(Code::WrongType, item.span, format!("{message} (in `published`)"))
                        .help("write a year, a month or a day"),
                );
            }
            (Ok(date), Some(today)) if date.first > today => {
                let message = format!(
                    "the study “{}” of {published} is later than the audit's date: left out",
                    study.name
                );
                left_out.push(message.clone());
                out.push(
                    Diagnostic::new(Code::LaterThanAudit, item.span, message)
                        .help("audit at a later date with --as-of, or correct the date"),
                );
                return None;
            }
            _ => {}
        }
        Some(study)
    }
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

/// Reports a name that leads nowhere; `known` are how many records there are, and what each may be called.
pub(super) fn unknown_reference<'a>(
    what: &str,
    id: &str,
    span: Span,
    (count, known): (usize, impl Iterator<Item = &'a str>),
    out: &mut Diagnostics,
) {
    let near = out.nearest(id, known);
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None if count == 0 => format!("the inventory lists no {what}"),
        None => format!("add it to the list, or write one of the {count} ids there"),
    };
    out.push(Diagnostic::error(Code::UnknownReference, span, format!("there is no {what} `{id}`")).help(help));
}

fn subgroup(text: String) -> String {
    if text == "all" { String::new() } else { text }
}

/// The text of an answer; nothing for a blank or an unsure one.
fn answered<'n>(node: Option<&'n Node>) -> Option<(&'n str, Span)> {
    let node = node?;
    let text = node.as_text()?.trim();
    let none = text.is_empty() || crate::rules::unanswered(text).is_some_and(|why| why != Unanswered::Missing);
    (!none).then_some((text, node.span))
}

fn wrong<T>(span: Span, message: String, help: &str, out: &mut Diagnostics) -> Option<T> {
    out.push(Diagnostic::error(Code::WrongType, span, message).help(help));
    None
}

fn number(node: Option<&Node>, name: &str, out: &mut Diagnostics) -> Option<Number> {
    let (text, span) = answered(node)?;
    match Number::parse(text) {
        Some(value) => Some(value),
        None => wrong(
            span,
            format!("`{text}` is no number (in `{name}`)"),
            "write digits with a point, such as 0.12",
            out,
        ),
    }
}

fn not_negative(node: Option<&Node>, name: &str, out: &mut Diagnostics) -> Option<Number> {
    let value = number(node, name, out)?;
    if value >= Number::ZERO {
        return Some(value);
    }
    wrong(node?.span, format!("`{name}` is negative"), "write 0 or more", out)
}

fn count(node: Option<&Node>, name: &str, out: &mut Diagnostics) -> Option<Number> {
    let value = not_negative(node, name, out)?;
    if value.is_whole() {
        return Some(value);
    }
    wrong(
        node?.span,
        format!("`{name}` is no whole number"),
        "a count is 0, 1, 2 …",
        out,
    )
}

fn share(node: Option<&Node>, out: &mut Diagnostics) -> Option<Number> {
    let (text, span) = answered(node)?;
    let value = match text.strip_suffix('%') {
        Some(percent) => Number::parse(percent.trim()).and_then(|n| n.over(Number::whole(100))),
        None => Number::parse(text),
    };
    match value.filter(|n| (Number::ZERO..=Number::whole(1)).contains(n)) {
        Some(value) => Some(value),
        None => wrong(
            span,
            format!("`{text}` is no share from 0 to 1 (in `fidelity`)"),
            "write 0.8 or 80 %",
            out,
        ),
    }
}

fn word(node: Option<&Node>, words: &[&str], name: &str, out: &mut Diagnostics) -> Option<usize> {
    let (text, span) = answered(node)?;
    let wanted = text.to_lowercase().replace([' ', '_'], "-");
    match words.iter().position(|w| *w == wanted) {
        Some(place) => Some(place),
        None => wrong(
            span,
            format!("`{text}` is no {name}"),
            &format!("allowed: {}", words.join(", ")),
            out,
        ),
    }
}

fn yes_no(node: Option<&Node>, name: &str, out: &mut Diagnostics) -> Option<bool> {
    word(node, &["no", "yes"], &format!("answer to `{name}`"), out).map(|n| n == 1)
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

/// The year in which a school year ended: `2024` or `2023-24`.
fn school_year(node: &Node, out: &mut Diagnostics) -> Option<i16> {
    let Some(text) = node.as_text().map(str::trim) else {
        return Some(0);
    };
    let (first, second) = text.split_once('-').unwrap_or((text, ""));
    let year = |t: &str| (t.len() == 4).then(|| t.parse::<i16>().ok()).flatten();
    let end = match (year(first), second.len()) {
        (Some(start), 2 | 4) => second
            .parse::<i16>()
            .ok()
            .filter(|n| n % 100 == (start + 1) % 100)
            .map(|_| start + 1),
        (start, 0) => start,
        _ => None,
    };
    match end {
        Some(end) if (1950..=2200).contains(&end) => Some(end),
        _ => {
            out.push(
                Diagnostic::error(Code::ImpossibleYear, node.span, format!("`{text}` is no school year"))
                    .help("write the year in which it ended, such as 2024, or 2023-24"),
            );
            None
        }
    }
}
