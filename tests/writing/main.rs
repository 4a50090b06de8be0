//! What is written to disk: whole or not at all, never over what was read, never over what somebody else wrote.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::expect_used,
    reason = "a test may fail"
)]

mod apart;
mod batch;
mod interview;
mod kills;
mod meant;
mod streams;
mod targets;

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A folder of its own for a test, with an inventory, a list, a table of results and a table of studies.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let from = |path: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    for (source, name) in [
        ("examples/riverbend/inventory.yaml", "inventory.yaml"),
        ("tests/import/wake.csv", "list.csv"),
    ] {
        std::fs::copy(from(source), folder.path().join(name)).unwrap();
    }
    std::fs::write(folder.path().join("results.csv"), "yi,vi\n0.1,0.02\n0.2,0.03\n").unwrap();
    std::fs::write(
        folder.path().join("studies.csv"),
        "study,design,effect,students\nA,lottery,0.2,400\n",
    )
    .unwrap();
    folder
}

/// The program in a folder, its streams piped.
fn program(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cleardeck"));
    command.args(args).current_dir(folder);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn run(folder: &Path, args: &[&str]) -> Output {
    program(folder, args).output().unwrap()
}

/// The program started by a shell, as `$0` with these arguments.
fn shell(folder: &Path, script: &str, args: &[&str]) -> Output {
    let mut command = Command::new("bash");
    command.arg("-c").arg(script).arg(env!("CARGO_BIN_EXE_cleardeck"));
    command.args(args).current_dir(folder).stdin(Stdio::null());
    command.output().unwrap()
}

fn ended(output: &Output) -> (i32, String) {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code().unwrap_or(-1), said)
}

/// Every file and link below a folder with its content, to see that nothing has changed.
fn everything(folder: &Path) -> Vec<(PathBuf, u64, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            found.extend(everything(&path));
        } else if kind.is_file() {
            let content = std::fs::read(&path).unwrap();
            found.push((path.clone(), path.metadata().unwrap().ino(), content));
        } else {
            found.push((path, 0, Vec::new()));
        }
    }
    found.sort();
    found
}

/// What killed runs have left in a folder.
fn strays(folder: &Path) -> Vec<String> {
    let names = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name());
    let names = names.map(|n| n.to_string_lossy().into_owned());
    names
        .filter(|n| n.contains(".cleardeck-") && n.starts_with('.'))
        .collect()
}
