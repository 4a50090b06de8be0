//! Puts rules, tables, scores and derived facts in the order in which they can be evaluated.

use std::collections::HashMap;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Span};
use crate::rules::{Derive, FactId, NodeId, NodeKind, Part, RuleSet, Step, Subject};

/// Orders the steps of every subject; a circle or a fact of another subject is an error.
pub(super) fn order(set: &mut RuleSet, out: &mut Diagnostics) {
    let mut gives: HashMap<FactId, Step> = HashMap::new();
    for (id, fact) in set.each_fact() {
        if fact.computed().is_some() {
            gives.insert(id, Step::Fact(id));
        }
    }
    for (place, table) in set.tables.iter().enumerate() {
        gives.insert(table.fact, Step::Table(place));
    }
    for (place, score) in set.scores.iter().enumerate() {
        gives.insert(score.fact, Step::Score(place));
        gives.insert(score.weakest, Step::Score(place));
    }
    let mut all = Vec::new();
    for subject in [Subject::Initiative, Subject::School, Subject::Goal, Subject::District] {
        let mut walk = Walk {
            set,
            gives: &gives,
            subject,
            state: HashMap::new(),
            steps: Vec::new(),
            out,
        };
        let findings_apart = subject == Subject::Initiative;
        let wanted = |part| !findings_apart || part != Part::Finding;
        for step in roots(set, &gives, subject, wanted) {
            walk.visit(step, Span::NOWHERE);
        }
        let first = walk.steps.len();
        if findings_apart {
            for step in roots(set, &gives, subject, |part| part == Part::Finding) {
                walk.visit(step, Span::NOWHERE);
            }
        }
        let mut steps = walk.steps;
        let findings = steps.split_off(first);
        all.push((steps, findings));
    }
    let mut all = all.into_iter();
    let mut next = || all.next().unwrap_or_default();
    (set.initiative_steps, set.initiative_findings) = next();
    set.school_steps = next().0;
    set.goal_steps = next().0;
    set.district_steps = next().0;
    let decision = set
        .tables
        .iter()
        .position(|t| set.fact(t.fact).name == "recommendation");
    if let Some(place) = decision {
        let mut walk = Walk {
            set,
            gives: &gives,
            subject: Subject::Initiative,
            state: HashMap::new(),
            steps: Vec::new(),
            out,
        };
        walk.visit(Step::Table(place), Span::NOWHERE);
        let steps = walk.steps;
        set.decision_steps = steps;
    }
    counted_before_findings(set, out);
}

/// What an initiative is judged by cannot rest on counts of how initiatives were judged.
fn counted_before_findings(set: &RuleSet, out: &mut Diagnostics) {
    for step in &set.initiative_steps {
        let (node, span) = match step {
            Step::Rule(id) => (vec![set.rule(*id).when], set.rule(*id).prose.span),
            Step::Table(place) => match set.tables.get(*place) {
                Some(table) => (
                    table.rows.iter().filter_map(|r| r.when).collect(),
                    set.fact(table.fact).span,
                ),
                None => continue,
            },
            Step::Fact(_) | Step::Score(_) => continue,
        };
        for node in node {
            for fact in facts_of(set, node) {
                if matches!(set.fact(fact).derive, Some(Derive::InitiativesWhere(_))) {
                    let message = format!("`{}` is counted after the initiatives are judged", set.fact(fact).name);
                    out.push(Diagnostic::error(Code::CyclicRules, span, message).help("only findings may read it"));
                }
            }
        }
    }
}

fn roots(set: &RuleSet, gives: &HashMap<FactId, Step>, subject: Subject, wanted: impl Fn(Part) -> bool) -> Vec<Step> {
    let rules = set
        .each_rule()
        .filter(|(_, r)| r.of == subject && wanted(r.part))
        .map(|(id, _)| Step::Rule(id));
    let facts = set
        .each_fact()
        .filter(|(_, f)| f.of == subject)
        .filter_map(|(id, _)| gives.get(&id).copied());
    facts.chain(rules).collect()
}

/// Every fact that a condition reads itself.
pub(crate) fn facts_of(set: &RuleSet, node: NodeId) -> Vec<FactId> {
    match &set.node(node).kind {
        NodeKind::All(list) | NodeKind::Any(list) | NodeKind::None(list) | NodeKind::AtLeast(_, list) => {
            list.iter().flat_map(|n| facts_of(set, *n)).collect()
        }
        NodeKind::Among(id, _) | NodeKind::Within(id, _) | NodeKind::Outside(id, _) | NodeKind::Known(id, _) => {
            vec![*id]
        }
        NodeKind::Rule(_) | NodeKind::SomeRule(..) => Vec::new(),
    }
}

fn rules_of(set: &RuleSet, node: NodeId, found: &mut Vec<Step>) {
    match &set.node(node).kind {
        NodeKind::All(list) | NodeKind::Any(list) | NodeKind::None(list) | NodeKind::AtLeast(_, list) => {
            list.iter().for_each(|n| rules_of(set, *n, found));
        }
        NodeKind::Rule(id) => found.push(Step::Rule(*id)),
        NodeKind::SomeRule(ids, _) => found.extend(ids.iter().map(|id| Step::Rule(*id))),
        _ => {}
    }
}

struct Walk<'a> {
    set: &'a RuleSet,
    gives: &'a HashMap<FactId, Step>,
    subject: Subject,
    /// `false` while on the path, `true` when done.
    state: HashMap<Step, bool>,
    steps: Vec<Step>,
    out: &'a mut Diagnostics,
}

impl Walk<'_> {
    fn visit(&mut self, step: Step, from: Span) {
        match self.state.get(&step) {
            Some(true) => return,
            Some(false) => {
                self.out.push(
                    Diagnostic::error(Code::CyclicRules, from, "this rests on itself in a circle")
                        .help("break the circle: one of them must not refer back"),
                );
                return;
            }
            None => {}
        }
        self.state.insert(step, false);
        let set = self.set;
        let mut facts = Vec::new();
        let mut steps = Vec::new();
        let mut conditions = Vec::new();
        let span = match step {
            Step::Rule(id) => {
                let rule = set.rule(id);
                if rule.of != self.subject && rule.of != Subject::District {
                    self.out.push(
                        Diagnostic::error(
                            Code::WrongSubject,
                            from,
                            format!("`{}` is about another subject", rule.id),
                        )
                        .help("refer to rules of the same subject"),
                    );
                }
                conditions.push(rule.when);
                rule.prose.span
            }
            Step::Table(place) => match set.tables.get(place) {
                Some(table) => {
                    conditions.extend(table.rows.iter().filter_map(|r| r.when));
                    set.fact(table.fact).span
                }
                None => from,
            },
            Step::Score(place) => match set.scores.get(place) {
                Some(score) => {
                    facts.extend(score.tools.iter().flat_map(|t| t.indicators.iter().copied()));
                    set.fact(score.fact).span
                }
                None => from,
            },
            Step::Fact(id) => {
                match set.fact(id).computed() {
                    Some(Derive::LeastOf(list)) => facts.extend(list),
                    Some(Derive::Rule(rule)) => steps.push(Step::Rule(*rule)),
                    Some(Derive::NoWhen(fact)) => facts.push(*fact),
                    Some(Derive::KindGroup | Derive::KindNeedsDrivers) => facts.extend(set.fact_id("kind")),
                    _ => {}
                }
                set.fact(id).span
            }
        };
        for node in conditions {
            facts.extend(facts_of(set, node));
            rules_of(set, node, &mut steps);
        }
        for fact in facts {
            let of = set.fact(fact).of;
            if of != self.subject && of != Subject::District {
                let message = format!("`{}` is a fact of another subject", set.fact(fact).name);
                self.out.push(
                    Diagnostic::error(Code::WrongSubject, span, message)
                        .help("a rule reads facts of what it judges, and of the district"),
                );
            }
            steps.extend(self.gives.get(&fact));
        }
        for next in steps {
            self.visit(next, span);
        }
        self.state.insert(step, true);
        self.steps.push(step);
    }
}
