//! Every row of a list is told of, counted by readers of our own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use calamine::{Data, Reader};

use super::{Folder, common};

const LISTS: &str = "tests/import/lists";

/// What holds no entry, and is refused with what to do.
const REFUSED: [&str; 2] = ["shapes/empty.xlsx", "shapes/headonly.xlsx"];

fn lists() -> Vec<String> {
    let mut found = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(LISTS);
    for folder in ["districts", "made", "public", "shapes"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let name = entry.unwrap().file_name().to_string_lossy().into_owned();
            found.push(format!("{folder}/{name}"));
        }
    }
    found.sort();
    assert!(found.len() > 80, "{found:?}");
    found
}

/// The texts of the rows that are not blank, by sheet. Values that are no text are left blank: programs write them in
/// ways of their own.
fn sheets(path: &Path) -> BTreeMap<String, Vec<Vec<String>>> {
    if path.is_dir() {
        let files = std::fs::read_dir(path).unwrap().map(|e| e.unwrap().path());
        return files.flat_map(|file| sheets(&file)).collect();
    }
    let name = path.file_stem().unwrap().to_string_lossy().into_owned();
    let ending = path.extension().unwrap().to_string_lossy().into_owned();
    if ["csv", "tsv"].contains(&ending.as_str()) {
        let text = std::fs::read_to_string(path).unwrap();
        let text = text.trim_start_matches('\u{feff}');
        let line = text.lines().find(|l| !l.trim().is_empty()).unwrap_or_default();
        let sign = [',', ';', '\t'].into_iter().max_by_key(|s| line.matches(*s).count());
        let sign = sign.filter(|s| line.contains(*s)).unwrap_or(',');
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(u8::try_from(sign).unwrap())
            .from_reader(text.as_bytes());
        let rows = reader
            .records()
            .map(|r| r.unwrap().iter().map(|c| c.trim().to_owned()).collect());
        let rows = rows.filter(|r: &Vec<String>| r.iter().any(|c| !c.is_empty()));
        return BTreeMap::from([(name, rows.collect())]);
    }
    let mut book = calamine::open_workbook_auto(path).unwrap();
    let mut found = BTreeMap::new();
    for (name, range) in book.worksheets() {
        let texts = |row: &[Data]| {
            let text = |cell: &Data| match cell {
                Data::String(text) => text.trim().to_owned(),
                _ => String::new(),
            };
            row.iter().map(text).collect::<Vec<_>>()
        };
        let is_filled = |cell: &Data| !matches!(cell, Data::Empty) && *cell != Data::String(String::new());
        let rows: Vec<Vec<String>> = range.rows().filter(|r| r.iter().any(is_filled)).map(texts).collect();
        if !rows.is_empty() {
            found.insert(name, rows);
        }
    }
    found
}

/// The number at the start of a text.
fn number(text: &str) -> usize {
    let digits: String = text.trim_start().chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap_or_else(|_| panic!("no number: {text}"))
}

/// The rows of a line of the account, and the parts that it says they went to.
fn account(said: &str) -> (usize, Vec<(usize, String)>) {
    let line = said
        .lines()
        .find(|l| l.contains(" in `tests/import/lists/"))
        .unwrap_or_else(|| panic!("{said}"));
    let (_, parts) = line.split_once(": ").unwrap();
    let mut depth = 0_i32;
    // what stands in brackets are reasons
    let outside: String = parts
        .chars()
        .filter(|c| {
            depth += i32::from(*c == '(') - i32::from(*c == ')');
            depth == 0 && *c != ')'
        })
        .collect();
    let parts = outside.split(", ").map(|part| {
        let what = part.trim_start_matches(|c: char| c.is_ascii_digit()).trim().to_owned();
        (number(part), what)
    });
    (number(line), parts.collect())
}

#[test]
fn every_row_of_every_list_is_accounted_for() {
    let folder = Folder::new("account");
    let mut wrong = Vec::new();
    for name in lists() {
        let list = format!("{LISTS}/{name}");
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(&list);
        let (inventory, map) = (folder.path("inventory.yaml"), folder.path("map.yaml"));
        let _ = std::fs::remove_file(&map);
        let args = [
            "import",
            &list,
            "--output",
            &inventory,
            "--replace",
            "--map",
            &map,
            "--as-of",
            "2025-06-30",
        ];
        let (code, _, said) = common::run(&args, "");
        if REFUSED.contains(&name.as_str()) {
            if code != 2 || !said.contains("= help:") {
                wrong.push(format!("{name}: not refused\n{said}"));
            }
            continue;
        }
        if code != 0 {
            wrong.push(format!("{name}: refused\n{said}"));
            continue;
        }
        let sheets = sheets(&path);
        let (rows, parts) = account(&said);
        let sum: usize = parts.iter().map(|(count, _)| count).sum();
        if rows != sum {
            wrong.push(format!("{name}: {rows} rows, in parts {sum}\n{said}"));
        }
        let unread: usize = said
            .lines()
            .filter_map(|l| l.strip_prefix("not read: sheet `"))
            .map(|l| number(l.split_once("`, ").unwrap().1))
            .sum();
        let all: usize = sheets.values().map(Vec::len).sum();
        if rows + unread != all {
            wrong.push(format!(
                "{name}: {all} rows in the file, {rows} + {unread} told\n{said}"
            ));
        }
        // the parts are what stands in the inventory
        let text = folder.text("inventory.yaml");
        let tree: serde_yaml::Value = serde_yaml::from_str(&text).unwrap();
        let entries = tree["initiatives"].as_sequence().map_or(0, Vec::len);
        let told = parts
            .iter()
            .find(|(_, what)| what.starts_with("initiative"))
            .map_or(0, |(n, _)| *n);
        if entries != told {
            wrong.push(format!("{name}: {entries} entries, {told} told"));
        }
        // and every text of the sheet that was read is kept: in the inventory or its mapping file
        let kept = format!("{text}\n{}", folder.text("map.yaml"));
        let read = said
            .lines()
            .find_map(|l| l.split_once(", sheet `")?.1.split_once('`').map(|(n, _)| n.to_owned()));
        let name_of = |sheet: &String| read.as_ref().is_none_or(|read| read == sheet);
        for cell in sheets
            .iter()
            .filter(|(n, _)| name_of(n))
            .flat_map(|(_, rows)| rows.iter().flatten())
        {
            let plain: String = cell.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            let plain = plain.trim().replace('\\', "\\\\").replace('"', "\\\"");
            if !kept.contains(&plain) && !reworded(cell) && !said_otherwise(cell, &kept) {
                wrong.push(format!("{name}: `{cell}` is nowhere\n{kept}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// Whether an answer stands in an inventory in other words: a day, yes and no, what nobody knows.
fn reworded(cell: &str) -> bool {
    let lower = cell.to_lowercase();
    let is_day = (cell.contains('/') || cell.matches('.').count() == 2)
        && cell.chars().all(|c| c.is_ascii_digit() || "/.".contains(c));
    let is_month = lower.starts_with("sep") && lower.ends_with(|c: char| c.is_ascii_digit());
    is_day || is_month || ["y", "n", "n/a", "tbd", "unknown", "?", "-"].contains(&lower.as_str())
}

/// Whether what people write stands in an inventory as its number or year: `$1.2M`, `FY22`, `2012 - 2018`; or a status.
fn said_otherwise(cell: &str, kept: &str) -> bool {
    let lower = cell.to_lowercase().replace(['–', '—'], "-");
    let mut found: Vec<String> = Vec::new();
    let is_digit = |c: char| c.is_ascii_digit() || c == '.' || c == ',';
    for (at, _) in lower.match_indices(is_digit) {
        if lower[..at].ends_with(is_digit) {
            continue;
        }
        let digits: String = lower[at..].chars().take_while(|c| is_digit(*c)).collect();
        let rest = lower[at + digits.len()..].trim_start().to_owned();
        let Ok(number) = digits.trim_matches([',', '.']).replace(',', "").parse::<f64>() else {
            continue;
        };
        let times = if rest.starts_with('k') {
            1e3
        } else if rest.starts_with('m') {
            1e6
        } else {
            1.0
        };
        found.push(format!("{}", (number * times).round()));
        if digits.len() == 2 || digits.len() == 4 {
            let year = if digits.len() == 2 { 2000.0 + number } else { number };
            found.extend([year, year - 1.0].map(|y| format!("{y}-")));
            found.push(format!("{year}"));
        }
    }
    if found.is_empty() {
        let share = lower.contains("all") || lower.contains("half");
        return (share && kept.contains("share_of_schools: "))
            || kept.contains("status: ") && cell.split_whitespace().count() <= 4;
    }
    cell.len() <= 60
        && found
            .iter()
            .any(|n| kept.contains(&format!(": {n}")) || kept.contains(&format!("- {n}")))
}

#[test]
fn what_is_not_read_is_named_with_its_rows() {
    let folder = Folder::new("sheets");
    let import = |list: &str, more: &[&str]| super::import(&folder, &format!("{LISTS}/{list}"), more);
    for (list, read, unread) in [
        (
            "shapes/hidsheet.xlsx",
            "sheet `Programs` (the one that is not hidden)",
            "sheet `old 2019`, 10 rows",
        ),
        (
            "shapes/bigother.xlsx",
            "sheet `Programs` (the one with a column of names)",
            "sheet `GL detail`, 61 rows",
        ),
        (
            "made/multi.xlsx",
            "sheet `Elementary`",
            "sheet `Secondary`, 3 rows; it has a column of names too",
        ),
        (
            "made/folder",
            "sheet `elem`",
            "sheet `sec`, 2 rows; it has a column of names too",
        ),
    ] {
        let (text, said) = import(list, &[]);
        assert!(said.contains(read) && said.contains(unread), "{list}\n{said}");
        assert!(text.contains(unread), "{list}\n{text}");
        assert!(!said.contains("read all the same"), "{said}");
    }
    let (text, said) = import("shapes/hidsheet.xlsx", &["--sheet", "old 2019"]);
    assert!(
        text.contains("Old program 8") && said.contains("sheet `Programs`, 3 rows"),
        "{said}"
    );
}

#[test]
fn names_of_columns_are_told_from_entries() {
    let folder = Folder::new("heads");
    let import = |list: &str, more: &[&str]| super::import(&folder, &format!("{LISTS}/{list}"), more);
    // years and days name columns
    for (list, kept) in [
        ("made/years.xlsx", "2024: 10"),
        ("made/hdr2.csv", "2025: 20"),
        ("made/numyears.xlsx", "2023: 1000"),
        ("made/datehead.xlsx", "2024-07-01: 10"),
        // two rows of names
        ("shapes/tworow.xlsx", "FY24 Actual: 9000; FY25 Budget: 12000"),
        // names above some of the columns only
        ("shapes/inchead.xlsx", "column C: curriculum"),
        // the second of two equal names
        ("made/dup.csv", "Cost (column C): $2,000"),
        // merged cells hold for each of their rows
        ("shapes/vmerge.xlsx", "name: Every student graduates ready"),
    ] {
        let (text, said) = import(list, &[]);
        assert!(text.contains(kept), "{list}: {kept}\n{text}\n{said}");
        assert!(text.contains("name: Alpha"), "{list}\n{text}");
    }
    let (text, _) = import("shapes/vmerge.xlsx", &[]);
    assert_eq!(text.matches("goals:\n    - goal-1\n").count(), 2, "{text}");
    assert_eq!(text.matches("goals:\n    - goal-2\n").count(), 2, "{text}");
    // without names the first row is an entry; a person may say otherwise
    let (text, said) = import("shapes/nohead.xlsx", &[]);
    assert!(
        text.contains("name: Alpha reading\n") && said.contains("list without names of columns"),
        "{said}"
    );
    let (text, said) = import("shapes/nohead.xlsx", &["--header", "1"]);
    assert!(
        !text.contains("name: Alpha reading\n") && said.contains("1 of column names, 2 initiatives"),
        "{said}"
    );
    let list = folder.path("list.csv");
    for (text, row, entries) in [
        (
            "Lakeside programs\n\nAlpha,5\nBeta,6\n",
            "1 above the first entry, 2 initiatives",
            "Alpha",
        ),
        (
            "Reading Recovery,tutoring,CAO\nCivics,curriculum,CTO\nBand,arts,CAO\n",
            ": 3 initiatives",
            "Reading Recovery",
        ),
        (
            "Summer program,K-2,$1000\nBand,3-5,$2000\n",
            ": 2 initiatives",
            "Summer program",
        ),
        ("Alpha,2015\nBeta,2016\n", ": 2 initiatives", "Alpha"),
        ("Alpha\nBeta\n", ": 2 initiatives", "Alpha"),
        ("Strategy,2015\nAlpha,x\n", "1 of column names, 1 initiative\n", "Alpha"),
        (
            "Lakeside,June\nProgram,Owner\nAlpha,CAO\n",
            "1 of column names, 1 above the names of the columns, 1 initiative\n",
            "Alpha",
        ),
    ] {
        std::fs::write(&list, text).unwrap();
        let (yaml, said) = super::import(&folder, &list, &[]);
        assert!(
            said.contains(row) && yaml.contains(&format!("name: {entries}\n")),
            "{text}{said}"
        );
    }
    let (text, said) = import("made/onecol.csv", &["--header", "none"]);
    assert!(
        text.contains("name: Program\n") && said.contains("3 initiatives"),
        "{said}"
    );
    // what stands above is told and kept
    let (text, said) = import("made/deep.csv", &[]);
    assert!(said.contains("26 above the names of the columns"), "{said}");
    assert!(
        text.contains("#   row 26: Line 25 of the cover letter") && text.contains("name: Alpha\n"),
        "{text}"
    );
    for (header, code) in [("9", 2), ("first", 2)] {
        let list = format!("{LISTS}/made/onecol.csv");
        let (got, _, said) = common::run(&["import", &list, "--header", header], "");
        assert!(got == code && said.contains(header), "{said}");
    }
}

#[test]
fn amounts_in_thousands_are_asked_about_and_then_counted() {
    let folder = Folder::new("thousands");
    for (list, amount) in [
        ("made/above.csv", "310"),
        ("shapes/thousands.xlsx", "310"),
        ("shapes/thous2.xlsx", "310"),
    ] {
        let list = format!("{LISTS}/{list}");
        let map = folder.path("map.yaml");
        let _ = std::fs::remove_file(&map);
        let (text, said) = super::import(&folder, &list, &["--map", &map]);
        assert!(
            !text.contains("per_year") && text.contains(&format!(": {amount} (the list says: ")),
            "{text}"
        );
        assert!(said.contains("in what the amounts are counted"), "{said}");
        for (word, read) in [("thousands", "310000"), ("dollars", "310"), ("millions", "310000000")] {
            let choices = folder.text("map.yaml");
            let line = choices.lines().find(|l| l.starts_with("amounts:")).unwrap();
            std::fs::write(&map, choices.replace(line, &format!("amounts: {word}"))).unwrap();
            let (text, said) = super::import(&folder, &list, &["--map", &map]);
            assert!(text.contains(&format!("per_year: {read}\n")), "{word}\n{text}");
            assert!(!said.contains("in what the amounts are counted"), "{said}");
        }
        let choices = folder.text("map.yaml");
        std::fs::write(&map, choices.replace("amounts: millions", "amounts: thousend")).unwrap();
        let (code, _, said) = common::run(&["import", &list, "--map", &map], "");
        assert!(
            code == 2 && said.contains("`thousend`") && said.contains("map.yaml:"),
            "{said}"
        );
    }
}

#[test]
fn kinds_come_from_the_entry_itself_and_are_no_answers_until_confirmed() {
    let folder = Folder::new("kinds");
    let import = |list: &str, more: &[&str]| super::import(&folder, &format!("{LISTS}/{list}"), more);
    for list in [
        "made/benefits.csv",
        "made/oneone.csv",
        "made/alloc.csv",
        "made/eval.csv",
    ] {
        let (text, said) = import(list, &[]);
        assert!(
            !text.contains("kind:") && !said.contains("kinds proposed"),
            "{list}\n{said}"
        );
    }
    // of a word of its own name the kind is proposed
    let (text, said) = import("public/p13_rating.csv", &[]);
    assert!(
        text.contains("\n    kind:\n      value: lever\n      proposed_by: the word `plc` in its name\n"),
        "{text}"
    );
    assert_eq!(text.matches("\n    kind:").count(), 4, "{text}");
    assert!(
        said.contains("Data teams (PLC) -> lever (proposed by the word `plc` in its name)")
            && said.contains("4  kinds to confirm"),
        "{said}"
    );
    let map = folder.path("kinds.yaml");
    let (text, said) = import("shapes/base.xlsx", &["--map", &map]);
    assert!(
        text.contains("write `kind: student-support` if it is that")
            && text.contains("kind:\n      value: student-support\n"),
        "{text}"
    );
    assert_eq!(
        text.matches("\n    kind: ").count(),
        1,
        "what the list names stands: {text}"
    );
    assert!(said.contains("kinds proposed, no answers until confirmed"), "{said}");
    // the same command again confirms nothing, the remarks aside
    let (again, _) = import("shapes/base.xlsx", &["--map", &map]);
    let plain = |text: &str| {
        text.lines()
            .filter(|l| !l.contains("# "))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(plain(&text), plain(&again));
    let choices = folder.text("kinds.yaml");
    std::fs::write(&map, choices.replace("student-support?", "student-support")).unwrap();
    let (text, _) = import("shapes/base.xlsx", &["--map", &map]);
    assert!(
        text.contains("    kind: student-support\n") && !text.contains("    kind: professional"),
        "{text}"
    );
}

#[test]
fn a_column_of_numbers_holds_no_names_and_the_reason_is_said() {
    let folder = Folder::new("reasons");
    let import = |list: &str| super::import(&folder, &format!("{LISTS}/{list}"), &[]);
    for (list, name, reason) in [
        (
            "made/itemnum.csv",
            "Instructional software",
            "Item Num  note (it is called like `name`, but most of its values cannot be read as that, such as `1`)",
        ),
        ("made/st.csv", "Library books", "Item No.  id (a word of its name)"),
        ("made/lcap.csv", "Instructional coaches", "such as `1.1`)"),
        (
            "made/words.csv",
            "P1",
            "it is called like `money.per_year`, but most of its values cannot be read as that, such as `see the grant`",
        ),
        (
            "made/dh.csv",
            "Alpha",
            "`money.per_year` is read from the column `Budget`",
        ),
        (
            "made/formula.xlsx",
            "Alpha reading",
            "`Annual cost` in C2 is a formula whose value was not saved",
        ),
    ] {
        let (text, said) = import(list);
        assert!(text.contains(&format!("name: {name}\n")), "{list}\n{text}");
        assert!(said.contains(reason), "{list}: {reason}\n{said}");
    }
    let (text, _) = import("made/st.csv");
    assert!(text.contains("id: \"1\"\n    name: Instructional software"), "{text}");
    let (text, _) = import("made/formula.xlsx");
    assert!(
        text.contains("note: 'Annual cost: a formula whose value was not saved'"),
        "{text}"
    );
}

#[test]
fn headings_sums_and_remarks_are_set_aside_with_their_reason() {
    let folder = Folder::new("aside");
    let import = |list: &str, more: &[&str]| super::import(&folder, &format!("{LISTS}/{list}"), more);
    let (_, said) = import("made/aside.csv", &[]);
    assert!(
        said.contains("row 4: x | TOTAL (5 yrs) | $4,001 (a row of totals)"),
        "{said}"
    );
    for (list, headings) in [("made/heads.csv", 3), ("made/heads2.csv", 3), ("made/heads3.csv", 2)] {
        let (text, said) = import(list, &[]);
        assert!(
            said.contains(&format!("{headings} × a heading without an answer")),
            "{list}\n{said}"
        );
        assert!(text.contains("note: under the heading TIME"), "{list}\n{text}");
    }
    let (_, said) = import("shapes/totals.xlsx", &[]);
    assert!(said.contains("9 × a row of totals"), "{said}");
    // names in capitals are no headings where other names are written so, nor where one stands alone once
    let list = folder.path("list.csv");
    let text = "Program,Owner,Began\nAVID,,\nReading,CAO,2012\nESL,CAO,2013\nSource: board book,,\n* preliminary,,\n";
    std::fs::write(&list, text).unwrap();
    let (text, said) = super::import(&folder, &list, &[]);
    assert!(text.contains("name: AVID\n") && text.contains("name: ESL\n"), "{said}");
    assert!(
        said.contains("row 5: Source: board book (a remark)") && said.contains("2 × a remark"),
        "{said}"
    );
    // what stands left and right of the names of the columns is kept, and so are cells that only put off
    std::fs::write(&list, ",Program,Timeline\nx,Alpha,TBD,more\n,Beta,soon\n").unwrap();
    let (text, said) = super::import(&folder, &list, &[]);
    assert!(
        text.contains("note: 'column A: x; Timeline: TBD; column D: more'"),
        "{text}\n{said}"
    );
    // a row without a name can be taken in too
    let map = folder.path("aside.yaml");
    let (_, _) = import("public/p03_northlinn.csv", &["--map", &map]);
    let choices = folder
        .text("aside.yaml")
        .replace("\"row 7\": \"a row without a name\"", "\"row 7\": keep");
    std::fs::write(&map, choices).unwrap();
    let (text, _) = import("public/p03_northlinn.csv", &["--map", &map]);
    assert!(text.contains("name: Estimated Cost 21-22; 22-23; 23-24"), "{text}");
}
