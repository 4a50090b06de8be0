//! What an author or a user got wrong: as data, with its place, to be drawn or written as JSON.

mod code;
mod digest;
mod excerpt;
mod json;
mod lines;
mod list;
mod nearest;
mod plain;
#[cfg(feature = "cli")]
mod render;
pub(crate) mod sarif;
mod source;

pub use code::Code;
pub use digest::sha256;
pub use json::to_json;
pub use lines::to_lines;
pub use list::{Diagnostics, Shown};
pub use nearest::nearest;
pub use plain::{cut, plain, plain_lines, turns};
#[cfg(feature = "cli")]
pub use render::render_text;
pub use sarif::to_sarif;
pub use source::{CellAddress, Position, SheetPlaces, SourceId, Sources, Span};

/// How bad it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Read, but look at it.
    Warning,
    /// Cannot be used.
    Error,
}

impl Severity {
    /// In lower case, as printed.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One problem.
#[derive(Clone, PartialEq, Eq, Debug, Hash)]
#[non_exhaustive]
pub struct Diagnostic {
    /// What kind of problem.
    pub code: Code,
    /// How bad.
    pub severity: Severity,
    /// One sentence, lower case.
    pub message: String,
    /// Where, when it is a place in a file.
    pub at: Option<Span>,
    /// The file, when it is about a file as a whole.
    pub file: Option<String>,
    /// Other places that matter.
    pub others: Vec<(Span, String)>,
    /// What to do.
    pub help: Vec<String>,
}

impl Diagnostic {
    /// A problem at a place, as bad as its code says.
    pub fn new(code: Code, at: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            message: message.into(),
            at: Some(at),
            file: None,
            others: Vec::new(),
            help: Vec::new(),
        }
    }

    /// An error at a place.
    pub fn error(code: Code, at: Span, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            ..Self::new(code, at, message)
        }
    }

    /// An error about a whole file, or about no file.
    pub fn about_file(code: Code, file: &str, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            message: message.into(),
            at: None,
            file: (!file.is_empty()).then(|| file.to_owned()),
            others: Vec::new(),
            help: Vec::new(),
        }
    }

    /// Adds what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// Adds another place.
    #[must_use]
    pub fn other(mut self, at: Span, text: impl Into<String>) -> Self {
        self.others.push((at, text.into()));
        self
    }
}
