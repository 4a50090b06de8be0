//! Looks for an order of facts in which the decision of the shipped rules takes fewer nodes, by moving up to three
//! neighbours at a time, and prints it: `cargo bench --bench order -- SECONDS > order.txt`, then move it to
//! `src/diagram`. On standard error: how many nodes.

use std::time::{Duration, Instant};

use cleardeck::diagnostics::{Diagnostics, Sources};
use cleardeck::diagram::Model;
use cleardeck::rules::{self, FactId, RuleSet};

/// How many nodes all functions on the way to the decision take, and the facts that it asks, from above.
fn size(set: &RuleSet, order: Vec<FactId>, limit: usize) -> Option<(usize, Vec<FactId>)> {
    let mut model = Model::new(set, limit);
    model.answer();
    model.ask_first(order);
    let decision = model.value(set.decision()?).ok()?;
    let asked = model.diagram.asked(decision);
    let facts = asked.iter().filter_map(|level| model.asked_at(*level).map(|a| a.fact));
    Some((model.diagram.size(), facts.collect()))
}

fn main() {
    let seconds = std::env::args().find_map(|a| a.parse().ok()).unwrap_or(60);
    let mut sources = Sources::default();
    let files = rules::shipped(&mut sources);
    let Some(set) = rules::load(&files, &[], &sources, &mut Diagnostics::default()) else {
        return eprintln!("the shipped rules have errors: `cleardeck rules check`");
    };
    let Some((mut best, mut order)) = size(&set, cleardeck::diagram::order(&set).collect(), usize::MAX) else {
        return eprintln!("there is no decision");
    };
    // a generator of pseudorandom numbers (Marsaglia 2003, xorshift), so that a search can be run again
    let mut seed = 88_172_645_463_325_252_u64;
    let mut below = |n: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % n.max(1) as u64) as usize
    };
    let end = Instant::now() + Duration::from_secs(seconds);
    eprintln!("{best}");
    while Instant::now() < end {
        let mut next = order.clone();
        let from = below(next.len());
        let moved: Vec<FactId> = next.splice(from..(from + 1 + below(3)).min(order.len()), []).collect();
        let to = below(next.len() + 1);
        next.splice(to..to, moved);
        if let Some((size, asked)) = size(&set, next, best)
            && size < best
        {
            (best, order) = (size, asked);
            eprintln!("{best}");
        }
    }
    for fact in order {
        println!("{}", set.fact(fact).name);
    }
}
