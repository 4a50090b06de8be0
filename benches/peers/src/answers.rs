//! What is told of an initiative, and how it is written: one line of JSON, the same bytes by every peer.

use crate::program::Program;

/// The answer of one row.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Answer {
    /// Rules that hold, by their place among those that are told.
    pub yes: Vec<usize>,
    /// Rules that are unknown, where that is told.
    pub unknown: Vec<usize>,
    /// Outcomes of the decision that are possible, as bits.
    pub outcomes: u64,
}

impl Answer {
    /// What all answers of a run are summed to, so that each is looked at and none can be left out.
    pub fn weight(&self) -> u64 {
        (self.yes.len() + self.unknown.len()) as u64 + u64::from(self.outcomes.count_ones())
    }
}

/// The pieces of which a line is made.
#[derive(Clone, Debug)]
pub struct Pieces {
    rules: Vec<String>,
    outcomes: Vec<String>,
    tells_unknown: bool,
}

impl Pieces {
    /// Of a workload.
    pub fn of(program: &Program) -> Self {
        let quoted = |word: &String| format!("\"{word}\",");
        Self {
            rules: program.rules.iter().map(|(id, _)| quoted(id)).collect(),
            outcomes: program.outcomes().iter().map(quoted).collect(),
            tells_unknown: program.tells_unknown,
        }
    }

    /// Adds the line of an answer.
    pub fn write(&self, id: &str, answer: &Answer, to: &mut Vec<u8>) {
        to.extend_from_slice(b"{\"id\":\"");
        to.extend_from_slice(id.as_bytes());
        to.extend_from_slice(b"\",\"fired\":[");
        list(&self.rules, &answer.yes, to);
        if self.tells_unknown {
            to.extend_from_slice(b",\"unknown\":[");
            list(&self.rules, &answer.unknown, to);
            to.extend_from_slice(b",\"outcomes\":[");
            let open: Vec<usize> = (0..self.outcomes.len())
                .filter(|n| answer.outcomes >> n & 1 == 1)
                .collect();
            list(&self.outcomes, &open, to);
        }
        to.extend_from_slice(b"}\n");
    }
}

/// Adds the chosen pieces and the bracket that ends the list.
fn list(pieces: &[String], chosen: &[usize], to: &mut Vec<u8>) {
    for piece in chosen.iter().filter_map(|n| pieces.get(*n)) {
        to.extend_from_slice(piece.as_bytes());
    }
    if to.last() == Some(&b',') {
        to.pop();
    }
    to.push(b']');
}
