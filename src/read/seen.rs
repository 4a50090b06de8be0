//! Which files and folders were read.

use std::path::{Path, PathBuf};

/// What was read so far, so that whoever writes keeps off it.
#[derive(Clone, Default, Debug)]
pub struct Seen {
    files: Vec<PathBuf>,
    folders: Vec<(PathBuf, &'static [&'static str])>,
}

impl Seen {
    /// Notes a file.
    pub fn file(&mut self, path: impl AsRef<Path>) {
        self.files.push(path.as_ref().to_owned());
    }

    /// Notes a folder of which every file with one of these extensions is read.
    pub(super) fn folder(&mut self, path: &Path, extensions: &'static [&'static str]) {
        self.folders.push((path.to_owned(), extensions));
    }

    /// The files, in the order in which they were read.
    #[must_use]
    pub fn files(&self) -> &[PathBuf] {
        &self.files
    }

    /// The folders, each with the extensions of the files in it that are read.
    #[must_use]
    pub fn folders(&self) -> &[(PathBuf, &'static [&'static str])] {
        &self.folders
    }
}
