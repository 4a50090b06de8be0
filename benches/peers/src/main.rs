//! The same rules on the same rows by cleardeck and by other engines: equal answers, then processor time.
//!
//! `README.md` says how it is run and what it shows.

mod answers;
mod clock;
mod engines;
mod guarded;
mod interpret;
mod languages;
mod measure;
mod neutral;
mod peers;
mod program;
mod random;
mod rows;
mod shipped;
mod table;
mod workload;

use std::path::Path;
use std::process::ExitCode;

use engines::Task;
use measure::Size;
use workload::{Choice, Which, Workload};

/// What may fail here is told and ends the program.
type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

const USAGE: &str = "\
peers [neutral|shipped] [--rows N] [--rounds N] [--rules N] [--seed N] [--checked N] [--only NAME,NAME]
    measures; without a workload both (10,000 rows, 3 rounds, 60 rules, 2,000 rows checked)
peers write [neutral|shipped] FOLDER [--rows N] [--rules N] [--seed N]
    writes rows and, for `neutral`, the rules as a rule set of the product";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match start(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn start(arguments: &[String]) -> Result<()> {
    let (plain, options) = Options::of(arguments)?;
    match plain.as_slice() {
        ["help"] => {
            println!("{USAGE}");
            Ok(())
        }
        ["engine", name, which, seed, rules, task @ ..] => {
            let choice = Choice {
                which: which.parse()?,
                seed: seed.parse()?,
                rules: rules.parse()?,
            };
            let task = match task {
                ["evaluate", input] => Task::Evaluate(Path::new(input)),
                ["run", input, output] => Task::Run(Path::new(input), Path::new(output)),
                _ => return Err(USAGE.into()),
            };
            engines::run(name, &Workload::of(choice)?, task)
        }
        ["write", which, folder] => write(
            &Workload::of(options.choice(which.parse()?))?,
            Path::new(folder),
            &options,
        ),
        [] => peers::WORKLOADS
            .into_iter()
            .try_for_each(|which| measured(which, &options)),
        [which] => measured(which.parse()?, &options),
        _ => Err(USAGE.into()),
    }
}

/// Measures a workload and prints the table.
fn measured(which: Which, options: &Options) -> Result<()> {
    let work = Workload::of(options.choice(which))?;
    let places = peers::Places::of(&work)?;
    let all = peers::chosen(options.only.as_deref())?;
    let (refused, chosen): (Vec<_>, Vec<_>) = all.into_iter().partition(|peer| peer.refuses(&work).is_some());
    let before = clock::load();
    let measured = measure::measure(&work, &places, &chosen, options.size)?;
    let load = [before, clock::load()];
    println!(
        "{}",
        table::table(&work, &places, &chosen, &measured, options.size, &load)
    );
    for peer in refused {
        println!(
            "- `{}` is not in it: it {}.",
            peer.name,
            peer.refuses(&work).unwrap_or_default()
        );
    }
    Ok(())
}

fn write(work: &Workload, folder: &Path, options: &Options) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    work.write_rows(2, options.size.rows, &folder.join("rows.ndjson"))?;
    if work.choice.which == Which::Neutral {
        let rules = folder.join("rules");
        std::fs::create_dir_all(&rules)?;
        std::fs::write(rules.join("neutral.yaml"), neutral::rule_set(&work.program))?;
    }
    println!("{}", work.described());
    Ok(())
}

/// What the command line says beside the plain words.
struct Options {
    size: Size,
    seed: u64,
    rules: usize,
    only: Option<String>,
}

impl Options {
    /// Parts the plain words from the options.
    fn of(arguments: &[String]) -> Result<(Vec<&str>, Self)> {
        let mut options = Self {
            size: Size {
                rows: 10_000,
                checked: 2_000,
                rounds: 3,
            },
            seed: 1,
            rules: 60,
            only: None,
        };
        let mut plain = Vec::new();
        let mut words = arguments.iter().map(String::as_str);
        while let Some(word) = words.next() {
            let Some(name) = word.strip_prefix("--") else {
                plain.push(word);
                continue;
            };
            if name == "help" {
                return Ok((vec!["help"], options));
            }
            let value = words.next().ok_or_else(|| format!("`{word}` needs a value"))?;
            let number = || {
                value
                    .parse::<usize>()
                    .map_err(|_| format!("`{word}` needs a whole number, not `{value}`"))
            };
            match name {
                "rows" => options.size.rows = number()?.max(1),
                "rounds" => options.size.rounds = number()?.max(1),
                "checked" => options.size.checked = number()?.max(1),
                "rules" => options.rules = number()?.max(1),
                "seed" => options.seed = number()? as u64,
                "only" => options.only = Some(value.to_owned()),
                _ => return Err(format!("`{word}` is no option\n{USAGE}").into()),
            }
        }
        Ok((plain, options))
    }

    fn choice(&self, which: Which) -> Choice {
        Choice {
            which,
            seed: self.seed,
            rules: self.rules,
        }
    }
}
