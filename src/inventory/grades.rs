//! Grades as people write them, and the bands they fall into.

/// The bands, lowest first.
pub(crate) const BANDS: [&str; 3] = ["elementary", "middle", "high"];
const LAST: usize = 12;

/// The bands that some grades fall into, by their place in [`BANDS`]: `K-5`, `PK-6`, `6-8, 10`, `9th to 12th` or
/// `middle`. `None` when the text names no grades.
pub(crate) fn bands(text: &str) -> Option<Vec<usize>> {
    let mut found = Vec::new();
    for part in text.split([',', ';', '/', '&']) {
        let (first, last) = span(part)?;
        found.extend(first..=last);
    }
    found.sort_unstable();
    found.dedup();
    Some(found)
}

/// The first and the last band of one grade, one word or one range.
fn span(text: &str) -> Option<(usize, usize)> {
    let lower = text.trim().to_lowercase();
    let plain = ["grades", "grade", "gr."]
        .iter()
        .find_map(|word| lower.strip_prefix(word));
    let plain = plain.unwrap_or(&lower).trim();
    let plain = plain.strip_suffix("school").unwrap_or(plain).trim();
    if let Some(band) = BANDS.iter().position(|band| *band == plain) {
        return Some((band, band));
    }
    let (first, last) = plain
        .split_once(['-', '–', '—'])
        .or_else(|| plain.split_once(" to "))
        .unwrap_or((plain, plain));
    let (from, to) = (grade(first)?, grade(last)?);
    // grade 6 often closes an elementary school
    let close = if from <= 4 && to == 6 { 0 } else { band(to) };
    (from <= to).then(|| (band(from), close))
}

fn grade(text: &str) -> Option<usize> {
    let text = text.trim();
    if ["pk", "prek", "pre-k", "tk", "k"].contains(&text) {
        return Some(0);
    }
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| text.strip_suffix(end));
    digits.unwrap_or(text).parse().ok().filter(|n| *n <= LAST)
}

fn band(grade: usize) -> usize {
    match grade {
        0..=5 => 0,
        6..=8 => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::bands;

    #[test]
    fn grades_fall_into_bands() {
        for (text, expected) in [
            ("K-5", Some(vec![0])),
            ("PK-6", Some(vec![0])),
            ("6-8", Some(vec![1])),
            ("9th to 12th", Some(vec![2])),
            ("K–8", Some(vec![0, 1])),
            ("Grades 6-8", Some(vec![1])),
            ("3", Some(vec![0])),
            ("K, 1, 9", Some(vec![0, 2])),
            ("Middle school", Some(vec![1])),
            ("", None),
            ("x", None),
            ("6-13", None),
            ("8-6", None),
            ("K-", None),
        ] {
            assert_eq!(bands(text), expected, "{text}");
        }
    }
}
