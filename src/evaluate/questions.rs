//! The recommendations that some completion of the unknowns gives, exactly, and which questions settle them.
//!
//! The decision is compiled into a diagram over the facts that are still open for one initiative. What it reaches are
//! the possible recommendations; what it asks are the facts that can still matter, no other. The first question is the
//! one after which the fewest recommendations remain possible, on average over its answers; the next is chosen over all
//! the answers to the first, and so on. Answers that settle the verdict drop out.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::FxHashMap as HashMap;

use crate::diagram::{Function, Held, Model, TooLarge, cells, order_of_records};
use crate::evaluate::decision::Decision;
use crate::evaluate::firmness::{Check, Firmness, Pins, Presumed};
use crate::evaluate::held::{held, world};
use crate::evaluate::presumed::{presumed, presumed_after};
use crate::evaluate::{Origin, Sheet, Verdict};
use crate::rules::words::CheckRole;
use crate::rules::{CheckId, FactId, RuleSet};
use crate::truth::{Possible, Range};

/// How many questions are named at the most.
const MOST: usize = 5;
/// How many combinations of answers are looked at; past it the rest is taken as not settled.
const WORLDS: usize = 48;
/// The most nodes that the search for questions may add; what was found before it would need more stands.
const SEARCH: usize = 400_000;
/// The most nodes of a diagram for one initiative; past it the possible recommendations are those of the table alone.
const NODES: usize = 500_000;

/// How many patterns of answers are remembered, of ten kilobytes each.
const REMEMBERED: usize = 4_096;

/// A fact to find out.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Question {
    /// The fact.
    pub fact: FactId,
    /// Recommendations still possible after it, on average, in hundredths.
    pub remaining: u32,
}

/// Asks for one rule set; remembers patterns of answers it has seen.
pub(super) struct Asker<'a> {
    set: &'a RuleSet,
    decision: Option<FactId>,
    /// What it rests on.
    known: Option<&'a Decision>,
    seen: HashMap<Pattern, Asked>,
    /// Facts that are read otherwise because of what somebody estimated.
    estimates: BTreeSet<FactId>,
    /// Facts that are not to be asked.
    without: BTreeSet<FactId>,
    /// How many questions are looked for.
    most: usize,
    /// Whether the decision is compiled for each record by itself.
    alone: bool,
}

/// What the completions of a record hold of every fact that is read, what stands on the sheet in its place, and which of
/// that is estimated.
type Pattern = (Vec<Held>, Vec<Possible>, BTreeSet<FactId>);

/// What is known of one pattern of answers.
#[derive(Clone)]
struct Asked {
    /// What the presumptions leave.
    presumed: u64,
    checks: Vec<Check>,
    open: Vec<FactId>,
    questions: Vec<Question>,
    settles: bool,
    /// The facts that the decision depends on.
    sure: Vec<FactId>,
    /// Every recommendation that some completion gives.
    possible: u64,
}

impl<'a> Asker<'a> {
    pub fn new(set: &'a RuleSet) -> Self {
        Self {
            set,
            decision: set.decision(),
            known: Decision::of(set),
            seen: HashMap::default(),
            estimates: BTreeSet::new(),
            without: BTreeSet::new(),
            most: MOST,
            alone: false,
        }
    }

    /// One that looks for no questions.
    pub fn without_questions(set: &'a RuleSet) -> Self {
        Self {
            most: 0,
            ..Self::new(set)
        }
    }

    /// One that takes for estimated what a verdict has estimated.
    pub fn estimating(mut self, verdict: &Verdict) -> Self {
        self.estimates = self
            .reads()
            .iter()
            .filter(|f| verdict.is_estimated(**f) && verdict.record.origin(**f) != Origin::Proposed)
            .copied()
            .collect();
        self
    }

    /// Whether questions are looked for.
    pub fn asks(&self) -> bool {
        self.most > 0
    }

    /// What is said of a record.
    pub fn verdict(&mut self, record: Sheet) -> Verdict {
        let sheet = presumed(self.set, &record);
        self.judge(record, sheet)
    }

    /// The answer to a record of which a fact was changed, as an option of the table, and the sheet that names it;
    /// `before` named the answer before. The rules of the record are read anew only where its completions are looked at.
    pub fn answer_after(&mut self, record: &mut Sheet, before: &Sheet, changed: FactId) -> (usize, Sheet) {
        let sheet = presumed_after(self.set, record, before, &[changed]);
        if self.of_table(&sheet).count_ones() != 1 {
            record.run(self.set, &self.set.decision_steps);
        }
        self.answer_by(record, sheet)
    }

    /// The answer to a record by the sheet that names it; its completions are looked at only where that names several.
    pub fn answer_by(&mut self, record: &Sheet, sheet: Sheet) -> (usize, Sheet) {
        let named = self.of_table(&sheet);
        if named.count_ones() == 1 {
            return (named.trailing_zeros() as usize, sheet);
        }
        let verdict = self.judge(record.clone(), sheet);
        (verdict.answer, verdict.sheet)
    }

    /// What is said of a record of which some facts are estimated; `taken` has the estimates for answers.
    pub fn estimated(&mut self, record: Sheet, taken: &Sheet) -> Verdict {
        let without = presumed(self.set, &record);
        let sheet = presumed(self.set, taken);
        // what is proposed is presumed like all that nobody has said, and checked as that
        let is_proposed = |id: FactId| record.origin(id) == Origin::Proposed;
        let is_estimated = |id: FactId| taken.stated(id) && !record.stated(id) && !is_proposed(id);
        if self.set.each_fact().any(|(id, _)| is_estimated(id)) {
            self.estimates = self
                .reads()
                .iter()
                .filter(|f| without.value(**f) != sheet.value(**f) && !is_proposed(**f))
                .copied()
                .collect();
        }
        let verdict = self.judge(record, sheet);
        self.estimates = BTreeSet::new();
        verdict
    }

    /// What is said of a record, by a sheet on which something stands in place of what is not known.
    pub fn judge(&mut self, record: Sheet, sheet: Sheet) -> Verdict {
        let table = self.of_table(&record);
        if table.count_ones() <= 1 {
            return Verdict::settled(record, sheet, table);
        }
        let key = (self.pattern(&record), self.presumptions(&sheet), self.estimates.clone());
        let asked = match self.seen.get(&key) {
            Some(known) => known.clone(),
            None => {
                let asked = self
                    .ask(&record, Some(&sheet))
                    .unwrap_or_else(|TooLarge| self.too_much(&record, &sheet, table));
                if self.seen.len() >= REMEMBERED {
                    self.seen.clear();
                }
                self.seen.insert(key, asked.clone());
                asked
            }
        };
        let could_be = table & asked.possible;
        if could_be.count_ones() == 1 {
            return Verdict::settled(record, sheet, could_be);
        }
        let (answer, firmness) = match asked.presumed.count_ones() {
            1 => (asked.presumed, Firmness::Provided),
            // where none of those that are left may stand, one of the rows on the way to them
            _ => (
                self.most_cautious(&[asked.presumed, self.of_table(&sheet) & could_be]),
                Firmness::Open,
            ),
        };
        Verdict {
            answer: answer.trailing_zeros() as usize,
            firmness,
            checks: if firmness == Firmness::Provided {
                asked.checks
            } else {
                Vec::new()
            },
            could_be,
            open: asked.open,
            questions: asked.questions,
            settles: asked.settles,
            sure: asked.sure,
            record,
            sheet,
        }
    }

    /// What stands while several are possible, as an option of the table: see [`Decision::most_cautious`].
    fn most_cautious(&self, among: &[u64]) -> u64 {
        self.known.map_or(0, |known| known.most_cautious(among))
    }

    /// What stands on a sheet for every fact that the decision rests on, as far as conditions can tell.
    fn presumptions(&self, sheet: &Sheet) -> Vec<Possible> {
        let widened = |id: &FactId| match self.cells(*id) {
            Some(cells) => cells::widened(sheet.value(*id), cells),
            None => sheet.value(*id),
        };
        self.reads().iter().map(widened).collect()
    }

    /// What is presumed of a fact that is open on record.
    pub(super) fn presumed(&self, record: &Sheet, sheet: &Sheet, id: FactId) -> Option<Presumed> {
        let fact = self.set.fact(id);
        let value = sheet.value(id);
        if record.value(id) == value || record.origin(id) == Origin::Hidden {
            return None;
        }
        let units = if self.estimates.contains(&id) {
            let check = self
                .set
                .checks
                .iter()
                .position(|c| c.role == Some(CheckRole::Estimates))?;
            vec![(CheckId(u16::try_from(check).ok()?), u64::MAX)]
        } else {
            let check = self.known?.checks.get(usize::from(id.0)).copied().flatten()?;
            let apart = fact.presume.iter().flat_map(|p| &p.apart).copied();
            apart.chain([(check, u64::MAX)]).collect()
        };
        Some(Presumed { value, units })
    }

    /// What the completions of a sheet hold of every fact that the decision rests on.
    pub fn pattern(&self, sheet: &Sheet) -> Vec<Held> {
        self.reads().iter().map(|f| self.held(sheet, *f)).collect()
    }

    /// The recommendations of the table.
    pub fn of_table(&self, sheet: &Sheet) -> u64 {
        self.decision.map_or(0, |f| sheet.value(f).bits())
    }

    fn held(&self, sheet: &Sheet, id: FactId) -> Held {
        let whole = self.known.and_then(|known| known.whole.get(usize::from(id.0)).copied());
        match (held(self.set, sheet, id, whole.unwrap_or_default()), self.cells(id)) {
            (Held::Own(value), Some(cells)) => Held::Own(cells::widened(value, cells)),
            (held, _) => held,
        }
    }

    /// The decision of one initiative as a function of what is open.
    pub fn decision(&self, sheet: &Sheet) -> Result<(Model<'a>, Function), TooLarge> {
        let known = self.known.ok_or(TooLarge)?;
        let world = world(self.set, self.reads(), |fact| self.held(sheet, fact));
        if let Some(every) = known.every(self.set).filter(|_| !self.alone) {
            let mut model = Model::within(self.set, NODES, Arc::clone(&known.ranges), world.clone());
            model.ask_first(order_of_records(self.set).collect());
            let whole = every.of_record(&mut model)?;
            // where no completion is allowed, the answers are taken as they stand
            if let Some(whole) = whole.filter(|whole| model.diagram.reached(*whole, &[]) != 0) {
                return Ok((model, whole));
            }
        }
        let mut model = Model::within(self.set, NODES, Arc::clone(&known.ranges), world);
        let whole = model.value(self.decision.ok_or(TooLarge)?)?;
        let whole = model.completions(whole)?;
        Ok((model, whole))
    }

    /// Every fact that the decision rests on.
    fn reads(&self) -> &'a [FactId] {
        self.known.map_or(&[], |known| &known.reads)
    }

    /// The cells of a number that the decision rests on.
    fn cells(&self, fact: FactId) -> Option<&'a Vec<cells::FactCell>> {
        self.known?.cells.get(&fact)
    }

    fn ask(&self, record: &Sheet, sheet: Option<&Sheet>) -> Result<Asked, TooLarge> {
        let (mut model, whole) = self.decision(record)?;
        let (presumed, mut checks) = sheet.map_or((0, Vec::new()), |sheet| {
            let pins = Pins::of(self.set, &model, whole, |id| self.presumed(record, sheet, id));
            (pins.reached(&model, whole), pins.checks(&model, whole))
        });
        // where no completion is as presumed in everything, all of it is to be checked
        if let Some(sheet) = sheet.filter(|_| presumed == 0) {
            return Ok(self.too_much(record, sheet, self.of_table(record)));
        }
        let idle = idle(&model, whole);
        for check in &mut checks {
            check.facts.retain(|fact| !idle.contains(fact));
        }
        let mut asked = Asked {
            open: asked_in(&model, whole)
                .into_iter()
                .filter(|f| !idle.contains(f))
                .collect(),
            presumed,
            checks,
            possible: model.diagram.reached(whole, &[]),
            questions: Vec::new(),
            settles: false,
            sure: Vec::new(),
        };
        if self.most > 0 && asked.possible.count_ones() > 1 {
            model.diagram.grow_by_at_most(SEARCH);
            // what was found until it grew too large stands
            if self.settling(&mut model, whole, &idle, &mut asked).is_err() {
                asked.settles = false;
            }
        }
        Ok(asked)
    }

    /// Looks for the questions that settle a decision, and for the facts that are sure to.
    fn settling(&self, model: &mut Model, whole: Function, idle: &[FactId], asked: &mut Asked) -> Result<(), TooLarge> {
        let mut worlds = vec![whole];
        let mut cut = false;
        while asked.questions.len() < self.most && !worlds.is_empty() {
            let Some((fact, score, next)) = self.best(model, &worlds, idle)? else {
                break;
            };
            asked.questions.push(Question {
                fact,
                remaining: (score * 100.0).round() as u32,
            });
            worlds = next;
            cut |= worlds.len() > WORLDS;
            worlds.truncate(WORLDS);
        }
        asked.settles = worlds.is_empty() && !cut;
        if self.most > 1 {
            asked.sure = model.sure(whole)?;
        }
        Ok(())
    }

    /// The question that leaves the fewest recommendations over some worlds, and the worlds that it leaves open; none of
    /// those that are idle.
    fn best(
        &self,
        model: &mut Model,
        worlds: &[Function],
        idle: &[FactId],
    ) -> Result<Option<(FactId, f64, Vec<Function>)>, TooLarge> {
        let count = |ends: u64| f64::from(ends.count_ones());
        let mut before = 0.0;
        // what the answers take away from what is left, on average
        let mut taken: BTreeMap<FactId, (usize, f64)> = BTreeMap::new();
        for world in worlds {
            let whole = count(model.diagram.reached(*world, &[]));
            before += whole;
            for (level, cells) in model.reached_by_answer(*world) {
                let Some(asked) = model.asked_at(level) else { continue };
                let after = cells.iter().map(|ends| count(*ends)).sum::<f64>() / cells.len() as f64;
                taken.entry(asked.fact).or_insert((level, 0.0)).1 += whole - after;
            }
        }
        let mut best: Option<(FactId, usize, f64)> = None;
        for (fact, (level, taken)) in taken {
            if !self.set.fact(fact).askable || self.without.contains(&fact) || idle.contains(&fact) {
                continue;
            }
            let score = (before - taken) / worlds.len() as f64;
            if best.is_none_or(|(.., held)| score < held - 1e-9) {
                best = Some((fact, level, score));
            }
        }
        let Some((fact, level, score)) = best else {
            return Ok(None);
        };
        let mut open = Vec::new();
        for world in worlds {
            for cell in 0..model.asked_at(level).map_or(0, |a| a.cells.len()) {
                let after = model.answered(*world, level, cell)?;
                if model.diagram.reached(after, &[]).count_ones() > 1 && !open.contains(&after) {
                    open.push(after);
                }
            }
        }
        Ok(Some((fact, score, open)))
    }

    /// Where the diagram grows too large: the recommendations of the table, the open facts it reads, and every
    /// presumption.
    fn too_much(&self, record: &Sheet, sheet: &Sheet, possible: u64) -> Asked {
        let open = || self.reads().iter().filter(|f| !record.value(**f).is_known());
        let question = |fact: &FactId| Question {
            fact: *fact,
            remaining: possible.count_ones() * 100,
        };
        let mut checks: BTreeMap<CheckId, Vec<FactId>> = BTreeMap::new();
        for fact in open() {
            for (unit, _) in self.presumed(record, sheet, *fact).into_iter().flat_map(|p| p.units) {
                checks.entry(unit).or_default().push(*fact);
            }
        }
        Asked {
            open: open().copied().collect(),
            presumed: self.of_table(sheet),
            checks: checks.into_iter().map(|(unit, facts)| Check { unit, facts }).collect(),
            questions: open()
                .filter(|f| self.set.fact(**f).askable)
                .map(question)
                .take(MOST)
                .collect(),
            settles: false,
            sure: Vec::new(),
            possible,
        }
    }
}

/// Every answer to a fact that could matter to some rule, on a sheet.
#[must_use]
pub fn answers_to(set: &RuleSet, sheet: &Sheet, fact: FactId) -> Vec<Possible> {
    let ranges = set.ranges().remove(&fact).unwrap_or_default();
    answers_within(set, &ranges, fact, sheet.value(fact))
}

pub(super) fn answers_within(set: &RuleSet, ranges: &[Range], fact: FactId, known: Possible) -> Vec<Possible> {
    cells::of_completions(set.fact(fact), ranges, known)
        .into_iter()
        .filter_map(|cell| match cell {
            cells::FactCell::Value(value) => Some(cells::one_of(value)),
            cells::FactCell::Unknown | cells::FactCell::Open => None,
        })
        .collect()
}

/// The verdict on a sheet that was filled, for which no questions are looked for.
#[must_use]
pub fn verdict_without_questions(set: &RuleSet, sheet: &Sheet) -> Verdict {
    let mut sheet = sheet.clone();
    sheet.run(set, &set.initiative_steps);
    Asker::without_questions(set).verdict(sheet)
}

/// The same with the decision compiled for this record alone, as it is where that of every record is too large.
#[must_use]
pub fn verdict_alone(set: &RuleSet, sheet: &Sheet) -> Verdict {
    let mut sheet = sheet.clone();
    sheet.run(set, &set.initiative_steps);
    let mut asker = Asker::without_questions(set);
    asker.alone = true;
    asker.verdict(sheet)
}

/// The verdict on a sheet that was filled.
#[must_use]
pub fn verdict_of(set: &RuleSet, sheet: &Sheet) -> Verdict {
    let mut sheet = sheet.clone();
    sheet.run(set, &set.initiative_steps);
    Asker::new(set).verdict(sheet)
}

/// The record of a verdict, of which one fact after another is changed; what is estimated stays.
pub(crate) struct Changing<'a> {
    asker: Asker<'a>,
    record: Sheet,
    sheet: Sheet,
}

impl<'a> Changing<'a> {
    pub fn of(set: &'a RuleSet, verdict: &Verdict) -> Self {
        let mut record = verdict.record.opened().into_owned();
        let estimated = || set.each_fact().map(|(id, _)| id).filter(|id| verdict.is_estimated(*id));
        for id in estimated() {
            record.set(id, verdict.sheet.value(id), Origin::Given);
        }
        Self {
            asker: Asker::without_questions(set),
            sheet: match estimated().next() {
                Some(_) => presumed(set, &record),
                // the answer is named by that already
                None => verdict.sheet.opened().into_owned(),
            },
            record,
        }
    }

    /// The answer, as an option of the table, where a fact is something else.
    pub fn answer_after(&mut self, fact: FactId, value: Possible) -> usize {
        let mut changed = self.record.clone();
        changed.set(fact, value, Origin::Given);
        self.asker.answer_after(&mut changed, &self.sheet, fact).0
    }
}

/// The verdict after one more answer, for which no questions are looked for.
pub(crate) fn judged_after(set: &RuleSet, sheet: &Sheet, fact: FactId, answer: Possible) -> Verdict {
    let mut next = sheet.clone();
    next.set(fact, answer, Origin::Given);
    next.run(set, &set.initiative_steps);
    Asker::without_questions(set).verdict(next)
}

/// The verdict after one more answer, with its own questions.
#[must_use]
pub fn after_answer(set: &RuleSet, sheet: &Sheet, fact: FactId, answer: Possible) -> Verdict {
    let mut next = sheet.clone();
    next.set(fact, answer, Origin::Given);
    verdict_of(set, &next)
}

/// The most decisive question about a sheet, other than some; nothing when none of the rest can matter.
#[must_use]
pub fn next_question(set: &RuleSet, sheet: &Sheet, without: &BTreeSet<FactId>) -> Option<Question> {
    let mut asker = Asker::new(set);
    asker.without = without.clone();
    asker.most = 1;
    let asked = asker.ask(sheet, None);
    let asked = asked.unwrap_or_else(|TooLarge| asker.too_much(sheet, sheet, u64::MAX));
    let remaining = asked.possible.count_ones() * 100;
    // where the search for the most decisive one was given up, any that matters is asked
    let open = asked
        .open
        .iter()
        .filter(|fact| set.fact(**fact).askable && remaining > 100);
    let others = open.map(|fact| Question { fact: *fact, remaining });
    let mut questions = asked.questions.into_iter().chain(others);
    questions.find(|q| !without.contains(&q.fact))
}

/// The open facts on which the verdict of a sheet depends.
#[must_use]
pub fn open_facts(set: &RuleSet, sheet: &Sheet) -> Vec<FactId> {
    let asker = Asker::new(set);
    let open = |(model, whole): (Model, Function)| {
        let idle = idle(&model, whole);
        Ok(asked_in(&model, whole)
            .into_iter()
            .filter(|f| !idle.contains(f))
            .collect())
    };
    asker
        .decision(sheet)
        .and_then(open)
        .unwrap_or_else(|TooLarge| Vec::new())
}

/// The facts that the outcomes of completions hang on only because what is given about facts excludes some of them: no
/// two that may be differ by one of these alone.
fn idle(model: &Model, outcomes: Function) -> Vec<FactId> {
    let paired: BTreeSet<FactId> = model.set.given.iter().flat_map(|g| [g.low, g.high]).collect();
    let asked = model.diagram.asked(outcomes);
    let idle = |fact: &FactId| {
        let level = model.level_of(*fact).filter(|level| asked.contains(level));
        level.is_some_and(|level| !model.diagram.tells_apart(outcomes, level))
    };
    paired.into_iter().filter(idle).collect()
}

/// The facts that a function depends on.
fn asked_in(model: &Model, function: Function) -> Vec<FactId> {
    let levels = model.asked_in_order(function).into_iter();
    levels.filter_map(|l| model.asked_at(l)).map(|a| a.fact).collect()
}

/// The recommendations possible after one more answer.
#[must_use]
pub fn possible_after(set: &RuleSet, sheet: &Sheet, fact: FactId, answer: Possible) -> u64 {
    let mut next = sheet.clone();
    next.set(fact, answer, Origin::Given);
    next.run(set, &set.decision_steps);
    set.decision().map_or(0, |f| next.value(f).bits())
}
