//! `cleardeck plan`

use std::process::ExitCode;

use anyhow::{anyhow, bail};
use cleardeck::evaluate::judge;
use cleardeck::inventory::Inventory;
use cleardeck::plan::{Caps, both};
use cleardeck::report::ClearingView;
use cleardeck::rules::RuleSet;
use cleardeck::rules::contract::Threshold;
use cleardeck::truth::Number;

use super::Refused;
use super::args::PlanArgs;
use super::input::{Input, as_of};
use super::paper;

pub fn run(args: &PlanArgs) -> anyhow::Result<ExitCode> {
    let form = args.diagnostics.diagnostics;
    let target = paper::target(&args.paper)?;
    let day = as_of(args.inventory.as_of.as_deref())?;
    let mut input = Input::new();
    let set = input.sound_rule_set(&args.rules, form)?;
    input.lay_over(&args.catalogue);
    let source = input.source(&args.inventory.inventory);
    let inventory = source.and_then(|source| input.reader.inventory(source, &set, day).ok());
    input.settle(form)?;
    let Some(inventory) = inventory else { bail!(Refused) };
    if set
        .recommendations
        .iter()
        .all(|recommendation| recommendation.moves.is_empty())
    {
        bail!("the rules say of no recommendation what a plan may do (`moves:`)");
    }
    let caps = caps(args, &set)?;
    let lifted = lifted(&args.lift, &inventory)?;
    let audit = judge(&set, &inventory);
    let plans: Vec<_> = both(&audit, caps, &lifted).into_iter().flatten().collect();
    if plans.is_empty() {
        bail!("no plan was found within the steps of the search; allow more of them with --param plan_nodes=N");
    }
    let view = ClearingView::of(&audit, caps, &lifted, &plans, args.paper.locale.locale.0);
    paper::write(&view, &args.paper, target, &input)?;
    Ok(ExitCode::SUCCESS)
}

/// What must fit: as said, else by the thresholds of the rules; money has none there.
fn caps(args: &PlanArgs, set: &RuleSet) -> anyhow::Result<Caps> {
    let amount = |name: &str, text: &Option<String>| -> anyhow::Result<Option<f64>> {
        let Some(text) = text else { return Ok(None) };
        let bare = text.trim().trim_start_matches('$').replace(',', "");
        let number = Number::parse(&bare).filter(|number| *number >= Number::ZERO);
        let number = number.ok_or_else(|| anyhow!("`--{name} {text}`: write an amount, 0 or more"))?;
        Ok(Some(number.as_f64()))
    };
    let by_rules = |threshold| set.threshold(threshold).map(|parameter| parameter.value.as_f64());
    let initiatives = by_rules(Threshold::InitiativesAtSchool).map(|most| most.round() as u32);
    Ok(Caps {
        hours: amount("hours", &args.hours)?.or_else(|| by_rules(Threshold::HoursAtSchool)),
        initiatives: args.initiatives.or(initiatives),
        money: amount("money", &args.money)?,
    })
}

/// The places of the initiatives that nothing is to protect.
fn lifted(ids: &[String], inventory: &Inventory) -> anyhow::Result<Vec<usize>> {
    let place = |id: &String| {
        let found = inventory.initiatives.iter().position(|i| i.id == *id || i.name == *id);
        found.ok_or_else(|| anyhow!("`--lift {id}`: no initiative has this id"))
    };
    ids.iter().map(place).collect()
}
