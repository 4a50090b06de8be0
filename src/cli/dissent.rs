//! `cleardeck dissent`

use std::process::ExitCode;

use anyhow::bail;
use cleardeck::diagnostics::{Diagnostics, Severity, SourceId};
use cleardeck::dissent::{Form, Words};
use cleardeck::evaluate::{Audit, judge};
use cleardeck::inventory::Inventory;
use cleardeck::report::{Audience, Depth, View, dissent_form};
use cleardeck::rules::RuleSet;

use super::Refused;
use super::args::{self, DissentArgs};
use super::input::{Input, place_of};
use super::output::{self, Target};
use super::write_into::{not_written, writable};

pub fn run(args: &DissentArgs) -> anyhow::Result<ExitCode> {
    let target = Target::of(args.output.as_deref())?;
    let mut input = Input::new();
    let set = input.sound_rule_set(&args.rules, args::Diagnostics::Text)?;
    let inventory = input.inventory(&args.inventory, &set)?;
    input.settle(args::Diagnostics::Text)?;
    let Some(inventory) = inventory else { bail!(Refused) };
    let place = place_of(&inventory, &args.initiative)?;
    let audit = judge(&set, &inventory);
    let form = match (&args.check, &args.accept) {
        (Some(path), _) | (None, Some(path)) => input.file(path),
        (None, None) => {
            let output = target.apart_from(&input.reader.seen)?;
            output.write(blank(&audit, &input, place)?)?;
            return Ok(ExitCode::SUCCESS);
        }
    };
    input.settle(args::Diagnostics::Text)?;
    let Some(form) = form else { bail!(Refused) };
    let (checked, worst) = checked(form, &audit, &mut input, place);
    if args.accept.is_none() {
        input.print(args::Diagnostics::Text)?;
        if worst.is_none() {
            output::say("the dissent can be answered: six steps, an alternative, no loaded words, no persons\n")?;
        }
        return Ok(ExitCode::from(u8::from(worst.is_some())));
    }
    input.settle(args::Diagnostics::Text)?;
    if worst >= Some(Severity::Warning) && !args.anyway {
        bail!("the dissent was not written down because of the warnings above: mend it, or say --anyway");
    }
    let Some(checked) = checked else { bail!(Refused) };
    let output = target.apart_from(&input.reader.seen)?;
    output.write(accepted(&args.inventory.inventory, &audit, &input, place, &checked)?)?;
    Ok(ExitCode::SUCCESS)
}

/// The form, to be filled.
fn blank(audit: &Audit, input: &Input, place: usize) -> anyhow::Result<String> {
    let view = View::of(audit, &input.reader.sources, Depth::Answers, Audience::Internal)?;
    let groups = view.groups.iter();
    let found = groups.flat_map(|group| group.cards.iter().map(move |card| (group, card)));
    let Some((group, card)) = found.into_iter().find(|(_, card)| card.place == place) else {
        bail!(Refused)
    };
    Ok(dissent_form(card, &group.title, &view.as_of)?)
}

/// A filled form, and how bad what stands against it is.
fn checked(file: SourceId, audit: &Audit, input: &mut Input, place: usize) -> (Option<Form>, Option<Severity>) {
    let words = Words::shipped();
    let mut out = Diagnostics::default();
    let form = Form::read(file, &input.reader.sources, words, &mut out);
    if let Some(form) = &form {
        let people = people(audit.set, audit.inventory);
        form.check(words, &people, &mut out);
        form.is_about(audit.inventory.initiatives.get(place), &mut out);
    }
    let worst = out.worst();
    input.reader.problems.extend(out);
    (form, worst)
}

/// Who is named in an inventory as answering for something.
fn people<'i>(set: &RuleSet, inventory: &'i Inventory) -> Vec<&'i str> {
    let owner = set.fact_id("owner");
    let given = inventory.initiatives.iter().flat_map(|i| &i.given);
    given
        .filter(|g| Some(g.fact) == owner)
        .map(|g| g.written.as_str())
        .collect()
}

/// The inventory with a dissent written down, its comments and layout kept.
fn accepted(file: &str, audit: &Audit, input: &Input, place: usize, form: &Form) -> anyhow::Result<String> {
    let answer = audit.verdicts.get(place).map_or("", |verdict| audit.answer(verdict));
    let mut interview = writable(file, audit, input, "a dissent")?;
    match interview.dissent(place, form, answer) {
        Ok(()) => Ok(interview.text().to_owned()),
        Err(refusal) => Err(not_written(&refusal, "the dissent", "dissent:")),
    }
}
