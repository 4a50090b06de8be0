//! The order in which initiatives are told: by what is recommended, then by the day, then by the money.

use jiff::civil::Date;

use crate::evaluate::Audit;
use crate::report::first::Dated;

/// What is told of an initiative, as far as its order goes.
pub(super) trait Placed {
    /// Its place in the inventory.
    fn place(&self) -> usize;
    /// What is recommended, an id of the rule set.
    fn answer(&self) -> &str;
    /// What it is known to cost a year.
    fn amount(&self) -> Option<f64>;
    fn name(&self) -> &str;
}

/// Orders what is told of initiatives as it follows one another under one recommendation: by the first day ahead on
/// which something is due of them, those without one last; then by what they are known to cost a year, the most first;
/// then by name.
pub(super) fn by_day_and_money(audit: &Audit, all: &mut [impl Placed]) {
    let dated = Dated::of(audit);
    let days: Vec<Option<Date>> = audit.verdicts.iter().map(|verdict| dated.next(verdict)).collect();
    let day = |one: &dyn Placed| days.get(one.place()).copied().flatten();
    all.sort_by(|a, b| {
        (day(a).is_none().cmp(&day(b).is_none()))
            .then(day(a).cmp(&day(b)))
            .then(b.amount().unwrap_or(-1.0).total_cmp(&a.amount().unwrap_or(-1.0)))
            .then(a.name().cmp(b.name()))
    });
}
