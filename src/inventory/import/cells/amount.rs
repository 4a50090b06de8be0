//! Amounts of money: `$1.2M`, `$45,000/yr`, `$1.2M over 3 years`, `~$40K`, `$10K to $15K`, `up to $50,000`.

use crate::inventory::workbook::layout::Field;
use crate::truth::Number;

use super::phrases::{Phrases, Spot};
use super::pieces::{Digits, Piece, Pieces, digits};
use super::{Heard, Part, bound, said};

/// Why a sum below nothing is no cost.
pub(super) const CREDIT: &str = "is below nothing: a credit or a saving, not read as a cost";

/// What an amount is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::inventory::import) enum Basis {
    Year,
    Total,
}

/// Whether the name of a column says that its amounts are of a year or of several.
pub(in crate::inventory::import) fn basis_of(header: &str, phrases: &Phrases) -> Option<Basis> {
    let mut pieces = Pieces::of(header);
    let total = pieces.take(&phrases.several_years).is_some();
    let year = pieces.take(&phrases.a_year).is_some();
    match (year, total) {
        (true, false) => Some(Basis::Year),
        (false, true) => Some(Basis::Total),
        _ => None,
    }
}

/// Whether an amount says its own thousands or millions.
pub(in crate::inventory::import) fn is_scaled(text: &str, phrases: &Phrases) -> bool {
    amounts(&Pieces::of(text), phrases).iter().any(|a| a.scale.is_some())
}

/// A number with the dollar sign before it and the scale behind it.
struct Amount {
    from: usize,
    to: usize,
    value: Option<f64>,
    dollars: bool,
    scale: Option<f64>,
}

/// Reads a cell of an amount.
pub(super) fn hear(field: &Field, text: &str, phrases: &Phrases) -> Option<Heard> {
    let mut pieces = Pieces::of(text);
    if !pieces.list().iter().any(|(p, _)| matches!(p, Piece::Number(_))) {
        return None;
    }
    // what is plain is read as it is written
    if is_plain(&pieces) {
        return None;
    }
    let (own_year, own_total) = (
        field.path == phrases.place("year"),
        field.path == phrases.place("total"),
    );
    let is_cost = own_year || own_total;
    let several = pieces.take(&phrases.several_years);
    let total = several.is_some() | pieces.take_all(&phrases.in_total);
    let year = pieces.take(&phrases.a_year).is_some();
    if is_cost {
        for (phrase, word) in &phrases.each {
            if pieces.take(std::slice::from_ref(phrase)).is_some() {
                return Some(Heard::Told(format!(
                    "is said as `{word}`: it is no cost of a year or in all"
                )));
            }
        }
    }
    if pieces.take(&phrases.credits).is_some() || is_below(&pieces) {
        return Some(Heard::Told(CREDIT.to_owned()));
    }
    let about = pieces.take_all(&phrases.about);
    let side = bound(&mut pieces, phrases);
    pieces.take_all(&phrases.currency);
    let all = amounts(&pieces, phrases);
    let with_sign: Vec<&Amount> = all.iter().filter(|a| a.dollars || a.scale.is_some()).collect();
    let range = range(&pieces, &all);
    let plus = |a: &Amount| pieces.get(a.to) == Some(&Piece::Sign('+'));
    let (ends, used, side) = match (range, with_sign.as_slice(), all.as_slice()) {
        (Some((low, high)), ..) if all.len() == 2 || with_sign.len() <= 2 => {
            let scale = low.scale.or(high.scale);
            (
                vec![times(low, scale), times(high, None)],
                (low.from, high.to),
                Spot::Both,
            )
        }
        (_, [_], _) | (_, [], [_]) => {
            let one = with_sign.first().copied().or(all.first())?;
            let side = if plus(one) { Spot::Low } else { side };
            (vec![times(one, None)], (one.from, one.to), side)
        }
        (_, [], []) => return Some(Heard::Told("is no amount of dollars".to_owned())),
        _ => {
            let count = with_sign.len().max(2);
            return Some(Heard::Told(format!(
                "holds {count} amounts: which of them is the cost is not known"
            )));
        }
    };
    let mut numbers = Vec::new();
    for end in &ends {
        let Some(end) = end else {
            return Some(Heard::Told(
                "may be two amounts: points and commas are written otherwise elsewhere".to_owned(),
            ));
        };
        numbers.push(Number::nearest(*end)?);
    }
    let ends = match (numbers.as_slice(), side) {
        ([one], Spot::Low) => (Some(one.to_string()), None),
        ([one], Spot::High) => (None, Some(one.to_string())),
        ([one], Spot::Both) => (Some(one.to_string()), Some(one.to_string())),
        ([low, high], _) if low <= high => (Some(low.to_string()), Some(high.to_string())),
        _ => return Some(Heard::Told("goes from more to less".to_owned())),
    };
    pieces.clear(used.0, used.1 - used.0);
    if ends.0 != ends.1 {
        pieces.take_all(&phrases.from_to);
    }
    let years = several.as_ref().is_some_and(|f| f.number.is_some());
    // a star leads to a remark elsewhere
    let whole = pieces.is_done() && !years && !text.contains(['*', '†']);
    let what = said(ends, about, phrases);
    let place = match (year, total) {
        (true, true) => {
            return Some(Heard::Told("is said to be of a year and of several".to_owned()));
        }
        (true, false) if own_total => phrases.place("year"),
        (false, true) if own_year => phrases.place("total"),
        _ => "",
    };
    let part = if place.is_empty() {
        Part::own(what)
    } else {
        Part::at(place, what)
    };
    Some(Heard::Read(vec![part], whole))
}

/// A number in digits, with or without a dollar sign.
fn is_plain(pieces: &Pieces) -> bool {
    let number = match pieces.list() {
        [(Piece::Number(number), _)] | [(Piece::Sign('$'), _), (Piece::Number(number), _)] => number,
        _ => return false,
    };
    matches!(digits(number), Digits::Plain(_))
}

/// `(45,000)`, `-$45,000`: amounts below nothing as bookkeepers write them.
fn is_below(pieces: &Pieces) -> bool {
    let list: Vec<&Piece> = pieces.list().iter().map(|(p, _)| p).collect();
    let digits = |p: &&Piece| matches!(p, Piece::Number(_));
    match list.as_slice() {
        [Piece::Sign('('), .., Piece::Sign(')')] => list.iter().skip(1).take(2).any(digits),
        [Piece::Sign('-'), Piece::Number(_), ..] | [Piece::Sign('-'), Piece::Sign('$'), Piece::Number(_), ..] => true,
        [Piece::Sign('$'), Piece::Sign('-' | '('), Piece::Number(_), ..] => true,
        _ => false,
    }
}

/// The numbers that may be amounts.
fn amounts(pieces: &Pieces, phrases: &Phrases) -> Vec<Amount> {
    let mut found = Vec::new();
    for place in 0..pieces.list().len() {
        let Some(Piece::Number(number)) = pieces.get(place) else {
            continue;
        };
        let before = place.checked_sub(1).and_then(|n| pieces.get(n));
        let dollars = before == Some(&Piece::Sign('$'));
        // FY26, K5 and the like are names
        let is_name = matches!(before, Some(Piece::Word(_))) && pieces.is_glued(place);
        let after = pieces.get(place + 1);
        if is_name || after == Some(&Piece::Sign('%')) || before == Some(&Piece::Sign('#')) {
            continue;
        }
        let scale = match after {
            Some(Piece::Word(word)) => {
                let near = word.len() > 1 || pieces.is_glued(place + 1) || dollars;
                phrases
                    .scales
                    .iter()
                    .find(|(says, _)| says == word && near)
                    .map(|(_, times)| *times)
            }
            _ => None,
        };
        found.push(Amount {
            from: if dollars { place - 1 } else { place },
            to: place + 1 + usize::from(scale.is_some()),
            value: match digits(number) {
                Digits::Plain(value) => Some(value),
                // 1.125 million is no question of points
                Digits::Ambiguous if scale.is_some() => number.parse().ok(),
                Digits::Ambiguous => None,
            },
            dollars,
            scale,
        });
    }
    found
}

/// Two amounts with nothing but `-` or `to` between them.
fn range<'a>(pieces: &Pieces, all: &'a [Amount]) -> Option<(&'a Amount, &'a Amount)> {
    all.iter().zip(all.iter().skip(1)).find(|(low, high)| {
        let between: Vec<&Piece> = pieces
            .list()
            .iter()
            .map(|(p, _)| p)
            .skip(low.to)
            .take(high.from.saturating_sub(low.to))
            .collect();
        match between.as_slice() {
            [Piece::Sign('-')] => true,
            [Piece::Word(word)] => word == "to" || word == "and" && pieces.words().any(|w| w == "between"),
            _ => false,
        }
    })
}

/// The amount in dollars, unless its digits are ambiguous.
fn times(amount: &Amount, shared: Option<f64>) -> Option<f64> {
    let scale = amount.scale.or(shared).unwrap_or(1.0);
    amount.value.map(|value| value * scale)
}
