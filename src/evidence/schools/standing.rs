//! How each school does: which have better results.

use std::sync::Arc;

use crate::inventory::Direction;
use crate::statistics::distribution::normal_quantile;

use super::super::bounded::{Bounded, always_above};
use super::super::outcome::{Outcome, stands_for};
use super::{Leading, Schools, Standings};

/// How one school does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Standing {
    Better,
    /// It may do better: a direction, or an error that nobody stated.
    Open,
    NotBetter,
}

impl Schools<'_> {
    /// How each place does on an outcome.
    ///
    /// Better is a school whose effect on it is, with the chance that is promising, one that counts, and which may lose on
    /// no other outcome. Where a row leaves open what it is about or how certain it is, that has to hold whatever it is.
    fn standings(&self, outcome: Leading) -> Arc<Standings> {
        let (bar, promising) = (self.thresholds.meaningful, self.thresholds.promising);
        let make = || {
            let on = outcome.and_then(|place| self.outcomes().get(place));
            let errors = normal_quantile(promising);
            let each = self.by_place.iter();
            let each = each.map(|(school, rows)| (*school, self.standing(on, *school, rows, (bar, errors))));
            Arc::new(each.collect())
        };
        self.pooled.standings.get((outcome, bar, promising), make)
    }

    fn standing(
        &self,
        outcome: Option<&Outcome>,
        school: Option<usize>,
        rows: &[usize],
        (bar, errors): (f64, f64),
    ) -> Standing {
        let row = |place: &usize| self.rows.get(*place).copied();
        let gains = |place: Bounded| always_above(&[place], bar, errors);
        let unnamed = |place: &usize| self.about.get(*place).is_some_and(|name| name.is_empty());
        let mut unnamed = rows.iter().filter(|place| unnamed(place));
        let directed = rows.iter().filter_map(row).filter(|row| self.bounded(row).is_none());
        let ways: Vec<Direction> = directed.filter_map(|row| self.direction(row)).collect();
        let (up, down) = (ways.contains(&Direction::Better), ways.contains(&Direction::Worse));
        let leading = outcome.map_or("", |outcome| outcome.name.as_str());
        let gain = outcome.and_then(|outcome| outcome.at(school));
        let others = self
            .outcomes()
            .iter()
            .filter(|o| !o.name.is_empty() && o.name != leading);
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
        let standings = self.standings(self.led());
        let better = standings.iter().filter(|(_, standing)| **standing == Standing::Better);
        better.filter_map(|(school, _)| *school).collect()
    }

    /// How many schools have better results: surely, and at the most. A row for several schools counts as so many.
    #[must_use]
    pub fn schools_better(&self) -> (usize, usize) {
        self.count(self.led())
    }

    /// How many schools surely have better results on the outcome at a place.
    pub(super) fn surely_better(&self, outcome: usize) -> usize {
        self.count(Some(outcome)).0
    }

    /// Rows that do not say what they are about may each be about something else: of their schools one is sure, and the
    /// others may share its gain.
    fn count(&self, outcome: Leading) -> (usize, usize) {
        let schools = |school: Option<usize>| {
            let rows = self.by_place.get(&school).map_or(&[][..], Vec::as_slice).iter();
            stands_for(rows.filter_map(|row| self.rows.get(*row).copied()))
        };
        let on = outcome.and_then(|place| self.outcomes().get(place));
        let is_one = on.is_some_and(|outcome| !outcome.name.is_empty());
        let (mut sure, mut most) = (0, 0);
        for (school, standing) in &*self.standings(outcome) {
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
