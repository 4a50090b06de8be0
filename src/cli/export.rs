//! `cleardeck export`

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, bail};
use cleardeck::diagnostics::{Diagnostics as Problems, plain};
use cleardeck::inventory;
use cleardeck::sheets;
use cleardeck::yaml::{self, Limits, Node};
use jiff::civil::Date;

use super::args::{Diagnostics, ExportArgs, ExportTo};
use super::input::{Document, Input};
use super::{Refused, output};

pub fn run(args: &ExportArgs) -> anyhow::Result<ExitCode> {
    let target = args.output.as_deref();
    match args.to {
        ExportTo::Csv => match target {
            None | Some("-") => bail!("CSV is a folder of files: name a new one with --output"),
            Some(path) if Path::new(path).exists() => {
                bail!("`{path}` exists; name another folder, so that nothing is lost")
            }
            Some(_) => {}
        },
        ExportTo::Xlsx if target.is_none() => bail!("a workbook is no text: name a file with --output"),
        ExportTo::Xlsx | ExportTo::Yaml => output::writable(target)?,
    }
    let mut input = Input::new();
    let set = input.sound_rule_set(&args.rules, Diagnostics::Text)?;
    let document = input.document(&args.inventory);
    let mut problems = Problems::default();
    // any day will do: the day of the audit is not exported
    let day = Some(Date::MAX);
    let tree: Option<Node> = match &document {
        None => None,
        Some(Document::Yaml(file)) => {
            inventory::load(*file, &set, day, &input.sources, &mut problems);
            let text = input.sources.text(*file);
            yaml::read(*file, text, &Limits::default(), &mut Problems::default())
        }
        Some(Document::Workbook(book)) => {
            inventory::load_workbook(book, &set, day, &input.sources, &mut problems);
            inventory::workbook_tree(book, &set, &input.sources, &mut Problems::default())
        }
    };
    // owned, so that the sources can be settled
    let tree = tree.map(|t| t.into_owned());
    input.problems.extend(problems);
    input.settle(Diagnostics::Text)?;
    let Some(tree) = tree else { bail!(Refused) };
    match args.to {
        ExportTo::Yaml => output::write_text(target, &yaml::write(&tree))?,
        ExportTo::Xlsx => {
            let filled = inventory::fill(&set, &tree, true);
            say(&filled.left);
            let bytes = sheets::to_xlsx(&filled.book).map_err(anyhow::Error::msg)?;
            output::write_bytes(target, &bytes)?;
        }
        ExportTo::Csv => {
            let filled = inventory::fill(&set, &tree, false);
            say(&filled.left);
            let folder = Path::new(target.unwrap_or_default());
            std::fs::create_dir(folder).with_context(|| format!("`{}` cannot be made", folder.display()))?;
            for (name, text) in sheets::to_csv(&filled.book) {
                let path = folder.join(format!("{name}.csv"));
                output::write_text(path.to_str(), &text)?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Names what could not be written, so that nothing is lost in silence.
fn say(left: &[String]) {
    for field in left {
        eprintln!("note: not written, since no column holds it: {}", plain(field));
    }
}
