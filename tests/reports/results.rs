//! Every sentence about results stands beside its own numbers.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

#[allow(dead_code, reason = "the simulations take more of it")]
#[path = "../../examples/common/dice.rs"]
mod dice;

use std::collections::BTreeMap;

use crate::common;
use cleardeck::diagnostics::Sources;
use cleardeck::evaluate::audit;
use cleardeck::inventory::{Comparison, Direction, Inventory, ResultRow};
use cleardeck::report::{Audience, Depth, View};
use cleardeck::rules::RuleSet;
use cleardeck::statistics::Interval;
use cleardeck::truth::Number;
use dice::Dice;
use serde_json::Value;

/// The numbers of a text, with their signs, in its order.
fn numbers(text: &str) -> Vec<f64> {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '.' | '+' | '-' | ',');
    let parts = text.split(|c: char| !is_part(c));
    let trimmed = parts.map(|part| part.trim_end_matches(['.', ',']).replace(',', ""));
    trimmed.filter_map(|part| part.parse().ok()).collect()
}

/// The two numbers behind “between”.
fn between(sentence: &str) -> Option<(f64, f64)> {
    let (_, rest) = sentence.split_once("between ")?;
    let found = numbers(rest);
    Some((*found.first()?, *found.get(1)?))
}

/// Whether a number is said as it stands on the card, to the digits that it is written with.
fn said(number: f64, exact: f64) -> bool {
    (number - exact).abs() < 0.0051
}

/// What is wrong with what one card says of results.
fn wrong(evidence: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    let headline = evidence["headline"].as_str().unwrap();
    let pooled = &evidence["pooled"];
    let of = |key: &str| pooled[key].as_f64().unwrap();
    let sentences: Vec<&str> = evidence["sentences"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| s.as_str().unwrap())
        .collect();
    let mut must = |holds: bool, what: &str, sentence: &str| {
        if !holds {
            wrong.push(format!("{what}: {sentence}"));
        }
    };
    if pooled.is_null() {
        must(!headline.contains("beyond chance"), "no numbers", headline);
        must(sentences.is_empty(), "no numbers", "sentences");
        return wrong;
    }
    let (low, high) = (of("low"), of("high"));
    if headline.starts_with("better") && headline.ends_with("beyond chance") || headline.starts_with("a gain") {
        must(low > 0.0, "the interval has 0", headline);
    }
    if headline.starts_with("worse") {
        must(high < 0.0, "the interval has 0", headline);
    }
    let narrow = &pooled["narrow"];
    let (narrow_low, narrow_high) = (narrow[0].as_f64().unwrap(), narrow[1].as_f64().unwrap());
    let excluded = of("excluded");
    for sentence in &sentences {
        if let Some((a, b)) = between(sentence) {
            let (low, high) = if sentence.contains("may expect") {
                let next = &pooled["next"];
                (next["low"].as_f64().unwrap(), next["high"].as_f64().unwrap())
            } else {
                (low, high)
            };
            must(said(a, low) && said(b, high), "another interval", sentence);
            if sentence.contains("is a gain") || sentence.contains("a gain beyond chance") {
                must(a > 0.0, "no gain", sentence);
            }
            if sentence.contains("is a loss") || sentence.contains("a loss beyond chance") {
                must(b < 0.0, "no loss", sentence);
            }
            if sentence.contains("neither a gain nor a loss") {
                must(a <= 0.0 && b >= 0.0, "a gain or a loss", sentence);
            }
        }
        if sentence.contains("ruled out both ways") {
            let inside = narrow_low > -excluded && narrow_high < excluded;
            must(inside, "an end lies outside", sentence);
            must(
                numbers(sentence).iter().any(|n| said(*n, narrow_high)),
                "another interval",
                sentence,
            );
        }
        if sentence.contains("no benefit of") {
            must(narrow_high < excluded, "a benefit is possible", sentence);
        }
        if sentence.contains("a loss of") {
            must(narrow_low > -excluded, "a loss is possible", sentence);
        }
        if sentence.contains("too small to count") {
            must(of("effect").abs() < of("bar"), "it counts", sentence);
        }
        if sentence.contains("schools did") {
            let (all, better, worse) = (of("schools"), of("better"), of("worse"));
            let holds = if ["all", "All", "both", "Both"]
                .iter()
                .any(|word| sentence.contains(word))
            {
                better == all && sentence.contains("better") || worse == all && sentence.contains("worse")
            } else {
                better < all
            };
            must(holds, "other schools", sentence);
        }
    }
    wrong
}

/// Each evidence on the cards of an inventory.
fn cards(set: &RuleSet, inventory: &Inventory, sources: &Sources) -> Vec<Value> {
    let view = View::of(&audit(set, inventory), sources, Depth::Answers, Audience::Internal).unwrap();
    let data = serde_json::to_value(&view).unwrap();
    let mut found = Vec::new();
    collect(&data, &mut found);
    found
}

fn collect(data: &Value, found: &mut Vec<Value>) {
    match data {
        Value::Object(fields) => {
            for (name, value) in fields {
                if name == "evidence" && value["headline"].is_string() {
                    found.push(value.clone());
                } else {
                    collect(value, found);
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        _ => {}
    }
}

fn below(count: usize, dice: &mut Dice) -> usize {
    (dice.uniform() * count as f64) as usize
}

fn random_rows(at: &ResultRow, dice: &mut Dice) -> Vec<ResultRow> {
    let mean = [-0.25, -0.04, 0.0, 0.04, 0.15, 0.3][below(6, dice)];
    let error = [0.005, 0.02, 0.06, 0.15][below(4, dice)];
    let schools = 1 + below(8, dice);
    let rows = (0..schools * (1 + below(2, dice))).map(|n| {
        let mut row = at.clone();
        row.school = Some(n % schools);
        row.year = Some(2026 - (n / schools) as i16);
        row.measure = ["reading", "reading", "reading", "mathematics", "attendance", ""][below(6, dice)].to_owned();
        row.effect = (dice.uniform() < 0.95).then(|| Interval::at(mean + 0.3 * (dice.uniform() - 0.5)));
        row.error = (dice.uniform() < 0.95).then(|| Interval::at(error * (0.5 + dice.uniform())));
        row.direction = match below(20, dice) {
            0 => Some(Direction::Worse),
            1 => Some(Direction::Better),
            _ => None,
        };
        row.students = (dice.uniform() < 0.7).then(|| Number::count(20 + below(900, dice)));
        row.comparison = [
            None,
            Some(Comparison::BeforeAfter),
            Some(Comparison::Statistical),
            Some(Comparison::Matched),
            Some(Comparison::Matched),
            Some(Comparison::Lottery),
        ][below(6, dice)];
        row.subgroup = if below(8, dice) == 0 {
            "low-income".to_owned()
        } else {
            String::new()
        };
        row
    });
    rows.collect()
}

#[test]
fn every_sentence_about_results_fits_the_numbers_on_its_card() {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let mut schools = String::new();
    for n in 0..8 {
        schools.push_str(&format!(
            "  - {{ id: S{n}, name: School {n}, locale: city, poverty: 0.{n} }}\n"
        ));
    }
    let text = format!(
        "as_of: 2026-06-30\nschools:\n{schools}initiatives:\n  - {{ id: a, name: A, kind: curriculum, scope: {{ since: 2020-08 }}, results: [{{ year: 2025, measure: reading, effect: 0.1, se: 0.1 }}] }}\n"
    );
    let mut inventory = common::inventory(&text, &set, &mut sources);
    let at = inventory.initiatives[0].results[0].clone();
    let many = std::env::var("CLEARDECK_INVENTORIES").ok().and_then(|n| n.parse().ok());
    let mut dice = Dice(20_261_127);
    let mut headlines: BTreeMap<String, usize> = BTreeMap::new();
    for _ in 0..many.unwrap_or(300_usize) {
        inventory.initiatives[0].results = random_rows(&at, &mut dice);
        for card in cards(&set, &inventory, &sources) {
            let wrong = wrong(&card);
            assert!(wrong.is_empty(), "{wrong:#?}\n{card:#}");
            *headlines
                .entry(card["headline"].as_str().unwrap().to_owned())
                .or_default() += 1;
        }
    }
    println!("{headlines:#?}");
    assert!(headlines.len() > 5, "{headlines:?}");
}

#[test]
fn every_sentence_about_results_of_the_examples_fits_its_card() {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let mut seen = 0;
    for path in ["riverbend", "dallas", "pueblo", "wake"] {
        let text = common::file(&format!("examples/{path}/inventory.yaml"));
        let inventory = common::inventory(&text, &set, &mut sources);
        for card in cards(&set, &inventory, &sources) {
            let wrong = wrong(&card);
            assert!(wrong.is_empty(), "{wrong:#?}\n{card:#}");
            seen += card["sentences"].as_array().unwrap().len();
        }
    }
    assert!(seen > 20, "only {seen} sentences");
}

#[test]
fn a_sentence_over_other_numbers_is_found() {
    let card = |headline: &str, sentence: &str| {
        let wrong = wrong(&serde_json::json!({
            "headline": headline,
            "sentences": [sentence],
            "pooled": {
                "low": -0.1, "high": 0.3, "effect": 0.1, "narrow": [-0.07, 0.27], "excluded": 0.1, "bar": 0.05,
                "schools": 3, "better": 2, "worse": 1, "next": null,
            },
        }));
        wrong.len()
    };
    let open = "too uncertain to tell";
    assert_eq!(
        card(
            open,
            "The true average there is very likely (95 percent) between -0.10 and +0.30: neither a gain nor a loss is shown."
        ),
        0
    );
    let wrong = [
        (
            "better than the comparison, beyond chance",
            "All three schools did better.",
        ),
        (
            open,
            "The true average there is very likely (95 percent) between -0.10 and +0.30: a gain beyond chance.",
        ),
        (
            open,
            "The true average there is very likely (95 percent) between -0.01 and +0.03.",
        ),
        (
            open,
            "An effect of 0.10 is ruled out both ways: the interval of 90 percent is -0.07 to +0.27.",
        ),
        (open, "A gain beyond chance, and too small to count (under 0.05)."),
    ];
    for (headline, sentence) in wrong {
        assert!(card(headline, sentence) > 0, "{headline}: {sentence}");
    }
}

#[test]
fn a_level_without_a_comparison_is_printed_and_counts_for_nothing() {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let text = "as_of: 2026-06-30\ninitiatives:\n  - { id: a, name: A, kind: curriculum, scope: { since: 2020-08 }, results: [{ year: 2025, measure: reading, level: 30 percent of schools met the goal }] }\n";
    let inventory = common::inventory(text, &set, &mut sources);
    let [card] = cards(&set, &inventory, &sources).try_into().unwrap();
    assert_eq!(
        card["levels"],
        serde_json::json!([[2025, "30 percent of schools met the goal"]])
    );
    assert!(card["pooled"].is_null(), "{card:#}");
    assert_eq!(card["headline"], "levels alone, which nothing is compared with");
}
