//! How a field looks in a workbook: its column, its note, what its cells may hold, and an answer as a cell.

use jiff::civil::Date;

use crate::rules::{FactType, unanswered};
use crate::sheets::{Check, Column, Content, unguarded};
use crate::truth::Number;
use crate::yaml::{Kind, Node};

use super::layout::{Field, FieldKind};
use super::value::joined;

pub(super) fn column(field: &Field) -> Column {
    let as_text = field.kind == FieldKind::Year || matches!(field.fact_type(), FactType::Text | FactType::List);
    Column {
        width: field.width,
        as_text,
    }
}

/// The question of a column, its unit and where the answer is found.
pub(super) fn note(field: &Field) -> String {
    let mut note = field.in_full();
    if !field.unit.is_empty() {
        note.push_str(&format!(" In {}.", field.unit));
    }
    let form = match field.kind {
        FieldKind::Fact(FactType::YesNo) if field.fact => " [yes / no]",
        FieldKind::Fact(FactType::Share) => " [0.8 or 80 %]",
        FieldKind::Fact(FactType::Money) => " [dollars]",
        FieldKind::Fact(FactType::Date) => " [2024, 2024-08 or 2024-08-15]",
        _ => "",
    };
    note.push_str(form);
    if matches!(field.fact_type(), FactType::Choice | FactType::Level) && field.options.len() <= 8 {
        note.push_str(&format!(" [{}]", field.options.join(" / ")));
    }
    for (option, means) in field.options.iter().zip(&field.means).filter(|(_, m)| !m.is_empty()) {
        note.push_str(&format!("\n{option}: {means}."));
    }
    if field.means.iter().any(|means| !means.is_empty()) {
        note.push('\n');
    }
    if !field.from.is_empty() {
        note.push_str(&format!(" Found with: {}.", field.from));
    }
    if let Some(effort) = field.ask {
        note.push_str(&format!(" Time: {}, {}.", effort.word(), effort.means()));
    }
    if field.fact {
        note.push_str(&format!(" ({})", field.path));
    }
    note.trim().to_owned()
}

pub(super) fn check(field: &Field) -> Option<Check> {
    match field.kind {
        FieldKind::Year => None,
        // a school year is typed there too
        FieldKind::Fact(FactType::Date) if field.tick => None,
        FieldKind::Fact(_) if field.tick => Some(Check::OneOf(field.options.clone())),
        FieldKind::Fact(kind) => match kind {
            FactType::YesNo => Some(words(field, &["yes", "no"])),
            FactType::Choice | FactType::Level => {
                let options: Vec<&str> = field.options.iter().map(String::as_str).collect();
                Some(words(field, &options))
            }
            FactType::Share => Some(Check::Number(0.0, 1.0)),
            FactType::Count => Some(Check::Whole),
            FactType::Number if field.fact => Some(Check::Number(0.0, 1e9)),
            FactType::Number => Some(Check::Number(-10_000.0, 10_000.0)),
            FactType::Money => Some(Check::Number(0.0, 1e12)),
            FactType::Date => Some(Check::Day),
            FactType::Text | FactType::List => None,
        },
    }
}

fn words(field: &Field, options: &[&str]) -> Check {
    let open: &[&str] = if field.not_applicable {
        &["unsure", "n/a"]
    } else {
        &["unsure"]
    };
    Check::OneOf(options.iter().chain(open).map(|o| (*o).to_owned()).collect())
}

/// Text that is read back as it is, whatever it begins with.
pub(super) fn guarded(text: &str) -> String {
    let text = text.trim();
    let strips = unguarded(text).is_some() || text.strip_prefix('\'').is_some_and(|rest| unanswered(rest).is_some());
    if strips { format!("'{text}") } else { text.to_owned() }
}

pub(super) fn plain_content(field: &Field, node: &Node) -> Content {
    match &node.kind {
        Kind::Blank if field.fact => Content::Text("~".to_owned()),
        Kind::Blank | Kind::Map(_) => Content::Blank,
        Kind::Scalar(text, quoted) => scalar_content(field, text, *quoted),
        Kind::List(items) => {
            let names: Vec<String> = items
                .iter()
                .filter_map(Node::as_text)
                .map(|t| t.trim().to_owned())
                .collect();
            Content::Text(joined(&names))
        }
    }
}

pub(super) fn scalar_content(field: &Field, text: &str, quoted: bool) -> Content {
    let text = text.trim();
    if text.is_empty() {
        return if field.fact {
            Content::Text("~".to_owned())
        } else {
            Content::Blank
        };
    }
    if unanswered(text).is_some() {
        let literal = quoted || (!field.fact && matches!(field.fact_type(), FactType::Text));
        return Content::Text(if literal { format!("'{text}") } else { text.to_owned() });
    }
    match field.fact_type() {
        FactType::Share | FactType::Count | FactType::Number | FactType::Money if Number::parse(text).is_some() => {
            Content::Number(text.to_owned())
        }
        FactType::Date => day(text),
        FactType::List => {
            let one = [text.to_owned()];
            if text == "all" && !field.fact {
                Content::Text(text.to_owned())
            } else {
                Content::Text(joined(&one))
            }
        }
        _ => Content::Text(guarded(text)),
    }
}

/// A day as a day, a year as a number, a month as text.
pub(super) fn day(text: &str) -> Content {
    if let Ok(date) = text.parse::<Date>()
        && date.to_string() == text
        && date.year() >= 1900
    {
        return Content::Day(date);
    }
    if text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit()) {
        return Content::Number(text.to_owned());
    }
    Content::Text(guarded(text))
}
