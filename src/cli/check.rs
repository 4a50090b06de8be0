//! `cleardeck check`

use std::process::ExitCode;

use cleardeck::diagnostics::Severity;

use super::args::CheckArgs;
use super::input::{Input, shown};
use super::output;

pub fn run(args: &CheckArgs) -> anyhow::Result<ExitCode> {
    let mut input = Input::new();
    input.lay_over(&args.catalogue);
    let set = input.sound_rule_set(&args.rules, args.diagnostics.diagnostics)?;
    let inventory = input.inventory(&args.inventory, &set)?;
    let warned = input.reader.problems.worst() >= Some(Severity::Warning);
    input.settle(args.diagnostics.diagnostics)?;
    if let Some(inventory) = inventory {
        let counted = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
        let text = format!(
            "{}: {}, {}, {}; readable\n",
            shown(&args.inventory.inventory),
            counted(inventory.initiatives.len(), "initiative"),
            counted(inventory.schools.len(), "school"),
            counted(inventory.goals.len(), "goal")
        );
        output::say(&text)?;
    }
    Ok(ExitCode::from(u8::from(args.strict && warned)))
}
