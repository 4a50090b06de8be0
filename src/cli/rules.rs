//! `cleardeck rules show`, `check` and `test`

use std::collections::HashMap;
use std::fmt::Write;
use std::process::ExitCode;

use anyhow::bail;
use cleardeck::analysis;
use cleardeck::diagnostics::{Code, Diagnostic, Severity, nearest};
use cleardeck::evaluate::{Leaves, judge_case, misses};
use cleardeck::rules::{Expected, Rule, RuleSet, condition_sentence, leaf_sentence, value_text};
use cleardeck::truth::Truth;

use super::args::{Diagnostics, RulesArgs, RulesCommand, RulesVerb};
use super::change;
use super::input::Input;
use super::output;

pub fn run(args: &RulesVerb) -> anyhow::Result<ExitCode> {
    match &args.verb {
        RulesCommand::Show { name, rules } => show(name.as_deref(), rules),
        RulesCommand::Check {
            rules,
            diagnostics,
            strict,
        } => check(rules, diagnostics.diagnostics, *strict),
        RulesCommand::Diff(args) => change::diff(args),
        RulesCommand::Export { folder } => change::export(folder),
        RulesCommand::Docs { rules, output } => change::docs(rules, output.as_deref()),
        RulesCommand::Fmt { paths, check } => super::fmt::run(paths, *check),
        RulesCommand::Test { rules, coverage } => test(rules, *coverage),
    }
}

fn load(args: &RulesArgs) -> anyhow::Result<(Input, RuleSet)> {
    let mut input = Input::new();
    let set = input.sound_rule_set(args, Diagnostics::Text)?;
    Ok((input, set))
}

fn show(name: Option<&str>, args: &RulesArgs) -> anyhow::Result<ExitCode> {
    let (_, set) = load(args)?;
    let mut text = String::new();
    match name {
        None => {
            for rule in &set.rules {
                writeln!(text, "{:<10} {:<28} {}", rule.part.word(), rule.id, rule.prose.title)?;
            }
        }
        Some("facts") => {
            for fact in set.facts.iter().filter(|f| f.askable) {
                writeln!(text, "{:<44} {}", fact.name, fact.question)?;
            }
        }
        Some(name) => one(&set, name, &mut text)?,
    }
    output::say(&text)?;
    Ok(ExitCode::SUCCESS)
}

fn one(set: &RuleSet, name: &str, text: &mut String) -> anyhow::Result<()> {
    if let Some(id) = set.rule_id(name) {
        rule(set, set.rule(id), text)?;
    } else if let Some(table) = set.table(name) {
        writeln!(text, "{}: the first row that holds\n", set.fact(table.fact).title)?;
        for row in &table.rows {
            let outcome = set.fact(table.fact).options.get(row.then).map_or("", String::as_str);
            let when = row
                .when
                .map_or_else(|| "otherwise".to_owned(), |node| condition_sentence(set, node));
            writeln!(
                text,
                "{outcome}: {}\n  when: {when}\n  why: {}",
                row.prose.title, row.prose.why
            )?;
        }
    } else if let Some(parameter) = set.parameter_named(name) {
        let alternatives: Vec<String> = parameter.alternatives.iter().map(ToString::to_string).collect();
        writeln!(
            text,
            "{}: {} {}\nalternatives: {}\nwhy: {}",
            parameter.prose.title,
            parameter.value,
            parameter.unit,
            alternatives.join(", "),
            parameter.prose.why
        )?;
        cite(set, &parameter.prose.sources, text)?;
    } else if let Some(id) = set.fact_id(name) {
        let fact = set.fact(id);
        writeln!(text, "{}: {}", fact.title, fact.question)?;
        if !fact.options.is_empty() {
            writeln!(text, "answers: {}", fact.options.join(", "))?;
        }
        if let Some(assumed) = fact.if_absent {
            writeln!(text, "assumed when nothing is written: {}", value_text(fact, assumed))?;
        }
    } else {
        let names = set
            .rules
            .iter()
            .map(|r| r.id.as_str())
            .chain(set.parameters.iter().map(|p| p.name.as_str()));
        let near = nearest(name, names.chain(set.facts.iter().map(|f| f.name.as_str())));
        let near = near.map_or_else(String::new, |n| format!("; did you mean `{n}`?"));
        bail!("there is no rule, table, parameter or fact `{name}`{near}");
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
    writeln!(text, "Why it matters: {}", rule.prose.why)?;
    for (label, value) in [
        ("Next step", &rule.prose.advice),
        ("Instead of stopping", &rule.instead),
        ("Until", &rule.until),
    ] {
        if !value.is_empty() {
            writeln!(text, "{label}: {value}")?;
        }
    }
    writeln!(
        text,
        "Strength: {}",
        format!("{:?}", rule.prose.strength).to_lowercase()
    )?;
    cite(set, &rule.prose.sources, text)
}

fn cite(set: &RuleSet, ids: &[String], text: &mut String) -> anyhow::Result<()> {
    for source in ids.iter().filter_map(|id| set.sources.get(id)) {
        let interest = if source.interest.is_empty() {
            ""
        } else {
            " (the publisher sells what it recommends)"
        };
        writeln!(text, "Source: {}{interest} {}", source.title, source.url)?;
    }
    Ok(())
}

fn check(args: &RulesArgs, form: Diagnostics, strict: bool) -> anyhow::Result<ExitCode> {
    let mut input = Input::new();
    let set = input.rule_set_to_check(args, form)?;
    let report = analysis::check(&set, &mut input.reader.problems);
    input.reader.problems.weigh(&set.severities);
    let warned = input.reader.problems.worst() >= Some(Severity::Warning);
    input.settle(form)?;
    let mut text = format!(
        "{}: {} facts, {} parameters, {} rules, {} tables; every name resolved\n",
        set.label(),
        set.facts.len(),
        set.parameters.len(),
        set.rules.len(),
        set.tables.len()
    );
    for property in set.properties.iter().filter(|p| report.proved.contains(&p.id)) {
        writeln!(text, "proved: {}", property.title)?;
    }
    match set.properties.len() {
        0 => text.push_str("no properties: nothing is proved of what must never happen\n"),
        all => writeln!(text, "{} of {all} properties proved", report.proved.len())?,
    }
    output::say(&text)?;
    Ok(ExitCode::from(u8::from(strict && warned)))
}

fn test(args: &RulesArgs, coverage: bool) -> anyhow::Result<ExitCode> {
    let (mut input, set) = load(args)?;
    let cases = input.cases(args, &set);
    input.settle(Diagnostics::Text)?;
    if cases.is_empty() {
        bail!("the rule set has no cases: add some under `tests/`");
    }
    let mut text = String::new();
    let mut failed = 0;
    let mut leaves = Leaves::of(&set);
    let mut seen: HashMap<&str, (usize, usize)> = HashMap::new();
    for case in &cases {
        let sheet = judge_case(&set, case);
        let wrong = misses(&set, case, &sheet);
        leaves.count(&set, &sheet);
        for (name, expected) in &case.expect {
            if let Expected::Rule(_, truth) = expected {
                let counts = seen.entry(name).or_default();
                counts.0 += usize::from(*truth == Truth::True);
                counts.1 += usize::from(*truth == Truth::False);
            }
        }
        if !wrong.is_empty() {
            failed += 1;
            writeln!(
                text,
                "failed {} ({})\n  {}\n  because: {}",
                case.id,
                input.reader.sources.place(case.span),
                wrong.join("\n  "),
                case.because
            )?;
        }
    }
    if coverage {
        for rule in &set.rules {
            let (fires, does_not) = seen.get(rule.id.as_str()).copied().unwrap_or_default();
            if fires == 0 || does_not == 0 {
                let message = format!(
                    "`{}` has {fires} cases that fire it and {does_not} that do not",
                    rule.id
                );
                input.reader.problems.push(
                    Diagnostic::new(Code::UntestedRule, rule.prose.span, message)
                        .help("add the missing case under rules/tests"),
                );
            }
        }
    }
    let untested = !input.reader.problems.is_empty();
    if coverage {
        writeln!(text, "cases that saw each comparison true, false, unknown:")?;
        let mut held = "";
        for (owner, node, [yes, no, unknown]) in leaves.counts() {
            if owner != held {
                writeln!(text, "{owner}")?;
                held = owner;
            }
            let never = if yes == 0 || no == 0 {
                "  never seen otherwise"
            } else {
                ""
            };
            writeln!(
                text,
                "  {yes:>4} {no:>4} {unknown:>4}  {}{never}",
                leaf_sentence(&set, node)
            )?;
        }
    }
    input.print(Diagnostics::Text)?;
    writeln!(text, "{} passed, {failed} failed", cases.len() - failed)?;
    output::say(&text)?;
    Ok(ExitCode::from(u8::from(failed > 0 || untested)))
}
