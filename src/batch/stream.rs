//! A stream of records judged on all processors: read in parts of a block each, told in the order in which they came.

use std::io::{self, BufRead, Read as _};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::batch::Batch;
use crate::batch::cells::{Cells, Header};
use crate::batch::fields::Problem;
use crate::batch::in_order::in_order;
use crate::batch::lines::Lines;
use crate::batch::places::Places;
use crate::batch::tell::Gather;
use crate::batch::totals::Totals;
use crate::columns::ROWS;

/// A record has at most so many bytes, so that memory does not grow with what is read.
const LONGEST: u64 = 16 << 20;
/// A part ends past so many bytes, however few records that are.
const PART: usize = 4 << 20;
/// Room for a part and a record of the usual length past it; what is not written to takes no memory.
const ROOM: usize = PART + (1 << 20);
/// So much of a record that is too long is kept.
const SHOWN: usize = 1_000;

/// What the records are written as.
#[derive(Clone, Debug)]
pub enum Form {
    /// Lines of JSON.
    Lines,
    /// Rows of separated text, with these columns.
    Cells(Header),
}

/// Where a stream is.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Place {
    /// Bytes that were read.
    pub bytes: u64,
    /// Lines that were read.
    pub lines: u64,
}

/// What came of one part of a stream.
pub struct Part<S> {
    /// The end of what it came of.
    pub end: Place,
    /// What is said of its initiatives.
    pub said: S,
    /// What was set aside, as lines of JSON.
    pub aside: Vec<u8>,
    /// How many records came to what.
    pub totals: Totals,
}

/// What takes the parts of a stream, in their order.
pub type Take<'t, S, E> = dyn FnMut(&Part<S>) -> Result<(), E> + 't;

/// Some records as they were read.
struct Piece {
    text: Vec<u8>,
    /// The number of its first line.
    first: u64,
    end: Place,
    /// The line and the beginning of a record past its last one that is too long.
    long: Option<(u64, Vec<u8>)>,
}

/// Judges the records of `input`, which begins at `from`, on so many threads, each of which gathers what is said with a
/// `gather` of its own. Each part is given to `take` in its order; the first error that it returns ends the run.
///
/// # Errors
/// When the input cannot be read, or what `take` returns.
pub fn stream<G: Gather, E: From<io::Error> + Send>(
    batch: &Batch,
    form: &Form,
    (mut input, from): (impl BufRead + Send, Place),
    threads: usize,
    gather: &(dyn Fn() -> G + Sync),
    take: &mut Take<'_, G::Said, E>,
) -> Result<(), E> {
    let mut reader = Reader {
        place: from,
        quoted: matches!(form, Form::Cells(_)),
        lines: Places::of(b'\n'),
        ended: false,
    };
    let (texts, said_before) = (Spare::default(), Spare::default());
    let worker = || {
        let (mut worker, mut tell) = (batch.worker(), gather());
        let (texts, said_before) = (&texts, &said_before);
        move |piece: Piece| {
            said_before.take().into_iter().for_each(|said| tell.reuse(said));
            match form {
                Form::Lines => worker.lines(&Lines::of(&piece.text, piece.first), &mut tell),
                Form::Cells(header) => worker.cells(&Cells::of(&piece.text, piece.first, header), &mut tell),
            }
            let mut totals = worker.totals();
            if let Some((line, beginning)) = &piece.long {
                totals.aside += 1;
                tell.aside(*line, &too_long(), &String::from_utf8_lossy(beginning));
            }
            texts.give(piece.text);
            let (said, aside) = tell.gathered();
            Part {
                end: piece.end,
                totals,
                aside,
                said,
            }
        }
    };
    let read = || Ok(reader.piece(&mut input, texts.take())?);
    in_order(threads, read, worker, &mut |part| {
        take(&part)?;
        said_before.give(part.said);
        Ok(())
    })
}

/// What was used and may be used again: taking memory anew for each part costs time and leaves more of it taken.
struct Spare<T>(Mutex<Vec<T>>);

impl<T> Default for Spare<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Spare<T> {
    fn take(&self) -> Option<T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    fn give(&self, used: T) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(used);
    }
}

fn too_long() -> Problem {
    Problem::new(
        format!("the record has over {} MB", LONGEST >> 20),
        "write one initiative or one district a line",
    )
}

/// Cuts a stream into pieces of whole records.
struct Reader {
    place: Place,
    /// Whether a line may end within quotes.
    quoted: bool,
    lines: Places,
    ended: bool,
}

impl Reader {
    /// The next piece, in a text that is used again; nothing at the end.
    fn piece(&mut self, input: &mut impl BufRead, spare: Option<Vec<u8>>) -> io::Result<Option<Piece>> {
        // one that a record past the usual made longer is not kept
        let spare = spare.filter(|text| text.capacity() <= ROOM);
        let mut text = spare.unwrap_or_else(|| Vec::with_capacity(ROOM));
        text.clear();
        let (first, mut records, mut long) = (self.place.lines + 1, 0, None);
        while !self.ended && records < ROWS && text.len() < PART && long.is_none() {
            let whole = self.whole_lines(input, ROWS - records, &mut text)?;
            if whole > 0 {
                records += whole;
                continue;
            }
            let (start, line) = (text.len(), self.place.lines + 1);
            let mut open = false;
            loop {
                let before = text.len();
                let left = LONGEST.saturating_sub((before - start) as u64);
                let read = input.by_ref().take(left).read_until(b'\n', &mut text)?;
                self.place.bytes += read as u64;
                let ended = text.last() == Some(&b'\n');
                self.place.lines += u64::from(ended && read > 0);
                if read == 0 && left > 0 {
                    self.ended = true;
                    break;
                }
                if !ended && (text.len() - start) as u64 >= LONGEST {
                    let mut beginning = text.split_off(start);
                    beginning.truncate(SHOWN);
                    long = Some((line, beginning));
                    self.pass_over(input)?;
                    break;
                }
                let new = text.get(before..).unwrap_or_default();
                open ^= self.quoted && new.iter().filter(|byte| **byte == b'"').count() % 2 == 1;
                if ended && !open {
                    break;
                }
            }
            records += 1;
        }
        Ok((!text.is_empty() || long.is_some()).then_some(Piece {
            end: self.place,
            text,
            first,
            long,
        }))
    }

    /// Takes the lines at once that lie whole in what was read of the input already, up to so many; says how many.
    fn whole_lines(&mut self, input: &mut impl BufRead, most: usize, text: &mut Vec<u8>) -> io::Result<usize> {
        if self.quoted {
            return Ok(0);
        }
        let held = match input.fill_buf() {
            // it is tried again by whoever reads the next line
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Ok(0),
            held => held?,
        };
        let until = held.len().min(PART.saturating_sub(text.len()));
        let ends = self.lines.find(held, 0, until);
        let many = ends.len().min(most);
        let Some(last) = many.checked_sub(1).and_then(|last| ends.get(last)) else {
            return Ok(0);
        };
        let bytes = *last as usize + 1;
        text.extend_from_slice(held.get(..bytes).unwrap_or_default());
        input.consume(bytes);
        self.place.bytes += bytes as u64;
        self.place.lines += many as u64;
        Ok(many)
    }

    /// Reads on to the end of a line without keeping it.
    fn pass_over(&mut self, input: &mut impl BufRead) -> io::Result<()> {
        loop {
            let held = input.fill_buf()?;
            let end = held.iter().position(|byte| *byte == b'\n');
            let passed = end.map_or(held.len(), |end| end + 1);
            input.consume(passed);
            self.place.bytes += passed as u64;
            self.place.lines += u64::from(end.is_some());
            if end.is_some() || passed == 0 {
                return Ok(());
            }
        }
    }
}
