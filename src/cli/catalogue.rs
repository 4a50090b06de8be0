//! `cleardeck catalogue`

use std::fmt::Write;
use std::process::ExitCode;

use anyhow::bail;
use cleardeck::catalogue::{self, Catalogue, Entry, Matcher};
use cleardeck::diagnostics::{Severity, nearest};
use cleardeck::report::{EntryView, entry_html, entry_markdown};
use cleardeck::rules::RuleSet;

use super::args::{
    CatalogueArgs, CatalogueCheckArgs, CatalogueCommand, CatalogueListArgs, CatalogueMatchArgs, CatalogueShowArgs,
    CatalogueVerb, Diagnostics, EntryFormat, InventoryArgs, RulesArgs,
};
use super::input::Input;
use super::output::{self, Target};

/// At most so many names are told of a search.
const FOUND: usize = 20;

pub fn run(args: &CatalogueVerb) -> anyhow::Result<ExitCode> {
    match &args.verb {
        CatalogueCommand::List(args) => list(args),
        CatalogueCommand::Search { text, catalogue } => search(&text.join(" "), catalogue),
        CatalogueCommand::Show(args) => show(args),
        CatalogueCommand::Match(args) => matched(args),
        CatalogueCommand::Check(args) => check(args),
    }
}

fn load(args: &CatalogueArgs) -> anyhow::Result<(Input, Catalogue)> {
    let mut input = Input::new();
    input.lay_over(args);
    let catalogue = input.reader.catalogue();
    input.settle(Diagnostics::Text)?;
    match catalogue {
        Ok(catalogue) => Ok((input, catalogue)),
        Err(_) => bail!(super::Refused),
    }
}

fn shipped_rules(input: &mut Input) -> anyhow::Result<RuleSet> {
    let rules = RulesArgs {
        rules: None,
        params: Vec::new(),
    };
    input.sound_rule_set(&rules, Diagnostics::Text)
}

fn list(args: &CatalogueListArgs) -> anyhow::Result<ExitCode> {
    let (_, catalogue) = load(&args.catalogue)?;
    let mut text = String::new();
    if args.programs {
        for program in &catalogue.programs {
            let approach = program.approach.as_deref().unwrap_or("-");
            writeln!(text, "{:<60} {approach:<28} {}", program.id, program.name)?;
        }
    } else {
        for approach in &catalogue.approaches {
            let (id, summary) = (&approach.id, approach.summary.word());
            writeln!(text, "{id:<34} {summary:<8} {}", approach.name)?;
        }
    }
    output::say(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// Entries that a text names, then those in whose names it stands.
fn search(wanted: &str, args: &CatalogueArgs) -> anyhow::Result<ExitCode> {
    let (_, catalogue) = load(args)?;
    let signs = catalogue::Signs::of(&catalogue);
    let mut ids: Vec<&str> = Matcher::new(&signs).propose(wanted).into_iter().map(|m| m.id).collect();
    let small = wanted.to_lowercase();
    let holds = |text: &&str| text.to_lowercase().contains(&small);
    for sign in signs.entries.iter() {
        let mut names = [sign.id, sign.name].into_iter().chain(sign.aliases.iter().copied());
        if names.any(|name| holds(&name)) && !ids.contains(&sign.id) {
            ids.push(sign.id);
        }
    }
    if ids.is_empty() {
        bail!("nothing in the catalogue is called `{wanted}`; `cleardeck catalogue list` names every approach");
    }
    let mut text = String::new();
    let named = |id: &str| catalogue.entry(id).and_then(|entry| catalogue.named(entry));
    for (id, name) in ids.iter().take(FOUND).filter_map(|id| named(id)) {
        writeln!(text, "{id:<44} {name}")?;
    }
    if ids.len() > FOUND {
        writeln!(text, "and {} more", ids.len() - FOUND)?;
    }
    output::say(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// The entry of an id or a name.
fn entry(catalogue: &Catalogue, wanted: &str) -> anyhow::Result<Entry> {
    if let Some(entry) = catalogue.entry(wanted) {
        return Ok(entry);
    }
    let same = |id: &&str| {
        let name = catalogue.entry(id).and_then(|entry| catalogue.named(entry));
        name.is_some_and(|(_, name)| name.eq_ignore_ascii_case(wanted))
    };
    if let Some(entry) = catalogue.ids().find(same).and_then(|id| catalogue.entry(id)) {
        return Ok(entry);
    }
    let near = nearest(wanted, catalogue.ids()).map_or_else(
        || format!("; `cleardeck catalogue search {wanted}` looks for it"),
        |near| format!("; did you mean `{near}`?"),
    );
    bail!("nothing in the catalogue has the id `{wanted}`{near}")
}

fn show(args: &CatalogueShowArgs) -> anyhow::Result<ExitCode> {
    let target = Target::of(args.output.as_deref())?;
    let (mut input, catalogue) = load(&args.catalogue)?;
    let set = shipped_rules(&mut input)?;
    let entry = entry(&catalogue, &args.entry)?;
    let output = target.apart_from(&input.reader.seen)?;
    let Some(mut view) = EntryView::of(&catalogue, entry, &set) else {
        bail!("nothing in the catalogue has the id `{}`", args.entry);
    };
    view.days.locale = args.locale.locale.0;
    output.write(match args.format {
        EntryFormat::Markdown => entry_markdown(&view)?,
        EntryFormat::Html => entry_html(&view)?,
        EntryFormat::Json => output::json(&view)?,
    })?;
    Ok(ExitCode::SUCCESS)
}

/// What the lines of a list may be: the words that suggest it, and the entries, the first one first.
fn matched(args: &CatalogueMatchArgs) -> anyhow::Result<ExitCode> {
    let (mut input, catalogue) = load(&args.catalogue)?;
    let names: Vec<String> =
        if std::path::Path::new(&args.file).extension().is_some_and(|e| e == "txt") || args.file == "-" {
            let file = input.file(&args.file);
            let text = file.map_or("", |file| input.reader.sources.text(file));
            let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
            lines.map(str::to_owned).collect()
        } else {
            let set = shipped_rules(&mut input)?;
            let inventory = InventoryArgs {
                inventory: args.file.clone(),
                as_of: args.as_of.clone(),
            };
            let inventory = input.inventory(&inventory, &set)?;
            inventory.map_or_else(Vec::new, |inventory| {
                inventory
                    .initiatives
                    .into_iter()
                    .map(|initiative| initiative.name)
                    .collect()
            })
        };
    input.settle(Diagnostics::Text)?;
    let signs = catalogue::Signs::of(&catalogue);
    let matcher = Matcher::new(&signs);
    let mut text = String::new();
    let mut some = 0;
    for name in &names {
        let found = matcher.propose(name);
        some += usize::from(!found.is_empty());
        writeln!(text, "{name}")?;
        for proposed in &found {
            let words = proposed.suggested_by.join(", ");
            writeln!(text, "  {:<40} by “{words}”", proposed.id)?;
        }
    }
    writeln!(
        text,
        "{some} of {} lines may be something in the catalogue",
        names.len()
    )?;
    output::say(&text)?;
    Ok(ExitCode::SUCCESS)
}

fn check(args: &CatalogueCheckArgs) -> anyhow::Result<ExitCode> {
    let mut input = Input::new();
    input.lay_over(&args.catalogue);
    let set = shipped_rules(&mut input)?;
    let loaded = input.reader.catalogue();
    if let Ok(catalogue) = &loaded {
        catalogue::check(catalogue, &set, &mut input.reader.problems);
    }
    let worst = input.reader.problems.worst();
    input.settle(args.diagnostics.diagnostics)?;
    let Ok(catalogue) = loaded else { bail!(super::Refused) };
    let pieces: usize = catalogue.approaches.iter().map(|a| a.evidence.len()).sum();
    output::say(&format!(
        "{} {}: {} approaches with {pieces} pieces of evidence, {} named programs\n",
        catalogue.name,
        catalogue.version,
        catalogue.approaches.len(),
        catalogue.programs.len()
    ))?;
    Ok(ExitCode::from(u8::from(worst >= Some(Severity::Warning))))
}
