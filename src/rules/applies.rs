//! When a fact applies: where it does not, every comparison on it is no.

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::rules::condition::Builder;
use crate::rules::{FactId, NodeId, NodeKind, Parts, Reads, Step, Subject};
use crate::truth::{Possible, Truth};
use crate::yaml;

impl NodeKind {
    /// The fact that a comparison is on; none for a group or a reference.
    #[must_use]
    pub fn fact(&self) -> Option<FactId> {
        match self {
            Self::Among(fact, _) | Self::Within(fact, _) | Self::Outside(fact, _) | Self::Known(fact, _) => Some(*fact),
            Self::All(_) | Self::Any(_) | Self::None(_) | Self::AtLeast(..) | Self::Rule(_) | Self::SomeRule(..) => {
                None
            }
        }
    }

    /// What a comparison comes to for a value of its fact; unknown for a group or a reference.
    #[must_use]
    pub fn compare(&self, value: Possible) -> Truth {
        match self {
            Self::Among(_, mask) => value.among(*mask),
            Self::Within(_, range) => value.within(*range),
            Self::Outside(_, range) => value.within(*range).negate(),
            Self::Known(_, wanted) => (value.is_known() == *wanted).into(),
            Self::All(_) | Self::Any(_) | Self::None(_) | Self::AtLeast(..) | Self::Rule(_) | Self::SomeRule(..) => {
                Truth::Unknown
            }
        }
    }
}

impl Parts {
    /// What a condition comes to by what is written alone, `said` giving the values that are: yes and no stay so
    /// whatever else is found out.
    #[must_use]
    pub fn settled(&self, id: NodeId, said: &dyn Fn(FactId) -> Option<Possible>) -> Truth {
        let of = |node: &NodeId| self.settled(*node, said);
        match &self.node(id).kind {
            NodeKind::All(list) => Truth::all(list.iter().map(of)),
            NodeKind::Any(list) => Truth::any(list.iter().map(of)),
            NodeKind::None(list) => Truth::any(list.iter().map(of)).negate(),
            NodeKind::AtLeast(least, list) => Truth::at_least(*least, list.iter().map(of)),
            NodeKind::Rule(rule) => self.settled(self.rule(*rule).when, said),
            NodeKind::SomeRule(rules, _) => Truth::any(rules.iter().map(|r| self.settled(self.rule(*r).when, said))),
            kind => {
                let Some(fact) = kind.fact() else {
                    return Truth::Unknown;
                };
                let compared = said(fact).map_or(Truth::Unknown, |value| kind.compare(value));
                let applies = self.fact(fact).applies.map(|node| self.settled(node, said));
                Truth::all([compared, applies.unwrap_or(Truth::True)])
            }
        }
    }
}

/// Reads the conditions under which facts apply.
pub(super) fn conditions(items: &[(FactId, &yaml::Node)], builder: &mut Builder) {
    for (id, node) in items {
        let applies = builder.condition(node, 0);
        if let Some(fact) = builder.set.facts.get_mut(usize::from(id.0)) {
            fact.applies = applies;
        }
    }
}

/// Whether each fact applies by facts of its own subject and of the district, and by nothing that rests on itself.
/// Where it rests on itself nothing can be put in order.
pub(super) fn check(set: &Parts, gives: impl Fn(FactId) -> Option<Step>, out: &mut Diagnostics) -> bool {
    let mut sound = true;
    for (id, fact) in set.each_fact() {
        let Some(node) = fact.applies else { continue };
        let span = set.node(node).span;
        let mut reads = Reads::default();
        reads.condition(set, node);
        let others = |of: Subject| of != fact.of && of != Subject::District;
        let stranger = reads.facts.iter().find(|read| others(set.fact(**read).of));
        if let Some(stranger) = stranger {
            let message = format!("`{}` is a fact of another subject", set.fact(*stranger).name);
            let help = "a fact applies by facts of what it describes, and of the district";
            out.push(Diagnostic::error(Code::WrongSubject, span, message).help(help));
            sound = false;
        }
        let (mut fact_at, mut rule_at) = (0, 0);
        loop {
            if let Some(rule) = reads.rules.get(rule_at).copied() {
                rule_at += 1;
                if !reads.rules.iter().take(rule_at - 1).any(|seen| *seen == rule) {
                    reads.condition(set, set.rule(rule).when);
                }
            } else if let Some(read) = reads.facts.get(fact_at).copied() {
                fact_at += 1;
                if read == id || reads.facts.iter().take(fact_at - 1).any(|seen| *seen == read) {
                    continue;
                }
                if let Some(applies) = set.fact(read).applies {
                    reads.condition(set, applies);
                }
                if let Some(step) = gives(read) {
                    let below = Reads::plain(set, step);
                    reads.facts.extend(below.facts);
                    reads.rules.extend(below.rules);
                }
            } else {
                break;
            }
        }
        if reads.facts.contains(&id) {
            let message = format!(
                "whether `{}` applies rests on `{}` itself, in a circle",
                fact.name, fact.name
            );
            let help = "let `applies_when` read facts that do not rest on it";
            out.push(Diagnostic::error(Code::CyclicRules, span, message).help(help));
            sound = false;
        }
    }
    sound
}
