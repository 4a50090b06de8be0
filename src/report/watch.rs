//! Watches the rendering of a template that is not shipped.
//!
//! The engine counts what a template does and makes, and stops it when that is too much. It does not count what goes on
//! inside one step: a list that holds itself twice, sixty times over, is made in sixty steps and written in none that
//! end. So a thread renders, and this one looks at the time and, where the system says it, at the memory. What is given
//! up goes on until the program ends, which it does with the error.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use minijinja::{Error, ErrorKind};

/// How long a template may take, and what each initiative adds: some times what the shipped ones take.
const TIME: (Duration, Duration) = (Duration::from_millis(3_000), Duration::from_millis(15));
/// The memory that it may take, in kilobytes, and what each initiative adds.
const MEMORY: (u64, u64) = (130_000, 1_000);
/// How often the memory is looked at.
const EVERY: Duration = Duration::from_millis(5);
/// A term of a long sum takes some levels of the stack: room for the longest that fits into a template.
const STACK: usize = 256 << 20;

/// Renders, and gives up when it takes too long or too much memory.
pub(super) fn watched(
    initiatives: usize,
    render: impl FnOnce() -> Result<String, Error> + Send + 'static,
) -> Result<String, Error> {
    let refused = |why: &str| Error::new(ErrorKind::InvalidOperation, why.to_owned());
    let (done, waiting) = channel();
    let (start, before) = (Instant::now(), memory());
    let spawned = thread::Builder::new().stack_size(STACK).spawn(move || {
        // the receiver is gone when the rendering was given up, which is no error here
        let _ = done.send(render());
    });
    if spawned.is_err() {
        return Err(refused("there is no room for the thread that renders it"));
    }
    let times = u32::try_from(initiatives).unwrap_or(u32::MAX);
    let longest = TIME.0.saturating_add(TIME.1.saturating_mul(times));
    let most = before
        .saturating_add(MEMORY.0)
        .saturating_add(MEMORY.1 * u64::from(times));
    loop {
        match waiting.recv_timeout(EVERY) {
            Ok(rendered) => return rendered,
            Err(RecvTimeoutError::Disconnected) => return Err(refused("it could not be rendered to its end")),
            Err(RecvTimeoutError::Timeout) if start.elapsed() > longest => {
                return Err(refused("it takes too long: does it loop, or double a list?"));
            }
            Err(RecvTimeoutError::Timeout) if memory() > most => {
                return Err(refused("it takes too much memory: does it double a text or a list?"));
            }
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

/// The memory of the program in kilobytes; 0 where the system does not say.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.trim().strip_suffix("kB")?.trim().parse().ok());
    number.unwrap_or_default()
}
