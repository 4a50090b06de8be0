//! A dissent: a disagreement with an answer in the six steps of a civil debate, written in a form that anybody can fill.
//!
//! The form is text: a few lines `Initiative: …` before six headings `## 1. …`. Lines that begin with `>` are its own
//! words. What it asks, and the words that its check looks for, stand in `templates/dissent.yaml`.

mod check;
mod words;

use std::collections::BTreeMap;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, SourceId, Sources, Span};

pub(crate) use check::{plain, split};
pub use words::{Step, Words};

/// A filled form.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Form {
    /// What it is about, an id or a name.
    pub initiative: Part,
    /// Who says it.
    pub said_by: Part,
    /// The day on which it was said, as written.
    pub on: Part,
    /// The six steps, in their order.
    pub steps: Vec<Part>,
}

/// What somebody wrote in one place of the form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Part {
    /// The text; several lines are joined by spaces.
    pub text: String,
    /// Where it stands, or its heading where nothing does.
    pub span: Span,
    /// The lines, each with its place.
    lines: Vec<(String, Span)>,
}

impl Part {
    fn at(span: Span) -> Self {
        Self {
            text: String::new(),
            span,
            lines: Vec::new(),
        }
    }

    fn push(&mut self, line: &str, span: Span) {
        if self.text.is_empty() {
            self.span = span;
        } else {
            self.text.push(' ');
        }
        self.text.push_str(line);
        self.lines.push((line.to_owned(), span));
    }
}

/// A line without the space around it, with its place.
fn trimmed(line: &str, start: usize, source: SourceId) -> (&str, Span) {
    let text = line.trim();
    let start = start + (line.len() - line.trim_start().len());
    let at = |byte: usize| u32::try_from(byte).unwrap_or(u32::MAX);
    let span = Span {
        source,
        start: at(start),
        end: at(start + text.len()),
    };
    (text, span)
}

impl Form {
    /// Reads a form; what it lacks is reported, each heading with its place.
    #[must_use]
    pub fn read(source: SourceId, sources: &Sources, words: &Words, out: &mut Diagnostics) -> Option<Self> {
        let text = sources.text(source);
        let mut parts: BTreeMap<usize, Part> = BTreeMap::new();
        let heads = [&words.initiative, &words.said_by, &words.on];
        let mut head: [Option<Part>; 3] = [None, None, None];
        let (mut step, mut start) = (None, 0);
        for line in text.split_inclusive('\n') {
            let (said, span) = trimmed(line, start, source);
            start += line.len();
            if said.is_empty() || said.starts_with('>') {
                continue;
            }
            if let Some(heading) = said.strip_prefix("##") {
                let number = heading.trim().split(['.', ' ', ':']).next().unwrap_or_default();
                step = number.parse().ok().filter(|n| (1..=words.steps.len()).contains(n));
                match step {
                    Some(n) if !parts.contains_key(&n) => _ = parts.insert(n, Part::at(span)),
                    Some(n) => out.push(
                        Diagnostic::new(Code::DissentStep, span, format!("step {n} stands twice"))
                            .help("put what belongs to one step below one heading"),
                    ),
                    None => {
                        let message = "this heading is none of the six steps";
                        let help = format!("headings are `## 1. {}` and so on", words.title(1));
                        out.push(Diagnostic::new(Code::DissentStep, span, message).help(help));
                    }
                }
                continue;
            }
            match step {
                Some(n) => {
                    if let Some(part) = parts.get_mut(&n) {
                        part.push(said, span);
                    }
                }
                None => {
                    let named = said.split_once(':').and_then(|(key, value)| {
                        let place = heads.iter().position(|head| key.trim().eq_ignore_ascii_case(head))?;
                        Some((place, value.trim()))
                    });
                    if let Some((place, value)) = named
                        && let Some(held) = head.get_mut(place)
                    {
                        let mut part = Part::at(span);
                        if !value.is_empty() {
                            part.push(value, span);
                        }
                        *held = Some(part);
                    }
                }
            }
        }
        let top = Span {
            source,
            start: 0,
            end: 0,
        };
        if parts.is_empty() {
            let message = "this is no form of a dissent: it has none of the six headings";
            out.push(
                Diagnostic::new(Code::DissentStep, top, message)
                    .help("`cleardeck dissent INVENTORY INITIATIVE` writes the form"),
            );
            return None;
        }
        let steps = (1..=words.steps.len()).map(|n| parts.remove(&n).unwrap_or_else(|| Part::at(top)));
        let [initiative, said_by, on] = head.map(|part| part.unwrap_or_else(|| Part::at(top)));
        Some(Self {
            initiative,
            said_by,
            on,
            steps: steps.collect(),
        })
    }
}
