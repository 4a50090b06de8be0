//! `cleardeck ask`

use std::fmt::Write;
use std::io::BufRead;
use std::process::ExitCode;

use anyhow::{Context, bail};
use cleardeck::diagnostics::nearest;
use cleardeck::diagnostics::plain;
use cleardeck::evaluate::{Calendar, Firmness, audit_of_one};
use cleardeck::interview::{Interview, Said, Turn};
use cleardeck::report::{Audience, RowWords, Speaker};
use cleardeck::rules::{Fact, FactId, RuleSet, Subject};
use cleardeck::sheets::{FileKind, looks_like};

use super::Refused;
use super::args::{AskArgs, Diagnostics};
use super::input::{Input, as_of};
use super::notebook::Notebook;
use super::output::{self, Target};
use super::ticks::{Lines, Session};

pub fn run(args: &AskArgs) -> anyhow::Result<ExitCode> {
    let file = args.inventory.inventory.as_str();
    if file == "-" {
        bail!("`ask` reads the answers from standard input and writes them into the inventory: name a file");
    }
    let yaml_only = || {
        format!(
            "`ask` writes answers into a YAML file only: `cleardeck export {file} --to yaml --output inventory.yaml` makes one of `{file}`"
        )
    };
    if !written_in_yaml(file) {
        bail!(yaml_only());
    }
    if args.output.as_deref() == Some("-") {
        bail!("`ask` asks on standard output: name a file for the inventory");
    }
    let target = Target::of(Some(args.output.as_deref().unwrap_or(file)))?;
    let day = as_of(args.inventory.as_of.as_deref())?;
    let mut input = Input::new();
    input.lay_over(&args.catalogue);
    let set = input.sound_rule_set(&args.rules, Diagnostics::Text)?;
    let bytes = input.bytes(file).unwrap_or_default();
    if looks_like(&bytes) != FileKind::Other {
        bail!(yaml_only());
    }
    let inventory = match input.reader.problems.has_errors() {
        true => None,
        false => input.inventory_in(file, bytes.clone(), day, &set),
    };
    // what is confirmed is read again with each answer
    let shelf = match args.elsewhere {
        false => None,
        true => input.reader.shared_catalogue().and_then(|_| input.reader.shelf()).ok(),
    };
    input.settle(Diagnostics::Text)?;
    let Some((text, inventory)) = inventory else {
        bail!(Refused)
    };
    if args.output.is_none() && target.file().is_none() {
        bail!("`{file}` is a device or a pipe, which keeps no answers: name a file, or one for --output");
    }
    let output = match &args.output {
        None => target.onto_what_was_read(),
        Some(_) => target.apart_from(&input.reader.seen)?,
    };
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
    let listed = args.list.as_deref().map(|wanted| to_list(&set, wanted)).transpose()?;
    let source = args.source.as_deref().unwrap_or_default();
    let mut interview = Interview::new(&set, text, inventory, only, source);
    if let Some(catalogue) = input.reader.held_catalogue() {
        interview = interview.with_catalogue(catalogue);
    }
    let stands = match (&args.output, output.file()) {
        (None, _) => Some(bytes.clone()),
        (Some(_), Some(real)) if real.exists() => {
            Some(std::fs::read(real).context("the file of --output cannot be read")?)
        }
        (Some(_), _) => None,
    };
    let mut notebook = Notebook::new(&output, &bytes, stands, day);
    let written = args.output.as_deref().unwrap_or(file);
    let mut lines = std::io::stdin().lock().lines();
    if only.is_some() {
        converse(&set, &mut interview, &mut notebook, &mut lines)?;
        output::say(&closing(&set, &interview, notebook.count(&set), written)?)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut session = Session::new(&set, &mut interview, &mut notebook, source);
    match (listed, &shelf) {
        (Some(fact), _) => session.list(fact, &mut lines)?,
        (None, Some(shelf)) => session.elsewhere(&shelf.signs(), &mut lines)?,
        (None, None) => {
            session.ask(args.all, &mut lines)?;
            session.offer(&mut lines)?;
        }
    }
    output::say(&notebook.close(&set, &mut interview)?)?;
    let mut text = said(&interview, notebook.count(&set), written)?;
    if listed.is_none() && shelf.is_none() {
        text.push_str(&left(&set, &interview, args.all)?);
    }
    output::say(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// Whether a file is neither a workbook nor comma-separated text.
pub fn written_in_yaml(file: &str) -> bool {
    let path = std::path::Path::new(file);
    let extension = path
        .extension()
        .and_then(|e| e.to_str())
        .unwrap_or_default()
        .to_lowercase();
    !path.is_dir() && !["xlsx", "xlsm", "xltx", "ods", "csv", "tsv", "xls", "xlsb"].contains(&extension.as_str())
}

/// The fact that is asked of every initiative, by its field.
fn to_list(set: &RuleSet, wanted: &str) -> anyhow::Result<FactId> {
    let facts = || {
        set.each_fact()
            .filter(|(_, f)| f.askable && f.of == Subject::Initiative)
    };
    if let Some((id, _)) = facts().find(|(_, fact)| fact.name == wanted) {
        return Ok(id);
    }
    let near = nearest(wanted, facts().map(|(_, fact)| fact.name.as_str()));
    let near = near.map_or_else(String::new, |n| format!("; did you mean `{n}`?"));
    let lists: Vec<&str> = set.ticked().into_iter().map(|id| set.fact(id).name.as_str()).collect();
    bail!(
        "initiatives have no field `{wanted}`{near}\nlists to tick: {}",
        lists.join(", ")
    );
}

/// Asks until there is nothing more to ask or the answers end.
fn converse(
    set: &RuleSet,
    interview: &mut Interview,
    notebook: &mut Notebook,
    answers: &mut Lines,
) -> anyhow::Result<()> {
    let mut last: Option<Turn> = None;
    while let Some(turn) = interview.turn() {
        if last.as_ref() != Some(&turn) {
            output::say(&question(set, interview, &turn)?)?;
        }
        let Some(line) = answers.next() else { break };
        let line = line.context("standard input cannot be read")?;
        let said = line.trim();
        match said {
            "quit" | "q" => break,
            "" | "skip" => interview.decline(&turn),
            "?" => output::say(&why(set, interview, &turn)?)?,
            _ => {
                let remark = notebook.write(set, interview, &turn, &chosen(set.fact(turn.fact), said))?;
                output::say(&remark)?;
                if let Some(now) = interview.said(turn.place).filter(|now| *now != turn.said) {
                    let (before, now) = (in_words(set, turn.said), in_words(set, now));
                    output::say(&format!("  {before} -> {now}\n"))?;
                }
            }
        }
        last = Some(turn);
    }
    offer(set, interview, notebook, answers)?;
    output::say(&notebook.close(set, interview)?)
}

/// Offers to record what was decided about the initiatives that were asked about, one by one.
fn offer(set: &RuleSet, interview: &mut Interview, notebook: &mut Notebook, answers: &mut Lines) -> anyhow::Result<()> {
    for decision in interview.undecided() {
        let initiatives = &interview.inventory().initiatives;
        let name = initiatives.iter().find(|i| i.id == decision.initiative);
        let title = set.recommendation(&decision.answer).map_or("", |r| r.title.as_str());
        output::say(&format!(
            "\n{}: {title}\n  Is that decided? It is then written down with the date {}, from which its time counts.\n  1 no   2 yes   [quit]\n",
            name.map_or("", |i| i.name.as_str()),
            decision.on
        ))?;
        let Some(line) = answers.next() else { break };
        match line.context("standard input cannot be read")?.trim() {
            "quit" | "q" => break,
            "2" | "yes" | "y" => {
                // somebody else may have changed the file since, so each part is looked for anew
                for part in 0..2 {
                    if let Some((turn, said)) = interview.parts(&decision).into_iter().nth(part) {
                        output::say(&notebook.write(set, interview, &turn, &said)?)?;
                    }
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// What is said of an initiative, in words: `Stop, provided (2 checks)`.
pub fn in_words(set: &RuleSet, said: Said) -> String {
    let options = set
        .decision_table()
        .map_or(&[][..], |t| set.fact(t.fact).options.as_slice());
    let id = options.get(said.answer).map_or("", String::as_str);
    let title = set.recommendation(id).map_or(id, |r| r.title.as_str());
    let checks = match said.checks {
        0 => String::new(),
        1 => " (1 check)".to_owned(),
        n => format!(" ({n} checks)"),
    };
    format!("{title}, {}{checks}", said.firmness.word())
}

fn question(set: &RuleSet, interview: &Interview, turn: &Turn) -> anyhow::Result<String> {
    let fact = set.fact(turn.fact);
    let name = interview
        .inventory()
        .initiatives
        .get(turn.place)
        .map_or("", |i| i.name.as_str());
    let (said, open) = (in_words(set, turn.said), turn.open);
    let mut text = format!("\n{name}: {said} ({open} to settle)\n  {}\n  ", fact.question);
    if !fact.detail.is_empty() {
        write!(text, "{}\n  ", fact.detail)?;
    }
    if let Some(meanings) = fact.meanings() {
        for (place, (option, means)) in meanings.enumerate() {
            write!(text, "{} {option}: {means}\n  ", place + 1)?;
        }
    } else if !fact.options.is_empty() {
        for (place, option) in fact.options.iter().enumerate() {
            write!(text, "{} {option}   ", place + 1)?;
        }
    } else if !fact.unit.is_empty() {
        write!(text, "in {}   ", fact.unit)?;
    }
    let open = if fact.takes_not_applicable() {
        "unsure, n/a"
    } else {
        "unsure"
    };
    writeln!(text, "[{open}, skip, quit, ? for why]")?;
    Ok(text)
}

fn why(set: &RuleSet, interview: &Interview, turn: &Turn) -> anyhow::Result<String> {
    let fact = set.fact(turn.fact);
    let mut text = format!("  as it stands: {}\n", in_words(set, turn.said));
    let audit = audit_of_one(set, interview.inventory(), turn.place);
    let verdict = audit.verdicts.get(turn.place);
    let row = verdict.and_then(|verdict| audit.deciding_rows(verdict).pop());
    if let (Some(verdict), Some((row, _))) = (verdict.filter(|v| v.firmness != Firmness::Open), row) {
        let until = Calendar::of(&audit).until(turn.place, verdict);
        let speaker = Speaker::of(&audit, Audience::Internal);
        let words = speaker.initiative(turn.place, verdict, until.as_ref());
        let words = words.map_or_else(RowWords::default, |spoken| speaker.row(&spoken, row));
        for said in [format!("{}. {}", words.reason, words.why), words.advice] {
            writeln!(text, "    {}", plain(said.trim_end()))?;
        }
    }
    for (answer, then) in interview.outlook(turn) {
        let value = cleardeck::rules::value_text(fact, answer);
        writeln!(text, "  {value}: {}", in_words(set, then))?;
    }
    if !fact.from.is_empty() {
        writeln!(text, "  who knows: {}", fact.from)?;
    }
    writeln!(text, "  field {}", fact.name)?;
    Ok(text)
}

/// The option of a number, where a fact has options; else what was said.
fn chosen(fact: &Fact, said: &str) -> String {
    let place = said.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
    place
        .and_then(|n| fact.options.get(n).cloned())
        .unwrap_or_else(|| said.to_owned())
}

/// What was written, and how much is settled.
fn said(interview: &Interview, (answered, decided): (usize, usize), target: &str) -> anyhow::Result<String> {
    let left = interview.left();
    let settled = left.iter().filter(|l| l.said.firmness == Firmness::Settled).count();
    let mut text = format!("\n{answered} answered");
    if decided > 0 {
        write!(text, ", {decided} decided")?;
    }
    if answered + decided > 0 {
        write!(text, ", written to {target}")?;
    }
    writeln!(text, "; {settled} of {} settled", left.len())?;
    Ok(text)
}

fn closing(set: &RuleSet, interview: &Interview, count: (usize, usize), target: &str) -> anyhow::Result<String> {
    let mut text = said(interview, count, target)?;
    for open in interview.left().iter().filter(|l| l.said.firmness != Firmness::Settled) {
        let facts: Vec<&str> = open.open.iter().map(|f| set.fact(*f).title.as_str()).collect();
        writeln!(
            text,
            "{}: {}; open: {}",
            open.name,
            in_words(set, open.said),
            facts.join(", ")
        )?;
    }
    Ok(text)
}

/// How each line stands, and what was not asked since it takes longer than minutes.
fn left(set: &RuleSet, interview: &Interview, all: bool) -> anyhow::Result<String> {
    let mut text = String::new();
    for open in interview.left().iter().filter(|l| l.said.firmness != Firmness::Settled) {
        writeln!(text, "{}: {}", open.name, in_words(set, open.said))?;
    }
    let longer = interview.longer();
    if !all && !longer.is_empty() {
        writeln!(
            text,
            "\nnot asked, since it takes longer than minutes to find out (`--all` asks it too):"
        )?;
        for (fact, lines) in longer {
            let plural = if lines == 1 { "" } else { "s" };
            writeln!(text, "  {} ({lines} line{plural})", set.fact(fact).title)?;
        }
    }
    Ok(text)
}
