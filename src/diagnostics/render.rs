//! Draws problems for a terminal, each with its line and a caret under the place.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::excerpt::{printable, shown};
use super::list::MOST_DRAWN;
use super::{Diagnostic, Diagnostics, Severity, Sources, plain};

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
