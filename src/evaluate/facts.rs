//! Fills a sheet with what is written, inherited and counted, before any rule is read.

use std::sync::Arc;

use jiff::civil::Date;
use jiff::{Span, Unit};

use crate::evaluate::portfolio::{Answers, Portfolio};
use crate::evaluate::{Origin, Sheet};
use crate::evidence::{self, Evidence, Place, Thresholds};
use crate::inventory::{Given, Initiative, Inventory, ResultRow, day_of, given_to};
use crate::rules::contract::{EvidenceCount, KnownFact, Threshold};
use crate::rules::{CheckId, Counts, Derive, Fact, FactId, Parameter, RuleSet, Subject, Unanswered};
use crate::truth::{Number, Possible};

/// What derived facts of one subject are counted from.
pub(super) type Counted<'a> = &'a dyn Fn(&Derive, &Sheet) -> Option<Possible>;

/// Fills the facts of `subject` on a sheet.
pub(super) fn fill(
    set: &RuleSet,
    subject: Subject,
    given: &[Given],
    inherited: &[Inherited],
    as_of: Date,
    counted: Counted,
    sheet: &mut Sheet,
) {
    for answer in given {
        sheet.set(answer.fact, answer.value, origin(answer));
    }
    fill_these(set, set.filled_for(subject), inherited, as_of, counted, sheet);
}

/// Fills some facts of one subject on a sheet on which its answers stand, in the order of a list.
pub(super) fn fill_these(
    set: &RuleSet,
    facts: &[FactId],
    inherited: &[Inherited],
    as_of: Date,
    counted: Counted,
    sheet: &mut Sheet,
) {
    let made = checks_made(set, sheet);
    for id in facts.iter().copied() {
        let fact = set.fact(id);
        if sheet.value(id) != fact.anything() || sheet.origin(id) == Origin::Hidden {
            continue;
        }
        if fact.inherits
            && let Some(value) = inherit(id, fact, inherited)
        {
            sheet.set(id, value, Origin::Inherited);
            continue;
        }
        let by = |way: &Derive| direct(way, fact, &|id| sheet.value(id), as_of).or_else(|| counted(way, sheet));
        let value = fact.derive.iter().chain(&fact.or_derive).find_map(by);
        if let Some(value) = value {
            sheet.set(id, value, Origin::Derived);
        } else if let Some(value) = confirmed(fact, &made, sheet.origin(id)) {
            sheet.set(id, value, Origin::Confirmed);
        }
    }
}

/// The checks that somebody has made of an initiative.
pub(super) fn checks_made(set: &RuleSet, sheet: &Sheet) -> Vec<CheckId> {
    let no = |id| sheet.stated(id) && sheet.value(id) == Possible::option(0);
    let made = set.confirming().iter().filter(|(id, _)| no(*id));
    made.map(|(_, check)| *check).collect()
}

/// What a fact is by the checks that were made, where nothing is said of it for itself: who does not know it, or only
/// proposes or estimates it, leaves it open.
pub(super) fn confirmed(fact: &Fact, made: &[CheckId], origin: Origin) -> Option<Possible> {
    let unsaid = matches!(origin, Origin::Missing | Origin::Blank | Origin::Confirmed);
    let own = !made.is_empty() && unsaid && matches!(fact.computed(), None | Some(Derive::NoWhen(_)));
    fact.presume.as_ref().filter(|_| own)?.left_by(fact, made)
}

/// What an answer puts on a sheet beside its value.
pub(super) fn origin(answer: &Given) -> Origin {
    match answer.unanswered {
        None => Origin::Given,
        Some(Unanswered::Missing) => Origin::Missing,
        Some(Unanswered::Blank) => Origin::Blank,
        Some(Unanswered::Unsure) => Origin::Unsure,
        Some(Unanswered::Proposed) => Origin::Proposed,
        Some(Unanswered::NotApplicable) => Origin::NotApplicable,
    }
}

/// The answers of the schools of an initiative, each completed by the district's.
pub(super) struct Inherited<'a> {
    /// The school's own answers; empty where only the district's count.
    pub school: &'a [Given],
    /// The district's answers.
    pub district: &'a [Given],
}

/// The weakest answer counts: one school without coaching is a school without coaching.
fn inherit(id: FactId, fact: &Fact, levels: &[Inherited]) -> Option<Possible> {
    let said = |given: &[Given]| given.iter().find(|g| g.fact == id && g.on_record()).map(|g| g.value);
    let values: Vec<Possible> = levels
        .iter()
        .map(|l| {
            said(l.school)
                .or_else(|| said(l.district))
                .unwrap_or_else(|| fact.anything())
        })
        .collect();
    let least = Possible::least(&values);
    (!values.is_empty() && least != fact.anything()).then_some(least)
}

/// What follows from other answers of the same record.
pub(super) fn direct(way: &Derive, fact: &Fact, value: &dyn Fn(FactId) -> Possible, as_of: Date) -> Option<Possible> {
    match way {
        Derive::YearsSince(date) => elapsed(value(*date), as_of, Unit::Year),
        Derive::SchoolYearsSince(date) => school_years(value(*date), as_of),
        Derive::MonthsSince(date) => elapsed(value(*date), as_of, Unit::Month),
        Derive::DaysSince(date) => elapsed(value(*date), as_of, Unit::Day),
        Derive::MonthsUntil(date) => ahead(value(*date), as_of, Unit::Month),
        Derive::Difference(from, less) => difference(value(*from), value(*less), fact),
        Derive::Ratio(over, under) => ratio(value(*over), value(*under), fact),
        _ => None,
    }
}

/// The time since a date, at least nothing.
fn elapsed(date: Possible, as_of: Date, unit: Unit) -> Option<Possible> {
    let (first, last) = ends(date)?;
    let part = |day: Option<Date>, open: Number| day.map_or(open, |day| count(day, as_of, unit).max(Number::ZERO));
    Some(Possible::Numbers {
        low: part(last, Number::ZERO),
        high: part(first, Number::MAX),
    })
}

/// The school years since a start. What began in the second half of a year has had a school year by the first of June
/// after it, and no more of the next before the anniversary of its start; else, and where the month of the start is not
/// known, the calendar counts.
fn school_years(date: Possible, as_of: Date) -> Option<Possible> {
    let calendar = elapsed(date, as_of, Unit::Year)?;
    let (Some(first), Some(last)) = ends(date)? else {
        return Some(calendar);
    };
    let in_one_month = (first.year(), first.month()) == (last.year(), last.month());
    if !in_one_month || first.month() < FIRST_MONTH {
        return Some(calendar);
    }
    let ended = |from: Date| {
        let next = |whole: i16| {
            let start = from.checked_add(Span::new().years(whole)).ok()?;
            let end = Date::new(from.year().checked_add(whole + 1)?, LAST_MONTH, 1).ok()?;
            Some((start, end))
        };
        let whole = (as_of.year() - from.year() - 1).max(0);
        let mut years = Number::ZERO;
        for year in [whole, whole + 1] {
            let (start, end) = next(year)?;
            if as_of < start {
                break;
            }
            let of = |day: Date| Number::whole(i64::from((day - start).get_days()));
            let part = of(as_of.min(end)).over(of(end))?;
            years = Number::whole(i64::from(year)).plus(part);
        }
        Some(years)
    };
    Some(Possible::Numbers {
        low: ended(last)?,
        high: ended(first)?,
    })
}

/// A start from this month on is one of the school year that begins then.
const FIRST_MONTH: i8 = 7;
/// The month by which a school year has ended.
const LAST_MONTH: i8 = 6;

/// The time until a date; below nothing once it is past.
fn ahead(date: Possible, as_of: Date, unit: Unit) -> Option<Possible> {
    let (first, last) = ends(date)?;
    Some(Possible::Numbers {
        low: first.map_or(Number::MIN, |day| count(as_of, day, unit)),
        high: last.map_or(Number::MAX, |day| count(as_of, day, unit)),
    })
}

/// The first and the last day that a date may be, each unless it is open; nothing where both are.
fn ends(date: Possible) -> Option<(Option<Date>, Option<Date>)> {
    let Possible::Numbers { low, high } = date else {
        return None;
    };
    let day = |end: Number| {
        (end != Number::MIN && end != Number::MAX)
            .then(|| day_of(end))
            .flatten()
    };
    let ends = (day(low), day(high));
    (ends != (None, None)).then_some(ends)
}

/// How many years, months or days one day is after another by the calendar: a whole number on every anniversary, so
/// that a time that is up in three years is up on the day of the third.
fn count(from: Date, to: Date, unit: Unit) -> Number {
    let span = from.until((unit, to)).and_then(|span| span.total((unit, from)));
    span.ok().and_then(Number::nearest).unwrap_or_default()
}

fn difference(from: Possible, less: Possible, fact: &Fact) -> Option<Possible> {
    let (Possible::Numbers { low: a, high: b }, Possible::Numbers { low: c, high: d }) = (from, less) else {
        return None;
    };
    let open = |n: Number| n == Number::MIN || n == Number::MAX;
    let Possible::Numbers { low: least, high: most } = fact.anything() else {
        return None;
    };
    let value = Possible::Numbers {
        low: if open(a) || open(d) {
            least
        } else {
            a.plus(d.negative())
        },
        high: if open(b) || open(c) { most } else { b.plus(c.negative()) },
    };
    // what is not known of the second bounds nothing: it may be any part of the first
    (![a, b, d].into_iter().any(open)).then_some(value)
}

pub(super) fn ratio(over: Possible, under: Possible, fact: &Fact) -> Option<Possible> {
    let (Possible::Numbers { low: a, high: b }, Possible::Numbers { low: c, high: d }) = (over, under) else {
        return None;
    };
    if over == fact.anything() || c == Number::ZERO || d == Number::MAX {
        return None;
    }
    let Possible::Numbers { high: most, .. } = fact.anything() else {
        return None;
    };
    let high = if b == Number::MAX { most } else { b.over(c)?.min(most) };
    let low = a.over(d)?.min(most);
    Some(Possible::Numbers { low, high })
}

/// The parameters that end the bands of poverty.
pub(crate) const POVERTY_BANDS: [Threshold; 3] = [Threshold::LowPoverty, Threshold::MidPoverty, Threshold::HighPoverty];

/// Whether what stands on a sheet for a fact is what was counted, so that another count takes its place.
pub(super) fn is_counted(sheet: &Sheet, id: FactId) -> bool {
    matches!(
        sheet.origin(id),
        Origin::Derived | Origin::Confirmed | Origin::Computed | Origin::Missing
    )
}

/// Puts on a sheet what was counted of a fact, where nothing was what the checks that were made leave of it.
pub(super) fn count_as(set: &RuleSet, made: &[CheckId], id: FactId, counted: Option<Possible>, sheet: &mut Sheet) {
    let fact = set.fact(id);
    let by_check = || confirmed(fact, made, Origin::Missing).map(|value| (value, Origin::Confirmed));
    let (value, origin) = counted
        .map(|value| (value, Origin::Derived))
        .or_else(by_check)
        .unwrap_or((fact.anything(), Origin::Missing));
    sheet.set(id, value, origin);
}

/// How the rows of an inventory are counted: what depends on parameters, not on the rows.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Counting {
    /// The thresholds.
    pub thresholds: Thresholds,
    /// The kind of place of every school.
    pub places: Arc<[Place]>,
}

impl Counting {
    /// With the parameters in force.
    pub fn of(set: &RuleSet, inventory: &Inventory, schools: &[Sheet]) -> Self {
        Self {
            thresholds: Self::thresholds(set, &|p| p.value),
            places: Self::places(set, inventory, schools, &|p| p.value),
        }
    }

    /// The thresholds with some values of parameters.
    pub fn thresholds(set: &RuleSet, value: &dyn Fn(&Parameter) -> Number) -> Thresholds {
        Thresholds::read(&|threshold| set.threshold(threshold).map(value))
    }

    /// The kinds of place with some values of parameters; where the district has more schools than are listed, one more
    /// of unknown kind at the end.
    pub fn places(
        set: &RuleSet,
        inventory: &Inventory,
        schools: &[Sheet],
        value: &dyn Fn(&Parameter) -> Number,
    ) -> Arc<[Place]> {
        let bands = POVERTY_BANDS.iter().filter_map(|p| set.threshold(*p));
        let limits: Vec<Number> = bands.map(value).collect();
        let mut places = places(set, schools, &limits);
        let all = set
            .known(KnownFact::DistrictSchools)
            .and_then(|id| given_to(&inventory.given, id));
        let whole = Possible::number(Number::count(places.len()));
        if !places.is_empty() && all.is_some_and(|all| all.on_record() && all.value != whole) {
            places.push(Place::default());
        }
        places.into()
    }

    /// The evidence of an initiative; `counting` says which of its rows are about an outcome that counts.
    pub fn evidence<'a>(&self, initiative: &'a Initiative, counting: CountingRows) -> Evidence<'a> {
        Evidence::of(initiative, Arc::clone(&self.places), self.thresholds, counting.0)
    }
}

/// Which rows of results and which studies of an initiative are about an outcome that counts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct CountingRows(evidence::Counted);

impl CountingRows {
    /// Whether each row of results is about an outcome of students, aimed at or not.
    pub fn of_students(&self) -> &[bool] {
        &self.0.beside
    }

    /// The same without some rows of results.
    pub fn without(&self, rows: &[usize]) -> Self {
        let mut less = self.clone();
        for row in rows {
            if let Some(counts) = less.0.results.get_mut(*row) {
                *counts = false;
            }
        }
        less
    }

    /// An outcome counts always, never, or where the initiative is for it or does not say what it is for; one that
    /// nobody recognizes counts.
    pub fn of(set: &RuleSet, initiative: &Initiative) -> Self {
        Self::by(set, initiative, &initiative.given)
    }

    /// The same by answers that need not be those of the inventory.
    pub fn by(set: &RuleSet, initiative: &Initiative, given: &[Given]) -> Self {
        let aim = set.known(KnownFact::Aim).and_then(|id| given_to(given, id));
        let aim = aim.filter(|g| g.on_record()).map(|g| g.written.as_str());
        let counts = |outcome: Option<usize>| match outcome.and_then(|n| set.outcomes.get(n)) {
            None => true,
            Some(outcome) => match outcome.counts {
                Counts::Always => true,
                Counts::WhenAimed => aim.is_none_or(|aim| aim == outcome.id),
                Counts::Never => false,
            },
        };
        let of_students = |outcome: Option<usize>| {
            let outcome = outcome.and_then(|n| set.outcomes.get(n));
            outcome.is_none_or(|outcome| outcome.counts != Counts::Never)
        };
        let rows = || initiative.results.iter();
        Self(evidence::Counted {
            results: rows().map(|r| counts(r.outcome)).collect(),
            beside: rows().map(|r| of_students(r.outcome)).collect(),
            about: rows().map(|r| about(set, r).into()).collect(),
            studies: initiative.studies.iter().map(|s| counts(s.outcome_kind)).collect(),
        })
    }
}

/// What a row is about, alike for all that are pooled together: the kind of outcome that its measure names, else the
/// measure as it is written, else the kind that is stated; empty where nobody said it.
fn about(set: &RuleSet, row: &ResultRow) -> String {
    let title = |place: Option<usize>| Some(set.outcomes.get(place?)?.title.clone());
    match (title(set.outcome_in_words(&row.measure)), row.measure.trim()) {
        (Some(named), _) => named,
        (None, "") => title(row.outcome).unwrap_or_default(),
        (None, measure) => measure.to_lowercase(),
    }
}

/// The kind of place of every school, for the evidence.
///
/// `limits` are the shares of students in poverty at which the bands end.
fn places(set: &RuleSet, schools: &[Sheet], limits: &[Number]) -> Vec<Place> {
    let option = |sheet: &Sheet, fact: KnownFact| {
        let value = sheet.value(set.known(fact)?);
        value
            .is_known()
            .then(|| value.option_bounds().map(|(n, _)| n))
            .flatten()
    };
    let band = |sheet: &Sheet| {
        let Possible::Numbers { low, high } = sheet.value(set.known(KnownFact::Poverty)?) else {
            return None;
        };
        let place = |n: Number| limits.iter().filter(|limit| n > **limit).count();
        (place(low) == place(high)).then(|| place(low))
    };
    let place = |s: &Sheet| Place {
        locale: option(s, KnownFact::Locale),
        poverty: band(s),
        grades: option(s, KnownFact::GradeBand),
    };
    schools.iter().map(place).collect()
}

/// Facts of an initiative that are counted from rows and from the portfolio, by answers that need not be those of the
/// inventory.
pub(super) fn initiative_counts(
    portfolio: &Portfolio,
    place: usize,
    answers: Answers,
    evidence: &dyn Fn(EvidenceCount) -> Option<Possible>,
    way: &Derive,
) -> Option<Possible> {
    match way {
        Derive::Evidence(count) => evidence(*count),
        Derive::Portfolio(count) => portfolio.initiative(place, answers, *count),
        Derive::Mentions(parts) => Some(portfolio.mentions(place, parts)),
        Derive::Answered(facts) => {
            let answered = |fact: &FactId| given_to(answers.own, *fact).is_some_and(Given::on_record);
            facts.iter().all(answered).then(|| Possible::option(1))
        }
        Derive::Count(list) => {
            let answer = given_to(answers.own, *list).filter(|g| g.on_record())?;
            Some(Possible::number(Number::whole(i64::try_from(answer.names.len()).ok()?)))
        }
        _ => None,
    }
}
