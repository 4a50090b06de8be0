//! Whether a dissent can be answered: every step says something, there is an alternative, nothing judges before it says
//! anything, and nobody is named.

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Span};

use crate::inventory::Initiative;

use super::{Form, Part, Words};

/// A word of a line, with where it begins in it.
pub(crate) struct Word<'l> {
    pub text: &'l str,
    pub start: usize,
}

/// The words of a line: letters, digits, hyphens and apostrophes.
pub(crate) fn split(line: &str) -> Vec<Word<'_>> {
    let part = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’' | '-');
    let mut all = Vec::new();
    let mut begin = None;
    for (at, sign) in line.char_indices().chain([(line.len(), ' ')]) {
        match (begin, part(sign)) {
            (None, true) => begin = Some(at),
            (Some(start), false) => {
                let text = line.get(start..at).unwrap_or_default();
                all.push(Word { text, start });
                begin = None;
            }
            _ => {}
        }
    }
    all
}

/// A word as it is looked up: in small letters, with a plain apostrophe.
pub(crate) fn plain(word: &str) -> String {
    word.replace('’', "'").to_lowercase()
}

fn is_capital(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

/// A part of a line, as a place.
fn within(span: Span, start: usize, end: usize) -> Span {
    let at = |byte: usize| span.start + u32::try_from(byte).unwrap_or(u32::MAX);
    Span {
        start: at(start),
        end: at(end),
        ..span
    }
}

/// What a search found in a line: the words from one to another.
fn found<'l>(line: &'l str, words: &[Word<'l>], first: usize, last: usize) -> Option<(&'l str, usize, usize)> {
    let (first, last) = (words.get(first)?, words.get(last)?);
    let end = last.start + last.text.len();
    Some((line.get(first.start..end)?, first.start, end))
}

impl Form {
    /// What stands against a dissent. The people of the inventory, `people`, are known by their names.
    pub fn check(&self, words: &Words, people: &[&str], out: &mut Diagnostics) {
        for (part, step) in self.steps.iter().zip(&words.steps) {
            let count = split(&part.text).len();
            let is_alternative = step.field == "alternative";
            let nothing = {
                let said = plain(part.text.trim().trim_end_matches('.'));
                words.nothing.contains(&said)
            };
            if is_alternative && (count == 0 || nothing) {
                let message = "no alternative is offered";
                out.push(Diagnostic::new(Code::DissentAlternative, part.span, message).help(step.ask.clone()));
            } else if count == 0 {
                let message = format!("“{}” says nothing", step.title);
                out.push(Diagnostic::new(Code::DissentStep, part.span, message).help(step.ask.clone()));
            } else if nothing || count < words.least_words {
                let message = format!("“{}” says too little to be answered", step.title);
                out.push(Diagnostic::new(Code::DissentStep, part.span, message).help(step.ask.clone()));
            }
            for (line, span) in &part.lines {
                loaded(line, *span, words, out);
                persons(line, *span, words, people, out);
            }
        }
        for (part, name) in [(&self.said_by, &words.said_by), (&self.on, &words.on)] {
            if part.text.is_empty() {
                let message = format!("nothing stands behind `{name}:`");
                out.push(
                    Diagnostic::new(Code::DissentStep, part.span, message).help("a dissent is somebody's, on a day"),
                );
            }
        }
    }

    /// Whether it is about this initiative.
    pub fn is_about(&self, initiative: Option<&Initiative>, out: &mut Diagnostics) {
        let (said, meant) = (
            self.initiative.text.as_str(),
            initiative.map(|i| [i.id.as_str(), i.name.as_str()]),
        );
        if let Some([id, name]) = meant.filter(|names| !said.is_empty() && !names.contains(&said)) {
            let message = format!("the form is about `{said}` and not about `{id}` ({name})");
            out.push(
                Diagnostic::new(Code::DissentStep, self.initiative.span, message)
                    .help("name the initiative that the form is about, or write the form anew"),
            );
        }
    }

    /// The text of each step, in the order of the fields of an inventory.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.steps.iter().map(|part: &Part| part.text.as_str())
    }
}

fn loaded(line: &str, span: Span, words: &Words, out: &mut Diagnostics) {
    let said = split(line);
    let small: Vec<String> = said.iter().map(|word| plain(word.text)).collect();
    for phrase in &words.loaded {
        let phrase: Vec<&str> = phrase.split(' ').collect();
        for (first, window) in small.windows(phrase.len()).enumerate() {
            if window.iter().zip(&phrase).all(|(a, b)| a == b)
                && let Some((text, start, end)) = found(line, &said, first, first + phrase.len() - 1)
            {
                let message = format!("`{text}` judges before it says anything");
                out.push(
                    Diagnostic::new(Code::DissentLoaded, within(span, start, end), message)
                        .help("say what is so, and let the reader judge"),
                );
            }
        }
    }
}

fn persons(line: &str, span: Span, words: &Words, people: &[&str], out: &mut Diagnostics) {
    let said = split(line);
    let mut from = 0;
    for (place, word) in said.iter().enumerate() {
        let next = said.get(place + 1).filter(|next| is_capital(next.text));
        let Some(next) = next.filter(|_| place >= from) else {
            continue;
        };
        let between = line.get(word.start + word.text.len()..next.start).unwrap_or_default();
        let one = matches!(between, " " | ". ");
        let titled = words.titles.iter().any(|title| plain(word.text) == *title);
        let given = between == " " && words.given_names.iter().any(|name| name == word.text);
        let known = people.iter().any(|name| {
            let own: Vec<&str> = name.split_whitespace().collect();
            own.len() > 1
                && own
                    .iter()
                    .enumerate()
                    .all(|(n, part)| said.get(place + n).is_some_and(|w| w.text == *part))
        });
        if one
            && (titled || given || known)
            && let Some((text, start, end)) = found(line, &said, place, place + 1)
        {
            from = place + 2;
            let message = format!("`{text}` is a person");
            out.push(
                Diagnostic::new(Code::DissentPerson, within(span, start, end), message)
                    .help("speak of the answer and not of whoever holds it"),
            );
        }
    }
}
