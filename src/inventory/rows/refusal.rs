//! What is said of a value that a row cannot hold, and of a name that leads nowhere.

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Span};
use crate::yaml::Node;

use super::form::{RowField, RowKind};

pub(super) fn no_word(field: &RowField, text: &str, known: &[String], out: &mut Diagnostics) -> (String, String) {
    let near = out.nearest(&text.to_lowercase(), known.iter().map(String::as_str));
    let near = near.map_or_else(String::new, |n| format!("did you mean `{n}`? "));
    (
        format!("`{text}` is none of the words for `{}`", field.name),
        format!("{near}allowed: {}", known.join(", ")),
    )
}

/// The message for a list or a group where one value is read.
pub(super) fn not_one(what: &str, field: &RowField, node: &Node) -> Diagnostic {
    let has = |keys: &[&str]| keys.iter().any(|key| node.get(key).is_some());
    let (message, help) = if has(&["between", "at_least", "at_most"]) {
        (
            format!("{what} is one value in a row, here stands a range"),
            match field.kind.open_ends() {
                Some(_) => "write { between: [0.1, 0.3] }, { at_least: 0.1 } or { at_most: 0.3 }",
                None => "a range is not read here: write the one value that was found, or leave the field out",
            },
        )
    } else if has(&["estimate_by"]) {
        (
            format!("{what} is what was found, here stands an estimate"),
            "a row holds what was measured; an estimate goes under the fact that the rows are counted for",
        )
    } else if has(&["value", "source", "observed"]) {
        (
            format!("{what} is one value in a row, here stands an answer with its source"),
            "write the value alone, and where it comes from into the `note` of the initiative",
        )
    } else {
        (
            format!("{what} is one value, here stands {}", node.describe()),
            example(field.kind),
        )
    };
    Diagnostic::error(Code::WrongType, node.span, message).help(help)
}

/// What to write into a field.
pub(super) fn example(kind: RowKind) -> &'static str {
    match kind {
        RowKind::Text => "write one line of text",
        RowKind::Entry => "write the id of one entry of the catalogue, or `none`",
        RowKind::Group => "write the group of students, or leave it blank for all",
        RowKind::School => "write the id of one school; results of another school stand in a row of their own",
        RowKind::Goal => "write the id of one goal",
        RowKind::Year => "write the year in which the school year ended, such as 2024 or 2023-24",
        RowKind::Date => "write a year, a month or a day: 2024, 2024-08 or 2024-08-15",
        RowKind::YesNo => "write yes or no, or leave it blank",
        RowKind::Word(_) | RowKind::Name(_) => "write one word",
        RowKind::Several(_) => "write one word, or a list of words such as [city, town]",
        RowKind::Number => "write digits with a point, such as 0.12",
        RowKind::NotNegative => "write digits with a point, 0 or more",
        RowKind::Count => "a count is 0, 1, 2 …, in digits without a comma",
        RowKind::Share => "write 0.8 or 80 %",
        RowKind::Range => "write digits with a point, such as 0.12, or a range such as 0.1 to 0.3 or at least 0.2",
        RowKind::Error => "write digits with a point, such as 0.05, or a range such as 0.04 to 0.06 or at most 0.1",
        RowKind::P => "write it as printed, such as 0.03, <0.05 or >0.1",
    }
}

/// Reports a name that leads nowhere; `known` are how many records there are, and what each may be called.
pub(in crate::inventory) fn unknown_reference<'a>(
    what: &str,
    id: &str,
    span: Span,
    known: (usize, impl Iterator<Item = &'a str>),
    out: &mut Diagnostics,
) {
    let problem = no_such(what, id, span, known, out);
    out.push(problem);
}

/// The message for a name that leads nowhere.
pub(in crate::inventory) fn no_such<'a>(
    what: &str,
    id: &str,
    span: Span,
    (count, known): (usize, impl Iterator<Item = &'a str>),
    out: &mut Diagnostics,
) -> Diagnostic {
    let help = match out.nearest(id, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None if count == 0 => format!("the inventory lists no {what}"),
        None => format!("add it to the list, or write one of the {count} ids there"),
    };
    Diagnostic::error(Code::UnknownReference, span, format!("there is no {what} `{id}`")).help(help)
}
