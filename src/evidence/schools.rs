//! Results by school: one effect for each, however many rows it has, and what all of them come to.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::inventory::{Comparison, Direction, ResultRow};
pub use crate::rules::contract::ResultsWord as Word;
use crate::statistics::distribution::{normal_quantile, normal_upper, t_upper};
use crate::statistics::{Estimator, Interval, Pooled, Row, Shrunk, Test, pool_at, shrink};
use crate::truth::Number;

use super::Thresholds;

/// What one school's rows say in numbers.
#[derive(Clone, PartialEq, Debug)]
pub struct SchoolEffect {
    /// The school's place in the inventory; `None` for rows that name none.
    pub school: Option<usize>,
    /// How many rows.
    pub rows: usize,
    /// Students of its largest row, where one is known.
    pub students: Option<Number>,
    /// Its effect and sampling variance.
    pub row: Row,
    /// Its own interval.
    pub own: Interval,
    /// Its effect drawn to the mean of all; `None` for a school alone.
    pub shrunk: Option<Shrunk>,
}

/// What follows from the rows by the correlation within schools and the level of intervals alone.
#[derive(Clone, PartialEq, Debug)]
struct Fitted {
    measured: Vec<SchoolEffect>,
    pooled: Option<Pooled>,
}

/// The rows that count, by school.
#[derive(Clone, Debug)]
pub struct Schools<'a> {
    thresholds: Thresholds,
    /// The rows.
    pub rows: Vec<&'a ResultRow>,
    fitted: Rc<Fitted>,
}

/// The effect and sampling variance of a row; `None` when it gives only a direction.
///
/// Without a standard error the variance of two equal groups is taken, 4 / n + g² / 2n (Hedges and Olkin 1985).
#[must_use]
pub fn numbers(row: &ResultRow) -> Option<Row> {
    let effect = row.effect?.point()?;
    let against = match row.direction {
        Some(Direction::Better) => effect < 0.0,
        Some(Direction::Worse) => effect > 0.0,
        Some(Direction::None) | None => false,
    };
    let variance = match (row.error.map(Interval::point), row.students.map(Number::as_f64)) {
        (Some(Some(se)), _) if se > 0.0 => se * se,
        (None, Some(n)) if n >= 1.0 => 4.0 / n + effect * effect / (2.0 * n),
        _ => return None,
    };
    (!against).then_some(Row { effect, variance })
}

/// One effect for rows that share students or teachers: their mean, with the variance of a mean of rows that all
/// correlate by `correlation` (Borenstein, Hedges, Higgins and Rothstein 2009, chapter 24).
#[must_use]
pub fn composite(rows: &[Row], correlation: f64) -> Option<Row> {
    let count = rows.len() as f64;
    // in one order, so that the order of rows changes no digit
    let mut sorted: Vec<Row> = rows.to_vec();
    sorted.sort_by(|a, b| a.effect.total_cmp(&b.effect).then(a.variance.total_cmp(&b.variance)));
    let own: f64 = sorted.iter().map(|r| r.variance).sum();
    let errors: f64 = sorted.iter().map(|r| r.variance.sqrt()).sum();
    (!sorted.is_empty()).then(|| Row {
        effect: sorted.iter().map(|r| r.effect).sum::<f64>() / count,
        variance: ((1.0 - correlation) * own + correlation * errors * errors) / (count * count),
    })
}

/// An effect with an interval of so many standard errors.
fn around(row: Row, errors: f64) -> Interval {
    let reach = errors * row.variance.sqrt();
    Interval {
        low: row.effect - reach,
        high: row.effect + reach,
    }
}

impl Fitted {
    fn of(rows: &[&ResultRow], thresholds: Thresholds) -> Self {
        let mut by_school: BTreeMap<Option<usize>, (Vec<Row>, Option<Number>)> = BTreeMap::new();
        for row in rows {
            if let Some(numbers) = numbers(row) {
                let (held, students) = by_school.entry(row.school).or_default();
                held.push(numbers);
                *students = (*students).max(row.students);
            }
        }
        let reach = normal_quantile(0.5 + thresholds.confidence / 2.0);
        let one = |(school, (rows, students)): (Option<usize>, (Vec<Row>, Option<Number>))| {
            let row = composite(&rows, thresholds.correlation)?;
            Some(SchoolEffect {
                school,
                rows: rows.len(),
                students,
                row,
                own: around(row, reach),
                shrunk: None,
            })
        };
        let mut measured: Vec<SchoolEffect> = by_school.into_iter().filter_map(one).collect();
        let effects: Vec<Row> = measured.iter().map(|s| s.row).collect();
        let pooled = pooled(&effects, thresholds.confidence);
        if let Some(pooled) = pooled.as_ref().filter(|p| p.k > 1)
            && let Ok(shrunk) = shrink(&effects, pooled)
        {
            for (school, shrunk) in measured.iter_mut().zip(shrunk) {
                school.shrunk = Some(shrunk);
            }
        }
        Self { measured, pooled }
    }
}

impl<'a> Schools<'a> {
    /// Sorts the rows by school and pools them.
    #[must_use]
    pub fn of(rows: Vec<&'a ResultRow>, thresholds: Thresholds) -> Self {
        let fitted = Rc::new(Fitted::of(&rows, thresholds));
        Self {
            thresholds,
            rows,
            fitted,
        }
    }

    /// The same rows under other thresholds; they are pooled anew only where that matters.
    #[must_use]
    pub fn under(&self, thresholds: Thresholds) -> Self {
        let fitted = if self.thresholds.pools_like(thresholds) {
            Rc::clone(&self.fitted)
        } else {
            Rc::new(Fitted::of(&self.rows, thresholds))
        };
        Self {
            thresholds,
            rows: self.rows.clone(),
            fitted,
        }
    }

    /// Schools whose rows give numbers, by place.
    #[must_use]
    pub fn measured(&self) -> &[SchoolEffect] {
        &self.fitted.measured
    }

    /// The schools pooled: random effects, REML, Hartung-Knapp with a multiplier of at least 1; for a school alone its
    /// own interval. `None` without numbers.
    #[must_use]
    pub fn pooled(&self) -> Option<&Pooled> {
        self.fitted.pooled.as_ref()
    }

    /// Which way a row points: by its number against the smallest effect that counts, else as stated.
    #[must_use]
    pub fn direction(&self, row: &ResultRow) -> Option<Direction> {
        row.direction.or_else(|| {
            row.effect
                .and_then(Interval::point)
                .map(|e| towards(e, self.thresholds.meaningful))
        })
    }

    /// Whether an effect is one that counts.
    #[must_use]
    pub fn counts(&self, effect: f64) -> bool {
        effect >= self.thresholds.meaningful
    }

    /// What the schools come to.
    #[must_use]
    pub fn word(&self) -> Word {
        let directed = self.directed_word();
        match (self.measured_word(), directed) {
            (Word::NotMeasured, directed) => directed,
            (measured, Word::NotMeasured) => measured,
            (Word::Better, Word::Worse | Word::Mixed) | (Word::Worse | Word::None, Word::Better | Word::Mixed) => {
                Word::Mixed
            }
            (measured, _) => measured,
        }
    }

    /// What the schools without numbers come to, each by the ways its rows point; a row that names no school is one by
    /// itself. As the What Works Clearinghouse counts studies (standards 1.0 to 4.0): better needs no worse
    /// beside it and no more schools without a difference, worse likewise; what is neither is mixed.
    fn directed_word(&self) -> Word {
        let schools = |wanted: Direction| -> BTreeSet<(bool, usize)> {
            let directed = self.rows.iter().enumerate().filter(|(_, r)| numbers(r).is_none());
            let pointing = directed.filter(|(_, r)| self.direction(r) == Some(wanted));
            pointing
                .map(|(n, r)| r.school.map_or((true, n), |school| (false, school)))
                .collect()
        };
        let (better, worse) = (schools(Direction::Better), schools(Direction::Worse));
        let same = schools(Direction::None);
        let same = same
            .iter()
            .filter(|s| !better.contains(s) && !worse.contains(s))
            .count();
        match (better.len(), worse.len(), same) {
            (0, 0, 0) => Word::NotMeasured,
            (0, 0, _) => Word::None,
            (gained, 0, same) if same <= gained => Word::Better,
            (0, lost, same) if same <= lost => Word::Worse,
            _ => Word::Mixed,
        }
    }

    /// What the schools with numbers come to.
    fn measured_word(&self) -> Word {
        let Some(pooled) = self.pooled() else {
            // numbers that cannot be pooled say nothing certain
            return if self.measured().is_empty() {
                Word::NotMeasured
            } else {
                Word::Inconclusive
            };
        };
        let word = self.by_interval(pooled.estimate, pooled.ci);
        if word != Word::Inconclusive {
            return word;
        }
        let few = self.measured().len() > 1 && self.measured().len() as f64 <= self.thresholds.few_schools;
        if few {
            for way in [Word::Better, Word::Worse] {
                if self.concordant(way) {
                    return way;
                }
            }
        }
        let clear = |way| {
            let own = |s: &SchoolEffect| self.by_interval(s.row.effect, s.own) == way;
            self.measured().iter().any(own)
        };
        if clear(Word::Better) && clear(Word::Worse) {
            Word::Mixed
        } else if self
            .chance_better()
            .is_some_and(|chance| chance >= self.thresholds.promising)
        {
            Word::Likely
        } else {
            Word::Inconclusive
        }
    }

    /// The probability that the mean effect of the schools counts.
    #[must_use]
    pub fn chance_better(&self) -> Option<f64> {
        let pooled = self.pooled()?;
        let distance = (self.thresholds.meaningful - pooled.estimate) / pooled.se;
        Some(
            pooled
                .df
                .map_or_else(|| normal_upper(distance), |df| t_upper(distance, df)),
        )
    }

    /// Better and worse need an interval that does not reach 0 and an effect that counts; none, that an effect which
    /// would matter is ruled out.
    fn by_interval(&self, estimate: f64, interval: Interval) -> Word {
        let bar = self.thresholds.meaningful;
        if interval.low > 0.0 && estimate >= bar {
            Word::Better
        } else if interval.high < 0.0 && estimate <= -bar {
            Word::Worse
        } else if interval.high < self.thresholds.excluded {
            Word::None
        } else {
            Word::Inconclusive
        }
    }

    /// Among so few schools that nobody can tell how far schools differ: every one points the same way, and two or more
    /// with most of the weight do so beyond chance (Bender et al. 2018).
    fn concordant(&self, way: Word) -> bool {
        let sign = if way == Word::Better { 1.0 } else { -1.0 };
        let clear: Vec<bool> = self
            .measured()
            .iter()
            .map(|s| self.by_interval(s.row.effect, s.own) == way)
            .collect();
        let weight = |s: &SchoolEffect| 1.0 / s.row.variance;
        let all: f64 = self.measured().iter().map(weight).sum();
        let in_clear = self.measured().iter().zip(&clear).filter(|(_, clear)| **clear);
        let share = in_clear.map(|(s, _)| weight(s)).sum::<f64>() / all;
        self.measured().iter().all(|s| s.row.effect * sign > 0.0)
            && clear.iter().filter(|c| **c).count() > 1
            && share >= self.thresholds.concordant
    }

    /// The schools with better results: by their effect drawn to the mean of all, so that few students do not count
    /// like many; a school alone by its own interval; one without numbers by its directions.
    #[must_use]
    pub fn positive(&self) -> Vec<usize> {
        let bar = self.thresholds.meaningful;
        let better = |s: &SchoolEffect| match &s.shrunk {
            Some(shrunk) => shrunk.estimate >= bar,
            None => self.by_interval(s.row.effect, s.own) == Word::Better,
        };
        let measured = self.measured().iter().filter(|s| better(s)).filter_map(|s| s.school);
        let mut balance: BTreeMap<usize, i64> = BTreeMap::new();
        for row in &self.rows {
            if let Some(school) = row
                .school
                .filter(|n| self.measured().iter().all(|s| s.school != Some(*n)))
            {
                *balance.entry(school).or_default() += self.direction(row).map_or(0, sign);
            }
        }
        let directed = balance.into_iter().filter(|(_, b)| *b > 0).map(|(school, _)| school);
        let mut all: Vec<usize> = measured.chain(directed).collect();
        all.sort_unstable();
        all
    }

    /// How many schools it harms beyond doubt: those with numbers and a matched comparison or a lottery, where every one
    /// of them is below 0, their common interval too, and their mean is one that counts.
    #[must_use]
    pub fn harmed(&self) -> usize {
        let (rows, outcomes) = self.careful();
        let each = self.each_school(&rows);
        let common = self.common(&rows).is_some_and(|common| self.harms(common, outcomes));
        if common && each.iter().all(|school| school.effect < 0.0) {
            each.len()
        } else {
            0
        }
    }

    /// How many of these schools lose beyond doubt by their own results, whatever the others do; corrected for their
    /// number too.
    #[must_use]
    pub fn losing(&self) -> usize {
        let (rows, outcomes) = self.careful();
        let each = self.each_school(&rows);
        let looks = outcomes * each.len();
        each.iter().filter(|school| self.harms(**school, looks)).count()
    }

    /// The rows with numbers and a matched comparison or a lottery, and how many outcomes they are about. A row that
    /// does not say what it was compared with is among them.
    fn careful(&self) -> (Vec<&'a ResultRow>, usize) {
        let careful = |r: &&&ResultRow| r.comparison.is_none_or(|c| c >= Comparison::Matched) && numbers(r).is_some();
        let rows: Vec<&ResultRow> = self.rows.iter().filter(careful).copied().collect();
        let outcomes: BTreeSet<String> = rows.iter().map(|r| r.measure.trim().to_lowercase()).collect();
        (rows, outcomes.len())
    }

    /// Whether an effect is a loss that counts, at the level of harm corrected for so many looks (Bonferroni).
    fn harms(&self, effect: Row, looks: usize) -> bool {
        let chance = (1.0 - self.thresholds.harm) / looks.max(1) as f64;
        let own = around(effect, normal_quantile(1.0 - chance / 2.0));
        own.high < 0.0 && effect.effect <= -self.thresholds.meaningful
    }

    /// So many years without results break no row of years.
    #[must_use]
    pub fn untested_years(&self) -> f64 {
        self.thresholds.untested_years
    }

    /// The rows by the year in which the school year ended.
    #[must_use]
    pub fn by_year(&self) -> BTreeMap<i16, Vec<&'a ResultRow>> {
        let mut years: BTreeMap<i16, Vec<&ResultRow>> = BTreeMap::new();
        for row in &self.rows {
            if let Some(year) = row.year {
                years.entry(year).or_default().push(row);
            }
        }
        years
    }

    /// The common effect of some rows with numbers: one for each school, weighted by precision.
    #[must_use]
    pub fn common(&self, rows: &[&ResultRow]) -> Option<Row> {
        let (mut weights, mut sum) = (0.0, 0.0);
        for row in self.each_school(rows) {
            weights += 1.0 / row.variance;
            sum += row.effect / row.variance;
        }
        (weights > 0.0).then(|| Row {
            effect: sum / weights,
            variance: 1.0 / weights,
        })
    }

    /// One effect for each school of some rows with numbers.
    fn each_school(&self, rows: &[&ResultRow]) -> Vec<Row> {
        let numbered = rows.iter().filter_map(|row| Some((row.school, numbers(row)?)));
        let mut numbered: Vec<(Option<usize>, Row)> = numbered.collect();
        numbered.sort_by_key(|(school, _)| *school);
        let each = numbered.chunk_by(|a, b| a.0 == b.0).filter_map(|own| {
            let own: Vec<Row> = own.iter().map(|(_, row)| *row).collect();
            composite(&own, self.thresholds.correlation)
        });
        each.collect()
    }

    /// Better less worse among some rows that give only a direction; `None` when there are none.
    #[must_use]
    pub fn balance(&self, rows: &[&ResultRow]) -> Option<i64> {
        let directed = rows.iter().filter(|r| numbers(r).is_none());
        let signs: Vec<i64> = directed.filter_map(|r| self.direction(r)).map(sign).collect();
        (!signs.is_empty()).then(|| signs.iter().sum())
    }
}

/// Pools effects; two methods are tried, and where neither ends there is no number.
fn pooled(rows: &[Row], level: f64) -> Option<Pooled> {
    let with = |estimator| pool_at(rows, estimator, Test::KnappHartungAdHoc, level).ok();
    with(Estimator::Reml).or_else(|| with(Estimator::PauleMandel))
}

fn sign(direction: Direction) -> i64 {
    match direction {
        Direction::Worse => -1,
        Direction::None => 0,
        Direction::Better => 1,
    }
}

/// Which way an effect points past a bar.
pub(super) fn towards(effect: f64, bar: f64) -> Direction {
    if effect >= bar {
        Direction::Better
    } else if effect <= -bar {
        Direction::Worse
    } else {
        Direction::None
    }
}
