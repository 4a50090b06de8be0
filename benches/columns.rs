//! How long it takes to judge by columns, and whether it says what is said of each initiative by itself.
//! `cargo bench --bench columns` tells microseconds an initiative, `cargo bench --bench columns -- against ROWS SETS`
//! compares so many random records by the shipped rules and by so many random rules that are laid over them, on all
//! processors.

#[path = "../examples/common/against.rs"]
mod against;
#[path = "common/clock.rs"]
mod clock;
#[path = "../examples/common/dice.rs"]
#[expect(dead_code, reason = "the simulations use all of it")]
mod dice;
#[path = "../examples/common/overlays.rs"]
mod overlays;
#[path = "../examples/common/records.rs"]
mod records;

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use cleardeck::columns::{Columns, ROWS};
use cleardeck::diagnostics::{Diagnostics, Sources};
use cleardeck::evaluate::{Sheet, verdict_alone, verdict_without_questions};
use cleardeck::rules::{self, RuleSet};

use against::Compared;
use clock::least;
use dice::Dice;
use records::Records;

// the same as the program's
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How many records each thread takes at a time.
const PART: usize = 8 * ROWS;

fn main() {
    let mut sources = Sources::default();
    let files = rules::shipped(&mut sources);
    let Some(set) = rules::load(&files, &[], &sources, &mut Diagnostics::default()) else {
        return eprintln!("the shipped rules have errors: `cleardeck rules check`");
    };
    let arguments: Vec<String> = std::env::args().collect();
    let number = |place: usize| arguments.get(place).and_then(|a| a.parse().ok());
    if arguments.get(1).is_some_and(|a| a == "against") {
        let (rows, sets) = (number(2).unwrap_or(100_000), number(3).unwrap_or(200));
        compare(&set, rows, sets);
    } else {
        measure(&set);
    }
}

/// Times blocks of random records that miss so many of a hundred answers.
fn measure(set: &RuleSet) {
    let start = Instant::now();
    let Ok(columns) = Columns::of(set) else { return };
    println!(
        "compiled in {:.1} ms, {} nodes of the decision; blocks of {ROWS}",
        start.elapsed().as_secs_f64() * 1000.0,
        columns.size()
    );
    println!("us an initiative, processor time, the least of five rounds; all answers, firmness, checks and states");
    println!("missing  columns  each by itself  ratio");
    let records = Records::of(set);
    let mut room = columns.room();
    for missing in [20, 50, 80, 95] {
        let mut dice = Dice(missing as u64);
        let mut block = columns.block();
        let mut sheets: Vec<Sheet> = Vec::new();
        while !block.is_full() {
            let sheet = records.draw(&mut dice, missing);
            block.push(&sheet);
            sheets.push(sheet);
        }
        let by_columns = least(&mut || {
            std::hint::black_box(columns.judge(&block, &mut room));
        });
        let few = sheets.len() / 16;
        let alone = least(&mut || {
            for sheet in sheets.iter().take(few) {
                std::hint::black_box(verdict_without_questions(set, sheet));
            }
        });
        let each = |time: Duration, rows: usize| time.as_secs_f64() * 1e6 / rows as f64;
        let (by_columns, alone) = (each(by_columns, ROWS), each(alone, few));
        println!(
            "{missing:>5} %  {by_columns:>7.2}  {alone:>14.1}  {:>5.0}",
            alone / by_columns
        );
    }
}

/// Compares in parts, each with dice of its own, so that a part can be had again.
fn compare(set: &RuleSet, rows: usize, sets: usize) {
    let next = AtomicU64::new(0);
    let parts = rows.div_ceil(PART) as u64;
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let all: Vec<(Compared, usize)> = std::thread::scope(|scope| {
        let work = || {
            let (mut compared, mut loaded) = (Compared::default(), 0);
            let mut sources = Sources::default();
            let files = rules::shipped(&mut sources);
            loop {
                let part = next.fetch_add(1, Ordering::Relaxed);
                let mut dice = Dice(part);
                if part < parts {
                    let left = rows - part as usize * PART;
                    compared.draw(set, left.min(PART), &mut dice, verdict_without_questions);
                    continue;
                }
                if part >= parts + sets as u64 {
                    return (compared, loaded);
                }
                let text = overlays::draw(set, &mut dice);
                let mut all = files.clone();
                all.push(sources.add("overlay.yaml", text).into());
                if let Some(changed) = rules::load(&all, &[], &sources, &mut Diagnostics::default()) {
                    loaded += 1;
                    compared.draw(&changed, 20, &mut dice, verdict_alone);
                }
            }
        };
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        threads.into_iter().filter_map(|thread| thread.join().ok()).collect()
    });
    let sum = |of: fn(&(Compared, usize)) -> usize| all.iter().map(of).sum::<usize>();
    println!(
        "{} records compared, {} to be judged by themselves, {} rule sets laid over, {} differ",
        sum(|(compared, _)| compared.rows),
        sum(|(compared, _)| compared.apart),
        sum(|(_, loaded)| *loaded),
        sum(|(compared, _)| compared.differs.len()),
    );
    for differs in all.iter().flat_map(|(compared, _)| &compared.differs) {
        println!("{differs}");
    }
}
