//! Leaving something out of a row never gives a stronger word, nor an answer nearer to stop or scale.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

#[path = "../../examples/words.rs"]
mod simulated;

use cleardeck::diagnostics::{Diagnostics, Sources};
use cleardeck::evaluate::audit;
use cleardeck::evidence::{Counted, Evidence, Place, Thresholds};
use cleardeck::inventory::{self, Comparison, Direction, Initiative, Inventory, ResultRow};
use cleardeck::rules::contract::{EvidenceCount, ResultsWord as Word};
use cleardeck::rules::{self, RuleSet};
use cleardeck::statistics::Interval;
use cleardeck::truth::Number;
use simulated::{Dice, Errors, Setting, predicted, rates, settings, settings_to_predict, thresholds};

/// What is left out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Left {
    Error,
    Students,
    Measure,
    Design,
}

const LEFT: [Left; 4] = [Left::Error, Left::Students, Left::Measure, Left::Design];
const MEASURES: [&str; 3] = ["attendance", "mathematics", "reading"];

fn pick<T: Copy>(from: &[T], dice: &mut Dice) -> T {
    from[(dice.uniform() * from.len() as f64) as usize]
}

fn row(at: &Initiative, mean: f64, dice: &mut Dice) -> ResultRow {
    let error = 0.01 * 30_f64.powf(dice.uniform());
    let careful = [Comparison::Statistical, Comparison::Matched, Comparison::Lottery];
    let effect = mean + 0.15 * dice.normal();
    ResultRow {
        school: (dice.uniform() < 0.95).then(|| (dice.uniform() * 8.0) as usize),
        schools: None,
        year: Some(pick(&[2023, 2024, 2025, 2026], dice)),
        measure: pick(&MEASURES, dice).to_owned(),
        outcome: None,
        effect: (dice.uniform() < 0.95).then(|| Interval::at(effect)),
        error: (dice.uniform() < 0.95).then(|| Interval::at(error)),
        direction: (dice.uniform() < 0.1).then(|| pick(&[Direction::Worse, Direction::None, Direction::Better], dice)),
        students: (dice.uniform() < 0.8).then(|| Number::count(10 + (dice.uniform() * 2000.0) as usize)),
        comparison: if dice.uniform() < 0.05 {
            Some(Comparison::BeforeAfter)
        } else {
            Some(pick(&careful, dice))
        },
        subgroup: if dice.uniform() < 0.1 {
            "english learners".to_owned()
        } else {
            String::new()
        },
        fidelity: None,
        level: String::new(),
        withheld: false,
        span: at.span,
    }
}

fn rows(at: &Initiative, dice: &mut Dice) -> Vec<ResultRow> {
    let mean = pick(&[-0.2, 0.0, 0.02, 0.15, 0.3], dice);
    let count = 1 + (dice.uniform() * 12.0) as usize;
    // most lists are about one outcome
    let one = (dice.uniform() < 0.5).then(|| pick(&MEASURES, dice));
    let mut rows: Vec<ResultRow> = (0..count).map(|_| row(at, mean, dice)).collect();
    for row in &mut rows {
        if let Some(one) = one {
            row.measure = one.to_owned();
        }
    }
    rows
}

fn without(rows: &[ResultRow], left: Left, of: &dyn Fn(usize) -> bool) -> Vec<ResultRow> {
    let mut rows = rows.to_vec();
    for (n, row) in rows.iter_mut().enumerate() {
        if of(n) {
            match left {
                Left::Error => row.error = None,
                Left::Students => row.students = None,
                Left::Measure => row.measure.clear(),
                Left::Design => row.comparison = None,
            }
        }
    }
    rows
}

/// Initiatives in several states, before any results.
fn inventories(set: &RuleSet) -> Vec<Inventory> {
    let mut schools = String::new();
    for n in 0..8 {
        let locale = ["city", "suburb", "town", "rural"][n % 4];
        schools.push_str(&format!(
            "  - {{ id: S{n}, name: School {n}, locale: {locale}, poverty: 0.{n} }}\n"
        ));
    }
    let states = [
        "scope: { since: 2025-08, schools_count: 4, required: no }",
        "scope: { since: 2018-08, schools_count: 8, required: no }, implementation: { faithful: yes, in_use: yes }, drivers: { weakest: strong }, protections: { none: yes }",
        "scope: { since: 2018-08, schools_count: 8, required: no }, implementation: { faithful: yes, in_use: yes, practitioner_share: 1, fidelity_trend: flat }, drivers: { weakest: strong }, \
         money: { affordable: yes, per_year: 100000, students: 1000, funding_after: secured }, protections: { none: yes }, results_stated: { beats_current: yes }",
        "scope: { since: 2023-08, schools_count: 2, opted_in: yes, limited: yes, required: no }, evaluation: { planned: yes }",
        "scope: { since: 2019-08, schools_count: 8, required: no }, implementation: { faithful: yes, in_use: yes }, drivers: { weakest: strong }, \
         studies: [{ name: A, design: lottery, effect: 0.2, se: 0.05, significant: yes, schools: 12, students: 3000, outcome: reading }]",
        "scope: { since: 2019-08, schools_count: 8, required: yes }, contract: { mandate: yes }",
    ];
    let read = |state: &&str| {
        let text = format!(
            "format: 1\nas_of: 2026-06-30\ndistrict: {{ name: D, schools_count: 8 }}\nschools:\n{schools}initiatives:\n  - {{ id: p, name: Program, kind: curriculum, {state} }}\n"
        );
        let mut sources = Sources::default();
        let file = sources.add("program", text);
        let mut out = Diagnostics::default();
        let read = inventory::load(file, set, None, &sources, &mut out);
        read.unwrap_or_else(|| panic!("{out:?}"))
    };
    states.iter().map(read).collect()
}

fn shipped() -> RuleSet {
    let mut sources = Sources::default();
    let files = rules::shipped(&mut sources);
    rules::load(&files, &[], &sources, &mut Diagnostics::default()).unwrap()
}

/// What rows come to, as the one word that they surely come to.
fn word(at: &Initiative, rows: Vec<ResultRow>, thresholds: Thresholds) -> Option<Word> {
    let mut initiative = at.clone();
    let about = rows.iter().map(|row| row.measure.as_str().into()).collect();
    initiative.results = rows;
    let counted = Counted {
        about,
        ..Counted::default()
    };
    let places = [Place::default(); 8].into();
    let evidence = Evidence::of(&initiative, places, thresholds, counted);
    let value = evidence.fact(EvidenceCount::Summary)?;
    let all = [
        Word::NotMeasured,
        Word::Worse,
        Word::None,
        Word::Mixed,
        Word::Better,
        Word::Inconclusive,
        Word::Likely,
    ];
    all.into_iter().find(|word| value == word.value())
}

/// Rows in a line each, for a message.
fn told(rows: &[ResultRow]) -> String {
    let line = |r: &ResultRow| {
        let number = |i: Option<Interval>| i.and_then(Interval::point).map(|n| format!("{n:.3}"));
        format!(
            "\n{:?} {:?} {} {:?} +- {:?} {:?} {:?} {}",
            r.school,
            r.year,
            r.measure,
            number(r.effect),
            number(r.error),
            r.direction,
            r.comparison,
            r.subgroup
        )
    };
    rows.iter().map(line).collect()
}

/// So many random rows; more by `CLEARDECK_ROWS`.
fn how_many(else_: usize) -> usize {
    std::env::var("CLEARDECK_ROWS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(else_)
}

#[test]
fn leaving_something_out_of_a_row_never_gives_a_stronger_word() {
    let set = shipped();
    let at = &inventories(&set)[0].initiatives[0].clone();
    let thresholds = thresholds().unwrap();
    let mut dice = Dice(5);
    let (mut seen, mut strong) = (0, 0);
    while seen < how_many(40_000) {
        let all = rows(at, &mut dice);
        seen += all.len();
        let whole = word(at, all.clone(), thresholds);
        let one = (dice.uniform() * all.len() as f64) as usize;
        for left in LEFT {
            for of in [&|n: usize| n == one, &|_| true] as [&dyn Fn(usize) -> bool; 2] {
                let less = word(at, without(&all, left, of), thresholds);
                let may = match less {
                    Some(Word::Better | Word::Worse | Word::None) => whole == less,
                    Some(Word::Likely) => matches!(whole, Some(Word::Likely | Word::Better)),
                    _ => true,
                };
                assert!(
                    may,
                    "{whole:?} became {less:?} without {left:?} of {one} or all: {}",
                    told(&all)
                );
            }
        }
        strong += usize::from(matches!(whole, Some(Word::Better | Word::Worse | Word::None)));
    }
    assert!(strong * 20 > seen / 10, "only {strong} of {seen} rows came to a word");
}

#[test]
fn leaving_something_out_of_a_row_never_gives_an_answer_nearer_to_stop_or_scale() {
    let set = shipped();
    let mut dice = Dice(6);
    let mut all_states = inventories(&set);
    let (mut seen, mut extreme) = (0, 0);
    let growth = |answer: &str| match answer {
        "scale" => 2,
        "spread" => 1,
        _ => 0,
    };
    while seen < how_many(4_000) {
        for inventory in &mut all_states {
            let rows = rows(&inventory.initiatives[0], &mut dice);
            seen += rows.len();
            let mut answer = |rows: Vec<ResultRow>| {
                inventory.initiatives[0].results = rows;
                let audit = audit(&set, inventory);
                audit.answer(&audit.verdicts[0]).to_owned()
            };
            let whole = answer(rows.clone());
            extreme += usize::from(whole == "stop" || growth(&whole) > 0);
            let one = (dice.uniform() * rows.len() as f64) as usize;
            let left = pick(&LEFT, &mut dice);
            let every = dice.uniform() < 0.3;
            let of = |n: usize| every || n == one;
            // what studies alone or other rows say stands beside: never further than with the row or without it
            let none = answer(
                rows.iter()
                    .enumerate()
                    .filter(|(n, _)| !of(*n))
                    .map(|(_, row)| row.clone())
                    .collect(),
            );
            let less = answer(without(&rows, left, &of));
            let nearer = less == "stop" && whole != "stop" && none != "stop"
                || growth(&less) > growth(&whole).max(growth(&none));
            assert!(
                !nearer,
                "{whole}, without it {none}, became {less} without {left:?} of {one} (every: {every}): {}",
                told(&rows)
            );
        }
    }
    assert!(
        extreme > 50,
        "only {extreme} answers near to stop or scale in {seen} rows"
    );
}

#[test]
fn words_about_measured_schools_are_hardly_ever_wrong() {
    let thresholds = thresholds().unwrap();
    let mut dice = Dice(7);
    let mut said = false;
    // the ends of what is simulated; all of it is in `docs/simulation.md`
    let ends = settings()
        .into_iter()
        .filter(|s| [1, 2, 5, 8].contains(&s.schools) && [0.02, 0.12].contains(&s.error));
    for setting in ends {
        let r = rates(setting, thresholds, 200, &mut dice);
        // one in a hundred, and what chance adds in so few
        assert!(r.false_harm < 3.0, "{setting:?}: {r:?}");
        assert!(r.false_none < 3.0, "{setting:?}: {r:?}");
        assert!(r.false_scale < 4.0, "{setting:?}: {r:?}");
        if setting.errors == Errors::Unstated {
            assert_eq!(r, Default::default(), "{setting:?}");
        }
        said |= r.power > 90.0 && r.power_next > 50.0;
    }
    assert!(said, "nothing is ever said");
}

#[test]
fn what_the_next_school_may_expect_holds_as_often_as_it_says() {
    let thresholds = thresholds().unwrap();
    let mut dice = Dice(8);
    let looked_at = |s: &Setting| s.schools < 8 && [0.06, 0.12].contains(&s.error);
    for setting in settings_to_predict().filter(looked_at) {
        let held = predicted(setting, thresholds, 1000, &mut dice);
        assert!(held > 93.0, "{setting:?}: {held}");
    }
}
