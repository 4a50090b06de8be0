//! Texts and places in them.

use std::sync::OnceLock;

/// A text, by its place in [`Sources`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct SourceId(u32);

/// A half-open range of bytes in one text.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Span {
    /// The text.
    pub source: SourceId,
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// A place that stands for no text, for what was not read from a file.
    pub const NOWHERE: Self = Self {
        source: SourceId(u32::MAX),
        start: 0,
        end: 0,
    };
}

/// A line and a column, both from 1; the column counts characters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The character in the line.
    pub column: usize,
}

#[derive(Debug)]
struct Source {
    name: String,
    text: String,
    lines: OnceLock<Vec<usize>>,
}

/// Every text that was read.
#[derive(Default, Debug)]
pub struct Sources {
    list: Vec<Source>,
}

impl Sources {
    /// Adds a text under the name the user gave.
    pub fn add(&mut self, name: &str, text: String) -> SourceId {
        let id = SourceId(u32::try_from(self.list.len()).unwrap_or(u32::MAX));
        self.list.push(Source {
            name: name.to_owned(),
            text,
            lines: OnceLock::new(),
        });
        id
    }

    fn get(&self, id: SourceId) -> Option<&Source> {
        self.list.get(id.0 as usize)
    }

    /// The name of a text.
    #[must_use]
    pub fn name(&self, id: SourceId) -> &str {
        self.get(id).map_or("", |s| &s.name)
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self, id: SourceId) -> &str {
        self.get(id).map_or("", |s| &s.text)
    }

    /// What stands at a place.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text(span.source)
            .get(span.start as usize..span.end as usize)
            .unwrap_or_default()
    }

    /// The line and column where a place begins.
    #[must_use]
    pub fn position(&self, span: Span) -> Position {
        self.position_at(span.source, span.start as usize)
    }

    /// The line and column of a byte.
    #[must_use]
    pub fn position_at(&self, id: SourceId, byte: usize) -> Position {
        let Some(source) = self.get(id) else {
            return Position { line: 1, column: 1 };
        };
        let lines = source.lines.get_or_init(|| {
            let breaks = source
                .text
                .bytes()
                .enumerate()
                .filter(|(_, b)| *b == b'\n')
                .map(|(n, _)| n + 1);
            std::iter::once(0).chain(breaks).collect()
        });
        let line = lines.partition_point(|start| *start <= byte);
        let start = lines.get(line.saturating_sub(1)).copied().unwrap_or_default();
        let before = source.text.get(start..byte).unwrap_or_default();
        Position {
            line: line.max(1),
            column: 1 + before.chars().count(),
        }
    }

    /// The name, line and column of a place, as `file:line:column`.
    #[must_use]
    pub fn place(&self, span: Span) -> String {
        if self.get(span.source).is_none() {
            return String::new();
        }
        let at = self.position(span);
        format!("{}:{}:{}", self.name(span.source), at.line, at.column)
    }
}
