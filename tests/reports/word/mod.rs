//! The Word files: every word of the markdown in its order, in parts that a word processor takes.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

mod back;
mod markdown;

use cleardeck::report::{Edition, Markdown, Renderer, Word};

use crate::common;
use crate::html::{INVENTORIES, view};
use back::{back, chart, events, in_order, parts, relationships};
use markdown::{Piece, addresses, expected, words};

fn written(path: &str, edition: Edition) -> (String, Vec<u8>) {
    let view = view(path);
    let file = Word.render(&view, edition, None).unwrap();
    let again = Word.render(&view, edition, None).unwrap();
    assert!(file == again, "{path}: other bytes the second time");
    (Markdown::default().text(&view, edition, None).unwrap(), file)
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
        for edition in Edition::ALL {
            let (markdown, file) = written(path, edition);
            let found = compare(&format!("{path}, {edition:?}"), &markdown, &file);
            (seen, tables) = (seen + found.0, tables + found.1);
        }
    }
    assert!(seen > 5_000 && tables > 50, "{seen} {tables}");
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

/// A picture is a chart with the numbers in the file, under its finding, and is told in words with that finding and each line.
#[test]
fn pictures_are_charts_that_are_told_in_words_too() {
    let mut drawn = 0;
    for path in INVENTORIES {
        for edition in Edition::ALL {
            let (markdown, file) = written(path, edition);
            let parts = parts(&file);
            let back = back(&parts["word/document.xml"]);
            let charts = parts.keys().filter(|name| name.starts_with("word/charts/")).count();
            assert_eq!(back.pictures.len(), charts, "{path}, {edition:?}");
            assert!(edition != Edition::Board || charts == 0, "{path}");
            let related = &parts["word/_rels/document.xml.rels"];
            for (id, told) in &back.pictures {
                assert!(related.contains(&format!("Target=\"charts/{id}.xml\"")), "{path}: {id}");
                let part = &parts[&format!("word/charts/{id}.xml")];
                assert!(in_order(part) > 40, "{path}: {id}");
                let chart = chart(part);
                assert!(
                    !chart.labels.is_empty() && chart.lengths.iter().any(|n| *n > 0.0),
                    "{path}: {told}"
                );
                assert!(chart.lengths.iter().all(|n| *n <= chart.most + 0.001), "{path}: {told}");
                let told = words(told);
                for label in &chart.labels {
                    let (name, number) = label.rsplit_once(": ").unwrap();
                    assert!(
                        told.contains(name) && told.contains(number),
                        "{path}: {label} is not in {told}"
                    );
                }
                let headed = expected(&markdown).into_iter().any(|piece| match piece {
                    Piece::Heading(3, title) => told.starts_with(&format!("{title}. ")),
                    _ => false,
                });
                assert!(headed, "{path}: {told}");
                drawn += 1;
            }
        }
    }
    assert!(drawn > 10, "{drawn}");
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

#[test]
fn a_word_file_says_what_it_is_by_the_day_of_the_audit() {
    let (_, file) = written("examples/riverbend/inventory.yaml", Edition::Board);
    let parts = parts(&file);
    let core = &parts["docProps/core.xml"];
    assert!(
        core.contains("<dc:title>Riverbend Unified: Vote to end four programs, repair three, "),
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
                    ---\n\nline  \nnext<br>third <!-- no --> ~~gone~~\n\n\
                    ![goals told](picture:goals) ![seen by nobody](picture:none) ![of others](a.png)\n\n# Two\n\n\
                    [ok](https://example.org/a) [no](javascript:1) [port](http://a:b/)\n\n\
                    ```\na\n\n  b\n```\n\n| a |\n| :-: |\n| b |\n\n| c |\n| -: |\n| d |\n";
    let view = view("examples/dallas/inventory.yaml");
    let file = Word.render(&view, Edition::Audit, Some(template)).unwrap();
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
            ("BodyText", "seen by nobody"),
            ("BodyText", "of others"),
            ("Heading1", "Two"),
            ("BodyText", "ok no port"),
            ("SourceCode", "a b"),
            ("TableHeading", "a"),
            ("TableText", "b"),
            ("TableHeading", "c"),
            ("TableText", "d"),
        ]
    );
    assert_eq!(back.pictures, [("chart1".to_owned(), "goals told".to_owned())]);
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
