//! `cleardeck schema`

use std::process::ExitCode;

use cleardeck::inventory;
use cleardeck::rules::schema;

use super::args::{Diagnostics, SchemaArgs, SchemaOf};
use super::input::Input;
use super::output;

pub fn run(args: &SchemaArgs) -> anyhow::Result<ExitCode> {
    let mut input = Input::new();
    let set = input.sound_rule_set(&args.rules, Diagnostics::Text)?;
    let schema = match args.of {
        SchemaOf::Inventory => inventory::schema(&set),
        SchemaOf::Rules => schema::rules(&set),
        SchemaOf::Cases => schema::cases(&set),
    };
    output::write_text(args.output.as_deref(), &output::json(&schema)?)?;
    Ok(ExitCode::SUCCESS)
}
