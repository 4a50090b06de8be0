//! What a verdict rests on beside the answers on record: every fact without an answer of its own of which some answer
//! alone would move it, whether it was assumed, is open, or follows from other answers.
//!
//! Each answer is set into the sheet and judged anew, so nothing that an answer does is left out. Where more than one
//! recommendation stays possible, the completions decide: by the diagram of the verdict itself where the answer only
//! narrows it, else by one of its own.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeSet;

use jiff::civil::Date;
use rustc_hash::FxHashMap as HashMap;

use crate::diagram::{Function, Held, Model, cells::Cell};
use crate::evaluate::bench::Bench;
use crate::evaluate::portfolio::{Answers, counted_from};
use crate::evaluate::questions::Asker;
use crate::evaluate::{Audit, Origin, Sheet, Verdict};
use crate::inventory::{Given, days};
use crate::rules::contract::PortfolioCount;
use crate::rules::{Derive, FactId, FactType, Reads, RuleSet, Step};
use crate::truth::{Number, Possible};

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
    plain: Vec<FactId>,
    /// Facts that are counted before any rule is read, with those that are counted from them.
    counted: Vec<(FactId, Vec<FactId>)>,
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
        let sources = sources(set, asker.reads());
        let askable = |fact: &FactId| set.fact(*fact).askable;
        let plain = asker.reads().iter().copied().filter(askable);
        Self {
            set,
            bench: Bench::of(set, audit.inventory),
            plain: plain.filter(|f| sources.iter().all(|(s, _)| s != f)).collect(),
            parts: set.each_fact().map(|(id, _)| (id, parts(set, id))).collect(),
            counted: sources.into_iter().filter(|(f, _)| askable(f)).collect(),
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
                let plain = self.plain.iter();
                let found: Vec<Moving> = plain.filter_map(|fact| self.plainly(&before, *fact)).collect();
                self.seen.insert(key, found.clone());
                found
            }
        };
        let counted = self.counted.iter();
        moving.extend(counted.filter_map(|(fact, from)| self.by_count(&before, place, *fact, from)));
        moving.sort_unstable_by_key(|(fact, _)| *fact);
        self.told_once(&moving)
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
        // what is kept back is answered, only not shown
        if sheet.origin(fact) == Origin::Hidden || sheet.stated(fact) && known.is_known() {
            return None;
        }
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
    fn by_count(&self, before: &Before<'_, 'a>, place: usize, fact: FactId, from: &[FactId]) -> Option<Moving> {
        let initiative = self.bench.inventory.initiatives.get(place)?;
        let of_district = self.set.fact(fact).of == crate::rules::Subject::District;
        let (own, district) = (&initiative.given, &self.bench.inventory.given);
        let with = |given: &[Given], answer: &Given| {
            let others = given.iter().filter(|g| g.fact != fact).cloned();
            others.chain([answer.clone()]).collect::<Vec<_>>()
        };
        let said = Answers { own, district };
        let samples = self.samples(place, said, fact, from).into_iter();
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
                    }
                } else {
                    Answers {
                        own: &changed,
                        district,
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
        if table.count_ones() <= 1 {
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
                    let kept = |cell: &Cell| matches!(cell, Cell::Value(value) if meet(*value, *is));
                    let mask = asked.cells.iter().enumerate().filter(|(_, cell)| kept(cell));
                    *masks.get_mut(level)? = mask.fold(0, |mask, (n, _)| mask | 1 << n);
                }
                // what makes it no was answered with yes, and the diagram knows
                (Held::NoUnless(other, _), Held::Own(no))
                    if *no == Possible::option(0) && pattern.get(place(*other)?) == Some(&yes) => {}
                _ => return None,
            }
        }
        Some(masks)
    }

    /// An answer from every stretch that what is counted from it could tell apart.
    fn samples(&self, place: usize, said: Answers, fact: FactId, from: &[FactId]) -> Vec<Given> {
        let today = self.bench.inventory.as_of;
        let mut numbers: BTreeSet<Number> = BTreeSet::new();
        let mut near = |at: f64| {
            let around = [at.floor() - 1.0, at.floor(), at.ceil(), at.ceil() + 1.0];
            numbers.extend(around.into_iter().filter_map(Number::nearest));
        };
        for counted in from {
            let edges: Vec<f64> = self.asker.edges(*counted).map(Number::as_f64).collect();
            match &self.set.fact(*counted).derive {
                Some(Derive::Ratio(over, under)) => {
                    let other = if *over == fact { *under } else { *over };
                    let known = said.own.iter().find(|g| g.fact == other).map(|g| g.value);
                    if let Some(Possible::Numbers { low, high }) = known {
                        let ends = [low, high].map(Number::as_f64);
                        let sides = edges
                            .iter()
                            .flat_map(|e| ends.map(|n| if *over == fact { e * n } else { n / e }));
                        sides.filter(|n| n.is_finite()).for_each(&mut near);
                    }
                }
                Some(Derive::Portfolio(PortfolioCount::ShareOfSchools)) => {
                    let (count, all) = self.bench.portfolio.schools(place, said);
                    let of_district = self.set.fact(fact).of == crate::rules::Subject::District;
                    let known = if of_district { count } else { all };
                    let side = |n: Number| {
                        let n = n.as_f64();
                        edges.iter().map(move |e| if of_district { n / e } else { e * n })
                    };
                    known
                        .into_iter()
                        .flat_map(side)
                        .filter(|n| n.is_finite())
                        .for_each(&mut near);
                }
                Some(Derive::YearsSince(_)) => edges.iter().for_each(|e| near(day(today) - e * 365.25)),
                Some(Derive::MonthsUntil(_)) => edges.iter().for_each(|e| near(day(today) + e * 30.4375)),
                _ => edges.into_iter().for_each(&mut near),
            }
        }
        let declared = self.set.fact(fact);
        if declared.kind == FactType::Date {
            near(day(today));
        }
        let mut values = self.asker.values(fact);
        let bounds = declared.anything();
        values.extend(
            numbers
                .iter()
                .map(|n| Possible::number(*n))
                .filter(|n| within(*n, bounds)),
        );
        let answer = |value, names| Given {
            fact,
            value,
            unanswered: None,
            written: written(self.set, fact, value),
            names,
            source: String::new(),
            observed: String::new(),
            span: crate::diagnostics::Span::NOWHERE,
        };
        if declared.kind == FactType::List {
            let counts = numbers
                .iter()
                .filter(|n| **n >= Number::ZERO)
                .map(|n| n.as_f64() as usize);
            let named = counts.map(|n| answer(declared.anything(), vec![String::new(); n]));
            return named.collect();
        }
        values.into_iter().map(|value| answer(value, Vec::new())).collect()
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

fn day(date: Date) -> f64 {
    days(date).as_f64()
}

/// A value of a choice as it would be written.
fn written(set: &RuleSet, fact: FactId, value: Possible) -> String {
    let option = value.is_known().then(|| value.option_bounds()).flatten();
    let named = option.and_then(|(n, _)| set.fact(fact).options.get(n));
    named.cloned().unwrap_or_default()
}

/// Whether all that a value may be is among what another may be.
fn within(value: Possible, of: Possible) -> bool {
    match (value, of) {
        (Possible::Options(some), Possible::Options(all)) => some & !all == 0,
        (Possible::Numbers { low, high }, Possible::Numbers { low: least, high: most }) => least <= low && high <= most,
        (some, all) => some == all || all == Possible::Words { known: false },
    }
}

/// Whether two values may be the same.
fn meet(one: Possible, other: Possible) -> bool {
    match (one, other) {
        (Possible::Options(a), Possible::Options(b)) => a & b != 0,
        (Possible::Numbers { low, high }, Possible::Numbers { low: least, high: most }) => low <= most && least <= high,
        _ => true,
    }
}

/// The facts that are counted before any rule is read, with those that are counted from them and that the decision
/// rests on in the end.
fn sources(set: &RuleSet, reads: &[FactId]) -> Vec<(FactId, Vec<FactId>)> {
    let mut found: std::collections::BTreeMap<FactId, Vec<FactId>> = std::collections::BTreeMap::new();
    let mut open: Vec<FactId> = reads.to_vec();
    let mut seen: BTreeSet<FactId> = reads.iter().copied().collect();
    while let Some(counted) = open.pop() {
        for source in counted_of(set, counted) {
            found.entry(source).or_default().push(counted);
            if seen.insert(source) {
                open.push(source);
            }
        }
    }
    found.into_iter().collect()
}

/// The facts that a fact is counted from before any rule is read.
fn counted_of(set: &RuleSet, fact: FactId) -> Vec<FactId> {
    match &set.fact(fact).derive {
        Some(Derive::YearsSince(from) | Derive::MonthsUntil(from) | Derive::Count(from)) => vec![*from],
        Some(Derive::Ratio(over, under)) => vec![*over, *under],
        Some(Derive::Portfolio(count)) => counted_from(*count).iter().filter_map(|n| set.known(*n)).collect(),
        Some(Derive::Evidence(_)) => {
            let read = |(_, f): &(FactId, &crate::rules::Fact)| f.read_by == Some(crate::rules::FactReader::Evidence);
            set.each_fact().filter(read).map(|(id, _)| id).collect()
        }
        _ => Vec::new(),
    }
}

/// The facts that another is worked out of, through others too. What makes a fact no, and what says which rows count, are
/// questions of their own.
fn parts(set: &RuleSet, whole: FactId) -> BTreeSet<FactId> {
    let mut found = BTreeSet::new();
    let mut open = vec![whole];
    let (mut rules, mut read) = (Vec::new(), BTreeSet::new());
    while let Some(fact) = open.pop() {
        let mut of_steps = Reads::default();
        match set.fact(fact).computed() {
            Some(Derive::NoWhen(_)) => {}
            Some(_) => of_steps = Reads::of(set, Step::Fact(fact)),
            None => {}
        }
        if let Some(place) = set.tables.iter().position(|t| t.fact == fact) {
            of_steps = Reads::of(set, Step::Table(place));
        }
        if let Some(place) = set.scores.iter().position(|s| s.fact == fact || s.weakest == fact) {
            of_steps = Reads::of(set, Step::Score(place));
        }
        rules.extend(of_steps.rules);
        while let Some(rule) = rules.pop() {
            if read.insert(rule) {
                let inside = Reads::of(set, Step::Rule(rule));
                of_steps.facts.extend(inside.facts);
                rules.extend(inside.rules);
            }
        }
        let by_rows = matches!(set.fact(fact).derive, Some(Derive::Evidence(_)));
        let counted = if by_rows { Vec::new() } else { counted_of(set, fact) };
        for part in of_steps.facts.into_iter().chain(counted) {
            if part != whole && found.insert(part) {
                open.push(part);
            }
        }
    }
    found
}
