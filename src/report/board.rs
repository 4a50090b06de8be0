//! What a board is asked: the votes, what is not put to one yet, and when what nobody can say is known.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::evaluate::{Audit, Verdict};
use crate::inventory::given_to;
use crate::report::card::{Card, title};
use crate::report::first::DueView;
use crate::report::view::{Group, dollars};
use crate::rules::RuleSet;
use crate::rules::contract::KnownFact;

/// What a board is asked.
#[derive(Clone, Debug, Serialize)]
pub struct BoardView {
    /// What is put to the vote, in the order of the recommendations.
    pub votes: Vec<Vote>,
    /// How many programs are put to the vote.
    pub asked: usize,
    /// Days on which something is known that cannot be said today, the earliest first, with the programs.
    pub later: Vec<(String, Vec<String>)>,
    /// Programs that are judged and serve no goal on record: name and answer.
    pub without_goal: Vec<(String, String)>,
}

/// The programs of one recommendation that are put to the vote.
#[derive(Clone, Debug, Serialize)]
pub struct Vote {
    /// The recommendation, by id.
    pub id: String,
    /// How the board is asked, with `{n}` for the number of programs.
    pub motion: String,
    /// What comes of each by the end of a short-term project.
    pub next_by: String,
    /// What else could be decided, with its price.
    pub instead: String,
    /// How many programs.
    pub count: usize,
    /// What they are known to cost a year, as text; empty where nothing is known.
    pub money: String,
    /// How many of them state no yearly cost.
    pub without_money: usize,
}

/// What the board edition says of one program beside its card.
#[derive(Clone, Debug, Default, Serialize)]
pub struct BoardLine {
    /// What it costs for a student, as text; empty where that is not known.
    pub per_student: String,
    /// The first and the last school year of its results, by the year in which they end; nothing where no row says it.
    pub years: Option<(i16, i16)>,
    /// What happens to it on which day, unless something is decided.
    pub due: Vec<(String, String)>,
}

impl BoardLine {
    /// Of one initiative, before anything is due.
    fn of(audit: &Audit, verdict: &Verdict, place: usize) -> Self {
        let per_student = audit.set.known(KnownFact::CostPerStudent);
        let per_student = per_student.and_then(|id| verdict.record.value(id).one_number());
        let results = || {
            audit
                .inventory
                .initiatives
                .get(place)
                .map_or(&[][..], |own| &own.results)
        };
        let years = || results().iter().filter_map(|row| row.year);
        Self {
            per_student: per_student.map_or_else(String::new, |cost| dollars(cost.as_f64())),
            years: years().min().zip(years().max()),
            due: Vec::new(),
        }
    }
}

/// Adds to each card that is not withheld what the board edition says of it; they stand in the order of the inventory.
pub(super) fn tell(audit: &Audit, cards: &mut [Card], due: &[DueView]) {
    let told = |card: &Card| !card.withheld;
    for (card, verdict) in cards.iter_mut().zip(&audit.verdicts).filter(|(card, _)| told(card)) {
        card.board = BoardLine::of(audit, verdict, card.place);
    }
    for due in due.iter().filter(|due| !due.past) {
        for place in &due.places {
            if let Some(card) = cards.get_mut(*place).filter(|card| told(card)) {
                card.board.due.push((due.what.clone(), due.on.clone()));
            }
        }
    }
}

impl BoardView {
    /// Of what is said of an inventory.
    pub fn of(audit: &Audit, groups: &[Group]) -> Self {
        let set = audit.set;
        let votes: Vec<Vote> = groups.iter().filter_map(|group| vote(set, group)).collect();
        let judged = |group: &&Group| group.treated.judges;
        let mut later: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for card in groups.iter().filter(judged).flat_map(|group| &group.cards) {
            let voted = votes.iter().any(|vote| vote.id == card.answer) && card.may_be_acted_on;
            let day = card.until.as_ref().and_then(|until| until.day());
            if let Some(day) = day.filter(|_| !voted) {
                later.entry(day.to_owned()).or_default().push(card.name.clone());
            }
        }
        let goals = set.known(KnownFact::Goals);
        let serves_none = |card: &&Card| {
            let initiative = audit.inventory.initiatives.get(card.place);
            let given = initiative.and_then(|i| given_to(&i.given, goals?));
            !given.is_some_and(|given| given.on_record() && !given.names.is_empty())
        };
        let own = groups.iter().filter(judged).flat_map(|group| &group.cards);
        let without_goal = own.filter(serves_none);
        Self {
            asked: votes.iter().map(|vote| vote.count).sum(),
            votes,
            later: later.into_iter().collect(),
            without_goal: without_goal
                .map(|card| (card.name.clone(), title(set, &card.answer)))
                .collect(),
        }
    }
}

/// The vote on a group; nothing where a board is not asked of it, or may not be yet.
fn vote(set: &RuleSet, group: &Group) -> Option<Vote> {
    let recommendation = set.recommendation(&group.id).filter(|r| r.board.is_some())?;
    let count = group.cards.len() - group.prepared;
    (count > 0).then(|| Vote {
        id: group.id.clone(),
        motion: match recommendation.motion.as_str() {
            "" => format!("{} {{n}}", recommendation.title.to_lowercase()),
            said => said.to_owned(),
        },
        next_by: recommendation.next_by.clone(),
        instead: recommendation.instead.clone(),
        count,
        money: group.money.clone(),
        without_money: group.without_money,
    })
}
