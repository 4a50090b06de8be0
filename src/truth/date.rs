//! Dates as people know them: a day, a month or only a year.

use jiff::civil::Date;

use crate::truth::{Number, Possible};

/// A date known to the day, the month or the year.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PartialDate {
    /// The first day it may be.
    pub first: Date,
    /// The last day it may be.
    pub last: Date,
}

impl PartialDate {
    /// Reads `2024`, `2024-08` or `2024-08-15`, years 1900 to 2200.
    ///
    /// # Errors
    /// A sentence that says what is wrong.
    pub fn read(text: &str) -> Result<Self, String> {
        let digits = |part: &str, length: usize| {
            (part.len() == length && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse::<i16>().ok())
        };
        let mut parts = text.split('-');
        let year = parts.next().and_then(|p| digits(p, 4)).flatten();
        let Some(year) = year else {
            return Err(format!("`{text}` is no date"));
        };
        if !(1900..=2200).contains(&year) {
            return Err(format!("the year of `{text}` is not between 1900 and 2200"));
        }
        let mut small = || match parts.next() {
            None => Ok(None),
            Some(part) => match digits(part, 2).flatten().and_then(|n| i8::try_from(n).ok()) {
                Some(n) => Ok(Some(n)),
                None => Err(format!("`{text}` is no date")),
            },
        };
        let (month, day) = (small()?, small()?);
        if parts.next().is_some() {
            return Err(format!("`{text}` is no date"));
        }
        let impossible = |_| format!("there is no day `{text}`");
        let first = Date::new(year, month.unwrap_or(1), day.unwrap_or(1)).map_err(impossible)?;
        let last = match (month, day) {
            (_, Some(_)) => first,
            (Some(_), None) => first.last_of_month(),
            (None, None) => Date::new(year, 12, 31).map_err(impossible)?,
        };
        Ok(Self { first, last })
    }

    /// As days, for comparisons.
    #[must_use]
    pub fn possible(self) -> Possible {
        Possible::Numbers {
            low: days(self.first),
            high: days(self.last),
        }
    }
}

/// Days since the first day of the year 1900.
#[must_use]
pub fn days(date: Date) -> Number {
    let start = Date::constant(1900, 1, 1);
    let span = start.until((jiff::Unit::Day, date)).map_or(0, |s| s.get_days());
    Number::whole(i64::from(span))
}

/// The day a number of days stands for.
#[must_use]
pub fn day_of(number: Number) -> Option<Date> {
    let span = jiff::Span::new().try_days(number.as_f64() as i64);
    span.and_then(|span| Date::constant(1900, 1, 1).checked_add(span)).ok()
}

/// The day so many months before another, a part of a month counting as a whole one; where only bounds of them are known,
/// the longest counts. Nothing where they are open.
#[must_use]
pub fn months_before(day: Date, months: Possible) -> Option<Date> {
    let Possible::Numbers { high, .. } = months else {
        return None;
    };
    // whoever gives notice too early has given it
    let months = Some(high.as_f64().ceil()).filter(|high| (0.0..1200.0).contains(high))?;
    day.checked_sub(jiff::Span::new().try_months(months as i64).ok()?).ok()
}

/// The day a number of days stands for, as `2024-08-15`.
#[must_use]
pub fn date_text(number: Number) -> String {
    day_of(number).map_or_else(|| "an impossible day".to_owned(), |day| day.to_string())
}

#[cfg(test)]
mod tests {
    use super::PartialDate;

    #[test]
    fn a_year_a_month_and_a_day_are_intervals() {
        let bounds = |text| PartialDate::read(text).map(|d| format!("{} {}", d.first, d.last));
        assert_eq!(bounds("2024").as_deref(), Ok("2024-01-01 2024-12-31"));
        assert_eq!(bounds("2024-02").as_deref(), Ok("2024-02-01 2024-02-29"));
        assert_eq!(bounds("2024-02-29").as_deref(), Ok("2024-02-29 2024-02-29"));
    }

    #[test]
    fn impossible_dates_are_named() {
        for text in [
            "2023-02-29",
            "2024-13",
            "1066",
            "24-08",
            "2024-8-1",
            "2024-08-15T00:00:00",
            "soon",
            "2024-",
            "",
        ] {
            assert!(PartialDate::read(text).is_err(), "{text}");
        }
    }
}
