//! How each school does: which have better results.

use std::collections::BTreeMap;

use crate::inventory::Direction;
use crate::statistics::distribution::normal_quantile;

use super::super::bounded::{Bounded, always_above};
use super::super::outcome::{Outcome, stands_for};
use super::Schools;

/// How one school does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Standing {
    Better,
    /// It may do better: a direction, or an error that nobody stated.
    Open,
    NotBetter,
}

impl Schools<'_> {
    /// How each place does on the leading outcome; `None` are rows that name no school.
    fn standings(&self) -> &BTreeMap<Option<usize>, Standing> {
        self.standings.get_or_init(|| self.standings_on(self.leading()))
    }

    /// How each place does on an outcome.
    ///
    /// Better is a school whose effect on it is, with the chance that is promising, one that counts, and which may lose on
    /// no other outcome. Where a row leaves open what it is about or how certain it is, that has to hold whatever it is.
    fn standings_on(&self, outcome: Option<&Outcome>) -> BTreeMap<Option<usize>, Standing> {
        let mut by_place: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
        for (n, row) in self.rows.iter().enumerate() {
            by_place.entry(row.school).or_default().push(n);
        }
        let each = by_place.into_iter();
        each.map(|(school, rows)| (school, self.standing(outcome, school, &rows)))
            .collect()
    }

    fn standing(&self, outcome: Option<&Outcome>, school: Option<usize>, rows: &[usize]) -> Standing {
        let (bar, errors) = (self.thresholds.meaningful, normal_quantile(self.thresholds.promising));
        let row = |place: &usize| self.rows.get(*place).copied();
        let gains = |place: Bounded| always_above(&[place], bar, errors);
        let unnamed = |place: &usize| self.about.get(*place).is_some_and(|name| name.is_empty());
        let mut unnamed = rows.iter().filter(|place| unnamed(place));
        let directed = rows.iter().filter_map(row).filter(|row| self.bounded(row).is_none());
        let ways: Vec<Direction> = directed.filter_map(|row| self.direction(row)).collect();
        let (up, down) = (ways.contains(&Direction::Better), ways.contains(&Direction::Worse));
        let leading = outcome.map_or("", |outcome| outcome.name.as_str());
        let gain = outcome.and_then(|outcome| outcome.at(school));
        let others = self.outcomes().iter().filter(|o| !o.name.is_empty() && o.name != leading);
        let loses = others
            .filter_map(|o| o.at(school))
            .any(|place| place.may_lose(bar, errors));
        let all_gain = unnamed.all(|place| row(place).and_then(|row| self.bounded(row)).is_none_or(gains));
        if gain.is_some_and(gains) && all_gain && !loses && !down {
            Standing::Better
        } else if gain.is_some_and(|g| g.known().is_none() && g.effect.high >= bar) || gain.is_none() && up && !down {
            Standing::Open
        } else {
            Standing::NotBetter
        }
    }

    /// The schools with better results, by place; a row that names no school is none of them.
    #[must_use]
    pub fn positive(&self) -> Vec<usize> {
        let standings = self.standings().iter();
        let better = standings.filter(|(_, standing)| **standing == Standing::Better);
        better.filter_map(|(school, _)| *school).collect()
    }

    /// How many schools have better results: surely, and at the most. A row for several schools counts as so many.
    #[must_use]
    pub fn schools_better(&self) -> (usize, usize) {
        self.count(self.leading(), self.standings())
    }

    /// How many schools surely have better results on an outcome.
    pub(super) fn surely_better(&self, outcome: &Outcome) -> usize {
        self.count(Some(outcome), &self.standings_on(Some(outcome))).0
    }

    /// Rows that do not say what they are about may each be about something else: of their schools one is sure, and the
    /// others may share its gain.
    fn count(&self, outcome: Option<&Outcome>, standings: &BTreeMap<Option<usize>, Standing>) -> (usize, usize) {
        let schools = |school: Option<usize>| {
            let rows = self.rows.iter().copied().filter(|row| row.school == school);
            stands_for(rows)
        };
        let is_one = outcome.is_some_and(|outcome| !outcome.name.is_empty());
        let (mut sure, mut most) = (0, 0);
        for (school, standing) in standings {
            match standing {
                Standing::Better if is_one => sure += schools(*school),
                Standing::Better => {
                    let more = schools(*school);
                    // the largest is sure, the others may be of the same outcome
                    most += sure.min(more);
                    sure = sure.max(more);
                }
                Standing::Open => most += schools(*school),
                Standing::NotBetter => {}
            }
        }
        (sure, sure + most)
    }
}
