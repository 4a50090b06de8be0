//! Places projects on the district's calendar, one after the other, each as early as it can be.

use std::collections::BTreeMap;

use jiff::Unit;
use jiff::civil::Date;

use super::advised::Project;
use crate::inventory::{DistrictCalendar, Inventory};

/// The days of a project.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Placed {
    /// Its first day.
    pub start: Date,
    /// Its last day.
    pub end: Date,
}

/// Which days are taken by how many projects.
pub(super) struct Schedule<'a> {
    calendar: &'a DistrictCalendar,
    today: Date,
    last: Date,
    at_once: usize,
    /// By day from today on.
    taken: Vec<usize>,
    /// The last day of what the inventory tracks and is neither done nor late, by id.
    tracked: BTreeMap<&'a str, Date>,
}

impl<'a> Schedule<'a> {
    /// With the projects that the inventory tracks in their place: what is done takes none, nor does what is late, which
    /// is to be finished, moved or dropped first.
    pub fn of(inventory: &'a Inventory, at_once: usize, last: Date) -> Self {
        let mut schedule = Self {
            calendar: &inventory.calendar,
            today: inventory.as_of,
            last,
            at_once,
            taken: Vec::new(),
            tracked: BTreeMap::new(),
        };
        for rock in inventory.rocks.iter().filter(|rock| rock.done != Some(true)) {
            let days = rock.starts().zip(rock.due(&inventory.calendar));
            if let Some((start, end)) = days.filter(|(_, end)| *end >= inventory.as_of) {
                let start = start.max(inventory.as_of);
                schedule.take(Placed { start, end });
                schedule.tracked.insert(&rock.id, end);
            }
        }
        schedule
    }

    /// The days of each project, in their order: what another waits for is placed before it.
    pub fn place_all(&mut self, projects: &[Project]) -> Vec<Option<Placed>> {
        let mut placed: Vec<Option<Option<Placed>>> = vec![None; projects.len()];
        for (place, project) in projects.iter().enumerate() {
            for before in &project.after {
                if let Some(earlier) = projects.get(*before) {
                    self.place_once(earlier, *before, &mut placed);
                }
            }
            self.place_once(project, place, &mut placed);
        }
        placed.into_iter().map(Option::flatten).collect()
    }

    fn place_once(&mut self, project: &Project, place: usize, placed: &mut [Option<Option<Placed>>]) {
        if placed.get(place).is_none_or(Option::is_some) {
            return;
        }
        let mut from = project.from.unwrap_or(self.today);
        let mut waits = false;
        for before in &project.after {
            match placed.get(*before).copied().flatten() {
                Some(Some(earlier)) => from = from.max(next(earlier.end)),
                Some(None) | None => waits = true,
            }
        }
        for end in project
            .after_tracked
            .iter()
            .filter_map(|id| self.tracked.get(id.as_str()))
        {
            from = from.max(next(*end));
        }
        let found = if waits { None } else { self.place(project, from) };
        if let Some(days) = found {
            self.take(days);
        }
        if let Some(own) = placed.get_mut(place) {
            *own = Some(found);
        }
    }

    /// The earliest days from one day on that are free.
    fn place(&self, project: &Project, from: Date) -> Option<Placed> {
        let begins = |calendar: &DistrictCalendar, day: Date| {
            calendar.works(day) && (!project.teachers || calendar.has_teachers(day))
        };
        let mut from = from;
        if self.at_once == 0 {
            return None;
        }
        loop {
            let start = self.calendar.first_from(from, begins)?;
            if start > self.last {
                return None;
            }
            let days = Placed {
                start,
                end: self.calendar.last_of(start, project.days),
            };
            match self.last_full(days) {
                None => return Some(days),
                // nothing that begins before it fits
                Some(full) => from = next(full),
            }
        }
    }

    fn offset(&self, day: Date) -> usize {
        let days = self.today.until((Unit::Day, day)).map_or(0, |span| span.get_days());
        usize::try_from(days).unwrap_or_default()
    }

    /// The last of some days on which as many projects run as may.
    fn last_full(&self, days: Placed) -> Option<Date> {
        let mut day = days.end;
        while day >= days.start {
            if self.taken.get(self.offset(day)).is_some_and(|n| *n >= self.at_once) {
                return Some(day);
            }
            day = day.yesterday().ok()?;
        }
        None
    }

    fn take(&mut self, days: Placed) {
        let (first, last) = (self.offset(days.start), self.offset(days.end));
        if self.taken.len() <= last {
            self.taken.resize(last + 1, 0);
        }
        for taken in self.taken.iter_mut().take(last + 1).skip(first) {
            *taken += 1;
        }
    }
}

fn next(day: Date) -> Date {
    day.tomorrow().unwrap_or(day)
}
