//! Holds a rule set against the contract.

use super::{
    Declared, GroupRole, KnownFact, KnownScale, PortfolioCount, Reach, RecommendationRole, RuleRole, Shape, Threshold,
    said,
};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Span, nearest};
use crate::rules::decision::TABLE as DECISION;
use crate::rules::words::Closed;
use crate::rules::{
    Check, CheckId, Derive, Fact, FactId, Parameter, ParameterId, Parts, Recommendation, RuleId, Scale, Table,
};

/// Reports what the rule set lacks or has in another shape. `head` is where it says its name; `without` what it says
/// that it goes without; `roles_off` the roles of rules that it switches off.
pub(in crate::rules) fn check(set: &Parts, head: Span, without: &[Reach], roles_off: &[String], out: &mut Diagnostics) {
    // what is counted needs what it is counted from
    let ways = || set.facts.iter().flat_map(|f| f.derive.iter().chain(&f.or_derive));
    let counts = [
        (Reach::Evidence, ways().any(|w| matches!(w, Derive::Evidence(_)))),
        (Reach::Portfolio, ways().any(|w| matches!(w, Derive::Portfolio(_)))),
        (Reach::Kinds, !set.kinds.is_empty()),
    ];
    let used = |reach: &Reach| counts.iter().any(|(counted, used)| counted == reach && *used);
    let without: Vec<Reach> = without.iter().copied().filter(|reach| !used(reach)).collect();
    let without = gone(set, &without, head, out);
    for known in KnownFact::ALL {
        match set.fact_id(known.name()) {
            Some(id) => shape(set.fact(id), known.declared(), known.means(), out),
            None if without.contains(&known.reach()) => {}
            None => {
                let names = set.facts.iter().map(|f| (f.name.as_str(), f.span));
                lacking("fact", known.name(), known.means(), known.reach(), names, head, out);
            }
        }
    }
    for threshold in Threshold::ALL {
        match set.parameter_named(threshold.name()) {
            Some(parameter) if parameter.unit != threshold.unit() => {
                let message = format!(
                    "`{}` is read in {}, here it is in {}",
                    threshold.name(),
                    threshold.unit(),
                    if parameter.unit.is_empty() {
                        "no unit"
                    } else {
                        &parameter.unit
                    }
                );
                out.push(
                    Diagnostic::error(Code::WrongType, parameter.prose.span, message)
                        .help(format!("write `unit: {}`", threshold.unit())),
                );
            }
            Some(_) => {}
            None if without.contains(&threshold.reach()) => {}
            None => {
                let names = set.parameters.iter().map(|p| (p.name.as_str(), p.prose.span));
                let means = "a threshold";
                lacking(
                    "parameter",
                    threshold.name(),
                    means,
                    threshold.reach(),
                    names,
                    head,
                    out,
                );
            }
        }
    }
    for known in KnownScale::ALL {
        if set.known_scale(*known).is_none() && !without.contains(&known.reach()) {
            let names = set.scales.iter().map(|s| (s.name.as_str(), s.prose.span));
            lacking("scale", known.name(), known.means(), known.reach(), names, head, out);
        }
    }
    // drivers are named by the words of the weakest of them
    let weakest = set.known(KnownFact::WeakestDriver).map(|id| set.fact(id));
    if let Some(Derive::LeastOf(drivers)) = weakest.and_then(|fact| fact.computed()) {
        for driver in drivers {
            shape(set.fact(*driver), KnownFact::WeakestDriver.declared(), "a driver", out);
        }
    }
    said::check(set, head, &without, roles_off, out);
    for (_, fact) in set.each_fact() {
        for way in fact.derive.iter().chain(&fact.or_derive) {
            match way {
                Derive::Evidence(count) => shape(fact, count.declared(), count.word(), out),
                Derive::Portfolio(count) => shape(fact, count.declared(), count.word(), out),
                _ => {}
            }
        }
    }
}

/// What the rule set goes without, as it says; a part of which nothing at all is there is told once.
fn gone(set: &Parts, without: &[Reach], head: Span, out: &mut Diagnostics) -> Vec<Reach> {
    let mut gone = without.to_vec();
    for (reach, word) in Reach::ALL {
        let facts = KnownFact::ALL.iter().filter(|f| f.reach() == reach);
        let thresholds = Threshold::ALL.iter().filter(|t| t.reach() == reach);
        let some = reach == Reach::Roles
            || facts.clone().any(|f| set.fact_id(f.name()).is_some())
            || thresholds.clone().any(|t| set.parameter_named(t.name()).is_some());
        if some || without.contains(&reach) {
            continue;
        }
        gone.push(reach);
        let names: Vec<&str> = facts.map(|f| f.name()).chain(thresholds.map(|t| t.name())).collect();
        let message = format!("the program reads facts and parameters for {word}, and none of them is there");
        out.push(
            Diagnostic::error(Code::LacksContract, head, message)
                .help(format!("say `goes_without: [{word}]`; or declare {}", names.join(", "))),
        );
    }
    gone
}

/// A fact must be about what the program reads it for, of its type, its options beginning with the program's words.
fn shape(fact: &Fact, declared: Declared, means: &str, out: &mut Diagnostics) {
    let mut wrong = |message: String, help: String| {
        out.push(Diagnostic::error(Code::WrongType, fact.span, message).help(help));
    };
    let name = &fact.name;
    if fact.of != declared.of {
        wrong(
            format!("`{name}` is read of {} ({means})", declared.of.word()),
            format!("write `of: {}`", declared.of.word()),
        );
    }
    match declared.shape {
        Shape::Plain(kind) if fact.kind != kind => wrong(
            format!("`{name}` is read as {} ({means})", kind.word()),
            format!("write `type: {}`", kind.word()),
        ),
        Shape::Choice if fact.options.is_empty() => wrong(
            format!("`{name}` is read as one of several options ({means})"),
            "give it `options`".to_owned(),
        ),
        Shape::Words(kind, words) => {
            if fact.kind != kind {
                wrong(
                    format!("`{name}` is read as {} ({means})", kind.word()),
                    format!("write `type: {}`", kind.word()),
                );
            } else if !fact
                .options
                .iter()
                .map(String::as_str)
                .take(words.len())
                .eq(words.iter().copied())
            {
                wrong(
                    format!("the options of `{name}` are words of the program and stand in its order ({means})"),
                    format!("write `options: [{}]`, your own after these", words.join(", ")),
                );
            }
        }
        Shape::Plain(_) | Shape::Choice => {}
    }
}

/// Something that the program relies on is not there; the nearest name is where it probably stands.
fn lacking<'a>(
    what: &str,
    name: &str,
    means: &str,
    reach: Reach,
    known: impl Iterator<Item = (&'a str, Span)>,
    head: Span,
    out: &mut Diagnostics,
) {
    let known: Vec<(&str, Span)> = known.collect();
    let near = nearest(name, known.iter().map(|(name, _)| *name));
    let place = near.and_then(|near| known.iter().find(|(name, _)| *name == near));
    let word = Reach::ALL
        .iter()
        .find(|(r, _)| *r == reach)
        .map_or("", |(_, word)| word);
    let without = format!("say `goes_without: [{word}]` where this rule set does not have that part");
    let message = format!("the program reads the {what} `{name}` ({means}), which is not there");
    let error = Diagnostic::error(Code::LacksContract, place.map_or(head, |(_, span)| *span), message);
    out.push(match near {
        Some(near) => error.help(format!("is `{near}` meant? otherwise {without}")),
        None => error.help(format!("declare it as the shipped rule set does; or {without}")),
    });
}

/// Looks up what the program reads by name, once facts and parameters are declared.
pub(in crate::rules) fn resolve(set: &mut Parts) {
    set.known_facts = KnownFact::ALL.iter().map(|known| set.fact_id(known.name())).collect();
    let place = |known: &Threshold| set.parameters.iter().position(|p| p.name == known.name());
    let id = |known| {
        place(known)
            .and_then(|place| u16::try_from(place).ok())
            .map(ParameterId)
    };
    set.known_parameters = Threshold::ALL.iter().map(id).collect();
}

/// Looks up the rules that have a role, once rules are read.
pub(in crate::rules) fn resolve_roles(set: &mut Parts) {
    let with = |role: &RuleRole| set.each_rule().find(|(_, rule)| rule.role == Some(*role));
    set.role_rules = RuleRole::ALL.iter().map(|role| with(role).map(|(id, _)| id)).collect();
}

impl Parts {
    /// The fact that the decision gives; nothing where there is no such table.
    #[must_use]
    pub fn decision(&self) -> Option<FactId> {
        self.fact_id(DECISION)
    }

    /// The table by which an initiative is judged.
    #[must_use]
    pub fn decision_table(&self) -> Option<&Table> {
        self.table(DECISION)
    }

    /// A fact that the program reads by name; nothing where the rule set goes without it.
    #[must_use]
    pub fn known(&self, fact: KnownFact) -> Option<FactId> {
        self.known_facts.get(fact as usize).copied().flatten()
    }

    /// The fact that is counted so over the inventory; nothing where the rule set counts it nowhere.
    #[must_use]
    pub fn counted(&self, count: PortfolioCount) -> Option<FactId> {
        let mut facts = self.each_fact();
        let found = facts.find(|(_, fact)| fact.derive == Some(Derive::Portfolio(count)));
        found.map(|(id, _)| id)
    }

    /// A scale that the program reads by name; nothing where the rule set goes without it.
    #[must_use]
    pub fn known_scale(&self, scale: KnownScale) -> Option<&Scale> {
        self.scales.iter().find(|s| s.name == scale.name())
    }

    /// The rule that has a role; nothing where the rule set goes without it.
    #[must_use]
    pub fn rule_for(&self, role: RuleRole) -> Option<RuleId> {
        self.role_rules.get(role as usize).copied().flatten()
    }

    /// The recommendations that have a role.
    pub fn with_role(&self, role: RecommendationRole) -> impl Iterator<Item = &Recommendation> {
        self.recommendations.iter().filter(move |r| r.role == Some(role))
    }

    /// A check; ids are made with the rule set they are used on.
    #[must_use]
    pub fn check(&self, id: CheckId) -> Option<&Check> {
        self.checks.get(usize::from(id.0))
    }

    /// What the program takes a group of kinds for.
    #[must_use]
    pub fn group_role(&self, group: &str) -> Option<GroupRole> {
        self.kinds.iter().find(|k| k.group == group).and_then(|k| k.role)
    }

    /// A threshold that the program reads by name; nothing where the rule set goes without it.
    #[must_use]
    pub fn threshold_id(&self, threshold: Threshold) -> Option<ParameterId> {
        self.known_parameters.get(threshold as usize).copied().flatten()
    }

    /// A threshold that the program reads by name; nothing where the rule set goes without it.
    #[must_use]
    pub fn threshold(&self, threshold: Threshold) -> Option<&Parameter> {
        Some(self.parameter(self.threshold_id(threshold)?))
    }
}
