//! Text of others as text of a report: in markdown, HTML or XML it shows just that text.

use std::borrow::Cow;

use crate::diagnostics::{plain, turns};

/// Text in markdown that shows just that text: in a cell, a heading, a list item or a line of its own.
pub(super) fn markdown(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if is_plain(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    // a number below zero begins no list
    let number = text
        .strip_prefix('-')
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    for character in text.chars() {
        match character {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' => {
                out.push('\\');
                out.push(character);
            }
            '#' | '+' | '-' | '=' if out.is_empty() && !number => {
                out.push('\\');
                out.push(character);
            }
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\n' | '\r' | '\t' => out.push(' '),
            // overrides of the writing direction would reorder what stands around the name
            other if turns(other) || other.is_control() => {}
            other => out.push(other),
        }
    }
    let digits = out.bytes().take_while(u8::is_ascii_digit).count();
    // only a number, a sign and room begin a list
    let sign = matches!(out.as_bytes().get(digits), Some(b'.' | b')'));
    if digits > 0 && sign && matches!(out.as_bytes().get(digits + 1), None | Some(b' ')) {
        out.insert(digits, '\\');
    }
    Cow::Owned(out.replace("://", ":\u{200b}//").replace("www.", "www\u{200b}."))
}

/// Whether no sign of a text means anything in markdown, wherever it stands: most texts are so.
fn is_plain(text: &str) -> bool {
    let first = text.bytes().next().unwrap_or_default();
    let begins = first.is_ascii_digit() || matches!(first, b'#' | b'+' | b'-' | b'=');
    let mut before = 0;
    !begins
        && text.bytes().all(|byte| {
            let means = match byte {
                b'\\' | b'`' | b'*' | b'_' | b'[' | b']' | b'|' | b'~' | b'<' | b'>' | b'&' => true,
                // an address would become a link
                b'/' => before == b'/',
                b'.' => before == b'w',
                _ => !byte.is_ascii() || byte.is_ascii_control(),
            };
            before = byte;
            !means
        })
}

/// Text in HTML that shows just that text, between tags and in attributes.
pub(super) fn html(text: &str) -> Cow<'_, str> {
    let means =
        |byte: u8| matches!(byte, b'<' | b'>' | b'&' | b'"' | b'\'') || !byte.is_ascii() || byte.is_ascii_control();
    // most texts are so
    if !text.bytes().any(means) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\r' | '\t' => out.push(' '),
            // overrides of the writing direction would reorder what stands around the name
            other if turns(other) || other.is_control() => {}
            other => out.push(other),
        }
    }
    Cow::Owned(out)
}

/// Text in XML; what XML cannot hold is left out.
pub(super) fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for character in plain(text).chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\u{fffe}' | '\u{ffff}' => {}
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{html, markdown, xml};

    #[test]
    fn a_name_stays_a_name_in_markdown() {
        assert_eq!(
            markdown("A | B *x* <script> `rm`\n# new"),
            "A \\| B \\*x\\* &lt;script&gt; \\`rm\\` # new"
        );
        assert_eq!(markdown("# head"), "\\# head");
        assert_eq!(markdown("1. ok"), "1\\. ok");
        assert_eq!(markdown("- x"), "\\- x");
        assert_eq!(markdown("مدرسة 🎓"), "مدرسة 🎓");
    }

    #[test]
    fn a_name_stays_a_name_in_html() {
        assert_eq!(
            html("</title><script>alert('x')</script> & \"y\"\n"),
            "&lt;/title&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;y&quot; "
        );
        assert_eq!(html("مدرسة\u{202e} 🎓"), "مدرسة 🎓");
        assert_eq!(html("a\u{7f}b\u{1}c"), "abc");
        assert_eq!(
            html("Reading, grade 3: 40 % (`as is`)"),
            "Reading, grade 3: 40 % (`as is`)"
        );
    }

    #[test]
    fn a_name_stays_a_name_in_xml() {
        assert_eq!(
            xml("</text><script>\u{7}&\"'"),
            "&lt;/text&gt;&lt;script&gt; &amp;&quot;&#39;"
        );
    }
}
