//! From bytes to the located tree, within limits.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::ControlFlow;

use granit_parser::{Parser, ScalarStyle};

use crate::diagnostics::{Code, Diagnostic, Diagnostics, SourceId, Sources, Span};

use super::{Entry, Kind, Node};

/// What is read at the most. A real inventory of 170 initiatives has under a megabyte.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of a file.
    pub bytes: usize,
    /// Values of a file, expanded aliases included.
    pub nodes: usize,
    /// Levels of nesting.
    pub depth: usize,
    /// Values made by expanding aliases.
    pub expanded: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 64 << 20,
            nodes: 4_000_000,
            depth: 64,
            expanded: 250_000,
        }
    }
}

const LONGEST_KEY: usize = 1024;

/// Adds a file's bytes to the sources as text.
///
/// A byte-order mark is dropped; anything but UTF-8 is an error that names the line.
pub fn decode(
    name: &str,
    bytes: Vec<u8>,
    limits: &Limits,
    sources: &mut Sources,
    out: &mut Diagnostics,
) -> Option<SourceId> {
    let fail = |code, message: String, help: &str| Some(Diagnostic::about_file(code, name, message).help(help));
    let problem = if bytes.len() > limits.bytes {
        let sizes = format!(
            "the file has {} bytes; {} are read at the most",
            bytes.len(),
            limits.bytes
        );
        fail(
            Code::TooLarge,
            sizes,
            "an inventory of 170 initiatives takes under a megabyte: is this the right file?",
        )
    } else if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        fail(
            Code::NotUtf8,
            "the file is written in UTF-16".into(),
            "save it as UTF-8 (in a text editor: save as, encoding UTF-8)",
        )
    } else {
        None
    };
    if let Some(problem) = problem {
        out.push(problem);
        return None;
    }
    match String::from_utf8(bytes) {
        Ok(text) => Some(sources.add_file(name, text)),
        Err(error) => {
            let good = error.utf8_error().valid_up_to();
            let line = 1 + error.as_bytes().iter().take(good).filter(|b| **b == b'\n').count();
            let message = format!("line {line} holds a byte that is not UTF-8 (byte {good} of the file)");
            out.push(
                Diagnostic::about_file(Code::NotUtf8, name, message)
                    .help("save the file as UTF-8 (in a text editor: save as, encoding UTF-8)"),
            );
            None
        }
    }
}

/// Reads one document. `None` when there is none to be had; every problem is reported.
pub fn read<'t>(source: SourceId, text: &'t str, limits: &Limits, out: &mut Diagnostics) -> Option<Node<'t>> {
    let mut builder = Builder::new(source, text, limits, out);
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        let (event, place) = match event {
            Ok(event) => event,
            Err(error) => {
                builder.syntax(&error);
                return None;
            }
        };
        let start = place.start.byte_offset().unwrap_or_default();
        let end = place.end.byte_offset().unwrap_or_default();
        let event = match event {
            granit_parser::Event::DocumentStart(..) => Event::Document,
            granit_parser::Event::Scalar(value, style, anchor, _) => {
                Event::Scalar(value, style != ScalarStyle::Plain, anchor)
            }
            granit_parser::Event::SequenceStart(_, anchor, _) => Event::List(anchor),
            granit_parser::Event::MappingStart(_, anchor, _) => Event::Map(anchor),
            granit_parser::Event::SequenceEnd | granit_parser::Event::MappingEnd => Event::End,
            granit_parser::Event::Alias(id) => Event::Alias(id),
            granit_parser::Event::StreamEnd => break,
            _ => continue,
        };
        if builder.step(event, start, end).is_break() {
            return None;
        }
    }
    if builder.root.is_none() {
        let span = builder.span(0, 0);
        builder.error(
            Code::EmptyFile,
            span,
            "the file is empty",
            "`cleardeck init` writes a commented inventory to start from",
        );
    }
    builder.root
}

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
    nodes: usize,
    expanded: usize,
    anchors: HashMap<usize, Node<'t>>,
    open: Vec<Open<'t>>,
    /// The document, once it is read.
    pub root: Option<Node<'t>>,
}

/// A list or mapping that is not yet closed.
struct Open<'t> {
    span: Span,
    anchor: usize,
    list: Option<Vec<Node<'t>>>,
    entries: Vec<Entry<'t>>,
    key: Option<(Option<Cow<'t, str>>, Span)>,
    /// Keys seen, once there are many.
    seen: Option<HashMap<Cow<'t, str>, Span>>,
}

/// Above this many keys a table is quicker than looking through them.
const FEW_KEYS: usize = 24;

impl<'t> Open<'t> {
    fn map(span: Span, anchor: usize) -> Self {
        Self {
            span,
            anchor,
            list: None,
            entries: Vec::new(),
            key: None,
            seen: None,
        }
    }

    fn list(span: Span, anchor: usize) -> Self {
        Self {
            list: Some(Vec::new()),
            ..Self::map(span, anchor)
        }
    }

    fn close(self) -> (Node<'t>, usize) {
        let kind = self.list.map_or(Kind::Map(self.entries), Kind::List);
        (Node { span: self.span, kind }, self.anchor)
    }

    fn attach(&mut self, node: Node<'t>, out: &mut Diagnostics) {
        if let Some(items) = &mut self.list {
            items.push(node);
            return;
        }
        let Some((key, key_span)) = self.key.take() else {
            let span = node.span;
            let key = match node.kind {
                Kind::Scalar(key, _) if key.len() > LONGEST_KEY => {
                    out.push(
                        Diagnostic::error(Code::KeyTooLong, span, "the name of a field is over 1,024 bytes long")
                            .help("is a `:` in the wrong place?"),
                    );
                    None
                }
                Kind::Scalar(key, quoted) if key == "<<" && !quoted => {
                    out.push(
                        Diagnostic::error(Code::MergeKey, span, "merge keys (`<<`) are not read")
                            .help("write the fields out"),
                    );
                    None
                }
                Kind::Scalar(key, _) => Some(key),
                Kind::Blank | Kind::List(_) | Kind::Map(_) => {
                    out.push(
                        Diagnostic::error(Code::KeyNotText, span, "the name of a field must be plain text")
                            .help("write `name: value`"),
                    );
                    None
                }
            };
            self.key = Some((key, span));
            return;
        };
        let Some(key) = key else { return };
        if let Some(first) = self.first_of(&key) {
            out.push(
                Diagnostic::error(
                    Code::DuplicateKey,
                    key_span,
                    format!("`{key}` stands here a second time"),
                )
                .other(first, "first here")
                .help("keep one of the two"),
            );
            return;
        }
        if let Some(seen) = &mut self.seen {
            seen.insert(key.clone(), key_span);
        }
        self.entries.push(Entry {
            key,
            key_span,
            value: node,
        });
    }

    fn first_of(&mut self, key: &str) -> Option<Span> {
        if self.entries.len() < FEW_KEYS {
            return self.entries.iter().find(|e| e.key == key).map(|e| e.key_span);
        }
        let entries = &self.entries;
        let table = || entries.iter().map(|e| (e.key.clone(), e.key_span)).collect();
        self.seen.get_or_insert_with(table).get(key).copied()
    }
}

impl<'t, 'c> Builder<'t, 'c> {
    pub fn new(source: SourceId, text: &'t str, limits: &'c Limits, out: &'c mut Diagnostics) -> Self {
        Self {
            source,
            text,
            limits,
            out,
            nodes: 0,
            expanded: 0,
            anchors: HashMap::new(),
            open: Vec::new(),
            root: None,
        }
    }

    /// Takes the next event. A break ends the file; why is reported.
    pub fn step(&mut self, event: Event<'t>, start: usize, end: usize) -> ControlFlow<()> {
        let span = self.span(start, end);
        let (node, anchor) = match event {
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
                let kind = if blank {
                    Kind::Blank
                } else {
                    Kind::Scalar(value, quoted)
                };
                (Node { span, kind }, anchor)
            }
            Event::List(anchor) => return self.begin(Open::list(span, anchor)),
            Event::Map(anchor) => return self.begin(Open::map(span, anchor)),
            Event::End => match self.open.pop() {
                Some(done) => done.close(),
                None => return ControlFlow::Continue(()),
            },
            Event::Alias(id) => match self.expand(id, span) {
                Some(node) => (node, 0),
                None => return ControlFlow::Break(()),
            },
        };
        self.nodes += 1;
        if self.nodes > self.limits.nodes {
            let message = format!("the file holds more than {} values", self.limits.nodes);
            self.error(
                Code::TooManyNodes,
                span,
                message,
                "split the inventory, or check what wrote the file",
            );
            return ControlFlow::Break(());
        }
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(parent) => parent.attach(node, self.out),
        }
        ControlFlow::Continue(())
    }

    fn begin(&mut self, open: Open<'t>) -> ControlFlow<()> {
        let span = open.span;
        self.open.push(open);
        if self.open.len() <= self.limits.depth {
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

    fn span(&self, start: usize, end: usize) -> Span {
        let clamp = |n: usize| u32::try_from(n.min(self.text.len())).unwrap_or(u32::MAX);
        Span {
            source: self.source,
            start: clamp(start),
            end: clamp(end.max(start)),
        }
    }

    fn error(&mut self, code: Code, span: Span, message: impl Into<String>, help: &str) {
        self.out.push(Diagnostic::error(code, span, message).help(help));
    }

    fn expand(&mut self, id: usize, span: Span) -> Option<Node<'t>> {
        let Some(node) = self.anchors.get(&id) else {
            self.error(
                Code::Syntax,
                span,
                "this alias stands inside what it names",
                "write the value out",
            );
            return None;
        };
        self.expanded += size(node);
        if self.expanded > self.limits.expanded {
            let message = format!("aliases expand to more than {} values", self.limits.expanded);
            self.error(Code::TooManyAliases, span, message, "write the values out");
            return None;
        }
        Some(node.clone())
    }

    fn syntax(&mut self, error: &granit_parser::ScanError) {
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

fn size(node: &Node) -> usize {
    1 + match &node.kind {
        Kind::Blank | Kind::Scalar(..) => 0,
        Kind::List(items) => items.iter().map(size).sum(),
        Kind::Map(entries) => entries.iter().map(|e| size(&e.value)).sum(),
    }
}
