//! `cleardeck what-if`

use std::process::ExitCode;

use anyhow::bail;
use cleardeck::compare::{Edit, Scenario, Scenarios, Unmixed, compare};
use cleardeck::evaluate::judge;
use cleardeck::inventory::Inventory;
use cleardeck::read::Reader;
use cleardeck::report::{ComparedView, WhatIfView};

use super::Refused;
use super::args::WhatIfArgs;
use super::input::{Input, as_of};
use super::paper;

pub fn run(args: &WhatIfArgs) -> anyhow::Result<ExitCode> {
    let form = args.diagnostics.diagnostics;
    let locale = args.paper.locale.locale.0;
    let target = paper::target(&args.paper)?;
    let typed = !(args.set.is_empty() && args.end.is_empty() && args.delay.is_empty());
    if !typed && args.scenarios.is_none() {
        bail!("nothing is supposed: give --set, --end, --delay or --scenarios");
    }
    let day = as_of(args.inventory.as_of.as_deref())?;
    let mut input = Input::new();
    let set = input.sound_rule_set(&args.rules, form)?;
    input.lay_over(&args.catalogue);
    let source = input.source(&args.inventory.inventory);
    let read = source
        .clone()
        .and_then(|source| input.reader.inventory(source, &set, day).ok());
    let (Some(source), Some(inventory)) = (source, read) else {
        input.settle(form)?;
        bail!(Refused)
    };
    let file = args.scenarios.as_deref().and_then(|path| input.file(path));
    let scenarios = Scenarios {
        set: &set,
        inventory: &inventory,
    };
    let mut all: Vec<Scenario> = Vec::new();
    if typed {
        let edits = typed_edits(args, &scenarios, &mut input.reader);
        let scenario = Scenario {
            edits,
            ..Scenario::default()
        };
        scenarios.check(&scenario, &mut input.reader.problems);
        all.push(scenario);
    }
    if let Some(file) = file {
        let reader = &mut input.reader;
        all.extend(scenarios.read(file, &reader.sources, &mut reader.problems));
    }
    input.settle(form)?;
    let mut told = Vec::new();
    for scenario in &all {
        let day = scenario.day(inventory.as_of);
        let later: Option<Inventory> = match day == inventory.as_of {
            true => None,
            // what there is to say of the inventory was said when it was read first
            false => Some(input.reader.inventory(source.clone(), &set, Some(day))?),
        };
        input.reader.problems = Default::default();
        let as_it_is = later.as_ref().unwrap_or(&inventory);
        let before = judge(&set, as_it_is);
        for level in scenario.levels() {
            let mut supposed = scenario.apply(level, as_it_is, &set);
            supposed.hash.clear();
            let after = judge(&set, &supposed);
            let found = compare(&before, &after, &[], &mut Unmixed);
            let situation = scenario.situation(level, as_it_is, &set);
            told.push((situation, ComparedView::of(&before, &after, found, locale)));
        }
    }
    let view = WhatIfView::of(&judge(&set, &inventory), told, locale);
    paper::write(&view, &args.paper, target, &input)?;
    Ok(ExitCode::SUCCESS)
}

/// What the command line supposes; each argument is a source of its own, to which problems lead back.
fn typed_edits(args: &WhatIfArgs, scenarios: &Scenarios, reader: &mut Reader) -> Vec<Edit> {
    let Reader { sources, problems, .. } = reader;
    let mut edits = Vec::new();
    for text in &args.set {
        let whole = sources.add("--set", text.clone());
        let value = text.split_once('=').map_or("", |(_, value)| value);
        let value = sources.add("--set", value.to_owned());
        edits.extend(scenarios.setting(whole, value, sources, problems));
    }
    for text in &args.end {
        let whole = sources.add("--end", text.clone());
        edits.extend(scenarios.ending(whole, sources, problems));
    }
    for pair in args.delay.chunks(2) {
        if let [id, years] = pair {
            let id = sources.add("--delay", id.clone());
            let years = sources.add("--delay", years.clone());
            edits.extend(scenarios.delaying(id, years, sources, problems));
        }
    }
    edits
}
