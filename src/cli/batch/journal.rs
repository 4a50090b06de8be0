//! How far a run has come, kept beside its output, so that one that was broken off can be gone on with.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use cleardeck::batch::{Place, Totals};
use cleardeck::rules::RuleSet;
use serde::{Deserialize, Serialize};

use super::super::args::BatchArgs;

/// What a run does: another one goes on with it only where all of this is the same.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Run {
    records: String,
    bytes: Option<u64>,
    rules: String,
    parameters: Vec<String>,
    as_of: Option<String>,
    districts: Option<(String, Option<u64>)>,
    ignored: Vec<String>,
    public: bool,
}

impl Run {
    pub fn of(args: &BatchArgs, records: &str, set: &RuleSet, bytes: Option<u64>) -> Self {
        let length = |path: &str| std::fs::metadata(path).ok().map(|about| about.len());
        Self {
            records: records.to_owned(),
            rules: set.hash.clone(),
            parameters: args.rules.params.clone(),
            as_of: args.as_of.clone(),
            districts: args.districts.as_ref().map(|path| (path.clone(), length(path))),
            ignored: args.ignore.clone(),
            public: args.public,
            bytes,
        }
    }
}

/// How far a run has come: what was read and what is written of it.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Reached {
    pub read: Place,
    /// Bytes of answers.
    pub said: u64,
    /// Bytes of what was set aside.
    pub aside: u64,
    pub totals: Totals,
}

/// The file in which that is noted, a line each time.
pub struct Journal {
    file: File,
    path: PathBuf,
}

impl Journal {
    /// Begins one.
    pub fn begin(path: PathBuf, run: &Run) -> io::Result<Self> {
        let mut journal = Self {
            file: File::create(&path)?,
            path,
        };
        journal.line(run)?;
        Ok(journal)
    }

    /// The one that is there, with the last that was noted whole; nothing where there is none to go on with.
    pub fn again(path: PathBuf) -> io::Result<Option<(Self, Run, Reached)>> {
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        // what follows the last line end was broken off
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        let mut lines = text.get(..whole).unwrap_or_default().lines();
        let Some(run) = lines.next().and_then(|line| serde_json::from_str(line).ok()) else {
            return Ok(None);
        };
        let reached = lines.next_back().map(serde_json::from_str).transpose();
        let reached = reached.map_err(io::Error::other)?.unwrap_or_default();
        let file = OpenOptions::new().append(true).open(&path)?;
        file.set_len(whole as u64)?;
        Ok(Some((Self { file, path }, run, reached)))
    }

    /// Notes how far the run has come.
    pub fn note(&mut self, reached: &Reached) -> io::Result<()> {
        self.line(reached)
    }

    /// The run is done.
    pub fn end(self) -> io::Result<()> {
        std::fs::remove_file(&self.path)
    }

    fn line(&mut self, line: &impl Serialize) -> io::Result<()> {
        let mut text = serde_json::to_string(line).map_err(io::Error::other)?;
        text.push('\n');
        self.file.write_all(text.as_bytes())
    }
}

/// A path with something after its name.
pub fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}
