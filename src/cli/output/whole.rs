//! Replaces a file whole: what is written goes to a hidden sibling that nobody can guess, which takes the file's place
//! once everything is on the disk.
//!
//! A run that is killed leaves its sibling behind. Each holds a lock on its own while it lives, so the next run that
//! writes the same file knows those that nobody writes any more, and sweeps them away.

use std::fs::{File, Metadata, OpenOptions, TryLockError};
use std::io::{Error, ErrorKind, Write};
use std::path::Path;

use tempfile::{Builder, NamedTempFile};

const MARK: &str = ".cleardeck-";
const END: &str = ".partial";
/// How much of a file's name stands in that of its sibling, which must not be longer than a name may be.
const NAMED: usize = 64;

/// Puts these bytes in the place of a file. Its mode stays, its owner where this user may give it away.
pub fn replace(real: &Path, bytes: &[u8]) -> Result<(), Error> {
    let written = written(real, bytes, std::fs::metadata(real).ok())?;
    written.persist(real).map_err(|failed| failed.error)?;
    synced(real);
    Ok(())
}

/// Makes a file of these bytes. One that somebody has made meanwhile stays, and is an error.
pub fn create(real: &Path, bytes: &[u8]) -> Result<(), Error> {
    let written = written(real, bytes, None)?;
    written.persist_noclobber(real).map_err(|failed| failed.error)?;
    synced(real);
    Ok(())
}

/// Whether a file may be written, without changing it.
pub fn may_change(real: &Path, there: &Metadata) -> Result<(), Error> {
    // the system lets root write a read-only file; it is refused all the same
    if there.permissions().readonly() {
        return Err(Error::new(ErrorKind::PermissionDenied, "it is read-only"));
    }
    OpenOptions::new().append(true).open(real).map(|_| ())
}

fn written(real: &Path, bytes: &[u8], there: Option<Metadata>) -> Result<NamedTempFile, Error> {
    if let Some(there) = &there {
        may_change(real, there)?;
    }
    sweep(real);
    let mut sibling = sibling(real, there.is_some())?;
    sibling.write_all(bytes)?;
    if let Some(there) = there {
        keep_manner(sibling.as_file(), &there)?;
    }
    sibling.as_file().sync_all()?;
    Ok(sibling)
}

/// A new file beside another, locked by this run; `private` until it takes the place of one that is there.
fn sibling(real: &Path, private: bool) -> Result<NamedTempFile, Error> {
    let folder = real.parent().unwrap_or(Path::new("."));
    loop {
        let sibling = with_names(real, |builder| {
            #[cfg(unix)]
            builder.permissions(as_the_user_wants(if private { 0o600 } else { 0o666 }));
            builder.tempfile_in(folder)
        })?;
        // another run may have removed it as a leftover before it was locked
        if held(sibling.as_file()) && sibling.path().exists() {
            return Ok(sibling);
        }
    }
}

/// Makes something under the hidden name that belongs to a file or a folder.
pub fn with_names<T>(real: &Path, make: impl FnOnce(&mut Builder<'_, '_>) -> T) -> T {
    let prefix = prefix(real);
    make(Builder::new().prefix(&prefix).suffix(END).rand_bytes(12))
}

fn prefix(real: &Path) -> String {
    let name = real.file_name().unwrap_or_default().to_string_lossy();
    let end = (0..=NAMED.min(name.len())).rev().find(|n| name.is_char_boundary(*n));
    format!(".{}{MARK}", name.get(..end.unwrap_or_default()).unwrap_or_default())
}

/// Locks a file or a folder, unless another run has it. Where a disk knows no locks it counts as held; nothing is swept
/// there either.
pub fn held(made: &File) -> bool {
    !matches!(made.try_lock(), Err(TryLockError::WouldBlock))
}

/// Removes what killed runs have left beside a file or a folder.
pub fn sweep(real: &Path) {
    let prefix = prefix(real);
    let entries = std::fs::read_dir(real.parent().unwrap_or(Path::new(".")));
    for entry in entries.into_iter().flatten().flatten() {
        let name = entry.file_name();
        let ours = |name: &str| name.starts_with(&prefix) && name.ends_with(END);
        if !name.to_str().is_some_and(ours) {
            continue;
        }
        let (path, kind) = (entry.path(), entry.file_type());
        // its run has ended if nobody holds the lock
        let left = |path: &Path| File::open(path).is_ok_and(|file| file.try_lock().is_ok());
        match kind {
            Ok(kind) if kind.is_file() && left(&path) => drop(std::fs::remove_file(path)),
            Ok(kind) if kind.is_dir() && left(&path) => drop(std::fs::remove_dir_all(path)),
            _ => {}
        }
    }
}

/// Writes the folder down too, so that the new name outlives a loss of power; where that cannot be done the file is
/// whole all the same.
pub fn synced(real: &Path) {
    if let Some(folder) = real.parent() {
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
}

/// Gives a file the owner and the mode of the one that it will replace.
#[cfg(unix)]
pub fn keep_manner(made: &File, there: &Metadata) -> Result<(), Error> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
    let own = made.metadata()?;
    let mut mode = there.mode() & 0o7777;
    if own.gid() != there.gid() && fchown(made, None, Some(there.gid())).is_err() {
        // the file has another group now, which gets no more than everybody
        mode = mode & 0o707 | (mode & 0o007) << 3;
    }
    if own.uid() != there.uid() && fchown(made, Some(there.uid()), None).is_err() {
        mode &= 0o777;
    }
    made.set_permissions(std::fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
pub fn keep_manner(made: &File, there: &Metadata) -> Result<(), Error> {
    made.set_permissions(there.permissions())
}

/// How many names a file has.
#[cfg(unix)]
pub fn names(real: &Path) -> u64 {
    std::fs::metadata(real).map_or(1, |there| std::os::unix::fs::MetadataExt::nlink(&there))
}

#[cfg(not(unix))]
pub fn names(_: &Path) -> u64 {
    1
}

/// The mode of something new, of which the user's own mask takes away.
#[cfg(unix)]
pub fn as_the_user_wants(mode: u32) -> std::fs::Permissions {
    std::os::unix::fs::PermissionsExt::from_mode(mode)
}
