//! One file a verb. Reports go to standard output, problems to standard error.
//! Exit codes: 0 done, 1 findings at or above `--fail-on`, 2 usage, unreadable input or an invalid rule set.

mod args;
mod ask;
mod audit;
mod batch;
mod catalogue;
mod change;
mod check;
mod compare;
mod dissent;
mod evidence;
mod explain;
mod export;
mod fmt;
mod forms;
mod hint;
mod import;
mod init;
mod input;
mod later;
mod meant;
mod notebook;
mod output;
mod paper;
mod plan;
mod rocks;
mod rules;
mod schema;
mod show;
mod start;
mod ticks;
mod what_if;
mod wind_down;
mod write_into;

use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use args::{Cli, Verb};

/// The program ended without a result; the problems are already printed.
#[derive(Debug)]
pub(crate) struct Refused;

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("nothing was done because of the errors above")
    }
}

impl std::error::Error for Refused {}

/// Runs the program; the first of the arguments is the name that it was started by.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            let printed = error.print().and_then(|()| std::io::stdout().flush());
            // a usage error keeps its code when it cannot be printed; help that cannot be printed is an error
            return match output::said(printed) {
                _ if error.use_stderr() => ExitCode::from(2),
                Ok(()) => ExitCode::SUCCESS,
                Err(error) => {
                    output::tell(&format!("error: standard output cannot be written: {error}\n"));
                    ExitCode::from(2)
                }
            };
        }
    };
    let hint = hint::Hints::new(cli.quiet);
    let done = match cli.verb {
        Verb::Audit(args) => audit::run(&args, &hint),
        Verb::Compare(args) => compare::run(&args),
        Verb::WhatIf(args) => what_if::run(&args),
        Verb::Plan(args) => plan::run(&args),
        Verb::Check(args) => check::run(&args),
        Verb::Batch(args) => batch::run(&args, &hint),
        Verb::Explain(args) => explain::run(&args),
        Verb::Ask(args) => ask::run(&args),
        Verb::Dissent(args) => dissent::run(&args),
        Verb::Rocks(args) => rocks::run(&args),
        Verb::Start(args) => start::run(&args),
        Verb::WindDown(args) => wind_down::run(&args),
        Verb::Evidence(args) => evidence::run(&args),
        Verb::Rules(args) => rules::run(&args),
        Verb::Catalogue(args) => catalogue::run(&args),
        Verb::Import(args) => import::run(&args, &hint),
        Verb::Export(args) => export::run(&args),
        Verb::Init(args) => init::run(&args, &hint),
        Verb::Schema(args) => schema::run(&args),
        Verb::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "cleardeck", &mut script);
            output::say_bytes(&script).map(|()| ExitCode::SUCCESS)
        }
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            output::tell(&format!("error: {error:#}\n"));
            ExitCode::from(2)
        }
    }
}
