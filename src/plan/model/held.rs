//! What must hold of a plan whatever it frees: protections, what is built on, goals, and who loses.

use super::{Column, Condition, Model, row};
use crate::plan::candidate::{Candidate, WHOLE};
use crate::plan::program::{Bound, Row, Terms};
use crate::rules::contract::Move;

impl Model {
    /// What holds of every plan: one way for each, mergers with what runs, and what is kept.
    pub(super) fn structure(&self) -> Vec<(Option<Condition>, Row)> {
        let mut rows = Vec::new();
        let ones = |columns: Vec<usize>| -> Terms { columns.into_iter().map(|column| (column, 1)).collect() };
        for (n, candidate) in self.candidates.iter().enumerate() {
            rows.push((None, row(ones(self.columns_of(n, |_| true)), Bound::Exactly, 1)));
            if candidate.kept.is_some() {
                let goes_on = self.columns_of(n, |movement| movement == Move::GoOn);
                rows.push((Some(Condition::Kept(n)), row(ones(goes_on), Bound::AtLeast, 1)));
            }
            let placed: Vec<usize> = self
                .columns
                .iter()
                .enumerate()
                .filter(|(_, held)| matches!(held, Column::Placed(of, _) if *of == n))
                .map(|(column, _)| column)
                .collect();
            if let [spread] = self.columns_of(n, |movement| movement == Move::Spread)[..] {
                for column in &placed {
                    rows.push((None, row(vec![(*column, 1), (spread, -1)], Bound::AtMost, 0)));
                }
                let mut some = ones(placed);
                some.push((spread, -1));
                rows.push((None, row(some, Bound::AtLeast, 0)));
            }
        }
        for (column, _, way) in self.ways() {
            if let Some(partner) = way.partner {
                let stays = |movement| matches!(movement, Move::GoOn | Move::Reduce | Move::Spread);
                let mut terms: Terms = self.columns_of(partner, stays).into_iter().map(|c| (c, -1)).collect();
                terms.push((column, 1));
                rows.push((None, row(terms, Bound::AtMost, 0)));
            }
        }
        rows
    }

    /// What builds on something does not run without it.
    pub(super) fn builds_on(&self) -> Vec<(Option<Condition>, Row)> {
        let mut rows = Vec::new();
        for (n, candidate) in self.candidates.iter().enumerate() {
            // what does not run yet is missed today too
            let planned = |on: &&usize| self.candidates.get(**on).is_none_or(|other| other.proposed);
            for on in candidate.requires.iter().filter(|on| !planned(on)) {
                let needed = self.columns_of(*on, |movement| !Candidate::runs(movement));
                let runs = self.columns_of(n, Candidate::runs);
                let terms = needed.into_iter().chain(runs).map(|column| (column, 1)).collect();
                rows.push((Some(Condition::BuildsOn(n, *on)), row(terms, Bound::AtMost, 1)));
            }
        }
        rows
    }

    /// Goals that something serves now stay served.
    pub(super) fn goals(&self, count: usize) -> Vec<(Option<Condition>, Row)> {
        let each = (0..count).filter_map(|goal| {
            let serving = |(_, candidate): &(usize, &Candidate)| !candidate.proposed && candidate.goals.contains(&goal);
            let serving = self.candidates.iter().enumerate().filter(serving);
            let terms: Terms = serving
                .flat_map(|(n, _)| self.columns_of(n, Candidate::runs))
                .map(|column| (column, 1))
                .collect();
            (!terms.is_empty()).then(|| (Some(Condition::Goal(goal)), row(terms, Bound::AtLeast, 1)))
        });
        each.collect()
    }

    /// Hundredths of initiatives that a school loses by each way; what the recommendation itself calls for is no loss.
    pub(super) fn loss_at(&self, school: usize) -> Terms {
        let losing = self
            .ways()
            .filter(|(_, candidate, way)| way.steps > 0 && !candidate.proposed);
        let each = losing.filter_map(|(column, candidate, way)| {
            let part = candidate.asks.at.iter().find(|(there, _)| *there == school)?.1;
            let loss = part * (WHOLE - self.reach_left(way.movement)) / WHOLE;
            (loss > 0).then_some((column, loss))
        });
        each.collect()
    }

    /// Hundredths of initiatives at a school.
    pub(super) fn running_at(&self, school: usize) -> i64 {
        let running = self.candidates.iter().filter(|candidate| !candidate.proposed);
        let there = running.flat_map(|candidate| &candidate.asks.at);
        there.filter(|(at, _)| *at == school).map(|(_, part)| part).sum()
    }

    /// No school, and no band of poverty, loses more than its share.
    pub(super) fn equity(&self) -> Vec<(Option<Condition>, Row)> {
        let losses: Vec<Terms> = (0..self.schools).map(|school| self.loss_at(school)).collect();
        let running: Vec<i64> = (0..self.schools).map(|school| self.running_at(school)).collect();
        let mut rows = Vec::new();
        for ((school, loss), running) in losses.iter().enumerate().zip(&running) {
            if !loss.is_empty() {
                let most = running * self.shares.school_loss / WHOLE;
                rows.push((Some(Condition::School(school)), row(loss.clone(), Bound::AtMost, most)));
            }
        }
        let all: i64 = running.iter().sum();
        for group in self.groups.iter().filter(|group| group.len() < self.schools && all > 0) {
            let inside = |school: &usize| group.contains(school);
            let own: i64 = running
                .iter()
                .enumerate()
                .filter(|(s, _)| inside(s))
                .map(|(_, r)| r)
                .sum();
            let share = WHOLE * own / all;
            let mut terms = vec![0_i64; self.columns.len()];
            for (school, loss) in losses.iter().enumerate() {
                for (column, by) in loss {
                    let part = if inside(&school) { WHOLE - share } else { -share };
                    if let Some(term) = terms.get_mut(*column) {
                        *term += by * part;
                    }
                }
            }
            let terms: Terms = terms.into_iter().enumerate().filter(|(_, by)| *by != 0).collect();
            if !terms.is_empty() {
                rows.push((
                    Some(Condition::Groups),
                    row(terms, Bound::AtMost, own * self.shares.group_leeway),
                ));
            }
        }
        rows
    }
}
