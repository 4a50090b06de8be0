//! The product's evaluator by columns: every condition on record and with what is presumed, what each answer could be,
//! exactly, and its checks.

use cleardeck::columns::{Block, Columns as Compiled, Plane, Room};
use cleardeck::rules::{FactId, RuleId};

use crate::Result;
use crate::answers::Answer;
use crate::rows::RowReader;
use crate::shipped;
use crate::workload::Workload;

/// Its name among the peers.
pub const NAME: &str = "cleardeck";

/// What is said of it in the table.
pub const WHAT: &str = "by columns, with exact outcomes and checks beside";

/// The rule set in columns, and what of it is told.
pub struct Columns {
    columns: &'static Compiled<'static>,
    room: Room<'static>,
    reader: RowReader,
    facts: Vec<FactId>,
    rules: Vec<RuleId>,
    tells_unknown: bool,
    decision: Option<FactId>,
}

impl super::Engine for Columns {
    type Rows = Vec<Block<'static>>;

    fn of(work: &Workload) -> Result<Self> {
        let facts = shipped::fact_ids(&work.program, &work.set)?;
        // a process does one task, so that what is borrowed may stay
        let set = Box::leak(Box::new(work.set.clone()));
        let columns = Compiled::of(set).map_err(|why| format!("not by columns: {why:?}"))?;
        let columns: &'static Compiled = Box::leak(Box::new(columns));
        Ok(Self {
            room: columns.room(),
            columns,
            reader: RowReader::of(&work.program),
            rules: shipped::rule_ids(&work.program, &work.set)?,
            tells_unknown: work.program.tells_unknown,
            decision: work.program.decision.and_then(|place| facts.get(place).copied()),
            facts,
        })
    }

    fn read(&self, lines: &[&str]) -> Result<Vec<Block<'static>>> {
        let mut blocks: Vec<Block> = Vec::new();
        for line in lines {
            if blocks.last().is_none_or(Block::is_full) {
                blocks.push(self.columns.block());
            }
            let Some((block, row)) = blocks.last_mut().and_then(|block| block.begin().map(|row| (block, row))) else {
                continue;
            };
            for (fact, value) in self.facts.iter().zip(self.reader.read(line)?) {
                if let Some(value) = value.and_then(shipped::possible) {
                    block.set(row, *fact, value, true);
                }
            }
        }
        Ok(blocks)
    }

    fn answer(&mut self, rows: &Vec<Block<'static>>, tell: &mut dyn FnMut(&Answer)) -> Result<()> {
        let mut answer = Answer::default();
        for block in rows {
            self.columns.judge(block, &mut self.room);
            let record = &self.room.record;
            let truths: Vec<(Plane, Plane)> = self.rules.iter().map(|rule| record.truth_of(*rule)).collect();
            for row in 0..block.rows() {
                answer.yes.clear();
                answer.unknown.clear();
                for (place, (yes, no)) in truths.iter().enumerate() {
                    if yes.has(row) {
                        answer.yes.push(place);
                    } else if self.tells_unknown && !no.has(row) {
                        answer.unknown.push(place);
                    }
                }
                answer.outcomes = self.decision.map_or(0, |fact| record.bits(fact, row));
                tell(&answer);
            }
        }
        Ok(())
    }

    fn weigh(&mut self, rows: &Vec<Block<'static>>) -> Result<u64> {
        let mut weight = 0;
        for block in rows {
            self.columns.judge(block, &mut self.room);
            let (record, all) = (&self.room.record, Plane::first(block.rows()));
            let count = |plane: Plane| (plane & all).count() as u64;
            for (yes, no) in self.rules.iter().map(|rule| record.truth_of(*rule)) {
                weight += count(yes);
                if self.tells_unknown {
                    weight += count(!(yes | no));
                }
            }
            let outcomes = self.decision.map_or(&[][..], |fact| record.options(fact));
            weight += outcomes.iter().map(|plane| count(*plane)).sum::<u64>();
        }
        Ok(weight)
    }
}
