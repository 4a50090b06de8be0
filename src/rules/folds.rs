//! Reads what findings are told under, and the questions that the needs analysis begins with.

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Span};
use crate::rules::facts::{each_item, rests_on, unique};
use crate::rules::prose::{Stretch, stretches};
use crate::rules::{FactId, Fold, Opening, Parts, Said, Subject};
use crate::yaml::Node;

/// Reads `folds:`.
pub(super) fn folds(items: &[&Node], set: &mut Parts, out: &mut Diagnostics) {
    for item in each_item("folds", items, out) {
        let (Some(id), Some(title)) = (item.need("id"), item.need("title")) else {
            continue;
        };
        if unique(set.folds.iter().any(|f| f.id == id), "fold", &id, item.span(), out) {
            set.folds.push(Fold {
                id,
                title,
                why: item.text("why"),
                open: item.text("open"),
            });
        }
    }
}

/// Reads `openings:`; every `{fact}` in an answer is a fact that the district has.
pub(super) fn openings(items: &[&Node], set: &mut Parts, out: &mut Diagnostics) {
    for item in each_item("openings", items, out) {
        let (Some(id), Some(question), Some(answer)) = (item.need("id"), item.need("question"), item.need("answer"))
        else {
            continue;
        };
        let answer = parts(&answer, item.place("answer"), set, out);
        let sources = rests_on(&item, set, out);
        let there = set.openings.iter().any(|o| o.id == id);
        if unique(there, "opening question", &id, item.span(), out) {
            set.openings.push(Opening {
                id,
                question,
                answer,
                sources,
            });
        }
    }
}

/// The words and the facts of a sentence.
fn parts(text: &str, at: Span, set: &Parts, out: &mut Diagnostics) -> Vec<Said> {
    let stretches = stretches(text, at, out).unwrap_or_default();
    let part = |stretch: &Stretch| match stretch {
        Stretch::Words(words) => Some(Said::Words((*words).to_owned())),
        Stretch::Braced(name) => fact(name, at, set, out).map(Said::Value),
    };
    stretches.iter().filter_map(part).collect()
}

fn fact(name: &str, at: Span, set: &Parts, out: &mut Diagnostics) -> Option<FactId> {
    let held = |id: &FactId| {
        let fact = set.fact(*id);
        fact.of == Subject::District || fact.inherits
    };
    let found = set.fact_id(name).filter(held);
    if found.is_none() {
        let message = format!("`{{{name}}}` is no fact of the district");
        let known = set.each_fact().filter(|(id, _)| held(id)).map(|(_, f)| f.name.as_str());
        let help = out.nearest(name, known).map_or_else(
            || "a sentence names a fact of the district, such as {district.students}".to_owned(),
            |near| format!("did you mean `{{{near}}}`?"),
        );
        out.push(Diagnostic::error(Code::UnknownFact, at, message).help(help));
    }
    found
}
