//! What of a text is shown beside a problem.

use super::{Sources, Span, cut, turns};

/// Longer lines are cut round the place that matters.
const LONGEST_LINE: usize = 160;
/// Longer messages are cut, the sign that says so included.
const LONGEST_MESSAGE: usize = 401;

/// The line of a place, cut when long, the marked bytes in it and its number.
pub(super) fn shown(sources: &Sources, at: Span) -> (String, usize, usize, usize) {
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
pub(super) fn printable(text: &str) -> String {
    cut(text, LONGEST_MESSAGE)
}
