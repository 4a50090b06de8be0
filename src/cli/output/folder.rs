//! Writes a folder of files whole or not at all.

use std::fs::File;
use std::io::{Error, ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use tempfile::TempDir;

use super::whole;

/// A folder to be made, looked at before any work is done.
pub struct NewFolder {
    name: String,
    /// The first folder that is not there, or the empty one that is.
    real: PathBuf,
    /// What comes below it on the way to the folder itself.
    below: PathBuf,
}

impl NewFolder {
    /// A folder that is not there, or is empty.
    pub fn of(name: &str) -> anyhow::Result<Self> {
        let unwritable = || format!("the folder `{name}` cannot be made");
        let path = Path::new(name);
        let there = match path.symlink_metadata() {
            Ok(_) => true,
            Err(error) if error.kind() == ErrorKind::NotFound => false,
            Err(error) => return Err(error).with_context(unwritable),
        };
        let (real, below) = if there {
            if !path.is_dir() {
                bail!("`{name}` is no folder; name a new one");
            }
            if std::fs::read_dir(path).with_context(unwritable)?.next().is_some() {
                bail!("`{name}` is not empty; name a new folder");
            }
            // the folder itself is replaced, so a shell that is in it would be left in one that is gone
            if same_file::is_same_file(path, ".").unwrap_or(false) {
                bail!("`{name}` is the folder that you are in; name a new one");
            }
            (std::fs::canonicalize(path).with_context(unwritable)?, PathBuf::new())
        } else {
            let absolute = std::path::absolute(path).with_context(unwritable)?;
            let there = absolute.ancestors().find(|folder| folder.symlink_metadata().is_ok());
            let there = there.unwrap_or(Path::new("/"));
            let missing = absolute.strip_prefix(there).unwrap_or(&absolute);
            let mut parts = missing.components();
            let first = parts.next().map(|part| part.as_os_str().to_owned()).unwrap_or_default();
            let there = std::fs::canonicalize(there).with_context(unwritable)?;
            (there.join(first), parts.as_path().to_owned())
        };
        tempfile::tempfile_in(real.parent().unwrap_or(Path::new("/"))).with_context(unwritable)?;
        Ok(Self {
            name: name.to_owned(),
            real,
            below,
        })
    }

    /// Writes the files, each by its path below the folder.
    pub fn write(&self, files: &[(String, impl AsRef<[u8]>)]) -> anyhow::Result<()> {
        self.made(files)
            .with_context(|| format!("the folder `{}` cannot be written", self.name))
    }

    fn made(&self, files: &[(String, impl AsRef<[u8]>)]) -> Result<(), Error> {
        whole::sweep(&self.real);
        let parent = self.real.parent().unwrap_or(Path::new("/"));
        let (sibling, lock) = loop {
            let sibling: TempDir = whole::with_names(&self.real, |builder| {
                #[cfg(unix)]
                builder.permissions(whole::as_the_user_wants(0o777));
                builder.tempdir_in(parent)
            })?;
            // no lock can be had where folders are not opened as files are
            let lock = File::open(sibling.path()).ok();
            if lock.as_ref().is_none_or(whole::held) && sibling.path().exists() {
                break (sibling, lock);
            }
        };
        let folder = sibling.path().join(&self.below);
        for (name, content) in files {
            let path = folder.join(name);
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder)?;
            }
            let mut file = File::create_new(&path)?;
            file.write_all(content.as_ref())?;
            file.sync_all()?;
            whole::synced(&path);
        }
        if let (Ok(there), Some(made)) = (std::fs::metadata(&self.real), &lock) {
            whole::keep_manner(made, &there)?;
        }
        // an empty folder gives way, one that somebody has filled meanwhile does not
        std::fs::rename(sibling.path(), &self.real)?;
        let _ = sibling.keep();
        whole::synced(&self.real);
        Ok(())
    }
}
