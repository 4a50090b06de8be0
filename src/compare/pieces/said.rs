//! A piece as a person reads it.

use serde::Serialize;

use crate::compare::Change;
use crate::inventory::{Given, Inventory, given_to};
use crate::rules::{FactId, RuleSet, value_text};
use crate::truth::Possible;

use super::{Differences, Piece, answer, schools_of};

/// A fact, or rows, that differ.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct CausingFact {
    /// Of what: `initiative`, `district`, `school`, `other` (another initiative), or `plan`.
    pub of: &'static str,
    /// The name of that school or other initiative; empty for the others.
    pub name: String,
    /// The field of the inventory; empty where the whole is meant.
    pub field: String,
    /// What a person calls it; empty where the field has no name of its own in the rule set.
    pub title: String,
    /// The answers; of rows how many there are. Empty where there is no answer.
    #[serde(flatten)]
    pub value: Change<String>,
}

impl<'a> Differences<'a> {
    pub fn said(&self, piece: &Piece) -> CausingFact {
        let fact = |of, name: &str, id: FactId, value: Change<Option<&Given>>| CausingFact {
            of,
            name: name.to_owned(),
            field: self.set.fact(id).name.clone(),
            title: self.set.fact(id).title.clone(),
            value: value.map(|given| given.map_or_else(String::new, |g| said_of(self.set, g))),
        };
        let other = |of, name: &str, field: &str, value: Change<String>| CausingFact {
            of,
            name: name.to_owned(),
            field: field.to_owned(),
            title: String::new(),
            value,
        };
        let (was, is) = (self.was, self.is);
        let nothing = || Change::of(String::new(), String::new());
        let count = |before: usize, after: usize| Change::of(before.to_string(), after.to_string());
        let both = |given: fn(&Inventory) -> &Vec<Given>, id| {
            Change::of(given_to(given(self.before), id), given_to(given(self.after), id))
        };
        match piece {
            Piece::Own(id) => {
                let value = Change::of(given_to(&was.given, *id), given_to(&is.given, *id));
                fact("initiative", "", *id, value)
            }
            Piece::Name => other("initiative", "", "name", Change::of(was.name.clone(), is.name.clone())),
            Piece::Schools => {
                let value = Change::of(
                    schools_of(was, &self.before.schools),
                    schools_of(is, &self.after.schools),
                );
                let value = value.map(|ids| ids.as_ref().map_or_else(String::new, |ids| ids.join(", ")));
                other("initiative", "", "scope.schools", value)
            }
            Piece::Results => other("initiative", "", "results", count(was.results.len(), is.results.len())),
            Piece::Studies => other("initiative", "", "studies", count(was.studies.len(), is.studies.len())),
            Piece::Reviews => other("initiative", "", "reviews", count(was.reviews.len(), is.reviews.len())),
            Piece::District(id) => fact("district", "", *id, both(|i| &i.given, *id)),
            Piece::Glossary => other("plan", "", "glossary", nothing()),
            Piece::Goals => other("plan", "", "plan.goals", nothing()),
            Piece::School(n, id) => {
                let school = |inventory: &'a Inventory| inventory.schools.get(*n);
                let value = Change::of(school(self.before), school(self.after));
                let name = value.after.map_or("", |s| s.name.as_str());
                fact(
                    "school",
                    name,
                    *id,
                    value.map(|s| s.and_then(|s| given_to(&s.given, *id))),
                )
            }
            Piece::Grades(n) => {
                let school = |inventory: &'a Inventory| inventory.schools.get(*n);
                let value = Change::of(school(self.before), school(self.after));
                let name = value.after.map_or("", |s| s.name.as_str());
                let grades = value.map(|s| s.map_or_else(String::new, |s| s.grades.clone()));
                other("school", name, "grades", grades)
            }
            Piece::SchoolList => other(
                "plan",
                "",
                "schools",
                count(self.before.schools.len(), self.after.schools.len()),
            ),
            Piece::Others => other("other", "", "", nothing()),
            Piece::Other(id) => {
                let named = [self.after, self.before].into_iter().flat_map(|i| &i.initiatives);
                let name = named.filter(|i| i.id == *id).map(|i| i.name.as_str()).next();
                other("other", name.unwrap_or_default(), "", nothing())
            }
        }
    }
}

/// An answer as a person reads it; empty where there is none.
pub(crate) fn said_of(set: &RuleSet, given: &Given) -> String {
    match answer(Some(given)) {
        (Some(Possible::Words { .. }), ..) => given.written.clone(),
        (Some(value), ..) => value_text(set.fact(given.fact), value),
        (None, ..) => String::new(),
    }
}
