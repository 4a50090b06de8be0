//! How long it takes to judge a stream: records of plain answers, with rows of results, and whole districts, beside a mere
//! look at the same JSON. `cargo bench --bench batch` tells microseconds a record, in processor time of one thread.

#[path = "common/clock.rs"]
mod clock;
#[path = "../examples/common/dice.rs"]
#[expect(dead_code, reason = "the simulations use all of it")]
mod dice;
#[path = "../examples/common/records.rs"]
#[expect(dead_code, reason = "the proofs use all of it")]
mod records;
#[path = "../examples/common/written.rs"]
#[expect(dead_code, reason = "the proofs use all of it")]
mod written;

use std::fmt::Write as _;
use std::time::Duration;

use cleardeck::Date;
use cleardeck::batch::{Batch, Lines, Ndjson};
use cleardeck::diagnostics::{Diagnostics, Sources};
use cleardeck::rules;
use serde::de::IgnoredAny;

use clock::least;
use dice::Dice;
use written::Written;

// the same as the program's
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let mut sources = Sources::default();
    let files = rules::shipped(&mut sources);
    let Some(set) = rules::load(&files, &[], &sources, &mut Diagnostics::default()) else {
        return eprintln!("the shipped rules have errors: `cleardeck rules check`");
    };
    let Ok(batch) = Batch::of(&set, Date::constant(2026, 6, 30)) else {
        return;
    };
    let (written, mut dice) = (Written::of(&set), Dice(1));
    println!("us a record, processor time of one thread, the least of five rounds");
    println!("records                  bytes  judged  looked at  ratio  read whole  by themselves");
    for missing in [95, 80, 60] {
        let mut lines = String::new();
        let mut many = 0;
        while many < 4_096 {
            let (line, _) = written.draw(many, missing, &mut dice);
            // what contradicts itself is another matter
            if batch.facts(line.as_bytes()).is_some() {
                let _ = writeln!(lines, "{line}");
                many += 1;
            }
        }
        measure(&batch, &format!("plain, {missing} % missing"), &lines);
    }
    for rows in [1, 8] {
        let lines = (0..512).map(|n| with_results(n, rows)).collect::<String>();
        measure(&batch, &format!("with {rows} rows of results"), &lines);
    }
}

/// A record with rows of results.
fn with_results(n: usize, rows: usize) -> String {
    let row = |row: usize| {
        let effect = (n * 7 + row * 3) % 40;
        format!(
            "{{\"year\":{},\"measure\":\"reading\",\"effect\":0.{effect:02},\"se\":0.06,\"students\":{},\"comparison\":\"matched\"}}",
            2026 - row % 4,
            200 + n
        )
    };
    let rows: Vec<String> = (0..rows).map(row).collect();
    format!(
        "{{\"id\":\"r{n}\",\"kind\":\"curriculum\",\"scope.since\":\"2019-08\",\"implementation.fidelity\":0.8,\"results\":[{}]}}\n",
        rows.join(",")
    )
}

fn measure(batch: &Batch, name: &str, lines: &str) {
    let (mut worker, mut tell) = (batch.worker(), Ndjson::of(batch.rule_set(), true));
    let many = lines.lines().count();
    let judged = least(&mut || {
        tell.clear();
        worker.lines(&Lines::of(lines.as_bytes(), 1), &mut tell);
        std::hint::black_box(&tell.said);
    });
    worker.totals();
    worker.lines(&Lines::of(lines.as_bytes(), 1), &mut tell);
    let totals = worker.totals();
    let looked = least(&mut || {
        for line in lines.lines() {
            let _ = std::hint::black_box(serde_json::from_str::<IgnoredAny>(line));
        }
    });
    let each = |time: Duration| time.as_secs_f64() * 1e6 / many as f64;
    let (judged, looked) = (each(judged), each(looked));
    println!(
        "{name:<24} {:>5}  {judged:>6.2}  {looked:>9.2}  {:>5.1}  {:>10}  {:>13}",
        lines.len() / many,
        judged / looked,
        totals.whole,
        totals.alone
    );
}
