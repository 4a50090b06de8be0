//! The Word files: every word of the markdown in its order, in parts that a word processor takes.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use cleardeck::report::{Edition, render, render_word};
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use crate::common;
use crate::html::{EDITIONS, INVENTORIES, view};

/// A paragraph or a cell of a table.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Piece {
    Heading(usize, String),
    Cell(String),
    Text(String),
}

/// Markdown without its signs, as far as the reports use them: read by hand, so that no reader is trusted twice.
fn plain(markdown: &str) -> String {
    let mut out = String::new();
    let mut signs = markdown.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '\\' => out.extend(signs.next()),
            '*' | '`' | '[' => {}
            ']' if signs.peek() == Some(&'(') => {
                signs.by_ref().find(|c| *c == '>');
                assert_eq!(signs.next(), Some(')'), "an address without its brackets");
            }
            '&' => {
                let name: String = signs.by_ref().take_while(|c| *c != ';').collect();
                out.push_str(resolve_predefined_entity(&name).unwrap());
            }
            other => out.push(other),
        }
    }
    words(&out)
}

/// Words with one blank between; an address in markdown is kept from being a link by a blank without width.
fn words(text: &str) -> String {
    let text = text.replace(":\u{200b}//", "://").replace("www\u{200b}.", "www.");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The cells of a row of a table.
fn cells(line: &str) -> Vec<String> {
    let line = line.replace("\\|", "\u{0}");
    let inner = line.trim().trim_matches('|').split('|');
    inner.map(|cell| plain(&cell.replace('\u{0}', "\\|"))).collect()
}

/// The markdown of a report, line by line; a block of code is one text.
fn expected(markdown: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut code: Option<String> = None;
    for line in markdown.lines() {
        let item = line.trim_start();
        if line.starts_with("```") {
            code = match code {
                Some(text) => {
                    pieces.push(Piece::Text(words(&text)));
                    None
                }
                None => Some(String::new()),
            };
        } else if let Some(text) = &mut code {
            text.push_str(line);
            text.push('\n');
        } else if line.starts_with('#') {
            let level = line.bytes().take_while(|b| *b == b'#').count();
            pieces.push(Piece::Heading(level, plain(&line[level..])));
        } else if line.starts_with("| --") {
        } else if line.starts_with('|') {
            pieces.extend(cells(line).into_iter().map(Piece::Cell));
        } else if !item.is_empty() {
            let digits = item.bytes().take_while(u8::is_ascii_digit).count();
            let rest = item[digits..].strip_prefix(". ").filter(|_| digits > 0);
            let rest = rest.or(item.strip_prefix("- ")).unwrap_or(item);
            pieces.push(Piece::Text(plain(rest)));
        }
    }
    assert_eq!(code, None, "code that does not end");
    pieces
}

/// The parts of a Word file by name.
fn parts(file: &[u8]) -> BTreeMap<String, String> {
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
fn events(xml: &str) -> Vec<Event<'_>> {
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
    Some(found.value.replace("&amp;", "&"))
}

/// What is read back of a document.
#[derive(Default)]
struct Back {
    pieces: Vec<Piece>,
    /// The relationships that links name, and the lists that items name.
    links: Vec<String>,
    lists: Vec<String>,
    /// For each table the columns of its grid, and for each of its rows the cells and whether it is a head.
    tables: Vec<(usize, Vec<(usize, bool)>)>,
    styles: Vec<String>,
}

fn back(document: &str) -> Back {
    let mut back = Back::default();
    let (mut text, mut style, mut in_table) = (String::new(), String::new(), false);
    let mut pieces = Vec::new();
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

/// The addresses that the links of markdown lead to.
fn addresses(markdown: &str) -> Vec<String> {
    let after = markdown.split("](<").skip(1);
    after.map(|rest| rest.split('>').next().unwrap().to_owned()).collect()
}

fn written(path: &str, edition: Edition) -> (String, Vec<u8>) {
    let mut view = view(path);
    view.draw().unwrap();
    let file = render_word(&view, edition, None).unwrap();
    let again = render_word(&view, edition, None).unwrap();
    assert!(file == again, "{path}: other bytes the second time");
    (render(&view, edition, None).unwrap(), file)
}

/// Compares a Word file with the markdown that it is made of: the pieces, tables and links that were seen.
fn compare(of: &str, markdown: &str, file: &[u8]) -> (usize, usize, usize) {
    let parts = parts(file);
    for (name, part) in &parts {
        assert!(!events(part).is_empty(), "{of}: {name}");
    }
    let back = back(&parts["word/document.xml"]);
    let expected = expected(markdown);
    for (n, piece) in expected.iter().enumerate() {
        assert_eq!(back.pieces.get(n), Some(piece), "{of}, {n}");
    }
    assert_eq!(back.pieces.len(), expected.len(), "{of}");
    let related = relationships(&parts["word/_rels/document.xml.rels"]);
    let led: Vec<&str> = back.links.iter().map(|id| related[id].as_str()).collect();
    assert_eq!(led, addresses(markdown), "{of}");
    for (columns, rows) in &back.tables {
        assert!(*columns > 0 && rows.len() > 1, "{of}: an empty table");
        for (n, (cells, head)) in rows.iter().enumerate() {
            assert_eq!((*cells, *head), (*columns, n == 0), "{of}");
        }
    }
    for style in &back.styles {
        let declared = format!("w:styleId=\"{style}\"");
        assert!(parts["word/styles.xml"].contains(&declared), "{of}: {style}");
    }
    for list in &back.lists {
        let declared = format!("w:numId=\"{list}\"");
        assert!(parts["word/numbering.xml"].contains(&declared), "{of}: list {list}");
    }
    (expected.len(), back.tables.len(), led.len())
}

#[test]
fn every_word_of_the_markdown_is_in_the_word_file_in_its_order() {
    let (mut seen, mut tables) = (0, 0);
    for path in INVENTORIES {
        for edition in EDITIONS {
            let (markdown, file) = written(path, edition);
            let found = compare(&format!("{path}, {edition:?}"), &markdown, &file);
            (seen, tables) = (seen + found.0, tables + found.1);
        }
    }
    assert!(seen > 10_000 && tables > 100, "{seen} {tables}");
}

#[test]
fn the_program_writes_the_same_bytes_each_time_with_links_that_lead_somewhere() {
    let folder = tempfile::tempdir().unwrap();
    let audit = ["audit", "examples/riverbend/inventory.yaml"];
    for (edition, least) in [("audit", 30), ("needs-analysis", 30), ("board", 0)] {
        let edition = ["--edition", edition];
        let (code, markdown, err) = common::run(&[&audit[..], &edition].concat(), "");
        assert_eq!(code, 0, "{err}");
        let files = ["one.docx", "two.docx"].map(|name| {
            let path = folder.path().join(name);
            let output = ["--format", "docx", "--output", path.to_str().unwrap()];
            let (code, out, err) = common::run(&[&audit[..], &edition, &output].concat(), "");
            assert_eq!((code, out.as_str()), (0, ""), "{err}");
            std::fs::read(path).unwrap()
        });
        assert!(files[0] == files[1], "{edition:?}: other bytes the second time");
        let (_, _, links) = compare(edition[1], &markdown, &files[0]);
        assert!(links >= least, "{edition:?}: {links} links");
    }
}

/// In which order the schema of Word asks for what may stand within an element, as far as the files use it. Word refuses a
/// file that keeps to another one.
const ORDER: [(&str, &[&str]); 9] = [
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
];

/// How many elements of a part stand in the order that is asked for; panics at one that does not.
fn in_order(part: &str) -> usize {
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

#[test]
fn elements_stand_in_the_order_that_word_asks_for() {
    for path in ["examples/riverbend/inventory.yaml", "tests/browser/hostile.yaml"] {
        let (_, file) = written(path, Edition::NeedsAnalysis);
        let parts = parts(&file);
        for (name, least) in [("document", 5_000), ("styles", 150), ("numbering", 90)] {
            let seen = in_order(&parts[&format!("word/{name}.xml")]);
            assert!(seen >= least || path.contains("hostile"), "{name}: {seen}");
        }
    }
}

/// The addresses outside by the id of their relationship.
fn relationships(part: &str) -> BTreeMap<String, String> {
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

#[test]
fn a_word_file_says_what_it_is_by_the_day_of_the_audit() {
    let (_, file) = written("examples/riverbend/inventory.yaml", Edition::Board);
    let parts = parts(&file);
    let core = &parts["docProps/core.xml"];
    assert!(
        core.contains("<dc:title>Riverbend Unified: initiatives and the strategic plan</dc:title>"),
        "{core}"
    );
    for dated in ["created", "modified"] {
        let date = format!("<dcterms:{dated} xsi:type=\"dcterms:W3CDTF\">2026-06-15T00:00:00Z<");
        assert!(core.contains(&date), "{core}");
    }
    assert!(core.contains("<dc:language>en-US<"), "{core}");
    let foot = &parts["word/footer1.xml"];
    assert!(
        foot.contains("Riverbend Unified") && foot.contains(" NUMPAGES "),
        "{foot}"
    );
    // a program that opens it finds each part by its type
    let named = |part: &&String| !part.ends_with(".rels") && *part != "[Content_Types].xml";
    for part in parts.keys().filter(named) {
        let declared = format!("PartName=\"/{part}\"");
        assert!(parts["[Content_Types].xml"].contains(&declared), "{part}");
    }
}

#[test]
fn names_that_run_from_right_to_left_say_so() {
    let (_, file) = written("tests/browser/hostile.yaml", Edition::Audit);
    let document = &parts(&file)["word/document.xml"];
    let marked = "<w:rPr><w:rtl/></w:rPr><w:t xml:space=\"preserve\">מעבדת קריאה</w:t>";
    assert!(document.contains(marked));
    assert!(!document.contains('\u{202e}'));
}

#[test]
fn what_only_templates_of_others_hold_is_laid_out_too() {
    let template = "# One\n\n> Quoted *text*\n\n1. first\n\n   more of it\n   - inner\n2. second\n\n\
                    ---\n\nline  \nnext<br>third <!-- no --> ~~gone~~\n\n# Two\n\n\
                    [ok](https://example.org/a) [no](javascript:1) [port](http://a:b/)\n\n\
                    ```\na\n\n  b\n```\n\n| a |\n| :-: |\n| b |\n\n| c |\n| -: |\n| d |\n";
    let mut view = view("examples/dallas/inventory.yaml");
    view.draw().unwrap();
    let file = render_word(&view, Edition::Audit, Some(template)).unwrap();
    let parts = parts(&file);
    let document = &parts["word/document.xml"];
    let back = back(document);
    let said: Vec<(&str, &str)> = back
        .styles
        .iter()
        .zip(&back.pieces)
        .map(|(style, piece)| match piece {
            Piece::Heading(_, text) | Piece::Cell(text) | Piece::Text(text) => (style.as_str(), text.as_str()),
        })
        .collect();
    assert_eq!(
        said,
        [
            ("Title", "One"),
            ("Quote", "Quoted text"),
            ("ListNumber", "first"),
            ("ListContinue", "more of it"),
            ("ListBullet", "inner"),
            ("ListNumber", "second"),
            ("HorizontalLine", ""),
            ("BodyText", "line next third gone"),
            ("Heading1", "Two"),
            ("BodyText", "ok no port"),
            ("SourceCode", "a b"),
            ("TableHeading", "a"),
            ("TableText", "b"),
            ("TableHeading", "c"),
            ("TableText", "d"),
        ]
    );
    assert_eq!(document.matches("<w:hyperlink ").count(), 1);
    assert!(document.contains("<w:i/><w:iCs/></w:rPr><w:t xml:space=\"preserve\">text</w:t>"));
    assert!(document.contains("<w:strike/>"));
    assert!(document.contains("<w:jc w:val=\"center\"/>") && document.contains("<w:jc w:val=\"right\"/>"));
    // two tables in a row would be one, and the last thing of a text is a paragraph
    assert_eq!(document.matches("</w:tbl><w:p/>").count(), 2);
    assert!(
        document.contains("<w:t xml:space=\"preserve\">  b</w:t>"),
        "code loses its blanks"
    );
}
