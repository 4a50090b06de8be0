//! Parts of traces that several initiatives have in common: the same rules and comparisons with the same outcome, read
//! from other values. They are told once; at each initiative stands what was read there.

use rustc_hash::FxHashMap as HashMap;
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

/// What a step says, as far as it is the same for several: truth, text, value and place where presumed, threshold.
type Words<'l> = [&'l str; 5];
/// A part by what it says, and by the parts below it with their depths: two are the same where all of it is.
type Shape<'l> = (Words<'l>, Vec<(usize, Same)>);
/// The number that all parts which are the same have.
type Same = usize;

/// What begins at a step: it and all below it.
struct Part {
    same: Same,
    steps: usize,
}

/// The parts of the trace of one initiative, step by step.
struct Trace {
    /// The number of the initiative.
    number: usize,
    parts: Vec<Part>,
}

/// The trace of a card as far as it is told.
fn lines(card: &Card) -> &[Line] {
    if card.trace.is_empty() { &card.open } else { &card.trace }
}

/// The traces of some cards, and how many parts there are that are not the same.
fn traces(cards: &[&mut Card]) -> (Vec<Trace>, usize) {
    let mut known: HashMap<Shape, Same> = HashMap::default();
    let mut all = Vec::with_capacity(cards.len());
    for card in cards {
        all.push(Trace {
            number: card.number,
            parts: parts(lines(card), &mut known),
        });
    }
    (all, known.len())
}

/// What begins at each step; the parts below one are made before it.
fn parts<'l>(lines: &'l [Line], known: &mut HashMap<Shape<'l>, Same>) -> Vec<Part> {
    // from the last step to the first
    let mut made: Vec<Part> = Vec::with_capacity(lines.len());
    for (at, line) in lines.iter().enumerate().rev() {
        let (mut below, mut steps) = (Vec::new(), 1);
        while let Some(next) = lines.get(at + steps).filter(|next| next.depth > line.depth) {
            let Some(part) = made.len().checked_sub(steps).and_then(|place| made.get(place)) else {
                break;
            };
            below.push((next.depth - line.depth, part.same));
            steps += part.steps;
        }
        let (value, place) = match line.presumed {
            true => (line.value.as_str(), line.place.as_str()),
            false => ("", ""),
        };
        let words = [line.truth, &line.text, value, place, &line.threshold];
        let next = known.len();
        let same = *known.entry((words, below)).or_insert(next);
        made.push(Part { same, steps });
    }
    made.reverse();
    made
}

/// Where the parts begin that are told elsewhere, the largest that are; `shared` are the numbers of those that have it.
fn taken(trace: &Trace, shared: &[Vec<usize>]) -> Vec<usize> {
    let (mut at, mut taken) = (0, Vec::new());
    while let Some(part) = trace.parts.get(at) {
        if part.steps >= LEAST && shared.get(part.same).is_some_and(|cards| cards.len() > 1) {
            taken.push(at);
            at += part.steps;
        } else {
            at += 1;
        }
    }
    taken
}

/// Finds the parts, and points the traces to them.
pub(super) fn share(cards: &mut [&mut Card]) -> Vec<TracePart> {
    let (all, count) = traces(cards);
    let mut shared = vec![Vec::new(); count];
    for trace in &all {
        for part in trace.parts.iter().filter(|part| part.steps >= LEAST) {
            if let Some(numbers) = shared.get_mut(part.same) {
                numbers.push(trace.number);
            }
        }
    }
    // what stands within a larger part is counted there: until every part is told of two
    loop {
        let mut used = vec![Vec::new(); count];
        for trace in &all {
            for part in taken(trace, &shared).into_iter().filter_map(|at| trace.parts.get(at)) {
                if let Some(numbers) = used.get_mut(part.same) {
                    numbers.push(trace.number);
                }
            }
        }
        let steady = used.iter().all(|numbers| numbers.len() != 1);
        shared = used;
        if steady {
            break;
        }
    }
    let mut told: Vec<TracePart> = Vec::new();
    let mut labels: HashMap<Same, String> = HashMap::default();
    for (card, trace) in cards.iter_mut().zip(&all) {
        for at in taken(trace, &shared) {
            let Some(part) = trace.parts.get(at) else { continue };
            let lines = match card.trace.is_empty() {
                true => &mut card.open,
                false => &mut card.trace,
            };
            let Some(own) = lines.get_mut(at..at + part.steps) else {
                continue;
            };
            let label = labels.entry(part.same).or_insert_with(|| {
                let label = format!("T{}", told.len() + 1);
                told.push(TracePart {
                    label: label.clone(),
                    lines: bare(own),
                    numbers: ranges(shared.get(part.same).map_or(&[][..], Vec::as_slice)),
                });
                label
            });
            let here = InPart {
                label: label.clone(),
                steps: part.steps - 1,
                read: read(own),
            };
            for line in own.iter_mut().skip(1) {
                line.folded = true;
            }
            if let Some(first) = own.first_mut() {
                first.part = Some(here);
            }
        }
    }
    told
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

#[cfg(test)]
mod tests {
    use super::{HashMap, Line, parts};

    fn lines(steps: &[(usize, &str)]) -> Vec<Line> {
        let line = |(depth, text): &(usize, &str)| Line {
            depth: *depth,
            text: (*text).to_owned(),
            ..Line::default()
        };
        steps.iter().map(line).collect()
    }

    #[test]
    fn parts_are_the_same_where_every_step_below_them_is() {
        let one = lines(&[(0, "row"), (1, "a"), (2, "b"), (2, "c"), (1, "d")]);
        // the same deeper down, another step below, and one that stands otherwise
        let other = lines(&[
            (3, "a"),
            (4, "b"),
            (4, "c"),
            (3, "a"),
            (4, "b"),
            (3, "a"),
            (4, "b"),
            (5, "c"),
        ]);
        let mut known = HashMap::default();
        let one = parts(&one, &mut known);
        let other = parts(&other, &mut known);
        assert_eq!(one.iter().map(|part| part.steps).collect::<Vec<_>>(), [5, 3, 1, 1, 1]);
        assert_eq!(
            other.iter().map(|part| part.steps).collect::<Vec<_>>(),
            [3, 1, 1, 2, 1, 3, 2, 1]
        );
        let whole: Vec<usize> = other.iter().map(|part| part.same).collect();
        let [same, .., nested, _, _] = whole.as_slice() else {
            unreachable!("there are eight steps");
        };
        assert_eq!(one.get(1).map(|part| part.same), Some(*same));
        assert_ne!(same, nested);
        assert_ne!(other.get(3).map(|part| part.same), Some(*same));
    }
}
