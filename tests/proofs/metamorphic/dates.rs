//! The same record judged on two days: the later audit never gives a later date, and never protects again what the
//! earlier one said has had its time.

use cleardeck::Date;
use cleardeck::diagnostics::{Diagnostics, Sources};
use cleardeck::evaluate::{Audit, Calendar, judge};
use cleardeck::inventory;
use cleardeck::truth::{Possible, days};
use serde_json::{Value, json};

use super::random::{Dice, put};
use super::{MAKER, SET, as_yaml, many};

/// A random inventory with dates, of which what has happened has happened before both days.
fn dated(seed: u64) -> Value {
    let mut written = MAKER.inventory(seed);
    let dice = &mut Dice::new(seed ^ 0xDA7E);
    written["as_of"] = Value::Null;
    for record in written["initiatives"].as_array_mut().unwrap() {
        for row in record
            .get_mut("results")
            .and_then(Value::as_array_mut)
            .into_iter()
            .flatten()
        {
            row["year"] = json!(2018 + dice.below(7));
        }
        for name in [
            "scope.since",
            "contract.ends",
            "evaluation.reports_on",
            "protections.said_on",
            "decided.on",
            "results.last_year",
            "money.funding_ends",
        ] {
            // what has happened lies before the first day, which is in 2025 or later
            let fact = SET.fact(SET.fact_id(name).unwrap());
            let past = fact.past;
            // what is proposed has none of what only a running program has
            if fact.applies.is_some() && record.get("status") == Some(&json!("proposed")) {
                continue;
            }
            if dice.percent(45) {
                let (year, month) = (2019 + dice.below(if past { 6 } else { 12 }), 1 + dice.below(12));
                let day = 1 + dice.below(28);
                put(record, name, json!(format!("{year}-{month:02}-{day:02}")));
            } else if past {
                put(record, name, Value::Null);
            }
        }
        if dice.percent(30) {
            put(record, "contract.notice_months", json!(dice.below(7)));
        }
        if dice.percent(30) {
            put(record, "evaluation.under_way", json!("yes"));
        }
        if dice.percent(20) {
            put(record, "protections.none", json!("no"));
        }
    }
    written
}

/// For each initiative: the id of the answer, whether it ends, and on which day; none is looked at of what has not begun,
/// since its time counts from a start that lies ahead.
fn dates(text: &str, day: Date) -> Vec<(String, bool, Option<Date>)> {
    let (mut sources, mut problems) = (Sources::default(), Diagnostics::default());
    let file = sources.add("inventory.yaml", text.to_owned());
    let inventory = inventory::load(file, &SET, Some(day), &sources, &mut problems);
    let told: Vec<&str> = problems.iter().map(|d| d.message.as_str()).collect();
    assert!(!problems.has_errors(), "{told:?} in {text}");
    let inventory = inventory.unwrap();
    let audit: Audit = judge(&SET, &inventory);
    let mut calendar = Calendar::of(&audit);
    let verdicts = audit.verdicts.iter().enumerate();
    verdicts
        .map(|(place, verdict)| {
            let until = calendar.until(place, verdict);
            let on = until.as_ref().and_then(|until| until.on);
            let fact = SET.fact_id("scope.since").unwrap();
            let start = verdict.record.value(fact);
            let ahead = matches!(start, Possible::Numbers { high, .. } if high > days(day));
            let on = on.filter(|_| !ahead || start == SET.fact(fact).anything());
            (audit.answer(verdict).to_owned(), until.is_some(), on)
        })
        .collect()
}

#[test]
fn a_later_audit_of_the_same_record_never_gives_a_later_date() {
    let (mut both, mut over) = (0, 0);
    for seed in 0..many(0.2, 60) {
        let text = as_yaml(&dated(seed).to_string());
        let dice = &mut Dice::new(seed);
        let first: Date = "2025-01-01".parse().unwrap();
        let first = first
            .checked_add(jiff::Span::new().days(dice.below(900) as i64))
            .unwrap();
        let second = first
            .checked_add(jiff::Span::new().days(1 + dice.below(1500) as i64))
            .unwrap();
        for (one, other) in dates(&text, first).iter().zip(dates(&text, second)) {
            let told = format!("{first}: {one:?}, {second}: {other:?}, seed {seed}\n{text}");
            let Some(then) = one.2 else { continue };
            if then <= second {
                assert_eq!(other.2, None, "it had ended: {told}");
                over += 1;
            } else {
                assert!(other.2.is_none_or(|now| now <= then), "a later date: {told}");
                both += 1;
            }
        }
    }
    println!("{both} with a date in both audits, {over} over in the second");
    assert!(both + over > 4, "{both} {over}");
}
