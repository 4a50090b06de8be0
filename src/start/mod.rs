//! The start form of a pilot: before money flows it fixes who answers for it, what is to become better, how that is
//! measured and compared, the day on which it is judged, and what happens then.
//!
//! The form is YAML: a key for each part, whose question stands above it. Which parts there are, and what each has to
//! have, stands in `templates/start.yaml`; what they ask, with the facts of the rule set. A signed form is kept as these
//! facts of the inventory, so that rules, reports and the workbook read it like every other answer.

mod check;
mod words;

use std::fmt::Write;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, SourceId, Sources, Span, nearest};
use crate::inventory::ticks::in_yaml;
use crate::inventory::{Initiative, given_to};
use crate::rules::RuleSet;
use crate::yaml::{self, Limits};

pub use check::About;
pub use words::{Asked, Needs, Words};

/// The key of what the form is about.
const INITIATIVE: &str = "initiative";
/// The key of who signs it.
const SIGNED_BY: &str = "signed_by";
/// The key of the day on which it is signed.
const SIGNED_ON: &str = "signed_on";

/// A filled form.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Form {
    /// What it is about, an id or a name.
    pub initiative: Part,
    /// The parts, in the order of [`Words::parts`].
    pub parts: Vec<Part>,
    /// Who signs it.
    pub signed_by: Part,
    /// The day on which it is signed, as written.
    pub signed_on: Part,
}

/// What stands in one place of the form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Part {
    /// The text, in one line; empty where nothing stands.
    pub text: String,
    /// Where it stands; the beginning of the form where it does not.
    pub span: Span,
}

impl Form {
    /// Reads a form; a key that it does not know, and what is no text, is reported with its place.
    #[must_use]
    pub fn read(source: SourceId, sources: &Sources, words: &Words, out: &mut Diagnostics) -> Option<Self> {
        let tree = yaml::read(source, sources.text(source), &Limits::default(), out)?;
        let Some(entries) = tree.as_map() else {
            let message = format!("a start form is a group of fields, here stands {}", tree.describe());
            out.push(
                Diagnostic::new(Code::StartForm, tree.span, message)
                    .help("`cleardeck start INVENTORY INITIATIVE` writes the form"),
            );
            return None;
        };
        let own = words.parts.iter().map(Asked::key);
        let known: Vec<&str> = own.chain([INITIATIVE, SIGNED_BY, SIGNED_ON]).collect();
        for entry in entries.iter().filter(|entry| !known.contains(&entry.key.as_ref())) {
            let near = nearest(&entry.key, known.iter().copied());
            let message = format!("a start form has no part `{}`", entry.key);
            let help = near.map_or_else(
                || format!("its parts: {}", known.join(", ")),
                |n| format!("did you mean `{n}`?"),
            );
            out.push(Diagnostic::new(Code::StartForm, entry.key_span, message).help(help));
        }
        let mut part = |key: &str| {
            let Some(entry) = entries.iter().find(|entry| entry.key == key) else {
                let span = Span {
                    end: tree.span.start,
                    ..tree.span
                };
                return Part {
                    text: String::new(),
                    span,
                };
            };
            let node = &entry.value;
            if node.as_text().is_none() && !node.is_blank() {
                let message = format!("`{key}` is text, here stands {}", node.describe());
                out.push(Diagnostic::new(Code::StartForm, node.span, message).help("write one line of text"));
            }
            let text = node.as_text().unwrap_or_default();
            Part {
                text: text.split_whitespace().collect::<Vec<_>>().join(" "),
                span: if node.is_blank() { entry.key_span } else { node.span },
            }
        };
        Some(Self {
            initiative: part(INITIATIVE),
            parts: words.parts.iter().map(|asked| part(asked.key())).collect(),
            signed_by: part(SIGNED_BY),
            signed_on: part(SIGNED_ON),
        })
    }

    /// What the form records, by the name of the fact: its parts, who signed it, and the decision to try it.
    pub fn answers<'f>(&'f self, words: &'f Words) -> impl Iterator<Item = (&'f str, &'f str)> {
        let own = words.parts.iter().zip(&self.parts);
        let own = own.map(|(asked, part)| (asked.fact.as_str(), part.text.as_str()));
        own.chain([
            (words.signed_by.as_str(), self.signed_by.text.as_str()),
            ("decided.on", self.signed_on.text.as_str()),
            ("decided.answer", words.decided.as_str()),
        ])
    }
}

/// The form of an initiative, to be filled: each part below what it asks, with what is on record of it.
#[must_use]
pub fn form(set: &RuleSet, initiative: &Initiative, about: &About, words: &Words) -> String {
    let mut text = format!("# {}\n", words.head);
    let field = |text: &mut String, key: &str, value: &str| {
        let value = if value.is_empty() {
            String::new()
        } else {
            format!(" {}", in_yaml(value))
        };
        _ = writeln!(text, "{key}:{value}");
    };
    let recorded = |name: &str| {
        let given = set.fact_id(name).and_then(|id| given_to(&initiative.given, id));
        given
            .filter(|g| g.on_record())
            .map_or_else(String::new, |g| match g.names.as_slice() {
                [] => g.written.clone(),
                names => names.join(", "),
            })
    };
    field(&mut text, INITIATIVE, &initiative.id);
    for asked in &words.parts {
        let Some(fact) = set.fact_id(&asked.fact).map(|id| set.fact(id)) else {
            continue;
        };
        _ = writeln!(text, "\n# {}", fact.question);
        if let Some(hint) = words.hint(asked.needs) {
            _ = writeln!(text, "# {}", hint.replace("{latest}", &about.latest.to_string()));
        }
        for beside in &asked.beside {
            let value = recorded(beside);
            let title = set.fact_id(beside).map_or("", |id| set.fact(id).title.as_str());
            if !value.is_empty() {
                let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
                _ = writeln!(text, "# On record: {}: {value}", title.to_lowercase());
            }
        }
        field(&mut text, asked.key(), &recorded(&asked.fact));
    }
    _ = writeln!(text, "\n# {}", words.signing);
    field(&mut text, SIGNED_BY, &recorded(&words.signed_by));
    field(&mut text, SIGNED_ON, "");
    text
}
