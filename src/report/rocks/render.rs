//! Writes projects for people: markdown, HTML and Word by templates.

use minijinja::value::Serde;
use minijinja::{Value, context};

use super::RocksView;
use crate::report::editions::Template;
use crate::report::fill::fill;
use crate::report::{RenderError, html};

pub(super) const ROCKS: Template = ("rocks.md", include_str!("../../../templates/said/rocks.txt"));
const PAGE: &str = include_str!("../../../templates/rocks.md");

/// Writes them as markdown.
///
/// # Errors
/// When the template has a mistake.
pub fn render_rocks(view: &RocksView) -> Result<String, RenderError> {
    fill("projects.md", PAGE, &[ROCKS], view)
}

/// Writes them as markdown for somebody who reads that on a terminal as it is.
///
/// # Errors
/// When the template has a mistake.
pub fn render_rocks_for_terminal(view: &RocksView) -> Result<String, RenderError> {
    fill("projects.term", PAGE, &[ROCKS], view)
}

/// Writes them as one HTML file.
///
/// # Errors
/// When the template has a mistake.
pub fn render_rocks_html(view: &RocksView) -> Result<String, RenderError> {
    html::page("rocks.html", context! { edition => "rocks", ..Value::from(Serde(view)) })
}

/// Writes them as a Word file (`.docx`).
///
/// # Errors
/// When the template has a mistake.
#[cfg(feature = "word")]
pub fn render_rocks_word(view: &RocksView) -> Result<Vec<u8>, RenderError> {
    let pictures = crate::report::Pictures::default();
    crate::report::word::of_markdown(&render_rocks(view)?, &pictures, &view.district, &view.as_of)
}
