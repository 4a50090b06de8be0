//! What becomes of each initiative, why, and what that frees.

use std::collections::BTreeMap;

use crate::plan::{Candidate, Freed, Way, freed};
use crate::report::card::check_views;
use crate::rules::contract::Move;

use super::words::{Teller, dollars, plain};
use super::{ChoiceView, ConditionView, FreedView, FreesView, GroupView};

impl Teller<'_> {
    /// What is done, by move: first what takes something away.
    pub(super) fn groups(&self) -> Vec<GroupView> {
        let order = [
            Move::End,
            Move::Reduce,
            Move::Merge,
            Move::Pause,
            Move::Postpone,
            Move::Spread,
            Move::GoOn,
        ];
        let groups = order.into_iter().map(|movement| GroupView {
            movement: movement.word(),
            choices: (0..self.plan.model.candidates.len())
                .filter(|n| self.movement(*n, &self.plan.found.ways) == Some(movement))
                .filter_map(|n| self.choice(n))
                .collect(),
        });
        groups.filter(|group| !group.choices.is_empty()).collect()
    }

    /// What becomes of a candidate; nothing of what runs and goes on as it is and as its answer says.
    fn choice(&self, n: usize) -> Option<ChoiceView> {
        let model = &self.plan.model;
        let candidate = model.candidates.get(n)?;
        let way = candidate.ways.get(*self.plan.found.ways.get(n)?)?;
        if way.movement == Move::GoOn && (candidate.kept.is_some() || (way.steps == 0 && !candidate.proposed)) {
            return None;
        }
        let verdict = self.audit.verdicts.get(candidate.place)?;
        let initiative = self.audit.inventory.initiatives.get(candidate.place)?;
        let (answer, reason) = self.answer(candidate.place);
        let placed = self.plan.found.placed.get(n).map_or(&[][..], Vec::as_slice);
        let school = |place: &usize| {
            self.audit
                .inventory
                .schools
                .get(*place)
                .map(|school| school.name.clone())
        };
        let freed = freed(self.audit, model, candidate, way).map(|freed| said(&freed));
        let presumed = if way.steps > 0 {
            candidate.presumed.as_slice()
        } else {
            &[]
        };
        let called = candidate.ways.iter().find(|other| other.steps == 0);
        let gain = candidate
            .asks
            .gain
            .zip(candidate.asks.money)
            .filter(|(_, money)| *money > 0.0);
        Some(ChoiceView {
            id: initiative.id.clone(),
            name: initiative.name.clone(),
            movement: way.movement.word(),
            with: way.partner.map_or_else(String::new, |partner| self.name(partner)),
            to: placed.iter().filter_map(school).collect(),
            answer,
            reason,
            no_room: way.steps > 0 && called.is_some_and(|called| called.movement == Move::Spread),
            called_for: way.steps == 0,
            against: self.against(n, candidate, way),
            checks: check_views(self.audit.set, verdict),
            presumed: self.guards(candidate.place, presumed),
            hours: candidate.asks.hours.map(plain),
            schools: (!self.audit.inventory.schools.is_empty()).then_some(candidate.asks.at.len()),
            freed,
            costs: (!placed.is_empty())
                .then(|| model.per_school(n).map(|money| dollars(money * placed.len() as f64)))
                .flatten(),
            // a gain is counted in tenths of a student
            per_thousand: gain.map(|(gain, money)| plain(100.0 * gain as f64 / money)),
        })
    }

    /// What would not hold if a candidate did what its answer calls for and all else stayed as planned.
    fn against(&self, n: usize, candidate: &Candidate, way: &Way) -> Vec<ConditionView> {
        if way.steps == 0 {
            return Vec::new();
        }
        let (model, chosen) = (&self.plan.model, &self.plan.found.chosen);
        let called = candidate.ways.iter().position(|other| other.steps == 0);
        let otherwise = model.with(chosen, n, called.unwrap_or_default());
        let before = model.load(chosen);
        let each = model.load(&otherwise).into_iter().zip(before);
        let passed = each.filter(|((_, asked, cap), (_, now, _))| asked > cap && asked > now);
        let passed = passed.map(|((name, ..), _)| name);
        let broken = model
            .room(&otherwise)
            .filter(|(_, room)| *room < 0)
            .map(|(name, _)| name);
        broken.chain(passed).map(|name| self.condition(name)).collect()
    }

    /// What all of it frees.
    pub(super) fn frees(&self, groups: &[GroupView]) -> FreesView {
        let mut all = FreesView::default();
        let mut days: BTreeMap<Option<String>, i64> = BTreeMap::new();
        for choice in groups.iter().flat_map(|group| &group.choices) {
            all.costs += choice.costs.unwrap_or_default();
            let Some(freed) = &choice.freed else { continue };
            all.avoided += freed.avoided.unwrap_or_default();
            all.once += freed.once.unwrap_or_default();
            if (freed.each_year, freed.once, freed.avoided) == (None, None, None) {
                match freed.funded_until {
                    Some(_) => all.unfunded += 1,
                    None => all.without += 1,
                }
            }
            let year = freed.each_year.unwrap_or_default();
            match freed.restricted {
                Some(true) => all.restricted += year,
                Some(false) | None => {
                    all.each_year += year;
                    all.fund_unsaid += usize::from(year > 0 && freed.restricted.is_none());
                    if year > 0 {
                        *days.entry(freed.from.clone()).or_default() += year;
                    }
                }
            }
        }
        // what nobody knows the day of comes last
        let unknown = days.remove(&None);
        all.by_day = days.into_iter().chain(unknown.map(|sum| (None, sum))).collect();
        all
    }
}

fn said(freed: &Freed) -> FreedView {
    FreedView {
        each_year: freed.each_year.map(dollars),
        once: freed.once.map(dollars),
        in_all: freed.in_all,
        avoided: freed.avoided.map(dollars),
        from: freed.from.map(|day| day.to_string()),
        notice_by: freed.notice_by.map(|day| day.to_string()),
        notice_missed: freed.notice_missed,
        restricted: freed.restricted,
        funded_until: freed.funded_until.map(|day| day.to_string()),
    }
}
