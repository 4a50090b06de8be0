//! What follows on a sheet when facts on it are changed: the steps that rest on them are taken again, and no other.

use crate::evaluate::Sheet;
use crate::evaluate::held::gives;
use crate::rules::{FactId, Reads, RuleId, RuleSet, Step};
use crate::truth::{Possible, Truth};

/// The steps by which an initiative is judged, by what they read and give.
pub(super) struct Followers {
    steps: Vec<(Step, Vec<FactId>)>,
    /// By fact, the steps that read it, by their places; so for rules.
    of_facts: Vec<Vec<usize>>,
    of_rules: Vec<Vec<usize>>,
    /// By fact, the step that gives it.
    givers: Vec<Option<usize>>,
}

/// What a step came to.
#[derive(PartialEq)]
enum Came {
    Rule(Truth),
    Facts(Vec<Possible>),
}

/// Steps that are to be taken, a bit each.
struct Due(Vec<u64>);

impl Due {
    fn add(&mut self, places: &[usize]) {
        for place in places {
            if let Some(word) = self.0.get_mut(place / 64) {
                *word |= 1 << (place % 64);
            }
        }
    }

    /// The first of them, which is then no longer due.
    fn next(&mut self) -> Option<usize> {
        let (n, word) = self.0.iter_mut().enumerate().find(|(_, word)| **word != 0)?;
        let bit = word.trailing_zeros();
        *word &= *word - 1;
        Some(n * 64 + bit as usize)
    }
}

impl Followers {
    /// Of the steps of a rule set.
    pub fn of(set: &RuleSet) -> Self {
        let mut made = Self {
            steps: Vec::new(),
            of_facts: vec![Vec::new(); set.facts.len()],
            of_rules: vec![Vec::new(); set.rules.len()],
            givers: vec![None; set.facts.len()],
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
        made
    }

    fn of_fact(&self, fact: FactId) -> &[usize] {
        self.of_facts.get(usize::from(fact.0)).map_or(&[], Vec::as_slice)
    }

    fn of_rule(&self, rule: RuleId) -> &[usize] {
        self.of_rules.get(usize::from(rule.0)).map_or(&[], Vec::as_slice)
    }

    /// Takes on a sheet over which every step was taken those again that rest on facts that were changed since. What a
    /// step gives is put by `afresh` as it was before any step was taken.
    pub fn follow(&self, set: &RuleSet, changed: &[FactId], sheet: &mut Sheet, afresh: impl Fn(FactId, &mut Sheet)) {
        let mut due = Due(vec![0; self.steps.len().div_ceil(64)]);
        for fact in changed {
            due.add(self.of_fact(*fact));
            let giver = self.givers.get(usize::from(fact.0)).copied().flatten();
            due.add(giver.as_slice());
        }
        // steps are ordered: what follows from one comes after it
        while let Some((step, given)) = due.next().and_then(|place| self.steps.get(place)) {
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
                    Step::Rule(rule) => due.add(self.of_rule(*rule)),
                    _ => given.iter().for_each(|fact| due.add(self.of_fact(*fact))),
                }
            }
        }
    }
}
