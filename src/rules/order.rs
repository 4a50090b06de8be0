//! Puts rules, tables, scores and derived facts in the order in which they can be evaluated.

use rustc_hash::FxHashMap as HashMap;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Span};
use crate::rules::contract::KnownFact;
use crate::rules::{Derive, FactId, NodeId, NodeKind, Part, Parts, RuleId, Step, Subject, applies, decision};

/// Orders the steps of every subject; a circle or a fact of another subject is an error.
pub(super) fn order(set: &mut Parts, out: &mut Diagnostics) {
    let mut gives: HashMap<FactId, Step> = HashMap::default();
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
    if !applies::check(set, |fact| gives.get(&fact).copied(), out) {
        return;
    }
    let mut all = Vec::new();
    for subject in [Subject::Initiative, Subject::School, Subject::Goal, Subject::District] {
        let mut walk = Walk {
            set,
            gives: &gives,
            subject,
            state: HashMap::default(),
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
    let table = set.tables.iter().position(|t| set.fact(t.fact).name == decision::TABLE);
    if let Some(place) = table {
        let mut walk = Walk {
            set,
            gives: &gives,
            subject: Subject::Initiative,
            state: HashMap::default(),
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
fn counted_before_findings(set: &Parts, out: &mut Diagnostics) {
    for step in &set.initiative_steps {
        let span = match step {
            Step::Rule(id) => set.rule(*id).prose.span,
            Step::Table(place) => set.tables.get(*place).map_or(Span::NOWHERE, |t| set.fact(t.fact).span),
            Step::Fact(_) | Step::Score(_) => continue,
        };
        for fact in Reads::of(set, *step).facts {
            if matches!(set.fact(fact).derive, Some(Derive::InitiativesWhere(_))) {
                let message = format!("`{}` is counted after the initiatives are judged", set.fact(fact).name);
                out.push(Diagnostic::error(Code::CyclicRules, span, message).help("only findings may read it"));
            }
        }
    }
}

fn roots(set: &Parts, gives: &HashMap<FactId, Step>, subject: Subject, wanted: impl Fn(Part) -> bool) -> Vec<Step> {
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

/// What a step reads.
#[derive(Default)]
pub(crate) struct Reads {
    pub facts: Vec<FactId>,
    pub rules: Vec<RuleId>,
}

impl Reads {
    /// The comparisons of a step with what the facts that they compare apply by.
    pub fn of(set: &Parts, step: Step) -> Self {
        let mut reads = Self::plain(set, step);
        if !matches!(step, Step::Rule(_) | Step::Table(_)) {
            return reads;
        }
        let mut next = 0;
        while let Some(fact) = reads.facts.get(next).copied() {
            if let Some(node) = set
                .fact(fact)
                .applies
                .filter(|_| !reads.facts.iter().take(next).any(|f| *f == fact))
            {
                reads.condition(set, node);
            }
            next += 1;
        }
        reads
    }

    /// The comparisons of a step alone.
    pub fn plain(set: &Parts, step: Step) -> Self {
        let mut reads = Self::default();
        let conditions = match step {
            Step::Rule(id) => vec![set.rule(id).when],
            Step::Table(place) => set
                .tables
                .get(place)
                .map_or_else(Vec::new, |t| t.rows.iter().filter_map(|r| r.when).collect()),
            Step::Score(place) => {
                let tools = set.scores.get(place).map_or(&[][..], |s| &s.tools);
                reads.facts.extend(tools.iter().flat_map(|t| &t.indicators));
                Vec::new()
            }
            Step::Fact(id) => {
                match set.fact(id).computed() {
                    Some(Derive::LeastOf(list)) => reads.facts.extend(list),
                    Some(Derive::Rule(rule)) => reads.rules.push(*rule),
                    Some(Derive::NoWhen(fact)) => reads.facts.push(*fact),
                    Some(Derive::KindGroup | Derive::KindNeedsDrivers) => {
                        reads.facts.extend(set.known(KnownFact::Kind))
                    }
                    _ => {}
                }
                Vec::new()
            }
        };
        for node in conditions {
            reads.condition(set, node);
        }
        reads
    }

    pub fn condition(&mut self, set: &Parts, node: NodeId) {
        match &set.node(node).kind {
            NodeKind::All(list) | NodeKind::Any(list) | NodeKind::None(list) | NodeKind::AtLeast(_, list) => {
                list.iter().for_each(|n| self.condition(set, *n));
            }
            NodeKind::Rule(id) => self.rules.push(*id),
            NodeKind::SomeRule(ids, _) => self.rules.extend(ids),
            comparison => self.facts.extend(comparison.fact()),
        }
    }
}

struct Walk<'a> {
    set: &'a Parts,
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
        let reads = Reads::of(set, step);
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
                rule.prose.span
            }
            Step::Table(place) => set.tables.get(place).map_or(from, |t| set.fact(t.fact).span),
            Step::Score(place) => set.scores.get(place).map_or(from, |s| set.fact(s.fact).span),
            Step::Fact(id) => set.fact(id).span,
        };
        let mut steps: Vec<Step> = reads.rules.into_iter().map(Step::Rule).collect();
        for fact in reads.facts {
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
