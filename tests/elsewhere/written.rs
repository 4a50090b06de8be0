//! How an entry is written, and what is said where it cannot be read.

use super::{read, read_over};

fn written(entry: &str) -> String {
    format!("as_of: 2026-06-30\ninitiatives:\n  - id: a\n    name: A\n    elsewhere: {entry}\n")
}

/// What is said of an entry that is refused.
fn refused(entry: &str) -> String {
    match read_over(None, &written(entry), None) {
        Ok(_) => panic!("it is read: {entry}"),
        Err(told) => told,
    }
}

fn said(entry: &str) -> Vec<(String, bool, String, String)> {
    let inventory = read(&written(entry), None).0;
    let all = inventory.initiatives[0].elsewhere.iter();
    let told = |e: &cleardeck::inventory::Elsewhere| {
        assert_eq!(e.is_none(), e.is == "none");
        assert_eq!(e.is_confirmed(), !e.confirmed_by.is_empty());
        (e.is.clone(), e.same_program, e.confirmed_by.clone(), e.on.clone())
    };
    all.map(told).collect()
}

fn entry(is: &str, same: bool, by: &str, on: &str) -> (String, bool, String, String) {
    (is.to_owned(), same, by.to_owned(), on.to_owned())
}

#[test]
fn an_entry_is_a_group_a_list_or_none() {
    assert_eq!(
        said("{ is: summer-learning, confirmed_by: A. Diaz, on: 2026-05-04 }"),
        [entry("summer-learning", false, "A. Diaz", "2026-05-04")]
    );
    assert_eq!(
        said("[ { is: plc }, { is: reading-recovery-program, same_program: yes, confirmed_by: B } ]"),
        [
            entry("plc", false, "", ""),
            entry("reading-recovery-program", true, "B", "")
        ]
    );
    assert_eq!(said("none"), [entry("none", false, "", "")]);
    assert_eq!(said("{ is: none, confirmed_by: B }"), [entry("none", false, "B", "")]);
    for nothing in ["", "unsure", "n/a", "[]"] {
        assert_eq!(said(nothing), []);
    }
}

#[test]
fn what_cannot_be_read_is_told_at_its_place() {
    for (wrong, told) in [
        (
            "{ is: sumer-learning }",
            "the catalogue holds no entry `sumer-learning`",
        ),
        ("{ is: sumer-learning }", "did you mean `summer-learning`?"),
        ("{ is: sumer-learning, confirmed_by: B }", "inventory.yaml:5:"),
        (
            "{ is: reading-recovery, same_program: yes }",
            "an approach is no program (`reading-recovery`)",
        ),
        (
            "{ is: reading-recovery, same_program: yes }",
            "`reading-recovery-program`",
        ),
        ("{ is: none, same_program: yes }", "`none` is no program"),
        ("{ confirmed_by: B }", "does not say what it `is`"),
        ("{ is: plc, conf_by: B }", "unknown field `conf_by`"),
        ("{ is: plc, same_program: maybe }", "neither yes nor no"),
        ("{ is: plc, on: someday }", "someday"),
        ("{ is: [plc, mtss-rti] }", "`is` is one value"),
        ("plc", "`elsewhere` is a group of fields with `is`"),
    ] {
        let found = refused(wrong);
        assert!(found.contains(told), "{wrong}: {found}");
    }
}

#[test]
fn a_later_confirmation_is_left_out_with_a_note() {
    let text = written("{ is: plc, confirmed_by: B, on: 2026-07-01 }");
    let (inventory, _) = read(&text, None);
    assert!(inventory.initiatives[0].elsewhere.is_empty());
    assert!(
        inventory.left_out[0].contains("later than the audit's date"),
        "{:?}",
        inventory.left_out
    );
    let day = cleardeck::Date::new(2026, 7, 1).unwrap();
    assert_eq!(read(&text, Some(day)).0.initiatives[0].elsewhere.len(), 1);
}
