//! `cleardeck rules show`, `check` and `test`

use std::collections::HashMap;
use std::fmt::Write;
use std::process::ExitCode;

use anyhow::bail;
use cleardeck::analysis;
use cleardeck::diagnostics::{Code, Diagnostic, Severity};
use cleardeck::evaluate::{Leaves, judge_case, misses};
use cleardeck::rules::{Expected, RuleSet, leaf_sentence};
use cleardeck::truth::Truth;

use super::args::{Diagnostics, RulesArgs, RulesCommand, RulesVerb};
use super::change;
use super::input::Input;
use super::output;

pub fn run(args: &RulesVerb) -> anyhow::Result<ExitCode> {
    match &args.verb {
        RulesCommand::Show { name, rules } => super::show::run(name.as_deref(), rules),
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
    writeln!(text, "{} pairs of rows of which the order decides", report.ordered)?;
    match set.properties.len() {
        0 => text.push_str("no properties: nothing is proved of what must never happen\n"),
        all => writeln!(text, "{} of {all} properties proved", report.proved.len())?,
    }
    output::say(&text)?;
    Ok(ExitCode::from(u8::from(strict && warned)))
}

fn test(args: &RulesArgs, coverage: bool) -> anyhow::Result<ExitCode> {
    let (mut input, set) = load(args)?;
    let cases = input.cases(&set);
    input.settle(Diagnostics::Text)?;
    if cases.is_empty() {
        bail!("the rule set has no cases: add a file with `cases:` beside its rules");
    }
    let mut text = String::new();
    let mut failed = 0;
    let mut leaves = Leaves::of(&set);
    let mut seen: HashMap<&str, (usize, usize)> = HashMap::new();
    for case in &cases {
        let judged = judge_case(&set, case);
        let wrong = misses(&set, case, &judged);
        leaves.count(&set, &judged.record);
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
                "failed {} ({})\n  {}",
                case.id,
                input.reader.sources.place(case.span),
                wrong.join("\n  ")
            )?;
            if !case.because.is_empty() {
                writeln!(text, "  because: {}", case.because)?;
            }
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
                        .help("add the missing case beside the rule"),
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
