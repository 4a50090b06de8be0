//! Drivers and levers: for how many initiatives each is weak, partial, strong, or not known.

use serde::Serialize;

use super::{Entry, Shares, bounds_of, option, option_of, parameter, real, tenth};
use crate::evaluate::{Audit, Sheet};
use crate::rules::contract::{KnownFact, ScoreRole, Threshold};
use crate::rules::{Derive, FactId, RuleSet};

/// Drivers and levers.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Drivers {
    /// The drivers, then the levers, each of which is known for some initiative.
    pub rows: Vec<DriverRow>,
    /// The titles of those that are known for none.
    pub unknown: Vec<String>,
    /// The titles of those that are weak for the most initiatives; none where none is known to be weak.
    pub weakest: Vec<String>,
    /// For how many initiatives each of these is weak.
    pub weak: usize,
    /// Initiatives that are carried out by people, and so need drivers.
    pub count: usize,
    /// Score from which one is partial, as a share.
    pub partial: Option<f64>,
    /// Score from which one is strong, as a share.
    pub strong: Option<f64>,
}

/// A driver or a lever.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DriverRow {
    /// Its title.
    pub title: String,
    /// `driver` or `lever`.
    pub kind: &'static str,
    /// For how many initiatives it is known.
    pub known: usize,
    /// The parts of its bar: `weak`, `partial`, `strong`, `unknown`.
    pub parts: Vec<Part>,
}

/// A part of a bar.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Part {
    /// `weak`, `partial`, `strong` or `unknown`.
    pub id: &'static str,
    /// For how many initiatives.
    pub count: usize,
    /// Where it begins, in percent of the width.
    pub from: f64,
    /// How wide it is, in percent of the width.
    pub share: f64,
}

const WEAK: &str = "weak";
const UNKNOWN: &str = "unknown";
const STATES: [&str; 4] = [WEAK, "partial", "strong", UNKNOWN];

impl DriverRow {
    /// For how many initiatives it is so.
    #[must_use]
    pub fn count(&self, state: &str) -> usize {
        let part = self.parts.iter().find(|p| p.id == state);
        part.map_or(0, |p| p.count)
    }
}

impl Drivers {
    /// Nothing where none is known for any initiative.
    pub(super) fn of(audit: &Audit, entries: &[Entry]) -> Option<Self> {
        let set = audit.set;
        let needs = |e: &&Entry| e.judged && option(set, &e.verdict.record, KnownFact::KindNeedsDrivers) != Some("no");
        let sheets: Vec<&Sheet> = entries.iter().filter(needs).map(|e| &e.verdict.record).collect();
        let mut rows = Vec::new();
        for (title, fact) in drivers(set) {
            let level = |sheet: &Sheet| option_of(set, sheet, fact).and_then(|o| STATES.into_iter().find(|s| *s == o));
            rows.push(row(title, "driver", &sheets, &level));
        }
        let (partial, strong) = (
            parameter(set, Threshold::DriverPartial),
            parameter(set, Threshold::DriverStrong),
        );
        for score in set.scores.iter().filter(|s| s.role == Some(ScoreRole::Lever)) {
            let level = |sheet: &Sheet| {
                let (low, high) = bounds_of(sheet, score.fact)?;
                let (partial, strong) = (partial?, strong?);
                let state = |n: f64| usize::from(n >= partial) + usize::from(n >= strong);
                (state(low) == state(high)).then(|| STATES.get(state(low)).copied())?
            };
            rows.push(row(score.title.clone(), "lever", &sheets, &level));
        }
        let (unknown, rows): (Vec<_>, Vec<_>) = rows.into_iter().partition(|r| r.known == 0);
        let most = rows.iter().map(|r| r.count(WEAK)).max()?;
        let weakest = rows.iter().filter(|r| most > 0 && r.count(WEAK) == most);
        Some(Self {
            weak: most,
            weakest: weakest.map(|r| r.title.clone()).collect(),
            unknown: unknown.into_iter().map(|r| r.title).collect(),
            rows,
            count: sheets.len(),
            partial,
            strong,
        })
    }
}

/// The levels that the weakest driver is the least of.
fn drivers(set: &RuleSet) -> Vec<(String, FactId)> {
    let weakest = set.known(KnownFact::WeakestDriver).map(|id| set.fact(id));
    let Some(Derive::LeastOf(list)) = weakest.and_then(|f| f.computed()) else {
        return Vec::new();
    };
    list.iter().map(|id| (set.fact(*id).title.clone(), *id)).collect()
}

fn row(
    title: String,
    kind: &'static str,
    sheets: &[&Sheet],
    level: &dyn Fn(&Sheet) -> Option<&'static str>,
) -> DriverRow {
    let states: Vec<&str> = sheets.iter().map(|s| level(s).unwrap_or(UNKNOWN)).collect();
    let shares = Shares::of(real(states.len()));
    let mut before = 0;
    let part = |id: &'static str| {
        let count = states.iter().filter(|s| **s == id).count();
        let from = shares.share(real(before));
        before += count;
        Part {
            id,
            count,
            from,
            share: tenth(shares.share(real(before)) - from),
        }
    };
    DriverRow {
        title,
        kind,
        known: states.iter().filter(|s| **s != UNKNOWN).count(),
        parts: STATES.into_iter().map(part).collect(),
    }
}
