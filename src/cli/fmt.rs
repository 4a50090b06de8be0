//! `cleardeck rules fmt`: rule files in one style.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, bail};
use cleardeck::rules::Folder;
use cleardeck::yaml::style::styled;

use super::args::Diagnostics;
use super::input::Input;
use super::output::{self, Target};

/// Writes files, and all YAML files under folders, in the one style; with `check` only names those that differ.
pub fn run(paths: &[PathBuf], check: bool) -> anyhow::Result<ExitCode> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            files.extend(Folder::read(path).with_context(|| path.display().to_string())?.files);
        } else {
            files.push(path.clone());
        }
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
