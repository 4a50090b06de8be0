//! The answers that are tried to see what moves a verdict.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::evaluate::bench::Bench;
use crate::evaluate::portfolio::Answers;
use crate::evaluate::questions::Asker;
use crate::inventory::{Given, days};
use crate::rules::contract::PortfolioCount;
use crate::rules::{Derive, FactId, FactType, NodeId, NodeKind, RuleSet, Step, Subject};
use crate::truth::{Number, Possible};

/// A fact of which answers are tried.
pub(super) struct Tried {
    pub fact: FactId,
    /// Facts that are counted from it, where any are.
    pub from: Vec<FactId>,
    /// The facts that may be other ones by another answer, itself among them.
    pub changed: Vec<FactId>,
    /// Whether a condition asks if one of those is known: then more that is open may settle more.
    pub asked_if_known: bool,
}

/// An answer from every stretch that what is counted from it could tell apart.
pub(super) fn samples(bench: &Bench, asker: &Asker, place: usize, said: Answers, tried: &Tried) -> Vec<Given> {
    let (set, fact) = (bench.set, tried.fact);
    let today = bench.inventory.as_of;
    let mut numbers: BTreeSet<Number> = BTreeSet::new();
    let mut near = |at: f64| {
        let around = [at.floor() - 1.0, at.floor(), at.ceil(), at.ceil() + 1.0];
        numbers.extend(around.into_iter().filter_map(Number::nearest));
    };
    for counted in &tried.from {
        let edges: Vec<f64> = asker.edges(*counted).map(Number::as_f64).collect();
        match &set.fact(*counted).derive {
            Some(Derive::Ratio(over, under)) => {
                let other = if *over == fact { *under } else { *over };
                let known = said.own.iter().find(|g| g.fact == other).map(|g| g.value);
                if let Some(Possible::Numbers { low, high }) = known {
                    let ends = [low, high].map(Number::as_f64);
                    let sides = edges
                        .iter()
                        .flat_map(|e| ends.map(|n| if *over == fact { e * n } else { n / e }));
                    sides.filter(|n| n.is_finite()).for_each(&mut near);
                }
            }
            Some(Derive::Portfolio(PortfolioCount::ShareOfSchools)) => {
                let (count, all) = bench.portfolio.schools(place, said);
                let of_district = set.fact(fact).of == Subject::District;
                let known = if of_district { count } else { all };
                let side = |n: Number| {
                    let n = n.as_f64();
                    edges.iter().map(move |e| if of_district { n / e } else { e * n })
                };
                known
                    .into_iter()
                    .flat_map(side)
                    .filter(|n| n.is_finite())
                    .for_each(&mut near);
            }
            Some(Derive::YearsSince(_)) => edges.iter().for_each(|e| near(day(today) - e * 365.25)),
            Some(Derive::MonthsUntil(_)) => edges.iter().for_each(|e| near(day(today) + e * 30.4375)),
            _ => edges.into_iter().for_each(&mut near),
        }
    }
    let declared = set.fact(fact);
    if declared.kind == FactType::Date {
        near(day(today));
    }
    let mut values = asker.values(fact);
    let bounds = declared.anything();
    values.extend(
        numbers
            .iter()
            .map(|n| Possible::number(*n))
            .filter(|n| within(*n, bounds)),
    );
    let answer = |value, names| Given {
        fact,
        value,
        unanswered: None,
        written: written(set, fact, value),
        names,
        estimate: None,
        source: String::new(),
        observed: String::new(),
        span: crate::diagnostics::Span::NOWHERE,
    };
    if declared.kind == FactType::List {
        let counts = numbers
            .iter()
            .filter(|n| **n >= Number::ZERO)
            .map(|n| n.as_f64() as usize);
        let named = counts.map(|n| answer(declared.anything(), vec![String::new(); n]));
        return named.collect();
    }
    values.into_iter().map(|value| answer(value, Vec::new())).collect()
}

fn day(date: Date) -> f64 {
    days(date).as_f64()
}

/// The facts of which some condition of the decision asks whether they are known.
pub(super) fn asked_if_known(set: &RuleSet) -> BTreeSet<FactId> {
    let mut open: Vec<NodeId> = Vec::new();
    for step in &set.decision_steps {
        match *step {
            Step::Rule(id) => open.push(set.rule(id).when),
            Step::Table(place) => {
                open.extend(
                    set.tables
                        .get(place)
                        .iter()
                        .flat_map(|t| &t.rows)
                        .filter_map(|r| r.when),
                );
            }
            Step::Fact(_) | Step::Score(_) => {}
        }
    }
    let mut found = BTreeSet::new();
    while let Some(node) = open.pop() {
        match &set.node(node).kind {
            NodeKind::Known(fact, _) => drop(found.insert(*fact)),
            NodeKind::All(list) | NodeKind::Any(list) | NodeKind::None(list) | NodeKind::AtLeast(_, list) => {
                open.extend(list);
            }
            _ => {}
        }
    }
    found
}

/// A value of a choice as it would be written.
fn written(set: &RuleSet, fact: FactId, value: Possible) -> String {
    let option = value.is_known().then(|| value.option_bounds()).flatten();
    let named = option.and_then(|(n, _)| set.fact(fact).options.get(n));
    named.cloned().unwrap_or_default()
}

/// Whether all that a value may be is among what another may be.
pub(super) fn within(value: Possible, of: Possible) -> bool {
    match (value, of) {
        (Possible::Options(some), Possible::Options(all)) => some & !all == 0,
        (Possible::Numbers { low, high }, Possible::Numbers { low: least, high: most }) => least <= low && high <= most,
        (some, all) => some == all || all == Possible::Words { known: false },
    }
}
