//! The plot as SVG. Coordinates are in pixels and are rounded to a tenth.

use serde::Serialize;

use super::{Axis, Forest, numbers, range, weight};
use crate::diagnostics::cut;
use crate::report::RenderError;
use crate::report::fill::fill;
use crate::statistics::Interval;

const WIDTH: f64 = 760.0;
const LEFT: f64 = 230.0;
const RIGHT: f64 = 530.0;
const TOP: f64 = 34.0;
const STEP: f64 = 22.0;
/// The half side of the mark of a row without a weight.
const MARK: f64 = 3.5;
/// Characters of a label that fit before the plot.
const LABEL: usize = 34;

#[derive(Clone, Serialize, Debug)]
struct Page {
    title: String,
    axis: String,
    percent: String,
    width: f64,
    height: f64,
    left: f64,
    right: f64,
    middle: f64,
    numbers_at: f64,
    zero: Option<f64>,
    top: f64,
    bottom: f64,
    rows: Vec<Mark>,
    mean: Option<Mark>,
    prediction: Option<Mark>,
    ticks: Vec<Tick>,
}

#[derive(Clone, Serialize, Debug)]
struct Mark {
    label: String,
    /// The whole label, where it was cut.
    whole: Option<String>,
    y: f64,
    /// Where the letters stand.
    base: f64,
    line: Option<(f64, f64)>,
    /// Arrow heads, as points.
    arrows: Vec<String>,
    /// The mark of a row: left, top and side.
    square: Option<(f64, f64, f64)>,
    /// The mark of the mean, as points.
    diamond: Option<String>,
    numbers: String,
    range: String,
    weight: String,
}

#[derive(Clone, Serialize, Debug)]
struct Tick {
    x: f64,
    text: String,
}

pub(super) fn render(forest: &Forest) -> Result<String, RenderError> {
    let axis = forest.scale();
    let largest = forest.rows.iter().filter_map(|row| row.weight).fold(0.0, f64::max);
    let mut y = TOP;
    let mut next = || {
        let here = y;
        y += STEP;
        here
    };
    let rows: Vec<Mark> = forest
        .rows
        .iter()
        .map(|row| {
            let mut mark = Mark::of(&axis, next(), Some(row.effect), row.interval);
            mark.label = cut(&row.label, LABEL);
            mark.whole = (mark.label != row.label.trim()).then(|| row.label.clone());
            mark.weight = weight(row.weight);
            let relative = row
                .weight
                .filter(|_| largest > 0.0)
                .map(|w| (w / largest).max(0.0).sqrt());
            let half = relative.map_or(MARK, |share| 2.0 + 5.0 * share);
            let centre = x(&axis, row.effect);
            mark.square = centre.map(|x| (tenth(x - half), tenth(mark.y - half), tenth(2.0 * half)));
            mark
        })
        .collect();
    let mean = forest.mean.map(|(effect, ci)| {
        let mut mark = Mark::of(&axis, next(), Some(effect), ci);
        let corners = (x(&axis, ci.low), x(&axis, effect), x(&axis, ci.high));
        if let (Some(low), Some(centre), Some(high)) = corners {
            mark.diamond = Some(points(&[
                (low, mark.y),
                (centre, mark.y - 7.0),
                (high, mark.y),
                (centre, mark.y + 7.0),
            ]));
        }
        mark
    });
    let prediction = forest.prediction.map(|ci| Mark::of(&axis, next(), None, ci));
    let bottom = tenth(y - STEP / 2.0 + 2.0);
    let ticks = axis.ticks.iter().filter_map(|(value, text)| {
        let text = text.clone();
        x(&axis, *value).map(|x| Tick { x, text })
    });
    let page = Page {
        title: forest.title.clone(),
        axis: forest.axis.clone(),
        percent: forest.percent(),
        width: WIDTH,
        height: tenth(bottom + if forest.axis.is_empty() { 24.0 } else { 42.0 }),
        left: LEFT,
        right: RIGHT,
        middle: tenth(f64::midpoint(LEFT, RIGHT)),
        numbers_at: RIGHT + 16.0,
        zero: x(&axis, 0.0),
        top: TOP - STEP / 2.0,
        bottom,
        rows,
        mean,
        prediction,
        ticks: ticks.collect(),
    };
    fill("forest.svg", include_str!("../../../templates/forest.svg"), &[], &page)
}

impl Mark {
    fn of(axis: &Axis, y: f64, effect: Option<f64>, interval: Interval) -> Self {
        let drawn = effect.is_none_or(f64::is_finite);
        let line = x(axis, interval.low).zip(x(axis, interval.high)).filter(|_| drawn);
        let mut arrows = Vec::new();
        if line.is_some() && axis.begins_after(interval.low) {
            arrows.push(points(&[(LEFT - 6.0, y), (LEFT, y - 4.0), (LEFT, y + 4.0)]));
        }
        if line.is_some() && axis.ends_before(interval.high) {
            arrows.push(points(&[(RIGHT + 6.0, y), (RIGHT, y - 4.0), (RIGHT, y + 4.0)]));
        }
        Self {
            label: String::new(),
            whole: None,
            y: tenth(y),
            base: tenth(y + 4.0),
            line,
            arrows,
            square: None,
            diamond: None,
            numbers: effect.map_or_else(|| range(interval), |effect| numbers(effect, interval)),
            range: range(interval),
            weight: String::new(),
        }
    }
}

fn x(axis: &Axis, value: f64) -> Option<f64> {
    axis.share(value).map(|share| tenth(LEFT + share * (RIGHT - LEFT)))
}

fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

fn points(corners: &[(f64, f64)]) -> String {
    let each = corners
        .iter()
        .map(|(x, y)| format!("{:.1},{:.1}", tenth(*x), tenth(*y)));
    each.collect::<Vec<_>>().join(" ")
}
