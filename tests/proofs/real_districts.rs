//! Three real districts' lists, gaps and all: every line answered, nothing acted on that blanks decided.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

use std::collections::BTreeMap;

use crate::common;
use crate::interview::Dice;
use cleardeck::diagnostics::Sources;
use cleardeck::evaluate::{Audit, Firmness, Verdict, audit, judge};
use cleardeck::interview::ticks::answer;
use cleardeck::interview::{Interview, Owner, Spot};
use cleardeck::rules::{FactId, RuleSet, Subject};

const DISTRICTS: [&str; 3] = ["pueblo", "dallas", "wake"];

fn each(test: impl Fn(&RuleSet, &str, &Audit, &Verdict)) {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    for district in DISTRICTS {
        let text = common::file(&format!("examples/{district}/inventory.yaml"));
        let inventory = common::inventory(&text, &set, &mut sources);
        let audit = audit(&set, &inventory);
        for (verdict, initiative) in audit.verdicts.iter().zip(&inventory.initiatives) {
            test(&set, &initiative.name, &audit, verdict);
        }
    }
}

#[test]
fn nothing_is_stopped_scaled_or_spread_on_blanks() {
    each(|_, name, audit, verdict| {
        let answer = audit.answer(verdict);
        let commits = ["stop", "scale", "spread"].contains(&answer);
        assert!(!(commits && audit.may_be_acted_on(verdict)), "{name}: {answer}");
    });
}

#[test]
fn every_line_has_an_answer_and_what_is_not_settled_asks() {
    each(|set, name, audit, verdict| {
        assert!(set.recommendation(audit.answer(verdict)).is_some(), "{name}");
        assert!(verdict.questions.len() <= 5, "{name}");
        assert_eq!(verdict.is_settled(), verdict.questions.is_empty(), "{name}");
        let rests = verdict.firmness == Firmness::Provided;
        assert_eq!(rests, !verdict.checks.is_empty(), "{name}");
    });
}

#[test]
fn few_answers_stay_open() {
    let shares = std::cell::RefCell::new(common::Shares::default());
    each(|_, _, _, verdict| shares.borrow_mut().count(verdict));
    println!("three districts: {}", shares.borrow());
    assert!(shares.borrow().open_share() <= 0.05, "{}", shares.borrow());
}

/// What somebody in a district office who knows it may say of a list to tick; the years count from that of the audit.
fn said_of(list: &str, year: i16, dice: &mut Dice) -> String {
    let one_of = |dice: &mut Dice, words: &[&str]| words[dice.below(words.len())].to_owned();
    match list {
        "contract.mandate" => one_of(dice, &["no", "no", "no", "no", "no", "yes"]),
        "scope.since" => (year - 1 - i16::try_from(dice.below(12)).unwrap()).to_string(),
        "scope.share_of_schools" => one_of(dice, &["one", "a few", "half", "all"]),
        "money.funding_ends" | "contract.ends" => match dice.below(3) {
            0 => "n/a".to_owned(),
            years => (year + i16::try_from(years).unwrap()).to_string(),
        },
        "results.summary" => one_of(dice, &["never", "never", "never", "never", "inconclusive", "none"]),
        "implementation.in_use" => one_of(dice, &["yes", "yes", "yes", "yes", "yes", "yes", "yes", "no"]),
        "evaluation.planned" => one_of(dice, &["no", "no", "no", "yes"]),
        // of most there is nothing else to be said
        "record.shows_more" | "record.speaks_against" => {
            one_of(dice, &["no", "no", "no", "no", "no", "no", "no", "yes"])
        }
        "scope.opted_in" => one_of(dice, &["yes", "no"]),
        "implementation.faithful" => one_of(dice, &["mostly", "mostly", "hardly"]),
        "district.schools_count" => "40".to_owned(),
        other => panic!("nobody says what is ticked of {other}"),
    }
}

/// What is asked of the district's drivers, the weakest of them first.
const DRIVERS: [&str; 4] = [
    "drivers.weakest",
    "drivers.competency.level",
    "drivers.organization.level",
    "drivers.leadership.level",
];

/// Who is asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Respondent {
    unknown: Unknown,
    /// Whether every driver of the district is known to be in place, which leaves nothing to repair by it.
    drivers_in_place: bool,
}

/// How a respondent does not know a third of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Unknown {
    /// Each answer by itself, of a line or about the drivers of the district.
    Cells,
    /// Nothing of a third of the lines, and everything of the others and of the district: as people know programs.
    Lines,
}

/// What the answers of an inventory rest on.
#[derive(Default)]
struct Rests {
    lines: usize,
    /// Lines that are settled or rest on at most two checks.
    firm: usize,
    checks: usize,
    /// How many lines rest on each check.
    units: BTreeMap<String, usize>,
}

impl Rests {
    fn add(&mut self, set: &RuleSet, interview: &Interview) {
        for verdict in judge(set, interview.inventory()).verdicts {
            let few = verdict.firmness == Firmness::Provided && verdict.checks.len() <= 2;
            self.lines += 1;
            self.firm += usize::from(verdict.is_settled() || few);
            self.checks += verdict.checks.len();
            for check in &verdict.checks {
                let id = set.check(check.unit).map_or_else(String::new, |c| c.id.clone());
                *self.units.entry(id).or_default() += 1;
            }
        }
    }

    fn share(&self) -> f64 {
        100.0 * self.firm as f64 / self.lines as f64
    }

    fn each(&self) -> f64 {
        self.checks as f64 / self.lines as f64
    }

    fn of(&self, unit: &str) -> usize {
        self.units.get(unit).copied().unwrap_or_default()
    }
}

/// How strong the drivers of a district are, as levels: the weakest, then each.
fn drivers(in_place: bool, dice: &mut Dice) -> [&'static str; 4] {
    const LEVELS: [&str; 4] = ["weak", "partial", "partial", "strong"];
    let places = [0; 3].map(|_: usize| if in_place { 1 } else { dice.below(LEVELS.len()) });
    let [a, b, c] = places.map(|place| LEVELS[place]);
    [LEVELS[places.into_iter().min().unwrap()], a, b, c]
}

/// Ticks every list, and answers for the district what is asked of it once; gives how much was ticked.
fn tick(set: &RuleSet, interview: &mut Interview, asked: &[FactId], who: Respondent, dice: &mut Dice) -> usize {
    let year = interview.inventory().as_of.year();
    let count = interview.inventory().initiatives.len();
    let mut places: Vec<usize> = (0..count).collect();
    let mut strangers = |_| places.swap_remove(dice.below(places.len()));
    let strange: Vec<usize> = (0..count / 3).map(&mut strangers).collect();
    let levels = drivers(who.drivers_in_place, dice);
    let mut ticked = 0;
    for id in asked {
        let fact = set.fact(*id);
        let spots = match fact.inherits || fact.of == Subject::District {
            true => vec![Spot {
                owner: Owner::District,
                fact: *id,
            }],
            false => (0..count).map(|place| Spot::of(place, *id)).collect(),
        };
        for at in spots {
            if interview.on_record(at).is_some() {
                continue;
            }
            let known = match (who.unknown, at.owner) {
                // how many schools there are is known to whoever is asked
                _ if fact.of == Subject::District => true,
                (Unknown::Lines, Owner::Initiative(place)) => !strange.contains(&place),
                (Unknown::Lines, Owner::District) => true,
                (Unknown::Cells, _) => dice.below(3) > 0,
            };
            let driver = DRIVERS.iter().position(|driver| *driver == fact.name);
            let said = match (known, driver) {
                (true, Some(driver)) => levels[driver].to_owned(),
                (true, None) => said_of(&fact.name, year, dice),
                (false, _) => "don't know".to_owned(),
            };
            let Ok(said) = answer(set, *id, &said) else {
                panic!("{said}")
            };
            let written = interview.spelled(&said, "the respondent");
            // of what is only proposed some of it cannot be said
            let at = Spot { fact: said.fact, ..at };
            ticked += usize::from(interview.answer(at, &written).is_ok());
        }
    }
    ticked
}

/// The lists to tick and what is asked once of the district alone, a third of the answers unknown.
///
/// Two of the lists are about the whole record: what else shows that it works, and what speaks for ending it. Of whoever
/// knows two thirds of the lines little more than those can be firm. Where each answer is unknown by itself, a line has
/// all its eleven once in a hundred: there a no about the whole record, and the weakest driver asked before each of them,
/// are what is left of it. Where every driver is in place nothing is to be repaired, so that all the others count.
#[test]
fn the_lists_to_tick_leave_few_checks() {
    const SEEDS: u32 = 20;
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let mut asked = set.ticked();
    assert_eq!(
        asked.len(),
        12,
        "eleven lists, of which one asks of money and of the contract"
    );
    // of the drivers the weakest first, and each where that does not say it
    asked.extend(DRIVERS.map(|driver| set.fact_id(driver).unwrap()));
    asked.push(set.fact_id("district.schools_count").unwrap());
    // at least so many percent on average: of cells, of lines; then where the drivers are in place
    let floors = [
        ("pueblo", [60.0, 60.0], [55.0, 65.0]),
        ("dallas", [60.0, 60.0], [45.0, 55.0]),
        ("wake", [60.0, 60.0], [65.0, 70.0]),
    ];
    for (district, any, in_place) in floors {
        let text = common::file(&format!("examples/{district}/inventory.yaml"));
        let inventory = common::inventory(&text, &set, &mut sources);
        let begin = || Interview::new(&set, text.clone(), inventory.clone(), None, "");
        let mut before = Rests::default();
        before.add(&set, &begin());
        for (drivers_in_place, [cells, lines]) in [(false, any), (true, in_place)] {
            for (unknown, floor) in [(Unknown::Cells, cells), (Unknown::Lines, lines)] {
                let who = Respondent {
                    unknown,
                    drivers_in_place,
                };
                let (mut after, mut ticked) = (Rests::default(), 0);
                for seed in 0..SEEDS {
                    let mut interview = begin();
                    ticked += tick(
                        &set,
                        &mut interview,
                        &asked,
                        who,
                        &mut Dice(u64::from(seed) * 31 + 1700),
                    );
                    after.add(&set, &interview);
                }
                let many = SEEDS as usize;
                println!(
                    "{district}, {who:?}: settled or on two checks at most {:.0} % before any tick, {:.0} % after {}; checks a line {:.1}, then {:.1}",
                    before.share(),
                    after.share(),
                    ticked / many,
                    before.each(),
                    after.each()
                );
                println!("  before {:?}\n  after, {many} times {:?}", before.units, after.units);
                assert!(ticked > 4 * after.lines, "{district}: {ticked}");
                assert!(after.each() < before.each(), "{district}, {who:?}");
                // what was ticked is no longer presumed where somebody knew it
                for unit in ["no-law", "not-measured", "judging-years", "running", "as-designed"] {
                    assert!(after.of(unit) <= before.of(unit) * many, "{district}, {who:?}: {unit}");
                }
                assert!(after.share() >= floor, "{district}, {who:?}: {:.1}", after.share());
            }
        }
    }
}
