//! How far a run is, with its rate and the time that is left.

use cleardeck::batch::{Place, Totals};
use indicatif::{ProgressBar, ProgressStyle};

use super::super::hint::Hints;

/// A bar over the bytes that are read.
pub struct Progress {
    bar: Option<ProgressBar>,
    judged: u64,
}

impl Progress {
    /// Over so many bytes, where that is known.
    pub fn over(bytes: Option<u64>, from: Place, hints: &Hints) -> Self {
        let bar = hints.shows().then(|| match bytes {
            Some(bytes) => ProgressBar::new(bytes),
            None => ProgressBar::no_length(),
        });
        if let Some(bar) = &bar {
            let form = match bytes {
                Some(_) => "{msg} {wide_bar} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left",
                None => "{msg} {bytes}, {bytes_per_sec}",
            };
            if let Ok(style) = ProgressStyle::with_template(form) {
                bar.set_style(style);
            }
            bar.set_position(from.bytes);
            bar.reset_eta();
        }
        Self { bar, judged: 0 }
    }

    /// It has come so far.
    pub fn reached(&mut self, place: Place, totals: &Totals) {
        self.judged += totals.judged;
        if let Some(bar) = &self.bar {
            bar.set_position(place.bytes);
            bar.set_message(format!("{} initiatives", self.judged));
        }
    }

    /// It is over.
    pub fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
