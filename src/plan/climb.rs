//! A better start for the search: choices exchanged one by one and two by two, as long as that serves the aim.
//!
//! It proves nothing. The solver begins at what it finds, so that where a proof is out of reach what was found by then is
//! good.

use crate::plan::program::{Bound, Program, Row, Solution, Terms};

/// Exchanges are tried no more often than this.
const TRIES: usize = 3_000_000;

/// A solution that meets every row and serves the aim no worse.
pub(super) fn improved(program: &Program, rows: &[Row], aim: &Terms, known: Solution) -> Solution {
    let mut state = State::of(program, rows, aim, known);
    let groups = state.groups(rows);
    let mut tries = 0;
    loop {
        let better = state.one(&groups, &mut tries) || state.two(&groups, &mut tries);
        if !better || tries > TRIES {
            return state.solution;
        }
    }
}

/// Another choice of one group: the column that is let go, and the one that is taken.
type Exchange = (usize, usize);

struct State {
    solution: Solution,
    /// By column, what it adds to which rows.
    columns: Vec<Terms>,
    /// By row, how much it may still rise and fall.
    room: Vec<(i64, i64)>,
    cost: Vec<i64>,
}

impl State {
    fn of(program: &Program, rows: &[Row], aim: &Terms, solution: Solution) -> Self {
        let all = program.choices + program.amounts;
        let mut columns = vec![Terms::new(); all];
        let mut cost = vec![0; all];
        for (column, by) in aim {
            if let Some(cost) = cost.get_mut(*column) {
                *cost += by;
            }
        }
        let mut room = Vec::new();
        for (place, row) in rows.iter().enumerate() {
            let mut sum = 0;
            for (column, by) in &row.terms {
                if let Some(terms) = columns.get_mut(*column) {
                    terms.push((place, *by));
                }
                sum += by * solution.value(*column);
            }
            room.push(match row.bound {
                Bound::AtMost => (row.by - sum, i64::MAX),
                Bound::AtLeast => (i64::MAX, sum - row.by),
                Bound::Exactly => (row.by - sum, sum - row.by),
            });
        }
        Self {
            solution,
            columns,
            room,
            cost,
        }
    }

    /// Columns of which just one is chosen.
    fn groups(&self, rows: &[Row]) -> Vec<Vec<usize>> {
        let one = |row: &&Row| row.bound == Bound::Exactly && row.by == 1 && row.terms.iter().all(|(_, by)| *by == 1);
        let groups = rows.iter().filter(one);
        groups
            .map(|row| row.terms.iter().map(|(column, _)| *column).collect())
            .collect()
    }

    /// Every exchange in a group.
    fn exchanges<'g>(&'g self, group: &'g [usize]) -> impl Iterator<Item = Exchange> + 'g {
        let taken = |column: &usize| self.solution.chosen.get(*column) == Some(&true);
        let from = group.iter().copied().find(taken);
        let others = group.iter().copied().filter(move |column| Some(*column) != from);
        others.filter_map(move |to| Some((from?, to)))
    }

    fn saves(&self, (from, to): Exchange) -> i64 {
        let cost = |column: usize| self.cost.get(column).copied().unwrap_or_default();
        cost(from) - cost(to)
    }

    /// Whether every row still holds after some exchanges.
    fn fits(&self, exchanges: &[Exchange]) -> bool {
        let mut change: Vec<(usize, i64)> = Vec::new();
        for (from, to) in exchanges {
            for (column, sign) in [(*from, -1), (*to, 1)] {
                let terms = self.columns.get(column).map_or(&[][..], Vec::as_slice);
                change.extend(terms.iter().map(|(row, by)| (*row, sign * by)));
            }
        }
        change.sort_unstable();
        change.chunk_by(|a, b| a.0 == b.0).all(|same| {
            let sum: i64 = same.iter().map(|(_, by)| by).sum();
            let row = same.first().and_then(|(row, _)| self.room.get(*row));
            row.is_some_and(|(up, down)| sum <= *up && -sum <= *down)
        })
    }

    fn make(&mut self, exchanges: &[Exchange]) {
        for (from, to) in exchanges {
            for (column, sign, taken) in [(*from, -1, false), (*to, 1, true)] {
                if let Some(chosen) = self.solution.chosen.get_mut(column) {
                    *chosen = taken;
                }
                for (row, by) in self.columns.get(column).map_or(&[][..], Vec::as_slice) {
                    if let Some((up, down)) = self.room.get_mut(*row) {
                        *up = up.saturating_sub(sign * by);
                        *down = down.saturating_add(sign * by);
                    }
                }
            }
        }
    }

    /// Makes exchanges that serve the aim one by one; whether there was any.
    fn one(&mut self, groups: &[Vec<usize>], tries: &mut usize) -> bool {
        let mut any = false;
        for group in groups {
            *tries += group.len();
            let good = |exchange: &Exchange| self.saves(*exchange) > 0 && self.fits(&[*exchange]);
            let best = self
                .exchanges(group)
                .filter(good)
                .max_by_key(|exchange| self.saves(*exchange));
            if let Some(best) = best {
                self.make(&[best]);
                any = true;
            }
        }
        any
    }

    /// Makes the first two exchanges that serve the aim together; whether there were any.
    fn two(&mut self, groups: &[Vec<usize>], tries: &mut usize) -> bool {
        let all: Vec<Vec<Exchange>> = groups.iter().map(|group| self.exchanges(group).collect()).collect();
        let mut found = None;
        'search: for (place, own) in all.iter().enumerate() {
            for one in own.iter().filter(|one| self.saves(**one) > 0) {
                for (_, others) in all.iter().enumerate().filter(|(other, _)| *other != place) {
                    for other in others {
                        *tries += 1;
                        if self.saves(*one) + self.saves(*other) > 0 && self.fits(&[*one, *other]) {
                            found = Some([*one, *other]);
                            break 'search;
                        }
                        if *tries > TRIES {
                            break 'search;
                        }
                    }
                }
            }
        }
        found.inspect(|pair| self.make(pair)).is_some()
    }
}
