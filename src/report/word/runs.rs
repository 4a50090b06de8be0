//! The pieces of a line as the runs of WordprocessingML.

use std::io;

use quick_xml::events::BytesText;

use super::blocks::{Look, Run};
use super::direction::pieces;
use super::links::Links;
use super::xml::{Xml, flag, set};
use crate::report::escape;

/// Writes a line; `size` in half points where it is not that of the style.
pub(super) fn write_runs(xml: &mut Xml, runs: &[Run], size: Option<usize>, links: &Links) -> io::Result<()> {
    for run in runs {
        match run {
            Run::Break => {
                xml.create_element("w:r").write_inner_content(|xml| flag(xml, "w:br"))?;
            }
            Run::Text(text, look) => match look.link.and_then(|link| links.id(link)) {
                Some(id) => {
                    xml.create_element("w:hyperlink")
                        .with_attributes([("r:id", id.as_str()), ("w:history", "1")])
                        .write_inner_content(|xml| write_text(xml, text, *look, true, size))?;
                }
                None => write_text(xml, text, *look, false, size)?,
            },
        }
    }
    Ok(())
}

/// Text of one look, in pieces of one writing direction.
fn write_text(xml: &mut Xml, text: &str, look: Look, leads: bool, size: Option<usize>) -> io::Result<()> {
    for (right_to_left, piece) in pieces(text) {
        xml.create_element("w:r").write_inner_content(|xml| {
            if look != Look::default() || right_to_left || size.is_some() {
                xml.create_element("w:rPr")
                    .write_inner_content(|xml| write_look(xml, look, leads, right_to_left, size))?;
            }
            write_unbroken(xml, piece)
        })?;
    }
    Ok(())
}

/// Text in which no line ends between the sign and the digits of a number, nor within a date.
fn write_unbroken(xml: &mut Xml, text: &str) -> io::Result<()> {
    let (mut begun, mut before) = (0, None);
    for (at, sign) in text.char_indices() {
        if let (Some(hyphen), true) = (before, sign.is_ascii_digit()) {
            write_plain(xml, text.get(begun..hyphen).unwrap_or(""))?;
            flag(xml, "w:noBreakHyphen")?;
            begun = at;
        }
        before = (sign == '-').then_some(at);
    }
    write_plain(xml, text.get(begun..).unwrap_or(""))
}

fn write_plain(xml: &mut Xml, text: &str) -> io::Result<()> {
    if !text.is_empty() {
        xml.create_element("w:t")
            .with_attribute(("xml:space", "preserve"))
            .write_text_content(BytesText::from_escaped(escape::xml(text)))?;
    }
    Ok(())
}

fn write_look(xml: &mut Xml, look: Look, leads: bool, right_to_left: bool, size: Option<usize>) -> io::Result<()> {
    if leads {
        set(xml, "w:rStyle", "Hyperlink")?;
    } else if look.code {
        set(xml, "w:rStyle", "VerbatimChar")?;
    }
    if look.bold {
        flag(xml, "w:b")?;
        flag(xml, "w:bCs")?;
    }
    if look.italic {
        flag(xml, "w:i")?;
        flag(xml, "w:iCs")?;
    }
    if look.struck {
        flag(xml, "w:strike")?;
    }
    if let Some(size) = size {
        set(xml, "w:sz", &size.to_string())?;
        set(xml, "w:szCs", &size.to_string())?;
    }
    if right_to_left {
        flag(xml, "w:rtl")?;
    }
    Ok(())
}
