//! Keeps what a run writes apart from what it reads.

use std::path::{Path, PathBuf};

use anyhow::bail;
use cleardeck::read::Seen;
use same_file::Handle;

/// Under which name standard input is noted among the files.
const STANDARD_INPUT: &str = "-";

/// Refuses a file that was read, under whatever name, or that would be read the next time.
pub(super) fn refuse(read: &Seen, name: &str, real: &Path) -> anyhow::Result<()> {
    let place = real.parent().unwrap_or(Path::new(""));
    let extension = real.extension().and_then(|e| e.to_str()).unwrap_or_default();
    for (folder, extensions) in read.folders() {
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
    refuse_same(read, name, &target)
}

/// Refuses to append what was made of a file to that file.
pub fn refuse_standard_output(read: &Seen) -> anyhow::Result<()> {
    match Handle::stdout() {
        Ok(out) if regular(&out) => refuse_same(read, "standard output", &out),
        _ => Ok(()),
    }
}

fn refuse_same(read: &Seen, name: &str, target: &Handle) -> anyhow::Result<()> {
    let (standard, files): (Vec<&PathBuf>, Vec<&PathBuf>) = read
        .files()
        .iter()
        .partition(|path| path.as_path() == Path::new(STANDARD_INPUT));
    // a pipe would be waited for, and nothing is lost by writing into it
    let same = |path: &&&PathBuf| path.is_file() && Handle::from_path(path).is_ok_and(|input| input == *target);
    let read = match files.iter().find(same) {
        Some(path) => format!("`{}`", path.display()),
        None if !standard.is_empty() && Handle::stdin().is_ok_and(|input| input == *target) => {
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

/// Whether a handle is a file on a disk, which two names can stand for without anybody knowing.
fn regular(handle: &Handle) -> bool {
    handle.as_file().metadata().is_ok_and(|m| m.is_file())
}
