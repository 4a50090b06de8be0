//! Dissents: the form is written, checked, and kept beside the answer that it contests.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use cleardeck::diagnostics::{Diagnostics, Sources};
use cleardeck::dissent::{Form, Words};
use serde::Deserialize;

use crate::common;

const DISTRICT: &str = "examples/riverbend/inventory.yaml";

#[derive(Deserialize)]
struct Dissents {
    good: Vec<String>,
    bad: Vec<Bad>,
}

#[derive(Deserialize)]
struct Bad {
    name: String,
    says: Vec<String>,
    form: String,
}

/// What is said against a form, by code; the people of the inventory are Ann Lee and a director.
fn against(text: &str) -> Vec<String> {
    let mut sources = Sources::default();
    let source = sources.add("dissent.md", text.to_owned());
    let mut out = Diagnostics::default();
    if let Some(form) = Form::read(source, &sources, Words::shipped(), &mut out) {
        form.check(Words::shipped(), &["Mila Okonkwo", "Director of literacy"], &mut out);
    }
    let mut codes: Vec<String> = out.iter().map(|d| d.code.id().to_owned()).collect();
    codes.sort();
    codes
}

#[test]
fn ten_can_be_answered_and_ten_cannot() {
    let dissents: Dissents = serde_yaml::from_str(&common::file("tests/reading/dissents.yaml")).unwrap();
    assert_eq!((dissents.good.len(), dissents.bad.len()), (10, 10));
    for form in &dissents.good {
        assert_eq!(against(form), Vec::<String>::new(), "{form}");
    }
    for bad in &dissents.bad {
        let mut says = bad.says.clone();
        says.sort();
        assert_eq!(against(&bad.form), says, "{}", bad.name);
    }
}

#[test]
fn a_person_of_the_inventory_is_known_and_a_role_is_none() {
    let dissents: Dissents = serde_yaml::from_str(&common::file("tests/reading/dissents.yaml")).unwrap();
    let with = |words: &str| against(&dissents.good[1].replace("I disagree that", words));
    assert_eq!(with("As Mila Okonkwo wants it"), ["dissent-person"]);
    assert!(with("As the Director of literacy wants it").is_empty());
}

#[test]
fn what_is_no_form_is_refused_and_a_step_that_is_missing_is_named() {
    assert_eq!(against("# Something else\n"), ["dissent-step"]);
    let dissents: Dissents = serde_yaml::from_str(&common::file("tests/reading/dissents.yaml")).unwrap();
    let whole = &dissents.good[0];
    let without = whole.replace("## 4. Its merits", "");
    assert_eq!(against(&without), ["dissent-step"]);
    assert_eq!(
        against(&whole.replace("## 4. Its merits", "## 7. Its merits")),
        ["dissent-step"; 2]
    );
    assert_eq!(
        against(&whole.replace("## 4. Its merits", "## 3. Its merits")),
        ["dissent-step"; 2]
    );
    assert_eq!(against(&whole.replace("Said by: A. Diaz\n", "")), ["dissent-step"]);
}

#[test]
fn a_filled_form_is_kept_beside_the_answer_and_nothing_else_changes() {
    let folder = std::env::temp_dir().join(format!("cleardeck-dissent-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let at = |name: &str| folder.join(name).display().to_string();
    let (form, with) = (at("form.md"), at("with.yaml"));
    let (code, written, err) = common::run(&["dissent", DISTRICT, "early-reading"], "");
    assert_eq!(code, 0, "{err}");
    assert!(written.contains("Initiative: early-reading\n") && written.contains("(as of June 15, 2026)"));
    // the empty form says nothing yet
    std::fs::write(&form, &written).unwrap();
    let (code, _, err) = common::run(&["dissent", DISTRICT, "early-reading", "--check", &form], "");
    assert_eq!((code, err.matches("error[").count()), (1, 8), "{err}");
    // filled below its own headings
    let mut filled = written
        .replace("Said by:", "Said by: A. Diaz")
        .replace("Said on:", "Said on: 2026-06-20");
    for (step, ask) in Words::shipped().steps.iter().zip(1..) {
        filled = filled.replace(
            &format!("> {}\n", step.ask),
            &format!("> {}\n\nStep {ask} says this much here.\n", step.ask),
        );
    }
    std::fs::write(&form, &filled).unwrap();
    let (code, said, err) = common::run(&["dissent", DISTRICT, "early-reading", "--check", &form], "");
    assert_eq!(code, 0, "{err}");
    assert!(said.contains("can be answered"));
    // another initiative's form is refused
    let (code, _, err) = common::run(&["dissent", DISTRICT, "open-network", "--accept", &form], "");
    assert!(code == 2 && err.contains("the form is about `early-reading`"), "{err}");
    let accept = [
        "dissent",
        DISTRICT,
        "early-reading",
        "--accept",
        &form,
        "--output",
        &with,
    ];
    let (code, _, err) = common::run(&accept, "");
    assert_eq!(code, 0, "{err}");
    let before = common::file(DISTRICT);
    let after = std::fs::read_to_string(&with).unwrap();
    let added: Vec<&str> = after
        .lines()
        .filter(|line| !before.lines().any(|held| held == *line))
        .collect();
    assert!(added.len() == 1 && added[0].contains("said_by: A. Diaz"), "{added:?}");
    // beside the answer in every edition, with who said it; nobody is named in a public one
    for (args, named) in [
        (&["--edition", "needs-analysis"][..], true),
        (&[], true),
        (&["--public"], false),
    ] {
        for format in ["markdown", "html"] {
            let all = [&["audit", with.as_str(), "--format", format], args].concat();
            let (code, report, err) = common::run(&all, "");
            assert_eq!(code, 0, "{err}");
            assert!(report.contains("Step 3 says this much here."), "{all:?}");
            assert_eq!(report.contains("A. Diaz"), named, "{all:?}");
        }
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

/// A word that judges is a warning: who accepts the dissent decides about it.
#[test]
fn a_loaded_word_keeps_a_dissent_back_until_somebody_says_so() {
    let dissents: Dissents = serde_yaml::from_str(&common::file("tests/reading/dissents.yaml")).unwrap();
    let form = dissents.bad[5].form.replace("reading-labs", "early-reading");
    let path = std::env::temp_dir().join(format!("cleardeck-loaded-{}.md", std::process::id()));
    std::fs::write(&path, form).unwrap();
    let path = path.display().to_string();
    let accept = ["dissent", DISTRICT, "early-reading", "--accept", &path];
    let (code, out, err) = common::run(&accept, "");
    assert!(code == 2 && out.is_empty() && err.contains("--anyway"), "{err}");
    let (code, out, _) = common::run(&[&accept[..], &["--anyway"]].concat(), "");
    assert!(code == 0 && out.contains("which is ridiculous"));
    std::fs::remove_file(&path).unwrap();
}
