//! A rule set as operations on planes, in the order in which they can be worked out.

use std::ops::Range;

use crate::columns::cuts::Cuts;
use crate::rules::contract::KnownFact;
use crate::rules::{Derive, Fact, FactId, FactType, NodeId, NodeKind, Reads, RuleId, RuleSet, Score, Step, Subject};
use crate::truth::{Number, Possible};

/// Where the planes of a fact's values stand.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    /// No rule reads it.
    Unread,
    /// One plane an option: the rows in which it may be that.
    Options { at: usize, count: usize },
    /// Of each cell but the first: the rows in which the number is surely not below it; then those in which it is
    /// surely below it; then those in which it is known.
    Cells { at: usize, count: u8 },
    /// The rows in which something is written.
    Words { at: usize },
}

/// One operation. What is read stands before.
#[derive(Clone, Debug)]
pub(super) enum Op {
    /// A comparison with options.
    Among { fact: FactId, mask: u64, into: NodeId },
    /// Whether a number lies in the cells from one to before another.
    Within {
        fact: FactId,
        cells: (u8, u8),
        outside: bool,
        into: NodeId,
    },
    /// Whether a fact is known.
    Known { fact: FactId, wanted: bool, into: NodeId },
    /// The least of parts, or the mirror of the greatest.
    All { parts: Range<usize>, into: NodeId },
    /// The greatest of parts.
    Any {
        parts: Range<usize>,
        mirrored: bool,
        into: NodeId,
    },
    /// At least so many of parts.
    AtLeast {
        least: usize,
        parts: Range<usize>,
        into: NodeId,
    },
    /// A comparison on a fact that applies where a condition holds.
    Applies { by: NodeId, into: NodeId },
    /// A fact that follows from others on the sheet.
    Fact(FactId),
    /// A table.
    Table(usize),
    /// A score.
    Score(usize),
}

/// A number that an option of each kind leads to, such as the group of a kind.
pub(super) type OfKind = Vec<Option<usize>>;

/// A rule set, compiled.
pub(super) struct Program<'a> {
    pub set: &'a RuleSet,
    pub ops: Vec<Op>,
    /// The parts of groups.
    pub parts: Vec<NodeId>,
    /// By fact.
    pub places: Vec<Place>,
    /// By fact: the cells of a number.
    pub cuts: Vec<Option<Cuts>>,
    /// By fact: whether it is worked out by an operation.
    pub follows: Vec<bool>,
    /// By fact: whether it is a number that is held against another.
    paired: Vec<bool>,
    /// Whether anything is presumed.
    pub presumes: bool,
    /// How many planes the values take.
    pub planes: usize,
    /// By fact: what each kind leads to.
    pub of_kind: Vec<OfKind>,
    /// By score: its tools, and whether it may be another with what is presumed.
    pub scores: Vec<(Vec<Tool>, bool)>,
}

/// Why a rule set cannot be compiled to columns.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct TooManyCells {
    /// The name of the fact.
    pub fact: String,
}

impl<'a> Program<'a> {
    /// Compiles what initiatives are judged by; `also` are facts that are read beside.
    pub fn of(set: &'a RuleSet, also: &[FactId]) -> Result<Self, TooManyCells> {
        let mut read = vec![false; set.facts.len()];
        let mut reads = |id: FactId| {
            read.get_mut(usize::from(id.0))
                .into_iter()
                .for_each(|read| *read = true)
        };
        let mut follows = vec![false; set.facts.len()];
        for step in &set.initiative_steps {
            Reads::of(set, *step).facts.into_iter().for_each(&mut reads);
            for id in crate::evaluate::gives(set, *step) {
                reads(id);
                follows
                    .get_mut(usize::from(id.0))
                    .into_iter()
                    .for_each(|follows| *follows = true);
            }
        }
        also.iter().copied().for_each(&mut reads);
        set.given.iter().flat_map(|g| [g.low, g.high]).for_each(&mut reads);
        let ranges = set.ranges();
        let mut program = Self {
            set,
            ops: Vec::new(),
            parts: Vec::new(),
            places: Vec::new(),
            cuts: Vec::new(),
            scores: set
                .scores
                .iter()
                .map(|s| (Tool::all(set, s), is_presumed(set, &follows, s)))
                .collect(),
            follows,
            paired: set
                .each_fact()
                .map(|(id, _)| set.given.iter().any(|pair| pair.low == id || pair.high == id))
                .collect(),
            presumes: set.facts.iter().any(|fact| fact.presume.is_some()),
            planes: 0,
            of_kind: set.facts.iter().map(|fact| of_kind(set, fact)).collect(),
        };
        for ((id, fact), read) in set.each_fact().zip(read) {
            let ours = read && matches!(fact.of, Subject::Initiative | Subject::District);
            let cut = || {
                let ranges = ranges.get(&id).map_or(&[][..], Vec::as_slice);
                Cuts::of(fact, ranges).ok_or_else(|| TooManyCells {
                    fact: fact.name.clone(),
                })
            };
            let (place, cuts) = match fact.anything() {
                _ if !ours => (Place::Unread, None),
                Possible::Options(bits) => {
                    let count = bits.count_ones() as usize;
                    (
                        Place::Options {
                            at: program.take(count),
                            count,
                        },
                        None,
                    )
                }
                Possible::Numbers { .. } => {
                    let cuts = cut()?;
                    let count = cuts.count();
                    let at = program.take(2 * usize::from(count.saturating_sub(1)) + 1);
                    (Place::Cells { at, count }, Some(cuts))
                }
                Possible::Words { .. } => (Place::Words { at: program.take(1) }, None),
            };
            program.places.push(place);
            program.cuts.push(cuts);
        }
        let mut emitted = vec![false; set.nodes.len()];
        for step in &set.initiative_steps {
            match *step {
                Step::Fact(id) => program.ops.push(Op::Fact(id)),
                Step::Rule(id) => program.condition(set.rule(id).when, &mut emitted),
                Step::Table(place) => {
                    let rows = set.tables.get(place).into_iter().flat_map(|table| &table.rows);
                    for node in rows.filter_map(|row| row.when) {
                        program.condition(node, &mut emitted);
                    }
                    program.ops.push(Op::Table(place));
                }
                Step::Score(place) => program.ops.push(Op::Score(place)),
            }
        }
        Ok(program)
    }

    /// The place of a fact's values.
    pub fn place(&self, fact: FactId) -> Place {
        self.places.get(usize::from(fact.0)).copied().unwrap_or(Place::Unread)
    }

    /// The cells of a number.
    pub fn cuts(&self, fact: FactId) -> Option<&Cuts> {
        self.cuts.get(usize::from(fact.0))?.as_ref()
    }

    /// Whether a fact is worked out by an operation.
    pub fn follows(&self, fact: FactId) -> bool {
        self.follows.get(usize::from(fact.0)).copied().unwrap_or_default()
    }

    /// Whether one of two numbers is held against the other.
    pub fn is_paired(&self, fact: FactId) -> bool {
        self.paired.get(usize::from(fact.0)).copied().unwrap_or_default()
    }

    fn take(&mut self, planes: usize) -> usize {
        let at = self.planes;
        self.planes += planes;
        at
    }

    fn condition(&mut self, into: NodeId, emitted: &mut Vec<bool>) {
        let Some(known) = emitted.get_mut(into.0 as usize) else {
            return;
        };
        if std::mem::replace(known, true) {
            return;
        }
        let set = self.set;
        let kind = &set.node(into).kind;
        let op = match kind {
            NodeKind::All(list) => {
                let parts = self.group(list, emitted);
                Op::All { parts, into }
            }
            NodeKind::Any(list) | NodeKind::None(list) => {
                let parts = self.group(list, emitted);
                let mirrored = matches!(kind, NodeKind::None(_));
                Op::Any { parts, mirrored, into }
            }
            NodeKind::AtLeast(least, list) => {
                let parts = self.group(list, emitted);
                Op::AtLeast {
                    least: *least,
                    parts,
                    into,
                }
            }
            NodeKind::Rule(rule) => self.rules(&[*rule], into),
            NodeKind::SomeRule(rules, _) => self.rules(rules, into),
            NodeKind::Among(fact, mask) => Op::Among {
                fact: *fact,
                mask: *mask,
                into,
            },
            NodeKind::Within(fact, range) | NodeKind::Outside(fact, range) => {
                let cells = self.cuts(*fact).map_or((0, 0), |cuts| cuts.inside(*range));
                let outside = matches!(kind, NodeKind::Outside(..));
                Op::Within {
                    fact: *fact,
                    cells,
                    outside,
                    into,
                }
            }
            NodeKind::Known(fact, wanted) => Op::Known {
                fact: *fact,
                wanted: *wanted,
                into,
            },
        };
        let applies = kind.fact().and_then(|fact| set.fact(fact).applies);
        if let Some(by) = applies {
            self.condition(by, emitted);
        }
        self.ops.push(op);
        self.ops.extend(applies.map(|by| Op::Applies { by, into }));
    }

    /// The conditions of a group, each worked out before it.
    fn group(&mut self, list: &[NodeId], emitted: &mut Vec<bool>) -> Range<usize> {
        for part in list {
            self.condition(*part, emitted);
        }
        self.listed(list.iter().copied())
    }

    /// Some rule of these; their steps came before.
    fn rules(&mut self, rules: &[RuleId], into: NodeId) -> Op {
        let set = self.set;
        let parts = self.listed(rules.iter().map(|rule| set.rule(*rule).when));
        Op::Any {
            parts,
            mirrored: false,
            into,
        }
    }

    fn listed(&mut self, parts: impl Iterator<Item = NodeId>) -> Range<usize> {
        let from = self.parts.len();
        self.parts.extend(parts);
        from..self.parts.len()
    }
}

/// What each kind leads to, for a fact that is worked out of the kind.
fn of_kind(set: &RuleSet, fact: &Fact) -> OfKind {
    let kinds = || set.kinds.iter();
    match fact.computed() {
        _ if set.known(KnownFact::Kind).is_none() => Vec::new(),
        Some(Derive::KindGroup) => kinds()
            .map(|kind| fact.options.iter().position(|o| *o == kind.group))
            .collect(),
        Some(Derive::KindNeedsDrivers) => kinds().map(|kind| Some(usize::from(kind.needs_drivers))).collect(),
        _ => Vec::new(),
    }
}

/// A tool of a score: what its indicators count, step by step.
#[derive(Clone, Debug)]
pub(super) struct Tool {
    /// By how much a step counts, in millionths, with the steps that count as much: from which option on, of which fact.
    pub steps: Vec<(i32, Vec<(FactId, usize)>)>,
    /// How many indicators it has.
    pub indicators: i32,
    /// Where all steps count as much: what it comes to after so many of them, in millionths.
    pub means: Option<Vec<i32>>,
}

impl Tool {
    /// The tools of a score that have indicators. The options of an indicator count from nothing to one in equal steps.
    fn all(set: &RuleSet, score: &Score) -> Vec<Self> {
        let tools = score.tools.iter().filter(|tool| !tool.indicators.is_empty());
        tools.map(|tool| Self::of(set, &tool.indicators)).collect()
    }

    fn of(set: &RuleSet, indicators: &[FactId]) -> Self {
        let mut steps: Vec<(i32, Vec<(FactId, usize)>)> = Vec::new();
        for id in indicators {
            let last = set.fact(*id).options.len().saturating_sub(1);
            let all = Number::count(last.max(1));
            let part = |option: usize| Number::count(option).over(all).unwrap_or_default().millionths();
            for option in 1..=last {
                let counts = (part(option) - part(option - 1)) as i32;
                match steps.iter_mut().find(|(known, _)| *known == counts) {
                    Some((_, steps)) => steps.push((*id, option)),
                    None => steps.push((counts, vec![(*id, option)])),
                }
            }
        }
        let count = indicators.len() as i32;
        let means = match steps.as_slice() {
            [(counts, steps)] => Some((0..=steps.len() as i32).map(|taken| taken * counts / count).collect()),
            _ => None,
        };
        Self {
            steps,
            indicators: count,
            means,
        }
    }
}

/// Whether something is presumed of what a score is worked out of.
fn is_presumed(set: &RuleSet, follows: &[bool], score: &Score) -> bool {
    let mut indicators = score.tools.iter().flat_map(|tool| &tool.indicators);
    indicators.any(|id| set.fact(*id).presume.is_some() || follows.get(usize::from(id.0)).copied().unwrap_or_default())
}

/// Whether the options of a fact have an order.
pub(super) fn is_ordered(fact: &Fact) -> bool {
    fact.kind == FactType::Level
}
