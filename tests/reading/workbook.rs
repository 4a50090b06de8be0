//! The template, and how answers in cells are read.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

use crate::books;
use crate::common;

use cleardeck::diagnostics::{Code, Diagnostics, Sources, render_text};
use cleardeck::inventory::{self, Inventory};
use cleardeck::rules::{RuleSet, value_text};
use cleardeck::sheets::{self, Limits};
use cleardeck::statistics::Interval;

fn template(set: &RuleSet) -> (Vec<u8>, Vec<String>, Sources) {
    let book = inventory::template(set);
    let bytes = sheets::to_xlsx(&book).unwrap();
    let (mut sources, mut out) = (Sources::default(), Diagnostics::default());
    let read = sheets::open("t.xlsx", &bytes, &Limits::default(), &mut sources, &mut out).unwrap();
    assert!(out.is_empty(), "{}", render_text(&out, &sources, false));
    (bytes, read.sheets.iter().map(|s| s.name.clone()).collect(), sources)
}

#[test]
fn the_template_has_a_sheet_for_each_part_and_the_same_bytes_on_each_run() {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let (bytes, names, _) = template(&set);
    assert_eq!(
        names,
        [
            "Read me",
            "District",
            "Schools",
            "Plan",
            "Initiatives",
            "Results",
            "Studies",
            "Drivers",
            "Reviews",
            "Projects",
            "Calendar",
            "Dissents",
            "Elsewhere",
            "Here",
            "Glossary",
            "Ticks",
            "Answers",
            "Lists"
        ]
    );
    assert_eq!(bytes, template(&set).0);
    // every question of a driver is there, and every fact that can be answered has a place
    let book = inventory::template(&set);
    let page = |name: &str| book.pages.iter().find(|p| p.name == name).unwrap();
    let holds = |page: &sheets::Page, text: &str| {
        let is = |c: &sheets::Written| matches!(&c.content, sheets::Content::Text(t) if t == text);
        page.rows.iter().flatten().any(is) || page.notes.iter().any(|(.., note)| note.contains(&format!("({text})")))
    };
    for fact in set.facts.iter().filter(|f| f.askable) {
        let found = ["District", "Schools", "Plan", "Initiatives", "Drivers"]
            .iter()
            .any(|n| holds(page(n), &fact.name));
        assert!(found, "{}", fact.name);
        assert!(
            !fact.inherits || fact.question.is_empty() || holds(page("Drivers"), &fact.in_full()),
            "{}",
            fact.name
        );
    }
    // a drop-down for each choice, a frozen row of names
    let initiatives = page("Initiatives");
    let lists = initiatives
        .checks
        .iter()
        .filter(|c| matches!(c.3, sheets::Check::OneOf(_)))
        .count();
    assert!(lists > 50 && initiatives.frozen == (1, 2), "{lists}");
}

#[test]
fn a_template_follows_any_rule_set_and_its_example_is_not_read() {
    let folder = format!("{}/examples/rulesets/six-questions/rules", env!("CARGO_MANIFEST_DIR"));
    let path = std::env::temp_dir().join(format!("cleardeck-template-{}.xlsx", std::process::id()));
    let file = path.to_string_lossy().into_owned();
    let (code, _, err) = common::run(&["init", "--rules", &folder, "--xlsx", &file], "");
    assert_eq!(code, 0, "{err}");
    let (code, _, err) = common::run(&["init", "--rules", &folder, "--xlsx", &file], "");
    assert!(code == 2 && err.contains("exists"), "{err}");
    let (code, _, err) = common::run(&["check", &file, "--rules", &folder], "");
    std::fs::remove_file(&path).unwrap();
    assert_eq!(code, 2);
    let codes: Vec<&str> = err.lines().filter(|l| l.starts_with("error[")).collect();
    assert!(
        codes.len() == 2 && err.contains("no-date") && err.contains("nothing-to-judge"),
        "{err}"
    );
}

/// An inventory from sheets of comma-separated text.
fn read(sheets_of: &[(&str, &str)]) -> (Option<Inventory>, RuleSet, Vec<(Code, String)>) {
    let (mut sources, mut out) = (Sources::default(), Diagnostics::default());
    let set = common::shipped(&mut sources);
    let list = sheets_of
        .iter()
        .map(|(name, text)| {
            sheets::read_csv(name, name, text.as_bytes(), &Limits::default(), &mut sources, &mut out).unwrap()
        })
        .collect();
    let book = sheets::Workbook {
        name: "folder".to_owned(),
        sheets: list,
        hash: String::new(),
    };
    let day = jiff::civil::date(2026, 6, 30);
    let read = inventory::load_workbook(&book, &set, Some(day), &sources, &mut out);
    let told = out
        .iter()
        .map(|d| (d.code, d.at.map_or_else(String::new, |at| sources.place(at))))
        .collect();
    (read, set, told)
}

#[test]
fn answers_are_read_as_people_write_them() {
    for (column, written, is) in [
        ("Fidelity", "0.8", "0.8"),
        ("fidelity ", "80 %", "0.8"),
        ("implementation.fidelity", "80%", "0.8"),
        (
            "What share of its core components is carried out as designed?",
            " 0.8 ",
            "0.8",
        ),
        ("Cost a year", "\"$1,200\"", "1200"),
        ("Students served", "\"1,200\"", "1200"),
        ("Affordable at scale", "Y", "yes"),
        ("Affordable at scale", "x", "yes"),
        ("Affordable at scale", "FALSE", "no"),
        ("Kind", "Instructional Model", "instructional-model"),
        ("Start", "August 2021", "2021-08-01 to 2021-08-31"),
    ] {
        let (inventory, set, told) = read(&[("Initiatives", &format!("{column},Name\n{written},Math labs  \n"))]);
        assert_eq!(told, [], "{column} {written}");
        let inventory = inventory.unwrap();
        let first = &inventory.initiatives[0];
        assert_eq!((first.name.as_str(), first.id.as_str()), ("Math labs", "math-labs"));
        let given = &first.given[0];
        let text = value_text(set.fact(given.fact), given.value).replace(['$', ','], "");
        let range = cleardeck::inventory::PartialDate::read(is.get(..7).unwrap_or(is));
        assert!(
            text == is || range.is_ok_and(|d| d.possible() == given.value),
            "{column} {written}: {text}"
        );
    }
}

#[test]
fn a_blank_is_not_asked_and_unsure_is_unsure() {
    let text = "Name,Fidelity,Affordable at scale,Owner,Start\nLabs,,unsure,n/a,~\n";
    let (inventory, set, told) = read(&[("Initiatives", text)]);
    assert_eq!(told, []);
    let given = inventory.unwrap().initiatives[0].given.clone();
    let names: Vec<_> = given
        .iter()
        .map(|g| (set.fact(g.fact).name.clone(), format!("{:?}", g.unanswered)))
        .collect();
    let of = |name: &str, why: &str| (name.to_owned(), format!("Some({why})"));
    assert_eq!(names.len(), 3);
    assert!(names.contains(&of("money.affordable", "Unsure")), "{names:?}");
    assert!(
        names.contains(&of("owner", "NotApplicable")) && names.contains(&of("scope.since", "Blank")),
        "{names:?}"
    );
}

#[test]
fn columns_may_be_moved_and_remarks_kept_and_names_stand_for_ids() {
    let (inventory, _, told) = read(&[
        ("Schools", "Grades,Name\n6-8,Maple Middle\n"),
        (
            "Initiatives",
            "Owner,Schools by id,(my remark),Name,Local code\nMs. Lee,maple MIDDLE,x,Labs,A-7\n",
        ),
        (
            "Results",
            "School year,School,Initiative,Effect\n2024-25,Maple Middle,labs,'-0.1\n",
        ),
        (
            "Drivers",
            "Indicator,Answer for the district,Maple Middle,Labs\nCoaching aligned,yes,partly,no\n",
        ),
    ]);
    assert_eq!(told, [(Code::UnknownColumn, "Initiatives, cell E1".to_owned())]);
    let inventory = inventory.unwrap();
    let labs = &inventory.initiatives[0];
    assert_eq!(
        (labs.schools.as_deref(), labs.note.as_str()),
        (Some(&[0][..]), "Local code: A-7")
    );
    assert_eq!(
        (labs.results[0].year, labs.results[0].effect.and_then(Interval::point)),
        (Some(2025), Some(-0.1))
    );
    let answered = [&inventory.given, &inventory.schools[0].given, &labs.given].map(|g| g.len());
    assert_eq!(answered, [1, 1, 2]);
}

#[test]
fn a_verdict_names_the_cell_it_rests_on() {
    let path = std::env::temp_dir().join(format!("cleardeck-trace-{}.xlsx", std::process::id()));
    let file = path.to_string_lossy().into_owned();
    let bytes = books::small(|s| {
        s.write(1, 4, 0.4)?.write(1, 2, "student-support")?;
        Ok(())
    });
    std::fs::write(&path, bytes).unwrap();
    let (code, out, err) = common::run(&["explain", &file, "labs", "--why", "full"], "");
    std::fs::remove_file(&path).unwrap();
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("sheet Initiatives, cell E2"), "{out}");
}

/// A cell holds an estimate with who made it; one of nothing or of nobody is asked about.
#[test]
fn an_estimate_in_a_cell_names_who_made_it() {
    for (column, written, is) in [
        ("Fidelity", "0.5 (estimate: A. Diaz)", "0.5"),
        ("Fidelity", "50 % (Estimated by A. Diaz)", "0.5"),
        ("Fidelity", "0.3 to 0.5 (estimate: A. Diaz)", "between 0.3 and 0.5"),
        ("Cost a year", "\"$1,200 (estimate by A. Diaz)\"", "$1,200"),
        ("Affordable at scale", "y (estimate: A. Diaz)", "yes"),
        ("Status", "active (estimate: A. Diaz)", "active"),
    ] {
        let (inventory, set, told) = read(&[("Initiatives", &format!("{column},Name\n{written},Labs\n"))]);
        assert_eq!(told, [], "{column} {written}");
        let inventory = inventory.unwrap();
        let given = &inventory.initiatives[0].given[0];
        let estimate = given.estimate.as_ref().unwrap();
        assert_eq!(estimate.by, "A. Diaz");
        assert_eq!(value_text(set.fact(given.fact), estimate.value), is, "{written}");
        assert!(!given.on_record());
    }
    for written in [
        "0.5 (estimate: )",
        "(estimate: A. Diaz)",
        "unsure (estimate: A. Diaz)",
        "80 (estimate: A. Diaz)",
    ] {
        let (_, _, told) = read(&[("Initiatives", &format!("Fidelity,Name\n{written},Labs\n"))]);
        assert_eq!(told.len(), 1, "{written}: {told:?}");
    }
    // words are words
    let (inventory, _, told) = read(&[("Initiatives", "Owner,Name\nLee (estimate: A. Diaz),Labs\n")]);
    assert_eq!(told, []);
    assert_eq!(
        inventory.unwrap().initiatives[0].given[0].written,
        "Lee (estimate: A. Diaz)"
    );
}
