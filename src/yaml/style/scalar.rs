//! How a scalar is written: plain where that reads as the same text, else in quotes.

/// Words that some reader of YAML takes for something else than text.
const WORDS: [&str; 18] = [
    "~",
    "?",
    "null",
    "yes",
    "no",
    "true",
    "false",
    "on",
    "off",
    "y",
    "n",
    "n/a",
    "na",
    "unsure",
    "unknown",
    "not known",
    "don't know",
    "not applicable",
];

/// Whether a text stays the same text with and without quotes, for every reader of it.
pub fn reads_as_itself(text: &str) -> bool {
    !looks_like_a_number(text) && !WORDS.iter().any(|w| text.eq_ignore_ascii_case(w))
}

/// Whether a text stands without quotes for a number, a day or a time, to some reader of YAML.
pub fn looks_like_a_number(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c))
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "+-.,_:%".contains(c))
}

/// A scalar on one line. `within` brackets more signs must be quoted.
pub fn line(text: &str, quoted: bool, within: bool) -> String {
    let free = if quoted { reads_as_itself(text) } else { true };
    if free && is_plain(text, within) {
        return text.to_owned();
    }
    let mut line = String::from("\"");
    for sign in text.chars() {
        match sign {
            '"' => line.push_str("\\\""),
            '\\' => line.push_str("\\\\"),
            '\n' => line.push_str("\\n"),
            '\t' => line.push_str("\\t"),
            '\r' => line.push_str("\\r"),
            c if c.is_control() || "\u{feff}\u{2028}\u{2029}".contains(c) => {
                line.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => line.push(c),
        }
    }
    line.push('"');
    line
}

/// A scalar within brackets; `None` where it would need quotes that change how it is read.
pub fn word(text: &str, quoted: bool) -> Option<String> {
    (quoted || reads_as_itself(text) || is_plain(text, true)).then(|| line(text, quoted, true))
}

/// Whether a text can stand without quotes.
fn is_plain(text: &str, within: bool) -> bool {
    let mut signs = text.chars();
    let starts = match signs.next() {
        None => false,
        Some('~') => text.len() == 1,
        Some('-' | '?' | ':') => signs.next().is_some_and(|c| !c.is_whitespace() && !",[]{}".contains(c)),
        Some(first) => !first.is_whitespace() && !",[]{}#&*!|>'\"%@`".contains(first),
    };
    starts
        && text.trim() == text
        && !text.starts_with("---")
        && !text.starts_with("...")
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.ends_with(':')
        && !text
            .chars()
            .any(|c| c.is_control() || "\u{feff}\u{2028}\u{2029}\u{85}".contains(c))
        && !(within && text.contains([',', '[', ']', '{', '}']))
}

/// The lines of a text that is folded into lines of at most `width` signs; `None` where folding would change it.
pub fn folded(text: &str, width: usize) -> Option<Vec<String>> {
    let odd = |c: char| c.is_control() || "\u{feff}\u{2028}\u{2029}\u{85}".contains(c);
    if text.trim() != text || text.is_empty() || text.contains("  ") || text.chars().any(odd) {
        return None;
    }
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    Some(lines)
}

/// The lines of a text that has line breaks, where it can be written line by line.
pub fn literal(text: &str) -> Option<Vec<&str>> {
    let odd = |c: char| (c.is_control() && c != '\n') || "\u{feff}\u{2028}\u{2029}\u{85}".contains(c);
    let lines: Vec<&str> = text.split('\n').collect();
    let starts = lines.first().is_some_and(|l| !l.is_empty() && !l.starts_with(' '));
    let ends = lines.last().is_some_and(|l| !l.is_empty());
    (lines.len() > 1 && starts && ends && !text.chars().any(odd)).then_some(lines)
}
