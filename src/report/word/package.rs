//! The parts of a Word file, zipped: the same bytes for the same document.

use std::io::{self, Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::chart;
use super::links::Links;
use super::xml::{Xml, begun};

/// The id of the relationship of the footer.
pub(super) const FOOTER: &str = "footer";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// The parts that are the same in every document.
const SAME: [(&str, &str); 6] = [
    ("_rels/.rels", include_str!("../../../templates/word/package.rels")),
    ("docProps/app.xml", include_str!("../../../templates/word/app.xml")),
    ("word/styles.xml", include_str!("../../../templates/word/styles.xml")),
    (
        "word/settings.xml",
        include_str!("../../../templates/word/settings.xml"),
    ),
    ("word/fontTable.xml", include_str!("../../../templates/word/fonts.xml")),
    (
        "word/theme/theme1.xml",
        include_str!("../../../templates/word/theme.xml"),
    ),
];
/// The parts beside the document that it has a relationship to: id, kind and file.
const BESIDE: [(&str, &str, &str); 6] = [
    ("styles", "styles", "styles.xml"),
    ("numbering", "numbering", "numbering.xml"),
    ("settings", "settings", "settings.xml"),
    ("fonts", "fontTable", "fontTable.xml"),
    ("theme", "theme", "theme/theme1.xml"),
    (FOOTER, "footer", "footer1.xml"),
];

/// The parts that differ from one document to the next.
pub(super) struct Parts {
    pub body: Vec<u8>,
    pub numbering: Vec<u8>,
    pub filled: Filled,
}

/// Those of them that templates are filled for.
pub(super) struct Filled {
    pub footer: String,
    pub core: String,
    /// What kind of part each is.
    pub types: String,
    pub charts: Vec<String>,
}

/// The whole file.
pub(super) fn package(parts: &Parts, links: &Links) -> io::Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // the day of the zip is not the clock's
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    let mut part = |name: &str, bytes: &[u8]| {
        zip.start_file(name, options)?;
        zip.write_all(bytes)
    };
    part("[Content_Types].xml", parts.filled.types.as_bytes())?;
    for (name, text) in SAME {
        part(name, text.as_bytes())?;
    }
    part("docProps/core.xml", parts.filled.core.as_bytes())?;
    part("word/document.xml", &parts.body)?;
    part(
        "word/_rels/document.xml.rels",
        &relationships(links, parts.filled.charts.len())?,
    )?;
    part("word/numbering.xml", &parts.numbering)?;
    part("word/footer1.xml", parts.filled.footer.as_bytes())?;
    for (n, chart) in parts.filled.charts.iter().enumerate() {
        part(&format!("word/charts/{}.xml", chart::id(n)), chart.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

/// What the document refers to.
fn relationships(links: &Links, charts: usize) -> io::Result<Vec<u8>> {
    let mut xml = begun()?;
    xml.create_element("Relationships")
        .with_attribute(("xmlns", RELATIONSHIPS))
        .write_inner_content(|xml| {
            for (id, kind, file) in BESIDE {
                related(
                    xml,
                    &[("Id", id), ("Type", &format!("{OFFICE}{kind}")), ("Target", file)],
                )?;
            }
            let kind = format!("{OFFICE}chart");
            for n in 0..charts {
                let (id, target) = (chart::id(n), format!("charts/{}.xml", chart::id(n)));
                related(xml, &[("Id", &id), ("Type", &kind), ("Target", &target)])?;
            }
            let kind = format!("{OFFICE}hyperlink");
            for (id, target) in links.targets() {
                let attributes = [
                    ("Id", id.as_str()),
                    ("Type", &kind),
                    ("Target", target),
                    ("TargetMode", "External"),
                ];
                related(xml, &attributes)?;
            }
            Ok(())
        })?;
    Ok(xml.into_inner())
}

fn related(xml: &mut Xml, attributes: &[(&str, &str)]) -> io::Result<()> {
    xml.create_element("Relationship")
        .with_attributes(attributes.iter().copied())
        .write_empty()?;
    Ok(())
}
