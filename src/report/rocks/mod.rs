//! What an audit advises as short-term projects on the district's calendar, and how those that are tracked stand.

mod advised;
mod calendar;
mod line;
mod schedule;
mod table;
mod words;

use jiff::Span;
use jiff::civil::Date;
use serde::Serialize;

use crate::evaluate::{Audit, RockStanding};
use crate::inventory::Rock;
use crate::report::dates::{Days, Locale};
use crate::report::editions::Template;
use crate::report::paper::{Paper, Templates};
use crate::report::view::as_data;
use crate::report::{RenderError, View};
use crate::rules::RuleSet;
use crate::rules::contract::Threshold;

pub use calendar::rocks_calendar;
pub use table::rocks_csv;

use schedule::Schedule;

/// Every sentence, with those that a comparison shares.
pub(super) const ROCKS_TEXT: &str = concat!(
    include_str!("../../../templates/said/tracked.txt"),
    include_str!("../../../templates/said/rocks.txt"),
);
const ROCKS: Template = ("rocks.md", ROCKS_TEXT);

/// The projects of an audit.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct RocksView {
    /// The district's name.
    pub district: String,
    /// The date of the audit.
    pub as_of: String,
    /// How days are written for people.
    #[serde(skip_serializing_if = "as_data")]
    pub days: Days,
    /// Name and version of the rule set.
    pub rule_set: String,
    /// Hash of the rule files.
    pub rule_set_hash: String,
    /// Hash of the inventory.
    pub inventory_hash: String,
    /// Days of a project at the most (parameter `rock_days`).
    pub rock_days: i64,
    /// How many run at once at the most (parameter `rocks_at_once`).
    pub at_once: usize,
    /// Within so many months projects are placed (parameter `decide_within`).
    pub within_months: i64,
    /// The last day that the district's calendar says something of; nothing where it has none.
    pub calendar_until: Option<String>,
    /// Whether a school year is on it, so that it is known when teachers are there.
    pub school_year: bool,
    /// Those that are proposed and have their days, in the order of these.
    pub rocks: Vec<RockView>,
    /// Those for which there is no room within these months, the most pressing first.
    pub waiting: Vec<RockView>,
    /// Those that the inventory tracks.
    pub tracked: Vec<TrackedView>,
    /// Initiatives whose recommendation asks for no project and of which nothing has to be decided by a day, by name.
    pub without_project: Vec<String>,
}

impl Paper for RocksView {
    fn templates(&self) -> Templates {
        Templates {
            markdown: ("projects.md", include_str!("../../../templates/rocks.md")),
            parts: &[ROCKS],
            html: "rocks.html",
        }
    }

    fn district(&self) -> &str {
        &self.district
    }

    fn as_of(&self) -> &str {
        &self.as_of
    }
}

/// A project that is proposed.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct RockView {
    /// Its id, made of what it is about.
    pub id: String,
    /// What it is about: a word of the rule set.
    pub kind: &'static str,
    /// What is done.
    pub name: String,
    /// The role that answers for it.
    pub owner: String,
    /// The goals of the strategic plan that it serves, by name.
    pub goals: Vec<String>,
    /// The first of them, by id; empty where it serves none.
    pub goal: String,
    /// The initiatives that it is about, by id.
    pub about: Vec<String>,
    /// The same by name.
    pub names: Vec<String>,
    /// What is done first.
    pub first_step: String,
    /// What shows that it is done.
    pub evidence: String,
    /// What comes after it; empty where nothing is known to.
    pub follows: String,
    /// The fact, or the row of the decision, that shows it; empty where none does.
    pub shown_by: String,
    /// What that fact has to be; empty where any answer will do.
    pub needs: String,
    /// Its days at the most.
    pub days: i64,
    /// Its first day; nothing where it waits.
    pub start: Option<String>,
    /// Its last day; nothing where it waits.
    pub end: Option<String>,
    /// By which day it has to be done, where a date says so.
    pub by: Option<String>,
    /// Whether it is done only after that day, or not placed at all.
    pub late: bool,
}

/// A project that the inventory tracks.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct TrackedView {
    /// Its id.
    pub id: String,
    /// What is done.
    pub name: String,
    /// Who answers for it.
    pub owner: String,
    /// The goal of the strategic plan that it serves, by name; empty where none is named.
    pub goal: String,
    /// What is done first.
    pub first_step: String,
    /// What shows that it is done.
    pub evidence: String,
    /// The initiatives that it is about, by name.
    pub names: Vec<String>,
    /// The last day on which it may begin, where that is known.
    pub start: Option<String>,
    /// Its last day, where that is known.
    pub due: Option<String>,
    /// How it stands: `done`, `late` or `open`.
    pub state: &'static str,
    /// By how many days it is late.
    pub late_by: i32,
    /// The initiatives of which the inventory does not hold what shows that it is done, by name, where it is said to be.
    pub not_shown: Vec<String>,
}

impl TrackedView {
    fn of(audit: &Audit, rock: &Rock) -> Self {
        let inventory = audit.inventory;
        let stands = RockStanding::of(audit, rock);
        let goal = inventory.goals.iter().find(|goal| goal.id == rock.goal);
        let about = inventory.initiatives.iter().filter(|i| rock.about.contains(&i.id));
        Self {
            id: rock.id.clone(),
            name: rock.name.clone(),
            owner: rock.owner.clone(),
            goal: goal.map_or_else(String::new, |goal| goal.name.clone()),
            first_step: rock.first_step.clone(),
            evidence: rock.evidence.clone(),
            names: about.map(|i| i.name.clone()).collect(),
            start: rock.starts().map(|day| day.to_string()),
            due: stands.due,
            state: stands.state,
            late_by: stands.late_by,
            not_shown: stands.not_shown,
        }
    }
}

/// A threshold as a whole number; 0 where the rule set has none.
fn whole(set: &RuleSet, threshold: Threshold) -> i64 {
    set.threshold(threshold).map_or(0, |p| p.value.as_f64().round() as i64)
}

impl RocksView {
    /// The projects of an audit that is told in `view`, to the people who run the district.
    ///
    /// # Errors
    /// When a template has a mistake.
    pub fn of(audit: &Audit, view: &View, locale: Locale) -> Result<Self, RenderError> {
        let (set, inventory) = (audit.set, audit.inventory);
        let calendar = &inventory.calendar;
        let within_months = whole(set, Threshold::DecideWithin);
        let last = last_start(inventory.as_of, within_months);
        let at_once = usize::try_from(whole(set, Threshold::RocksAtOnce)).unwrap_or_default();
        let advice = advised::all(audit, view, last);
        let mut schedule = Schedule::of(inventory, at_once, last);
        let placed = schedule.place_all(&advice.projects);
        let days = Days::of(audit, locale);
        let words = words::all(&advice.projects, &days)?;
        let (mut rocks, mut waiting): (Vec<RockView>, Vec<RockView>) = (Vec::new(), Vec::new());
        for ((project, words), placed) in advice.projects.iter().zip(words).zip(placed) {
            let rock = project.view(audit, words, placed);
            match placed {
                Some(_) => rocks.push(rock),
                None => waiting.push(rock),
            }
        }
        // those of one day stay in the order of what presses
        rocks.sort_by(|a, b| a.start.cmp(&b.start));
        Ok(Self {
            district: inventory.district.clone(),
            as_of: inventory.as_of.to_string(),
            days,
            rule_set: set.label(),
            rule_set_hash: set.hash.clone(),
            inventory_hash: inventory.hash.clone(),
            rock_days: whole(set, Threshold::RockDays),
            at_once,
            within_months,
            calendar_until: calendar.known_until().map(|day| day.to_string()),
            school_year: calendar.has_school_year(),
            rocks,
            waiting,
            tracked: inventory
                .rocks
                .iter()
                .map(|rock| TrackedView::of(audit, rock))
                .collect(),
            without_project: advice.without,
        })
    }

    /// The proposed projects that have their days and begin within the length of one after the audit's date.
    pub fn next(&self) -> impl Iterator<Item = &RockView> {
        let first: Option<Date> = self.as_of.parse().ok();
        let last = first.and_then(|day| day.checked_add(Span::new().try_days(self.rock_days).ok()?).ok());
        let last = last.map_or_else(String::new, |day| day.to_string());
        let begins = move |rock: &&RockView| rock.start.as_ref().is_some_and(|start| *start < last);
        self.rocks.iter().filter(begins)
    }
}

impl RockView {
    /// The row by which the inventory tracks it: fields and their values, without those that are empty.
    #[must_use]
    pub fn row(&self) -> Vec<(&'static str, String)> {
        let day = |day: &Option<String>| day.clone().unwrap_or_default();
        let fields = [
            ("id", self.id.clone()),
            ("name", self.name.clone()),
            ("owner", self.owner.clone()),
            ("start", day(&self.start)),
            ("days", self.days.to_string()),
            ("end", day(&self.end)),
            ("goal", self.goal.clone()),
            ("first_step", self.first_step.clone()),
            ("evidence", self.evidence.clone()),
            ("about", self.about.join(", ")),
            ("shown_by", self.shown_by.clone()),
            ("needs", self.needs.clone()),
            ("done", "no".to_owned()),
        ];
        fields.into_iter().filter(|(_, value)| !value.is_empty()).collect()
    }
}

/// The last day on which a project may start.
fn last_start(today: Date, months: i64) -> Date {
    let span = Span::new().try_months(months.clamp(0, 1200)).unwrap_or_default();
    today.checked_add(span).unwrap_or(today)
}
