//! `cleardeck batch`

#[cfg(feature = "arrow")]
mod columns;
mod journal;
mod progress;
mod results;
mod trace;

use std::fs::File;
use std::io::{self, BufRead, BufReader, Seek, SeekFrom};
use std::process::ExitCode;

use anyhow::{Context, anyhow, bail};
use cleardeck::batch::{Batch, Form, Header, Ndjson, Place, legend, stream};
use cleardeck::rules;

use super::args::{BatchArgs, Diagnostics, From};
use super::hint::Hints;
use super::input::{Input, as_of, shown};
use super::output;

use journal::Run;
use progress::Progress;
use results::Results;

/// Bytes that are read at a time.
const BUFFER: usize = 64 << 10;

pub fn run(args: &BatchArgs, hints: &Hints) -> anyhow::Result<ExitCode> {
    let mut input = Input::new();
    let set = input.sound_rule_set(&args.rules, Diagnostics::Text)?;
    if args.public
        && let Some(problem) = rules::shows_small_groups(&set)
    {
        input.reader.problems.push(problem);
        input.settle(Diagnostics::Text)?;
    }
    let day = match args.as_of.as_deref() {
        Some(day) => as_of(Some(day))?,
        None => Some(jiff::civil::Date::MAX),
    };
    let Some(day) = day else { bail!("--as-of names no day") };
    let batch = Batch::of(&set, day)?;
    if args.legend {
        output::say_bytes(legend(&set, batch.rules()).as_bytes())?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut batch = batch.ignoring(&args.ignore).public(args.public);
    if args.catalogue.catalogue.is_some() {
        input.lay_over(&args.catalogue);
        let catalogue = input.reader.shared_catalogue();
        input.settle(Diagnostics::Text)?;
        batch = batch.knowing(catalogue?);
    }
    if let Some(path) = &args.districts {
        let lines = std::fs::read(path).with_context(|| format!("`{path}` cannot be read"))?;
        batch = batch
            .beside(&lines)
            .map_err(|no| anyhow!("{path}, line {}: {}; {}", no.line, no.problem.message, no.problem.help))?;
    }
    let Some(path) = args.records.as_deref() else {
        bail!("no records are named")
    };
    #[cfg(not(feature = "arrow"))]
    refuse_columns(args, path)?;
    #[cfg(feature = "arrow")]
    if let Some(code) = columns::run(args, path, &mut input, &set, &batch)? {
        return Ok(code);
    }
    let mut records = Opened::of(path)?;
    let form = form(args, path, &batch, &mut records)?;
    if let Some(id) = &args.trace {
        return trace::run(args, id, &mut input, &set, &batch, &form, &mut records);
    }
    let asked = Run::of(args, path, &set, records.bytes);
    let (mut results, from) = Results::open(args, path, &asked, records.place)?;
    records.go_to(path, from)?;
    let mut progress = Progress::over(records.bytes, from, hints);
    let name = shown(path).to_owned();
    let gather = || Ndjson::of(&set, !batch.is_public());
    let judged = stream(
        &batch,
        &form,
        (&mut records.from, from),
        threads(args),
        &gather,
        &mut |part| {
            progress.reached(part.end, &part.totals);
            results.take(&part.said, part, args.strict, &name)
        },
    );
    progress.end();
    judged.map_err(results::Stopped::into_error)?;
    results.end(&set)
}

/// On how many threads records are judged.
fn threads(args: &BatchArgs) -> usize {
    let processors = || std::thread::available_parallelism().map_or(1, usize::from);
    args.threads.map_or_else(processors, usize::from)
}

/// Files of columns are read and written by a program that is built for it.
#[cfg(not(feature = "arrow"))]
fn refuse_columns(args: &BatchArgs, records: &str) -> anyhow::Result<()> {
    let named = |path: &str| [".parquet", ".arrow", ".feather"].iter().any(|end| path.ends_with(end));
    match [Some(records), args.output.as_deref()]
        .into_iter()
        .flatten()
        .find(|path| named(path))
    {
        Some(path) => bail!(
            "`{}`: this program is built without Parquet and Arrow; build it with `--features arrow`, or install the Python package",
            shown(path)
        ),
        None => Ok(()),
    }
}

/// Records that are open.
struct Opened {
    from: Box<dyn BufRead + Send>,
    file: Option<File>,
    /// How many bytes there are, where that is known.
    bytes: Option<u64>,
    /// Where the records begin.
    place: Place,
}

impl Opened {
    fn of(path: &str) -> anyhow::Result<Self> {
        if path == "-" {
            return Ok(Self {
                from: Box::new(BufReader::with_capacity(BUFFER, io::stdin())),
                file: None,
                bytes: None,
                place: Place::default(),
            });
        }
        let unread = || format!("`{path}` cannot be read");
        let file = File::open(path).with_context(unread)?;
        let about = file.metadata().with_context(unread)?;
        if about.is_dir() {
            bail!("`{path}` is a folder: name a file of records");
        }
        let again = file.try_clone().with_context(unread)?;
        Ok(Self {
            from: Box::new(BufReader::with_capacity(BUFFER, file)),
            file: Some(again),
            bytes: about.is_file().then_some(about.len()),
            place: Place::default(),
        })
    }

    /// Passes over a byte-order mark.
    fn pass_mark(&mut self) -> io::Result<()> {
        if self.from.fill_buf()?.starts_with(&[0xEF, 0xBB, 0xBF]) {
            self.from.consume(3);
            self.place.bytes += 3;
        }
        Ok(())
    }

    /// The first line, which is no record.
    fn line(&mut self) -> io::Result<Vec<u8>> {
        let mut line = Vec::new();
        self.place.bytes += self.from.read_until(b'\n', &mut line)? as u64;
        self.place.lines += 1;
        Ok(line)
    }

    /// Goes on from a place.
    fn go_to(&mut self, path: &str, place: Place) -> anyhow::Result<()> {
        if place == self.place {
            return Ok(());
        }
        let Some(mut file) = self.file.take() else {
            bail!("what comes from standard input cannot be gone on with: name a file");
        };
        file.seek(SeekFrom::Start(place.bytes))
            .with_context(|| format!("`{path}` cannot be read"))?;
        self.from = Box::new(BufReader::with_capacity(BUFFER, file));
        Ok(())
    }
}

/// What the records are written as.
fn form(args: &BatchArgs, path: &str, batch: &Batch, records: &mut Opened) -> anyhow::Result<Form> {
    let unread = || format!("{} cannot be read", shown(path));
    records.pass_mark().with_context(unread)?;
    let named = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let csv = ["csv", "tsv", "txt"].contains(&named.as_str());
    match args.from.unwrap_or(if csv { From::Csv } else { From::Ndjson }) {
        From::Ndjson => Ok(Form::Lines),
        From::Csv => {
            let line = records.line().with_context(unread)?;
            let header = Header::read(&line, batch.fields());
            header.map(Form::Cells).map_err(|problems| {
                let told = problems.iter().map(|p| format!("{}: {}", p.message, p.help));
                anyhow!("{}, line 1: {}", shown(path), told.collect::<Vec<_>>().join("\n  "))
            })
        }
    }
}
