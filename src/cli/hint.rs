//! What to do next, said to a person at a terminal and to nobody else.

use std::io::IsTerminal;

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

    /// Says one hint.
    pub fn say(&self, text: impl FnOnce() -> String) {
        if self.wanted {
            eprintln!("hint: {}", text());
        }
    }
}
