//! How long a plan takes, by the size of the district: both plans with prices, next-best ones and clashes. Run with
//! `cargo bench --bench plan`.

#[path = "../examples/common/crowded.rs"]
mod crowded;
#[path = "../examples/common/dice.rs"]
#[expect(dead_code, reason = "the simulations use all of it")]
mod dice;

use std::time::Instant;

use cleardeck::evaluate::judge;
use cleardeck::plan::{Caps, both};
use cleardeck::{Reader, Rules, Source};

fn main() {
    for (initiatives, schools, hours, most) in [(40, 18, 5.0, 9), (200, 60, 12.0, 14), (200, 60, 6.0, 10)] {
        for seed in 1..4 {
            let mut reader = Reader::new();
            let Ok(set) = reader.rule_set(&Rules::shipped()) else {
                return;
            };
            let source = Source::bytes("crowded.yaml", crowded::crowded(initiatives, schools, seed));
            let Ok(inventory) = reader.inventory(source, &set, None) else {
                return;
            };
            let caps = Caps {
                hours: Some(hours),
                initiatives: Some(most),
                money: Some(70_000.0 * initiatives as f64),
            };
            let began = Instant::now();
            let audit = judge(&set, &inventory);
            let judged = began.elapsed();
            let began = Instant::now();
            let plans = both(&audit, caps, &[]);
            let took = began.elapsed();
            let said = plans.into_iter().flatten().map(|plan| {
                let reached: Vec<String> = (plan.found.reached.iter())
                    .map(|(aim, reached)| format!("{aim:?} {} (bound {})", reached.value, reached.bound))
                    .collect();
                format!("{:?}, {}", plan.standing, reached.join(", "))
            });
            let said: Vec<String> = said.collect();
            println!("{initiatives} x {schools}, seed {seed}: judged in {judged:.1?}, both plans in {took:.1?}");
            println!("  {}", said.join("\n  "));
        }
    }
}
