//! `cleardeck wind-down`

use std::process::ExitCode;

use anyhow::bail;
use cleardeck::evaluate::judge;
use cleardeck::report::WindDownsView;

use super::Refused;
use super::args::WindDownArgs;
use super::input::{Input, place_of};
use super::paper;

pub fn run(args: &WindDownArgs) -> anyhow::Result<ExitCode> {
    let form = args.diagnostics.diagnostics;
    let target = paper::target(&args.paper)?;
    let mut input = Input::new();
    input.lay_over(&args.catalogue);
    let set = input.sound_rule_set(&args.rules, form)?;
    let inventory = input.inventory(&args.inventory, &set)?;
    input.settle(form)?;
    let Some(inventory) = inventory else { bail!(Refused) };
    let wanted = args.initiative.as_deref();
    let only = wanted.map(|wanted| place_of(&inventory, wanted)).transpose()?;
    let view = WindDownsView::of(
        &judge(&set, &inventory),
        &input.reader.sources,
        only,
        args.paper.locale.locale.0,
    );
    paper::write(&view, &args.paper, target, &input)?;
    Ok(ExitCode::SUCCESS)
}
