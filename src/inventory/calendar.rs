//! The district's calendar: school years, holidays, breaks and the days on which students are tested.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use crate::diagnostics::Span;

/// No day is looked for past so many others.
const HORIZON: usize = 1500;

/// What a stretch of days is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DayKind {
    /// The days from the first to the last one of school.
    SchoolYear,
    /// A day off, or a few.
    Holiday,
    /// A vacation.
    Break,
    /// Students are tested.
    Testing,
}

impl DayKind {
    /// As written in an inventory, in the order of the kinds.
    pub const WORDS: [&'static str; 4] = ["school-year", "holiday", "break", "testing"];

    /// The kind at a place among the words.
    pub(crate) fn at(place: usize) -> Self {
        match place {
            0 => Self::SchoolYear,
            1 => Self::Holiday,
            2 => Self::Break,
            _ => Self::Testing,
        }
    }
}

/// A stretch of days on the calendar.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Stretch {
    /// What it is.
    pub kind: DayKind,
    /// Its name, such as `Labor Day`.
    pub name: String,
    /// Its first day.
    pub first: Date,
    /// Its last day.
    pub last: Date,
    /// Where it stands.
    pub span: Span,
}

impl Stretch {
    fn holds(&self, day: Date) -> bool {
        self.first <= day && day <= self.last
    }
}

/// The stretches of days that a district has written down; without any, only weekends are off.
#[derive(Clone, Default, Debug)]
pub struct DistrictCalendar {
    /// In the order written.
    pub stretches: Vec<Stretch>,
}

impl DistrictCalendar {
    fn is(&self, day: Date, kinds: &[DayKind]) -> bool {
        self.stretches.iter().any(|s| kinds.contains(&s.kind) && s.holds(day))
    }

    /// Whether a day is one of those of a project: every day that is no holiday and in no break.
    #[must_use]
    pub fn counts(&self, day: Date) -> bool {
        !self.is(day, &[DayKind::Holiday, DayKind::Break])
    }

    /// Whether people work on a day: a day from Monday to Friday that counts.
    #[must_use]
    pub fn works(&self, day: Date) -> bool {
        !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && self.counts(day)
    }

    /// Whether what takes the time of teachers may start on a day: no student is tested, and no school year that is on
    /// the calendar is still to begin.
    #[must_use]
    pub fn has_teachers(&self, day: Date) -> bool {
        let years = || self.stretches.iter().filter(|s| s.kind == DayKind::SchoolYear);
        let in_summer = years().any(|year| day < year.first) && !years().any(|year| year.holds(day));
        !in_summer && !self.is(day, &[DayKind::Testing])
    }

    /// Whether it says when a school year begins and ends.
    #[must_use]
    pub fn has_school_year(&self) -> bool {
        self.stretches.iter().any(|s| s.kind == DayKind::SchoolYear)
    }

    /// The last day that the calendar says something of; nothing where it says nothing.
    #[must_use]
    pub fn known_until(&self) -> Option<Date> {
        self.stretches.iter().map(|s| s.last).max()
    }

    /// The first day on or after another one of which something is so; nothing where none comes within four years.
    #[must_use]
    pub fn first_from(&self, day: Date, is_so: impl Fn(&Self, Date) -> bool) -> Option<Date> {
        day.series(1.day()).take(HORIZON).find(|day| is_so(self, *day))
    }

    /// The last day of a project of so many days that begins on `start`: at most so many days that count, and one on
    /// which people work, unless there is none in it.
    #[must_use]
    pub fn last_of(&self, start: Date, days: i64) -> Date {
        let most = usize::try_from(days).unwrap_or_default();
        let counted = start.series(1.day()).take(HORIZON).filter(|day| self.counts(*day));
        let within = counted.take(most);
        within.filter(|day| self.works(*day)).last().unwrap_or(start)
    }

    /// The day that lies so many days that count after another one.
    #[must_use]
    pub fn after(&self, start: Date, days: i64) -> Option<Date> {
        let after = usize::try_from(days).ok()?;
        match after {
            0 => Some(start),
            _ if self.stretches.is_empty() => start.checked_add(jiff::Span::new().try_days(days).ok()?).ok(),
            _ => {
                let later = start.series(1.day()).skip(1).take(after.saturating_add(HORIZON));
                later.filter(|day| self.counts(*day)).nth(after - 1)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{DayKind, DistrictCalendar, Stretch};
    use crate::diagnostics::Span;

    fn of(stretches: &[(DayKind, jiff::civil::Date, jiff::civil::Date)]) -> DistrictCalendar {
        let stretches = stretches.iter().map(|(kind, first, last)| Stretch {
            kind: *kind,
            name: String::new(),
            first: *first,
            last: *last,
            span: Span::NOWHERE,
        });
        DistrictCalendar {
            stretches: stretches.collect(),
        }
    }

    #[test]
    fn days_off_do_not_count_and_end_nothing() {
        let bare = DistrictCalendar::default();
        // Monday, ten days on: Wednesday of the next week
        assert_eq!(bare.last_of(date(2026, 6, 15), 10), date(2026, 6, 24));
        // seven days end on a Sunday, so it ends on the Friday before
        assert_eq!(bare.last_of(date(2026, 6, 15), 7), date(2026, 6, 19));
        let own = of(&[
            (DayKind::Holiday, date(2026, 6, 19), date(2026, 6, 19)),
            (DayKind::Break, date(2026, 6, 22), date(2026, 6, 26)),
        ]);
        // six days are off; those that count are 15 to 18, 20, 21 and 27 to 30
        assert_eq!(own.last_of(date(2026, 6, 15), 10), date(2026, 6, 30));
        assert_eq!(own.after(date(2026, 6, 15), 9), Some(date(2026, 6, 30)));
        assert_eq!(bare.after(date(2026, 6, 15), 45), Some(date(2026, 7, 30)));
        assert!(!own.works(date(2026, 6, 19)) && !own.works(date(2026, 6, 20)) && own.counts(date(2026, 6, 20)));
    }

    #[test]
    fn teachers_are_there_between_tests_within_a_school_year() {
        let own = of(&[
            (DayKind::SchoolYear, date(2026, 8, 19), date(2027, 5, 28)),
            (DayKind::Testing, date(2027, 4, 5), date(2027, 4, 23)),
        ]);
        let has = |day| own.has_teachers(day);
        assert!(!has(date(2026, 6, 15)) && has(date(2026, 8, 19)) && !has(date(2027, 4, 5)) && has(date(2027, 4, 24)));
        // of the time after the last school year on the calendar nothing is known
        assert!(has(date(2027, 7, 1)) && DistrictCalendar::default().has_teachers(date(2026, 7, 1)));
    }
}
