//! Projects as lines of a table or entries of a calendar: the proposed ones and those that the inventory tracks.

use jiff::civil::Date;
use serde::Serialize;

use super::ROCKS;
use super::words::marked;
use super::{RockView, RocksView, TrackedView};
use crate::report::RenderError;
use crate::report::fill::fill;

/// The fields of a line, each with its heading, in their order.
pub(super) const FIELDS: usize = 14;

/// The fields, by place, that a calendar has no place of its own for: the owner, the goal, by which day it has to be
/// done, the first step, the evidence, what follows, the programs, the id.
pub(super) const BELOW: [usize; 8] = [2, 3, 7, 10, 11, 12, 13, 0];

/// A project outside a report.
pub(super) struct Line {
    /// Its id.
    pub id: String,
    /// Its first and its last day, where they are known.
    pub days: Option<(Date, Date)>,
    /// What stands under each heading.
    pub fields: [String; FIELDS],
}

fn day(text: &Option<String>) -> String {
    text.clone().unwrap_or_default()
}

fn between(start: &Option<String>, end: &Option<String>) -> Option<(Date, Date)> {
    let read = |day: &Option<String>| day.as_ref()?.parse::<Date>().ok();
    read(start).zip(read(end)).filter(|(start, end)| start <= end)
}

impl Line {
    fn proposed(rock: &RockView) -> Self {
        let state = if rock.start.is_some() { "proposed" } else { "waiting" };
        Self {
            id: rock.id.clone(),
            days: between(&rock.start, &rock.end),
            fields: [
                rock.id.clone(),
                rock.name.clone(),
                rock.owner.clone(),
                rock.goals.join("; "),
                day(&rock.start),
                day(&rock.end),
                rock.days.to_string(),
                day(&rock.by),
                state.to_owned(),
                rock.late.to_string().replace("true", "yes").replace("false", "no"),
                rock.first_step.clone(),
                rock.evidence.clone(),
                rock.follows.clone(),
                rock.names.join("; "),
            ],
        }
    }

    fn tracked(rock: &TrackedView) -> Self {
        let late = if rock.late_by > 0 { "yes" } else { "no" };
        Self {
            id: rock.id.clone(),
            days: between(&rock.start, &rock.due),
            fields: [
                rock.id.clone(),
                rock.name.clone(),
                rock.owner.clone(),
                rock.goal.clone(),
                day(&rock.start),
                day(&rock.due),
                String::new(),
                String::new(),
                rock.state.to_owned(),
                late.to_owned(),
                rock.first_step.clone(),
                rock.evidence.clone(),
                String::new(),
                rock.names.join("; "),
            ],
        }
    }
}

/// Every project: those that are tracked, then those that are proposed, then those that wait.
pub(super) fn all(view: &RocksView) -> Vec<Line> {
    let tracked = view.tracked.iter().map(Line::tracked);
    let proposed = view.rocks.iter().chain(&view.waiting).map(Line::proposed);
    tracked.chain(proposed).collect()
}

/// What the template of the headings is filled with.
#[derive(Clone, Debug, Serialize)]
struct Nothing {}

/// The headings of the fields, as people read them.
///
/// # Errors
/// When the template has a mistake.
pub(super) fn labels() -> Result<Vec<String>, RenderError> {
    let template = include_str!("../../../templates/rock-labels.txt");
    let text = fill("rock-labels.txt", template, &[ROCKS], &Nothing {})?;
    Ok(marked(&text).collect())
}
