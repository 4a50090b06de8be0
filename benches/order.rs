//! Looks for an order of facts in which the decision of the shipped rules takes fewer nodes, by moving some neighbours at a
//! time, and prints it; on standard error: how many. `cargo bench --bench order -- SECONDS > order.txt` is for the answers
//! of every inventory, `cargo bench --bench order -- records SECONDS > records.txt` for the decision of every record, of
//! which arrows are counted. The file is then moved to `src/diagram`.

use std::time::{Duration, Instant};

use cleardeck::diagnostics::{Diagnostics, Sources};
use cleardeck::diagram::{Model, order, order_of_records};
use cleardeck::evaluate::Decision;
use cleardeck::rules::{self, FactId, RuleSet};

/// What an order takes: what is to be little, the nodes on the way, and the facts that are asked, from above.
type Size = (usize, usize, Vec<FactId>);

/// How an order is measured, up to so many nodes.
type Measure = fn(&RuleSet, Vec<FactId>, usize) -> Option<Size>;

/// All nodes on the way to the answers of every inventory.
fn of_answers(set: &RuleSet, order: Vec<FactId>, limit: usize) -> Option<Size> {
    let mut model = Model::new(set, limit);
    model.answer();
    model.ask_first(order);
    let decision = model.value(set.decision()?).ok()?;
    let asked = model.diagram.asked(decision);
    let facts = asked.iter().filter_map(|level| model.asked_at(*level).map(|a| a.fact));
    Some((model.diagram.size(), model.diagram.size(), facts.collect()))
}

/// The arrows of the decision of every record.
fn of_records(set: &RuleSet, order: Vec<FactId>, limit: usize) -> Option<Size> {
    let laid_out = Decision::in_order(set, order, limit)?;
    let facts = laid_out.levels.iter().map(|(asked, _)| asked.fact).collect();
    Some((laid_out.arrows(), limit, facts))
}

fn main() {
    let seconds = std::env::args().find_map(|a| a.parse().ok()).unwrap_or(60);
    let records = std::env::args().any(|a| a == "records");
    let mut sources = Sources::default();
    let files = rules::shipped(&mut sources);
    let Some(set) = rules::load(&files, &[], &sources, &mut Diagnostics::default()) else {
        return eprintln!("the shipped rules have errors: `cleardeck rules check`");
    };
    let (size, from): (Measure, Vec<FactId>) = match records {
        true => (of_records, order_of_records(&set).collect()),
        false => (of_answers, order(&set).collect()),
    };
    let limit = if records { 500_000 } else { usize::MAX };
    let Some((mut best, mut limit, mut facts)) = size(&set, from, limit) else {
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
        let mut next = facts.clone();
        let from = below(next.len());
        let moved: Vec<FactId> = next.splice(from..(from + 1 + below(5)).min(facts.len()), []).collect();
        // most of what helps lies near
        let to = match below(3) {
            0 => below(next.len() + 1),
            _ => (from + below(25)).saturating_sub(12).min(next.len()),
        };
        next.splice(to..to, moved);
        // an order that is as good is another place to go on from
        if let Some((size, nodes, asked)) = size(&set, next, limit)
            && size <= best
        {
            if size < best {
                eprintln!("{size}");
            }
            (best, limit, facts) = (size, nodes, asked);
        }
    }
    for fact in facts {
        println!("{}", set.fact(fact).name);
    }
}
