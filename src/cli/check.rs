//! `cleardeck check`

use std::process::ExitCode;

use cleardeck::diagnostics::Severity;

use super::args::CheckArgs;
use super::input::Input;
use super::output;

pub fn run(args: &CheckArgs) -> anyhow::Result<ExitCode> {
    let mut input = Input::new();
    let set = input.rule_set(&args.rules)?;
    if input.problems.has_errors() {
        input.settle(args.diagnostics.diagnostics)?;
    }
    input.problems = Default::default();
    let inventory = input.inventory(&args.inventory, &set)?;
    let warned = input.problems.worst() >= Some(Severity::Warning);
    input.settle(args.diagnostics.diagnostics)?;
    if let Some(inventory) = inventory {
        let text = format!(
            "{}: {} initiatives, {} schools, {} goals; readable\n",
            args.inventory.inventory,
            inventory.initiatives.len(),
            inventory.schools.len(),
            inventory.goals.len()
        );
        output::write_text(None, &text)?;
    }
    Ok(ExitCode::from(u8::from(args.strict && warned)))
}
