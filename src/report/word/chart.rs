//! Pictures as charts that the word processor draws itself, so that they can be restyled and copied: DrawingML, filled from
//! `templates/word/chart/` with the same numbers and words as every other form.

use std::io;

use serde::Serialize;

use super::blocks::{Block, Document, Look, Paragraph, Picture, Role, Run};
use super::body::ROOM;
use super::xml::Xml;
use crate::report::editions::Template;
use crate::report::fill::fill;
use crate::report::markdown::SAID;
use crate::report::{Pictures, RenderError};

const BARS: Template = ("bars.xml", include_str!("../../../templates/word/chart/bars.xml"));
const LOAD: Template = ("load.xml", include_str!("../../../templates/word/chart/load.xml"));
const GOALS: Template = ("goals.xml", include_str!("../../../templates/word/chart/goals.xml"));
const DRIVERS: Template = ("drivers.xml", include_str!("../../../templates/word/chart/drivers.xml"));
const REPLICATION: Template = (
    "replication.xml",
    include_str!("../../../templates/word/chart/replication.xml"),
);

/// English metric units in a twentieth of a point.
const UNITS: u64 = 635;
/// Twentieths of a point: the room above the lines, that of a line, and that of a chart at the most.
const HEAD: u64 = 600;
const LINE: u64 = 430;
const TALLEST: u64 = 11_900;

/// The chart of each picture of a document, in their order; a picture that a report does not have becomes its text.
pub(super) fn charts(document: &mut Document, pictures: &Pictures) -> Result<Vec<String>, RenderError> {
    let mut charts = Vec::new();
    for block in &mut document.blocks {
        let Block::Picture(picture) = block else { continue };
        match chart(pictures, &picture.name)? {
            Some((xml, lines)) => {
                charts.push(xml);
                picture.lines = lines;
            }
            None => {
                let text = std::mem::take(&mut picture.description);
                *block = Block::Paragraph(Paragraph {
                    role: Role::Text,
                    item: None,
                    runs: vec![Run::Text(text, Look::default())],
                });
            }
        }
    }
    Ok(charts)
}

/// The chart of a picture and how many lines it has.
fn chart(pictures: &Pictures, name: &str) -> Result<Option<(String, usize)>, RenderError> {
    let drawn = match name {
        "goals" => pictures.goals.as_ref().map(|p| (filled(GOALS, p), p.drawn)),
        "drivers" => pictures.drivers.as_ref().map(|p| (filled(DRIVERS, p), p.rows.len())),
        "replication" => pictures.replication.as_ref().map(|p| (filled(REPLICATION, p), p.drawn)),
        _ => {
            let load = pictures.loads.iter().find(|p| p.id == name);
            load.map(|p| (filled(LOAD, p), p.drawn))
        }
    };
    drawn.map(|(xml, lines)| Ok((xml?, lines))).transpose()
}

/// What the template of a chart reads.
#[derive(Clone, Debug, Serialize)]
struct Of<P> {
    p: P,
}

fn filled<P>((name, source): Template, picture: &P) -> Result<String, RenderError>
where
    P: Serialize + Clone + std::fmt::Debug + Send + Sync + 'static,
{
    fill(name, source, &[BARS, SAID], &Of { p: picture.clone() })
}

/// The id of the relationship of a chart.
pub(super) fn id(n: usize) -> String {
    format!("chart{}", n + 1)
}

/// Writes the place of a chart as wide as the text.
pub(super) fn write_picture(xml: &mut Xml, picture: &Picture, n: usize) -> io::Result<()> {
    let lines = u64::try_from(picture.lines).unwrap_or(u64::MAX);
    let height = (HEAD + LINE.saturating_mul(lines)).min(TALLEST) * UNITS;
    let (wide, high) = ((ROOM * UNITS).to_string(), height.to_string());
    let (number, name, related) = ((n + 1).to_string(), picture.name.as_str(), id(n));
    xml.create_element("w:p").write_inner_content(|xml| {
        xml.create_element("w:r").write_inner_content(|xml| {
            xml.create_element("w:drawing").write_inner_content(|xml| {
                xml.create_element("wp:inline")
                    .with_attributes([("distT", "0"), ("distB", "0"), ("distL", "0"), ("distR", "0")])
                    .write_inner_content(|xml| {
                        xml.create_element("wp:extent")
                            .with_attributes([("cx", wide.as_str()), ("cy", high.as_str())])
                            .write_empty()?;
                        xml.create_element("wp:docPr")
                            .with_attributes([
                                ("id", number.as_str()),
                                ("name", name),
                                ("descr", picture.description.as_str()),
                            ])
                            .write_empty()?;
                        xml.create_element("wp:cNvGraphicFramePr").write_empty()?;
                        graphic(xml, &related)
                    })?;
                Ok(())
            })?;
            Ok(())
        })?;
        Ok(())
    })?;
    Ok(())
}

fn graphic(xml: &mut Xml, related: &str) -> io::Result<()> {
    xml.create_element("a:graphic")
        .with_attribute(("xmlns:a", "http://schemas.openxmlformats.org/drawingml/2006/main"))
        .write_inner_content(|xml| {
            xml.create_element("a:graphicData")
                .with_attribute(("uri", NAMESPACE))
                .write_inner_content(|xml| {
                    xml.create_element("c:chart")
                        .with_attributes([("xmlns:c", NAMESPACE), ("r:id", related)])
                        .write_empty()?;
                    Ok(())
                })?;
            Ok(())
        })?;
    Ok(())
}

const NAMESPACE: &str = "http://schemas.openxmlformats.org/drawingml/2006/chart";
