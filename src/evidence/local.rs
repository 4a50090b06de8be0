//! Results of the district's own schools.

use std::collections::{BTreeMap, BTreeSet};

use crate::inventory::{Comparison, Direction, Initiative, ResultRow};
use crate::truth::{Number, Possible, Truth};

use super::studies;

/// The kind of place a school is; parts that nobody wrote down are `None`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Place {
    /// The locale, by its option.
    pub locale: Option<usize>,
    /// The poverty band, 0 for the lowest.
    pub poverty: Option<usize>,
    /// The grade band, by its option.
    pub grades: Option<usize>,
}

/// The rows of one initiative, sorted by what they can show.
pub struct Evidence<'a> {
    initiative: &'a Initiative,
    places: &'a [Place],
    bar: f64,
}

/// The options of a trend: falling, flat, rising.
const TREND: u64 = 0b111;
/// Fidelity that moved less than this is flat; a reading convention, not a threshold of any rule.
const FLAT_FIDELITY: f64 = 0.05;
/// What a direction without a number weighs in a raw trend.
const DIRECTION_WEIGHT: f64 = 0.1;

impl<'a> Evidence<'a> {
    /// Reads the rows. `places` holds the kind of place of each school, `bar` the smallest effect that counts
    /// (parameter `effect_meaningful`, standard deviations).
    #[must_use]
    pub fn of(initiative: &'a Initiative, places: &'a [Place], bar: Number) -> Self {
        Self {
            initiative,
            places,
            bar: bar.as_f64(),
        }
    }

    /// What the parameters make of the rows: rows that read alike give the same facts.
    #[must_use]
    pub fn reading(&self) -> Vec<(Option<Direction>, Option<usize>)> {
        let band = |row: &ResultRow| self.places.get(row.school?)?.poverty;
        let rows = self.initiative.results.iter();
        rows.map(|row| (self.direction(row), band(row))).collect()
    }

    /// The fact of a name; `None` when the rows say nothing about it.
    #[must_use]
    pub fn fact(&self, name: &str) -> Option<Possible> {
        if self.initiative.results.is_empty() && self.initiative.studies.is_empty() {
            return None;
        }
        if let Some(name) = name.strip_prefix("studies_") {
            return studies::fact(&self.initiative.studies, name);
        }
        if self.initiative.results.is_empty() {
            return None;
        }
        match name {
            "summary" => self.summary(),
            "consecutive_positive_years" => Some(self.counted(|rows| self.years_in_a_row(rows))),
            "years_measured" => Some(self.counted(|rows| rows.iter().map(|r| r.year).collect::<BTreeSet<_>>().len())),
            "schools_positive" => Some(self.counted(|rows| self.positive_schools(rows).len())),
            "contexts" => Some(self.covered(|p| Some((p.locale?, p.poverty?)))),
            "grade_bands" => Some(self.covered(|p| p.grades)),
            "first_schools_trend" => self.first_schools_trend(),
            "raw_trend" => self.raw_trend(),
            "subgroup_harm" => self.subgroups(Direction::Worse),
            "subgroup_gain" => self.subgroups(Direction::Better),
            "subgroups_seen" => Some(Possible::from_truth(
                self.initiative.results.iter().any(|r| !r.subgroup.is_empty()).into(),
            )),
            "fidelity" => self.fidelity(),
            "fidelity_trend" => self.fidelity_trend(),
            "dip" => self.dip(),
            _ => None,
        }
    }

    fn direction(&self, row: &ResultRow) -> Option<Direction> {
        row.direction.or_else(|| {
            row.effect.map(|effect| match effect.as_f64() {
                e if e >= self.bar => Direction::Better,
                e if e <= -self.bar => Direction::Worse,
                _ => Direction::None,
            })
        })
    }

    fn weight(&self, row: &ResultRow) -> Option<f64> {
        row.effect.map(Number::as_f64).or_else(|| {
            self.direction(row).map(|d| match d {
                Direction::Worse => -DIRECTION_WEIGHT,
                Direction::None => 0.0,
                Direction::Better => DIRECTION_WEIGHT,
            })
        })
    }

    /// Rows for all students that surely have a comparison, and those that may have one.
    fn compared(&self, with_unsaid: bool) -> Vec<&'a ResultRow> {
        let counts = |row: &&ResultRow| {
            row.subgroup.is_empty()
                && match row.comparison {
                    Some(Comparison::Statistical | Comparison::Matched | Comparison::Lottery) => true,
                    Some(Comparison::None | Comparison::BeforeAfter) => false,
                    None => with_unsaid,
                }
        };
        self.initiative.results.iter().filter(counts).collect()
    }

    /// A count over the sure rows and over all that may count.
    fn counted(&self, count: impl Fn(&[&ResultRow]) -> usize) -> Possible {
        let whole = |n: usize| Number::whole(i64::try_from(n).unwrap_or(i64::MAX));
        let (sure, all) = (whole(count(&self.compared(false))), whole(count(&self.compared(true))));
        Possible::Numbers {
            low: sure.min(all),
            high: sure.max(all),
        }
    }

    fn balance(&self, rows: &[&ResultRow]) -> i64 {
        rows.iter()
            .filter_map(|r| self.direction(r))
            .map(|d| match d {
                Direction::Worse => -1,
                Direction::None => 0,
                Direction::Better => 1,
            })
            .sum()
    }

    fn by_year<'r>(rows: &[&'r ResultRow]) -> BTreeMap<i16, Vec<&'r ResultRow>> {
        let mut years: BTreeMap<i16, Vec<&ResultRow>> = BTreeMap::new();
        for row in rows {
            years.entry(row.year).or_default().push(row);
        }
        years
    }

    /// Years in a row, up to the latest with results, in which more schools did better than did worse.
    fn years_in_a_row(&self, rows: &[&ResultRow]) -> usize {
        let years = Self::by_year(rows);
        let (mut run, mut expected) = (0, None);
        for (year, rows) in years.iter().rev() {
            if expected.is_some_and(|e| e != *year) || self.balance(rows) <= 0 {
                break;
            }
            run += 1;
            expected = Some(year - 1);
        }
        run
    }

    fn positive_schools(&self, rows: &[&ResultRow]) -> BTreeSet<usize> {
        let schools: BTreeSet<usize> = rows.iter().filter_map(|r| r.school).collect();
        let positive = |school: &usize| {
            let own: Vec<&ResultRow> = rows.iter().filter(|r| r.school == Some(*school)).copied().collect();
            self.balance(&own) > 0
        };
        schools.into_iter().filter(positive).collect()
    }

    /// Different kinds among the schools with better results; a school of unknown kind may add one.
    fn covered<K: Ord>(&self, kind: impl Fn(Place) -> Option<K>) -> Possible {
        let count = |rows: &[&ResultRow]| {
            let schools = self.positive_schools(rows);
            let places = schools.iter().filter_map(|n| self.places.get(*n).copied());
            let kinds: Vec<Option<K>> = places.map(&kind).collect();
            let unknown = kinds.iter().filter(|k| k.is_none()).count();
            let known = kinds.into_iter().flatten().collect::<BTreeSet<_>>().len();
            (known.max(usize::from(unknown > 0)), known + unknown)
        };
        let whole = |n: usize| Number::whole(i64::try_from(n).unwrap_or(i64::MAX));
        let (sure, all) = (count(&self.compared(false)), count(&self.compared(true)));
        Possible::Numbers {
            low: whole(sure.0.min(all.0)),
            high: whole(sure.1.max(all.1)),
        }
    }

    /// Options: not-measured, worse, none, mixed, better.
    fn summary(&self) -> Option<Possible> {
        let word = |rows: &[&ResultRow]| {
            let seen: BTreeSet<Direction> = rows.iter().filter_map(|r| self.direction(r)).collect();
            match (
                seen.contains(&Direction::Better),
                seen.contains(&Direction::Worse),
                seen.is_empty(),
            ) {
                (_, _, true) => 0,
                (true, true, _) => 3,
                (true, false, _) => 4,
                (false, true, _) => 1,
                (false, false, _) => 2,
            }
        };
        let (sure, all) = (word(&self.compared(false)), word(&self.compared(true)));
        Some(Possible::Options(1 << sure | 1 << all))
    }

    fn mean(&self, rows: &[&ResultRow]) -> Option<f64> {
        let values: Vec<f64> = rows.iter().filter_map(|r| self.weight(r)).collect();
        (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
    }

    fn step(from: f64, to: f64, flat: f64) -> Possible {
        let change = to - from;
        Possible::option(if change <= -flat {
            0
        } else if change >= flat {
            2
        } else {
            1
        })
    }

    /// The schools that began in the first year: their first year against their latest.
    fn first_schools_trend(&self) -> Option<Possible> {
        let rows = self.compared(false);
        let first_year = rows.iter().map(|r| r.year).min()?;
        let first: BTreeSet<usize> = rows
            .iter()
            .filter(|r| r.year == first_year)
            .filter_map(|r| r.school)
            .collect();
        let rows: Vec<&ResultRow> = rows
            .into_iter()
            .filter(|r| r.school.is_some_and(|s| first.contains(&s)))
            .collect();
        let years = Self::by_year(&rows);
        let ((_, start), (_, end)) = (years.first_key_value()?, years.last_key_value()?);
        if years.len() < 2 {
            return Some(Possible::Options(TREND));
        }
        Some(Self::step(self.mean(start)?, self.mean(end)?, self.bar))
    }

    /// Results without a comparison are changes already; their balance is the trend.
    fn raw_trend(&self) -> Option<Possible> {
        let raw = |r: &&ResultRow| matches!(r.comparison, Some(Comparison::None | Comparison::BeforeAfter));
        let rows: Vec<&ResultRow> = self.initiative.results.iter().filter(raw).collect();
        if rows.is_empty() {
            return None;
        }
        Some(Possible::option(match self.balance(&rows) {
            n if n < 0 => 0,
            0 => 1,
            _ => 2,
        }))
    }

    fn subgroups(&self, wanted: Direction) -> Option<Possible> {
        let compared = |r: &&ResultRow| !matches!(r.comparison, Some(Comparison::None | Comparison::BeforeAfter));
        let rows: Vec<&ResultRow> = self
            .initiative
            .results
            .iter()
            .filter(|r| !r.subgroup.is_empty())
            .filter(compared)
            .collect();
        if rows.is_empty() {
            return None;
        }
        let points = rows.iter().filter(|r| self.direction(r) == Some(wanted));
        let truth = Truth::any(points.map(|r| {
            if r.comparison.is_some() {
                Truth::True
            } else {
                Truth::Unknown
            }
        }));
        Some(Possible::from_truth(truth))
    }

    fn yearly_fidelity(&self) -> BTreeMap<i16, Vec<f64>> {
        let mut years: BTreeMap<i16, Vec<f64>> = BTreeMap::new();
        for row in self.initiative.results.iter().filter(|r| r.subgroup.is_empty()) {
            if let Some(fidelity) = row.fidelity {
                years.entry(row.year).or_default().push(fidelity.as_f64());
            }
        }
        years
    }

    /// The mean over the schools of the latest year.
    fn fidelity(&self) -> Option<Possible> {
        let years = self.yearly_fidelity();
        let (_, latest) = years.last_key_value()?;
        Number::nearest(latest.iter().sum::<f64>() / latest.len() as f64).map(Possible::number)
    }

    fn fidelity_trend(&self) -> Option<Possible> {
        let years = self.yearly_fidelity();
        let mean = |values: &Vec<f64>| values.iter().sum::<f64>() / values.len() as f64;
        let ((_, start), (_, end)) = (years.first_key_value()?, years.last_key_value()?);
        (years.len() > 1).then(|| Self::step(mean(start), mean(end), FLAT_FIDELITY))
    }

    /// Results that were worse in the first year and are higher in the latest.
    fn dip(&self) -> Option<Possible> {
        let rows = self.compared(false);
        let years = Self::by_year(&rows);
        let ((_, start), (_, end)) = (years.first_key_value()?, years.last_key_value()?);
        if years.len() < 2 {
            return None;
        }
        let (from, to) = (self.mean(start)?, self.mean(end)?);
        Some(Possible::from_truth((from < 0.0 && to - from >= self.bar).into()))
    }
}
