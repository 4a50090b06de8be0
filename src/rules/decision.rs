//! Reads the recommendations, and checks what the program decides by: the table of the verdict, a recommendation for
//! each of its outcomes, and what may stand while it is open.

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Span};
use crate::rules::contract::Move;
use crate::rules::document::{pick, pick_word};
use crate::rules::facts::{each_item, unique};
use crate::rules::words::Closed;
use crate::rules::{FactId, Part, Parts, Reads, Recommendation, Subject};
use crate::yaml::Node;

/// The table whose outcome is the verdict on an initiative.
pub(crate) const TABLE: &str = "recommendation";

/// Reads `recommendations:` and `caution:`.
pub(super) fn recommendations(items: &[&Node], caution: &[&Node], set: &mut Parts, out: &mut Diagnostics) {
    let all = items.iter().filter_map(|n| n.get("id"));
    let known: Vec<&str> = all.filter_map(Node::as_text).map(str::trim).collect();
    let mut order: Vec<(&str, Span)> = Vec::new();
    for node in caution {
        let id = node.as_text().unwrap_or_default().trim();
        if id.is_empty() {
            let message = format!("`caution` lists recommendations, here stands {}", node.quoted());
            out.push(Diagnostic::error(Code::WrongType, node.span, message).help("write one recommendation an item"));
        } else if pick(id, &known, "recommendation", node.span, out).is_some()
            && unique(
                order.iter().any(|(o, _)| *o == id),
                "place in `caution` for",
                id,
                node.span,
                out,
            )
        {
            order.push((id, node.span));
        }
    }
    for item in each_item("recommendations", items, out) {
        let Some(id) = item.need("id") else { continue };
        let (guarded, commits) = (item.flag("guarded"), item.flag("commits"));
        let aims_at = item.texts("aims_at");
        let treated = ["in_plan", "details", "names_missing"];
        let unsaid = treated.into_iter().filter(|key| item.get(key).is_none()).collect();
        for other in &aims_at {
            pick(other, &known, "recommendation", item.place("aims_at"), out);
        }
        let moves = item.list("moves").into_iter().filter_map(|node| {
            let word = node.as_text().unwrap_or_default().trim();
            Move::ALL.get(pick_word(word, Move::WORDS, node.span, out)?).copied()
        });
        let moves: Vec<Move> = moves.collect();
        let place = order.iter().position(|(o, _)| *o == id);
        if let Some((_, at)) = place.and_then(|n| order.get(n)).filter(|_| guarded || commits) {
            let word = if guarded { "guarded" } else { "commits" };
            let message = format!("`{id}` cannot be taken back and may not stand while a verdict is open");
            out.push(
                Diagnostic::error(Code::UnsafeCaution, *at, message)
                    .other(item.span(), format!("it says `{word}: yes`"))
                    .help("take it out of `caution`"),
            );
        }
        if !unique(
            set.recommendation(&id).is_some(),
            "recommendation",
            &id,
            item.span(),
            out,
        ) {
            continue;
        }
        set.recommendations.push(Recommendation {
            id,
            title: item.text("title"),
            means: item.text("means"),
            of_list: item.texts("of_list"),
            none_of_list: item.text("none_of_list"),
            motion: item.text("motion"),
            next_by: item.text("next_by"),
            instead: item.text("instead"),
            caution: place.unwrap_or(order.len()),
            may_wait_here: place.is_some(),
            guarded,
            commits,
            role: item.word("role"),
            in_plan: item.flag("in_plan"),
            details: item.flag("details"),
            names_missing: item.flag("names_missing"),
            unsaid,
            board: item.word("board"),
            moves,
            ends: item.word("ends"),
            mark: item.word("mark"),
            aims_at,
            span: item.span(),
        });
    }
}

/// Facts that the decision reads and that do not say how long an answer takes, in a rule set where some do: questions
/// are put in order by it.
pub(super) fn efforts(set: &Parts, out: &mut Diagnostics) {
    if set.facts.iter().all(|fact| fact.ask.is_none()) {
        return;
    }
    let mut read: Vec<FactId> = set
        .decision_steps
        .iter()
        .flat_map(|s| Reads::of(set, *s).facts)
        .collect();
    read.sort();
    read.dedup();
    let tables: Vec<FactId> = set.tables.iter().map(|t| t.fact).collect();
    for id in read.into_iter().filter(|id| !tables.contains(id)) {
        let fact = set.fact(id);
        if fact.askable && fact.ask.is_none() {
            let message = format!(
                "the decision reads `{}`, and nobody says how long an answer takes",
                fact.name
            );
            out.push(
                Diagnostic::new(Code::UnsaidEffort, fact.span, message).help("add a line `ask: minute`, hour or study"),
            );
        }
    }
}

/// Checks that every verdict can be given and said.
pub(super) fn check(set: &Parts, out: &mut Diagnostics) {
    // rules that a table refers to may be missing: its rows can hold every condition
    if set.tables.is_empty() {
        out.push(
            Diagnostic::about_file(Code::NoRules, "", "the rule set holds no table")
                .help("a rule set needs `tables:`, the table `recommendation` among them"),
        );
        return;
    }
    let Some(table) = set.table(TABLE) else {
        let message = format!("the rule set has no table `{TABLE}`, by which the program decides");
        let near = out.nearest(TABLE, set.tables.iter().map(|t| set.fact(t.fact).name.as_str()));
        let near = near.and_then(|name| set.table(name));
        out.push(match near.map(|t| set.fact(t.fact)) {
            None => Diagnostic::about_file(Code::NoRules, "", message).help("add it under `tables:`"),
            Some(fact) => Diagnostic::error(Code::NoRules, fact.span, message)
                .help(format!("is `{}` meant? write id: {TABLE}", fact.name)),
        });
        return;
    };
    let decision = set.fact(table.fact);
    if table.of != Subject::Initiative {
        let message = format!("the table `{TABLE}` judges initiatives");
        out.push(Diagnostic::error(Code::WrongSubject, decision.span, message).help("write of: initiative"));
    }
    let outcomes: Vec<&str> = decision.options.iter().map(String::as_str).collect();
    let declared = || set.recommendations.iter().map(|r| r.id.as_str());
    for outcome in outcomes.iter().copied().filter(|o| set.recommendation(o).is_none()) {
        let message = format!("there is no recommendation `{outcome}`, which is answered");
        let help = out.nearest(outcome, declared()).map_or_else(
            || format!("add it under `recommendations:`, with its title: {{ id: {outcome}, title: … }}"),
            |near| format!("did you mean `{near}`?"),
        );
        out.push(Diagnostic::error(Code::UnknownOption, decision.span, message).help(help));
    }
    for recommendation in &set.recommendations {
        let what = format!("outcome of the table `{TABLE}`, so it is never given");
        pick(&recommendation.id, &outcomes, &what, recommendation.span, out);
    }
    if !set.recommendations.iter().any(|r| r.may_wait_here) {
        let message = "nothing is said to do where what is presumed leaves several answers";
        let help = "list recommendations under `caution:`, the most cautious first";
        out.push(Diagnostic::error(Code::MissingField, decision.span, message).help(help));
    }
    for rule in set
        .rules
        .iter()
        .filter(|r| r.part == Part::Guard && !r.instead.is_empty())
    {
        pick(
            &rule.instead,
            &outcomes,
            "outcome, and the guard says it",
            rule.prose.span,
            out,
        );
    }
}
