//! Every phrase of the signs, found by its first word.

use rustc_hash::{FxHashMap, FxHashSet};

use super::super::signs::{Sign, Signs};
use super::super::words::Blocks;
use super::words::{Key, Shape, Spellings, Token};

/// An entry, by its place among the signs.
pub(super) type Place = u32;

/// What a phrase says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Role {
    /// It names the entry.
    Name,
    /// It suggests the entry.
    Word,
    /// It looks like the entry and is another, or none.
    Look(Option<Place>),
    /// It blocks a match.
    Context(Blocks),
}

#[derive(Clone, Copy, Debug)]
struct Phrase {
    role: Role,
    entry: Place,
    /// Its words, from here on among all of them.
    from: u32,
    len: u32,
    shape: Shape,
    /// The next phrase that begins with the same word.
    next: Option<u32>,
}

/// A phrase that stands in a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub role: Role,
    pub entry: Place,
    /// The first word of the line that belongs to it.
    pub start: usize,
    /// The word after the last one.
    pub end: usize,
    /// How a sign of a single word is written in the catalogue.
    pub shape: Shape,
    /// Whether it is a single word that many things share.
    pub shared: bool,
}

impl Found {
    /// How many words it has.
    pub fn len(&self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether the other lies inside this one.
    pub fn covers(&self, other: &Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether they have a word in common.
    pub fn meets(&self, other: &Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// Every phrase.
#[derive(Debug)]
pub(super) struct Index {
    pub spellings: Spellings,
    phrases: Vec<Phrase>,
    /// The words of all phrases, one after another, with whether a phrase may be broken before each.
    keys: Vec<(Key, bool)>,
    first: FxHashMap<Key, u32>,
    shared: FxHashSet<Key>,
}

impl Index {
    pub fn new(signs: &Signs<'_>) -> Self {
        let mut index = Self {
            spellings: Spellings::new(&signs.spellings),
            phrases: Vec::with_capacity(4 * signs.entries.len()),
            keys: Vec::with_capacity(12 * signs.entries.len()),
            first: FxHashMap::with_capacity_and_hasher(2 * signs.entries.len(), rustc_hash::FxBuildHasher),
            shared: FxHashSet::default(),
        };
        let mut tokens = Vec::new();
        for context in &signs.contexts {
            for says in &context.says {
                index.add(says, Role::Context(context.blocks), Place::MAX, &mut tokens);
            }
        }
        let places = (0..).zip(&signs.entries);
        let by_id: FxHashMap<&str, Place> = places.clone().map(|(place, sign)| (sign.id, place)).collect();
        for (place, sign) in places {
            index.sign(sign, place, &by_id, &mut tokens);
        }
        index
    }

    fn sign(&mut self, sign: &Sign<'_>, place: Place, by_id: &FxHashMap<&str, Place>, tokens: &mut Vec<Token>) {
        let (name, short) = names(sign.name);
        self.add(name, Role::Name, place, tokens);
        for alias in short.iter().chain(&sign.aliases) {
            self.add(names(alias).0, Role::Name, place, tokens);
        }
        for word in &sign.words {
            self.add(word, Role::Word, place, tokens);
        }
        for (says, is) in &sign.look_alikes {
            let is = is.and_then(|id| by_id.get(id).copied());
            for phrase in says {
                self.add(phrase, Role::Look(is), place, tokens);
            }
        }
    }

    fn add(&mut self, text: &str, role: Role, entry: Place, tokens: &mut Vec<Token>) {
        self.spellings.split(text, tokens);
        let (Some(first), Ok(from)) = (tokens.first(), u32::try_from(self.keys.len())) else {
            return;
        };
        let (Ok(len), Ok(at)) = (u32::try_from(tokens.len()), u32::try_from(self.phrases.len())) else {
            return;
        };
        if role == Role::Context(Blocks::Itself) {
            self.shared.insert(first.key);
            return;
        }
        self.keys.extend(tokens.iter().map(|t| (t.key, t.breaks)));
        let shape = if len == 1 { first.shape } else { Shape::Small };
        let next = self.first.insert(first.key, at);
        self.phrases.push(Phrase {
            role,
            entry,
            from,
            len,
            shape,
            next,
        });
    }

    /// Finds every phrase in a line; a name in capitals only where it is written so.
    pub fn find(&self, line: &[Token]) -> Vec<Found> {
        let mut found = Vec::new();
        for (start, token) in line.iter().enumerate() {
            let mut next = self.first.get(&token.key).copied();
            while let Some(phrase) = next.and_then(|at| self.phrases.get(at as usize)) {
                next = phrase.next;
                let keys = self.keys.iter().skip(phrase.from as usize).take(phrase.len as usize);
                let words = line.get(start..start + phrase.len as usize);
                let stands = words.is_some_and(|words| {
                    let mut pairs = words.iter().zip(keys).enumerate();
                    pairs.all(|(i, (t, (key, breaks)))| t.key == *key && (i == 0 || *breaks || !t.breaks))
                });
                let single = phrase.len == 1;
                if !stands || (single && phrase.shape == Shape::Capitals && token.shape != Shape::Capitals) {
                    continue;
                }
                found.push(Found {
                    role: phrase.role,
                    entry: phrase.entry,
                    start,
                    end: start + phrase.len as usize,
                    shape: phrase.shape,
                    shared: single && self.shared.contains(&token.key),
                });
            }
        }
        found
    }
}

/// The name without what is said of it in brackets, and the short form that may stand there.
fn names(name: &str) -> (&str, Option<&str>) {
    let Some((before, inside)) = name.split_once('(') else {
        return (name.strip_suffix(", The").unwrap_or(name), None);
    };
    if before.trim().is_empty() {
        return (name, None);
    }
    let short = inside.split_once(')').map(|(inside, _)| inside);
    let is_short = |s: &&str| s.chars().filter(|c| c.is_uppercase()).count() > 1 && !s.contains(' ');
    (before, short.filter(is_short))
}
