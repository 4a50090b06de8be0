//! Writes into the text of an inventory, its comments and layout kept.

use anyhow::{anyhow, bail};
use cleardeck::evaluate::Audit;
use cleardeck::interview::{Interview, Refusal};

use super::ask::written_in_yaml;
use super::input::Input;

/// The text of an inventory, to write `what` into it; refused where it is no YAML file.
pub fn writable<'a>(file: &str, audit: &Audit<'a>, input: &Input, what: &str) -> anyhow::Result<Interview<'a>> {
    let span = audit.inventory.initiatives.first().map(|i| i.span.source);
    let text = span.map_or("", |source| input.reader.sources.text(source));
    if !written_in_yaml(file) || text.is_empty() {
        bail!(
            "{what} is written into a YAML file only: `cleardeck export {file} --to yaml --output inventory.yaml` makes one of `{file}`"
        );
    }
    let interview = Interview::new(audit.set, text.to_owned(), audit.inventory.clone(), None, "");
    Ok(match input.reader.held_catalogue() {
        Some(catalogue) => interview.with_catalogue(catalogue),
        None => interview,
    })
}

/// Why something was not written into an inventory.
pub fn not_written(refusal: &Refusal, what: &str, field: &str) -> anyhow::Error {
    match refusal {
        Refusal::NotWritten(line) => anyhow!(
            "{what} cannot be written without changing something else: write `{field}` by hand near line {line}"
        ),
        Refusal::NotAnAnswer(error) => anyhow!("{what} cannot be written: {}; {}", error.message, error.help),
    }
}
