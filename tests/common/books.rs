//! Workbooks that tests make: good ones, and spoiled ones.
#![allow(dead_code, clippy::unwrap_used, reason = "each test uses its own part, and may fail")]

use std::io::{Cursor, Write};

use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A workbook with a date, three columns of initiatives and one initiative; `spoil` changes the sheet `Initiatives`.
pub fn small(spoil: impl FnOnce(&mut Worksheet) -> Result<(), XlsxError>) -> Vec<u8> {
    with(|book| {
        spoil(book.worksheet_from_name("Initiatives")?)?;
        Ok(())
    })
}

/// The same; `spoil` changes the workbook.
pub fn with(spoil: impl FnOnce(&mut Workbook) -> Result<(), XlsxError>) -> Vec<u8> {
    let mut book = Workbook::new();
    let make = |book: &mut Workbook| -> Result<(), XlsxError> {
        let sheet = book.add_worksheet().set_name("District")?;
        sheet.write(0, 0, "What is asked")?.write(0, 1, "Answer")?;
        sheet.write(1, 0, "Date of the audit")?.write(1, 1, "2026-06-30")?;
        let sheet = book.add_worksheet().set_name("Initiatives")?;
        for (column, name) in (0..).zip([
            "Id",
            "Name",
            "Kind",
            "Start",
            "Fidelity",
            "Cost a year",
            "Students served",
            "Affordable at scale",
        ]) {
            sheet.write(0, column, name)?;
        }
        sheet.write(1, 0, "labs")?.write(1, 1, "Math labs")?;
        spoil(book)
    };
    make(&mut book).unwrap();
    book.save_to_buffer().unwrap()
}

/// A zip of parts.
pub fn zip_of(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook whose one sheet, `Initiatives`, has this XML, with further parts.
pub fn raw(sheet: &[u8], more: &[(&str, &[u8])]) -> Vec<u8> {
    let types = br#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"#;
    let rels = br#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    let book = br#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Initiatives" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
    let book_rels = br#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", types),
        ("_rels/.rels", rels),
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", book_rels),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    parts.extend(more);
    zip_of(&parts)
}

/// The XML of a sheet: a header, one initiative, and more rows.
pub fn sheet(more: &str) -> Vec<u8> {
    format!(
        r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">{}{}{}</row><row r="2">{}{}</row>{more}</sheetData></worksheet>"#,
        text("A1", "Id"),
        text("B1", "Name"),
        text("C1", "Fidelity"),
        text("A2", "labs"),
        text("B2", "Math labs"),
    )
    .into_bytes()
}

/// A cell with text.
pub fn text(at: &str, text: &str) -> String {
    format!(r#"<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>"#)
}

/// An OpenDocument workbook with this XML inside its one sheet, `Initiatives`.
pub fn ods(rows: &str, manifest: &str) -> Vec<u8> {
    let content = format!(
        r#"<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table table:name="Initiatives">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"#
    );
    let manifest = format!(
        r#"<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="content.xml">{manifest}</manifest:file-entry></manifest:manifest>"#
    );
    zip_of(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", manifest.as_bytes()),
        ("content.xml", content.as_bytes()),
    ])
}

/// The head of an old container that names these streams.
pub fn old(streams: &[&str]) -> Vec<u8> {
    let mut bytes = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    bytes.resize(1536, 0);
    for name in streams {
        bytes.extend(name.encode_utf16().flat_map(u16::to_le_bytes));
        bytes.resize(bytes.len().next_multiple_of(128), 0);
    }
    bytes
}

/// A workbook whose one sheet is the part of this name below `xl/`, with the parts given.
pub fn named(sheet_at: &str, parts: &[(&str, &[u8])]) -> Vec<u8> {
    let rels = br#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    let book = br#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Initiatives" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
    let book_rels = format!(
        r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="{sheet_at}"/></Relationships>"#
    );
    let mut all: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", rels),
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", book_rels.as_bytes()),
    ];
    all.extend(parts);
    zip_of(&all)
}

/// A sheet part that unpacks to so many megabytes of blanks in tags that each are short.
pub fn blown_up(megabytes: usize) -> Vec<u8> {
    let mut part = String::from_utf8(sheet("")).unwrap();
    let blanks = format!("<v>{}</v>", " ".repeat(1000));
    let filling = blanks.repeat((megabytes << 20) / blanks.len());
    part.insert_str(part.find("<sheetData>").unwrap(), &filling);
    part.into_bytes()
}

/// A sheet of an OpenDocument workbook with so many rows of so many equal cells, the numbers written by `write`.
pub fn repeated(rows: u64, columns: u64, text: &str, write: impl Fn(u64) -> String) -> Vec<u8> {
    let head = r#"<table:table-row><table:table-cell office:value-type="string"><text:p>Name</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>Fidelity</text:p></table:table-cell></table:table-row>"#;
    ods(
        &format!(
            r#"{head}<table:table-row table:number-rows-repeated="{}"><table:table-cell table:number-columns-repeated="{}" office:value-type="string"><text:p>{text}</text:p></table:table-cell></table:table-row>"#,
            write(rows),
            write(columns)
        ),
        "",
    )
}

/// A number in which each digit is written as an entity.
pub fn entities(number: u64) -> String {
    number.to_string().bytes().map(|digit| format!("&#{digit};")).collect()
}
