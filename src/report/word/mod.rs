//! The reports as Word files: the markdown of an edition with the styles, tables and lists of a word processor.
//!
//! The markdown is read as blocks ([`blocks`]), and they are written as the parts of a package: what is the same in each
//! document, the styles above all, stands in `templates/word/`.

mod blocks;
mod body;
mod direction;
mod links;
mod numbering;
mod package;
mod read;
mod runs;
mod table;
mod widths;
mod xml;

use std::io;

use minijinja::{Error, ErrorKind};
use serde::Serialize;

use self::blocks::{Block, Document, Role, plain_text};
use self::links::Links;
use self::package::{Parts, package};
use super::fill::fill;
use super::{Edition, RenderError, View, render};
use crate::diagnostics::cut;

/// Signs of the title that the foot of a page has room for.
const FOOT: usize = 90;

/// What the parts beside the text say of it.
#[derive(Clone, Debug, Serialize)]
struct About {
    title: String,
    /// The title as it stands at the foot of each page.
    short: String,
    as_of: String,
    version: &'static str,
}

/// Renders an edition as a Word file (`.docx`); `template` is one in markdown that replaces the shipped one. The same view
/// gives the same bytes.
///
/// # Errors
/// When a replaced template has a mistake.
pub fn render_word(view: &View, edition: Edition, template: Option<&str>) -> Result<Vec<u8>, RenderError> {
    let document = read::read(&render(view, edition, template)?);
    let district = || view.district.clone();
    // a title that says a vote names nobody
    let named = |title: String| match title.contains(&view.district) {
        true => title,
        false => format!("{}: {title}", view.district),
    };
    let title = title(&document).map_or_else(district, named);
    let about = About {
        short: cut(&title, FOOT),
        title,
        as_of: view.as_of.clone(),
        version: env!("CARGO_PKG_VERSION"),
    };
    let footer = fill(
        "footer.xml",
        include_str!("../../../templates/word/footer.xml"),
        &[],
        &about,
    )?;
    let core = fill(
        "core.xml",
        include_str!("../../../templates/word/core.xml"),
        &[],
        &about,
    )?;
    written(&document, footer, core).map_err(|error| {
        let message = "the Word file cannot be put together";
        RenderError(Error::new(ErrorKind::WriteFailure, message).with_source(error))
    })
}

/// The text of the title.
fn title(document: &Document) -> Option<String> {
    document.blocks.iter().find_map(|block| match block {
        Block::Paragraph(paragraph) if paragraph.role == Role::Title => Some(plain_text(&paragraph.runs)),
        _ => None,
    })
}

fn written(document: &Document, footer: String, core: String) -> io::Result<Vec<u8>> {
    let links = Links::of(&document.links);
    let parts = Parts {
        body: body::body(document, &links)?,
        numbering: numbering::numbering(&document.numbered)?,
        footer,
        core,
    };
    package(&parts, &links)
}
