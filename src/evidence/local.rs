//! Results of the district's own schools.

mod groups;
mod matter;

pub use matter::{Reads, by_bands};

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use crate::inventory::{Comparison, Direction, Initiative, ResultRow, Study, days};
use crate::rules::contract::{Design, EvidenceCount, ResultsWord as Word, Trend};
use crate::statistics::minimum_detectable_effect;
use crate::truth::{Number, Possible, Truth};

use groups::Readings;

use super::outcome::Saying;
use super::schools::{Leading, Schools};
use super::studies::Studies;
use super::{Thresholds, trends};

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

/// Which rows of an initiative count, and what each row of results is about; a row that is not listed counts, and does
/// not say what it is about.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Counted {
    /// Whether each row of results is about an outcome that counts.
    pub results: Vec<bool>,
    /// Whether each is about an outcome of students that would count where it was aimed at.
    pub beside: Vec<bool>,
    /// What was measured, alike for all that are pooled together; empty where nobody said it.
    pub about: Vec<Arc<str>>,
    /// Whether each study is about an outcome that counts.
    pub studies: Vec<bool>,
}

/// The outcomes that lead, of which numbers are told first: among the rows that surely have a comparison, and among all
/// that may have one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Led {
    sure: Leading,
    unsaid: Leading,
}

/// The rows of one initiative, sorted by what they can show.
#[derive(Clone)]
pub struct Evidence<'a> {
    initiative: &'a Initiative,
    places: Arc<[Place]>,
    thresholds: Thresholds,
    counted: Arc<Counted>,
    /// Rows that surely have a comparison.
    sure: Schools<'a>,
    /// Those among them about outcomes that are not aimed at.
    beside: Schools<'a>,
    /// With those that do not say what they were compared with; `None` when there are none.
    unsaid: Option<Schools<'a>>,
    /// Each group of students; a row that does not say what it was compared with is among them.
    groups: Vec<(&'a str, Schools<'a>)>,
    /// By group the other ways to read its rows, which differ where some leave something open.
    readings: Vec<Readings<'a>>,
}

impl<'a> Evidence<'a> {
    /// Reads the rows. `places` holds the kind of place of each school.
    #[must_use]
    pub fn of(initiative: &'a Initiative, places: Arc<[Place]>, thresholds: Thresholds, counted: Counted) -> Self {
        let (mut sure, mut all, mut beside) = (Vec::new(), Vec::new(), Vec::new());
        let mut groups: BTreeMap<&str, Vec<(Arc<str>, &ResultRow)>> = BTreeMap::new();
        let at = |list: &[bool], place: usize, else_: bool| list.get(place).copied().unwrap_or(else_);
        for (place, row) in initiative.results.iter().enumerate().filter(|(_, r)| !r.withheld) {
            let about = counted.about.get(place).cloned().unwrap_or_default();
            let compared = match row.comparison {
                Some(
                    Comparison::Statistical
                    | Comparison::Matched
                    | Comparison::RegressionDiscontinuity
                    | Comparison::Lottery,
                ) => true,
                Some(Comparison::None | Comparison::BeforeAfter) => continue,
                None => false,
            };
            let row = (about, row);
            if !at(&counted.results, place, true) {
                if compared && at(&counted.beside, place, false) && row.1.subgroup.is_empty() {
                    beside.push(row);
                }
            } else if !row.1.subgroup.is_empty() {
                groups.entry(&row.1.subgroup).or_default().push(row);
            } else {
                if compared {
                    sure.push(row.clone());
                }
                all.push(row);
            }
        }
        let unsaid = (all.len() > sure.len()).then(|| Schools::of(all, thresholds));
        let groups = groups
            .into_iter()
            .map(|(name, rows)| (name, Schools::of(rows, thresholds)));
        let groups: Vec<(&str, Schools)> = groups.collect();
        Self {
            initiative,
            places,
            thresholds,
            counted: Arc::new(counted),
            sure: Schools::of(sure, thresholds),
            beside: Schools::of(beside, thresholds),
            unsaid,
            readings: groups.iter().map(|(_, schools)| Readings::of(schools)).collect(),
            groups,
        }
    }

    /// Reads the same rows under other thresholds; with `led`, as if these outcomes led whatever is said of each.
    pub fn turn(&mut self, thresholds: &Thresholds, led: Option<Led>) {
        let pools = self.thresholds.pools_like(thresholds);
        self.thresholds = *thresholds;
        self.sure.turn(thresholds, led.map(|led| led.sure));
        self.beside.turn(thresholds, None);
        if let Some(unsaid) = &mut self.unsaid {
            unsaid.turn(thresholds, led.map(|led| led.unsaid));
        }
        for ((_, schools), readings) in self.groups.iter_mut().zip(&mut self.readings) {
            schools.turn(thresholds, None);
            if !pools {
                *readings = Readings::of(schools);
            }
            for reading in [&mut readings.stated, &mut readings.whole, &mut readings.of_one] {
                reading.iter_mut().for_each(|schools| schools.turn(thresholds, None));
            }
        }
    }

    /// A part of what decides the words on the outcomes, as numbers: of all students, or of the groups of students.
    #[must_use]
    pub fn parts(&self, saying: Saying, of_groups: bool) -> Vec<u32> {
        let (whole, groups) = match of_groups {
            true => (None, self.groups.as_slice()),
            false => (Some(&self.sure), &[][..]),
        };
        let unsaid = self.unsaid.as_ref().filter(|_| !of_groups);
        let groups = groups.iter().map(|(_, schools)| schools);
        let readings = self.readings.iter().filter(|_| of_groups).flat_map(Readings::each);
        let bodies = whole.into_iter().chain(unsaid).chain(groups).chain(readings);
        bodies.flat_map(|schools| schools.parts(saying)).collect()
    }

    /// The outcomes that lead by what is said of each.
    #[must_use]
    pub fn led(&self) -> Led {
        Led {
            sure: self.sure.leads_by_words(),
            unsaid: self.unsaid.as_ref().and_then(Schools::leads_by_words),
        }
    }

    /// The thresholds they are read by.
    #[must_use]
    pub fn thresholds(&self) -> Thresholds {
        self.thresholds
    }

    /// Whether they are pooled as under other thresholds.
    #[must_use]
    pub fn pools_like(&self, thresholds: &Thresholds) -> bool {
        self.thresholds.pools_like(thresholds)
    }

    /// A fact that the kinds of place decide, with other kinds; nothing for a fact that they do not touch.
    #[must_use]
    pub fn by_place(&self, count: EvidenceCount, places: &[Place]) -> Option<Possible> {
        let kind = |p: Place| Some((p.locale?, p.poverty?));
        if !by_bands(count) {
            return None;
        }
        self.rows().next()?;
        match count {
            EvidenceCount::Contexts => Some(self.covered(places, kind)),
            EvidenceCount::ContextsLeft => self.left(places, kind),
            _ => None,
        }
    }

    /// The schools with better results, surely and where rows count that may not: all that kinds of place count by.
    #[must_use]
    pub fn positive(&self) -> (Vec<usize>, Option<Vec<usize>>) {
        (self.sure.positive(), self.unsaid.as_ref().map(Schools::positive))
    }

    /// The schools of the rows that surely have a comparison.
    #[must_use]
    pub fn schools(&self) -> &Schools<'a> {
        &self.sure
    }

    /// The rows of results that are about an outcome that counts, without those whose results were taken out.
    pub fn rows(&self) -> impl Iterator<Item = &'a ResultRow> {
        self.every_row().filter(|r| !r.withheld)
    }

    /// The studies that are about an outcome that counts.
    pub fn studies(&self) -> impl Iterator<Item = &'a Study> {
        kept(&self.initiative.studies, &self.counted.studies)
    }

    /// The rows of results that are about an outcome that counts.
    fn every_row(&self) -> impl Iterator<Item = &'a ResultRow> {
        kept(&self.initiative.results, &self.counted.results)
    }

    /// The fact that a count gives; `None` when the rows say nothing about it.
    #[must_use]
    pub fn fact(&self, count: EvidenceCount) -> Option<Possible> {
        let studies = || Studies::of(self.studies().collect());
        let (sure, all) = (&self.sure, self.unsaid.as_ref().unwrap_or(&self.sure));
        match count {
            EvidenceCount::StudiesSummary => Some(studies()?.summary()),
            EvidenceCount::StudiesPositive => Some(studies()?.positive()),
            EvidenceCount::StudiesIndependentPositive => Some(studies()?.independent()),
            EvidenceCount::StudiesSites => Some(studies()?.sites()),
            EvidenceCount::StudiesStudents => Some(studies()?.students()),
            EvidenceCount::StudiesYears => Some(studies()?.years()),
            EvidenceCount::StudiesContexts => Some(studies()?.contexts()),
            EvidenceCount::StudiesWithoutGain => Some(studies()?.without_gain()),
            EvidenceCount::StudiesStudentsWithoutGain => Some(studies()?.students_without_gain()),
            EvidenceCount::StudiesSustainedWorse => Some(studies()?.sustained_worse()),
            // where nothing is written no row lacks anything
            EvidenceCount::CertaintyMissing | EvidenceCount::PointsDown if self.every_row().next().is_none() => {
                Some(Possible::from_truth(Truth::False))
            }
            _ if self.every_row().next().is_none() => None,
            EvidenceCount::Summary => Some(Possible::Options(sure.word().bit() | all.word().bit())),
            EvidenceCount::ConsecutivePositiveYears => {
                Some(self.counted(|s| (years_in_a_row(s, false), years_in_a_row(s, true))))
            }
            EvidenceCount::YearsMeasured => Some(self.counted(|s| exactly(s.by_year().len()))),
            EvidenceCount::LastYear => self.last_year(),
            EvidenceCount::SchoolsPositive => Some(self.counted(|s| s.schools_better())),
            EvidenceCount::SchoolsHarmed => Some(self.counted(|s| exactly(s.harmed()))),
            EvidenceCount::SchoolsLosing => Some(self.counted(|s| exactly(s.losing()))),
            EvidenceCount::Contexts | EvidenceCount::ContextsLeft => self.by_place(count, &self.places),
            EvidenceCount::GradeBands => Some(self.covered(&self.places, |p| p.grades)),
            EvidenceCount::SchoolsMeasured => Some(self.counted(|s| exactly(s.schools_measured()))),
            EvidenceCount::InNumbers => Some(Possible::from_truth(Truth::any([
                Truth::from(sure.in_numbers()),
                Truth::from(all.in_numbers()).min(Truth::Unknown),
            ]))),
            EvidenceCount::CertaintyMissing => Some(Possible::from_truth(all.lacks_certainty().into())),
            EvidenceCount::MeasuredEffect => self.computed(|s| Some(s.shared()?.effect)),
            EvidenceCount::MeasuredLow => self.computed(|s| Some(s.interval(s.shared()?).low)),
            EvidenceCount::MeasuredHigh => self.computed(|s| Some(s.interval(s.shared()?).high)),
            EvidenceCount::MeasuredChance => self.computed(|s| s.chance_better()),
            EvidenceCount::WorstEffect => self.computed(|s| Some(s.worst()?.effect)),
            EvidenceCount::OutcomeLoses => Some(Possible::from_truth(Truth::any([
                Truth::from(sure.loses() || self.beside.loses()),
                Truth::from(all.loses()).min(Truth::Unknown),
            ]))),
            EvidenceCount::PointsDown => {
                let groups = self.groups.iter().map(|(_, schools)| schools);
                let mut bodies = [all, &self.beside].into_iter().chain(groups);
                Some(Possible::from_truth(
                    bodies.any(|schools| schools.points(Direction::Worse)).into(),
                ))
            }
            EvidenceCount::NextSchool => Some(Possible::Options(sure.next_school().bit() | all.next_school().bit())),
            EvidenceCount::NextLow => self.computed(|s| Some(s.expected()?.low)),
            EvidenceCount::NextHigh => self.computed(|s| Some(s.expected()?.high)),
            EvidenceCount::ChanceNextSchool => self.computed(|s| Some(s.sample()?.chance(self.thresholds.meaningful))),
            EvidenceCount::MinimumDetectable => self.computed(|s| self.detectable(s)),
            EvidenceCount::MostCareful => self.design(),
            EvidenceCount::FirstSchoolsTrend => trends::first_schools(sure, self.thresholds),
            EvidenceCount::LaterSchools => trends::later_schools(sure, self.thresholds),
            EvidenceCount::Gap => trends::gap(sure, &self.groups, self.thresholds),
            EvidenceCount::FidelityMatters => trends::fidelity_matters(sure, self.thresholds),
            EvidenceCount::RawTrend => self.raw_trend(),
            EvidenceCount::SubgroupHarm => self.group(Word::Worse),
            EvidenceCount::SubgroupGain => self.group(Word::Better),
            EvidenceCount::SubgroupsSeen => Some(Possible::from_truth(
                self.every_row().any(|r| !r.subgroup.is_empty()).into(),
            )),
            EvidenceCount::Fidelity => trends::fidelity(self.every_row()),
            EvidenceCount::FidelityTrend => trends::fidelity_trend(self.every_row(), self.thresholds),
            EvidenceCount::Dip => trends::dip(sure, self.thresholds),
        }
    }

    /// A count, the least and the most that it may be, over the sure rows and over all that may count.
    fn counted(&self, count: impl Fn(&Schools) -> (usize, usize)) -> Possible {
        let sure = count(&self.sure);
        let all = self.unsaid.as_ref().map_or(sure, count);
        Possible::Numbers {
            low: Number::count(sure.0.min(all.0)),
            high: Number::count(sure.1.max(all.1)),
        }
    }

    /// A number over the sure rows and over all that may count; nothing when neither gives one.
    fn computed(&self, number: impl Fn(&Schools) -> Option<f64>) -> Option<Possible> {
        let read = |s: &Schools| number(s).and_then(Number::nearest);
        let sure = read(&self.sure);
        let all = self.unsaid.as_ref().map_or(sure, &read);
        match (sure, all) {
            (Some(a), Some(b)) => Some(Possible::Numbers {
                low: a.min(b),
                high: a.max(b),
            }),
            // rows that may not count at all bound nothing
            _ => None,
        }
    }

    /// The last day of the newest year with results.
    fn last_year(&self) -> Option<Possible> {
        let newest = |rows: &Schools| {
            let (year, _) = rows.by_year().last_key_value()?;
            Some(days(Date::new(*year, 12, 31).ok()?))
        };
        // rows that may not count at all bound nothing
        let sure = newest(&self.sure)?;
        let all = self.unsaid.as_ref().and_then(newest).unwrap_or(sure);
        Some(Possible::Numbers {
            low: sure.min(all),
            high: sure.max(all),
        })
    }

    /// Different kinds among the schools with better results; a school of unknown kind may add one.
    fn covered<K: Ord>(&self, places: &[Place], kind: impl Fn(Place) -> Option<K>) -> Possible {
        let count = |rows: &Schools| {
            let schools = rows.positive();
            let own = schools.iter().map(|n| places.get(*n).copied().unwrap_or_default());
            let kinds: Vec<Option<K>> = own.map(&kind).collect();
            let unknown = kinds.iter().filter(|k| k.is_none()).count();
            let known = kinds.into_iter().flatten().collect::<BTreeSet<_>>().len();
            (known.max(usize::from(unknown > 0)), known + unknown)
        };
        let sure = count(&self.sure);
        let all = self.unsaid.as_ref().map_or(sure, count);
        Possible::Numbers {
            low: Number::count(sure.0.min(all.0)),
            high: Number::count(sure.1.max(all.1)),
        }
    }

    /// Different kinds among all schools less those among the schools with better results; nothing where no school is
    /// listed. A school of unknown kind may be of one more.
    fn left<K: Ord>(&self, places: &[Place], kind: impl Fn(Place) -> Option<K>) -> Option<Possible> {
        let count = |rows: &Schools| {
            let better = rows.positive();
            let (mut covered, mut others) = (BTreeSet::new(), BTreeSet::new());
            let (mut may_cover, mut may_add) = (0, 0);
            for (n, place) in places.iter().enumerate() {
                match (kind(*place), better.binary_search(&n).is_ok()) {
                    (Some(kind), true) => _ = covered.insert(kind),
                    (Some(kind), false) => _ = others.insert(kind),
                    (None, true) => may_cover += 1,
                    (None, false) => may_add += 1,
                }
            }
            let left = others.difference(&covered).count();
            (left.saturating_sub(may_cover), left + may_add)
        };
        let sure = count(&self.sure);
        let all = self.unsaid.as_ref().map_or(sure, count);
        (!places.is_empty()).then(|| Possible::Numbers {
            low: Number::count(sure.0.min(all.0)),
            high: Number::count(sure.1.max(all.1)),
        })
    }

    /// The most careful comparison among the rows.
    fn design(&self) -> Option<Possible> {
        let stated = |r: &ResultRow| r.comparison.unwrap_or(Comparison::None) as usize;
        let best = self.rows().map(stated).max()?;
        let open = self.rows().any(|r| r.comparison.is_none());
        let least = Possible::option(best);
        Some(if open {
            // a row that does not say may be more careful than all that do
            Possible::Options(Design::any() & !((1 << best) - 1))
        } else {
            least
        })
    }

    /// The smallest effect that the measurements would have found with the power of the thresholds.
    fn detectable(&self, schools: &Schools) -> Option<f64> {
        let error = schools.shared()?.variance.sqrt();
        minimum_detectable_effect(error, None, 1.0 - self.thresholds.confidence, self.thresholds.power).ok()
    }

    /// Results without a comparison are changes already; their balance is the trend.
    fn raw_trend(&self) -> Option<Possible> {
        let raw = |r: &&ResultRow| matches!(r.comparison, Some(Comparison::None | Comparison::BeforeAfter));
        let mut rows = self.rows().filter(raw).peekable();
        rows.peek()?;
        let balance: i64 = rows
            .filter_map(|r| self.sure.direction(r))
            .map(|d| d as i64 - Direction::None as i64)
            .sum();
        Some(Trend::from(balance.cmp(&0)).value())
    }

    /// The schools of each group of students; a row that does not say what it was compared with is among them.
    #[must_use]
    pub fn groups(&self) -> &[(&'a str, Schools<'a>)] {
        &self.groups
    }
}

/// Whether a count rests on how students did: on the results of all students, on those of groups.
#[must_use]
pub fn rests_on(count: EvidenceCount) -> (bool, bool) {
    match count {
        EvidenceCount::Fidelity | EvidenceCount::FidelityTrend | EvidenceCount::SubgroupsSeen => (false, false),
        EvidenceCount::SubgroupHarm | EvidenceCount::SubgroupGain => (false, true),
        EvidenceCount::Gap | EvidenceCount::PointsDown => (true, true),
        count => (!count.of_studies(), false),
    }
}

/// The rows that count; one that is not listed does.
fn kept<'r, 'c, T>(rows: &'r [T], counts: &'c [bool]) -> impl Iterator<Item = &'r T> + use<'r, 'c, T> {
    let counts = counts.iter().copied().chain(std::iter::repeat(true));
    rows.iter()
        .zip(counts)
        .filter(|(_, counts)| *counts)
        .map(|(row, _)| row)
}

/// A count that is known.
fn exactly(count: usize) -> (usize, usize) {
    (count, count)
}

/// Years in a row, up to the latest with results, in which the schools did better: what they share counts. A year of
/// which only directions are known counts only where that is asked for, when more point up than down. A year without
/// tests breaks no row and counts for none.
fn years_in_a_row(schools: &Schools, by_direction: bool) -> usize {
    let mut run = 0;
    let mut later: Option<i16> = None;
    for (year, rows) in schools.by_year().iter().rev() {
        let balance = schools.balance(rows);
        let better = match schools.year_counts(*year) {
            Some(counts) => counts && balance.unwrap_or_default() >= 0,
            None => by_direction && balance.unwrap_or_default() > 0,
        };
        let without = |latest: i16| f64::from(latest - year - 1);
        if later.is_some_and(|latest| without(latest) > schools.untested_years()) || !better {
            break;
        }
        run += 1;
        later = Some(*year);
    }
    run
}
