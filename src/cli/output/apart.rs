//! Keeps what a run writes apart from what it reads.

use std::path::{Path, PathBuf};

use anyhow::bail;
use same_file::Handle;

/// What a run has read so far.
#[derive(Default)]
pub struct Inputs {
    files: Vec<PathBuf>,
    /// Folders of which every file with one of these extensions is read.
    folders: Vec<(PathBuf, &'static [&'static str])>,
    standard_input: bool,
}

impl Inputs {
    /// Notes a file, or standard input for `-`.
    pub fn file(&mut self, path: impl AsRef<Path>) {
        let path = path.as_ref();
        if path == Path::new("-") {
            self.standard_input = true;
        } else {
            self.files.push(path.to_owned());
        }
    }

    /// Notes a folder of which every file with one of these extensions is read.
    pub fn folder(&mut self, path: &Path, extensions: &'static [&'static str]) {
        self.folders.push((path.to_owned(), extensions));
    }

    /// Refuses a file that was read, under whatever name, or that would be read the next time.
    pub(super) fn refuse(&self, name: &str, real: &Path) -> anyhow::Result<()> {
        let place = real.parent().unwrap_or(Path::new(""));
        let extension = real.extension().and_then(|e| e.to_str()).unwrap_or_default();
        for (folder, extensions) in &self.folders {
            let wanted = extensions.iter().any(|e| e.eq_ignore_ascii_case(extension));
            if wanted && std::fs::canonicalize(folder).is_ok_and(|f| f == place) {
                bail!(
                    "`{name}` stands in the folder `{}`, of which this run reads every such file; name a file elsewhere, so that nothing is lost",
                    folder.display()
                );
            }
        }
        // what is not there yet was not read
        let Ok(target) = Handle::from_path(real) else {
            return Ok(());
        };
        self.refuse_same(name, &target)
    }

    /// Refuses to append what was made of a file to that file.
    pub fn refuse_standard_output(&self) -> anyhow::Result<()> {
        match Handle::stdout() {
            Ok(out) if regular(&out) => self.refuse_same("standard output", &out),
            _ => Ok(()),
        }
    }

    fn refuse_same(&self, name: &str, target: &Handle) -> anyhow::Result<()> {
        // a pipe would be waited for, and nothing is lost by writing into it
        let same = |path: &&PathBuf| path.is_file() && Handle::from_path(path).is_ok_and(|input| input == *target);
        let read = match self.files.iter().find(same) {
            Some(path) => format!("`{}`", path.display()),
            None if self.standard_input && Handle::stdin().is_ok_and(|input| input == *target) => {
                "standard input".to_owned()
            }
            None => return Ok(()),
        };
        let quoted = if name.contains(' ') {
            name.to_owned()
        } else {
            format!("`{name}`")
        };
        bail!("{quoted} is the same file as {read}, which this run reads; name another, so that nothing is lost")
    }
}

/// Whether a handle is a file on a disk, which two names can stand for without anybody knowing.
fn regular(handle: &Handle) -> bool {
    handle.as_file().metadata().is_ok_and(|m| m.is_file())
}
