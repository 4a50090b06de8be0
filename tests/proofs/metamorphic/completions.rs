//! Random completions of what is open on a record, judged by the plain evaluator alone: no diagram is asked.

use std::collections::BTreeMap;

use cleardeck::diagram::Model;
use cleardeck::diagram::cells::{FactCell, one_of};
use cleardeck::evaluate::{Origin, Sheet, Verdict, World};
use cleardeck::rules::{CheckId, Derive, FactId, RuleSet};
use cleardeck::truth::Possible;

use super::random::Dice;

/// The facts that the decision rests on and that no other answer gives, each with the values that conditions tell apart.
pub struct Facts<'a> {
    set: &'a RuleSet,
    cells: Vec<(FactId, Vec<Possible>)>,
}

/// A fact that is open on one record.
pub struct Open {
    pub fact: FactId,
    /// Its values, and the check that rules each out; none where it is as presumed, or nothing is presumed.
    values: Vec<(Possible, Option<CheckId>)>,
    /// What is presumed; nothing where nothing is.
    presumed: Option<Possible>,
    /// What makes it no.
    no_when: Option<FactId>,
}

impl<'a> Facts<'a> {
    pub fn of(set: &'a RuleSet) -> Self {
        let mut model = Model::new(set, 2_000_000);
        model.answer();
        model.value(set.decision().unwrap()).unwrap();
        let free = |id: FactId| {
            let computed = set.fact(id).computed();
            let follows =
                set.tables.iter().any(|t| t.fact == id) || set.scores.iter().any(|s| s.fact == id || s.weakest == id);
            matches!(computed, None | Some(Derive::NoWhen(_))) && !follows
        };
        let value = |cell: &FactCell| match cell {
            FactCell::Value(value) => Some(*value),
            FactCell::Unknown | FactCell::Open => None,
        };
        let mut cells: Vec<(FactId, Vec<Possible>)> = model
            .asked
            .iter()
            .filter(|asked| free(asked.fact))
            .map(|asked| (asked.fact, asked.cells.iter().filter_map(value).collect()))
            .collect();
        // what a score is counted from
        let tools = set.scores.iter().flat_map(|score| &score.tools);
        for indicator in tools.flat_map(|tool| &tool.indicators) {
            let options = 0..set.fact(*indicator).options.len();
            cells.push((*indicator, options.map(Possible::option).collect()));
        }
        cells.sort_by_key(|(fact, _)| *fact);
        cells.dedup_by_key(|(fact, _)| *fact);
        Self { set, cells }
    }

    /// What is open on a record.
    pub fn open(&self, verdict: &Verdict) -> Vec<Open> {
        let open = self
            .cells
            .iter()
            .filter(|(fact, _)| !verdict.record.value(*fact).is_known());
        let contradicted = self
            .set
            .each_fact()
            .filter_map(|(id, _)| contradicted(self, verdict, id));
        open.map(|(fact, cells)| self.one(verdict, *fact, cells))
            .chain(contradicted)
            .collect()
    }

    fn one(&self, verdict: &Verdict, id: FactId, cells: &[Possible]) -> Open {
        let fact = self.set.fact(id);
        let (known, sheet) = (verdict.record.value(id), verdict.sheet.value(id));
        let presumption = fact.presume.as_ref();
        // others answer what is presumed without a check: it stays as it is presumed
        if let Some(presumption) = presumption.filter(|p| p.check.is_none()) {
            return Open {
                fact: id,
                values: vec![(presumption.value, None)],
                presumed: Some(presumption.value),
                no_when: None,
            };
        }
        // where two answers contradict each other nothing may be presumed between them
        let presumption = presumption.filter(|_| sheet != known);
        let within = |cell: &Possible| match (*cell, known) {
            (Possible::Numbers { low, high }, Possible::Numbers { low: least, high: most }) => {
                let (low, high) = (low.max(least), high.min(most));
                (low <= high).then_some(Possible::Numbers { low, high })
            }
            (cell, known) => cell.meets(known).then_some(cell),
        };
        let unit = |cell: Possible| {
            let presumption = presumption.filter(|_| !cell.meets(sheet))?;
            let mut apart = presumption.apart.iter();
            let apart = apart.find(|(_, values)| cell.meets(Possible::Options(*values)));
            apart.map(|(check, _)| *check).or(presumption.check)
        };
        Open {
            fact: id,
            values: cells.iter().filter_map(within).map(|cell| (cell, unit(cell))).collect(),
            presumed: presumption.map(|_| sheet),
            no_when: match fact.computed() {
                Some(Derive::NoWhen(other)) => Some(*other),
                _ => None,
            },
        }
    }

    /// What is decided where some open facts hold what they do in a world and the rest is as presumed, all of it permitted
    /// by `allows`.
    pub fn decided_in(&self, verdict: &Verdict, open: &[Open], allows: &dyn Fn(CheckId) -> bool, world: &World) -> u64 {
        let mut sheet = verdict.record.clone();
        let held = |fact: FactId| world.iter().find(|(f, _)| *f == fact).map(|(_, value)| *value);
        for one in open {
            // what another answer makes no follows from that
            if one.no_when.and_then(held) == Some(Possible::option(1)) {
                continue;
            }
            let mut permitted = one
                .values
                .iter()
                .filter(|(_, unit)| unit.is_none_or(allows))
                .map(|(v, _)| *v);
            let value = match (held(one.fact), one.presumed) {
                (Some(value), _) => permitted
                    .find(|v| v.meets(value))
                    .unwrap_or_else(|| panic!("{}: a check rules {value:?} out", self.set.fact(one.fact).name)),
                (None, Some(presumed)) => presumed,
                (None, None) => permitted.next().unwrap(),
            };
            sheet.set(one.fact, one_of(value), Origin::Given);
        }
        for (fact, value) in world.iter().filter(|(fact, _)| open.iter().all(|o| o.fact != *fact)) {
            sheet.set(*fact, one_of(*value), Origin::Given);
        }
        sheet.run(self.set, &self.set.decision_steps);
        sheet.value(self.set.decision().unwrap()).bits()
    }

    /// What is decided in one completion that `allows` permits; `stays` says of which facts the presumed value is taken.
    /// Nothing where it goes against what is given about facts.
    pub fn decided(
        &self,
        verdict: &Verdict,
        open: &[Open],
        allows: &dyn Fn(CheckId) -> bool,
        stays: &mut dyn FnMut(&Open, &mut Dice) -> bool,
        dice: &mut Dice,
    ) -> Option<(u64, BTreeMap<FactId, Possible>)> {
        let mut sheet = verdict.record.clone();
        let mut taken = BTreeMap::new();
        let says_yes = |sheet: &Sheet, fact: FactId| sheet.value(fact) == Possible::option(1);
        // what another answer makes no comes after it
        let (after, first): (Vec<&Open>, Vec<&Open>) = open.iter().partition(|o| o.no_when.is_some());
        for one in first.into_iter().chain(after) {
            // what is summed up in one word is presumed, and its parts are asked apart
            let summed_up = |other: &FactId| {
                let presumption = self.set.fact(*other).presume.as_ref();
                presumption.is_some_and(|p| p.check.is_none()) && !verdict.record.value(*other).is_known()
            };
            if one
                .no_when
                .filter(|other| !summed_up(other))
                .is_some_and(|other| says_yes(&sheet, other))
            {
                continue;
            }
            let permitted: Vec<Possible> = one
                .values
                .iter()
                .filter(|(_, unit)| unit.is_none_or(allows))
                .map(|(value, _)| *value)
                .collect();
            let value = match one.presumed {
                Some(presumed) if stays(one, dice) => presumed,
                _ => point(*dice.one_of(&permitted), dice),
            };
            sheet.set(one.fact, value, Origin::Given);
            taken.insert(one.fact, value);
        }
        sheet.run(self.set, &self.set.decision_steps);
        let against = self.set.given.iter().any(|given| {
            matches!((sheet.value(given.low), sheet.value(given.high)),
                (Possible::Numbers { low, .. }, Possible::Numbers { high, .. }) if given.excludes(low, high))
        });
        let decided = sheet.value(self.set.decision().unwrap()).bits();
        (!against).then_some((decided, taken))
    }
}

/// What follows from other answers and is stated otherwise, so that it is open by itself: it is held to what it comes to
/// where that is presumed.
fn contradicted(facts: &Facts, verdict: &Verdict, id: FactId) -> Option<Open> {
    let (known, sheet) = (verdict.record.value(id), verdict.sheet.value(id));
    let Possible::Options(bits) = known else { return None };
    let listed = facts.cells.iter().any(|(fact, _)| *fact == id);
    if listed || known.is_known() || verdict.record.origin(id) != Origin::Contradicted {
        return None;
    }
    let presumed = Some(sheet).filter(|sheet| *sheet != known);
    let any = (0..64).filter(|n| bits >> n & 1 == 1).map(Possible::option);
    Some(Open {
        fact: id,
        values: presumed
            .map_or_else(|| any.collect(), |value| vec![value])
            .into_iter()
            .map(|value| (value, None))
            .collect(),
        presumed,
        no_when: None,
    })
}

/// A value of a cell.
fn point(cell: Possible, dice: &mut Dice) -> Possible {
    match cell {
        Possible::Numbers { low, high } => *dice.one_of(&[Possible::number(low), one_of(cell), Possible::number(high)]),
        other => other,
    }
}
