//! What follows on a sheet when facts on it are changed: the steps that rest on them are taken again, and no other.

use crate::diagram::Marked;
use crate::evaluate::Sheet;
use crate::evaluate::held::gives;
use crate::rules::{Derive, FactId, Reads, RuleId, RuleSet, Step, Subject};
use crate::truth::{Possible, Truth};

/// The steps by which an initiative is judged, by what they read and give.
pub(super) struct Followers {
    steps: Vec<(Step, Vec<FactId>)>,
    /// By fact, the steps that read it, by their places; so for rules.
    of_facts: Vec<Vec<usize>>,
    of_rules: Vec<Vec<usize>>,
    /// By fact, the step that gives it.
    givers: Vec<Option<usize>>,
    times: Option<Vec<FactId>>,
}

/// What a step came to.
#[derive(PartialEq)]
enum Came {
    Rule(Truth),
    Facts(Vec<Possible>),
}

impl Followers {
    /// Of the steps of a rule set.
    pub fn of(set: &RuleSet) -> Self {
        let mut made = Self {
            steps: Vec::new(),
            of_facts: vec![Vec::new(); set.facts.len()],
            of_rules: vec![Vec::new(); set.rules.len()],
            givers: vec![None; set.facts.len()],
            times: None,
        };
        let add = |list: Option<&mut Vec<usize>>, place: usize| {
            if let Some(list) = list.filter(|list| list.last() != Some(&place)) {
                list.push(place);
            }
        };
        for (place, step) in set.initiative_steps.iter().enumerate() {
            let reads = Reads::of(set, *step);
            for fact in &reads.facts {
                add(made.of_facts.get_mut(usize::from(fact.0)), place);
            }
            for rule in &reads.rules {
                add(made.of_rules.get_mut(usize::from(rule.0)), place);
            }
            let given = gives(set, *step);
            for fact in &given {
                if let Some(giver) = made.givers.get_mut(usize::from(fact.0)) {
                    *giver = Some(place);
                }
            }
            made.steps.push((*step, given));
        }
        made.times = made.of_time(set);
        made
    }

    fn of_time(&self, set: &RuleSet) -> Option<Vec<FactId>> {
        let ways = |id: FactId| set.fact(id).derive.iter().chain(&set.fact(id).or_derive);
        let mut times: Vec<FactId> = Vec::new();
        // what is counted from a time may be declared before it
        loop {
            let moves = |way: &Derive| way.counts_time() || way.from_answers().iter().any(|part| times.contains(part));
            let all = set.filled_for(Subject::Initiative).iter().copied();
            let found: Vec<FactId> = all.filter(|id| ways(*id).any(moves)).collect();
            if found.len() == times.len() {
                break;
            }
            times = found;
        }
        let filled = |id: FactId| self.giver(id).is_none() && !set.fact(id).inherits;
        // what is declared after a time was not filled yet when that was counted
        let known = |id: FactId, part: FactId| times.contains(&part) || part < id || ways(part).next().is_none();
        let parts = |id: FactId| ways(id).flat_map(Derive::from_answers);
        let sound = |id: FactId| !set.fact(id).inherits && parts(id).all(|part| filled(part) && known(id, part));
        times.iter().all(|id| sound(*id)).then_some(times)
    }

    /// The place of the step that gives a fact, among those of an initiative.
    pub fn giver(&self, fact: FactId) -> Option<usize> {
        self.givers.get(usize::from(fact.0)).copied().flatten()
    }

    fn of_fact(&self, fact: FactId) -> &[usize] {
        self.of_facts.get(usize::from(fact.0)).map_or(&[], Vec::as_slice)
    }

    fn of_rule(&self, rule: RuleId) -> &[usize] {
        self.of_rules.get(usize::from(rule.0)).map_or(&[], Vec::as_slice)
    }

    /// The facts of an initiative that are others on another day, in the order declared; nothing where one of them is had
    /// of the schools, or is counted from what is, from what a step computes, or from what is counted after it.
    pub fn times(&self) -> Option<&[FactId]> {
        self.times.as_deref()
    }

    /// Takes on a sheet over which every step was taken those again that rest on facts that were changed since. What a
    /// step gives is put by `afresh` as it was before any step was taken.
    pub fn follow(&self, set: &RuleSet, changed: &[FactId], sheet: &mut Sheet, afresh: impl Fn(FactId, &mut Sheet)) {
        let mut due = Marked::none(self.steps.len());
        for fact in changed {
            due.mark_all(self.of_fact(*fact).iter().copied().chain(self.giver(*fact)));
        }
        // steps are ordered: what follows from one comes after it
        while let Some((step, given)) = due.take_first().and_then(|place| self.steps.get(place)) {
            let came = |sheet: &Sheet| match step {
                Step::Rule(rule) => Came::Rule(sheet.rule(*rule)),
                _ => Came::Facts(given.iter().map(|fact| sheet.value(*fact)).collect()),
            };
            let before = came(sheet);
            for fact in given {
                afresh(*fact, sheet);
            }
            sheet.run(set, &[*step]);
            if came(sheet) != before {
                match step {
                    Step::Rule(rule) => due.mark_all(self.of_rule(*rule).iter().copied()),
                    _ => due.mark_all(given.iter().flat_map(|fact| self.of_fact(*fact)).copied()),
                }
            }
        }
    }
}
