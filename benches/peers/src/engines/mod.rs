//! Engines that are called from Rust, each run in a process of its own so that all are measured alike.

mod columns;
mod datalogic;
mod interpreter;
mod plain;
mod rego;
pub mod stream;
mod zen;

use std::hint::black_box;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::time::Duration;

use crate::Result;
use crate::answers::{Answer, Pieces};
use crate::clock;
use crate::rows;
use crate::workload::Workload;

/// The name of the product, what is said of it, and the name of its plain evaluator.
pub const PRODUCT: &str = columns::NAME;
pub const WHAT: &str = columns::WHAT;
pub const PLAIN: &str = plain::NAME;

/// So many lines are read before they are answered.
const CHUNK: usize = 1024;
/// Rows are evaluated again until so much time is spent, since a clock is coarse.
const LEAST: Duration = Duration::from_millis(100);

/// An engine.
pub trait Engine: Sized {
    /// Rows in the engine's own form.
    type Rows;

    /// Compiles the rules, once.
    ///
    /// # Errors
    /// When it cannot hold them.
    fn of(work: &Workload) -> Result<Self>;

    /// Turns lines into the engine's own form.
    ///
    /// # Errors
    /// When it cannot read them.
    fn read(&self, lines: &[&str]) -> Result<Self::Rows>;

    /// Evaluates rows and tells the answer of each in their order.
    ///
    /// # Errors
    /// When the engine has one.
    fn answer(&mut self, rows: &Self::Rows, tell: &mut dyn FnMut(&Answer)) -> Result<()>;

    /// Evaluates rows and gives the weight of all their answers, by which evaluation alone is timed. An engine that holds
    /// the truths of many rows together counts them there.
    ///
    /// # Errors
    /// When the engine has one.
    fn weigh(&mut self, rows: &Self::Rows) -> Result<u64> {
        let mut weight = 0;
        self.answer(rows, &mut |answer| weight += answer.weight())?;
        Ok(weight)
    }

    /// Reads and evaluates lines.
    ///
    /// # Errors
    /// When the engine has one.
    fn answer_lines(&mut self, lines: &[&str], tell: &mut dyn FnMut(&Answer)) -> Result<()> {
        let rows = self.read(lines)?;
        self.answer(&rows, tell)
    }

    /// A file of rows in, a file of answers out.
    ///
    /// # Errors
    /// When a file cannot be read or written, or the engine has an error.
    fn run(&mut self, work: &Workload, input: &Path, output: &Path) -> Result<()> {
        let pieces = Pieces::of(&work.program);
        let mut input = BufReader::with_capacity(1 << 20, std::fs::File::open(input)?);
        let mut output = BufWriter::with_capacity(1 << 20, std::fs::File::create(output)?);
        let (mut text, mut ends, mut written) = (String::new(), Vec::new(), Vec::new());
        loop {
            text.clear();
            ends.clear();
            while ends.len() < CHUNK && input.read_line(&mut text)? > 0 {
                ends.push(text.len());
            }
            let starts = std::iter::once(0).chain(ends.iter().copied());
            let lines = starts.zip(&ends).filter_map(|(start, end)| text.get(start..*end));
            let lines: Vec<&str> = lines.map(str::trim_end).collect();
            if lines.is_empty() {
                return Ok(output.flush()?);
            }
            written.clear();
            let mut ids = lines.iter().map(|line| rows::id(line));
            let mut tell = |answer: &Answer| pieces.write(ids.next().unwrap_or_default(), answer, &mut written);
            self.answer_lines(&lines, &mut tell)?;
            output.write_all(&written)?;
        }
    }
}

/// What a process of its own is asked for.
#[derive(Clone, Copy, Debug)]
pub enum Task<'a> {
    /// The processor time of evaluation alone, and the sum of the answers.
    Evaluate(&'a Path),
    /// A file of answers for a file of rows.
    Run(&'a Path, &'a Path),
}

/// Does a task by the engine of a name.
///
/// # Errors
/// When there is none, or it has an error.
pub fn run(name: &str, work: &Workload, task: Task) -> Result<()> {
    match name {
        columns::NAME => by::<columns::Columns>(work, task),
        plain::NAME => by::<plain::Plain>(work, task),
        interpreter::NAME => by::<interpreter::Interpreter>(work, task),
        datalogic::NAME => by::<datalogic::Datalogic>(work, task),
        zen::NAME => by::<zen::Zen>(work, task),
        rego::NAME => by::<rego::Rego>(work, task),
        stream::NAME => match task {
            Task::Run(input, output) => stream::run(work, input, output),
            Task::Evaluate(input) => by::<columns::Columns>(work, Task::Evaluate(input)),
        },
        _ => Err(format!("no engine `{name}`").into()),
    }
}

fn by<E: Engine>(work: &Workload, task: Task) -> Result<()> {
    let mut engine = E::of(work)?;
    match task {
        Task::Run(input, output) => engine.run(work, input, output),
        Task::Evaluate(input) => {
            let text = std::fs::read_to_string(input)?;
            let lines: Vec<&str> = text.lines().collect();
            let rows = engine.read(&lines)?;
            let weight = engine.weigh(&rows)?;
            let (start, mut passes) = (clock::thread()?, 0_u32);
            let spent = loop {
                black_box(engine.weigh(black_box(&rows))?);
                passes += 1;
                let spent = clock::thread()?.saturating_sub(start);
                if spent >= LEAST {
                    break spent;
                }
            };
            let each = spent.as_secs_f64() * 1e6 / f64::from(passes) / lines.len() as f64;
            println!("{each} {weight}");
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workload::{Choice, Which};
    use crate::{neutral, shipped};

    /// The answers of an engine to some lines.
    fn answers<E: Engine>(work: &Workload, lines: &[&str]) -> Result<Vec<Answer>> {
        let mut answers = Vec::new();
        E::of(work)?.answer_lines(lines, &mut |answer| answers.push(answer.clone()))?;
        Ok(answers)
    }

    /// A workload with lines of it, and what the interpreter answers.
    fn interpreted(which: Which, missing: &[f64]) -> Result<(Workload, Vec<String>, Vec<Answer>)> {
        let work = Workload::of(Choice {
            which,
            seed: 3,
            rules: 60,
        })?;
        let lines = rows::lines(&work.program, 3, 500, missing)?;
        let borrowed: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
        let expected = answers::<interpreter::Interpreter>(&work, &borrowed)?;
        Ok((work, lines, expected))
    }

    #[test]
    fn the_product_decides_by_the_shipped_rules_as_the_small_form_of_them_does() -> Result<()> {
        let (work, lines, expected) = interpreted(Which::Shipped, &shipped::MISSING)?;
        let lines: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
        assert_eq!(answers::<plain::Plain>(&work, &lines)?, expected);
        let all = expected.iter().fold(0, |all, answer| all | answer.outcomes);
        assert!(all.count_ones() > 3, "too few outcomes to tell rules apart: {all:b}");
        Ok(())
    }

    #[test]
    fn every_engine_fires_the_same_drawn_rules_about_eleven_of_sixty() -> Result<()> {
        let (work, lines, expected) = interpreted(Which::Neutral, &[neutral::MISSING])?;
        let lines: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
        assert_eq!(answers::<columns::Columns>(&work, &lines)?, expected);
        assert_eq!(answers::<plain::Plain>(&work, &lines)?, expected);
        assert_eq!(answers::<datalogic::Datalogic>(&work, &lines)?, expected);
        assert_eq!(answers::<zen::Zen>(&work, &lines)?, expected);
        assert_eq!(answers::<rego::Rego>(&work, &lines)?, expected);
        let fired: usize = expected.iter().map(|answer| answer.yes.len()).sum();
        let each = fired as f64 / expected.len() as f64;
        assert!((8.0..=14.0).contains(&each), "{each} rules fire of a row");
        Ok(())
    }
}
