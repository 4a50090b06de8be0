//! What a move frees, and from when: never before a contract has ended, and never what nobody wrote down.

use jiff::civil::Date;

use crate::evaluate::Audit;
use crate::inventory::day_of;
use crate::plan::candidate::{Candidate, Way, threshold};
use crate::plan::model::Model;
use crate::rules::FactId;
use crate::rules::contract::{FundingAfter, KnownFact, Move, PortfolioCount, Threshold};
use crate::truth::{Possible, Truth, months_before};

/// What one move frees.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Freed {
    /// Dollars each year from then on.
    pub each_year: Option<f64>,
    /// Dollars once.
    pub once: Option<f64>,
    /// Whether that is its cost in all, of which nobody says how much is spent already.
    pub in_all: bool,
    /// Dollars a year that are not begun to be spent.
    pub avoided: Option<f64>,
    /// The first day from which it is free; nothing where that is not known.
    pub from: Option<Date>,
    /// The last day on which notice can be given, where a contract asks for it.
    pub notice_by: Option<Date>,
    /// Whether that day is past: the contract binds for another term, whose end is not on record.
    pub notice_missed: bool,
    /// Whether what it frees may be spent on nothing else; nothing where that is not said.
    pub restricted: Option<bool>,
    /// The day on which its own money ends and nothing that is secured follows: what it would cost after that is not
    /// there to be freed.
    pub funded_until: Option<Date>,
}

/// What a way frees of a candidate; nothing where it costs as much as before.
#[must_use]
pub fn freed(audit: &Audit, model: &Model, candidate: &Candidate, way: &Way) -> Option<Freed> {
    let asks = &candidate.asks;
    let part = |amount: f64| amount * (100 - model.money_left(way.movement)) as f64 / 100.0;
    let year = asks.money.map(part);
    let mut freed = Freed {
        restricted: asks.restricted,
        ..Freed::default()
    };
    match way.movement {
        Move::GoOn | Move::Spread => return None,
        // what does not begin and has no price is nothing that can be told
        Move::Postpone if year.is_none() => return None,
        Move::Postpone => freed.avoided = year,
        Move::Pause => freed.once = year,
        Move::Merge | Move::Reduce => freed.each_year = year,
        Move::End => {
            (freed.each_year, freed.once) = (year, asks.total);
            freed.in_all = asks.total.is_some();
        }
    }
    if way.movement != Move::Postpone {
        let day = Contract::of(audit, candidate.place).frees(audit);
        (freed.from, freed.notice_by, freed.notice_missed) = day;
        freed.funded_until = funded_until(audit, candidate.place);
        if let Some(until) = freed.funded_until {
            let share = freed.from.map_or(0.0, |from| part_of_year(from, until));
            // of a cost in all nobody says how much of it is still to come
            freed.each_year = None;
            freed.once = year.filter(|_| share > 0.0).map(|year| year * share);
            freed.in_all = false;
        }
    }
    Some(freed)
}

/// The day on which the money of an initiative ends; nothing where other money is secured, or where no day is on record.
fn funded_until(audit: &Audit, place: usize) -> Option<Date> {
    let record = &audit.verdicts.get(place)?.record;
    let Possible::Numbers { low, high } = record.value(audit.set.known(KnownFact::FundingEnds)?) else {
        return None;
    };
    let after = audit.set.known(KnownFact::FundingAfter).map(|fact| record.value(fact));
    let secured = after.map_or(Truth::Unknown, |after| after.among(FundingAfter::Secured.bit()));
    // of a day that is known by its month the last one counts
    day_of(high).filter(|_| secured != Truth::True && high.as_f64() - low.as_f64() < 32.0)
}

/// The part of a year from one day to another, at the most a whole one.
fn part_of_year(from: Date, until: Date) -> f64 {
    let days = from.until(until).map_or(0, |span| span.get_days());
    (f64::from(days) / 365.0).clamp(0.0, 1.0)
}

/// What is on record of a contract.
struct Contract {
    ends: Option<Date>,
    binding: Truth,
    notice: Option<Possible>,
    renews: Truth,
}

impl Contract {
    fn of(audit: &Audit, place: usize) -> Self {
        let value = |fact: Option<FactId>| Some(audit.verdicts.get(place)?.record.value(fact?));
        let known = |fact| value(audit.set.known(fact));
        let yes = |value: Option<Possible>| value.map_or(Truth::Unknown, |value| value.among(2));
        let end = known(KnownFact::ContractEnds).and_then(|ends| match ends {
            // of a day that is known by its month the last one counts
            Possible::Numbers { low, high } if high.as_f64() - low.as_f64() < 32.0 => day_of(high),
            _ => None,
        });
        Self {
            ends: end.filter(|day| *day > audit.inventory.as_of),
            binding: yes(value(audit.set.counted(PortfolioCount::ContractBinding))),
            notice: known(KnownFact::NoticeMonths),
            renews: yes(known(KnownFact::AutoRenews)),
        }
    }

    /// From which day money is free, by which notice must be given, and whether that was missed.
    fn frees(&self, audit: &Audit) -> (Option<Date>, Option<Date>, bool) {
        let today = audit.inventory.as_of;
        let year = next_year(audit);
        match self.ends {
            None if self.binding == Truth::True => (None, None, false),
            None => (year, None, false),
            Some(ends) => {
                let from = year.map(|year| year.max(ends));
                let notice = self.notice.and_then(|months| months_before(ends, months));
                match (self.renews, notice) {
                    (Truth::False, _) | (_, None) => (from, None, false),
                    (_, Some(by)) if by < today => (None, Some(by), true),
                    (_, Some(by)) => (from, Some(by), false),
                }
            }
        }
    }
}

/// The first day of the next budget year.
fn next_year(audit: &Audit) -> Option<Date> {
    let today = audit.inventory.as_of;
    let month = threshold(audit, Threshold::PlanYearBegins).map_or(7, |month| month.round() as i8);
    let first = Date::new(today.year(), month, 1).ok()?;
    if first > today {
        return Some(first);
    }
    Date::new(today.year().checked_add(1)?, month, 1).ok()
}
