//! Cells as people write them: amounts, dates, counts, words for a status and marks, read where they have one meaning.
//!
//! The reader of workbooks asks about what is not plain. A list that somebody else has made is read as far as it goes:
//! what was not carried over stays in the note, what has more than one meaning is told with the reason.

mod amount;
mod count;
mod date;
mod mark;
mod phrases;
mod pieces;

use crate::inventory::workbook::layout::Field;
use crate::inventory::workbook::value::Said;
use crate::rules::FactType;
use crate::rules::contract::KnownFact;
use crate::sheets::CellKind;

pub(super) use amount::{Basis, basis_of, is_scaled};
pub(super) use phrases::Phrases;
use phrases::Spot;

/// An answer that a cell gives.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Part {
    /// The field that it is for; that of its column when blank.
    pub field: Option<String>,
    pub said: Said,
    /// Whether it is one that follows from the words, and gives way where the list says it itself.
    pub follows: bool,
}

/// What a cell says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Heard {
    /// Its answers; `true` when they carry all of it, so that nothing must stay in the note.
    Read(Vec<Part>, bool),
    /// Why it is no answer, to be told after its words.
    Told(String),
}

impl Heard {
    fn own(said: Said, whole: bool) -> Self {
        Self::Read(vec![Part::own(said)], whole)
    }
}

impl Part {
    fn own(said: Said) -> Self {
        Self {
            field: None,
            said,
            follows: false,
        }
    }

    fn at(field: &str, said: Said) -> Self {
        Self {
            field: Some(field.to_owned()),
            said,
            follows: false,
        }
    }
}

/// What a cell says that is not plain; `None` where the strict reader has the word.
///
/// `ends` is the field for the end of a time whose beginning is asked for.
pub(super) fn hear(field: &Field, kind: CellKind, text: &str, ends: &str, phrases: &Phrases) -> Option<Heard> {
    let text = text.trim();
    if kind == CellKind::Number && field.fact_type() == FactType::Money && text.starts_with('-') {
        return Some(Heard::Told(amount::CREDIT.to_owned()));
    }
    if kind != CellKind::Text || !field.fact {
        return None;
    }
    if field.path == KnownFact::Status.name() {
        return mark::status(field, text, phrases);
    }
    match field.fact_type() {
        FactType::Money => amount::hear(field, text, phrases),
        FactType::Date => date::hear(field, text, ends, phrases),
        FactType::Count => count::count(field, text, phrases),
        FactType::Share => count::share(text, phrases),
        FactType::YesNo => mark::yes_no(text, phrases),
        _ => None,
    }
}

/// One value.
fn one(text: impl Into<String>) -> Said {
    Said::One(text.into(), false)
}

/// One value or the ends of a range, said by the list to be an estimate or not.
fn said(ends: (Option<String>, Option<String>), about: bool, phrases: &Phrases) -> Said {
    let plain = match ends {
        (Some(low), Some(high)) if low == high => one(low),
        (low, high) => Said::Bounds(low, high),
    };
    if about {
        Said::Estimate(Box::new(plain), phrases.estimate_by.clone())
    } else {
        plain
    }
}

/// How a text begins that bounds it: from below, from above.
fn bound(pieces: &mut pieces::Pieces, phrases: &Phrases) -> Spot {
    if pieces.take(&phrases.at_least).is_some() {
        return Spot::Low;
    }
    if pieces.take(&phrases.at_most).is_some() {
        return Spot::High;
    }
    Spot::Both
}
