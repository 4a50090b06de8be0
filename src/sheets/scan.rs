//! Finds the tags of an XML part as it streams by, without keeping the part.
//!
//! The parser is the one that calamine reads with, so that nothing is a tag for the one and text for the other.

use std::borrow::Cow;
use std::io::{self, BufReader, Read};

use quick_xml::escape;
use quick_xml::events::Event;
use quick_xml::reader::Reader;

/// A tag or a text longer than this is in no workbook: a cell holds 32,767 characters at the most.
const LONGEST: u64 = 1 << 20;

/// Whether a tag opens, closes, or does both.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Form {
    Open,
    Empty,
    Close,
}

/// One tag.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tag<'t> {
    /// Its name without its prefix.
    pub name: &'t str,
    /// Its attributes, as written.
    pub attributes: &'t str,
    pub form: Form,
    /// The bytes of the part before it, and up to its end.
    pub place: (u64, u64),
}

/// Why a part was not read to its end.
#[derive(Debug)]
pub(super) enum Cut {
    /// More bytes than are left.
    TooMuch,
    /// One tag or one text is longer than any workbook has.
    TooLong,
    /// It is no XML: the reader ends at the same place.
    NoXml,
}

/// Calls `on_tag` with each tag; ends early when it returns false. Gives the bytes read; `most` is what may be read.
pub(super) fn tags(part: impl Read, most: u64, mut on_tag: impl FnMut(&Tag) -> bool) -> Result<u64, Cut> {
    let rationed = Rationed {
        part,
        ration: LONGEST,
        left: most,
        over: None,
    };
    let mut reader = Reader::from_reader(BufReader::new(rationed));
    let config = reader.config_mut();
    config.check_end_names = false;
    config.check_comments = false;
    let mut buffer = Vec::new();
    let mut before = 0;
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer);
        let end = reader.buffer_position();
        let place = (before, end);
        before = end;
        let more = match &event {
            Ok(Event::Start(e)) => on_tag(&Tag {
                name: e.local_name().as_ref(),
                attributes: e.attributes_raw(),
                form: Form::Open,
                place,
            }),
            Ok(Event::Empty(e)) => on_tag(&Tag {
                name: e.local_name().as_ref(),
                attributes: e.attributes_raw(),
                form: Form::Empty,
                place,
            }),
            Ok(Event::End(e)) => on_tag(&Tag {
                name: e.local_name().as_ref(),
                attributes: "",
                form: Form::Close,
                place,
            }),
            Ok(Event::Eof) => return Ok(end),
            Ok(_) => true,
            Err(_) => {
                let cut = reader.get_mut().get_mut().over.take();
                return Err(cut.unwrap_or(Cut::NoXml));
            }
        };
        if !more {
            return Ok(end);
        }
        reader.get_mut().get_mut().ration = LONGEST;
    }
}

/// A part that gives so much for each tag or text and no more.
struct Rationed<R> {
    part: R,
    ration: u64,
    left: u64,
    over: Option<Cut>,
}

impl<R: Read> Read for Rationed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let cut = match (self.left, self.ration) {
            (0, _) => Some(Cut::TooMuch),
            (_, 0) => Some(Cut::TooLong),
            _ => None,
        };
        if cut.is_some() {
            // one more byte tells whether the part ends exactly at the limit
            if self.part.read(&mut [0])? == 0 {
                return Ok(0);
            }
            self.over = cut;
            return Err(io::Error::other("over the limit"));
        }
        let room = self.left.min(self.ration).min(buffer.len() as u64);
        let count = self
            .part
            .read(buffer.get_mut(..usize::try_from(room).unwrap_or(0)).unwrap_or_default())?;
        self.left -= count as u64;
        self.ration -= count as u64;
        Ok(count)
    }
}

impl<'t> Tag<'t> {
    pub fn opens(&self) -> bool {
        self.form != Form::Close
    }

    /// Every attribute with its value, as written.
    pub fn all(&self) -> impl Iterator<Item = (&'t str, &'t str)> + use<'t> {
        let mut rest = self.attributes;
        std::iter::from_fn(move || {
            let (name, after) = rest.split_once('=')?;
            let value = after.trim_start();
            let quote = value.chars().next().filter(|c| *c == '"' || *c == '\'')?;
            let (value, after) = value.get(1..)?.split_once(quote)?;
            rest = after;
            Some((name.trim(), value))
        })
    }

    /// The value of an attribute, its entities written out.
    pub fn attribute(&self, wanted: &str) -> Option<Cow<'t, str>> {
        let (_, value) = self.all().find(|(name, _)| *name == wanted)?;
        Some(escape::unescape(value).unwrap_or(Cow::Borrowed(value)))
    }

    /// A number in an attribute.
    pub fn number(&self, wanted: &str) -> Option<u64> {
        self.attribute(wanted)?.trim().parse().ok()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::{Cut, Form, LONGEST, tags};

    #[test]
    fn tags_names_and_attributes() {
        let xml = br#"<?xml version="1.0"?><!-- > <no a=" --><x:row r="3" hidden="&#49;"><c r="A3" t='s'><v>a > b</v></c ><c r="B3" n="a>b"/></x:row>"#;
        let mut seen = Vec::new();
        let read = tags(&xml[..], 1 << 20, |tag| {
            seen.push((
                tag.name.to_owned(),
                tag.form,
                tag.attribute("r").map(|r| r.into_owned()),
            ));
            assert!(tag.name != "row" || !tag.opens() || tag.number("hidden") == Some(1));
            true
        });
        assert_eq!(read.unwrap(), xml.len() as u64);
        let names: Vec<&str> = seen.iter().map(|(n, ..)| n.as_str()).collect();
        assert_eq!(names, ["row", "c", "v", "v", "c", "c", "row"]);
        assert_eq!(
            seen.get(5).map(|(_, f, r)| (*f, r.as_deref())),
            Some((Form::Empty, Some("B3")))
        );
    }

    #[test]
    fn a_part_is_cut_where_it_is_too_much_too_long_or_no_xml() {
        let cut = |xml: &[u8], most| tags(xml, most, |_| true).err();
        assert!(matches!(cut(b"<a></a>", 3), Some(Cut::TooMuch)));
        assert!(cut(b"<a></a>", 7).is_none());
        let long = format!("<a>{}</a>", " ".repeat(usize::try_from(LONGEST).unwrap() + 9000));
        assert!(matches!(cut(long.as_bytes(), 1 << 30), Some(Cut::TooLong)));
        assert!(matches!(cut(b"<a \xff\xfe", 1 << 20), Some(Cut::NoXml)));
        let many = "<a>x</a>".repeat(300_000);
        assert!(cut(many.as_bytes(), 1 << 30).is_none());
    }
}
