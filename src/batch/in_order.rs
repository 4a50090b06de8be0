//! Work on several threads whose results are taken in the order of what they came of.

use std::collections::BTreeMap;
use std::io;
use std::sync::mpsc;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// So many results may wait to be taken beside one for each thread. Every one of them takes memory.
const AHEAD: u64 = 1;

/// Works on what `read` gives, on so many threads, each with a `worker` of its own. A thread reads what it works on, one
/// after the other, so that what is read lies where it is needed and no more of it than there are threads. What comes of it
/// is given to `take` in the order of what was read; the first error ends the run.
pub(super) fn in_order<P, Q: Send, W: FnMut(P) -> Q, E: From<io::Error> + Send>(
    threads: usize,
    read: impl FnMut() -> Result<Option<P>, E> + Send,
    worker: impl Fn() -> W + Sync,
    take: &mut dyn FnMut(Q) -> Result<(), E>,
) -> Result<(), E> {
    let threads = threads.max(1);
    let source = Mutex::new(Source {
        ended: false,
        read,
        sent: 0,
    });
    let turns = Turns {
        most: threads as u64 + AHEAD,
        taken: Mutex::new(Some(0)),
        moved: Condvar::new(),
    };
    let (done, parts) = mpsc::channel::<(u64, Result<Q, E>)>();
    thread::scope(|scope| {
        for _ in 0..threads {
            let (done, source, turns, worker) = (done.clone(), &source, &turns, &worker);
            scope.spawn(move || {
                let _stops = Stops(turns);
                let mut work = worker();
                while let Some((number, piece)) = next(source, turns) {
                    if done.send((number, piece.map(&mut work))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(done);
        let mut waiting: BTreeMap<u64, Result<Q, E>> = BTreeMap::new();
        let mut taken = 0;
        for (number, part) in &parts {
            waiting.insert(number, part);
            while let Some(part) = waiting.remove(&taken) {
                if let Err(error) = part.and_then(&mut *take) {
                    turns.is_at(None);
                    return Err(error);
                }
                taken += 1;
                turns.is_at(Some(taken));
            }
        }
        match waiting.is_empty() {
            true => Ok(()),
            false => Err(io::Error::other("a thread that judges has ended").into()),
        }
    })
}

/// What is read, and how many pieces of it were.
struct Source<R> {
    read: R,
    sent: u64,
    /// Whether there is no more, or an error stands in its place.
    ended: bool,
}

/// How far the results are taken.
struct Turns {
    /// So many pieces may be worked on or wait.
    most: u64,
    /// Nothing once no more are taken.
    taken: Mutex<Option<u64>>,
    moved: Condvar,
}

impl Turns {
    fn is_at(&self, taken: Option<u64>) {
        *lock(&self.taken) = taken;
        self.moved.notify_all();
    }

    /// Waits until there is room for a piece of a number; whether any more are taken.
    fn wait_for(&self, number: u64) -> bool {
        let full = |taken: &mut Option<u64>| taken.is_some_and(|taken| number >= taken + self.most);
        let taken = self.moved.wait_while(lock(&self.taken), full);
        taken.unwrap_or_else(PoisonError::into_inner).is_some()
    }
}

/// Lets nobody wait for a thread that panics.
struct Stops<'t>(&'t Turns);

impl Drop for Stops<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.is_at(None);
        }
    }
}

/// The next piece with its number, or why there is none; nothing at the end.
fn next<P, E>(
    source: &Mutex<Source<impl FnMut() -> Result<Option<P>, E>>>,
    turns: &Turns,
) -> Option<(u64, Result<P, E>)> {
    let mut source = lock(source);
    let number = source.sent;
    if source.ended || !turns.wait_for(number) {
        return None;
    }
    let piece = (source.read)().transpose();
    source.ended = !matches!(piece, Some(Ok(_)));
    source.sent += 1;
    Some((number, piece?))
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::time::Duration;

    use super::in_order;

    /// Reads so many numbers, of which one cannot be read and another one cannot be taken; what was taken.
    fn taken(threads: usize, many: u64, unread: u64, untaken: u64) -> (Vec<u64>, io::Result<()>) {
        let (mut numbers, mut taken) = (0..many, Vec::new());
        let read = || match numbers.next() {
            Some(number) if number == unread => Err(io::Error::other("unread")),
            number => Ok(number),
        };
        let worker = || {
            |number: u64| {
                // the earlier of two takes longer
                std::thread::sleep(Duration::from_micros(100 * (3 - number % 3)));
                number
            }
        };
        let ended = in_order(threads, read, worker, &mut |number| {
            taken.push(number);
            if number == untaken {
                return Err(io::Error::other("untaken"));
            }
            Ok(())
        });
        (taken, ended)
    }

    #[test]
    fn results_are_taken_in_order_up_to_the_first_error() {
        for threads in [1, 2, 5] {
            let (all, ended) = taken(threads, 50, 99, 99);
            assert!(ended.is_ok() && all.iter().copied().eq(0..50), "{threads}: {all:?}");
            let (all, ended) = taken(threads, 50, 30, 99);
            assert!(ended.is_err() && all.iter().copied().eq(0..30), "{threads}: {all:?}");
            let (all, ended) = taken(threads, 50, 99, 20);
            assert!(ended.is_err() && all.iter().copied().eq(0..=20), "{threads}: {all:?}");
        }
        assert!(taken(3, 0, 9, 9).1.is_ok());
    }
}
