//! Draws problems for a terminal, and writes them as JSON.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::list::{MOST_DRAWN, MOST_LISTED};
use super::{Diagnostic, Diagnostics, Severity, Sources, Span, cut, plain, turns};

/// Longer lines are cut round the place that matters.
const LONGEST_LINE: usize = 160;
/// Longer messages are cut, the sign that says so included.
const LONGEST_MESSAGE: usize = 401;

/// Problems as text, each with its file, line and mend; of very many some, and how many there are of the others.
#[must_use]
pub fn render_text(list: &Diagnostics, sources: &Sources, color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(120);
    let mut text = String::new();
    let shown = list.shown(MOST_DRAWN);
    for diagnostic in shown.list.iter().copied().chain(shown.last().as_ref()) {
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
            group = group.element(annotate_snippets::Origin::path(plain(&if text.is_empty() {
                place
            } else {
                format!("{place}: {text}")
            })));
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
            annotation.label(printable(text))
        };
        let snippet = Snippet::source(line)
            .path(plain(sources.name(at.source)))
            .line_start(number)
            .annotation(annotation);
        group = group.element(snippet);
    }
    if let Some(file) = &diagnostic.file {
        group = group.element(annotate_snippets::Origin::path(plain(file)));
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
    let marked = start - begin;
    let rest = text.get(begin..).unwrap_or_default();
    // no more of a line is looked at than decides how it is shown: one line may be the whole file
    let near = rest
        .get(..boundary(rest, marked + 4 * LONGEST_LINE))
        .unwrap_or_default();
    let line = near.split('\n').next().unwrap_or_default().trim_end_matches('\r');
    let wanted = (at.end as usize).saturating_sub(start).max(1);
    let (mut shown, mut first, mut last) = (String::new(), 0, 0);
    let from = if line.len() > LONGEST_LINE {
        boundary(line, marked.saturating_sub(LONGEST_LINE / 2))
    } else {
        0
    };
    let seen = line.get(from..).unwrap_or_default();
    for (place, character) in seen.char_indices().map(|(n, c)| (from + n, c)).take(LONGEST_LINE) {
        if place <= marked {
            first = shown.len();
        }
        shown.push(if character.is_control() || turns(character) {
            ' '
        } else {
            character
        });
        if place < marked + wanted {
            last = shown.len();
        }
    }
    if marked >= line.len() {
        first = shown.len();
    }
    (shown, first, last.max(first), sources.position(at).line)
}

/// The first place from `at` on where a character of the text begins; its end, where there is none.
fn boundary(text: &str, at: usize) -> usize {
    (at..text.len())
        .find(|n| text.is_char_boundary(*n))
        .unwrap_or(text.len())
}

/// A message without control characters, so that no file can drive a terminal.
fn printable(text: &str) -> String {
    cut(text, LONGEST_MESSAGE)
}

/// Problems as a JSON list; of very many some, and last how many there are of the others.
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
    let shown = list.shown(MOST_LISTED);
    let mut values: Vec<_> = shown.list.iter().copied().map(one).collect();
    if let Some(mut last) = shown.last().as_ref().map(one) {
        if let Some(fields) = last.as_object_mut() {
            let counts = shown
                .more
                .iter()
                .map(|(code, count)| (code.id().to_owned(), (*count).into()));
            fields.insert("more".to_owned(), serde_json::Value::Object(counts.collect()));
        }
        values.push(last);
    }
    values.into()
}
