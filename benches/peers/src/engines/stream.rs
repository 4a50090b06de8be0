//! What the command `batch` does: lines in, and out of them every answer with its firmness, what it could be, exactly, its
//! checks, and the truth of every rule.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use cleardeck::Date;
use cleardeck::batch::{Batch, Form, Ndjson, Part, Place, stream};
use serde_json::Value;

use crate::Result;
use crate::answers::{Answer, Pieces};
use crate::workload::Workload;

/// Its name among the peers.
pub const NAME: &str = "cleardeck-batch";

/// What is said of it in the table.
pub const WHAT: &str = "the command `batch`, one thread";

/// The stream of a workload. No answer rests on the day, since no row holds one.
pub fn batch(work: &Workload) -> Result<Batch<'_>> {
    Batch::of(&work.set, Date::constant(2026, 6, 30)).map_err(|why| format!("not by columns: {why:?}").into())
}

/// A file of rows in, a file of answers out.
pub fn run(work: &Workload, input: &Path, output: &Path) -> Result<()> {
    let batch = batch(work)?;
    let input = BufReader::with_capacity(256 << 10, File::open(input)?);
    let mut output = BufWriter::new(File::create(output)?);
    let mut aside = 0;
    let mut take = |part: &Part<Vec<u8>>| {
        aside += part.totals.aside;
        output.write_all(&part.said)
    };
    let gather = || Ndjson::of(&work.set, true);
    stream::<_, std::io::Error>(&batch, &Form::Lines, (input, Place::default()), 1, &gather, &mut take)?;
    output.flush()?;
    if aside > 0 {
        return Err(format!("{aside} rows were set aside").into());
    }
    Ok(())
}

/// Writes what a stream says in the form in which all peers are compared. What an answer could be is exact in a stream,
/// and a part of what the tables leave open, which is what is compared: `expected` has that.
pub fn in_common(work: &Workload, answers: &Path, expected: &Path, output: &Path) -> Result<()> {
    let batch = batch(work)?;
    let told: Vec<usize> = work
        .program
        .rules
        .iter()
        .map(|(id, _)| {
            let place = |rule: &cleardeck::rules::RuleId| work.set.rule(*rule).id == *id;
            batch.rules().iter().position(place).ok_or_else(|| format!("`{id}` is not told"))
        })
        .collect::<std::result::Result<_, _>>()?;
    let (pieces, outcomes) = (Pieces::of(&work.program), work.program.outcomes());
    let lines = |path: &Path| File::open(path).map(|file| BufReader::new(file).lines());
    let (mut answers, mut expected) = (lines(answers)?, lines(expected)?);
    let mut output = BufWriter::new(File::create(output)?);
    let mut written = Vec::new();
    while let (Some(line), Some(other)) = (answers.next().transpose()?, expected.next().transpose()?) {
        let (line, other): (Value, Value) = (serde_json::from_str(&line)?, serde_json::from_str(&other)?);
        let letters = line["rules"].as_str().unwrap_or_default().as_bytes();
        let with = |letter: u8| {
            let places = told.iter().enumerate();
            places.filter(move |(_, at)| letters.get(**at) == Some(&letter)).map(|(n, _)| n).collect()
        };
        let bits = |list: &Value| {
            let words = list.as_array().into_iter().flatten().filter_map(Value::as_str);
            let places = words.filter_map(|word| outcomes.iter().position(|outcome| outcome == word));
            places.fold(0_u64, |bits, place| bits | 1 << place)
        };
        let (exact, open) = (bits(&line["could_be"]), bits(&other["outcomes"]));
        let answer = Answer {
            yes: with(b'T'),
            unknown: with(b'U'),
            outcomes: if exact != 0 && exact & !open == 0 { open } else { exact },
        };
        written.clear();
        pieces.write(line["id"].as_str().unwrap_or_default(), &answer, &mut written);
        output.write_all(&written)?;
    }
    Ok(output.flush()?)
}
