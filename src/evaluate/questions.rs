//! Which unknown facts would settle a verdict, most decisive first.
//!
//! Every candidate is tried with every answer that makes a difference to some comparison. The first question
//! is the one after which the fewest recommendations remain possible, on average over its answers; the next
//! is chosen over all the answers to the first, and so on. Answers that settle the verdict drop out.

use std::collections::{HashMap, HashSet};

use crate::evaluate::{Origin, Sheet, Verdict};
use crate::rules::{Derive, FactId, FactType, NodeKind, Reads, RuleSet, Step};
use crate::truth::{Number, Possible, Range};

/// How many questions are named at the most.
const MOST: usize = 5;
/// How many combinations of answers are looked at; past it the rest is taken as not settled.
const WORLDS: usize = 48;

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
    candidates: Vec<Candidate>,
    seen: HashMap<Vec<Possible>, Asked>,
}

/// A fact that the decision reads and a person can answer.
struct Candidate {
    fact: FactId,
    /// The ranges it is compared with.
    ranges: Vec<Range>,
    /// The steps that another value of it can change.
    steps: Vec<Step>,
}

/// The questions of one pattern of answers.
#[derive(Clone)]
struct Asked {
    questions: Vec<Question>,
    settles: bool,
    /// Every recommendation that some answers to them leave: never more than was possible before, often less,
    /// because answers that exclude each other are looked at one by one.
    possible: u64,
}

impl<'a> Asker<'a> {
    pub fn new(set: &'a RuleSet) -> Self {
        Self {
            set,
            decision: set.fact_id("recommendation"),
            candidates: candidates(set),
            seen: HashMap::new(),
        }
    }

    pub fn verdict(&mut self, sheet: Sheet) -> Verdict {
        let possible = self.possible(&sheet);
        if possible.count_ones() <= 1 {
            return Verdict {
                sheet,
                possible,
                questions: Vec::new(),
                settles: true,
            };
        }
        let key: Vec<Possible> = self.candidates.iter().map(|c| sheet.value(c.fact)).collect();
        let known = self.seen.get(&key).cloned();
        let asked = known.unwrap_or_else(|| self.ask(&sheet));
        self.seen.insert(key, asked.clone());
        let possible = possible & asked.possible;
        if possible.count_ones() == 1 {
            return Verdict {
                sheet,
                possible,
                questions: Vec::new(),
                settles: true,
            };
        }
        Verdict {
            sheet,
            possible,
            questions: asked.questions,
            settles: asked.settles,
        }
    }

    fn possible(&self, sheet: &Sheet) -> u64 {
        match self.decision.map(|f| sheet.value(f)) {
            Some(Possible::Options(bits)) => bits,
            _ => 0,
        }
    }

    fn ask(&self, sheet: &Sheet) -> Asked {
        let mut worlds = vec![sheet.clone()];
        let mut settled = 0;
        let mut chosen: Vec<Question> = Vec::new();
        let mut cut = false;
        while chosen.len() < MOST && !worlds.is_empty() {
            let mut best: Option<(f64, FactId, Vec<Sheet>, u64)> = None;
            for candidate in &self.candidates {
                if chosen.iter().any(|q| q.fact == candidate.fact) {
                    continue;
                }
                let Some((score, open, done)) = self.try_out(&worlds, candidate, best.as_ref().map(|b| b.0)) else {
                    continue;
                };
                if best.as_ref().is_none_or(|(held, ..)| score < *held - 1e-9) {
                    best = Some((score, candidate.fact, open, done));
                }
            }
            let Some((score, fact, open, done)) = best else { break };
            let before = worlds
                .iter()
                .map(|w| f64::from(self.possible(w).count_ones()))
                .sum::<f64>()
                / worlds.len() as f64;
            if score >= before - 1e-9 && !chosen.is_empty() {
                break;
            }
            chosen.push(Question {
                fact,
                remaining: (score * 100.0).round() as u32,
            });
            worlds = open;
            settled |= done;
            if worlds.len() > WORLDS {
                settled |= worlds.iter().skip(WORLDS).fold(0, |bits, w| bits | self.possible(w));
                worlds.truncate(WORLDS);
                cut = true;
            }
        }
        let open = worlds.iter().fold(0, |bits, w| bits | self.possible(w));
        Asked {
            questions: chosen,
            settles: worlds.is_empty() && !cut,
            possible: settled | open,
        }
    }

    /// The mean number of recommendations left, and the worlds still open; `None` when it can change nothing.
    fn try_out(&self, worlds: &[Sheet], candidate: &Candidate, bar: Option<f64>) -> Option<(f64, Vec<Sheet>, u64)> {
        let mut total = 0.0;
        let mut settled = 0;
        let mut open = Vec::new();
        let mut changed = false;
        for (done, world) in worlds.iter().enumerate() {
            let before = self.possible(world);
            let answers = answers(self.set, world, candidate.fact, &candidate.ranges);
            if answers.len() < 2 {
                total += f64::from(before.count_ones());
                open.push(world.clone());
                continue;
            }
            let share = 1.0 / answers.len() as f64;
            for answer in answers {
                let mut next = world.clone();
                next.set(candidate.fact, answer, Origin::Given);
                next.run(self.set, &candidate.steps);
                let after = self.possible(&next);
                changed |= after != before;
                total += share * f64::from(after.count_ones());
                if after.count_ones() > 1 {
                    open.push(next);
                } else {
                    settled |= after;
                }
            }
            let least = total + (worlds.len() - done - 1) as f64;
            if bar.is_some_and(|b| least / worlds.len() as f64 > b) {
                return None;
            }
        }
        changed.then(|| (total / worlds.len() as f64, open, settled))
    }
}

/// Every fact that the decision reads and a person can answer, with the ranges it is compared with.
fn candidates(set: &RuleSet) -> Vec<Candidate> {
    let mut ranges: HashMap<FactId, Vec<Range>> = HashMap::new();
    let mut order: Vec<FactId> = Vec::new();
    let mut seen = HashSet::new();
    let note = |id: FactId, order: &mut Vec<FactId>, seen: &mut HashSet<FactId>| {
        if set.fact(id).askable && seen.insert(id) {
            order.push(id);
        }
    };
    for step in &set.decision_steps {
        let nodes = match step {
            Step::Rule(id) => vec![set.rule(*id).when],
            Step::Table(place) => set
                .tables
                .get(*place)
                .map_or_else(Vec::new, |t| t.rows.iter().filter_map(|r| r.when).collect()),
            Step::Fact(id) => {
                note(*id, &mut order, &mut seen);
                if let Some(Derive::NoWhen(other)) = set.fact(*id).computed() {
                    note(*other, &mut order, &mut seen);
                }
                continue;
            }
            Step::Score(_) => continue,
        };
        let mut stack = nodes;
        while let Some(node) = stack.pop() {
            match &set.node(node).kind {
                NodeKind::All(list) | NodeKind::Any(list) | NodeKind::None(list) | NodeKind::AtLeast(_, list) => {
                    stack.extend(list)
                }
                NodeKind::Within(id, range) | NodeKind::Outside(id, range) => {
                    ranges.entry(*id).or_default().push(*range);
                    note(*id, &mut order, &mut seen);
                }
                NodeKind::Among(id, _) | NodeKind::Known(id, _) => note(*id, &mut order, &mut seen),
                NodeKind::Rule(_) | NodeKind::SomeRule(..) => {}
            }
        }
    }
    order.sort();
    let reads: Vec<(Step, Reads)> = set.decision_steps.iter().map(|s| (*s, Reads::of(set, *s))).collect();
    order
        .into_iter()
        .map(|fact| Candidate {
            fact,
            ranges: ranges.remove(&fact).unwrap_or_default(),
            steps: affected(set, &reads, fact),
        })
        .collect()
}

/// The steps of the decision that another value of a fact can change, in their order.
fn affected(set: &RuleSet, reads: &[(Step, Reads)], fact: FactId) -> Vec<Step> {
    let (mut facts, mut rules) = (vec![fact], Vec::new());
    let mut steps = Vec::new();
    for (step, reads) in reads {
        if !reads.facts.iter().any(|f| facts.contains(f)) && !reads.rules.iter().any(|r| rules.contains(r)) {
            continue;
        }
        steps.push(*step);
        match step {
            Step::Fact(id) => facts.push(*id),
            Step::Rule(id) => rules.push(*id),
            Step::Table(place) => facts.extend(set.tables.get(*place).map(|t| t.fact)),
            Step::Score(place) => facts.extend(set.scores.get(*place).iter().flat_map(|s| [s.fact, s.weakest])),
        }
    }
    steps
}

/// One answer for every way in which an answer could matter.
fn answers(set: &RuleSet, sheet: &Sheet, fact: FactId, ranges: &[Range]) -> Vec<Possible> {
    match sheet.value(fact) {
        Possible::Options(bits) => (0..64).filter(|n| bits >> n & 1 == 1).map(Possible::option).collect(),
        Possible::Numbers { low, high } => {
            let whole = set.fact(fact).kind == FactType::Count;
            let mut ends: Vec<Number> = vec![low, high];
            for range in ranges {
                ends.extend([range.low, range.high]);
                let step = |n: Number, up: bool| match (whole, up) {
                    (true, true) => Number::nearest(n.as_f64() + 1.0).unwrap_or(n),
                    (true, false) => Number::nearest(n.as_f64() - 1.0).unwrap_or(n),
                    (false, true) => n.after(),
                    (false, false) => n.before(),
                };
                ends.extend([step(range.low, false), step(range.high, true)]);
            }
            ends.retain(|n| *n >= low && *n <= high);
            ends.sort();
            ends.dedup();
            let mut seen: Vec<Number> = Vec::new();
            let alike = |a: &Number, b: &Number| ranges.iter().all(|r| r.holds(*a) == r.holds(*b));
            for end in ends {
                if !seen.iter().any(|n| alike(n, &end)) {
                    seen.push(end);
                }
            }
            seen.into_iter().map(Possible::number).collect()
        }
        Possible::Words { .. } => Vec::new(),
    }
}

/// Every answer to a fact that could matter to the decision, on a sheet.
#[must_use]
pub fn answers_to(set: &RuleSet, sheet: &Sheet, fact: FactId) -> Vec<Possible> {
    let ranges = candidates(set)
        .into_iter()
        .find(|c| c.fact == fact)
        .map(|c| c.ranges)
        .unwrap_or_default();
    answers(set, sheet, fact, &ranges)
}

/// The verdict after one more answer, with its own questions.
#[must_use]
pub fn after_answer(set: &RuleSet, sheet: &Sheet, fact: FactId, answer: Possible) -> Verdict {
    let mut next = sheet.clone();
    next.set(fact, answer, Origin::Given);
    next.run(set, &set.initiative_steps);
    Asker::new(set).verdict(next)
}

/// The recommendations possible after one more answer.
#[must_use]
pub fn possible_after(set: &RuleSet, sheet: &Sheet, fact: FactId, answer: Possible) -> u64 {
    let mut next = sheet.clone();
    next.set(fact, answer, Origin::Given);
    next.run(set, &set.decision_steps);
    match set.fact_id("recommendation").map(|f| next.value(f)) {
        Some(Possible::Options(bits)) => bits,
        _ => 0,
    }
}
