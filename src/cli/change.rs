//! `cleardeck rules diff`, `export` and `docs`: what people need who change the rules.

use std::fmt::Write;
use std::path::Path;
use std::process::ExitCode;

use anyhow::bail;
use cleardeck::diagnostics::Sources;
use cleardeck::evaluate::{Audit, Verdict, audit};
use cleardeck::report::{RuleBook, catalogue_book, render_rule_book};
use cleardeck::rules::{self, Difference, RuleSet, Written, compare};

use super::Refused;
use super::args::{Diagnostics, DiffArgs, InventoryArgs, RulesArgs};
use super::input::Input;
use super::output::{self, NewFolder, Target};

/// A rule set by name: `shipped`, or a folder.
pub(super) fn arguments(name: &str, params: &[String]) -> RulesArgs {
    RulesArgs {
        rules: (name != "shipped").then(|| name.into()),
        params: params.to_vec(),
    }
}

/// A rule set to judge by.
fn named(name: &str, params: &[String]) -> anyhow::Result<(Input, RuleSet)> {
    let mut input = Input::new();
    let set = input.sound_rule_set(&arguments(name, params), Diagnostics::Text)?;
    Ok((input, set))
}

/// A rule set with its properties, by which nobody judges; that it is sound was seen before.
fn with_properties(name: &str, params: &[String]) -> anyhow::Result<(Input, RuleSet)> {
    let mut input = Input::new();
    let set = input.rule_set_to_check(&arguments(name, params), Diagnostics::Text)?;
    Ok((input, set))
}

pub fn diff(args: &DiffArgs) -> anyhow::Result<ExitCode> {
    let (mut old_input, old) = named(&args.old, &[])?;
    let (mut new_input, new) = named(&args.new, &args.params)?;
    let differences = {
        let ((old_input, old), (new_input, new)) = (
            with_properties(&args.old, &[])?,
            with_properties(&args.new, &args.params)?,
        );
        compare(
            Written::of(&old, &old_input.reader.sources),
            Written::of(&new, &new_input.reader.sources),
        )
    };
    let mut text = format!("from {} to {}\n", old.label(), new.label());
    if differences.is_empty() {
        text.push_str("nothing differs\n");
    }
    for difference in &differences {
        say(difference, &mut text)?;
    }
    if let Some(path) = &args.inventory {
        let wanted = InventoryArgs {
            inventory: path.clone(),
            as_of: args.as_of.clone(),
        };
        let before = old_input.inventory(&wanted, &old)?;
        old_input.settle(Diagnostics::Text)?;
        let after = new_input.inventory(&wanted, &new)?;
        new_input.settle(Diagnostics::Text)?;
        if let (Some(before), Some(after)) = (before, after) {
            verdicts(&audit(&old, &before), &audit(&new, &after), &mut text)?;
        }
    }
    output::say(&text)?;
    Ok(ExitCode::SUCCESS)
}

fn say(difference: &Difference, text: &mut String) -> anyhow::Result<()> {
    let Difference {
        section,
        id,
        fields,
        only_in_new,
    } = difference;
    match only_in_new {
        Some(true) => writeln!(text, "+ {section}: {id}")?,
        Some(false) => writeln!(text, "- {section}: {id}")?,
        None => writeln!(text, "~ {section}: {id}")?,
    }
    for (field, before, now) in fields {
        writeln!(text, "    {field}: {} -> {}", shown(before), shown(now))?;
    }
    Ok(())
}

fn shown(text: &str) -> &str {
    if text.is_empty() { "(nothing)" } else { text }
}

/// Whose answer changes, or how firm it is or what it could be, by which row, and which rules came out otherwise.
fn verdicts(before: &Audit, after: &Audit, text: &mut String) -> anyhow::Result<()> {
    let (mut answers, mut others) = (0, 0);
    let pairs = before.inventory.initiatives.iter().zip(&before.verdicts);
    for ((initiative, old), new) in pairs.zip(&after.verdicts) {
        let said = |audit: &Audit, verdict: &Verdict| (audit.answer(verdict).to_owned(), verdict.firmness.word());
        let (was, is) = (said(before, old), said(after, new));
        let (could, can) = (before.outcomes(old), after.outcomes(new));
        if was == is && could == can {
            continue;
        }
        let kind = if was.0 == is.0 { &mut others } else { &mut answers };
        *kind += 1;
        let row = |audit: &Audit, verdict| {
            let rows = audit.deciding_rows(verdict);
            rows.last().map_or_else(String::new, |(row, _)| row.prose.title.clone())
        };
        writeln!(
            text,
            "! {}: {}, {} -> {}, {}\n    row: {} -> {}",
            initiative.name,
            was.0,
            was.1,
            is.0,
            is.1,
            row(before, old),
            row(after, new)
        )?;
        if could != can {
            writeln!(text, "    could be: {} -> {}", could.join(" or "), can.join(" or "))?;
        }
        for (id, rule) in after.set.each_rule() {
            let then = before.set.rule_id(&rule.id).map(|id| old.record.rule(id));
            let now = new.record.rule(id);
            if then.is_some_and(|then| then != now) {
                let then = then.map_or("", cleardeck::truth::Truth::word);
                writeln!(text, "    {} [{}]: {then} -> {}", rule.prose.title, rule.id, now.word())?;
            }
        }
    }
    let count = before.verdicts.len();
    writeln!(
        text,
        "{answers} of {count} answers change; {others} more in how firm they are or what they could be"
    )?;
    Ok(())
}

/// Writes the shipped rule files to a new folder, to read them or to make them one's own.
pub fn export(folder: &Path) -> anyhow::Result<ExitCode> {
    let target = NewFolder::of(&folder.to_string_lossy())?;
    let mut sources = Sources::default();
    let mut files = rules::shipped(&mut sources);
    files.extend(rules::shipped_properties(&mut sources));
    let mut files: Vec<_> = files.into_iter().map(|f| f.source).collect();
    files.extend(rules::shipped_cases(&mut sources));
    files.sort_by(|a, b| Path::new(sources.name(*a)).cmp(Path::new(sources.name(*b))));
    let name = |file| sources.name(file).trim_start_matches("rules/").to_owned();
    let files: Vec<(String, &str)> = files.into_iter().map(|f| (name(f), sources.text(f))).collect();
    target.write(&files)?;
    let mut written = String::new();
    for (name, _) in &files {
        writeln!(written, "{}", folder.join(name).display())?;
    }
    output::say(&written)?;
    Ok(ExitCode::SUCCESS)
}

/// The rule book of a rule set.
pub fn docs(args: &RulesArgs, path: Option<&str>) -> anyhow::Result<ExitCode> {
    let target = Target::of(path)?;
    let mut input = Input::new();
    let set = input.sound_rule_set(args, Diagnostics::Text)?;
    let cases = input.cases(&set);
    input.settle(Diagnostics::Text)?;
    let output = target.apart_from(&input.reader.seen)?;
    let catalogue = input.reader.catalogue();
    input.settle(Diagnostics::Text)?;
    let Ok(catalogue) = catalogue else { bail!(Refused) };
    let mut book = render_rule_book(&RuleBook::of(&set, &cases))?;
    book.push_str(&catalogue_book(&catalogue, &set)?);
    output.write(book)?;
    Ok(ExitCode::SUCCESS)
}
