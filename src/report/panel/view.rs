//! The evidence of one initiative as data, and its drawing.

use serde::Serialize;

use crate::report::forest::{Forest, ForestRow};
use crate::report::view::as_data;
use crate::statistics::Interval;

/// The evidence of one initiative.
#[derive(Clone, Debug, Serialize)]
pub struct EvidenceView {
    /// What the results come to, an option of the fact `results.summary`.
    pub summary: String,
    /// The same in words, as far as the numbers shown bear it out.
    pub headline: String,
    /// The same in plain words with the interval; empty where no effect is known with its certainty.
    #[serde(skip_serializing_if = "as_data")]
    pub lead: String,
    /// What the numbers say, sentence by sentence.
    pub sentences: Vec<String>,
    /// The parts of the bar: sustained, replicated, diverse, each for itself.
    pub bar: Vec<BarPart>,
    /// School by school, on the outcome that leads; empty when no row gives numbers.
    pub schools: Vec<SchoolRow>,
    /// Every outcome, where several were measured.
    pub outcomes: Vec<OutcomeRow>,
    /// In a public edition: of how many schools results are not shown; everything else here is worked out without them.
    pub hidden: usize,
    /// Whether any results are not shown, of schools or of groups of students.
    pub kept_back: bool,
    /// Whether no results of all students are shown.
    pub nothing_shown: bool,
    /// All schools together.
    pub pooled: Option<PooledView>,
    /// By kind of place: better over measured.
    pub grid: Vec<GridRow>,
    /// By group of students.
    pub groups: Vec<GroupRow>,
    /// How the rows sort by their comparison: name and count, the most careful first.
    pub designs: Vec<(&'static str, usize)>,
    /// Levels that nothing is compared with: the year, when known, and the words.
    pub levels: Vec<(Option<i16>, String)>,
    /// Rows about outcomes that count as no effect on learning: the kind, why, and how many.
    pub no_effect: Vec<(String, String, usize)>,
    /// Rows that give a direction without a number.
    pub directions: usize,
    /// Rows with an effect whose certainty nobody stated.
    pub without_error: usize,
    /// Known answers that say more: title and value.
    pub more: Vec<(String, String)>,
}

/// One part of the bar for massive scale.
#[derive(Clone, Debug, Serialize)]
pub struct BarPart {
    /// The rule.
    pub rule: String,
    /// Its role: `sustained`, `replicated`, `diverse`.
    #[serde(skip_serializing_if = "as_data")]
    pub role: &'static str,
    /// Its title.
    pub title: String,
    /// `yes`, `no` or `unknown`.
    pub truth: &'static str,
    /// The count that it rests on, with its unit left to the template; empty when not known.
    pub count: String,
}

/// One school.
#[derive(Clone, Debug, Serialize)]
pub struct SchoolRow {
    /// Its name.
    pub name: String,
    /// Rows of results that are one effect here.
    pub rows: usize,
    /// Students of its largest row; empty when not known.
    pub students: String,
    /// The effect in standard deviations.
    pub effect: f64,
    /// Its own interval.
    pub low: f64,
    /// Its own interval.
    pub high: f64,
    /// Its share of the weight, in percent.
    pub weight: f64,
}

/// What the schools share on one outcome of several.
#[derive(Clone, Debug, Serialize)]
pub struct OutcomeRow {
    /// What was measured; empty where the rows do not say.
    pub name: String,
    /// Schools whose effect and error are known.
    pub schools: usize,
    /// The effect and its interval; nothing without numbers.
    pub effect: Option<(f64, f64, f64)>,
    /// What it comes to, an option of the fact `results.summary`.
    pub word: &'static str,
}

/// The measured schools together, on the outcome that leads.
#[derive(Clone, Debug, Serialize)]
pub struct PooledView {
    /// What was measured; empty where the rows do not say.
    pub outcome: String,
    /// How many schools.
    pub schools: usize,
    /// Students; empty when not known, or not shown.
    pub students: String,
    /// The effect that they share, in standard deviations.
    pub effect: f64,
    /// Its interval.
    pub low: f64,
    /// Its interval.
    pub high: f64,
    /// The level of the interval, in percent.
    pub level: f64,
    /// How many of them lie above 0.
    pub better: usize,
    /// How many below.
    pub worse: usize,
    /// The interval that rules an effect out.
    pub narrow: (f64, f64),
    /// Its level, in percent.
    pub narrow_level: f64,
    /// What one more school may expect; nothing where that cannot be told.
    pub next: Option<NextView>,
    /// Up to so many schools nothing is told of another.
    pub few: f64,
    /// The chance that the effect counts, in percent.
    pub chance: Option<f64>,
    /// The smallest effect that could have been seen.
    pub detectable: Option<f64>,
    /// The smallest effect that counts.
    pub bar: f64,
    /// The effect that is ruled out, both ways, before none is said.
    pub excluded: f64,
    /// About so many students it takes to rule it out, without covariates and clusters.
    pub needed: Option<f64>,
    /// For lay readers: percentile points (improvement index).
    pub percentile_points: Option<f64>,
    /// For lay readers: steps of the scale `months_of_progress`, and its unit.
    pub months: Option<(f64, String)>,
    /// Whether one school only stands behind it.
    pub alone: bool,
}

impl PooledView {
    /// Whether an effect that would matter is ruled out both ways.
    pub(super) fn is_none(&self) -> bool {
        self.narrow.0 > -self.excluded && self.narrow.1 < self.excluded
    }

    /// Whether neither a gain nor a loss nor their absence is shown.
    pub(super) fn is_open(&self) -> bool {
        self.low <= 0.0 && self.high >= 0.0 && !self.is_none()
    }
}

/// What one more school may expect.
#[derive(Clone, Debug, Serialize)]
pub struct NextView {
    /// The low end.
    pub low: f64,
    /// The high end.
    pub high: f64,
    /// Whether a gain is expected.
    pub gain: bool,
    /// The chance that it counts there, in percent.
    pub chance: Option<f64>,
}

/// One kind of place.
#[derive(Clone, Debug, Serialize)]
pub struct GridRow {
    /// The kind of place.
    pub locale: String,
    /// For each band of poverty, the lowest first: better and measured schools.
    pub bands: Vec<(usize, usize)>,
}

/// One group of students.
#[derive(Clone, Debug, Serialize)]
pub struct GroupRow {
    /// Its name.
    pub name: String,
    /// Whether its numbers are not shown.
    pub hidden: bool,
    /// The effect and its interval; nothing without numbers, or not shown.
    pub effect: Option<(f64, f64, f64)>,
}

impl EvidenceView {
    /// The schools that are shown, as a forest plot; one school alone is none.
    pub(in crate::report) fn forest(&self, title: &str) -> Option<Forest> {
        let pooled = self.pooled.as_ref().filter(|p| !p.alone && !self.schools.is_empty())?;
        let interval = |low, high| Interval { low, high };
        let row = |s: &SchoolRow| ForestRow {
            label: s.name.clone(),
            effect: s.effect,
            interval: interval(s.low, s.high),
            weight: Some(s.weight / 100.0),
        };
        Some(Forest {
            title: title.to_owned(),
            axis: String::new(),
            level: pooled.level / 100.0,
            rows: self.schools.iter().map(row).collect(),
            mean: Some((pooled.effect, interval(pooled.low, pooled.high))),
            prediction: pooled.next.as_ref().map(|next| interval(next.low, next.high)),
        })
    }
}
