//! Results in proportion to dollars: what a program gains for its students by what it costs them. It orders lines of a
//! report and decides nothing.

use serde::Serialize;

use crate::evaluate::{Audit, Verdict};
use crate::report::card::title;
use crate::rules::contract::KnownFact;
use crate::rules::value_text;
use crate::truth::Number;

/// What an initiative gains by what it costs.
#[derive(Clone, Debug, Serialize)]
pub struct ReturnView {
    /// Its name.
    pub name: String,
    /// What to do with it.
    pub answer: String,
    /// The mean effect, as text.
    pub effect: String,
    /// The cost per student and year, as text.
    pub per_student: String,
    /// Effect times students for every thousand dollars: as many students gain one standard deviation.
    pub per_thousand: String,
}

/// The initiatives whose effect and cost are both known in numbers, those that gain most by a dollar first.
pub(super) fn returns(audit: &Audit) -> Vec<ReturnView> {
    let set = audit.set;
    let (Some(effect), Some(cost)) = (set.known(KnownFact::MeanEffect), set.known(KnownFact::CostPerStudent)) else {
        return Vec::new();
    };
    let number = |verdict: &Verdict, fact| Some(verdict.record.value(fact).one_number()?.as_f64());
    let row = |(place, verdict): (usize, &Verdict)| {
        let gain = number(verdict, effect)?;
        let dollars = number(verdict, cost).filter(|dollars| *dollars > 0.0)?;
        // effect times students by dollars a year is effect by dollars per student
        let per_thousand = 1000.0 * gain / dollars;
        let said = |fact| value_text(set.fact(fact), verdict.record.value(fact));
        let view = ReturnView {
            name: audit.inventory.initiatives.get(place)?.name.clone(),
            answer: title(set, audit.answer(verdict)),
            effect: said(effect),
            per_student: said(cost),
            per_thousand: Number::nearest((per_thousand * 100.0).round() / 100.0)?.to_string(),
        };
        Some((per_thousand, view))
    };
    let mut rows: Vec<(f64, ReturnView)> = audit.verdicts.iter().enumerate().filter_map(row).collect();
    rows.sort_by(|a, b| b.0.total_cmp(&a.0));
    rows.into_iter().map(|(_, view)| view).collect()
}
