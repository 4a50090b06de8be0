//! The diagrams say for all inventories what the evaluator says for one.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

use crate::common;
use cleardeck::diagnostics::{Diagnostics, Sources};
use cleardeck::diagram::{EXCLUDED, Function, Model, cells::FactCell, truth_of};
use cleardeck::evaluate::Sheet;
use cleardeck::rules::{self, RuleSet};
use cleardeck::truth::Possible;
use proptest::prelude::*;

const NODES: usize = 2_000_000;

/// Compares every rule and every table at one choice of cells; the decision where what is given about facts allows the
/// choice, since another number than the presumed one may stand in the place of one that is not known.
fn agree(model: &Model, (functions, given): &(Vec<Compiled>, Function), chosen: &[usize]) {
    let judged = model.replay(&chosen.iter().copied().enumerate().collect::<Vec<_>>());
    let allowed: Vec<u64> = chosen.iter().map(|c| 1 << c).collect();
    for (name, function, is_rule) in functions {
        let end = model.diagram.reached(*function, &allowed);
        if *is_rule {
            let said = judged.record.rule(model.set.rule_id(name).unwrap());
            assert_eq!(
                truth_of(end),
                said,
                "rule {name} at {:?}",
                model.words(&chosen.iter().copied().enumerate().collect::<Vec<_>>())
            );
        } else {
            let fact = model.set.fact_id(name).unwrap();
            // the decision is the answer: what is named with every presumption
            let named = Some(fact) == model.set.decision();
            if named && model.diagram.reached(*given, &allowed) == EXCLUDED {
                continue;
            }
            let said = if named {
                judged.sheet.value(fact)
            } else {
                judged.record.value(fact)
            };
            assert_eq!(Possible::Options(end), said, "{name}");
        }
    }
}

/// A name, what it is compiled to, and whether it is a rule.
type Compiled = (String, Function, bool);

fn compiled(set: &RuleSet) -> (Model<'_>, (Vec<Compiled>, Function)) {
    let mut model = Model::new(set, NODES);
    model.answer();
    let mut functions = Vec::new();
    for table in &set.tables {
        let name = set.fact(table.fact).name.clone();
        functions.push((name, model.value(table.fact).unwrap(), false));
    }
    for (id, rule) in set.each_rule() {
        functions.push((rule.id.clone(), model.rule(id).unwrap(), true));
    }
    let one = model.diagram.end(1);
    let given = model.given(one).unwrap();
    (model, (functions, given))
}

#[test]
fn diagrams_of_the_shipped_rules_agree_with_the_evaluator() {
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let (model, functions) = compiled(&set);
    let levels = model.asked.len();
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(5000)
    });
    // half of the facts settled near what a decision needs, the others anywhere
    let dice = prop::collection::vec(any::<u16>(), levels);
    runner
        .run(&dice, |dice| {
            let chosen: Vec<usize> = dice
                .iter()
                .zip(&model.asked)
                .map(|(n, asked)| usize::from(*n) % asked.cells.len())
                .collect();
            agree(&model, &functions, &chosen);
            Ok(())
        })
        .unwrap();
}

/// A condition over the facts of a small rule set, at most two groups deep.
fn condition(depth: u32) -> BoxedStrategy<String> {
    let leaf = prop_oneof![
        prop::sample::select(vec![
            "{ a: yes }",
            "{ a: no }",
            "{ b: no }",
            "{ b: yes }",
            "{ c: yes }",
            "{ c: no }",
            "{ l: low }",
            "{ l: [low, mid] }",
            "{ l: { is_not: high } }",
            "{ l: { at_least: mid } }",
            "{ m: { more_than: low } }",
            "{ least: { at_least: mid } }",
            "{ least: low }",
            "{ a: { known: yes } }",
            "{ l: { known: no } }",
            "{ n: { known: no } }",
            "{ rule: x }",
        ])
        .prop_map(str::to_owned),
        (
            0..4_u8,
            prop::sample::select(vec!["at_least", "more_than", "at_most", "less_than"])
        )
            .prop_map(|(n, word)| format!("{{ n: {{ {word}: {n} }} }}")),
        (0..3_u8, 0..3_u8).prop_map(|(low, more)| format!("{{ n: {{ between: [{low}, {}] }} }}", low + more)),
        (1..8_u8, prop::sample::select(vec!["at_least", "less_than"]))
            .prop_map(|(eighths, word)| format!("{{ s: {{ {word}: {} }} }}", f64::from(eighths) / 8.0)),
    ];
    if depth == 0 {
        return leaf.boxed();
    }
    let list = prop::collection::vec(condition(depth - 1), 1..4);
    let group = prop::sample::select(vec!["all", "any", "none", "some"]);
    let grouped = (group, list, any::<prop::sample::Index>()).prop_map(|(group, list, least)| {
        let items = list.join(", ");
        if group == "some" {
            format!(
                "{{ some: {{ at_least: {}, of: [ {items} ] }} }}",
                1 + least.index(list.len())
            )
        } else {
            format!("{{ {group}: [ {items} ] }}")
        }
    });
    prop_oneof![1 => leaf, 4 => grouped].boxed()
}

/// A small rule set with two conditions of its own.
fn small(first: &str, second: &str) -> String {
    format!(
        "format: 1
name: small
version: 1
goes_without: all
facts:
  - {{ name: a, of: initiative, type: yes-no }}
  - {{ name: b, of: initiative, type: yes-no, presume: yes, because: usual }}
  - {{ name: n, of: initiative, type: count }}
  - {{ name: l, of: initiative, type: level, options: [low, mid, high] }}
  - {{ name: m, of: initiative, type: level, options: [low, mid, high], applies_when: {{ any: [ {{ a: yes }}, {{ c: yes }} ] }} }}
  - {{ name: least, of: initiative, type: level, options: [low, mid, high], derive: {{ least_of: [l, m] }} }}
  - {{ name: c, of: initiative, type: yes-no, derive: {{ rule: x }}, presume: no, because: usual }}
scores:
  - {{ name: s, of: initiative, title: S, tools: [ {{ id: t, title: T, indicators: [l, m] }} ] }}
rules:
  - {{ id: x, part: definition, of: initiative, when: {{ any: [ {{ b: yes }}, {{ n: {{ more_than: 4 }} }} ] }} }}
  - {{ id: r, part: ground, of: initiative, when: {first} }}
tables:
  - {{ id: recommendation, of: initiative, outcomes: [hold, wait, stop], rows: [ {{ then: hold, when: {{ rule: r }} }}, {{ then: stop, when: {second} }} ], otherwise: {{ then: wait }} }}
recommendations: [ {{ id: hold, title: Hold }}, {{ id: wait, title: Wait }}, {{ id: stop, title: Stop }} ]
caution: [hold]
"
    )
}

/// Every choice of cells of a small rule set.
fn every_choice(model: &Model) -> Vec<Vec<usize>> {
    model.asked.iter().fold(vec![Vec::new()], |all, asked| {
        let longer = all.iter().flat_map(|head: &Vec<usize>| {
            (0..asked.cells.len()).map(move |cell| head.iter().copied().chain([cell]).collect())
        });
        longer.collect()
    })
}

/// Random small rule sets over which every choice of cells is tried.
#[test]
fn diagrams_of_random_small_rule_sets_agree_everywhere() {
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(150)
    });
    let (tried, unknown) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
    runner
        .run(&(condition(2), condition(2)), |(first, second)| {
            let mut sources = Sources::default();
            let mut out = Diagnostics::default();
            let file = sources.add("rules.yaml", small(&first, &second));
            let set = rules::load(&[file.into()], &[], &sources, &mut out);
            prop_assert!(
                !out.has_errors(),
                "{first} {second} {:?}",
                out.iter().collect::<Vec<_>>()
            );
            let set = set.unwrap();
            let (model, functions) = compiled(&set);
            let all = every_choice(&model);
            prop_assume!(all.len() < 20_000);
            for chosen in &all {
                agree(&model, &functions, chosen);
            }
            tried.set(tried.get() + all.len());
            unknown.set(unknown.get() + usize::from(model.asked.iter().any(|a| a.cells.contains(&FactCell::Unknown))));
            Ok(())
        })
        .unwrap();
    println!("{} choices of cells tried", tried.get());
    assert!(tried.get() > 10_000 && unknown.get() > 100);
}

/// The possible recommendations of an initiative against every completion of what is open: the same sets.
#[test]
fn possible_verdicts_are_those_of_the_completions() {
    use cleardeck::evaluate::{after_answer, answers_to, judge_case};
    use cleardeck::rules::{Case, Derive, FactId};
    let mut sources = Sources::default();
    let set = common::shipped(&mut sources);
    let cases = common::decision_cases(&set);
    let decision = set.fact_id("recommendation").unwrap();
    let mut model = Model::new(&set, NODES);
    model.answer();
    let value = model.value(decision).unwrap();
    let read: Vec<FactId> = model
        .diagram
        .asked(value)
        .into_iter()
        .map(|l| model.asked[l].fact)
        .collect();
    let judge = |given: &[(FactId, Possible)]| {
        let case = Case {
            given: given.to_vec(),
            ..cases[0].clone()
        };
        judge_case(&set, &case).record
    };
    let bits = |sheet: &Sheet| match sheet.value(decision) {
        Possible::Options(bits) => bits,
        other => panic!("{other:?}"),
    };
    let blank = judge(&[]);
    let free = |fact: FactId| set.fact(fact).askable && set.fact(fact).computed().is_none();
    // a fact that other questions answer is not open by itself
    let summed_up = |fact: FactId| set.fact(fact).presume.as_ref().is_some_and(|p| p.check.is_none());
    let open = std::cell::Cell::new(0);
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(200)
    });
    let dice = (
        0..cases.len(),
        prop::collection::vec(any::<u16>(), read.len()),
        prop::collection::vec(any::<prop::sample::Index>(), 3),
    );
    runner
        .run(&dice, |(which, dice, blanks)| {
            // every fact answered: as the case says, else anyhow
            let mut given = cases[which].given.clone();
            for (fact, n) in read.iter().zip(dice) {
                let said = given.iter().any(|(f, _)| f == fact);
                let tables = set.tables.iter().any(|t| t.fact == *fact);
                if said || tables || !free(*fact) {
                    continue;
                }
                let answers = answers_to(&set, &blank, *fact);
                given.push((*fact, answers[usize::from(n) % answers.len()]));
            }
            let mut asked: Vec<FactId> = given.iter().map(|(f, _)| *f).filter(|f| free(*f)).collect();
            asked.retain(|f| !summed_up(*f));
            let mut taken: Vec<FactId> = blanks.iter().map(|i| asked[i.index(asked.len())]).collect();
            taken.sort();
            taken.dedup();
            given.retain(|(f, _)| !taken.contains(f));
            let sheet = judge(&given);
            let (first, held) = given[0];
            let verdict = after_answer(&set, &sheet, first, held);
            // every completion, judged by the plain evaluator; facts that still follow from open ones go through too
            let mut open_facts = taken.clone();
            for fact in &read {
                let follows = matches!(set.fact(*fact).computed(), Some(Derive::NoWhen(_)));
                if follows && !sheet.stated(*fact) && !sheet.value(*fact).is_known() {
                    open_facts.push(*fact);
                }
            }
            let mut worlds = vec![given.clone()];
            for fact in &open_facts {
                let mut answers = answers_to(&set, &sheet, *fact);
                // the highest cell has no end: its largest values are possible however long results have been positive
                if set.given.iter().any(|g| g.high == *fact)
                    && let Some(last) = answers.last_mut()
                {
                    *last = Possible::number(cleardeck::truth::Number::whole(1000));
                }
                worlds = worlds
                    .iter()
                    .flat_map(|w| {
                        answers.iter().map(|a| {
                            let mut next = w.clone();
                            next.push((*fact, *a));
                            next
                        })
                    })
                    .collect();
                prop_assume!(worlds.len() < 20_000);
            }
            let against = |world: &[(FactId, Possible)]| {
                world.iter().any(|(fact, value)| {
                    open_facts.contains(fact)
                        && *value != Possible::option(0)
                        && matches!(set.fact(*fact).computed(), Some(Derive::NoWhen(other))
                            if world.iter().any(|(f, v)| f == other && *v == Possible::option(1)))
                })
            };
            let mut exact = 0;
            // what is given about facts: no completion goes against it
            let impossible = |sheet: &Sheet| {
                set.given
                    .iter()
                    .any(|g| match (sheet.value(g.low), sheet.value(g.high)) {
                        (Possible::Numbers { low, .. }, Possible::Numbers { high, .. }) => g.excludes(low, high),
                        _ => false,
                    })
            };
            let every = worlds.iter().all(|w| impossible(&judge(w)));
            for world in worlds
                .iter()
                .filter(|w| !against(w) && (every || !impossible(&judge(w))))
            {
                let outcome = bits(&judge(world));
                prop_assert!(outcome.count_ones() >= 1);
                exact |= outcome;
            }
            open.set(open.get() + usize::from(exact.count_ones() > 1));
            prop_assert_eq!(
                verdict.could_be,
                exact,
                "{:?} open",
                taken.iter().map(|f| &set.fact(*f).name).collect::<Vec<_>>()
            );
            Ok(())
        })
        .unwrap();
    assert!(open.get() > 20, "only {} of the inventories were open", open.get());
}
