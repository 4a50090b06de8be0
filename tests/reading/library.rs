//! What another program sees of the library: everything is read from paths and from bytes alike, and what cannot be used
//! is refused in words.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

use std::fs;
use std::path::Path;

use cleardeck::read::Document;
use cleardeck::rules::read_cases;
use cleardeck::{Diagnostics, Inventory, Reader, RuleSet, Rules, Severity, Source, audit};
use cleardeck::{inventory, sheets, yaml};

const RIVERBEND: &str = "examples/riverbend/inventory.yaml";
const OVERLAY: &str = "examples/overlay";

fn shipped() -> RuleSet {
    Reader::new().rule_set(&Rules::shipped()).unwrap()
}

fn answers(set: &RuleSet, inventory: &Inventory) -> Vec<(String, String)> {
    let audit = audit(set, inventory);
    let said = audit.verdicts.iter().map(|v| audit.answer(v).to_owned());
    inventory.initiatives.iter().map(|i| i.name.clone()).zip(said).collect()
}

fn read(source: impl Into<Source>, set: &RuleSet) -> Inventory {
    Reader::new().inventory(source, set, None).unwrap()
}

/// The example district as a workbook and as files of separated text.
fn forms(set: &RuleSet) -> (Vec<u8>, Vec<(String, Vec<u8>)>) {
    let mut reader = Reader::new();
    let Some(Document::Yaml(file)) = reader.document(RIVERBEND) else {
        panic!("the example is YAML");
    };
    let limits = yaml::Limits::default();
    let tree = yaml::read(file, reader.sources.text(file), &limits, &mut reader.problems).unwrap();
    let workbook = sheets::to_xlsx(&inventory::fill(set, &tree, true).book).unwrap();
    let tables = sheets::to_csv(&inventory::fill(set, &tree, false).book).into_iter();
    let tables = tables.map(|(name, text)| (format!("{name}.csv"), text.into_bytes()));
    (workbook, tables.collect())
}

#[test]
fn an_inventory_of_any_form_is_the_same_from_a_path_and_from_bytes() {
    let set = shipped();
    let expected = answers(&set, &read(RIVERBEND, &set));
    assert_eq!(expected.len(), 40);
    let (workbook, tables) = forms(&set);
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name);
    fs::write(place("list.xlsx"), &workbook).unwrap();
    fs::create_dir(place("tables")).unwrap();
    for (name, bytes) in &tables {
        fs::write(place("tables").join(name), bytes).unwrap();
    }
    let pairs = [
        (
            Source::path(RIVERBEND),
            Source::bytes(RIVERBEND, fs::read(RIVERBEND).unwrap()),
        ),
        (Source::path(place("list.xlsx")), Source::bytes("list.xlsx", workbook)),
        (Source::path(place("tables")), Source::files("tables", tables)),
    ];
    for (path, bytes) in pairs {
        let (path, bytes) = (read(path, &set), read(bytes, &set));
        assert_eq!(answers(&set, &path), expected);
        assert_eq!(answers(&set, &bytes), expected);
        assert_eq!(path.hash, bytes.hash);
    }
}

#[test]
fn bytes_are_told_apart_by_what_they_are_where_the_name_does_not_say() {
    let set = shipped();
    let (workbook, tables) = forms(&set);
    let initiatives = tables.iter().find(|(name, _)| name == "Initiatives.csv").unwrap();
    for bytes in [workbook, initiatives.1.clone()] {
        let document = Reader::new().document(Source::bytes("upload", bytes));
        assert!(matches!(document, Some(Document::Workbook(_))), "{document:?}");
    }
    let text = fs::read(RIVERBEND).unwrap();
    let document = Reader::new().document(Source::bytes("upload", text));
    assert!(matches!(document, Some(Document::Yaml(_))), "{document:?}");
}

/// The files of a folder of rules, for a folder in memory.
fn in_memory(folder: &str) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path());
    let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    let files = entries.filter(|path| path.is_file());
    files.map(|path| (name(&path), fs::read(&path).unwrap())).collect()
}

#[test]
fn rules_of_ones_own_are_the_same_from_a_folder_and_from_memory() {
    let set = |rules: Rules| Reader::new().rule_set(&rules).unwrap();
    let folder = set(Rules::of(OVERLAY));
    assert_ne!(folder.hash, shipped().hash);
    let files = Rules::of(Source::files(OVERLAY, in_memory(OVERLAY)));
    assert_eq!(set(files).hash, folder.hash);
    let file = fs::read(format!("{OVERLAY}/rules.yaml")).unwrap();
    assert_eq!(set(Rules::of(Source::bytes("own.yaml", file))).hash, folder.hash);
    // without `extends` they stand in the place of the shipped ones
    let six = "examples/rulesets/six-questions/rules";
    let other = set(Rules::of(six));
    assert_eq!(set(Rules::of(Source::files(six, in_memory(six)))).hash, other.hash);
    assert!(other.rules.len() < shipped().rules.len());
}

#[test]
fn a_parameter_changes_the_rule_set_and_a_wrong_one_is_refused() {
    let mut reader = Reader::new();
    let set = reader.rule_set(&Rules::shipped().parameter("fidelity_ok=0.8")).unwrap();
    let bar = |set: &RuleSet| set.parameter_named("fidelity_ok").unwrap().value;
    assert_ne!(bar(&set), bar(&shipped()));
    let refused = reader
        .rule_set(&Rules::shipped().parameter("fidelity_okay=0.7"))
        .unwrap_err();
    let text = refused.to_string();
    assert!(text.contains("--param:1:1: error["), "{text}");
    assert!(text.contains("`fidelity_okay`"), "{text}");
}

#[test]
fn cases_come_with_the_rules_they_belong_to() {
    let mut reader = Reader::new();
    let set = reader.rule_set(&Rules::shipped()).unwrap();
    let mut files = in_memory(OVERLAY);
    let case = "cases:\n  - { id: one, given: { owner: none }, expect: { no-owner: yes }, because: It is so. }\n";
    files.push(("tests/own.yaml".to_owned(), case.as_bytes().to_vec()));
    let own = Rules::of(Source::files("own", files));
    // a file of cases is not read as one of rules
    reader.rule_set(&own).unwrap();
    let names = |reader: &mut Reader| {
        let files = reader.case_files();
        files
            .iter()
            .map(|f| reader.sources.name(*f).to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(names(&mut reader), ["own/tests/own.yaml"]);
    reader.rule_set(&Rules::of(OVERLAY)).unwrap();
    assert_eq!(names(&mut reader), [""; 0]);
    reader.rule_set(&Rules::shipped()).unwrap();
    let shipped = reader.case_files();
    let mut problems = Diagnostics::default();
    let cases = shipped
        .iter()
        .flat_map(|file| read_cases(*file, &set, &reader.sources, &mut problems));
    assert!(cases.count() > 30);
}

#[test]
fn what_cannot_be_used_is_refused_with_each_place_and_what_to_do() {
    let set = shipped();
    let text = "as_of: 2026-06-30\ninitiatives:\n  - id: a\n    name: A\n    kindd: device\n  - id: b\n    name: B\n    owner: [\n";
    let mut reader = Reader::new();
    let refused = reader
        .inventory(Source::bytes("list.yaml", text), &set, None)
        .unwrap_err();
    assert!(refused.problems().has_errors());
    assert!(refused.to_string().starts_with("list.yaml:"), "{refused}");
    // a `main` that fails prints it so
    assert_eq!(format!("{refused:?}"), refused.to_string());

    let text = text.replace("    owner: [\n", "    weekly_hourz: 3\n");
    let refused = reader
        .inventory(Source::bytes("list.yaml", text), &set, None)
        .unwrap_err();
    let lines = refused.to_string();
    // its own problems alone, all of them
    assert_eq!(
        refused
            .problems()
            .iter()
            .filter(|p| p.severity == Severity::Error)
            .count(),
        2
    );
    for place in ["list.yaml:5:5: error[", "list.yaml:8:5: error["] {
        assert!(lines.contains(place), "{lines}");
    }
    assert!(lines.contains("  help: "), "{lines}");

    // what was refused before does not stand in the way of what can be used
    let inventory = reader.inventory(RIVERBEND, &set, None).unwrap();
    assert_eq!(inventory.initiatives.len(), 40);
}

#[test]
fn what_holds_nothing_to_read_is_refused_by_its_name() {
    let set = shipped();
    let empty = tempfile::tempdir().unwrap();
    let note = || [("notes.txt".to_owned(), b"hello".to_vec())];
    let case = || [("tests/own.yaml".to_owned(), b"cases: []".to_vec())];
    let nothing: [(Source, &str); 5] = [
        ("nowhere.yaml".into(), "nowhere.yaml: error[unreadable-file]"),
        (empty.path().into(), "the folder is empty"),
        (
            Source::files("box", []),
            "box: error[unreadable-file]: the folder is empty",
        ),
        (Source::files("box", note()), "it holds `notes.txt`"),
        (Source::bytes("list.xlsx", "no zip"), "list.xlsx: error["),
    ];
    for (source, said) in nothing {
        let refused = Reader::new().inventory(source, &set, None).unwrap_err();
        assert!(refused.to_string().contains(said), "{refused}");
    }
    let nothing: [(Source, &str); 5] = [
        (
            "nowhere".into(),
            "nowhere: error[unreadable-file]: the folder cannot be read",
        ),
        (empty.path().into(), "the folder holds no rule file"),
        (
            Source::files("box", []),
            "box: error[unreadable-file]: the folder holds no rule file",
        ),
        // the shipped rules do not step in for rules that are not there
        (Source::files("box", case()), "the folder holds no rule file"),
        (Source::bytes("own.yaml", [0xFF, 0xFE]), "own.yaml: error[not-utf8]"),
    ];
    for (source, said) in nothing {
        let refused = Reader::new().rule_set(&Rules::of(source)).unwrap_err();
        assert!(refused.to_string().contains(said), "{refused}");
    }
}

#[test]
fn what_is_doubtful_is_told_and_does_not_refuse() {
    let set = shipped();
    let (_, mut tables) = forms(&set);
    tables.push(("photo.png".to_owned(), vec![0]));
    let mut reader = Reader::new();
    reader.inventory(Source::files("box", tables), &set, None).unwrap();
    let told: Vec<&str> = reader.problems.iter().map(|p| p.message.as_str()).collect();
    assert!(
        told.iter().any(|m| m.contains("`photo.png` in the folder is not read")),
        "{told:?}"
    );
}

#[test]
fn what_was_read_from_disk_is_known_afterwards() {
    let set = shipped();
    let mut reader = Reader::new();
    reader.inventory(RIVERBEND, &set, None).unwrap();
    reader.rule_set(&Rules::of(OVERLAY)).unwrap();
    let text = fs::read(RIVERBEND).unwrap();
    reader
        .inventory(Source::bytes("upload.yaml", text), &set, None)
        .unwrap();
    let overlay = Path::new(OVERLAY);
    assert_eq!(reader.seen.files(), [Path::new(RIVERBEND), &overlay.join("rules.yaml")]);
    let folders: Vec<&Path> = reader.seen.folders().iter().map(|(path, _)| path.as_path()).collect();
    assert_eq!(folders, [overlay]);
}

#[test]
fn very_many_problems_before_hide_no_error_that_comes_after() {
    let set = shipped();
    let field = |n: usize| format!("    field_{n}: x\n");
    let fields: String = (0..2_000).map(field).collect();
    let text = format!("as_of: 2026-06-30\ninitiatives:\n  - id: a\n    name: A\n{fields}");
    let mut reader = Reader::new();
    let refused = reader.inventory(Source::bytes("list.yaml", text), &set, None);
    let lines = refused.unwrap_err().to_string();
    // as many as a person uses, and how many there are of the others
    assert!(lines.contains("… and 1,9"), "{lines}");
    assert!(lines.lines().count() < 300);
    let text = "as_of: 2026-06-30\ninitiatives:\n  - id: a\n    name: A\n    kindd: device\n";
    let refused = reader.inventory(Source::bytes("other.yaml", text), &set, None);
    let lines = refused.unwrap_err().to_string();
    assert!(lines.starts_with("other.yaml:5:5: error[unknown-field]"), "{lines}");
    reader.inventory(RIVERBEND, &set, None).unwrap();
}

#[test]
fn one_reader_reads_so_much_and_no_more_wherever_it_comes_from() {
    let set = shipped();
    // each counts at least four kilobytes, so that very many small files end too
    let files = (0..30_000).map(|n| (format!("{n}.csv"), b"a,b\n".to_vec()));
    let mut reader = Reader::new();
    let refused = reader.inventory(Source::files("box", files), &set, None).unwrap_err();
    let text = refused.to_string();
    assert!(
        text.contains("error[too-large]: with this file over 96 MB are read in all"),
        "{text}"
    );
    // a stream is read no further than one file may go
    let mut taken = 0;
    let endless = std::io::repeat(b'a');
    let counted = Counted {
        inner: endless,
        taken: &mut taken,
    };
    assert!(Reader::new().stream("standard input", counted).is_some());
    assert!(taken < 49 << 20, "{taken}");
}

/// A stream that says how much of it was read.
struct Counted<'a, R> {
    inner: R,
    taken: &'a mut usize,
}

impl<R: std::io::Read> std::io::Read for Counted<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(into)?;
        *self.taken += read;
        Ok(read)
    }
}
