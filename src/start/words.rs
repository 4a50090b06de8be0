//! The words of `templates/start.yaml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

const TEXT: &str = include_str!("../../templates/start.yaml");

/// What the text of a part has to have.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Needs {
    /// A person or a role of the district that answers for it, and does not sell it.
    Champion,
    /// Words enough to be held to.
    Words,
    /// A number that is reached, and by when.
    Count,
    /// A day ahead, within the time of a pilot.
    Day,
    /// What happens although nobody measured, which is not that it goes on.
    End,
}

impl Needs {
    /// Its word in the file.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Champion => "champion",
            Self::Words => "words",
            Self::Count => "count",
            Self::Day => "day",
            Self::End => "end",
        }
    }
}

/// A part of the form.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The fact of the rule set that keeps it.
    pub fact: String,
    /// What its text has to have.
    pub needs: Needs,
    /// Facts whose values, where they are on record, stand beside its question.
    #[serde(default)]
    pub beside: Vec<String>,
}

impl Asked {
    /// Its key in the form: the last part of the name of the fact.
    #[must_use]
    pub fn key(&self) -> &str {
        self.fact.rsplit('.').next().unwrap_or_default()
    }
}

/// What the form asks and what its check looks for.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// What stands above the form.
    pub head: String,
    /// What stands above who signs it.
    pub signing: String,
    /// By what a part needs, what is said below its question; `{latest}` is the last day on which it may be judged.
    pub hints: BTreeMap<String, String>,
    /// The parts, in their order.
    pub parts: Vec<Asked>,
    /// The fact that keeps who signed it.
    pub signed_by: String,
    /// The answer that a signed form records, an id of the rule set.
    pub decided: String,
    /// The parameter for the longest time from the start to the day, in years.
    pub latest: String,
    /// A part of fewer words says too little.
    pub least_words: usize,
    /// What stands where nobody has decided yet.
    pub placeholders: Vec<String>,
    /// What names nobody.
    pub nobody: Vec<String>,
    /// What sells it.
    pub sellers: Vec<String>,
    /// Words that say by when, beside a year.
    pub by_when: Vec<String>,
    /// Words for numbers, beside digits.
    pub numbers: Vec<String>,
    /// What makes a pilot permanent by silence.
    pub lasting: Vec<String>,
    /// What turns such a word around.
    pub not: Vec<String>,
}

impl Words {
    /// The shipped ones.
    #[must_use]
    pub fn shipped() -> &'static Self {
        // that the shipped text can be read is tested
        static SHIPPED: LazyLock<Words> = LazyLock::new(|| serde_yaml::from_str(TEXT).unwrap_or_default());
        &SHIPPED
    }

    /// What is said below the question of a part.
    #[must_use]
    pub fn hint(&self, needs: Needs) -> Option<&str> {
        self.hints.get(needs.word()).map(String::as_str)
    }
}
