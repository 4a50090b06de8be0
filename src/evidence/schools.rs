//! Results by outcome and by school, and what all of them come to.

mod pooled;
mod standing;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::inventory::{Direction, ResultRow};
use crate::rules::contract::{NextSchool, ResultsWord as Word};
use crate::statistics::distribution::normal_upper;
use crate::statistics::{Interval, Row, interval_of};

use super::Thresholds;
use super::bounded::{Bounded, always_at_least, common};
use super::outcome::{Outcome, Saying, Sorted};
use super::sample::Sample;
use pooled::Pooled;
use standing::Standing;

/// The rows that count, by outcome and school.
#[derive(Clone, Debug)]
pub struct Schools<'a> {
    thresholds: Thresholds,
    /// The rows.
    pub rows: Arc<[&'a ResultRow]>,
    /// What each is about; empty where it does not say.
    about: Arc<[Arc<str>]>,
    /// The same by the year in which the school year ended.
    by_year: Arc<ByYear<'a>>,
    /// Where they are by the school that they name.
    by_place: Arc<BTreeMap<Option<usize>, Vec<usize>>>,
    pooled: Arc<Pooled>,
    /// The outcome that is to lead whatever is said of it, by its place; nothing where the words say it.
    led: Option<Leading>,
    /// What they come to under these thresholds, once it was asked for.
    said: OnceLock<Said>,
}

/// How each place does on an outcome; `None` are rows that name no school.
type Standings = BTreeMap<Option<usize>, Standing>;

/// Rows by year.
type ByYear<'a> = BTreeMap<i16, Vec<&'a ResultRow>>;

/// The place of the outcome that leads; nothing where there is no outcome.
pub(super) type Leading = Option<usize>;

/// What outcomes come to.
#[derive(Clone, Debug)]
struct Said {
    /// By outcome.
    words: Vec<Word>,
    /// All of them.
    word: Word,
    /// The outcome that leads.
    leading: Leading,
}

impl<'a> Schools<'a> {
    /// Sorts the rows and pools them; with each row what it is about, empty where it does not say.
    #[must_use]
    pub fn of(rows: Vec<(Arc<str>, &'a ResultRow)>, thresholds: Thresholds) -> Self {
        let (about, rows): (Vec<Arc<str>>, Vec<&ResultRow>) = rows.into_iter().unzip();
        let (mut by_year, mut by_place) = (ByYear::new(), BTreeMap::<_, Vec<usize>>::new());
        for (n, row) in rows.iter().enumerate() {
            by_place.entry(row.school).or_default().push(n);
            if let Some(year) = row.year {
                by_year.entry(year).or_default().push(*row);
            }
        }
        Self {
            pooled: Pooled::of(&rows, &about, thresholds).into(),
            thresholds,
            rows: rows.into(),
            about: about.into(),
            by_year: by_year.into(),
            by_place: by_place.into(),
            led: None,
            said: OnceLock::new(),
        }
    }

    /// Reads the same rows under other thresholds, and with an outcome that leads whatever is said of it: they are pooled
    /// anew only where that matters, and so is what is said of them.
    pub(super) fn turn(&mut self, thresholds: &Thresholds, led: Option<Leading>) {
        self.led = led;
        if !self.thresholds.says_like(thresholds) {
            self.said = OnceLock::new();
        }
        if !self.thresholds.pools_like(thresholds) && !self.rows.is_empty() {
            self.pooled = Pooled::of(&self.rows, &self.about, *thresholds).into();
        }
        self.thresholds = *thresholds;
    }

    /// A part of what decides the words on the outcomes, as numbers.
    pub(super) fn parts(&self, saying: Saying) -> impl Iterator<Item = u32> {
        self.outcomes()
            .iter()
            .map(move |outcome| outcome.part(saying, self.thresholds))
    }

    /// What a row says.
    #[must_use]
    pub fn bounded(&self, row: &ResultRow) -> Option<Bounded> {
        Bounded::of(row, self.thresholds.doubted)
    }

    /// By outcome, in the order of their names; first, without a name, the rows that do not say what was measured.
    #[must_use]
    pub fn outcomes(&self) -> &[Outcome] {
        &self.pooled.outcomes
    }

    /// What the schools come to on one outcome.
    #[must_use]
    pub fn word_on(&self, outcome: &Outcome) -> Word {
        outcome.word(self.thresholds)
    }

    /// The outcome of which numbers are told first: the one that the word rests on, else the one known best.
    #[must_use]
    pub fn leading(&self) -> Option<&Outcome> {
        self.outcomes().get(self.led()?)
    }

    fn led(&self) -> Leading {
        match self.led {
            Some(led) => led,
            None => self.leads_by_words(),
        }
    }

    /// The outcome that leads by what is said of each.
    pub(super) fn leads_by_words(&self) -> Leading {
        match self.outcomes() {
            [] => None,
            [_] => Some(0),
            _ => self.said().leading,
        }
    }

    fn said(&self) -> &Said {
        self.said.get_or_init(|| {
            let words: Vec<Word> = self.outcomes().iter().map(|o| self.word_on(o)).collect();
            let word = self.measured_word(&words);
            let leading = self.leads(&words, word);
            Said { words, word, leading }
        })
    }

    fn leads(&self, words: &[Word], word: Word) -> Leading {
        if self.outcomes().len() < 2 {
            return (!self.outcomes().is_empty()).then_some(0);
        }
        let end = |outcome: &Outcome| {
            let own = outcome.common.map(|row| interval_of(&row, self.thresholds.confidence));
            match word {
                Word::Worse => own.map_or(f64::NEG_INFINITY, |own| -own.high),
                Word::Better | Word::Likely => own.map_or(f64::NEG_INFINITY, |own| own.low),
                _ => outcome.common.map_or(f64::NEG_INFINITY, |row| -row.variance),
            }
        };
        let rests = |(place, _): &(usize, &Outcome)| {
            let own = words.get(*place).copied().unwrap_or(Word::NotMeasured);
            own == word || word == Word::Mixed && own != Word::NotMeasured
        };
        // of gains the one that most schools share: without it the next in line never shows more schools
        let shares: Vec<usize> = match word {
            Word::Better | Word::Likely => (0..words.len()).map(|place| self.surely_better(place)).collect(),
            _ => Vec::new(),
        };
        let best = |(n, a): &(usize, &Outcome), (m, b): &(usize, &Outcome)| {
            let by_rows = a.rows.len().cmp(&b.rows.len());
            let by_schools = shares.get(*n).cmp(&shares.get(*m));
            // of two that are alike the first by its name
            by_schools
                .then(end(a).total_cmp(&end(b)))
                .then(by_rows)
                .then(b.name.cmp(&a.name))
        };
        let each = || self.outcomes().iter().enumerate();
        let resting = each().filter(rests).max_by(best);
        resting.or_else(|| each().max_by(best)).map(|(place, _)| place)
    }

    /// The lowest mean of an outcome, where several were measured.
    #[must_use]
    pub fn worst(&self) -> Option<Row> {
        let each = || self.outcomes().iter().filter_map(|o| o.common);
        let lowest = each().min_by(|a, b| a.effect.total_cmp(&b.effect));
        lowest.filter(|_| each().count() > 1)
    }

    /// The effect that the measured schools share on the leading outcome; nothing where some of it is not known.
    #[must_use]
    pub fn shared(&self) -> Option<Row> {
        self.leading()?.common
    }

    /// The interval of an effect at the level of intervals.
    #[must_use]
    pub fn interval(&self, row: Row) -> Interval {
        interval_of(&row, self.thresholds.confidence)
    }

    /// Which way a row points: by its number against the smallest effect that counts, else as stated.
    #[must_use]
    pub fn direction(&self, row: &ResultRow) -> Option<Direction> {
        row.direction
            .or_else(|| Some(towards(self.bounded(row)?.effect.point()?, self.thresholds.meaningful)))
    }

    /// What the schools come to.
    ///
    /// Numbers decide it outcome by outcome; better on one and worse on another is mixed. Rows that give a direction and
    /// no more never decide: alone they are inconclusive, against the word of the numbers they make it mixed.
    #[must_use]
    pub fn word(&self) -> Word {
        match (self.said().word, self.pooled.directed) {
            (Word::NotMeasured, None) => Word::NotMeasured,
            (Word::NotMeasured, Some((true, true))) => Word::Mixed,
            (Word::NotMeasured, Some(_)) => Word::Inconclusive,
            (Word::Better | Word::Likely, Some((_, true))) => Word::Mixed,
            (Word::Worse | Word::None, Some((true, _))) => Word::Mixed,
            (measured, _) => measured,
        }
    }

    /// What the schools come to by their numbers; a gain on one outcome is said where none may be a loss, and a loss
    /// where none may be a gain.
    fn measured_word(&self, words: &[Word]) -> Word {
        let has = |word| words.contains(&word);
        // an outcome with a word of its own is settled by it
        let open = self.outcomes().iter().zip(words);
        let open = open.filter(|(_, word)| matches!(word, Word::Inconclusive | Word::Likely));
        let may = open.map(|(outcome, _)| outcome.may_be(self.thresholds));
        let (may_gain, may_lose) = may.fold((false, false), |all, may| (all.0 || may.0, all.1 || may.1));
        let measured = || words.iter().filter(|word| **word != Word::NotMeasured);
        if has(Word::Mixed) || has(Word::Better) && has(Word::Worse) {
            Word::Mixed
        } else if has(Word::Worse) && !may_gain {
            Word::Worse
        } else if has(Word::Better) && !may_lose {
            Word::Better
        } else if measured().next().is_none() {
            Word::NotMeasured
        } else if measured().all(|word| *word == Word::None) {
            Word::None
        } else if has(Word::Likely) && !has(Word::Worse) && !may_lose {
            Word::Likely
        } else {
            Word::Inconclusive
        }
    }

    /// Whether some outcome loses beyond doubt.
    #[must_use]
    pub fn loses(&self) -> bool {
        let mut words = self.said().words.iter();
        words.any(|word| matches!(word, Word::Worse | Word::Mixed))
    }

    /// Whether a row points one way, by as much as counts, and nobody knows how certain that is.
    #[must_use]
    pub fn points(&self, way: Direction) -> bool {
        let bar = self.thresholds.meaningful;
        let points = |row: &&ResultRow| match self.bounded(row) {
            None => self.direction(row) == Some(way),
            Some(bounded) if bounded.known().is_some() => false,
            Some(bounded) => match way {
                Direction::Better => bounded.effect.high >= bar,
                Direction::Worse => bounded.effect.low <= -bar,
                Direction::None => false,
            },
        };
        self.rows.iter().any(points)
    }

    /// Whether some row does not say what was measured, its effect or how certain it is.
    #[must_use]
    pub fn lacks_certainty(&self) -> bool {
        !self.outcomes().iter().all(|outcome| outcome.whole)
    }

    /// Whether any effect and its error are known.
    #[must_use]
    pub fn in_numbers(&self) -> bool {
        self.outcomes().iter().any(|outcome| outcome.common.is_some())
    }

    /// The probability that the effect that the measured schools share counts.
    #[must_use]
    pub fn chance_better(&self) -> Option<f64> {
        let shared = self.shared()?;
        Some(normal_upper(
            (self.thresholds.meaningful - shared.effect) / shared.variance.sqrt(),
        ))
    }

    /// What may be expected of one more school, on the leading outcome.
    #[must_use]
    pub fn next_school(&self) -> NextSchool {
        let leading = self.leading();
        leading.map_or(NextSchool::NotTold, |outcome| outcome.next_school(self.thresholds))
    }

    /// The schools of the leading outcome as a sample; nothing where of one more school nothing can be told.
    #[must_use]
    pub fn sample(&self) -> Option<&Sample> {
        let told = self.next_school() != NextSchool::NotTold;
        self.leading().filter(|_| told)?.sample(self.thresholds.few_schools)
    }

    /// Where the effect of one more school is expected; nothing where of one more school nothing can be told.
    #[must_use]
    pub fn expected(&self) -> Option<Interval> {
        Some(self.sample()?.expected(self.thresholds.confidence))
    }

    /// How many schools stand behind the leading outcome, as far as they are known by numbers.
    #[must_use]
    pub fn schools_measured(&self) -> usize {
        let leading = self.leading();
        leading.map_or(0, |outcome| outcome.measured.iter().map(|s| s.schools).sum())
    }

    /// Without the rows that do not say what they were compared with; nothing where all say it.
    pub(super) fn stated(&self) -> Option<Self> {
        self.only(|_, row| row.comparison.is_some())
    }

    /// Without the rows that lack a comparison, an outcome, an effect or its error; nothing where none does.
    pub(super) fn whole_rows(&self) -> Option<Self> {
        self.only(|about, row| {
            let known = self.bounded(row).is_some_and(|bounded| bounded.known().is_some());
            !about.is_empty() && row.comparison.is_some() && known
        })
    }

    fn only(&self, keep: impl Fn(&str, &ResultRow) -> bool) -> Option<Self> {
        let rows = self.about.iter().cloned().zip(self.rows.iter().copied());
        let kept: Vec<_> = rows.filter(|(about, row)| keep(about, row)).collect();
        (kept.len() < self.rows.len()).then(|| Self::of(kept, self.thresholds))
    }

    /// With the rows that do not say what was measured taken as of one outcome, that of the most other rows; nothing where
    /// all say it.
    pub(super) fn of_one_outcome(&self) -> Option<Self> {
        let named = self.outcomes().iter().filter(|outcome| !outcome.name.is_empty());
        let most = named.max_by_key(|outcome| outcome.rows.len());
        // any word serves where no row has one
        let name: Arc<str> = most.map_or("one outcome", |most| most.name.as_str()).into();
        let rows = self.about.iter().zip(self.rows.iter().copied());
        let rows = rows.map(|(about, row)| (if about.is_empty() { &name } else { about }.clone(), row));
        (self.about.iter().any(|about| about.is_empty())).then(|| Self::of(rows.collect(), self.thresholds))
    }

    /// About how many outcomes the rows may be; each that does not say it about one of its own.
    fn looks(&self) -> usize {
        let named = self
            .outcomes()
            .iter()
            .filter(|outcome| !outcome.name.is_empty())
            .count();
        let unnamed = self.about.iter().filter(|name| name.is_empty()).count();
        named + unnamed
    }

    /// So many years without results break no row of years.
    #[must_use]
    pub fn untested_years(&self) -> f64 {
        self.thresholds.untested_years
    }

    /// The rows by the year in which the school year ended.
    #[must_use]
    pub fn by_year(&self) -> &ByYear<'a> {
        &self.by_year
    }

    /// Whether in a year what the schools share on the leading outcome counts; nothing where only directions are known.
    #[must_use]
    pub fn year_counts(&self, year: i16) -> Option<bool> {
        let body = self.leading()?.years.get(&year)?;
        Some(always_at_least(body, self.thresholds.meaningful))
    }

    /// The rows about the leading outcome.
    #[must_use]
    pub fn leading_rows(&self) -> Vec<&'a ResultRow> {
        let rows = self.leading().map_or(&[][..], |outcome| &outcome.rows);
        rows.iter().filter_map(|row| self.rows.get(*row).copied()).collect()
    }

    /// What some rows share, of those whose effect and error are known: one effect for each school, weighted by precision.
    #[must_use]
    pub fn common(&self, rows: &[&ResultRow]) -> Option<Row> {
        let sorted = Sorted {
            rows,
            about: &[],
            thresholds: self.thresholds,
        };
        let all: Vec<usize> = (0..rows.len()).collect();
        common(sorted.measured(&all).iter().map(|school| school.row))
    }

    /// Better less worse among some rows that give only a direction; `None` when there are none.
    #[must_use]
    pub fn balance(&self, rows: &[&ResultRow]) -> Option<i64> {
        let directed = rows
            .iter()
            .filter(|r| self.bounded(r).is_none_or(|b| b.known().is_none()));
        let signs: Vec<i64> = directed.filter_map(|r| self.direction(r)).map(sign).collect();
        (!signs.is_empty()).then(|| signs.iter().sum())
    }
}

fn sign(direction: Direction) -> i64 {
    match direction {
        Direction::Worse => -1,
        Direction::None => 0,
        Direction::Better => 1,
    }
}

/// Which way an effect points past a bar.
fn towards(effect: f64, bar: f64) -> Direction {
    if effect >= bar {
        Direction::Better
    } else if effect <= -bar {
        Direction::Worse
    } else {
        Direction::None
    }
}
