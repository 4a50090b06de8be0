//! Where a run writes: the answers, what was set aside, and how far it has come.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow, bail};
use cleardeck::batch::{Part, Place, Totals};
use cleardeck::rules::RuleSet;

use super::super::args::BatchArgs;
use super::super::output::{self, said};
use super::journal::{Journal, Reached, Run, beside};

/// So many records that were set aside are told of; the file has all of them.
const TOLD: usize = 5;
/// What is written is made to last this often, should the machine fail.
const LASTING: Duration = Duration::from_secs(5);

/// Why a run ended before its end.
pub enum Stopped {
    /// The input cannot be read.
    Unread(io::Error),
    /// Another reason, said whole.
    Because(anyhow::Error),
    /// Nobody reads on.
    Closed,
}

impl From<io::Error> for Stopped {
    fn from(error: io::Error) -> Self {
        Self::Unread(error)
    }
}

#[cfg(feature = "arrow")]
impl From<cleardeck::batch::arrow::NotJudged> for Stopped {
    fn from(error: cleardeck::batch::arrow::NotJudged) -> Self {
        Self::Because(anyhow!("the records cannot be read: {error}"))
    }
}

impl Stopped {
    pub fn into_error(self) -> anyhow::Error {
        match self {
            Self::Unread(error) => anyhow!("the records cannot be read on: {error}"),
            Self::Because(error) => error,
            Self::Closed => anyhow!("standard output was closed before the end"),
        }
    }
}

/// Where a run writes.
pub struct Results {
    said: Out,
    aside: Option<Kept>,
    journal: Option<Journal>,
    reached: Reached,
    told: usize,
    begun: Instant,
    lasting: Instant,
    /// How many were judged before this run went on.
    before: u64,
}

enum Out {
    Standard(io::Stdout),
    File(Kept),
    /// The answers are written by somebody else.
    #[cfg(feature = "arrow")]
    Elsewhere,
}

/// A file that has its name only once it is whole.
pub struct Kept {
    pub file: File,
    part: PathBuf,
    path: PathBuf,
}

impl Kept {
    /// Begins a file, or goes on with one after so many bytes.
    pub fn open(path: &Path, after: Option<u64>) -> io::Result<Self> {
        let part = beside(path, ".part");
        let file = match after {
            None => File::create(&part)?,
            Some(bytes) => {
                // the run was broken off between the names that it gave at its end: what it wrote has its own already
                if bytes > 0 && !part.exists() {
                    std::fs::rename(path, &part)?;
                }
                let file = OpenOptions::new().append(true).create(true).open(&part)?;
                if file.metadata()?.len() < bytes {
                    return Err(io::Error::other("less is written than the journal says"));
                }
                file.set_len(bytes)?;
                file
            }
        };
        Ok(Self {
            path: path.to_owned(),
            file,
            part,
        })
    }

    /// Takes away what is written of a file that nobody goes on with.
    #[cfg(feature = "arrow")]
    pub fn leave(self) {
        // it is told why the run ended; that a part of a file stays is no more than untidy
        let _ = std::fs::remove_file(&self.part);
    }

    pub fn end(self) -> anyhow::Result<()> {
        let unwritten = || format!("`{}` cannot be written", self.path.display());
        self.file.sync_data().with_context(unwritten)?;
        std::fs::rename(&self.part, &self.path).with_context(unwritten)
    }
}

impl Kept {
    /// Nothing is in it: what an earlier run left under its name is not of this one.
    fn withdraw(self) -> anyhow::Result<()> {
        std::fs::remove_file(&self.part)?;
        match std::fs::remove_file(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }
}

/// Where records that are set aside are written: where that is said, or beside the output.
fn aside(args: &BatchArgs, records: &str) -> anyhow::Result<Option<PathBuf>> {
    let path = args.output.as_deref().filter(|path| *path != "-").map(Path::new);
    let aside = args
        .aside
        .as_ref()
        .map(PathBuf::from)
        .or_else(|| Some(beside(path?, ".aside")));
    for written in path.into_iter().chain(aside.as_deref()) {
        if same_file::is_same_file(written, records).unwrap_or_default() {
            bail!("`{}` is what is read: name another file", written.display());
        }
    }
    Ok(aside)
}

impl Results {
    /// Of a run whose answers somebody else writes.
    #[cfg(feature = "arrow")]
    pub fn without_answers(args: &BatchArgs, records: &str) -> anyhow::Result<Self> {
        let open =
            |path: PathBuf| Kept::open(&path, None).with_context(|| format!("`{}` cannot be written", path.display()));
        Ok(Self {
            said: Out::Elsewhere,
            aside: aside(args, records)?.map(open).transpose()?,
            journal: None,
            reached: Reached::default(),
            told: 0,
            begun: Instant::now(),
            lasting: Instant::now(),
            before: 0,
        })
    }

    /// Opens what a run writes, and says from where it reads on.
    pub fn open(args: &BatchArgs, records: &str, run: &Run, start: Place) -> anyhow::Result<(Self, Place)> {
        let path = args.output.as_deref().filter(|path| *path != "-").map(Path::new);
        let aside = aside(args, records)?;
        let mut reached = Reached {
            read: start,
            ..Reached::default()
        };
        let mut journal = None;
        let mut goes_on = false;
        if let Some(path) = path {
            let place = beside(path, ".progress");
            let unwritten = || format!("`{}` cannot be written", place.display());
            if args.resume
                && let Some((again, of, last)) = Journal::again(place.clone()).with_context(unwritten)?
            {
                if of != *run {
                    bail!(
                        "`{}` is of another run: other records, rules, date or options; without --resume the run begins anew",
                        place.display()
                    );
                }
                if last != Reached::default() {
                    reached = last;
                }
                goes_on = true;
                journal = Some(again);
            }
            if journal.is_none() {
                journal = Some(Journal::begin(place.clone(), run).with_context(unwritten)?);
            }
        }
        let open = |path: &Path, bytes: u64| {
            Kept::open(path, goes_on.then_some(bytes))
                .with_context(|| format!("`{}` cannot be written", path.display()))
        };
        let results = Self {
            said: match path {
                Some(path) => Out::File(open(path, reached.said)?),
                None => Out::Standard(io::stdout()),
            },
            aside: aside.map(|path| open(&path, reached.aside)).transpose()?,
            told: 0,
            begun: Instant::now(),
            lasting: Instant::now(),
            before: reached.totals.judged,
            journal,
            reached,
        };
        let from = results.reached.read;
        Ok((results, from))
    }

    /// Takes what came of the next part, and of what is said that which is written here.
    pub fn take<S>(&mut self, said: &[u8], part: &Part<S>, strict: bool, records: &str) -> Result<(), Stopped> {
        self.tell(part, records);
        if strict && part.totals.aside > 0 {
            return Err(Stopped::Because(anyhow!(
                "stopped at the first record that cannot be read (--strict)"
            )));
        }
        let written = match &mut self.said {
            Out::Standard(out) => match out.write_all(said) {
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Err(Stopped::Closed),
                written => written,
            },
            Out::File(kept) => kept.file.write_all(said),
            #[cfg(feature = "arrow")]
            Out::Elsewhere => Ok(()),
        };
        let written = written.and_then(|()| match &mut self.aside {
            Some(kept) => kept.file.write_all(&part.aside),
            None => Ok(()),
        });
        self.reached.read = part.end;
        self.reached.said += said.len() as u64;
        self.reached.aside += part.aside.len() as u64;
        self.reached.totals.add(&part.totals);
        let noted = written.and_then(|()| self.note());
        noted.map_err(|error| Stopped::Because(anyhow!("what was judged cannot be written: {error}")))
    }

    /// Notes how far the run has come, once what it came to is written.
    fn note(&mut self) -> io::Result<()> {
        let Some(journal) = &mut self.journal else {
            return Ok(());
        };
        if self.lasting.elapsed() > LASTING {
            self.lasting = Instant::now();
            if let Out::File(kept) = &self.said {
                kept.file.sync_data()?;
            }
            if let Some(kept) = &self.aside {
                kept.file.sync_data()?;
            }
        }
        journal.note(&self.reached)
    }

    /// Tells of the first records that were set aside.
    fn tell<S>(&mut self, part: &Part<S>, records: &str) {
        for line in part.aside.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            if self.told == TOLD {
                return;
            }
            self.told += 1;
            let Ok(line) = serde_json::from_slice::<serde_json::Value>(line) else {
                continue;
            };
            let text = |key: &str| line.get(key).and_then(|v| v.as_str()).unwrap_or_default();
            let number = line.get("line").map(ToString::to_string).unwrap_or_default();
            let (problem, help) = (text("problem"), text("help"));
            output::tell(&format!("{records}, line {number}: {problem}\n  help: {help}\n"));
        }
    }

    /// Gives what was written its name, and says what came of it.
    pub fn end(self, set: &RuleSet) -> anyhow::Result<ExitCode> {
        let totals = &self.reached.totals;
        let set_aside = totals.aside;
        let took = self.begun.elapsed().as_secs_f64();
        let summary = summary(totals, set, (totals.judged - self.before) as f64 / took.max(1e-9));
        match self.said {
            Out::Standard(mut out) => said(out.flush()).context("standard output cannot be written")?,
            Out::File(kept) => kept.end()?,
            #[cfg(feature = "arrow")]
            Out::Elsewhere => {}
        }
        let place = self.aside.as_ref().map(|kept| kept.path.display().to_string());
        if let Some(kept) = self.aside {
            match set_aside {
                0 => kept.withdraw()?,
                _ => kept.end()?,
            }
        }
        self.journal.map(Journal::end).transpose()?;
        output::tell(&summary);
        if set_aside == 0 {
            return Ok(ExitCode::SUCCESS);
        }
        let place = place.map_or_else(
            || "name a file with --aside to keep them".to_owned(),
            |place| format!("they are in `{place}`"),
        );
        output::tell(&format!("{set_aside} records could not be read: {place}\n"));
        Ok(ExitCode::from(1))
    }
}

/// How many came to what.
fn summary(totals: &Totals, set: &RuleSet, rate: f64) -> String {
    let options = set.decision().map_or(&[][..], |fact| &set.fact(fact).options);
    let counted = options.iter().zip(&totals.answers).filter(|(_, many)| **many > 0);
    let answers: Vec<String> = counted.map(|(id, many)| format!("{id} {many}")).collect();
    let [settled, provided, open] = totals.firmness;
    if totals.judged == 0 {
        return "no initiative was judged\n".to_owned();
    }
    let mut text = format!(
        "{} initiatives judged, {rate:.0} a second: {}\n{settled} settled, {provided} provided that something is so, {open} open\n",
        totals.judged,
        answers.join(", ")
    );
    if totals.unknown_districts > 0 {
        text.push_str(&format!(
            "{} records name a district that is not among the districts\n",
            totals.unknown_districts
        ));
    }
    text
}
