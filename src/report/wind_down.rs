//! How something is wound down: which of four ways, who loses what, what depends on it, which dates count, what must not
//! refill the time, how harm would be seen, and who is told.
//!
//! The way is the table `wind_down.way` of the rule set; all else is read off the inventory. What is not on record is
//! said with the question that asks for it.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;

use crate::diagnostics::Sources;
use crate::evaluate::{Audit, Sheet, Verdict, deciding};
use crate::inventory::{Initiative, day_of, given_to};
use crate::report::card::{answers, cites, title};
use crate::report::compared::CHANGED;
use crate::report::markdown::{SAID, WINDING};
use crate::report::paper::{Paper, Templates};
use crate::report::said::Speaker;
use crate::report::trace::Tracer;
use crate::report::view::{Cited, as_data};
use crate::report::{Audience, Days, Locale};
use crate::rules::contract::{Board, KnownFact, Status, Threshold};
use crate::rules::{FactId, value_text};
use crate::truth::{Possible, Truth, months_before};

/// How one initiative is wound down.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct WindDownView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The recommendation, by id.
    pub answer: String,
    /// The same as a heading.
    pub answer_title: String,
    /// Whether it is to be ended by that recommendation.
    pub to_end: bool,
    /// Whether that may be acted on, or is only prepared until its checks are made.
    pub may_be_acted_on: bool,
    /// `remove`, `reduce`, `re-engineer` or `replace`; empty where the rule set has no such table.
    pub way: String,
    /// What gives it, in a line.
    pub reason: String,
    /// Why that row says so.
    pub why: String,
    /// What the row rests on.
    pub cites: Vec<Cited>,
    /// How many students have it.
    pub students: Known,
    /// Dollars a year.
    pub money: Known,
    /// Whether that money is free for something else.
    pub fund: Known,
    /// Hours a week of a teacher that end with it.
    pub hours: Known,
    /// The schools where it runs, by name; none where they are not listed.
    pub schools: Vec<String>,
    /// In how many schools.
    pub schools_count: Known,
    /// Groups of students of whom results are on record, by name.
    pub groups: Vec<String>,
    /// What runs and builds on it, by name.
    pub dependants: Vec<String>,
    /// Whether anything depends on it, where nothing on the list does.
    pub depended_on: Known,
    /// What does the same job.
    pub alternative: Known,
    /// When its contract ends.
    pub contract_ends: Known,
    /// How many months before that notice is given.
    pub notice_months: Known,
    /// Whether it renews by itself.
    pub renews: Known,
    /// The last day on which notice can be given, as `2027-03-31`; empty where the contract or its notice is not known.
    pub notice_by: String,
    /// Whether that day has passed.
    pub notice_passed: bool,
    /// What is proposed and would take what is freed.
    pub would_refill: Vec<Refill>,
    /// What was measured of it here, in its own words.
    pub measures: Vec<String>,
    /// The outcome that it aims at.
    pub aim: Known,
    /// Whether the contract says when it ends; else it may end now.
    pub ends_by_contract: bool,
    /// How many months after its end it is looked whether that did harm (parameter `look_after`).
    pub look_after: i64,
    /// The day on which that is, counted from the end of its contract, or from the audit.
    pub look_on: String,
    /// Who answers for it, and so for its end.
    pub owner: Known,
    /// Who sells it.
    pub vendor: Known,
}

/// A value on record, or the question that asks for it.
#[derive(Clone, Default, Debug, Serialize)]
pub struct Known {
    /// The field of the inventory.
    pub fact: String,
    /// The value; empty where it is not on record.
    pub value: String,
    /// Where it is written, with its source, or what it was counted from; empty without a value.
    pub place: String,
    /// The question; empty with a value.
    pub ask: String,
}

/// Something proposed that would take freed time.
#[derive(Clone, Debug, Serialize)]
pub struct Refill {
    /// Its name.
    pub name: String,
    /// The hours a week of a teacher that it asks for; empty where they are not on record.
    pub hours: String,
    /// At how many of the same schools, where both are listed.
    pub same_schools: usize,
}

/// Everything that is to be ended, one by one.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct WindDownsView {
    /// The district's name.
    pub district: String,
    /// The date of the inventory.
    pub as_of: String,
    /// How days are written for people.
    #[serde(skip_serializing_if = "as_data")]
    pub days: Days,
    /// Name and version of the rule set.
    pub rule_set: String,
    /// One by one, in the order of the inventory.
    pub plans: Vec<WindDownView>,
}

impl WindDownsView {
    /// Of one initiative, by its place, whatever is recommended for it; else of each that is to be ended.
    #[must_use]
    pub fn of(audit: &Audit, sources: &Sources, only: Option<usize>, locale: Locale) -> Self {
        let wanted = |place: &usize| match only {
            Some(only) => only == *place,
            None => audit.verdicts.get(*place).is_some_and(|verdict| to_end(audit, verdict)),
        };
        let places = (0..audit.verdicts.len()).filter(wanted);
        Self {
            district: audit.inventory.district.clone(),
            as_of: audit.inventory.as_of.to_string(),
            days: Days::of(audit, locale),
            rule_set: audit.set.label(),
            plans: places.filter_map(|place| wind_down(audit, sources, place)).collect(),
        }
    }
}

impl Paper for WindDownsView {
    fn templates(&self) -> Templates {
        Templates {
            markdown: ("wind-down.md", include_str!("../../templates/wind-down.md")),
            parts: &[CHANGED, WINDING, SAID],
            html: "wind-down.html",
        }
    }

    fn district(&self) -> &str {
        &self.district
    }

    fn as_of(&self) -> &str {
        &self.as_of
    }
}

/// Whether a board is asked to end it.
pub(super) fn to_end(audit: &Audit, verdict: &Verdict) -> bool {
    let recommendation = audit.set.recommendation(audit.answer(verdict));
    recommendation.is_some_and(|r| r.board == Some(Board::End))
}

/// What is read of one initiative.
struct Reader<'a> {
    audit: &'a Audit<'a>,
    initiative: &'a Initiative,
    record: &'a Sheet,
    tracer: Tracer<'a>,
}

impl Reader<'_> {
    fn known(&self, name: &str) -> Known {
        let Some(id) = self.audit.set.fact_id(name) else {
            return Known::default();
        };
        let fact = self.audit.set.fact(id);
        let value = self.record.value(id);
        let written = given_to(&self.initiative.given, id).filter(|given| given.on_record());
        let said = match value {
            Possible::Words { .. } => written.map_or_else(String::new, |given| given.written.clone()),
            value if value == fact.anything() => String::new(),
            value => value_text(fact, value),
        };
        Known {
            fact: name.to_owned(),
            place: if said.is_empty() {
                String::new()
            } else {
                self.tracer.place(id)
            },
            ask: if said.is_empty() {
                fact.question.clone()
            } else {
                String::new()
            },
            value: said,
        }
    }

    /// The first day that a date may be; nothing where its year is open.
    fn day(&self, fact: Option<FactId>) -> Option<Date> {
        match self.record.value(fact?) {
            Possible::Numbers { low, high } if day_of(high).is_some() => day_of(low),
            _ => None,
        }
    }

    /// The last day on which notice of a contract can be given.
    fn notice_by(&self, ends: Option<Date>) -> Option<Date> {
        let months = self.audit.set.known(KnownFact::NoticeMonths)?;
        months_before(ends?, self.record.value(months))
    }

    /// What is proposed and would take the time.
    fn would_refill(&self) -> Vec<Refill> {
        let audit = self.audit;
        let hours = audit.set.known(KnownFact::HoursPerTeacher);
        let own = self.initiative.schools.as_deref().unwrap_or_default();
        let each = audit.inventory.initiatives.iter().zip(&audit.verdicts);
        let proposed =
            each.filter(|(other, verdict)| other.id != self.initiative.id && has(audit, verdict, Status::Proposed));
        let refill = proposed.map(|(other, verdict)| {
            let asked = hours.map(|id| (audit.set.fact(id), verdict.record.value(id)));
            let asked = asked.filter(|(fact, value)| *value != fact.anything());
            let schools = other.schools.as_deref().unwrap_or_default();
            Refill {
                name: other.name.clone(),
                hours: asked.map_or_else(String::new, |(fact, value)| value_text(fact, value)),
                same_schools: schools.iter().filter(|school| own.contains(school)).count(),
            }
        });
        refill.collect()
    }

    /// What runs and builds on it.
    fn dependants(&self) -> Vec<String> {
        let audit = self.audit;
        let requires = audit.set.known(KnownFact::Requires);
        let builds = |other: &Initiative| {
            let given = requires.and_then(|fact| given_to(&other.given, fact));
            given.is_some_and(|given| given.names.contains(&self.initiative.id))
        };
        let each = audit.inventory.initiatives.iter().zip(&audit.verdicts);
        let depending = each.filter(|(other, verdict)| builds(other) && !has(audit, verdict, Status::Ended));
        depending.map(|(other, _)| other.name.clone()).collect()
    }
}

/// Whether a status is sure.
fn has(audit: &Audit, verdict: &Verdict, status: Status) -> bool {
    let fact = audit.set.known(KnownFact::Status);
    fact.is_some_and(|fact| verdict.record.value(fact).among(status.bit()) == Truth::True)
}

/// What stands in rows, each once, in their order.
fn each_once<'r>(said: impl Iterator<Item = &'r String>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for one in said.filter(|one| !one.is_empty()) {
        if !all.contains(one) {
            all.push(one.clone());
        }
    }
    all
}

/// How the initiative at a place is wound down; nothing where there is none.
#[must_use]
pub fn wind_down(audit: &Audit, sources: &Sources, place: usize) -> Option<WindDownView> {
    let set = audit.set;
    let (initiative, verdict) = (audit.inventory.initiatives.get(place)?, audit.verdicts.get(place)?);
    let given = answers(audit, initiative);
    let own = Reader {
        audit,
        initiative,
        record: &verdict.record,
        tracer: Tracer {
            set,
            sheet: &verdict.record,
            record: &verdict.record,
            given: &given,
            sources,
            full: false,
            audience: Audience::Internal,
        },
    };
    let table = set.wind_down();
    // the way is named with what is presumed, as the answer is
    let row = table
        .and_then(|table| deciding(table, &verdict.sheet).pop())
        .map(|(row, _)| row);
    let way = table
        .zip(row)
        .and_then(|(table, row)| set.fact(table.fact).options.get(row.then));
    let speaker = Speaker::of(audit, Audience::Internal);
    let words = row.zip(speaker.initiative(place, verdict, None));
    let words = words.map(|(row, spoken)| speaker.row(&spoken, row)).unwrap_or_default();
    let as_of = audit.inventory.as_of;
    let ends = own.day(set.known(KnownFact::ContractEnds));
    let notice_by = own.notice_by(ends);
    let from = ends.filter(|day| *day > as_of).unwrap_or(as_of);
    let look_after = set.threshold(Threshold::LookAfter);
    let look_after = look_after.map_or(0, |months| months.value.as_f64().round() as i64);
    let schools = initiative.schools.as_deref().unwrap_or_default();
    let schools = schools.iter().filter_map(|n| audit.inventory.schools.get(*n));
    let answer = audit.answer(verdict);
    Some(WindDownView {
        id: initiative.id.clone(),
        name: initiative.name.clone(),
        answer: answer.to_owned(),
        answer_title: title(set, answer),
        to_end: to_end(audit, verdict),
        may_be_acted_on: audit.may_be_acted_on(verdict),
        way: way.cloned().unwrap_or_default(),
        reason: words.reason,
        why: words.why,
        cites: row.map_or_else(Vec::new, |row| cites(set, row)),
        students: own.known(KnownFact::Students.name()),
        money: own.known(KnownFact::CostPerYear.name()),
        fund: own.known(KnownFact::Fund.name()),
        hours: own.known(KnownFact::HoursPerTeacher.name()),
        schools: schools.map(|school| school.name.clone()).collect(),
        schools_count: own.known(KnownFact::SchoolsCount.name()),
        groups: each_once(initiative.results.iter().map(|row| &row.subgroup)),
        dependants: own.dependants(),
        depended_on: own.known("dependants.any"),
        alternative: own.known("alternatives.name"),
        contract_ends: own.known(KnownFact::ContractEnds.name()),
        notice_months: own.known(KnownFact::NoticeMonths.name()),
        renews: own.known(KnownFact::AutoRenews.name()),
        notice_by: notice_by.map_or_else(String::new, |day| day.to_string()),
        notice_passed: notice_by.is_some_and(|day| day < as_of),
        would_refill: own.would_refill(),
        measures: each_once(initiative.results.iter().map(|row| &row.measure)),
        aim: own.known(KnownFact::Aim.name()),
        ends_by_contract: from > as_of,
        look_after,
        look_on: from
            .checked_add(look_after.clamp(0, 1200).months())
            .unwrap_or(from)
            .to_string(),
        owner: own.known("owner"),
        vendor: own.known("vendor"),
    })
}
