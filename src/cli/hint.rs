//! What to do next and how far a long run is, said to a person at a terminal and to nobody else.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use cleardeck::diagnostics::plain;
use indicatif::{ProgressBar, ProgressStyle};

use super::output;

/// A run that is done before this shows no bar.
const PATIENCE: Duration = Duration::from_millis(500);

/// Says hints, or keeps them to itself.
pub struct Hints {
    wanted: bool,
}

impl Hints {
    /// Only on a terminal, and not when quiet is asked for: scripts and files see none.
    pub fn new(quiet: bool) -> Self {
        Self {
            wanted: !quiet && std::io::stderr().is_terminal(),
        }
    }

    /// Whether somebody is there to see them.
    pub fn shows(&self) -> bool {
        self.wanted
    }

    /// Says one hint.
    pub fn say(&self, text: impl FnOnce() -> String) {
        if self.wanted {
            output::tell(&format!("hint: {}\n", plain(&text())));
        }
    }
}

/// How far a long run is.
pub struct Progress {
    wanted: bool,
    start: Instant,
    total: u64,
    done: u64,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// Over so many initiatives; shown where hints are, once it takes long.
    pub fn over(total: usize, hints: &Hints) -> Self {
        Self {
            wanted: hints.wanted,
            start: Instant::now(),
            total: total as u64,
            done: 0,
            bar: None,
        }
    }

    /// One more is done.
    pub fn step(&mut self) {
        self.done += 1;
        if self.wanted && self.bar.is_none() && self.start.elapsed() > PATIENCE {
            let bar = ProgressBar::new(self.total);
            if let Ok(style) = ProgressStyle::with_template("{pos} of {len} initiatives {wide_bar}") {
                bar.set_style(style);
            }
            self.bar = Some(bar);
        }
        if let Some(bar) = &self.bar {
            bar.set_position(self.done);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
