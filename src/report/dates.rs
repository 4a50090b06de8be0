//! Days as people in the United States write them.

use jiff::civil::Date;

/// A text in which every day is written out: `2026-06-15` is June 15, 2026, and `2026-06` June 2026.
///
/// What may be two school years (`2011-12`) stays as it is, as does what is part of a longer word.
pub(super) fn written_out(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    let part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '/');
    while !rest.is_empty() {
        let word = rest.find(|c| !part(c)).unwrap_or(rest.len());
        let (own, after) = rest.split_at(word);
        match day(own).or_else(|| month(own)) {
            Some(said) => out.push_str(&said),
            None => out.push_str(own),
        }
        let sign = after.chars().next().map_or(0, char::len_utf8);
        let (sign, after) = after.split_at(sign);
        out.push_str(sign);
        rest = after;
    }
    out
}

fn day(text: &str) -> Option<String> {
    let whole = text.len() == "2026-06-15".len();
    let date: Date = text.parse().ok().filter(|_| whole)?;
    Some(date.strftime("%B %-d, %Y").to_string())
}

fn month(text: &str) -> Option<String> {
    let (year, month) = text.split_once('-').filter(|_| text.len() == "2026-06".len())?;
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let (year, month): (i16, i8) = match digits(year) && digits(month) {
        true => (year.parse().ok()?, month.parse().ok()?),
        false => return None,
    };
    let two_years = (year + 1) % 100 == i16::from(month);
    let date = Date::new(year, month, 1).ok().filter(|_| !two_years)?;
    Some(date.strftime("%B %Y").to_string())
}

#[cfg(test)]
mod tests {
    use super::written_out;

    #[test]
    fn days_and_months_are_written_out_and_nothing_else() {
        for (text, said) in [
            ("Judge it on 2028-12-31.", "Judge it on December 31, 2028."),
            (
                "since 2021-08, not 2021-22 or 2011-12",
                "since August 2021, not 2021-22 or 2011-12",
            ),
            ("(2026-06-05); 2026-13-01", "(June 5, 2026); 2026-13-01"),
            ("plan-2026-06-15 and 1999-2000", "plan-2026-06-15 and 1999-2000"),
            ("ünd 2026", "ünd 2026"),
        ] {
            assert_eq!(written_out(text), said);
        }
    }
}
