//! Dates as people write them, in the form of the inventory; one that may be two days is asked about.

use jiff::civil::Date;

use crate::inventory::PartialDate;
use crate::sheets::CellKind;

use super::value::{Doubt, doubt};

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// A day, a month or a year in the form of the inventory.
pub(crate) fn date(kind: CellKind, text: &str) -> Result<String, Doubt> {
    match kind {
        CellKind::Date => return Ok(text.to_owned()),
        CellKind::Number => {
            let serial = text.parse::<f64>().unwrap_or_default();
            let epoch = Date::constant(1899, 12, 30);
            let day = jiff::Span::new()
                .try_days(serial as i64)
                .and_then(|days| epoch.checked_add(days));
            return match day {
                Ok(day) if (20_000.0..80_000.0).contains(&serial) => Err(doubt(
                    format!("`{text}` is a number, where a date is expected"),
                    format!("if it stands for {day}, format the cell as a date"),
                )),
                _ => Ok(text.to_owned()),
            };
        }
        _ => {}
    }
    if PartialDate::read(text).is_ok() {
        return Ok(text.to_owned());
    }
    let clean = text.replace(',', " ");
    let midnight = ["T00:00:00", " 00:00:00", " 0:00", "T00:00:00Z"]
        .iter()
        .find_map(|time| clean.strip_suffix(time));
    let clean = midnight.unwrap_or(&clean);
    let parts: Vec<&str> = clean
        .split(|c: char| c.is_whitespace() || "/.-".contains(c))
        .filter(|p| !p.is_empty())
        .collect();
    let number = |part: &str| part.parse::<u16>().ok().filter(|_| part.len() <= 2);
    let year = |part: &str| {
        part.parse::<u16>()
            .ok()
            .filter(|y| part.len() == 4 && (1900..=2200).contains(y))
    };
    let month = |part: &str| {
        let part = part.to_lowercase();
        let full = MONTHS
            .iter()
            .position(|m| part.len() >= 3 && (m.starts_with(&part) || part == "sept" && *m == "september"));
        full.and_then(|n| u16::try_from(n + 1).ok())
    };
    let ordinal = |part: &str| {
        let digits = part.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        number(digits)
    };
    let whole = |y: u16, m: u16, d: Option<u16>| {
        let day = d.map_or_else(String::new, |d| format!("-{d:02}"));
        let text = format!("{y:04}-{m:02}{day}");
        PartialDate::read(&text).ok().map(|_| text)
    };
    let read = match parts.as_slice() {
        [a, b] => match (month(a), year(b), year(a), number(b), number(a)) {
            (Some(m), Some(y), ..) => whole(y, m, None),
            (None, None, Some(y), Some(m), _) if text.contains('/') || b.len() == 1 => whole(y, m, None),
            (None, Some(y), None, _, Some(m)) => whole(y, m, None),
            _ => None,
        },
        [a, b, c] => {
            if let (Some(m), Some(d), Some(y)) = (month(a), ordinal(b), year(c)) {
                whole(y, m, Some(d))
            } else if let (Some(d), Some(m), Some(y)) = (ordinal(a), month(b), year(c)) {
                whole(y, m, Some(d))
            } else if let (Some(y), Some(m), Some(d)) = (year(a), number(b), number(c)) {
                whole(y, m, Some(d))
            } else if let (Some(first), Some(second), Some(y)) = (number(a), number(b), year(c)) {
                let (american, european) = (whole(y, first, Some(second)), whole(y, second, Some(first)));
                match (american, european) {
                    (Some(one), Some(other)) if one != other => {
                        return Err(doubt(
                            format!("`{text}` may be {one} or {other}"),
                            format!("write {one} or {other}"),
                        ));
                    }
                    (one, other) => one.or(other),
                }
            } else {
                None
            }
        }
        _ => None,
    };
    Ok(read.unwrap_or_else(|| text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::{CellKind, date};

    #[test]
    fn dates_as_people_write_them() {
        for (written, read) in [
            ("2024", "2024"),
            ("2024-8-5", "2024-08-05"),
            ("2024-08-05 00:00:00", "2024-08-05"),
            ("8/15/2024", "2024-08-15"),
            ("15.08.2024", "2024-08-15"),
            ("03/03/2024", "2024-03-03"),
            ("August 2024", "2024-08"),
            ("Aug 15, 2024", "2024-08-15"),
            ("15 August 2024", "2024-08-15"),
            ("Sept 1st 2024", "2024-09-01"),
            ("8/2024", "2024-08"),
            ("soon", "soon"),
            ("2023-24", "2023-24"),
            ("13/13/2024", "13/13/2024"),
        ] {
            assert_eq!(date(CellKind::Text, written).as_deref(), Ok(read), "{written}");
        }
        for asked in ["03/04/2024", "3.4.2024"] {
            assert!(
                date(CellKind::Text, asked).is_err_and(|d| d.help.contains("2024-03-04 or 2024-04-03")),
                "{asked}"
            );
        }
        assert!(date(CellKind::Number, "45000").is_err_and(|d| d.help.contains("2023-03-15")));
        assert_eq!(date(CellKind::Number, "2024").as_deref(), Ok("2024"));
    }
}
