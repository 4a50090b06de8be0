//! `cleardeck evidence`: what evidence says by itself, without an inventory. A file a verb.

pub mod args;
mod effect;
mod effect_args;
mod effect_more;
mod grade;
mod pool;

use std::process::ExitCode;

use args::{EvidenceCommand, EvidenceVerb};

pub fn run(args: &EvidenceVerb) -> anyhow::Result<ExitCode> {
    match &args.verb {
        EvidenceCommand::Pool(args) => pool::run(args),
        EvidenceCommand::Grade(args) => grade::run(args),
        EvidenceCommand::Effect(args) => effect::run(args),
    }
}
