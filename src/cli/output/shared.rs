//! A file that others may change between one writing and the next: what they wrote is seen, and never written over.

use std::fs::{File, OpenOptions};
use std::io::{Error, ErrorKind, Read};
use std::path::Path;
use std::time::{Duration, Instant};

use same_file::Handle;

use super::whole;

/// How long another program may hold the file; one that writes holds it for a moment.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long a file that has changed must stay the same to be taken for whole: editors write in pieces, without a lock.
const SETTLED: Duration = Duration::from_millis(120);
const BREATH: Duration = Duration::from_millis(15);

/// A file, with what was last seen in it.
pub struct Shared<'p> {
    real: &'p Path,
    /// Nothing when it was not there.
    seen: Option<Vec<u8>>,
}

/// The file while nobody else who keeps to the lock writes it.
pub struct Held<'s, 'p> {
    shared: &'s mut Shared<'p>,
    /// Dropped last, so that the lock ends after the writing.
    _lock: Option<File>,
    /// What somebody else has left in the file since it was last seen.
    pub changed: Option<Vec<u8>>,
}

impl<'p> Shared<'p> {
    /// A file in which these bytes were read.
    pub fn new(real: &'p Path, seen: Option<Vec<u8>>) -> Self {
        Self { real, seen }
    }

    /// Locks the file and looks at it; what has changed counts as seen from then on.
    ///
    /// # Errors
    /// When it is gone, cannot be read or written any more, or another program does not let go of it.
    pub fn hold(&mut self) -> Result<Held<'_, 'p>, Error> {
        let start = Instant::now();
        let mut last = None;
        loop {
            let (lock, now) = self.locked(start)?;
            if now == self.seen || now == last {
                let changed = now.filter(|now| self.seen.as_ref() != Some(now));
                if changed.is_some() {
                    self.seen.clone_from(&changed);
                }
                return Ok(Held {
                    shared: self,
                    _lock: lock,
                    changed,
                });
            }
            last = now;
            drop(lock);
            std::thread::sleep(SETTLED);
        }
    }

    /// The locked file and its bytes; its locked folder and nothing when it is not there and never was.
    fn locked(&self, start: Instant) -> Result<(Option<File>, Option<Vec<u8>>), Error> {
        loop {
            match OpenOptions::new().read(true).append(true).open(self.real) {
                // the run that held the lock may have replaced the file
                Ok(mut file) if whole::held(&file) && self.is(&file)? => {
                    let mut bytes = Vec::new();
                    file.read_to_end(&mut bytes)?;
                    return Ok((Some(file), Some(bytes)));
                }
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::NotFound && self.seen.is_none() => {
                    let folder = self.real.parent().and_then(|folder| File::open(folder).ok());
                    if folder.as_ref().is_none_or(whole::held) && !self.real.exists() {
                        return Ok((folder, None));
                    }
                }
                Err(error) => return Err(error),
            }
            if start.elapsed() > PATIENCE {
                let why = "another program does not let go of it";
                return Err(Error::new(ErrorKind::ResourceBusy, why));
            }
            std::thread::sleep(BREATH);
        }
    }

    fn is(&self, file: &File) -> Result<bool, Error> {
        Ok(Handle::from_path(self.real)? == Handle::from_file(file.try_clone()?)?)
    }
}

impl Held<'_, '_> {
    /// Puts these bytes in the place of the file.
    pub fn write(self, bytes: &[u8]) -> Result<(), Error> {
        match self.shared.seen {
            Some(_) => whole::replace(self.shared.real, bytes)?,
            None => whole::create(self.shared.real, bytes)?,
        }
        self.shared.seen = Some(bytes.to_vec());
        Ok(())
    }
}
