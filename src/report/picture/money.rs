//! Money by readiness: what is known to be spent a year on what is ready, and on what is not.

use serde::Serialize;

use super::{Entry, Who, option, tenth};
use crate::evaluate::Audit;
use crate::report::view::dollars;
use crate::rules::contract::{KnownFact, RecommendationRole};

/// Money by readiness.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Money {
    /// Width of the drawing.
    pub width: f64,
    /// Height of the drawing.
    pub height: f64,
    /// One line a readiness, then `unknown`, then `set-aside`.
    pub rows: Vec<ReadinessBar>,
    /// All that is known, as text; empty when nothing is.
    pub total: String,
    /// Initiatives without a figure.
    pub without: usize,
}

/// A readiness.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ReadinessBar {
    /// The readiness as the rules name it, `unknown` or `set-aside`.
    pub id: String,
    /// Where its line stands.
    pub y: f64,
    /// How many initiatives.
    pub count: usize,
    /// How many of them state no cost.
    pub without: usize,
    /// What is known, as text; empty when nothing is.
    pub total: String,
    /// Where the bar ends.
    pub end: f64,
    /// The parts of the bar, the largest first.
    pub parts: Vec<Part>,
}

/// An initiative in a bar.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Part {
    /// Which.
    #[serde(flatten)]
    pub who: Who,
    /// Its cost a year, as text.
    pub money: String,
    /// Where it begins.
    pub x: f64,
    /// How wide it is.
    pub width: f64,
}

const LEFT: f64 = 150.0;
const BAR: f64 = 440.0;
const TOP: f64 = 8.0;
const LINE: f64 = 34.0;

/// The line of what is not judged.
const SET_ASIDE: &str = RecommendationRole::SetAside.word();

impl Money {
    pub(super) fn of(audit: &Audit, entries: &[Entry]) -> Self {
        let set = audit.set;
        let options = set
            .known(KnownFact::Readiness)
            .map_or(&[][..], |id| &set.fact(id).options);
        let of = |e: &Entry| {
            if e.judged() {
                option(set, &e.verdict.sheet, KnownFact::Readiness).unwrap_or("unknown")
            } else {
                SET_ASIDE
            }
        };
        let names = options.iter().map(String::as_str).chain(["unknown", SET_ASIDE]);
        let rows: Vec<(&str, Vec<&Entry>)> = names
            .map(|id| (id, entries.iter().filter(|e| of(e) == id).collect()))
            .collect();
        let sum = |list: &[&Entry]| list.iter().filter_map(|e| e.card.amount).sum::<f64>();
        let most = rows.iter().map(|(_, list)| sum(list)).fold(1.0, f64::max);
        let without = |list: &[&Entry]| list.iter().filter(|e| e.card.amount.is_none()).count();
        let text = |list: &[&Entry]| {
            if list.len() == without(list) {
                String::new()
            } else {
                dollars(sum(list))
            }
        };
        let mut y = TOP;
        let mut drawn = Vec::new();
        for (id, mut list) in rows {
            if list.is_empty() {
                continue;
            }
            list.sort_by(|a, b| {
                b.card
                    .amount
                    .partial_cmp(&a.card.amount)
                    .unwrap_or(std::cmp::Ordering::Equal)
            });
            let mut x = LEFT;
            let part = |e: &&Entry| {
                let width = BAR * e.card.amount? / most;
                let from = x;
                x += width;
                Some(Part {
                    who: e.who.clone(),
                    money: e.card.money.clone(),
                    x: tenth(from),
                    width: tenth(width),
                })
            };
            let parts: Vec<Part> = list.iter().filter_map(part).collect();
            drawn.push(ReadinessBar {
                id: id.to_owned(),
                y: tenth(y),
                count: list.len(),
                without: without(&list),
                total: text(&list),
                end: tenth(LEFT + BAR * sum(&list) / most),
                parts,
            });
            y += LINE;
        }
        let all: Vec<&Entry> = entries.iter().collect();
        Self {
            width: LEFT + BAR + 130.0,
            height: tenth(y + 4.0),
            rows: drawn,
            total: text(&all),
            without: without(&all),
        }
    }
}
