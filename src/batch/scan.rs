//! A line of JSON in its plainest form, read at a glance: one object of words without escapes, short numbers, truths and
//! nothing else. Of anything else it says so, and the line is read by [`super::json`]; what it reads, that reads alike.
//!
//! Records of one source name their fields in one order, so that after a field the one is looked for that came after it
//! most often of late.

use crate::batch::answers;
use crate::batch::fields::{Field, Fields};
use crate::batch::json::Identity;
use crate::evaluate::Answers;
use crate::rules::{Fact, FactId, FactType, RuleSet};
use crate::truth::{Number, Possible};

/// By field: the one that came after it most often of late, and how sure that is.
#[derive(Clone, Default, Debug)]
pub(super) struct Guess(Vec<(usize, u8)>);

/// After so many times a guess is as sure as it gets: once it is wrong so often, another one is made.
const SUREST: u8 = 3;

impl Guess {
    fn of(&self, last: usize) -> usize {
        self.0.get(last).map_or(0, |(place, _)| *place)
    }

    /// What came.
    fn learn(&mut self, last: usize, came: usize) {
        let Some((place, sure)) = self.0.get_mut(last) else {
            return;
        };
        match *sure {
            _ if *place == came => *sure = SUREST.min(*sure + 1),
            0 => *place = came,
            _ => *sure -= 1,
        }
    }
}

/// Numbers of so many digits at the most are the same to whoever reads them as floating-point numbers.
const DIGITS: usize = 15;
/// A number has so many places after the point.
const PLACES: usize = 6;

/// Reads a line into `answers` and `identity`; nothing where it is not of the plainest form, and then some of it may
/// stand there.
pub(super) fn line(
    (set, fields): (&RuleSet, &Fields),
    line: &[u8],
    guess: &mut Guess,
    answers: &mut Answers,
    identity: &mut Identity,
) -> Option<()> {
    guess.0.resize(fields.count() + 1, (0, 0));
    let mut scan = Scan { left: line };
    scan.space();
    scan.take(b'{')?;
    scan.space();
    let (mut last, mut named) = (fields.count(), false);
    loop {
        let expected = guess.of(last);
        let place = match scan.is_key(fields.quoted(expected)) {
            true => expected,
            false => fields.place(scan.word()?)?,
        };
        guess.learn(last, place);
        last = place;
        scan.space();
        scan.take(b':')?;
        scan.space();
        match fields.at(place)? {
            Field::Fact(id) => scan.answer(set.fact(id), id, answers)?,
            Field::Id => {
                identity.id.clear();
                identity.id.push_str(scan.text_or_number()?);
                named = !identity.id.trim().is_empty();
                if !named {
                    return None;
                }
            }
            Field::District if scan.null() => {}
            Field::District => {
                let text = scan.text_or_number()?;
                let district = identity.district.get_or_insert_default();
                district.clear();
                district.push_str(text);
            }
            Field::Name => answers.name.push_str(scan.text()?),
            Field::Note => answers.note.push_str(scan.text()?),
            Field::Group | Field::Whole | Field::Ignored => return None,
        }
        scan.space();
        match scan.next()? {
            b',' => scan.space(),
            b'}' => break,
            _ => return None,
        }
    }
    scan.space();
    (named && scan.left.is_empty()).then_some(())
}

struct Scan<'l> {
    left: &'l [u8],
}

impl<'l> Scan<'l> {
    #[inline]
    fn space(&mut self) {
        while let [b' ' | b'\t' | b'\r', rest @ ..] = self.left {
            self.left = rest;
        }
    }

    #[inline]
    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.left.split_first()?;
        self.left = rest;
        Some(*first)
    }

    #[inline]
    fn take(&mut self, sign: u8) -> Option<()> {
        (self.next()? == sign).then_some(())
    }

    /// Whether a word in quotes stands next; it is passed then.
    #[inline]
    fn is_key(&mut self, quoted: &[u8]) -> bool {
        match self.left.strip_prefix(quoted) {
            Some(rest) => {
                self.left = rest;
                true
            }
            None => false,
        }
    }

    /// A word in quotes, without escapes.
    #[inline]
    fn word(&mut self) -> Option<&'l [u8]> {
        self.take(b'"')?;
        let end = self
            .left
            .iter()
            .position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f))?;
        let (word, rest) = self.left.split_at_checked(end)?;
        self.left = rest;
        self.take(b'"')?;
        Some(word)
    }

    fn text(&mut self) -> Option<&'l str> {
        std::str::from_utf8(self.word()?).ok()
    }

    /// Text, or the digits of a whole number.
    fn text_or_number(&mut self) -> Option<&'l str> {
        if self.left.first() == Some(&b'"') {
            return self.text();
        }
        let end = self.left.iter().position(|byte| !byte.is_ascii_digit())?;
        let (digits, rest) = self.left.split_at_checked(end)?;
        let written = (1..=DIGITS).contains(&digits.len()) && (digits.len() == 1 || digits.first() != Some(&b'0'));
        self.left = rest;
        // a point or an exponent makes another number of it
        let ends = matches!(rest.first(), Some(b',' | b'}' | b' '));
        std::str::from_utf8(digits).ok().filter(|_| written && ends)
    }

    fn null(&mut self) -> bool {
        self.is_key(b"null")
    }

    /// The value of a fact of which nothing was said before.
    #[inline]
    fn answer(&mut self, fact: &Fact, id: FactId, answers: &mut Answers) -> Option<()> {
        if answers.says(id) {
            return None;
        }
        match (self.left.first()?, fact.kind) {
            (b'n', _) => self.null().then_some(()),
            (b't', FactType::YesNo) => self.is_key(b"true").then(|| answers.give(id, Possible::option(1))),
            (b'f', FactType::YesNo) => self.is_key(b"false").then(|| answers.give(id, Possible::option(0))),
            (b'"', FactType::Choice | FactType::Level) => {
                let word = self.word()?;
                match fact.options.iter().position(|option| option.as_bytes() == word) {
                    Some(option) => answers.give(id, Possible::option(option)),
                    None => answers::text(fact, id, std::str::from_utf8(word).ok()?, answers).ok()?,
                }
                Some(())
            }
            (b'"', _) => answers::text(fact, id, self.text()?, answers).ok(),
            (b'-' | b'0'..=b'9', FactType::Share | FactType::Count | FactType::Money | FactType::Number) => {
                let number = Some(self.number()?).filter(|number| answers::fits(fact, *number))?;
                answers.give(id, Possible::number(number));
                Some(())
            }
            _ => None,
        }
    }

    /// A short number.
    #[inline]
    fn number(&mut self) -> Option<Number> {
        let (mut value, mut digits, mut places) = (0_i64, 0, None::<usize>);
        let negative = self.is_key(b"-");
        let first = *self.left.first()?;
        loop {
            match self.left.split_first() {
                Some((digit @ b'0'..=b'9', rest)) => {
                    digits += 1;
                    // no number begins with a nothing that stands for nothing
                    if digits > DIGITS || (digits == 2 && first == b'0' && places.is_none()) {
                        return None;
                    }
                    value = value * 10 + i64::from(digit - b'0');
                    places = places.map(|places| places + 1);
                    self.left = rest;
                }
                Some((b'.', rest)) if places.is_none() && digits > 0 => {
                    places = Some(0);
                    self.left = rest;
                }
                Some((b',' | b'}' | b' ', _)) => break,
                _ => return None,
            }
        }
        let scale = PLACES
            .checked_sub(places.unwrap_or_default())
            .filter(|_| places != Some(0))?;
        let millionths = value.checked_mul(10_i64.pow(scale as u32))?;
        // a larger one is not read exactly by whoever takes it for a floating-point number
        let number = Number::of_millionths(if negative { -millionths } else { millionths });
        (digits > 0 && millionths < 1 << 53).then_some(number)
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
    const VALUES: [&str; 36] = [
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
            let glanced = super::line((set, fields), &line, &mut Guess::default(), &mut one, &mut of_one);
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
        let read = super::line((set, fields), line, &mut Guess::default(), &mut answers, &mut identity);
        assert!(read.is_some());
        assert_eq!(identity.district.as_deref(), Some("12"));
        assert_eq!(answers.told(set).matches('=').count(), 3);
    }
}
