//! The editions: each with its reader, what is worked out for it and the templates it is made of.

use super::{Audience, Depth};

/// The name of a template and its text.
pub(super) type Template = (&'static str, &'static str);

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

/// All that is particular about an edition.
struct Row {
    name: &'static str,
    about: &'static str,
    audience: Audience,
    /// What is worked out where one reads from the beginning to the end.
    depth: Depth,
    /// What is worked out where each initiative can be opened by itself.
    unfolded: Depth,
    /// Its template in markdown.
    markdown: &'static str,
    html: Template,
}

const AUDIT: Row = Row {
    name: "audit",
    about: "The superintendent's: what to do with each",
    audience: Audience::Internal,
    depth: Depth::Decisions,
    unfolded: Depth::Everything,
    markdown: include_str!("../../templates/audit.md"),
    html: ("audit.html", include_str!("../../templates/html/audit.html")),
};

const NEEDS_ANALYSIS: Row = Row {
    name: "needs-analysis",
    about: "The consultant's: every sentence traced",
    audience: Audience::Internal,
    depth: Depth::Everything,
    unfolded: Depth::Everything,
    markdown: include_str!("../../templates/needs-analysis.md"),
    html: (
        "needs-analysis.html",
        include_str!("../../templates/html/needs-analysis.html"),
    ),
};

const BOARD: Row = Row {
    name: "board",
    about: "The board's: two pages",
    audience: Audience::Public,
    depth: Depth::Decisions,
    unfolded: Depth::Decisions,
    markdown: include_str!("../../templates/board.md"),
    html: ("board.html", include_str!("../../templates/html/board.html")),
};

impl Edition {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Audit, Self::NeedsAnalysis, Self::Board];

    const fn row(self) -> &'static Row {
        match self {
            Self::Audit => &AUDIT,
            Self::NeedsAnalysis => &NEEDS_ANALYSIS,
            Self::Board => &BOARD,
        }
    }

    /// As it is called on the command line and in the names of its templates.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.row().name
    }

    /// For whom it is and what it tells, in a line.
    #[must_use]
    pub const fn about(self) -> &'static str {
        self.row().about
    }

    /// For whom it is written; one for the public hides the numbers of small groups, whatever is asked for.
    #[must_use]
    pub const fn audience(self) -> Audience {
        self.row().audience
    }

    /// How much of each initiative it tells; more where each can be opened by itself (`unfolded`).
    #[must_use]
    pub const fn depth(self, unfolded: bool) -> Depth {
        let row = self.row();
        if unfolded { row.unfolded } else { row.depth }
    }

    /// Its template in markdown.
    pub(super) const fn markdown(self) -> &'static str {
        self.row().markdown
    }

    /// Its template in HTML.
    pub(super) const fn html(self) -> Template {
        self.row().html
    }
}
