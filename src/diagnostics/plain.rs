//! Text of others as plain text: nothing in it that a terminal obeys, and no longer than a reader reads.

/// Text in one line without what a terminal obeys or what turns the writing direction.
#[must_use]
pub fn plain(text: &str) -> String {
    written(text, |_| false)
}

/// The same for text of several lines, which it keeps.
#[must_use]
pub fn plain_lines(text: &str) -> String {
    written(text, |c| c == '\n')
}

fn written(text: &str, keeps: impl Fn(char) -> bool) -> String {
    let spaced = text.chars().map(|c| if c.is_control() && !keeps(c) { ' ' } else { c });
    spaced.filter(|c| !turns(*c)).collect()
}

/// Whether a sign turns the writing direction of what stands around it.
#[must_use]
pub fn turns(sign: char) -> bool {
    matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Plain text of at most so many characters, in one line.
#[must_use]
pub fn cut(text: &str, width: usize) -> String {
    // what is cut off anyway is not looked at: a sign has at most four bytes, and few are left out
    let mut clean = plain(text);
    if let Some((end, _)) = clean.char_indices().nth(width) {
        let last = clean.char_indices().nth(width.saturating_sub(1));
        clean.truncate(last.map_or(end, |(n, _)| n));
        clean.push('…');
    }
    clean
}

/// A message of at most this many bytes stands as it is.
const LONG_MESSAGE: usize = 400;
/// A name in a long message is cut to this many characters.
const NAME: usize = 80;
/// No message has more characters than this.
const LONGEST_MESSAGE: usize = 2_000;

/// A message in which what it quotes between backticks is cut, so that a name of a megabyte leaves the sentence readable.
pub(super) fn shortened(message: String) -> String {
    if message.len() <= LONG_MESSAGE {
        return message;
    }
    let begin = |part: &str, width: usize| match part.char_indices().nth(width) {
        Some((end, _)) => format!("{}…", part.get(..end).unwrap_or_default()),
        None => part.to_owned(),
    };
    let parts = message.split('`').enumerate();
    let cut: Vec<String> = parts
        .map(|(n, part)| if n % 2 == 1 { begin(part, NAME) } else { part.to_owned() })
        .collect();
    begin(&cut.join("`"), LONGEST_MESSAGE)
}

#[cfg(test)]
mod tests {
    use super::{cut, plain, plain_lines, shortened};

    #[test]
    fn nothing_is_left_that_a_terminal_obeys() {
        assert_eq!(plain("a\x1b[2J\u{9b}1mb\u{202e}\u{2066}c\nd"), "a [2J 1mbc d");
        assert_eq!(plain_lines("a\x1b[2J\nb\r\u{202e}"), "a [2J\nb ");
        assert_eq!(plain("مدرسة 🎓"), "مدرسة 🎓");
    }

    #[test]
    fn a_cut_text_says_so() {
        assert_eq!(cut("ÄÖÜäöü", 4), "ÄÖÜ…");
        assert_eq!(cut("ÄÖÜä", 4), "ÄÖÜä");
        assert_eq!(cut("abc", 0), "…");
    }

    #[test]
    fn a_long_name_leaves_the_sentence() {
        let said = shortened(format!("there is no school `{}` in the list", "ü".repeat(1_000_000)));
        assert_eq!(said, format!("there is no school `{}…` in the list", "ü".repeat(80)));
        assert_eq!(shortened("`".repeat(10_000)).chars().count(), 2_001);
        let short = format!("`{}`", "x".repeat(300));
        assert_eq!(shortened(short.clone()), short);
    }
}
