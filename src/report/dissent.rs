//! A dissent beside an answer, and the form in which one is written.

use serde::Serialize;

use super::markdown::SAID;
use super::{Audience, Card, RenderError};
use crate::dissent::Words;
use crate::inventory::Dissent;
use crate::report::fill::fill;
use crate::rules::RuleSet;

/// A dissent as a report shows it.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct DissentView {
    /// The title of the answer that it contests; empty when not said.
    pub to: String,
    /// Who says so; empty when not said, or in a public edition.
    pub said_by: String,
    /// The day on which it was said; empty when not said.
    pub on: String,
    /// The six steps of a civil debate.
    pub steps: Vec<DissentStep>,
}

/// A step of a dissent.
#[derive(Clone, Debug, Serialize)]
pub struct DissentStep {
    /// The field of the inventory.
    pub field: String,
    /// Its heading.
    pub title: String,
    /// What is said; empty where nothing is.
    pub text: String,
}

impl DissentView {
    pub(super) fn of(set: &RuleSet, dissent: &Dissent, audience: Audience) -> Self {
        let words = Words::shipped();
        let title = |id: &str| {
            set.recommendation(id)
                .map_or_else(|| id.to_owned(), |r| r.title.clone())
        };
        let step = |(field, text): &(String, String)| DissentStep {
            title: words.title_of(field).to_owned(),
            field: field.clone(),
            text: text.clone(),
        };
        Self {
            to: title(&dissent.to),
            said_by: match audience {
                Audience::Internal => dissent.said_by.clone(),
                Audience::Public => String::new(),
            },
            on: dissent.on.clone(),
            steps: dissent.steps.iter().map(step).collect(),
        }
    }
}

/// What the form says of the answer that it is about.
#[derive(Clone, Debug, Serialize)]
struct About {
    id: String,
    name: String,
    title: String,
    as_of: String,
    reason: String,
    why: String,
    would_change: String,
    words: &'static Words,
}

/// The form of a dissent from the answer of a card, as text: six headings, below each what it asks for.
///
/// # Errors
/// When the template has a mistake.
pub fn dissent_form(card: &Card, title: &str, as_of: &str) -> Result<String, RenderError> {
    let about = About {
        id: card.id.clone(),
        name: card.name.clone(),
        title: title.to_owned(),
        as_of: as_of.to_owned(),
        reason: card.reason.clone(),
        why: card.why.clone(),
        would_change: card.would_change.clone(),
        words: Words::shipped(),
    };
    let template = include_str!("../../templates/dissent.md");
    fill("dissent.term", template, &[SAID], &about)
}
