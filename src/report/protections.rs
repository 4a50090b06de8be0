//! What could protect an initiative that is to be ended, looked at one by one.

use serde::Serialize;

use crate::evaluate::Origin;
use crate::report::trace::{Line, Tracer, trace_rule};
use crate::rules::{Derive, Part};

/// Protections of which the same answer says whether they hold.
#[derive(Clone, Debug, Serialize)]
pub struct ProtectionView {
    /// Their titles.
    pub titles: Vec<String>,
    /// Whether they hold on record: `yes`, `no` or `unknown`.
    pub truth: &'static str,
    /// The answer that says so, by its title and value; empty where nothing does.
    pub said: String,
    /// Where that is written, with its source, or what it was counted from.
    pub place: String,
}

/// Every guard of the rule set, by what is on the tracer's sheet.
#[must_use]
pub fn protections(tracer: &Tracer) -> Vec<ProtectionView> {
    let mut all: Vec<ProtectionView> = Vec::new();
    let guards = tracer.set.each_rule().filter(|(_, rule)| rule.part == Part::Guard);
    for (id, rule) in guards {
        let lines = trace_rule(tracer, id);
        let truth = lines.first().map_or("unknown", |line| line.truth);
        let (said, place) = lines.iter().find_map(|line| says(tracer, line)).unwrap_or_default();
        let title = rule.prose.title.clone();
        match all
            .iter_mut()
            .find(|one| (one.truth, &one.said, &one.place) == (truth, &said, &place))
        {
            Some(same) => same.titles.push(title),
            None => all.push(ProtectionView {
                titles: vec![title],
                truth,
                said,
                place,
            }),
        }
    }
    all
}

/// The answer that a line rests on, and where it is written; nothing of a line whose value follows from others, unless
/// one of them alone says it.
fn says(tracer: &Tracer, line: &Line) -> Option<(String, String)> {
    let compared = line.compared?;
    let id = match (tracer.sheet.origin(compared), tracer.set.fact(compared).computed()) {
        (Origin::Computed, Some(Derive::NoWhen(other))) => *other,
        (Origin::Computed, _) => return None,
        _ => compared,
    };
    let said = format!("{}: {}", tracer.set.fact(id).title, tracer.value(id));
    Some((said, tracer.place(id)))
}
