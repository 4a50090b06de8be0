//! Until when an answer stands: the first day on which the same record, with nothing added to it, no longer gets one of
//! the answers that end; where it always gets one, the last day on which that becomes another.
//!
//! Time reaches the rules through facts that are counted from a recorded date, and conditions compare those with finitely
//! many numbers. So an answer can change only on the days on which one of these facts passes one of these numbers; the
//! initiative is judged again on each, and no day is written by hand or reckoned from an answer.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Span;
use jiff::civil::Date;
use rustc_hash::FxHashMap as HashMap;

use crate::diagram::Ranges;
use crate::evaluate::bench::Bench;
use crate::evaluate::facts::direct;
use crate::evaluate::held::decision_facts;
use crate::evaluate::portfolio::dates_of;
use crate::evaluate::presumed::{presumed, presumed_after};
use crate::evaluate::questions::{Asker, answers_within};
use crate::evaluate::{Audit, Origin, Sheet, Verdict, deciding};
use crate::inventory::day_of;
use crate::rules::contract::{Ends, KnownFact, Status};
use crate::rules::{Derive, FactId, Part, RuleId, RuleSet, Table};
use crate::truth::{Number, Possible, Range, Truth};

/// No date is looked for past so many days: longer than any threshold asks, counted from a date that can be written.
const HORIZON: i64 = 150 * 366;

/// When an answer ends.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
#[non_exhaustive]
pub struct Until {
    /// The first day on which it no longer stands, nor another that ends; where one always does, the day from which that
    /// stays. Nothing where no recorded date ends it. A later audit of the same record never gives a later day.
    pub on: Option<Date>,
    /// What is no longer so, or is so, from that day on: the guard that ends, or else the ground that begins.
    pub because: Option<RuleId>,
    /// The row that decides on that day, by its place in the table.
    pub then: Option<usize>,
    /// The first day on which the answer is another one, and that as an option of the table: where it only gives way to
    /// another that ends, that is before it has ended.
    pub next: Option<(Date, usize)>,
    /// Where no date ends it: the date whose record may.
    pub anchor: Option<FactId>,
}

/// Finds until when the answers of one audit stand.
pub struct Calendar<'a> {
    set: &'a RuleSet,
    bench: Arc<Bench<'a>>,
    asker: Asker<'a>,
    /// The facts that count time from a recorded date.
    times: Vec<FactId>,
    ranges: Ranges,
    /// By time and the values that it is counted from, the days on which it passes a number: many have the same dates.
    passed: HashMap<(FactId, Vec<Possible>), Vec<Date>>,
}

impl<'a> Calendar<'a> {
    /// For the verdicts of an audit.
    #[must_use]
    pub fn of(audit: &Audit<'a>) -> Self {
        let set = audit.set;
        let times = decision_facts(set).into_iter().filter(|id| counts_time(set, *id));
        Self {
            set,
            bench: Arc::clone(&audit.bench),
            times: times.collect(),
            asker: Asker::without_questions(set),
            ranges: set.ranges(),
            passed: HashMap::default(),
        }
    }

    /// Until when the answer of the initiative at `place` stands; nothing where it is not one that ends.
    pub fn until(&mut self, place: usize, verdict: &Verdict) -> Option<Until> {
        if !self.ends(verdict.answer, &verdict.record) {
            return None;
        }
        let record = &*verdict.record.opened();
        // an answer that cannot be true beside the rows is found by counting them again
        let known = !record.origins.contains(&Origin::Contradicted);
        let (mut before, mut answer) = (verdict.sheet.opened().into_owned(), verdict.answer);
        let mut stood = record.clone();
        let (mut next, mut last) = (None, None);
        let days = self.days(record);
        for day in days {
            let then = self.bench.on(place, day, known.then_some(record), &stood)?;
            let taken = self.bench.with_estimates(place, day);
            // estimates stand for answers on every day or on none
            let sheet = match &taken {
                Some(taken) => presumed(self.set, taken),
                None => presumed_after(self.set, &then, &before, &then.differing(&stood)),
            };
            let (now, sheet) = self.asker.answer_by(&then, sheet);
            if now != answer {
                answer = now;
                next = next.or(Some((day, now)));
                last = Some(self.end(day, &before, &sheet));
                if !self.ends(now, &then) {
                    break;
                }
            }
            (before, stood) = (sheet, then);
        }
        let mut until = last.unwrap_or_else(|| Until {
            anchor: self.anchor(place, verdict, record),
            ..Until::default()
        });
        until.next = next;
        Some(until)
    }

    /// The end of an answer on a day, on which a record is judged otherwise than on the one before.
    fn end(&self, day: Date, before: &Sheet, then: &Sheet) -> Until {
        let decides = |table: &'a Table| {
            let row = deciding(table, then).pop().map(|(row, _)| row);
            table
                .rows
                .iter()
                .position(|r| row.is_some_and(|row| std::ptr::eq(r, row)))
        };
        Until {
            on: Some(day),
            because: self.turned(before, then),
            then: self.set.decision_table().and_then(decides),
            ..Until::default()
        }
    }

    /// Whether an answer to a record is one that ends.
    fn ends(&self, answer: usize, record: &Sheet) -> bool {
        let set = self.set;
        let id = set
            .decision_table()
            .and_then(|table| set.fact(table.fact).options.get(answer));
        match id.and_then(|id| set.recommendation(id)).and_then(|r| r.ends) {
            Some(Ends::Always) => true,
            Some(Ends::Running) => {
                let status = set.known(KnownFact::Status).map(|fact| record.value(fact));
                status.is_none_or(|status| status.among(Status::Proposed.bit()) != Truth::True)
            }
            None => false,
        }
    }

    /// What a number is compared with.
    fn compared(&self, fact: FactId) -> &[Range] {
        self.ranges.get(&fact).map_or(&[], Vec::as_slice)
    }

    /// The days to come on which a fact that counts time passes a number that it is compared with, in order.
    fn days(&mut self, sheet: &Sheet) -> BTreeSet<Date> {
        let today = self.bench.inventory.as_of;
        let mut days = BTreeSet::new();
        for fact in self.times.iter().filter(|fact| !sheet.stated(**fact)) {
            match &self.set.fact(*fact).derive {
                Some(Derive::Portfolio(count)) => {
                    let dates = dates_of(*count).iter().filter_map(|known| self.set.known(*known));
                    for date in dates {
                        if let Possible::Numbers { low, high } = sheet.value(date) {
                            let ends = [low, high]
                                .into_iter()
                                .filter(|n| *n != Number::MIN && *n != Number::MAX);
                            days.extend(ends.filter_map(day_of));
                        }
                    }
                }
                _ => {
                    let mut parts = Vec::new();
                    counted_from(self.set, sheet, *fact, &mut parts);
                    let compared = self.ranges.get(fact).map_or(&[][..], Vec::as_slice);
                    let passed = self.passed.entry((*fact, parts));
                    days.extend(
                        passed
                            .or_insert_with(|| passes(self.set, sheet, *fact, compared, today))
                            .iter(),
                    );
                }
            }
        }
        days.retain(|day| *day > today);
        days
    }

    /// What of a record that is judged on two days ended between them: a guard, else a ground that began.
    fn turned(&self, before: &Sheet, then: &Sheet) -> Option<RuleId> {
        let turned = |part: Part, to: Truth| {
            let mut rules = self.set.each_rule().filter(|(_, rule)| rule.part == part);
            rules
                .find(|(id, _)| before.rule(*id) != to && then.rule(*id) == to)
                .map(|(id, _)| id)
        };
        turned(Part::Guard, Truth::False).or_else(|| turned(Part::Ground, Truth::True))
    }

    /// The date that, once recorded, may end an answer to a record: one from which a time is counted that gives one that
    /// does not end, or else another one, when it is long enough and the answer was decided then. Where one time alone
    /// does not, those that came before it are over too.
    fn anchor(&mut self, place: usize, verdict: &Verdict, record: &Sheet) -> Option<FactId> {
        let (set, now) = (self.set, verdict.answer);
        // whether it runs and whether a contract binds is said for itself: no time is missing there
        let counted = |fact: FactId| !matches!(set.fact(fact).derive, Some(Derive::Portfolio(_)));
        let open = |fact: &FactId| record.origin(*fact) != Origin::Derived && counted(*fact);
        let open: Vec<FactId> = self.times.iter().copied().filter(open).collect();
        let mut decided = record.clone();
        if let (Some(fact), Some(table)) = (set.known(KnownFact::DecidedAnswer), set.decision_table())
            && let Some(answer) = set.fact(table.fact).options.get(now)
            && let Some(same) = set.fact(fact).options.iter().position(|o| o == answer)
            && !on_record(record, fact)
        {
            decided.set(fact, Possible::option(same), Origin::Given);
        }
        let named = match self.bench.with_estimates(place, self.bench.inventory.as_of) {
            Some(_) => presumed(set, &decided),
            None => {
                let named = verdict.sheet.opened();
                let changed: Vec<FactId> = record.differing(&decided);
                presumed_after(set, &decided, &named, &changed)
            }
        };
        let mut other = None;
        for alone in [true, false] {
            // what is over, and the sheet that names the answer then
            let mut over = (decided.clone(), named.clone());
            for fact in &open {
                // what protects is counted only where the times before are over too
                let mut guards = if alone { 0 } else { protecting(set, &over.1) };
                let values = answers_within(set, self.compared(*fact), *fact, set.fact(*fact).anything());
                for value in values {
                    let mut tried = over.0.clone();
                    tried.set(*fact, value, Origin::Given);
                    let (answer, sheet) = self.asker.answer_after(&mut tried, &over.1, *fact);
                    if !self.ends(answer, &tried) {
                        return Some(missing_under(set, record, *fact));
                    }
                    if alone && answer != now {
                        other = other.or(Some(*fact));
                    }
                    let fewer = protecting(set, &sheet);
                    if !alone && fewer < guards {
                        (over, guards) = ((tried, sheet), fewer);
                    }
                }
            }
        }
        other.map(|fact| missing_under(set, record, fact))
    }
}

/// The days on which a time passes a number that it is compared with.
fn passes(set: &RuleSet, sheet: &Sheet, fact: FactId, compared: &[Range], today: Date) -> Vec<Date> {
    let day = |after: i64| today.checked_add(Span::new().try_days(after).ok()?).ok();
    let ends = compared.iter().flat_map(|range| [range.low, range.high]);
    let edges: BTreeSet<Number> = ends.filter(|n| *n != Number::MIN && *n != Number::MAX).collect();
    let mut days = Vec::new();
    for edge in edges {
        for high_end in [false, true] {
            let passed = |above: bool, after: i64| {
                let Possible::Numbers { low, high } = value_on(set, sheet, fact, day(after)?)? else {
                    return None;
                };
                let end = if high_end { high } else { low };
                Some(if above { end > edge } else { end >= edge })
            };
            // the first day at the number, and the first above it (or below, of a time that runs down), which is mostly
            // the same or the next
            let at = first_change(None, |after| passed(false, after));
            let past = first_change(at, |after| passed(true, after));
            days.extend([at, past].into_iter().flatten().filter_map(day));
        }
    }
    days
}

/// What stands on a sheet for all that a time is counted from, in one order, and whether it is stated.
fn counted_from(set: &RuleSet, sheet: &Sheet, id: FactId, parts: &mut Vec<Possible>) {
    let stated = Possible::option(usize::from(sheet.stated(id)));
    parts.extend([sheet.value(id), stated]);
    for part in set.fact(id).derive.iter().flat_map(Derive::from_answers) {
        counted_from(set, sheet, part, parts);
    }
}

/// How many guards are in force on a sheet, or may be.
fn protecting(set: &RuleSet, sheet: &Sheet) -> usize {
    let guards = set.each_rule().filter(|(_, rule)| rule.part == Part::Guard);
    guards.filter(|(id, _)| sheet.rule(*id) != Truth::False).count()
}

/// Whether a fact counts the time from or until a date, which is how a day reaches the rules.
fn counts_time(set: &RuleSet, id: FactId) -> bool {
    match &set.fact(id).derive {
        Some(Derive::Difference(from, less)) => counts_time(set, *from) || counts_time(set, *less),
        Some(way) => way.counts_time(),
        None => false,
    }
}

/// Whether a value was written or counted from what is written.
fn on_record(sheet: &Sheet, fact: FactId) -> bool {
    sheet.stated(fact) || sheet.origin(fact) == Origin::Derived
}

/// What a time is on a day, by the dates that are recorded; nothing where none is.
fn value_on(set: &RuleSet, sheet: &Sheet, id: FactId, day: Date) -> Option<Possible> {
    let fact = set.fact(id);
    let value = |part: FactId| match value_on(set, sheet, part, day) {
        Some(value) if !sheet.stated(part) => value,
        _ => sheet.value(part),
    };
    direct(
        fact.derive.as_ref().filter(|_| counts_time(set, id))?,
        fact,
        &value,
        day,
    )
}

/// The part without a value on record that a time is counted from; the time itself where it has all of them.
fn missing_under(set: &RuleSet, sheet: &Sheet, fact: FactId) -> FactId {
    let parts = match &set.fact(fact).derive {
        Some(Derive::Portfolio(count)) => dates_of(*count).iter().filter_map(|known| set.known(*known)).collect(),
        Some(way) => way.from_answers(),
        None => Vec::new(),
    };
    let missing = parts.into_iter().find(|part| !on_record(sheet, *part));
    missing.map_or(fact, |part| missing_under(set, sheet, part))
}

/// The first of the days to come on which a truth is not what it is today, where it changes once; looked for first about
/// a day that is likely.
fn first_change(likely: Option<i64>, truth: impl Fn(i64) -> Option<bool>) -> Option<i64> {
    let (mut same, mut other) = (0, HORIZON);
    let today = truth(same)?;
    if truth(other)? == today {
        return None;
    }
    for day in likely.iter().flat_map(|day| [*day, day + 1, day - 1]) {
        if same < day && day < other {
            *(if truth(day)? == today { &mut same } else { &mut other }) = day;
        }
    }
    while other - same > 1 {
        let middle = i64::midpoint(same, other);
        *(if truth(middle)? == today { &mut same } else { &mut other }) = middle;
    }
    Some(other)
}
