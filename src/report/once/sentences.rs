//! Sentences that are said alike of several initiatives of one recommendation.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap as HashMap;
use serde::Serialize;

use crate::report::card::Card;

use super::ranges;

/// A sentence, with its place among what a card says.
type Sentence = (u8, String);
/// The numbers of some cards, and what all of them say.
type Group<'s> = (&'s [usize], Vec<&'s Sentence>);

/// What is said of an answer.
#[derive(Clone, Default, Debug, Serialize)]
pub struct Said {
    /// Why.
    pub why: String,
    /// What next.
    pub advice: String,
    /// What would change it.
    pub would_change: String,
}

/// What is said alike of several.
#[derive(Clone, Debug, Serialize)]
pub struct Alike {
    /// Of which, by number.
    pub numbers: String,
    /// What is said.
    #[serde(flatten)]
    pub said: Said,
}

/// Sentence by sentence, each with what it says: 0 why, 1 what next, 2 what would change it.
fn sentences(card: &Card) -> Vec<Sentence> {
    let all = [(0, &card.why), (1, &card.advice), (2, &card.would_change)];
    all.into_iter()
        .flat_map(|(of, text)| split(text).map(move |own| (of, own)))
        .collect()
}

/// The sentences of a text: each ends at a full stop before a capital.
fn split(text: &str) -> impl Iterator<Item = String> {
    let mut all: Vec<String> = Vec::new();
    for word in text.split(' ') {
        let capital = word.chars().next().is_some_and(char::is_uppercase);
        match all
            .last_mut()
            .filter(|last| !(capital && last.ends_with(['.', '?', '!', ')'])))
        {
            Some(last) => {
                last.push(' ');
                last.push_str(word);
            }
            None => all.push(word.to_owned()),
        }
    }
    all.into_iter().filter(|own| !own.is_empty())
}

fn joined<'s>(sentences: impl Iterator<Item = &'s Sentence>) -> Said {
    let mut said = Said::default();
    for (of, sentence) in sentences {
        let text = match of {
            0 => &mut said.why,
            1 => &mut said.advice,
            _ => &mut said.would_change,
        };
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(sentence);
    }
    said
}

/// Finds what is said of several, and leaves to each card what is said of it alone.
pub(super) fn share(cards: &mut [Card]) -> Vec<Alike> {
    let said: Vec<Vec<Sentence>> = cards.iter().map(sentences).collect();
    let mut of: BTreeMap<&Sentence, Vec<usize>> = BTreeMap::new();
    let mut order: Vec<&Sentence> = Vec::new();
    for (card, own) in cards.iter().zip(&said) {
        for sentence in own {
            let numbers = of.entry(sentence).or_default();
            if numbers.is_empty() {
                order.push(sentence);
            }
            if numbers.last() != Some(&card.number) {
                numbers.push(card.number);
            }
        }
    }
    let several = |sentence: &Sentence| of.get(sentence).is_some_and(|numbers| numbers.len() > 1);
    let mut alike: Vec<Group> = Vec::new();
    let mut places: HashMap<&[usize], usize> = HashMap::default();
    for sentence in order.into_iter().filter(|sentence| several(sentence)) {
        let numbers = of.get(sentence).map_or(&[][..], Vec::as_slice);
        let place = *places.entry(numbers).or_insert_with(|| {
            alike.push((numbers, Vec::new()));
            alike.len() - 1
        });
        if let Some((_, own)) = alike.get_mut(place) {
            own.push(sentence);
        }
    }
    for (card, own) in cards.iter_mut().zip(&said) {
        card.told.own = joined(own.iter().filter(|sentence| !several(sentence)));
    }
    let told = |(numbers, own): Group| Alike {
        numbers: ranges(numbers),
        said: joined(own.into_iter()),
    };
    alike.into_iter().map(told).collect()
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn a_sentence_ends_before_a_capital() {
        let all: Vec<String> = split("It costs $1.5 a day. Ask Dr. who. (It is so.) Then wait").collect();
        assert_eq!(all, ["It costs $1.5 a day.", "Ask Dr. who. (It is so.)", "Then wait"]);
    }
}
