//! Spoiled workbooks: each is answered by its cell, or its file, and by what to do.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use crate::books;
use crate::common;

use std::collections::BTreeSet;

use cleardeck::diagnostics::{Code, Diagnostics, Sources, render_text, to_json, to_sarif};
use cleardeck::inventory;
use cleardeck::sheets::{self, Limits};
use rust_xlsxwriter::{Format, Formula};

use books::{blown_up, ods, old, raw, sheet, small, text, with, zip_of};

/// What is told of a workbook, with whether it could be used.
fn read(bytes: &[u8]) -> (Diagnostics, Sources, bool) {
    let (mut sources, mut out) = (Sources::default(), Diagnostics::default());
    let set = common::shipped(&mut sources);
    let book = sheets::open("book.xlsx", bytes, &Limits::default(), &mut sources, &mut out);
    let day = jiff::civil::date(2026, 6, 30);
    let read = book.and_then(|b| inventory::load_workbook(&b, &set, Some(day), &sources, &mut out));
    out.sort();
    (out, sources, read.is_some())
}

struct Spoiled {
    what: &'static str,
    bytes: Vec<u8>,
    code: Code,
    place: &'static str,
    help: &'static str,
}

fn spoiled() -> Vec<Spoiled> {
    let mut list = Vec::new();
    let mut add = |what, bytes, code, place, help| {
        list.push(Spoiled {
            what,
            bytes,
            code,
            place,
            help,
        });
    };
    let cell = |row, column, text: &'static str| small(move |s| s.write_string(row, column, text).map(|_| ()));
    let number = |row, column, n: f64| small(move |s| s.write_number(row, column, n).map(|_| ()));
    add(
        "text in a date",
        cell(1, 3, "soon"),
        Code::WrongType,
        "sheet Initiatives, cell D2",
        "2024-08-15",
    );
    add(
        "a date with two meanings",
        cell(1, 3, "03/04/2024"),
        Code::AmbiguousCell,
        "sheet Initiatives, cell D2",
        "2024-03-04 or 2024-04-03",
    );
    add(
        "a day as a number",
        number(1, 3, 45000.0),
        Code::AmbiguousCell,
        "sheet Initiatives, cell D2",
        "2023-03-15",
    );
    add(
        "a share of 80",
        number(1, 4, 80.0),
        Code::AmbiguousCell,
        "sheet Initiatives, cell E2",
        "80 %",
    );
    add(
        "a share of 120 %",
        cell(1, 4, "120 %"),
        Code::WrongType,
        "sheet Initiatives, cell E2",
        "0.8",
    );
    add(
        "an abbreviated amount",
        cell(1, 5, "$1.2k"),
        Code::AmbiguousCell,
        "sheet Initiatives, cell F2",
        "1200",
    );
    add(
        "words for an amount",
        cell(1, 5, "a lot"),
        Code::WrongType,
        "sheet Initiatives, cell F2",
        "1200000",
    );
    add(
        "words for a count",
        cell(1, 6, "many"),
        Code::WrongType,
        "sheet Initiatives, cell G2",
        "digits",
    );
    add(
        "perhaps",
        cell(1, 7, "maybe"),
        Code::WrongType,
        "sheet Initiatives, cell H2",
        "yes, no, unsure",
    );
    add(
        "1 for yes",
        number(1, 7, 1.0),
        Code::AmbiguousCell,
        "sheet Initiatives, cell H2",
        "yes or no",
    );
    add(
        "a misspelt choice",
        cell(1, 2, "instructional-modle"),
        Code::WrongType,
        "sheet Initiatives, cell C2",
        "did you mean `instructional-model`?",
    );
    add(
        "a day where text is meant",
        small(|s| {
            s.write(0, 8, "Owner")?;
            let day = Format::new().set_num_format("d-mmm");
            s.write_with_format(1, 8, rust_xlsxwriter::ExcelDateTime::from_ymd(2024, 6, 8)?, &day)?;
            Ok(())
        }),
        Code::AmbiguousCell,
        "sheet Initiatives, cell I2",
        "format the cell as text",
    );
    add(
        "an error",
        raw(
            &sheet(
                r#"<row r="3"><c r="A3" t="inlineStr"><is><t>b</t></is></c><c r="B3" t="inlineStr"><is><t>B</t></is></c><c r="C3" t="e"><v>#DIV/0!</v></c></row>"#,
            ),
            &[],
        ),
        Code::ErrorCell,
        "sheet Initiatives, cell C3",
        "mend the formula",
    );
    add(
        "a formula never computed",
        raw(
            &sheet(
                r#"<row r="3"><c r="A3" t="inlineStr"><is><t>b</t></is></c><c r="B3" t="inlineStr"><is><t>B</t></is></c><c r="C3"><f>1/2</f></c></row>"#,
            ),
            &[],
        ),
        Code::FormulaWithoutValue,
        "sheet Initiatives, cell C3",
        "save it there",
    );
    add(
        "no sheet of initiatives",
        with(|b| {
            b.worksheet_from_name("Initiatives")?.set_name("Programmes 2026")?;
            Ok(())
        }),
        Code::MissingSheet,
        "book.xlsx",
        "cleardeck init --xlsx",
    );
    add(
        "a misspelt sheet",
        with(|b| {
            let extra = b.add_worksheet().set_name("Shools")?;
            extra.write(0, 0, "Id")?;
            Ok(())
        }),
        Code::UnknownSheet,
        "sheet Shools",
        "did you mean `Schools`?",
    );
    add(
        "no names of columns",
        raw(
            &String::from_utf8(sheet(""))
                .unwrap()
                .replace("<t>Id<", "<t>first<")
                .replace("<t>Name<", "<t>second<")
                .into_bytes(),
            &[],
        ),
        Code::NoHeader,
        "sheet Initiatives, cell A1",
        "cleardeck import",
    );
    add(
        "two columns of one name",
        cell(0, 8, "fidelity"),
        Code::DuplicateColumn,
        "sheet Initiatives, cell I1",
        "keep one",
    );
    add(
        "a renamed column",
        cell(0, 4, "Fidelty"),
        Code::RenamedColumn,
        "sheet Initiatives, cell E1",
        "did you mean `Fidelity`?",
    );
    add(
        "200 columns",
        small(|s| {
            for column in 8..208 {
                s.write(0, column, format!("Local measure {column}"))?
                    .write(1, column, f64::from(column))?;
            }
            Ok(())
        }),
        Code::UnknownColumn,
        "sheet Initiatives, cell GZ1",
        "in parentheses",
    );
    add(
        "a column without a name",
        cell(1, 9, "left over"),
        Code::UnknownColumn,
        "sheet Initiatives, cell J2",
        "name the column",
    );
    add(
        "merged cells",
        small(|s| {
            s.write(2, 0, "b")?
                .write(2, 1, "B")?
                .write(3, 0, "c")?
                .write(3, 1, "C")?;
            s.merge_range(1, 2, 3, 2, "curriculum", &Format::new())?;
            Ok(())
        }),
        Code::MergedCells,
        "sheet Initiatives, cell C2",
        "take the cells apart",
    );
    add(
        "cells merged across",
        small(|s| {
            s.merge_range(1, 2, 1, 3, "curriculum", &Format::new())?;
            Ok(())
        }),
        Code::MergedCells,
        "sheet Initiatives, cell C2",
        "write it into each",
    );
    add(
        "hidden rows and columns",
        small(|s| {
            s.write(2, 0, "b")?.write(2, 1, "B")?;
            s.set_row_hidden(2)?.set_column_hidden(1)?;
            Ok(())
        }),
        Code::HiddenCells,
        "sheet Initiatives",
        "hiding takes nothing away",
    );
    add(
        "a row of totals",
        small(|s| {
            s.write(2, 1, "TOTAL:")?
                .write_formula(2, 5, Formula::new("=SUM(F2:F2)").set_result("100"))?;
            Ok(())
        }),
        Code::TotalsRow,
        "sheet Initiatives, cell B3",
        "if it is an entry",
    );
    add(
        "a sum without a name",
        number(3, 5, 90000.0),
        Code::TotalsRow,
        "sheet Initiatives, cell F4",
        "write its name",
    );
    add(
        "an entry without a name",
        cell(3, 2, "curriculum"),
        Code::MissingField,
        "sheet Initiatives, cell C4",
        "column of names",
    );
    add(
        "the same id twice",
        small(|s| s.write(2, 0, "labs")?.write(2, 1, "Labs again").map(|_| ())),
        Code::DuplicateId,
        "sheet Initiatives, cell A3",
        "its own id",
    );
    add(
        "a result of nobody",
        with(|b| {
            let s = b.add_worksheet().set_name("Results")?;
            s.write(0, 0, "Initiative")?.write(0, 1, "School year")?;
            s.write(1, 0, "Math lab")?.write(1, 1, 2025)?;
            Ok(())
        }),
        Code::UnknownReference,
        "sheet Results, cell A2",
        "did you mean",
    );
    add(
        "a question answered twice",
        with(|b| {
            let s = b.worksheet_from_name("District")?;
            s.write(2, 0, "Date of the audit")?.write(2, 1, "2026-07-01")?;
            Ok(())
        }),
        Code::DuplicateKey,
        "sheet District, cell B3",
        "keep one",
    );
    add(
        "a password",
        old(&["EncryptionInfo", "EncryptedPackage"]),
        Code::PasswordProtected,
        "book.xlsx",
        "Encrypt with Password",
    );
    add(
        "a password in LibreOffice",
        ods("", "<manifest:encryption-data/>"),
        Code::PasswordProtected,
        "book.xlsx",
        "Save with password",
    );
    add(
        "the format before 2007",
        old(&["Workbook"]),
        Code::OldWorkbook,
        "book.xlsx",
        "save it as .xlsx",
    );
    add(
        "a document of the old Word",
        old(&["WordDocument"]),
        Code::NotAWorkbook,
        "book.xlsx",
        "give a workbook",
    );
    add(
        "a binary workbook",
        zip_of(&[("xl/workbook.bin", b"x")]),
        Code::OldWorkbook,
        "book.xlsx",
        "save it as .xlsx",
    );
    add(
        "macros",
        raw(&sheet(""), &[("xl/vbaProject.bin", b"x")]),
        Code::MacrosIgnored,
        "book.xlsx",
        "run it and save",
    );
    add(
        "a document of Word",
        zip_of(&[("word/document.xml", b"<x/>")]),
        Code::NotAWorkbook,
        "book.xlsx",
        "give a workbook",
    );
    add(
        "a web page called workbook",
        b"<html><table></table></html>".to_vec(),
        Code::NotAWorkbook,
        "book.xlsx",
        "save it as .xlsx",
    );
    add(
        "nothing at all",
        Vec::new(),
        Code::NotAWorkbook,
        "book.xlsx",
        "save it as .xlsx",
    );
    add(
        "a link to a Google document",
        b"{\"url\":\"https://docs.google.com/open?id=1\",\"doc_id\":\"1\"}".to_vec(),
        Code::NotAWorkbook,
        "book.xlsx",
        "Download",
    );
    add(
        "a workbook of 2003 in XML",
        b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"/>".to_vec(),
        Code::OldWorkbook,
        "book.xlsx",
        "save it as .xlsx",
    );
    add(
        "a document of Numbers",
        zip_of(&[("Index/Document.iwa", b"x")]),
        Code::OldWorkbook,
        "book.xlsx",
        "Export To",
    );
    add(
        "a cell struck through",
        small(|s| {
            s.write_with_format(1, 4, 0.5, &Format::new().set_font_strikethrough())?;
            Ok(())
        }),
        Code::StruckCells,
        "sheet Initiatives",
        "takes nothing away",
    );
    add(
        "a remark above the names of the columns",
        with(|b| {
            let s = b.add_worksheet().set_name("Schools")?;
            s.write(0, 0, "All amounts in thousands")?;
            s.write(2, 0, "Id")?.write(2, 1, "School")?;
            s.write(3, 0, "S1")?.write(3, 1, "Maple")?;
            Ok(())
        }),
        Code::RowsAbove,
        "sheet Schools, cell A1",
        "in dollars as they stand",
    );
    add(
        "a second sheet of initiatives",
        with(|b| {
            let s = b.add_worksheet().set_name("Programs")?;
            s.write(0, 0, "Id")?.write(0, 1, "Name")?;
            s.write(1, 0, "x")?.write(1, 1, "X")?;
            Ok(())
        }),
        Code::UnknownSheet,
        "sheet Programs",
        "below those of",
    );
    add(
        "one amount merged over two rows",
        small(|s| {
            s.write(2, 0, "b")?.write(2, 1, "B")?;
            s.merge_range(1, 5, 2, 5, "", &Format::new())?;
            s.write(1, 5, 90_000)?;
            Ok(())
        }),
        Code::AmbiguousCell,
        "sheet Initiatives, cell F2",
        "take the cells apart",
    );
    add(
        "one name merged over two rows",
        small(|s| {
            s.write(2, 0, "b")?;
            s.merge_range(1, 1, 2, 1, "Math labs", &Format::new())?;
            Ok(())
        }),
        Code::MergedCells,
        "sheet Initiatives, cell B2",
        "name each entry",
    );
    add(
        "an error in a column that nobody knows",
        raw(
            &sheet(
                r#"<row r="3"><c r="A3" t="inlineStr"><is><t>b</t></is></c><c r="B3" t="inlineStr"><is><t>B</t></is></c><c r="D3" t="e"><v>#N/A</v></c></row>"#,
            ),
            &[],
        ),
        Code::UnknownColumn,
        "sheet Initiatives, cell D3",
        "name the column",
    );
    add(
        "an answer to no field",
        with(|b| {
            let s = b.add_worksheet().set_name("Answers")?;
            s.write(0, 0, "About")?
                .write(0, 1, "Id")?
                .write(0, 2, "Field")?
                .write(0, 3, "Answer")?;
            s.write(1, 1, "labs")?.write(1, 3, "yes")?;
            Ok(())
        }),
        Code::MissingField,
        "sheet Answers, cell D2",
        "into the column `Field`",
    );
    add(
        "two sheets of one name",
        ods(
            r#"</table:table><table:table table:name="Initiatives"><table:table-row><table:table-cell office:value-type="string"><text:p>Name</text:p></table:table-cell></table:table-row>"#,
            "",
        ),
        Code::DamagedWorkbook,
        "book.xlsx",
        "let the program repair it",
    );
    let whole = small(|_| Ok(()));
    add(
        "a download cut off",
        whole.get(..whole.len() / 2).unwrap().to_vec(),
        Code::DamagedWorkbook,
        "book.xlsx",
        "download or copy it again",
    );
    add(
        "a sheet cut off",
        raw(sheet("").get(..300).unwrap(), &[]),
        Code::DamagedWorkbook,
        "book.xlsx",
        "let the program repair it",
    );
    add(
        "a zip bomb",
        bomb().0,
        Code::TooLarge,
        "book.xlsx",
        "is this the right file?",
    );
    add(
        "a zip bomb that lies",
        lying(bomb()),
        Code::DamagedWorkbook,
        "book.xlsx",
        "let the program repair it",
    );
    let parts: Vec<(String, &[u8])> = (0..2_100).map(|n| (format!("xl/media/{n}.png"), &b"x"[..])).collect();
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(n, b)| (n.as_str(), *b)).collect();
    add(
        "two thousand parts",
        raw(&sheet(""), &parts),
        Code::TooLarge,
        "book.xlsx",
        "copy the sheets",
    );
    add(
        "a million cells and more",
        raw(&many_cells(), &[]),
        Code::TooManyCells,
        "book.xlsx",
        "Ctrl+End",
    );
    let long = "a text of some length ".repeat(1_000);
    let strings = format!("<sst><si><t>{long}</t></si></sst>");
    let many: String = (3..10_003)
        .map(|row| format!("<row r=\"{row}\"><c r=\"B{row}\" t=\"s\"><v>0</v></c></row>"))
        .collect();
    add(
        "one long text in ten thousand cells",
        raw(&sheet(&many), &[("xl/sharedStrings.xml", strings.as_bytes())]),
        Code::TooLarge,
        "book.xlsx",
        "is this the right file?",
    );
    let one = format!(
        r#"<table:table-row table:number-rows-repeated="900"><table:table-cell table:number-columns-repeated="10" office:value-type="string"><text:p>{long}</text:p></table:table-cell></table:table-row>"#
    );
    add(
        "one long text repeated nine thousand times",
        ods(&one, ""),
        Code::TooLarge,
        "book.xlsx",
        "is this the right file?",
    );
    let huge = r#"<table:table-row table:number-rows-repeated="18446744073709551615"><table:table-cell table:number-columns-repeated="18446744073709551615" office:value-type="float" office:value="1"/></table:table-row>"#;
    add(
        "more repeated than there are numbers",
        ods(huge, ""),
        Code::TooManyCells,
        "book.xlsx",
        "Ctrl+End",
    );
    let far = r#"<table:table-row><table:table-cell office:value-type="string"><text:p>Id</text:p></table:table-cell></table:table-row><table:table-row table:number-rows-repeated="1048574"><table:table-cell table:number-columns-repeated="16384"/></table:table-row><table:table-row><table:table-cell table:number-columns-repeated="16383"/><table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>"#;
    add(
        "a lone cell at the far end",
        ods(far, ""),
        Code::TooManyCells,
        "book.xlsx",
        "Ctrl+End",
    );
    let repeated = r#"<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/></table:table-row>"#;
    add(
        "sixteen thousand million repeated cells",
        ods(repeated, ""),
        Code::TooManyCells,
        "book.xlsx",
        "Ctrl+End",
    );
    list
}

/// A part of 200 megabytes of blanks in half a megabyte.
fn bomb() -> (Vec<u8>, u32) {
    let part = blown_up(200);
    (raw(&part, &[]), u32::try_from(part.len()).unwrap())
}

/// The same with a thousand bytes promised in each of its headers.
fn lying((mut bytes, size): (Vec<u8>, u32)) -> Vec<u8> {
    let size = u32::to_le_bytes(size);
    let places: Vec<usize> = (0..bytes.len() - 4)
        .filter(|n| bytes.get(*n..n + 4) == Some(&size))
        .collect();
    assert_eq!(places.len(), 2);
    for place in places {
        bytes
            .get_mut(place..place + 4)
            .unwrap()
            .copy_from_slice(&1000_u32.to_le_bytes());
    }
    bytes
}

fn many_cells() -> Vec<u8> {
    let mut rows = String::new();
    for row in 3..20_003 {
        rows.push_str(&format!("<row r=\"{row}\">"));
        for _ in 0..51 {
            rows.push_str("<c><v>1</v></c>");
        }
        rows.push_str("</row>");
    }
    sheet(&rows)
}

#[test]
fn each_spoiled_workbook_is_answered_by_place_and_advice() {
    let list = spoiled();
    assert!(list.len() >= 30);
    let mut drawn = String::new();
    for case in &list {
        let (out, sources, _) = read(&case.bytes);
        let place = |d: &cleardeck::diagnostics::Diagnostic| {
            d.at.map_or_else(|| d.file.clone().unwrap_or_default(), |at| sources.place(at))
        };
        let told: Vec<_> = out
            .iter()
            .map(|d| (d.code.id(), place(d), d.message.clone(), d.help.join(" ")))
            .collect();
        let found = out
            .iter()
            .any(|d| d.code == case.code && place(d).ends_with(case.place) && d.help.join(" ").contains(case.help));
        assert!(
            found,
            "{}: wanted {} at {} with {}\n{told:#?}",
            case.what,
            case.code.id(),
            case.place,
            case.help
        );
        assert!(
            out.iter().all(|d| !d.help.is_empty()),
            "{}: a problem without help",
            case.what
        );
        assert_eq!(to_json(&out, &sources).as_array().unwrap().len(), out.len());
        assert!(to_sarif(&out, &sources)["runs"].is_array());
        let text = render_text(&out, &sources, false);
        // of two hundred alike the first is enough
        let shown: String = text.split_inclusive("\n\n").take(4).collect();
        drawn.push_str(&format!("== {}\n{shown}", case.what));
    }
    let wrong = common::differs("tests/golden/spoiled.txt", &drawn);
    assert!(wrong.is_none(), "\n{}", wrong.unwrap_or_default());
    // every kind of problem that a workbook alone can have is among them
    let raised: BTreeSet<Code> = list.iter().map(|c| c.code).collect();
    let first = Code::ALL.iter().position(|c| *c == Code::NotAWorkbook).unwrap();
    let last = Code::ALL.iter().position(|c| *c == Code::TotalsRow).unwrap();
    let missing: Vec<_> = Code::ALL
        .iter()
        .take(last + 1)
        .skip(first)
        .filter(|c| !raised.contains(c))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn a_million_blank_rows_are_nothing() {
    let mut rows = String::new();
    for row in 3..1_000_003 {
        rows.push_str(&format!("<row r=\"{row}\"><c r=\"A{row}\" s=\"0\"/></row>"));
    }
    let (out, sources, used) = read(&raw(&sheet(&rows), &[]));
    assert!(used && out.is_empty(), "{}", render_text(&out, &sources, false));
}

#[test]
fn json_and_sarif_name_sheet_and_cell() {
    let (out, sources, _) = read(&small(|s| s.write(1, 3, "soon").map(|_| ())));
    let json = to_json(&out, &sources);
    assert_eq!(json[0]["sheet"], "Initiatives");
    assert_eq!(json[0]["cell"], "D2");
    assert_eq!((&json[0]["line"], &json[0]["column"]), (&2.into(), &4.into()));
    let sarif = to_sarif(&out, &sources);
    let place = &sarif["runs"][0]["results"][0]["locations"][0];
    assert_eq!(place["logicalLocations"][0]["fullyQualifiedName"], "Initiatives!D2");
    assert_eq!(place["physicalLocation"]["region"]["startLine"], 2);
}

#[test]
fn text_is_text_whatever_it_looks_like() {
    let command = "=cmd|'/c calc'!A1";
    let bytes = small(|s| {
        s.write_string(1, 1, command)?
            .write_string(2, 0, "b")?
            .write_string(2, 1, text("A1", "x"))?;
        Ok(())
    });
    let (out, sources, used) = read(&bytes);
    assert!(used && out.is_empty(), "{}", render_text(&out, &sources, false));
}
