//! `cleardeck rules show`: whatever of a rule set has a name.

use std::fmt::Write;
use std::process::ExitCode;

use anyhow::bail;
use cleardeck::diagnostics::{Sources, nearest};
use cleardeck::rules::{
    Entry, Fact, Parameter, Row, Rule, RuleSet, Table, condition_sentence, entries, named_sections, value_text,
};

use super::args::{Diagnostics, RulesArgs};
use super::input::Input;
use super::output;

pub fn run(name: Option<&str>, args: &RulesArgs) -> anyhow::Result<ExitCode> {
    let mut input = Input::new();
    let set = input.rule_set_to_check(args, Diagnostics::Text)?;
    let mut text = String::new();
    let sources = &input.reader.sources;
    match name {
        None | Some("rules") => {
            for rule in &set.rules {
                writeln!(text, "{:<10} {:<28} {}", rule.part.word(), rule.id, rule.prose.title)?;
            }
        }
        Some("facts") => {
            for fact in set.facts.iter().filter(|f| f.askable) {
                writeln!(text, "{:<44} {}", fact.name, fact.question)?;
            }
        }
        Some(name) if named_sections().any(|(section, _)| section == name) => {
            let all = entries(&set, sources);
            let list: Vec<&Entry> = all.iter().filter(|e| e.section == name).collect();
            if list.is_empty() {
                bail!("the rule set has nothing under `{name}`");
            }
            for entry in list {
                writeln!(text, "{:<28} {}", entry.name, entry.line)?;
            }
        }
        Some(name) => named(&set, &entries(&set, sources), sources, name, &mut text)?,
    }
    output::say(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// Everything of a name: a word may be a recommendation, a group of kinds and a row at once.
fn named(set: &RuleSet, all: &[Entry], sources: &Sources, name: &str, text: &mut String) -> anyhow::Result<()> {
    let mut parts: Vec<String> = Vec::new();
    let mut part = |write: &dyn Fn(&mut String) -> anyhow::Result<()>| {
        let mut text = String::new();
        write(&mut text)?;
        parts.push(text);
        anyhow::Ok(())
    };
    if let Some(id) = set.rule_id(name) {
        part(&|text| rule(set, set.rule(id), text))?;
    }
    let given = set.table(name);
    if let Some(found) = given {
        part(&|text| table(set, found, text))?;
    }
    if let Some(found) = set.parameter_named(name) {
        part(&|text| parameter(set, found, text))?;
    }
    if let Some(id) = set.fact_id(name).filter(|_| given.is_none()) {
        part(&|text| fact(set, set.fact(id), text))?;
    }
    for of in &set.tables {
        for found in of.rows.iter().filter(|r| r.id == name) {
            part(&|text| {
                writeln!(text, "A row of {}\n", set.fact(of.fact).title)?;
                row(set, of, found, text)?;
                cite(set, &found.prose.sources, text)
            })?;
        }
    }
    let in_words = ["rules", "tables", "rows", "parameters", "facts"];
    let as_written = all.iter().filter(|e| e.name == name && !in_words.contains(&e.section));
    for entry in as_written {
        part(&|text| {
            let place = sources.place(entry.at);
            writeln!(text, "{} ({place})\n{}", entry.section, written(sources, entry))?;
            Ok(())
        })?;
    }
    if parts.is_empty() {
        let names = set
            .rules
            .iter()
            .map(|r| r.id.as_str())
            .chain(set.facts.iter().map(|f| f.name.as_str()));
        let names = names
            .chain(all.iter().map(|e| e.name.as_str()))
            .chain(named_sections().map(|(section, _)| section));
        let near = nearest(name, names).map_or_else(String::new, |n| format!("; did you mean `{n}`?"));
        bail!("nothing in the rule set has the name `{name}`{near}");
    }
    text.push_str(&parts.join("\n"));
    Ok(())
}

/// An item as its file has it, without the room before its lines.
fn written(sources: &Sources, entry: &Entry) -> String {
    let room = sources.position(entry.at).column.saturating_sub(1);
    let lines = sources.slice(entry.at).trim_end().lines();
    let line = |line: &str| {
        let own = line.len() - line.trim_start().len();
        format!("  {}", line.get(own.min(room)..).unwrap_or_default())
    };
    let mut lines: Vec<String> = lines.map(line).collect();
    // a comment at the end belongs to what comes next
    while lines
        .last()
        .is_some_and(|l| l.trim().is_empty() || l.trim_start().starts_with('#'))
    {
        lines.pop();
    }
    lines.join("\n")
}

fn table(set: &RuleSet, table: &Table, text: &mut String) -> anyhow::Result<()> {
    writeln!(text, "{}: the first row that holds\n", set.fact(table.fact).title)?;
    table.rows.iter().try_for_each(|r| row(set, table, r, text))
}

fn row(set: &RuleSet, table: &Table, row: &Row, text: &mut String) -> anyhow::Result<()> {
    let outcome = set.fact(table.fact).options.get(row.then).map_or("", String::as_str);
    let when = row
        .when
        .map_or_else(|| "otherwise".to_owned(), |node| condition_sentence(set, node));
    writeln!(
        text,
        "{outcome}: {}\n  when: {when}\n  why: {}",
        row.prose.title,
        row.prose.why.in_general(set)
    )?;
    Ok(())
}

fn parameter(set: &RuleSet, parameter: &Parameter, text: &mut String) -> anyhow::Result<()> {
    let shipped = if parameter.value == parameter.default {
        String::new()
    } else {
        format!(" (shipped: {})", parameter.default)
    };
    let alternatives: Vec<String> = parameter.alternatives.iter().map(ToString::to_string).collect();
    writeln!(
        text,
        "{}: {} {}{shipped}\nalternatives: {}\nwhy: {}",
        parameter.prose.title,
        parameter.value,
        parameter.unit,
        alternatives.join(", "),
        parameter.prose.why.in_general(set)
    )?;
    cite(set, &parameter.prose.sources, text)
}

fn fact(set: &RuleSet, fact: &Fact, text: &mut String) -> anyhow::Result<()> {
    writeln!(text, "{}: {}", fact.title, fact.in_full())?;
    if let Some(meanings) = fact.meanings() {
        writeln!(text, "answers:")?;
        for (option, means) in meanings {
            writeln!(text, "  {option}: {means}")?;
        }
    } else if !fact.options.is_empty() {
        writeln!(text, "answers: {}", fact.options.join(", "))?;
    }
    if let Some(node) = fact.applies {
        writeln!(text, "applies where: {}", condition_sentence(set, node))?;
    }
    if let Some(presumed) = &fact.presume {
        let value = value_text(fact, presumed.value);
        writeln!(
            text,
            "presumed while it is not known: {value}\nbecause: {}",
            presumed.because
        )?;
        for check in presumed.checks().filter_map(|id| set.checks.get(usize::from(id.0))) {
            writeln!(text, "check: {}", check.provided)?;
        }
    }
    if let Some(effort) = fact.ask {
        writeln!(text, "time to answer: {} ({})", effort.word(), effort.means())?;
    }
    Ok(())
}

fn rule(set: &RuleSet, rule: &Rule, text: &mut String) -> anyhow::Result<()> {
    writeln!(
        text,
        "{} ({})\n\nWhat it asks: {}",
        rule.prose.title,
        rule.part.word(),
        condition_sentence(set, rule.when)
    )?;
    writeln!(text, "Why it matters: {}", rule.prose.why.in_general(set))?;
    for (label, value) in [
        ("Next step", &rule.prose.advice.in_general(set)),
        ("Instead of stopping", &rule.instead),
        ("Until", &rule.until.last_in_general(set)),
    ] {
        if !value.is_empty() {
            writeln!(text, "{label}: {value}")?;
        }
    }
    writeln!(text, "Strength: {}", rule.prose.strength.word())?;
    cite(set, &rule.prose.sources, text)
}

fn cite(set: &RuleSet, ids: &[String], text: &mut String) -> anyhow::Result<()> {
    for source in ids.iter().filter_map(|id| set.sources.get(id)) {
        let interest = if source.interest.is_none() {
            ""
        } else {
            " (the publisher sells what it recommends)"
        };
        writeln!(text, "Source: {}{interest} {}", source.title, source.url)?;
    }
    Ok(())
}
