//! The earlier inventory with some pieces of the later one.

use std::collections::BTreeMap;

use crate::inventory::{Given, Initiative, Inventory, School, given_to};
use crate::rules::FactId;

use super::{Differences, Piece};

impl Differences<'_> {
    /// The earlier inventory with some pieces of the later one, and where the initiative stands in it.
    pub fn mixed(&self, chosen: &[Piece]) -> (Inventory, usize) {
        let has = |piece: &Piece| chosen.contains(piece);
        let (was, is) = (self.was, self.is);
        let mut own = was.clone();
        let mut mixed = self.before.clone();
        if has(&Piece::SchoolList) {
            mixed.schools.clone_from(&self.after.schools);
            for initiative in mixed.initiatives.iter_mut().chain([&mut own]) {
                moved(initiative, &self.before.schools, &self.after.schools);
            }
        }
        let schools = match has(&Piece::SchoolList) {
            true => &self.after.schools,
            false => &self.before.schools,
        };
        // what is taken from the later inventory names schools by the places that they have there
        let taken = |initiative: &Initiative| {
            let mut taken = initiative.clone();
            moved(&mut taken, &self.after.schools, schools);
            taken
        };
        let later = taken(is);
        let others: Vec<Initiative> = match has(&Piece::Others) {
            true => self.after.initiatives.iter().map(taken).collect(),
            false => mixed.initiatives.clone(),
        };
        let mut by_name: BTreeMap<&str, Option<Initiative>> = BTreeMap::new();
        for piece in chosen {
            match piece {
                Piece::Own(fact) => exchange(&mut own.given, &later.given, *fact),
                Piece::Name => {
                    own.name.clone_from(&later.name);
                    own.note.clone_from(&later.note);
                }
                Piece::Schools => own.schools.clone_from(&later.schools),
                Piece::Results => own.results.clone_from(&later.results),
                Piece::Studies => own.studies.clone_from(&later.studies),
                Piece::Reviews => own.reviews.clone_from(&later.reviews),
                Piece::District(fact) => exchange(&mut mixed.given, &self.after.given, *fact),
                Piece::Glossary => mixed.glossary.clone_from(&self.after.glossary),
                Piece::Goals => mixed.goals.clone_from(&self.after.goals),
                Piece::School(n, fact) => {
                    if let (Some(school), Some(later)) = (mixed.schools.get_mut(*n), self.after.schools.get(*n)) {
                        exchange(&mut school.given, &later.given, *fact);
                    }
                }
                Piece::Grades(n) => {
                    if let (Some(school), Some(later)) = (mixed.schools.get_mut(*n), self.after.schools.get(*n)) {
                        school.grades.clone_from(&later.grades);
                    }
                }
                Piece::Other(id) => {
                    let later = self.after.initiatives.iter().find(|i| i.id == *id);
                    by_name.insert(id, later.map(taken));
                }
                Piece::SchoolList | Piece::Others => {}
            }
        }
        let place = match has(&Piece::Others) {
            true => self.places.1,
            false => self.places.0,
        };
        let ahead = others
            .iter()
            .take(place)
            .filter(|i| by_name.get(i.id.as_str()).is_some_and(Option::is_none))
            .count();
        mixed.initiatives = Vec::with_capacity(others.len() + 1);
        for (n, other) in others.into_iter().enumerate() {
            match by_name.remove(other.id.as_str()) {
                _ if n == place => mixed.initiatives.push(own.clone()),
                None => mixed.initiatives.push(other),
                Some(later) => mixed.initiatives.extend(later),
            }
        }
        mixed.initiatives.extend(by_name.into_values().flatten());
        (mixed, place - ahead)
    }
}

/// The later answer in place of the earlier one.
fn exchange(own: &mut Vec<Given>, later: &[Given], fact: FactId) {
    own.retain(|given| given.fact != fact);
    own.extend(given_to(later, fact).cloned());
}

/// Names the schools of one list by their places in another; those that are not there are left out.
fn moved(initiative: &mut Initiative, from: &[School], to: &[School]) {
    let later = |place: usize| {
        let id = &from.get(place)?.id;
        to.iter().position(|s| s.id == *id)
    };
    if let Some(places) = &mut initiative.schools {
        *places = places.iter().filter_map(|n| later(*n)).collect();
    }
    for row in initiative.results.iter_mut().chain(&mut initiative.levels) {
        row.school = row.school.and_then(later);
    }
}
