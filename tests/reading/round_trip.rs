//! YAML, workbook and CSV hold the same inventory: going round loses nothing.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

use crate::common;
use cleardeck::diagnostics::{Code, Diagnostics, Sources, render_text};
use cleardeck::evaluate::audit;
use cleardeck::inventory::{self, Inventory};
use cleardeck::report::{Audience, Depth, View};
use cleardeck::rules::{Fact, FactType, RuleSet, Subject};
use cleardeck::sheets::{self, Limits, Workbook};
use cleardeck::yaml::{self, Node};
use proptest::prelude::*;
use serde_json::Value;

/// Everything the reports say of an inventory, but where it was read.
fn said(set: &RuleSet, inventory: &Inventory, sources: &Sources) -> Value {
    let view = View::of(&audit(set, inventory), sources, Depth::Everything, Audience::Internal).unwrap();
    let mut value = serde_json::to_value(&view).unwrap();
    common::forget_places(&mut value);
    value
}

fn load_yaml(text: &str, set: &RuleSet, sources: &mut Sources) -> (Inventory, Node<'static>) {
    let file = sources.add("inventory.yaml", text.to_owned());
    let mut problems = Diagnostics::default();
    let read = inventory::load(file, set, None, sources, &mut problems);
    assert!(
        !problems.has_errors(),
        "{}\n{text}",
        render_text(&problems, sources, false)
    );
    let tree = yaml::read(file, text, &yaml::Limits::default(), &mut problems)
        .unwrap()
        .into_owned();
    (read.unwrap(), tree)
}

fn load_book(book: &Workbook, set: &RuleSet, sources: &Sources) -> (Inventory, Node<'static>) {
    let mut problems = Diagnostics::default();
    let read = inventory::load_workbook(book, set, None, sources, &mut problems);
    // random answers may contradict each other, in YAML as in a workbook; everything else would be a loss
    let contradictions = [
        Code::ContradictsGiven,
        Code::EndBeforeStart,
        Code::AgainstDirection,
        Code::LaterThanAudit,
    ];
    let lost = problems.iter().filter(|p| !contradictions.contains(&p.code));
    assert_eq!(lost.count(), 0, "{}", render_text(&problems, sources, false));
    let tree = inventory::workbook_tree(book, set, sources, &mut problems).unwrap();
    (read.unwrap(), tree)
}

fn xlsx(tree: &Node, set: &RuleSet, sources: &mut Sources) -> Workbook {
    let filled = inventory::fill(set, tree, true);
    assert!(filled.left.is_empty(), "{:?}", filled.left);
    let bytes = sheets::to_xlsx(&filled.book).unwrap();
    assert_eq!(bytes, sheets::to_xlsx(&filled.book).unwrap());
    let mut problems = Diagnostics::default();
    let book = sheets::open("book.xlsx", &bytes, &Limits::default(), sources, &mut problems);
    assert!(problems.is_empty(), "{}", render_text(&problems, sources, false));
    book.unwrap()
}

fn csv(tree: &Node, set: &RuleSet, sources: &mut Sources) -> Workbook {
    let mut problems = Diagnostics::default();
    let mut list = Vec::new();
    for (name, text) in sheets::to_csv(&inventory::fill(set, tree, false).book) {
        // nothing in it may become a formula
        for row in csv::ReaderBuilder::new()
            .flexible(true)
            .has_headers(false)
            .from_reader(text.as_bytes())
            .records()
        {
            for cell in &row.unwrap() {
                let formula = cell.starts_with(['=', '+', '@', '\t', '\r'])
                    || (cell.starts_with('-') && cell.parse::<f64>().is_err());
                assert!(!formula, "{cell}");
            }
        }
        let sheet = sheets::read_csv(
            &name,
            &name,
            text.as_bytes(),
            &Limits::default(),
            sources,
            &mut problems,
        );
        list.push(sheet.unwrap());
    }
    Workbook {
        name: "folder".to_owned(),
        sheets: list,
        hash: String::new(),
    }
}

/// Every answer and row of an inventory, but where it stands: quicker than a whole report.
fn held(inventory: &Inventory) -> String {
    let answers = |given: &[inventory::Given]| {
        let one = |g: &inventory::Given| {
            format!(
                "{:?} {:?} {:?} {:?} {:?} {} {}\n",
                g.fact, g.value, g.unanswered, g.names, g.estimate, g.source, g.observed
            )
        };
        let mut list: Vec<String> = given.iter().map(one).collect();
        list.sort();
        list.concat()
    };
    let mut text = format!(
        "{} {}\n{}",
        inventory.district,
        inventory.as_of,
        answers(&inventory.given)
    );
    for school in &inventory.schools {
        text.push_str(&format!(
            "{} {} {}\n{}",
            school.id,
            school.name,
            school.grades,
            answers(&school.given)
        ));
    }
    for i in &inventory.initiatives {
        text.push_str(&format!(
            "{} {} {} {:?}\n{}",
            i.id,
            i.name,
            i.note,
            i.schools,
            answers(&i.given)
        ));
        for r in &i.results {
            text.push_str(&format!(
                "{:?} {:?} {} {:?} {:?} {:?}\n",
                r.school, r.year, r.measure, r.effect, r.direction, r.fidelity
            ));
        }
        for s in &i.studies {
            text.push_str(&format!(
                "{} {:?} {:?} {:?}\n",
                s.name, s.design, s.effect, s.significant
            ));
        }
        text.push_str(&format!("{:?} {:?}\n", i.reviews, i.dissent));
        for e in &i.elsewhere {
            text.push_str(&format!("{} {} {} {}\n", e.is, e.same_program, e.confirmed_by, e.on));
        }
        for h in &i.here {
            text.push_str(&format!("{} {} {} {} {}\n", h.of, h.condition, h.is, h.said_by, h.on));
        }
    }
    text
}

/// From YAML to a workbook, to CSV, to a workbook and back to YAML.
fn round<T: PartialEq + std::fmt::Debug>(text: &str, said: impl Fn(&RuleSet, &Inventory, &Sources) -> T) {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let (inventory, tree) = load_yaml(text, &set, &mut sources);
    let first = said(&set, &inventory, &sources);
    let book = xlsx(&tree, &set, &mut sources);
    let (inventory, tree) = load_book(&book, &set, &sources);
    assert_eq!(first, said(&set, &inventory, &sources), "as a workbook");
    let book = csv(&tree, &set, &mut sources);
    let (inventory, tree) = load_book(&book, &set, &sources);
    assert_eq!(first, said(&set, &inventory, &sources), "as CSV");
    let book = xlsx(&tree, &set, &mut sources);
    let (_, tree) = load_book(&book, &set, &sources);
    let (inventory, _) = load_yaml(&yaml::write(&tree), &set, &mut sources);
    assert_eq!(first, said(&set, &inventory, &sources), "as YAML again");
}

#[test]
fn the_examples_go_round_without_loss() {
    for example in ["riverbend", "pueblo", "dallas", "wake"] {
        round(&common::file(&format!("examples/{example}/inventory.yaml")), said);
    }
}

#[test]
fn what_it_is_elsewhere_goes_round_in_every_form() {
    let entries = [
        "{ is: summer-learning, confirmed_by: A. Diaz, on: 2026-05-04 }",
        "{ is: reading-recovery-program, same_program: yes, confirmed_by: A. Diaz }",
        "[ { is: plc }, { is: mtss-rti, same_program: no, on: 2026-05 } ]",
        "none",
        "{ is: none, confirmed_by: A. Diaz }",
        "unsure",
    ];
    let mut text = "as_of: 2026-06-30\ninitiatives:\n".to_owned();
    for (n, entry) in entries.iter().enumerate() {
        text.push_str(&format!(
            "  - {{ id: i{n}, name: Initiative {n}, elsewhere: {entry} }}\n"
        ));
    }
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let (inventory, _) = load_yaml(&text, &set, &mut sources);
    let many: Vec<usize> = inventory.initiatives.iter().map(|i| i.elsewhere.len()).collect();
    assert_eq!(many, [1, 1, 2, 1, 1, 0]);
    round(&text, |_, inventory, _| held(inventory));
}

#[test]
fn how_it_is_run_here_goes_round_in_every_form() {
    let text = "\
as_of: 2026-06-30
initiatives:
  - id: a
    name: A
    elsewhere: [{ is: summer-learning, confirmed_by: A. Diaz }, { is: plc }]
    here:
      - { of: summer-learning, condition: days, is: \"=25 days; 3, 4\", said_by: B. Lee, on: 2026-05-04 }
      - { of: summer-learning, condition: share, is: 40, said_by: B. Lee }
      - { of: plc, condition: teams, is: unsure }
  - { id: b, name: B, here: }
";
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let (inventory, _) = load_yaml(text, &set, &mut sources);
    let said: Vec<&str> = inventory.initiatives[0].here.iter().map(|h| h.is.as_str()).collect();
    assert_eq!(said, ["=25 days; 3, 4", "40", ""]);
    assert!(inventory.initiatives[1].here.is_empty());
    round(text, |_, inventory, _| held(inventory));
}

#[test]
fn what_has_no_column_is_named() {
    let text = "as_of: 2026-06-30\ninitiatives:\n  - { id: a, name: A, title: Longer, results: [ { year: 2025, effect: 0.1 } ] }\n";
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let (_, tree) = load_yaml(text, &set, &mut sources);
    assert_eq!(inventory::fill(&set, &tree, true).left, ["`title` of a"]);
    // what the checker would not let pass is named all the same
    let text = text.replace("effect:", "efect:");
    let file = sources.add("inventory.yaml", text.clone());
    let tree = yaml::read(file, &text, &yaml::Limits::default(), &mut Diagnostics::default()).unwrap();
    assert_eq!(
        inventory::fill(&set, &tree, true).left,
        ["`title` of a", "`results.efect` of a"]
    );
}

#[test]
fn yaml_is_written_as_it_reads() {
    let text = common::file("examples/riverbend/inventory.yaml");
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let (_, tree) = load_yaml(&text, &set, &mut sources);
    let written = yaml::write(&tree);
    let (_, again) = load_yaml(&written, &set, &mut sources);
    assert_eq!(yaml::write(&again), written);
}

/// An answer to a fact, as it is written in YAML.
fn answer(fact: &Fact) -> BoxedStrategy<String> {
    let kind = fact.kind;
    // what is proposed has no results, so that only what runs or ran has every answer
    let options = fact.options.iter().filter(|option| *option != "proposed");
    let options: Vec<String> = options.cloned().collect();
    let number =
        || (0_u32..100_000, 0_u32..4).prop_map(|(n, places)| format!("{}", f64::from(n) / 10_f64.powi(places as i32)));
    let value = match kind {
        FactType::YesNo => prop_oneof![Just("yes"), Just("no")].prop_map(str::to_owned).boxed(),
        FactType::Choice | FactType::Level => proptest::sample::select(options).boxed(),
        FactType::Share => (0_u32..=1000)
            .prop_map(|n| format!("{}", f64::from(n) / 1000.0))
            .boxed(),
        FactType::Count => (0_u32..5000).prop_map(|n| n.to_string()).boxed(),
        FactType::Number => number().boxed(),
        FactType::Money => number().boxed(),
        FactType::Date => prop_oneof![
            (1990_u32..2026).prop_map(|y| y.to_string()),
            (1990_u32..2026, 1_u32..13).prop_map(|(y, m)| format!("{y}-{m:02}")),
            (1990_u32..2026, 1_u32..13, 1_u32..29).prop_map(|(y, m, d)| format!("{y}-{m:02}-{d:02}")),
        ]
        .boxed(),
        FactType::Text => words().boxed(),
        FactType::List => Just("[]".to_owned()).boxed(),
    };
    let bounded = matches!(
        kind,
        FactType::Share | FactType::Count | FactType::Number | FactType::Money
    );
    let sourced =
        (value.clone(), words()).prop_map(|(v, s)| format!("{{ value: {v}, source: {s}, observed: 2024-03 }}"));
    let bounds = (0_u32..500, 500_u32..1000).prop_map(|(l, h)| {
        let part = |n: u32| f64::from(n) / 1000.0;
        format!("{{ between: [{}, {}] }}", part(l), part(h))
    });
    let by = || proptest::sample::select(vec!["A. Diaz", "B. Wu (finance)", "=C"]);
    let estimate = (value.clone(), by(), words()).prop_map(|(v, by, s)| {
        let more = if by == "=C" {
            format!(", source: {s}")
        } else {
            String::new()
        };
        format!("{{ value: {v}, estimate_by: \"{by}\"{more} }}")
    });
    let about = (bounds.clone(), by()).prop_map(|(b, by)| b.replace(" }", &format!(", estimate_by: \"{by}\" }}")));
    let mut words_for_none = vec!["unsure", "~", ""];
    words_for_none.extend(fact.takes_not_applicable().then_some("n/a"));
    let open = proptest::sample::select(words_for_none).prop_map(str::to_owned);
    match kind {
        FactType::List => prop_oneof![value, open].boxed(),
        FactType::Text => prop_oneof![4 => value, 1 => sourced, 1 => open].boxed(),
        _ if bounded && kind != FactType::Count => {
            prop_oneof![4 => value, 1 => sourced, 1 => bounds, 1 => estimate, 1 => about, 1 => open].boxed()
        }
        _ => prop_oneof![4 => value, 1 => sourced, 1 => estimate, 1 => open].boxed(),
    }
}

/// Text with the signs that spoil workbooks, quoted for YAML.
fn words() -> impl Strategy<Value = String> {
    let word = proptest::sample::select(vec![
        "reading",
        "=1+1",
        "+plus",
        "-minus",
        "@home",
        "'quoted'",
        "a, b; c",
        "“x”",
        "K-5",
        "3-4",
        "1/2",
        "n/a",
        "unsure",
        "Total",
        "yes",
        "x",
        "{}",
        "#",
        "\\\"",
        "é漢🎓",
        "example",
        "(remark)",
        "true",
        "0012",
        "1e5",
        "%",
    ]);
    proptest::collection::vec(word, 1..4).prop_map(|list| format!("\"{}\"", list.join(" ")))
}

fn records(subject: Subject, set: &RuleSet, many: usize) -> impl Strategy<Value = Vec<Vec<(String, String)>>> + use<> {
    let facts: Vec<Fact> = set
        .facts
        .iter()
        .filter(|f| f.askable && (f.of == subject || (f.inherits && subject != Subject::Goal)))
        .filter(|f| !["goals", "requires"].contains(&f.name.as_str()))
        .cloned()
        .collect();
    let one = proptest::sample::select(facts).prop_flat_map(|fact| (Just(fact.name.clone()), answer(&fact)));
    proptest::collection::vec(proptest::collection::vec(one, 0..8), 1..many)
}

/// Puts answers into YAML, each name once.
fn written(answers: &[(String, String)], pad: &str) -> String {
    let mut tree: std::collections::BTreeMap<String, String> = std::collections::BTreeMap::new();
    for (name, answer) in answers {
        tree.entry(name.clone()).or_insert_with(|| answer.clone());
    }
    let mut text = String::new();
    let mut held: Vec<String> = Vec::new();
    for (name, answer) in &tree {
        let mut parts: Vec<String> = name.split('.').map(str::to_owned).collect();
        if parts.len() > 1 && ["results", "studies", "reviews"].contains(&parts[0].as_str()) {
            parts[0].push_str("_stated");
        }
        let groups = &parts[..parts.len() - 1];
        let shared = groups.iter().zip(&held).take_while(|(a, b)| a == b).count();
        for (level, group) in groups.iter().enumerate().skip(shared) {
            text.push_str(&format!("{pad}{}{group}:\n", "  ".repeat(level)));
        }
        held = groups.to_vec();
        text.push_str(&format!(
            "{pad}{}{}: {answer}\n",
            "  ".repeat(groups.len()),
            parts[parts.len() - 1]
        ));
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_inventories_go_round(seed in inventories()) {
        round(&seed, |_, inventory, _| held(inventory));
    }
}

fn inventories() -> impl Strategy<Value = String> {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let initiatives = records(Subject::Initiative, &set, 5);
    let schools = records(Subject::School, &set, 4);
    let district = records(Subject::District, &set, 2);
    (initiatives, schools, district, proptest::collection::vec(words(), 8)).prop_map(|(initiatives, schools, district, names)| {
        let mut text = "format: 1\nas_of: 2026-06-30\n".to_owned();
        // what is said of the district must not name it twice
        let own: Vec<_> = district[0].iter().filter(|(n, _)| !n.starts_with("plan.")).cloned().collect();
        text.push_str(&written(&own, ""));
        text.push_str("schools:\n");
        for (n, school) in schools.iter().enumerate() {
            text.push_str(&format!("  - id: S{n}\n    name: {}\n    grades: \"6-8\"\n{}", names[n], written(school, "    ")));
        }
        text.push_str("initiatives:\n");
        for (n, initiative) in initiatives.iter().enumerate() {
            text.push_str(&format!(
                "  - id: i{n}\n    name: {}\n    note: {}\n{}",
                names[n + 3],
                names[7 - n],
                written(initiative, "    ")
            ));
            if n == 0 {
                text.push_str("    studies:\n      - { name: \"=A 2020\", design: lottery, effect: 0.2, significant: yes, published: 2020-05 }\n    reviews:\n      - { date: 2025-05-01, measured: no, decision: \"-keep\" }\n    results:\n      - { school: S0, year: 2023-24, measure: \"+x\", effect: -0.12, direction: worse, fidelity: 0.5 }\n");
            }
        }
        text
    })
}
