//! Whether answers hold together, so that nothing is lost where they are not read whole.

use super::count::is_in_words;
use super::facts::Facts;
use super::{Alone, Answers, Around, Room, Whole};
use crate::evaluate::Origin;
use crate::evaluate::against::{by_the_calendar_too, excludes};
use crate::inventory::days;
use crate::rules::FactId;
use crate::truth::{Possible, Truth};

impl Alone<'_> {
    /// Nothing is written that does not apply, and no day that cannot lie ahead.
    pub(super) fn holds(&self, answers: &Answers) -> Result<(), Whole> {
        for (node, facts) in self.applies.iter().filter(|(_, facts)| facts.meets(&answers.given)) {
            let says = |fact: FactId| {
                let empty = answers
                    .value(fact)
                    .is_none_or(|value| self.set.fact(fact).is_empty(value));
                facts.has(fact) && !empty
            };
            let applies = self.set.settled(*node, &|fact| answers.value(fact));
            if applies == Truth::False && answers.given.each().any(says) {
                return Err(Whole);
            }
        }
        let today = days(self.as_of);
        let ahead = |fact: FactId| {
            let value = answers.value(fact).filter(|_| self.past.has(fact));
            matches!(value, Some(Possible::Numbers { low, .. }) if low > today)
        };
        if self.past.meets(&answers.given) && answers.given.each().any(ahead) {
            return Err(Whole);
        }
        Ok(())
    }

    /// Nothing that is written goes against the rest.
    pub(super) fn contradicts_nothing(&self, answers: &Answers, around: &Around, room: &Room) -> Result<(), Whole> {
        let set = self.set;
        let at = |fact: FactId| *room.at(answers, fact);
        let there = |facts: &Facts| facts.meets(&room.changed) || facts.meets(&around.known);
        for id in answers.given.common(&self.counted) {
            let Some(way) = self.ways.get(self.way_of(id)) else {
                continue;
            };
            let fact = set.fact(way.fact);
            let told = fact.derive.as_ref().filter(|by| !is_in_words(by) && there(&way.from));
            let counted = told.and_then(|by| Some((by, self.count(by, fact, (answers, around, room), &at)?)));
            let counted = counted.map(|(by, value)| by_the_calendar_too(by, value, &at, fact, self.as_of));
            if counted.is_some_and(|counted| excludes(fact, at(way.fact), counted)) {
                return Err(Whole);
            }
        }
        let constant = |(fact, value, origin): &(FactId, Possible, Origin)| {
            // what is counted of no rows, say; what words suggest and what runs is corrected by who says otherwise
            *origin == Origin::Derived
                && answers.given.has(*fact)
                && !self.ways.iter().any(|way| way.fact == *fact)
                && !set.fact(*fact).derive.iter().any(is_in_words)
                && excludes(set.fact(*fact), at(*fact), *value)
        };
        if around.said.iter().any(constant) {
            return Err(Whole);
        }
        // whether a score comes to the same takes the rules; other facts that follow are looked at by columns
        let scored = |(fact, of): &(FactId, Facts)| answers.given.has(*fact) && there(of);
        if self.scores.iter().any(scored) {
            return Err(Whole);
        }
        let yes = Possible::option(1);
        let given = |fact: FactId| answers.given.has(fact) && *answers.values.at(fact) == yes;
        let both = |(no, other): &(FactId, FactId)| given(*other) && *room.at(answers, *no) == yes;
        if self.no_when.iter().any(both) {
            return Err(Whole);
        }
        let above = set.given.iter().any(|pair| {
            let (less, more) = (room.at(answers, pair.low), room.at(answers, pair.high));
            matches!((less, more), (Possible::Numbers { low, .. }, Possible::Numbers { high, .. }) if pair.excludes(*low, *high))
        });
        if above { Err(Whole) } else { Ok(()) }
    }
}
