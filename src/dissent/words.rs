//! The words of `templates/dissent.yaml`.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

const TEXT: &str = include_str!("../../templates/dissent.yaml");

/// One of the six steps.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The field of an inventory that keeps it.
    pub field: String,
    /// Its heading.
    pub title: String,
    /// What it asks for.
    pub ask: String,
}

/// What the form asks and what its check looks for.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// The steps, in their order.
    pub steps: Vec<Step>,
    /// Before the id of the initiative.
    pub initiative: String,
    /// Before the answer that is contested.
    pub answer: String,
    /// Before the name of whoever dissents.
    pub said_by: String,
    /// Before the day.
    pub on: String,
    /// A step of fewer words says too little.
    pub least_words: usize,
    /// How it is said that there is no alternative.
    pub nothing: Vec<String>,
    /// Words and phrases that judge before they say anything.
    pub loaded: Vec<String>,
    /// What stands before the name of a person.
    pub titles: Vec<String>,
    /// Frequent given names.
    pub given_names: Vec<String>,
}

impl Words {
    /// The shipped ones.
    #[must_use]
    pub fn shipped() -> &'static Self {
        // that the shipped text can be read is tested
        static SHIPPED: LazyLock<Words> = LazyLock::new(|| serde_yaml::from_str(TEXT).unwrap_or_default());
        &SHIPPED
    }

    /// The heading of a step, counted from 1; empty where there is none.
    #[must_use]
    pub fn title(&self, number: usize) -> &str {
        let step = number.checked_sub(1).and_then(|n| self.steps.get(n));
        step.map_or("", |step| step.title.as_str())
    }

    /// The heading of the step that a field of an inventory keeps; the field itself where there is none.
    #[must_use]
    pub fn title_of<'w>(&'w self, field: &'w str) -> &'w str {
        let step = self.steps.iter().find(|step| step.field == field);
        step.map_or(field, |step| step.title.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::Words;
    use crate::inventory::Dissent;

    #[test]
    fn the_steps_are_those_of_an_inventory() {
        let words = Words::shipped();
        let fields: Vec<&str> = words.steps.iter().map(|step| step.field.as_str()).collect();
        assert_eq!(fields, Dissent::STEPS);
        assert!(words.least_words > 1 && words.loaded.len() > 20 && words.given_names.len() > 100);
    }
}
