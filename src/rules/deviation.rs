//! How rules of one's own deviate from those they are laid over, as the reports tell it.

use crate::diagnostics::Span;

/// How a rule set deviates from the one it is laid over.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Change {
    /// Something new.
    Added,
    /// Something of the same id stands in place of the old.
    Replaced,
    /// A rule counts no longer.
    SwitchedOff,
    /// A threshold has another value.
    Set,
}

impl Change {
    /// As a person reads it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Replaced => "replaced",
            Self::SwitchedOff => "switched off",
            Self::Set => "set",
        }
    }
}

/// One deviation, with its reason.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Deviation {
    /// What was done.
    pub change: Change,
    /// The section it stands in, such as `rules`.
    pub section: String,
    /// The id or name.
    pub id: String,
    /// Why.
    pub because: String,
    /// Where it stands.
    pub span: Span,
}
