//! Judges records one after the other, a block at a time.

use std::borrow::Cow;

use crate::batch::fields::{Fields, Problem};
use crate::batch::json::{Identity, Read};
use crate::batch::tell::{Said, Tell};
use crate::batch::totals::Totals;
use crate::batch::whole::{self, Whole};
use crate::batch::{Batch, Cells, Lines};
use crate::columns::{Block, Judged, ROWS, Room};
use crate::evaluate::{AloneRoom, Answers, Firmness, Judge, Listed, Verdict};
use crate::report::published;
use crate::rules::{CheckId, RuleSet};
use crate::truth::Truth;
use crate::yaml::Node;

/// Records of one form.
pub(crate) trait Records {
    /// How many there are.
    fn count(&self) -> usize;
    /// The number of the line or row of one, as its file counts them.
    fn number(&self, n: usize) -> u64;
    /// Reads one as plain answers.
    fn plain(&self, n: usize, set: &RuleSet, fields: &Fields, answers: &mut Answers, identity: &mut Identity) -> Read;
    /// One as a tree.
    ///
    /// # Errors
    /// What is wrong with it.
    fn tree(&self, n: usize) -> Result<Node<'static>, Problem>;
    /// One as it is written, to set it aside.
    fn raw(&self, n: usize) -> Cow<'_, str>;
}

/// One that judges records, for one thread.
pub struct Worker<'b> {
    batch: &'b Batch<'b>,
    block: Block<'b>,
    room: Room<'b>,
    judge: Judge<'b>,
    answers: Answers,
    alone: AloneRoom,
    /// By row of the block.
    rows: Vec<Row>,
    identities: Vec<Identity>,
    letters: Vec<u8>,
    totals: Totals,
}

/// Where a row of a block comes from.
#[derive(Clone, Copy)]
struct Row {
    /// Its record.
    record: usize,
    /// Its place among the initiatives of that.
    place: usize,
}

/// The letters for the truth of a rule.
pub(super) fn letter(truth: Truth) -> u8 {
    match truth {
        Truth::True => b'T',
        Truth::False => b'F',
        Truth::Unknown => b'U',
    }
}

impl<'b> Worker<'b> {
    pub(super) fn of(batch: &'b Batch<'b>) -> Self {
        Self {
            block: batch.columns.block(),
            room: batch.columns.room(),
            judge: Judge::of(batch.set),
            answers: Answers::none(batch.set),
            alone: batch.alone.room(),
            rows: Vec::with_capacity(ROWS),
            identities: vec![Identity::default(); ROWS],
            letters: Vec::new(),
            totals: Totals::default(),
            batch,
        }
    }

    /// How many records came to what since this was asked last.
    pub fn totals(&mut self) -> Totals {
        std::mem::take(&mut self.totals)
    }

    /// Judges lines of JSON, and tells of each record in its order.
    pub fn lines(&mut self, lines: &Lines, tell: &mut dyn Tell) {
        self.judge(lines, tell);
    }

    /// Judges rows of a table, and tells of each in its order.
    pub fn cells(&mut self, cells: &Cells, tell: &mut dyn Tell) {
        self.judge(cells, tell);
    }

    /// Judges records, and tells of each in its order.
    pub(crate) fn judge(&mut self, records: &dyn Records, tell: &mut dyn Tell) {
        let batch = self.batch;
        for record in 0..records.count() {
            if self.block.is_full() {
                self.tell(records, tell);
            }
            self.answers.clear();
            let mut identity = self
                .identities
                .get_mut(self.rows.len())
                .map(std::mem::take)
                .unwrap_or_default();
            identity.clear();
            match records.plain(record, batch.set, &batch.fields, &mut self.answers, &mut identity) {
                Read::Plain => self.plain(record, identity),
                Read::Bad(problem) => self.set_aside(records, record, &problem, tell),
                Read::Whole => {
                    self.totals.whole += 1;
                    if let Err(problem) = self.whole(records, record, tell) {
                        self.set_aside(records, record, &problem, tell);
                    }
                }
            }
        }
        self.tell(records, tell);
    }

    fn plain(&mut self, record: usize, identity: Identity) {
        let batch = self.batch;
        let named = identity.district.as_deref();
        self.totals.unknown_districts += u64::from(batch.districts.count() > 0 && batch.districts.misses(named));
        let around = batch.around(&identity);
        let Some(row) = self.begin(record, 0, identity) else {
            return;
        };
        let block = &mut self.block;
        let mut put = |fact, value, stated| block.set(row, fact, value, stated);
        if batch
            .alone
            .fill(&self.answers, around, &mut self.alone, &mut put)
            .is_err()
        {
            self.block.set_apart(row);
        }
    }

    fn begin(&mut self, record: usize, place: usize, identity: Identity) -> Option<usize> {
        let row = self.block.begin()?;
        self.rows.push(Row { record, place });
        if let Some(slot) = self.identities.get_mut(row) {
            *slot = identity;
        }
        Some(row)
    }

    /// Adds the initiatives of a record that is read whole.
    fn whole(&mut self, records: &dyn Records, record: usize, tell: &mut dyn Tell) -> Result<(), Problem> {
        let batch = self.batch;
        let read = read(batch, records, record)?;
        let listed = Listed::of(batch.set, &read.inventory);
        for (place, identity) in read.identities.iter().enumerate() {
            if self.block.is_full() {
                self.tell(records, tell);
            }
            let initiative = read.inventory.initiatives.get(place);
            // what may not be said of small groups is looked at for each by itself
            let apart = batch.public && initiative.is_some_and(|initiative| !initiative.results.is_empty());
            let sheet = listed.record(place).filter(|_| !apart);
            let row = match sheet {
                Some(sheet) => {
                    self.rows.push(Row { record, place });
                    self.block.push(&sheet)
                }
                None => {
                    let row = self.begin(record, place, identity.clone());
                    row.into_iter().for_each(|row| self.block.set_apart(row));
                    row
                }
            };
            if let Some(slot) = row.and_then(|row| self.identities.get_mut(row)) {
                *slot = identity.clone();
            }
        }
        Ok(())
    }

    fn set_aside(&mut self, records: &dyn Records, record: usize, problem: &Problem, tell: &mut dyn Tell) {
        self.totals.aside += 1;
        tell.aside(records.number(record), problem, &records.raw(record));
    }

    /// Judges the block and tells of its rows.
    fn tell(&mut self, records: &dyn Records, tell: &mut dyn Tell) {
        if self.rows.is_empty() {
            return;
        }
        let judged = self.batch.columns.judge(&self.block, &mut self.room);
        let apart = judged.apart();
        self.write_letters(judged.rows());
        let rows = std::mem::take(&mut self.rows);
        let mut from = 0;
        while let Some(row) = rows.get(from) {
            let same = rows
                .iter()
                .skip(from)
                .take_while(|other| other.record == row.record)
                .count();
            let group = rows.get(from..from + same).unwrap_or_default();
            match (from..from + same).any(|row| apart.has(row)) {
                true => self.tell_by_itself(records, (from, group), &judged, tell),
                false => (from..from + same).for_each(|row| self.tell_row(row, &judged, tell)),
            }
            from += same;
        }
        self.rows = rows;
        self.rows.clear();
        self.block.clear();
    }

    /// Tells of the rows of one record of which some are judged by themselves.
    fn tell_by_itself(
        &mut self,
        records: &dyn Records,
        (from, rows): (usize, &[Row]),
        judged: &Judged,
        tell: &mut dyn Tell,
    ) {
        let batch = self.batch;
        let Some(record) = rows.first().map(|row| row.record) else {
            return;
        };
        let read = match read(batch, records, record) {
            Ok(read) => read,
            // what does not apply is found only where answers are looked at together
            Err(problem) => return self.set_aside(records, record, &problem, tell),
        };
        let hidden = if batch.public {
            published(batch.set, &read.inventory)
        } else {
            None
        };
        let listed = Listed::of(batch.set, &read.inventory);
        for (n, row) in rows.iter().enumerate() {
            if !judged.apart().has(from + n) {
                self.tell_row(from + n, judged, tell);
                continue;
            }
            let of_public = hidden.as_ref().and_then(|verdicts| verdicts.get(row.place)).cloned();
            let verdict = of_public.or_else(|| self.judge.verdict_among(&listed, row.place));
            if let (Some(verdict), Some(identity)) = (verdict, read.identities.get(row.place)) {
                self.totals.alone += 1;
                self.tell_verdict(&verdict, identity, tell);
            }
        }
    }

    fn tell_verdict(&mut self, verdict: &Verdict, identity: &Identity, tell: &mut dyn Tell) {
        let letters: Vec<u8> = self
            .batch
            .rules
            .iter()
            .map(|rule| letter(verdict.record.rule(*rule)))
            .collect();
        let checks: Vec<CheckId> = verdict.checks.iter().map(|check| check.unit).collect();
        self.count(verdict.answer, verdict.firmness);
        tell.said(&Said {
            identity,
            answer: verdict.answer,
            firmness: verdict.firmness,
            could_be: verdict.could_be,
            checks: &checks,
            rules: &letters,
        });
    }

    fn tell_row(&mut self, row: usize, judged: &Judged, tell: &mut dyn Tell) {
        let many = self.batch.rules.len();
        let checks: Vec<CheckId> = match judged.firmness(row) {
            Firmness::Provided => judged.checks(row).collect(),
            Firmness::Settled | Firmness::Open => Vec::new(),
        };
        let (answer, firmness) = (judged.answer(row), judged.firmness(row));
        self.count(answer, firmness);
        if let (Some(identity), Some(rules)) =
            (self.identities.get(row), self.letters.get(row * many..(row + 1) * many))
        {
            tell.said(&Said {
                could_be: judged.could_be(row),
                checks: &checks,
                identity,
                answer,
                firmness,
                rules,
            });
        }
    }

    fn count(&mut self, answer: usize, firmness: Firmness) {
        self.totals.judged += 1;
        if self.totals.answers.len() <= answer {
            self.totals.answers.resize(answer + 1, 0);
        }
        self.totals.answers.get_mut(answer).into_iter().for_each(|n| *n += 1);
        let place = match firmness {
            Firmness::Settled => 0,
            Firmness::Provided => 1,
            Firmness::Open => 2,
        };
        self.totals.firmness.get_mut(place).into_iter().for_each(|n| *n += 1);
    }

    /// The letters of every rule, row by row.
    fn write_letters(&mut self, rows: usize) {
        let many = self.batch.rules.len();
        self.letters.clear();
        self.letters.resize(rows * many, b'U');
        let truths: Vec<_> = self
            .batch
            .rules
            .iter()
            .map(|rule| self.room.record.truth_of(*rule))
            .collect();
        let mut words = vec![(0, 0); many];
        for (n, rows) in self.letters.chunks_mut(many.max(1) * 64).enumerate() {
            for (word, (yes, no)) in words.iter_mut().zip(&truths) {
                *word = (yes.word(n), no.word(n));
            }
            for (bit, row) in rows.chunks_mut(many.max(1)).enumerate() {
                for (letter, (yes, no)) in row.iter_mut().zip(&words) {
                    let (yes, no) = ((yes >> bit & 1) as u8, (no >> bit & 1) as u8);
                    // without a branch: what neither holds nor fails is unknown
                    *letter = [b'U', b'T', b'F']
                        .get(usize::from(yes | no << 1))
                        .copied()
                        .unwrap_or(b'U');
                }
            }
        }
    }
}

/// A record read whole.
pub(super) fn read(batch: &Batch, records: &dyn Records, record: usize) -> Result<Whole, Problem> {
    let tree = records.tree(record)?;
    let mut read = match whole::is_district(&tree) {
        true => whole::district(&tree, batch.set, batch.as_of)?,
        false => {
            let district = whole::district_of(&tree);
            let around = batch.districts.inventory(district.as_deref(), batch.set, batch.as_of);
            whole::one(tree, &batch.fields, batch.set, &around)?
        }
    };
    whole::confirm(&mut read.inventory, batch.set, || batch.catalogue())?;
    Ok(read)
}
