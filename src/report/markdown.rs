//! Markdown by templates; whatever comes from the inventory is data and is escaped.

use std::fmt;

use super::fill::{Hand, fill, fill_of};
use crate::report::{RuleBook, View};

/// A report for one reader.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Edition {
    /// For the superintendent: what to do with each, and what to find out first.
    Audit,
    /// For the consultant: every sentence with its trace.
    NeedsAnalysis,
    /// For the board: two pages.
    Board,
}

/// The name of a template and its text.
pub(super) type Template = (&'static str, &'static str);

impl Edition {
    /// The template, and those of [`PARTS`] that it includes.
    fn template(self) -> (Template, &'static [Template]) {
        match self {
            Self::Audit => (
                ("audit.md", include_str!("../../templates/audit.md")),
                &[SAID, OUTLOOK, EVIDENCE, CHECKS, ELSEWHERE],
            ),
            Self::NeedsAnalysis => (
                ("needs-analysis.md", include_str!("../../templates/needs-analysis.md")),
                &PARTS,
            ),
            Self::Board => (("board.md", include_str!("../../templates/board.md")), &[SAID]),
        }
    }
}

/// A template could not be rendered.
#[derive(Debug)]
#[non_exhaustive]
pub struct RenderError(pub(super) minijinja::Error);

impl fmt::Display for RenderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the template cannot be rendered: ")?;
        if self.0.kind() == minijinja::ErrorKind::OutOfFuel {
            f.write_str("it does or makes more than a report needs; does it loop, or double a text? ")?;
        }
        write!(f, "{}", self.0)?;
        // the mistake of an included template is the source of this error
        let mut cause = std::error::Error::source(&self.0);
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

impl std::error::Error for RenderError {}

const OUTLOOK: Template = ("outlook.md", include_str!("../../templates/outlook.md"));
const EVIDENCE: Template = ("evidence.md", include_str!("../../templates/evidence.md"));
const STUDIES: Template = ("studies.md", include_str!("../../templates/studies.md"));
pub(super) const SAID: Template = ("said.md", include_str!("../../templates/said.txt"));
const CHECKS: Template = ("checks.md", include_str!("../../templates/checks.md"));
const ELSEWHERE: Template = ("elsewhere.md", include_str!("../../templates/elsewhere.md"));
const STEPS: Template = ("steps.md", include_str!("../../templates/steps.md"));
/// What a template may include.
const PARTS: [Template; 7] = [SAID, OUTLOOK, EVIDENCE, STUDIES, CHECKS, STEPS, ELSEWHERE];

/// Renders an edition; `template` replaces the shipped one.
///
/// # Errors
/// When a replaced template has a mistake.
pub fn render(view: &View, edition: Edition, template: Option<&str>) -> Result<String, RenderError> {
    let ((name, _), _) = edition.template();
    rendered_as(name, view, edition, template)
}

/// Renders an edition for somebody who reads the markdown on a terminal as it is: no sign of a name is escaped, and
/// nothing in it is obeyed.
///
/// # Errors
/// When a replaced template has a mistake.
pub fn render_for_terminal(view: &View, edition: Edition, template: Option<&str>) -> Result<String, RenderError> {
    let ((name, _), _) = edition.template();
    rendered_as(&name.replace(".md", ".term"), view, edition, template)
}

/// Fills the template of an edition in the form that the end of a name stands for.
fn rendered_as(name: &str, view: &View, edition: Edition, template: Option<&str>) -> Result<String, RenderError> {
    let ((_, shipped), parts) = edition.template();
    match template {
        Some(own) => fill_of(Hand::Other(view.totals.count), name, own, &PARTS, view),
        None => fill(name, shipped, parts, view),
    }
}

/// Renders the rule book of a rule set.
///
/// # Errors
/// When the template has a mistake.
pub fn render_rule_book(book: &RuleBook) -> Result<String, RenderError> {
    let source = include_str!("../../templates/rule-book.md");
    fill("rule-book.md", source, &[], book)
}
