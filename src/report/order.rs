//! The order in which initiatives are told: by what is recommended, then by the day, then by the money.

use std::collections::BTreeMap;

use crate::report::card::Card;
use crate::report::first::DueView;

/// Orders cards as they follow one another under one recommendation: by the first day ahead on which something is due
/// of them, those without one last; then by what they are known to cost a year, the most first; then by name.
pub(super) fn by_day_and_money(cards: &mut [Card], due: &[DueView]) {
    let mut days: BTreeMap<usize, &str> = BTreeMap::new();
    // what is due stands in the order of its days
    for due in due.iter().filter(|due| !due.past) {
        for place in &due.places {
            days.entry(*place).or_insert(&due.on);
        }
    }
    let day = |card: &Card| days.get(&card.place).copied();
    cards.sort_by(|a, b| {
        (day(a).is_none().cmp(&day(b).is_none()))
            .then(day(a).cmp(&day(b)))
            .then(b.amount.unwrap_or(-1.0).total_cmp(&a.amount.unwrap_or(-1.0)))
            .then(a.name.cmp(&b.name))
    });
}
