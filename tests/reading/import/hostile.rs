//! What is written loads again with the same values, whatever stands in a list or in a mapping file.

use std::collections::HashMap;
use std::sync::LazyLock;

use cleardeck::diagnostics::{Diagnostics, Sources, Span};
use cleardeck::inventory::{self, Inventory, Map, Wanted};
use cleardeck::rules::RuleSet;
use cleardeck::sheets::{self, Workbook};
use cleardeck::yaml::{self, Entry, Kind, Node};
use proptest::prelude::*;

use super::{Folder, common};

pub(super) static SET: LazyLock<RuleSet> = LazyLock::new(|| common::shipped(&mut Sources::default()));

/// What readers of YAML take for something else than a text, or for the end of one.
const HOSTILE: [&str; 46] = [
    "Null",
    "null",
    "~",
    "yes",
    "No",
    "on",
    "true",
    "1e5",
    "0x1F",
    "1:30",
    "2024-01-01",
    "2024",
    ".5",
    "- dash",
    "-",
    "--- x",
    "... x",
    "? x",
    ": x",
    "a: b",
    "a:",
    "#x",
    "a # b",
    "&a",
    "*a",
    "!x",
    "!!str x",
    "%TAG",
    "@x",
    "`x`",
    "|",
    ">",
    "'x",
    "\"x\" y",
    "[x",
    "]x",
    "{x",
    "x}, y",
    "=",
    "<<",
    "a\nb: c",
    "a\r\nb",
    "a\u{2028}b",
    "a\u{85}b",
    "\u{feff}x",
    "x\u{7f}\t\\n y\\",
];

fn text() -> impl Strategy<Value = String> {
    let hostile = prop::sample::select(HOSTILE.to_vec()).prop_map(str::to_owned);
    let any = prop::collection::vec(any::<char>(), 1..12).prop_map(|c| c.into_iter().collect::<String>());
    prop_oneof![4 => hostile, 1 => any, 2 => "[a-zA-Z][a-z :#,-]{0,8}", 1 => "[0-9,.$%()-]{1,6}"]
}

/// A list as its cells.
fn list() -> impl Strategy<Value = Vec<Vec<String>>> {
    let heads = prop::collection::vec(
        prop_oneof![
            text(),
            prop::sample::select(vec![
                "Owner",
                "Goal",
                "Requires",
                "Id",
                "Kind",
                "Annual cost",
                "Cost",
                "Start",
                "Schools by id"
            ])
            .prop_map(str::to_owned)
        ],
        1..6,
    );
    (heads, prop::collection::vec(prop::collection::vec(text(), 6), 1..8)).prop_map(|(heads, rows)| {
        let mut list = vec![
            ["Initiative".to_owned(), "Cost a year".to_owned()]
                .into_iter()
                .chain(heads)
                .collect::<Vec<_>>(),
        ];
        // one name that is no other thing, so that the column is one of names
        for name in [
            "Alpha reading",
            "Beta",
            "Gamma",
            "Delta",
            "Epsilon",
            "Zeta",
            "Eta",
            "Theta",
        ] {
            list.push(vec![name.to_owned(), "7".to_owned()]);
        }
        for (number, row) in rows.into_iter().enumerate() {
            let mut cells = row.into_iter();
            let name = cells.next().unwrap_or_default();
            list.push([name, (1000 + number).to_string()].into_iter().chain(cells).collect());
        }
        list
    })
}

fn csv_of(list: &[Vec<String>]) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for row in list {
        writer.write_record(row).unwrap();
    }
    writer.into_inner().unwrap()
}

/// Imports cells: the inventory, its mapping file and the account.
fn import(list: &[Vec<String>], map: Option<&str>) -> Option<(String, String, String)> {
    let (mut sources, mut out) = (Sources::default(), Diagnostics::default());
    let sheet = sheets::read_csv(
        "list.csv",
        "list",
        &csv_of(list),
        &sheets::Limits::default(),
        &mut sources,
        &mut out,
    )?;
    let workbook = Workbook {
        name: "list.csv".to_owned(),
        sheets: vec![sheet],
        hash: String::new(),
    };
    let map = map.map(|text| {
        let file = sources.add("map.yaml", text.to_owned());
        Map::read(file, &SET, &sources, &mut out).unwrap()
    });
    let wanted = Wanted {
        as_of: Some("2025-06-30".parse().unwrap()),
        map: map.as_ref(),
        ..Wanted::default()
    };
    let proposal = inventory::import(&workbook, &wanted, &SET, &sources, &mut out);
    assert!(!out.has_errors(), "{:?}", out.iter().collect::<Vec<_>>());
    let proposal = proposal?;
    Some((proposal.yaml(), proposal.map(), proposal.account()))
}

/// What stands in an inventory: the cost a year by name, one after another.
fn read(inventory: &Inventory) -> HashMap<String, Vec<String>> {
    let cost = SET.fact_id("money.per_year").unwrap();
    let mut found: HashMap<String, Vec<String>> = HashMap::new();
    for initiative in &inventory.initiatives {
        let given = initiative.given.iter().find(|g| g.fact == cost);
        let amount = given.map(|g| g.written.clone()).unwrap_or_default();
        found.entry(initiative.name.clone()).or_default().push(amount);
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(80) })]

    /// Whatever stands in the cells, what is written loads without an error, with the names and amounts of the list,
    /// also by another reader of YAML; and the mapping file gives the same choices.
    #[test]
    fn what_is_written_loads_again(list in list()) {
        let Some((yaml, map, account)) = import(&list, None) else { return Ok(()) };
        let mut sources = Sources::default();
        let loaded = common::inventory(&yaml, &SET, &mut sources);
        let found = read(&loaded);
        // what is written is a row of the list, with its amount
        let mut wanted: HashMap<String, Vec<String>> = HashMap::new();
        for row in list.iter().skip(1) {
            let plain = |c: char| {
                if c.is_control() || "\u{2028}\u{2029}\u{feff}\u{fffe}\u{ffff}".contains(c) { ' ' } else { c }
            };
            // a sign that keeps a program from reading a formula is no part of a name
            // a line within a cell ends alike in every program's files
            let own = row[0].replace("\r\n", "\n").replace('\r', "\n");
            let own = own.trim();
            let name: String = sheets::unguarded(own).unwrap_or(own).trim().chars().map(plain).collect();
            wanted.entry(name.trim().to_owned()).or_default().push(row[1].clone());
        }
        for (name, amounts) in &found {
            let known = wanted.get(name).unwrap_or_else(|| panic!("`{name}` is not in the list\n{yaml}"));
            for amount in amounts {
                prop_assert!(known.contains(amount), "{}: {} of {:?}\n{}", name, amount, known, yaml);
            }
        }
        let entries: usize = found.values().map(Vec::len).sum();
        let told = account.split(", ").find_map(|part| part.trim().split_once(" initiative").map(|(n, _)| n.to_owned()));
        prop_assert_eq!(told, Some(entries.to_string()), "{}", account);
        // the other reader sees texts where texts stand
        let tree: serde_yaml::Value = serde_yaml::from_str(&yaml).unwrap();
        for (entry, initiative) in tree["initiatives"].as_sequence().unwrap().iter().zip(&loaded.initiatives) {
            prop_assert_eq!(entry["name"].as_str(), Some(initiative.name.as_str()));
            prop_assert_eq!(entry["id"].as_str(), Some(initiative.id.as_str()));
        }
        // the choices are read again, and give the same
        serde_yaml::from_str::<serde_yaml::Value>(&map).unwrap();
        let (again, choices, counted) = import(&list, Some(&map)).unwrap();
        let plain = |text: &str| text.lines().filter(|l| !l.trim_start().starts_with('#')).map(str::to_owned).collect::<Vec<_>>();
        prop_assert_eq!(plain(&yaml), plain(&again));
        prop_assert_eq!(account, counted);
        let choices_of = |text: &str| serde_yaml::from_str::<serde_yaml::Value>(text).unwrap();
        prop_assert_eq!(choices_of(&map), choices_of(&choices));
    }

    /// A reason that a person writes ends in a remark, whatever it holds.
    #[test]
    fn a_reason_is_a_remark(reason in text()) {
        let list: Vec<Vec<String>> = [["Initiative", "Owner"], ["Alpha", "CAO"], ["Beta", "CAO"]]
            .iter()
            .map(|row| row.iter().map(|c| (*c).to_owned()).collect())
            .collect();
        let written: String = reason.chars().map(|c| format!("\\U{:08x}", u32::from(c))).collect();
        let map = format!("format: 1\nset_aside:\n  \"Beta\": \"{written}\"\n");
        let (yaml, again, _) = import(&list, Some(&map)).unwrap();
        let loaded = common::inventory(&yaml, &SET, &mut Sources::default());
        let names: Vec<&str> = loaded.initiatives.iter().map(|i| i.name.as_str()).collect();
        prop_assert!(names == ["Alpha"] || reason.trim().is_empty() || reason.trim() == "keep", "{}", yaml);
        let (twice, ..) = import(&list, Some(&again)).unwrap();
        prop_assert_eq!(yaml, twice);
    }
}

/// Imports a list of its own with more arguments, and checks that the inventory loads.
fn run(folder: &Folder, text: &str, more: &[&str]) -> (String, String) {
    let list = folder.path("list.csv");
    std::fs::write(&list, text).unwrap();
    let (yaml, said) = super::import(folder, &list, more);
    common::inventory(&yaml, &SET, &mut Sources::default());
    (yaml, said)
}

#[test]
fn what_the_reader_refuses_stands_in_the_note() {
    let folder = Folder::new("refused");
    let list = "Initiative,Cost a year,Requires,Other\n\
        Alpha,75000 to 50000,Gamma,x\nBeta,10,Alpha; Nowhere,y\nGamma,50000 to 75000,Beta,z\nDelta,1,Delta,\n";
    let (yaml, said) = run(&folder, list, &[]);
    assert!(
        said.contains("row 2: `75000 to 50000` in `Cost a year` goes from more to less"),
        "{said}"
    );
    assert!(
        yaml.contains("between:\n        - 50000\n        - 75000") && yaml.contains("Cost a year: 75000 to 50000"),
        "{yaml}"
    );
    assert!(
        said.contains("`Nowhere`, which it requires, is no entry of the list"),
        "{said}"
    );
    assert!(
        yaml.contains("requires:\n    - gamma") && yaml.contains("requires:\n    - alpha"),
        "{yaml}"
    );
    // a circle is opened at the entry that closes it
    assert!(
        said.contains("`Beta`, which it requires, rests on this entry itself"),
        "{said}"
    );
    assert!(
        said.contains("`Delta`, which it requires, rests on this entry itself"),
        "{said}"
    );
    assert!(
        yaml.contains("requires: Nowhere") && yaml.contains("requires: Beta"),
        "{yaml}"
    );
}

#[test]
fn what_does_not_apply_is_not_unsure_and_a_name_may_be_a_word_for_nothing() {
    let folder = Folder::new("words");
    let (yaml, _) = run(
        &folder,
        "Initiative,Owner,Start\nAlpha,Null,n/a\nBeta,yes,TBD\nGamma,2024,2019\n",
        &[],
    );
    for kept in [
        "owner: \"Null\"\n    scope:\n      since: n/a",
        "owner: \"yes\"\n    scope:\n      since: unsure",
        "owner: \"2024\"",
    ] {
        assert!(yaml.contains(kept), "{kept}\n{yaml}");
    }
}

#[test]
fn ids_of_the_list_are_used_and_none_twice() {
    let folder = Folder::new("ids");
    let map = folder.path("map.yaml");
    std::fs::write(&map, "format: 1\ncolumns:\n  \"Nr\": id\n").unwrap();
    let list = "Initiative,Nr\nAlpha,A 1\nBeta,A 1\nA-1,\nNull,null\nGamma,«»\n";
    let (yaml, said) = run(&folder, list, &["--map", &map]);
    assert!(
        yaml.contains("id: a-1\n    name: Alpha") && yaml.contains("note: 'id: A 1'"),
        "{yaml}"
    );
    assert!(
        yaml.contains("id: beta\n    name: Beta") && said.contains("the id `A 1` is another entry's"),
        "{yaml}\n{said}"
    );
    assert!(
        yaml.contains("id: a-1-2\n    name: A-1") && yaml.contains("id: \"null\"\n    name: \"Null\""),
        "{yaml}"
    );
    assert!(
        yaml.contains("id: gamma") && said.contains("`«»` cannot be an id"),
        "{yaml}\n{said}"
    );
}

#[test]
fn equal_names_and_equal_headers_have_keys_of_their_own() {
    let folder = Folder::new("equal");
    let map = folder.path("map.yaml");
    let list = "Initiative,Level,Cost a year,Cost\nCounselors,ES,5,1\nCounselors,MS,6 to 9,2\nCounselors,HS,7,3\n";
    let (yaml, _) = run(&folder, list, &["--map", &map]);
    assert_eq!(yaml.matches("name: Counselors\n").count(), 3, "{yaml}");
    let choices = folder.text("map.yaml");
    std::fs::write(&map, choices.replace("  # \"Counselors (row", "  \"Counselors (row")).unwrap();
    let (yaml, said) = run(&folder, list, &["--map", &map]);
    assert_eq!(yaml.matches("name: Counselors\n").count(), 1, "{yaml}");
    assert!(said.contains("1 initiative, 2 merged into another"), "{said}");
    // what differs is told, a range whole
    for kept in [
        "also in row 3",
        "also in row 4",
        "money.per_year between 6 and 9",
        "money.per_year 7",
        "Level: MS",
    ] {
        assert!(yaml.contains(kept), "{kept}\n{yaml}");
    }
    // what was merged into an entry that is merged itself goes with it
    let chain = "format: 1\nmerge:\n  B: A\n  C: B\n";
    std::fs::write(&map, chain).unwrap();
    let (yaml, said) = run(&folder, "Initiative,Owner\nA,x\nB,y\nC,z\n", &["--map", &map]);
    assert!(
        said.contains("1 initiative, 2 merged") && yaml.contains("owner z"),
        "{yaml}\n{said}"
    );
}

#[test]
fn a_choice_about_what_is_not_there_is_refused_with_its_place() {
    let folder = Folder::new("choices");
    let (map, list) = (folder.path("map.yaml"), folder.path("list.csv"));
    std::fs::write(&list, "Initiative,Owner\nAlpha,CAO\n").unwrap();
    for (choices, message) in [
        ("columns:\n  \"Ownr\": owner\n", "did you mean `Owner`?"),
        ("kinds:\n  \"Alfa\": curriculum\n", "did you mean `Alpha`?"),
        ("set_aside:\n  \"Omega\": keep\n", "`Omega`, which is not in the list"),
        (
            "merge:\n  \"Omega\": \"Alpha\"\n",
            "merges `Omega`, which is no entry of the list",
        ),
        ("kinds: curriculum\n", "`kinds` is a group of fields"),
        ("kinds:\n  \"Alpha\": [curriculum]\n", "a choice is one line of text"),
        ("format: 2\n", "this program reads `format: 1`"),
        ("- Alpha\n", "a mapping file is a group of fields"),
        ("kinds:\n  \"Alpha\": curriculm?\n", "did you mean `curriculum`?"),
    ] {
        std::fs::write(&map, choices).unwrap();
        let (code, _, said) = common::run(&["import", &list, "--map", &map], "");
        assert!(
            code == 2 && said.contains(message) && said.contains("map.yaml:"),
            "{choices}{said}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    /// A text comes back as it was, wherever it stands in a tree, quoted or not (`~` without quotes is left blank on
    /// purpose); one that counts as words is one to another reader too.
    #[test]
    fn texts_are_written_as_they_are_read(texts in prop::collection::vec(text(), 1..5), quoted in any::<bool>()) {
        let at = Span::NOWHERE;
        let texts: Vec<String> = texts.into_iter().filter(|t| quoted || t != "~").collect();
        let scalar = |text: &str| Node { span: at, kind: Kind::Scalar(text.to_owned().into(), quoted) };
        let mut entries: Vec<Entry> = Vec::new();
        for text in &texts {
            let list = Kind::List(texts.iter().map(|t| scalar(t)).collect());
            let inner = Kind::Map(vec![Entry { key: text.clone().into(), key_span: at, value: scalar(text) }]);
            for (key, value) in [
                (text.clone(), scalar(text)),
                (format!("list of {text}"), Node { span: at, kind: list }),
                (format!("group of {text}"), Node { span: at, kind: inner }),
            ] {
                if entries.iter().all(|e| e.key != key) {
                    entries.push(Entry { key: key.into(), key_span: at, value });
                }
            }
        }
        let written = yaml::write(&Node { span: at, kind: Kind::Map(entries.clone()) });
        let (mut sources, mut out) = (Sources::default(), Diagnostics::default());
        let file = sources.add("x.yaml", written.clone());
        let tree = yaml::read(file, sources.text(file), &yaml::Limits::default(), &mut out).unwrap();
        prop_assert!(out.is_empty(), "{:?}\n{}", out.iter().collect::<Vec<_>>(), written);
        for entry in &entries {
            let read = tree.get(&entry.key).unwrap_or_else(|| panic!("`{}` is lost\n{written}", entry.key));
            prop_assert_eq!(texts_of(read), texts_of(&entry.value), "{}", written);
        }
        // what is said to be a text stays one: `unsure` in quotes is no answer left open
        if quoted {
            for text in ["unsure", "n/a", "?", "no", "null"] {
                let line = yaml::write(&scalar(text));
                let file = sources.add("y.yaml", line.clone());
                let read = yaml::read(file, &line, &yaml::Limits::default(), &mut out);
                prop_assert_eq!(read.map(|n| n.kind), Some(scalar(text).kind), "{}", line);
            }
        }
        for text in texts.iter().filter(|t| yaml::is_words(t)) {
            let line = yaml::write(&scalar(text));
            let value: serde_yaml::Value = serde_yaml::from_str(&line).unwrap();
            prop_assert_eq!(value.as_str(), Some(text.as_str()), "{}", line);
        }
    }
}

fn texts_of(node: &Node) -> Vec<String> {
    match &node.kind {
        Kind::Blank => vec!["nothing".to_owned()],
        Kind::Scalar(text, _) => vec![text.to_string()],
        Kind::List(items) => items.iter().flat_map(texts_of).collect(),
        Kind::Map(entries) => {
            let both = entries
                .iter()
                .map(|e| [vec![e.key.to_string()], texts_of(&e.value)].concat());
            both.flatten().collect()
        }
    }
}

#[test]
fn a_cell_of_signs_that_are_not_seen_names_no_goal() {
    let folder = Folder::new("unseen");
    let list = "Initiative,Cost a year,Goal\nAlpha,7,\nBeta,7,Reading\nGamma,1000,\u{feff}\u{1}\n";
    let (yaml, _) = run(&folder, list, &[]);
    assert!(yaml.contains("Reading") && !yaml.contains("id: \"\""), "{yaml}");
}
