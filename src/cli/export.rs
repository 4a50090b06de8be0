//! `cleardeck export`

use std::process::ExitCode;

use anyhow::bail;
use cleardeck::diagnostics::{Diagnostics as Problems, plain};
use cleardeck::inventory;
use cleardeck::read::Document;
use cleardeck::sheets;
use cleardeck::yaml::{self, Limits, Node};
use jiff::civil::Date;

use super::Refused;
use super::args::{Diagnostics, ExportArgs, ExportTo};
use super::input::Input;
use super::output::{self, NewFolder, Target};

pub fn run(args: &ExportArgs) -> anyhow::Result<ExitCode> {
    let to = match (args.to, args.output.as_deref()) {
        (ExportTo::Csv, None | Some("-")) => bail!("CSV is a folder of files: name a new one with --output"),
        (ExportTo::Csv, Some(path)) => To::Csv(NewFolder::of(path)?),
        (ExportTo::Xlsx, None) => bail!("a workbook is no text: name a file with --output"),
        (ExportTo::Xlsx, path) => To::Xlsx(Target::of(path)?),
        (ExportTo::Yaml, path) => To::Yaml(Target::of(path)?),
    };
    let mut input = Input::new();
    let set = input.sound_rule_set(&args.rules, Diagnostics::Text)?;
    let document = input.document(&args.inventory);
    let mut problems = Problems::default();
    // any day will do: the day of the audit is not exported
    let day = Some(Date::MAX);
    let tree: Option<Node> = match &document {
        None => None,
        Some(Document::Yaml(file)) => {
            inventory::load(*file, &set, day, &input.reader.sources, &mut problems);
            let text = input.reader.sources.text(*file);
            yaml::read(*file, text, &Limits::default(), &mut Problems::default())
        }
        Some(Document::Workbook(book)) => {
            inventory::load_workbook(book, &set, day, &input.reader.sources, &mut problems);
            inventory::workbook_tree(book, &set, &input.reader.sources, &mut Problems::default())
        }
    };
    // owned, so that the sources can be settled
    let tree = tree.map(|t| t.into_owned());
    input.reader.problems.extend(problems);
    input.settle(Diagnostics::Text)?;
    let Some(tree) = tree else { bail!(Refused) };
    match to {
        To::Yaml(target) => target.apart_from(&input.reader.seen)?.write(yaml::write(&tree))?,
        To::Xlsx(target) => {
            let output = target.apart_from(&input.reader.seen)?;
            let filled = inventory::fill(&set, &tree, true);
            say(&filled.left);
            output.write(sheets::to_xlsx(&filled.book).map_err(anyhow::Error::msg)?)?;
        }
        To::Csv(folder) => {
            let filled = inventory::fill(&set, &tree, false);
            say(&filled.left);
            let sheets = sheets::to_csv(&filled.book).into_iter();
            let files: Vec<_> = sheets.map(|(name, text)| (format!("{name}.csv"), text)).collect();
            folder.write(&files)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Where each form is written.
enum To {
    Xlsx(Target),
    Csv(NewFolder),
    Yaml(Target),
}

/// Names what could not be written, so that nothing is lost in silence.
fn say(left: &[String]) {
    for field in left {
        let field = plain(field);
        output::tell(&format!("note: not written, since no column holds it: {field}\n"));
    }
}
