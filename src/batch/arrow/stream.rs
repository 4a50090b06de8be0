//! Record batches judged on all processors.

use std::io;

use arrow_array::{RecordBatch, RecordBatchReader};

use super::{NotJudged, Rows, Shape};
use crate::batch::in_order::in_order;
use crate::batch::stream::{Part, Place, Take};
use crate::batch::tell::Gather;
use crate::batch::{Batch, Worker};

/// Judges the rows of record batches on so many threads, each of which gathers what is said with a `gather` of its own.
/// Each part is given to `take` in its order; the first error that it returns ends the run.
///
/// # Errors
/// When the batches cannot be read, or what `take` returns.
pub fn stream<G: Gather, E: From<io::Error> + From<NotJudged> + Send>(
    batch: &Batch,
    mut batches: Box<dyn RecordBatchReader + Send>,
    threads: usize,
    gather: &(dyn Fn() -> G + Sync),
    take: &mut Take<'_, G::Said, E>,
) -> Result<(), E> {
    let schema = batches.schema();
    Shape::of(&schema, batch.fields()).map_err(NotJudged::Columns)?;
    let mut rows = 0;
    let read = || {
        let Some(next) = batches.next() else { return Ok(None) };
        let next = next.map_err(NotJudged::Values)?;
        let first = rows + 1;
        rows += next.num_rows() as u64;
        Ok(Some((next, first)))
    };
    let worker = || {
        let (mut worker, mut tell) = (batch.worker(), gather());
        let shape = Shape::of(&schema, batch.fields());
        move |(rows, first): (RecordBatch, u64)| match &shape {
            Ok(shape) => judge(&rows, first, shape, &mut worker, &mut tell),
            Err(problems) => Err(NotJudged::Columns(problems.clone())),
        }
    };
    in_order(threads, read, worker, &mut |part| take(&part?))
}

fn judge<G: Gather>(
    batch: &RecordBatch,
    first: u64,
    shape: &Shape,
    worker: &mut Worker,
    tell: &mut G,
) -> Result<Part<G::Said>, NotJudged> {
    worker.judge(&Rows::of(batch, first, shape)?, tell);
    let (said, aside) = tell.gathered();
    Ok(Part {
        end: Place {
            lines: first + batch.num_rows() as u64 - 1,
            bytes: 0,
        },
        totals: worker.totals(),
        aside,
        said,
    })
}
