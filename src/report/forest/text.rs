//! The plot in lines of text.

use serde::Serialize;

use super::{Axis, Forest, numbers, range, weight};
use crate::report::RenderError;
use crate::report::fill::{fill, padded};
use crate::statistics::Interval;

/// The most that a label takes.
const LABEL: usize = 30;
/// An effect with its interval.
const NUMBERS: usize = 22;
/// A weight.
const WEIGHT: usize = 7;

#[derive(Clone, Serialize, Debug)]
struct Page {
    title: String,
    axis: String,
    percent: String,
    label_width: usize,
    plot_width: usize,
    numbers_width: usize,
    rows: Vec<Line>,
    mean: Option<Line>,
    prediction: Option<Line>,
    ticks: String,
}

#[derive(Clone, Serialize, Debug)]
struct Line {
    label: String,
    plot: String,
    numbers: String,
    weight: String,
}

pub(super) fn render(forest: &Forest, width: usize) -> Result<String, RenderError> {
    // in markdown the plot stands in a code block, which a backtick in a label could close
    let label = |text: &str| text.replace('`', "'");
    let longest = forest.rows.iter().map(|row| row.label.chars().count()).max();
    let label_width = longest.unwrap_or_default().clamp(14, LABEL);
    let plot_width = width.saturating_sub(label_width + NUMBERS + WEIGHT + 5).max(9);
    let axis = forest.scale();
    let line = |label: String, plot: String, numbers: String, weight: String| Line {
        label,
        plot,
        numbers,
        weight: format!("{weight:>WEIGHT$}"),
    };
    let row = |row: &super::ForestRow| {
        line(
            padded(&label(&row.label), label_width),
            strip(&axis, plot_width, Some(row.effect), row.interval, '-'),
            padded(&numbers(row.effect, row.interval), NUMBERS),
            weight(row.weight),
        )
    };
    let page = Page {
        title: label(&forest.title),
        axis: label(&forest.axis),
        percent: forest.percent(),
        label_width,
        plot_width,
        numbers_width: NUMBERS,
        rows: forest.rows.iter().map(row).collect(),
        mean: forest.mean.map(|(effect, ci)| {
            line(
                String::new(),
                strip(&axis, plot_width, Some(effect), ci, '='),
                padded(&numbers(effect, ci), NUMBERS),
                String::new(),
            )
        }),
        prediction: forest.prediction.map(|interval| {
            line(
                String::new(),
                strip(&axis, plot_width, None, interval, '.'),
                padded(&format!("     {}", range(interval)), NUMBERS),
                String::new(),
            )
        }),
        ticks: ticks(&axis, plot_width),
    };
    fill("forest.txt", include_str!("../../../templates/forest.txt"), &[], &page)
}

/// One line: `[---#---]`, `<` and `>` where it leaves the plot, `|` at zero.
fn strip(axis: &Axis, width: usize, effect: Option<f64>, interval: Interval, stroke: char) -> String {
    let place = |value: f64| Some((axis.share(value)? * (width - 1) as f64).round() as usize);
    let zero = place(0.0);
    let ends = place(interval.low).zip(place(interval.high));
    let mark = effect.map(place);
    let draw = |n: usize| {
        if mark == Some(Some(n)) {
            return '#';
        }
        match ends {
            Some((low, _)) if n == low && axis.begins_after(interval.low) => '<',
            Some((_, high)) if n == high && axis.ends_before(interval.high) => '>',
            Some((low, _)) if n == low => '[',
            Some((_, high)) if n == high => ']',
            Some((low, high)) if n > low && n < high => stroke,
            Some(_) | None if zero == Some(n) => '|',
            Some(_) | None => ' ',
        }
    };
    // without a number there is no interval to draw either
    let drawn = effect.is_none_or(f64::is_finite);
    (0..width)
        .map(|n| {
            if drawn {
                draw(n)
            } else if zero == Some(n) {
                '|'
            } else {
                ' '
            }
        })
        .collect()
}

/// The numbers of the axis, each with its middle at its place, as many as fit.
fn ticks(axis: &Axis, width: usize) -> String {
    let mut line = vec![' '; width];
    let mut free = 0;
    for (value, text) in &axis.ticks {
        let Some(share) = axis.share(*value) else { continue };
        let middle = (share * (width - 1) as f64).round() as usize;
        let start = middle
            .saturating_sub(text.len() / 2)
            .min(width.saturating_sub(text.len()));
        if start < free {
            continue;
        }
        for (cell, character) in line.iter_mut().skip(start).zip(text.chars()) {
            *cell = character;
        }
        free = start + text.len() + 1;
    }
    line.into_iter().collect()
}
