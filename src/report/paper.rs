//! Papers beside the editions of an audit: what changed, what would change. Each has one template a form.

use minijinja::value::Serde;
use minijinja::{Value, context};
use serde::Serialize;

use super::editions::Template;
use super::fill::{Hand, fill_of};
use super::{RenderError, html};

/// What a paper is made of: its template in markdown, those that it includes, and the name of the one in HTML.
#[derive(Clone, Copy, Debug)]
pub struct Templates {
    pub(super) markdown: Template,
    pub(super) parts: &'static [Template],
    pub(super) html: &'static str,
}

/// A paper beside the editions of an audit. As data it is what it serializes to; its days are written for people as its
/// field `days` says.
pub trait Paper: Serialize {
    /// What it is made of.
    fn templates(&self) -> Templates;

    /// The district's name.
    fn district(&self) -> &str;

    /// The day that it speaks of.
    fn as_of(&self) -> &str;
}

/// A form in which a paper is written for people.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Form {
    /// Markdown.
    Markdown,
    /// Markdown for somebody who reads it on a terminal as it is.
    Terminal,
    /// One HTML file.
    Html,
    /// A Word file (`.docx`).
    #[cfg(feature = "word")]
    Word,
}

/// Writes a paper.
///
/// # Errors
/// When its template has a mistake.
pub fn render_paper(paper: &impl Paper, form: Form) -> Result<Vec<u8>, RenderError> {
    let Templates {
        markdown: (name, source),
        parts,
        html,
    } = paper.templates();
    let context = Value::from(Serde(paper));
    let markdown = |name: &str, context| fill_of(Hand::Shipped, name, source, parts, context);
    match form {
        Form::Markdown => markdown(name, context).map(String::into_bytes),
        Form::Terminal => markdown(&name.replace(".md", ".term"), context).map(String::into_bytes),
        Form::Html => html::page(html, context! { edition => "paper", ..context }).map(String::into_bytes),
        #[cfg(feature = "word")]
        Form::Word => super::word::of_markdown(
            &markdown(name, context)?,
            &super::Pictures::default(),
            paper.district(),
            paper.as_of(),
        ),
    }
}
