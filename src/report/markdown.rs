//! Markdown by templates; whatever comes from the inventory is data and is escaped.

use std::collections::BTreeMap;

use minijinja::value::Serde;
use minijinja::{Value, context};

use super::editions::Template;
use super::fill::{Hand, fill, fill_of};
use crate::report::{Depth, Edition, RenderError, Renderer, RuleBook, View};

const OUTLOOK: Template = ("outlook.md", include_str!("../../templates/outlook.md"));
const EVIDENCE: Template = ("evidence.md", include_str!("../../templates/evidence.md"));
const STUDIES: Template = ("studies.md", include_str!("../../templates/studies.md"));
/// What is said in more than one form or place: each sentence once, by subject.
pub(super) const SAID_TEXT: &str = concat!(
    include_str!("../../templates/said.txt"),
    include_str!("../../templates/said/pages.txt"),
    include_str!("../../templates/said/cards.txt"),
    include_str!("../../templates/said/entries.txt"),
    include_str!("../../templates/said/wind-down.txt"),
);
pub(super) const SAID: Template = ("said.md", SAID_TEXT);
const PICTURES: Template = ("pictures.md", include_str!("../../templates/pictures.md"));
const ASKED: Template = ("asked.md", include_str!("../../templates/asked.md"));
const KNOWN: Template = ("known.md", include_str!("../../templates/known.md"));
const SEVERAL: Template = ("several.md", include_str!("../../templates/several.md"));
const ALIKE: Template = ("alike.md", include_str!("../../templates/alike.md"));
const ELSEWHERE: Template = ("elsewhere.md", include_str!("../../templates/elsewhere.md"));
pub(super) const WINDING: Template = ("winding.md", include_str!("../../templates/winding.md"));
/// What a template may include.
const PARTS: [Template; 11] = [
    SAID, PICTURES, ASKED, KNOWN, SEVERAL, ALIKE, OUTLOOK, EVIDENCE, STUDIES, ELSEWHERE, WINDING,
];

/// Markdown by a template.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Markdown {
    /// Whether somebody reads it on a terminal as it is: no sign of a name is escaped then, and nothing in it is obeyed.
    pub on_terminal: bool,
}

impl Renderer for Markdown {
    fn depth(&self, edition: Edition) -> Depth {
        edition.depth(false)
    }

    fn render(&self, view: &View, edition: Edition, template: Option<&str>) -> Result<Vec<u8>, RenderError> {
        Ok(self.text(view, edition, template)?.into_bytes())
    }
}

impl Markdown {
    /// The same as text.
    ///
    /// # Errors
    /// When a replaced template has a mistake.
    pub fn text(self, view: &View, edition: Edition, template: Option<&str>) -> Result<String, RenderError> {
        written(if self.on_terminal { "term" } else { "md" }, view, edition, template)
    }

    /// The markdown that a Word file is made of, in which each picture has its place.
    #[cfg(feature = "word")]
    pub(super) fn for_word(view: &View, edition: Edition, template: Option<&str>) -> Result<String, RenderError> {
        written("word", view, edition, template)
    }
}

/// Fills the template of an edition in the form that an ending stands for.
fn written(form: &str, view: &View, edition: Edition, template: Option<&str>) -> Result<String, RenderError> {
    let name = format!("{}.{form}", edition.name());
    let mut plots: BTreeMap<usize, String> = BTreeMap::new();
    for (number, forest) in view.forests() {
        // no name may end the block of code that the plot stands in
        plots.insert(number, forest.text(WIDTH)?.replace('`', "'"));
    }
    let context = context! { plots => Serde(plots), ..Value::from(Serde(view)) };
    match template {
        Some(own) => fill_of(Hand::Other(view.totals.count), &name, own, &PARTS, context),
        None => fill_of(Hand::Shipped, &name, edition.markdown(), &PARTS, context),
    }
}

/// How wide a plot in text is, in characters.
const WIDTH: usize = 96;

/// Renders the rule book of a rule set.
///
/// # Errors
/// When the template has a mistake.
pub fn render_rule_book(book: &RuleBook) -> Result<String, RenderError> {
    let source = include_str!("../../templates/rule-book.md");
    fill("rule-book.md", source, &[SAID], book)
}
