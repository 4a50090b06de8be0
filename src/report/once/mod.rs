//! What is told alike of several initiatives, told once, with the numbers of those that it is about.

mod parts;
mod sentences;

use std::collections::BTreeMap;
use std::hash::Hash;

use rustc_hash::FxHashMap as HashMap;
use serde::Serialize;

use crate::report::card::{Card, QuestionView};
use crate::report::first::AskView;
use crate::report::outlook::StabilityView;
use crate::report::view::Group;

pub use parts::{InPart, TracePart};
pub use sentences::{Alike, Said};

/// What is told once.
#[derive(Clone, Default, Debug, Serialize)]
pub struct Once {
    /// What is asked of some initiative beyond the questions that come first for one, numbered on after those.
    pub more: Vec<MoreAsked>,
    /// What answers rest on, each thing once.
    pub checks: Vec<Checked>,
    /// Single changes that give another answer.
    pub steps: Vec<Change>,
    /// What is missing for scaling.
    pub missing: Vec<MissingPart>,
    /// What is said alike of how firm answers are.
    pub firm: Firm,
    /// Parts of traces that are the same but for what was read.
    pub parts: Vec<TracePart>,
}

/// A question, asked once.
#[derive(Clone, Debug, Serialize)]
pub struct MoreAsked {
    /// Its number on the page.
    pub number: usize,
    /// The field of the inventory.
    pub fact: String,
    /// The question.
    pub question: String,
    /// What counts as an answer, where the question does not say it.
    pub detail: String,
}

/// Something that answers rest on.
#[derive(Clone, Debug, Serialize)]
pub struct Checked {
    /// What is presumed, as a clause.
    pub provided: String,
    /// The number of its question; nothing where all its fields are answered.
    pub ask: Option<usize>,
    /// The fields of the inventory that it is about.
    pub facts: Vec<String>,
    /// The initiatives whose answers rest on it, by number.
    pub numbers: String,
}

/// A single change that gives another answer.
#[derive(Clone, Debug, Serialize)]
pub struct Change {
    /// Its number.
    pub number: usize,
    /// The fact that changes, by its title.
    pub title: String,
    /// The same as a field of the inventory.
    pub fact: String,
    /// What stands on record now, of one or another of the initiatives.
    pub from: Vec<String>,
    /// What gives the other answer.
    pub to: Vec<String>,
    /// That answer.
    pub answer_title: String,
    /// The initiatives, by number.
    pub numbers: String,
}

/// A part of the bar for scaling that some initiatives miss.
#[derive(Clone, Debug, Serialize)]
pub struct MissingPart {
    /// The criterion.
    pub title: String,
    /// `no` or `unknown`.
    pub truth: &'static str,
    /// The next step.
    pub advice: String,
    /// The initiatives, by number.
    pub numbers: String,
}

/// How firm answers are, where several are alike in it, by number.
#[derive(Clone, Default, Debug, Serialize)]
pub struct Firm {
    /// No threshold decides these.
    pub untouched: String,
    /// These stay the same whatever published alternative is taken.
    pub held: String,
    /// Of these it was not worked out.
    pub open: String,
}

/// Where stands what is told of one initiative and of others alike.
#[derive(Clone, Default, Debug, Serialize)]
pub struct Told {
    /// The numbers of the questions that settle it, the most decisive first.
    pub questions: String,
    /// The numbers of those that are sure to settle it.
    pub sure: String,
    /// The numbers of the single changes that give another answer.
    pub steps: String,
    /// What it misses for scaling, by the place in the list of that.
    pub missing: String,
    /// Those with the same line in the list, this one first: number and name; empty where one before has them.
    pub line: Vec<(usize, String)>,
    /// What is said of it alone.
    pub own: Said,
}

/// Finds what is told alike, and points each card to it; `asks` are the questions that have a number already.
pub(super) fn tell(asks: &[AskView], groups: &mut [Group]) -> Once {
    for group in groups.iter_mut() {
        share_lines(&mut group.cards);
        group.alike = sentences::share(&mut group.cards);
    }
    let mut cards: Vec<&mut Card> = groups.iter_mut().flat_map(|group| &mut group.cards).collect();
    let mut questions = Questions::after(asks);
    let mut once = Once::default();
    for card in &mut cards {
        let settling: Vec<usize> = card.questions.iter().map(|q| questions.number(q)).collect();
        card.told.questions = listed(&settling);
        let mut sure: Vec<usize> = card.sure.iter().map(|q| questions.number(q)).collect();
        sure.sort_unstable();
        card.told.sure = ranges(&sure);
    }
    once.checks = checks(&cards, &mut questions);
    once.steps = steps(&mut cards);
    once.missing = missing(&mut cards);
    once.firm = firm(&cards);
    once.parts = parts::share(&mut cards);
    once.more = questions.more;
    once
}

/// The questions of a page with their numbers.
struct Questions {
    numbers: BTreeMap<String, usize>,
    more: Vec<MoreAsked>,
    next: usize,
}

impl Questions {
    fn after(asks: &[AskView]) -> Self {
        Self {
            numbers: asks.iter().rev().map(|ask| (ask.fact.clone(), ask.number)).collect(),
            more: Vec::new(),
            next: asks.len() + 1,
        }
    }

    fn number(&mut self, question: &QuestionView) -> usize {
        if let Some(number) = self.numbers.get(&question.fact) {
            return *number;
        }
        let number = self.next;
        self.next += 1;
        self.numbers.insert(question.fact.clone(), number);
        self.more.push(MoreAsked {
            number,
            fact: question.fact.clone(),
            question: question.question.clone(),
            detail: question.detail.clone(),
        });
        number
    }
}

/// Cards that follow one another in the list with the same words in every column share a line of it.
fn share_lines(cards: &mut [Card]) {
    let lines = lines(cards);
    for (card, line) in cards.iter_mut().zip(lines) {
        card.told.line = line;
    }
}

/// By card: those that have its line, where it is the first of them.
fn lines(cards: &[Card]) -> Vec<Vec<(usize, String)>> {
    let mut first = HashMap::default();
    let mut lines = vec![Vec::new(); cards.len()];
    for (place, card) in cards.iter().enumerate() {
        let place = *first.entry(columns(card)).or_insert(place);
        if let Some(line) = lines.get_mut(place) {
            line.push((card.number, card.name.clone()));
        }
    }
    lines
}

/// What stands of a card in the columns of the list.
fn columns(card: &Card) -> impl Hash + Eq {
    let until = card.until.as_ref();
    let dates = (
        until.map(|u| (&u.on, u.next.as_ref().map(|n| &n.on))),
        card.checks.len(),
    );
    let lead = card.evidence.as_ref().map(|e| (&e.headline, &e.sentences));
    let pointers = (&card.pointers.rests, &card.pointers.asks);
    let words = (card.withheld, &card.reason, &card.advice, &card.grounds);
    (words, card.firmness, card.may_be_acted_on, dates, lead, pointers)
}

/// Things that are told once, each with the numbers of the initiatives that it is about.
struct Gathered<K, T> {
    places: HashMap<K, usize>,
    all: Vec<(T, Vec<usize>)>,
}

impl<K: Hash + Eq, T> Gathered<K, T> {
    fn new() -> Self {
        Self {
            places: HashMap::default(),
            all: Vec::new(),
        }
    }

    /// The place of the thing that is the same, made where there is none, with one more number.
    fn add(&mut self, number: usize, same: K, make: impl FnOnce(usize) -> T) -> usize {
        let place = *self.places.entry(same).or_insert_with(|| {
            self.all.push((make(self.all.len() + 1), Vec::new()));
            self.all.len() - 1
        });
        if let Some((_, numbers)) = self.all.get_mut(place) {
            numbers.push(number);
        }
        place
    }

    fn told(self, with: impl Fn(T, String) -> T) -> Vec<T> {
        let told = self.all.into_iter();
        told.map(|(thing, numbers)| with(thing, ranges(&numbers))).collect()
    }
}

fn checks(cards: &[&mut Card], questions: &mut Questions) -> Vec<Checked> {
    let mut all = Gathered::new();
    for card in cards {
        for check in &card.checks {
            let same = (check.provided.clone(), check.facts.clone());
            all.add(card.number, same, |_| {
                let asked = QuestionView {
                    fact: check.asked.clone(),
                    question: check.question.clone(),
                    detail: check.detail.clone(),
                };
                Checked {
                    provided: check.provided.clone(),
                    ask: (!check.asked.is_empty()).then(|| questions.number(&asked)),
                    facts: check.facts.clone(),
                    numbers: String::new(),
                }
            });
        }
    }
    all.told(|checked, numbers| Checked { numbers, ..checked })
}

fn steps(cards: &mut [&mut Card]) -> Vec<Change> {
    let mut all = Gathered::new();
    for card in cards {
        let mut own = Vec::new();
        for step in &card.steps {
            let same = (step.fact.clone(), step.to.clone(), step.answer_title.clone());
            let place = all.add(card.number, same, |number| Change {
                number,
                title: step.title.clone(),
                fact: step.fact.clone(),
                from: Vec::new(),
                to: step.to.clone(),
                answer_title: step.answer_title.clone(),
                numbers: String::new(),
            });
            if let Some((known, _)) = all
                .all
                .get_mut(place)
                .filter(|(known, _)| !known.from.contains(&step.from))
            {
                known.from.push(step.from.clone());
            }
            own.push(place + 1);
        }
        own.sort_unstable();
        card.told.steps = ranges(&own);
    }
    all.told(|change, numbers| Change { numbers, ..change })
}

fn missing(cards: &mut [&mut Card]) -> Vec<MissingPart> {
    let mut all = Gathered::new();
    for card in cards {
        let mut own = Vec::new();
        for part in &card.missing {
            let same = (part.title.clone(), part.truth, part.advice.clone());
            let place = all.add(card.number, same, |_| MissingPart {
                title: part.title.clone(),
                truth: part.truth,
                advice: part.advice.clone(),
                numbers: String::new(),
            });
            own.push(place + 1);
        }
        own.sort_unstable();
        card.told.missing = ranges(&own);
    }
    all.told(|part, numbers| MissingPart { numbers, ..part })
}

fn firm(cards: &[&mut Card]) -> Firm {
    let told = cards
        .iter()
        .filter_map(|card| Some((card.number, card.stability.as_ref()?)));
    let told: Vec<_> = told.collect();
    let of = |wanted: &dyn Fn(&StabilityView) -> bool| {
        let own = told.iter().filter(|(_, stability)| wanted(stability));
        ranges(&own.map(|(number, _)| *number).collect::<Vec<_>>())
    };
    Firm {
        untouched: of(&|s| s.known && s.thresholds == 0),
        held: of(&|s| s.known && s.thresholds > 0 && s.holds),
        open: of(&|s| !s.known),
    }
}

/// Numbers in the order in which they stand.
fn listed(numbers: &[usize]) -> String {
    let words: Vec<String> = numbers.iter().map(usize::to_string).collect();
    words.join(", ")
}

/// Numbers in their order, three and more that follow one another by the first and the last: `1–4, 7, 8`.
fn ranges(numbers: &[usize]) -> String {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *number || last == number => *last = *number,
            _ => runs.push((*number, *number)),
        }
    }
    let run = |(first, last): (usize, usize)| match last - first {
        0 => first.to_string(),
        1 => format!("{first}, {last}"),
        _ => format!("{first}–{last}"),
    };
    runs.into_iter().map(run).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::ranges;

    #[test]
    fn numbers_that_follow_one_another_are_told_by_their_ends() {
        assert_eq!(ranges(&[1, 2, 3, 4, 7, 8, 10]), "1–4, 7, 8, 10");
        assert_eq!(ranges(&[3, 3]), "3");
        assert_eq!(ranges(&[]), "");
    }
}
