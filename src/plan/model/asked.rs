//! What a plan asks of each school and of the budget, and the caps on it.

use super::{Column, Condition, DOLLARS, HUNDREDTHS, Model};
use crate::plan::candidate::{Candidate, WHOLE};
use crate::plan::program::Terms;
use crate::rules::contract::Move;

impl Model {
    /// The caps: of each what the columns ask for, and what there is.
    pub(super) fn caps(&self) -> Vec<(Condition, Terms, i64)> {
        let mut rows = Vec::new();
        for school in 0..self.schools {
            let (hours, initiatives) = self.asked_at(school);
            if let Some(cap) = self.caps.hours {
                rows.push((Condition::Hours(school), hours, (cap * HUNDREDTHS).round() as i64));
            }
            if let Some(cap) = self.caps.initiatives {
                rows.push((Condition::Initiatives(school), initiatives, i64::from(cap) * WHOLE));
            }
        }
        if let Some(cap) = self.caps.money {
            let terms = self
                .spent()
                .filter(|(column, _)| !self.is_restricted(*column))
                .collect();
            rows.push((Condition::Money, terms, (cap / DOLLARS).floor() as i64));
        }
        rows
    }

    /// What each column asks of a school: hundredths of an hour, and of an initiative.
    pub(super) fn asked_at(&self, school: usize) -> (Terms, Terms) {
        let (mut hours, mut initiatives) = (Terms::new(), Terms::new());
        let mut ask = |column: usize, asks: Option<f64>, part: i64, left: i64, counts: bool| {
            let needed = asks.map_or(0, |hours| (hours * (part * left) as f64 / WHOLE as f64).ceil() as i64);
            hours.extend((needed > 0).then_some((column, needed)));
            initiatives.extend((counts && part > 0).then_some((column, part)));
        };
        for (column, candidate, way) in self.ways() {
            if let Some((_, part)) = candidate.asks.at.iter().find(|(at, _)| *at == school) {
                let left = self.hours_left(way, school);
                let joined = way.movement == Move::Merge && self.meets(way.partner, school);
                let counts = Candidate::runs(way.movement) && !joined;
                ask(column, candidate.asks.hours, *part, left, counts);
            }
        }
        for (column, held) in self.columns.iter().enumerate() {
            if let Column::Placed(n, at) = held
                && *at == school
                && let Some(candidate) = self.candidates.get(*n)
            {
                ask(column, candidate.asks.hours, WHOLE, WHOLE, true);
            }
        }
        (hours, initiatives)
    }

    /// Hundreds of dollars a year that each column asks for.
    pub(super) fn spent(&self) -> impl Iterator<Item = (usize, i64)> {
        self.columns.iter().enumerate().filter_map(|(column, held)| {
            let money = match held {
                Column::Way(n, way) => {
                    let candidate = self.candidates.get(*n)?;
                    candidate.asks.money? * self.money_left(candidate.ways.get(*way)?.movement) as f64 / WHOLE as f64
                }
                Column::Placed(n, _) => self.per_school(*n)?,
            };
            let needed = (money / DOLLARS).ceil() as i64;
            (needed > 0).then_some((column, needed))
        })
    }

    /// What a candidate costs a year at one school.
    #[must_use]
    pub fn per_school(&self, n: usize) -> Option<f64> {
        let asks = &self.candidates.get(n)?.asks;
        Some(asks.money? / asks.at.len().max(1) as f64)
    }

    pub(super) fn is_restricted(&self, column: usize) -> bool {
        let candidate = match self.columns.get(column) {
            Some(Column::Way(n, _) | Column::Placed(n, _)) => self.candidates.get(*n),
            None => None,
        };
        candidate.is_some_and(|candidate| candidate.asks.restricted == Some(true))
    }
}
