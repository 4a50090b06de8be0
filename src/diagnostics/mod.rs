//! What an author or a user got wrong: as data, with its place, to be drawn or written as JSON.

mod code;
mod digest;
mod nearest;
mod render;
mod sarif;
mod source;

use std::collections::{BTreeMap, HashSet};

pub use code::Code;
pub use digest::sha256;
pub use nearest::nearest;
pub use render::{render_text, to_json};
pub use sarif::to_sarif;
pub use source::{Cell, Position, SheetPlaces, SourceId, Sources, Span};

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

/// Every problem of a run.
#[derive(Clone, Default, Debug)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Adds a problem.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.list.iter()
    }

    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether any is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.worst() == Some(Severity::Error)
    }

    /// The worst severity.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        self.list.iter().map(|d| d.severity).max()
    }

    /// Changes problems in place.
    pub fn revise(&mut self, change: impl FnMut(&mut Diagnostic)) {
        self.list.iter_mut().for_each(change);
    }

    /// Takes over the problems of another run.
    pub fn extend(&mut self, other: Self) {
        self.list.extend(other.list);
    }

    /// Gives problems the severity a rule set wants; `None` drops them. An error stays one, whatever its code.
    pub fn weigh(&mut self, severities: &BTreeMap<Code, Option<Severity>>) {
        let weighed = |d: &Diagnostic| severities.get(&d.code).filter(|_| d.severity != Severity::Error);
        self.list.retain_mut(|d| match weighed(d) {
            Some(Some(severity)) => {
                d.severity = *severity;
                true
            }
            Some(None) => false,
            None => true,
        });
    }

    /// Drops what is no error.
    pub fn keep_errors(&mut self) {
        self.list.retain(|d| d.severity == Severity::Error);
    }

    /// In the order of the files, each once.
    pub fn sort(&mut self) {
        let mut seen = HashSet::new();
        self.list.retain(|d| seen.insert(d.clone()));
        self.list
            .sort_by_key(|d| (d.at.map(|s| (s.source, s.start)), d.code.id()));
    }
}
