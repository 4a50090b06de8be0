//! What moved across the district: load of schools, goals, findings, money, short-term projects.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::compare::Change;
use crate::compare::pairs::by_id;
use crate::evaluate::{Audit, RockStanding, Sheet};
use crate::inventory::{Initiative, Rock, given_to};
use crate::rules::contract::{KnownFact, Status};
use crate::rules::{Subject, value_text};
use crate::truth::{Possible, Truth};

/// What runs at a school.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct SchoolLoad {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How many initiatives run there; empty where the school is not on the list.
    pub initiatives: Change<String>,
    /// How many hours a week they ask of a teacher.
    pub hours: Change<String>,
}

/// A goal that more or fewer initiatives serve.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct GoalChange {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The initiatives that serve it and have not ended, by name; nothing where the goal is not in the plan.
    #[serde(flatten)]
    pub served: Change<Option<Vec<String>>>,
}

/// A finding that holds on one side only.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct FindingChange {
    /// The rule.
    pub rule: String,
    /// Its title.
    pub title: String,
    /// `district`, `school`, `goal` or `initiative`.
    pub of: &'static str,
    /// Of what it holds, by name; for the district one empty name.
    #[serde(flatten)]
    pub holds: Change<Vec<String>>,
}

/// What runs, in money.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Running {
    /// How many initiatives run, or may.
    pub count: usize,
    /// The known cost a year, in dollars.
    pub money: f64,
    /// How many state no yearly cost.
    pub without_money: usize,
}

/// What all that runs costs on both sides.
pub type MoneyChange = Change<Running>;

/// A 45-day project.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct RockChange {
    /// Its id.
    pub id: String,
    /// What is done.
    pub name: String,
    /// Who does it.
    pub owner: String,
    /// By which day it ends, where that is known.
    pub due: Change<Option<String>>,
    /// By how many days it is late; 0 where it is not.
    pub late_by: Change<i32>,
    /// The initiatives, by name, of which the inventory does not hold what shows that it is done, where it is said to be.
    pub not_shown: Change<Vec<String>>,
    /// How it stands: `done`, `late`, `open`, or `absent`.
    #[serde(flatten)]
    pub state: Change<&'static str>,
}

impl RockChange {
    /// Whether it stands otherwise, or ends on another day.
    #[must_use]
    pub fn differs(&self) -> bool {
        self.state.differs() || self.is_moved()
    }

    /// Whether it is on both plans and ends on another day.
    #[must_use]
    pub fn is_moved(&self) -> bool {
        self.due.before.is_some() && self.due.after.is_some() && self.due.differs()
    }
}

/// The schools at which another load stands on record.
pub(super) fn schools(old: &Audit, new: &Audit) -> Vec<SchoolLoad> {
    let each = |audit: &Audit| -> BTreeMap<String, (String, String, String)> {
        let said = |sheet: &Sheet, fact| {
            let fact = audit.set.known(fact);
            fact.map_or_else(String::new, |id| value_text(audit.set.fact(id), sheet.value(id)))
        };
        let schools = audit.inventory.schools.iter().zip(&audit.schools);
        let load = schools.map(|(school, sheet)| {
            let load = (
                school.name.clone(),
                said(sheet, KnownFact::LoadInitiatives),
                said(sheet, KnownFact::LoadHours),
            );
            (school.id.clone(), load)
        });
        load.collect()
    };
    let both = Change::of(each(old), each(new));
    // in the order of the later list
    let listed = new.inventory.schools.iter().map(|school| &school.id);
    let gone = both.before.keys().filter(|id| !both.after.contains_key(*id));
    let load = listed.chain(gone).filter_map(|id| {
        let own = both.map(|side| side.get(id).cloned());
        let name = own
            .after
            .as_ref()
            .or(own.before.as_ref())
            .map(|(name, ..)| name.clone())?;
        own.differs().then(|| SchoolLoad {
            id: id.clone(),
            name,
            initiatives: own.map(|load| load.as_ref().map_or_else(String::new, |l| l.1.clone())),
            hours: own.map(|load| load.as_ref().map_or_else(String::new, |l| l.2.clone())),
        })
    });
    load.collect()
}

/// Whether the initiative at a place has surely ended.
fn has_ended(audit: &Audit, place: usize) -> bool {
    let status = audit.set.known(KnownFact::Status);
    let value = status.and_then(|fact| Some(audit.verdicts.get(place)?.record.value(fact)));
    value.is_some_and(|value| value.among(Status::Ended.bit()) == Truth::True)
}

/// Goals that other initiatives serve than before; one with another name now is named by that on both sides.
pub(super) fn goals(old: &Audit, new: &Audit) -> Vec<GoalChange> {
    let later = by_id(&new.inventory.initiatives);
    let name = |initiative: &Initiative| -> String {
        let now = later.get(initiative.id.as_str());
        let now = now.and_then(|place| new.inventory.initiatives.get(*place));
        now.unwrap_or(initiative).name.clone()
    };
    let each = |audit: &Audit| -> BTreeMap<String, (String, Vec<String>)> {
        let fact = audit.set.known(KnownFact::Goals);
        let serves = |goal: &str| -> Vec<String> {
            let all = audit.inventory.initiatives.iter().enumerate();
            let serving = all.filter(|(place, i)| {
                let named = fact.and_then(|fact| given_to(&i.given, fact));
                named.is_some_and(|g| g.names.iter().any(|n| n == goal)) && !has_ended(audit, *place)
            });
            let mut names: Vec<String> = serving.map(|(_, i)| name(i)).collect();
            names.sort();
            names
        };
        let goals = audit.inventory.goals.iter();
        goals.map(|g| (g.id.clone(), (g.name.clone(), serves(&g.id)))).collect()
    };
    let both = Change::of(each(old), each(new));
    let ids: BTreeSet<&String> = both.before.keys().chain(both.after.keys()).collect();
    let goals = ids.into_iter().filter_map(|id| {
        let own = both.map(|side| side.get(id).cloned());
        let name = own
            .after
            .as_ref()
            .or(own.before.as_ref())
            .map(|(name, _)| name.clone())?;
        let served = own.map(|goal| goal.as_ref().map(|(_, names)| names.clone()));
        served.differs().then(|| GoalChange {
            id: id.clone(),
            name,
            served,
        })
    });
    goals.collect()
}

/// Findings that surely hold on one side only, by rule.
pub(super) fn findings(old: &Audit, new: &Audit) -> Vec<FindingChange> {
    type Held = BTreeMap<String, (String, &'static str, BTreeSet<(String, String)>)>;
    let each = |audit: &Audit| -> Held {
        let mut held = Held::new();
        for finding in audit.findings.iter().filter(|f| f.truth == Truth::True) {
            let (rule, inventory) = (audit.set.rule(finding.rule), audit.inventory);
            let (of, named) = match rule.of {
                Subject::District => ("district", Some((String::new(), String::new()))),
                Subject::School => (
                    "school",
                    inventory
                        .schools
                        .get(finding.place)
                        .map(|s| (s.id.clone(), s.name.clone())),
                ),
                Subject::Goal => (
                    "goal",
                    inventory
                        .goals
                        .get(finding.place)
                        .map(|g| (g.id.clone(), g.name.clone())),
                ),
                Subject::Initiative => (
                    "initiative",
                    inventory
                        .initiatives
                        .get(finding.place)
                        .map(|i| (i.id.clone(), i.name.clone())),
                ),
            };
            let new = || (rule.prose.title.clone(), of, BTreeSet::new());
            held.entry(rule.id.clone()).or_insert_with(new).2.extend(named);
        }
        held
    };
    let both = Change::of(each(old), each(new));
    let rules: BTreeSet<&String> = both.before.keys().chain(both.after.keys()).collect();
    let changes = rules.into_iter().filter_map(|rule| {
        let own = both.map(|side| side.get(rule));
        let (title, of, _) = own.after.or(own.before)?;
        let ids = own.map(|held| held.map(|(.., ids)| ids.clone()).unwrap_or_default());
        // what is told of something is told by id, since a name may be another
        let only = |here: &BTreeSet<(String, String)>, there: &BTreeSet<(String, String)>| -> Vec<String> {
            let alone = here.iter().filter(|(id, _)| there.iter().all(|(other, _)| other != id));
            alone.map(|(_, name)| name.clone()).collect()
        };
        let holds = Change::of(only(&ids.before, &ids.after), only(&ids.after, &ids.before));
        (!holds.before.is_empty() || !holds.after.is_empty()).then(|| FindingChange {
            rule: rule.clone(),
            title: title.clone(),
            of,
            holds,
        })
    });
    changes.collect()
}

/// What all that runs, or may, costs a year.
pub(super) fn money(old: &Audit, new: &Audit) -> Option<MoneyChange> {
    let running = |audit: &Audit| {
        let (status, cost) = [KnownFact::Status, KnownFact::CostPerYear]
            .map(|f| audit.set.known(f))
            .into();
        let runs = |value: Option<Possible>| value.is_none_or(|v| v.among(Status::Active.bit()) != Truth::False);
        let sheets = audit.verdicts.iter().map(|v| &v.record);
        let running: Vec<&Sheet> = sheets.filter(|s| runs(status.map(|fact| s.value(fact)))).collect();
        let known = running.iter().filter_map(|s| s.value(cost?).one_number());
        let known: Vec<f64> = known.map(crate::truth::Number::as_f64).collect();
        Running {
            count: running.len(),
            money: known.iter().sum(),
            without_money: running.len() - known.len(),
        }
    };
    Some(Change::of(running(old), running(new))).filter(Change::differs)
}

/// 45-day projects that stand otherwise or end on another day, those that are late, and those that are said to be done
/// and are not shown to be.
pub(super) fn rocks(old: &Audit, new: &Audit) -> Vec<RockChange> {
    let each = |audit: &Audit| -> BTreeMap<String, (Rock, RockStanding)> {
        let rocks = audit.inventory.rocks.iter();
        rocks
            .map(|rock| (rock.id.clone(), (rock.clone(), RockStanding::of(audit, rock))))
            .collect()
    };
    let both = Change::of(each(old), each(new));
    let ids: BTreeSet<&String> = both.before.keys().chain(both.after.keys()).collect();
    let rocks = ids.into_iter().filter_map(|id| {
        let own = both.map(|side| side.get(id));
        let (told, _) = own.after.or(own.before)?;
        let stands = own.map(|own| own.map(|(_, stands)| stands));
        let change = RockChange {
            id: id.clone(),
            name: told.name.clone(),
            owner: told.owner.clone(),
            due: stands.map(|stands| stands.and_then(|s| s.due.clone())),
            late_by: stands.map(|stands| stands.map_or(0, |s| s.late_by)),
            not_shown: stands.map(|stands| stands.map_or_else(Vec::new, |s| s.not_shown.clone())),
            state: stands.map(|stands| stands.map_or("absent", |s| s.state)),
        };
        let told = change.differs() || change.state.after == "late" || !change.not_shown.after.is_empty();
        told.then_some(change)
    });
    rocks.collect()
}
