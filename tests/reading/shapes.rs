//! One table in every form that programs write: the same cells are read, or it is told what is not.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use crate::books;
use crate::common;

use cleardeck::diagnostics::{Code, Diagnostics, Sources};
use cleardeck::sheets::{self, Limits, Sheet};

/// The cells of a sheet as a person sees them, and what is told.
fn seen(sheet: &Sheet, sources: &Sources) -> Vec<(u32, u32, String)> {
    let text = |c: &sheets::Cell| sheets::text(c, sources).to_owned();
    sheet.cells.iter().map(|c| (c.row, c.column, text(c))).collect()
}

fn csv(bytes: &[u8]) -> (Vec<(u32, u32, String)>, Vec<Code>) {
    let (mut sources, mut out) = (Sources::default(), Diagnostics::default());
    let sheet = sheets::read_csv("l.csv", "l", bytes, &Limits::default(), &mut sources, &mut out);
    let codes = out.iter().map(|d| d.code).collect();
    (sheet.map(|s| seen(&s, &sources)).unwrap_or_default(), codes)
}

/// Rows of fields; a row without fields is a blank line.
type Table<'t> = &'t [&'t [&'t str]];

const TABLES: [Table; 4] = [
    &[
        &["Program", "Cost", "Note"],
        &["Alpha", "$12,000", "one"],
        &["Beta", "$3,000", "two"],
    ],
    &[
        &[],
        &[],
        &["Program", "Note"],
        &["Alpha", "café – résumé"],
        &["Beta", ""],
    ],
    &[
        &["Program", "Note"],
        &["Alpha", "line one\nline two\n\nline four"],
        &[],
        &["Beta", "a \"word\"; a | bar,\tall"],
        &["Gamma", "x"],
    ],
    &[
        &["A list, of 2026"],
        &[],
        &["Program", "Note", "More"],
        &["Alpha", "x"],
        &[],
        &[],
        &["Beta", "y", "z"],
    ],
];

fn written(table: Table, sign: &str, end: &str, named: bool) -> String {
    let mut text = if named {
        format!("sep={sign}{end}")
    } else {
        String::new()
    };
    for row in table {
        let fields: Vec<String> = row
            .iter()
            .map(|field| {
                let quoted = field.contains(['"', '\n']) || field.contains(sign);
                let field = field.replace('\n', end);
                if quoted {
                    format!("\"{}\"", field.replace('"', "\"\""))
                } else {
                    field
                }
            })
            .collect();
        text.push_str(&fields.join(sign));
        text.push_str(end);
    }
    text
}

fn encoded(text: &str, encoding: &str) -> Vec<u8> {
    match encoding {
        "utf-8" => text.as_bytes().to_vec(),
        "utf-8 with mark" => format!("\u{feff}{text}").into_bytes(),
        "utf-16le" => "\u{feff}"
            .chars()
            .chain(text.chars())
            .flat_map(|c| u16::to_le_bytes(c as u16))
            .collect(),
        "utf-16be" => "\u{feff}"
            .chars()
            .chain(text.chars())
            .flat_map(|c| u16::to_be_bytes(c as u16))
            .collect(),
        "utf-16le without mark" => text.chars().flat_map(|c| u16::to_le_bytes(c as u16)).collect(),
        "cp1252" => text
            .chars()
            .map(|c| {
                if c == '–' {
                    0x96
                } else {
                    u8::try_from(c as u32).unwrap()
                }
            })
            .collect(),
        other => panic!("{other}"),
    }
}

#[test]
fn a_table_is_the_same_cells_whatever_wrote_it() {
    let mut tried = 0;
    for table in TABLES {
        let mut wanted = Vec::new();
        for (row, fields) in (1..).zip(table) {
            let filled = (1..).zip(*fields).filter(|(_, text)| !text.is_empty());
            wanted.extend(filled.map(|(column, text)| (row, column, (*text).to_owned())));
        }
        for end in ["\n", "\r\n", "\r"] {
            for sign in [",", ";", "\t", "|"] {
                for named in [false, true] {
                    for encoding in [
                        "utf-8",
                        "utf-8 with mark",
                        "utf-16le",
                        "utf-16be",
                        "utf-16le without mark",
                        "cp1252",
                    ] {
                        let text = written(table, sign, end, named);
                        let (cells, codes) = csv(&encoded(&text, encoding));
                        assert_eq!(cells, wanted, "{end:?} {sign:?} {named} {encoding}\n{text}");
                        let accents = encoding == "cp1252" && text.contains('é');
                        let told = if accents { vec![Code::OtherEncoding] } else { vec![] };
                        assert_eq!(codes, told, "{end:?} {sign:?} {encoding}");
                        tried += 1;
                    }
                }
            }
        }
    }
    assert_eq!(tried, 4 * 3 * 4 * 2 * 6);
}

#[test]
fn a_quotation_mark_that_never_closes_does_not_swallow_rows() {
    assert_eq!(csv(b"Program,Note\r\nAlpha,\"x\r\nBeta,y\r\n").1, [Code::OpenQuote]);
}

/// A folder of its own for a test, taken away at its end.
struct Folder(std::path::PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("cleardeck-shapes-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn put(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.0.join(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_string_lossy().into_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

const LIST: &str = "Id\tName\tKind\nlabs\tMath labs\tcurriculum\ncoach\tCoaching\tprofessional-learning\n";

#[test]
fn separated_text_is_an_inventory_whatever_its_name() {
    let folder = Folder::new("names");
    for name in ["l.csv", "l.tsv", "l.tab", "l.txt", "l", "L.TSV"] {
        for text in [
            LIST.to_owned(),
            LIST.replace('\t', ",").replace('\n', "\r\n"),
            LIST.replace('\t', "|"),
        ] {
            let file = folder.put(name, text.as_bytes());
            let (code, out, err) = common::run(&["check", &file, "--as-of", "2026-06-30"], "");
            assert!(
                code == 0 && out.contains("2 initiatives"),
                "{name} {text:?}: {out}{err}"
            );
            let (code, out, err) = common::run(&["import", &file], "");
            assert!(
                code == 0 && out.contains("Math labs") && out.contains("Coaching"),
                "{name}: {out}{err}"
            );
        }
    }
    let (code, out, err) = common::run(&["check", "-", "--as-of", "2026-06-30"], LIST);
    assert!(code == 0 && out.contains("2 initiatives"), "{out}{err}");
    // YAML stays YAML
    let file = folder.put(
        "inventory.txt",
        b"as_of: 2026-06-30\ninitiatives:\n  - { id: a, name: A, b }\n",
    );
    let (_, _, err) = common::run(&["check", &file], "");
    assert!(err.contains("inventory.txt:3:"), "{err}");
}

#[test]
fn line_ends_change_no_verdict() {
    let folder = Folder::new("ends");
    let mut reports = Vec::new();
    for end in ["\n", "\r\n", "\r"] {
        let file = folder.put("l.csv", LIST.replace('\t', ",").replace('\n', end).as_bytes());
        let (code, out, err) = common::run(&["audit", &file, "--as-of", "2026-06-30", "--format", "json"], "");
        assert_eq!(code, 0, "{err}");
        let mut value: serde_json::Value = serde_json::from_str(&out).unwrap();
        // the hash is that of the file
        value.as_object_mut().unwrap().retain(|key, _| !key.contains("hash"));
        reports.push(
            value
                .to_string()
                .replace(&cleardeck::diagnostics::sha256(&std::fs::read(&file).unwrap()), ""),
        );
    }
    assert!(reports.iter().all(|r| r == reports.first().unwrap()));
}

#[test]
fn what_lies_in_a_folder_is_read_or_named() {
    let folder = Folder::new("folder");
    folder.put("Initiatives.tsv", LIST.as_bytes());
    folder.put("Results.csv", b"Initiative,School year\r\nlabs,2025\r\n");
    folder.put("ledger.xlsx", b"x");
    folder.put("inventory.yaml", b"a: 1");
    folder.put(".hidden", b"");
    folder.put("~$ledger.xlsx", b"");
    let path = folder.0.to_string_lossy().into_owned();
    let (code, out, err) = common::run(&["check", &path, "--as-of", "2026-06-30"], "");
    assert!(code == 0 && out.contains("2 initiatives"), "{out}{err}");
    assert!(
        err.contains("`ledger.xlsx`") && err.contains("`inventory.yaml`"),
        "{err}"
    );
    assert!(!err.contains("hidden") && !err.contains("~$"), "{err}");
    // every file that cannot be read is told, not the first alone
    folder.put("a.csv", b"x,\"y\n");
    folder.put("b.csv", b"<html><table>");
    let (code, _, err) = common::run(&["check", &path, "--as-of", "2026-06-30"], "");
    assert!(
        code == 2 && err.contains("open-quote") && err.contains("web page"),
        "{err}"
    );
}

/// The parts of a workbook under other names, as some programs write them.
fn renamed(bytes: &[u8], name: impl Fn(&str) -> String) -> Vec<u8> {
    use std::io::Read;
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut parts = Vec::new();
    for place in 0..zip.len() {
        let mut part = zip.by_index(place).unwrap();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        parts.push((name(&part.name().unwrap()), content));
    }
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(n, c)| (n.as_str(), c.as_slice())).collect();
    books::zip_of(&parts)
}

fn first_sheet(bytes: &[u8]) -> (Sheet, Sources, Diagnostics) {
    let (mut sources, mut out) = (Sources::default(), Diagnostics::default());
    let book = sheets::open("b.xlsx", bytes, &Limits::default(), &mut sources, &mut out);
    let book = book.unwrap_or_else(|| panic!("{out:?}"));
    (book.sheets.into_iter().next_back().unwrap(), sources, out)
}

#[test]
fn a_workbook_is_the_same_whatever_its_parts_are_called() {
    let bytes = books::small(|s| {
        s.set_row_hidden(1)?;
        Ok(())
    });
    let (sheet, sources, _) = first_sheet(&bytes);
    let wanted = seen(&sheet, &sources);
    assert!(wanted.len() == 10 && sheet.hidden_rows == [(2, 2)], "{wanted:?}");
    let names: [fn(&str) -> String; 2] = [
        |n| n.replace('/', "\\"),
        |n| {
            n.replace("sharedStrings", "SharedStrings")
                .replace("worksheets", "Worksheets")
        },
    ];
    for name in names {
        let (sheet, sources, _) = first_sheet(&renamed(&bytes, name));
        assert_eq!(seen(&sheet, &sources), wanted);
        // and what calamine does not say of it is found as well
        assert_eq!(sheet.hidden_rows, [(2, 2)]);
    }
}

#[test]
fn what_is_merged_down_stands_in_each_row_and_what_is_merged_across_is_a_title() {
    let bytes = books::small(|s| {
        let plain = rust_xlsxwriter::Format::new();
        s.merge_range(1, 2, 4, 3, "curriculum", &plain)?;
        s.write(2, 0, "b")?.write(4, 0, "c")?;
        s.merge_range(6, 0, 6, 3, "a title", &plain)?;
        Ok(())
    });
    let (sheet, sources, _) = first_sheet(&bytes);
    let rows = sheet.rows_with_merged();
    let text = |cells: &[sheets::Cell]| -> Vec<(u32, String, bool)> {
        let one = |c: &sheets::Cell| (c.column, sheets::text(c, &sources).to_owned(), c.carried);
        cells.iter().map(one).collect()
    };
    let cell = |column: u32, text: &str, carried: bool| (column, text.to_owned(), carried);
    let found: Vec<_> = rows.iter().skip(1).map(|(row, cells)| (*row, text(cells))).collect();
    assert_eq!(
        found,
        [
            (
                2,
                vec![
                    cell(1, "labs", false),
                    cell(2, "Math labs", false),
                    cell(3, "curriculum", false)
                ]
            ),
            (3, vec![cell(1, "b", false), cell(3, "curriculum", true)]),
            // row 4 holds nothing of its own
            (5, vec![cell(1, "c", false), cell(3, "curriculum", true)]),
            (7, vec![cell(1, "a title", false)]),
        ]
    );
    assert_eq!(sheet.row_count(), 5);
    let carried = rows.get(2).and_then(|(_, cells)| cells.get(1)).unwrap();
    assert_eq!(sources.place(carried.span), "b.xlsx, sheet Initiatives, cell C2");
}
