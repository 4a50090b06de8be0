//! Processor time of some work, for the benches.

use std::time::{Duration, Instant};

/// The least processor time of a run, over several rounds of so many runs that a coarse clock tells them.
pub fn least(work: &mut dyn FnMut()) -> Duration {
    const ROUND: Duration = Duration::from_millis(400);
    let mut best = Duration::MAX;
    for _ in 0..5 {
        let (before, mut runs) = (processor(), 0);
        while processor() - before < ROUND {
            work();
            runs += 1;
        }
        best = best.min((processor() - before) / runs);
    }
    best
}

/// Processor time of this thread so far (Linux); elsewhere the wall clock.
fn processor() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let spent = text.split(' ').next().and_then(|n| n.parse().ok());
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    spent.map_or_else(|| START.get_or_init(Instant::now).elapsed(), Duration::from_nanos)
}
