//! Results in groups (schools in districts): one mean, variance between groups and between rows, by REML.

use std::f64::consts::PI;

use super::distribution::chi_square_upper;
use super::linear::Model;
use super::pool::{critical, two_sided};
use super::rows::{Interval, Note, PoolError, Row, check, check_level, compare, far_apart};

/// Where true effects vary.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Levels {
    /// Between groups only; rows of a group share one true effect.
    Groups,
    /// Between groups, and between the rows of a group.
    GroupsAndRows,
}

/// Effects pooled over groups; the test and the intervals are normal.
#[derive(Clone, PartialEq, Debug)]
pub struct Multilevel {
    /// Rows.
    pub k: usize,
    /// Groups.
    pub groups: usize,
    /// The mean effect.
    pub estimate: f64,
    /// Its standard error.
    pub se: f64,
    /// The mean over its standard error.
    pub statistic: f64,
    /// The two-sided p-value.
    pub p: f64,
    /// The confidence interval of the mean.
    pub ci: Interval,
    /// The variance of true effects between groups.
    pub between: f64,
    /// The variance of true effects between rows of a group; zero by assumption with [`Levels::Groups`].
    pub within: f64,
    /// Cochran's Q.
    pub q: f64,
    /// Its p-value.
    pub q_p: f64,
    /// The restricted log-likelihood.
    pub log_likelihood: f64,
    /// Where the true effect of a row in another group is expected.
    pub prediction: Interval,
    /// What to know beside the numbers.
    pub notes: Vec<Note>,
}

/// Pools rows; `groups` names the group of each row.
pub fn pool_groups(rows: &[Row], groups: &[usize], levels: Levels, level: f64) -> Result<Multilevel, PoolError> {
    check_level(level)?;
    let gathered = gather(rows, groups)?;
    if levels == Levels::GroupsAndRows && gathered.iter().all(|group| group.len() == 1) {
        return Err(PoolError::Inseparable);
    }
    let Maximum { theta, likelihood } = maximise(&gathered, levels)?;
    let state = State::at(&gathered, theta);
    let se = (1.0 / state.weight).sqrt();
    if !(state.mean.is_finite() && se.is_normal()) {
        return Err(PoolError::OutOfRange);
    }
    let total: f64 = theta.iter().sum();
    let reach = critical(level, None);
    let model = Model::mean(rows);
    let q = model.at(0.0)?.spread();
    Ok(Multilevel {
        k: rows.len(),
        groups: gathered.len(),
        estimate: state.mean,
        se,
        statistic: state.mean / se,
        p: two_sided(state.mean / se, None),
        ci: Interval::around(state.mean, reach * se),
        between: theta[0],
        within: theta[1],
        q,
        q_p: chi_square_upper(q, model.df()),
        log_likelihood: likelihood,
        prediction: Interval::around(state.mean, reach * (se * se + total).sqrt()),
        notes: far_apart(rows).into_iter().collect(),
    })
}

/// The rows by group, in an order that depends on nothing but their numbers.
pub(crate) fn gather(rows: &[Row], groups: &[usize]) -> Result<Vec<Vec<Row>>, PoolError> {
    check(rows)?;
    if groups.len() != rows.len() {
        return Err(PoolError::Shape);
    }
    let mut gathered = std::collections::BTreeMap::<usize, Vec<Row>>::new();
    for (row, group) in rows.iter().zip(groups) {
        gathered.entry(*group).or_default().push(*row);
    }
    let mut gathered: Vec<Vec<Row>> = gathered.into_values().collect();
    if gathered.len() < 2 {
        return Err(PoolError::TooFewGroups { needed: 2 });
    }
    for group in &mut gathered {
        group.sort_by(compare);
    }
    gathered.sort_by(|a, b| {
        let rows = a.iter().zip(b).map(|(a, b)| compare(a, b));
        rows.fold(a.len().cmp(&b.len()), std::cmp::Ordering::then)
    });
    Ok(gathered)
}

/// What one group brings: with d = 1 / (v + within), sums of its powers, and the shrinkage by `between`.
struct Part {
    /// d summed, then its squares, then its cubes.
    sums: [f64; 3],
    /// 1 / (1 + between sum(d)): the inverse times ones is `share` times d.
    share: f64,
    /// between times `share`.
    coupling: f64,
}

impl Part {
    fn of(group: &[Row], theta: [f64; 2]) -> Self {
        let mut sums = [0.0; 3];
        for row in group {
            let d = 1.0 / (row.variance + theta[1]);
            sums[0] += d;
            sums[1] += d * d;
            sums[2] += d * d * d;
        }
        let share = 1.0 / (1.0 + theta[0] * sums[0]);
        Self {
            sums,
            share,
            coupling: theta[0] * share,
        }
    }

    /// 1' V^-1 1.
    fn weight(&self) -> f64 {
        self.share * self.sums[0]
    }
}

/// The mean and the weight of everything at two variances.
pub(crate) struct State {
    pub(crate) mean: f64,
    pub(crate) weight: f64,
    likelihood: f64,
    slope: [f64; 2],
    information: [f64; 3],
}

impl State {
    /// The likelihood, its slope and its expected curvature; theta is the variance between groups, then rows.
    pub(crate) fn at(groups: &[Vec<Row>], theta: [f64; 2]) -> Self {
        let parts: Vec<Part> = groups.iter().map(|group| Part::of(group, theta)).collect();
        let weight: f64 = parts.iter().map(Part::weight).sum();
        let k = groups.iter().map(Vec::len).sum::<usize>() as f64;
        let weighted = |group: &[Row], less: f64| -> f64 {
            let terms = group.iter().map(|row| (row.effect - less) / (row.variance + theta[1]));
            terms.sum()
        };
        // twice, so that effects far from zero lose no digits
        let rough = groups.iter().flatten().map(|row| row.effect / k).sum::<f64>();
        let gap = |(group, part): (&Vec<Row>, &Part)| part.share * weighted(group, rough);
        let mean = rough + groups.iter().zip(&parts).map(gap).sum::<f64>() / weight;

        let (mut determinant, mut spread) = (0.0, 0.0);
        let (mut traces, mut pulls) = ([0.0; 2], [0.0; 2]);
        let (mut pairs, mut ends, mut middles) = ([0.0; 3], [0.0; 2], [0.0; 3]);
        for (group, part) in groups.iter().zip(&parts) {
            let ([d1, d2, d3], share, coupling) = (part.sums, part.share, part.coupling);
            let u = part.weight();
            let pull = weighted(group, mean);
            determinant += group.iter().map(|row| (row.variance + theta[1]).ln()).sum::<f64>() - share.ln();
            for row in group {
                let d = 1.0 / (row.variance + theta[1]);
                let residual = row.effect - mean;
                spread += d * residual * residual;
                pulls[1] += (d * (residual - coupling * pull)).powi(2);
            }
            spread -= coupling * pull * pull;
            pulls[0] += (share * pull).powi(2);
            traces[0] += u;
            traces[1] += d1 - coupling * d2;
            let across = share * share * d2;
            pairs[0] += u * u;
            pairs[1] += across;
            pairs[2] += d2 - 2.0 * coupling * d3 + (coupling * d2).powi(2);
            ends[0] += u * u;
            ends[1] += across;
            middles[0] += u * u * u;
            middles[1] += u * across;
            middles[2] += share * share * (d3 - coupling * d2 * d2);
        }
        let slope = |trace: f64, end: f64, pull: f64| -0.5 * (trace - end / weight - pull);
        let curve =
            |pair: f64, middle: f64, product: f64| 0.5 * (pair - 2.0 * middle / weight + product / (weight * weight));
        Self {
            mean,
            weight,
            likelihood: -0.5 * ((k - 1.0) * (2.0 * PI).ln() - k.ln() + determinant + weight.ln() + spread),
            slope: [slope(traces[0], ends[0], pulls[0]), slope(traces[1], ends[1], pulls[1])],
            information: [
                curve(pairs[0], middles[0], ends[0] * ends[0]),
                curve(pairs[1], middles[1], ends[0] * ends[1]),
                curve(pairs[2], middles[2], ends[1] * ends[1]),
            ],
        }
    }

    /// Which variances may move: those above zero, and those that want to be.
    fn free(&self, theta: [f64; 2], levels: Levels) -> [bool; 2] {
        let wants = |above: bool, slope: f64| above || slope > 0.0;
        [
            wants(theta[0] > 0.0, self.slope[0]),
            levels == Levels::GroupsAndRows && wants(theta[1] > 0.0, self.slope[1]),
        ]
    }

    /// The step of Fisher scoring over the variances that may move.
    fn step(&self, theta: [f64; 2], levels: Levels) -> [f64; 2] {
        let ([g0, g1], [a, b, c]) = (self.slope, self.information);
        let determinant = a * c - b * b;
        if self.free(theta, levels) == [true, true] && determinant > a * c * 1e-12 {
            [(c * g0 - b * g1) / determinant, (a * g1 - b * g0) / determinant]
        } else {
            self.careful_step(theta, levels)
        }
    }

    /// A step that climbs even when one of the variances is stopped at zero.
    fn careful_step(&self, theta: [f64; 2], levels: Levels) -> [f64; 2] {
        let ([g0, g1], [a, _, c]) = (self.slope, self.information);
        match self.free(theta, levels) {
            [true, true] => [g0 / a / 2.0, g1 / c / 2.0],
            [true, false] => [g0 / a, 0.0],
            [false, true] => [0.0, g1 / c],
            [false, false] => [0.0, 0.0],
        }
    }
}

struct Maximum {
    theta: [f64; 2],
    likelihood: f64,
}

/// Points of each variance that the search starts from, evenly on the logarithm, beside zero.
const GRID: u32 = 14;

/// The highest restricted likelihood, on the boundary or inside. There may be several maxima, so every point of a
/// grid that its neighbours do not exceed is climbed from.
fn maximise(groups: &[Vec<Row>], levels: Levels) -> Result<Maximum, PoolError> {
    let rows = groups.iter().flatten().count() as f64;
    let mean = groups.iter().flatten().map(|row| row.effect / rows).sum::<f64>();
    let total = groups
        .iter()
        .flatten()
        .map(|row| (row.effect - mean).powi(2))
        .sum::<f64>();
    let least = groups
        .iter()
        .flatten()
        .map(|row| row.variance)
        .fold(f64::INFINITY, f64::min);
    let (bottom, top) = (least / 100.0, total + least);
    let ratio = (top / bottom).ln() / f64::from(GRID);
    let points = (0..=GRID).map(|n| bottom * (ratio * f64::from(n)).exp());
    let axis: Vec<f64> = std::iter::once(0.0).chain(points).collect();
    let other = if levels == Levels::Groups {
        vec![0.0]
    } else {
        axis.clone()
    };
    let height = |between: f64| {
        let of = other
            .iter()
            .map(|within| State::at(groups, [between, *within]).likelihood);
        of.collect::<Vec<f64>>()
    };
    let heights: Vec<Vec<f64>> = axis.iter().map(|between| height(*between)).collect();
    let mut starts = Vec::new();
    for (i, between) in axis.iter().enumerate() {
        for (j, within) in other.iter().enumerate() {
            let here = heights.get(i).and_then(|line| line.get(j)).copied().unwrap_or(f64::NAN);
            let lines = heights
                .iter()
                .skip(i.saturating_sub(1))
                .take(if i == 0 { 2 } else { 3 });
            let mut near =
                lines.flat_map(|line| line.iter().skip(j.saturating_sub(1)).take(if j == 0 { 2 } else { 3 }));
            if near.all(|height| *height <= here) {
                starts.push([*between, *within]);
            }
        }
    }
    if levels == Levels::GroupsAndRows {
        starts.push(maximise(groups, Levels::Groups)?.theta);
    }
    let found = starts
        .into_iter()
        .filter_map(|start| climb(groups, levels, start, least));
    found
        .max_by(|a, b| a.likelihood.total_cmp(&b.likelihood))
        .ok_or(PoolError::NotConverged)
}

fn climb(groups: &[Vec<Row>], levels: Levels, start: [f64; 2], least: f64) -> Option<Maximum> {
    let (mut theta, mut state) = (start, State::at(groups, start));
    let (mut before, mut damping) = ([0.0; 2], 1.0);
    for _ in 0..1000 {
        let (joint, apart) = (state.step(theta, levels), state.careful_step(theta, levels));
        // scoring that swings from side to side of the maximum is slowed down for good
        let turn = joint[0] * before[0] + joint[1] * before[1];
        if turn < 0.0 && square(joint) > 0.25 * square(before) && damping > 1e-3 {
            damping /= 2.0;
        }
        before = joint;
        let floor = state.likelihood - 1e-13 * state.likelihood.abs().max(100.0);
        let tries = (0..30).flat_map(|n| [(joint, n), (apart, n)]);
        let (next, after) = tries
            .map(|(step, n)| {
                let share = damping * 0.5_f64.powi(n);
                let next = [
                    (theta[0] + share * step[0]).max(0.0),
                    (theta[1] + share * step[1]).max(0.0),
                ];
                (next, State::at(groups, next))
            })
            .find(|(_, after)| after.likelihood >= floor)?;
        let moved = (next[0] - theta[0]).abs() + (next[1] - theta[1]).abs();
        (theta, state) = (next, after);
        if moved <= damping * (1e-13 * (next[0] + next[1]) + 1e-16 * least) {
            let likelihood = state.likelihood;
            return likelihood.is_finite().then_some(Maximum { theta, likelihood });
        }
    }
    // where the likelihood is flat the variances creep; what is left to gain must be nothing
    let [a, b] = state.step(theta, levels);
    let gain = (a * state.slope[0]).abs() + (b * state.slope[1]).abs();
    let likelihood = state.likelihood;
    (gain < 1e-12).then_some(Maximum { theta, likelihood })
}

fn square(step: [f64; 2]) -> f64 {
    step[0] * step[0] + step[1] * step[1]
}
