//! The files of a rule set: which a folder holds, in which order they are read, and what each is for.

use std::io;
use std::path::{Path, PathBuf};

use crate::diagnostics::{Diagnostics, SourceId, Sources};
use crate::yaml::{self, Limits, Node};

/// So deep folders are looked into; a link that leads back up ends here.
const DEEPEST: usize = 16;

/// What a folder holds.
#[derive(Clone, Debug, Default)]
pub struct Folder {
    /// Its YAML files and those of the folders in it, in the order of their paths: so they are read.
    pub files: Vec<PathBuf>,
    /// The folder itself and the folders in it.
    pub folders: Vec<PathBuf>,
}

impl Folder {
    /// Looks into a folder. What begins with a dot is left alone.
    ///
    /// # Errors
    /// When a folder cannot be read, or folders are nested too deep.
    pub fn read(path: &Path) -> io::Result<Self> {
        let mut found = Self::default();
        found.gather(path, 0)?;
        found.files.sort();
        Ok(found)
    }

    fn gather(&mut self, folder: &Path, depth: usize) -> io::Result<()> {
        let of = |error: io::Error| {
            let which = if depth == 0 {
                "the folder".to_owned()
            } else {
                format!("the folder `{}` in it", folder.display())
            };
            io::Error::new(error.kind(), format!("{which} cannot be read: {error}"))
        };
        if depth > DEEPEST {
            return Err(of(io::Error::other(format!(
                "it lies more than {DEEPEST} folders deep"
            ))));
        }
        self.folders.push(folder.to_owned());
        for entry in std::fs::read_dir(folder).map_err(of)? {
            let path = entry.map_err(of)?.path();
            let hidden = path
                .file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with('.'));
            if hidden {
                continue;
            }
            if path.is_dir() {
                self.gather(&path, depth + 1)?;
            } else if path.extension().is_some_and(|e| e == "yaml" || e == "yml") {
                self.files.push(path);
            }
        }
        Ok(())
    }
}

/// Whether a tree holds one section and nothing else. What stands beside it makes a file one of rules, whose reader
/// refuses what it does not know.
pub(super) fn holds_only(tree: &Node, section: &str) -> bool {
    let entries = tree.as_map().unwrap_or_default();
    !entries.is_empty() && entries.iter().all(|e| e.key == section)
}

/// Parts files into those of rules and those of cases, which hold `cases:` and nothing else.
#[must_use]
pub fn apart(files: Vec<SourceId>, sources: &Sources) -> (Vec<SourceId>, Vec<SourceId>) {
    // what cannot be read is told when the rules are read
    let mut unread = Diagnostics::default();
    let mut is_cases = |file: &SourceId| {
        yaml::read(*file, sources.text(*file), &Limits::default(), &mut unread)
            .is_some_and(|tree| holds_only(&tree, "cases"))
    };
    let (cases, rules) = files.into_iter().partition(|file| is_cases(file));
    (rules, cases)
}
