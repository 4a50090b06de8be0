//! Workbooks and separated text made to exhaust the program.

use std::path::PathBuf;

use super::{MOST_KB, MOST_SECONDS};
use crate::books::{blown_up, entities, named, ods, raw, repeated, sheet, text, zip_of};
use crate::budget;

/// Messages beyond this are no help to anybody.
const MOST_SAID: usize = 100_000;

/// A table of these in the environment runs those cases alone, such as `r.xlsx,v.csv`.
const ONLY: &str = "CLEARDECK_HOSTILE";

struct Case {
    what: &'static str,
    name: &'static str,
    bytes: Vec<u8>,
    /// A code that must be among what is told; nothing when it is read.
    told: &'static str,
}

fn strings(promised: &str, more: &str) -> Vec<u8> {
    let strings = format!("{more}<sst uniqueCount=\"{promised}\"><si><t>x</t></si></sst>");
    raw(&sheet(""), &[("xl/sharedStrings.xml", strings.as_bytes())])
}

fn cases() -> Vec<Case> {
    let mut list = Vec::new();
    let mut add = |what, name, bytes, told| {
        list.push(Case {
            what,
            name,
            bytes,
            told,
        })
    };
    add(
        "four thousand million texts promised",
        "a.xlsx",
        strings("4294967295", ""),
        "damaged-workbook",
    );
    add(
        "promised behind a remark",
        "b.xlsx",
        strings("4294967295", "<!-- > <x y=\" -->"),
        "damaged-workbook",
    );
    add(
        "promised behind a closing tag",
        "c.xlsx",
        strings("4294967295", "<a></a \">"),
        "damaged-workbook",
    );
    add(
        "promised in a part in capitals",
        "d.xlsx",
        raw(
            &sheet(""),
            &[(
                "xl/SHAREDSTRINGS.XML",
                b"<sst uniqueCount=\"4294967295\"><si><t>x</t></si></sst>",
            )],
        ),
        "damaged-workbook",
    );
    let bomb = blown_up(400);
    add(
        "a bomb whose part is not named .xml",
        "e.xlsx",
        named("worksheets/sheet1.bin", &[("xl/worksheets/sheet1.bin", &bomb)]),
        "too-large",
    );
    add(
        "a bomb beside the folder of sheets",
        "f.xlsx",
        named("media/a.png", &[("xl/media/a.png", &bomb)]),
        "too-large",
    );
    add(
        "a bomb among the styles",
        "g.xlsx",
        raw(&sheet(""), &[("xl/styles.xml", &bomb)]),
        "too-large",
    );
    add(
        "one text of 60 megabytes",
        "h.xlsx",
        raw(
            &sheet(&format!("<row>{}</row>", text("A9", &"x".repeat(60 << 20)))),
            &[],
        ),
        "too-large",
    );
    let font = format!("<font><name val=\"{}\"/></font>", "x".repeat(100_000));
    let styles = format!(
        "<styleSheet><fonts>{font}</fonts><cellXfs>{}</cellXfs></styleSheet>",
        "<xf fontId=\"0\"/>".repeat(60_000)
    );
    add(
        "a font of a long name in 60,000 formats",
        "i.xlsx",
        raw(&sheet(""), &[("xl/styles.xml", styles.as_bytes())]),
        "too-large",
    );
    let styles = format!(
        "<styleSheet><cellXfs>{}</cellXfs></styleSheet>",
        "<xf/>".repeat(9 << 20)
    );
    add(
        "nine million formats",
        "j.xlsx",
        raw(&sheet(""), &[("xl/styles.xml", styles.as_bytes())]),
        "too-large",
    );
    let book = format!(
        "<workbook><definedNames>{}</definedNames></workbook>",
        "<definedName name=\"a\"/>".repeat(2 << 20)
    );
    let parts: [(&str, &[u8]); 4] = [
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", br#"<Relationships><Relationship Type="/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#),
        ("xl/_rels/workbook.xml.rels", b"<Relationships></Relationships>"),
        ("xl/workbook.xml", book.as_bytes()),
    ];
    add("two million names", "k.xlsx", zip_of(&parts), "too-large");
    add(
        "columns repeated by an entity",
        "l.ods",
        repeated(1, 16_000_000, "x", entities),
        "too-many-cells",
    );
    add(
        "rows repeated by an entity",
        "m.ods",
        repeated(1_000_000, 16_000, "x", entities),
        "too-many-cells",
    );
    add(
        "a long text in rows repeated by an entity",
        "n.ods",
        repeated(60_000, 1, &"long ".repeat(2_000), entities),
        "too-large",
    );
    add(
        "doubtful answers in 20,000 repeated rows",
        "o.ods",
        repeated(20_000, 2, "80", |n| n.to_string()),
        "",
    );
    let blanks = r#"<table:table-row><table:table-cell office:value-type="string"><text:p>a<text:s text:c="4000000000"/>b</text:p></table:table-cell></table:table-row>"#;
    add("four thousand million blanks", "p.ods", ods(blanks, ""), "too-large");
    let outside = r#"<table:table-cell table:number-columns-repeated="5" table:number-rows-spanned="3" office:value-type="string"><text:p>x</text:p></table:table-cell><table:table-row><table:table-cell office:value-type="string"><text:p>Name</text:p></table:table-cell></table:table-row>"#;
    add("a cell outside a row", "q.ods", ods(outside, ""), "no-header");
    let wide: String = (1..=16_384)
        .map(|n| format!("<c t=\"inlineStr\"><is><t>Local measure {n} of a long name</t></is></c>"))
        .collect();
    let rows: String = (0..5)
        .map(|_| format!("<row>{}</row>", "<c><v>1</v></c>".repeat(16_384)))
        .collect();
    let head = String::from_utf8(sheet(&rows))
        .unwrap()
        .replace("</row><row r=\"2\">", &format!("{wide}</row><row r=\"2\">"));
    add(
        "sixteen thousand columns nobody knows",
        "r.xlsx",
        raw(head.as_bytes(), &[]),
        "unknown-column",
    );
    let costs = "<c t=\"inlineStr\"><is><t>Fidelity</t></is></c>".repeat(16_380);
    let head = String::from_utf8(sheet(""))
        .unwrap()
        .replace("</row><row r=\"2\">", &format!("{costs}</row><row r=\"2\">"));
    add(
        "sixteen thousand columns of one name",
        "s.xlsx",
        raw(head.as_bytes(), &[]),
        "duplicate-column",
    );
    let row = format!(
        "<row><c r=\"C1\"><v>1.5</v></c>{}</row>",
        "<c><v>1.5</v></c>".repeat(99)
    );
    add(
        "just under the most cells, none with a name",
        "t.xlsx",
        raw(&sheet(&row.repeat(9_990)), &[]),
        "unknown-column",
    );
    let line = "a,b,c,d,e,f,g,h,i,j\n";
    add(
        "a long list of separated text",
        "u.csv",
        line.repeat(90_000).into_bytes(),
        "no-header",
    );
    add(
        "a line of 15 million separators",
        "v.csv",
        vec![b','; 15 << 20],
        "too-many-cells",
    );
    add("ten million blank lines", "w.csv", vec![b'\r'; 10 << 20], "no-header");
    let sheets: String = (0..150)
        .map(|n| format!("<sheet name=\"s{n}\" r:id=\"rId1\"/>"))
        .collect();
    let book = format!("<workbook><sheets>{sheets}</sheets></workbook>");
    let parts: [(&str, &[u8]); 5] = [
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", br#"<Relationships><Relationship Type="/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#),
        ("xl/_rels/workbook.xml.rels", br#"<Relationships><Relationship Id="rId1" Type="/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/worksheets/sheet1.xml", &blown_up(50)),
    ];
    add(
        "150 sheets that are one part",
        "x.xlsx",
        zip_of(&parts),
        "damaged-workbook",
    );
    list
}

#[test]
fn no_workbook_takes_more_than_a_bound_of_memory_time_and_messages() {
    let folder = std::env::temp_dir().join(format!("cleardeck-hostile-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let mut wrong = Vec::new();
    let only = std::env::var(ONLY).unwrap_or_default();
    for case in cases() {
        if !only.is_empty() && !only.split(',').any(|name| name == case.name) {
            continue;
        }
        let path: PathBuf = folder.join(case.name);
        std::fs::write(&path, &case.bytes).unwrap();
        let file = path.to_string_lossy().into_owned();
        for verb in ["check", "import"] {
            let run = budget::run(&[verb, &file], b"");
            println!(
                "{:50} {verb:6} {:8} bytes, code {:2}, {:5.1} s, {:4} MB, {:6} bytes said",
                case.what,
                case.bytes.len(),
                run.code,
                run.seconds,
                run.peak_kb >> 10,
                run.err.len()
            );
            if let Some(over) = budget::over(&run, MOST_KB, MOST_SECONDS) {
                wrong.push(format!("{} ({verb}): {over}", case.what));
            }
            if verb == "check" && run.err.len() > MOST_SAID {
                wrong.push(format!("{}: {} bytes of messages", case.what, run.err.len()));
            }
            if verb == "check" && !run.err.contains(case.told) {
                let said: String = run.err.chars().take(300).collect();
                wrong.push(format!("{}: {} is not told\n{said}", case.what, case.told));
            }
            if run.err.contains("panicked") {
                wrong.push(format!("{} ({verb}): a panic", case.what));
            }
        }
    }
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
