//! `cleardeck import`

use std::path::Path;
use std::process::ExitCode;

use anyhow::bail;
use cleardeck::inventory::{self, Head, Map, Wanted};

use super::args::{Diagnostics, ImportArgs};
use super::input::{Document, Input, as_of};
use super::{Refused, output};

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
    if let Some(path) = args
        .output
        .as_deref()
        .filter(|p| *p != "-" && Path::new(p).exists() && !args.replace)
    {
        bail!("`{path}` exists; name another file, or say --replace when nothing in it was written by hand");
    }
    output::writable(args.output.as_deref())?;
    output::writable(args.map.as_deref())?;
    let mut input = Input::new();
    let set = input.sound_rule_set(&args.rules, Diagnostics::Text)?;
    let known = args.map.as_deref().filter(|p| Path::new(p).exists());
    let map = match known {
        None => None,
        Some(path) => match input.file(path) {
            Some(file) => Map::read(file, &set, &input.sources, &mut input.problems),
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
    let proposal = inventory::import(&workbook, &wanted, &set, &input.sources, &mut input.problems);
    input.settle(Diagnostics::Text)?;
    let Some(proposal) = proposal else { bail!(Refused) };
    if let Some(path) = args.map.as_deref().filter(|_| known.is_none()) {
        output::write_text(Some(path), &proposal.map())?;
    }
    output::write_text(args.output.as_deref(), &proposal.yaml())?;
    eprint!("{}", proposal.review());
    match (args.map.as_deref(), known) {
        (None, _) => eprintln!("\nto change a choice: give --map FILE, which writes the choices down"),
        (Some(path), None) => eprintln!("\nthe choices are in `{path}`: change them and run the same command again"),
        (Some(path), Some(_)) => eprintln!("\nread with the choices of `{path}`"),
    }
    Ok(ExitCode::SUCCESS)
}
