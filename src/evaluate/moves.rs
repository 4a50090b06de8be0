//! What a verdict rests on beside the answers on record: every fact without an answer of its own of which some answer
//! alone would move it, whether it was assumed, is open, or follows from other answers.
//!
//! Each answer is set into the sheet and judged anew, so nothing that an answer does is left out. Where more than one
//! recommendation stays possible, the completions decide: by the diagram of the verdict itself where the answer only
//! narrows it, else by one of its own.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeSet;

use rustc_hash::FxHashMap as HashMap;

use crate::diagram::{Function, Held, Model, cells::FactCell};
use crate::evaluate::bench::Bench;
use crate::evaluate::portfolio::Answers;
use crate::evaluate::questions::Asker;
use crate::evaluate::tried::{Tried, asked_if_known, samples, within};
use crate::evaluate::worked_out::WorkedOut;
use crate::evaluate::{Audit, Origin, Sheet, Verdict};
use crate::inventory::Given;
use crate::rules::{FactId, RuleSet};
use crate::truth::Possible;

/// How a fact without an answer of its own was read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reading {
    /// As the fact declares.
    Assumed,
    /// As anything that it may still be.
    Open,
    /// As it follows from other answers; a direct answer would go against them.
    Follows,
}

/// A fact without an answer of its own of which some answer alone moves the verdict.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Move {
    /// The fact.
    pub fact: FactId,
    /// How it was read.
    pub reading: Reading,
    /// Facts that move the verdict as well, because this one is worked out of them.
    pub through: Vec<FactId>,
}

/// Finds what the verdicts of one audit rest on; remembers patterns of answers it has seen.
pub struct Moves<'a> {
    set: &'a RuleSet,
    bench: Bench<'a>,
    asker: Asker<'a>,
    /// Facts that are answered on the sheet.
    plain: Vec<Tried>,
    /// Facts that are counted from before any rule is read.
    counted: Vec<Tried>,
    /// By fact: those that it is worked out of.
    parts: HashMap<FactId, BTreeSet<FactId>>,
    seen: HashMap<(Vec<Held>, Vec<Origin>), Vec<Moving>>,
    /// What answers that are counted first lead to, by pattern: they are few, and the same for many initiatives.
    led: RefCell<HashMap<Vec<Held>, u64>>,
}

type Moving = (FactId, Reading);

/// The verdict that answers are set against.
struct Before<'v, 'a> {
    sheet: &'v Sheet,
    possible: u64,
    pattern: Vec<Held>,
    decision: OnceCell<Option<(Model<'a>, Function)>>,
}

impl<'a> Before<'_, 'a> {
    /// Its decision over what is open; nothing where it is settled by the table or grows too large.
    fn decision(&self, asker: &Asker<'a>) -> Option<&(Model<'a>, Function)> {
        let open = || asker.of_table(self.sheet).count_ones() > 1;
        let compiled = || open().then(|| asker.decision(self.sheet).ok()).flatten();
        self.decision.get_or_init(compiled).as_ref()
    }
}

impl<'a> Moves<'a> {
    /// For the verdicts of an audit.
    #[must_use]
    pub fn of(audit: &Audit<'a>) -> Self {
        let set = audit.set;
        let asker = Asker::new(set);
        let worked_out = WorkedOut::of(set);
        let sources = worked_out.sources(asker.reads());
        let known = asked_if_known(set);
        let tried = |fact: FactId, from: Vec<FactId>| {
            let changed = worked_out.changed_by(fact, !from.is_empty());
            Tried {
                asked_if_known: changed.iter().any(|f| known.contains(f)),
                changed: changed.into_iter().collect(),
                fact,
                from,
            }
        };
        let askable = |fact: &FactId| set.fact(*fact).askable;
        let plain = asker.reads().iter().copied().filter(askable);
        Self {
            set,
            bench: Bench::of(set, audit.inventory),
            plain: plain
                .filter(|f| sources.iter().all(|(s, _)| s != f))
                .map(|fact| tried(fact, Vec::new()))
                .collect(),
            parts: asker.reads().iter().map(|id| (*id, worked_out.parts(*id))).collect(),
            counted: sources
                .iter()
                .filter(|(f, _)| askable(f))
                .map(|(fact, from)| tried(*fact, from.clone()))
                .collect(),
            asker,
            seen: HashMap::default(),
            led: RefCell::default(),
        }
    }

    /// What the verdict of the initiative at `place` rests on, in the order of the facts.
    pub fn of_verdict(&mut self, place: usize, verdict: &Verdict) -> Vec<Move> {
        let sheet = &verdict.sheet;
        let pattern = self.asker.pattern(sheet);
        let before = Before {
            sheet,
            possible: verdict.possible,
            decision: OnceCell::new(),
            pattern,
        };
        let origins = self.asker.reads().iter().map(|f| sheet.origin(*f)).collect();
        let key = (before.pattern.clone(), origins);
        let mut moving = match self.seen.get(&key) {
            Some(known) => known.clone(),
            None => {
                let plain = self.may_move(&before, &self.plain).into_iter();
                let found: Vec<Moving> = plain.filter_map(|tried| self.plainly(&before, tried.fact)).collect();
                self.seen.insert(key, found.clone());
                found
            }
        };
        let counted = self.may_move(&before, &self.counted).into_iter();
        moving.extend(counted.filter_map(|tried| self.by_count(&before, place, tried)));
        moving.sort_unstable_by_key(|(fact, _)| *fact);
        self.told_once(&moving)
    }

    /// The facts of which some answer may move the verdict. Left out are those that cannot, whatever they and all that
    /// changes with them are: what a settled verdict does not need, with many of them open at once.
    fn may_move<'t>(&self, before: &Before<'_, 'a>, tried: &'t [Tried]) -> Vec<&'t Tried> {
        let unanswered = |tried: &&Tried| !answered(before.sheet, tried.fact);
        let tried: Vec<&Tried> = tried.iter().filter(unanswered).collect();
        let mut found = Vec::new();
        let settled = before.possible.count_ones() == 1 && self.asker.of_table(before.sheet) == before.possible;
        let mut groups = vec![tried.as_slice()];
        while let Some(group) = groups.pop() {
            if settled && self.holds_without(before, group) {
                continue;
            }
            match group {
                [] => {}
                [one] => found.push(*one),
                more => groups.extend(<[_; 2]>::from(more.split_at(more.len() / 2))),
            }
        }
        found
    }

    /// Whether a settled verdict stays as it is whatever some facts are.
    fn holds_without(&self, before: &Before<'_, 'a>, tried: &[&Tried]) -> bool {
        if tried.iter().any(|t| t.asked_if_known) {
            return false;
        }
        let mut sheet = before.sheet.clone();
        for fact in tried.iter().flat_map(|t| &t.changed) {
            let declared = self.set.fact(*fact);
            // what follows from the others by steps is worked out anew
            let follows = declared.derive.is_none() || declared.computed().is_some();
            let again = follows && !sheet.stated(*fact) && declared.presumed().is_none();
            if !again || tried.iter().any(|t| t.fact == *fact) {
                sheet.set(*fact, declared.anything(), Origin::Contradicted);
            }
        }
        sheet.run(self.set, &self.set.decision_steps);
        self.asker.of_table(&sheet) == before.possible
    }

    /// Whether an answer on the sheet moves the verdict.
    fn plainly(&self, before: &Before<'_, 'a>, fact: FactId) -> Option<Moving> {
        let values = self.asker.values(fact).into_iter();
        self.by_an_answer(before.sheet, fact, values.map(|value| (value, value)), |value| {
            let mut sheet = before.sheet.clone();
            sheet.set(fact, value, Origin::Given);
            self.moved(before, sheet, |sheet, pattern| self.led_to(before, sheet, pattern))
        })
    }

    /// How a fact was read, where one of some answers to it moves the verdict.
    fn by_an_answer<T>(
        &self,
        sheet: &Sheet,
        fact: FactId,
        answers: impl Iterator<Item = (Possible, T)>,
        moves: impl Fn(T) -> bool,
    ) -> Option<Moving> {
        let known = sheet.value(fact);
        let assumed = sheet.origin(fact) == Origin::Assumed;
        let (open, against): (Vec<_>, Vec<_>) =
            answers.partition(|(value, _)| assumed || !known.is_known() && within(*value, known));
        if open.into_iter().any(|(_, answer)| moves(answer)) {
            return Some((fact, if assumed { Reading::Assumed } else { Reading::Open }));
        }
        let against = !sheet.stated(fact) && against.into_iter().any(|(_, answer)| moves(answer));
        against.then_some((fact, Reading::Follows))
    }

    /// Whether an answer that is counted before any rule is read moves the verdict.
    fn by_count(&self, before: &Before<'_, 'a>, place: usize, tried: &Tried) -> Option<Moving> {
        let fact = tried.fact;
        let initiative = self.bench.inventory.initiatives.get(place)?;
        let of_district = self.set.fact(fact).of == crate::rules::Subject::District;
        let (own, district) = (&initiative.given, &self.bench.inventory.given);
        let with = |given: &[Given], answer: &Given| {
            let others = given.iter().filter(|g| g.fact != fact).cloned();
            others.chain([answer.clone()]).collect::<Vec<_>>()
        };
        let day = self.bench.inventory.as_of;
        let said = Answers { own, district, day };
        let samples = samples(&self.bench, &self.asker, place, said, tried).into_iter();
        self.by_an_answer(
            before.sheet,
            fact,
            samples.map(|answer| (answer.value, answer)),
            |answer| {
                let changed = with(if of_district { district } else { own }, &answer);
                let answers = if of_district {
                    Answers {
                        own,
                        district: &changed,
                        day,
                    }
                } else {
                    Answers {
                        own: &changed,
                        district,
                        day,
                    }
                };
                self.bench
                    .judged(place, answers, Some(before.sheet))
                    .is_some_and(|(mut sheet, _)| {
                        if of_district {
                            sheet.set(fact, answer.value, Origin::Given);
                        }
                        self.moved(before, sheet, |sheet, pattern| {
                            if let Some(known) = self.led.borrow().get(pattern) {
                                return *known;
                            }
                            let led = self.led_to(before, sheet, pattern);
                            self.led.borrow_mut().insert(pattern.to_vec(), led);
                            led
                        })
                    })
            },
        )
    }

    /// Whether a sheet leads elsewhere, once its rules are evaluated; `led_to` says where a pattern leads.
    fn moved(&self, before: &Before<'_, 'a>, mut sheet: Sheet, led_to: impl Fn(&Sheet, &[Held]) -> u64) -> bool {
        sheet.run(self.set, &self.set.decision_steps);
        let table = self.asker.of_table(&sheet);
        // the table bounds the completions: an outcome that it leaves out cannot come of any of them
        if table.count_ones() <= 1 || before.possible & !table != 0 {
            return table != before.possible;
        }
        let pattern = self.asker.pattern(&sheet);
        pattern != before.pattern && table & led_to(&sheet, &pattern) != before.possible
    }

    /// What the completions of a sheet lead to, every recommendation where that is too much to work out.
    fn led_to(&self, before: &Before<'_, 'a>, sheet: &Sheet, pattern: &[Held]) -> u64 {
        let narrowed = before.decision(&self.asker).and_then(|(model, whole)| {
            let reached = model.diagram.reached(*whole, &self.masks(before, pattern, model)?);
            // no completion at all: the answers contradict what is given, and are taken as they stand
            (reached != 0).then_some(reached)
        });
        narrowed.unwrap_or_else(|| match self.asker.decision(sheet) {
            Ok((model, whole)) => model.diagram.reached(whole, &[]),
            Err(_) => u64::MAX,
        })
    }

    /// By level: the cells of a verdict that another pattern leaves; nothing where it is not a part of the verdict's.
    fn masks(&self, before: &Before<'_, 'a>, pattern: &[Held], model: &Model) -> Option<Vec<u64>> {
        let mut masks = vec![u64::MAX; model.varied().len() + model.asked.len()];
        let place = |fact: FactId| self.asker.reads().binary_search(&fact).ok();
        let yes = Held::Own(Possible::option(1));
        for ((fact, was), is) in self.asker.reads().iter().zip(&before.pattern).zip(pattern) {
            match (was, is) {
                _ if was == is => {}
                (Held::Own(was), Held::Own(is)) if within(*is, *was) => {
                    let Some(level) = model.level_of(*fact) else { continue };
                    let asked = model.asked_at(level)?;
                    let kept = |cell: &FactCell| matches!(cell, FactCell::Value(value) if meet(*value, *is));
                    let mask = asked.cells.iter().enumerate().filter(|(_, cell)| kept(cell));
                    *masks.get_mut(level)? = mask.fold(0, |mask, (n, _)| mask | 1 << n);
                }
                // the other fact, which makes this one no, was answered with yes; the diagram has that already
                (Held::NoUnless(other, _), Held::Own(no))
                    if *no == Possible::option(0) && pattern.get(place(*other)?) == Some(&yes) => {}
                _ => return None,
            }
        }
        Some(masks)
    }

    /// The facts that move a verdict, those that another one is worked out of told with it.
    fn told_once(&self, moving: &[Moving]) -> Vec<Move> {
        let part_of = |(part, how): &Moving, (whole, as_whole): &Moving| {
            let alike = how == as_whole || (*how == Reading::Open && *as_whole == Reading::Assumed);
            alike && *how != Reading::Assumed && self.parts.get(whole).is_some_and(|p| p.contains(part))
        };
        let own = |fact: &&Moving| !moving.iter().any(|other| part_of(fact, other));
        let heads: Vec<Moving> = moving.iter().filter(own).copied().collect();
        let mut told: BTreeSet<FactId> = BTreeSet::new();
        let with_parts = |head: Moving| {
            let parts = moving.iter().filter(|part| part_of(part, &head));
            Move {
                fact: head.0,
                reading: head.1,
                through: parts.map(|(part, _)| *part).filter(|part| told.insert(*part)).collect(),
            }
        };
        heads.into_iter().map(with_parts).collect()
    }
}

/// Whether a fact has an answer of its own; what is kept back has one, only not shown.
fn answered(sheet: &Sheet, fact: FactId) -> bool {
    sheet.origin(fact) == Origin::Hidden || sheet.stated(fact) && sheet.value(fact).is_known()
}

/// Whether two values may be the same.
fn meet(one: Possible, other: Possible) -> bool {
    match (one, other) {
        (Possible::Options(a), Possible::Options(b)) => a & b != 0,
        (Possible::Numbers { low, high }, Possible::Numbers { low: least, high: most }) => low <= most && least <= high,
        _ => true,
    }
}
