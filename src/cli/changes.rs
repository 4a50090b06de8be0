//! Writes what is told of changes.

use std::io::IsTerminal;

#[cfg(feature = "word")]
use cleardeck::report::render_told_word;
use cleardeck::report::{Told, render_told, render_told_for_terminal, render_told_html};

use super::args::{ChangesArgs, ChangesFormat};
use super::input::Input;
use super::output::{self, Target, target_in};

/// Where it goes.
pub fn target(args: &ChangesArgs) -> anyhow::Result<Target> {
    target_in(args.output.as_deref(), args.format.is_binary())
}

pub fn write(told: &Told, args: &ChangesArgs, target: Target, input: &Input) -> anyhow::Result<()> {
    let output = target.apart_from(&input.reader.seen)?;
    let on_terminal = args.output.is_none() && std::io::stdout().is_terminal();
    let written = match args.format {
        ChangesFormat::Json => output::json(told)?.into_bytes(),
        ChangesFormat::Markdown if on_terminal => render_told_for_terminal(told)?.into_bytes(),
        ChangesFormat::Markdown => render_told(told)?.into_bytes(),
        ChangesFormat::Html => render_told_html(told)?.into_bytes(),
        #[cfg(feature = "word")]
        ChangesFormat::Docx => render_told_word(told)?,
    };
    output.write(written)
}
