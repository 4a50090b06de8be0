//! `cleardeck audit`

use std::io::IsTerminal;
use std::process::ExitCode;

use anyhow::bail;
use cleardeck::evaluate::{Audit, Firmness, Verdict, answers, audit, judge};
use cleardeck::interview::{Interview, Refusal, undecided};
use cleardeck::inventory::Inventory;
use cleardeck::report::{Audience, Depth, Elsewhere, Table, Telling, View};
use cleardeck::rules::{self, RuleSet};

use super::Refused;
use super::args::{AuditArgs, Format};
use super::ask::written_in_yaml;
use super::forms::renderer;
use super::hint::{Hints, Progress};
use super::input::Input;
use super::output::{self, Output, Target, target_in};

pub fn run(args: &AuditArgs, hints: &Hints) -> anyhow::Result<ExitCode> {
    let target = target_in(args.output.as_deref(), args.format.is_binary())?;
    let mut input = Input::new();
    let set = input.sound_rule_set(&args.rules, args.diagnostics.diagnostics)?;
    for wanted in &args.fail_on {
        if set.recommendation(named(wanted).0).is_none() {
            let known: Vec<&str> = set.recommendations.iter().map(|r| r.id.as_str()).collect();
            bail!(
                "--fail-on: there is no recommendation `{wanted}`; there are {}",
                known.join(", ")
            );
        }
    }
    let edition = args.edition.0;
    let audience = match args.public {
        true => Audience::Public,
        false => edition.audience(),
    };
    if audience == Audience::Public {
        // no report for the public is written by rules that hide nothing
        if let Some(problem) = rules::shows_small_groups(&set) {
            input.reader.problems.push(problem);
        }
    }
    input.lay_over(&args.catalogue);
    let Some(inventory) = input.inventory_to_judge(&args.inventory, &set)? else {
        input.settle(args.diagnostics.diagnostics)?;
        bail!(Refused)
    };
    let on_terminal = args.output.is_none() && std::io::stdout().is_terminal();
    let depth = renderer(args.format, on_terminal, &inventory, None).depth(edition);
    let audit = match (depth, args.format) {
        (Depth::Everything, _) => audit(&set, &inventory),
        (_, Format::Table) => answers(&set, &inventory),
        _ => judge(&set, &inventory),
    };
    audit.contradictions(&mut input.reader.problems);
    input.settle(args.diagnostics.diagnostics)?;
    let own = args.template.as_deref().map(|path| input.template(path)).transpose()?;
    let output = target.apart_from(&input.reader.seen)?;
    let recorded = args
        .record
        .as_deref()
        .map(|record| recorded(record, args, &set, &inventory, &input));
    let recorded = recorded.transpose()?;
    // what the catalogue says is read as text and decides nothing
    let shelf = (depth != Depth::Answers).then(|| input.reader.shelf());
    input.settle(args.diagnostics.diagnostics)?;
    let elsewhere = shelf
        .and_then(Result::ok)
        .map(|shelf| Elsewhere::of(&shelf, &inventory));
    let sources = &input.reader.sources;
    let renderer = renderer(
        args.format,
        on_terminal,
        &inventory,
        (audience == Audience::Internal).then_some(sources),
    );
    let telling = Telling::to(audience, depth)
        .in_locale(args.locale.locale.0)
        .beside(elsewhere.as_ref());
    let mut progress = Progress::over(audit.verdicts.len(), hints);
    let report = match args.format {
        // a district of any size has a table: no view is made of it
        Format::Table => Table::of(&audit, telling, &mut || progress.step())?.into_bytes(),
        _ => {
            let view = View::telling(&audit, sources, telling, &mut || progress.step())?;
            renderer.render(&view, edition, own.as_deref())?
        }
    };
    drop(progress);
    output.write(report)?;
    if let Some((output, text)) = recorded {
        output.write(text)?;
    }
    let file = &args.inventory.inventory;
    let count = audit.verdicts.len();
    let open = audit.verdicts.iter().filter(|v| !v.is_settled()).count();
    if open * 3 > count && file != "-" {
        hints.say(|| {
            format!(
                "{open} of {count} initiatives are not settled; `cleardeck ask {file}` asks for what their answers rest on"
            )
        });
    }
    if on_terminal && args.format == Format::Markdown {
        hints.say(|| "`--format table` gives each initiative one line; `--output FILE` keeps the report".to_owned());
    }
    if let (Format::Html, Some(path)) = (args.format, args.output.as_deref().filter(|p| *p != "-")) {
        hints.say(|| format!("open `{path}` in a browser; printed there, it is the report on paper or as PDF"));
    }
    let found = audit
        .verdicts
        .iter()
        .any(|v| args.fail_on.iter().any(|f| fails(&audit, v, f)));
    Ok(ExitCode::from(u8::from(found)))
}

/// The inventory with its answers recorded as decided, and where it is written; the comments and the layout stay.
fn recorded(
    record: &str,
    args: &AuditArgs,
    set: &RuleSet,
    inventory: &Inventory,
    input: &Input,
) -> anyhow::Result<(Output, String)> {
    let file = args.inventory.inventory.as_str();
    if record == "-" && args.output.as_deref().is_none_or(|output| output == "-") {
        bail!("the report goes to standard output: name a file for --record");
    }
    let place = inventory.initiatives.first().map(|i| i.span.source);
    let text = place.map_or("", |source| input.reader.sources.text(source));
    if !written_in_yaml(file) || text.is_empty() {
        bail!(
            "--record writes a YAML file only: `cleardeck export {file} --to yaml --output inventory.yaml` makes one of `{file}`"
        );
    }
    let output = Target::of(Some(record))?.apart_from(&input.reader.seen)?;
    let mut interview = Interview::new(set, text.to_owned(), inventory.clone(), None, "");
    if let Some(catalogue) = input.reader.held_catalogue() {
        interview = interview.with_catalogue(catalogue);
    }
    for decision in undecided(set, inventory) {
        if let Err(Refusal::NotWritten(line)) = interview.decide(&decision) {
            output::tell(&format!(
                "note: what was decided about `{}` cannot be written without changing something else; write `decided: {{ answer: {}, on: {} }}` by hand near line {line}\n",
                decision.initiative, decision.answer, decision.on
            ));
        }
    }
    Ok((output, interview.text().to_owned()))
}

/// The recommendation that `--fail-on` names, and whether one counts that is given provided that something is so:
/// `stop`, `stop:provided`.
fn named(wanted: &str) -> (&str, bool) {
    let provided = format!(":{}", Firmness::Provided.word());
    match wanted.strip_suffix(&provided) {
        Some(id) => (id, true),
        None => (wanted, false),
    }
}

fn fails(audit: &Audit, verdict: &Verdict, wanted: &str) -> bool {
    let (id, provided) = named(wanted);
    let firm = verdict.is_settled() || provided && verdict.firmness == Firmness::Provided;
    firm && audit.answer(verdict) == id
}
