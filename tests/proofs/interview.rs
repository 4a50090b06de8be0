//! The interview: asks only what can matter, ends settled or says why not, and changes nothing but the answers.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

use crate::common;
use std::collections::BTreeSet;

use cleardeck::diagnostics::Sources;
use cleardeck::evaluate::{
    Firmness, Origin, Sheet, after_answer, answers_to, audit, judge, open_facts, verdict_of, world_apart,
};
use cleardeck::interview::ticks::{district_ticks, ticks};
use cleardeck::interview::{Changed, Group, Interview, Owner, Spot, Tick, Turn};
use cleardeck::rules::{Effort, FactId, RuleSet, value_text};
use cleardeck::truth::Possible;

/// Numbers that look random and are the same in every run.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, count: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % count
    }
}

fn files() -> Vec<String> {
    let districts = ["pueblo", "dallas", "wake"].map(|d| format!("examples/{d}/inventory.yaml"));
    let folder = format!("{}/tests/backtest", env!("CARGO_MANIFEST_DIR"));
    let mut cases: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .filter(|n| n.starts_with('C') && n.ends_with(".yaml"))
        .map(|n| format!("tests/backtest/{n}"))
        .collect();
    cases.sort();
    districts.into_iter().chain(cases).collect()
}

fn begin<'a>(set: &'a RuleSet, file: &str, sources: &mut Sources) -> Interview<'a> {
    let text = common::file(file);
    let inventory = common::inventory(&text, set, sources);
    Interview::new(set, text, inventory, None, "")
}

fn sheet(set: &RuleSet, interview: &Interview, place: usize) -> Sheet {
    judge(set, interview.inventory()).verdicts[place].record.clone()
}

/// An answer as somebody would write it.
fn written(set: &RuleSet, fact: FactId, answer: Possible) -> String {
    match answer {
        Possible::Numbers { low, .. } => low.to_string(),
        _ => value_text(set.fact(fact), answer),
    }
}

/// Whether some completion of the other open facts makes the answer to this one change the recommendation, by the plain
/// evaluator: what these facts hold is named, what is not named is tried as it is presumed and as random answers.
fn matters(set: &RuleSet, sheet: &Sheet, presumed: &Sheet, turn: &Turn, dice: &mut Dice) -> bool {
    let decision = set.table("recommendation").unwrap().fact;
    let Some(world) = world_apart(set, sheet, turn.fact) else {
        return false;
    };
    // what sums up others is not open by itself: it stays as it is presumed
    let summed_up = set
        .each_fact()
        .filter(|(id, fact)| !sheet.value(*id).is_known() && fact.presume.as_ref().is_some_and(|p| p.check.is_none()));
    let mut near = sheet.clone();
    for (fact, _) in summed_up {
        near.set(fact, presumed.value(fact), Origin::Given);
    }
    let judged = |world: &[(FactId, Possible)]| {
        let mut sheet = near.clone();
        for (fact, value) in world {
            sheet.set(*fact, *value, Origin::Given);
        }
        sheet.run(set, &set.decision_steps);
        sheet.value(decision)
    };
    let open = open_facts(set, sheet).into_iter().filter(|f| *f != turn.fact);
    let lists: Vec<(FactId, Vec<Possible>)> = open.map(|fact| (fact, answers_to(set, sheet, fact))).collect();
    let answers = answers_to(set, sheet, turn.fact);
    (0..50).any(|n| {
        let other = lists.iter().map(|(fact, list)| {
            let held = world.iter().find(|(f, _)| f == fact).map(|(_, value)| *value);
            let near = Some(presumed.value(*fact)).filter(|value| n == 0 && value.is_known());
            let value = match held {
                Some(held) => *list.iter().find(|value| value.meets(held)).unwrap(),
                None => near.unwrap_or_else(|| list[dice.below(list.len())]),
            };
            (*fact, value)
        });
        let other: Vec<(FactId, Possible)> = other.collect();
        let given: BTreeSet<String> = answers
            .iter()
            .map(|answer| {
                let mut world = other.clone();
                world.push((turn.fact, *answer));
                format!("{:?}", judged(&world))
            })
            .collect();
        given.len() > 1
    })
}

#[test]
fn a_respondent_who_knows_everything_is_asked_little_and_every_verdict_is_settled() {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let fields = set
        .facts
        .iter()
        .filter(|f| f.askable && format!("{:?}", f.of) == "Initiative")
        .count();
    let mut dice = Dice(7);
    let (mut asked, mut could_matter, mut form, mut most) = (0, 0, 0, 0);
    for file in files() {
        let mut interview = begin(&set, &file, &mut sources);
        let before = interview.text().to_owned();
        let audit = judge(&set, interview.inventory());
        let open: Vec<_> = audit.verdicts.iter().filter(|v| !v.is_settled()).collect();
        could_matter += open.iter().map(|v| open_facts(&set, &v.record).len()).sum::<usize>();
        form += open.len() * fields;
        drop(open);
        let mut of_one = std::collections::BTreeMap::<usize, usize>::new();
        while let Some(turn) = interview.turn() {
            let answers = answers_to(&set, &sheet(&set, &interview, turn.place), turn.fact);
            let answer = written(&set, turn.fact, answers[dice.below(answers.len())]);
            interview
                .answer(&turn, &answer)
                .unwrap_or_else(|e| panic!("{file}: {answer}: {e:?}"));
            asked += 1;
            *of_one.entry(turn.place).or_default() += 1;
        }
        most = most.max(of_one.into_values().max().unwrap_or_default());
        for left in interview.left() {
            // what the file marks as not known nobody is asked again
            let marked = |name: &str| {
                name.rsplit('.')
                    .next()
                    .is_some_and(|key| before.contains(&format!("{key}: unsure")))
            };
            let open = left.open.iter().map(|f| set.fact(*f).name.as_str());
            let open: Vec<&str> = open.filter(|name| !marked(name)).collect();
            if open.is_empty() {
                continue;
            }
            assert_eq!(left.said.firmness, Firmness::Settled, "{file}: {}: {open:?}", left.name);
        }
        // comments and everything else stay where they are
        for line in before.lines().filter(|l| l.trim_start().starts_with('#')) {
            assert!(interview.text().lines().any(|l| l == line), "{file}: {line}");
        }
    }
    println!(
        "{asked} questions of {could_matter} that could matter at the start ({:.0} %), of {form} fields of a form ({:.1} %); at most {most} for one initiative",
        100.0 * asked as f64 / could_matter as f64,
        100.0 * asked as f64 / form as f64
    );
    assert!(asked < could_matter);
}

#[test]
fn no_question_is_asked_that_cannot_matter() {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let mut dice = Dice(11);
    let mut looked = 0;
    for file in files()
        .iter()
        .skip(3)
        .chain(&["examples/pueblo/inventory.yaml".to_owned()])
    {
        let mut interview = begin(&set, file, &mut sources);
        while let Some(turn) = interview.turn() {
            let verdict = judge(&set, interview.inventory()).verdicts.swap_remove(turn.place);
            let (sheet, presumed) = (verdict.record, verdict.sheet);
            let name = &set.fact(turn.fact).name;
            assert!(
                matters(&set, &sheet, &presumed, &turn, &mut dice),
                "{file}: {name} changes nothing in\n{}",
                interview.text()
            );
            looked += 1;
            let answers = answers_to(&set, &sheet, turn.fact);
            let answer = written(&set, turn.fact, answers[dice.below(answers.len())]);
            interview
                .answer(&turn, &answer)
                .unwrap_or_else(|e| panic!("{file}: {name}: {answer}: {e:?}\n{}", interview.text()));
        }
    }
    println!("{looked} questions, each of which could change the answer");
    assert!(looked > 40);
}

#[test]
fn who_does_not_know_is_asked_everything_once_and_told_what_stays_open() {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    for file in files() {
        let mut interview = begin(&set, &file, &mut sources);
        let mut seen = BTreeSet::new();
        let mut dice = Dice(3);
        while let Some(turn) = interview.turn() {
            assert!(seen.insert((turn.place, turn.fact)), "{file}: asked twice");
            match dice.below(3) {
                0 => interview.decline(&turn),
                1 => interview.answer(&turn, "unsure").unwrap(),
                _ if set.fact(turn.fact).takes_not_applicable() => interview.answer(&turn, "n/a").unwrap(),
                _ => interview.answer(&turn, "unsure").unwrap(),
            }
        }
        for left in interview.left() {
            assert_eq!(
                left.said.firmness == Firmness::Settled,
                left.open.is_empty(),
                "{file}: {}",
                left.name
            );
        }
        // taken up again, what is marked as not known is not asked
        let text = interview.text().to_owned();
        let inventory = common::inventory(&text, &set, &mut sources);
        let mut again = Interview::new(&set, text, inventory, None, "");
        while let Some(turn) = again.turn() {
            let marked = again.inventory().initiatives[turn.place]
                .given
                .iter()
                .any(|g| g.fact == turn.fact && g.unanswered.is_some());
            assert!(!marked, "{file}: {}", set.fact(turn.fact).name);
            again.decline(&turn);
        }
    }
}

/// One initiative in many layouts, with the answer to one question written into each.
#[test]
fn answers_are_written_where_they_belong_in_any_layout() {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let head = "format: 1\nas_of: 2026-06-15\n# a remark\ninitiatives:\n";
    let layouts = [
        "  - id: a\n    name: A # who knows\n    scope:\n      # when\n      since: 2020\n    kind: curriculum\n",
        "- {id: a, name: A, kind: curriculum}\n",
        "  - { id: a, name: 'A: \"B\"', results: [ { school: S, year: 2024, direction: better, comparison: matched } ] }\nschools: [ { id: S, name: S } ]\n",
        "  -\n    id: a\n    name: |\n      A\n    implementation:\n",
        "  - id: a\n    name: A\n    implementation: {}\n    results_stated:\n        summary:\n",
        "  - id: a\r\n    name: A\r\n    protections:\r\n      none: # not asked\r\n",
        "  - id: a\n    name: A\n    implementation: { fidelity: { between: [0.5, 0.9], source: x } }\n    drivers:\n      # each\n      competency: { level: weak }\n",
        "  - \"id\": a\n    \"name\": \"A\"\n    \"kind\": ~\n",
    ];
    let facts = [
        "results.summary",
        "implementation.faithful",
        "implementation.fidelity",
        "protections.none",
        "kind",
        "drivers.leadership.level",
    ];
    let answers = ["none", "yes", "0.7", "yes", "curriculum", "partial"];
    for layout in layouts {
        let text = format!("{head}{layout}");
        for (fact, answer) in facts.iter().zip(answers) {
            let inventory = common::inventory(&text, &set, &mut sources);
            let mut interview = Interview::new(&set, text.clone(), inventory, None, "a: \"source\"");
            let id = set.fact_id(fact).unwrap();
            let turn = Turn {
                place: 0,
                fact: id,
                said: interview.said(0).unwrap(),
                open: 1,
            };
            interview
                .answer(&turn, answer)
                .unwrap_or_else(|e| panic!("{fact} in {text}: {e:?}"));
            let given = &interview.inventory().initiatives[0].given;
            let given = given.iter().find(|g| g.fact == id).unwrap();
            assert_eq!(
                (given.written.as_str(), given.source.as_str()),
                (answer, "a: \"source\""),
                "{text}"
            );
            // whatever stood there before and was no answer to this still stands there
            for word in ["# a remark", "# who knows", "# when", "# not asked", "# each"] {
                assert_eq!(
                    interview.text().contains(word),
                    text.contains(word),
                    "{}",
                    interview.text()
                );
            }
            assert_eq!(interview.text().matches("\r\n").count() > 0, text.contains("\r\n"));
        }
    }
}

#[test]
fn what_is_no_answer_changes_nothing() {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let text = "format: 1\nas_of: 2026-06-15\ninitiatives:\n  - &one { id: a, name: A, implementation: &i { fidelity: 0.5 } }\n  - { id: b, name: B, implementation: *i }\n";
    let inventory = common::inventory(text, &set, &mut sources);
    let mut interview = Interview::new(&set, text.to_owned(), inventory, None, "");
    let said = interview.said(0).unwrap();
    let turn = |fact: &str, place| Turn {
        place,
        fact: set.fact_id(fact).unwrap(),
        said,
        open: 2,
    };
    assert!(interview.answer(&turn("results.summary", 0), "perhaps").is_err());
    assert!(
        interview
            .answer(&turn("implementation.fidelity", 0), "{ between: [0.9, 0.1] }")
            .is_err()
    );
    // the group stands for both initiatives: an answer for one would change the other
    assert!(interview.answer(&turn("implementation.faithful", 1), "yes").is_err());
    assert_eq!(interview.text(), text);
    interview.answer(&turn("results.summary", 0), "none").unwrap();
    assert_ne!(interview.text(), text);
}

/// A sheet after one more answer.
fn with(set: &RuleSet, sheet: &Sheet, fact: FactId, answer: Possible) -> Sheet {
    let mut next = sheet.clone();
    next.set(fact, answer, Origin::Given);
    next.run(set, &set.initiative_steps);
    next
}

/// Whether the answer to a fact decides what could be said.
fn differs(set: &RuleSet, sheet: &Sheet, fact: FactId) -> bool {
    let after = |answer| after_answer(set, sheet, fact, answer).could_be;
    let said: BTreeSet<u64> = answers_to(set, sheet, fact).into_iter().map(after).collect();
    said.len() > 1
}

/// Answers to some facts that leave another one open, found by walking: after each answer it must still matter.
fn left_open(set: &RuleSet, sheet: &Sheet, others: &[FactId], fact: FactId, steps: &mut u32) -> Option<Sheet> {
    *steps += 1;
    if *steps > 2000 || !open_facts(set, sheet).contains(&fact) {
        return None;
    }
    let Some((next, rest)) = others.split_first() else {
        return differs(set, sheet, fact).then(|| sheet.clone());
    };
    let answers = answers_to(set, sheet, *next).into_iter();
    let mut after = answers.map(|answer| with(set, sheet, *next, answer));
    after.find_map(|sheet| left_open(set, &sheet, rest, fact, steps))
}

#[test]
fn the_facts_said_to_be_sure_settle_it_and_none_can_be_spared() {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let mut dice = Dice(5);
    let (mut verdicts, mut facts) = (0, 0);
    let files = files();
    for file in files.iter().chain(&["examples/riverbend/inventory.yaml".to_owned()]) {
        let interview = begin(&set, file, &mut sources);
        let audit = audit(&set, interview.inventory());
        for verdict in audit.verdicts.iter().filter(|v| !v.is_settled()).take(2) {
            verdicts += 1;
            for _ in 0..40 {
                let mut all = verdict.record.clone();
                for fact in &verdict.sure {
                    let list = answers_to(&set, &all, *fact);
                    all = with(&set, &all, *fact, list[dice.below(list.len())]);
                }
                assert!(verdict_of(&set, &all).is_settled(), "{file}");
            }
            for fact in &verdict.sure {
                facts += 1;
                let name = &set.fact(*fact).name;
                let others: Vec<FactId> = verdict.sure.iter().copied().filter(|f| f != fact).collect();
                let open = left_open(&set, &verdict.record, &others, *fact, &mut 0);
                let names: Vec<&str> = verdict.sure.iter().map(|f| set.fact(*f).name.as_str()).collect();
                assert!(open.is_some(), "{file}: {name} can be spared of {names:?}");
            }
        }
    }
    println!("{facts} facts of {verdicts} verdicts, none of which can be spared");
    assert!(facts > 40);
}

/// What a line of answers says of each line that it names.
fn typed(set: &RuleSet, fact: &str, text: &str, lines: usize) -> Result<Vec<String>, String> {
    let fact = set.fact_id(fact).unwrap();
    let said = ticks(set, fact, text, &vec![true; lines]).map_err(|problem| problem.message)?;
    let show = |tick: &Tick| {
        let estimate = if tick.entry.estimate { "~" } else { "" };
        let own = if tick.entry.fact == fact {
            ""
        } else {
            &set.fact(tick.entry.fact).name
        };
        let fields = tick.entry.fields();
        let fields = fields.strip_prefix("value: ").unwrap_or(&fields);
        format!("{}{estimate}{own} {fields}", tick.line)
    };
    Ok(said.iter().map(show).collect())
}

#[test]
fn many_lines_are_answered_by_one_line() {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let law = |text| typed(&set, "contract.mandate", text, 5).map(|list| list.join("; "));
    assert_eq!(law("1 4-5").unwrap(), "1 yes; 4 yes; 5 yes");
    assert_eq!(law("1 4 rest no").unwrap(), "1 yes; 2 no; 3 no; 4 yes; 5 no");
    assert_eq!(law("all").unwrap(), "1 yes; 2 yes; 3 yes; 4 yes; 5 yes");
    assert_eq!(law("2; all no").unwrap(), "1 no; 2 yes; 3 no; 4 no; 5 no");
    assert_eq!(
        law("1 4 = yes; 2 = no; rest = don't know").unwrap(),
        "1 yes; 2 no; 3 unsure; 4 yes; 5 unsure"
    );
    assert_eq!(law("don't know").unwrap().matches("unsure").count(), 5);
    for text in [
        "6",
        "0",
        "3-2",
        "1 = perhaps",
        "1 = yes; 1 = no",
        "rest no; rest yes",
        "=",
        "perhaps",
    ] {
        assert!(law(text).is_err(), "{text}: {:?}", law(text));
    }
    let since = |text| typed(&set, "scope.since", text, 5).map(|list| list.join("; "));
    assert_eq!(
        since("1-2 = 2019; 5 = 2021-22").unwrap(),
        "1 2019; 2 2019; 5 between: [2021-07, 2022-06]"
    );
    assert_eq!(
        since("1 = 2018 to 2020; 2 = about 2015").unwrap(),
        "1~ between: [2018, 2020]; 2~ 2015"
    );
    // December, or a school year
    assert!(since("1 = 2011-12").is_err());
    assert!(since("1 4").is_err());
    let schools = |text| typed(&set, "scope.share_of_schools", text, 5).map(|list| list.join("; "));
    assert_eq!(
        schools("1 = one; 2 = half; 3 = all; 4 = 7 schools; 5 = about half").unwrap(),
        "1scope.schools_count 1; 2 between: [40%, 60%]; 3 100%; 4~scope.schools_count 7; 5~ between: [40%, 60%]"
    );
    assert_eq!(
        schools("2 = 30%; 3 = 3 to 5 schools").unwrap(),
        "2 30%; 3~scope.schools_count between: [3, 5]"
    );
    assert_eq!(schools("1 = 1").unwrap_err(), "`1` may be one percent or all of it");
    assert!(schools("1 = 1%").is_ok() && schools("1 = 100%").is_ok());
    let measured = |text| typed(&set, "results.summary", text, 5).map(|list| list.join("; "));
    assert_eq!(
        measured("1-3 = no; 4 = better").unwrap(),
        "1 not-measured; 2 not-measured; 3 not-measured; 4 better"
    );
    assert!(measured("1 = yes").is_err());
    let level = |text| typed(&set, "drivers.competency.level", text, 5);
    assert_eq!(level("1 = weak; rest = partial").unwrap().len(), 5);
    let cost = |text| typed(&set, "money.per_year", text, 5).map(|list| list.join("; "));
    assert_eq!(cost("1 = about $40,000").unwrap(), "1~ \"$40,000\"");
}

/// The interview about many lines, every answer of it `said`: how many questions it took.
fn asked_at_once(set: &RuleSet, interview: &mut Interview, said: &str, all: bool) -> Vec<FactId> {
    let mut seen = Vec::new();
    while let Some(group) = interview.group(all) {
        assert!(!seen.contains(&group.fact), "{} twice", set.fact(group.fact).name);
        seen.push(group.fact);
        assert!(!group.lines.is_empty());
        if let Some(at) = group.of_district() {
            let (whole, apart) = district_ticks(set, group.fact, said, group.lines.len()).unwrap();
            assert!(apart.is_empty());
            interview.answer(at, &interview.spelled(&whole.unwrap(), "")).unwrap();
            continue;
        }
        for tick in ticks(set, group.fact, said, &vec![true; group.lines.len()]).unwrap() {
            let turn = group.turn(interview, tick.line, tick.entry.fact).unwrap();
            let text = interview.spelled(&tick.entry, "");
            interview.answer(&turn, &text).unwrap();
        }
    }
    seen
}

#[test]
fn a_list_of_names_is_asked_in_few_questions() {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let mut interview = begin(&set, "examples/dallas/inventory.yaml", &mut sources);
    let lines = interview.inventory().initiatives.len();
    let asked = asked_at_once(&set, &mut interview, "don't know", false);
    println!(
        "{} questions about {lines} lines, with every answer unknown",
        asked.len()
    );
    assert!(asked.len() <= 30, "{}", asked.len());
    // what is left takes longer than minutes, and is named
    let longer: BTreeSet<FactId> = interview.longer().into_iter().map(|(fact, _)| fact).collect();
    assert!(!longer.is_empty() && longer.iter().all(|fact| !asked.contains(fact)));
    for fact in &longer {
        assert_ne!(set.fact(*fact).ask, Some(Effort::Minute), "{}", set.fact(*fact).name);
    }
    // and is all that is left
    let rest = asked_at_once(&set, &mut interview, "don't know", true);
    assert!(rest.iter().all(|fact| longer.contains(fact)), "{rest:?}");
    assert!(interview.longer().is_empty());
}

#[test]
fn going_back_takes_an_answer_off_every_line() {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let mut interview = begin(&set, "examples/dallas/inventory.yaml", &mut sources);
    let text = interview.text().to_owned();
    let first = interview.group(false).unwrap();
    let before = interview.before();
    for line in 1..=first.lines.len() {
        let turn = first.turn(&interview, line, first.fact).unwrap();
        interview.answer(&turn, "unsure").unwrap();
        interview.decline(&turn);
    }
    assert_ne!(interview.text(), text);
    assert_ne!(interview.group(false).unwrap().fact, first.fact);
    assert!(interview.back_to(&before));
    assert_eq!(interview.text(), text);
    assert_eq!(interview.group(false).unwrap(), first);
}

/// The question about a fact of the district, with everything that comes before it left for another time.
fn about_district(set: &RuleSet, interview: &mut Interview, fact: &str) -> Group {
    loop {
        let group = interview.group(false).unwrap();
        if set.fact(group.fact).name == fact {
            return group;
        }
        match group.of_district() {
            Some(at) => interview.decline(at),
            None => (1..=group.lines.len()).for_each(|line| {
                let turn = group.turn(interview, line, group.fact).unwrap();
                interview.decline(&turn);
            }),
        }
    }
}

#[test]
fn the_drivers_are_asked_once_for_the_district() {
    const FACT: &str = "drivers.competency.level";
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let fact = set.fact_id(FACT).unwrap();
    for said in ["partial; 4 = weak", "don't know", "4 = weak"] {
        let mut interview = begin(&set, "examples/dallas/inventory.yaml", &mut sources);
        let text = interview.text().to_owned();
        let group = about_district(&set, &mut interview, FACT);
        let at = group.of_district().unwrap();
        assert_eq!(group.lines.len(), 15);
        let before = interview.before();
        let (whole, apart) = district_ticks(&set, fact, said, group.lines.len()).unwrap();
        if let Some(whole) = &whole {
            interview.answer(at, &interview.spelled(whole, "")).unwrap();
        }
        for tick in &apart {
            let turn = group.turn(&interview, tick.line, fact).unwrap();
            interview.answer(&turn, &tick.entry.value).unwrap();
        }
        interview.decline(at);
        // each line has what was said of it, else what the district has
        let audit = judge(&set, interview.inventory());
        for (place, verdict) in audit.verdicts.iter().enumerate() {
            let own = apart.iter().any(|tick| tick.line == place + 1);
            let wanted = match (own, said.starts_with("partial")) {
                (true, _) => "weak",
                (false, true) => "partial",
                (false, false) => "unknown",
            };
            let value = value_text(set.fact(fact), verdict.record.value(fact));
            assert!(
                value == wanted || (wanted == "unknown" && !verdict.record.value(fact).is_known()),
                "{value}"
            );
        }
        // and nobody is asked the same of a line, also who does not know it or passes it over
        while let Some(next) = interview.group(true) {
            assert_ne!(next.fact, fact, "{said}");
            match next.of_district() {
                Some(at) => interview.decline(at),
                None => (1..=next.lines.len()).for_each(|line| {
                    let turn = next.turn(&interview, line, next.fact).unwrap();
                    interview.decline(&turn);
                }),
            }
        }
        assert!(interview.back_to(&before));
        assert_eq!(interview.text(), text);
        assert_eq!(interview.group(false).unwrap().fact, fact);
    }
    let typed = |text| district_ticks(&set, fact, text, 15).map_err(|problem| problem.message);
    assert_eq!(typed("district = strong; 1-3 = partial").unwrap().1.len(), 3);
    assert!(typed("rest = about partial").unwrap().0.unwrap().estimate);
    for text in [
        "partal",
        "4",
        "partial; weak",
        "partial; 16 = weak",
        "partial; 4 = weak; 4 = strong",
    ] {
        assert!(typed(text).is_err(), "{text}");
    }
}

/// The district's answers in many layouts: nothing else in the file changes, and what somebody else wrote stays.
#[test]
fn an_answer_of_the_district_is_written_where_it_belongs() {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let at = |fact: &str| Spot {
        owner: Owner::District,
        fact: set.fact_id(fact).unwrap(),
    };
    let spot = at("drivers.competency.level");
    let line = "initiatives: [ { id: a, name: A, kind: curriculum, drivers: { competency: { level: strong } } } ]\n";
    for head in [
        "format: 1\nas_of: 2026-06-15 # the day\n",
        "format: 1\nas_of: 2026-06-15\ndrivers: # ours\n  competency:\n    coaching_aligned: no\n",
        "as_of: 2026-06-15\r\ndrivers: { leadership: { level: weak }, competency: { level: unsure } }\r\n",
        "as_of: 2026-06-15\ndrivers:\n",
        "as_of: 2026-06-15\ndistrict: { name: D }\nschools: [ { id: S, name: S, drivers: { competency: { level: weak } } } ]\n",
    ] {
        let text = format!("{head}{line}");
        let inventory = common::inventory(&text, &set, &mut sources);
        let mut interview = Interview::new(&set, text.clone(), inventory, None, "A. Diaz");
        interview
            .answer(spot, "partial")
            .unwrap_or_else(|e| panic!("{text}: {e:?}"));
        let given = &interview.inventory().given;
        let given = given.iter().find(|g| g.fact == spot.fact).unwrap();
        assert_eq!(
            (given.written.as_str(), given.source.as_str()),
            ("partial", "A. Diaz"),
            "{text}"
        );
        assert!(interview.stands(None, spot.fact, "partial"));
        assert!(interview.stands(Some("a"), spot.fact, "strong"), "{}", interview.text());
        assert_eq!(interview.text().contains('#'), text.contains('#'));
        interview
            .answer(at("district.schools_count"), "24")
            .unwrap_or_else(|e| panic!("{text}: {e:?}"));
        // somebody else has answered it meanwhile, or something else
        let now = text.replace("as_of: 2026-06-15", "plan: { exists: yes }\nas_of: 2026-06-15");
        assert_eq!(
            interview.take_up(now, None, spot).is_ok(),
            !text.contains("level: unsure")
        );
        let mut interview = begin_with(&set, &text, &mut sources);
        let theirs = "format: 1\nas_of: 2026-06-15\ndrivers: { competency: { level: strong } }\n";
        assert_eq!(
            interview.take_up(format!("{theirs}{line}"), None, spot),
            Err(Changed::Answered("strong".to_owned()))
        );
    }
    // the same group for the district and for a line: an answer for one would change the other
    let text = "as_of: 2026-06-15\ndrivers: &d { competency: { coaching_aligned: no } }\ninitiatives: [ { id: a, name: A, drivers: *d } ]\n";
    let mut interview = begin_with(&set, text, &mut sources);
    assert!(interview.answer(spot, "partial").is_err());
    assert_eq!(interview.text(), text);
}

fn begin_with<'a>(set: &'a RuleSet, text: &str, sources: &mut Sources) -> Interview<'a> {
    let inventory = common::inventory(text, set, sources);
    Interview::new(set, text.to_owned(), inventory, None, "")
}

#[test]
fn schools_are_counted_from_their_share_once_the_district_says_how_many_it_has() {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let [count, all] = ["scope.schools_count", "district.schools_count"].map(|name| set.fact_id(name).unwrap());
    let line = "kind: student-support, contract: { mandate: no }";
    let text = format!(
        "as_of: 2026-06-15\ninitiatives: [ {{ id: a, name: A, {line}, scope: {{ since: 2024-08, share_of_schools: {{ between: [40%, 60%] }} }} }} ]\n"
    );
    let mut interview = begin_with(&set, &text, &mut sources);
    let group = about_district(&set, &mut interview, "district.schools_count");
    interview.answer(group.of_district().unwrap(), "24").unwrap();
    let audit = judge(&set, interview.inventory());
    let sheet = &audit.verdicts[0].record;
    assert_eq!(value_text(set.fact(count), sheet.value(count)), "at least 9");
    let limited = set.fact_id("scope.limited").unwrap();
    assert_eq!(value_text(set.fact(limited), sheet.value(limited)), "no");
    while let Some(next) = interview.group(true) {
        assert_ne!(next.fact, all);
        match next.of_district() {
            Some(at) => interview.decline(at),
            None => interview.decline(&next.turn(&interview, 1, next.fact).unwrap()),
        }
    }
}

#[test]
fn what_somebody_thinks_is_an_estimate() {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let faithful = |text| typed(&set, "implementation.faithful", text, 3).map(|list| list.join("; "));
    assert_eq!(
        faithful("1 = mostly; 2 = hardly; 3 = I think so").unwrap(),
        "1 yes; 2 no; 3~ yes"
    );
    assert_eq!(
        faithful("1 = probably; 2 = probably not; 3 = about yes").unwrap(),
        "1~ yes; 2~ no; 3~ yes"
    );
    assert_eq!(
        faithful("1 = I think not; 2 = probably mostly").unwrap(),
        "1~ no; 2~ yes"
    );
    assert!(
        faithful("1 = I think").is_err() && faithful("1 = about").is_err() && faithful("1 = about unsure").is_err()
    );
    assert_eq!(typed(&set, "scope.since", "1 = I think 2019", 3).unwrap(), ["1~ 2019"]);
    assert!(typed(&set, "scope.since", "1 = I think so", 3).is_err());
}

/// Everything that an interview stands on, as text.
fn stands_on(interview: &Interview) -> String {
    let inventory = interview.inventory();
    let said: Vec<_> = (0..inventory.initiatives.len())
        .map(|place| interview.said(place))
        .collect();
    format!("{inventory:#?}\n{said:#?}\n{:#?}", interview.longer())
}

/// Gives so many random answers, each of which leaves the interview where reading its text anew begins one; says how many
/// were taken, and of how many the whole was read.
fn random_answers(set: &RuleSet, text: String, dice: &mut Dice, times: usize) -> (usize, usize) {
    let begun = |text: String| {
        let inventory = common::inventory(&text, set, &mut Sources::default());
        Interview::new(set, text, inventory, None, "")
    };
    let mut interview = begun(text);
    let facts: Vec<FactId> = set.each_fact().filter(|(_, f)| f.askable).map(|(id, _)| id).collect();
    interview.group(true);
    let mut taken = 0;
    for _ in 0..times {
        let fact = facts[dice.below(facts.len())];
        let place = dice.below(interview.inventory().initiatives.len());
        let owner = match format!("{:?}", set.fact(fact).of).as_str() {
            "Initiative" => Owner::Initiative(place),
            "District" => Owner::District,
            _ => continue,
        };
        let answers = answers_to(set, &Sheet::blank(set), fact);
        let said = match dice.below(8) {
            0 => "unsure".to_owned(),
            1 => "{ value: 3, estimate_by: A. Diaz }".to_owned(),
            _ if answers.is_empty() => "Words: \"some\" # and more".to_owned(),
            _ => written(set, fact, answers[dice.below(answers.len())]),
        };
        taken += usize::from(interview.answer(Spot { owner, fact }, &said).is_ok());
        let mut anew = begun(interview.text().to_owned());
        let name = &set.fact(fact).name;
        assert_eq!(stands_on(&interview), stands_on(&anew), "`{name}` of {place}: {said}");
        assert_eq!(interview.group(true), anew.group(true), "`{name}` of {place}: {said}");
    }
    (taken, interview.reads())
}

#[test]
fn after_an_answer_stands_what_reading_the_text_anew_comes_to() {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let mut dice = Dice(11);
    let (mut taken, mut whole) = (0, 0);
    let files = files()
        .into_iter()
        .chain(["examples/riverbend/inventory.yaml".to_owned()]);
    let texts = files
        .map(|file| common::file(&file))
        .chain([crate::crowded::crowded(30, 5, 3)]);
    for text in texts {
        let (answers, reads) = random_answers(&set, text, &mut dice, 25);
        taken += answers;
        whole += reads;
    }
    println!("{taken} answers taken, the whole read for {whole}");
    assert!(taken > 200, "{taken}");
    assert!(whole * 3 < taken, "{whole} of {taken}");
}
