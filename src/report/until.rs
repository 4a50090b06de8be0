//! Until when an answer stands, in words.

use serde::Serialize;

use crate::evaluate::Until;
use crate::report::said::{Speaker, Spoken};
use crate::rules::{Part, Rule, RuleId, RuleSet};

/// What an answer gives way to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct NextView {
    /// The first day on which the answer is another one, as `2027-08-15`.
    pub on: String,
    /// That answer, as an id of the rule set.
    pub answer: String,
    /// Its title.
    pub title: String,
}

/// Until when an answer stands.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct UntilView {
    /// The first day on which neither it nor another that ends stands, the same record given, as `2027-08-15`; nothing
    /// where no recorded date ends it.
    pub on: Option<String>,
    /// What it gives way to before or on that day.
    pub next: Option<NextView>,
    /// What ends then, in the words of the guard, or else the title of the ground that begins.
    pub because: String,
    /// The id of that guard or ground.
    pub rule: String,
    /// What is recommended from that day on, as an id of the rule set.
    pub then: String,
    /// Where no date ends it: the field whose answer would, with its question.
    pub record: Option<(String, String)>,
}

impl UntilView {
    /// What the rule set says of it for one initiative.
    #[must_use]
    pub fn said(speaker: &Speaker, spoken: &Spoken, set: &RuleSet, until: &Until) -> Self {
        let said = |id: RuleId| match set.rule(id) {
            rule if rule.part == Part::Guard && !rule.until.is_empty() => speaker.until(spoken, id),
            _ => speaker.title(spoken, id),
        };
        Self {
            because: until.because.map_or_else(String::new, said),
            ..Self::of(set, until)
        }
    }

    /// The first day on which the answer is another one.
    #[must_use]
    pub fn day(&self) -> Option<&str> {
        let next = self.next.as_ref().map(|next| next.on.as_str());
        next.or(self.on.as_deref())
    }

    /// What the rule set says of it in general.
    #[must_use]
    pub fn of(set: &RuleSet, until: &Until) -> Self {
        let rule = until.because.map(|id| set.rule(id));
        let said = |rule: &Rule| match rule.part {
            Part::Guard if !rule.until.is_empty() => rule.until.last_in_general(set),
            _ => rule.prose.title.clone(),
        };
        let row = until.then.zip(set.decision_table());
        let row = row.and_then(|(place, table)| Some((table.rows.get(place)?.then, table.fact)));
        let then = row.and_then(|(option, fact)| set.fact(fact).options.get(option));
        let next = until.next.and_then(|(day, option)| {
            let id = set.fact(set.decision()?).options.get(option)?;
            Some(NextView {
                on: day.to_string(),
                answer: id.clone(),
                title: set.recommendation(id).map_or_else(String::new, |r| r.title.clone()),
            })
        });
        Self {
            on: until.on.map(|day| day.to_string()),
            next,
            because: rule.map_or_else(String::new, said),
            rule: rule.map_or_else(String::new, |rule| rule.id.clone()),
            then: then.cloned().unwrap_or_default(),
            record: until.anchor.map(|fact| {
                let fact = set.fact(fact);
                (fact.name.clone(), fact.question.clone())
            }),
        }
    }
}
