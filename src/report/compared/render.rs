//! Writes what is told of changes: markdown, HTML and Word by templates.

use minijinja::value::Serde;
use minijinja::{Value, context};

use crate::report::editions::Template;
use crate::report::fill::fill;
use crate::report::{RenderError, html};

use super::Told;

const CHANGED: Template = ("changed.md", include_str!("../../../templates/said/changed.txt"));
const CHANGES: Template = ("changes.md", include_str!("../../../templates/changes.md"));
const COMPARE: Template = ("compare.md", include_str!("../../../templates/compare.md"));
const WHAT_IF: Template = ("what-if.md", include_str!("../../../templates/what-if.md"));

impl Told {
    /// Its templates: in markdown, and the name of the one in HTML.
    fn templates(&self) -> (Template, &'static str) {
        match self {
            Self::Compared(_) => (COMPARE, "compare.html"),
            Self::Supposed(_) => (WHAT_IF, "what-if.html"),
        }
    }
}

/// Writes it as markdown.
///
/// # Errors
/// When the template has a mistake.
pub fn render_told(told: &Told) -> Result<String, RenderError> {
    let ((name, source), _) = told.templates();
    fill(name, source, &[CHANGED, CHANGES], told)
}

/// Writes it as markdown for somebody who reads that on a terminal as it is.
///
/// # Errors
/// When the template has a mistake.
pub fn render_told_for_terminal(told: &Told) -> Result<String, RenderError> {
    let ((name, source), _) = told.templates();
    fill(&name.replace(".md", ".term"), source, &[CHANGED, CHANGES], told)
}

/// Writes it as one HTML file.
///
/// # Errors
/// When the template has a mistake.
pub fn render_told_html(told: &Told) -> Result<String, RenderError> {
    let (_, name) = told.templates();
    html::page(name, context! { edition => "compare", ..Value::from(Serde(told)) })
}

/// Writes it as a Word file (`.docx`).
///
/// # Errors
/// When the template has a mistake.
#[cfg(feature = "word")]
pub fn render_told_word(told: &Told) -> Result<Vec<u8>, RenderError> {
    let markdown = render_told(told)?;
    crate::report::word::of_markdown(
        &markdown,
        &crate::report::Pictures::default(),
        told.district(),
        told.as_of(),
    )
}
