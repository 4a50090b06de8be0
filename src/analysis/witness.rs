//! An example inventory for a finding: cells turned back into answers, tried on the plain evaluator, put into words.

use crate::diagnostics::Span;
use crate::diagram::Model;
use crate::diagram::cells::{FactCell, one_of};
use crate::evaluate::{Judged, Origin, Sheet, judge_case};
use crate::rules::{Case, FactId, NodeId, NodeKind, RuleSet, value_text};
use crate::truth::{Possible, Truth};

impl Model<'_> {
    /// The answers of some cells. What is open is not answered; what is unknown is answered with everything possible.
    #[must_use]
    pub fn answers(&self, cells: &[(usize, usize)]) -> Vec<(FactId, Possible)> {
        let mut given = Vec::new();
        for (level, cell) in cells {
            let Some(asked) = self.asked.get(*level) else { continue };
            match asked.cells.get(*cell) {
                Some(FactCell::Value(value)) => given.push((asked.fact, one_of(*value))),
                Some(FactCell::Unknown) => given.push((asked.fact, self.set.fact(asked.fact).anything())),
                Some(FactCell::Open) | None => {}
            }
        }
        given
    }

    /// What the plain evaluator says of some cells.
    #[must_use]
    pub fn replay(&self, cells: &[(usize, usize)]) -> Judged<'_> {
        let case = Case {
            id: String::new(),
            given: self.answers(cells),
            expect: Vec::new(),
            because: String::new(),
            span: Span::NOWHERE,
        };
        judge_case(self.set, &case)
    }

    /// Whether a condition is true at some cells, for the plain evaluator; the decision is the answer. `on_record` says
    /// that its comparisons count as no where they are unknown.
    #[must_use]
    pub fn truth_at(&self, node: NodeId, on_record: bool, cells: &[(usize, usize)]) -> bool {
        let judged = self.replay(cells);
        let mut record = judged.record.clone();
        if let Some(decision) = self.set.decision() {
            record.set(decision, judged.sheet.value(decision), Origin::Computed);
        }
        if on_record {
            return is_on_record(self.set, &mut record, node);
        }
        record.evaluate(self.set, node) == Truth::True
    }

    /// Some cells in words a person knows, such as `kind = device, age.years = 2, protections.none = unknown`.
    #[must_use]
    pub fn words(&self, cells: &[(usize, usize)]) -> String {
        let said: Vec<String> = self
            .answers(cells)
            .into_iter()
            .map(|(id, value)| {
                let fact = self.set.fact(id);
                if value == fact.anything() {
                    format!("{} = unknown", fact.name)
                } else {
                    format!("{} = {}", fact.name, value_text(fact, value))
                }
            })
            .collect();
        if said.is_empty() {
            "whatever is answered".to_owned()
        } else {
            said.join(", ")
        }
    }
}

/// Whether a condition holds whose comparisons count as no where they are unknown.
fn is_on_record(set: &RuleSet, sheet: &mut Sheet, id: NodeId) -> bool {
    let mut each = |list: &[NodeId]| -> usize { list.iter().filter(|n| is_on_record(set, sheet, **n)).count() };
    match &set.node(id).kind {
        NodeKind::All(list) => each(list) == list.len(),
        NodeKind::Any(list) => each(list) > 0,
        NodeKind::None(list) => each(list) == 0,
        NodeKind::AtLeast(least, list) => each(list) >= *least,
        comparison => match comparison.fact() {
            Some(fact) => {
                let compared = comparison.compare(sheet.value(fact));
                compared == Truth::True && sheet.applies(set, fact) != Truth::False
            }
            None => sheet.evaluate(set, id) == Truth::True,
        },
    }
}
