//! The declaration as tables that a person reads: the second half of `rules/README.md`.

use std::fmt::Write;

use super::{Field, FieldGroups, Form, InPlace, SECTIONS, Takes, each};
use crate::rules::with_capital;

/// Every section with its fields, in markdown.
#[must_use]
pub fn reference() -> String {
    let mut text = String::new();
    for section in SECTIONS {
        let _ = writeln!(text, "\n### `{}`\n\n{}.", section.name, with_capital(section.says));
        match section.form {
            Form::One(takes) => {
                let _ = writeln!(text, "Takes {}.", takes.words());
            }
            Form::Severities => {
                text.push_str("Takes codes of problems, each with note, warning, error or off.\n");
            }
            Form::Order(fields) => {
                text.push_str("Takes a list of recommendations; in rules of one's own a group:\n");
                table(fields, "", &mut text);
            }
            Form::Items { fields, .. } => table(fields, "", &mut text),
        }
        let named = |field: &Field| format!("`{}`", field.name);
        let more: Vec<String> = each(section.laid.fields()).map(named).collect();
        let of = |in_place| -> Vec<String> {
            let fields = each(section.fields()).filter(|f| f.in_place == in_place);
            fields.map(named).collect()
        };
        if !more.is_empty() {
            let _ = write!(text, "\nIn rules of one's own also {}", more.join(" and "));
            for (fields, says) in [
                (of(InPlace::Kept), "as shipped and not to be changed"),
                (of(InPlace::TakenOver), "as shipped where left out"),
            ] {
                if !fields.is_empty() {
                    let _ = write!(text, "; {says}: {}", fields.join(", "));
                }
            }
            text.push_str(".\n");
        }
    }
    text
}

fn table(fields: FieldGroups, under: &str, text: &mut String) {
    if under.is_empty() {
        text.push_str("\n| field | takes | says |\n| --- | --- | --- |\n");
    }
    for field in each(fields) {
        let _ = writeln!(text, "| `{under}{}` | {} | {} |", field.name, field.words(), field.says);
        if let Takes::Group(inner) | Takes::Groups(inner) | Takes::OneOf(inner) = field.takes
            // fields with the same inner fields share one table
            && !each(fields).take_while(|f| f.name != field.name).any(|f| f.takes.inner() == Some(inner))
        {
            table(inner, &format!("{under}{}.", field.name), text);
        }
    }
}

fn quoted(words: &[&str]) -> String {
    words
        .iter()
        .map(|word| format!("`{word}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

impl Field {
    /// What may stand in it, whether it must, and what holds where it is left out.
    fn words(&self) -> String {
        let mut words = self.takes.words();
        if self.required {
            words.push_str("; required");
        } else if !self.otherwise.is_empty() {
            let _ = write!(words, "; else {}", self.otherwise);
        }
        words
    }
}

impl Takes {
    /// The fields of the groups in it.
    fn inner(self) -> Option<FieldGroups> {
        match self {
            Self::Group(inner) | Self::Groups(inner) | Self::OneOf(inner) => Some(inner),
            Self::Text
            | Self::Texts
            | Self::Sentences
            | Self::Flag
            | Self::Word(_)
            | Self::Name(_)
            | Self::Names(_)
            | Self::Words(_)
            | Self::Number
            | Self::Numbers
            | Self::Bound
            | Self::Answer
            | Self::Condition => None,
        }
    }

    /// What may stand in the field, in words.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::Text => "text".to_owned(),
            Self::Texts => "a list of texts".to_owned(),
            Self::Sentences => "text, or a list of sentences; `{…}` takes a value".to_owned(),
            Self::Flag => "yes or no".to_owned(),
            Self::Words(words) => format!("a list of {}", quoted(words)),
            Self::Word(words) => quoted(words.words),
            Self::Name(names) => names.one().to_owned(),
            Self::Names(names) => format!("a list of {}", names.several()),
            Self::Number => "a number".to_owned(),
            Self::Numbers => "a list of numbers".to_owned(),
            Self::Bound => "a number or a parameter, `$name`".to_owned(),
            Self::Answer => "an answer of its type".to_owned(),
            Self::Condition => "a condition".to_owned(),
            Self::Group(_) => "a group of fields".to_owned(),
            Self::OneOf(_) => "one of these".to_owned(),
            Self::Groups(_) => "a list of groups of fields".to_owned(),
        }
    }
}
