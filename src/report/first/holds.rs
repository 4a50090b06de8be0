//! What holds for a list as a whole.

use serde::Serialize;

use crate::evaluate::Audit;
use crate::report::card::Card;

/// What holds for a list.
#[derive(Clone, Debug, Serialize)]
pub struct Holds {
    /// How many initiatives there are.
    pub count: usize,
    /// What is said of no initiative: `can go to every school`.
    pub nones: Vec<String>,
    /// What is said of how many, in the order of the rule set.
    pub some: Vec<OfList>,
    /// How many different answers there are.
    pub answers: usize,
    /// Values that are proposed and that nobody has confirmed: by fact, how many.
    pub proposed: Vec<Proposed>,
}

/// What is said of some initiatives of a list.
#[derive(Clone, Debug, Serialize)]
pub struct OfList {
    /// How many.
    pub count: usize,
    /// What is said of them.
    pub words: String,
    /// How many of them are only prepared until their checks are made.
    pub prepared: usize,
}

/// Values of one fact that are proposed.
#[derive(Clone, Debug, Serialize)]
pub struct Proposed {
    /// The title of the fact.
    pub title: String,
    /// Of how many initiatives.
    pub count: usize,
}

impl Holds {
    pub(super) fn of(audit: &Audit, cards: &[Card]) -> Self {
        let mut holds = Self {
            count: cards.len(),
            nones: Vec::new(),
            some: Vec::new(),
            answers: 0,
            proposed: Vec::new(),
        };
        for recommendation in &audit.set.recommendations {
            let own = || cards.iter().filter(|card| card.answer == recommendation.id);
            let count = own().count();
            if count == 0 {
                holds.nones.extend(
                    Some(&recommendation.none_of_list)
                        .filter(|words| !words.is_empty())
                        .cloned(),
                );
                continue;
            }
            holds.answers += 1;
            let words = match (count, recommendation.of_list.as_slice()) {
                (_, []) => recommendation.title.clone(),
                (1, [one, ..]) => one.clone(),
                (_, [one]) => one.clone(),
                (_, [_, several, ..]) => several.clone(),
            };
            holds.some.push(OfList {
                count,
                words,
                prepared: own().filter(|card| !card.may_be_acted_on).count(),
            });
        }
        for proposed in cards.iter().flat_map(|card| &card.unconfirmed) {
            match holds.proposed.iter_mut().find(|known| known.title == proposed.title) {
                Some(known) => known.count += 1,
                None => holds.proposed.push(Proposed {
                    title: proposed.title.clone(),
                    count: 1,
                }),
            }
        }
        holds
    }
}
