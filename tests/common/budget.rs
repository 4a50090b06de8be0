//! Runs the program on a hostile input and measures what it took.
//!
//! Its time is the processor's (`/proc/PID/stat`), so that a busy machine does not make a test fail.
//!
//! The child's high-water mark of memory (`VmHWM`) is read from `/proc` every millisecond until it ends: the mark only
//! grows, so that what is missed is what was first used in the last millisecond. It is read of the program alone: until
//! the child has become the program it may still show the memory of the test that started it. So that a reservation
//! which is never touched counts too, and so that no test can exhaust the machine, the child's address space is bounded:
//! a child that asks for more is ended by its allocator, which shows as its code. A child that takes longer than
//! [`LONGEST`] is ended and has the code -1. Linux only, as `/proc` is.
#![allow(dead_code, clippy::unwrap_used, reason = "each test uses its own part, and may fail")]

use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// What a child may have in address space, in kilobytes. Reserved is more than used: the allocator takes ahead.
pub const MOST_SPACE_KB: u64 = 2_000_000;

/// How long a child may run.
pub const LONGEST: Duration = Duration::from_secs(300);

/// What a run took.
#[derive(Debug)]
pub struct Budget {
    /// The exit code; -1 when a signal ended it.
    pub code: i32,
    /// Seconds of the processor that it took.
    pub seconds: f64,
    /// The most memory it had at a time, in kilobytes.
    pub peak_kb: u64,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

/// Runs the program with these arguments in the folder of the repository, and this on standard input.
pub fn run(args: &[&str], stdin: &[u8]) -> Budget {
    let started = Instant::now();
    let mut child = Command::new("sh")
        .args(["-c", "ulimit -v \"$0\" && exec \"$@\""])
        .arg(MOST_SPACE_KB.to_string())
        .arg(env!("CARGO_BIN_EXE_cleardeck"))
        .args(args)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // each stream has a thread of its own, so that no full pipe holds up the child
    let mut input = child.stdin.take().unwrap();
    let bytes = stdin.to_vec();
    let writer = thread::spawn(move || {
        // a child that refuses what it reads does not read on
        input.write_all(&bytes).ok();
    });
    let out = drain(child.stdout.take().unwrap());
    let err = drain(child.stderr.take().unwrap());
    let (mut peak_kb, mut seconds) = (0, 0.0_f64);
    let code = loop {
        peak_kb = peak_kb.max(high_water_mark(&child));
        seconds = seconds.max(processor_seconds(&child));
        if let Some(status) = child.try_wait().unwrap() {
            break status.code().unwrap_or(-1);
        }
        if started.elapsed() > LONGEST {
            child.kill().ok();
            child.wait().ok();
            break -1;
        }
        thread::sleep(Duration::from_millis(1));
    };
    writer.join().unwrap();
    Budget {
        code,
        seconds,
        peak_kb,
        out: out.join().unwrap(),
        err: err.join().unwrap(),
    }
}

fn drain(mut stream: impl Read + Send + 'static) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).ok();
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

fn high_water_mark(child: &Child) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    // a task takes its new name after its new memory
    if !status.starts_with("Name:\tcleardeck\n") {
        return 0;
    }
    let mark = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    mark.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok())
        .unwrap_or(0)
}

/// The time of the child so far: counted in hundredths of a second.
fn processor_seconds(child: &Child) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", child.id())).unwrap_or_default();
    // the name in parentheses may hold blanks; the times are the 12th and the 13th field behind it
    let behind = stat.rsplit(')').next().unwrap_or_default();
    let ticks = behind
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|n| n.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}

/// What is wrong with a run, in words; nothing when it kept to `most_kb` and `most_seconds` and ended of itself.
pub fn over(run: &Budget, most_kb: u64, most_seconds: f64) -> Option<String> {
    let said = run.out.len() + run.err.len();
    let told = format!(
        "code {}, {:.1} s, {} MB, {said} bytes said",
        run.code,
        run.seconds,
        run.peak_kb >> 10
    );
    let kept = (0..=2).contains(&run.code) && run.seconds <= most_seconds && run.peak_kb <= most_kb && run.peak_kb > 0;
    (!kept).then_some(told)
}
