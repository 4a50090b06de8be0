//! Initiatives that came and went: what was to be ended, what it freed, what took its place, and what builds on it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::compare::answers::Standing;
use crate::compare::pairs::by_id;
use crate::compare::{Change, Renamed};
use crate::evaluate::{Audit, Verdict};
use crate::inventory::{Initiative, given_to};
use crate::rules::contract::{Board, KnownFact, Status};
use crate::truth::{Number, Possible, Truth};

/// An initiative that stands on one side only, whose status is another, or that has another name or id.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Presence {
    /// Its id, the later one.
    pub id: String,
    /// Its id before, where that was another.
    pub id_before: Option<String>,
    /// Its name; nothing where it does not stand on that side.
    pub name: Change<Option<String>>,
    /// Whether it runs: `absent`, `proposed`, `runs`, `over`, or `unclear`.
    pub status: Change<&'static str>,
    /// The answer; nothing where it does not stand on that side.
    pub standing: Change<Option<Standing>>,
}

/// What one initiative asks for.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct Asked {
    /// Dollars a year; nothing where that is not one known figure.
    pub money: Option<f64>,
    /// Hours a week of a teacher; nothing where that is not one known figure.
    pub hours: Option<f64>,
    /// At how many schools, where that is known.
    pub schools: Option<usize>,
}

/// An initiative that runs on one side only, or asks for more on one.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Moved {
    /// Its id.
    pub id: String,
    /// Its name, the later one where it has two.
    pub name: String,
    /// What it asks for; nothing where it does not run.
    #[serde(flatten)]
    pub asked: Change<Option<Asked>>,
    /// Where it runs on one side only: what runs on the other side only, at one of the same schools, by name.
    pub in_its_place: Vec<String>,
}

/// An initiative that was to be ended on at least one side.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct StopChange {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether that was decided and not only recommended.
    pub decided: bool,
    /// How it stands: `to-end` (it is to be ended and runs), `over`, `gone` (it is not on the list), or `runs`.
    #[serde(flatten)]
    pub became: Change<&'static str>,
}

/// An initiative that builds on others that do not run.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Dependence {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it builds on and does not run, by name.
    #[serde(flatten)]
    pub on: Change<Vec<String>>,
}

/// The initiatives of an audit, by id.
pub(super) struct Listed<'a> {
    pub(super) audit: &'a Audit<'a>,
    places: BTreeMap<&'a str, usize>,
}

impl<'a> Listed<'a> {
    fn of(audit: &'a Audit<'a>) -> Self {
        Self {
            audit,
            places: by_id(&audit.inventory.initiatives),
        }
    }

    pub(super) fn initiative(&self, id: &str) -> Option<&'a Initiative> {
        self.audit.inventory.initiatives.get(*self.places.get(id)?)
    }

    fn value(&self, id: &str, fact: KnownFact) -> Option<Possible> {
        Some(self.verdict(id)?.record.value(self.audit.set.known(fact)?))
    }

    pub(super) fn verdict(&self, id: &str) -> Option<&'a Verdict> {
        self.audit.verdicts.get(*self.places.get(id)?)
    }

    /// Whether it runs, as a word.
    pub(super) fn status(&self, id: &str) -> &'static str {
        if self.initiative(id).is_none() {
            return "absent";
        }
        let status = self.value(id, KnownFact::Status);
        let surely = |wanted: Status| status.is_some_and(|s| s.among(wanted.bit()) == Truth::True);
        match (surely(Status::Active), surely(Status::Proposed), surely(Status::Ended)) {
            (true, ..) => "runs",
            (_, true, _) => "proposed",
            (_, _, true) => "over",
            _ => "unclear",
        }
    }

    /// Whether it takes money and time: it runs, or may.
    fn runs(&self, id: &str) -> bool {
        matches!(self.status(id), "runs" | "unclear")
    }

    fn asked(&self, id: &str) -> Option<Asked> {
        let initiative = self.initiative(id).filter(|_| self.runs(id))?;
        let number = |fact| self.value(id, fact).and_then(Possible::one_number).map(Number::as_f64);
        Some(Asked {
            money: number(KnownFact::CostPerYear),
            hours: number(KnownFact::HoursPerTeacher),
            schools: initiative.schools.as_ref().map(Vec::len),
        })
    }

    /// Whether it is to be ended: by what was decided, or else by what is recommended.
    fn to_end(&self, id: &str) -> Option<bool> {
        let (audit, set) = (self.audit, self.audit.set);
        let ends = |answer: &str| set.recommendation(answer).is_some_and(|r| r.board == Some(Board::End));
        let decided = set.known(KnownFact::DecidedAnswer).and_then(|fact| {
            let given = given_to(&self.initiative(id)?.given, fact).filter(|g| g.on_record())?;
            Some(ends(&given.written))
        });
        match decided {
            Some(true) => Some(true),
            _ => {
                let verdict = self.verdict(id)?;
                ends(audit.answer(verdict)).then_some(false)
            }
        }
    }

    /// The ids of the schools where it runs, as far as they are listed.
    fn schools(&self, id: &str) -> BTreeSet<&'a str> {
        let places = self
            .initiative(id)
            .and_then(|i| i.schools.as_deref())
            .unwrap_or_default();
        let schools = places.iter().filter_map(|n| self.audit.inventory.schools.get(*n));
        schools.map(|s| s.id.as_str()).collect()
    }

    fn standing(&self, id: &str) -> Option<Standing> {
        Some(Standing::of(self.audit.set, self.verdict(id)?))
    }

    fn name(&self, id: &str) -> Option<String> {
        self.initiative(id).map(|i| i.name.clone())
    }
}

/// Both sides, and every id of either in order.
pub(super) fn sides<'a>(old: &'a Audit<'a>, new: &'a Audit<'a>) -> (Change<Listed<'a>>, BTreeSet<&'a str>) {
    let listed = Change::of(Listed::of(old), Listed::of(new));
    let ids = listed.before.places.keys().chain(listed.after.places.keys());
    let ids = ids.copied().collect();
    (listed, ids)
}

/// The later name, or the earlier where there is no later one.
pub(super) fn name(listed: &Change<Listed>, id: &str) -> String {
    listed
        .after
        .name(id)
        .or_else(|| listed.before.name(id))
        .unwrap_or_default()
}

pub(super) fn presence(old: &Audit, new: &Audit, renamed: &[Renamed]) -> Vec<Presence> {
    let (listed, ids) = sides(old, new);
    let each = ids.into_iter().filter_map(|id| {
        let found = Presence {
            id: id.to_owned(),
            id_before: renamed.iter().find(|r| r.to == id).map(|r| r.from.clone()),
            name: listed.map(|side| side.name(id)),
            status: listed.map(|side| side.status(id)),
            standing: listed.map(|side| side.standing(id)),
        };
        (found.name.differs() || found.status.differs() || found.id_before.is_some()).then_some(found)
    });
    each.collect()
}

pub(super) fn moved(old: &Audit, new: &Audit) -> Vec<Moved> {
    let (listed, ids) = sides(old, new);
    let each = ids.into_iter().map(|id| (id, listed.map(|side| side.asked(id))));
    let moved: Vec<(&str, Change<Option<Asked>>)> = each.filter(|(_, asked)| asked.differs()).collect();
    let in_its_place = |id: &str, own: &Change<Option<Asked>>| -> Vec<String> {
        let schools = match (&own.before, &own.after) {
            (Some(_), None) => listed.before.schools(id),
            (None, Some(_)) => listed.after.schools(id),
            _ => return Vec::new(),
        };
        let others = moved.iter().filter(|(_, other)| {
            let sides = (&own.before, &other.before, &other.after);
            matches!(sides, (Some(_), None, Some(_)) | (None, Some(_), None))
        });
        let there = others.filter(|(other, _)| {
            let sides = [&listed.before, &listed.after].into_iter();
            let theirs: BTreeSet<&str> = sides.flat_map(|side| side.schools(other)).collect();
            !theirs.is_disjoint(&schools)
        });
        there.map(|(other, _)| name(&listed, other)).collect()
    };
    let said = moved.iter().map(|(id, asked)| Moved {
        id: (*id).to_owned(),
        name: name(&listed, id),
        in_its_place: in_its_place(id, asked),
        asked: asked.clone(),
    });
    said.collect()
}

pub(super) fn stops(old: &Audit, new: &Audit) -> Vec<StopChange> {
    let (listed, ids) = sides(old, new);
    let each = ids.into_iter().filter_map(|id| {
        let to_end = listed.map(|side| side.to_end(id).filter(|_| side.status(id) != "over"));
        let state = |side: &Listed, to_end: Option<bool>| match (side.status(id), to_end) {
            ("absent", _) => "gone",
            ("over", _) => "over",
            (_, Some(_)) => "to-end",
            (_, None) => "runs",
        };
        let became = Change::of(state(&listed.before, to_end.before), state(&listed.after, to_end.after));
        // what had ended and stays ended is told too; what was never to be ended is not
        let told =
            to_end.before.is_some() || to_end.after.is_some() || became.before == "over" || became.after == "over";
        told.then(|| StopChange {
            id: id.to_owned(),
            name: name(&listed, id),
            decided: to_end.before == Some(true) || to_end.after == Some(true),
            became,
        })
    });
    each.collect()
}

pub(super) fn dependence(old: &Audit, new: &Audit) -> Vec<Dependence> {
    let (listed, ids) = sides(old, new);
    let each = ids.into_iter().filter_map(|id| {
        let on = Change::of(
            missing(&listed, &listed.before, id),
            missing(&listed, &listed.after, id),
        );
        (!on.before.is_empty() || !on.after.is_empty()).then(|| Dependence {
            id: id.to_owned(),
            name: name(&listed, id),
            on,
        })
    });
    each.collect()
}

/// What an initiative that runs on a side builds on and does not run there, by name.
fn missing(listed: &Change<Listed>, side: &Listed, id: &str) -> Vec<String> {
    let requires = side.audit.set.known(KnownFact::Requires);
    let given = side.initiative(id).filter(|_| side.status(id) != "over");
    let given = given.and_then(|i| given_to(&i.given, requires?));
    let needed = given.map_or(&[][..], |g| &g.names).iter();
    let gone = needed.filter(|other| matches!(side.status(other), "over" | "absent"));
    gone.map(|other| {
        Some(name(listed, other))
            .filter(|n| !n.is_empty())
            .unwrap_or_else(|| other.clone())
    })
    .collect()
}
