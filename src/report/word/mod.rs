//! The reports as Word files: the markdown of an edition with the styles, tables and lists of a word processor.
//!
//! The markdown is read as blocks ([`blocks`]), and they are written as the parts of a package: what is the same in each
//! document, the styles above all, stands in `templates/word/`.

mod blocks;
mod body;
mod chart;
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

use serde::Serialize;

use self::blocks::{Block, Document, Role, plain_text};
use self::links::Links;
use self::package::{Filled, Parts, package};
use super::fill::fill;
use super::{Depth, Edition, Markdown, Pictures, RenderError, Renderer, View};
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
    /// How many charts there are.
    charts: usize,
}

/// A Word file (`.docx`), made of the markdown; a template of one's own is one in markdown. The same view gives the same
/// bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Word;

impl Renderer for Word {
    fn depth(&self, edition: Edition) -> Depth {
        edition.depth(false)
    }

    fn render(&self, view: &View, edition: Edition, template: Option<&str>) -> Result<Vec<u8>, RenderError> {
        let markdown = Markdown::for_word(view, edition, template)?;
        of_markdown(&markdown, &view.pictures, &view.district, &view.as_of)
    }
}

/// A Word file of markdown that a template made of a district on a day; its charts are those of `pictures`.
pub(super) fn of_markdown(
    markdown: &str,
    pictures: &Pictures,
    district: &str,
    as_of: &str,
) -> Result<Vec<u8>, RenderError> {
    let mut document = read::read(markdown);
    let charts = chart::charts(&mut document, pictures)?;
    // a title that says a vote names nobody
    let named = |title: String| match title.contains(district) {
        true => title,
        false => format!("{district}: {title}"),
    };
    let title = title(&document).map_or_else(|| district.to_owned(), named);
    let about = About {
        short: cut(&title, FOOT),
        title,
        as_of: as_of.to_owned(),
        version: env!("CARGO_PKG_VERSION"),
        charts: charts.len(),
    };
    let part = |name, source| fill(name, source, &[], &about);
    let filled = Filled {
        footer: part("footer.xml", include_str!("../../../templates/word/footer.xml"))?,
        core: part("core.xml", include_str!("../../../templates/word/core.xml"))?,
        types: part("types.xml", include_str!("../../../templates/word/content-types.xml"))?,
        charts,
    };
    written(&document, filled).map_err(|error| RenderError::unwritten("the Word file cannot be put together", error))
}

/// The text of the title.
fn title(document: &Document) -> Option<String> {
    document.blocks.iter().find_map(|block| match block {
        Block::Paragraph(paragraph) if paragraph.role == Role::Title => Some(plain_text(&paragraph.runs)),
        _ => None,
    })
}

fn written(document: &Document, filled: Filled) -> io::Result<Vec<u8>> {
    let links = Links::of(&document.links);
    let parts = Parts {
        body: body::body(document, &links)?,
        numbering: numbering::numbering(&document.numbered)?,
        filled,
    };
    package(&parts, &links)
}
