//! By what lines are matched to entries: names, words and what looks alike, without the evidence.

use std::ops::Deref;

use super::model::{Catalogue, Context};
use super::words::Blocks;

/// Items that stand in the program or were read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Listed<'c, T> {
    /// They stand elsewhere.
    Lent(&'c [T]),
    /// They were read.
    Own(Vec<T>),
}

impl<T> Default for Listed<'_, T> {
    fn default() -> Self {
        Self::Lent(&[])
    }
}

impl<T> Deref for Listed<'_, T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match self {
            Self::Lent(items) => items,
            Self::Own(items) => items,
        }
    }
}

impl<'l, T> IntoIterator for &'l Listed<'_, T> {
    type Item = &'l T;
    type IntoIter = std::slice::Iter<'l, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T> FromIterator<T> for Listed<'_, T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self::Own(items.into_iter().collect())
    }
}

/// The signs of every entry.
#[derive(Clone, Default, Debug)]
pub struct Signs<'c> {
    /// Of each entry.
    pub entries: Listed<'c, Sign<'c>>,
    /// Pairs of spellings: another one, and the one that is read for it.
    pub spellings: Listed<'c, (&'c str, &'c str)>,
    /// Words beside which a match is none.
    pub contexts: Listed<'c, Blocking<'c>>,
}

/// The signs of one entry.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sign<'c> {
    /// Its id.
    pub id: &'c str,
    /// Its name.
    pub name: &'c str,
    /// Whether it is a named program and no approach.
    pub is_program: bool,
    /// Names that stand for it.
    pub aliases: Listed<'c, &'c str>,
    /// Words that suggest it and do not name it.
    pub words: Listed<'c, &'c str>,
    /// What its words also mean: how that is said, and the entry that it is.
    pub look_alikes: Listed<'c, LookSign<'c>>,
}

/// How something else is said that words of an entry also mean, and the entry that it is.
pub type LookSign<'c> = (Listed<'c, &'c str>, Option<&'c str>);

/// Words that block a match.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Blocking<'c> {
    /// The words.
    pub says: Listed<'c, &'c str>,
    /// What they block.
    pub blocks: Blocks,
}

fn texts(list: &[String]) -> Listed<'_, &str> {
    list.iter().map(String::as_str).collect()
}

impl<'c> Signs<'c> {
    /// Of a whole catalogue.
    #[must_use]
    pub fn of(catalogue: &'c Catalogue) -> Self {
        let approaches = catalogue.approaches.iter().map(|approach| Sign {
            id: &approach.id,
            name: &approach.name,
            is_program: false,
            aliases: texts(&approach.aliases),
            words: texts(&approach.words),
            look_alikes: {
                let looks = approach.look_alikes.iter();
                looks.map(|l| (texts(&l.says), l.is.as_deref())).collect()
            },
        });
        let programs = catalogue.programs.iter().map(|program| Sign {
            id: &program.id,
            name: &program.name,
            is_program: true,
            aliases: texts(&program.aliases),
            words: Listed::Lent(&[]),
            look_alikes: Listed::Lent(&[]),
        });
        let spellings = catalogue
            .spellings
            .iter()
            .map(|(other, reads)| (other.as_str(), reads.as_str()));
        let contexts = catalogue.contexts.iter().map(|Context { says, blocks, .. }| Blocking {
            says: texts(says),
            blocks: *blocks,
        });
        Self {
            entries: approaches.chain(programs).collect(),
            spellings: spellings.collect(),
            contexts: contexts.collect(),
        }
    }
}
