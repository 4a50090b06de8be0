//! The first page: what holds for the whole list, what is due when, and the decisions in their order.

mod asks;
mod decisions;
mod due;
mod holds;

use serde::Serialize;

use crate::evaluate::Audit;
use crate::report::Audience;
use crate::report::card::Card;
use crate::report::elsewhere::ElsewhereView;

pub use asks::{AskView, Pointers, RestsView};
pub use decisions::DecisionView;
pub(super) use due::Dated;
pub use due::DueView;
pub use holds::Holds;

/// What a list comes to before anything is found out.
#[derive(Clone, Debug, Serialize)]
pub struct First {
    /// What holds for all of it.
    pub holds: Holds,
    /// What is due, the earliest first: what has passed, then what is ahead.
    pub due: Vec<DueView>,
    /// So many months ahead a date comes first (parameter `decide_within`).
    pub within_months: i64,
    /// The decisions, in their order: what is due within these months, then what most money is in play for, then what is
    /// found out soonest; what is equal in all that by what is known elsewhere, where that is confirmed.
    pub decisions: Vec<DecisionView>,
    /// Whether nothing is on record but what the lines of its tables say, so that no details are worth paper.
    pub bare: bool,
    /// What is asked, each question once.
    pub asks: Vec<AskView>,
    /// What the answers rest on, each set of checks once.
    pub rests: Vec<RestsView>,
    /// What is known elsewhere, each entry once.
    pub elsewhere: Vec<KnownElsewhere>,
}

/// What is known elsewhere of some initiatives.
#[derive(Clone, Debug, Serialize)]
pub struct KnownElsewhere {
    /// Their names.
    pub names: Vec<String>,
    /// Whether these are all there are.
    pub all: bool,
    /// What is known, as it is said of the first of them.
    pub entry: ElsewhereView,
}

impl First {
    pub(super) fn of(audit: &Audit, cards: &mut [Card], audience: Audience) -> Self {
        let (due, within_months) = due::all(audit, cards);
        let (asks, rests, pointers) = asks::all(audit, cards);
        for (card, pointers) in cards.iter_mut().zip(pointers) {
            card.pointers = pointers;
        }
        Self {
            holds: Holds::of(audit, cards),
            decisions: decisions::all(audit, cards, &due, &asks, audience),
            due,
            within_months,
            bare: cards.iter().all(|card| !card.pointers.details),
            asks,
            rests,
            elsewhere: Vec::new(),
        }
    }
}
