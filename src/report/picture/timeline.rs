//! The timeline: from when each initiative can be judged, and when contracts and funding end.

use jiff::civil::Date;
use serde::Serialize;

use super::{Entry, Who, bounds, parameter, real, rule, tenth};
use crate::evaluate::{Audit, years_after};
use crate::inventory::days;
use crate::rules::contract::{KnownFact, RuleRole, Threshold};
use crate::truth::{Number, Possible, Truth};

/// The timeline.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Timeline {
    /// Width of the drawing.
    pub width: f64,
    /// Height of the drawing.
    pub height: f64,
    /// The first days of school or calendar years: year and place.
    pub ticks: Vec<(i16, f64)>,
    /// Where the day of the audit stands.
    pub today: f64,
    /// Initiatives with a date, the earliest first.
    pub rows: Vec<DatedInitiative>,
    /// How many of them are drawn; the table names all.
    pub drawn: usize,
    /// Years before an initiative is judged (a parameter).
    pub years: Option<f64>,
    /// Initiatives that are running or planned and say no start, so that nobody can say when to judge them.
    pub no_start: usize,
}

/// An initiative with its dates.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DatedInitiative {
    /// Which.
    #[serde(flatten)]
    pub who: Who,
    /// Where its line stands.
    pub y: f64,
    /// Its dates.
    pub marks: Vec<Mark>,
}

/// A date, or the days between which it lies.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Mark {
    /// `judge`, `contract` or `funding`.
    pub kind: &'static str,
    /// The first day it may be.
    pub first: String,
    /// The last day it may be.
    pub last: String,
    /// Where it stands.
    pub x: f64,
    /// Where its last day stands.
    pub to: f64,
    /// Whether it surely lies behind.
    pub past: bool,
    #[serde(skip)]
    day: f64,
}

const LEFT: f64 = 210.0;
const BAR: f64 = 480.0;
const TOP: f64 = 38.0;
const LINE: f64 = 22.0;
const MOST: usize = 40;
/// No date further away than this many years stretches the picture.
const FAR: f64 = 8.0;
const YEAR: f64 = 365.25;

impl Timeline {
    pub(super) fn of(audit: &Audit, entries: &[Entry]) -> Self {
        let today = days(audit.inventory.as_of).as_f64();
        let years = parameter(audit.set, Threshold::YearsBeforeJudging);
        let mut rows: Vec<DatedInitiative> = entries
            .iter()
            .filter(|e| e.judged())
            .map(|e| DatedInitiative {
                who: e.who.clone(),
                y: 0.0,
                marks: marks(audit, e, years, today),
            })
            .filter(|row| !row.marks.is_empty())
            .collect();
        let first = |row: &DatedInitiative| row.marks.iter().map(|m| m.day).fold(f64::MAX, f64::min);
        rows.sort_by(|a, b| first(a).total_cmp(&first(b)));
        let all = || rows.iter().flat_map(|r| &r.marks).map(|m| m.day);
        let from = all().fold(today - 120.0, f64::min).max(today - YEAR * 2.0);
        let to = all().fold(today + YEAR, f64::max).min(today + YEAR * FAR) + 60.0;
        let place = |day: f64| tenth(LEFT + BAR * ((day - from) / (to - from)).clamp(0.0, 1.0));
        let mut y = TOP;
        for row in &mut rows {
            row.y = tenth(y);
            y += LINE;
            for mark in &mut row.marks {
                let last = mark.to;
                (mark.x, mark.to) = (place(mark.day), place(last));
            }
        }
        let drawn = rows.len().min(MOST);
        let no_start = entries
            .iter()
            .filter(|e| e.judged() && rule(audit.set, &e.verdict.record, RuleRole::TooYoung) == Truth::Unknown)
            .filter(|e| span(audit, e, KnownFact::Since).is_none())
            .count();
        Self {
            width: LEFT + BAR + 30.0,
            height: tenth(TOP + LINE * real(drawn) + 8.0),
            ticks: ticks(audit.inventory.as_of, from, to, &place),
            today: place(today),
            rows,
            drawn,
            years,
            no_start,
        }
    }
}

/// The first of January of every year in sight.
fn ticks(as_of: Date, from: f64, to: f64, place: &dyn Fn(f64) -> f64) -> Vec<(i16, f64)> {
    let near = (as_of.year() - 3)..(as_of.year() + 10);
    near.filter_map(|year| {
        let day = days(Date::new(year, 1, 1).ok()?).as_f64();
        (day >= from && day <= to).then(|| (year, place(day)))
    })
    .collect()
}

/// The dates of an initiative: when it can be judged, if that lies ahead; what ends, if a day is written.
fn marks(audit: &Audit, entry: &Entry, years: Option<f64>, today: f64) -> Vec<Mark> {
    let judge = span(audit, entry, KnownFact::Since)
        .zip(years)
        .and_then(|((low, high), years)| {
            let start = Possible::Numbers {
                low: Number::nearest(low)?,
                high: Number::nearest(high)?,
            };
            let (low, high) = years_after(start, Number::nearest(years)?)?;
            let (low, high) = (days(low).as_f64(), days(high).as_f64());
            (high > today).then_some((low, high))
        });
    let ends = [
        ("contract", KnownFact::ContractEnds),
        ("funding", KnownFact::FundingEnds),
    ];
    let ends = ends.map(|(kind, fact)| (kind, span(audit, entry, fact)));
    std::iter::once(("judge", judge))
        .chain(ends)
        .filter_map(|(kind, span)| {
            let (low, high) = span?;
            Some(Mark {
                kind,
                first: text(low),
                last: text(high),
                x: 0.0,
                to: high,
                past: high < today,
                day: low,
            })
        })
        .collect()
}

/// The days between which a date lies; a field that is blank may be any day.
fn span(audit: &Audit, entry: &Entry, fact: KnownFact) -> Option<(f64, f64)> {
    let (low, high) = bounds(audit.set, &entry.verdict.record, fact)?;
    (high - low < YEAR * 5.0).then_some((low, high))
}

fn text(day: f64) -> String {
    Number::nearest(day.round()).map_or_else(String::new, crate::inventory::date_text)
}
