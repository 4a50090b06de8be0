//! Where the time goes: whole processes against starting and reading, then each stage, then the reader beside
//! `serde_yaml`. Run with `cargo bench`; whole processes are measured in processor time and need Linux.
//! `cargo bench -- against PROGRAM` sets them beside another build of the program, such as that of an earlier commit.
//! `cargo bench --bench share -- instructions [COUNT…]` counts instructions instead, which no other load of the machine
//! changes; it needs valgrind.

#[path = "../examples/common/answered.rs"]
mod answered;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use answered::{Answered, answered};
use cleardeck::diagnostics::{Diagnostics, Sources};
use cleardeck::evaluate::audit;
use cleardeck::inventory;
use cleardeck::report::{Audience, Depth, Edition, Markdown, View};
use cleardeck::rules;
use cleardeck::yaml::{self, Limits};

// the same as the program's
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [_, "read", file] => read(file),
        [_, "instructions", counts @ ..] => instructions(counts),
        [_, "against", other, ..] => whole(Some(Path::new(other))),
        _ => {
            whole(None);
            stages();
        }
    }
}

/// Starts and reads one file, no more: what a whole run is measured against.
fn read(file: &str) {
    let (mut sources, mut problems, limits) = (Sources::default(), Diagnostics::default(), Limits::default());
    let bytes = std::fs::read(file).unwrap_or_default();
    let source = yaml::decode(file, bytes, &limits, &mut sources, &mut problems);
    let tree = source.and_then(|s| yaml::read(s, sources.text(s), &limits, &mut problems));
    std::hint::black_box(tree);
}

/// Processor time of some commands in turn, in milliseconds a run: so many blocks of so many runs, since the clock of
/// the kernel is coarse.
fn processor<const N: usize>((blocks, runs): (u32, u32), mut commands: [Command; N]) -> [f64; N] {
    let mut spent = [0.0; N];
    for _ in 0..blocks {
        for (command, spent) in commands.iter_mut().zip(&mut spent) {
            let before = children();
            for _ in 0..runs {
                let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
                if !status.is_ok_and(|s| s.success()) {
                    println!("a command failed: {command:?}");
                }
            }
            *spent += children() - before;
        }
    }
    spent.map(|s| s / f64::from(blocks * runs))
}

/// Processor time, user and system, of every child that ended, in milliseconds.
fn children() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // the name of the program stands in brackets and may hold spaces; after it come the fields from the third on
    let fields: Vec<&str> = text.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |place: usize| {
        fields
            .get(place)
            .and_then(|f| f.parse::<f64>().ok())
            .unwrap_or_default()
    };
    // cutime and cstime, in hundredths of a second
    (ticks(13) + ticks(14)) * 10.0
}

/// A file of this process's own.
fn scratch() -> PathBuf {
    std::env::temp_dir().join(format!("cleardeck-bench-{}.yaml", std::process::id()))
}

fn whole(other: Option<&Path>) {
    let path = scratch();
    let own = std::env::current_exe().unwrap_or_default();
    println!("whole processes, processor time, ms a run");
    let beside = if other.is_some() { "other" } else { "start and read" };
    println!("initiatives  answers      KB  {beside:>14}  audit  ratio");
    for count in [10, 100, 1000] {
        for how in Answered::ALL {
            let text = answered(count, how);
            if let Err(error) = std::fs::write(&path, &text) {
                println!("{}: {error}", path.display());
                return;
            }
            let start = match other {
                Some(other) => audited(other, &path),
                None => {
                    let mut start = Command::new(&own);
                    start.arg("read").arg(&path);
                    start
                }
            };
            let rounds = if count == 1000 { (5, 4) } else { (16, 25) };
            let [beside, audit] = processor(rounds, [start, audited(Path::new(PROGRAM), &path)]);
            println!(
                "{count:>11}  {:<8} {:>6} {beside:>15.2} {audit:>6.2} {:>6.2}",
                how.word(),
                text.len() / 1000,
                audit / beside
            );
        }
    }
    let _ = std::fs::remove_file(&path);
}

const PROGRAM: &str = env!("CARGO_BIN_EXE_cleardeck");

fn audited(program: &Path, path: &Path) -> Command {
    let mut command = Command::new(program);
    command.arg("audit").arg(path);
    command
}

/// The forms of an audit.
const FORMS: [&str; 4] = ["table", "json", "markdown", "html"];

/// Instructions of an audit in each form over those of starting and reading, for districts of so many initiatives with
/// results, and how they grow from one size to the next: 1 where they grow as the district does.
fn instructions(counts: &[&str]) {
    let counts: Vec<usize> = counts.iter().filter_map(|c| c.parse().ok()).collect();
    let counts = if counts.is_empty() { vec![100, 1000] } else { counts };
    let path = scratch();
    println!(
        "instructions, millions; results on record\ninitiatives  form      start and read    audit  ratio  exponent"
    );
    let mut before: Option<(usize, [f64; FORMS.len()])> = None;
    for count in counts {
        if let Err(error) = std::fs::write(&path, answered(count, Answered::Results)) {
            println!("{}: {error}", path.display());
            return;
        }
        let place = path.display().to_string();
        let own = std::env::current_exe().unwrap_or_default();
        let Some(read) = executed(&own, &["read", &place]) else {
            return;
        };
        let mut all = [0.0; FORMS.len()];
        for (n, (form, audit)) in FORMS.iter().zip(&mut all).enumerate() {
            let Some(counted) = executed(Path::new(PROGRAM), &["audit", &place, "--format", form]) else {
                return;
            };
            *audit = counted;
            let grown = before.and_then(|(fewer, less)| {
                let less = less.get(n)?;
                Some(format!(
                    "{:.2}",
                    (counted / less).ln() / (count as f64 / fewer as f64).ln()
                ))
            });
            println!(
                "{count:>11}  {form:<8} {:>15.1} {:>8.1} {:>6.2}  {:>8}",
                read / 1e6,
                counted / 1e6,
                counted / read,
                grown.unwrap_or_default()
            );
        }
        before = Some((count, all));
    }
    let _ = std::fs::remove_file(&path);
}

/// How many instructions a command executes, by valgrind.
fn executed(program: &Path, arguments: &[&str]) -> Option<f64> {
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
    let ran = valgrind.arg(program).args(arguments).stdout(Stdio::null()).output();
    let told = match ran {
        Ok(ran) if ran.status.success() => String::from_utf8_lossy(&ran.stderr).into_owned(),
        Ok(ran) => {
            println!("{valgrind:?} failed:\n{}", String::from_utf8_lossy(&ran.stderr));
            return None;
        }
        Err(error) => {
            println!("valgrind: {error}");
            return None;
        }
    };
    let collected = told.lines().find_map(|line| line.split_once("Collected :"));
    collected?.1.trim().parse().ok()
}

/// The least of several runs.
fn least<T>(runs: usize, mut work: impl FnMut() -> T) -> (Duration, Option<T>) {
    let mut best = Duration::MAX;
    let mut last = None;
    for _ in 0..runs {
        let start = Instant::now();
        last = Some(work());
        best = best.min(start.elapsed());
    }
    (best, last)
}

fn stages() {
    println!("\nstages, wall clock, ms, the least of several; every answer with its source");
    println!("initiatives     KB  rules  read  serde_yaml  inventory  judge  render");
    for count in [10, 100, 1000] {
        let text = answered(count, Answered::Sourced);
        let runs = if count == 1000 { 3 } else { 15 };
        let mut sources = Sources::default();
        let files = rules::shipped(&mut sources);
        let file = sources.add("bench.yaml", text.clone());
        let (load, set) = least(runs, || rules::load(&files, &[], &sources, &mut Diagnostics::default()));
        let (read, _) = least(runs, || {
            yaml::read(file, &text, &Limits::default(), &mut Diagnostics::default())
        });
        let (other, _) = least(runs, || serde_yaml::from_str::<serde_yaml::Value>(&text));
        let Some(Some(set)) = set else { return };
        let (whole, inventory) = least(runs, || {
            inventory::load(file, &set, None, &sources, &mut Diagnostics::default())
        });
        let Some(Some(inventory)) = inventory else { return };
        let (judge, judged) = least(runs, || audit(&set, &inventory));
        let Some(judged) = judged else { return };
        let (write, _) = least(runs, || {
            let view = View::of(&judged, &sources, Depth::Decisions, Audience::Internal)?;
            Markdown::default().text(&view, Edition::Audit, None)
        });
        let ms = |d: Duration| d.as_secs_f64() * 1000.0;
        println!(
            "{count:>11} {:>6} {:>6.1} {:>5.1} {:>11.1} {:>10.1} {:>6.1} {:>7.1}",
            text.len() / 1000,
            ms(load),
            ms(read),
            ms(other),
            ms(whole),
            ms(judge),
            ms(write)
        );
    }
}
