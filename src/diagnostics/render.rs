//! Draws problems for a terminal, and writes them as JSON.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Diagnostic, Diagnostics, Severity, Sources, Span};

/// Longer lines are cut round the place that matters.
const LONGEST_LINE: usize = 160;

/// Problems as text, each with its file, line and mend.
#[must_use]
pub fn render_text(list: &Diagnostics, sources: &Sources, color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(120);
    let mut text = String::new();
    for diagnostic in list.iter() {
        text.push_str(&draw(&renderer, diagnostic, sources));
        text.push_str("\n\n");
    }
    text
}

fn draw(renderer: &Renderer, diagnostic: &Diagnostic, sources: &Sources) -> String {
    let level = match diagnostic.severity {
        Severity::Note => Level::NOTE,
        Severity::Warning => Level::WARNING,
        Severity::Error => Level::ERROR,
    };
    let message = printable(&diagnostic.message);
    let title = level.primary_title(message).id(diagnostic.code.id());
    let mut group = Group::with_title(title);
    let places = diagnostic.at.map(|at| (at, "", true)).into_iter();
    let others = diagnostic.others.iter().map(|(at, text)| (*at, text.as_str(), false));
    for (at, text, primary) in places.chain(others) {
        // a cell is named, not drawn: its message says what stands in it
        if sources.sheet(at.source).is_some() {
            let place = sources.place(at);
            group = group.element(annotate_snippets::Origin::path(if text.is_empty() {
                place
            } else {
                format!("{place}: {text}")
            }));
            continue;
        }
        let (line, first, last, number) = shown(sources, at);
        let kind = if primary {
            AnnotationKind::Primary
        } else {
            AnnotationKind::Context
        };
        let annotation = kind.span(first..last);
        let annotation = if text.is_empty() {
            annotation
        } else {
            annotation.label(text.to_owned())
        };
        let snippet = Snippet::source(line)
            .path(sources.name(at.source).to_owned())
            .line_start(number)
            .annotation(annotation);
        group = group.element(snippet);
    }
    if let Some(file) = &diagnostic.file {
        group = group.element(annotate_snippets::Origin::path(file.clone()));
    }
    for help in &diagnostic.help {
        group = group.element(Level::HELP.message(printable(help)));
    }
    renderer.render(&[group])
}

/// The line of a place, cut when long, the marked bytes in it and its number.
fn shown(sources: &Sources, at: Span) -> (String, usize, usize, usize) {
    let text = sources.text(at.source);
    let start = (at.start as usize).min(text.len());
    let begin = text.get(..start).and_then(|t| t.rfind('\n')).map_or(0, |n| n + 1);
    let rest = text.get(begin..).unwrap_or_default();
    let line = rest.split('\n').next().unwrap_or_default().trim_end_matches('\r');
    let marked = start - begin;
    let wanted = (at.end as usize).saturating_sub(start).max(1);
    let (mut shown, mut first, mut last) = (String::new(), 0, 0);
    let from = if line.len() > LONGEST_LINE {
        marked.saturating_sub(LONGEST_LINE / 2)
    } else {
        0
    };
    for (place, character) in line.char_indices().filter(|(n, _)| *n >= from).take(LONGEST_LINE) {
        if place <= marked {
            first = shown.len();
        }
        shown.push(if character.is_control() { ' ' } else { character });
        if place < marked + wanted {
            last = shown.len();
        }
    }
    if marked >= line.len() {
        first = shown.len();
    }
    (shown, first, last.max(first), sources.position(at).line)
}

/// Text without control characters, so that no file can drive a terminal.
fn printable(text: &str) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if clean.chars().count() <= 400 {
        clean
    } else {
        clean.chars().take(400).chain("…".chars()).collect()
    }
}

/// Problems as a JSON list.
#[must_use]
pub fn to_json(list: &Diagnostics, sources: &Sources) -> serde_json::Value {
    let one = |d: &Diagnostic| {
        let file = d.at.map(|at| sources.name(at.source)).or(d.file.as_deref());
        let begin = d.at.map(|at| sources.position(at));
        let end = d.at.map(|at| sources.position_at(at.source, at.end as usize));
        let others: Vec<_> = d
            .others
            .iter()
            .map(|(at, text)| serde_json::json!({ "place": sources.place(*at), "text": text }))
            .collect();
        let mut value = serde_json::json!({
            "code": d.code.id(),
            "severity": d.severity.word(),
            "message": d.message,
            "meaning": d.code.meaning(),
            "help": d.help,
            "file": file,
            "line": begin.map(|p| p.line),
            "column": begin.map(|p| p.column),
            "end_line": end.map(|p| p.line),
            "end_column": end.map(|p| p.column),
            "text": d.at.map(|at| shown(sources, at).0),
            "others": others,
        });
        if let Some((at, sheet)) = d.at.and_then(|at| Some((at, sources.sheet(at.source)?)))
            && let Some(fields) = value.as_object_mut()
        {
            let cell = sources.cell(at);
            // in a sheet, line and column are those of the cell
            for name in ["line", "end_line"] {
                fields.insert(name.to_owned(), cell.map(|c| c.row).into());
            }
            for name in ["column", "end_column"] {
                fields.insert(name.to_owned(), cell.map(|c| c.column).into());
            }
            fields.insert("sheet".to_owned(), sheet.into());
            fields.insert("cell".to_owned(), cell.map(|c| c.to_string()).into());
        }
        value
    };
    list.iter().map(one).collect::<Vec<_>>().into()
}
