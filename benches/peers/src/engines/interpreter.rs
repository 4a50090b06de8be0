//! The plain interpreter of this crate: what all answers are held against.

use crate::Result;
use crate::answers::Answer;
use crate::interpret;
use crate::program::Program;
use crate::rows::{Row, RowReader};
use crate::workload::Workload;

/// Its name among the peers.
pub const NAME: &str = "interpreter";

/// The program, as it is.
pub struct Interpreter {
    program: Program,
    reader: RowReader,
}

impl super::Engine for Interpreter {
    type Rows = Vec<Row>;

    fn of(work: &Workload) -> Result<Self> {
        Ok(Self {
            program: work.program.clone(),
            reader: RowReader::of(&work.program),
        })
    }

    fn read(&self, lines: &[&str]) -> Result<Vec<Row>> {
        lines.iter().map(|line| self.reader.read(line)).collect()
    }

    fn answer(&mut self, rows: &Vec<Row>, tell: &mut dyn FnMut(&Answer)) -> Result<()> {
        rows.iter().for_each(|row| tell(&interpret::answer(&self.program, row)));
        Ok(())
    }
}
