//! `cleardeck import`

use std::path::Path;
use std::process::ExitCode;

use anyhow::bail;
use cleardeck::inventory::{self, Head, Map, Wanted};
use cleardeck::read::Document;

use super::Refused;
use super::args::{Diagnostics, ImportArgs};
use super::input::{Input, as_of};
use super::output::{self, Target};

pub fn run(args: &ImportArgs) -> anyhow::Result<ExitCode> {
    let day = as_of(args.as_of.as_deref())?;
    let head = match args.header.as_deref().map(str::trim) {
        None => None,
        Some(word) if word.eq_ignore_ascii_case("none") => Some(Head::Nowhere),
        Some(number) => match number.parse() {
            Ok(row) => Some(Head::Row(row)),
            Err(_) => bail!("--header takes the number of a row, or `none`; here stands `{number}`"),
        },
    };
    let named = args.output.as_deref();
    let target = if args.replace {
        Target::of(named)?
    } else {
        Target::new(
            named,
            "name another file, or say --replace when nothing in it was written by hand",
        )?
    };
    let mut input = Input::new();
    let set = input.sound_rule_set(&args.rules, Diagnostics::Text)?;
    if args.map.as_deref() == Some("-") {
        bail!("--map takes a file, which is written on the first run and read on the next; name one");
    }
    let known = args.map.as_deref().filter(|p| Path::new(p).exists());
    let choices = match args.map.as_deref().filter(|_| known.is_none()) {
        None => None,
        Some(path) => {
            let choices = Target::new(Some(path), "name another file for the choices")?;
            if choices.file().is_some() && choices.file() == target.file() {
                bail!("`{path}` is named for the choices and for the inventory; name two files");
            }
            Some(choices)
        }
    };
    let map = match known {
        None => None,
        Some(path) => match input.file(path) {
            Some(file) => Map::read(file, &set, &input.reader.sources, &mut input.reader.problems),
            None => None,
        },
    };
    let document = input.document(&args.list);
    let workbook = match document {
        Some(Document::Workbook(workbook)) => workbook,
        Some(Document::Yaml(_)) => {
            bail!(
                "`{}` is no list: give a .csv file, a folder of them or a workbook (.xlsx, .ods)",
                args.list
            )
        }
        None => {
            input.settle(Diagnostics::Text)?;
            bail!(Refused)
        }
    };
    let wanted = Wanted {
        sheet: args.sheet.as_deref(),
        head,
        district: args.district.as_deref(),
        as_of: day,
        map: map.as_ref(),
    };
    let proposal = inventory::import(
        &workbook,
        &wanted,
        &set,
        &input.reader.sources,
        &mut input.reader.problems,
    );
    input.settle(Diagnostics::Text)?;
    let Some(proposal) = proposal else { bail!(Refused) };
    let output = target.apart_from(&input.reader.seen)?;
    if let Some(choices) = choices {
        choices.apart_from(&input.reader.seen)?.write(proposal.map())?;
    }
    output.write(proposal.yaml())?;
    output::tell(&proposal.review());
    let choices = match (args.map.as_deref(), known) {
        (None, _) => "to change a choice: give --map FILE, which writes the choices down".to_owned(),
        (Some(path), None) => format!("the choices are in `{path}`: change them and run the same command again"),
        (Some(path), Some(_)) => format!("read with the choices of `{path}`"),
    };
    output::tell(&format!("\n{choices}\n"));
    Ok(ExitCode::SUCCESS)
}
