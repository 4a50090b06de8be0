//! Looks through an inventory for numbers that can hardly be meant.

use std::collections::BTreeMap;

use super::told::{Form, less_is_better, told};
use super::{Kind, Limits, Stated, doubts, wants_less};
use crate::diagnostics::{Diagnostics, Span};
use crate::inventory::{Given, Inventory, ResultRow, Study};
use crate::rules::RuleSet;
use crate::rules::contract::Threshold;
use crate::statistics::Interval;
use crate::truth::{Number, Possible};

/// Names every number of an inventory that can hardly be meant, with its row and what to do; a measure of which less is
/// better once, at its first row.
pub fn tell(set: &RuleSet, inventory: &Inventory, out: &mut Diagnostics) {
    let limits = Limits::of(set);
    let mut measures: BTreeMap<String, (&str, Span, usize)> = BTreeMap::new();
    let mut measured = |measure, span| {
        let (.., rows) = measures.entry(str::to_lowercase(measure)).or_insert((measure, span, 0));
        *rows += 1;
    };
    for initiative in &inventory.initiatives {
        for given in initiative.given.iter().filter(|g| g.on_record()) {
            let answer = of_answer(set, given);
            for doubt in answer.iter().flat_map(|stated| doubts(stated, limits)) {
                out.push(told(doubt, Form::Answer, Some(given.span)));
            }
        }
        for row in &initiative.results {
            for doubt in doubts(&of_row(row), limits) {
                out.push(told(doubt, Form::Row, Some(row.span)));
            }
            if row.says() {
                measured(&row.measure, row.span);
            }
        }
        for study in &initiative.studies {
            for doubt in doubts(&of_study(study), limits) {
                out.push(told(doubt, Form::Row, Some(study.span)));
            }
            if study.effect.is_some() || study.direction.is_some() {
                measured(&study.outcome, study.span);
            }
        }
    }
    for (measure, span, rows) in measures.into_values().filter(|(m, ..)| wants_less(set, m)) {
        out.push(less_is_better(measure, rows, span));
    }
}

/// An answer in standard deviations.
fn of_answer<'a>(set: &'a RuleSet, given: &Given) -> Option<Stated<'a>> {
    let fact = set.fact(given.fact);
    let Possible::Numbers { low, high } = given.value else {
        return None;
    };
    let effect = Interval {
        low: low.as_f64(),
        high: high.as_f64(),
    };
    (fact.unit == Threshold::EffectDoubted.unit()).then(|| Stated {
        effect: Some(effect),
        written: point("effect", Kind::Effect, Some(effect))
            .map(|(_, kind, number)| (fact.name.as_str(), kind, number))
            .collect(),
        ..Stated::default()
    })
}

fn of_row(row: &ResultRow) -> Stated<'static> {
    let written = point("effect", Kind::Effect, row.effect)
        .chain(point("se", Kind::Error, row.error))
        .chain(count("students", row.students));
    Stated {
        effect: row.effect,
        error: row.error,
        groups: row.students.map(halves),
        schools: None,
        significant: None,
        written: written.collect(),
    }
}

fn of_study(study: &Study) -> Stated<'static> {
    let counts = [
        ("students", study.students),
        ("schools", study.schools),
        ("classrooms", study.classrooms),
        ("years", study.years),
        ("contexts", study.contexts),
    ];
    let written = point("effect", Kind::Effect, study.effect)
        .chain(point("se", Kind::Error, study.error))
        .chain(counts.into_iter().flat_map(|(name, number)| count(name, number)));
    Stated {
        effect: study.effect,
        error: study.error,
        groups: study.students.map(halves),
        schools: study.schools.map(Number::as_f64),
        // held against the numbers where the row is read
        significant: None,
        written: written.collect(),
    }
}

fn halves(students: Number) -> (f64, f64) {
    (students.as_f64() / 2.0, students.as_f64() / 2.0)
}

fn point(name: &'static str, kind: Kind, of: Option<Interval>) -> impl Iterator<Item = (&'static str, Kind, f64)> {
    let number = of.and_then(Interval::point);
    number.map(|number| (name, kind, number)).into_iter()
}

fn count(name: &'static str, of: Option<Number>) -> impl Iterator<Item = (&'static str, Kind, f64)> {
    of.map(|number| (name, Kind::Count, number.as_f64())).into_iter()
}
