//! What follows from plain answers to one initiative of which nothing else is listed, worked out without its record: what
//! is the same for every initiative of its district is counted once, and only what an answer changes is counted again.
//!
//! It says what `Bench::initiative` says of the same answers, or that the record has to be read whole: where answers
//! contradict each other, where one is written that does not apply, and where a date lies ahead that cannot.

mod answers;
mod count;
mod facts;
mod holds;

use jiff::civil::Date;

use crate::evaluate::bench::Bench;
use crate::evaluate::facts::checks_made;
use crate::evaluate::portfolio::{only_of_what_runs, said_of_itself};
use crate::evaluate::{Origin, Sheet};
use crate::inventory::{Initiative, Inventory};
use crate::rules::contract::KnownFact;
use crate::rules::{CheckId, Derive, Fact, FactId, NodeId, RuleSet, Subject};
use crate::truth::Possible;

use count::{counted_from, is_in_words};
use facts::{Facts, Values};

pub(crate) use answers::Answers;

/// That a record has to be read whole.
#[derive(Debug)]
pub(crate) struct Whole;

/// A fact that is counted from answers before any rule is read.
struct Way {
    fact: FactId,
    by: Vec<Derive>,
    /// What it is counted from.
    from: Facts,
    /// Whether it is looked for in words, which every record has.
    in_words: bool,
}

/// Some ways, by their places.
type Ways = u128;

/// The facts of initiatives that stand alone, by a rule set at a date.
pub(crate) struct Alone<'a> {
    set: &'a RuleSet,
    as_of: Date,
    /// In the order of the facts.
    ways: Vec<Way>,
    /// By fact: the ways that are counted from it, as a set of their places.
    from: Vec<Ways>,
    /// The ways that look in words.
    in_words: Ways,
    /// By fact: its way.
    way_of: Vec<Option<usize>>,
    /// The facts that have one.
    counted: Facts,
    /// What only something that runs or ran has.
    of_what_runs: Facts,
    /// The conditions under which facts apply, with those facts.
    applies: Vec<(NodeId, Facts)>,
    /// Facts of days that cannot lie ahead.
    past: Facts,
    /// By fact that is no where another is yes: both.
    no_when: Vec<(FactId, FactId)>,
    /// Scores, with the facts that they are worked out of.
    scores: Vec<(FactId, Facts)>,
    /// Facts whose no makes a check.
    confirming: Facts,
    /// By fact: what it may be where nothing is said.
    blank: Vec<Possible>,
}

/// What every initiative of one district has.
pub(crate) struct Around {
    /// What stands there, where that is more than nothing.
    said: Vec<(FactId, Possible, Origin)>,
    known: Facts,
    made: Vec<CheckId>,
    /// The forms of the terms that are counted where they are not defined, in small letters.
    watched: Vec<Vec<String>>,
}

/// Room to work one record out, used again for the next.
pub(crate) struct Room {
    /// What is counted, and what stands there of the district.
    values: Values,
    /// The facts of which something else than nothing stands there.
    written: Facts,
    changed: Facts,
    words: String,
}

impl<'a> Alone<'a> {
    /// `reads` says which facts are read by any rule.
    pub fn of(set: &'a RuleSet, as_of: Date, reads: &dyn Fn(FactId) -> bool) -> Self {
        let ours = || set.each_fact().filter(|(_, fact)| fact.of == Subject::Initiative);
        let status = set.known(KnownFact::Status);
        let of_what_runs = ours()
            .map(|(id, _)| id)
            .filter(|id| only_of_what_runs(set, status, *id));
        let of_what_runs = Facts::of(set, of_what_runs);
        let mut applies: Vec<(NodeId, Facts)> = Vec::new();
        for (id, node) in ours().filter_map(|(id, fact)| Some((id, fact.applies?))) {
            // the same condition is written with one fact after the other
            match applies
                .iter_mut()
                .find(|(known, _)| set.node(*known).kind == set.node(node).kind)
            {
                Some((_, facts)) => facts.add(id),
                None => applies.push((node, Facts::of(set, [id]))),
            }
        }
        let ways = ours().map(|(fact, declared)| {
            let by: Vec<Derive> = declared.derive.iter().chain(&declared.or_derive).cloned().collect();
            let mut from = Facts::none(set);
            by.iter()
                .for_each(|way| counted_from(set, way, &of_what_runs, &mut from));
            let in_words = by.iter().any(is_in_words);
            Way {
                fact,
                by,
                from,
                in_words,
            }
        });
        let counted = |way: &Way| !way.from.is_empty() || way.in_words && reads(way.fact);
        let no_when = ours().filter_map(|(id, fact)| match fact.computed() {
            Some(Derive::NoWhen(other)) => Some((id, *other)),
            _ => None,
        });
        let scores = set.scores.iter().flat_map(|score| {
            let of = || score.tools.iter().flat_map(|tool| tool.indicators.iter().copied());
            [score.fact, score.weakest].map(|fact| (fact, Facts::of(set, of())))
        });
        let ways: Vec<Way> = ways.filter(counted).collect();
        let bit = |place: usize| (1 as Ways).checked_shl(place as u32).unwrap_or_default();
        let those = |wanted: &dyn Fn(&Way) -> bool| {
            let held = ways.iter().enumerate().filter(|(_, way)| wanted(way));
            held.fold(0, |all, (place, _)| all | bit(place))
        };
        let from = set.each_fact().map(|(id, _)| those(&|way| way.from.has(id)));
        Self {
            from: from.collect(),
            in_words: those(&|way| way.in_words),
            way_of: set
                .each_fact()
                .map(|(id, _)| ways.iter().position(|way| way.fact == id))
                .collect(),
            counted: Facts::of(set, ways.iter().map(|way| way.fact)),
            ways,
            past: Facts::of(set, ours().filter(|(_, fact)| fact.past).map(|(id, _)| id)),
            no_when: no_when.collect(),
            scores: scores.collect(),
            confirming: Facts::of(set, ours().filter(|(_, f)| f.no_confirms.is_some()).map(|(id, _)| id)),
            blank: set.facts.iter().map(Fact::anything).collect(),
            of_what_runs,
            applies,
            as_of,
            set,
        }
    }

    /// Room for one record after the other.
    pub fn room(&self) -> Room {
        Room {
            values: Values(self.blank.clone()),
            written: Facts::none(self.set),
            changed: Facts::none(self.set),
            words: String::new(),
        }
    }

    /// What every initiative of a district has, of which `inventory` lists none.
    pub fn around(&self, inventory: &Inventory) -> Around {
        let set = self.set;
        let mut one = Inventory {
            whole: false,
            ..inventory.clone()
        };
        one.initiatives = vec![Initiative::blank()];
        let bench = Bench::of(set, &one);
        let sheet = bench
            .initiative(0)
            .map_or_else(|| Sheet::blank(set), |filled| filled.sheet);
        let filled = |id: &FactId| !matches!(sheet.origin(*id), Origin::Computed | Origin::Presumed);
        let said = set
            .each_fact()
            .filter(|(id, fact)| sheet.value(*id) != fact.anything() && filled(id));
        let said: Vec<_> = said.map(|(id, _)| (id, sheet.value(id), sheet.origin(id))).collect();
        Around {
            known: Facts::of(set, said.iter().map(|(id, ..)| *id)),
            made: checks_made(set, &sheet),
            watched: bench.portfolio.watched_forms(),
            said,
        }
    }

    /// Gives every value of a record that says something, and whether it is stated.
    ///
    /// # Errors
    /// When the record has to be read whole.
    pub fn fill(
        &self,
        answers: &Answers,
        around: &Around,
        room: &mut Room,
        put: &mut impl FnMut(FactId, Possible, bool),
    ) -> Result<(), Whole> {
        if self.ways.len() > Ways::BITS as usize {
            return Err(Whole);
        }
        self.holds(answers)?;
        room.changed.0.copy_from_slice(&answers.given.0);
        for fact in room.written.each() {
            let blank = self.blank.get(usize::from(fact.0));
            blank.into_iter().for_each(|blank| room.values.set(fact, blank));
        }
        room.written.0.copy_from_slice(&around.known.0);
        for (fact, value, _) in &around.said {
            room.values.set(*fact, value);
        }
        // without a word it is as it is for every initiative there
        let in_words = if answers.has_words() { self.in_words } else { 0 };
        if in_words != 0 {
            room.words = said_of_itself(&answers.name, &answers.definition, &answers.note);
        }
        let inherited = |fact| {
            let mut said = around.said.iter();
            said.any(|(id, _, origin)| *id == fact && *origin == Origin::Inherited)
        };
        let from = |fact: FactId| self.from.get(usize::from(fact.0)).copied().unwrap_or_default();
        let mut again = answers.given.each().fold(in_words, |again, fact| again | from(fact));
        while let Some(way) = self.ways.get(again.trailing_zeros() as usize) {
            again &= again - 1;
            if answers.given.has(way.fact) || inherited(way.fact) {
                continue;
            }
            let fact = self.set.fact(way.fact);
            // what comes later is not counted yet
            let value = |id: FactId| {
                let part = self.set.fact(id);
                let later = id > way.fact && part.of == Subject::Initiative && !answers.given.has(id);
                if later { part.anything() } else { *room.at(answers, id) }
            };
            let at = (answers, around, &*room);
            let counted = way.by.iter().find_map(|by| self.count(by, fact, at, &value));
            let value = counted.unwrap_or_else(|| fact.anything());
            if value != *room.values.at(way.fact) {
                room.changed.add(way.fact);
                room.written.add(way.fact);
                room.values.set(way.fact, &value);
                // what was counted before it stays: no fact is counted from a later one before any rule is read
                again |= from(way.fact) & !((1 << self.way_of(way.fact)) | ((1 << self.way_of(way.fact)) - 1));
            }
        }
        let mut made = Vec::new();
        if self.confirming.meets(&answers.given) {
            made = self.checks(answers, around, room);
        }
        self.contradicts_nothing(answers, around, room)?;
        for fact in room.changed.each() {
            let (stated, value) = (answers.given.has(fact), room.at(answers, fact));
            if stated || self.blank.get(usize::from(fact.0)) != Some(value) {
                put(fact, *value, stated);
            }
        }
        for (fact, value, origin) in &around.said {
            let confirmed = *origin == Origin::Confirmed;
            let here = if confirmed {
                made.is_empty() && !answers.open.has(*fact)
            } else {
                true
            };
            if here && !room.changed.has(*fact) {
                put(*fact, *value, matches!(origin, Origin::Given | Origin::Inherited));
            }
        }
        made.into_iter().for_each(|(fact, value)| put(fact, value, false));
        Ok(())
    }

    /// The place of the way of a fact; past the last where it has none.
    fn way_of(&self, fact: FactId) -> usize {
        let place = self.way_of.get(usize::from(fact.0)).copied().flatten();
        place.unwrap_or(self.ways.len())
    }
}

impl Room {
    /// What a fact comes to: as it is answered, or as it was counted.
    #[inline(always)]
    fn at<'v>(&'v self, answers: &'v Answers, fact: FactId) -> &'v Possible {
        match answers.given.has(fact) {
            true => answers.values.at(fact),
            false => self.values.at(fact),
        }
    }
}
