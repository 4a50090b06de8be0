//! What follows from answers by one way, and what checks that were made leave.

use super::facts::Facts;
use super::{Alone, Answers, Around, Room};
use crate::evaluate::Origin;
use crate::evaluate::facts::{confirmed, direct};
use crate::evaluate::portfolio::{binds, by_start, counted_by_share, joins, mentioned, share_of, uses};
use crate::rules::contract::{KnownFact, PortfolioCount};
use crate::rules::{CheckId, Derive, Fact, FactId, RuleSet, Subject};
use crate::truth::{Number, Possible};

impl Alone<'_> {
    /// What a fact comes to by one way.
    pub(super) fn count(
        &self,
        by: &Derive,
        fact: &Fact,
        (answers, around, room): (&Answers, &Around, &Room),
        value: &dyn Fn(FactId) -> Possible,
    ) -> Option<Possible> {
        let set = self.set;
        let number = |known: KnownFact| room.at(answers, set.known(known)?).one_number();
        let own = |known: KnownFact| answers.value(set.known(known)?);
        let all = || {
            own(KnownFact::Eligible)
                .and_then(Possible::one_number)
                .or_else(|| number(KnownFact::DistrictSchools))
        };
        match by {
            Derive::Count(list) => {
                let names = answers.names.iter().find(|(id, _)| id == list)?.1;
                Some(Possible::number(Number::whole(i64::try_from(names).ok()?)))
            }
            Derive::Answered(facts) => {
                let every = facts.iter().all(|fact| answers.given.has(*fact));
                every.then(|| Possible::option(1))
            }
            Derive::Mentions(parts) => Some(mentioned(&room.words, parts)),
            Derive::Portfolio(PortfolioCount::NameJoins) => Some(Possible::from_truth(joins(&answers.name).into())),
            Derive::Portfolio(PortfolioCount::UndefinedTerms) => {
                let terms = match own(KnownFact::Definition) {
                    Some(_) => 0,
                    None => around.watched.iter().filter(|forms| uses(&room.words, forms)).count(),
                };
                Some(Possible::number(Number::count(terms)))
            }
            Derive::Portfolio(PortfolioCount::Status) => {
                if let Some(stated) = own(KnownFact::Status) {
                    return Some(stated);
                }
                let says = |fact: FactId| {
                    let value = answers.value(fact).filter(|_| self.of_what_runs.has(fact));
                    value.is_some_and(|value| !set.fact(fact).is_empty(value))
                };
                let runs = self.of_what_runs.meets(&answers.given) && answers.given.each().any(says);
                Some(Possible::Options(by_start(own(KnownFact::Since), runs, self.as_of)))
            }
            Derive::Portfolio(PortfolioCount::SchoolsCount) => {
                let share = answers.value(set.counted(PortfolioCount::ShareOfSchools)?)?;
                match own(KnownFact::SchoolsCount) {
                    Some(_) => None,
                    None => counted_by_share(share, all()?),
                }
            }
            Derive::Portfolio(PortfolioCount::Eligible) => all().map(Possible::number),
            Derive::Portfolio(PortfolioCount::ShareOfSchools) => {
                share_of(own(KnownFact::SchoolsCount)?.one_number()?, all()?)
            }
            Derive::Portfolio(PortfolioCount::ContractBinding) => binds(own(KnownFact::ContractEnds)?, self.as_of),
            way => direct(way, fact, value, self.as_of),
        }
    }

    /// What the checks that were made leave of facts of which nothing is said.
    pub(super) fn checks(&self, answers: &Answers, around: &Around, room: &Room) -> Vec<(FactId, Possible)> {
        let no = |fact: &FactId| self.confirming.has(*fact) && answers.value(*fact) == Some(Possible::option(0));
        let own = answers
            .given
            .each()
            .filter(no)
            .filter_map(|fact| self.set.fact(fact).no_confirms);
        let own: Vec<CheckId> = own.collect();
        if own.is_empty() {
            return Vec::new();
        }
        let made: Vec<CheckId> = around.made.iter().copied().chain(own).collect();
        let unsaid = |id: FactId| {
            let around = around.said.iter().find(|(known, ..)| *known == id);
            let open = around.is_none_or(|(.., origin)| *origin == Origin::Confirmed);
            open && !room.changed.has(id) && !answers.open.has(id)
        };
        let ours = self
            .set
            .each_fact()
            .filter(|(id, fact)| fact.of == Subject::Initiative && unsaid(*id));
        ours.filter_map(|(id, fact)| Some((id, confirmed(fact, &made, Origin::Missing)?)))
            .collect()
    }
}

/// Whether a fact is looked for in words.
pub(super) fn is_in_words(by: &Derive) -> bool {
    use PortfolioCount::{NameJoins, UndefinedTerms};
    matches!(by, Derive::Mentions(_) | Derive::Portfolio(NameJoins | UndefinedTerms))
}

/// The facts from which one is counted.
pub(super) fn counted_from(set: &RuleSet, by: &Derive, of_what_runs: &Facts, from: &mut Facts) {
    let known = |facts: &[KnownFact]| facts.iter().filter_map(|fact| set.known(*fact)).collect();
    let facts: Vec<FactId> = match by {
        Derive::Portfolio(PortfolioCount::Status) => {
            let dated = set.known(KnownFact::Since);
            of_what_runs.each().chain(dated).collect()
        }
        Derive::Portfolio(PortfolioCount::SchoolsCount) => {
            let share = set.counted(PortfolioCount::ShareOfSchools);
            let all: Vec<FactId> = known(&[KnownFact::Eligible]);
            all.into_iter().chain(share).collect()
        }
        Derive::Portfolio(PortfolioCount::ShareOfSchools) => known(&[KnownFact::SchoolsCount, KnownFact::Eligible]),
        Derive::Portfolio(PortfolioCount::ContractBinding) => known(&[KnownFact::ContractEnds]),
        way => way.from_answers(),
    };
    facts.into_iter().for_each(|fact| from.add(fact));
}
