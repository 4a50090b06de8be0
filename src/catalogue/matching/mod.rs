//! Finds the entries that a line of a list may mean, by whole words. It proposes, a person confirms: a wrong match is
//! worse than none.
//!
//! A line is split into words (`words`), in which every phrase of the signs is found (`index`); what looks alike is taken
//! out, the line is split into the things that it names, and the signs of each are weighed (`choice`).

mod choice;
mod index;
mod words;

use std::collections::BTreeSet;

use super::signs::Signs;
use choice::Line;
use index::Index;

/// Finds entries by the words of a line.
#[derive(Debug)]
pub struct Matcher<'c> {
    /// The id of each entry, and whether it is a named program.
    entries: Vec<(&'c str, bool)>,
    index: Index,
}

/// By what an entry is proposed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum By {
    /// By a whole name of it.
    Name,
    /// By words that suggest it.
    Word,
}

/// An entry that a line may mean.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Match<'c> {
    /// Its id.
    pub id: &'c str,
    /// Whether it is a named program and no approach.
    pub is_program: bool,
    /// The words of the line that suggest it, as they are written there.
    pub suggested_by: Vec<String>,
    /// Whether they name it.
    pub by: By,
    /// Which of several things in the line it is.
    pub piece: usize,
}

/// Of what a line may mean the likeliest entry for each of the things in it.
pub fn likeliest<'c>(found: Vec<Match<'c>>) -> impl Iterator<Item = Match<'c>> {
    let mut pieces = BTreeSet::new();
    found.into_iter().filter(move |found| pieces.insert(found.piece))
}

impl<'c> Matcher<'c> {
    /// Over all entries.
    #[must_use]
    pub fn new(signs: &Signs<'c>) -> Self {
        Self {
            entries: signs.entries.iter().map(|sign| (sign.id, sign.is_program)).collect(),
            index: Index::new(signs),
        }
    }

    /// The entries that a line may mean: by the things that it names, for each the best first and no more than three.
    #[must_use]
    pub fn propose(&self, line: &str) -> Vec<Match<'c>> {
        let mut tokens = Vec::new();
        self.index.spellings.split(line, &mut tokens);
        let found = self.index.find(&tokens);
        if found.is_empty() {
            return Vec::new();
        }
        let is_program = |place: u32| {
            self.entries
                .get(place as usize)
                .is_some_and(|(_, is_program)| *is_program)
        };
        let chosen = Line::new(line, &tokens, found, &is_program).choose();
        let matches = chosen.into_iter().filter_map(|choice| {
            let (id, is_program) = *self.entries.get(choice.entry as usize)?;
            let written = |(start, end): &(usize, usize)| Some(line.get(*start..*end)?.to_owned());
            Some(Match {
                id,
                is_program,
                suggested_by: choice.words.iter().filter_map(written).collect(),
                by: choice.by,
                piece: choice.piece,
            })
        });
        matches.collect()
    }
}
