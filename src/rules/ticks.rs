//! Lists that are ticked: facts that are asked of all entries at once, and the words that may be said there.

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Span};
use crate::rules::document::{Item, TICK_WORD};
use crate::rules::{Fact, FactId, FactType, Parts, RuleSet, Scalar, Subject, read_scalar};

/// How a fact is asked of all entries at once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ticked {
    /// Its place among the lists; several facts may share one.
    pub place: u16,
    /// What is asked.
    pub question: String,
    /// Words that may be said in place of an answer.
    pub words: Vec<TickWord>,
}

/// A word to tick, and the answer that it stands for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TickWord {
    /// How it is said; the first is shown.
    pub says: Vec<String>,
    /// The answer itself.
    pub value: String,
    /// The least and the most that it stands for; empty where there is none.
    pub bounds: [String; 2],
    /// The fact that is answered by it, where it is another than the one that is ticked.
    pub records: Option<String>,
    /// Where it is declared.
    pub span: Span,
}

impl RuleSet {
    /// The facts that are ticked, in the order of the lists.
    #[must_use]
    pub fn ticked(&self) -> Vec<FactId> {
        let mut all: Vec<(u16, FactId)> = self
            .each_fact()
            .filter_map(|(id, fact)| Some((fact.ticked.as_ref()?.place, id)))
            .collect();
        all.sort_unstable();
        all.into_iter().map(|(_, id)| id).collect()
    }

    /// The fact that a word to tick answers.
    #[must_use]
    pub fn recorded_by(&self, ticked: FactId, word: &TickWord) -> FactId {
        let other = word.records.as_deref().and_then(|name| self.fact_id(name));
        other.unwrap_or(ticked)
    }
}

/// Reads how a fact is ticked.
pub(super) fn ticked(item: &Item, fact: &Fact, out: &mut Diagnostics) -> Option<Ticked> {
    let Some(at) = item.get("tick").filter(|node| !node.is_blank()) else {
        for key in ["tick_question", "tick_words"] {
            if let Some(node) = item.get(key) {
                let message = format!(
                    "`{key}` stands beside `tick:`, and `{}` is in no list to tick",
                    fact.name
                );
                out.push(
                    Diagnostic::error(Code::MissingField, node.span, message).help("say its place among the lists"),
                );
            }
        }
        return None;
    };
    let Some(place) = at
        .as_text()
        .and_then(|text| text.trim().parse::<u16>().ok())
        .filter(|n| *n > 0)
    else {
        let message = "`tick` is the place of a list, from 1";
        out.push(Diagnostic::error(Code::WrongType, at.span, message).help("write a whole number, such as 1"));
        return None;
    };
    if fact.of != Subject::Initiative || matches!(fact.kind, FactType::Text | FactType::List) {
        let message = format!("`{}` cannot be ticked", fact.name);
        let help = "a fact of initiatives can, that is answered by something else than words of one's own";
        out.push(Diagnostic::error(Code::WrongType, at.span, message).help(help));
        return None;
    }
    let said = Some(item.text("tick_question")).filter(|text| !text.is_empty());
    let words = item.list("tick_words").into_iter();
    let words = words.filter_map(|node| {
        let word = Item::of(node, "a word to tick", TICK_WORD, out)?;
        Some(TickWord {
            says: word.texts("says").iter().map(|text| text.to_lowercase()).collect(),
            value: word.text("value"),
            bounds: [word.text("at_least"), word.text("at_most")],
            records: Some(word.text("records")).filter(|name| !name.is_empty()),
            span: word.span(),
        })
    });
    Some(Ticked {
        place,
        words: words.collect(),
        question: said.unwrap_or_else(|| fact.question.clone()),
    })
}

/// Points out words that stand for no answer to the fact that they are recorded as.
pub(super) fn check(set: &Parts, out: &mut Diagnostics) {
    for fact in &set.facts {
        for word in fact.ticked.iter().flat_map(|ticked| &ticked.words) {
            let mut wrong = |message: String, help: &str| {
                out.push(Diagnostic::error(Code::WrongType, word.span, message).help(help));
            };
            let recorded = match &word.records {
                None => Some(fact),
                Some(name) => set.fact_id(name).map(|id| set.fact(id)),
            };
            let Some(recorded) = recorded.filter(|f| f.of == Subject::Initiative) else {
                let name = word.records.clone().unwrap_or_default();
                wrong(
                    format!("a word to tick is recorded as `{name}`, which is no fact of initiatives"),
                    "name a fact of initiatives, or leave `records` out",
                );
                continue;
            };
            let bounded = word.bounds.iter().any(|bound| !bound.is_empty());
            if bounded != word.value.is_empty() {
                wrong(
                    "a word to tick stands for a value or for bounds".to_owned(),
                    "write `value`, or `at_least`, `at_most` or both",
                );
            }
            for text in word.bounds.iter().chain([&word.value]).filter(|text| !text.is_empty()) {
                match read_scalar(recorded, text, true) {
                    Ok(Scalar::Value(_)) => {}
                    Ok(Scalar::None(_)) => wrong(format!("`{text}` is no answer"), "write the answer"),
                    Err(problem) => wrong(problem.message, &problem.help),
                }
            }
        }
    }
}
