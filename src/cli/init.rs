//! `cleardeck init`

use std::fmt::Write;
use std::process::ExitCode;

use cleardeck::inventory::template;
use cleardeck::rules::{Fact, FactType, RuleSet, Subject};
use cleardeck::sheets;

use super::args::{Diagnostics, InitArgs};
use super::hint::Hints;
use super::input::Input;
use super::output::Target;

const HEAD: &str = include_str!("../../templates/inventory-head.txt");

pub fn run(args: &InitArgs, hints: &Hints) -> anyhow::Result<ExitCode> {
    let named = args.xlsx.as_deref().or(args.output.as_deref());
    let target = Target::new(named, "name another file, so that nothing is lost")?;
    let mut input = Input::new();
    let set = input.sound_rule_set(&args.rules, Diagnostics::Text)?;
    let output = target.apart_from(&input.reader.seen)?;
    if args.xlsx.is_some() {
        let bytes = sheets::to_xlsx(&template(&set)).map_err(anyhow::Error::msg)?;
        output.write(bytes)?;
    } else {
        output.write(inventory(&set)?)?;
    }
    if let Some(path) = named.filter(|p| *p != "-") {
        hints.say(|| format!("answer what you know in `{path}`, leave the rest; then `cleardeck check {path}`"));
    }
    Ok(ExitCode::SUCCESS)
}

/// A commented inventory: every fact with its question and its unit.
fn inventory(set: &RuleSet) -> anyhow::Result<String> {
    let mut text = HEAD.to_owned();
    text.push_str("\n# --- the district ---\n");
    fields(set, Subject::District, 0, &mut text)?;
    text.push_str("\n# --- the schools: repeat one entry for each ---\nschools:\n  - id: S1\n    name: First school\n    # grades: K-5\n");
    fields(set, Subject::School, 4, &mut text)?;
    text.push_str("\n# --- the initiatives: repeat one entry for each ---\ninitiatives:\n  - id: first-initiative\n    name: First initiative\n    # note: free text\n    # schools that take part stand under scope: schools: [S1], or all\n");
    fields(set, Subject::Initiative, 4, &mut text)?;
    Ok(text)
}

fn fields(set: &RuleSet, subject: Subject, indent: usize, text: &mut String) -> anyhow::Result<()> {
    let pad = " ".repeat(indent);
    let mut groups: Vec<String> = Vec::new();
    for fact in set.facts.iter().filter(|f| f.of == subject && f.askable) {
        let parts: Vec<&str> = fact.name.split('.').collect();
        let (leaf, path) = parts.split_last().unwrap_or((&"", &[]));
        let shared = path.iter().zip(&groups).take_while(|(a, b)| **a == b.as_str()).count();
        if shared < groups.len().max(path.len()) {
            for (level, name) in path.iter().enumerate().skip(shared) {
                let stated = if level == 0
                    && subject == Subject::Initiative
                    && matches!(*name, "results" | "studies" | "reviews")
                {
                    "_stated"
                } else {
                    ""
                };
                writeln!(text, "{pad}# {}{name}{stated}:", "  ".repeat(level))?;
            }
            groups = path.iter().map(|p| (*p).to_owned()).collect();
        }
        let inner = "  ".repeat(path.len());
        writeln!(text, "{pad}# {inner}# {}{}", fact.in_full(), form(fact))?;
        for (option, means) in fact.meanings().into_iter().flatten().filter(|(_, m)| !m.is_empty()) {
            writeln!(text, "{pad}# {inner}#   {option}: {means}")?;
        }
        writeln!(text, "{pad}# {inner}{leaf}:")?;
    }
    Ok(())
}

/// How an answer is written.
fn form(fact: &Fact) -> String {
    let unit = if fact.unit.is_empty() {
        String::new()
    } else {
        format!(" {}", fact.unit)
    };
    match fact.kind {
        FactType::YesNo => " [yes / no]".to_owned(),
        FactType::Choice | FactType::Level => format!(" [{}]", fact.options.join(" / ")),
        FactType::Share => " [0 to 1, or with %]".to_owned(),
        FactType::Count => " [0, 1, 2 …]".to_owned(),
        FactType::Number => format!(" [number,{unit}]"),
        FactType::Money => " [dollars]".to_owned(),
        FactType::Date => " [2024, 2024-08 or 2024-08-15]".to_owned(),
        FactType::Text => String::new(),
        FactType::List => " [list of ids]".to_owned(),
    }
}
