//! Start forms: those whose day has passed, those whose day was moved, and those filled since.

use serde::Serialize;

use crate::compare::Change;
use crate::compare::initiatives::{Listed, name, sides};
use crate::evaluate::Audit;
use crate::inventory::{Given, day_of, given_to};
use crate::rules::contract::{KnownFact, ResultsWord};
use crate::truth::{Number, Possible, Truth};

/// The start form of an initiative on one side.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct StartForm {
    /// `lacking` (begun, and not complete), `complete` (its day lies ahead), `past` (its day has passed, and nobody has
    /// decided since), `decided` (somebody has), or `over` (the initiative has ended).
    pub state: &'static str,
    /// The day on which it is judged, as `2027-06-30`; empty where it is not on record.
    pub judged_on: String,
    /// Who answers for it; empty where that is not on record.
    pub champion: String,
    /// Whether results here are on record.
    pub measured: bool,
    /// What happens then if it works.
    pub if_it_works: String,
    /// What happens then if it does not.
    pub if_it_does_not: String,
    /// What happens then if nobody measured.
    pub if_not_measured: String,
}

/// An initiative whose start form is another, or of which the day has passed on one side.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct StartChange {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The form; nothing where no part of one is on record.
    #[serde(flatten)]
    pub form: Change<Option<StartForm>>,
}

impl Listed<'_> {
    /// The answer to a fact, by its name, where it is on record.
    fn on_record(&self, id: &str, fact: &str) -> Option<&Given> {
        let fact = self.audit.set.fact_id(fact)?;
        given_to(&self.initiative(id)?.given, fact).filter(|given| given.on_record())
    }

    /// The first and the last day that a date may be, as it is on record.
    fn days(&self, id: &str, fact: &str) -> Option<(Number, Number)> {
        let given = self.on_record(id, fact)?;
        match given.value {
            Possible::Numbers { low, high } if day_of(low).is_some() && day_of(high).is_some() => Some((low, high)),
            _ => None,
        }
    }

    /// The start form of an initiative; nothing where no part of one is on record.
    fn start_form(&self, id: &str) -> Option<StartForm> {
        let text = |fact: &str| {
            self.on_record(id, fact)
                .map_or_else(String::new, |given| given.written.clone())
        };
        let of_form = |given: &Given| given.on_record() && self.audit.set.fact(given.fact).name.starts_with("start.");
        if !self.initiative(id)?.given.iter().any(of_form) {
            return None;
        }
        let complete = self.audit.set.fact_id("start.complete");
        let verdict = self.verdict(id)?;
        let complete = complete.is_some_and(|fact| verdict.record.value(fact) == Possible::from_truth(Truth::True));
        let day = self.days(id, "start.judged_on");
        let past = day.is_some_and(|(_, last)| day_of(last).is_some_and(|day| day <= self.audit.inventory.as_of));
        let decided = self.days(id, KnownFact::DecidedOn.name());
        let decided = decided
            .zip(day)
            .is_some_and(|((decided, _), (judged, _))| decided >= judged);
        let measured = self.audit.set.known(KnownFact::ResultsSummary);
        let measured = measured
            .is_some_and(|fact| verdict.record.value(fact).among(ResultsWord::NotMeasured.bit()) == Truth::False);
        Some(StartForm {
            state: match (self.status(id), past) {
                ("over", _) => "over",
                (_, true) if decided => "decided",
                (_, true) => "past",
                _ if complete => "complete",
                _ => "lacking",
            },
            judged_on: text("start.judged_on"),
            champion: text("owner"),
            measured,
            if_it_works: text("start.if_it_works"),
            if_it_does_not: text("start.if_it_does_not"),
            if_not_measured: text("start.if_not_measured"),
        })
    }
}

/// The start forms that differ, and those whose day has passed.
pub(super) fn starts(old: &Audit, new: &Audit) -> Vec<StartChange> {
    let (listed, ids) = sides(old, new);
    let each = ids.into_iter().filter_map(|id| {
        let form = listed.map(|side| side.start_form(id));
        let past = |form: &Option<StartForm>| form.as_ref().is_some_and(|form| form.state == "past");
        (form.differs() || past(&form.before) || past(&form.after)).then(|| StartChange {
            id: id.to_owned(),
            name: name(&listed, id),
            form,
        })
    });
    each.collect()
}
