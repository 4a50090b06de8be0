//! What rows are pooled to, and what is worked out of that once.

use std::sync::{Arc, OnceLock};

use crate::inventory::{Comparison, Direction, ResultRow};
use crate::statistics::{Coefficient, Interval, Row};

use super::super::Thresholds;
use super::super::bounded::Bounded;
use super::super::memo::Memo;
use super::super::outcome::{Outcome, Sorted};
use super::super::trends::{FirstSchools, first_and_last_year, first_years_of_both, slope_of_fidelity};
use super::{Leading, Schools, Standings};

/// What rows are pooled to: what rests on no other thresholds than [`Thresholds::pools_like`] compares.
#[derive(Debug)]
pub(super) struct Pooled {
    pub outcomes: Vec<Outcome>,
    /// Whether rows that give a direction and no more point up, and whether they point down; nothing without such rows.
    pub directed: Option<(bool, bool)>,
    /// The rows with at least a matched comparison, once that was asked for; nothing where all have one.
    careful: OnceLock<Option<Careful>>,
    /// How each place does on an outcome, by the smallest effect that counts and the chance that is promising.
    pub standings: Memo<(Leading, f64, f64), Arc<Standings>>,
    /// By the outcome that leads: how the first schools went on, and later ones began.
    first: Memo<Leading, FirstSchools>,
    later: Memo<Leading, Option<(Row, Row)>>,
    /// So what effects have to do with fidelity, with the degrees of freedom.
    slopes: Memo<Leading, Option<(Coefficient, Option<f64>)>>,
    /// What the first year and the latest come to, once that was asked for.
    ends: OnceLock<(Option<Interval>, Option<Interval>)>,
}

/// The rows with at least a matched comparison; one that does not say what it was compared with is among them.
#[derive(Debug)]
struct Careful {
    pooled: Arc<Pooled>,
    /// About how many outcomes they may be.
    looks: usize,
}

impl Pooled {
    /// Pools rows; with each what it is about.
    pub fn of(rows: &[&ResultRow], about: &[Arc<str>], thresholds: Thresholds) -> Self {
        let directed = rows
            .iter()
            .filter(|row| Bounded::of(row, thresholds.doubted).is_none())
            .filter_map(|row| row.direction);
        let ways: Vec<Direction> = directed.collect();
        let has = |way| ways.contains(&way);
        let sorted = Sorted {
            rows,
            about,
            thresholds,
        };
        Self {
            outcomes: sorted.outcomes(),
            directed: (!ways.is_empty()).then(|| (has(Direction::Better), has(Direction::Worse))),
            careful: OnceLock::new(),
            standings: Memo::default(),
            first: Memo::default(),
            later: Memo::default(),
            slopes: Memo::default(),
            ends: OnceLock::new(),
        }
    }
}

impl Schools<'_> {
    /// How the schools that began in the first year went on, on the leading outcome.
    pub(in super::super) fn first_schools(&self) -> FirstSchools {
        let leading = self.led();
        self.pooled.first.get(leading, || FirstSchools::of(self))
    }

    /// What the first schools share in their first year, and what those that began later share in theirs, on the leading
    /// outcome; nothing where one of them is not known.
    pub(in super::super) fn later_schools(&self) -> Option<(Row, Row)> {
        let leading = self.led();
        self.pooled.later.get(leading, || first_years_of_both(self))
    }

    /// What effects have to do with how well it was carried out, on the leading outcome, with the degrees of freedom.
    pub(in super::super) fn slope_of_fidelity(&self) -> Option<(Coefficient, Option<f64>)> {
        let (leading, level) = (self.led(), self.thresholds.confidence);
        self.pooled.slopes.get(leading, || slope_of_fidelity(self, level))
    }

    /// What the first year with results and the latest come to, nothing where no effect is stated in them.
    pub(in super::super) fn ends(&self) -> (Option<Interval>, Option<Interval>) {
        *self.pooled.ends.get_or_init(|| first_and_last_year(self))
    }

    /// How many schools it harms beyond doubt: those with a matched comparison, a regression discontinuity or a lottery,
    /// where on some outcome every one of them is below 0, what they share too, and that counts.
    #[must_use]
    pub fn harmed(&self) -> usize {
        let (outcomes, looks) = self.careful();
        let each = outcomes.iter().map(|outcome| outcome.harmed(looks, self.thresholds));
        each.max().unwrap_or_default()
    }

    /// How many of these schools lose beyond doubt by their own results, whatever the others do; corrected for their
    /// number too.
    #[must_use]
    pub fn losing(&self) -> usize {
        let (outcomes, looks) = self.careful();
        let each = outcomes.iter().map(|outcome| outcome.losing(looks, self.thresholds));
        each.max().unwrap_or_default()
    }

    /// The outcomes of the rows with at least a matched comparison, and about how many outcomes these rows may be.
    fn careful(&self) -> (&[Outcome], usize) {
        let is_careful = |row: &ResultRow| row.comparison.is_none_or(Comparison::is_careful);
        let careful = self.pooled.careful.get_or_init(|| {
            let careful = self.only(|_, row| is_careful(row))?;
            Some(Careful {
                looks: careful.looks(),
                pooled: careful.pooled,
            })
        });
        match careful {
            Some(careful) => (&careful.pooled.outcomes, careful.looks),
            None => (self.outcomes(), self.looks()),
        }
    }
}
