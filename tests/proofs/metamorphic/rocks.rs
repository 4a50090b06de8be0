//! Short-term projects of random inventories on random calendars: how long they are, on which days they begin and end, how
//! many run at once, and that nothing advised is left out.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use cleardeck::diagnostics::{Diagnostics, Sources};
use cleardeck::evaluate::{Audit, judge};
use cleardeck::interview::Interview;
use cleardeck::inventory::{self, Inventory};
use cleardeck::report::{Audience, Depth, Locale, RockView, RocksView, View};
use cleardeck::rules::{self, Override, RuleSet};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};
use serde_json::{Value, json};

use super::random::Dice;
use super::{MAKER, SET, as_yaml, many};

/// The shipped rules with little room: short projects, and one at once.
static TIGHT: LazyLock<RuleSet> = LazyLock::new(|| {
    let mut sources = Sources::default();
    let files = rules::shipped(&mut sources);
    let set = [("rock_days", "30"), ("rocks_at_once", "1")].map(|(name, value)| Override::new(name, value));
    rules::load(&files, &set, &sources, &mut Diagnostics::default()).unwrap()
});

/// A random calendar as written: some school years, days off and days of tests, which may lie over each other.
fn calendar(dice: &mut Dice) -> Value {
    let mut rows = Vec::new();
    for _ in 0..dice.below(12) {
        let what = *dice.one_of(&["holiday", "break", "testing", "school-year", "holiday"]);
        let first = date(2026, 6, 1).saturating_add((dice.below(420) as i64).days());
        let long = match what {
            "holiday" => dice.below(2),
            "school-year" => 150 + dice.below(120),
            _ => dice.below(25),
        };
        let last = first.saturating_add((long as i64).days());
        let mut row = json!({ "what": what, "from": first.to_string(), "name": what });
        if long > 0 {
            row["to"] = json!(last.to_string());
        }
        rows.push(row);
    }
    json!(rows)
}

/// What stands on a calendar as written, by kind.
struct Days(Vec<(String, Date, Date)>);

impl Days {
    fn of(written: &Value) -> Self {
        let day = |value: &Value| value.as_str().unwrap().parse::<Date>().unwrap();
        let rows = written.as_array().unwrap().iter().map(|row| {
            let first = day(&row["from"]);
            let last = row.get("to").map_or(first, day);
            (row["what"].as_str().unwrap().to_owned(), first, last)
        });
        Self(rows.collect())
    }

    fn is(&self, day: Date, kinds: &[&str]) -> bool {
        let mut rows = self.0.iter();
        rows.any(|(kind, first, last)| kinds.contains(&kind.as_str()) && *first <= day && day <= *last)
    }

    fn counts(&self, day: Date) -> bool {
        !self.is(day, &["holiday", "break"])
    }

    fn works(&self, day: Date) -> bool {
        self.counts(day) && !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
    }
}

struct Read {
    inventory: Inventory,
    sources: Sources,
    text: String,
}

fn read(text: String, set: &RuleSet) -> Read {
    let mut sources = Sources::default();
    let file = sources.add("inventory.yaml", text.clone());
    let mut problems = Diagnostics::default();
    let inventory = inventory::load(file, set, None, &sources, &mut problems);
    let told: Vec<String> = problems.iter().map(|d| d.message.clone()).collect();
    assert!(!problems.has_errors(), "{told:?}");
    Read {
        inventory: inventory.unwrap(),
        sources,
        text,
    }
}

fn rocks<'a>(audit: &Audit<'a>, sources: &Sources) -> (View, RocksView) {
    let view = View::of(audit, sources, Depth::Answers, Audience::Internal).unwrap();
    let rocks = RocksView::of(audit, &view, Locale::Iso).unwrap();
    (view, rocks)
}

fn day(text: &Option<String>) -> Date {
    text.as_ref().unwrap().parse().unwrap()
}

fn all(rocks: &RocksView) -> impl Iterator<Item = &RockView> {
    rocks.rocks.iter().chain(&rocks.waiting)
}

/// The days of one project: where it begins and ends, and how many of them count.
fn its_days_are_right(rock: &RockView, rocks: &RocksView, days: &Days, said: &str) {
    let (start, end) = (day(&rock.start), day(&rock.end));
    assert!(start <= end && days.works(start) && days.works(end), "{said}: {rock:?}");
    let counted = start.series(1.day()).take_while(|day| *day <= end);
    let counted = counted.filter(|day| days.counts(*day)).count() as i64;
    assert!(
        counted <= rock.days && rock.days <= rocks.rock_days,
        "{said}: {counted} of {rock:?}"
    );
    let late = rock.by.as_ref().is_some_and(|by| *rock.end.as_ref().unwrap() > *by);
    assert_eq!(rock.late, late, "{said}: {rock:?}");
    if ["go-and-see", "carry-out"].contains(&rock.kind) {
        assert!(!days.is(start, &["testing"]), "{said}: {rock:?}");
        let ahead = days
            .0
            .iter()
            .any(|(kind, first, _)| kind == "school-year" && start < *first);
        assert!(!ahead || days.is(start, &["school-year"]), "{said}: {rock:?}");
    }
}

/// No more run on any day than may.
fn not_too_many_at_once(rocks: &RocksView, said: &str) {
    let mut running: BTreeMap<Date, usize> = BTreeMap::new();
    for rock in &rocks.rocks {
        let end = day(&rock.end);
        for day in day(&rock.start).series(1.day()).take_while(|day| *day <= end) {
            *running.entry(day).or_default() += 1;
        }
    }
    let most = running.values().copied().max().unwrap_or_default();
    assert!(most <= rocks.at_once, "{said}: {most} at once");
}

/// Each check that an answer rests on, and each recommendation that asks for a project, has one or is said to have none.
fn nothing_is_left_out(view: &View, rocks: &RocksView, said: &str) {
    for group in view.groups.iter().filter(|group| group.id != "set-aside") {
        for card in &group.cards {
            let own: Vec<&RockView> = all(rocks).filter(|rock| rock.about.contains(&card.id)).collect();
            for check in card.checks.iter().filter(|check| !check.asked.is_empty()) {
                let found = own.iter().find(|rock| rock.shown_by == check.asked);
                assert!(
                    found.is_some(),
                    "{said}: {} is asked nowhere of {}",
                    check.asked,
                    card.id
                );
            }
            let acts = |rock: &&&RockView| ["step", "carry-out", "decide"].contains(&rock.kind);
            let decided = own.iter().find(acts);
            let none = rocks.without_project.contains(&card.name);
            assert!(
                decided.is_some() || none,
                "{said}: nothing becomes of {} ({})",
                card.id,
                card.answer
            );
            if let Some(decision) = decided.filter(|rock| rock.kind == "decide" && rock.start.is_some()) {
                for before in own
                    .iter()
                    .filter(|rock| ["find-out", "go-and-see", "study"].contains(&rock.kind))
                {
                    assert!(
                        day(&before.end) < day(&decision.start),
                        "{said}: {decision:?} does not wait"
                    );
                }
            }
        }
    }
}

#[test]
fn projects_fit_the_calendar_and_nothing_advised_is_left_out() {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut waiting, mut late) = (0, 0);
    for seed in 0..many(0.1, 200) {
        let dice = &mut Dice::new(seed ^ 0x0C);
        let mut written = MAKER.inventory(seed);
        written["calendar"] = calendar(dice);
        let days = Days::of(&written["calendar"]);
        for set in [&*SET, &*TIGHT] {
            let said = format!("seed {seed}");
            let read = read(as_yaml(&written.to_string()), set);
            let audit = judge(set, &read.inventory);
            let (view, rocks) = rocks(&audit, &read.sources);
            for rock in &rocks.rocks {
                its_days_are_right(rock, &rocks, &days, &said);
            }
            not_too_many_at_once(&rocks, &said);
            nothing_is_left_out(&view, &rocks, &said);
            let ids: BTreeSet<&str> = all(&rocks).map(|rock| rock.id.as_str()).collect();
            assert_eq!(ids.len(), all(&rocks).count(), "{said}: an id stands for two");
            for rock in all(&rocks) {
                *kinds.entry(rock.kind).or_default() += 1;
                late += usize::from(rock.late);
                let told = [&rock.name, &rock.owner, &rock.first_step, &rock.evidence];
                assert!(told.iter().all(|text| !text.is_empty()), "{said}: {rock:?}");
            }
            waiting += rocks.waiting.len();
        }
    }
    for kind in [
        "find-out",
        "go-and-see",
        "study",
        "carry-out",
        "decide",
        "first-needs-analysis",
        "second-needs-analysis",
    ] {
        assert!(kinds.get(kind).is_some_and(|n| *n >= 20), "{kinds:?}");
    }
    assert!(waiting >= 20 && late >= 20, "{waiting} wait, {late} are late");
}

#[test]
fn ids_are_of_what_projects_are_about_and_what_is_tracked_is_not_proposed_again() {
    let (mut tracked, mut done) = (0, 0);
    for seed in 0..many(0.05, 100) {
        let mut written = MAKER.inventory(seed);
        let first = read(as_yaml(&written.to_string()), &SET);
        let audit = judge(&SET, &first.inventory);
        let (_, proposed) = rocks(&audit, &first.sources);
        let ids: BTreeSet<String> = all(&proposed).map(|rock| rock.id.clone()).collect();

        // neither the order of the initiatives nor the calendar is part of an id
        written["initiatives"].as_array_mut().unwrap().reverse();
        written["calendar"] = json!([{ "what": "break", "from": "2026-06-16", "to": "2026-06-30" }]);
        let other = read(as_yaml(&written.to_string()), &SET);
        let others = rocks(&judge(&SET, &other.inventory), &other.sources).1;
        assert_eq!(ids, all(&others).map(|rock| rock.id.clone()).collect(), "seed {seed}");

        let rows: Vec<_> = proposed.rocks.iter().map(RockView::row).collect();
        let mut interview = Interview::new(&SET, first.text.clone(), first.inventory.clone(), None, "");
        interview
            .track(&rows)
            .unwrap_or_else(|_| panic!("seed {seed}: not written"));
        let text = interview.text().to_owned();
        let held = read(text.clone(), &SET);
        assert_eq!(held.inventory.rocks.len(), rows.len(), "seed {seed}");
        let audit = judge(&SET, &held.inventory);
        let (_, after) = rocks(&audit, &held.sources);
        tracked += rows.len();
        for rock in &proposed.rocks {
            assert!(
                all(&after).all(|other| other.id != rock.id),
                "seed {seed}: {} again",
                rock.id
            );
            let row = after.tracked.iter().find(|row| row.id == rock.id).unwrap();
            assert_eq!((row.state, &row.due), ("open", &rock.end), "seed {seed}");
        }
        // what is said to be done and is not on record is told of each
        let said_done = read(text.replace("done: no", "done: yes"), &SET);
        let (_, after) = rocks(&judge(&SET, &said_done.inventory), &said_done.sources);
        for rock in proposed.rocks.iter().filter(|rock| rock.kind == "find-out") {
            let row = after.tracked.iter().find(|row| row.id == rock.id).unwrap();
            let named = |names: &[String]| names.iter().cloned().collect::<BTreeSet<_>>();
            assert_eq!(row.state, "done");
            assert_eq!(named(&row.not_shown), named(&rock.names), "seed {seed}: {}", rock.id);
            done += 1;
        }
    }
    assert!(tracked >= 300 && done >= 50, "{tracked} tracked, {done} done");
}
