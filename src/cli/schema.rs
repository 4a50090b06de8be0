//! `cleardeck schema`

use std::process::ExitCode;

use cleardeck::catalogue;
use cleardeck::inventory;
use cleardeck::rules::schema;

use super::args::{Diagnostics, SchemaArgs, SchemaOf};
use super::input::Input;
use super::output::{self, Target};

pub fn run(args: &SchemaArgs) -> anyhow::Result<ExitCode> {
    let target = Target::of(args.output.as_deref())?;
    let mut input = Input::new();
    let set = input.sound_rule_set(&args.rules, Diagnostics::Text)?;
    let output = target.apart_from(&input.reader.seen)?;
    let schema = match args.of {
        SchemaOf::Inventory => inventory::schema(&set),
        SchemaOf::Rules => schema::rules(&set),
        SchemaOf::Cases => schema::cases(&set),
        SchemaOf::Catalogue => catalogue::schema(),
    };
    output.write(output::json(&schema)?)?;
    Ok(ExitCode::SUCCESS)
}
