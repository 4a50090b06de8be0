//! What every form of a report has in common.

use std::fmt;

use minijinja::{Error, ErrorKind};

use super::{Depth, Edition, View};

/// A form in which a report is written: markdown, HTML, a Word file, a table, data.
pub trait Renderer {
    /// How much of each initiative it tells in an edition.
    fn depth(&self, edition: Edition) -> Depth;

    /// Writes a view; `template` replaces the edition's in a form that has templates.
    ///
    /// # Errors
    /// When a template has a mistake, or the view cannot be written in this form.
    fn render(&self, view: &View, edition: Edition, template: Option<&str>) -> Result<Vec<u8>, RenderError>;
}

/// A report could not be written.
#[derive(Debug)]
#[non_exhaustive]
pub struct RenderError(pub(super) Error);

impl RenderError {
    /// A view that cannot be written in a form, for another cause than its template.
    #[must_use]
    pub fn unwritten(message: &'static str, cause: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self(Error::new(ErrorKind::WriteFailure, message).with_source(cause))
    }

    /// An answer to which no recommendation of the rule set belongs: it would stand in no report.
    pub(super) fn without_group(name: &str, answer: &str) -> Self {
        let message = format!("the answer `{answer}` to `{name}` is no recommendation of the rule set");
        Self(Error::new(ErrorKind::WriteFailure, message))
    }
}

impl fmt::Display for RenderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0.kind(), self.0.detail()) {
            (ErrorKind::WriteFailure, Some(message)) => write!(f, "the report cannot be written: {message}")?,
            (ErrorKind::OutOfFuel, _) => write!(
                f,
                "the template cannot be rendered: it does or makes more than a report needs; does it loop, or double a \
                 text? {}",
                self.0
            )?,
            _ => write!(f, "the template cannot be rendered: {}", self.0)?,
        }
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
