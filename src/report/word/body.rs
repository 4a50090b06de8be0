//! Blocks written as WordprocessingML, the XML of `word/document.xml`.

use std::io;

use super::blocks::{Block, Document, Item, Mark, Paragraph, Role, Run};
use super::chart::write_picture;
use super::links::Links;
use super::runs::write_runs;
use super::table::write_table;
use super::xml::{Xml, begun, flag, set};

/// The width of the text on a letter page, and the margins left and right, in twentieths of a point.
pub(super) const ROOM: u64 = 12_240 - 2 * MARGIN;
const MARGIN: u64 = 1_152;
/// The id of the list of [`Mark::Bullet`]; those of [`Document::numbered`] follow.
pub(super) const BULLETS: usize = 1;
/// Half points: the size of the letters of code, and the least that can be read.
const CODE: usize = 16;
const SMALLEST_CODE: usize = 9;

const NAMESPACES: [(&str, &str); 3] = [
    (
        "xmlns:w",
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        "xmlns:r",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (
        "xmlns:wp",
        "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    ),
];

/// The main part of the package.
pub(super) fn body(document: &Document, links: &Links) -> io::Result<Vec<u8>> {
    let mut xml = begun()?;
    xml.create_element("w:document")
        .with_attributes(NAMESPACES)
        .write_inner_content(|xml| {
            xml.create_element("w:body").write_inner_content(|xml| {
                blocks(xml, &document.blocks, links)?;
                section(xml)
            })?;
            Ok(())
        })?;
    Ok(xml.into_inner())
}

fn blocks(xml: &mut Xml, blocks: &[Block], links: &Links) -> io::Result<()> {
    let (mut after_table, mut pictures) = (false, 0);
    for (n, block) in blocks.iter().enumerate() {
        match block {
            Block::Paragraph(paragraph) => {
                let place = Place {
                    after_table,
                    kept: introduces(paragraph, blocks.get(n + 1)),
                };
                write_paragraph(xml, paragraph, place, links)?;
            }
            Block::Table(table) => {
                if after_table {
                    // two tables in a row would become one
                    flag(xml, "w:p")?;
                }
                write_table(xml, table, links)?;
            }
            Block::Picture(picture) => {
                write_picture(xml, picture, pictures)?;
                pictures += 1;
            }
        }
        after_table = matches!(block, Block::Table(_));
    }
    if after_table {
        flag(xml, "w:p")?;
    }
    Ok(())
}

/// Whether a paragraph says what follows it.
fn introduces(paragraph: &Paragraph, next: Option<&Block>) -> bool {
    match next {
        Some(Block::Table(_) | Block::Picture(_)) => true,
        Some(Block::Paragraph(_)) => {
            matches!(paragraph.runs.last(), Some(Run::Text(text, _)) if text.trim_end().ends_with(':'))
        }
        None => false,
    }
}

/// Where a paragraph stands.
#[derive(Clone, Copy)]
struct Place {
    after_table: bool,
    /// Whether it stays on the page of what follows.
    kept: bool,
}

fn write_paragraph(xml: &mut Xml, paragraph: &Paragraph, place: Place, links: &Links) -> io::Result<()> {
    xml.create_element("w:p").write_inner_content(|xml| {
        xml.create_element("w:pPr").write_inner_content(|xml| {
            set(xml, "w:pStyle", &style(paragraph))?;
            if place.kept {
                flag(xml, "w:keepNext")?;
            }
            if let Some(item) = paragraph.item {
                number(xml, item)?;
            }
            // headings have their own room above
            if place.after_table && matches!(paragraph.role, Role::Text | Role::Quote) {
                xml.create_element("w:spacing")
                    .with_attribute(("w:before", "160"))
                    .write_empty()?;
            }
            match paragraph.item {
                Some(item) if item.mark == Mark::Continued => indent(xml, item.level),
                _ => Ok(()),
            }
        })?;
        let size = (paragraph.role == Role::Code).then(|| code_size(&paragraph.runs));
        write_runs(xml, &paragraph.runs, size.filter(|size| *size != CODE), links)
    })?;
    Ok(())
}

/// The name of the style of a paragraph in `templates/word/styles.xml`.
fn style(paragraph: &Paragraph) -> String {
    let text = match paragraph.item.map(|item| item.mark) {
        None => "BodyText",
        Some(Mark::Bullet) => "ListBullet",
        Some(Mark::Number(_)) => "ListNumber",
        Some(Mark::Continued) => "ListContinue",
    };
    let fixed = match paragraph.role {
        Role::Heading(level) => return format!("Heading{level}"),
        Role::Title => "Title",
        Role::Text => text,
        Role::Quote => "Quote",
        Role::Code => "SourceCode",
        Role::Rule => "HorizontalLine",
    };
    fixed.to_owned()
}

/// The place of a paragraph in a list.
fn number(xml: &mut Xml, item: Item) -> io::Result<()> {
    let list = match item.mark {
        Mark::Bullet => BULLETS,
        Mark::Number(n) => BULLETS + 1 + n,
        Mark::Continued => return Ok(()),
    };
    xml.create_element("w:numPr").write_inner_content(|xml| {
        set(xml, "w:ilvl", &item.level.to_string())?;
        set(xml, "w:numId", &list.to_string())
    })?;
    Ok(())
}

/// Sets what stands in an item below the text of it.
fn indent(xml: &mut Xml, level: usize) -> io::Result<()> {
    let left = (super::numbering::STEP * (level + 1)).to_string();
    xml.create_element("w:ind")
        .with_attribute(("w:left", left.as_str()))
        .write_empty()?;
    Ok(())
}

/// The size in half points at which the longest line of code fits on the page.
fn code_size(runs: &[Run]) -> usize {
    let (mut longest, mut line) = (1, 0);
    for run in runs {
        line = match run {
            Run::Text(text, _) => line + text.chars().count(),
            Run::Break => 0,
        };
        longest = longest.max(line);
    }
    // a letter is six tenths of its size wide; there are ten twentieths of a point in half a point
    let fits = usize::try_from(ROOM).unwrap_or(usize::MAX) / (longest * 6);
    fits.clamp(SMALLEST_CODE, CODE)
}

/// Paper, margins and the foot of each page.
fn section(xml: &mut Xml) -> io::Result<()> {
    let margin = MARGIN.to_string();
    xml.create_element("w:sectPr").write_inner_content(|xml| {
        xml.create_element("w:footerReference")
            .with_attributes([("w:type", "default"), ("r:id", super::package::FOOTER)])
            .write_empty()?;
        xml.create_element("w:pgSz")
            .with_attributes([("w:w", "12240"), ("w:h", "15840")])
            .write_empty()?;
        xml.create_element("w:pgMar")
            .with_attributes([
                ("w:top", "1152"),
                ("w:right", margin.as_str()),
                ("w:bottom", "1152"),
                ("w:left", margin.as_str()),
                ("w:header", "576"),
                ("w:footer", "576"),
                ("w:gutter", "0"),
            ])
            .write_empty()?;
        Ok(())
    })?;
    Ok(())
}
