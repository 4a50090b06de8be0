//! Lists of facts that are looked up for every initiative, made once of a rule set.

use rustc_hash::FxHashMap as HashMap;

use crate::rules::contract::EvidenceCount;
use crate::rules::{CheckId, Derive, FactId, Parts, Subject};

/// Facts by what they are looked up for.
#[derive(Clone, Default, Debug)]
pub(super) struct Lists {
    /// By subject, in the order of [`Subject::ALL`]: the facts that are filled for it.
    filled: [Vec<FactId>; 4],
    inherited: Vec<FactId>,
    confirming: Vec<(FactId, CheckId)>,
    /// By fact: those that are no where it is yes.
    ruled_out: Vec<Vec<FactId>>,
    evidence: HashMap<EvidenceCount, FactId>,
}

impl Lists {
    pub(super) fn of(set: &Parts) -> Self {
        let mut made = Self {
            ruled_out: vec![Vec::new(); set.facts.len()],
            ..Self::default()
        };
        for (id, fact) in set.each_fact() {
            let inherited = fact.inherits.then_some(Subject::District);
            for subject in [Some(fact.of), inherited.filter(|subject| *subject != fact.of)] {
                let list = subject.and_then(|subject| made.filled.get_mut(subject as usize));
                list.into_iter().for_each(|list| list.push(id));
            }
            made.inherited.extend(fact.inherits.then_some(id));
            made.confirming.extend(fact.no_confirms.map(|check| (id, check)));
            if let Some(Derive::NoWhen(other)) = fact.computed()
                && let Some(list) = made.ruled_out.get_mut(usize::from(other.0))
            {
                list.push(id);
            }
            if let Some(Derive::Evidence(count)) = fact.derive {
                made.evidence.entry(count).or_insert(id);
            }
        }
        made
    }
}

impl super::RuleSet {
    /// The facts that are filled for a subject, in the order declared: its own, and for the district those that schools
    /// and initiatives have of it too.
    pub(crate) fn filled_for(&self, subject: Subject) -> &[FactId] {
        self.lists.filled.get(subject as usize).map_or(&[], Vec::as_slice)
    }

    /// The facts that initiatives have of their schools and of the district, in the order declared.
    pub(crate) fn inherited(&self) -> &[FactId] {
        &self.lists.inherited
    }

    /// The facts that confirm what is presumed under a check where they are no, in the order declared.
    pub(crate) fn confirming(&self) -> &[(FactId, CheckId)] {
        &self.lists.confirming
    }

    /// The facts that are no where another is yes, in the order declared.
    pub(crate) fn ruled_out_by(&self, fact: FactId) -> &[FactId] {
        self.lists.ruled_out.get(usize::from(fact.0)).map_or(&[], Vec::as_slice)
    }

    /// The fact that is a count of evidence.
    pub(crate) fn evidence_fact(&self, count: EvidenceCount) -> Option<FactId> {
        self.lists.evidence.get(&count).copied()
    }
}
