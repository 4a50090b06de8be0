//! Parts of traces that several initiatives have in common: the same rules and comparisons with the same outcome, read
//! from other values. They are told once; at each initiative stands what was read there.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::report::card::Card;
use crate::report::trace::Line;

use super::ranges;

/// A part has at least so many steps; fewer are told again sooner than looked up.
const LEAST: usize = 4;

/// A part of several traces.
#[derive(Clone, Debug, Serialize)]
pub struct TracePart {
    /// Its label.
    pub label: String,
    /// Its steps; what was read stands only with those that presume it.
    pub lines: Vec<Line>,
    /// The initiatives, by number.
    pub numbers: String,
}

/// What stands in a trace in place of a part that is told elsewhere.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize)]
pub struct InPart {
    /// The label of the part.
    pub label: String,
    /// How many steps it has.
    pub steps: usize,
    /// What was read here: fact, value and place, each once.
    pub read: Vec<(String, String, String)>,
}

/// A part of a trace without what was read, as far as that is not presumed.
fn bare(lines: &[Line]) -> Vec<Line> {
    let top = lines.first().map_or(0, |line| line.depth);
    let bare = |line: &Line| {
        let (value, place) = match line.presumed {
            true => (line.value.clone(), line.place.clone()),
            false => (String::new(), String::new()),
        };
        Line {
            depth: line.depth - top,
            value,
            place,
            part: None,
            folded: false,
            ..line.clone()
        }
    };
    lines.iter().map(bare).collect()
}

/// How the parts are told apart: every word of them.
fn key(lines: &[Line]) -> String {
    let key = |line: &Line| {
        let read = format!("{} {} {}", line.value, line.place, line.threshold);
        format!("{} {} {} {read}", line.depth, line.truth, line.text)
    };
    bare(lines).iter().map(key).collect::<Vec<_>>().join("\n")
}

/// The step at a place with all below it.
fn part(lines: &[Line], at: usize) -> &[Line] {
    let rest = lines.get(at..).unwrap_or_default();
    let depth = rest.first().map_or(0, |line| line.depth);
    let below = rest.iter().skip(1).take_while(|line| line.depth > depth).count();
    rest.get(..=below).unwrap_or(rest)
}

/// Where the parts begin that are told elsewhere, the largest that are.
fn taken(lines: &[Line], shared: &BTreeMap<String, Vec<usize>>) -> Vec<(usize, String)> {
    let (mut at, mut taken) = (0, Vec::new());
    while at < lines.len() {
        let own = part(lines, at);
        let key = key(own);
        if own.len() >= LEAST && shared.get(&key).is_some_and(|cards| cards.len() > 1) {
            at += own.len();
            taken.push((at - own.len(), key));
        } else {
            at += 1;
        }
    }
    taken
}

/// Finds the parts, and points the traces to them.
pub(super) fn share(cards: &mut [&mut Card]) -> Vec<TracePart> {
    let traces = |card: &Card| {
        if card.trace.is_empty() {
            card.open.clone()
        } else {
            card.trace.clone()
        }
    };
    let all: Vec<(usize, Vec<Line>)> = cards.iter().map(|card| (card.number, traces(card))).collect();
    let mut shared: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (number, lines) in &all {
        for own in (0..lines.len())
            .map(|at| part(lines, at))
            .filter(|own| own.len() >= LEAST)
        {
            shared.entry(key(own)).or_default().push(*number);
        }
    }
    // what stands within a larger part is counted there: until every part is told of two
    loop {
        let mut used: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (number, lines) in &all {
            for (_, key) in taken(lines, &shared) {
                used.entry(key).or_default().push(*number);
            }
        }
        let steady = used.values().all(|numbers| numbers.len() > 1);
        shared = used;
        if steady {
            break;
        }
    }
    let mut parts: Vec<TracePart> = Vec::new();
    let mut labels: BTreeMap<String, String> = BTreeMap::new();
    for (card, (_, lines)) in cards.iter_mut().zip(&all) {
        for (at, key) in taken(lines, &shared) {
            let own = part(lines, at);
            let label = labels.entry(key.clone()).or_insert_with(|| {
                let label = format!("T{}", parts.len() + 1);
                parts.push(TracePart {
                    label: label.clone(),
                    lines: bare(own),
                    numbers: ranges(shared.get(&key).map_or(&[][..], Vec::as_slice)),
                });
                label
            });
            let told = InPart {
                label: label.clone(),
                steps: own.len() - 1,
                read: read(own),
            };
            let trace = if card.trace.is_empty() {
                &mut card.open
            } else {
                &mut card.trace
            };
            for (place, line) in trace.iter_mut().skip(at).take(own.len()).enumerate() {
                match place {
                    0 => line.part = Some(told.clone()),
                    _ => line.folded = true,
                }
            }
        }
    }
    parts
}

/// What was read in a part and is not presumed, each once.
fn read(lines: &[Line]) -> Vec<(String, String, String)> {
    let mut read = Vec::new();
    for line in lines.iter().filter(|line| !line.presumed && !line.value.is_empty()) {
        let what = if line.fact.is_empty() { &line.text } else { &line.fact };
        let own = (what.clone(), line.value.clone(), line.place.clone());
        if !read.contains(&own) {
            read.push(own);
        }
    }
    read
}
