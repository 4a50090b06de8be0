//! `cleardeck compare`

use std::process::ExitCode;

use anyhow::bail;
use cleardeck::compare::{Readings, Renamed, compare, read_renamed};
use cleardeck::evaluate::judge;
use cleardeck::read::{Rules, Source};
use cleardeck::report::ComparedView;

use super::Refused;
use super::args::{CompareArgs, RulesArgs};
use super::change::arguments;
use super::input::{Input, as_of, wanted};
use super::paper;

/// The rules of the earlier audit, where they are not those of the later one.
fn old_rules(args: &CompareArgs) -> Option<RulesArgs> {
    if args.old_rules.is_none() && args.old_params.is_empty() {
        return None;
    }
    let files = args.old_rules.as_deref();
    let mut rules = files.map_or_else(
        || RulesArgs {
            rules: args.rules.rules.clone(),
            params: Vec::new(),
        },
        |name| arguments(name, &[]),
    );
    rules.params.clone_from(&args.old_params);
    Some(rules)
}

pub fn run(args: &CompareArgs) -> anyhow::Result<ExitCode> {
    let form = args.diagnostics.diagnostics;
    let target = paper::target(&args.paper)?;
    if args.old == "-" && args.new == "-" {
        bail!("only one of the two inventories can come from standard input");
    }
    let days = (as_of(args.old_as_of.as_deref())?, as_of(args.as_of.as_deref())?);
    let mut input = Input::new();
    let set = input.sound_rule_set(&args.rules, form)?;
    let own = old_rules(args);
    let old_set = own.as_ref().map(|own| input.sound_rule_set(own, form)).transpose()?;
    let before = old_set.as_ref().unwrap_or(&set);
    input.lay_over(&args.catalogue);
    let sources = (input.source(&args.old), input.source(&args.new));
    let (old, new) = match &sources {
        (Some(old), Some(new)) => (
            input.reader.inventory(old.clone(), before, days.0).ok(),
            input.reader.inventory(new.clone(), &set, days.1).ok(),
        ),
        _ => (None, None),
    };
    let file = args.renamed.as_deref().and_then(|path| input.file(path));
    let reader = &mut input.reader;
    let renamed = file.map_or_else(Vec::new, |file| {
        read_renamed(file, &reader.sources, &mut reader.problems)
    });
    if let (Some(old), Some(new)) = (&old, &new) {
        Renamed::check(&renamed, old, new, &mut reader.problems);
    }
    input.settle(form)?;
    let ((Some(old_source), Some(new_source)), Some(mut old), Some(new)) = (sources, old, new) else {
        bail!(Refused)
    };
    Renamed::apply(&renamed, &mut old, before);
    let files = |rules: &RulesArgs| -> Rules {
        wanted(&RulesArgs {
            rules: rules.rules.clone(),
            params: Vec::new(),
        })
    };
    let mut readings = Readings {
        differ: old.hash != new.hash || !renamed.is_empty(),
        inventories: [old_source, new_source],
        rules: [files(own.as_ref().unwrap_or(&args.rules)), files(&args.rules)],
        catalogue: args.catalogue.catalogue.as_deref().map(Source::path),
        renamed,
    };
    let (before, after) = (judge(before, &old), judge(&set, &new));
    let renamed = readings.renamed.clone();
    let found = compare(&before, &after, &renamed, &mut readings);
    let told = ComparedView::of(&before, &after, found, args.paper.locale.locale.0);
    paper::write(&told, &args.paper, target, &input)?;
    Ok(ExitCode::SUCCESS)
}
