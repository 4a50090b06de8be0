//! Writes papers beside the editions of an audit.

use std::io::IsTerminal;

use cleardeck::report::{Form, Paper, render_paper};

use super::args::{PaperArgs, PaperFormat};
use super::input::Input;
use super::output::{self, Target, target_in};

/// Where it goes.
pub fn target(args: &PaperArgs) -> anyhow::Result<Target> {
    target_in(args.output.as_deref(), args.format.is_binary())
}

pub fn write(paper: &impl Paper, args: &PaperArgs, target: Target, input: &Input) -> anyhow::Result<()> {
    let output = target.apart_from(&input.reader.seen)?;
    output.write(written(paper, args.format, on_terminal(args.output.as_deref()))?)
}

/// Whether somebody reads on a terminal what is written.
pub fn on_terminal(output: Option<&str>) -> bool {
    output.is_none() && std::io::stdout().is_terminal()
}

pub fn written(paper: &impl Paper, format: PaperFormat, on_terminal: bool) -> anyhow::Result<Vec<u8>> {
    let form = match format {
        PaperFormat::Json => return Ok(output::json(paper)?.into_bytes()),
        PaperFormat::Markdown if on_terminal => Form::Terminal,
        PaperFormat::Markdown => Form::Markdown,
        PaperFormat::Html => Form::Html,
        #[cfg(feature = "word")]
        PaperFormat::Docx => Form::Word,
    };
    Ok(render_paper(paper, form)?)
}
