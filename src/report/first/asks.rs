//! What a list asks and rests on, each thing once, with the initiatives that it is about.

use serde::Serialize;

use crate::evaluate::Audit;
use crate::inventory::Here;
use crate::report::card::{Card, CheckView};
use crate::report::elsewhere::ConditionView;
use crate::rules::{Effort, RuleSet};

use super::First;
use super::decisions::first_fact;

/// A question, asked once.
#[derive(Clone, Debug, Serialize)]
pub struct AskView {
    /// Its number on the page.
    pub number: usize,
    /// The field of the inventory.
    pub fact: String,
    /// The question.
    pub question: String,
    /// What counts as an answer, where that needs a line; else empty.
    pub detail: String,
    /// How long an answer takes to find out: `minute`, `hour` or `study`; empty where nobody says so.
    pub effort: &'static str,
    /// The initiatives that it is asked of, by name.
    pub names: Vec<String>,
    /// Whether these are all.
    pub all: bool,
    /// The soonest found out first.
    #[serde(skip)]
    rank: u8,
}

/// What several answers rest on alike, said once.
#[derive(Clone, Debug, Serialize)]
pub struct RestsView {
    /// Its letter on the page.
    pub label: String,
    /// The checks.
    pub checks: Vec<CheckView>,
    /// The initiatives whose answers rest on them, by name.
    pub names: Vec<String>,
    /// Whether these are all.
    pub all: bool,
}

/// Where the things that one initiative is asked and rests on stand on the page.
#[derive(Clone, Default, Debug, Serialize)]
pub struct Pointers {
    /// The letter of what its answer rests on; empty where it is settled.
    pub rests: String,
    /// The numbers of its questions: what would change it first, and the date that would end it.
    pub asks: Vec<usize>,
    /// Whether there is more on record than the line of the table says, so that its details are worth a page.
    pub details: bool,
}

/// Every question that comes first for some initiative, and every date that would end an answer, those of most
/// initiatives first among those that take as long; and by card where its own stand.
pub(super) fn all(audit: &Audit, cards: &[Card]) -> (Vec<AskView>, Vec<RestsView>, Vec<Pointers>) {
    let set = audit.set;
    let (mut asks, mut rests): (Vec<AskView>, Vec<RestsView>) = (Vec::new(), Vec::new());
    let mut pointers = vec![Pointers::default(); cards.len()];
    // first by their place in the order of finding
    let mut asked: Vec<Vec<usize>> = vec![Vec::new(); cards.len()];
    for (card, asked) in cards.iter().zip(&mut asked) {
        let first = first_fact(set, card).map(|(_, id)| set.fact(id).name.clone());
        let record = card.until.as_ref().filter(|until| until.on.is_none());
        let record = record.and_then(|until| Some(until.record.as_ref()?.0.clone()));
        for fact in first.into_iter().chain(record) {
            asked.push(ask(&mut asks, set, &fact, &card.name));
        }
    }
    let order = order(&asks);
    for (card, pointers) in cards.iter().zip(&mut pointers) {
        if !card.checks.is_empty() {
            pointers.rests = rest(&mut rests, card);
        }
        let on_record = card.evidence.is_some() || !card.guards.is_empty() || !card.grounds.is_empty();
        pointers.details = on_record || card.checks.is_empty() || card.dissent.is_some();
    }
    for (asked, pointers) in asked.into_iter().zip(&mut pointers) {
        pointers.asks = asked
            .into_iter()
            .filter_map(|n| order.iter().position(|o| *o == n))
            .map(|n| n + 1)
            .collect();
        pointers.asks.dedup();
    }
    let mut sorted: Vec<AskView> = order.iter().filter_map(|n| asks.get(*n).cloned()).collect();
    for (number, ask) in sorted.iter_mut().enumerate() {
        ask.number = number + 1;
        ask.all = ask.names.len() == cards.len();
    }
    for rest in &mut rests {
        rest.all = rest.names.len() == cards.len();
    }
    (sorted, rests, pointers)
}

/// The place of a question among those found, with one more name.
fn ask(asks: &mut Vec<AskView>, set: &RuleSet, fact: &str, name: &str) -> usize {
    if let Some(place) = asks.iter().position(|known| known.fact == fact) {
        if let Some(known) = asks.get_mut(place) {
            known.names.push(name.to_owned());
        }
        return place;
    }
    let declared = set.fact_id(fact).map(|id| set.fact(id));
    asks.push(AskView {
        number: 0,
        fact: fact.to_owned(),
        question: declared.map_or_else(String::new, |f| f.question.clone()),
        detail: declared.map_or_else(String::new, |f| f.detail.clone()),
        effort: declared.and_then(|f| f.ask).map_or("", Effort::word),
        names: vec![name.to_owned()],
        all: false,
        rank: rank(declared.and_then(|f| f.ask)),
    });
    asks.len() - 1
}

impl First {
    /// Asks whether a condition holds here under which what somebody confirmed worked elsewhere, after what the answers
    /// rest on: no answer hangs on it. Gives the number of the question.
    pub(in crate::report) fn ask_elsewhere(&mut self, question: &str, condition: &ConditionView, name: &str) -> usize {
        let detail = condition.ask.clone();
        if let Some(known) = self
            .asks
            .iter_mut()
            .find(|ask| ask.detail == detail && ask.fact == Here::FIELD)
        {
            known.names.push(name.to_owned());
            return known.number;
        }
        let number = self.asks.len() + 1;
        self.asks.push(AskView {
            number,
            fact: Here::FIELD.to_owned(),
            question: question.to_owned(),
            detail,
            effort: Effort::Hour.word(),
            names: vec![name.to_owned()],
            all: false,
            rank: rank(Some(Effort::Hour)),
        });
        number
    }
}

/// The place of an effort, the soonest found out first; what nobody says last.
pub(super) fn rank(effort: Option<Effort>) -> u8 {
    effort.map_or(u8::MAX, |effort| effort as u8)
}

/// What is found out soonest first, then what is asked of most.
fn order(asks: &[AskView]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..asks.len()).collect();
    order.sort_by_key(|n| asks.get(*n).map(|ask| (ask.rank, usize::MAX - ask.names.len())));
    order
}

fn rest(rests: &mut Vec<RestsView>, card: &Card) -> String {
    let same = |known: &&mut RestsView| {
        let said = known.checks.iter().map(|c| &c.provided);
        said.eq(card.checks.iter().map(|c| &c.provided))
    };
    if let Some(known) = rests.iter_mut().find(same) {
        known.names.push(card.name.clone());
        return known.label.clone();
    }
    let label = letter(rests.len());
    rests.push(RestsView {
        label: label.clone(),
        checks: card.checks.clone(),
        names: vec![card.name.clone()],
        all: false,
    });
    label
}

/// A, B, … Z, AA, AB, …
fn letter(place: usize) -> String {
    let last = char::from(b'A' + (place % 26) as u8);
    match place / 26 {
        0 => last.to_string(),
        more => format!("{}{last}", letter(more - 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::letter;

    #[test]
    fn letters_go_on_after_z() {
        assert_eq!(
            (letter(0), letter(25), letter(26)),
            ("A".into(), "Z".into(), "AA".into())
        );
    }
}
