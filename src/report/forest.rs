//! Forest plots: effects with their intervals under one another, the mean below them, as text and as SVG.
//!
//! ```
//! use cleardeck::report::forest::Forest;
//! use cleardeck::statistics::{Estimator, Row, Test, pool};
//! let rows = [Row { effect: 0.1, variance: 0.01 }, Row { effect: 0.3, variance: 0.02 }];
//! let pooled = pool(&rows, Estimator::Reml, Test::KnappHartungAdHoc)?;
//! let plot = Forest::of("Reading", &["North", "South"], &rows, &pooled);
//! assert!(plot.svg().unwrap().starts_with("<svg"));
//! assert!(plot.text(80).unwrap().contains("North"));
//! # Ok::<(), cleardeck::statistics::PoolError>(())
//! ```
//!
//! The words stand in `templates/forest.svg` and `templates/forest.txt`. The SVG has no colours of its own but
//! `currentColor` and the classes `forest-row`, `forest-mean`, `forest-prediction`, `forest-axis`, `forest-zero`, so
//! that it follows the page it stands in, light or dark. A line that leaves the plot ends in an arrow.

mod axis;
mod svg;
mod text;

use crate::statistics::{Interval, Pooled, Row, interval_of};

use super::RenderError;
use axis::Axis;

/// A line of the plot. What is not finite is not drawn.
#[derive(Clone, PartialEq, Debug)]
pub struct ForestRow {
    /// What stands before it.
    pub label: String,
    /// The effect.
    pub effect: f64,
    /// Its interval.
    pub interval: Interval,
    /// Its share in the mean, from 0 to 1; the mark grows with it.
    pub weight: Option<f64>,
}

/// A forest plot.
#[derive(Clone, PartialEq, Debug)]
pub struct Forest {
    /// What it shows; the title of the SVG.
    pub title: String,
    /// What stands below the axis, such as the unit; may be empty.
    pub axis: String,
    /// The level of the intervals, between 0 and 1.
    pub level: f64,
    /// The effects.
    pub rows: Vec<ForestRow>,
    /// The mean and its interval.
    pub mean: Option<(f64, Interval)>,
    /// Where the effect of another place is expected.
    pub prediction: Option<Interval>,
}

impl Forest {
    /// The plot of rows that were pooled; each row has its own normal interval at the level of the mean.
    ///
    /// A row without a label is numbered. One row alone says nothing of other places, so it has no prediction.
    #[must_use]
    pub fn of<L: AsRef<str>>(title: &str, labels: &[L], rows: &[Row], pooled: &Pooled) -> Self {
        let label = |n: usize| labels.get(n).map(|l| l.as_ref().trim()).filter(|l| !l.is_empty());
        let line = |(n, row): (usize, &Row)| ForestRow {
            label: label(n).map_or_else(|| (n + 1).to_string(), str::to_owned),
            effect: row.effect,
            interval: interval_of(row, pooled.level),
            weight: pooled.weights.get(n).copied(),
        };
        Self {
            title: title.to_owned(),
            axis: String::new(),
            level: pooled.level,
            rows: rows.iter().enumerate().map(line).collect(),
            mean: Some((pooled.estimate, pooled.ci)),
            prediction: pooled.prediction.filter(|_| pooled.k > 1),
        }
    }

    /// The plot in lines of at most `width` characters, but at least 60; ASCII, unless a label is not.
    ///
    /// # Errors
    /// When the template has a mistake.
    pub fn text(&self, width: usize) -> Result<String, RenderError> {
        text::render(self, width.max(60))
    }

    /// The plot as one `svg` element without ids, so that several may stand in one page.
    ///
    /// # Errors
    /// When the template has a mistake.
    pub fn svg(&self) -> Result<String, RenderError> {
        svg::render(self)
    }

    fn scale(&self) -> Axis {
        let rows = self.rows.iter().map(|row| (row.effect, row.interval));
        Axis::over(rows.chain(self.mean), self.prediction)
    }

    /// The level in percent, such as `95`.
    fn percent(&self) -> String {
        let percent = (self.level * 1e6).round() / 1e4;
        percent.to_string()
    }
}

/// An effect and its interval in words: `0.12 [-0.03, 0.27]`.
fn numbers(effect: f64, interval: Interval) -> String {
    format!("{} {}", number(effect), range(interval))
}

fn range(interval: Interval) -> String {
    format!("[{}, {}]", number(interval.low), number(interval.high))
}

/// Two decimals; no minus before zero; powers of ten where two decimals say nothing.
fn number(value: f64) -> String {
    if !value.is_finite() {
        return "?".to_owned();
    }
    if value.abs() >= 1e5 {
        return format!("{value:.1e}");
    }
    let text = format!("{value:.2}");
    if text == "-0.00" { "0.00".to_owned() } else { text }
}

fn weight(share: Option<f64>) -> String {
    share
        .filter(|w| w.is_finite())
        .map_or_else(String::new, |w| format!("{:.1}%", 100.0 * w))
}
