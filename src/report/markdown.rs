//! Markdown by templates; whatever comes from the inventory is data and is escaped.

use std::borrow::Cow;
use std::fmt;

use super::fill::{Hand, fill, fill_of};
use crate::diagnostics::turns;
use crate::report::{Catalogue, View};

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
type Template = (&'static str, &'static str);

impl Edition {
    /// The template, and those of [`PARTS`] that it includes.
    fn template(self) -> (Template, &'static [Template]) {
        match self {
            Self::Audit => (
                ("audit.md", include_str!("../../templates/audit.md")),
                &[OUTLOOK, EVIDENCE, HINGES],
            ),
            Self::NeedsAnalysis => (
                ("needs-analysis.md", include_str!("../../templates/needs-analysis.md")),
                &PARTS,
            ),
            Self::Board => (("board.md", include_str!("../../templates/board.md")), &[]),
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
        // what an included template did wrong stands below it
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
const HINGES: Template = ("hinges.md", include_str!("../../templates/hinges.md"));
/// What a template may include.
const PARTS: [Template; 4] = [OUTLOOK, EVIDENCE, STUDIES, HINGES];

/// Renders an edition; `template` replaces the shipped one.
///
/// # Errors
/// When a replaced template has a mistake.
pub fn render(view: &View, edition: Edition, template: Option<&str>) -> Result<String, RenderError> {
    let ((name, shipped), parts) = edition.template();
    match template {
        Some(own) => fill_of(Hand::Other(view.count), name, own, &PARTS, view),
        None => fill(name, shipped, parts, view),
    }
}

/// Renders the catalogue of a rule set.
///
/// # Errors
/// When the template has a mistake.
pub fn render_catalogue(catalogue: &Catalogue) -> Result<String, RenderError> {
    let source = include_str!("../../templates/catalogue.md");
    fill("catalogue.md", source, &[], catalogue)
}

/// Text as markdown that shows just that text: in a cell, a heading, a list item or a line of its own.
#[must_use]
pub(crate) fn escape(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if is_plain(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' => {
                out.push('\\');
                out.push(character);
            }
            '#' | '+' | '-' | '=' if out.is_empty() => {
                out.push('\\');
                out.push(character);
            }
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\n' | '\r' | '\t' => out.push(' '),
            // overrides of the writing direction would reorder what stands around the name
            other if turns(other) || other.is_control() => {}
            other => out.push(other),
        }
    }
    let digits = out.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 && matches!(out.as_bytes().get(digits), Some(b'.' | b')')) {
        out.insert(digits, '\\');
    }
    Cow::Owned(out.replace("://", ":\u{200b}//").replace("www.", "www\u{200b}."))
}

/// Whether no sign of a text means anything in markdown, wherever it stands: most texts are so.
fn is_plain(text: &str) -> bool {
    let first = text.bytes().next().unwrap_or_default();
    let begins = first.is_ascii_digit() || matches!(first, b'#' | b'+' | b'-' | b'=');
    let mut before = 0;
    !begins
        && text.bytes().all(|byte| {
            let means = match byte {
                b'\\' | b'`' | b'*' | b'_' | b'[' | b']' | b'|' | b'~' | b'<' | b'>' | b'&' => true,
                // an address would become a link
                b'/' => before == b'/',
                b'.' => before == b'w',
                _ => !byte.is_ascii() || byte.is_ascii_control(),
            };
            before = byte;
            !means
        })
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn a_name_stays_a_name() {
        assert_eq!(
            escape("A | B *x* <script> `rm`\n# new"),
            "A \\| B \\*x\\* &lt;script&gt; \\`rm\\` # new"
        );
        assert_eq!(escape("# head"), "\\# head");
        assert_eq!(escape("1. ok"), "1\\. ok");
        assert_eq!(escape("- x"), "\\- x");
        assert_eq!(escape("مدرسة 🎓"), "مدرسة 🎓");
    }
}
