//! `cleardeck ask`

use std::fmt::Write;
use std::io::BufRead;
use std::process::ExitCode;

use anyhow::{Context, bail};
use cleardeck::diagnostics::{nearest, plain_lines};
use cleardeck::interview::{Interview, Refusal, Turn};
use cleardeck::rules::{Fact, RuleSet};

use super::args::{AskArgs, Diagnostics};
use super::input::Input;
use super::{Refused, output};

/// The byte order mark that some editors put first; it stays where it is.
const MARK: &str = "\u{feff}";

pub fn run(args: &AskArgs) -> anyhow::Result<ExitCode> {
    let file = args.inventory.inventory.as_str();
    if file == "-" {
        bail!("`ask` reads the answers from standard input and writes them into the inventory: name a file");
    }
    if !written_in_yaml(file) {
        bail!(
            "`ask` writes answers into a YAML file only: `cleardeck export {file} --to yaml --output inventory.yaml` makes one of `{file}`"
        );
    }
    let target = args.output.as_deref().unwrap_or(file);
    output::writable(Some(target))?;
    let mut input = Input::new();
    let set = input.sound_rule_set(&args.rules, Diagnostics::Text)?;
    let inventory = input.inventory(&args.inventory, &set)?;
    input.settle(Diagnostics::Text)?;
    let Some(inventory) = inventory else { bail!(Refused) };
    let only = match &args.initiative {
        None => None,
        Some(wanted) => {
            let place = inventory
                .initiatives
                .iter()
                .position(|i| i.id == *wanted || i.name == *wanted);
            let Some(place) = place else {
                let near = nearest(wanted, inventory.initiatives.iter().map(|i| i.id.as_str()));
                let near = near.map_or_else(String::new, |n| format!("; did you mean `{n}`?"));
                bail!("the inventory holds no initiative `{wanted}`{near}");
            };
            Some(place)
        }
    };
    let text = std::fs::read_to_string(file).with_context(|| format!("`{file}` cannot be read"))?;
    let (mark, text) = match text.strip_prefix(MARK) {
        Some(rest) => (MARK, rest.to_owned()),
        None => ("", text),
    };
    let source = args.source.as_deref().unwrap_or_default();
    let mut interview = Interview::new(&set, text, inventory, only, source);
    let asked = converse(&set, &mut interview, mark, target)?;
    output::write_text(None, &closing(&set, &interview, asked, target)?)?;
    Ok(ExitCode::SUCCESS)
}

/// Whether a file is neither a workbook nor comma-separated text.
fn written_in_yaml(file: &str) -> bool {
    let path = std::path::Path::new(file);
    let extension = path
        .extension()
        .and_then(|e| e.to_str())
        .unwrap_or_default()
        .to_lowercase();
    !path.is_dir() && !["xlsx", "xlsm", "xltx", "ods", "csv", "tsv", "xls", "xlsb"].contains(&extension.as_str())
}

/// Asks until there is nothing more to ask or the answers end; gives how many questions were answered.
fn converse(set: &RuleSet, interview: &mut Interview, mark: &str, target: &str) -> anyhow::Result<usize> {
    let mut answers = std::io::stdin().lock().lines();
    let mut answered = 0;
    let mut last: Option<Turn> = None;
    while let Some(turn) = interview.turn() {
        if last.as_ref() != Some(&turn) {
            output::write_text(None, &question(set, interview, &turn)?)?;
        }
        let Some(line) = answers.next() else { break };
        let line = line.context("standard input cannot be read")?;
        let said = line.trim();
        match said {
            "quit" | "q" => break,
            "" | "skip" => interview.decline(&turn),
            "?" => output::write_text(None, &why(set, interview, &turn)?)?,
            _ => match interview.answer(&turn, &chosen(set.fact(turn.fact), said)) {
                Ok(()) => {
                    answered += 1;
                    output::write_text(Some(target), &format!("{mark}{}", interview.text()))?;
                }
                Err(Refusal::NotAnAnswer(problem)) => {
                    output::write_text(None, &format!("  {}: {}\n", problem.message, problem.help))?;
                }
                Err(Refusal::NotWritten(line)) => {
                    let name = &set.fact(turn.fact).name;
                    let said = format!(
                        "  this answer cannot be written without changing something else; write `{name}` by hand near line {line}\n"
                    );
                    output::write_text(None, &said)?;
                    interview.decline(&turn);
                }
            },
        }
        last = Some(turn);
    }
    Ok(answered)
}

fn titles(set: &RuleSet, possible: u64) -> Vec<String> {
    let options = set
        .table("recommendation")
        .map_or(&[][..], |t| set.fact(t.fact).options.as_slice());
    let held = options.iter().enumerate().filter(|(n, _)| possible >> n & 1 == 1);
    held.map(|(_, id)| set.recommendation(id).map_or_else(|| id.clone(), |r| r.title.clone()))
        .collect()
}

fn question(set: &RuleSet, interview: &Interview, turn: &Turn) -> anyhow::Result<String> {
    let fact = set.fact(turn.fact);
    let name = interview
        .inventory()
        .initiatives
        .get(turn.place)
        .map_or("", |i| i.name.as_str());
    let mut text = format!("\n{name} ({} to settle)\n  {}\n  ", turn.open, fact.question);
    if !fact.options.is_empty() {
        for (place, option) in fact.options.iter().enumerate() {
            write!(text, "{} {option}   ", place + 1)?;
        }
    } else if !fact.unit.is_empty() {
        write!(text, "in {}   ", fact.unit)?;
    }
    text.push_str("[unsure, n/a, skip, quit, ? for why]\n");
    Ok(plain_lines(&text))
}

fn why(set: &RuleSet, interview: &Interview, turn: &Turn) -> anyhow::Result<String> {
    let fact = set.fact(turn.fact);
    let mut text = format!("  possible so far: {}\n", titles(set, turn.possible).join(", "));
    for (answer, possible) in interview.outlook(turn) {
        let said = cleardeck::rules::value_text(fact, answer);
        writeln!(text, "  {said}: {}", titles(set, possible).join(", "))?;
    }
    if !fact.from.is_empty() {
        writeln!(text, "  who knows: {}", fact.from)?;
    }
    writeln!(text, "  field {}", fact.name)?;
    Ok(plain_lines(&text))
}

/// The option of a number, where a fact has options; else what was said.
fn chosen(fact: &Fact, said: &str) -> String {
    let place = said.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
    place
        .and_then(|n| fact.options.get(n).cloned())
        .unwrap_or_else(|| said.to_owned())
}

fn closing(set: &RuleSet, interview: &Interview, answered: usize, target: &str) -> anyhow::Result<String> {
    let left = interview.left();
    let settled = left.iter().filter(|l| l.possible.count_ones() == 1).count();
    let mut text = format!("\n{answered} answered");
    if answered > 0 {
        write!(text, ", written to {target}")?;
    }
    writeln!(text, "; {settled} of {} settled", left.len())?;
    for open in left.iter().filter(|l| l.possible.count_ones() != 1) {
        let facts: Vec<&str> = open.open.iter().map(|f| set.fact(*f).title.as_str()).collect();
        writeln!(
            text,
            "{}: {}; open: {}",
            open.name,
            titles(set, open.possible).join(" or "),
            facts.join(", ")
        )?;
    }
    Ok(plain_lines(&text))
}
