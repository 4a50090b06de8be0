//! What is written in rule files: every section with its fields, declared once.
//!
//! From [`SECTIONS`] come the check of what stands in a file, the JSON Schema, what rules of one's own may replace, what
//! `rules diff` compares, and the table of fields in `rules/README.md`. What a condition asks and whether a name is
//! declared is not checked here: that takes the whole rule set.

mod item;
mod reference;
mod sections;

pub(crate) use item::Item;
pub(super) use item::{items, pick, pick_word, unknown_section};
pub use reference::reference;
pub use sections::SECTIONS;
pub(super) use sections::{CAUTION, CLAIM, OTHERWISE, ROW, SET, TICK_WORD, TOOL, section};
pub(crate) use sections::{may, need, word};

use crate::diagnostics::Code;
use crate::rules::words::Words;

/// Fields, in groups because several sections share some.
pub type FieldGroups = &'static [&'static [Field]];

/// One section of a rule file.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    /// Its name.
    pub name: &'static str,
    /// How it is written.
    pub form: Form,
    /// What it holds.
    pub says: &'static str,
    /// What rules of one's own may do to it.
    pub laid: Laid,
}

/// How a section is written.
#[derive(Clone, Copy, Debug)]
pub enum Form {
    /// One value.
    One(Takes),
    /// Names in an order; in rules of one's own a group that says why.
    Order(FieldGroups),
    /// A list of groups of fields.
    Items {
        /// What one of them is, for messages.
        what: &'static str,
        /// The fields that name it.
        key: &'static [&'static str],
        /// Its fields.
        fields: FieldGroups,
    },
    /// Problems by their codes, each with a severity.
    Severities,
}

/// What rules of one's own may do to a section of the rules that they are laid over.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Laid {
    /// Nothing more than to have it.
    Own,
    /// Add an item, or put one in place of another; what a name that is not there is.
    Named(Code),
    /// Add an item, and put none in place of another.
    Added(Code),
    /// Say more or otherwise, and why.
    Because,
}

/// A field of a section.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What may stand in it.
    pub takes: Takes,
    /// Whether it must be there.
    pub required: bool,
    /// What it says.
    pub says: &'static str,
    /// What becomes of it in what stands in place of a shipped item.
    pub in_place: InPlace,
    /// What holds where it is left out; empty where nothing does.
    pub otherwise: &'static str,
}

/// What becomes of a field in what stands in place of a shipped item.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum InPlace {
    /// It is said anew, or holds no more.
    Anew,
    /// It is as shipped where it is not said.
    TakenOver,
    /// It is as shipped, and is added where the shipped item has none.
    Kept,
}

/// What may stand in a field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Takes {
    /// Text.
    Text,
    /// A list of texts; a single one may stand without a list.
    Texts,
    /// Sentences, which may take values; a single one may stand without a list.
    Sentences,
    /// yes or no.
    Flag,
    /// One of a few words.
    Word(&'static Words),
    /// The name of something declared elsewhere.
    Name(Names),
    /// A list of such names.
    Names(Names),
    /// A list of closed words.
    Words(&'static [&'static str]),
    /// A number.
    Number,
    /// A list of numbers.
    Numbers,
    /// A number, or a parameter, `$name`.
    Bound,
    /// An answer to the fact.
    Answer,
    /// A condition.
    Condition,
    /// A group of fields.
    Group(FieldGroups),
    /// A group of one of these fields.
    OneOf(FieldGroups),
    /// A list of groups of fields, each named by its `id`.
    Groups(FieldGroups),
}

/// What a name names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Names {
    /// A source.
    Source,
    /// A unit.
    Unit,
    /// A fact.
    Fact,
    /// A group of kinds.
    Group,
    /// A rule.
    Rule,
    /// A recommendation.
    Recommendation,
    /// A table.
    Table,
    /// A parameter, `$name`.
    Parameter,
    /// An outcome of the table.
    Outcome,
    /// A check.
    Check,
    /// A fold.
    Fold,
}

impl Names {
    /// In words: one of them.
    #[must_use]
    pub fn one(self) -> &'static str {
        match self {
            Self::Source => "a source",
            Self::Unit => "a unit",
            Self::Fact => "a fact",
            Self::Group => "a group of kinds",
            Self::Rule => "a rule",
            Self::Recommendation => "a recommendation",
            Self::Table => "a table",
            Self::Parameter => "a parameter, `$name`",
            Self::Outcome => "an outcome of the table",
            Self::Check => "a check",
            Self::Fold => "a fold",
        }
    }

    /// In words: several.
    #[must_use]
    pub fn several(self) -> &'static str {
        match self {
            Self::Source => "sources",
            Self::Unit => "units",
            Self::Fact => "facts",
            Self::Group => "groups of kinds",
            Self::Rule => "rules",
            Self::Recommendation => "recommendations",
            Self::Table => "tables",
            Self::Parameter => "parameters",
            Self::Outcome => "outcomes of the table",
            Self::Check => "checks",
            Self::Fold => "folds",
        }
    }
}

/// The fields of all groups, in order.
pub fn each(fields: FieldGroups) -> impl Iterator<Item = &'static Field> + Clone {
    fields.iter().flat_map(|group| group.iter())
}

impl Section {
    /// The fields of its items; none where it has no items.
    #[must_use]
    pub fn fields(&self) -> FieldGroups {
        match self.form {
            Form::Items { fields, .. } | Form::Order(fields) => fields,
            Form::One(_) | Form::Severities => &[],
        }
    }

    /// The fields that name an item.
    #[must_use]
    pub fn key(&self) -> &'static [&'static str] {
        match self.form {
            Form::Items { key, .. } => key,
            Form::One(_) | Form::Order(_) | Form::Severities => &[],
        }
    }
}
