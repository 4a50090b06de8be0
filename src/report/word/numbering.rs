//! The lists of a document, the XML of `word/numbering.xml`.

use std::io;

use super::blocks::Numbered;
use super::body::BULLETS;
use super::xml::{Xml, begun, set};

/// How far an item stands in from the one around it, in twentieths of a point.
pub(super) const STEP: usize = 360;
const LEVELS: usize = 9;
/// The marks of items by level, in turn.
const MARKS: [&str; 3] = ["\u{2022}", "\u{2013}", "\u{25aa}"];
const NUMBERS: [&str; 3] = ["decimal", "lowerLetter", "lowerRoman"];

/// One list of bullets for all, and one for each numbered list, so that each begins anew.
pub(super) fn numbering(numbered: &[Numbered]) -> io::Result<Vec<u8>> {
    let mut xml = begun()?;
    xml.create_element("w:numbering")
        .with_attribute((
            "xmlns:w",
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        ))
        .write_inner_content(|xml| {
            kind(xml, "0", |level| {
                (
                    "bullet",
                    MARKS
                        .get(level % MARKS.len())
                        .map_or(String::new(), |m| (*m).to_owned()),
                )
            })?;
            kind(xml, "1", |level| {
                (
                    NUMBERS.get(level % NUMBERS.len()).copied().unwrap_or("decimal"),
                    format!("%{}.", level + 1),
                )
            })?;
            list(xml, BULLETS, "0", None)?;
            for (n, numbered) in numbered.iter().enumerate() {
                list(xml, BULLETS + 1 + n, "1", Some(numbered))?;
            }
            Ok(())
        })?;
    Ok(xml.into_inner())
}

/// How the items of a kind of list are marked, level by level.
fn kind(xml: &mut Xml, id: &str, mark: impl Fn(usize) -> (&'static str, String)) -> io::Result<()> {
    xml.create_element("w:abstractNum")
        .with_attribute(("w:abstractNumId", id))
        .write_inner_content(|xml| {
            set(xml, "w:multiLevelType", "hybridMultilevel")?;
            for level in 0..LEVELS {
                let (format, text) = mark(level);
                let left = (STEP * (level + 1)).to_string();
                xml.create_element("w:lvl")
                    .with_attribute(("w:ilvl", level.to_string().as_str()))
                    .write_inner_content(|xml| {
                        set(xml, "w:start", "1")?;
                        set(xml, "w:numFmt", format)?;
                        set(xml, "w:lvlText", &text)?;
                        set(xml, "w:lvlJc", "left")?;
                        xml.create_element("w:pPr").write_inner_content(|xml| {
                            xml.create_element("w:ind")
                                .with_attributes([("w:left", left.as_str()), ("w:hanging", "360")])
                                .write_empty()?;
                            Ok(())
                        })?;
                        Ok(())
                    })?;
            }
            Ok(())
        })?;
    Ok(())
}

fn list(xml: &mut Xml, id: usize, kind: &str, numbered: Option<&Numbered>) -> io::Result<()> {
    xml.create_element("w:num")
        .with_attribute(("w:numId", id.to_string().as_str()))
        .write_inner_content(|xml| {
            set(xml, "w:abstractNumId", kind)?;
            if let Some(numbered) = numbered {
                xml.create_element("w:lvlOverride")
                    .with_attribute(("w:ilvl", numbered.level.to_string().as_str()))
                    .write_inner_content(|xml| set(xml, "w:startOverride", &numbered.start.to_string()))?;
            }
            Ok(())
        })?;
    Ok(())
}
