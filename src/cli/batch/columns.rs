//! Records or answers in columns: files of Parquet and Arrow.

use std::fs::File;
use std::io::Cursor;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, anyhow, bail};
use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::ArrowError;
use cleardeck::batch::arrow::{self, Told, Writer, form_of, schema};
use cleardeck::batch::{Batch, Form, Ndjson, Part, Place, stream};
use cleardeck::rules::RuleSet;

use super::super::args::BatchArgs;
use super::super::input::{Input, shown};
use super::journal::Run;
use super::results::{Kept, Results, Stopped};
use super::{Opened, form, threads, trace};

type Batches = Box<dyn RecordBatchReader + Send>;

/// Runs `batch` where the records or the answers are in columns; nothing is done where neither are.
pub fn run(
    args: &BatchArgs,
    path: &str,
    input: &mut Input,
    set: &RuleSet,
    batch: &Batch,
) -> anyhow::Result<Option<ExitCode>> {
    let code = match (batches(path)?, output(args), &args.trace) {
        (Some(batches), _, Some(id)) => {
            let mut record = record(batches, id, batch, path)?;
            trace::run(args, id, input, set, batch, &Form::Lines, &mut record)?
        }
        (None, None, _) | (None, _, Some(_)) => return Ok(None),
        (Some(batches), None, None) => into_lines(args, path, batches, set, batch)?,
        (Some(batches), Some(written), None) => into_columns(args, (path, written), Ok(batches), set, batch)?,
        (None, Some(written), None) => {
            let mut records = Opened::of(path)?;
            let form = form(args, path, batch, &mut records)?;
            into_columns(args, (path, written), Err((form, records)), set, batch)?
        }
    };
    Ok(Some(code))
}

/// The record batches of a file; nothing where it holds none.
fn batches(path: &str) -> anyhow::Result<Option<Batches>> {
    if path == "-" {
        return Ok(None);
    }
    let unread = || format!("`{}` cannot be read", shown(path));
    let mut file = File::open(path).with_context(unread)?;
    // what is no file of a disk is not looked into before it is read
    if !file.metadata().with_context(unread)?.is_file() {
        return Ok(None);
    }
    let form = form_of(&mut file).with_context(unread)?;
    form.map(|form| form.read(file)).transpose().with_context(unread)
}

/// The form of the output, where it is in columns.
fn output(args: &BatchArgs) -> Option<arrow::Form> {
    let path = Path::new(args.output.as_deref()?);
    arrow::Form::named(&path.extension()?.to_str()?.to_ascii_lowercase())
}

/// The first record of an id, as a line of JSON.
fn record(batches: Batches, id: &str, batch: &Batch, path: &str) -> anyhow::Result<Opened> {
    let line = arrow::record(batches, id, batch.fields()).map_err(|error| anyhow!("{}: {error}", shown(path)))?;
    let line = line.with_context(|| format!("no record has the id `{id}`"))?;
    Ok(Opened {
        from: Box::new(Cursor::new(line)),
        file: None,
        bytes: None,
        place: Place::default(),
    })
}

/// Judges record batches into lines of JSON.
fn into_lines(
    args: &BatchArgs,
    path: &str,
    batches: Batches,
    set: &RuleSet,
    batch: &Batch,
) -> anyhow::Result<ExitCode> {
    refuse_resume(args)?;
    let asked = Run::of(args, path, set, None);
    let (mut results, _) = Results::open(args, path, &asked, Place::default())?;
    let gather = || Ndjson::of(set, !batch.is_public());
    let judged = arrow::stream(batch, batches, threads(args), &gather, &mut |part| {
        results.take(&part.said, part, args.strict, shown(path))
    });
    judged.map_err(Stopped::into_error)?;
    results.end(set)
}

/// Judges records of any form into a file of columns.
fn into_columns(
    args: &BatchArgs,
    (path, form): (&str, arrow::Form),
    records: Result<Batches, (Form, Opened)>,
    set: &RuleSet,
    batch: &Batch,
) -> anyhow::Result<ExitCode> {
    refuse_resume(args)?;
    let mut results = Results::without_answers(args, path)?;
    let output = args.output.as_deref().unwrap_or_default();
    let unwritten = || format!("`{output}` cannot be written");
    let kept = Kept::open(Path::new(output), None).with_context(unwritten)?;
    let file = kept.file.try_clone().with_context(unwritten)?;
    let mut writer = form.write(file, &schema()).with_context(unwritten)?;
    let gather = || Told::of(set, !batch.is_public());
    let mut take = |part: &Part<_>| take(part, &mut writer, &mut results, args.strict, shown(path));
    let judged = match records {
        Ok(batches) => arrow::stream(batch, batches, threads(args), &gather, &mut take),
        Err((form, records)) => {
            let from = (records.from, records.place);
            stream(batch, &form, from, threads(args), &gather, &mut take)
        }
    };
    if let Err(stopped) = judged {
        kept.leave();
        return Err(stopped.into_error());
    }
    writer.finish().with_context(unwritten)?;
    kept.end()?;
    results.end(set)
}

fn take(
    part: &Part<Result<RecordBatch, ArrowError>>,
    writer: &mut Writer<File>,
    results: &mut Results,
    strict: bool,
    records: &str,
) -> Result<(), Stopped> {
    let unwritten = |error: &ArrowError| Stopped::Because(anyhow!("what was judged cannot be written: {error}"));
    let said = part.said.as_ref().map_err(unwritten)?;
    writer.batch(said).map_err(|error| unwritten(&error))?;
    results.take(&[], part, strict, records)
}

/// A file of columns is whole only once its end is written.
fn refuse_resume(args: &BatchArgs) -> anyhow::Result<()> {
    if args.resume {
        bail!("a run with a file of Parquet or Arrow cannot be gone on with: leave --resume out, or use lines of JSON");
    }
    Ok(())
}
