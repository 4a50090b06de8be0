//! One question about many initiatives at once: what is asked of one line is mostly open for the others too.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::evaluate::Verdict;
use crate::interview::{Interview, Owner, Said, Spot, Turn};
use crate::inventory::Given;
use crate::rules::contract::{KnownFact, PortfolioCount};
use crate::rules::{Derive, Fact, FactId, FactType, Presumption, Reads, RuleSet, Step, Subject};
use crate::truth::{Number, Possible};

/// A question about several initiatives.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Group {
    /// The fact that is asked.
    pub fact: FactId,
    /// The places of the initiatives for which the answer could matter.
    pub lines: Vec<usize>,
    /// Their ids: somebody else may move them in the file.
    pub ids: Vec<String>,
    /// Whether it is asked about the whole district: a line then says only where it differs.
    pub district: bool,
    /// How many initiatives still have something to ask.
    pub open: usize,
    /// What is said of each initiative now, in the order of the inventory.
    pub said: Vec<Said>,
}

impl Group {
    /// The question about one of the lines, by its number from 1, answered by a fact: where it stands now.
    #[must_use]
    pub fn turn(&self, interview: &Interview, line: usize, fact: FactId) -> Option<Turn> {
        let number = line.checked_sub(1)?;
        let (before, id) = (self.lines.get(number)?, self.ids.get(number)?);
        let place = interview.inventory.initiatives.iter().position(|i| i.id == *id)?;
        Some(Turn {
            place,
            fact,
            said: *self.said.get(*before)?,
            open: self.open,
        })
    }

    /// Where the answer of the district stands.
    #[must_use]
    pub fn of_district(&self) -> Option<Spot> {
        self.district.then_some(Spot {
            owner: Owner::District,
            fact: self.fact,
        })
    }
}

/// How an interview stood, to go back to.
#[derive(Clone, Debug)]
pub struct Before {
    text: String,
    declined: BTreeSet<Spot>,
}

impl Before {
    /// The text of the inventory as it stood.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// How often an answer counts: for how many lines the verdict is given provided that it is so, and for how many it could
/// matter at all.
#[derive(Default)]
struct Weight {
    decides: usize,
    lines: Vec<usize>,
}

/// By fact, the questions that are asked before it since they may answer it with others: one whose no makes the check
/// under which it falls, unless it is ticked for itself, and one for the weakest of several levels of the district.
pub(super) fn wholes(set: &RuleSet) -> Vec<Vec<FactId>> {
    let weakest = |(_, whole): &(FactId, &Fact)| whole.askable && whole.inherits;
    let weakest: Vec<_> = set.each_fact().filter(weakest).collect();
    let of = |(id, fact): (FactId, &Fact)| {
        let presumed = fact.presume.iter().filter(|_| fact.ticked.is_none());
        let own: Vec<_> = presumed.flat_map(Presumption::checks).collect();
        let check = set.confirming().iter().find(|(_, check)| own.contains(check));
        let least = weakest
            .iter()
            .find(|(_, whole)| matches!(&whole.derive, Some(Derive::LeastOf(parts)) if parts.contains(&id)));
        let both = check.map(|(whole, _)| *whole).into_iter();
        both.chain(least.map(|(whole, _)| *whole)).collect()
    };
    set.each_fact().map(of).collect()
}

impl Interview<'_> {
    /// The next question for all the lines on which it still bears, those first on which most verdicts rest; nothing
    /// where none is left. Only what somebody knows within minutes is asked, unless `all` is.
    pub fn group(&mut self, all: bool) -> Option<Group> {
        let said = self.verdicts().iter().map(Said::of).collect();
        let (weights, open) = self.weights(|fact| all || self.takes_minutes(fact));
        let first = weights.into_iter().min_by_key(|(fact, weight)| {
            let place = self.set.fact(*fact).ticked.as_ref().map_or(u16::MAX, |t| t.place);
            (Reverse(weight.decides), Reverse(weight.lines.len()), place, *fact)
        });
        let (fact, weight) = first?;
        let ids = self.ids(&weight.lines);
        self.asked.extend(ids.iter().cloned());
        Some(Group {
            fact,
            ids,
            lines: weight.lines,
            district: self.is_of_district(fact),
            open,
            said,
        })
    }

    /// One question about every initiative, whatever is on record of it.
    #[must_use]
    pub fn list(&self, fact: FactId) -> Group {
        let verdicts = self.verdicts();
        let lines: Vec<usize> = (0..verdicts.len()).collect();
        Group {
            fact,
            ids: self.ids(&lines),
            lines,
            district: self.is_of_district(fact),
            open: verdicts.iter().filter(|v| !v.is_settled()).count(),
            said: verdicts.iter().map(Said::of).collect(),
        }
    }

    /// Whether the district answers a fact for all lines; a single line that is asked about answers for itself.
    fn is_of_district(&self, fact: FactId) -> bool {
        let fact = self.set.fact(fact);
        fact.of == Subject::District || (fact.inherits && self.only.is_none())
    }

    fn ids(&self, places: &[usize]) -> Vec<String> {
        let initiatives = &self.inventory.initiatives;
        let found = places.iter().filter_map(|place| initiatives.get(*place));
        found.map(|initiative| initiative.id.clone()).collect()
    }

    /// What could matter and takes more than minutes to find out, that on which most verdicts rest first.
    #[must_use]
    pub fn longer(&self) -> Vec<(FactId, usize)> {
        let (weights, _) = self.weights(|fact| !self.takes_minutes(fact));
        let mut list: Vec<(FactId, Weight)> = weights.into_iter().collect();
        list.sort_by_key(|(fact, weight)| (Reverse(weight.decides), Reverse(weight.lines.len()), *fact));
        list.into_iter()
            .map(|(fact, weight)| (fact, weight.lines.len()))
            .collect()
    }

    /// Whether an answer takes no more than minutes: so declared, or ticked; what is told of no effort is an opinion.
    fn takes_minutes(&self, fact: FactId) -> bool {
        let fact = self.set.fact(fact);
        fact.ticked.is_some() || fact.ask.is_none_or(|effort| effort == crate::rules::Effort::Minute)
    }

    /// What may be asked, with the lines on which it bears, and how many lines have something to ask.
    fn weights(&self, wanted: impl Fn(FactId) -> bool) -> (BTreeMap<FactId, Weight>, usize) {
        let mut weights: BTreeMap<FactId, Weight> = BTreeMap::new();
        let mut open = 0;
        for (place, verdict) in self.verdicts().iter().enumerate() {
            if verdict.is_settled() || self.only.is_some_and(|only| only != place) {
                continue;
            }
            let without = self.without(place, verdict);
            let (mut decides, mut bears) = (BTreeSet::new(), BTreeSet::new());
            let checked = verdict.checks.iter().flat_map(|check| &check.facts);
            decides.extend(checked.filter_map(|fact| self.asked_by(*fact, place, verdict, &without)));
            bears.extend(
                verdict
                    .open
                    .iter()
                    .filter_map(|fact| self.asked_by(*fact, place, verdict, &without)),
            );
            bears.extend(&decides);
            bears.retain(|fact| wanted(*fact));
            open += usize::from(!bears.is_empty());
            for fact in bears {
                let weight = weights.entry(fact).or_default();
                weight.decides += usize::from(decides.contains(&fact));
                weight.lines.push(place);
            }
        }
        (weights, open)
    }

    /// The question that a person is asked for a fact of a line: years that are counted from a date are asked by that
    /// date, and what a word of a list to tick records by the list. Nothing where that was asked already.
    fn asked_by(&self, fact: FactId, place: usize, verdict: &Verdict, without: &BTreeSet<FactId>) -> Option<FactId> {
        let declared = self.set.fact(fact);
        if !declared.askable {
            return None;
        }
        let stands = |fact: FactId| self.standing(Spot::of(place, fact)).is_some_and(Given::on_record);
        let said = |fact: FactId| without.contains(&fact) || stands(fact);
        // whoever does not know the number may know the list that a rule answers by it
        if let Some(list) = self.ticked_by_rule(fact).filter(|list| !said(*list)) {
            return Some(list);
        }
        if without.contains(&fact) || self.passed_by_district(fact) {
            return None;
        }
        let whole = self.wholes.get(usize::from(fact.0)).into_iter().flatten();
        let mut open = whole
            .copied()
            .filter(|whole| !said(*whole) && !self.passed_by_district(*whole));
        if let Some(whole) = open.next() {
            return Some(whole);
        }
        if let Some(all) = self.counted_from_all(place, fact) {
            return (!self.passed_by_district(all)).then_some(all);
        }
        let counted_from = declared.derive.as_ref().and_then(|way| match way {
            Derive::YearsSince(date)
            | Derive::SchoolYearsSince(date)
            | Derive::MonthsSince(date)
            | Derive::DaysSince(date)
            | Derive::MonthsUntil(date) => Some(*date),
            _ => None,
        });
        let by = counted_from
            .filter(|date| self.set.fact(*date).askable && self.set.fact(*date).kind == FactType::Date)
            .or_else(|| self.ticked_for(fact))
            .unwrap_or(fact);
        // one of the answers of a list is enough
        let ticked = self.set.fact(by).ticked.iter().flat_map(|ticked| &ticked.words);
        let mut others = ticked.map(|word| self.set.recorded_by(by, word));
        let counted = verdict.record.value(by).is_known() && by != fact;
        (!said(by) && !counted && !others.any(said)).then_some(by)
    }

    /// The number of the district's schools, where that is all that is missing to count those of a line: its share of
    /// them was said.
    fn counted_from_all(&self, place: usize, fact: FactId) -> Option<FactId> {
        if self.set.counted(PortfolioCount::SchoolsCount) != Some(fact) {
            return None;
        }
        let all = self.set.known(KnownFact::DistrictSchools)?;
        let share = self.set.counted(PortfolioCount::ShareOfSchools)?;
        let on_record = |at: Spot| self.standing(at).filter(|given| given.on_record());
        let of_district = Spot {
            owner: Owner::District,
            fact: all,
        };
        let eligible = self.set.known(KnownFact::Eligible).map(|fact| Spot::of(place, fact));
        let known = !self.inventory.schools.is_empty()
            || on_record(of_district).is_some()
            || eligible.is_some_and(|at| on_record(at).is_some());
        // of what is in a few of them at the most no number says that they are many
        let some = |given: &Given| matches!(given.value, Possible::Numbers { low, .. } if low > Number::ZERO);
        let said = on_record(Spot::of(place, share)).is_some_and(some);
        (!known && said).then_some(all)
    }

    /// Whether nobody knew it of the district, or it was passed over: then it is asked of no line either.
    fn passed_by_district(&self, fact: FactId) -> bool {
        let at = Spot {
            owner: Owner::District,
            fact,
        };
        self.is_of_district(fact) && (self.declined.contains(&at) || self.is_marked(at))
    }

    /// The list to tick of which a word answers a fact.
    fn ticked_for(&self, fact: FactId) -> Option<FactId> {
        let mut ticked = self.set.ticked().into_iter();
        ticked.find(|list| {
            let words = self.set.fact(*list).ticked.iter().flat_map(|ticked| &ticked.words);
            words.into_iter().any(|word| self.set.recorded_by(*list, word) == fact)
        })
    }

    /// The list to tick that a rule answers by a fact.
    fn ticked_by_rule(&self, fact: FactId) -> Option<FactId> {
        let mut ticked = self.set.ticked().into_iter();
        ticked.find(|list| match self.set.fact(*list).derive {
            Some(Derive::Rule(rule)) => Reads::plain(self.set, Step::Rule(rule)).facts.contains(&fact),
            _ => false,
        })
    }

    /// How the interview stands.
    #[must_use]
    pub fn before(&self) -> Before {
        Before {
            text: self.text.clone(),
            declined: self.declined.clone(),
        }
    }

    /// Goes back to how the interview stood; it stays as it is where that cannot be read any more.
    pub fn back_to(&mut self, before: &Before) -> bool {
        let as_of = self.as_of;
        let back = self.go_on_with(before.text.clone(), Some(as_of)).is_ok();
        if back {
            self.declined.clone_from(&before.declined);
        }
        back
    }
}
