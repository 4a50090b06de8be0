//! Work on several threads whose results are taken in the order of what they came of.

use std::collections::BTreeMap;
use std::io;
use std::sync::mpsc::{self, Receiver};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// So many pieces are read ahead of what is taken, for each thread.
const AHEAD: usize = 2;

/// Works on what `read` gives, on so many threads, each with a `worker` of its own. What comes of it is given to `take` in
/// the order of what was read; the first error ends the run.
pub(super) fn in_order<P: Send, Q: Send, W: FnMut(P) -> Q, E: From<io::Error>>(
    threads: usize,
    mut read: impl FnMut() -> Result<Option<P>, E>,
    worker: impl Fn() -> W + Sync,
    take: &mut dyn FnMut(Q) -> Result<(), E>,
) -> Result<(), E> {
    let threads = threads.max(1);
    let (send, pieces) = mpsc::channel::<(u64, P)>();
    let (done, parts) = mpsc::channel::<(u64, Q)>();
    let pieces = Mutex::new(pieces);
    thread::scope(|scope| {
        for _ in 0..threads {
            let (done, pieces, worker) = (done.clone(), &pieces, &worker);
            scope.spawn(move || {
                let mut work = worker();
                while let Some((number, piece)) = next(pieces) {
                    if done.send((number, work(piece))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(done);
        // when this ends, the threads find no more to do
        let send = send;
        let (mut sent, mut taken) = (0, 0);
        let mut waiting: BTreeMap<u64, Q> = BTreeMap::new();
        loop {
            while sent - taken < (AHEAD * threads) as u64 {
                let Some(piece) = read()? else {
                    break;
                };
                if send.send((sent, piece)).is_err() {
                    break;
                }
                sent += 1;
            }
            if taken == sent {
                return Ok(());
            }
            let (number, part) = parts
                .recv()
                .map_err(|_| io::Error::other("a thread that judges has ended"))?;
            waiting.insert(number, part);
            while let Some(part) = waiting.remove(&taken) {
                take(part)?;
                taken += 1;
            }
        }
    })
}

fn next<P>(pieces: &Mutex<Receiver<P>>) -> Option<P> {
    pieces.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}
