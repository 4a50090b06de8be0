//! Whether results of groups of students gain or lose.

use crate::inventory::Direction;
use crate::rules::contract::ResultsWord as Word;
use crate::truth::{Possible, Truth};

use super::super::Schools;
use super::Evidence;

/// Other ways to read rows; each is nothing where it is no other.
#[derive(Clone, Debug)]
pub(super) struct Readings<'a> {
    /// Without the rows that do not say what they were compared with.
    pub stated: Option<Schools<'a>>,
    /// Without those that lack anything.
    pub whole: Option<Schools<'a>>,
    /// With those that do not say what was measured taken as of one outcome.
    pub of_one: Option<Schools<'a>>,
}

impl<'a> Readings<'a> {
    pub fn of(schools: &Schools<'a>) -> Self {
        Self {
            stated: schools.stated(),
            whole: schools.whole_rows(),
            of_one: schools.of_one_outcome(),
        }
    }

    pub fn each(&self) -> impl Iterator<Item = &Schools<'a>> {
        [&self.stated, &self.whole, &self.of_one].into_iter().flatten()
    }
}

impl Evidence<'_> {
    /// Whether the results of some group of students come to a word. A gap that is large and not beyond chance leaves
    /// it open, and so do rows that do not say what they were compared with, unless it is the same with and without them.
    /// A gain protects, so it is one too where it is read from the rows that lack nothing, or where rows that do not say
    /// what was measured are of one outcome.
    pub(super) fn group(&self, wanted: Word) -> Option<Possible> {
        let truth = |((_, schools), readings): (&(&str, Schools), &Readings)| {
            let whole = self.leans(schools, wanted);
            if wanted == Word::Better && readings.each().any(|reading| reading.word() == wanted) {
                return Truth::True;
            }
            match &readings.stated {
                Some(stated) if self.leans(stated, wanted) != whole => Truth::Unknown,
                _ => whole,
            }
        };
        let groups = self.groups.iter().zip(&self.readings);
        let any = (!self.groups.is_empty()).then(|| Truth::any(groups.map(truth)))?;
        Some(Possible::from_truth(any))
    }

    /// Whether schools come to a word, or may.
    fn leans(&self, schools: &Schools, wanted: Word) -> Truth {
        let (way, sign) = match wanted {
            Word::Better => (Direction::Better, 1.0),
            _ => (Direction::Worse, -1.0),
        };
        let mut shared = schools.outcomes().iter().filter_map(|o| o.common);
        let leans = shared.any(|shared| shared.effect * sign >= self.thresholds.meaningful) || schools.points(way);
        match schools.word() {
            word if word == wanted => Truth::True,
            Word::Mixed => Truth::Unknown,
            Word::Inconclusive | Word::Likely if leans => Truth::Unknown,
            _ => Truth::False,
        }
    }
}
