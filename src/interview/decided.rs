//! What was decided, recorded with its day: from then on the time counts of what stays as it is.

use crate::evaluate::{Audit, Verdict, audit};
use crate::interview::{Interview, Refusal, Turn};
use crate::inventory::Inventory;
use crate::rules::RuleSet;
use crate::rules::contract::{KnownFact, RecommendationRole};

/// An answer that is not recorded as decided.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decision {
    /// The id of the initiative.
    pub initiative: String,
    /// The answer, an id of the rule set.
    pub answer: String,
    /// The day of the audit that gave it.
    pub on: String,
}

/// The facts under which a decision is recorded: what and when; nothing where the rule set has none.
fn recorded_as(set: &RuleSet) -> Option<[crate::rules::FactId; 2]> {
    Some([set.known(KnownFact::DecidedAnswer)?, set.known(KnownFact::DecidedOn)?])
}

/// The answer of a verdict, where it is judged and may be acted on.
fn answer<'a>(audit: &Audit<'a>, verdict: &Verdict) -> Option<&'a str> {
    let id = audit.answer(verdict);
    let judged = audit.set.recommendation(id)?.role != Some(RecommendationRole::SetAside);
    (judged && audit.may_be_acted_on(verdict)).then_some(id)
}

/// The answers of an inventory that may be acted on and are not recorded as decided, in its order. A day that is recorded stays while the
/// answer does, since the time counts from the first.
#[must_use]
pub fn undecided(set: &RuleSet, inventory: &Inventory) -> Vec<Decision> {
    let Some([what, when]) = recorded_as(set) else {
        return Vec::new();
    };
    let audit = audit(set, inventory);
    let each = inventory.initiatives.iter().zip(&audit.verdicts);
    each.filter_map(|(initiative, verdict)| {
        let said = |fact| {
            initiative
                .given
                .iter()
                .find(|g| g.fact == fact && g.unanswered.is_none())
        };
        let answer = answer(&audit, verdict)?;
        let recorded = said(what).is_some_and(|g| g.written == answer) && said(when).is_some();
        (!recorded).then(|| Decision {
            initiative: initiative.id.clone(),
            answer: answer.to_owned(),
            on: inventory.as_of.to_string(),
        })
    })
    .collect()
}

impl Interview<'_> {
    /// The answers for the initiatives that were asked about that are not recorded as decided.
    #[must_use]
    pub fn undecided(&self) -> Vec<Decision> {
        let mut list = undecided(self.set, &self.inventory);
        list.retain(|decision| self.asked.contains(&decision.initiative));
        list
    }

    /// Where the two parts of a decision are written and what stands there then, its day first: what is cut off between
    /// them leaves a day without an answer, which is offered again.
    #[must_use]
    pub fn parts(&self, decision: &Decision) -> Vec<(Turn, String)> {
        let place = self
            .inventory
            .initiatives
            .iter()
            .position(|i| i.id == decision.initiative);
        let said = place.and_then(|place| self.said(place));
        let (Some(place), Some(said), Some([what, when])) = (place, said, recorded_as(self.set)) else {
            return Vec::new();
        };
        let turn = |fact| Turn {
            place,
            fact,
            said,
            open: 0,
        };
        vec![(turn(when), decision.on.clone()), (turn(what), decision.answer.clone())]
    }

    /// Whether a fact is part of a recorded decision.
    #[must_use]
    pub fn of_decision(set: &RuleSet, fact: crate::rules::FactId) -> bool {
        recorded_as(set).is_some_and(|facts| facts.contains(&fact))
    }

    /// Records a decision in the text.
    ///
    /// # Errors
    /// When it cannot be written without changing something else; what was written of it stays.
    pub fn decide(&mut self, decision: &Decision) -> Result<(), Refusal> {
        for (turn, said) in self.parts(decision) {
            self.answer(&turn, &said)?;
        }
        Ok(())
    }
}
