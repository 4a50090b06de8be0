//! Whatever hidden groups of students did, every published byte stays the same, as long as the same recommendations
//! are possible: then nothing about them can be worked out, by whatever arithmetic.

use std::collections::BTreeMap;

use cleardeck::diagnostics::Sources;
use cleardeck::evaluate::{Origin, audit};
use cleardeck::inventory::Inventory;
use cleardeck::report::{Audience, Depth, Edition, Html, Markdown, Renderer, Table, View};
use cleardeck::rules::RuleSet;
use serde_json::Value;

use super::districts::tried;
use crate::common;

fn read(text: &str, set: &RuleSet) -> (Sources, Inventory) {
    let mut sources = Sources::default();
    let inventory = common::inventory(text, set, &mut sources);
    (sources, inventory)
}

fn json(view: &View) -> Value {
    serde_json::to_value(view).unwrap()
}

/// Whether two districts get the same recommendations.
fn decide_alike(texts: &[String; 2], set: &RuleSet) -> bool {
    let [a, b] = texts.each_ref().map(|text| {
        let (_, inventory) = read(text, set);
        let verdicts = audit(set, &inventory).verdicts;
        verdicts
            .iter()
            .map(|v| (v.answer, v.firmness, v.could_be))
            .collect::<Vec<_>>()
    });
    a == b
}

/// What the library publishes: the view, and where asked for every edition of it in every form.
fn published(text: &str, set: &RuleSet, everything: bool) -> Vec<String> {
    let (sources, inventory) = read(text, set);
    let audit = audit(set, &inventory);
    let depth = if everything {
        Depth::Everything
    } else {
        Depth::Decisions
    };
    let view = View::of(&audit, &sources, depth, Audience::Public).unwrap();
    let mut said = vec![serde_json::to_string_pretty(&view).unwrap()];
    if everything {
        said.push(String::from_utf8(Table.render(&view, Edition::Audit, None).unwrap()).unwrap());
        for edition in Edition::ALL {
            said.push(Markdown::default().text(&view, edition, None).unwrap());
            said.push(Html.text(&view, edition, None).unwrap());
        }
    }
    said
}

fn differs(a: &[String], b: &[String]) -> Option<String> {
    let lines = |of: &[String]| -> Vec<String> { of.iter().flat_map(|t| t.lines()).map(str::to_owned).collect() };
    let (a, b) = (lines(a), lines(b));
    let place = a.iter().zip(&b).position(|(a, b)| a != b);
    let place = place.or((a.len() != b.len()).then_some(a.len().min(b.len())))?;
    Some(format!("{:?}\n{:?}", a.get(place), b.get(place)))
}

#[test]
fn what_is_published_does_not_depend_on_what_is_hidden() {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let mut withheld = 0;
    let (all, hiding, kept) = tried(1000, |n, texts| {
        if !decide_alike(texts, &set) {
            return false;
        }
        let everything = n % 20 == 0;
        let [said, other] = texts.each_ref().map(|text| published(text, &set, everything));
        let [a, b] = texts;
        if let Some(difference) = differs(&said, &other) {
            panic!("{difference}\n{a}\n{b}");
        }
        withheld += said[0].matches("\"withheld\": true").count();
        true
    });
    println!(
        "{all} districts, something hidden in {hiding}, the recommendations kept in {kept}, not explained {withheld} times"
    );
    assert!(kept * 10 > hiding * 7, "{kept} of {hiding}");
}

#[test]
fn the_command_publishes_the_same_in_every_form() {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let forms = [
        &["--format", "json", "--public"][..],
        &["--format", "json", "--edition", "board"],
        &["--format", "table", "--public"],
        &["--format", "html", "--public"],
        &["--format", "html", "--edition", "board"],
        &["--format", "html", "--edition", "needs-analysis", "--public"],
        &["--format", "markdown", "--public"],
        &["--format", "markdown", "--edition", "board"],
        &["--format", "markdown", "--edition", "needs-analysis", "--public"],
    ];
    let found = tried(24, |_, texts| {
        if !decide_alike(texts, &set) {
            return false;
        }
        let [a, b] = texts;
        for form in forms {
            let arguments: Vec<&str> = ["audit", "-"].iter().chain(form).copied().collect();
            let [before, after] = [a, b].map(|text| {
                let (code, out, err) = common::run(&arguments, text);
                assert_eq!(code, 0, "{err}");
                [out]
            });
            if let Some(difference) = differs(&before, &after) {
                panic!("{form:?}\n{difference}\n{a}\n{b}");
            }
        }
        true
    });
    println!("{found:?} districts, with something hidden, with the same recommendations");
}

/// A public edition says less and never otherwise: what it says of criteria and findings holds with everything counted.
#[test]
fn a_public_edition_contradicts_nothing() {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let (mut said, mut against) = (0, 0);
    tried(200, |_, [text, _]| {
        let (sources, inventory) = read(text, &set);
        let audit = audit(&set, &inventory);
        // what hidden rows go against is left open in the whole, and cannot be in a public edition without telling of them
        let left_open: Vec<String> = (inventory.initiatives.iter().zip(&audit.verdicts))
            .filter(|(_, v)| {
                set.each_fact()
                    .any(|(id, _)| v.record.origin(id) == Origin::Contradicted)
            })
            .map(|(initiative, _)| Value::from(initiative.id.as_str()).to_string())
            .collect();
        against += left_open.len();
        let [inside, outside] = [Audience::Internal, Audience::Public]
            .map(|audience| json(&View::of(&audit, &sources, Depth::Decisions, audience).unwrap()));
        let cards = |view: &Value| -> BTreeMap<String, Value> {
            let cards = view["groups"].as_array().unwrap().iter();
            let cards = cards.flat_map(|g| g["cards"].as_array().unwrap());
            cards.map(|c| (c["id"].to_string(), c.clone())).collect()
        };
        let (inside_cards, outside_cards) = (cards(&inside), cards(&outside));
        for (id, card) in &outside_cards {
            let whole = &inside_cards[id];
            assert_eq!(
                (&card["answer"], &card["firmness"], &card["could_be"]),
                (&whole["answer"], &whole["firmness"], &whole["could_be"]),
                "{text}"
            );
            if left_open.contains(id) {
                continue;
            }
            let bars = |c: &Value| c["evidence"]["bar"].as_array().unwrap().clone();
            for (public, whole) in bars(card)
                .iter()
                .zip(bars(whole))
                .filter(|(p, _)| p["truth"] != "unknown")
            {
                assert_eq!(public["truth"], whole["truth"], "{text}");
                said += 1;
            }
            if card["row"] != "" {
                assert_eq!(card["row"], whole["row"], "{text}");
                said += 1;
            }
            for ground in card["grounds"].as_array().unwrap() {
                assert!(whole["grounds"].as_array().unwrap().contains(ground), "{text}");
            }
        }
        let holds = |view: &Value| -> Vec<(String, String)> {
            let findings = view["findings"].as_array().unwrap().iter();
            let each = findings.flat_map(|f| f["holds"].as_array().unwrap().iter().map(move |h| (f, h)));
            each.map(|(f, h)| (f["rule"].to_string(), h.to_string())).collect()
        };
        let whole = holds(&inside);
        let names = inventory.initiatives.iter().map(|i| (&i.id, &i.name));
        let open: Vec<String> = names
            .filter(|(id, _)| left_open.contains(&Value::from(id.as_str()).to_string()))
            .map(|(_, name)| Value::from(name.as_str()).to_string())
            .collect();
        for finding in holds(&outside).into_iter().filter(|(_, of)| !open.contains(of)) {
            assert!(whole.contains(&finding), "{finding:?}\n{text}");
        }
        true
    });
    println!("{said} things said, {against} initiatives with something left open");
    assert!(said > 200, "{said}");
}
