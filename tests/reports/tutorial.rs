//! Every command of the tutorial and of the page on a year, as it stands there, in an empty folder. Those of other
//! programs (the browser) are run by `.ci/print`.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use crate::common;
use std::path::Path;
use std::process::{Command, Stdio};

/// The commands of a page: the lines of its blocks for a shell.
fn commands(page: &str) -> Vec<String> {
    let mut inside = false;
    let mut found = Vec::new();
    for line in page.lines() {
        match line {
            "```sh" => inside = true,
            "```" => inside = false,
            _ if inside => found.push(line.to_owned()),
            _ => {}
        }
    }
    found
}

/// A command of a page, and what it said on standard output and on standard error.
type Said = (String, String, String);

/// A folder in which the commands of a page were run, and what they said.
struct Followed {
    folder: std::path::PathBuf,
    said: Vec<Said>,
}

impl Followed {
    /// Runs the commands of a page one after the other; each ends with the code 0.
    fn page(page: &str) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let name = Path::new(page).file_stem().unwrap().to_string_lossy().into_owned();
        let folder = std::env::temp_dir().join(format!("cleardeck-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::os::unix::fs::symlink(root.join("examples"), folder.join("examples")).unwrap();
        let program = Path::new(env!("CARGO_BIN_EXE_cleardeck")).parent().unwrap();
        let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap_or_default());
        let mut said = Vec::new();
        for command in commands(&common::file(page)) {
            if !(command.starts_with("cleardeck ") || command.starts_with("cp ")) {
                continue;
            }
            let out = Command::new("sh")
                .args(["-c", &command])
                .current_dir(&folder)
                .env("PATH", &path)
                .stdin(Stdio::null())
                .output()
                .unwrap();
            let (text, errors) = (
                String::from_utf8_lossy(&out.stdout),
                String::from_utf8_lossy(&out.stderr),
            );
            assert!(out.status.success(), "{command}\n{text}{errors}");
            said.push((command, text.into_owned(), errors.into_owned()));
        }
        Self { folder, said }
    }

    /// What the commands with a part said.
    fn with(&self, part: &str) -> Vec<&Said> {
        self.said.iter().filter(|(c, ..)| c.contains(part)).collect()
    }

    /// A file that a command wrote.
    fn file(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder.join(name)).unwrap()
    }

    /// Whether a command wrote a file of more than a few lines.
    fn wrote(&self, name: &str) {
        assert!(
            std::fs::metadata(self.folder.join(name)).unwrap().len() > 1000,
            "{name}"
        );
    }
}

impl Drop for Followed {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.folder).ok();
    }
}

#[test]
fn every_command_of_the_tutorial_does_what_it_says() {
    let tutorial = Followed::page("docs/tutorial.md");
    assert!(tutorial.said.len() > 10);
    let all = |part| tutorial.with(part);
    // what the page says of what is printed
    let first = &all("--map first-choices.yaml").first().unwrap().2;
    for line in ["2  columns to confirm", "2  kinds that are open", "7  kinds to confirm"] {
        assert!(first.contains(line), "{line}: {first}");
    }
    let blank = &all("audit inventory.yaml --format table").first().unwrap().1;
    for verdict in ["Stop ", "Scale ", "Spread "] {
        assert!(!blank.contains(verdict), "{blank}");
    }
    let filled = &all("audit filled --format table").first().unwrap().1;
    assert!(filled.contains("Scale       provided  Phonics first (K-2)"), "{filled}");
    assert!(
        filled.lines().any(|l| l.starts_with("Hold ")
            && l.contains("Double-dose algebra")
            && l.contains("until December 31, 2028")),
        "{filled}"
    );
    let why = &all("explain filled").first().unwrap().1;
    for said in [
        "Scale, provided",
        "it is carried out as designed (",
        "Drivers.csv, cell ",
        "One change alone gives another answer",
    ] {
        assert!(why.contains(said), "{said}: {why}");
    }
    let stricter = &all("years_sustained=5").first().unwrap().1;
    assert!(
        stricter.contains("Phonics first (K-2): scale, provided -> spread, provided"),
        "{stricter}"
    );
    for file in [
        "lakeside.xlsx",
        "lakeside-audit.html",
        "lakeside-board.html",
        "needs-analysis.docx",
    ] {
        tutorial.wrote(file);
    }
}

/// Two audits, a comparison, a plan and a board's packet, by the commands of the page that tells of a year, and what the
/// page says of them.
#[test]
fn the_commands_of_a_year_do_what_the_page_says() {
    let year = Followed::page("docs/year.md");
    for file in [
        "june.md",
        "needs-analysis.docx",
        "dissent.md",
        "wind-down.docx",
        "board.docx",
        "rocks.ics",
        "rocks.csv",
        "start.yaml",
        "what-if.md",
        "april.md",
        "changes.docx",
    ] {
        year.wrote(file);
    }
    let plan = year.file("plan.md");
    assert_eq!(plan.matches("\n## The plan ").count(), 2, "{plan}");
    for said in [
        "That no better plan exists is proved.",
        "### What each protection costs",
        "### The next-best plans",
    ] {
        assert!(plan.contains(said), "{said}: {plan}");
    }
    // with what the rules start from nothing fits, and what clashes is named
    let (_, by_rules, _) = common::run(&["plan", "examples/riverbend/inventory.yaml"], "");
    assert!(by_rules.contains("at most 6 initiatives at each school"), "{by_rules}");
    assert!(by_rules.contains("No plan fits, which is proved") && by_rules.contains("### What clashes"));
    // what begins first is on the plan in the fall, where one project was, and the comparison looks for it
    let on_plan = |text: &str| {
        text.lines()
            .filter(|l| l.trim_start().starts_with("- { id: ") && l.contains("days: "))
            .count()
    };
    let june = on_plan(&common::file("examples/riverbend/inventory.yaml"));
    let fall = on_plan(&year.file("fall.yaml"));
    assert!(june == 1 && fall > 6, "{june} {fall}");
    let changes = year.file("changes.md");
    assert_eq!(
        changes.matches("was to be ended (recommended), and has ended").count(),
        2,
        "{changes}"
    );
    assert!(
        changes.contains("Study skills on Saturdays takes $140,000 a year"),
        "{changes}"
    );
    for said in [
        "late by 250 days, due August 13, 2026",
        "It is said to be done, and the inventory does not hold what would show it",
        "no longer on the plan",
    ] {
        assert!(changes.contains(said), "{said}: {changes}");
    }
    let pilots = year.file("pilots.md");
    assert!(pilots.contains("It does not become permanent by silence."), "{pilots}");
}

/// The tests that the page on reliability names are there.
#[test]
fn the_tests_that_a_page_names_are_there() {
    let page = common::file("docs/reliability.md");
    let mut named = 0;
    for name in page.split('`').skip(1).step_by(2) {
        let Some((room, test)) = name.split_once("::").filter(|(room, _)| *room != "X") else {
            continue;
        };
        named += 1;
        let tests = format!("{}/tests", env!("CARGO_MANIFEST_DIR"));
        let own = |path: &std::path::Path| {
            let inside = path.strip_prefix(&tests).unwrap();
            inside
                .components()
                .any(|part| part.as_os_str().to_string_lossy().trim_end_matches(".rs") == room)
        };
        let mut folders = vec![std::path::PathBuf::from(&tests)];
        let mut found = false;
        while let Some(folder) = folders.pop() {
            for path in std::fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()) {
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|e| e == "rs") && own(&path) {
                    found |= std::fs::read_to_string(&path).unwrap().contains(&format!("fn {test}("));
                }
            }
        }
        assert!(found, "`{name}` is no test");
    }
    assert!(named > 40, "only {named} tests are named");
}
