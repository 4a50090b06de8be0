//! A Word file read back: its parts, what stands in them, and whether a word processor takes them.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::markdown::{Piece, words};

/// The parts of a Word file by name.
pub fn parts(file: &[u8]) -> BTreeMap<String, String> {
    let mut zip = ZipArchive::new(Cursor::new(file)).unwrap();
    let mut parts = BTreeMap::new();
    for n in 0..zip.len() {
        let mut part = zip.by_index(n).unwrap();
        assert_eq!(part.last_modified().unwrap().year(), 1980, "the clock is in the file");
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        parts.insert(part.name().unwrap().into_owned(), text);
    }
    parts
}

/// The tags of a part; panics where it is not well-formed.
pub fn events(xml: &str) -> Vec<Event<'_>> {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut depth = 0;
    let mut events = Vec::new();
    loop {
        let event = reader.read_event().unwrap();
        match &event {
            Event::Start(tag) => {
                depth += 1;
                assert!(tag.attributes().all(|a| a.is_ok()), "{tag:?}");
            }
            Event::Empty(tag) => assert!(tag.attributes().all(|a| a.is_ok()), "{tag:?}"),
            Event::End(_) => depth -= 1,
            Event::Eof => break,
            _ => {}
        }
        events.push(event);
    }
    assert_eq!(depth, 0, "an element is left open");
    let legal = |c: char| matches!(c, '\n' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    assert!(xml.chars().all(legal), "a sign that XML cannot hold");
    events
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.try_get_attribute(name).unwrap()?;
    Some(unescape(&found.value).unwrap().into_owned())
}

/// What is read back of a document.
#[derive(Default)]
pub struct Back {
    pub pieces: Vec<Piece>,
    /// The relationships that links name, and the lists that items name.
    pub links: Vec<String>,
    pub lists: Vec<String>,
    /// For each table the columns of its grid, and for each of its rows the cells and whether it is a head.
    pub tables: Vec<(usize, Vec<(usize, bool)>)>,
    pub styles: Vec<String>,
    /// The pictures: the relationship and what is said to whoever does not see it.
    pub pictures: Vec<(String, String)>,
}

pub fn back(document: &str) -> Back {
    let mut back = Back::default();
    let (mut text, mut style, mut in_table) = (String::new(), String::new(), false);
    let mut pieces = Vec::new();
    let (mut picture, mut description) = (false, String::new());
    for event in events(document) {
        match event {
            Event::Start(tag) | Event::Empty(tag) => match tag.name().as_ref() {
                "w:tbl" => {
                    in_table = true;
                    back.tables.push((0, Vec::new()));
                }
                "w:gridCol" => back.tables.last_mut().unwrap().0 += 1,
                "w:tr" => back.tables.last_mut().unwrap().1.push((0, false)),
                "w:tc" => back.tables.last_mut().unwrap().1.last_mut().unwrap().0 += 1,
                "w:tblHeader" => back.tables.last_mut().unwrap().1.last_mut().unwrap().1 = true,
                "w:pStyle" => style = attribute(&tag, "w:val").unwrap(),
                "w:br" => text.push(' '),
                "w:noBreakHyphen" => text.push('-'),
                "wp:docPr" => description = attribute(&tag, "descr").unwrap(),
                "c:chart" => {
                    let id = attribute(&tag, "r:id").unwrap();
                    back.pictures.push((id, std::mem::take(&mut description)));
                    picture = true;
                }
                "w:numId" => back.lists.push(attribute(&tag, "w:val").unwrap()),
                "w:hyperlink" => back.links.push(attribute(&tag, "r:id").unwrap()),
                _ => {}
            },
            Event::Text(said) => text.push_str(&said),
            Event::GeneralRef(name) => match name.resolve_char_ref().unwrap() {
                Some(sign) => text.push(sign),
                None => text.push_str(resolve_predefined_entity(&name).unwrap()),
            },
            Event::End(tag) => match tag.name().as_ref() {
                "w:tbl" => in_table = false,
                "w:p" if std::mem::take(&mut picture) => {}
                "w:p" => {
                    let said = words(&std::mem::take(&mut text));
                    let heading = style
                        .strip_prefix("Heading")
                        .map(|level| level.parse::<usize>().unwrap());
                    pieces.push(match heading {
                        Some(level) => Piece::Heading(level + 1, said),
                        None if style == "Title" => Piece::Heading(1, said),
                        None if in_table => Piece::Cell(said),
                        None => Piece::Text(said),
                    });
                    back.styles.push(std::mem::take(&mut style));
                }
                _ => {}
            },
            _ => {}
        }
    }
    back.pieces = pieces;
    back
}

/// The addresses outside by the id of their relationship.
pub fn relationships(part: &str) -> BTreeMap<String, String> {
    let mut related = BTreeMap::new();
    for event in events(part) {
        let Event::Empty(tag) = event else { continue };
        if attribute(&tag, "TargetMode").as_deref() == Some("External") {
            let (id, target) = (attribute(&tag, "Id").unwrap(), attribute(&tag, "Target").unwrap());
            assert!(related.insert(id, target).is_none(), "two relationships of one id");
        }
    }
    related
}

/// A chart read back.
pub struct Chart {
    /// The labels of its lines.
    pub labels: Vec<String>,
    /// How long each line is with all its parts.
    pub lengths: Vec<f64>,
    /// How long a line may be.
    pub most: f64,
}

pub fn chart(part: &str) -> Chart {
    let mut chart = Chart {
        labels: Vec::new(),
        lengths: Vec::new(),
        most: 0.0,
    };
    let (mut within, mut at, mut text) = (String::new(), 0, String::new());
    for event in events(part) {
        match event {
            Event::Start(tag) | Event::Empty(tag) => match tag.name().as_ref() {
                name @ ("c:tx" | "c:cat" | "c:val") => within = name.to_owned(),
                "c:pt" => at = attribute(&tag, "idx").unwrap().parse().unwrap(),
                "c:v" => text.clear(),
                "c:max" => chart.most = attribute(&tag, "val").unwrap().parse().unwrap(),
                _ => {}
            },
            Event::Text(said) => text.push_str(&said),
            Event::GeneralRef(name) => text.push_str(resolve_predefined_entity(&name).unwrap()),
            Event::End(tag) if tag.name().as_ref() == "c:v" && within == "c:cat" => {
                if at == chart.labels.len() {
                    chart.labels.push(words(&text));
                    chart.lengths.push(0.0);
                }
                assert_eq!(chart.labels[at], words(&text), "two labels of one line");
            }
            Event::End(tag) if tag.name().as_ref() == "c:v" && within == "c:val" => {
                chart.lengths[at] += text.parse::<f64>().unwrap();
            }
            _ => {}
        }
    }
    chart
}

/// In which order the schema of Word asks for what may stand within an element, as far as the files use it. Word refuses a
/// file that keeps to another one.
const ORDER: [(&str, &[&str]); 17] = [
    (
        "w:pPr",
        &[
            "w:pStyle",
            "w:keepNext",
            "w:keepLines",
            "w:numPr",
            "w:pBdr",
            "w:tabs",
            "w:spacing",
            "w:ind",
            "w:jc",
            "w:outlineLvl",
        ],
    ),
    (
        "w:rPr",
        &[
            "w:rStyle",
            "w:rFonts",
            "w:b",
            "w:bCs",
            "w:i",
            "w:iCs",
            "w:strike",
            "w:noProof",
            "w:color",
            "w:sz",
            "w:szCs",
            "w:u",
            "w:rtl",
            "w:lang",
        ],
    ),
    (
        "w:tblPr",
        &[
            "w:tblStyle",
            "w:tblW",
            "w:tblInd",
            "w:tblBorders",
            "w:tblLayout",
            "w:tblCellMar",
            "w:tblLook",
        ],
    ),
    ("w:tbl", &["w:tblPr", "w:tblGrid", "w:tr"]),
    ("w:tc", &["w:tcPr", "w:p"]),
    ("w:tcPr", &["w:tcW", "w:tcBorders", "w:shd", "w:vAlign"]),
    ("w:lvl", &["w:start", "w:numFmt", "w:lvlText", "w:lvlJc", "w:pPr"]),
    ("w:numbering", &["w:abstractNum", "w:num"]),
    (
        "w:style",
        &[
            "w:name",
            "w:basedOn",
            "w:next",
            "w:uiPriority",
            "w:semiHidden",
            "w:unhideWhenUsed",
            "w:qFormat",
            "w:pPr",
            "w:rPr",
            "w:tblPr",
            "w:tblStylePr",
        ],
    ),
    (
        "wp:inline",
        &["wp:extent", "wp:docPr", "wp:cNvGraphicFramePr", "a:graphic"],
    ),
    ("c:chartSpace", &["c:roundedCorners", "c:chart", "c:spPr", "c:txPr"]),
    (
        "c:chart",
        &[
            "c:title",
            "c:autoTitleDeleted",
            "c:plotArea",
            "c:legend",
            "c:plotVisOnly",
            "c:dispBlanksAs",
        ],
    ),
    ("c:plotArea", &["c:layout", "c:barChart", "c:catAx", "c:valAx"]),
    (
        "c:barChart",
        &[
            "c:barDir",
            "c:grouping",
            "c:varyColors",
            "c:ser",
            "c:gapWidth",
            "c:overlap",
            "c:axId",
        ],
    ),
    (
        "c:ser",
        &[
            "c:idx",
            "c:order",
            "c:tx",
            "c:spPr",
            "c:invertIfNegative",
            "c:cat",
            "c:val",
        ],
    ),
    (
        "c:catAx",
        &[
            "c:axId",
            "c:scaling",
            "c:delete",
            "c:axPos",
            "c:numFmt",
            "c:majorTickMark",
            "c:minorTickMark",
            "c:tickLblPos",
            "c:spPr",
            "c:crossAx",
            "c:crosses",
            "c:auto",
            "c:lblAlgn",
            "c:lblOffset",
            "c:noMultiLvlLbl",
        ],
    ),
    (
        "c:valAx",
        &[
            "c:axId",
            "c:scaling",
            "c:delete",
            "c:axPos",
            "c:majorGridlines",
            "c:numFmt",
            "c:majorTickMark",
            "c:minorTickMark",
            "c:tickLblPos",
            "c:spPr",
            "c:crossAx",
            "c:crosses",
            "c:crossBetween",
            "c:majorUnit",
        ],
    ),
];

/// How many elements of a part stand in the order that is asked for; panics at one that does not.
pub fn in_order(part: &str) -> usize {
    let mut open: Vec<(String, usize)> = Vec::new();
    let mut seen = 0;
    for event in events(part) {
        let leaf = matches!(event, Event::Empty(_));
        match event {
            Event::Start(tag) | Event::Empty(tag) => {
                let name = tag.name().as_ref().to_owned();
                if let Some((around, last)) = open.last_mut()
                    && let Some((_, order)) = ORDER.iter().find(|(known, _)| known == around)
                {
                    let place = order.iter().position(|known| *known == name);
                    let place = place.unwrap_or_else(|| panic!("{name} in {around} is not known"));
                    assert!(place >= *last, "{name} stands too late in {around}");
                    *last = place;
                    seen += 1;
                }
                if !leaf {
                    open.push((name, 0));
                }
            }
            Event::End(_) => {
                open.pop();
            }
            _ => {}
        }
    }
    seen
}
