//! Reads rule sets and inventories, whatever they are written in and wherever they come from.
//!
//! A [`Reader`] takes paths or bytes, so that it serves where there are no files too. What it finds wrong it collects,
//! each problem with its place; what cannot be used is a [`Refused`], which says so in words.

mod catalogue;
mod inventory;
mod refused;
mod rules;
mod seen;
mod source;
mod tables;

use std::io::Read;
use std::sync::Arc;

use crate::catalogue::Catalogue;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, SourceId, Sources};
use crate::sheets::{self, FileKind, looks_like};
use crate::yaml::{self, Limits};

pub use inventory::Document;
pub use refused::Refused;
pub use rules::Rules;
pub use seen::Seen;
pub use source::Source;

/// Bytes of all that one reader reads. A folder of a hundred thousand small files is as large as one large file.
const MOST_BYTES: usize = 96 << 20;
/// What a file counts at the least.
const SMALLEST: usize = 4 << 10;

/// Reads, and keeps what was read: the texts, to which places lead back, and every problem found.
///
/// One reads a rule set and the inventories that are judged by it, and no more than 96 MB in all: a program that runs on
/// takes a new one for each request.
#[derive(Debug)]
#[non_exhaustive]
pub struct Reader {
    /// The texts.
    pub sources: Sources,
    /// What was found wrong or doubtful.
    pub problems: Diagnostics,
    /// Which files and folders were read.
    pub seen: Seen,
    /// The files of cases of the rule set that was read last; without any, those of the shipped rules are meant.
    cases: Option<Vec<SourceId>>,
    /// The catalogue, once it is read.
    catalogue: Option<Arc<Catalogue>>,
    /// Entries of one's own that are laid over it.
    own_catalogue: Option<Source>,
    /// Bytes that may still be read.
    left: usize,
}

impl Default for Reader {
    fn default() -> Self {
        Self {
            sources: Sources::default(),
            problems: Diagnostics::default(),
            seen: Seen::default(),
            cases: None,
            catalogue: None,
            own_catalogue: None,
            left: MOST_BYTES,
        }
    }
}

impl Reader {
    /// One that has read nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A text in UTF-8, such as a YAML file, among the sources; `None` when it cannot be read, which is noted.
    pub fn text(&mut self, source: impl Into<Source>) -> Option<SourceId> {
        let source = source.into();
        let name = source.name();
        let bytes = self.bytes(source)?;
        yaml::decode(&name, bytes, &Limits::default(), &mut self.sources, &mut self.problems)
    }

    /// A table of separated text, in any encoding and with any line ends; `None` when it cannot be read, which is noted.
    pub fn table(&mut self, source: impl Into<Source>) -> Option<SourceId> {
        let source = source.into();
        let name = source.name();
        let bytes = self.bytes(source)?;
        let foreign = match looks_like(&bytes) {
            FileKind::Other => sheets::foreign(&name, &bytes),
            FileKind::Zip | FileKind::Old => Some(
                Diagnostic::about_file(
                    Code::NotUtf8,
                    &name,
                    "this is a workbook, and a table of text is read here",
                )
                .help("save the sheet with the table as CSV UTF-8"),
            ),
        };
        if let Some(problem) = foreign {
            self.problems.push(problem);
            return None;
        }
        let text = sheets::decode(&name, &bytes, &mut self.problems)?;
        // places are counted by lines, whatever ends them
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        Some(self.sources.add(&name, text))
    }

    /// The bytes of one file; `None` when it cannot be read, which is noted.
    pub fn bytes(&mut self, source: impl Into<Source>) -> Option<Vec<u8>> {
        let source = source.into();
        let name = source.name();
        let bytes = match source {
            Source::Bytes { bytes, .. } => bytes,
            Source::Path(path) => {
                self.seen.file(&path);
                let opened = std::fs::File::open(&path);
                // room for the whole, and for the read that finds its end
                let room = |file: &std::fs::File| file.metadata().map_or(0, |m| m.len()).saturating_add(1);
                match opened {
                    Ok(file) => self.taken(&name, room(&file), file)?,
                    Err(error) => return self.unreadable(&name, &error.to_string()),
                }
            }
            Source::Files { .. } => return self.unreadable(&name, "it is a folder"),
        };
        let Some(left) = self.left.checked_sub(bytes.len().max(SMALLEST)) else {
            let message = format!(
                "with this file over {} MB are read in all, more than any inventory and its rules have",
                MOST_BYTES >> 20
            );
            let problem = Diagnostic::about_file(Code::TooLarge, &name, message);
            self.problems.push(problem.help("is this the right folder?"));
            self.left = 0;
            return None;
        };
        self.left = left;
        Some(bytes)
    }

    /// A stream, such as standard input, as a file in memory of the name `name`. It is read no further than a file would
    /// be. `None` when it cannot be read, which is noted.
    pub fn stream(&mut self, name: &str, stream: impl Read) -> Option<Source> {
        self.taken(name, 0, stream).map(|bytes| Source::bytes(name, bytes))
    }

    /// What stands in a stream, of which so many bytes are expected.
    fn taken(&mut self, name: &str, room: u64, stream: impl Read) -> Option<Vec<u8>> {
        // one more than is read of a file, so that one that is too large is seen to be
        let most = Limits::default().bytes.min(self.left) as u64 + 1;
        let mut bytes = Vec::new();
        bytes.reserve_exact(usize::try_from(room.min(most)).unwrap_or_default());
        match stream.take(most).read_to_end(&mut bytes) {
            Ok(_) => Some(bytes),
            Err(error) => self.unreadable(name, &error.to_string()),
        }
    }

    fn unreadable<T>(&mut self, name: &str, why: &str) -> Option<T> {
        let problem = Diagnostic::about_file(Code::UnreadableFile, name, format!("the file cannot be read: {why}"));
        self.problems.push(problem.help("check the name and the folder"));
        None
    }

    /// What `read` makes, unless it makes nothing or finds an error.
    fn sound<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Result<T, Refused> {
        let before = std::mem::take(&mut self.problems);
        let value = read(self);
        let found = std::mem::replace(&mut self.problems, before);
        let refused = || {
            let mut found = found.clone();
            found.sort();
            Refused::because_of(found, &self.sources)
        };
        let value = value.filter(|_| !found.has_errors()).ok_or_else(refused);
        self.problems.extend(found);
        value
    }
}
