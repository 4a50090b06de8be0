//! How results move: over the years, from the first schools to later ones, between groups, with fidelity.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::inventory::ResultRow;
use crate::rules::contract::{Gap, LaterSchools, Trend};
use crate::statistics::{Coefficient, Estimator, Interval, Row, Test, interval_of, regress};
use crate::truth::{Number, Possible, Truth};

use super::Thresholds;
use super::schools::Schools;

/// Whether a change that counts is beyond chance, and which way.
fn step(change: Row, thresholds: Thresholds) -> Ordering {
    let own = interval_of(&change, thresholds.confidence);
    if change.effect <= -thresholds.meaningful && own.high < 0.0 {
        Ordering::Less
    } else if change.effect >= thresholds.meaningful && own.low > 0.0 {
        Ordering::Greater
    } else {
        Ordering::Equal
    }
}

/// The change between two effects that correlate.
fn change(from: Row, to: Row, correlation: f64) -> Row {
    let together = 2.0 * correlation * (from.variance * to.variance).sqrt();
    Row {
        effect: to.effect - from.effect,
        // what is left of chance when both go wholly together is never less than a rounding
        variance: (from.variance + to.variance - together).max(f64::MIN_POSITIVE),
    }
}

/// The first year of each school.
fn first_years(schools: &Schools) -> BTreeMap<usize, i16> {
    let mut first = BTreeMap::new();
    for row in schools.leading_rows() {
        if let (Some(school), Some(year)) = (row.school, row.year) {
            let held = first.entry(school).or_insert(year);
            *held = (*held).min(year);
        }
    }
    first
}

/// How the schools that began in the first year went on: what rests on no threshold but those of pooling.
#[derive(Clone, Copy, Debug)]
pub(super) enum FirstSchools {
    /// No school says when it began.
    Nothing,
    /// They have results of one year.
    OneYear,
    /// What they share in their first year and in their latest.
    Shared(Row, Row),
    /// In one of these years what they share is not known.
    Directed,
}

impl FirstSchools {
    pub fn of(schools: &Schools) -> Self {
        let Some(years) = years_of_first(schools) else {
            return Self::Nothing;
        };
        match (years.first_key_value(), years.last_key_value()) {
            (Some((first, start)), Some((last, end))) if first != last => {
                match (schools.common(start), schools.common(end)) {
                    (Some(from), Some(to)) => Self::Shared(from, to),
                    _ => Self::Directed,
                }
            }
            _ => Self::OneYear,
        }
    }
}

/// The rows of the schools that began in the first year, by year; nothing where no school says when it began.
fn years_of_first<'a>(schools: &Schools<'a>) -> Option<BTreeMap<i16, Vec<&'a ResultRow>>> {
    let began = first_years(schools);
    let first_year = *began.values().min()?;
    let mut years: BTreeMap<i16, Vec<&ResultRow>> = BTreeMap::new();
    for row in schools.leading_rows() {
        let is_first = row.school.and_then(|s| began.get(&s)) == Some(&first_year);
        if let Some(year) = row.year.filter(|_| is_first) {
            years.entry(year).or_default().push(row);
        }
    }
    Some(years)
}

/// The schools that began in the first year: their first year against their latest.
pub(super) fn first_schools(schools: &Schools, thresholds: Thresholds) -> Option<Possible> {
    match schools.first_schools() {
        FirstSchools::Nothing => None,
        FirstSchools::OneYear => Some(Possible::Options(Trend::any())),
        FirstSchools::Shared(from, to) => {
            Some(Trend::from(step(change(from, to, thresholds.correlation), thresholds)).value())
        }
        FirstSchools::Directed => {
            let years = years_of_first(schools)?;
            let ((_, start), (_, end)) = (years.first_key_value()?, years.last_key_value()?);
            // directions count, they are not averaged: from better to not better is a fall
            let (from, to) = (schools.balance(start)?.signum(), schools.balance(end)?.signum());
            Some(Trend::from(to.cmp(&from)).value())
        }
    }
}

/// What the first schools share in their first year, and those that began later in theirs.
pub(super) fn first_years_of_both(schools: &Schools) -> Option<(Row, Row)> {
    let began = first_years(schools);
    let first_year = *began.values().min()?;
    let in_first_year = |later: bool| -> Vec<&ResultRow> {
        let wanted = |r: &&&ResultRow| {
            let year = r.school.and_then(|s| began.get(&s));
            year.is_some_and(|year| r.year == Some(*year) && (*year > first_year) == later)
        };
        schools.leading_rows().iter().filter(wanted).copied().collect()
    };
    Some((
        schools.common(&in_first_year(false))?,
        schools.common(&in_first_year(true))?,
    ))
}

/// The schools that began later, in their first year, against the first schools in theirs: worse, alike or better.
pub(super) fn later_schools(schools: &Schools, thresholds: Thresholds) -> Option<Possible> {
    let (from, to) = schools.later_schools()?;
    Some(LaterSchools::from(step(change(from, to, 0.0), thresholds)).value())
}

/// The effect on groups of students against that on all: widening, flat or narrowing the gap; the least favourable.
pub(super) fn gap(all: &Schools, groups: &[(&str, Schools)], thresholds: Thresholds) -> Option<Possible> {
    let on = |schools: &Schools, name: &str| schools.outcomes().iter().find(|o| o.name == name)?.common;
    let each = all.outcomes().iter().flat_map(|outcome| {
        let own = groups.iter().filter_map(|(_, group)| on(group, &outcome.name));
        own.filter_map(|own| Some(step(change(outcome.common?, own, 0.0), thresholds)))
    });
    let least = each.min()?;
    Some(Gap::from(least).value())
}

/// What the effects on the leading outcome have to do with how well it was carried out, with the degrees of freedom of
/// the model; its interval is at `level`.
pub(super) fn slope_of_fidelity(schools: &Schools, level: f64) -> Option<(Coefficient, Option<f64>)> {
    let pairs: Vec<(Row, f64)> = schools
        .leading_rows()
        .iter()
        .filter_map(|r| Some((schools.bounded(r)?.known()?, r.fidelity?.as_f64())))
        .collect();
    let (rows, fidelity): (Vec<Row>, Vec<f64>) = pairs.into_iter().unzip();
    let fit = regress(&rows, &[fidelity], Estimator::Reml, Test::KnappHartungAdHoc, level).ok()?;
    Some((*fit.slopes.first()?, fit.df))
}

/// Whether effects are larger where it was carried out better: yes when the slope is beyond chance, else open.
pub(super) fn fidelity_matters(schools: &Schools, thresholds: Thresholds) -> Option<Possible> {
    let (slope, df) = schools.slope_of_fidelity()?;
    let beyond_chance = slope.interval_at(df, thresholds.confidence).low > 0.0;
    Some(Possible::from_truth(if beyond_chance {
        Truth::True
    } else {
        Truth::Unknown
    }))
}

fn yearly_fidelity<'r>(rows: impl Iterator<Item = &'r ResultRow>) -> BTreeMap<i16, Vec<f64>> {
    let mut years: BTreeMap<i16, Vec<f64>> = BTreeMap::new();
    for row in rows.filter(|r| r.subgroup.is_empty()) {
        if let (Some(fidelity), Some(year)) = (row.fidelity, row.year) {
            years.entry(year).or_default().push(fidelity.as_f64());
        }
    }
    years
}

fn mean(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.iter().sum::<f64>() / values.len() as f64
}

/// The mean over the schools of the latest year.
pub(super) fn fidelity<'r>(rows: impl Iterator<Item = &'r ResultRow>) -> Option<Possible> {
    let years = yearly_fidelity(rows);
    let (_, latest) = years.last_key_value()?;
    Number::nearest(mean(latest)).map(Possible::number)
}

/// The first year's fidelity against the latest: falling, flat or rising.
pub(super) fn fidelity_trend<'r>(
    rows: impl Iterator<Item = &'r ResultRow>,
    thresholds: Thresholds,
) -> Option<Possible> {
    let years = yearly_fidelity(rows);
    let ((_, start), (_, end)) = (years.first_key_value()?, years.last_key_value()?);
    let change = mean(end) - mean(start);
    (years.len() > 1).then(|| {
        let trend = if change <= -thresholds.fidelity_step {
            Trend::Falling
        } else if change >= thresholds.fidelity_step {
            Trend::Rising
        } else {
            Trend::Flat
        };
        trend.value()
    })
}

/// What the effects of a year come to: what they share where it is known, else anything between the least and the most,
/// since what each weighs is not known. Nothing where no effect is stated.
fn of_year(schools: &Schools, rows: &[&ResultRow]) -> Option<Interval> {
    let all: Vec<_> = rows.iter().filter_map(|row| schools.bounded(row)).collect();
    if all.iter().all(|row| row.known().is_some()) {
        return schools.common(rows).map(|shared| Interval::at(shared.effect));
    }
    let ends = all.into_iter().map(|row| row.effect);
    ends.reduce(|held, next| Interval {
        low: held.low.min(next.low),
        high: held.high.max(next.high),
    })
}

/// What the first year with results and the latest come to.
pub(super) fn first_and_last_year(schools: &Schools) -> (Option<Interval>, Option<Interval>) {
    let years = schools.by_year();
    let of = |year: Option<(&i16, &Vec<&ResultRow>)>| of_year(schools, year?.1);
    (of(years.first_key_value()), of(years.last_key_value()))
}

/// Results that were worse in the first year and are higher in the latest. It protects, so it is no only where nothing that
/// is left open would make it so.
pub(super) fn dip(schools: &Schools, thresholds: Thresholds) -> Option<Possible> {
    let years = schools.by_year();
    let ((_, start), (_, end)) = (years.first_key_value()?, years.last_key_value()?);
    if years.len() < 2 {
        return None;
    }
    let dipped = match schools.ends() {
        (Some(from), Some(to)) => from.low < 0.0 && to.high - from.low >= thresholds.meaningful,
        _ => {
            let (from, to) = (schools.balance(start)?, schools.balance(end)?);
            from < 0 && to.signum() > from.signum()
        }
    };
    Some(Possible::from_truth(dipped.into()))
}
