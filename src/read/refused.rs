//! What was given cannot be used.

use std::fmt::{Debug, Display, Formatter};

use crate::diagnostics::{Diagnostics, Sources, to_lines};

/// Why a rule set or an inventory cannot be used: its problems, one of which at least is an error.
///
/// As text it is a line a problem with its place, and what to do below it.
#[derive(Clone)]
pub struct Refused {
    problems: Diagnostics,
    text: String,
}

impl Refused {
    pub(super) fn because_of(problems: Diagnostics, sources: &Sources) -> Self {
        Self {
            text: to_lines(&problems, sources),
            problems,
        }
    }

    /// The problems, in the order of the files.
    #[must_use]
    pub fn problems(&self) -> &Diagnostics {
        &self.problems
    }
}

impl Display for Refused {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.text.trim_end())
    }
}

impl Debug for Refused {
    /// In words too: it is what a `main` that fails prints.
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        Display::fmt(self, f)
    }
}

impl std::error::Error for Refused {}
