//! Lists as districts keep them: what is read, what is proposed, and how much a person has to decide.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

mod account;
mod cells;
mod expected;
mod hostile;
mod reviewed;

use crate::common;

use std::path::PathBuf;

/// A folder of its own for a test, taken away at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("cleardeck-import-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_string_lossy().into_owned()
    }

    fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.join(name)).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Imports a list of the repository: the inventory and what is said about it.
fn import(folder: &Folder, list: &str, more: &[&str]) -> (String, String) {
    let output = folder.path("inventory.yaml");
    let mut args = vec![
        "import",
        list,
        "--output",
        &output,
        "--replace",
        "--as-of",
        "2025-06-30",
    ];
    args.extend(more);
    let (code, _, err) = common::run(&args, "");
    assert_eq!(code, 0, "{err}");
    (folder.text("inventory.yaml"), err)
}

/// The recommendation for each entry.
fn audit(folder: &Folder) -> Vec<String> {
    let (code, out, err) = common::run(&["audit", &folder.path("inventory.yaml"), "--format", "json"], "");
    assert_eq!(code, 0, "{err}");
    let view: serde_json::Value = serde_json::from_str(&out).unwrap();
    let cards = view["groups"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|g| g["cards"].as_array().unwrap());
    cards.map(|c| c["answer"].as_str().unwrap().to_owned()).collect()
}

/// Rows of the list, entries of the inventory and what a person has to decide, by kind of decision.
const DISTRICTS: [(&str, usize, &[&str]); 3] = [
    (
        "pueblo",
        18,
        &[
            "to decide: 33",
            "5  columns to confirm",
            "1  kinds that are open",
            "11  kinds to confirm",
            "4  entries to confirm as no work with students",
            "4  rows that may hold several things",
            "3  approaches of several lines to confirm",
            "5  goals whose text is not in the list",
        ],
    ),
    (
        "dallas",
        15,
        &[
            "to decide: 13",
            "3  columns to confirm",
            "1  kinds that are open",
            "4  kinds to confirm",
            "5  goals whose text is not in the list",
        ],
    ),
    (
        "wake",
        12,
        &[
            "to decide: 14",
            "4  columns to confirm",
            "1  kinds that are open",
            "5  kinds to confirm",
            "4  entries to confirm as no work with students",
        ],
    ),
];

#[test]
fn three_real_lists_are_imported_by_one_command_each() {
    for (district, entries, decisions) in DISTRICTS {
        let folder = Folder::new(district);
        let list = format!("tests/import/{district}.csv");
        let (text, said) = import(&folder, &list, &[]);
        for decision in decisions {
            assert!(said.contains(decision), "{district}: {decision}\n{said}");
        }
        // nothing is lost: every name stands in the inventory, every remark in a note
        let rows = common::file(&list);
        assert_eq!(rows.lines().count() - 1, entries);
        for row in csv::Reader::from_reader(rows.as_bytes()).records() {
            let row = row.unwrap();
            for cell in [&row[1], &row[13]] {
                assert!(text.contains(&cell.replace('"', "\\\"")), "{district}: {cell}");
            }
        }
        // and it is an inventory that can be judged, with nothing decided on blanks
        let answers = audit(&folder);
        assert_eq!(answers.len(), entries);
        let settled = ["stop", "scale", "spread"];
        assert!(answers.iter().all(|a| !settled.contains(&a.as_str())), "{answers:?}");
    }
}

#[test]
fn a_budget_with_headings_sums_and_doubles_is_taken_apart() {
    let folder = Folder::new("budget");
    let map = folder.path("map.yaml");
    let (text, said) = import(
        &folder,
        "tests/import/budget.csv",
        &["--map", &map, "--district", "Riverbend"],
    );
    for line in [
        "row 5: Literacy programs | $1,020,000 (a heading whose amount is the sum of the 2 rows below)",
        "row 4: LITERACY (a heading without an answer)",
        "row 15: TOTAL | $2,842,500 (a row of totals)",
        "row 16: 5.5 (numbers without a name, as in a row of sums)",
        "Math labs - middle school / Math Labs (Middle School) (the same name)",
        "row 9: `80` is not readable as `Fidelity`",
        "Charter school allocation -> pass-through (proposed by the word `allocation` in its name)",
    ] {
        assert!(said.contains(line), "{line}\n{said}");
    }
    // what could not be read stands in the note, and the heading with what stood under it
    assert!(text.contains("% implemented: 80"), "{text}");
    assert!(
        text.contains("value: 90000\n        estimate_by: the list") && text.contains("funding_ends: 2027-03-04"),
        "{text}"
    );
    assert!(text.contains("under the heading MATH AND SCIENCE"), "{text}");
    assert!(
        text.contains("funding_ends: 2027-06") && text.contains("since: 2022-08"),
        "{text}"
    );
    assert_eq!(audit(&folder).len(), 8);

    // the choices are read again and give the same
    let choices = folder.text("map.yaml");
    let (again, _) = import(
        &folder,
        "tests/import/budget.csv",
        &["--map", &map, "--district", "Riverbend"],
    );
    let plain = |t: &str| {
        t.lines()
            .filter(|l| !l.trim_start().starts_with('#'))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(plain(&text), plain(&again));
    assert_eq!(choices, folder.text("map.yaml"));

    // a person changes them: merges, takes a row in, renames a column, names a kind
    let changed = choices
        .replace("  # \"Math Labs (Middle School)\"", "  \"Math Labs (Middle School)\"")
        .replace("\"TOTAL\": \"a row of totals\"", "\"TOTAL\": keep")
        .replace("\"Lead\": owner", "\"Lead\": note")
        .replace("\"Robotics club\":", "\"Robotics club\": student-support #");
    std::fs::write(&map, &changed).unwrap();
    let (text, said) = import(
        &folder,
        "tests/import/budget.csv",
        &["--map", &map, "--district", "Riverbend"],
    );
    assert!(
        said.contains("row 10: Math Labs (Middle School) into Math labs - middle school"),
        "{said}"
    );
    assert!(
        text.contains("also in row 10") && text.contains("name: TOTAL\n") && text.contains("Lead: Ms. Chen"),
        "{text}"
    );
    assert!(
        text.contains("name: Robotics club\n    kind: student-support"),
        "{text}"
    );
    assert_eq!(audit(&folder).len(), 8);

    // and what is misspelt in them is named
    std::fs::write(
        &map,
        changed
            .replace("\"Lead\": note", "\"Lead\": ownr")
            .replace(": student-support #", ": student-suport #"),
    )
    .unwrap();
    let (code, _, err) = common::run(&["import", "tests/import/budget.csv", "--map", &map], "");
    assert_eq!(code, 2);
    assert!(
        err.contains("did you mean `owner`?") && err.contains("did you mean `student-support`?"),
        "{err}"
    );
    assert!(err.contains("map.yaml:"), "{err}");
}

#[test]
fn an_output_that_exists_is_not_replaced_in_silence() {
    let folder = Folder::new("exists");
    std::fs::write(folder.path("inventory.yaml"), "mine").unwrap();
    let output = folder.path("inventory.yaml");
    let (code, _, err) = common::run(&["import", "tests/import/wake.csv", "--output", &output], "");
    assert!(code == 2 && err.contains("exists"), "{err}");
    assert_eq!(folder.text("inventory.yaml"), "mine");
}
