//! Days, months and years as people write them, and times from one to another: `FY22`, `2021-22`, `Fall 2021`,
//! `since 2015`, `9/24`, `through June 2026`, `2021-22 to 2024-25`.
//!
//! A fiscal and a school year begin in July and have ended on the last of June. A day of three numbers has the month
//! first, as lists in the United States write it.

use crate::inventory::PartialDate;
use crate::inventory::workbook::layout::Field;

use super::phrases::{Phrases, Spot};
use super::pieces::{Piece, Pieces};
use super::{Heard, Part, said};

/// Years of two digits from here on are years; below they may be a month or a grade.
const FIRST_SHORT: u16 = 13;

/// Which end of a time is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Role {
    Start,
    End,
}

/// A point in time.
struct When {
    first: String,
    /// Where it may be one of several, the last.
    last: Option<String>,
    about: bool,
    side: Spot,
    /// Whether all of it is carried over.
    whole: bool,
    /// Which end of a time its words say that it is.
    says: Option<Role>,
}

/// Reads a cell of a date.
pub(super) fn hear(field: &Field, text: &str, ends: &str, phrases: &Phrases) -> Option<Heard> {
    let start = phrases.place("start");
    let role = if field.path == start { Role::Start } else { Role::End };
    let pieces = Pieces::of(text);
    let other = |role: Role| match role {
        Role::Start => start,
        Role::End => ends,
    };
    // the answer to the column's question stands in it, the other elsewhere
    let part = |own: Role, when: When| {
        let ends = match when.side {
            Spot::Low => (Some(when.first), None),
            Spot::High => (None, Some(when.first)),
            Spot::Both => (Some(when.first.clone()), Some(when.last.unwrap_or(when.first))),
        };
        let what = said(ends, when.about, phrases);
        if own == role {
            Part::own(what)
        } else {
            Part::at(other(own), what)
        }
    };
    if is_open(&pieces, phrases) {
        // what goes on has no end
        return Some(match role {
            Role::End => Heard::Read(Vec::new(), false),
            Role::Start => Heard::Told("says that it goes on, and not since when".to_owned()),
        });
    }
    if let Some(when) = point(&pieces, role, phrases) {
        if let Some(says) = when.says.filter(|says| *says != role) {
            let when = point(&pieces, says, phrases)?;
            let whole = when.whole;
            return Some(Heard::Read(vec![part(says, when)], whole));
        }
        if PartialDate::read(text.trim()).is_ok() && when.last.is_none() {
            return None;
        }
        let whole = when.whole;
        return Some(Heard::Read(vec![part(role, when)], whole));
    }
    for place in between(&pieces) {
        let (left, right) = pieces.split(place);
        let Some(first) = point(&left, Role::Start, phrases) else {
            continue;
        };
        let open = is_open(&right, phrases);
        if open || right.list().is_empty() {
            let whole = first.whole && !open;
            return Some(Heard::Read(vec![part(Role::Start, first)], whole));
        }
        let Some(last) = point(&right, Role::End, phrases) else {
            continue;
        };
        if last.first.get(..4) < first.first.get(..4) {
            return Some(Heard::Told("ends before it begins".to_owned()));
        }
        let whole = first.whole && last.whole;
        let parts = vec![part(Role::Start, first), part(Role::End, last)];
        return Some(Heard::Read(parts, whole));
    }
    let names_month = pieces.words().any(|w| month(w, phrases).is_some());
    let mut season = pieces.clone();
    let names_season = phrases.seasons.iter().any(|s| season.take(&s.says).is_some());
    let has_year = pieces
        .list()
        .iter()
        .any(|(p, _)| matches!(p, Piece::Number(n) if n.len() >= 4));
    ((names_month || names_season) && !has_year).then(|| Heard::Told("names no year".to_owned()))
}

/// Whether nothing is said but that it goes on.
fn is_open(pieces: &Pieces, phrases: &Phrases) -> bool {
    let mut rest = pieces.clone();
    while rest.take_first(&phrases.until) {}
    rest.take_all(&phrases.open_end) && rest.is_done()
}

/// Where a text may be cut into a beginning and an end, the likeliest first.
fn between(pieces: &Pieces) -> Vec<usize> {
    let word =
        |p: &Piece| matches!(p, Piece::Word(w) if matches!(w.as_str(), "to" | "through" | "thru" | "until" | "till"));
    let places = |wanted: &dyn Fn(usize, &Piece) -> bool| {
        let list = pieces.list().iter().enumerate();
        list.filter(|(n, (p, _))| *n > 0 && wanted(*n, p))
            .map(|(n, _)| n)
            .collect::<Vec<_>>()
    };
    let dash = |p: &Piece| *p == Piece::Sign('-');
    let mut found = places(&|_, p| word(p));
    found.extend(places(&|n, p| dash(p) && !pieces.is_glued(n)));
    found.extend(places(&|n, p| dash(p) && pieces.is_glued(n)));
    found
}

/// What a point in time is made of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Bit {
    Month(u8),
    /// A number and how many digits it has.
    Number(u16, usize),
    Dash,
}

/// Reads one point in time.
fn point(pieces: &Pieces, role: Role, phrases: &Phrases) -> Option<When> {
    let mut rest = pieces.clone();
    let (mut about, mut side, mut says, mut whole) = (false, Spot::Both, None, true);
    loop {
        if rest.take_first(&phrases.since) {
            says = Some(Role::Start);
        } else if rest.take_first(&phrases.until) {
            says = Some(Role::End);
        } else if rest.take_first(&phrases.before) {
            side = Spot::High;
        } else if rest.take_first(&phrases.after) {
            side = Spot::Low;
        } else if rest.take_first(&phrases.about) {
            about = true;
        } else {
            break;
        }
    }
    about |= rest.take_all(&phrases.about);
    if rest.words().any(|w| phrases.against.iter().any(|a| a == w)) {
        return None;
    }
    let fiscal = rest.take(&phrases.fiscal).is_some();
    let school = rest.take(&phrases.school).is_some();
    let season = phrases.seasons.iter().find(|s| rest.take(&s.says).is_some());
    if rest.take(&phrases.parts_of_year).is_some() {
        whole = false;
    }
    let quarter = quarter(&mut rest, phrases);
    let short = rest.list().iter().any(|(p, _)| matches!(p, Piece::Sign('\'' | '’')));
    let (bits, stray) = bits(&rest, phrases)?;
    let year = |n: u16, digits: usize| match digits {
        4 if (1950..=2150).contains(&n) => Some(n),
        2 if n >= FIRST_SHORT || fiscal || school || short || season.is_some() => Some(2000 + n),
        _ => None,
    };
    let months = |y: u16, m: u16| (1..=12).contains(&m).then(|| format!("{y:04}-{m:02}"));
    let of_year = |end: u16| match role {
        Role::Start => format!("{:04}-07", end - 1),
        Role::End => format!("{end:04}-06-30"),
    };
    let mut last = None;
    let first = match bits.as_slice() {
        [Bit::Number(n, d)] => {
            let y = year(*n, *d).filter(|_| *d == 4 || fiscal || school || short || season.is_some())?;
            if let Some(season) = season {
                whole = false;
                let month = if role == Role::Start { season.start } else { season.end };
                months(y, u16::from(month))?
            } else if let Some(q) = quarter {
                let third = 3 * q;
                if fiscal {
                    // the first quarter of a fiscal year begins in July
                    let (y, m) = if q <= 2 { (y - 1, third + 4) } else { (y, third - 8) };
                    whole = role == Role::Start;
                    months(y, m)?
                } else {
                    // a quarter of the calendar or of the fiscal year: one of the two
                    let (fy, fm) = if q <= 2 { (y - 1, third + 4) } else { (y, third - 8) };
                    let both = [months(fy, fm)?, months(y, third)?];
                    whole = false;
                    let [one, other] = both;
                    last = Some(other.clone().max(one.clone()));
                    one.min(other)
                }
            } else if fiscal || school {
                of_year(y)
            } else {
                format!("{y:04}")
            }
        }
        [Bit::Number(a, 4), Bit::Dash, Bit::Number(b, d)] if season.is_none() && quarter.is_none() => {
            let y = year(*a, 4)?;
            let follows = (*d == 4 && *b == y + 1) || (*d == 2 && *b == (y + 1) % 100);
            if follows && *d == 2 && *b <= 12 && !fiscal && !school {
                // 2011-12 is a school year or a December
                let (one, other) = (of_year(y + 1), months(y, *b)?);
                last = Some(one.clone().max(other.clone()));
                one.min(other)
            } else if follows {
                of_year(y + 1)
            } else if *d <= 2 {
                months(y, *b)?
            } else {
                return None;
            }
        }
        [Bit::Number(a, 2), Bit::Dash, Bit::Number(b, 2)] if *b == (a + 1) % 100 && year(*a, 2).is_some() => {
            of_year(2000 + a + 1)
        }
        [Bit::Month(m), Bit::Number(n, d)] => {
            let y = year(*n, *d).filter(|_| *d == 4 || short)?;
            months(y, u16::from(*m))?
        }
        [Bit::Month(m), Bit::Dash, Bit::Number(n, d)] => months(year(*n, *d)?, u16::from(*m))?,
        [Bit::Number(m, 1 | 2), Bit::Dash, Bit::Number(n, d)] => months(year(*n, *d)?, *m)?,
        [Bit::Month(m), Bit::Number(day, 1 | 2), Bit::Number(y, 4)]
        | [Bit::Number(day, 1 | 2), Bit::Month(m), Bit::Number(y, 4)] => whole_day(*y, u16::from(*m), *day)?,
        [
            Bit::Number(y, 4),
            Bit::Dash,
            Bit::Number(m, 1 | 2),
            Bit::Dash,
            Bit::Number(day, 1 | 2),
        ] => whole_day(*y, *m, *day)?,
        [
            Bit::Number(m, 1 | 2),
            Bit::Dash,
            Bit::Number(day, 1 | 2),
            Bit::Dash,
            Bit::Number(n, d @ (2 | 4)),
        ] => {
            let y = if *d == 2 { 2000 + n } else { *n };
            whole_day(y, *m, *day).or_else(|| whole_day(y, *day, *m))?
        }
        _ => return None,
    };
    Some(When {
        first,
        last,
        about,
        side,
        whole: whole && !stray,
        says,
    })
}

fn whole_day(y: u16, m: u16, d: u16) -> Option<String> {
    let text = format!("{y:04}-{m:02}-{d:02}");
    PartialDate::read(&text).is_ok().then_some(text)
}

/// `Q3`, `third quarter` is not read.
fn quarter(rest: &mut Pieces, phrases: &Phrases) -> Option<u16> {
    for place in 0..rest.list().len() {
        if let (Some(Piece::Word(word)), Some(Piece::Number(number))) = (rest.get(place), rest.get(place + 1))
            && phrases.quarters.contains(word)
            && let Ok(q @ 1..=4) = number.parse::<u16>()
        {
            rest.clear(place, 2);
            return Some(q);
        }
    }
    None
}

fn month(word: &str, phrases: &Phrases) -> Option<u8> {
    let place = phrases
        .months
        .iter()
        .position(|names| names.iter().any(|n| n == word))?;
    u8::try_from(place + 1).ok()
}

/// The months, numbers and dashes of a point in time, and whether other words stand among them.
fn bits(rest: &Pieces, phrases: &Phrases) -> Option<(Vec<Bit>, bool)> {
    let (mut list, mut stray) = (Vec::new(), false);
    for (piece, glued) in rest.list() {
        match piece {
            Piece::Word(word) => match month(word, phrases) {
                Some(m) => list.push(Bit::Month(m)),
                None if *glued && matches!(word.as_str(), "st" | "nd" | "rd" | "th") => {}
                // the middle of a time from one point to another
                None if matches!(word.as_str(), "to" | "through" | "thru" | "until" | "till" | "and") => return None,
                None => stray = true,
            },
            Piece::Number(number) => {
                // 6.30.2026 is a day, `15,2024` two numbers
                let sign = if number.contains('.') { Some(Bit::Dash) } else { None };
                for (place, part) in number.split(['.', ',']).enumerate() {
                    if place > 0 {
                        list.extend(sign);
                    }
                    list.push(Bit::Number(part.parse().ok()?, part.len()));
                }
            }
            Piece::Sign('-' | '/') => list.push(Bit::Dash),
            Piece::Sign('$' | '%' | '#' | '&' | ';' | '+') => return None,
            Piece::Sign(_) | Piece::Taken => {}
        }
    }
    // a dash between words and not between numbers says nothing
    while list.first() == Some(&Bit::Dash) {
        list.remove(0);
    }
    Some((list, stray))
}
