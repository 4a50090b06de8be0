//! `cleardeck import`

use std::path::Path;
use std::process::ExitCode;

use anyhow::bail;
use cleardeck::inventory::{self, Head, Map, Reviewed, Wanted};
use cleardeck::read::Document;
use cleardeck::sheets::{self, Workbook};

use super::Refused;
use super::args::{Diagnostics, ImportArgs};
use super::hint::Hints;
use super::input::{Input, as_of};
use super::output::{self, Target};

pub fn run(args: &ImportArgs, hints: &Hints) -> anyhow::Result<ExitCode> {
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
    input.lay_over(&args.catalogue);
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
    let known_review = args.review.as_deref().filter(|p| Path::new(p).exists());
    let review = match args.review.as_deref().filter(|_| known_review.is_none()) {
        None => None,
        Some("-") => bail!("--review takes a file, which is written on the first run and read on the next; name one"),
        Some(path) => {
            let review = Target::new(Some(path), "name another file for the review")?;
            let others = [target.file(), choices.as_ref().and_then(Target::file)];
            if review.file().is_some() && others.contains(&review.file()) {
                bail!("`{path}` is named for the review and for another output; name two files");
            }
            Some(review)
        }
    };
    let map = match known {
        None => None,
        Some(path) => match input.file(path) {
            Some(file) => Map::read(file, &set, &input.reader.sources, &mut input.reader.problems),
            None => None,
        },
    };
    let reviewed = match known_review {
        None => None,
        Some(path) => match input.document(path) {
            Some(Document::Workbook(book)) => {
                Reviewed::read(&book, &set, &input.reader.sources, &mut input.reader.problems)
            }
            Some(Document::Yaml(_)) => bail!("`{path}` is no workbook: name another file for the review"),
            None => None,
        },
    };
    let mut workbooks = Vec::new();
    for list in &args.list {
        match input.document(list) {
            Some(Document::Workbook(workbook)) => workbooks.push(workbook),
            Some(Document::Yaml(_)) => {
                bail!("`{list}` is no list: give a .csv file, a folder of them or a workbook (.xlsx, .ods)")
            }
            None => {
                input.settle(Diagnostics::Text)?;
                bail!(Refused)
            }
        }
    }
    let Ok(shelf) = input.reader.shelf() else {
        input.settle(Diagnostics::Text)?;
        bail!(Refused)
    };
    let wanted = Wanted {
        sheet: args.sheet.as_deref(),
        head,
        district: args.district.as_deref(),
        as_of: day,
        map: map.as_ref(),
        reviewed: reviewed.as_ref(),
        shelf: shelf.clone(),
    };
    let workbooks: Vec<&Workbook> = workbooks.iter().collect();
    let proposal = inventory::import_lists(
        &workbooks,
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
    if let Some(review) = review {
        let book = sheets::to_xlsx(&proposal.review_book(&set, &shelf)).map_err(anyhow::Error::msg)?;
        review.apart_from(&input.reader.seen)?.write(book)?;
    }
    output.write(proposal.yaml())?;
    output::tell(&proposal.review());
    let choices = match (args.map.as_deref(), known) {
        (None, _) => "to change a choice: give --map FILE, which writes the choices down".to_owned(),
        (Some(path), None) => format!("the choices are in `{path}`: change them and run the same command again"),
        (Some(path), Some(_)) => format!("read with the choices of `{path}`"),
    };
    output::tell(&format!("\n{choices}\n"));
    match (args.review.as_deref(), known_review) {
        (None, _) => {}
        (Some(path), None) => output::tell(&format!(
            "every row stands in `{path}`: correct and confirm it there, then run the same command again\n"
        )),
        (Some(path), Some(_)) => output::tell(&format!("read with the corrections of `{path}`\n")),
    }
    if let Some(file) = args.output.as_deref().filter(|path| *path != "-") {
        hints.say(|| {
            format!(
                "`cleardeck ask {file}` asks for what the answers rest on; `cleardeck audit {file} --edition board --format html --output board.html` makes the board's page"
            )
        });
    }
    Ok(ExitCode::SUCCESS)
}
