//! The words of a line as they are compared: without case, plurals and marks between them.

use std::hash::Hasher;

use rustc_hash::{FxHashMap, FxHasher};

/// A word as it is compared.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct Key(u64);

/// How a word is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Shape {
    /// It begins with a small letter or a digit.
    Small,
    /// It begins with a capital.
    Capital,
    /// It has capitals only, or those and the sign of a plural: `SROs`.
    Capitals,
}

/// A word of a text, with its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    /// By what it is compared.
    pub key: Key,
    /// Where it begins.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// How it is written.
    pub shape: Shape,
    /// Whether no phrase runs from the word before to this one: a comma, a bracket or a dash stands between them.
    pub breaks: bool,
    /// Whether another thing may begin here: a comma, a semicolon, a slash or a plus stands before it.
    pub parts: bool,
}

impl Token {
    /// How many bytes are written.
    pub fn len(&self) -> usize {
        self.end.saturating_sub(self.start)
    }
}

/// Spellings that are read alike.
#[derive(Default, Debug)]
pub(super) struct Spellings {
    /// Of one word.
    words: FxHashMap<Key, Key>,
    /// Of several, by the first of them: the others, and the one word for all.
    joined: FxHashMap<Key, Vec<(Vec<Key>, Key)>>,
    /// Of the end of a word.
    endings: Vec<(String, String)>,
}

impl Spellings {
    /// From pairs: another spelling, and the one that is read. One that begins with a hyphen is the end of words.
    pub fn new(pairs: &[(&str, &str)]) -> Self {
        let mut made = Self::default();
        for (other, reads) in pairs {
            if let (Some(other), Some(reads)) = (other.strip_prefix('-'), reads.strip_prefix('-')) {
                made.endings.push((other.to_owned(), reads.to_owned()));
            }
        }
        let mut pieces = Vec::new();
        for (other, reads) in pairs.iter().filter(|(other, _)| !other.starts_with('-')) {
            let letters: String = reads.chars().filter(|c| c.is_alphanumeric()).collect();
            let plain = Self::default();
            plain.split(&letters, &mut pieces);
            let Some(read) = pieces.first().map(|t| t.key) else {
                continue;
            };
            for written in [other, reads] {
                plain.split(written, &mut pieces);
                let keys: Vec<Key> = pieces.iter().map(|t| t.key).collect();
                match keys.split_first() {
                    Some((first, [])) if *first != read => drop(made.words.insert(*first, read)),
                    Some((first, rest @ [_, ..])) => {
                        made.joined.entry(*first).or_default().push((rest.to_vec(), read));
                    }
                    _ => {}
                }
            }
        }
        made
    }

    /// Splits a text into its words.
    pub fn split(&self, text: &str, out: &mut Vec<Token>) {
        out.clear();
        let mut word = Vec::with_capacity(32);
        let (mut breaks, mut parts) = (false, false);
        let mut chars = text.char_indices().peekable();
        while let Some((start, first)) = chars.next() {
            if first == '&' {
                let key = self.key("and", Shape::Small, &mut word);
                out.push(Token {
                    key,
                    start,
                    end: start + 1,
                    shape: Shape::Small,
                    breaks,
                    parts,
                });
                (breaks, parts) = (false, false);
                continue;
            }
            if first == ' ' {
                continue;
            }
            if !first.is_alphanumeric() {
                let alone = text.get(..start).is_none_or(|before| before.ends_with(' '));
                breaks |= matches!(
                    first,
                    ',' | ';' | ':' | '(' | ')' | '[' | ']' | '–' | '—' | '|' | '\n' | '"' | '“' | '”'
                );
                // a hyphen or a stop inside a word joins: `pre-K`, `St. Paul`, `2.0`
                let next_is_blank = chars.peek().is_none_or(|(_, c)| c.is_whitespace());
                breaks |= first == '-' && alone && next_is_blank;
                parts |= matches!(first, ',' | ';' | '/' | '+' | '\n');
                // `24:7` and `1:1`
                if first == ':' && !next_is_blank {
                    breaks = false;
                }
                continue;
            }
            let mut end = start + first.len_utf8();
            let dotted = initials(text.get(start..).unwrap_or_default());
            if dotted > 0 {
                end = start + dotted;
                while chars.next_if(|(at, _)| *at < end).is_some() {}
            } else {
                while let Some((at, c)) = chars.next_if(|(_, c)| c.is_alphanumeric() || matches!(c, '\'' | '’')) {
                    end = at + c.len_utf8();
                }
            }
            let written = text.get(start..end).unwrap_or_default();
            let shape = shape(written);
            let key = self.key(written, shape, &mut word);
            out.push(Token {
                key,
                start,
                end,
                shape,
                breaks,
                parts,
            });
            (breaks, parts) = (false, false);
        }
        self.join(out);
    }

    fn key(&self, written: &str, shape: Shape, word: &mut Vec<u8>) -> Key {
        word.clear();
        if written.is_ascii() {
            let letters = written.bytes().filter(u8::is_ascii_alphanumeric);
            word.extend(letters.map(|b| b.to_ascii_lowercase()));
        } else {
            let letters = written.chars().filter(|c| c.is_alphanumeric());
            let small: String = letters.flat_map(char::to_lowercase).collect();
            word.extend(small.bytes());
        }
        if shape == Shape::Capitals && written.ends_with('s') {
            word.pop();
        } else {
            singular(word);
        }
        let ending = self.endings.iter().find(|(other, _)| {
            word.last() == other.as_bytes().last() && word.len() > other.len() + 2 && word.ends_with(other.as_bytes())
        });
        if let Some((other, reads)) = ending {
            word.truncate(word.len() - other.len());
            word.extend(reads.bytes());
        }
        let mut hasher = FxHasher::default();
        hasher.write(word);
        let key = Key(hasher.finish());
        self.words.get(&key).copied().unwrap_or(key)
    }

    /// Puts together what is read as one word.
    fn join(&self, tokens: &mut Vec<Token>) {
        if self.joined.is_empty() {
            return;
        }
        let mut at = 0;
        while let Some(first) = tokens.get(at).copied() {
            let found = self.joined.get(&first.key).into_iter().flatten();
            let found = found.filter(|(rest, _)| {
                let next = tokens.iter().skip(at + 1).take(rest.len());
                next.clone().count() == rest.len() && next.zip(rest).all(|(t, key)| t.key == *key && !t.breaks)
            });
            if let Some((rest, key)) = found.max_by_key(|(rest, _)| rest.len()) {
                let end = tokens.get(at + rest.len()).map_or(first.end, |last| last.end);
                tokens.drain(at + 1..=at + rest.len());
                if let Some(token) = tokens.get_mut(at) {
                    (token.key, token.end) = (*key, end);
                }
            }
            at += 1;
        }
    }
}

/// How many bytes of the text are single letters with a stop after each, as in `D.A.R.E.`
fn initials(text: &str) -> usize {
    let (mut end, mut count, mut rest) = (0, 0, text);
    loop {
        let mut chars = rest.chars();
        let Some(letter) = chars.next().filter(|c| c.is_alphabetic()) else {
            break;
        };
        let after = chars.as_str();
        if let Some(next) = after.strip_prefix('.') {
            (end, count, rest) = (end + letter.len_utf8() + 1, count + 1, next);
        } else {
            if count > 1 && !after.starts_with(char::is_alphanumeric) {
                end += letter.len_utf8();
            }
            break;
        }
    }
    if count > 1 { end } else { 0 }
}

fn shape(written: &str) -> Shape {
    let letters = written.strip_suffix('s').unwrap_or(written);
    let mut capitals = 0;
    for c in letters.chars() {
        if c.is_uppercase() {
            capitals += 1;
        } else if c.is_alphabetic() {
            capitals = 0;
            break;
        }
    }
    match written.chars().next() {
        _ if capitals > 1 => Shape::Capitals,
        Some(first) if first.is_uppercase() => Shape::Capital,
        _ => Shape::Small,
    }
}

/// Takes the sign of a plural off.
fn singular(word: &mut Vec<u8>) {
    if word.len() < 4 || word.last() != Some(&b's') {
        return;
    }
    let ends = |endings: &[&str]| endings.iter().any(|ending| word.ends_with(ending.as_bytes()));
    let cut = if word.len() > 4 && ends(&["ies"]) {
        3
    } else if word.len() > 5 && ends(&["uses"]) && !ends(&["ouses", "auses"]) {
        // bonuses, campuses; not causes or houses
        2
    } else if ends(&["sses", "xes", "ches", "shes", "zzes"]) {
        2
    } else if ends(&["ss", "us", "is"]) {
        return;
    } else {
        1
    };
    word.truncate(word.len().saturating_sub(cut));
    if cut == 3 {
        word.push(b'y');
    }
}
