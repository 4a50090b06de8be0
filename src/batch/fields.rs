//! What a record of one initiative may say, by the names of its fields, and what is wrong with a record.

use std::fmt;

use rustc_hash::FxHashMap as HashMap;

use crate::batch::glance::Glance;
use crate::batch::words::Words;
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
    names: Words,
    /// By the place of its name: what stands there, and how that is read at a glance.
    all: Vec<(Field, Glance)>,
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
        Self {
            names: Words::of(all.iter().map(|(name, _)| name.as_bytes())),
            all: all.iter().map(|(_, field)| (*field, Glance::of(set, *field))).collect(),
        }
    }

    /// How the field is read at a glance whose name stands in a text.
    #[inline(always)]
    pub(super) fn find(&self, text: &[u8], from: usize, to: usize) -> Option<&Glance> {
        let (_, glance) = self.all.get(self.names.find(text, from, to)?)?;
        Some(glance)
    }

    /// What stands in a field; nothing where there is no such field.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Field> {
        let (field, _) = self.all.get(self.names.place(name.as_bytes())?)?;
        Some(*field)
    }

    /// What is wrong with a field that there is not.
    #[must_use]
    pub fn unknown(&self, name: &str) -> Problem {
        let names = self.names.each().filter_map(|name| std::str::from_utf8(name).ok());
        let near = nearest(name, names);
        let help = near.map_or_else(String::new, |near| format!("did you mean `{near}`? "));
        Problem::new(
            format!("unknown field `{name}` in an initiative"),
            format!("{help}`--ignore {name}` passes it over"),
        )
    }
}
