//! `cleardeck start`

use std::process::ExitCode;

use anyhow::bail;
use cleardeck::diagnostics::{Diagnostics, Severity};
use cleardeck::evaluate::judge;
use cleardeck::start::{About, Form, Words, form};

use super::Refused;
use super::args::{self, StartArgs};
use super::input::{Input, place_of};
use super::output::{self, Target};
use super::write_into::{not_written, writable};

pub fn run(args: &StartArgs) -> anyhow::Result<ExitCode> {
    let target = Target::of(args.output.as_deref())?;
    let mut input = Input::new();
    let set = input.sound_rule_set(&args.rules, args::Diagnostics::Text)?;
    let inventory = input.inventory(&args.inventory, &set)?;
    input.settle(args::Diagnostics::Text)?;
    let Some(inventory) = inventory else { bail!(Refused) };
    let place = place_of(&inventory, &args.initiative)?;
    let audit = judge(&set, &inventory);
    let words = Words::shipped();
    let (Some(initiative), Some(verdict)) = (inventory.initiatives.get(place), audit.verdicts.get(place)) else {
        bail!(Refused)
    };
    let about = About::of(&set, &inventory, initiative, verdict, words);
    let path = match (&args.check, &args.accept) {
        (Some(path), _) | (None, Some(path)) => path,
        (None, None) => {
            let output = target.apart_from(&input.reader.seen)?;
            output.write(form(&set, initiative, &about, words))?;
            return Ok(ExitCode::SUCCESS);
        }
    };
    let file = input.file(path);
    input.settle(args::Diagnostics::Text)?;
    let Some(file) = file else { bail!(Refused) };
    let mut out = Diagnostics::default();
    let filled = Form::read(file, &input.reader.sources, words, &mut out);
    if let Some(filled) = &filled {
        filled.check(&set, words, &about, &mut out);
    }
    let worst = out.worst();
    input.reader.problems.extend(out);
    if args.accept.is_none() {
        input.print(args::Diagnostics::Text)?;
        if worst.is_none() {
            output::say(
                "the start form is complete: a champion, a purpose, a measure, a comparison, a day, and what happens then\n",
            )?;
        }
        return Ok(ExitCode::from(u8::from(worst.is_some())));
    }
    input.settle(args::Diagnostics::Text)?;
    if worst >= Some(Severity::Warning) && !args.anyway {
        bail!("the start form was not written down because of the warnings above: mend it, or say --anyway");
    }
    let Some(filled) = filled else { bail!(Refused) };
    let mut interview = writable(&args.inventory.inventory, &audit, &input, "a start form")?;
    if let Err(refusal) = interview.start(place, &filled, words) {
        return Err(not_written(&refusal, "the start form", "start:"));
    }
    let output = target.apart_from(&input.reader.seen)?;
    output.write(interview.text())?;
    Ok(ExitCode::SUCCESS)
}
