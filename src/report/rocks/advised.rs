//! What an audit advises, each thing as one project: what is asked or seen first, steps, advice, decisions, and the two
//! needs analyses of a year.

use std::cmp::Ordering;

use jiff::civil::Date;

use super::schedule::Placed;
use super::words::{Subject, Words};
use super::{RockView, whole};
use crate::analysis::Lifts;
use crate::evaluate::{Audit, Firmness};
use crate::inventory::{Rock, given_to};
use crate::report::View;
use crate::report::card::{Card, title};
use crate::report::first::DueView;
use crate::report::view::Group;
use crate::rules::contract::{KnownFact, ProjectKind, Threshold};
use crate::rules::{self, CheckGroup, Effort, FactId, ParameterId, RuleSet, value_text};

/// What the projects of an audit are made of.
pub(super) struct Advice {
    /// The projects, the most pressing first.
    pub projects: Vec<Project>,
    /// Initiatives of which none is asked for, by name.
    pub without: Vec<String>,
}

/// One project, without its days.
pub(super) struct Project {
    pub kind: ProjectKind,
    /// Its id: what it is, of which number, about which fact or row, about which initiative.
    pub id: String,
    /// The initiatives, by place.
    pub places: Vec<usize>,
    pub owner: String,
    /// How many days it takes at the most.
    pub days: i64,
    /// Whether it takes the time of teachers.
    pub teachers: bool,
    /// By which day it has to be done.
    pub by: Option<Date>,
    /// The day before which it does not begin.
    pub from: Option<Date>,
    /// Whether it is a decision that rests on nothing that is still to be found out.
    settled: bool,
    /// Dollars a year of what it is about.
    money: f64,
    effort: f64,
    /// What it is about, for its words.
    pub subject: Subject,
    pub shown_by: String,
    pub needs: String,
    /// The projects that are done before it, by place in the list.
    pub after: Vec<usize>,
    /// The same of those that the inventory tracks, by id.
    pub after_tracked: Vec<String>,
}

impl Project {
    /// What has its month comes first, then what can be decided at once, then what presses more: by the day, then by the
    /// money, then what takes least, then by id.
    fn order(&self, other: &Self) -> Ordering {
        (self.from.is_none().cmp(&other.from.is_none()))
            .then(other.settled.cmp(&self.settled))
            .then(self.by.is_none().cmp(&other.by.is_none()))
            .then(self.by.cmp(&other.by))
            .then(other.money.total_cmp(&self.money))
            .then(self.effort.total_cmp(&other.effort))
            .then(self.id.cmp(&other.id))
    }

    /// As it is told.
    pub fn view(&self, audit: &Audit, words: Words, placed: Option<Placed>) -> RockView {
        let initiatives = || self.places.iter().filter_map(|n| audit.inventory.initiatives.get(*n));
        let goals = audit.set.known(KnownFact::Goals);
        let served = |goal: &&crate::inventory::Goal| {
            initiatives().any(|i| {
                let named = goals.and_then(|fact| given_to(&i.given, fact));
                named.is_some_and(|given| given.names.contains(&goal.id))
            })
        };
        let goals: Vec<_> = audit.inventory.goals.iter().filter(served).collect();
        let late = match (self.by, placed) {
            (Some(by), Some(days)) => days.end > by,
            (by, None) => by.is_some(),
            (None, Some(_)) => false,
        };
        RockView {
            id: self.id.clone(),
            kind: self.kind.word(),
            name: words.name,
            owner: self.owner.clone(),
            goal: goals.first().map_or_else(String::new, |goal| goal.id.clone()),
            goals: goals.iter().map(|goal| goal.name.clone()).collect(),
            about: initiatives().map(|i| i.id.clone()).collect(),
            names: initiatives().map(|i| i.name.clone()).collect(),
            first_step: words.first_step,
            evidence: words.evidence,
            follows: words.follows,
            shown_by: self.shown_by.clone(),
            needs: self.needs.clone(),
            days: self.days,
            start: placed.map(|days| days.start.to_string()),
            end: placed.map(|days| days.end.to_string()),
            by: self.by.map(|by| by.to_string()),
            late,
        }
    }
}

/// Everything that is advised; `last` is the last day on which a project may start.
pub(super) fn all(audit: &Audit, view: &View, last: Date) -> Advice {
    let mut found = Finder {
        audit,
        lifts: Lifts::of(audit.set),
        due: &view.first.due,
        rock_days: whole(audit.set, Threshold::RockDays),
        projects: Vec::new(),
        without: Vec::new(),
        open: vec![Vec::new(); audit.verdicts.len()],
    };
    found.needs_analyses(last);
    for group in view.groups.iter().filter(|group| group.treated.judges) {
        for card in &group.cards {
            found.checks(card);
        }
    }
    for group in view.groups.iter().filter(|group| group.treated.judges) {
        for card in &group.cards {
            found.advice(group, card);
        }
    }
    found.sorted()
}

struct Finder<'a> {
    audit: &'a Audit<'a>,
    lifts: Lifts<'a>,
    due: &'a [DueView],
    rock_days: i64,
    projects: Vec<Project>,
    without: Vec<String>,
    /// By initiative, the tracked projects that are not done and find out what its answer rests on.
    open: Vec<Vec<String>>,
}

/// The pieces of the id of a tracked project: its kind, and what it is about.
fn pieces(id: &str) -> Option<(&str, &str)> {
    let (kind, about) = id.split_once('/')?;
    Some((kind.split_once('.').map_or(kind, |(kind, _)| kind), about))
}

fn id_of(kind: ProjectKind, number: usize, about: &str) -> String {
    match number {
        1 => format!("{}/{about}", kind.word()),
        _ => format!("{}.{number}/{about}", kind.word()),
    }
}

impl<'a> Finder<'a> {
    fn declared(&self, kind: ProjectKind) -> Option<&'a rules::Project> {
        self.audit.set.projects.iter().find(|project| project.kind == kind)
    }

    /// The tracked projects of a kind about the same thing.
    fn tracked(&self, kind: ProjectKind, about: &str) -> Vec<&'a Rock> {
        let same = |rock: &&Rock| pieces(&rock.id) == Some((kind.word(), about));
        self.audit.inventory.rocks.iter().filter(same).collect()
    }

    /// What something takes, in projects; one where nobody says.
    fn effort(&self, effort: Option<ParameterId>) -> f64 {
        effort.map_or(1.0, |id| self.audit.set.parameter(id).value.as_f64())
    }

    fn days(&self, effort: f64) -> i64 {
        let days = (self.rock_days as f64 * effort.min(1.0)).ceil() as i64;
        days.max(1)
    }

    /// What is due of an initiative first: what has passed, then what is ahead, among what comes first.
    fn due_of(&self, place: usize) -> Option<&'a DueView> {
        let first = |due: &&DueView| (due.soon || due.past) && due.places.contains(&place);
        self.due.iter().find(first)
    }

    fn by(&self, place: usize) -> Option<Date> {
        self.due_of(place)?.on.parse().ok()
    }

    /// Whether something of an initiative is due on a day that is still ahead.
    fn is_ahead(&self, place: usize) -> bool {
        let ahead = |due: &DueView| due.soon && due.places.contains(&place);
        self.due.iter().any(ahead)
    }

    /// A project about one initiative, as the rules declare its kind.
    fn of_card(&self, declared: &rules::Project, about: &str, number: usize, card: &Card) -> Project {
        let effort = self.effort(declared.effort);
        Project {
            kind: declared.kind,
            id: id_of(declared.kind, number, about),
            places: vec![card.place],
            owner: match card.owner.as_str() {
                "" => declared.owner.clone(),
                owner => owner.to_owned(),
            },
            days: self.days(effort),
            teachers: declared.teachers,
            by: self.by(card.place),
            from: None,
            settled: false,
            money: card.amount.unwrap_or_default(),
            effort,
            subject: Subject {
                kind: declared.kind.word(),
                names: vec![card.name.clone()],
                first: declared.first.clone(),
                evidence: declared.evidence.clone(),
                answer: title(self.audit.set, &card.answer),
                ..Subject::default()
            },
            shown_by: String::new(),
            needs: String::new(),
            after: Vec::new(),
            after_tracked: Vec::new(),
        }
    }

    /// What the answer of an initiative rests on: what takes a look at how it is carried out by itself, what only has to
    /// be asked together with the others.
    fn checks(&mut self, card: &Card) {
        let set = self.audit.set;
        for check in &card.checks {
            let Some(id) = set.fact_id(&check.asked) else { continue };
            let fact = set.fact(id);
            let (kind, about) = match fact.ask {
                Some(Effort::Study) => {
                    let carried = check.group == CheckGroup::Carrying.word();
                    let kind = if carried {
                        ProjectKind::GoAndSee
                    } else {
                        ProjectKind::Study
                    };
                    (kind, format!("{}/{}", fact.name, card.id))
                }
                Some(Effort::Minute | Effort::Hour) | None => (ProjectKind::FindOut, fact.name.clone()),
            };
            let Some(declared) = self.declared(kind) else { continue };
            let tracked = self.tracked(kind, &about);
            let own = tracked.iter().find(|rock| rock.about.contains(&card.id));
            if let Some(rock) = own {
                if rock.done != Some(true)
                    && let Some(open) = self.open.get_mut(card.place)
                {
                    open.push(rock.id.clone());
                }
                continue;
            }
            let mut project = self.of_card(declared, &about, tracked.len() + 1, card);
            if let Some(known) = self.projects.iter_mut().find(|known| known.id == project.id) {
                known.take_in(project, &declared.owner);
                continue;
            }
            project.subject.fact.clone_from(&fact.title);
            project.subject.question = fact.in_full();
            project.subject.found.clone_from(&fact.from);
            project.shown_by.clone_from(&fact.name);
            self.projects.push(project);
        }
    }

    /// What else is advised of an initiative.
    fn advice(&mut self, group: &Group, card: &Card) {
        let asks = group.treated.in_plan;
        if asks && !group.treated.commits {
            return self.steps(card);
        }
        if !asks && !self.is_ahead(card.place) {
            self.without.push(card.name.clone());
            return;
        }
        self.decision(card);
    }

    /// The steps towards what a recommendation aims at, else its advice.
    fn steps(&mut self, card: &Card) {
        let set = self.audit.set;
        let verdict = self.audit.verdicts.get(card.place).filter(|_| !card.withheld);
        let lift = verdict.and_then(|verdict| self.lifts.lift(self.audit, verdict).ok().flatten());
        let changes = lift
            .filter(|lift| !lift.clears)
            .map_or_else(Vec::new, |lift| lift.changes);
        let Some(declared) = self.declared(ProjectKind::Step).filter(|_| !changes.is_empty()) else {
            return self.carry_out(card);
        };
        for change in changes {
            let Some(action) = set.actions.get(change.action) else {
                continue;
            };
            let fact = set.fact(action.fact);
            let about = format!("{}/{}", fact.name, card.id);
            let tracked = self.tracked(ProjectKind::Step, &about);
            // the next part is proposed once the one before it is done
            if tracked.iter().any(|rock| rock.done != Some(true)) {
                continue;
            }
            let mut project = self.of_card(declared, &about, tracked.len() + 1, card);
            let effort = self.effort(Some(action.effort));
            let left = (effort.ceil() as usize).saturating_sub(tracked.len() + 1);
            project.days = self.days(effort);
            project.effort = effort;
            project.teachers = action.teachers;
            project.subject.fact.clone_from(&fact.title);
            project.subject.step.clone_from(&action.step);
            project.subject.to = value_text(fact, change.to);
            project.subject.left = left;
            if !action.first.is_empty() {
                project.subject.first.clone_from(&action.first);
            }
            if left == 0 {
                project.shown_by.clone_from(&fact.name);
                project.needs.clone_from(&project.subject.to);
            }
            self.projects.push(project);
        }
    }

    /// The advice of the row that decides; it is done when another row does.
    fn carry_out(&mut self, card: &Card) {
        let Some(declared) = self.declared(ProjectKind::CarryOut) else {
            return;
        };
        let about = format!("{}/{}", card.row, card.id);
        let tracked = self.tracked(ProjectKind::CarryOut, &about);
        if !tracked.is_empty() {
            return;
        }
        let mut project = self.of_card(declared, &about, 1, card);
        project.subject.first.clone_from(&card.advice);
        project.subject.reason.clone_from(&card.reason);
        project.shown_by.clone_from(&card.row);
        self.projects.push(project);
    }

    /// A decision that cannot be taken back, or that a date asks for; none where the same is recorded as decided.
    fn decision(&mut self, card: &Card) {
        let set = self.audit.set;
        let Some(declared) = self.declared(ProjectKind::Decide) else {
            return;
        };
        let fact = set.known(KnownFact::DecidedAnswer);
        let initiative = self.audit.inventory.initiatives.get(card.place);
        let said = initiative.zip(fact).and_then(|(i, fact)| given_to(&i.given, fact));
        let decided = said
            .filter(|given| given.on_record())
            .map(|given| given.written.as_str());
        let about = format!("{}/{}", card.answer, card.id);
        if decided == Some(card.answer.as_str()) || !self.tracked(ProjectKind::Decide, &about).is_empty() {
            return;
        }
        let mut project = self.of_card(declared, &about, 1, card);
        let verdict = self.audit.verdicts.get(card.place);
        project.settled = verdict.is_some_and(|verdict| verdict.firmness == Firmness::Settled);
        project.subject.first.clone_from(&card.advice);
        if let Some(recommendation) = set.recommendation(&card.answer) {
            project.subject.next_by.clone_from(&recommendation.next_by);
        }
        if let Some(due) = self.due_of(card.place) {
            project.subject.due.clone_from(&due.what);
            project.subject.on.clone_from(&due.on);
            project.subject.otherwise.clone_from(&due.otherwise);
        }
        project.shown_by = fact.map_or_else(String::new, |id: FactId| set.fact(id).name.clone());
        project.after_tracked = self.open.get(card.place).cloned().unwrap_or_default();
        self.projects.push(project);
    }

    /// The two needs analyses of a school year, each in the first month of its kind that is ahead.
    fn needs_analyses(&mut self, last: Date) {
        let set = self.audit.set;
        for (kind, month) in [
            (ProjectKind::FirstAnalysis, Threshold::FirstAnalysis),
            (ProjectKind::SecondAnalysis, Threshold::SecondAnalysis),
        ] {
            let Some(declared) = self.declared(kind) else { continue };
            let begins = first_ahead(set, month, self.audit.inventory.as_of);
            let free = begins
                .into_iter()
                .find(|day| self.tracked(kind, &day.year().to_string()).is_empty());
            let Some(begins) = free.filter(|day| *day <= last) else {
                continue;
            };
            let effort = self.effort(declared.effort);
            self.projects.push(Project {
                kind,
                id: id_of(kind, 1, &begins.year().to_string()),
                places: Vec::new(),
                owner: declared.owner.clone(),
                days: self.days(effort),
                teachers: declared.teachers,
                by: None,
                from: Some(begins),
                settled: false,
                money: 0.0,
                effort,
                subject: Subject {
                    kind: kind.word(),
                    first: declared.first.clone(),
                    evidence: declared.evidence.clone(),
                    ..Subject::default()
                },
                shown_by: String::new(),
                needs: String::new(),
                after: Vec::new(),
                after_tracked: Vec::new(),
            });
        }
    }

    /// The projects, the most pressing first; a decision waits for what it rests on, which presses as much as it does.
    fn sorted(self) -> Advice {
        let Self {
            mut projects, without, ..
        } = self;
        projects.sort_by(Project::order);
        let rests_on = |kind| matches!(kind, ProjectKind::FindOut | ProjectKind::GoAndSee | ProjectKind::Study);
        let places: Vec<(ProjectKind, Vec<usize>)> = projects.iter().map(|p| (p.kind, p.places.clone())).collect();
        for project in projects.iter_mut().filter(|p| p.kind == ProjectKind::Decide) {
            let before = places.iter().enumerate().filter(|(_, (kind, about))| {
                rests_on(*kind) && about.iter().any(|place| project.places.contains(place))
            });
            project.after = before.map(|(place, _)| place).collect();
        }
        Advice { projects, without }
    }
}

impl Project {
    /// Takes in the same question about another initiative; one owner stays only where both have the same.
    fn take_in(&mut self, other: Self, role: &str) {
        if other.places.iter().all(|place| self.places.contains(place)) {
            return;
        }
        if self.owner != other.owner {
            role.clone_into(&mut self.owner);
        }
        self.places.extend(other.places);
        self.subject.names.extend(other.subject.names);
        self.money += other.money;
        self.by = match (self.by, other.by) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
    }
}

/// The first days of a month that lie ahead, the nearest first: within the month it begins at once.
fn first_ahead(set: &RuleSet, month: Threshold, today: Date) -> Vec<Date> {
    let month = i8::try_from(whole(set, month)).unwrap_or_default();
    let years = [today.year(), today.year().saturating_add(1)].into_iter();
    let first = years.filter_map(|year| Date::new(year, month, 1).ok());
    first
        .filter(|day| day.last_of_month() >= today)
        .map(|day| day.max(today))
        .collect()
}
