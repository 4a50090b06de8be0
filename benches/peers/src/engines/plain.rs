//! The product's plain evaluator, a sheet an initiative: every comparison and rule is evaluated and its truth kept.

use cleardeck::evaluate::{Origin, Sheet};
use cleardeck::rules::{FactId, RuleId, RuleSet, Step};
use cleardeck::truth::Truth;

use crate::Result;
use crate::answers::Answer;
use crate::rows::{Row, RowReader};
use crate::shipped;
use crate::workload::Workload;

/// Its name among the peers.
pub const NAME: &str = "cleardeck-plain";

/// The rule set, and what of it is told.
pub struct Plain {
    set: RuleSet,
    steps: Vec<Step>,
    blank: Sheet,
    reader: RowReader,
    facts: Vec<FactId>,
    rules: Vec<RuleId>,
    tells_unknown: bool,
    decision: Option<FactId>,
}

impl super::Engine for Plain {
    type Rows = Vec<Row>;

    fn of(work: &Workload) -> Result<Self> {
        let facts = shipped::fact_ids(&work.program, &work.set)?;
        Ok(Self {
            steps: work.own_steps().to_vec(),
            blank: Sheet::blank(&work.set),
            reader: RowReader::of(&work.program),
            rules: shipped::rule_ids(&work.program, &work.set)?,
            tells_unknown: work.program.tells_unknown,
            decision: work.program.decision.and_then(|place| facts.get(place).copied()),
            set: work.set.clone(),
            facts,
        })
    }

    fn read(&self, lines: &[&str]) -> Result<Vec<Row>> {
        lines.iter().map(|line| self.reader.read(line)).collect()
    }

    fn answer(&mut self, rows: &Vec<Row>, tell: &mut dyn FnMut(&Answer)) -> Result<()> {
        let mut answer = Answer::default();
        for row in rows {
            let mut sheet = self.blank.clone();
            for (fact, value) in self.facts.iter().zip(row) {
                if let Some(value) = value.and_then(shipped::possible) {
                    sheet.set(*fact, value, Origin::Given);
                }
            }
            sheet.run(&self.set, &self.steps);
            answer.yes.clear();
            answer.unknown.clear();
            for (place, rule) in self.rules.iter().enumerate() {
                match sheet.rule(*rule) {
                    Truth::True => answer.yes.push(place),
                    Truth::Unknown if self.tells_unknown => answer.unknown.push(place),
                    Truth::Unknown | Truth::False => {}
                }
            }
            answer.outcomes = self.decision.map_or(0, |fact| sheet.value(fact).bits());
            tell(&answer);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engines::Engine;
    use crate::rows;
    use crate::workload::{Choice, Which};

    #[test]
    fn the_steps_of_the_decision_give_what_all_steps_of_an_initiative_give() -> Result<()> {
        let work = Workload::of(Choice {
            which: Which::Shipped,
            seed: 5,
            rules: 0,
        })?;
        let lines = rows::lines(&work.program, 5, 300, &shipped::MISSING)?;
        let lines: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
        let mut decision = Plain::of(&work)?;
        let mut all = Plain::of(&work)?;
        all.steps.clone_from(&work.set.initiative_steps);
        assert!(all.steps.len() > decision.steps.len());
        let answers = |engine: &mut Plain| -> Result<Vec<Answer>> {
            let mut answers = Vec::new();
            engine.answer_lines(&lines, &mut |answer| answers.push(answer.clone()))?;
            Ok(answers)
        };
        assert_eq!(answers(&mut decision)?, answers(&mut all)?);
        Ok(())
    }
}
