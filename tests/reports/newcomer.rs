//! The way of somebody who comes with a spreadsheet of names: few commands to a page that a board can read.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

const NAMES: [&str; 15] = [
    "Open Up Math",
    "Reading Recovery",
    "iReady",
    "PBIS",
    "AVID",
    "Summer school elementary",
    "High-dosage tutoring",
    "Restorative practices",
    "Lexia Core5",
    "Dual language K-2",
    "Instructional coaching",
    "1:1 Chromebooks",
    "Teacher residency",
    "MTSS",
    "After-school STEM club",
];

/// Runs a command line in a folder, the words separated by spaces.
fn run(folder: &Path, line: &str, answers: &str) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_cleardeck"))
        .args(line.split(' '))
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(answers.as_bytes()).unwrap();
    let done = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{line}: {said}");
}

#[test]
fn a_spreadsheet_of_names_is_three_commands_from_a_board_page() {
    let folder = std::env::temp_dir().join(format!("cleardeck-newcomer-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("names.csv"), format!("Program\n{}\n", NAMES.join("\n"))).unwrap();
    let lines = [
        "import names.csv --as-of 2026-11-27 --district Lakeside --output inventory.yaml",
        // the first two questions are answered for all, and then it is enough
        "ask inventory.yaml --source me",
        "audit inventory.yaml --edition board --format html --output board.html",
    ];
    for line in lines {
        run(&folder, line, "all no\nall = 2024\nquit\n");
    }
    let page = std::fs::read_to_string(folder.join("board.html")).unwrap();
    for name in NAMES {
        assert!(page.contains(name), "{name}");
    }
    assert!(page.contains("15 programs were reviewed"));
    // what was answered is on file, for every line
    let text = std::fs::read_to_string(folder.join("inventory.yaml")).unwrap();
    let answered = text
        .lines()
        .filter(|line| line.contains("me, 2026-11-27") || line.contains("source: me"));
    assert!(answered.count() > 0, "{text}");
    std::fs::remove_dir_all(&folder).unwrap();
}
