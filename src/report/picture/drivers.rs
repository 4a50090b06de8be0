//! Drivers and levers: for how many initiatives each is weak, partial, strong, or not known.

use serde::Serialize;

use super::{Entry, bounds_of, option, option_of, parameter, real, tenth};
use crate::evaluate::{Audit, Sheet};
use crate::rules::contract::{KnownFact, ScoreRole, Threshold};
use crate::rules::{Derive, FactId, RuleSet};

/// Drivers and levers.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Drivers {
    /// Width of the drawing.
    pub width: f64,
    /// Height of the drawing.
    pub height: f64,
    /// The drivers, then the levers.
    pub rows: Vec<DriverRow>,
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
    /// Where its line stands.
    pub y: f64,
    /// The parts of its bar.
    pub parts: Vec<Part>,
}

/// A part of a bar.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Part {
    /// `weak`, `partial`, `strong` or `unknown`.
    pub id: &'static str,
    /// For how many initiatives.
    pub count: usize,
    /// Where it begins.
    pub x: f64,
    /// How wide it is.
    pub width: f64,
}

const LEFT: f64 = 210.0;
const BAR: f64 = 490.0;
const TOP: f64 = 8.0;
const LINE: f64 = 32.0;
/// Between drivers and levers.
const BREAK: f64 = 12.0;
const STATES: [&str; 4] = ["weak", "partial", "strong", "unknown"];

impl Drivers {
    pub(super) fn of(audit: &Audit, entries: &[Entry]) -> Self {
        let set = audit.set;
        let needs =
            |e: &&Entry| e.judged() && option(set, &e.verdict.record, KnownFact::KindNeedsDrivers) != Some("no");
        let sheets: Vec<&Sheet> = entries.iter().filter(needs).map(|e| &e.verdict.record).collect();
        let mut rows = Vec::new();
        let mut y = TOP;
        for (title, fact) in drivers(set) {
            let level = |sheet: &Sheet| option_of(set, sheet, fact).and_then(|o| STATES.into_iter().find(|s| *s == o));
            rows.push(row(title, "driver", y, &sheets, &level));
            y += LINE;
        }
        y += BREAK;
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
            rows.push(row(score.title.clone(), "lever", y, &sheets, &level));
            y += LINE;
        }
        Self {
            width: LEFT + BAR + 16.0,
            height: tenth(y),
            rows,
            count: sheets.len(),
            partial,
            strong,
        }
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
    y: f64,
    sheets: &[&Sheet],
    level: &dyn Fn(&Sheet) -> Option<&'static str>,
) -> DriverRow {
    let states: Vec<&str> = sheets.iter().map(|s| level(s).unwrap_or("unknown")).collect();
    let all = real(states.len().max(1));
    let mut x = LEFT;
    let part = |id: &'static str| {
        let count = states.iter().filter(|s| **s == id).count();
        let width = BAR * real(count) / all;
        let part = Part {
            id,
            count,
            x: tenth(x),
            width: tenth(width),
        };
        x += width;
        part
    };
    DriverRow {
        title,
        kind,
        y: tenth(y),
        parts: STATES.into_iter().map(part).collect(),
    }
}
