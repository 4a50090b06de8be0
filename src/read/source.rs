//! Where something that is read comes from.

use std::path::{Path, PathBuf};

/// A file or a folder, on disk or in memory.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Source {
    /// A file or a folder on disk.
    Path(PathBuf),
    /// A file in memory. Its name says what it holds, as on disk: `list.csv`.
    #[non_exhaustive]
    Bytes {
        /// The name, to which places lead back.
        name: String,
        /// What stands in it.
        bytes: Vec<u8>,
    },
    /// A folder in memory.
    #[non_exhaustive]
    Files {
        /// The name, to which places lead back.
        name: String,
        /// Its files, each with its path below the folder.
        files: Vec<(String, Vec<u8>)>,
    },
}

impl Source {
    /// A file or a folder on disk.
    pub fn path(path: impl Into<PathBuf>) -> Self {
        Self::Path(path.into())
    }

    /// A file in memory, by its name and what stands in it.
    pub fn bytes(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self::Bytes {
            name: name.into(),
            bytes: bytes.into(),
        }
    }

    /// A folder in memory: its name, and its files with their paths below it.
    pub fn files(name: impl Into<String>, files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        Self::Files {
            name: name.into(),
            files: files.into_iter().collect(),
        }
    }

    /// As a person reads it.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Path(path) => path.to_string_lossy().into_owned(),
            Self::Bytes { name, .. } | Self::Files { name, .. } => name.clone(),
        }
    }

    /// What stands before the last dot of the name, without its folder.
    pub(super) fn stem(&self) -> String {
        let name = self.name();
        let stem = Path::new(&name).file_stem().map(|s| s.to_string_lossy().into_owned());
        stem.unwrap_or_default()
    }

    /// What stands behind the last dot of the name, in lower case.
    pub(super) fn extension(&self) -> String {
        let name = self.name();
        let extension = Path::new(&name).extension().and_then(|e| e.to_str());
        extension.unwrap_or_default().to_lowercase()
    }
}

impl From<&str> for Source {
    /// A path on disk.
    fn from(path: &str) -> Self {
        Self::path(path)
    }
}

impl From<&String> for Source {
    /// A path on disk.
    fn from(path: &String) -> Self {
        Self::path(path)
    }
}

impl From<&Path> for Source {
    fn from(path: &Path) -> Self {
        Self::path(path)
    }
}

impl From<PathBuf> for Source {
    fn from(path: PathBuf) -> Self {
        Self::Path(path)
    }
}
