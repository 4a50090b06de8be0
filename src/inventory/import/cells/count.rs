//! Counts and shares: `7 schools`, `18 of 22`, `all`, `about half`, `~1,200 students`, `80-90%`.

use crate::inventory::workbook::layout::Field;
use crate::truth::Number;

use super::phrases::{Phrases, Spot};
use super::pieces::{Digits, Piece, Pieces, digits};
use super::{Heard, Part, bound, one, said};

/// Reads a cell of a count.
pub(super) fn count(field: &Field, text: &str, phrases: &Phrases) -> Option<Heard> {
    let mut pieces = Pieces::of(text);
    if let [(Piece::Number(number), _)] = pieces.list() {
        return match digits(number) {
            Digits::Plain(_) => None,
            Digits::Ambiguous => Some(Heard::Told(
                "may be two numbers: points and commas are written otherwise elsewhere".to_owned(),
            )),
        };
    }
    let schools = field.path == phrases.place("schools");
    let share = phrases.place("share");
    if schools && !share.is_empty() {
        let mut rest = pieces.clone();
        let about = rest.take_all(&phrases.about);
        if rest.take_first(&phrases.all) {
            return Some(all(&rest, phrases));
        }
        if rest.take_first(&phrases.half) {
            let half = said((Some("50%".to_owned()), Some("50%".to_owned())), about, phrases);
            return Some(Heard::Read(vec![Part::at(share, half)], rest.is_done()));
        }
    }
    let is_grade = |word: &str| phrases.grades.iter().any(|g| g == word);
    let numbers: Vec<(usize, &String)> = pieces
        .list()
        .iter()
        .enumerate()
        .filter_map(|(n, (p, _))| match p {
            Piece::Number(number) => Some((n, number)),
            _ => None,
        })
        .collect();
    let lead = pieces.words().next().is_some_and(is_grade);
    let first = pieces.list().first().map(|(p, _)| p);
    if lead && matches!(first, Some(Piece::Word(_))) && schools {
        return Some(Heard::Told("names grades, and no number of schools".to_owned()));
    }
    if schools && numbers.is_empty() && pieces.words().next().is_some() {
        return Some(Heard::Told("names schools, and no number of them".to_owned()));
    }
    if pieces.list().iter().any(|(p, _)| *p == Piece::Sign('%')) {
        return Some(Heard::Told("is a share, and no number".to_owned()));
    }
    let read = |number: &str| match digits(number) {
        Digits::Plain(n) => Number::nearest(n).filter(|n| n.is_whole()).map(|n| n.to_string()),
        Digits::Ambiguous => None,
    };
    let (places, values): (Vec<usize>, Vec<Option<String>>) = numbers.iter().map(|(n, text)| (*n, read(text))).unzip();
    let values: Option<Vec<String>> = values.into_iter().collect();
    let values = values?;
    let about = pieces.take_all(&phrases.about);
    let side = bound(&mut pieces, phrases);
    let between = |from: usize, to: usize| -> Vec<Piece> {
        let list = pieces.list().iter().map(|(p, _)| p.clone());
        list.skip(from + 1).take(to.saturating_sub(from + 1)).collect()
    };
    let word = |w: &str| Piece::Word(w.to_owned());
    let (ends, mut whole) = match (values.as_slice(), places.as_slice()) {
        ([one], [place]) => {
            let more = pieces.get(place + 1) == Some(&Piece::Sign('+'));
            match side {
                Spot::Low => ((Some(one.clone()), None), true),
                _ if more => ((Some(one.clone()), None), true),
                Spot::High => ((None, Some(one.clone())), true),
                Spot::Both => ((Some(one.clone()), Some(one.clone())), true),
            }
        }
        ([low, high], [a, b]) => match between(*a, *b).as_slice() {
            [Piece::Sign('-')] => ((Some(low.clone()), Some(high.clone())), true),
            [w] if *w == word("to") => ((Some(low.clone()), Some(high.clone())), true),
            // of how many there are says something else
            [w] if *w == word("of") => ((Some(low.clone()), Some(low.clone())), false),
            [w, ..] if *w == word("of") => ((Some(low.clone()), Some(low.clone())), false),
            [.., w] if *w == word("of") => ((Some(low.clone()), Some(low.clone())), false),
            _ => {
                return Some(Heard::Told(
                    "holds two numbers: which of them is meant is not known".to_owned(),
                ));
            }
        },
        _ => return None,
    };
    for place in places {
        pieces.clear(place, 1);
    }
    whole &= pieces
        .words()
        .all(|w| phrases.counted.iter().any(|c| c == w) || w == "to");
    Some(Heard::own(said(ends, about, phrases), whole))
}

/// All schools, perhaps with their number.
fn all(rest: &Pieces, phrases: &Phrases) -> Heard {
    let share = Part::at(phrases.place("share"), one("100%"));
    let number = rest.list().iter().find_map(|(p, _)| match p {
        Piece::Number(number) => Some(number.clone()),
        _ => None,
    });
    let only_counted = rest.words().all(|w| phrases.counted.iter().any(|c| c == w));
    match number {
        // all fourteen of a kind are fourteen; of which there may be more
        Some(number) => Heard::Read(vec![Part::own(one(number))], false),
        None if only_counted => Heard::Read(vec![share], true),
        // all of some: of which, stays in the note
        None => Heard::Told("says all of some schools, and not how many they are".to_owned()),
    }
}

/// Reads a cell of a share.
pub(super) fn share(text: &str, phrases: &Phrases) -> Option<Heard> {
    let mut pieces = Pieces::of(text);
    let about = pieces.take_all(&phrases.about);
    let side = bound(&mut pieces, phrases);
    let percent = pieces.take_all(&phrases.percent);
    let mut rest = pieces.clone();
    if rest.take_first(&phrases.half) && rest.is_done() {
        return Some(Heard::own(
            said((Some("50%".to_owned()), Some("50%".to_owned())), about, phrases),
            true,
        ));
    }
    if !percent {
        return None;
    }
    let mut values = Vec::new();
    for (place, (piece, _)) in pieces.list().iter().enumerate() {
        if let Piece::Number(number) = piece {
            let Digits::Plain(n) = digits(number) else { return None };
            let n = Number::nearest(n).filter(|n| *n <= Number::whole(100))?;
            values.push((place, format!("{n}%")));
        }
    }
    let plus = |place: usize| {
        pieces
            .list()
            .iter()
            .skip(place + 1)
            .any(|(p, _)| *p == Piece::Sign('+'))
    };
    let ends = match values.as_slice() {
        [(place, one)] if side == Spot::Low || plus(*place) => (Some(one.clone()), None),
        [(_, one)] if side == Spot::High => (None, Some(one.clone())),
        [(_, one)] => (Some(one.clone()), Some(one.clone())),
        [(a, low), (b, high)] => {
            let list = pieces
                .list()
                .iter()
                .map(|(p, _)| p)
                .skip(a + 1)
                .take(b.saturating_sub(a + 1));
            let signs: Vec<&Piece> = list.filter(|p| **p != Piece::Taken).collect();
            let is_range = matches!(signs.as_slice(), [Piece::Sign('-')])
                || matches!(signs.as_slice(), [Piece::Word(w)] if w == "to");
            if !is_range {
                return Some(Heard::Told(
                    "holds two shares: which of them is meant is not known".to_owned(),
                ));
            }
            (Some(low.clone()), Some(high.clone()))
        }
        _ => return None,
    };
    for (place, _) in &values {
        pieces.clear(*place, 1);
    }
    let whole = pieces.words().all(|w| w == "to");
    Some(Heard::own(said(ends, about, phrases), whole))
}
