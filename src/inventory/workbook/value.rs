//! From a cell to the text that a field is written with; what can be read in more than one way is asked about.

use crate::inventory::rows::ends;
use crate::rules::{FactType, Unanswered, unanswered};
use crate::sheets::{CellKind, unguarded};
use crate::truth::Number;

use super::dates::date;
use super::layout::{Field, FieldKind};

/// What a cell says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Said {
    /// One value; `true` when it must not be read as `unsure` or `n/a`.
    One(String, bool),
    /// A list.
    Many(Vec<String>),
    /// From one value to another; one of them may be open.
    Bounds(Option<String>, Option<String>),
    /// What a named person takes it to be.
    Estimate(Box<Said>, String),
    /// What is proposed, and by what, until somebody confirms it.
    Proposal(Box<Said>, String),
}

/// What is wrong with a cell, and what to write instead.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Doubt {
    pub message: String,
    pub help: String,
    /// Whether it has more than one meaning, rather than none.
    pub ambiguous: bool,
}

pub(super) fn doubt(message: impl Into<String>, help: impl Into<String>) -> Doubt {
    Doubt {
        message: message.into(),
        help: help.into(),
        ambiguous: true,
    }
}

/// Reads the text of a cell as the answer to a field.
pub(crate) fn read(field: &Field, kind: CellKind, text: &str) -> Result<Said, Doubt> {
    let text = text.trim();
    if let Some(plain) = unguarded(text) {
        let plain = plain.trim().to_owned();
        // a guarded number is a number all the same
        return if Number::parse(&plain).is_some() || field.fact_type() == FactType::List {
            value(field, CellKind::Text, &plain)
        } else {
            Ok(Said::One(plain, true))
        };
    }
    if let Some(rest) = text.strip_prefix('\'').filter(|rest| unanswered(rest).is_some()) {
        return Ok(Said::One(rest.to_owned(), true));
    }
    if kind == CellKind::Text
        && let Some(why) = unanswered(text)
    {
        let word = match why {
            Unanswered::Unsure => "unsure",
            // `null` says the same, and without quotes is read as no text
            Unanswered::Blank => "~",
            Unanswered::NotApplicable | Unanswered::Missing | Unanswered::Proposed => text,
        };
        return Ok(Said::One(word.to_owned(), false));
    }
    if kind == CellKind::Text
        && let Some(estimate) = proposal(field, text).or_else(|| estimate(field, text))
    {
        return estimate;
    }
    if kind == CellKind::Text
        && let Some(bounds) = bounds(field, text)
    {
        return bounds;
    }
    value(field, kind, text)
}

/// An estimate as a cell holds it, which [`estimate`] reads again.
pub(super) fn estimated(value: &str, by: &str) -> String {
    format!("{value} (estimate: {by})")
}

/// A proposal as a cell holds it, which [`proposal`] reads again.
pub(super) fn proposed(value: &str, by: &str) -> String {
    format!("{value} (proposed: {by})")
}

/// `curriculum (proposed: its name)`, for any fact.
fn proposal(field: &Field, text: &str) -> Option<Result<Said, Doubt>> {
    let sign = "(proposed:";
    let at = text.to_ascii_lowercase().find(sign).filter(|_| field.fact)?;
    let by = text.get(at + sign.len()..)?.strip_suffix(')')?.trim();
    let value = text.get(..at)?.trim();
    if by.is_empty() || value.is_empty() {
        return Some(Err(doubt(
            "a proposal says what is proposed and what suggests it",
            "write curriculum (proposed: its name), or the value alone to confirm it",
        )));
    }
    let said = read(field, CellKind::Text, value);
    Some(said.map(|said| Said::Proposal(Box::new(said), by.to_owned())))
}

/// The two parts of `0.5 (estimate: A. Diaz)`.
pub(super) fn whose(text: &str) -> Option<(&str, &str)> {
    // lower case for ASCII only, so that places in it are places in the text
    let lower = text.to_ascii_lowercase();
    let (at, words) = ["(estimate:", "(estimate by", "(estimated by"]
        .iter()
        .find_map(|words| Some((lower.find(words)?, words.len())))?;
    let inner = text.get(at + words..)?.strip_suffix(')')?;
    Some((text.get(..at)?.trim(), inner.trim()))
}

/// `0.5 (estimate: A. Diaz)`, for what can be estimated.
fn estimate(field: &Field, text: &str) -> Option<Result<Said, Doubt>> {
    if !field.fact || matches!(field.fact_type(), FactType::Text | FactType::List) {
        return None;
    }
    let (value, by) = whose(text)?;
    if by.is_empty() {
        let message = "the estimate does not say whose it is";
        return Some(Err(doubt(message, "write 0.5 (estimate: A. Diaz)")));
    }
    if value.is_empty() || unanswered(value).is_some() {
        let message = "an estimate of nothing";
        return Some(Err(doubt(
            message,
            "write what it is taken to be, such as 0.5 (estimate: A. Diaz)",
        )));
    }
    let said = read(field, CellKind::Text, value);
    Some(said.map(|said| Said::Estimate(Box::new(said), by.to_owned())))
}

fn value(field: &Field, kind: CellKind, text: &str) -> Result<Said, Doubt> {
    let one = |text: &str| Ok(Said::One(text.to_owned(), false));
    if field.kind == FieldKind::Year {
        return match kind {
            CellKind::Date => Err(doubt(
                format!("the school year is a day here ({text})"),
                "write the year in which the school year ended, such as 2024, or 2023-24 as text",
            )),
            _ => one(text),
        };
    }
    match field.fact_type() {
        FactType::YesNo => yes_no(field, kind, text),
        FactType::Choice | FactType::Level => match (kind, text.to_ascii_lowercase().as_str()) {
            (CellKind::Truth, truth) => one(if truth == "true" { "yes" } else { "no" }),
            (CellKind::Date, _) => Err(made_a_date(field, text)),
            (_, "y") if field.options.iter().any(|o| o == "yes") => one("yes"),
            (_, "n") if field.options.iter().any(|o| o == "no") => one("no"),
            _ => one(text),
        },
        FactType::Share => share(field, kind, text),
        FactType::Count | FactType::Number => match kind {
            CellKind::Date => Err(made_a_date(field, text)),
            CellKind::Number => one(&rounded(text)),
            _ => one(&grouped(text)),
        },
        FactType::Money => money(field, kind, text),
        FactType::Date => date(kind, text).map(|day| Said::One(day, false)),
        FactType::Text => match kind {
            CellKind::Date => Err(made_a_date(field, text)),
            _ => one(text),
        },
        FactType::List => match kind {
            CellKind::Date => Err(made_a_date(field, text)),
            _ if text == "[]" || text.eq_ignore_ascii_case("none") => Ok(Said::Many(Vec::new())),
            _ if text.eq_ignore_ascii_case("all") && !field.fact => one("all"),
            _ => Ok(Said::Many(names(text))),
        },
    }
}

/// Names with line breaks, semicolons or commas between them, the rarest that is there.
pub(crate) fn names(text: &str) -> Vec<String> {
    let sign = ['\n', ';', ',']
        .into_iter()
        .find(|sign| text.contains(*sign))
        .unwrap_or(',');
    text.split(sign)
        .map(str::trim)
        .filter(|n| !n.is_empty() && *n != ".")
        .map(str::to_owned)
        .collect()
}

/// The text that [`names`] takes apart again.
pub(crate) fn joined(names: &[String]) -> String {
    let holds = |sign: char| names.iter().any(|n| n.contains(sign));
    let sign = if holds(';') {
        "\n"
    } else if holds(',') {
        "; "
    } else {
        ", "
    };
    let text = names.join(sign);
    match names {
        [] => "none".to_owned(),
        // one name with a comma in it stays one name
        [_] if holds(';') => format!("{text}\n."),
        [_] if holds(',') => format!("{text};"),
        _ => text,
    }
}

fn made_a_date(field: &Field, text: &str) -> Doubt {
    doubt(
        format!("the cell holds a day ({text}), and `{}` is none", field.title),
        "if the program made a day of what was typed (such as 6-8), format the cell as text and type it again",
    )
}

fn yes_no(field: &Field, kind: CellKind, text: &str) -> Result<Said, Doubt> {
    let one = |text: &str| Ok(Said::One(text.to_owned(), false));
    match (kind, text.to_lowercase().as_str()) {
        (_, "yes" | "y" | "x" | "✓" | "✔" | "true") => one("yes"),
        (_, "no" | "n" | "false") => one("no"),
        (_, "1" | "0") => Err(doubt(
            format!("`{text}` in `{}`, which is answered with yes or no", field.title),
            "write yes or no: 1 and 0 mean different things in different lists",
        )),
        (CellKind::Date, _) => Err(made_a_date(field, text)),
        _ => one(text),
    }
}

fn rounded(text: &str) -> String {
    // six places are kept; a formula may give more
    match Number::parse(text) {
        Some(_) => text.to_owned(),
        None => text
            .parse()
            .ok()
            .and_then(Number::nearest)
            .map_or_else(|| text.to_owned(), |n| n.to_string()),
    }
}

/// `1,200` without its comma, when the groups hold.
fn grouped(text: &str) -> String {
    let (whole, places) = text.split_once('.').unwrap_or((text, ""));
    let mut parts = whole.split(',');
    let first = parts.next().unwrap_or_default();
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let holds = whole.contains(',')
        && (1..=3).contains(&first.len())
        && digits(first)
        && digits(places)
        && parts.all(|part| part.len() == 3 && digits(part));
    if holds { text.replace(',', "") } else { text.to_owned() }
}

fn share(field: &Field, kind: CellKind, text: &str) -> Result<Said, Doubt> {
    if kind == CellKind::Date {
        return Err(made_a_date(field, text));
    }
    let text = if kind == CellKind::Number {
        rounded(text)
    } else {
        text.to_owned()
    };
    let above = Number::parse(&text).filter(|n| *n > Number::whole(1) && *n <= Number::whole(100));
    match above {
        Some(number) => Err(doubt(
            format!("`{text}` in `{}`, which is a share from 0 to 1", field.title),
            format!("write {number} % if that is meant, or the share, such as 0.8"),
        )),
        None => Ok(Said::One(text, false)),
    }
}

fn money(field: &Field, kind: CellKind, text: &str) -> Result<Said, Doubt> {
    match kind {
        CellKind::Date => return Err(made_a_date(field, text)),
        CellKind::Number => return Ok(Said::One(rounded(text), false)),
        _ => {}
    }
    let plain = text.trim_start_matches('$').trim().to_lowercase();
    let digits = plain.trim_end_matches(|c: char| c.is_alphabetic() || c.is_whitespace() || c == '.');
    let unit = plain
        .get(digits.len()..)
        .unwrap_or_default()
        .trim()
        .trim_end_matches('.');
    let times = match unit {
        "k" | "thousand" => 1_000.0,
        "m" | "mm" | "mio" | "mil" | "mill" | "million" => 1_000_000.0,
        "b" | "bn" | "billion" => 1_000_000_000.0,
        _ => 0.0,
    };
    let amount = grouped(digits).parse::<f64>().ok().filter(|_| times > 0.0);
    match amount.and_then(|a| Number::nearest(a * times)) {
        Some(amount) => Err(doubt(
            format!("`{text}` in `{}`: an abbreviated amount", field.title),
            format!("did you mean {amount}? write the amount in digits"),
        )),
        None => Ok(Said::One(text.to_owned(), false)),
    }
}

/// `0.5 to 0.7`, `at least 3`, `at most 3`, for what can be bounded.
fn bounds(field: &Field, text: &str) -> Option<Result<Said, Doubt>> {
    let bounded = matches!(
        field.fact_type(),
        FactType::Share | FactType::Count | FactType::Number | FactType::Money | FactType::Date | FactType::Level
    );
    if !bounded || !field.fact {
        return None;
    }
    let lower = text.to_lowercase();
    let end = |part: &str| match value(field, CellKind::Text, part.trim()) {
        Ok(Said::One(text, _)) => Ok(text),
        Ok(Said::Many(_) | Said::Bounds(..) | Said::Estimate(..) | Said::Proposal(..)) => {
            Err(doubt("a bound is one value", "write 0.5 to 0.7"))
        }
        Err(doubt) => Err(doubt),
    };
    let (low, high) = ends(&lower)?;
    let end = |part: Option<&str>| part.map(end).transpose();
    Some(end(low).and_then(|low| Ok(Said::Bounds(low, end(high)?))))
}

#[cfg(test)]
mod tests {
    use super::{grouped, joined, names};

    #[test]
    fn lists_come_back_as_they_were() {
        for list in [
            &["S1", "S2"][..],
            &["a, b"],
            &["a, b", "c"],
            &["a; b", "c, d"],
            &["one"],
        ] {
            let list: Vec<String> = list.iter().map(|s| (*s).to_owned()).collect();
            assert_eq!(names(&joined(&list)), list);
        }
        assert_eq!(grouped("1,200"), "1200");
        assert_eq!(grouped("1,20"), "1,20");
    }
}
