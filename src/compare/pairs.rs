//! Which initiatives of two inventories are the same: those of one id. Likeness of names only proposes.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::evaluate::Audit;
use crate::inventory::Initiative;

/// From this likeness on two names may be of one initiative.
const ALIKE: f64 = 0.6;
/// What two names that hold the same words in another order, or all words of the shorter one, count at the least.
const SAME_WORDS: f64 = 0.8;
/// Names of more bytes, and more pairs of names, are not compared.
const MOST: (usize, usize) = (200, 250_000);

/// The initiatives that stand on both sides, by their places, in the order of their ids.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pairs {
    /// Place before and place after.
    pub places: Vec<(usize, usize)>,
}

impl Pairs {
    /// The initiatives of one id.
    #[must_use]
    pub fn of(old: &Audit, new: &Audit) -> Self {
        let (old, new) = (by_id(&old.inventory.initiatives), by_id(&new.inventory.initiatives));
        let both = old.iter().filter_map(|(id, before)| Some((*before, *new.get(id)?)));
        Self { places: both.collect() }
    }
}

/// Places by id, in the order of ids.
pub(super) fn by_id(initiatives: &[Initiative]) -> BTreeMap<&str, usize> {
    let places = initiatives.iter().enumerate();
    places
        .map(|(place, initiative)| (initiative.id.as_str(), place))
        .collect()
}

/// Two initiatives whose names are alike, each on one side only.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Likeness {
    /// Id and name before.
    pub before: (String, String),
    /// Id and name after.
    pub after: (String, String),
    /// How alike the names are, from 0 to 1.
    pub likeness: f64,
}

/// Initiatives that stand on one side only and whose names are alike, each with the one most like it, the most alike
/// first.
pub(super) fn alike(old: &Audit, new: &Audit, pairs: &Pairs) -> Vec<Likeness> {
    let alone = |audit: &Audit, paired: Vec<usize>| {
        let all = audit.inventory.initiatives.iter().enumerate();
        let left = all.filter(|(place, i)| !paired.contains(place) && i.name.len() <= MOST.0);
        left.map(|(_, i)| (i.id.clone(), i.name.clone())).collect::<Vec<_>>()
    };
    let gone = alone(old, pairs.places.iter().map(|p| p.0).collect());
    let came = alone(new, pairs.places.iter().map(|p| p.1).collect());
    if gone.len().saturating_mul(came.len()) > MOST.1 {
        return Vec::new();
    }
    let mut found: Vec<Likeness> = Vec::new();
    for before in &gone {
        for after in &came {
            let likeness = likeness(&before.1, &after.1);
            if likeness >= ALIKE {
                found.push(Likeness {
                    before: before.clone(),
                    after: after.clone(),
                    likeness,
                });
            }
        }
    }
    found.sort_by(|a, b| b.likeness.total_cmp(&a.likeness).then_with(|| key(a).cmp(&key(b))));
    let mut chosen: Vec<Likeness> = Vec::new();
    for one in found {
        if chosen
            .iter()
            .all(|c| c.before.0 != one.before.0 && c.after.0 != one.after.0)
        {
            chosen.push(one);
        }
    }
    chosen
}

/// An order that does not rest on which of the two is before.
fn key(one: &Likeness) -> [&str; 2] {
    let mut ids = [one.before.0.as_str(), one.after.0.as_str()];
    ids.sort_unstable();
    ids
}

fn likeness(one: &str, other: &str) -> f64 {
    let words = |name: &str| {
        let name = name.to_lowercase();
        let words = name.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
        words.map(str::to_owned).collect::<std::collections::BTreeSet<_>>()
    };
    let (a, b) = (words(one), words(other));
    let held = a.len().min(b.len()) > 1 && (a.is_subset(&b) || b.is_subset(&a));
    let letters = strsim::normalized_damerau_levenshtein(&one.to_lowercase(), &other.to_lowercase());
    if held { letters.max(SAME_WORDS) } else { letters }
}
