//! Writes problems as plain lines, for a log or the text of an error.

use super::excerpt::printable;
use super::list::MOST_DRAWN;
use super::{Diagnostic, Diagnostics, Sources, plain};

/// Problems as text, a line each with its place, what to do in the lines below it; of very many some, and how many there
/// are of the others.
#[must_use]
pub fn to_lines(list: &Diagnostics, sources: &Sources) -> String {
    let shown = list.shown(MOST_DRAWN);
    let last = shown.last();
    let all = shown.list.iter().copied().chain(last.as_ref());
    all.map(|d| lines(d, sources)).collect()
}

fn lines(problem: &Diagnostic, sources: &Sources) -> String {
    let place = problem.at.map(|at| sources.place(at)).or_else(|| problem.file.clone());
    let place = place.filter(|p| !p.is_empty()).map(|p| format!("{}: ", plain(&p)));
    let mut text = format!(
        "{}{}[{}]: {}\n",
        place.unwrap_or_default(),
        problem.severity.word(),
        problem.code.id(),
        printable(&problem.message)
    );
    for (at, other) in &problem.others {
        text.push_str(&format!("  see {}: {}\n", plain(&sources.place(*at)), printable(other)));
    }
    for help in &problem.help {
        text.push_str(&format!("  help: {}\n", printable(help)));
    }
    text
}
