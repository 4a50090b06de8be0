//! The plain answers of one record.

use super::facts::{Facts, Values};
use crate::rules::contract::KnownFact;
use crate::rules::{Fact, FactId, RuleSet};
use crate::truth::Possible;

/// The plain answers of one record: each a value, or said not to be known.
pub(crate) struct Answers {
    pub(super) given: Facts,
    /// Said not to be known or not to apply.
    pub(super) open: Facts,
    /// Of those that are given; what stands there of others is of records before.
    pub(super) values: Values,
    /// How many names each list has.
    pub(super) names: Vec<(FactId, usize)>,
    /// Its name.
    pub name: String,
    /// What is noted of it.
    pub note: String,
    pub(super) definition: String,
    defines: Option<FactId>,
}

impl Answers {
    pub fn none(set: &RuleSet) -> Self {
        Self {
            given: Facts::none(set),
            open: Facts::none(set),
            values: Values(set.facts.iter().map(Fact::anything).collect()),
            names: Vec::new(),
            name: String::new(),
            note: String::new(),
            definition: String::new(),
            defines: set.known(KnownFact::Definition),
        }
    }

    pub fn clear(&mut self) {
        self.given.clear();
        self.open.clear();
        self.names.clear();
        self.name.clear();
        self.definition.clear();
        self.note.clear();
    }

    /// Whether something was said of a fact.
    #[inline]
    pub fn says(&self, fact: FactId) -> bool {
        self.given.has(fact) || self.open.has(fact)
    }

    #[inline]
    pub fn give(&mut self, fact: FactId, value: Possible) {
        self.given.add(fact);
        self.values.set(fact, &value);
    }

    /// So many names of a list.
    pub fn list(&mut self, fact: FactId, names: usize) {
        self.give(fact, Possible::Words { known: true });
        self.names.push((fact, names));
    }

    /// Some text.
    pub fn write(&mut self, fact: FactId, text: &str) {
        self.give(fact, Possible::Words { known: true });
        if self.defines == Some(fact) {
            self.definition.push_str(text);
        }
    }

    pub fn leave_open(&mut self, fact: FactId) {
        self.open.add(fact);
    }

    pub(super) fn has_words(&self) -> bool {
        !(self.name.is_empty() && self.note.is_empty() && self.definition.is_empty())
    }

    /// All that was said, in one line.
    #[cfg(test)]
    pub fn told(&self, set: &RuleSet) -> String {
        let name = |fact: FactId| &set.fact(fact).name;
        let given = self
            .given
            .each()
            .map(|fact| format!("{} = {:?}", name(fact), self.value(fact)));
        let open = self.open.each().map(|fact| format!("{} ?", name(fact)));
        let texts = format!("{:?} {:?} {:?} {:?}", self.names, self.name, self.note, self.definition);
        given.chain(open).chain([texts]).collect::<Vec<_>>().join("; ")
    }

    pub(super) fn value(&self, fact: FactId) -> Option<Possible> {
        self.given.has(fact).then(|| *self.values.at(fact))
    }
}
