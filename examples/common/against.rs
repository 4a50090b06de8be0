//! Records judged by columns held against each judged by itself.

use std::collections::BTreeMap;

use cleardeck::columns::{Columns, Judged, Room};
use cleardeck::evaluate::{Firmness, Sheet, Verdict};
use cleardeck::rules::{CheckId, RuleSet, Step};

use crate::dice::Dice;
use crate::records::{Records, below};

/// What was compared.
#[derive(Default)]
pub struct Compared {
    /// How many records were judged by columns.
    pub rows: usize,
    /// How many are to be judged by themselves.
    pub apart: usize,
    /// How many had each firmness.
    pub firmness: BTreeMap<Firmness, usize>,
    /// What differs, the first few.
    pub differs: Vec<String>,
}

impl Compared {
    /// Draws so many records and compares all that is said of each with what `reference` says.
    pub fn draw(&mut self, set: &RuleSet, rows: usize, dice: &mut Dice, reference: fn(&RuleSet, &Sheet) -> Verdict) {
        let columns = match Columns::of(set) {
            Ok(columns) => columns,
            Err(why) => return self.differs.push(format!("not by columns: {why:?}")),
        };
        let records = Records::of(set);
        let (mut block, mut room) = (columns.block(), columns.room());
        let mut left = rows;
        while left > 0 {
            block.clear();
            let mut sheets = Vec::new();
            while sheets.len() < left && !block.is_full() {
                let missing = below(dice, 101);
                let sheet = records.draw(dice, missing);
                block.push(&sheet);
                sheets.push(sheet);
            }
            left -= sheets.len();
            let judged = columns.judge(&block, &mut room);
            for (row, sheet) in sheets.iter().enumerate() {
                if judged.apart().has(row) {
                    self.apart += 1;
                    continue;
                }
                self.rows += 1;
                *self.firmness.entry(judged.firmness(row)).or_default() += 1;
                let verdict = reference(set, sheet);
                if let Some(differs) = differs(set, &verdict, &judged, &room, row).filter(|_| self.differs.len() < 9) {
                    self.differs.push(differs);
                }
            }
        }
    }
}

/// The first thing that is said otherwise: the answer, its firmness, what it could be, its checks, or the truth of a rule
/// on record or with what is presumed.
fn differs(set: &RuleSet, verdict: &Verdict, judged: &Judged, room: &Room, row: usize) -> Option<String> {
    let checks: Vec<CheckId> = verdict.checks.iter().map(|check| check.unit).collect();
    let of_columns: Vec<CheckId> = judged.checks(row).collect();
    let alone = (verdict.answer, verdict.firmness, verdict.could_be, checks);
    let said = (
        judged.answer(row),
        judged.firmness(row),
        judged.could_be(row),
        of_columns,
    );
    if alone != said {
        return Some(format!("{alone:?} by itself, {said:?} by columns"));
    }
    let rules = set.initiative_steps.iter().filter_map(|step| match step {
        Step::Rule(id) => Some(*id),
        _ => None,
    });
    for id in rules {
        let alone = (verdict.record.rule(id), verdict.sheet.rule(id));
        let said = (room.record.rule(id, row), room.presumed.rule(id, row));
        if alone != said {
            return Some(format!("{}: {alone:?} by itself, {said:?} by columns", set.rule(id).id));
        }
    }
    None
}
