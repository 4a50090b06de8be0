//! Ranges of numbers as they are typed into a row.

use crate::statistics::Interval;
use crate::truth::Number;
use crate::yaml::Node;

/// A range, and how many places after the point its ends are written with.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Range {
    pub bounds: Interval,
    pub places: usize,
}

/// The ends of a range in words: `0.1 to 0.3`, `between 0.1 and 0.3`, `at least 0.2`, `at most 0.1`. Each end is a part
/// of the text, which must be in lower case.
pub(in crate::inventory) fn ends(text: &str) -> Option<(Option<&str>, Option<&str>)> {
    if let Some(low) = text.strip_prefix("at least ") {
        return Some((Some(low.trim()), None));
    }
    if let Some(high) = text.strip_prefix("at most ") {
        return Some((None, Some(high.trim())));
    }
    let inner = text.strip_prefix("between ").unwrap_or(text);
    let (low, high) = inner.split_once(" to ").or_else(|| inner.split_once(" and "))?;
    Some((Some(low.trim()), Some(high.trim())))
}

/// The ends of `0.1-0.3` or `0.1–0.3`; not where a hyphen may be a minus.
fn dashed(text: &str) -> Option<(Option<&str>, Option<&str>)> {
    let (low, high) = text.split_once(['-', '–'])?;
    let (low, high) = (low.trim(), high.trim());
    let plain = |end: &str| end.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    (plain(low) && plain(high)).then_some((Some(low), Some(high)))
}

/// The ends of a p-value: `<0.05`, `p < .05`, `under 0.05`, `> 0.1`, `over 0.1`.
fn compared(text: &str) -> Option<(Option<&str>, Option<&str>)> {
    let first = |signs: &[&str]| signs.iter().find_map(|sign| text.strip_prefix(sign));
    if let Some(high) = first(&["<=", "≤", "<", "less than ", "under ", "below "]) {
        return Some((None, Some(high.trim())));
    }
    let low = first(&[">=", "≥", ">", "more than ", "over ", "above "])?;
    Some((Some(low.trim()), None))
}

/// Reads a number or a range; an open end reaches as far as `least` and `most`.
pub(super) fn read(text: &str, (least, most): (f64, f64)) -> Option<Range> {
    let lower = text.to_lowercase();
    match ends(&lower).or_else(|| dashed(&lower)) {
        Some((low, high)) => between(low, high, (least, most)),
        None => point(&lower),
    }
}

/// Reads a p-value or the bound of one.
pub(super) fn read_p(text: &str) -> Option<Range> {
    let lower = text.to_lowercase();
    let plain = lower.strip_prefix('p').unwrap_or(&lower).trim_start();
    let plain = plain.strip_prefix('=').unwrap_or(plain).trim_start();
    match compared(plain) {
        Some((low, high)) => between(low, high, (0.0, 1.0)),
        None => read(plain, (0.0, 1.0)),
    }
}

/// Reads `{ between: [0.1, 0.3] }`, `{ at_least: 0.1 }`, `{ at_most: 0.3 }` or the last two together.
pub(super) fn read_group(node: &Node, open: (f64, f64)) -> Option<Range> {
    let entries = node.as_map()?;
    let text = |key: &str| node.get(key).and_then(Node::as_text).map(str::trim);
    let pair = node.get("between").and_then(Node::as_list);
    match (pair, entries) {
        (Some([low, high]), [_]) => between(Some(low.as_text()?.trim()), Some(high.as_text()?.trim()), open),
        (None, [_, ..]) if entries.iter().all(|e| matches!(&*e.key, "at_least" | "at_most")) => {
            between(text("at_least"), text("at_most"), open)
        }
        _ => None,
    }
}

/// A group as a message names it.
pub(super) fn in_words(node: &Node) -> String {
    let text = |node: &Node| node.as_text().unwrap_or_default().trim().to_owned();
    let said = |key: &str| node.get(key).map(text);
    match (
        node.get("between").and_then(Node::as_list),
        said("at_least"),
        said("at_most"),
    ) {
        (Some([low, high]), ..) => format!("{} to {}", text(low), text(high)),
        (_, Some(low), Some(high)) => format!("{low} to {high}"),
        (_, Some(low), None) => format!("at least {low}"),
        (_, None, high) => format!("at most {}", high.unwrap_or_default()),
    }
}

fn between(low: Option<&str>, high: Option<&str>, (least, most): (f64, f64)) -> Option<Range> {
    // an end that is written and cannot be read leaves nothing of the range
    let end = |text: Option<&str>| text.map(point).map_or(Some(None), |read| read.map(Some));
    let (low, high) = (end(low)?, end(high)?);
    let places = low.iter().chain(&high).map(|end| end.places).min()?;
    let bounds = Interval {
        low: low.map_or(least, |end| end.bounds.low),
        high: high.map_or(most, |end| end.bounds.high),
    };
    Some(Range { bounds, places })
}

fn point(text: &str) -> Option<Range> {
    Some(Range {
        bounds: Interval::at(Number::parse(text)?.as_f64()),
        places: places(text),
    })
}

/// How many places after the point a number is written with.
pub(super) fn places(text: &str) -> usize {
    text.split_once('.').map_or(0, |(_, places)| places.len())
}

#[cfg(test)]
mod tests {
    use super::{read, read_p};

    const OPEN: (f64, f64) = (f64::NEG_INFINITY, f64::INFINITY);

    #[test]
    fn a_range_is_read_in_words_and_with_a_hyphen() {
        for (text, low, high) in [
            ("0.2", 0.2, 0.2),
            ("0.1 to 0.3", 0.1, 0.3),
            ("-0.1 to 0.3", -0.1, 0.3),
            ("between -0.3 and -0.1", -0.3, -0.1),
            ("0.1-0.3", 0.1, 0.3),
            ("0.1 – 0.3", 0.1, 0.3),
            ("At least 0.2", 0.2, f64::INFINITY),
            ("at most 0.1", f64::NEG_INFINITY, 0.1),
        ] {
            let found = read(text, OPEN).map(|range| (range.bounds.low, range.bounds.high));
            assert_eq!(found, Some((low, high)), "{text}");
        }
        for text in ["-0.1-0.3", "0.1--0.3", "0.1 to", "0.1 to x", "some", "2-", "<0.05"] {
            assert_eq!(read(text, OPEN), None, "{text}");
        }
    }

    #[test]
    fn a_p_value_may_be_a_bound() {
        for (text, low, high) in [
            ("0.03", 0.03, 0.03),
            ("p = .03", 0.03, 0.03),
            ("<0.05", 0.0, 0.05),
            ("p < .05", 0.0, 0.05),
            ("p ≤ 0.05", 0.0, 0.05),
            ("> 0.1", 0.1, 1.0),
            ("over 0.1", 0.1, 1.0),
            ("at most 0.05", 0.0, 0.05),
            ("0.01 to 0.05", 0.01, 0.05),
        ] {
            let found = read_p(text).map(|range| (range.bounds.low, range.bounds.high));
            assert_eq!(found, Some((low, high)), "{text}");
        }
    }
}
