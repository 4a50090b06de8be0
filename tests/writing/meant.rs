//! What lines are elsewhere, confirmed in one sitting: it is written beside everything else, and nothing else is.

use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use super::program;

const INVENTORY: &str = "\
# a remark
as_of: 2026-06-15
initiatives:
  - id: summer
    name: Summer school elementary   # another
    money: { per_year: 5000 }
  - { id: several, name: \"Reading Recovery; summer school\" }
  - id: tutoring
    name: High-dosage tutoring
    elsewhere:
  - id: said
    name: Summer school middle
    elsewhere: none
  - id: band
    name: Band
";

/// The inventory and what is said after these answers, and whether it ended well.
fn after(inventory: &str, answers: &str, more: &[&str]) -> (String, String) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("inventory.yaml"), inventory).unwrap();
    let said = asked(folder.path(), answers, more);
    (text(folder.path()), said)
}

fn asked(folder: &Path, answers: &str, more: &[&str]) -> String {
    let args = [&["ask", "inventory.yaml", "--elsewhere"], more].concat();
    let mut child = program(folder, &args).stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(answers.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(output.status.code(), Some(0), "{said}");
    said
}

fn text(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("inventory.yaml")).unwrap()
}

const DIAZ: [&str; 2] = ["--source", "A. Diaz"];

#[test]
fn what_is_confirmed_is_written_and_nothing_else_changes() {
    let (text, said) = after(INVENTORY, "1-2; none 3\n", &DIAZ);
    for part in [
        "1  Summer school elementary: summer-learning (",
        "by “Summer school”",
        "2  Reading Recovery; summer school: reading-recovery",
        "; summer-learning (",
        "3  High-dosage tutoring: high-dosage-tutoring (",
        "3 recorded",
        "3 answered, written to inventory.yaml",
    ] {
        assert!(said.contains(part), "{part}\n{said}");
    }
    // what is said already, and what looks like nothing, is not asked
    assert!(!said.contains("middle") && !said.contains("Band:"), "{said}");
    let by = "confirmed_by: A. Diaz, on: 2026-06-15 }";
    let wanted = INVENTORY
        .replace(
            "    money: { per_year: 5000 }\n",
            &format!("    money: {{ per_year: 5000 }}\n    elsewhere: {{ is: summer-learning, {by}\n"),
        )
        .replace("    elsewhere:\n", "    elsewhere: none\n");
    let mut lines: Vec<&str> = text.lines().collect();
    let mut others: Vec<&str> = wanted.lines().collect();
    let several = |line: &&str| line.contains("id: several");
    let place = lines.iter().position(several).unwrap();
    let held = lines.remove(place);
    others.retain(|line| !several(line));
    // the field stands below the last one that stands on one line
    lines.sort_unstable();
    others.sort_unstable();
    assert_eq!(lines, others);
    assert!(held.contains(", elsewhere: [{ is: reading-recovery"), "{held}");
    assert!(held.contains(&format!("{{ is: summer-learning, {by}]")), "{held}");
}

#[test]
fn another_entry_and_several_are_named_by_id() {
    let (text, said) = after(INVENTORY, "1 = tutring\n2 = summer-learning; rest = none\n", &DIAZ);
    assert!(said.contains("the catalogue holds no entry `tutring`"), "{said}");
    // nothing of a line with a mistake is recorded, and it is asked on
    assert_eq!(
        said.matches("2  Reading Recovery; summer school: reading").count(),
        1,
        "{said}"
    );
    assert!(
        text.contains("elsewhere: { is: summer-learning, confirmed_by: A. Diaz"),
        "{text}"
    );
    assert_eq!(text.matches("elsewhere: none").count(), 3, "{text}");
    let (text, said) = after(
        INVENTORY,
        "1 = reading-recovry\n1 = Reading-Recovery, summer-learning\n",
        &DIAZ,
    );
    assert!(said.contains("did you mean `reading-recovery`?"), "{said}");
    assert!(
        text.contains(
            "elsewhere: [{ is: reading-recovery, confirmed_by: A. Diaz, on: 2026-06-15 }, { is: summer-learning,"
        ),
        "{text}"
    );
}

#[test]
fn bad_input_is_told_with_what_to_type_and_nothing_is_lost() {
    for (typed, told) in [
        ("9", "`9` names no line: lines are numbered 1 to 3"),
        ("1 9", "`9` names no line"),
        ("yes", "`yes` names no line: write `1 3 5-7` or `all`"),
        ("none", "`none` says what and not of which lines: write `none 2`"),
        ("1 =", "no entry stands there"),
        ("1 = none, summer-learning", "`none` stands beside other entries"),
        ("1; none 1", "line 1 is said to be two things"),
        ("rest; all", "`rest` stands twice"),
        ("back", "nothing was answered before"),
        ("?", "`cleardeck catalogue show"),
    ] {
        let (text, said) = after(INVENTORY, &format!("{typed}\n"), &DIAZ);
        assert!(said.contains(told), "{typed}: {told}\n{said}");
        assert_eq!(text, INVENTORY, "{typed}");
        // and goes on
        let (text, _) = after(INVENTORY, &format!("{typed}\nall\n"), &DIAZ);
        assert_eq!(text.matches("A. Diaz").count(), 4, "{typed}\n{text}");
    }
    for end in ["", "\n", "skip\n", "quit\n1\n"] {
        let (text, said) = after(INVENTORY, end, &DIAZ);
        assert!(text == INVENTORY && said.contains("0 answered"), "{said}");
    }
}

#[test]
fn it_is_taken_back_and_said_anew() {
    let (text, said) = after(INVENTORY, "2\nback\n", &DIAZ);
    assert!(text == INVENTORY && said.contains("taken back"), "{said}");
    // over one that is a list, and over one that is none
    let (text, said) = after(INVENTORY, "2 none 1\n2 = none\n1\n", &DIAZ);
    assert!(
        said.contains("2  Reading Recovery; summer school: none (said)"),
        "{said}"
    );
    assert!(text.contains("elsewhere: none }"), "{text}");
    assert_eq!(text.matches("A. Diaz").count(), 1, "{text}");
}

#[test]
fn whose_word_it_is_is_asked_once() {
    let (text, said) = after(INVENTORY, "1\nB. Lee, CAO\n2\n3\n", &[]);
    assert_eq!(said.matches("Whose? A name, or Enter").count(), 1, "{said}");
    assert_eq!(text.matches("confirmed_by: \"B. Lee, CAO\"").count(), 4, "{text}");
    let (text, _) = after(INVENTORY, "1\n\n", &[]);
    assert!(text.contains("confirmed_by: the respondent"), "{text}");
    // nothing is confirmed by nobody, and that nothing is meant needs no name
    let (text, said) = after(INVENTORY, "1\nback\n", &[]);
    assert!(text == INVENTORY && said.contains("nothing is recorded"), "{said}");
    let (text, said) = after(INVENTORY, "rest = none\n", &[]);
    assert!(
        !said.contains("Whose?") && text.matches("elsewhere: none").count() == 4,
        "{said}"
    );
}

#[test]
fn what_cannot_be_written_beside_what_stands_there_is_told() {
    // said after the audit: left out of it and not written over
    let later = INVENTORY.replace(
        "    elsewhere:\n",
        "    elsewhere: { is: summer-learning, confirmed_by: B, on: 2027-01-01 }\n",
    );
    let (text, said) = after(&later, "all\n", &DIAZ);
    assert!(
        said.contains("cannot be written without changing something else"),
        "{said}"
    );
    assert!(
        text.contains("on: 2027-01-01") && said.contains("2 recorded"),
        "{text}{said}"
    );
    // a name that would be read as no answer
    let (text, said) = after(INVENTORY, "1\n", &["--source", "unsure"]);
    assert!(text == INVENTORY && said.contains("by hand near line"), "{said}");
}

#[test]
fn where_nothing_looks_like_an_entry_nothing_is_asked() {
    let (_, said) = after(
        "as_of: 2026-06-15\ninitiatives:\n  - { id: band, name: Band }\n",
        "",
        &DIAZ,
    );
    assert!(
        said.contains("no line looks like an entry of the catalogue and is open"),
        "{said}"
    );
}

#[test]
fn how_a_confirmed_line_is_run_here_is_asked_next() {
    let (text, said) = after(INVENTORY, "3\n\n2 days a week\nback\ndaily\ndon't know\n", &DIAZ);
    for part in [
        "High-dosage tutoring: High-dosage tutoring (in school, same tutor, several times a week) (2 to ask)",
        "  Who tutors, how many days a week, and is it during school?\n  elsewhere: teachers or paraprofessionals",
        "taken back",
        "3 answered, written to inventory.yaml",
    ] {
        assert!(said.contains(part), "{part}\n{said}");
    }
    let here = "    here: [{ of: high-dosage-tutoring, condition: sessions, is: daily, said_by: A. Diaz, on: 2026-06-15 }, { of: high-dosage-tutoring, condition: minutes, is: unsure, said_by: A. Diaz, on: 2026-06-15 }]\n";
    assert!(text.contains(here), "{text}");
    let meant = "    elsewhere: { is: high-dosage-tutoring, confirmed_by: A. Diaz, on: 2026-06-15 }\n";
    assert_eq!(text.replace(here, "").replace(meant, "    elsewhere:\n"), INVENTORY);
    // what is confirmed before is asked in another sitting, once
    let confirmed = INVENTORY.replace("    elsewhere:\n", meant);
    let (text, said) = after(&confirmed, "\nskip\n?\n900\n", &DIAZ);
    assert!(
        said.contains("it changes no answer") && said.contains("read in https://"),
        "{said}"
    );
    assert!(
        text.contains("condition: minutes, is: 900,") && !text.contains("sessions"),
        "{text}"
    );
    let (again, said) = after(&text, "\n", &DIAZ);
    assert!(again == text && said.contains("(1 to ask)"), "{said}");
    // quit ends the whole
    let (again, said) = after(&confirmed, "quit\n", &DIAZ);
    assert!(again == confirmed && !said.contains("to ask)"), "{said}");
    // what is dated after the audit is not written over
    let later = confirmed.replace(
        meant,
        &format!("{meant}    here: [{{ of: high-dosage-tutoring, condition: sessions, is: x, on: 2027-01-01 }}]\n"),
    );
    let (again, said) = after(&later, "\ndaily\n", &DIAZ);
    assert!(
        again == later && said.contains("write `here` by hand near line"),
        "{said}"
    );
}

#[test]
fn entries_of_ones_own_are_asked_about_too() {
    const OWN: &str = "\
format: 1
approaches:
  - id: marching
    name: Marching bands
    kind: student-support
    what: What we call it.
    aliases: [band]
    look_alikes: [{ says: [rubber band], means: another }]
    summary: unknown
    reason: Nothing was read.
    evidence:
      - { title: T, authors: B, url: \"https://example.org/t\", read: page, published: 2020, design: none, direction: unknown, outcome: reading }
    works_when:
      - { id: hours, ask: How many hours a week?, text: four hours a week, url: \"https://example.org/t\" }
    cautions: [Be careful.]
    verified: partly
";
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("inventory.yaml"), INVENTORY).unwrap();
    let own = folder.path().join("own");
    std::fs::create_dir(&own).unwrap();
    std::fs::write(own.join("mine.yaml"), OWN).unwrap();
    let more = ["--source", "A. Diaz", "--catalogue", "own"];
    let said = asked(folder.path(), "4\n\ntwo\n", &more);
    assert!(said.contains("4  Band: marching (Marching bands)"), "{said}");
    assert!(
        said.contains("How many hours a week?\n  elsewhere: four hours a week"),
        "{said}"
    );
    let text = text(folder.path());
    assert!(text.contains("is: marching, confirmed_by: A. Diaz"), "{text}");
    assert!(
        text.contains("of: marching, condition: hours, is: two, said_by: A. Diaz"),
        "{text}"
    );
}
