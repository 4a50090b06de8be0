//! What a verdict rests on without an answer, in words.

use serde::Serialize;

use crate::evaluate::{Move, Reading, Verdict};
use crate::rules::{RuleSet, presumption_text};

/// What has no answer of its own and of which some answer alone would move the verdict.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Hinge {
    /// How it was read where nothing is written, as a sentence; else what is not known.
    pub text: String,
    /// `assumed`: it was read in one way although nothing is written. `open`: it may be anything. `follows`: other answers
    /// say it, and a direct answer would go against them.
    pub read: &'static str,
    /// Whether it is among the questions.
    pub asked: bool,
    /// The fields in the inventory, those last that others are worked out of.
    pub facts: Vec<String>,
}

/// What a verdict rests on, each sentence once.
#[must_use]
pub fn hinges(set: &RuleSet, verdict: &Verdict, moves: &[Move]) -> Vec<Hinge> {
    let mut list: Vec<Hinge> = Vec::new();
    for found in moves {
        let fact = set.fact(found.fact);
        let asked = verdict.questions.iter().any(|q| q.fact == found.fact);
        // without a value to assume, the rules that read it may still take a blank in one way
        let read_so = false;
        let silent = !asked && !verdict.sheet.stated(found.fact);
        let (read, text) = match found.reading {
            Reading::Assumed => ("assumed", presumption_text(fact)),
            _ if read_so && silent => ("assumed", presumption_text(fact)),
            Reading::Open => ("open", fact.title.clone()),
            Reading::Follows => ("follows", fact.title.clone()),
        };
        let named = std::iter::once(&found.fact).chain(&found.through);
        let facts: Vec<String> = named.map(|f| set.fact(*f).name.clone()).collect();
        match list.iter_mut().find(|h| h.read == read && h.text == text) {
            Some(said) => said.facts.extend(facts),
            None => list.push(Hinge {
                text,
                read,
                asked,
                facts,
            }),
        }
    }
    list
}
