//! The school load map: initiatives and hours that each school carries, against what a school can carry.

use serde::Serialize;

use super::{bounds, parameter, real, tenth};
use crate::evaluate::{Audit, Sheet};
use crate::rules::contract::{KnownFact, Threshold};
use crate::truth::Number;

/// The school load map.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Load {
    /// Width of the drawing.
    pub width: f64,
    /// Height of the drawing.
    pub height: f64,
    /// The panel of initiatives.
    pub initiatives: Panel,
    /// The panel of hours.
    pub hours: Panel,
    /// The schools, the most laden first.
    pub schools: Vec<School>,
    /// How many of them are drawn; the table names all.
    pub drawn: usize,
}

/// One of the two panels.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Panel {
    /// Where it begins.
    pub x: f64,
    /// How wide it is.
    pub width: f64,
    /// What a school can carry (a parameter); nothing when the rules have none.
    pub cap: Option<f64>,
    /// Where that stands.
    pub cap_x: f64,
    /// Marks of the scale: value and place.
    pub ticks: Vec<(f64, f64)>,
}

/// What one school carries.
#[derive(Clone, Debug, Default, Serialize)]
pub struct School {
    /// Its name.
    pub name: String,
    /// Where its line stands.
    pub y: f64,
    /// Active initiatives.
    pub initiatives: Bar,
    /// Teacher hours a week.
    pub hours: Bar,
}

/// A number that may be known only in part.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Bar {
    /// The least it may be.
    pub low: f64,
    /// The greatest it may be; nothing when it has no end.
    pub high: Option<f64>,
    /// How far the sure part reaches.
    pub sure: f64,
    /// How far the possible part reaches beyond it.
    pub possible: f64,
    /// `over` the cap, `within`, or `unknown`; empty without a cap.
    pub state: &'static str,
}

const LEFT: f64 = 150.0;
const PANEL: f64 = 265.0;
const BETWEEN: f64 = 24.0;
const TOP: f64 = 40.0;
const LINE: f64 = 20.0;
const MOST: usize = 40;

impl Load {
    pub(super) fn of(audit: &Audit) -> Self {
        let facts = [KnownFact::LoadInitiatives, KnownFact::LoadHours];
        let caps = [Threshold::InitiativesAtSchool, Threshold::HoursAtSchool].map(|p| parameter(audit.set, p));
        let read = |sheet: &Sheet, fact| bounds(audit.set, sheet, fact).map(|(low, high)| (low, end(high)));
        let values: Vec<[(f64, Option<f64>); 2]> = audit
            .schools
            .iter()
            .map(|sheet| facts.map(|f| read(sheet, f).unwrap_or((0.0, None))))
            .collect();
        let reach = |n: usize, cap: Option<f64>| {
            let all = values.iter().filter_map(|v| v.get(n));
            let most = all.flat_map(|(low, high)| [*low, high.unwrap_or(*low)]);
            most.fold(cap.unwrap_or(1.0), f64::max) * 1.05
        };
        let [cap_count, cap_hours] = caps;
        let initiatives = Panel::new(LEFT, cap_count, reach(0, cap_count));
        let hours = Panel::new(LEFT + PANEL + BETWEEN, cap_hours, reach(1, cap_hours));
        let scale = [reach(0, cap_count), reach(1, cap_hours)];
        let mut schools: Vec<School> = audit
            .inventory
            .schools
            .iter()
            .zip(&values)
            .map(|(school, [count, time])| School {
                name: school.name.clone(),
                y: 0.0,
                initiatives: Bar::new(*count, cap_count, scale.first().copied().unwrap_or(1.0)),
                hours: Bar::new(*time, cap_hours, scale.last().copied().unwrap_or(1.0)),
            })
            .collect();
        let key = |s: &School| (s.initiatives.low, s.initiatives.high.unwrap_or(f64::MAX), s.hours.low);
        schools.sort_by(|a, b| key(b).partial_cmp(&key(a)).unwrap_or(std::cmp::Ordering::Equal));
        let mut y = TOP;
        for school in &mut schools {
            school.y = tenth(y);
            y += LINE;
        }
        let drawn = schools.len().min(MOST);
        Self {
            width: LEFT + 2.0 * PANEL + BETWEEN + 16.0,
            height: tenth(TOP + LINE * real(drawn) + 8.0),
            initiatives,
            hours,
            schools,
            drawn,
        }
    }
}

/// An end that nobody has named is none.
fn end(high: f64) -> Option<f64> {
    (high < Number::MAX.as_f64()).then_some(high)
}

impl Panel {
    fn new(x: f64, cap: Option<f64>, reach: f64) -> Self {
        let step = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 500.0];
        let step = step.into_iter().find(|s| reach / s <= 7.0).unwrap_or(reach);
        let marks = (0..=7).map(f64::from).map(|n| n * step).take_while(|n| *n <= reach);
        Self {
            x,
            width: PANEL,
            cap,
            cap_x: tenth(x + PANEL * cap.unwrap_or_default() / reach),
            ticks: marks.map(|n| (n, tenth(x + PANEL * n / reach))).collect(),
        }
    }
}

impl Bar {
    fn new((low, high): (f64, Option<f64>), cap: Option<f64>, reach: f64) -> Self {
        let part = |n: f64| tenth(PANEL * n / reach);
        let state = match (cap, high) {
            (None, _) => "",
            (Some(cap), _) if low > cap => "over",
            (Some(cap), Some(high)) if high <= cap => "within",
            _ => "unknown",
        };
        Self {
            low: tenth(low),
            high: high.map(tenth),
            sure: part(low),
            possible: high.map_or_else(|| tenth(PANEL - PANEL * low / reach), |h| tenth(part(h) - part(low))),
            state,
        }
    }
}
