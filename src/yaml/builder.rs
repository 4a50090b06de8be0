//! From the events of a document to its located tree, within limits.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::ControlFlow;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, SourceId, Span};

use super::limits::{Budget, VALUE};
use super::{Entry, Kind, Limits, Node};

const LONGEST_KEY: usize = 1024;
/// Above this many keys it is quicker to sort them than to look through them.
const FEW_KEYS: usize = 24;

/// What the builder of the tree needs to know of an event. An anchor of 0 is none.
pub(super) enum Event<'t> {
    Document,
    /// The text, whether it was quoted, its anchor.
    Scalar(Cow<'t, str>, bool, usize),
    List(usize),
    Map(usize),
    End,
    Alias(usize),
}

/// Builds the tree from events, within limits.
pub(super) struct Builder<'t, 'c> {
    source: SourceId,
    text: &'t str,
    limits: &'c Limits,
    out: &'c mut Diagnostics,
    budget: Budget,
    anchors: HashMap<usize, Part<'t>>,
    open: Vec<Open<'t>>,
    /// The document, once it is read.
    pub root: Option<Node<'t>>,
}

/// A value with what it takes and how many levels it has: none for a scalar.
#[derive(Clone)]
struct Part<'t> {
    node: Node<'t>,
    bytes: usize,
    levels: usize,
}

/// A list or mapping that is not yet closed.
struct Open<'t> {
    span: Span,
    anchor: usize,
    bytes: usize,
    levels: usize,
    list: Option<Vec<Node<'t>>>,
    entries: Vec<Entry<'t>>,
    key: Option<(Option<Cow<'t, str>>, Span)>,
}

impl<'t> Open<'t> {
    fn map(span: Span, anchor: usize) -> Self {
        Self {
            span,
            anchor,
            bytes: VALUE,
            levels: 1,
            list: None,
            entries: Vec::new(),
            key: None,
        }
    }

    fn list(span: Span, anchor: usize) -> Self {
        Self {
            list: Some(Vec::new()),
            ..Self::map(span, anchor)
        }
    }

    fn wants_key(&self) -> bool {
        self.list.is_none() && self.key.is_none()
    }

    fn close(self, out: &mut Diagnostics) -> (Part<'t>, usize) {
        let kind = match self.list {
            Some(items) => Kind::List(fitted(items)),
            None => Kind::Map(each_once(fitted(self.entries), out)),
        };
        let part = Part {
            node: Node { span: self.span, kind },
            bytes: self.bytes,
            levels: self.levels,
        };
        (part, self.anchor)
    }

    fn attach(&mut self, part: Part<'t>, out: &mut Diagnostics) {
        self.bytes += part.bytes;
        self.levels = self.levels.max(part.levels + 1);
        let node = part.node;
        if let Some(items) = &mut self.list {
            items.push(node);
            return;
        }
        let Some((key, key_span)) = self.key.take() else {
            let span = node.span;
            self.key = Some((name(node, out), span));
            return;
        };
        if let Some(key) = key {
            self.entries.push(Entry {
                key,
                key_span,
                value: node,
            });
        }
    }
}

/// The name of a field; `None` for what cannot be one, which is reported.
fn name<'t>(node: Node<'t>, out: &mut Diagnostics) -> Option<Cow<'t, str>> {
    let (code, message, help) = match node.kind {
        Kind::Scalar(key, _) if key.len() > LONGEST_KEY => (
            Code::KeyTooLong,
            "the name of a field is over 1,024 bytes long",
            "is a `:` in the wrong place?",
        ),
        Kind::Scalar(key, quoted) if key == "<<" && !quoted => {
            (Code::MergeKey, "merge keys (`<<`) are not read", "write the fields out")
        }
        Kind::Scalar(key, _) => return Some(key),
        Kind::Blank | Kind::List(_) | Kind::Map(_) => (
            Code::KeyNotText,
            "the name of a field must be plain text",
            "write `name: value`",
        ),
    };
    out.push(Diagnostic::error(code, node.span, message).help(help));
    None
}

/// Without the room for four that the first value takes, where one or two stand: of a million such groups three
/// quarters would be empty.
fn fitted<T>(mut values: Vec<T>) -> Vec<T> {
    if values.len() * 2 <= values.capacity() {
        values.shrink_to_fit();
    }
    values
}

/// The entries without those whose key stood before; each of these is reported.
fn each_once<'t>(entries: Vec<Entry<'t>>, out: &mut Diagnostics) -> Vec<Entry<'t>> {
    if entries.len() <= FEW_KEYS {
        let mut before = entries.iter().enumerate();
        let repeats = before.any(|(n, e)| entries.iter().take(n).any(|other| other.key == e.key));
        if !repeats {
            return entries;
        }
    }
    let mut order: Vec<(usize, &Entry)> = entries.iter().enumerate().collect();
    // stable: of equal keys the one that stands first comes first
    order.sort_by(|(_, a), (_, b)| a.key.cmp(&b.key));
    let mut repeats: Vec<(usize, Span)> = Vec::new();
    for same in order.chunk_by(|(_, a), (_, b)| a.key == b.key) {
        if let [(_, first), again @ ..] = same {
            repeats.extend(again.iter().map(|(place, _)| (*place, first.key_span)));
        }
    }
    if repeats.is_empty() {
        return entries;
    }
    repeats.sort_by_key(|(place, _)| *place);
    let mut next = repeats.into_iter().peekable();
    let mut kept = Vec::with_capacity(entries.len());
    for (place, entry) in entries.into_iter().enumerate() {
        match next.next_if(|(repeat, _)| *repeat == place) {
            None => kept.push(entry),
            Some((_, first)) => out.push(
                Diagnostic::error(
                    Code::DuplicateKey,
                    entry.key_span,
                    format!("`{}` stands here a second time", entry.key),
                )
                .other(first, "first here")
                .help("keep one of the two"),
            ),
        }
    }
    kept
}

/// A number of bytes as it is told.
fn size(bytes: usize) -> String {
    match bytes {
        bytes if bytes < 1 << 20 => format!("{bytes} bytes"),
        bytes => format!("{} MB", bytes >> 20),
    }
}

impl<'t, 'c> Builder<'t, 'c> {
    pub fn new(source: SourceId, text: &'t str, limits: &'c Limits, out: &'c mut Diagnostics) -> Self {
        Self {
            source,
            text,
            limits,
            out,
            budget: Budget::new(limits, text.len()),
            anchors: HashMap::new(),
            open: Vec::new(),
            root: None,
        }
    }

    /// Takes the next event. A break ends the file; why is reported.
    pub fn step(&mut self, event: Event<'t>, start: usize, end: usize) -> ControlFlow<()> {
        let span = self.span(start, end);
        let (part, anchor) = match event {
            Event::Document => {
                if self.root.is_some() {
                    self.error(
                        Code::SeveralDocuments,
                        span,
                        "a second document begins here",
                        "keep one document a file: remove the `---`",
                    );
                    return ControlFlow::Break(());
                }
                return ControlFlow::Continue(());
            }
            Event::Scalar(value, quoted, anchor) => {
                let blank = !quoted && matches!(&*value, "" | "~" | "null" | "Null" | "NULL");
                // a key stands with its value
                let is_key = self.open.last().is_some_and(Open::wants_key);
                let bytes = if is_key { value.len() } else { VALUE + value.len() };
                self.take(bytes, span)?;
                let kind = if blank {
                    Kind::Blank
                } else {
                    Kind::Scalar(value, quoted)
                };
                let node = Node { span, kind };
                (Part { node, bytes, levels: 0 }, anchor)
            }
            Event::List(anchor) => return self.begin(Open::list(span, anchor)),
            Event::Map(anchor) => return self.begin(Open::map(span, anchor)),
            Event::End => match self.open.pop() {
                Some(done) => done.close(self.out),
                None => return ControlFlow::Continue(()),
            },
            Event::Alias(id) => (self.expand(id, span)?, 0),
        };
        if anchor != 0 {
            self.copy(part.bytes, span)?;
            self.anchors.insert(anchor, part.clone());
        }
        match self.open.last_mut() {
            None => self.root = Some(part.node),
            Some(parent) => parent.attach(part, self.out),
        }
        ControlFlow::Continue(())
    }

    fn begin(&mut self, open: Open<'t>) -> ControlFlow<()> {
        let span = open.span;
        self.open.push(open);
        self.nested(self.open.len(), span)?;
        self.take(VALUE, span)
    }

    /// Ends the file when values stand so many levels inside each other.
    fn nested(&mut self, levels: usize, span: Span) -> ControlFlow<()> {
        if levels <= self.limits.depth {
            return ControlFlow::Continue(());
        }
        let message = format!("more than {} levels inside each other", self.limits.depth);
        self.error(
            Code::TooDeep,
            span,
            message,
            "an inventory needs about six levels: check the brackets",
        );
        ControlFlow::Break(())
    }

    /// Takes memory for what is written.
    fn take(&mut self, bytes: usize, span: Span) -> ControlFlow<()> {
        if self.budget.take(bytes) {
            return ControlFlow::Continue(());
        }
        let most = self.limits.memory_of(self.text.len());
        let message = format!("the values up to here take over {} in memory", size(most));
        self.error(
            Code::TooManyNodes,
            span,
            message,
            "split the inventory, or check what wrote the file",
        );
        ControlFlow::Break(())
    }

    /// Takes memory for what an anchor keeps or an alias repeats.
    fn copy(&mut self, bytes: usize, span: Span) -> ControlFlow<()> {
        if self.budget.copy(bytes) {
            return ControlFlow::Continue(());
        }
        let message = format!(
            "what the anchors and aliases repeat takes over {} in memory",
            size(self.limits.memory)
        );
        self.error(Code::TooManyAliases, span, message, "write the values out");
        ControlFlow::Break(())
    }

    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        let clamp = |n: usize| u32::try_from(n.min(self.text.len())).unwrap_or(u32::MAX);
        Span {
            source: self.source,
            start: clamp(start),
            end: clamp(end.max(start)),
        }
    }

    pub(super) fn error(&mut self, code: Code, span: Span, message: impl Into<String>, help: &str) {
        self.out.push(Diagnostic::error(code, span, message).help(help));
    }

    fn expand(&mut self, id: usize, span: Span) -> ControlFlow<(), Part<'t>> {
        let Some((bytes, levels)) = self.anchors.get(&id).map(|part| (part.bytes, part.levels)) else {
            self.error(
                Code::Syntax,
                span,
                "this alias stands inside what it names",
                "write the value out",
            );
            return ControlFlow::Break(());
        };
        self.nested(self.open.len() + levels, span)?;
        self.copy(bytes, span)?;
        match self.anchors.get(&id) {
            Some(part) => ControlFlow::Continue(part.clone()),
            None => ControlFlow::Break(()),
        }
    }

    pub(super) fn syntax(&mut self, error: &granit_parser::ScanError) {
        let at = error.marker().byte_offset().unwrap_or_default().min(self.text.len());
        let line_start = self.text.get(..at).and_then(|t| t.rfind('\n')).map_or(0, |n| n + 1);
        let indent: &str = self.text.get(line_start..).unwrap_or_default();
        let blank = indent.len() - indent.trim_start_matches([' ', '\t']).len();
        let span = self.span(at, at + 1);
        if ["depth", "nest", "recursion"]
            .iter()
            .any(|word| error.info().contains(word))
        {
            self.error(
                Code::TooDeep,
                span,
                "values are nested far too deep",
                "an inventory needs about six levels: check the brackets",
            );
        } else if indent.get(..blank).is_some_and(|i| i.contains('\t')) {
            let span = self.span(line_start, line_start + blank);
            self.error(
                Code::TabIndentation,
                span,
                "a tab stands where the line is indented",
                "indent with spaces",
            );
        } else {
            let message = format!("this is not well-formed YAML: {}", error.info());
            self.error(
                Code::Syntax,
                span,
                message,
                "look at the indentation, quotes and brackets of this line and the one above",
            );
        }
    }
}
