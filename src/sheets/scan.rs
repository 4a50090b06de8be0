//! Finds the tags of an XML part as it streams by, without keeping the part.

use std::io::{self, Read};

/// Longer tags are cut: nothing that is looked for stands in one.
const LONGEST_TAG: usize = 4096;

/// Calls `on_tag` with what stands between `<` and `>`, and with the number of bytes up to its end; ends early when it
/// returns false. Gives the bytes read.
pub(super) fn tags(mut part: impl Read, most: u64, mut on_tag: impl FnMut(&str, u64) -> bool) -> io::Result<u64> {
    let mut buffer = vec![0_u8; 64 << 10];
    let mut tag: Vec<u8> = Vec::with_capacity(LONGEST_TAG);
    let (mut inside, mut quote, mut read) = (false, 0_u8, 0_u64);
    loop {
        let count = part.read(&mut buffer)?;
        let before = read;
        read += count as u64;
        if count == 0 || read > most {
            return Ok(read);
        }
        for (place, &byte) in (1..).zip(buffer.get(..count).unwrap_or_default()) {
            if !inside {
                if byte == b'<' {
                    inside = true;
                    quote = 0;
                    tag.clear();
                }
            } else if quote != 0 {
                if byte == quote {
                    quote = 0;
                }
                keep(&mut tag, byte);
            } else if byte == b'>' {
                inside = false;
                if let Ok(text) = std::str::from_utf8(&tag)
                    && !on_tag(text, before + place)
                {
                    return Ok(read);
                }
            } else {
                // a quote in a remark or a declaration opens nothing
                if (byte == b'"' || byte == b'\'') && tag.first().is_some_and(|b| *b != b'!' && *b != b'?') {
                    quote = byte;
                }
                keep(&mut tag, byte);
            }
        }
    }
}

fn keep(tag: &mut Vec<u8>, byte: u8) {
    if tag.len() < LONGEST_TAG {
        tag.push(byte);
    }
}

/// The name of a tag without its prefix, and without the `/` of one that closes.
pub(super) fn name(tag: &str) -> &str {
    let tag = tag.trim_start_matches('/').trim_end_matches('/');
    let name = tag.split(char::is_whitespace).next().unwrap_or(tag);
    name.rsplit(':').next().unwrap_or(name)
}

/// The value of an attribute, as written.
pub(super) fn attribute<'t>(tag: &'t str, wanted: &str) -> Option<&'t str> {
    let mut rest = tag;
    while let Some(place) = rest.find('=') {
        let name = rest.get(..place)?.trim_end().rsplit(char::is_whitespace).next()?;
        let value = rest.get(place + 1..)?.trim_start();
        let quote = value.chars().next().filter(|c| *c == '"' || *c == '\'')?;
        let (value, after) = value.get(1..)?.split_once(quote)?;
        if name == wanted {
            return Some(value);
        }
        rest = after;
    }
    None
}

/// A number in an attribute.
pub(super) fn number(tag: &str, wanted: &str) -> Option<u32> {
    attribute(tag, wanted)?.parse().ok()
}

/// Text in which the five named entities and numbered ones are written out.
pub(super) fn unescape(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        plain.push_str(before);
        let Some((entity, after)) = after.split_once(';') else {
            plain.push('&');
            rest = after;
            continue;
        };
        match entity {
            "amp" => plain.push('&'),
            "lt" => plain.push('<'),
            "gt" => plain.push('>'),
            "quot" => plain.push('"'),
            "apos" => plain.push('\''),
            other => {
                let code = match other.strip_prefix("#x") {
                    Some(hex) => u32::from_str_radix(hex, 16).ok(),
                    None => other.strip_prefix('#').and_then(|n| n.parse().ok()),
                };
                plain.extend(code.and_then(char::from_u32));
            }
        }
        rest = after;
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::{attribute, name, tags, unescape};

    #[test]
    fn tags_names_and_attributes() {
        let xml = br#"<?xml version="1"?><x:row r="3" hidden="1"><c r="A3" t='s'><v>a > b</v></c><c r="B3" n="a>b"/></x:row>"#;
        let mut seen = Vec::new();
        tags(&xml[..], 1 << 20, |tag, _| {
            seen.push((name(tag).to_owned(), attribute(tag, "r").map(str::to_owned)));
            true
        })
        .unwrap();
        let names: Vec<&str> = seen.iter().map(|(n, _)| n.as_str()).collect();
        assert_eq!(names, ["?xml", "row", "c", "v", "v", "c", "c", "row"]);
        assert_eq!(seen.get(6).and_then(|(_, r)| r.as_deref()), Some("B3"));
        assert_eq!(name("x:sheet/"), "sheet");
        assert_eq!(name("br/"), "br");
    }

    #[test]
    fn entities_are_written_out() {
        assert_eq!(unescape("A &amp; B &#65;&#x42; & C"), "A & B AB & C");
    }
}
