//! What of a text is shown beside a problem.

use super::{Sources, Span};

/// Longer lines are cut round the place that matters.
const LONGEST_LINE: usize = 160;

/// The line of a place, cut when long, the marked bytes in it and its number.
pub(super) fn shown(sources: &Sources, at: Span) -> (String, usize, usize, usize) {
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
pub(super) fn printable(text: &str) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if clean.chars().count() <= 400 {
        clean
    } else {
        clean.chars().take(400).chain("…".chars()).collect()
    }
}
