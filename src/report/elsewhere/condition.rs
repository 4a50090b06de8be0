//! The conditions under which an approach worked elsewhere, and how it is here.

use serde::Serialize;

use super::ElsewhereView;
use crate::catalogue::Approach;
use crate::inventory::Here;

/// A condition under which it worked.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ConditionView {
    /// Its id; empty where a district is not asked about it.
    pub id: String,
    /// What a district is asked about it.
    pub ask: String,
    /// The condition.
    pub text: String,
    /// Where that was read.
    pub url: String,
    /// Whether somebody said how it is here, were it that it is not known.
    pub said: bool,
    /// How it is here; empty where that is not known.
    pub here: String,
    /// Who says so; empty where nobody is named.
    pub said_by: String,
}

impl ConditionView {
    /// Those of an approach.
    pub(super) fn all(approach: &Approach) -> Vec<Self> {
        let conditions = approach.works_when.iter();
        let view = conditions.map(|condition| Self {
            id: condition.id.clone(),
            ask: condition.ask.clone(),
            text: condition.text.clone(),
            url: condition.url.clone(),
            said: false,
            here: String::new(),
            said_by: String::new(),
        });
        view.collect()
    }
}

impl ElsewhereView {
    /// Puts beside each condition how it is here, where a person confirmed the entry and said so.
    pub(super) fn beside(&mut self, all: &[Here]) {
        let (id, confirmed) = (&self.id, self.confirmed);
        for condition in self.works_when.iter_mut().filter(|c| confirmed && !c.id.is_empty()) {
            if let Some(here) = all.iter().find(|h| h.of == *id && h.condition == condition.id) {
                condition.said = true;
                condition.here.clone_from(&here.is);
                condition.said_by.clone_from(&here.said_by);
            }
        }
    }
}
