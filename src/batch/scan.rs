//! A line of JSON in its plainest form, read at a glance: one object of words without escapes, short numbers, truths and
//! nothing else, with no more space than one after a colon or a comma. Of anything else it says so, and the line is read
//! by [`super::json`]; what it reads, that reads alike.
//!
//! Where a line has its quotes says where its names and values stand, so that no byte is looked at by itself.

use crate::batch::fields::Fields;
use crate::batch::glance::{Glance, Written};
use crate::batch::json::Identity;
use crate::batch::places::Places;
use crate::evaluate::Answers;
use crate::rules::RuleSet;

/// Reads the line of a text between two places into `answers` and `identity`; nothing where it is not of the plainest
/// form, and then some of it may stand there.
pub(super) fn line(
    (set, fields): (&RuleSet, &Fields),
    (text, from, to): (&[u8], usize, usize),
    quotes: &mut Places,
    answers: &mut Answers,
    identity: &mut Identity,
) -> Option<()> {
    let line = text.get(from..to)?;
    let to = if line.ends_with(b"\r") { to - 1 } else { to };
    let mut left = quotes.find(text, from, to);
    if !line.starts_with(b"{\"") {
        return None;
    }
    let mut named = false;
    while let [open, close, rest @ ..] = left {
        let close = *close as usize;
        let field = fields.find(text, *open as usize + 1, close)?;
        let from = match text.get(close + 1..)? {
            [b':', b' ', ..] => close + 3,
            [b':', ..] => close + 2,
            _ => return None,
        };
        let value = match rest {
            [open, close, rest @ ..] if *open as usize == from => {
                left = rest;
                let written = Written {
                    from: from + 1,
                    to: *close as usize,
                    quoted: true,
                    text,
                };
                (written.to + 1 == end(text, left, to)?).then_some(written)?
            }
            rest => {
                left = rest;
                Written {
                    to: end(text, left, to)?,
                    quoted: false,
                    from,
                    text,
                }
            }
        };
        match field {
            Glance::Id => {
                identity.id.clear();
                identity.id.push_str(value.text_or_number()?);
                named = !identity.id.trim().is_empty();
                if !named {
                    return None;
                }
            }
            Glance::District if value.is_null() => {}
            Glance::District => {
                let text = value.text_or_number()?;
                let district = identity.district.get_or_insert_default();
                district.clear();
                district.push_str(text);
            }
            Glance::Name => answers.name.push_str(value.plain()?),
            Glance::Note => answers.note.push_str(value.plain()?),
            Glance::Whole => return None,
            fact => fact.answer(set, &value, answers)?,
        }
    }
    (named && left.is_empty()).then_some(())
}

/// Where the value ends behind which these quotes are left: before the comma, or before the end of the object.
#[inline(always)]
fn end(text: &[u8], left: &[u32], to: usize) -> Option<usize> {
    match left.first() {
        Some(next) => match text.get(..*next as usize)? {
            [.., b','] => Some(*next as usize - 1),
            [.., b',', b' '] => Some(*next as usize - 2),
            _ => None,
        },
        None => text.get(..to)?.ends_with(b"}").then(|| to - 1),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;
    use crate::batch::json::{self, Read};
    use crate::diagnostics::{Diagnostics, Sources};
    use crate::rules;

    static SHIPPED: LazyLock<(RuleSet, Fields, Vec<String>)> = LazyLock::new(|| {
        let mut sources = Sources::default();
        let files = rules::shipped(&mut sources);
        let set = rules::load(&files, &[], &sources, &mut Diagnostics::default()).unwrap();
        let fields = Fields::of(&set, &[]);
        let names = set.facts.iter().map(|fact| fact.name.clone());
        let names = names.chain(["id", "district", "name", "note", "title", "scope", "results"].map(str::to_owned));
        let names = names.collect();
        (set, fields, names)
    });

    /// What stands after a colon.
    const VALUES: [&str; 42] = [
        "true",
        "false",
        "null",
        "0",
        "1",
        "0.5",
        "12",
        "0.25",
        "1.000001",
        "0.1234567",
        "007",
        "0.",
        ".5",
        "-1",
        "-0.5",
        "00.5",
        "12345678",
        "12.34567",
        "0.123456",
        "true ",
        "1e3",
        "123456789012345",
        "1234567890123456",
        "9007199254.740993",
        "\"yes\"",
        "\"no\"",
        "\"Yes\"",
        "\"unsure\"",
        "\"n/a\"",
        "\"\"",
        "\" \"",
        "\"50%\"",
        "\"2024-08-15\"",
        "\"2024\"",
        "\"strong\"",
        "\"curriculum\"",
        "\"a\\u0041\"",
        "\"ü\"",
        "[]",
        "[\"a\"]",
        "{}",
        "{\"value\":1}",
    ];

    /// What was said, in one form.
    fn said(set: &RuleSet, answers: &Answers, identity: &Identity) -> String {
        format!("{} {identity:?}", answers.told(set))
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(4_000) })]

        #[test]
        fn what_is_read_at_a_glance_is_read_alike(
            pairs in prop::collection::vec((any::<prop::sample::Index>(), 0..VALUES.len(), 0..3_usize), 1..9),
            id in 0..4_usize,
            change in prop::option::of((any::<prop::sample::Index>(), prop::sample::select(b"\"{}[]:,\\ 0e-.\n\xff".to_vec()))),
        ) {
            let (set, fields, names) = &*SHIPPED;
            let space = |n: usize| " ".repeat(n);
            let mut line = ["{\"id\":\"r1\"", "{\"id\":17", "{\"id\":\"\"", "{\"note\":\"x\""][id].to_owned();
            for (name, value, spaces) in &pairs {
                let name = &names[name.index(names.len())];
                line.push_str(&format!(",{}\"{name}\":{}{}", space(*spaces), space(*spaces), VALUES[*value]));
            }
            line.push('}');
            let mut line = line.into_bytes();
            if let Some((place, byte)) = change {
                let place = place.index(line.len());
                line[place] = byte;
            }
            let (mut one, mut of_one) = (Answers::none(set), Identity::default());
            let glanced = super::line((set, fields), (&line, 0, line.len()), &mut Places::of(b'"'), &mut one, &mut of_one);
            if glanced.is_some() {
                let (mut other, mut of_other) = (Answers::none(set), Identity::default());
                let read = json::line(set, fields, &line, &mut other, &mut of_other);
                prop_assert!(matches!(read, Read::Plain), "{}", String::from_utf8_lossy(&line));
                prop_assert_eq!(said(set, &one, &of_one), said(set, &other, &of_other));
            }
        }
    }

    #[test]
    fn plain_lines_are_read_at_a_glance() {
        let (set, fields, _) = &*SHIPPED;
        let line = br#"{"id":"r1", "district": 12,"kind":"curriculum","scope.since":"2023-08","implementation.fidelity":0.82}"#;
        let (mut answers, mut identity) = (Answers::none(set), Identity::default());
        let all = (&line[..], 0, line.len());
        let read = super::line((set, fields), all, &mut Places::of(b'"'), &mut answers, &mut identity);
        assert!(read.is_some());
        assert_eq!(identity.district.as_deref(), Some("12"));
        assert_eq!(answers.told(set).matches('=').count(), 3);
    }
}
