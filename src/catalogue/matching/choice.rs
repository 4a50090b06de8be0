//! Weighs the phrases that stand in a line against one another.

use std::cmp::Reverse;

use super::super::words::Blocks;
use super::By;
use super::index::{Found, Place, Role};
use super::words::{Shape, Token};

/// How many entries are proposed for one thing.
const MOST: usize = 3;
/// A line of no more words than these is about its last one, though many things share it.
const SHORT: usize = 2;

/// Words that end the noun phrase with which a line begins.
const LINKS: [&str; 12] = [
    "of", "for", "in", "at", "with", "by", "on", "to", "from", "through", "via", "during",
];
/// Words that say nothing of what a thing is.
const EMPTY: [&str; 9] = [
    "and",
    "the",
    "a",
    "an",
    "new",
    "program",
    "initiative",
    "project",
    "expanded",
];

/// A line with what stands in it.
pub(super) struct Line<'l> {
    text: &'l str,
    tokens: &'l [Token],
    /// Names and words of entries.
    signs: Vec<Found>,
    /// What blocks them.
    contexts: Vec<(Found, Blocks)>,
    is_program: &'l dyn Fn(Place) -> bool,
}

/// An entry that is proposed.
pub(super) struct Choice {
    pub entry: Place,
    pub by: By,
    pub piece: usize,
    /// Where the words stand that suggest it.
    pub words: Vec<(usize, usize)>,
}

impl<'l> Line<'l> {
    /// Takes out what only looks like an entry, and puts what it is in its place.
    pub fn new(text: &'l str, tokens: &'l [Token], found: Vec<Found>, is_program: &'l dyn Fn(Place) -> bool) -> Self {
        let (mut signs, mut looks, mut contexts) = (Vec::new(), Vec::new(), Vec::new());
        for f in found {
            match f.role {
                Role::Name | Role::Word => signs.push(f),
                Role::Look(is) => looks.push((f, is)),
                Role::Context(blocks) => contexts.push((f, blocks)),
            }
        }
        let mut instead = Vec::new();
        signs.retain(|sign| {
            let over = looks.iter().filter(|(look, _)| {
                look.entry == sign.entry && look.meets(sign) && (look.covers(sign) || !sign.covers(look))
            });
            let mut over = over.peekable();
            let stays = over.peek().is_none();
            instead.extend(over.filter_map(|(look, is)| Some((*look, (*is)?))));
            stays
        });
        for (look, entry) in instead {
            let mut sign = Found {
                role: Role::Name,
                entry,
                shared: false,
                ..look
            };
            // what the line is said to be may itself only look so
            let denied = |(other, _): &(Found, _)| other.entry == entry && other.covers(&sign);
            if looks.iter().any(denied) {
                continue;
            }
            sign.shape = Shape::Small;
            let same =
                |s: &Found| s.entry == entry && s.role == Role::Name && s.start == sign.start && s.end == sign.end;
            if !signs.iter().any(same) {
                signs.push(sign);
            }
        }
        Self {
            text,
            tokens,
            signs,
            contexts,
            is_program,
        }
    }

    /// What is proposed for the whole line.
    pub fn choose(&self) -> Vec<Choice> {
        let pieces = self.pieces();
        let several = pieces.len() > 1;
        let mut chosen: Vec<Choice> = Vec::new();
        for (start, end) in pieces {
            let mut of_piece = self.weigh(start, end);
            let first = of_piece.first().map(|choice| choice.entry);
            // the same thing said twice is one thing
            let before = chosen
                .iter()
                .rev()
                .find(|c| chosen.last().is_some_and(|last| last.piece == c.piece));
            let before = before.map(|choice| choice.piece);
            let same = chosen.iter().find(|c| Some(c.piece) == before).map(|c| c.entry) == first && first.is_some();
            let piece = before.map_or(0, |piece| if same { piece } else { piece + 1 });
            if same {
                let one = chosen.iter_mut().find(|c| Some(c.piece) == before);
                if let (Some(one), Some(again)) = (one, of_piece.first_mut()) {
                    one.words.append(&mut again.words);
                    one.by = one.by.min(again.by);
                }
                continue;
            }
            for choice in &mut of_piece {
                choice.piece = piece;
            }
            of_piece.retain(|choice| !chosen.iter().any(|c| c.entry == choice.entry));
            chosen.append(&mut of_piece);
        }
        // contexts come last, so that one more of them never proposes anything
        chosen.retain(|choice| !self.blocked(choice, several));
        chosen
    }

    /// Whether a context stands against it that is not a part of a name.
    fn blocked(&self, choice: &Choice, several: bool) -> bool {
        let names = || self.signs.iter().filter(|s| s.role == Role::Name);
        let mut contexts = self.contexts.iter();
        contexts.any(|(context, blocks)| {
            let free = !names().any(|name| name.covers(context) && name.len() > context.len());
            free && match blocks {
                Blocks::All => true,
                Blocks::Words => choice.by == By::Word && (!several || self.near(choice, context)),
                Blocks::Itself => false,
            }
        })
    }

    /// Whether nothing parts a context from the words of a choice.
    fn near(&self, choice: &Choice, context: &Found) -> bool {
        let at = |byte: usize| self.tokens.partition_point(|t| t.start < byte);
        choice.words.iter().any(|(start, _)| {
            let (a, b) = (at(*start), context.start);
            let between = a.min(b) + 1..=a.max(b);
            !between.into_iter().any(|i| self.parts(i))
        })
    }

    fn word(&self, at: usize) -> &'l str {
        let token = self.tokens.get(at);
        token.and_then(|t| self.text.get(t.start..t.end)).unwrap_or_default()
    }

    fn is_one_of(&self, at: usize, list: &[&str]) -> bool {
        let word = self.word(at);
        word.starts_with(|c: char| c.is_ascii_digit()) || list.iter().any(|w| word.eq_ignore_ascii_case(w))
    }

    /// Whether a word joins two things.
    fn joins(&self, at: usize) -> bool {
        matches!(self.word(at), "&") || self.word(at).eq_ignore_ascii_case("and")
    }

    fn parts(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|t| t.parts) || self.joins(at)
    }

    /// The things that the line names: it is split where both sides have a match by themselves and no name runs across.
    fn pieces(&self) -> Vec<(usize, usize)> {
        let mut pieces: Vec<(usize, usize)> = Vec::new();
        // from where the thing begins, and from where its next part
        let (mut start, mut part, mut has) = (0, 0, false);
        for at in 1..=self.tokens.len() {
            let is_end = at == self.tokens.len();
            let across = |s: &Found| s.start < at && at < s.end;
            if !is_end && (!self.parts(at) || self.signs.iter().any(across)) {
                continue;
            }
            let own = !self.weigh(part, at).is_empty();
            if own && has {
                pieces.push((start, part));
                start = part;
            }
            has |= own;
            part = at;
        }
        pieces.push((start, self.tokens.len()));
        pieces
    }

    /// The first noun phrase of a piece: how many words say something there, and which is the last of them.
    fn head(&self, start: usize, end: usize) -> (usize, Option<usize>, usize) {
        let (mut count, mut last, mut at) = (0, None, start);
        while at < end {
            let breaks = self.tokens.get(at).is_some_and(|t| t.breaks);
            if count > 0 && (breaks || self.is_one_of(at, &LINKS)) {
                break;
            }
            if !self.is_one_of(at, &LINKS) && !self.is_one_of(at, &EMPTY) {
                (count, last) = (count + 1, Some(at));
            }
            at += 1;
        }
        (count, last, at)
    }

    /// The entries whose signs stand in a piece, the best first.
    fn weigh(&self, start: usize, end: usize) -> Vec<Choice> {
        let (count, head, main) = self.head(start, end);
        let shouts = !self.text.contains(char::is_lowercase);
        let inside = |s: &&Found| start <= s.start && s.end <= end;
        let all: Vec<&Found> = self.signs.iter().filter(inside).collect();
        // a program may be called by a word that suggests an approach, as `STEM` is
        let word_of_all = |s: &Found| {
            let same = |o: &&Found| o.start == s.start && o.end == s.end && !(self.is_program)(o.entry);
            s.len() == 1 && (self.is_program)(s.entry) && all.iter().any(|o| same(o) && o.role == Role::Word)
        };
        let speaks = |s: &&Found| {
            if word_of_all(s) {
                return false;
            }
            let again = |o: &&&Found| o.entry == s.entry && !o.meets(s);
            // in a line in capitals a short form is written as any word is
            let plain = !s.shared && (s.shape != Shape::Capitals || !shouts);
            plain
                || all.iter().any(|o| again(&o))
                || match s.shape {
                    Shape::Small => head.is_some_and(|h| h == s.start) && count <= SHORT,
                    Shape::Capital => (start + 1 == end && self.is_capital(s)) || self.is_brand(s),
                    Shape::Capitals => start + 1 == end,
                }
        };
        let alive: Vec<&Found> = all.iter().copied().filter(speaks).collect();
        let names = || alive.iter().filter(|s| s.role == Role::Name);
        let program = |s: &Found| (self.is_program)(s.entry);
        // the longest name counts; that of an approach also inside one of a program
        let outdone = |s: &Found| {
            let mut longer = names().filter(|n| n.covers(s) && n.len() > s.len()).peekable();
            longer.peek().is_some() && (s.role == Role::Word || program(s) || longer.any(|n| !program(n)))
        };
        let has_name = names().next().is_some();
        let kept = |s: &&Found| match s.role {
            Role::Name => !outdone(s),
            _ => !names().any(|n| n.covers(s) || n.meets(s)) && (!has_name || s.len() > 1),
        };
        let kept: Vec<&Found> = alive.iter().copied().filter(kept).collect();
        let mut choices: Vec<(Choice, Rank)> = Vec::new();
        for sign in &kept {
            let place = self.place(sign);
            let same = choices.iter_mut().find(|(choice, _)| choice.entry == sign.entry);
            let by = if sign.role == Role::Name { By::Name } else { By::Word };
            let sharing = kept
                .iter()
                .filter(|o| o.start == sign.start && o.end == sign.end)
                .count();
            let rank = Rank {
                by,
                words: Reverse(sign.len()),
                aside: sign.start >= main,
                off_head: !head.is_some_and(|h| sign.start <= h && h < sign.end),
                program: program(sign),
                sharing,
                start: sign.start,
            };
            let Some((choice, ranked)) = same else {
                let choice = Choice {
                    entry: sign.entry,
                    by,
                    piece: 0,
                    words: vec![place],
                };
                choices.push((choice, rank));
                continue;
            };
            // words inside others say nothing more
            if !choice.words.iter().any(|(from, to)| *from <= place.0 && place.1 <= *to) {
                choice.words.retain(|(from, to)| !(place.0 <= *from && *to <= place.1));
                choice.words.push(place);
            }
            choice.by = choice.by.min(by);
            if rank < *ranked {
                *ranked = rank;
            }
        }
        choices.sort_by_key(|(_, rank)| *rank);
        choices.truncate(MOST);
        choices.into_iter().map(|(choice, _)| choice).collect()
    }

    fn place(&self, sign: &Found) -> (usize, usize) {
        let start = self.tokens.get(sign.start).map_or(0, |t| t.start);
        let end = self.tokens.get(sign.end.saturating_sub(1)).map_or(start, |t| t.end);
        (start, end)
    }

    fn is_capital(&self, sign: &Found) -> bool {
        let token = self.tokens.get(sign.start);
        token.is_some_and(|t| t.shape == Shape::Capital)
    }

    /// Whether an ordinary word is written as a name is: with a capital, after words that are not.
    fn is_brand(&self, sign: &Found) -> bool {
        let mut others = self.tokens.iter().enumerate().filter(|(at, _)| *at != sign.start);
        self.is_capital(sign) && sign.start > 0 && others.any(|(_, t)| t.shape == Shape::Small && t.len() > 3)
    }
}

/// What comes first: less is better.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    by: By,
    /// It stands after `for` or in brackets.
    aside: bool,
    words: Reverse<usize>,
    off_head: bool,
    program: bool,
    sharing: usize,
    start: usize,
}
