//! Dates by which something has to be decided, and what happens when nobody does.

use jiff::civil::Date;
use jiff::{Span, ToSpan};
use serde::Serialize;

use crate::evaluate::{Audit, Verdict};
use crate::inventory::day_of;
use crate::report::card::Card;
use crate::rules::contract::{KnownFact, Status, Threshold};
use crate::rules::{Due, Fact, FactId, value_text};
use crate::truth::{Possible, Truth, months_before};

/// Something that is due.
#[derive(Clone, Debug, Serialize)]
pub struct DueView {
    /// The first day on which it may be, as `2027-06-30`.
    pub on: String,
    /// The date from which it follows as it stands on record, such as `between 2024-06-01 and 2024-06-30`.
    pub date: String,
    /// Whether that day has passed.
    pub past: bool,
    /// Whether it lies within the months in which a date comes first.
    pub soon: bool,
    /// What happens then.
    pub what: String,
    /// What happens when nobody decides.
    pub otherwise: String,
    /// The initiatives, by name.
    pub names: Vec<String>,
    /// Whether these are all.
    pub all: bool,
    /// Their places.
    #[serde(skip)]
    pub places: Vec<usize>,
    /// What they are known to cost a year, together, as text; empty where that is not known of any.
    pub money: String,
    /// Of how many no cost is known.
    pub without_money: usize,
}

/// Everything that is due, and within how many months a date comes first.
pub(super) fn all(audit: &Audit, cards: &[Card]) -> (Vec<DueView>, i64) {
    let within = audit.set.threshold(Threshold::DecideWithin);
    let months = within.map_or(0, |p| p.value.as_f64().round() as i64);
    let today = audit.inventory.as_of;
    let last = today.checked_add(months_of(months)).unwrap_or(today);
    let ended = |verdict: &Verdict| {
        let status = audit.set.known(KnownFact::Status);
        status.is_some_and(|id| verdict.record.value(id).among(Status::Ended.bit()) == Truth::True)
    };
    let mut found: Vec<DueView> = Vec::new();
    let dated = audit.set.each_fact().filter(|(_, fact)| !fact.due.is_empty());
    let dated: Vec<(FactId, &Fact)> = dated.collect();
    for card in cards {
        let Some(verdict) = audit.verdicts.get(card.place).filter(|v| !ended(v)) else {
            continue;
        };
        for (id, fact) in &dated {
            let Some((day, due)) = due_of(verdict, *id, fact) else {
                continue;
            };
            let on = day.to_string();
            let same =
                |known: &&mut DueView| known.on == on && known.what == due.what && known.otherwise == due.otherwise;
            match found.iter_mut().find(same) {
                Some(known) => {
                    known.names.push(card.name.clone());
                    known.places.push(card.place);
                }
                None => found.push(DueView {
                    past: day < today,
                    soon: today <= day && day <= last,
                    date: value_text(fact, verdict.record.value(*id)),
                    on,
                    what: due.what.clone(),
                    otherwise: due.otherwise.clone(),
                    names: vec![card.name.clone()],
                    all: false,
                    places: vec![card.place],
                    money: String::new(),
                    without_money: 0,
                }),
            }
        }
    }
    for due in &mut found {
        due.all = due.places.len() == cards.len();
        let amounts = || cards.iter().filter(|card| due.places.contains(&card.place));
        let known: Vec<f64> = amounts().filter_map(|card| card.amount).collect();
        due.without_money = due.places.len() - known.len();
        if !known.is_empty() {
            due.money = crate::report::view::dollars(known.iter().sum());
        }
    }
    found.sort_by(|a, b| b.past.cmp(&a.past).then(a.on.cmp(&b.on)));
    (found, months)
}

fn months_of(months: i64) -> Span {
    months.clamp(-1200, 1200).months()
}

/// What is due of one date, and the first day on which it may be; nothing where nobody knows the year.
fn due_of<'f>(verdict: &Verdict, id: FactId, fact: &'f Fact) -> Option<(Date, &'f Due)> {
    let record = &verdict.record;
    let Possible::Numbers { low, high } = record.value(id) else {
        return None;
    };
    // more than a year and a half apart names no date
    if high.as_f64() - low.as_f64() > 550.0 {
        return None;
    }
    let fits = |due: &&Due| {
        due.only
            .is_none_or(|(id, option)| record.value(id) == Possible::option(option))
    };
    let due = fact.due.iter().find(fits)?;
    let day = day_of(low)?;
    let earlier = due.months_before.and_then(|id| months_before(day, record.value(id)));
    Some((earlier.unwrap_or(day), due))
}
