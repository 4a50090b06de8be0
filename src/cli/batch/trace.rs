//! Explains one record of a stream.

use std::io::BufRead;
use std::process::ExitCode;

use anyhow::{Context, anyhow, bail};
use cleardeck::batch::{Batch, Cells, Form};
use cleardeck::inventory::Inventory;
use cleardeck::report::Locale;
use cleardeck::rules::RuleSet;

use super::super::args::{BatchArgs, ExplainFormat};
use super::super::explain::{How, explained};
use super::super::input::Input;
use super::super::output;
use super::Opened;

pub fn run(
    args: &BatchArgs,
    id: &str,
    input: &mut Input,
    set: &RuleSet,
    batch: &Batch,
    form: &Form,
    records: &mut Opened,
) -> anyhow::Result<ExitCode> {
    let (inventory, place) = find(id, batch, form, &mut records.from)?;
    let how = How {
        rule: None,
        why: args.why,
        format: ExplainFormat::Text,
        locale: Locale::default(),
    };
    output::say(&explained(&how, input, set, &inventory, place)?)?;
    Ok(ExitCode::SUCCESS)
}

/// The inventory in which the first record of an id is judged, and its place there.
fn find(id: &str, batch: &Batch, form: &Form, records: &mut dyn BufRead) -> anyhow::Result<(Inventory, usize)> {
    let mut record = Vec::new();
    loop {
        record.clear();
        let mut open = false;
        loop {
            let before = record.len();
            let read = records
                .read_until(b'\n', &mut record)
                .context("the records cannot be read on")?;
            let new = record.get(before..).unwrap_or_default();
            open ^= matches!(form, Form::Cells(_)) && new.iter().filter(|byte| **byte == b'"').count() % 2 == 1;
            if read == 0 || !open {
                break;
            }
        }
        if record.is_empty() {
            bail!("no record has the id `{id}`");
        }
        if !record.windows(id.len().max(1)).any(|part| part == id.as_bytes()) {
            continue;
        }
        let inventory = match form {
            Form::Lines => batch.inventory(&record),
            Form::Cells(header) => batch.inventory_of_row(&Cells::of(&record, 1, header)),
        };
        let place = |inventory: &Inventory| inventory.initiatives.iter().position(|initiative| initiative.id == id);
        match inventory {
            Ok(inventory) => {
                if let Some(place) = place(&inventory) {
                    return Ok((inventory, place));
                }
            }
            // the id may stand in a record that only names it
            Err(problem) if String::from_utf8_lossy(&record).contains(&format!("\"{id}\"")) => {
                return Err(anyhow!(
                    "the record of `{id}` cannot be read: {}; {}",
                    problem.message,
                    problem.help
                ));
            }
            Err(_) => {}
        }
    }
}
