//! Holds the roles that a rule set says against those that the program and the templates read.

use super::{Board, GroupRole, Reach, RecommendationRole, RuleRole};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Span, nearest};
use crate::rules::words::Closed;
use crate::rules::{Parts, Subject};

/// Reports roles that nothing has, unless the rule set goes without them, and such as stand where they mean nothing.
pub(super) fn check(set: &Parts, head: Span, without: &[Reach], off: &[String], out: &mut Diagnostics) {
    shape(set, out);
    if without.contains(&Reach::Roles) {
        return;
    }
    let mut lacks = |span: Span, message: String, fix: String| {
        let help = format!("{fix}; or say `goes_without: [roles]`");
        out.push(Diagnostic::error(Code::LacksContract, span, message).help(help));
    };
    for role in RuleRole::ALL {
        if set.rule_for(*role).is_some() || off.iter().any(|off| off == role.word()) {
            continue;
        }
        let near = nearest(role.word(), set.rules.iter().map(|r| r.id.as_str()));
        let near = near.and_then(|id| set.rules.iter().find(|r| r.id == id));
        let message = format!("no rule has the role `{}` ({})", role.word(), role.means());
        let fix = match near {
            Some(rule) => format!("is `{}` meant? write `role: {}` there", rule.id, role.word()),
            None => format!("write `role: {}` in the rule that says so", role.word()),
        };
        lacks(near.map_or(head, |r| r.prose.span), message, fix);
    }
    let place = set.recommendations.first().map_or(head, |r| r.span);
    if set.with_role(RecommendationRole::SetAside).next().is_none() {
        let message = "no recommendation is said to be for what is not judged".to_owned();
        lacks(place, message, "write `role: set-aside` beside it".to_owned());
    }
    for board in Board::ALL {
        if set.recommendations.iter().all(|r| r.board != Some(*board)) {
            let message = format!("no recommendation asks a board {}", board.means());
            lacks(place, message, format!("write `board: {}` beside it", board.word()));
        }
    }
    for recommendation in set.recommendations.iter().filter(|r| r.mark.is_none()) {
        let message = format!("`{}` does not say how it is drawn", recommendation.id);
        lacks(
            recommendation.span,
            message,
            "write `mark: other`, or another mark".to_owned(),
        );
    }
    for recommendation in set.recommendations.iter().filter(|r| !r.unsaid.is_empty()) {
        let lacking: Vec<String> = recommendation.unsaid.iter().map(|key| format!("`{key}`")).collect();
        let message = format!("`{}` does not say {}", recommendation.id, lacking.join(", "));
        let fix = "write yes or no for each, as the README of the rules explains them".to_owned();
        lacks(recommendation.span, message, fix);
    }
    let table = set.decision_table();
    if let Some(table) = table.filter(|t| t.rows.iter().all(|r| !r.first_in_plan)) {
        let message = "no row of the decision is said to come first in the plan".to_owned();
        lacks(
            set.fact(table.fact).span,
            message,
            "write `first_in_plan: yes` in one".to_owned(),
        );
    }
    for role in GroupRole::ALL {
        if !set.kinds.is_empty() && set.kinds.iter().all(|k| k.role != Some(*role)) {
            let message = format!("no group of kinds has the role `{}` ({})", role.word(), role.means());
            lacks(
                head,
                message,
                format!("write `role: {}` in one under `groups:`", role.word()),
            );
        }
    }
    for score in set.scores.iter().filter(|s| s.role.is_none()) {
        let fact = set.fact(score.fact);
        let message = format!("the score `{}` does not say what it measures", fact.name);
        lacks(fact.span, message, "write `role: driver` or `role: lever`".to_owned());
    }
}

/// A role is one rule's, and of a rule about initiatives; a row that comes first in the plan is one of the decision.
fn shape(set: &Parts, out: &mut Diagnostics) {
    for (id, rule) in set.each_rule() {
        let Some(role) = rule.role else { continue };
        let word = role.word();
        if let Some(first) = set.rule_for(role).filter(|first| *first != id) {
            let message = format!("`{}` is a second rule with `role: {word}`", rule.id);
            out.push(
                Diagnostic::error(Code::DuplicateId, rule.prose.span, message)
                    .other(set.rule(first).prose.span, "first here")
                    .help("keep one"),
            );
        }
        if rule.of != Subject::Initiative {
            let message = format!("a rule with `role: {word}` is about initiatives");
            out.push(Diagnostic::error(Code::WrongSubject, rule.prose.span, message).help("write `of: initiative`"));
        }
    }
    let others = set.tables.iter().filter(|t| Some(t.fact) != set.decision());
    for row in others.flat_map(|t| &t.rows).filter(|r| r.first_in_plan) {
        let message = "`first_in_plan` stands in rows of the decision";
        out.push(Diagnostic::error(Code::UnknownField, row.prose.span, message).help("remove it here"));
    }
}
