//! Blocks written as WordprocessingML, the XML of `word/document.xml`.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::blocks::{Block, Document, Item, Look, Mark, Paragraph, Role, Run, Side, Table};
use super::direction::pieces;
use super::links::Links;
use super::widths::widths;
use crate::report::escape;

/// Writes into memory.
pub(super) type Xml = Writer<Vec<u8>>;

/// The width of the text on a letter page, and the margins left and right, in twentieths of a point.
const ROOM: u64 = 12_240 - 2 * MARGIN;
const MARGIN: u64 = 1_152;
/// A table of no more rows is kept on one page.
const KEPT_TOGETHER: usize = 6;
/// The id of the list of [`Mark::Bullet`]; those of [`Document::numbered`] follow.
pub(super) const BULLETS: usize = 1;
/// Half points: the size of the letters of code, and the least that can be read.
const CODE: usize = 16;
const SMALLEST_CODE: usize = 9;

const NAMESPACES: [(&str, &str); 2] = [
    (
        "xmlns:w",
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        "xmlns:r",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
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

/// A part with its first line.
pub(super) fn begun() -> io::Result<Xml> {
    let mut xml = Writer::new(Vec::new());
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), Some("yes"))))?;
    Ok(xml)
}

/// An element with a value and nothing in it.
pub(super) fn set(xml: &mut Xml, name: &str, value: &str) -> io::Result<()> {
    xml.create_element(name)
        .with_attribute(("w:val", value))
        .write_empty()?;
    Ok(())
}

/// An element that is there or not.
pub(super) fn flag(xml: &mut Xml, name: &str) -> io::Result<()> {
    xml.create_element(name).write_empty()?;
    Ok(())
}

fn blocks(xml: &mut Xml, blocks: &[Block], links: &Links) -> io::Result<()> {
    let mut after_table = false;
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
        Some(Block::Table(_)) => true,
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

fn write_runs(xml: &mut Xml, runs: &[Run], size: Option<usize>, links: &Links) -> io::Result<()> {
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

fn write_table(xml: &mut Xml, table: &Table, links: &Links) -> io::Result<()> {
    let widths = widths(table, ROOM);
    let whole: u64 = widths.iter().sum();
    xml.create_element("w:tbl").write_inner_content(|xml| {
        xml.create_element("w:tblPr").write_inner_content(|xml| {
            set(xml, "w:tblStyle", "ReportTable")?;
            measure(xml, "w:tblW", whole)?;
            xml.create_element("w:tblLayout")
                .with_attribute(("w:type", "fixed"))
                .write_empty()?;
            xml.create_element("w:tblLook")
                .with_attributes([("w:val", "0420"), ("w:firstRow", "1"), ("w:noVBand", "1")])
                .write_empty()?;
            Ok(())
        })?;
        xml.create_element("w:tblGrid").write_inner_content(|xml| {
            for width in &widths {
                let width = width.to_string();
                xml.create_element("w:gridCol")
                    .with_attribute(("w:w", width.as_str()))
                    .write_empty()?;
            }
            Ok(())
        })?;
        for n in 0..table.rows.len() {
            write_row(xml, table, n, &widths, links)?;
        }
        Ok(())
    })?;
    Ok(())
}

fn write_row(xml: &mut Xml, table: &Table, n: usize, widths: &[u64], links: &Links) -> io::Result<()> {
    let head = n == 0;
    let last = n + 1 == table.rows.len();
    // the head stays with the first row, and a short table on one page
    let kept = !last && (head || table.rows.len() <= KEPT_TOGETHER);
    let cells = table.rows.get(n).map_or(&[][..], |row| row);
    xml.create_element("w:tr").write_inner_content(|xml| {
        xml.create_element("w:trPr").write_inner_content(|xml| {
            flag(xml, "w:cantSplit")?;
            if head {
                flag(xml, "w:tblHeader")?;
            }
            Ok(())
        })?;
        for ((cell, width), side) in cells.iter().zip(widths).zip(&table.columns) {
            xml.create_element("w:tc").write_inner_content(|xml| {
                xml.create_element("w:tcPr")
                    .write_inner_content(|xml| measure(xml, "w:tcW", *width))?;
                xml.create_element("w:p").write_inner_content(|xml| {
                    xml.create_element("w:pPr").write_inner_content(|xml| {
                        set(xml, "w:pStyle", if head { "TableHeading" } else { "TableText" })?;
                        if kept {
                            flag(xml, "w:keepNext")?;
                        }
                        match side {
                            Side::Left => Ok(()),
                            Side::Center => set(xml, "w:jc", "center"),
                            Side::Right => set(xml, "w:jc", "right"),
                        }
                    })?;
                    write_runs(xml, cell, None, links)
                })?;
                Ok(())
            })?;
        }
        Ok(())
    })?;
    Ok(())
}

/// A length in twentieths of a point.
fn measure(xml: &mut Xml, name: &str, length: u64) -> io::Result<()> {
    let length = length.to_string();
    xml.create_element(name)
        .with_attributes([("w:w", length.as_str()), ("w:type", "dxa")])
        .write_empty()?;
    Ok(())
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
