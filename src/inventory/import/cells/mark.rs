//! Words for a status, and marks for yes and no.

use crate::inventory::workbook::layout::Field;

use super::phrases::Phrases;
use super::pieces::{Piece, Pieces};
use super::{Heard, Part, one};

/// Words by which the opposite may be meant.
const AGAINST: [&str; 3] = ["not", "no", "never"];

/// Reads a cell of a status.
pub(super) fn status(field: &Field, text: &str, phrases: &Phrases) -> Option<Heard> {
    let mut pieces = Pieces::of(text);
    if pieces.take(&phrases.open).is_some() {
        return Some(Heard::Told(format!("is none of {}", field.options.join(", "))));
    }
    let mut options: Vec<&str> = Vec::new();
    for (phrase, option) in &phrases.status {
        if pieces.take_all(std::slice::from_ref(phrase)) && !options.contains(&option.as_str()) {
            options.push(option);
        }
    }
    let pilot = pieces.take_all(&phrases.pilot);
    if pieces.words().any(|w| AGAINST.contains(&w)) {
        return Some(Heard::Told("may say the opposite".to_owned()));
    }
    let running = phrases
        .status
        .iter()
        .find(|(p, _)| *p == Pieces::of("active"))
        .map(|(_, o)| o.as_str());
    let option = match (options.as_slice(), pilot) {
        ([one], _) => *one,
        // a pilot that is said to be nothing else runs
        ([], true) => running?,
        ([], false) => return None,
        _ => return Some(Heard::Told(format!("says {}", options.join(" and ")))),
    };
    let mut parts = vec![Part::own(one(option))];
    let limited = phrases.place("limited");
    if pilot && !limited.is_empty() && Some(option) == running {
        parts.push(Part {
            field: Some(limited.to_owned()),
            said: one("yes"),
            follows: true,
        });
    }
    // a pilot that is no answer of its own stays a word
    let carried = !pilot || parts.len() > 1;
    let whole = pieces.is_done() && carried && !text.chars().any(|c| c.is_ascii_digit());
    Some(Heard::Read(parts, whole))
}

/// Reads a cell of a mark.
pub(super) fn yes_no(text: &str, phrases: &Phrases) -> Option<Heard> {
    let mut pieces = Pieces::of(text);
    let answer = if pieces.take_first(&phrases.no) {
        "no"
    } else if pieces.take_first(&phrases.yes) {
        "yes"
    } else {
        return None;
    };
    let left: Vec<&str> = pieces.words().collect();
    // what follows must stand behind a sign: `no idea` is no no
    let clean = pieces.list().iter().map(|(p, _)| p).find(|p| **p != Piece::Taken);
    let clean = clean.is_none_or(|p| matches!(p, Piece::Sign(_)));
    if !clean || left.iter().any(|w| AGAINST.contains(w)) {
        return None;
    }
    Some(Heard::own(one(answer), left.is_empty()))
}
