//! Equal answers first, then processor time: several rounds, every peer in turn in each, the median of them.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;

use crate::Result;
use crate::clock;
use crate::engines::{self, Task, stream};
use crate::peers::{self, Peer, Places};
use crate::workload::Workload;

/// How much is measured.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Rows from end to end.
    pub rows: usize,
    /// Rows of which all answers are compared before anything is timed.
    pub checked: usize,
    /// Rounds.
    pub rounds: usize,
}

/// Evaluation alone is measured on so many rows at the most: they lie in memory in every engine's own form.
const EVALUATED: usize = 10_000;

/// Microseconds a row of one peer, a number a round.
#[derive(Clone, Debug, Default)]
pub struct Times {
    /// Evaluation alone.
    pub alone: Vec<f64>,
    /// A file in, a file out, the start of the process included.
    pub whole: Vec<f64>,
}

/// What was measured of a workload.
pub struct Measured {
    /// By the name of the peer.
    pub peers: BTreeMap<&'static str, Times>,
    /// Reading every row into a struct, and no more.
    pub typed: Vec<f64>,
    /// Rules that fire, or are unknown, and outcomes that are possible, of a row.
    pub weight: f64,
    /// Bytes of a row, and of an answer.
    pub bytes: [f64; 2],
}

/// Measures.
///
/// # Errors
/// When a peer cannot be run, or answers otherwise than the plain interpreter.
pub fn measure(work: &Workload, places: &Places, chosen: &[Peer], size: Size) -> Result<Measured> {
    for peer in chosen {
        eprintln!("preparing {}", peer.name);
        peer.prepare(work, places)?;
    }
    peers::build_written(work, places)?;
    let few = places.file("checked.ndjson");
    work.write_rows(1, size.checked, &few)?;
    check(work, places, chosen, &few)?;
    let rows = places.file("rows.ndjson");
    work.write_rows(2, size.rows, &rows)?;
    let some = places.file("evaluated.ndjson");
    work.write_rows(2, size.rows.min(EVALUATED), &some)?;
    time(work, places, chosen, size, [&rows, &some])
}

/// Holds the answers of every peer against those of the plain interpreter; first those of the product's plain
/// evaluator, whoever is measured, so that what is expected is what the product says.
fn check(work: &Workload, places: &Places, chosen: &[Peer], rows: &Path) -> Result<()> {
    let (expected, own) = (places.file("expected.ndjson"), places.file("own.ndjson"));
    engines::run("interpreter", work, Task::Run(rows, &expected))?;
    engines::run(engines::PLAIN, work, Task::Run(rows, &own))?;
    equal(engines::PLAIN, rows, &expected, &own)?;
    for peer in chosen {
        eprintln!("checking {}", peer.name);
        let answers = places.file("answers.ndjson");
        clock::child(&mut peer.command(work, places, Task::Run(rows, &answers))?)?;
        same(work, places, peer, [rows, &expected, &answers])?;
    }
    Ok(())
}

/// Compares the answers of a peer, each in the form in which all are compared.
fn same(work: &Workload, places: &Places, peer: &Peer, [rows, expected, answers]: [&Path; 3]) -> Result<()> {
    if peer.name != stream::NAME {
        return equal(peer.name, rows, expected, answers);
    }
    let common = places.file("common.ndjson");
    stream::in_common(work, answers, expected, &common)?;
    equal(peer.name, rows, expected, &common)
}

/// Compares answers line by line, and tells the first that differs.
fn equal(name: &str, rows: &Path, expected: &Path, answers: &Path) -> Result<()> {
    let lines = |path: &Path| std::fs::File::open(path).map(|file| BufReader::new(file).lines());
    let (mut rows, mut expected, mut answers) = (lines(rows)?, lines(expected)?, lines(answers)?);
    for number in 1.. {
        let (expected, answer) = (expected.next().transpose()?, answers.next().transpose()?);
        let row = rows.next().transpose()?;
        if expected != answer {
            let said = |line: Option<String>| line.unwrap_or_else(|| "nothing".to_owned());
            return Err(format!(
                "`{name}` answers row {number} otherwise\nrow:      {}\nexpected: {}\nanswered: {}",
                said(row),
                said(expected),
                said(answer)
            )
            .into());
        }
        if expected.is_none() {
            break;
        }
    }
    Ok(())
}

fn time(work: &Workload, places: &Places, chosen: &[Peer], size: Size, files: [&Path; 2]) -> Result<Measured> {
    let [rows, some] = files;
    let expected = places.file("expected.ndjson");
    engines::run("interpreter", work, Task::Run(rows, &expected))?;
    let length = |path: &Path| Ok::<_, std::io::Error>(std::fs::metadata(path)?.len() as f64 / size.rows as f64);
    let mut measured = Measured {
        peers: BTreeMap::new(),
        typed: Vec::new(),
        weight: 0.0,
        bytes: [length(rows)?, length(&expected)?],
    };
    let each = |spent: std::time::Duration| spent.as_secs_f64() * 1e6 / size.rows as f64;
    let mut weights = BTreeMap::new();
    for round in 1..=size.rounds {
        measured
            .typed
            .push(each(clock::child(&mut peers::typed(places, rows))?.0));
        for peer in chosen {
            eprintln!("round {round}: {}", peer.name);
            let times = measured.peers.entry(peer.name).or_default();
            let (_, said) = clock::child(&mut peer.command(work, places, Task::Evaluate(some))?)?;
            let mut said = said.split_whitespace();
            let unread = || format!("`{}` told no time", peer.name);
            times.alone.push(said.next().ok_or_else(unread)?.parse()?);
            weights.insert(peer.name, said.next().ok_or_else(unread)?.parse::<u64>()?);
            let answers = places.file("answers.ndjson");
            let (spent, _) = clock::child(&mut peer.command(work, places, Task::Run(rows, &answers))?)?;
            times.whole.push(each(spent));
            if round == 1 {
                same(work, places, peer, [rows, &expected, &answers])?;
            }
        }
    }
    let mut all = weights.iter();
    if let Some((first, weight)) = all.next() {
        if let Some((other, found)) = all.find(|(_, other)| *other != weight) {
            return Err(format!("evaluation alone: `{first}` comes to {weight}, `{other}` to {found}").into());
        }
        measured.weight = *weight as f64 / size.rows.min(EVALUATED) as f64;
    }
    Ok(measured)
}

/// The middle of some numbers.
pub fn median(numbers: &[f64]) -> f64 {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    let upper = sorted.get(sorted.len() / 2).copied().unwrap_or_default();
    let lower = sorted
        .get(sorted.len().saturating_sub(1) / 2)
        .copied()
        .unwrap_or_default();
    f64::midpoint(lower, upper)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_row_that_differs_ends_a_run_and_is_told() -> Result<()> {
        let folder = std::env::temp_dir().join(format!("peers-{}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        let file = |name: &str, text: &str| {
            let path = folder.join(name);
            std::fs::write(&path, text).map(|()| path)
        };
        let rows = file("rows", "one\ntwo\nthree\n")?;
        let expected = file("expected", "a\nb\nc\n")?;
        let told = |text: &str| -> Result<String> {
            let answers = file("answers", text)?;
            Ok(equal("it", &rows, &expected, &answers)
                .err()
                .map(|error| error.to_string())
                .unwrap_or_default())
        };
        assert_eq!(told("a\nb\nc\n")?, "");
        assert_eq!(
            told("a\nx\ny\n")?,
            "`it` answers row 2 otherwise\nrow:      two\nexpected: b\nanswered: x"
        );
        assert!(told("a\nb\n")?.ends_with("row:      three\nexpected: c\nanswered: nothing"));
        std::fs::remove_dir_all(&folder)?;
        Ok(())
    }

    #[test]
    fn the_median_of_an_even_number_lies_between_the_two_in_the_middle() {
        assert_eq!(median(&[4.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), 2.5);
    }
}
