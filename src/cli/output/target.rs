//! What the name of an output stands for, looked at before any work is done.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{Error, ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use cleardeck::read::Seen;
use same_file::Handle;

use super::apart::{refuse, refuse_standard_output};
use super::{said, say_bytes, tell, whole};

/// Where a run will write; it may still be one of the files that the run reads.
pub struct Target {
    name: String,
    kind: Kind,
}

enum Kind {
    StandardOutput,
    /// A device or a pipe: written into, never replaced.
    Stream(PathBuf),
    /// A file by its own path, links followed.
    File {
        real: PathBuf,
        /// Whether one that is there is kept.
        new: bool,
    },
}

/// Where a run writes: none of the files that it has read.
pub struct Output(Target);

impl Target {
    /// A file that may be there and is replaced then; `-` or nothing for standard output.
    ///
    /// # Errors
    /// When it could not be written later.
    pub fn of(name: Option<&str>) -> anyhow::Result<Self> {
        let Some(name) = name.filter(|n| *n != "-") else {
            return Ok(Self {
                name: "standard output".to_owned(),
                kind: Kind::StandardOutput,
            });
        };
        Ok(Self {
            kind: look(name)?,
            name: name.to_owned(),
        })
    }

    /// A file that must not be there; the advice says what else to do.
    ///
    /// # Errors
    /// When it is there, or could not be written later.
    pub fn new(name: Option<&str>, advice: &str) -> anyhow::Result<Self> {
        let mut target = Self::of(name)?;
        if let Kind::File { real, new } = &mut target.kind {
            if real.exists() {
                bail!("`{}` exists; {advice}", target.name);
            }
            *new = true;
        }
        Ok(target)
    }

    /// Refuses a target that the run has read.
    pub fn apart_from(self, read: &Seen) -> anyhow::Result<Output> {
        match &self.kind {
            Kind::StandardOutput => refuse_standard_output(read)?,
            Kind::Stream(path) if !path.is_file() => {}
            Kind::Stream(real) | Kind::File { real, .. } => refuse(read, &self.name, real)?,
        }
        Ok(self.onto_what_was_read())
    }

    /// Takes the target as it is: for the inventory that an interview fills in, and nothing else.
    pub fn onto_what_was_read(self) -> Output {
        if self.file().is_some_and(|real| whole::names(real) > 1) {
            tell(&format!(
                "note: the file `{}` has a second name (a hard link); what is written now stands under this name only\n",
                self.name
            ));
        }
        Output(self)
    }

    /// The file that is written, where it is one.
    pub fn file(&self) -> Option<&Path> {
        match &self.kind {
            Kind::File { real, .. } => Some(real),
            Kind::StandardOutput | Kind::Stream(_) => None,
        }
    }
}

impl Output {
    /// The file that is written, where it is one.
    pub fn file(&self) -> Option<&Path> {
        self.0.file()
    }

    /// Writes everything; a file is afterwards the old one or the new one, whatever happens meanwhile.
    pub fn write(&self, bytes: impl AsRef<[u8]>) -> anyhow::Result<()> {
        let bytes = bytes.as_ref();
        let written = match &self.0.kind {
            Kind::StandardOutput => return say_bytes(bytes),
            Kind::Stream(path) => OpenOptions::new()
                .append(true)
                .open(path)
                .and_then(|mut stream| said(stream.write_all(bytes))),
            Kind::File { real, new: true } => whole::create(real, bytes),
            Kind::File { real, new: false } => whole::replace(real, bytes),
        };
        written.with_context(|| format!("`{}` cannot be written", self.0.name))
    }
}

fn look(name: &str) -> anyhow::Result<Kind> {
    let path = Path::new(name);
    let unwritable = || format!("`{name}` cannot be written");
    match std::fs::metadata(path) {
        Ok(there) if there.is_dir() => bail!("`{name}` is a folder; name a file"),
        Ok(there) if !there.is_file() => {
            if is_disk(&there) {
                bail!("`{name}` is a disk; name a file");
            }
            Ok(Kind::Stream(path.to_owned()))
        }
        Ok(_) if already_open(path) => Ok(Kind::Stream(path.to_owned())),
        Ok(there) => {
            let real = std::fs::canonicalize(path).with_context(unwritable)?;
            whole::may_change(&real, &there).with_context(unwritable)?;
            takes_files(&real).with_context(unwritable)?;
            Ok(Kind::File { real, new: false })
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            // such a link most often leads to a drive that is not mounted: a file written in its place would not be found again
            if path.symlink_metadata().is_ok() {
                bail!("`{name}` is a link to something that does not exist; name the file itself");
            }
            let (Some(file), false) = (path.file_name(), name.ends_with(std::path::is_separator)) else {
                bail!("`{name}` names a folder; name a file");
            };
            let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
            let folder = folder.unwrap_or(Path::new("."));
            if !folder.is_dir() {
                bail!("`{name}` cannot be written: the folder does not exist");
            }
            let real = std::fs::canonicalize(folder).with_context(unwritable)?.join(file);
            takes_files(&real).with_context(unwritable)?;
            Ok(Kind::File { real, new: false })
        }
        Err(error) => Err(error).with_context(unwritable),
    }
}

/// Whether a path leads to a file that the shell has opened for this run: it is written where it is, as the shell would.
fn already_open(path: &Path) -> bool {
    let Ok(file) = Handle::from_path(path) else {
        return false;
    };
    let open = |handle: std::io::Result<Handle>| handle.is_ok_and(|handle| handle == file);
    let folder = path.parent().and_then(|p| std::fs::canonicalize(p).ok());
    open(Handle::stdout()) || open(Handle::stderr()) || folder.is_some_and(|f| f.starts_with("/proc"))
}

/// Whether the folder of a file takes a new file; the one that is tried has no name and is gone at once.
fn takes_files(real: &Path) -> Result<(), Error> {
    let tried = tempfile::tempfile_in(real.parent().unwrap_or(Path::new(".")));
    let why = |error: Error| Error::new(error.kind(), format!("its folder takes no new file: {error}"));
    tried.map(|_: File| ()).map_err(why)
}

#[cfg(unix)]
fn is_disk(there: &Metadata) -> bool {
    std::os::unix::fs::FileTypeExt::is_block_device(&there.file_type())
}

#[cfg(not(unix))]
fn is_disk(_: &Metadata) -> bool {
    false
}
