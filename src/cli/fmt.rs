//! `cleardeck rules fmt`: rule files in one style.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use cleardeck::yaml::style::styled;

use super::args::Diagnostics;
use super::input::Input;
use super::output::{self, Target};

/// Writes files, and all YAML files under folders, in the one style; with `check` only names those that differ.
pub fn run(paths: &[PathBuf], check: bool) -> anyhow::Result<ExitCode> {
    let mut files = Vec::new();
    for path in paths {
        gather(path, &mut files)?;
    }
    if files.is_empty() {
        bail!("there is no YAML file (*.yaml) to put into style");
    }
    let mut input = Input::new();
    let mut differ = Vec::new();
    for file in &files {
        let name = file.to_string_lossy();
        let Some(source) = input.file(&name) else { continue };
        let Some(text) = styled(source, &input.reader.sources, &mut input.reader.problems) else {
            continue;
        };
        if text != input.reader.sources.text(source) {
            differ.push((name.into_owned(), text));
        }
    }
    // no file is touched while one of them cannot be read
    input.settle(Diagnostics::Text)?;
    let mut said = String::new();
    for (name, text) in &differ {
        if !check {
            Target::of(Some(name))?.onto_what_was_read().write(text)?;
        }
        said.push_str(name);
        said.push('\n');
    }
    output::say(&said)?;
    Ok(if check && !differ.is_empty() {
        ExitCode::from(1)
    } else {
        ExitCode::SUCCESS
    })
}

fn gather(path: &Path, files: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    let entries = std::fs::read_dir(path).with_context(|| format!("the folder `{}` cannot be read", path.display()))?;
    let mut inside: Vec<PathBuf> = entries.filter_map(Result::ok).map(|e| e.path()).collect();
    inside.sort();
    for path in inside {
        if path.is_dir() {
            gather(&path, files)?;
        } else if path.extension().is_some_and(|e| e == "yaml" || e == "yml") {
            files.push(path);
        }
    }
    Ok(())
}
