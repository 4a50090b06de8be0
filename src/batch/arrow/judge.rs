//! Judges record batches one after the other, in one thread.

use std::fmt;

use arrow_array::RecordBatch;
use arrow_schema::{ArrowError, SchemaRef};

use super::{Rows, SetAside, Shape, Told};
use crate::batch::{Batch, Problem, Worker};

/// Why record batches cannot be judged.
#[derive(Debug)]
pub enum NotJudged {
    /// Their columns are not those of records; every problem.
    Columns(Vec<Problem>),
    /// Their values cannot be read, or there is too much for one batch.
    Values(ArrowError),
}

impl fmt::Display for NotJudged {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Values(error) => error.fmt(to),
            Self::Columns(problems) => {
                for (n, problem) in problems.iter().enumerate() {
                    let line = if n == 0 { "" } else { "\n" };
                    write!(to, "{line}{problem}")?;
                }
                Ok(())
            }
        }
    }
}

impl std::error::Error for NotJudged {}

impl From<ArrowError> for NotJudged {
    fn from(error: ArrowError) -> Self {
        Self::Values(error)
    }
}

/// Judges the record batches of one stream.
pub struct Judging<'b> {
    batch: &'b Batch<'b>,
    worker: Worker<'b>,
    told: Told<'b>,
    /// Of the schema that came last.
    shape: Option<(SchemaRef, Shape)>,
    rows: u64,
}

impl<'b> Judging<'b> {
    /// By what a stream is judged by.
    #[must_use]
    pub fn of(batch: &'b Batch<'b>) -> Self {
        Self {
            worker: batch.worker(),
            told: Told::of(batch.rule_set(), false),
            shape: None,
            rows: 0,
            batch,
        }
    }

    /// What is said of the rows of a batch, in their order, and which were set aside.
    ///
    /// # Errors
    /// When the batch cannot be read.
    pub fn judge(&mut self, batch: &RecordBatch) -> Result<(RecordBatch, Vec<SetAside>), NotJudged> {
        let schema = batch.schema();
        let shape = match self.shape.take().filter(|(known, _)| *known == schema) {
            Some((_, shape)) => shape,
            None => Shape::of(&schema, self.batch.fields()).map_err(NotJudged::Columns)?,
        };
        let rows = Rows::of(batch, self.rows + 1, &shape)?;
        self.worker.judge(&rows, &mut self.told);
        self.rows += batch.num_rows() as u64;
        self.shape = Some((schema, shape));
        Ok((self.told.batch()?, std::mem::take(&mut self.told.aside)))
    }
}
