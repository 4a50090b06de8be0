//! Dates by which something has to be decided, and what happens when nobody does.

use jiff::civil::Date;
use jiff::{Span, ToSpan};
use rustc_hash::FxHashMap as HashMap;
use serde::Serialize;

use crate::evaluate::{Audit, Verdict};
use crate::inventory::day_of;
use crate::report::card::Card;
use crate::rules::contract::{KnownFact, Status, Threshold};
use crate::rules::{Due, Fact, FactId, RuleSet, value_text};
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

/// The facts of an audit by which something is due.
pub(in crate::report) struct Dated<'a> {
    set: &'a RuleSet,
    today: Date,
    facts: Vec<(FactId, &'a Fact)>,
}

impl<'a> Dated<'a> {
    pub fn of(audit: &Audit<'a>) -> Self {
        let dated = audit.set.each_fact().filter(|(_, fact)| !fact.due.is_empty());
        Self {
            set: audit.set,
            today: audit.inventory.as_of,
            facts: dated.collect(),
        }
    }

    /// What is due of an initiative that has not ended: the first day on which it may be, the date from which that
    /// follows, and what it is.
    fn due(&self, verdict: &Verdict) -> impl Iterator<Item = (Date, FactId, &'a Due)> {
        let status = self.set.known(KnownFact::Status);
        let ended = status.is_some_and(|id| verdict.record.value(id).among(Status::Ended.bit()) == Truth::True);
        let facts = if ended { &[][..] } else { &self.facts };
        facts.iter().filter_map(move |(id, fact)| {
            let (day, due) = due_of(verdict, *id, fact)?;
            Some((day, *id, due))
        })
    }

    /// The first day ahead on which something is due of an initiative.
    pub fn next(&self, verdict: &Verdict) -> Option<Date> {
        let days = self.due(verdict).map(|(day, ..)| day);
        days.filter(|day| *day >= self.today).min()
    }
}

/// Everything that is due, and within how many months a date comes first; `cards` stand in the order of the inventory.
pub(super) fn all(audit: &Audit, cards: &[Card]) -> (Vec<DueView>, i64) {
    let within = audit.set.threshold(Threshold::DecideWithin);
    let months = within.map_or(0, |p| p.value.as_f64().round() as i64);
    let today = audit.inventory.as_of;
    let last = today.checked_add(months_of(months)).unwrap_or(today);
    let dated = Dated::of(audit);
    let mut found: Vec<DueView> = Vec::new();
    let mut places: HashMap<(Date, &str, &str), usize> = HashMap::default();
    for (card, verdict) in cards.iter().zip(&audit.verdicts) {
        for (day, id, due) in dated.due(verdict) {
            let known = places.entry((day, &due.what, &due.otherwise)).or_insert(found.len());
            match found.get_mut(*known) {
                Some(known) => {
                    known.names.push(card.name.clone());
                    known.places.push(card.place);
                }
                None => found.push(DueView {
                    past: day < today,
                    soon: today <= day && day <= last,
                    date: value_text(audit.set.fact(id), verdict.record.value(id)),
                    on: day.to_string(),
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
        let mut places = due.places.clone();
        places.dedup();
        let known: Vec<f64> = places.iter().filter_map(|place| cards.get(*place)?.amount).collect();
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
