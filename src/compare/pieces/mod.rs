//! Which facts of an inventory make an answer change.
//!
//! What differs between two inventories is cut into pieces: each answer of the initiative, its results, studies and
//! reviews, where it runs; each answer of the district and of a school; each other initiative. The earlier inventory is
//! judged with some of them as they are in the later one (`mixed`): one piece alone, then two, then as few as are found
//! by leaving one out after another (`search`).

mod mixed;
mod said;
mod search;

use std::collections::BTreeSet;

use crate::compare::pairs::by_id;
use crate::diagnostics::Span;
use crate::inventory::{Given, Initiative, Inventory, ResultRow, School, Study, given_to};
use crate::rules::{FactId, RuleSet, Unanswered};
use crate::truth::Possible;

pub use said::CausingFact;
pub(super) use said::said_of;
pub(super) use search::flips;

/// A part of what differs.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Piece {
    Own(FactId),
    Name,
    Schools,
    Results,
    Studies,
    Reviews,
    District(FactId),
    Glossary,
    Goals,
    School(usize, FactId),
    Grades(usize),
    SchoolList,
    /// All other initiatives at once.
    Others,
    Other(String),
}

/// What differs between two inventories for one initiative.
struct Differences<'a> {
    set: &'a RuleSet,
    before: &'a Inventory,
    after: &'a Inventory,
    places: (usize, usize),
    was: &'a Initiative,
    is: &'a Initiative,
    /// Whether the schools are the same, in the same order.
    same_schools: bool,
    all: Vec<Piece>,
}

impl<'a> Differences<'a> {
    fn of(set: &'a RuleSet, before: &'a Inventory, after: &'a Inventory, was: usize, is: usize) -> Option<Self> {
        let ids = |inventory: &'a Inventory| inventory.schools.iter().map(|s| s.id.as_str());
        let mut differences = Self {
            set,
            before,
            after,
            places: (was, is),
            was: before.initiatives.get(was)?,
            is: after.initiatives.get(is)?,
            same_schools: ids(before).eq(ids(after)),
            all: Vec::new(),
        };
        differences.all = differences.pieces();
        Some(differences)
    }

    fn pieces(&self) -> Vec<Piece> {
        let (before, after, was, is) = (self.before, self.after, self.was, self.is);
        let mut all: Vec<Piece> = answers_that_differ(&was.given, &is.given).map(Piece::Own).collect();
        let rows = self.rows_differ(was, is);
        let own = [
            (Piece::Name, (&was.name, &was.note) != (&is.name, &is.note)),
            (
                Piece::Schools,
                schools_of(was, &before.schools) != schools_of(is, &after.schools),
            ),
            (Piece::Results, rows.0),
            (Piece::Studies, rows.1),
            (Piece::Reviews, was.reviews != is.reviews),
        ];
        all.extend(own.into_iter().filter(|(_, differs)| *differs).map(|(piece, _)| piece));
        all.extend(answers_that_differ(&before.given, &after.given).map(Piece::District));
        let goals = |inventory: &Inventory| -> Vec<(String, Vec<(FactId, Answer)>)> {
            let each = inventory.goals.iter();
            each.map(|g| {
                (
                    g.id.clone(),
                    g.given.iter().map(|a| (a.fact, answer(Some(a)))).collect(),
                )
            })
            .collect()
        };
        let plan = [
            (Piece::Glossary, before.glossary != after.glossary),
            (Piece::Goals, goals(before) != goals(after)),
            (Piece::SchoolList, !self.same_schools),
        ];
        all.extend(plan.into_iter().filter(|(_, differs)| *differs).map(|(piece, _)| piece));
        if self.same_schools {
            for (n, (one, other)) in before.schools.iter().zip(&after.schools).enumerate() {
                all.extend(answers_that_differ(&one.given, &other.given).map(|fact| Piece::School(n, fact)));
                all.extend((one.grades != other.grades).then_some(Piece::Grades(n)));
            }
        }
        if !self.others().is_empty() {
            all.push(Piece::Others);
        }
        all
    }

    /// Whether results differ, and whether studies do.
    fn rows_differ(&self, was: &Initiative, is: &Initiative) -> (bool, bool) {
        let results = |initiative: &Initiative, schools: &[School]| -> Vec<(ResultRow, Option<String>)> {
            let each = initiative.results.iter();
            each.map(|row| {
                let school = row.school.and_then(|n| schools.get(n)).map(|s| s.id.clone());
                let row = ResultRow {
                    span: Span::NOWHERE,
                    school: None,
                    ..row.clone()
                };
                (row, school)
            })
            .collect()
        };
        let studies = |initiative: &Initiative| -> Vec<Study> {
            let each = initiative.studies.iter();
            each.map(|study| Study {
                span: Span::NOWHERE,
                ..study.clone()
            })
            .collect()
        };
        (
            results(was, &self.before.schools) != results(is, &self.after.schools),
            studies(was) != studies(is),
        )
    }

    /// The other initiatives that differ, one by one.
    fn others(&self) -> Vec<Piece> {
        let (before, after) = (by_id(&self.before.initiatives), by_id(&self.after.initiatives));
        let ids: BTreeSet<&str> = before.keys().chain(after.keys()).copied().collect();
        let at = |inventory: &'a Inventory, place: Option<&usize>| place.and_then(|n| inventory.initiatives.get(*n));
        let differs = |id: &&&str| match (at(self.before, before.get(**id)), at(self.after, after.get(**id))) {
            (Some(one), Some(other)) => {
                let rows = self.rows_differ(one, other);
                rows.0
                    || rows.1
                    || (&one.name, &one.note, &one.reviews) != (&other.name, &other.note, &other.reviews)
                    || schools_of(one, &self.before.schools) != schools_of(other, &self.after.schools)
                    || answers_that_differ(&one.given, &other.given).next().is_some()
            }
            (one, other) => one.is_some() != other.is_some(),
        };
        let others = ids.iter().filter(|id| **id != self.was.id).filter(differs);
        others.map(|id| Piece::Other((*id).to_owned())).collect()
    }
}

/// An answer as far as anything rests on it: its value, whether it is an estimate, its words, and whether it does not apply.
type Answer = (Option<Possible>, bool, String, bool);

fn answer(given: Option<&Given>) -> Answer {
    let Some(given) = given else {
        return (None, false, String::new(), false);
    };
    let not_applicable = given.unanswered == Some(Unanswered::NotApplicable);
    match (&given.estimate, given.on_record(), given.value) {
        (Some(estimate), ..) => (Some(estimate.value), true, String::new(), false),
        (None, true, value @ Possible::Words { .. }) => (Some(value), false, given.written.clone(), false),
        (None, true, value) => (Some(value), false, String::new(), false),
        (None, false, _) => (None, false, String::new(), not_applicable),
    }
}

/// Facts to which two records give different answers.
fn answers_that_differ<'g>(before: &'g [Given], after: &'g [Given]) -> impl Iterator<Item = FactId> + 'g {
    let facts: BTreeSet<FactId> = before.iter().chain(after).map(|g| g.fact).collect();
    let differs = |fact: &FactId| answer(given_to(before, *fact)) != answer(given_to(after, *fact));
    facts.into_iter().filter(differs)
}

/// Where an initiative runs, by id; nothing where that is not said.
fn schools_of(initiative: &Initiative, schools: &[School]) -> Option<Vec<String>> {
    let places = initiative.schools.as_ref()?;
    Some(
        places
            .iter()
            .filter_map(|n| schools.get(*n))
            .map(|s| s.id.clone())
            .collect(),
    )
}
