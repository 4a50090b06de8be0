//! `cleardeck rocks`

use std::process::ExitCode;

use anyhow::bail;
use cleardeck::evaluate::{Audit, judge};
use cleardeck::report::{Audience, Depth, RockView, RocksView, View, rocks_calendar, rocks_csv};

use super::Refused;
use super::args::{self, RocksArgs, RocksFormat};
use super::input::Input;
use super::output::target_in;
use super::paper;
use super::write_into::{not_written, writable};

/// What stands for every project that has its days, and for those that begin first.
const ALL: &str = "all";
const NEXT: &str = "next";

pub fn run(args: &RocksArgs) -> anyhow::Result<ExitCode> {
    let binary = args.accept.is_empty() && args.format.is_binary();
    let target = target_in(args.output.as_deref(), binary)?;
    let mut input = Input::new();
    let set = input.sound_rule_set(&args.rules, args::Diagnostics::Text)?;
    let inventory = input.inventory(&args.inventory, &set)?;
    input.settle(args::Diagnostics::Text)?;
    let Some(inventory) = inventory else { bail!(Refused) };
    let audit = judge(&set, &inventory);
    let view = View::of(&audit, &input.reader.sources, Depth::Answers, Audience::Internal)?;
    let rocks = RocksView::of(&audit, &view, args.locale.locale.0)?;
    let output = target.apart_from(&input.reader.seen)?;
    if !args.accept.is_empty() {
        let chosen = chosen(&rocks, &args.accept)?;
        output.write(accepted(&args.inventory.inventory, &audit, &input, &chosen)?)?;
        return Ok(ExitCode::SUCCESS);
    }
    let on_terminal = paper::on_terminal(args.output.as_deref());
    output.write(match args.format {
        RocksFormat::Csv => rocks_csv(&rocks)?.into_bytes(),
        RocksFormat::Ics => rocks_calendar(&rocks)?.into_bytes(),
        RocksFormat::Paper(format) => paper::written(&rocks, format, on_terminal)?,
    })?;
    Ok(ExitCode::SUCCESS)
}

/// The projects of these ids, in the order of their days.
fn chosen<'r>(rocks: &'r RocksView, wanted: &[String]) -> anyhow::Result<Vec<&'r RockView>> {
    for id in wanted.iter().filter(|id| *id != ALL && *id != NEXT) {
        if rocks.rocks.iter().all(|rock| rock.id != *id) {
            bail!("no project `{id}` is proposed with its days: `cleardeck rocks` lists the ids");
        }
    }
    let named = |rock: &RockView| wanted.iter().any(|id| *id == rock.id || *id == ALL);
    let next = rocks.next().map(|rock| rock.id.as_str()).collect::<Vec<_>>();
    let begins = |rock: &RockView| wanted.iter().any(|id| *id == NEXT) && next.contains(&rock.id.as_str());
    let chosen = rocks.rocks.iter().filter(|rock| named(rock) || begins(rock));
    Ok(chosen.collect())
}

/// The inventory with projects on its plan, its comments and layout kept.
fn accepted(file: &str, audit: &Audit, input: &Input, rocks: &[&RockView]) -> anyhow::Result<String> {
    let mut interview = writable(file, audit, input, "a project")?;
    let rows: Vec<_> = rocks.iter().map(|rock| rock.row()).collect();
    match interview.track(&rows) {
        Ok(()) => Ok(interview.text().to_owned()),
        Err(refusal) => Err(not_written(&refusal, "a project", "rocks_list:")),
    }
}
