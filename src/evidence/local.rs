//! Results of the district's own schools.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::inventory::{Comparison, Direction, Initiative, ResultRow, days};
use crate::rules::contract::{Design, EvidenceCount, Threshold, Trend};
use crate::statistics::{minimum_detectable_effect, probability_above};
use crate::truth::{Number, Possible, Truth};

use super::schools::{Schools, Word};
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

/// The rows of one initiative, sorted by what they can show.
#[derive(Clone)]
pub struct Evidence<'a> {
    initiative: &'a Initiative,
    places: &'a [Place],
    thresholds: Thresholds,
    /// Whether each row of results and each study is about an outcome that counts.
    counts: (&'a [bool], &'a [bool]),
    /// Rows that surely have a comparison.
    sure: Schools<'a>,
    /// With those that do not say what they were compared with; `None` when there are none.
    unsaid: Option<Schools<'a>>,
    /// Each group of students; a row that does not say what it was compared with is among them.
    groups: Vec<(&'a str, Schools<'a>)>,
}

impl<'a> Evidence<'a> {
    /// Reads the rows. `places` holds the kind of place of each school; `counts`, which rows of results and which
    /// studies are about an outcome that counts (a row that is not listed does).
    #[must_use]
    pub fn of(
        initiative: &'a Initiative,
        places: &'a [Place],
        thresholds: Thresholds,
        counts: (&'a [bool], &'a [bool]),
    ) -> Self {
        let (mut sure, mut all) = (Vec::new(), Vec::new());
        let mut groups: BTreeMap<&str, Vec<&ResultRow>> = BTreeMap::new();
        for row in kept(&initiative.results, counts.0).filter(|r| !r.withheld) {
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
            if !row.subgroup.is_empty() {
                groups.entry(&row.subgroup).or_default().push(row);
                continue;
            }
            all.push(row);
            if compared {
                sure.push(row);
            }
        }
        let unsaid = (all.len() > sure.len()).then(|| Schools::of(all, thresholds));
        let groups = groups.into_iter();
        Self {
            initiative,
            places,
            thresholds,
            counts,
            sure: Schools::of(sure, thresholds),
            unsaid,
            groups: groups
                .map(|(name, rows)| (name, Schools::of(rows, thresholds)))
                .collect(),
        }
    }

    /// The same rows under other thresholds and kinds of place.
    #[must_use]
    pub fn under(&self, thresholds: Thresholds, places: &'a [Place]) -> Self {
        let groups = self.groups.iter().map(|(name, s)| (*name, s.under(thresholds)));
        Self {
            initiative: self.initiative,
            places,
            thresholds,
            counts: self.counts,
            sure: self.sure.under(thresholds),
            unsaid: self.unsaid.as_ref().map(|s| s.under(thresholds)),
            groups: groups.collect(),
        }
    }

    /// The parameters whose value can matter for these rows, where schools up to `few` are few.
    #[must_use]
    pub fn can_matter(&self, few: f64) -> Vec<Threshold> {
        let bodies = || {
            std::iter::once(&self.sure)
                .chain(&self.unsaid)
                .chain(self.groups.iter().map(|(_, s)| s))
        };
        let [
            meaningful,
            excluded,
            confidence,
            correlation,
            few_schools,
            concordant,
            promising,
            fidelity,
            power,
            harm,
            untested_years,
        ] = Thresholds::READ;
        let measured = bodies().any(|s| !s.measured().is_empty());
        let repeated = bodies().any(|s| s.measured().iter().any(|m| m.rows > 1));
        let several = bodies().any(|s| s.measured().len() > 1 && s.measured().len() as f64 <= few);
        let numbered = self.rows().any(|r| r.effect.is_some());
        [
            (meaningful, numbered),
            (excluded, measured),
            (confidence, measured),
            (correlation, repeated),
            (few_schools, several),
            (concordant, several),
            (promising, measured),
            (fidelity, self.every_row().any(|r| r.fidelity.is_some())),
            (power, measured),
            (harm, measured),
            (untested_years, bodies().any(|s| s.by_year().len() > 1)),
        ]
        .into_iter()
        .filter(|(_, matters)| *matters)
        .map(|(name, _)| name)
        .collect()
    }

    /// The thresholds they are read by.
    #[must_use]
    pub fn thresholds(&self) -> Thresholds {
        self.thresholds
    }

    /// A fact that the kinds of place decide, with other kinds; nothing for a fact that they do not touch.
    #[must_use]
    pub fn by_place(&self, count: EvidenceCount, places: &[Place]) -> Option<Possible> {
        let kind = |p: Place| Some((p.locale?, p.poverty?));
        self.rows().next()?;
        match count {
            EvidenceCount::Contexts => Some(self.covered(places, kind)),
            EvidenceCount::ContextsLeft => self.left(places, kind),
            _ => None,
        }
    }

    /// Whether other schools have better results than under the thresholds of another reading of the same rows, so
    /// that other kinds of place may count otherwise.
    #[must_use]
    pub fn differs_by_place(&self, other: &Self) -> bool {
        let all = |e: &Self| e.unsaid.as_ref().map(Schools::positive);
        self.sure.positive() != other.sure.positive() || all(self) != all(other)
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

    /// The rows of results that are about an outcome that counts.
    fn every_row(&self) -> impl Iterator<Item = &'a ResultRow> {
        kept(&self.initiative.results, self.counts.0)
    }

    /// The fact that a count gives; `None` when the rows say nothing about it.
    #[must_use]
    pub fn fact(&self, count: EvidenceCount) -> Option<Possible> {
        let studies = || Studies::of(kept(&self.initiative.studies, self.counts.1).collect());
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
            _ if self.every_row().next().is_none() => None,
            EvidenceCount::Summary => Some(Possible::Options(sure.word().bit() | all.word().bit())),
            EvidenceCount::ConsecutivePositiveYears => Some(self.counted(years_in_a_row)),
            EvidenceCount::YearsMeasured => Some(self.counted(|s| s.by_year().len())),
            EvidenceCount::LastYear => self.last_year(),
            EvidenceCount::SchoolsPositive => Some(self.counted(|s| s.positive().len())),
            EvidenceCount::SchoolsHarmed => Some(self.counted(|s| s.harmed())),
            EvidenceCount::SchoolsLosing => Some(self.counted(|s| s.losing())),
            EvidenceCount::Contexts | EvidenceCount::ContextsLeft => self.by_place(count, self.places),
            EvidenceCount::GradeBands => Some(self.covered(self.places, |p| p.grades)),
            EvidenceCount::InNumbers => Some(Possible::from_truth(Truth::any([
                Truth::from(sure.pooled().is_some()),
                Truth::from(all.pooled().is_some()).min(Truth::Unknown),
            ]))),
            EvidenceCount::Effect => self.computed(|s| Some(s.pooled()?.estimate)),
            EvidenceCount::EffectLow => self.computed(|s| Some(s.pooled()?.ci.low)),
            EvidenceCount::EffectHigh => self.computed(|s| Some(s.pooled()?.ci.high)),
            EvidenceCount::ChanceBetter => self.computed(|s| s.chance_better()),
            EvidenceCount::ChanceNextSchool => {
                self.computed(|s| probability_above(s.pooled()?, self.thresholds.meaningful))
            }
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

    /// A count over the sure rows and over all that may count.
    fn counted(&self, count: impl Fn(&Schools) -> usize) -> Possible {
        let sure = count(&self.sure);
        let all = self.unsaid.as_ref().map_or(sure, count);
        Possible::Numbers {
            low: Number::count(sure.min(all)),
            high: Number::count(sure.max(all)),
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
            let (year, _) = rows.by_year().pop_last()?;
            Some(days(Date::new(year, 12, 31).ok()?))
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
        let pooled = schools.pooled()?;
        minimum_detectable_effect(
            pooled.se,
            pooled.df,
            1.0 - self.thresholds.confidence,
            self.thresholds.power,
        )
        .ok()
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

    /// Whether the results of some group of students come to a word. A gap that is large and not beyond chance leaves
    /// it open, and so does a comparison that nobody stated.
    fn group(&self, wanted: Word) -> Option<Possible> {
        if self.groups.is_empty() {
            return None;
        }
        let truth = |(_, schools): &(&str, Schools)| {
            let stated = schools.rows.iter().all(|r| r.comparison.is_some());
            let towards = |effect: f64| {
                let bar = self.thresholds.meaningful;
                if wanted == Word::Better {
                    effect >= bar
                } else {
                    effect <= -bar
                }
            };
            let leans = schools.pooled().is_some_and(|p| towards(p.estimate));
            match schools.word() {
                word if word == wanted && stated => Truth::True,
                word if word == wanted => Truth::Unknown,
                Word::Mixed => Truth::Unknown,
                Word::Inconclusive | Word::Likely if leans => Truth::Unknown,
                _ => Truth::False,
            }
        };
        Some(Possible::from_truth(Truth::any(self.groups.iter().map(truth))))
    }
}

/// Whether a count rests on how students did: on the results of all students, on those of groups.
#[must_use]
pub fn rests_on(count: EvidenceCount) -> (bool, bool) {
    match count {
        EvidenceCount::Fidelity | EvidenceCount::FidelityTrend | EvidenceCount::SubgroupsSeen => (false, false),
        EvidenceCount::SubgroupHarm | EvidenceCount::SubgroupGain => (false, true),
        EvidenceCount::Gap => (true, true),
        count => (!count.of_studies(), false),
    }
}

/// The rows that count; one that is not listed does.
fn kept<'r, T>(rows: &'r [T], counts: &'r [bool]) -> impl Iterator<Item = &'r T> {
    let counts = counts.iter().copied().chain(std::iter::repeat(true));
    rows.iter()
        .zip(counts)
        .filter(|(_, counts)| *counts)
        .map(|(row, _)| row)
}

/// Years in a row, up to the latest with results, in which the schools did better: their common effect counts, and
/// among rows without numbers more point up than down. A year without tests breaks no row and counts for none.
fn years_in_a_row(schools: &Schools) -> usize {
    let mut run = 0;
    let mut later: Option<i16> = None;
    for (year, rows) in schools.by_year().iter().rev() {
        let measured = schools.common(rows).map(|r| schools.counts(r.effect));
        let better = match (measured, schools.balance(rows)) {
            (Some(counts), balance) => counts && balance.unwrap_or_default() >= 0,
            (None, balance) => balance.unwrap_or_default() > 0,
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
