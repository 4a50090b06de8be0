//! What a record of one initiative may say, by the names of its fields, and what is wrong with a record.

use std::fmt;

use rustc_hash::FxHashMap as HashMap;

use crate::diagnostics::nearest;
use crate::inventory::STATED;
use crate::rules::{FactId, RuleSet, Subject};

/// What stands in a field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Field {
    /// The initiative's id.
    Id,
    /// Its name.
    Name,
    /// The id of its district.
    District,
    /// A note; no rule reads it for itself.
    Note,
    /// An answer.
    Fact(FactId),
    /// Fields with a common beginning.
    Group,
    /// Rows, schools or other fields that only a record read whole has.
    Whole,
    /// Nothing that is read.
    Ignored,
}

/// The fields of a record, by their names.
#[derive(Debug)]
pub struct Fields {
    /// By the bytes of its name: its place.
    by_name: HashMap<Box<[u8]>, usize>,
    /// By place: the name in quotes, as JSON has it, and what stands there.
    all: Vec<(Box<[u8]>, Field)>,
}

/// Why a record is set aside: what is wrong, and what to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// What is wrong.
    pub message: String,
    /// What to do; empty where the message says it.
    pub help: String,
}

impl Problem {
    pub(super) fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: help.into(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        to.write_str(&self.message)?;
        if self.help.is_empty() {
            Ok(())
        } else {
            write!(to, " ({})", self.help)
        }
    }
}

impl Fields {
    /// By a rule set. Fields named in `ignored` are passed over.
    #[must_use]
    pub fn of(set: &RuleSet, ignored: &[String]) -> Self {
        let mut fields: HashMap<String, Field> = HashMap::default();
        let mut add = |name: &str, id| {
            for (place, _) in name.match_indices('.') {
                let group = name.get(..place).unwrap_or_default();
                fields.entry(group.to_owned()).or_insert(Field::Group);
            }
            fields.insert(name.to_owned(), Field::Fact(id));
        };
        let ours = set
            .each_fact()
            .filter(|(_, f)| f.of == Subject::Initiative && f.askable);
        for (id, fact) in ours {
            add(&fact.name, id);
            for (stated, rows) in STATED {
                if let Some(rest) = fact.name.strip_prefix(rows).filter(|rest| rest.starts_with('.')) {
                    add(&format!("{stated}{rest}"), id);
                }
            }
        }
        for (name, field) in [
            ("id", Field::Id),
            ("name", Field::Name),
            ("district", Field::District),
            ("note", Field::Note),
            ("title", Field::Ignored),
        ] {
            fields.insert(name.to_owned(), field);
        }
        for whole in crate::inventory::beside_facts() {
            fields.entry(whole.to_owned()).or_insert(Field::Whole);
        }
        for name in ignored {
            fields.insert(name.clone(), Field::Ignored);
        }
        let mut all: Vec<(String, Field)> = fields.into_iter().collect();
        all.sort_by(|(one, _), (other, _)| one.cmp(other));
        let by_name = all
            .iter()
            .enumerate()
            .map(|(place, (name, _))| (name.as_bytes().into(), place));
        Self {
            by_name: by_name.collect(),
            all: all
                .into_iter()
                .map(|(name, field)| (format!("\"{name}\"").into_bytes().into(), field))
                .collect(),
        }
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.all.len()
    }

    /// The place of a field by its name.
    pub(super) fn place(&self, name: &[u8]) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// The name of the field at a place, in quotes.
    pub(super) fn quoted(&self, place: usize) -> &[u8] {
        self.all.get(place).map_or(&[], |(name, _)| name)
    }

    /// What stands in the field at a place.
    pub(super) fn at(&self, place: usize) -> Option<Field> {
        Some(self.all.get(place)?.1)
    }

    /// What stands in a field; nothing where there is no such field.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Field> {
        self.at(self.place(name.as_bytes())?)
    }

    /// What is wrong with a field that there is not.
    #[must_use]
    pub fn unknown(&self, name: &str) -> Problem {
        let names = self.by_name.keys().filter_map(|name| std::str::from_utf8(name).ok());
        let near = nearest(name, names);
        let help = near.map_or_else(String::new, |near| format!("did you mean `{near}`? "));
        Problem::new(
            format!("unknown field `{name}` in an initiative"),
            format!("{help}`--ignore {name}` passes it over"),
        )
    }
}
