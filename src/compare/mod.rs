//! Two audits held against each other: what changed, and by what; and one audit against a scenario of it.
//!
//! A [`Comparison`] is data without sentences. It has no side of its own: of every change it says what was before and
//! what is after, so that the comparison of the later with the earlier is the same with the two exchanged. What made an
//! answer change ([`Cause`]) is found by judging again with parts of the one audit in the other.

mod answers;
mod cause;
mod district;
mod initiatives;
mod make;
mod measures;
mod pairs;
mod pieces;
mod renamed;
mod scenario;
mod starts;

use serde::Serialize;

use crate::evaluate::Audit;

pub use answers::{AnswerChange, CheckChange, GuardChange, Standing};
pub use cause::{Cause, CausingFact, Mixture, Part, ThresholdChange};
pub use district::{FindingChange, GoalChange, MoneyChange, RockChange, Running, SchoolLoad};
pub use initiatives::{Asked, Dependence, Moved, Presence, StopChange};
pub use make::{Make, Readings, Side, Unmixed};
pub use measures::{Measure, MeasureChange};
pub use pairs::{Likeness, Pairs};
pub use renamed::{Renamed, read_renamed};
pub use scenario::{Covered, Edit, Grant, GrantCase, Position, PositionsCase, Scenario, Scenarios, Situation};
pub use starts::{StartChange, StartForm};

/// What is before and what is after.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Change<T> {
    /// In the earlier audit.
    pub before: T,
    /// In the later one.
    pub after: T,
}

impl<T> Change<T> {
    /// What both sides come to.
    pub fn of(before: T, after: T) -> Self {
        Self { before, after }
    }

    /// Something of each side.
    pub fn map<'a, U>(&'a self, each: impl Fn(&'a T) -> U) -> Change<U> {
        Change::of(each(&self.before), each(&self.after))
    }
}

impl<T: PartialEq> Change<T> {
    /// Whether the two sides differ.
    pub fn differs(&self) -> bool {
        self.before != self.after
    }
}

/// What differs between two audits. Lists stand in the order of ids, those of schools in that of the
/// later inventory.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[non_exhaustive]
pub struct Comparison {
    /// How many initiatives there are.
    pub count: Change<usize>,
    /// Parts in which the two audits differ.
    pub differ: Vec<Part>,
    /// Thresholds that both rule sets have and that differ.
    pub thresholds: Vec<ThresholdChange>,
    /// Answers that are others, or more or less firm.
    pub answers: Vec<AnswerChange>,
    /// Checks that were made, came up or are needed no longer.
    pub checks: Vec<CheckChange>,
    /// Protections that ended or began.
    pub guards: Vec<GuardChange>,
    /// Drivers, scores and the other tables that moved.
    pub measures: Vec<MeasureChange>,
    /// Initiatives that came, ended, came back or have another name.
    pub initiatives: Vec<Presence>,
    /// Names that are alike, one on each side: perhaps one initiative; counted as two until somebody says so.
    pub alike: Vec<Likeness>,
    /// Initiatives that were to be ended on one side, and what became of them.
    pub stops: Vec<StopChange>,
    /// Start forms that differ, and those whose day has passed.
    pub starts: Vec<StartChange>,
    /// Money and teachers' time of what runs on one side only, or asks for more on one.
    pub moved: Vec<Moved>,
    /// Initiatives that build on what does not run.
    pub dependence: Vec<Dependence>,
    /// 45-day projects.
    pub rocks: Vec<RockChange>,
    /// What runs at schools.
    pub schools: Vec<SchoolLoad>,
    /// Goals that more or fewer initiatives serve.
    pub goals: Vec<GoalChange>,
    /// Findings that hold on one side only.
    pub findings: Vec<FindingChange>,
    /// What all that runs costs, where that differs.
    pub money: Option<MoneyChange>,
}

impl Comparison {
    /// Whether nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let Self {
            count,
            differ: _,
            thresholds: _,
            answers,
            checks,
            guards,
            measures,
            initiatives,
            alike: _,
            stops,
            starts,
            moved,
            dependence,
            rocks,
            schools,
            goals,
            findings,
            money,
        } = self;
        !count.differs()
            && answers.is_empty()
            && checks.is_empty()
            && guards.is_empty()
            && measures.is_empty()
            && initiatives.is_empty()
            && stops.iter().all(|stop| !stop.became.differs())
            && starts.iter().all(|start| !start.form.differs())
            && moved.is_empty()
            && dependence.iter().all(|d| !d.on.differs())
            && rocks.iter().all(|rock| !rock.differs())
            && schools.is_empty()
            && goals.is_empty()
            && findings.is_empty()
            && money.is_none()
    }
}

/// Compares two audits. Of initiatives that have another id the earlier inventory already has the new one
/// ([`Renamed::apply`]). `make` makes what a mixture of the two is judged by.
#[must_use]
pub fn compare(old: &Audit, new: &Audit, renamed: &[Renamed], make: &mut dyn Make) -> Comparison {
    let pairs = Pairs::of(old, new);
    let differ = cause::differing(old, new, make);
    Comparison {
        count: Change::of(old.verdicts.len(), new.verdicts.len()),
        answers: answers::answers(old, new, &pairs, &differ, make),
        checks: answers::checks(old, new, &pairs),
        guards: answers::guards(old, new, &pairs),
        measures: measures::measures(old, new, &pairs),
        initiatives: initiatives::presence(old, new, renamed),
        alike: pairs::alike(old, new, &pairs),
        stops: initiatives::stops(old, new),
        starts: starts::starts(old, new),
        moved: initiatives::moved(old, new),
        dependence: initiatives::dependence(old, new),
        rocks: district::rocks(old, new),
        schools: district::schools(old, new),
        goals: district::goals(old, new),
        findings: district::findings(old, new),
        money: district::money(old, new),
        thresholds: cause::thresholds(old.set, new.set),
        differ,
    }
}
