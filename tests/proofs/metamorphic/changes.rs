//! Changes of an inventory that must change no verdict, or may only narrow it.

use std::collections::BTreeMap;

use cleardeck::analysis::Steps;
use cleardeck::diagnostics::{Diagnostics, Sources};
use cleardeck::evaluate::{Audit, Check, Firmness, answers_to, audit, judge};
use cleardeck::inventory::{self, Inventory};
use cleardeck::rules::{FactId, FactType, Subject};
use cleardeck::sheets::{self, Limits};
use cleardeck::yaml;
use serde_json::{Value, json};

use super::random::{Dice, answer, as_written, put};
use super::{MAKER, SET, as_yaml, contradicts_more, load, load_if_taken, many, read};

/// The answer, how firm it is, its checks, what it could be, and the findings.
type Said = (usize, Firmness, Vec<Check>, u64, Vec<String>);

/// What is said of each initiative, by id.
fn said(audit: &Audit) -> BTreeMap<String, Said> {
    let initiatives = audit.inventory.initiatives.iter().zip(&audit.verdicts).enumerate();
    let one = |(place, (initiative, verdict)): (usize, (&inventory::Initiative, &cleardeck::evaluate::Verdict))| {
        let about = |f: &&cleardeck::evaluate::Finding| SET.rule(f.rule).of == Subject::Initiative && f.place == place;
        let found = audit.findings.iter().filter(about);
        let findings = found.map(|f| format!("{} {}", SET.rule(f.rule).id, f.truth.word()));
        let (answer, checks) = (verdict.answer, verdict.checks.clone());
        let said = (answer, verdict.firmness, checks, verdict.could_be, findings.collect());
        (initiative.id.clone(), said)
    };
    initiatives.map(one).collect()
}

/// What is counted over the district.
fn counted(audit: &Audit) -> Vec<String> {
    let own = SET.each_fact().filter(|(_, f)| f.of == Subject::District);
    own.map(|(id, f)| format!("{} {:?}", f.name, audit.district.value(id)))
        .collect()
}

/// The same with every field and every list in another order, but for the reviews, whose order is their sequence.
fn shuffled(written: &Value, dice: &mut Dice) -> String {
    match written {
        Value::Object(fields) => {
            let one = |(key, value): (&String, &Value)| match key.as_str() {
                "reviews" => format!("{}: {value}", json!(key)),
                _ => format!("{}: {}", json!(key), shuffled(value, dice)),
            };
            let mut fields: Vec<String> = fields.iter().map(one).collect();
            dice.shuffle(&mut fields);
            format!("{{ {} }}", fields.join(", "))
        }
        Value::Array(items) => {
            let mut items: Vec<String> = items.iter().map(|item| shuffled(item, dice)).collect();
            dice.shuffle(&mut items);
            format!("[{}]", items.join(", "))
        }
        other => other.to_string(),
    }
}

/// The name under which something goes that had an id before.
fn renamed(id: &str) -> String {
    let number: usize = id[1..].parse().unwrap();
    format!(
        "{}{}",
        ["z", "q", "m", "b", "x", "k", "d", "a", "c"][number % 9],
        97 - number
    )
}

/// The same with other ids, consistently, and names that say as much to the rules.
fn with_other_ids(written: &Value) -> Value {
    match written {
        Value::Object(fields) => {
            let one = |(key, value): (&String, &Value)| {
                let value = match (key.as_str(), value) {
                    ("id" | "school", Value::String(id)) => json!(renamed(id)),
                    ("schools" | "goals" | "requires", Value::Array(ids)) if ids.iter().all(Value::is_string) => {
                        json!(ids.iter().map(|id| renamed(id.as_str().unwrap())).collect::<Vec<_>>())
                    }
                    // the words of a name are read, what stands after them is not
                    ("name", Value::String(name)) => json!(format!("{name} of the north")),
                    (_, value) => with_other_ids(value),
                };
                (key.clone(), value)
            };
            fields.iter().map(one).collect()
        }
        Value::Array(items) => json!(items.iter().map(with_other_ids).collect::<Vec<_>>()),
        other => other.clone(),
    }
}

#[test]
fn neither_order_nor_ids_change_what_is_said() {
    let (mut verdicts, mut settled) = (0, 0);
    for seed in 0..many(1.0, 300) {
        let written = MAKER.inventory(seed);
        let inventory = load(&written);
        let before = judge(&SET, &inventory);
        let other = read(&as_yaml(&shuffled(&written, &mut Dice::new(seed))));
        let after = judge(&SET, &other);
        assert_eq!(said(&before), said(&after), "order, inventory {seed}");
        assert_eq!(counted(&before), counted(&after), "order, inventory {seed}");
        let other = load(&with_other_ids(&written));
        let after = judge(&SET, &other);
        let expected: BTreeMap<_, _> = said(&before).into_iter().map(|(id, s)| (renamed(&id), s)).collect();
        assert_eq!(expected, said(&after), "ids, inventory {seed}");
        assert_eq!(counted(&before), counted(&after), "ids, inventory {seed}");
        verdicts += before.verdicts.len();
        settled += before.verdicts.iter().filter(|v| v.is_settled()).count();
    }
    println!("{verdicts} verdicts ({settled} settled) under another order and other ids");
    assert!(settled > 0 && settled < verdicts);
}

/// An answer to a fact that was open adds nothing to what could be, and moves the answer where a single change says so
/// and nowhere else; to say that one does not know changes nothing.
#[test]
fn an_answer_only_narrows_and_moves_what_is_said_to_move() {
    let single = Steps::of(&SET).unwrap();
    let (mut answers, mut narrowed, mut moved, mut unmoved, mut unsure, mut against) = (0, 0, 0, 0, 0, 0);
    for seed in 0..many(1.0, 60) {
        let dice = &mut Dice::new(seed);
        let written = MAKER.inventory(seed);
        let inventory = load(&written);
        let before = judge(&SET, &inventory);
        let place = dice.below(before.verdicts.len());
        let verdict = &before.verdicts[place];
        let steps = single.from(verdict);
        let own: Vec<_> = SET
            .each_fact()
            .filter(|(_, f)| f.askable && f.of == Subject::Initiative && f.kind != FactType::List)
            .collect();
        for _ in 0..4 {
            let (fact, declared) = *dice.one_of(&own);
            let silent = inventory.initiatives[place].given.iter().all(|g| g.fact != fact);
            if !silent || verdict.record.value(fact) != declared.anything() {
                continue;
            }
            let mut filled = written.clone();
            let said = answer(declared, dice);
            put(&mut filled["initiatives"][place], &declared.name, said.clone());
            let Some(changed) = load_if_taken(&filled) else {
                against += 1;
                continue;
            };
            let after = judge(&SET, &changed);
            let is = &after.verdicts[place];
            answers += 1;
            if contradicts_more(&changed, &inventory) {
                against += 1;
                continue;
            }
            let told = |v: &cleardeck::evaluate::Verdict| (v.answer, v.firmness, v.checks.clone(), v.could_be);
            if !is.record.stated(fact) {
                assert_eq!(told(verdict), told(is), "{seed}: {} {said}", declared.name);
                unsure += 1;
            } else if single.asks(fact) {
                let value = is.record.value(fact);
                let step = steps
                    .iter()
                    .find(|s| s.fact == fact && s.to.iter().any(|to| to.meets(value)));
                let expected = step.map_or(verdict.answer, |s| s.answer);
                assert_eq!(is.answer, expected, "{seed}: {} {said}", declared.name);
                moved += usize::from(step.is_some());
                unmoved += usize::from(step.is_none());
            }
        }
        let open: Vec<FactId> = verdict.open.iter().copied().filter(|f| SET.fact(*f).askable).collect();
        for _ in 0..open.len().min(3) {
            let fact = *dice.one_of(&open);
            let declared = SET.fact(fact);
            let mut filled = written.clone();
            // what may still be answered without going against anything that is written
            let values = answers_to(&SET, &verdict.record, fact);
            let Some(said) = as_written(declared, *dice.one_of(&values)) else {
                continue;
            };
            put(&mut filled["initiatives"][place], &declared.name, said.clone());
            let Some(after) = load_if_taken(&filled) else {
                against += 1;
                continue;
            };
            let is = judge(&SET, &after).verdicts[place].could_be;
            if is & !verdict.could_be != 0 && contradicts_more(&after, &inventory) {
                against += 1;
                continue;
            }
            assert_eq!(
                is & !verdict.could_be,
                0,
                "{seed}: {} {said} adds an answer",
                declared.name
            );
            narrowed += usize::from(is != verdict.could_be);
            answers += 1;
        }
    }
    println!(
        "{answers} answers: {narrowed} narrowed what could be; {moved} moved the answer as said, {unmoved} moved nothing and nothing was said of them, {unsure} said no more, {against} went against what is written"
    );
    assert!(narrowed > 0 && moved > 0 && unmoved > 0 && unsure > 0);
}

/// From YAML to a workbook, to YAML again, to a folder of CSV.
#[test]
fn every_form_of_an_inventory_is_judged_alike() {
    let tried = many(0.02, 12);
    for seed in 0..tried {
        let written = MAKER.inventory(seed);
        let expected = said(&audit(&SET, &load(&written)));
        let sources = &mut Sources::default();
        let out = &mut Diagnostics::default();
        let file = sources.add("inventory.yaml", as_yaml(&written.to_string()));
        let held = sources.text(file).to_owned();
        let tree = yaml::read(file, &held, &yaml::Limits::default(), out).unwrap();
        let judged = |inventory: Option<Inventory>, form: &str| {
            let inventory = inventory.unwrap();
            assert_eq!(expected, said(&audit(&SET, &inventory)), "{form}, inventory {seed}");
        };
        let bytes = sheets::to_xlsx(&inventory::fill(&SET, &tree, true).book).unwrap();
        let book = sheets::open("book.xlsx", &bytes, &Limits::default(), sources, out).unwrap();
        judged(
            inventory::load_workbook(&book, &SET, None, sources, out),
            "as a workbook",
        );
        let tree = inventory::workbook_tree(&book, &SET, sources, out).unwrap();
        let again = sources.add("again.yaml", yaml::write(&tree));
        judged(inventory::load(again, &SET, None, sources, out), "as YAML again");
        let mut folder = sheets::Workbook {
            name: "folder".to_owned(),
            sheets: Vec::new(),
            hash: String::new(),
        };
        for (name, text) in sheets::to_csv(&inventory::fill(&SET, &tree, false).book) {
            let sheet = sheets::read_csv(&name, &name, text.as_bytes(), &Limits::default(), sources, out);
            folder.sheets.push(sheet.unwrap());
        }
        judged(inventory::load_workbook(&folder, &SET, None, sources, out), "as CSV");
    }
    println!("{tried} inventories in four forms");
}
