//! `datalogic-rs`: JSONLogic, a rule compiled once, facts in its own arena.

use datalogic_rs::bumpalo::Bump;
use datalogic_rs::{DataValue, EvalInput, Logic, ParsedData};
use serde_json::{Value, json};

use crate::Result;
use crate::answers::Answer;
use crate::guarded::{self, Asked, Guarded};
use crate::program::{Fact, Kind};
use crate::workload::Workload;

/// Its name among the peers.
pub const NAME: &str = "datalogic-rs";

/// The engine with its rules.
pub struct Datalogic {
    engine: datalogic_rs::Engine,
    rules: Vec<Logic>,
    arena: Bump,
}

impl super::Engine for Datalogic {
    type Rows = Vec<ParsedData>;

    fn of(work: &Workload) -> Result<Self> {
        let engine = datalogic_rs::Engine::new();
        let compile = |rule: &Guarded| Ok(engine.compile(&logic(rule, &work.program.facts).to_string())?);
        let rules = guarded::rules(&work.program)?
            .iter()
            .map(compile)
            .collect::<Result<_>>()?;
        Ok(Self {
            engine,
            rules,
            arena: Bump::new(),
        })
    }

    fn read(&self, lines: &[&str]) -> Result<Vec<ParsedData>> {
        lines.iter().map(|line| Ok(ParsedData::from_json(line)?)).collect()
    }

    fn answer(&mut self, rows: &Vec<ParsedData>, tell: &mut dyn FnMut(&Answer)) -> Result<()> {
        let mut answer = Answer::default();
        for row in rows {
            self.arena.reset();
            answer.yes.clear();
            fired(&self.engine, &self.rules, row.value(), &self.arena, &mut answer.yes)?;
            tell(&answer);
        }
        Ok(())
    }

    // parsed into the arena that the rules are evaluated in, which is used again for each line
    fn answer_lines(&mut self, lines: &[&str], tell: &mut dyn FnMut(&Answer)) -> Result<()> {
        let mut answer = Answer::default();
        for line in lines {
            self.arena.reset();
            answer.yes.clear();
            let row: &DataValue = (*line).into_arena_value(&self.arena)?;
            fired(&self.engine, &self.rules, row, &self.arena, &mut answer.yes)?;
            tell(&answer);
        }
        Ok(())
    }
}

fn fired<'a>(
    engine: &datalogic_rs::Engine,
    rules: &'a [Logic],
    row: &'a DataValue<'a>,
    arena: &'a Bump,
    fired: &mut Vec<usize>,
) -> Result<()> {
    for (place, rule) in rules.iter().enumerate() {
        if engine.evaluate(rule, row, arena)?.as_bool() == Some(true) {
            fired.push(place);
        }
    }
    Ok(())
}

/// A rule in JSONLogic. Only numbers need a guard, since nothing counts as 0 there; no word and no truth is nothing.
fn logic(rule: &Guarded, facts: &[Fact]) -> Value {
    let each = |parts: &[Guarded]| parts.iter().map(|part| logic(part, facts)).collect::<Vec<_>>();
    match rule {
        Guarded::All(parts) if parts.is_empty() => json!({ "==": [1, 1] }),
        Guarded::Any(parts) if parts.is_empty() => json!({ "==": [1, 0] }),
        Guarded::All(parts) => json!({ "and": each(parts) }),
        Guarded::Any(parts) => json!({ "or": each(parts) }),
        Guarded::Fact(fact, asked) => {
            let fact = &facts[*fact];
            let var = json!({ "var": fact.name });
            let known = json!({ "!==": [var, null] });
            let number = |word: &str, bound: f64| json!({ "and": [known, { word: [var, bound] }] });
            match (asked, &fact.kind) {
                (Asked::AtLeast(bound), _) => number(">=", *bound),
                (Asked::AtMost(bound), _) => number("<=", *bound),
                (Asked::Above(bound), _) => number(">", *bound),
                (Asked::Below(bound), _) => number("<", *bound),
                (Asked::Among(bits), Kind::YesNo) => json!({ "===": [var, *bits == 0b10] }),
                (Asked::Among(bits), _) => match guarded::words(fact, *bits).as_slice() {
                    [word] => json!({ "===": [var, word] }),
                    words => json!({ "in": [var, words] }),
                },
                (Asked::Known, _) => known,
            }
        }
    }
}
