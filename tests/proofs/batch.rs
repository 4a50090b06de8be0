//! Records judged as they come against the audit of an inventory that says the same.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]

use std::fmt::Write as _;

use cleardeck::batch::{Batch, Lines, Problem, Said, Tell};
use cleardeck::diagnostics::{Diagnostics, Severity, Sources};
use cleardeck::evaluate::{Firmness, Verdict, judge};
use cleardeck::inventory;
use cleardeck::rules::{RuleSet, Step};
use cleardeck::truth::Truth;
use serde_json::Value;

use crate::common;
use crate::dice::Dice;
use crate::records::below;
use crate::written::Written;

/// What is said of one initiative.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Told {
    Said {
        id: String,
        answer: usize,
        firmness: Firmness,
        could_be: u64,
        checks: Vec<u16>,
        rules: String,
    },
    Aside(u64, String),
}

#[derive(Default)]
struct All(Vec<Told>);

impl Tell for All {
    fn said(&mut self, said: &Said) {
        self.0.push(Told::Said {
            id: said.identity.id.clone(),
            answer: said.answer,
            firmness: said.firmness,
            could_be: said.could_be,
            checks: said.checks.iter().map(|check| check.0).collect(),
            rules: String::from_utf8_lossy(said.rules).into_owned(),
        });
    }

    fn aside(&mut self, number: u64, problem: &Problem, _: &str) {
        self.0.push(Told::Aside(number, problem.message.clone()));
    }
}

/// What the audit of an inventory says of its only initiative.
fn audited(set: &RuleSet, line: u64, text: String) -> Told {
    let mut sources = Sources::default();
    let mut problems = Diagnostics::default();
    let file = sources.add("inventory.yaml", text);
    let read = inventory::load(file, set, None, &sources, &mut problems);
    let error = problems.iter().find(|problem| problem.severity == Severity::Error);
    let inventory = match (error, read) {
        (None, Some(inventory)) => inventory,
        (error, _) => return Told::Aside(line, error.map_or_else(String::new, |e| e.message.clone())),
    };
    let audit = judge(set, &inventory);
    said(set, &inventory.initiatives[0].id, &audit.verdicts[0])
}

/// A verdict as a stream tells it.
fn said(set: &RuleSet, id: &str, verdict: &Verdict) -> Told {
    let steps = set.initiative_steps.iter();
    let rules = steps.filter_map(|step| match step {
        Step::Rule(id) => Some(*id),
        _ => None,
    });
    let mut rules: Vec<_> = rules.collect();
    rules.sort_unstable();
    let letter = |rule| match verdict.record.rule(rule) {
        Truth::True => 'T',
        Truth::False => 'F',
        Truth::Unknown => 'U',
    };
    Told::Said {
        id: id.to_owned(),
        answer: verdict.answer,
        firmness: verdict.firmness,
        could_be: verdict.could_be,
        checks: verdict.checks.iter().map(|check| check.unit.0).collect(),
        rules: rules.into_iter().map(letter).collect(),
    }
}

/// The districts of the examples as records of one district each.
#[test]
fn a_district_in_one_line_gets_what_its_audit_says() {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    for (district, (year, month, day)) in [
        ("riverbend", (2026, 6, 15)),
        ("dallas", (2022, 6, 30)),
        ("pueblo", (2024, 1, 31)),
        ("wake", (2025, 7, 1)),
    ] {
        let path = format!("{}/examples/{district}/inventory.yaml", env!("CARGO_MANIFEST_DIR"));
        let day = jiff::civil::date(year, month, day);
        let inventory = cleardeck::Reader::new()
            .inventory(path.as_str(), &set, Some(day))
            .unwrap();
        let tree: Value = serde_yaml::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let batch = Batch::of(&set, day).unwrap();
        let (mut all, mut worker) = (All::default(), batch.worker());
        worker.lines(&Lines::of(tree.to_string().as_bytes(), 1), &mut all);
        let audit = judge(&set, &inventory);
        assert_eq!(all.0.len(), audit.verdicts.len(), "{district}: {:?}", all.0.first());
        for (told, (initiative, verdict)) in all.0.iter().zip(inventory.initiatives.iter().zip(&audit.verdicts)) {
            assert_eq!(*told, said(&set, &initiative.id, verdict), "{district}");
        }
    }
}

#[test]
fn a_stream_says_what_the_audit_of_each_record_says() {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let written = Written::of(&set);
    let mut dice = Dice(7);
    let mut districts = String::new();
    let mut around = Vec::new();
    for n in 0..40 {
        let missing = 40 + below(&mut dice, 61);
        let (line, text) = written.district(missing, &mut dice);
        let _ = writeln!(districts, "{{\"id\":\"d{n}\"{line}}}");
        around.push(text);
    }
    let batch = Batch::of(&set, jiff::civil::date(2026, 6, 30)).unwrap();
    let batch = batch.beside(districts.as_bytes()).unwrap();
    let (mut lines, mut expected) = (String::new(), Vec::new());
    for n in 0..700 {
        let missing = 50 + below(&mut dice, 51);
        let (line, text) = written.draw(n, missing, &mut dice);
        let district = below(&mut dice, 80);
        match around.get(district) {
            None => {
                let _ = writeln!(lines, "{line}");
                expected.push(audited(&set, n as u64 + 1, text));
            }
            Some(around) => {
                let _ = writeln!(lines, "{{\"district\":\"d{district}\",{}", line.trim_start_matches('{'));
                expected.push(audited(&set, n as u64 + 1, format!("{around}{text}")));
            }
        }
    }
    let (mut all, mut worker) = (All::default(), batch.worker());
    worker.lines(&Lines::of(lines.as_bytes(), 1), &mut all);
    let place = |told: &Told| match told {
        Told::Said { id, .. } => id.trim_start_matches('i').parse().unwrap_or(0),
        Told::Aside(line, _) => *line as usize - 1,
    };
    all.0.sort_by_key(place);
    let totals = worker.totals();
    println!("{totals:?}");
    let differ: Vec<_> = all.0.iter().zip(&expected).filter(|(a, b)| a != b).collect();
    for (a, b) in differ.iter().take(15) {
        let n = place(a);
        if let (Told::Said { rules: one, .. }, Told::Said { rules: other, .. }) = (a, b) {
            let letters = one.chars().zip(other.chars()).zip(batch.rules());
            let other = letters.filter(|((a, b), _)| a != b);
            let rules = other.map(|(letters, rule)| format!("{} {letters:?}", set.rule(*rule).id));
            println!("{}", rules.collect::<Vec<_>>().join(", "));
        }
        println!(
            "stream {a:?}\naudit  {b:?}\n{}\n",
            lines.lines().nth(n).unwrap_or_default()
        );
    }
    assert_eq!((all.0.len(), differ.len()), (expected.len(), 0));
    // the way of plain answers was gone by many, and so was the other one
    let by_columns = totals.judged - totals.alone;
    assert!(by_columns > 100 && totals.alone > 100 && totals.aside > 0, "{totals:?}");
}
