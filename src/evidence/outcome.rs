//! The rows about one outcome: each school's effect, what the measured schools share, what may be expected of the next.

mod word;

pub use word::Saying;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use crate::inventory::ResultRow;
use crate::rules::contract::NextSchool;
pub use crate::rules::contract::ResultsWord as Word;
use crate::statistics::Row;
use crate::statistics::distribution::normal_quantile;
use crate::truth::Number;

use super::Thresholds;
use super::bounded::{Bounded, always_at_most, always_below, common, composite};
use super::sample::Sample;
use word::Said;

/// Rows that do not say what was measured are looked at one by one, up to so many; with more of them no word is said.
const MOST_UNNAMED: usize = 100;

/// What one school's rows say of one outcome in numbers.
#[derive(Clone, PartialEq, Debug)]
pub struct SchoolEffect {
    /// The school's place in the inventory; `None` for rows that name none.
    pub school: Option<usize>,
    /// How many rows.
    pub rows: usize,
    /// How many schools it stands for.
    pub schools: usize,
    /// Students of its largest row, where one is known.
    pub students: Option<Number>,
    /// Its effect and sampling variance.
    pub row: Row,
}

/// The rows about one outcome.
#[derive(Debug)]
pub struct Outcome {
    /// What was measured; empty where no row says it.
    pub name: String,
    /// Its rows, by their place among all.
    pub rows: Vec<usize>,
    /// Schools of which effect and error are known, by place.
    pub measured: Vec<SchoolEffect>,
    /// The effect that the measured schools share: their mean, weighted by precision.
    pub common: Option<Row>,
    /// Whether effect and error of every row are known, and no row that may be about it leaves that open.
    pub whole: bool,
    /// Each school, as far as it is known.
    pub places: Vec<Bounded>,
    /// Which school each of these is; `None` for rows that name none.
    pub(super) schools: Vec<Option<usize>>,
    /// By year what its schools share rests on: they, and with any weight the rows that may be about this outcome.
    pub(super) years: BTreeMap<i16, Vec<Bounded>>,
    /// What a word has to hold for: the schools, and with any weight the rows that may be about this outcome. Of rows
    /// that do not say what they are about each stands for itself.
    bodies: Vec<Vec<Bounded>>,
    /// The schools as a sample, once it was asked for.
    sample: OnceLock<Option<Sample>>,
    said: Said,
}

/// What some rows are pooled from.
pub(super) struct Sorted<'r, 'a> {
    /// All rows.
    pub rows: &'r [&'a ResultRow],
    /// What each is about; empty where it does not say.
    pub about: &'r [Arc<str>],
    pub thresholds: Thresholds,
}

impl Sorted<'_, '_> {
    fn bounded(&self, row: usize) -> Option<Bounded> {
        self.rows
            .get(row)
            .and_then(|row| Bounded::of(row, self.thresholds.doubted))
    }

    fn school(&self, row: usize) -> Option<usize> {
        self.rows.get(row).and_then(|r| r.school)
    }

    fn all_bounded(&self, rows: impl IntoIterator<Item = usize>) -> Vec<Bounded> {
        rows.into_iter().filter_map(|row| self.bounded(row)).collect()
    }

    fn is_known(&self, row: usize) -> bool {
        self.bounded(row).is_some_and(|bounded| bounded.known().is_some())
    }

    fn by_school<'r>(&self, rows: impl IntoIterator<Item = &'r usize>) -> BTreeMap<Option<usize>, Vec<usize>> {
        let mut by_school: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
        for row in rows {
            by_school.entry(self.school(*row)).or_default().push(*row);
        }
        by_school
    }

    /// One effect for each school of some rows; others may belong to them or not.
    pub fn places(&self, rows: &[usize], others: &[usize]) -> Vec<(Option<usize>, Bounded)> {
        let one = |(school, own): (Option<usize>, Vec<usize>)| {
            let there = others.iter().copied().filter(|row| self.school(*row) == school);
            let (own, besides) = (self.all_bounded(own), self.all_bounded(there));
            Some((school, composite(&own, &besides, self.thresholds.correlation)?))
        };
        self.by_school(rows).into_iter().filter_map(one).collect()
    }

    /// The same, and the others with any weight.
    pub fn body(&self, rows: &[usize], others: &[usize]) -> Vec<Bounded> {
        let places = self.places(rows, others).into_iter().map(|(_, place)| place);
        let others = self.all_bounded(others.iter().copied()).into_iter();
        places.chain(others.map(Bounded::of_any_error)).collect()
    }

    /// The rows by outcome, in the order of their names; those that name none first.
    pub fn outcomes(&self) -> Vec<Outcome> {
        let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        // a row that says nothing of how students did is about no outcome
        let says = |row: usize| self.rows.get(row).is_some_and(|r| r.says());
        for (row, name) in self.about.iter().enumerate().filter(|(row, _)| says(*row)) {
            by_name.entry(&**name).or_default().push(row);
        }
        let unnamed = by_name.get("").cloned().unwrap_or_default();
        let outcome = |(name, rows): (&str, Vec<usize>)| self.outcome(name, rows, &unnamed);
        by_name.into_iter().map(outcome).collect()
    }

    fn outcome(&self, name: &str, rows: Vec<usize>, unnamed: &[usize]) -> Outcome {
        let (schools, places): (Vec<_>, Vec<_>) = self.places(&rows, &[]).into_iter().unzip();
        let bodies: Vec<Vec<Bounded>> = if !name.is_empty() && unnamed.is_empty() {
            vec![places.clone()]
        } else if !name.is_empty() {
            vec![self.body(&rows, unnamed)]
        } else if rows.len() <= MOST_UNNAMED {
            let all: Vec<usize> = (0..self.rows.len()).collect();
            let others = |row: &usize| all.iter().copied().filter(|other| other != row).collect::<Vec<_>>();
            let anchored = rows.iter().filter(|row| self.bounded(**row).is_some());
            anchored.map(|row| self.body(&[*row], &others(row))).collect()
        } else {
            Vec::new()
        };
        let alone = name.is_empty() || unnamed.is_empty();
        let measured = self.measured(&rows);
        Outcome {
            name: name.to_owned(),
            whole: alone && !name.is_empty() && rows.iter().all(|row| self.is_known(*row)),
            places,
            schools,
            years: self.years(name, &rows, unnamed),
            common: common(measured.iter().map(|s| s.row)),
            sample: OnceLock::new(),
            said: Said::default(),
            bodies: bodies.into_iter().filter(|body| !body.is_empty()).collect(),
            rows,
            measured,
        }
    }

    fn years(&self, name: &str, rows: &[usize], unnamed: &[usize]) -> BTreeMap<i16, Vec<Bounded>> {
        let of = |row: &usize| self.rows.get(*row).and_then(|r| r.year);
        let all: BTreeSet<i16> = rows.iter().filter_map(of).collect();
        let body = |year: i16| {
            let in_year = |rows: &[usize]| {
                rows.iter()
                    .copied()
                    .filter(|row| of(row) == Some(year))
                    .collect::<Vec<_>>()
            };
            let others = in_year(unnamed);
            let own = if name.is_empty() { Vec::new() } else { in_year(rows) };
            (year, self.body(&own, &others))
        };
        all.into_iter().map(body).filter(|(_, body)| !body.is_empty()).collect()
    }

    /// The schools of which effect and error are known.
    pub fn measured(&self, rows: &[usize]) -> Vec<SchoolEffect> {
        let one = |(school, rows): (Option<usize>, Vec<usize>)| {
            let of = || rows.iter().filter_map(|row| self.rows.get(*row));
            let own = self.all_bounded(rows.iter().copied());
            let row = composite(&own, &[], self.thresholds.correlation)?.known()?;
            Some(SchoolEffect {
                school,
                rows: rows.len(),
                schools: stands_for(of().copied()),
                students: of().filter_map(|r| r.students).max(),
                row,
            })
        };
        let known = rows.iter().filter(|row| self.is_known(**row));
        self.by_school(known).into_iter().filter_map(one).collect()
    }
}

/// How many schools some rows of one place stand for; those that name none and do not say how many, for none.
pub(super) fn stands_for<'a>(rows: impl Iterator<Item = &'a ResultRow>) -> usize {
    let each = rows.map(|row| match row.schools {
        Some(schools) => schools.as_f64() as usize,
        None => usize::from(row.school.is_some()),
    });
    each.max().unwrap_or(0)
}

impl Outcome {
    /// The schools pooled as a sample of schools; nothing of few schools, which are up to so many.
    #[must_use]
    pub fn sample(&self, few_schools: f64) -> Option<&Sample> {
        if self.measured.len() as f64 <= few_schools {
            return None;
        }
        let of = || {
            let effects: Vec<Row> = self.measured.iter().map(|s| s.row).collect();
            Sample::of(&effects)
        };
        self.sample.get_or_init(of).as_ref()
    }

    /// How many of its schools it harms beyond doubt, where every one of them is below 0, what they share too, and that
    /// counts; the level of harm is corrected for so many looks (Bonferroni).
    pub(super) fn harmed(&self, looks: usize, thresholds: Thresholds) -> usize {
        let below = self.bodies.iter().flatten().all(|one| one.effect.high < 0.0);
        let bodies = self.bodies.iter().filter(|body| harms(body, looks, thresholds));
        match bodies.count() {
            0 => 0,
            _ if !below => 0,
            // rows that do not say what they are about may be about one outcome each
            _ if self.name.is_empty() => 1,
            _ => self.places.len(),
        }
    }

    /// A school's effect, as far as it is known.
    pub(super) fn at(&self, school: Option<usize>) -> Option<Bounded> {
        let place = self.schools.iter().position(|own| *own == school)?;
        self.places.get(place).copied()
    }

    /// How many of its schools lose beyond doubt by their own results, whatever the others do.
    pub(super) fn losing(&self, looks: usize, thresholds: Thresholds) -> usize {
        let losing = |place: &&Bounded| harms(&[**place], looks * self.places.len(), thresholds);
        self.places.iter().filter(losing).count()
    }

    /// What may be expected of one more school: a gain where the mean of schools like these counts and lies above 0 with
    /// the confidence asked for, and the chance that one more school gains is one that counts as promising. Not told of few schools, nor where a
    /// row stands for several.
    #[must_use]
    pub fn next_school(&self, thresholds: Thresholds) -> NextSchool {
        let several = self.measured.iter().any(|s| s.schools != 1);
        let told = self.whole && !several;
        let Some(sample) = told.then(|| self.sample(thresholds.few_schools)).flatten() else {
            return NextSchool::NotTold;
        };
        let counts = sample.mean() >= thresholds.meaningful;
        let sure = sample.mean_above_zero >= thresholds.next;
        if counts && sure && sample.next_above_zero >= thresholds.promising {
            NextSchool::Gain
        } else {
            NextSchool::Uncertain
        }
    }
}

/// Whether a mean is a loss that counts, at the level of harm corrected for so many looks.
fn harms(each: &[Bounded], looks: usize, thresholds: Thresholds) -> bool {
    let chance = (1.0 - thresholds.harm) / looks.max(1) as f64;
    always_below(each, 0.0, normal_quantile(1.0 - chance / 2.0)) && always_at_most(each, -thresholds.meaningful)
}
