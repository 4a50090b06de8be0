//! The neutral workload: rules and facts drawn by a seed, which favour nobody, and the same rules as a rule set of the
//! product.

use std::fmt::Write as _;

use crate::program::{Condition, Fact, Kind, Program, Step, Test};
use crate::random::Random;

/// How many facts of each kind.
const NUMBERS: usize = 26;
const YES_NO: usize = 18;
const CHOICES: usize = 16;
/// The share of facts that a row leaves out.
pub const MISSING: f64 = 0.25;
/// So often a rule asks for any of its parts, else for all; with it about 11 of 60 rules fire.
const ANY: f64 = 0.12;
/// What a choice is between: the first three to six of them.
const WORDS: [&str; 6] = ["planned", "partial", "routine", "sustained", "paused", "retired"];

/// Draws so many rules over 60 facts.
pub fn program(seed: u64, rules: usize) -> Program {
    let mut random = Random::seeded(seed);
    let facts = facts();
    let mut deck = Vec::new();
    let (mut steps, mut told) = (Vec::new(), Vec::new());
    for place in 0..rules {
        let size = 2 + random.below(5);
        // every fact is read about as often, and no rule reads one twice
        if deck.len() < size {
            deck = (0..facts.len()).collect();
            random.shuffle(&mut deck);
        }
        let parts: Vec<Condition> = deck
            .split_off(deck.len() - size)
            .into_iter()
            .map(|fact| comparison(fact, &facts[fact].kind, &mut random))
            .collect();
        steps.push(Step::Truth(place, rule(parts, &mut random)));
        told.push((format!("r{:03}", place + 1), place));
    }
    Program {
        facts,
        steps,
        truths: rules,
        rules: told,
        ..Program::default()
    }
}

fn facts() -> Vec<Fact> {
    let fact = |name: String, kind| Fact {
        name,
        kind,
        given: true,
        computed: false,
    };
    let quarters: Vec<f64> = (0..=400).map(|n| f64::from(n) / 4.0).collect();
    let numbers = (1..=NUMBERS).map(|n| fact(format!("measured_n{n:02}"), Kind::Number(quarters.clone())));
    let yes_no = (1..=YES_NO).map(|n| fact(format!("confirmed_b{n:02}"), Kind::YesNo));
    let words = |n: usize| WORDS.iter().take(3 + n % 4).map(|word| (*word).to_owned()).collect();
    let choices = (1..=CHOICES).map(|n| fact(format!("category_e{n:02}"), Kind::Options(words(n))));
    numbers.chain(yes_no).chain(choices).collect()
}

/// A comparison of a fact that is true of a half of what may be, more or less.
fn comparison(fact: usize, kind: &Kind, random: &mut Random) -> Condition {
    let test = match kind {
        Kind::Number(_) | Kind::Words => {
            let bound = Some((120 + random.below(161)) as f64 / 4.0);
            if random.chance(0.5) {
                Test::Within(bound, None)
            } else {
                Test::Within(None, bound)
            }
        }
        Kind::YesNo => Test::Among(1 << random.below(2)),
        Kind::Options(words) => {
            let mut places: Vec<usize> = (0..words.len()).collect();
            random.shuffle(&mut places);
            let chosen = 1 + random.below(words.len() - 1);
            Test::Among(places.iter().take(chosen).fold(0, |bits, place| bits | 1 << place))
        }
    };
    Condition::Compare(fact, test)
}

/// A rule of some comparisons: some of them mirrored, some of them in a group of their own.
fn rule(parts: Vec<Condition>, random: &mut Random) -> Condition {
    let mirrored = |part: Condition, random: &mut Random| {
        if random.chance(0.15) {
            Condition::Not(Box::new(part))
        } else {
            part
        }
    };
    let any = random.chance(ANY);
    let mut outer = parts;
    let nested = outer.len() > 2 && random.chance(0.5);
    let inner = if nested {
        outer.split_off(outer.len() - 2 - random.below(outer.len() - 2))
    } else {
        Vec::new()
    };
    // the product's rules take two levels of groups, and a mirrored comparison is a group
    let mut parts: Vec<Condition> = outer.into_iter().map(|part| mirrored(part, random)).collect();
    if nested {
        parts.push(match (any, random.chance(0.3)) {
            (_, true) => Condition::Not(Box::new(Condition::Any(inner))),
            (true, false) => Condition::All(inner),
            (false, false) => Condition::Any(inner),
        });
    }
    if any {
        Condition::Any(parts)
    } else {
        Condition::All(parts)
    }
}

/// The same rules in the product's own format, with the least that a rule set needs beside them.
pub fn rule_set(program: &Program) -> String {
    let mut text = HEAD.to_owned();
    for fact in &program.facts {
        let name = &fact.name;
        let kind = match &fact.kind {
            Kind::Number(_) | Kind::Words => "type: number".to_owned(),
            Kind::YesNo => "type: yes-no".to_owned(),
            Kind::Options(words) => format!("type: choice\n    options: [{}]", words.join(", ")),
        };
        let _ = write!(
            text,
            "\n  - name: {name}\n    of: initiative\n    {kind}\n    title: Fact {name}\n    question: What is {name}?\n"
        );
    }
    text.push_str("\nrules:");
    for (id, place) in &program.rules {
        let when = program
            .condition(*place)
            .map(|condition| in_yaml(condition, &program.facts));
        let _ = write!(
            text,
            "\n  - id: {id}\n    part: criterion\n    of: initiative\n    title: Rule {id}\n    when: {}\n    why: It was \
             drawn.\n    advice: None.\n    sources: [drawn]\n",
            when.unwrap_or_default()
        );
    }
    text.push_str(TABLE);
    text
}

fn in_yaml(condition: &Condition, facts: &[Fact]) -> String {
    let each = |parts: &[Condition]| {
        let each: Vec<String> = parts.iter().map(|part| in_yaml(part, facts)).collect();
        each.join(", ")
    };
    match condition {
        Condition::All(parts) => format!("{{ all: [{}] }}", each(parts)),
        Condition::Any(parts) => format!("{{ any: [{}] }}", each(parts)),
        Condition::Not(part) => match part.as_ref() {
            Condition::Any(parts) => format!("{{ none: [{}] }}", each(parts)),
            other => format!("{{ none: [{}] }}", in_yaml(other, facts)),
        },
        Condition::Compare(fact, test) => {
            let fact = &facts[*fact];
            format!("{{ {}: {} }}", fact.name, asked(&fact.kind, *test))
        }
        // the generator draws none of them
        Condition::AtLeast(..) | Condition::Always(_) | Condition::Held(_) => String::new(),
    }
}

fn asked(kind: &Kind, test: Test) -> String {
    match (test, kind) {
        (Test::Within(Some(low), _), _) => format!("{{ at_least: {low} }}"),
        (Test::Within(None, high), _) => format!("{{ at_most: {} }}", high.unwrap_or_default()),
        (Test::Among(bits), Kind::Options(words)) => {
            let among: Vec<&str> = words
                .iter()
                .enumerate()
                .filter(|(n, _)| bits >> n & 1 == 1)
                .map(|(_, w)| w.as_str())
                .collect();
            format!("[{}]", among.join(", "))
        }
        (Test::Among(bits), _) => if bits == 0b10 { "yes" } else { "no" }.to_owned(),
        (Test::Known(wanted), _) => format!("{{ known: {} }}", if wanted { "yes" } else { "no" }),
    }
}

/// What stands before the facts.
const HEAD: &str = "\
# Drawn by a seed, to be measured: it decides nothing.
format: 1
name: neutral
version: \"1\"
goes_without: all

sources:
  - id: drawn
    title: Drawn by a seed
    author: the program `peers`
    url: \"\"

recommendations:
  - id: seed
    title: Nothing fires
    means: no rule holds

  - id: scale
    title: Something fires
    means: some rule holds
    commits: yes
caution: [seed]

facts:";

/// What stands after the rules.
const TABLE: &str = "
tables:
  - id: recommendation
    of: initiative
    title: Recommendation
    outcomes: [seed, scale]
    rows:
      - id: some
        then: scale
        title: Something fires, and b01
        when: { all: [{ some_rule: criterion }, { confirmed_b01: yes }] }
        why: Some rule holds, and so does b01.
        advice: None.
        would_change: Nothing.
        sources: [drawn]
    otherwise:
      id: none
      then: seed
      title: Nothing fires, or not b01
      why: No rule holds, or b01 does not.
      advice: None.
      would_change: Nothing.
      sources: [drawn]
";
