//! What schools carry: the initiatives and the hours of each, against what the rules let a school carry.

use serde::Serialize;

use super::{Shares, bounds, drawn, parameter, tenth};
use crate::evaluate::Audit;
use crate::rules::contract::{KnownFact, Threshold};
use crate::truth::Number;

/// What schools carry, counted in one way.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Load {
    /// What is counted: `initiatives` or `hours` a week.
    pub id: &'static str,
    /// What the rules let a school carry (a parameter); nothing when they do not say.
    pub cap: Option<f64>,
    /// Where that stands, in percent of the width.
    pub cap_at: f64,
    /// Schools that surely carry more.
    pub over: usize,
    /// Schools that surely carry no more.
    pub within: usize,
    /// The most that a school surely carries.
    pub most: f64,
    /// The number that is as long as the width.
    pub reach: f64,
    /// The schools, the most laden first.
    pub schools: Vec<School>,
    /// How many of them are drawn.
    pub drawn: usize,
}

/// What one school carries: a number that may be known only in part.
#[derive(Clone, Debug, Default, Serialize)]
pub struct School {
    /// Its name.
    pub name: String,
    /// The least it may be.
    pub low: f64,
    /// The greatest it may be; nothing when it has no end.
    pub high: Option<f64>,
    /// How far the sure part reaches, in percent of the width.
    pub sure: f64,
    /// How far the possible part reaches beyond it, in percent of the width.
    pub possible: f64,
    /// `over` the cap, `within`, or `unknown`; empty without a cap.
    pub state: &'static str,
}

const COUNTED: [(&str, KnownFact, Threshold); 2] = [
    (
        "initiatives",
        KnownFact::LoadInitiatives,
        Threshold::InitiativesAtSchool,
    ),
    ("hours", KnownFact::LoadHours, Threshold::HoursAtSchool),
];
/// How far a bar may reach, as a multiple of the greatest number.
const ROOM: f64 = 1.05;

impl Load {
    /// By initiatives and by hours; a way in which it is known of no school whether it carries too much is left out.
    pub(super) fn of(audit: &Audit) -> Vec<Self> {
        let counted = |(id, fact, cap)| Self::counted(audit, id, fact, parameter(audit.set, cap));
        COUNTED.into_iter().filter_map(counted).collect()
    }

    fn counted(audit: &Audit, id: &'static str, fact: KnownFact, cap: Option<f64>) -> Option<Self> {
        let named = audit.inventory.schools.iter().map(|school| school.name.clone());
        let known = audit.schools.iter().map(|sheet| bounds(audit.set, sheet, fact));
        let mut schools: Vec<School> = named
            .zip(known)
            .map(|(name, bounds)| School::of(name, bounds.unwrap_or((0.0, f64::MAX)), cap))
            .collect();
        let shows = |s: &School| match cap {
            Some(_) => s.state != "unknown",
            None => s.low > 0.0 || s.high.is_some(),
        };
        if !schools.iter().any(shows) {
            return None;
        }
        let key = |s: &School| (s.low, s.high.unwrap_or(f64::MAX));
        schools.sort_by(|a, b| key(b).partial_cmp(&key(a)).unwrap_or(std::cmp::Ordering::Equal));
        let most = schools.iter().map(|s| s.low).fold(0.0, f64::max);
        let ends = schools.iter().map(|s| s.high.unwrap_or(s.low));
        let reach = tenth(ends.fold(cap.unwrap_or(1.0), f64::max) * ROOM);
        let shares = Shares::of(reach);
        for school in &mut schools {
            school.sure = shares.share(school.low);
            school.possible = tenth(school.high.map_or(100.0, |high| shares.share(high)) - school.sure);
        }
        let count = |state| schools.iter().filter(|s| s.state == state).count();
        Some(Self {
            id,
            cap,
            cap_at: cap.map_or(0.0, |cap| shares.share(cap)),
            over: count("over"),
            within: count("within"),
            most,
            reach,
            drawn: drawn(schools.len()),
            schools,
        })
    }
}

impl School {
    fn of(name: String, (low, high): (f64, f64), cap: Option<f64>) -> Self {
        // an end that nobody has named is none
        let high = (high < Number::MAX.as_f64()).then_some(high);
        let state = match (cap, high) {
            (None, _) => "",
            (Some(cap), _) if low > cap => "over",
            (Some(cap), Some(high)) if high <= cap => "within",
            _ => "unknown",
        };
        Self {
            name,
            low: tenth(low),
            high: high.map(tenth),
            state,
            ..Self::default()
        }
    }
}
