//! What a rule set says about itself: properties to prove, what is given about facts, how bad a problem is.

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Severity, Span};
use crate::rules::condition::Builder;
use crate::rules::contract::ProjectKind;
use crate::rules::document::{CLAIM, Item};
use crate::rules::facts::{each_item, unique};
use crate::rules::words::{Closed, Weight};
use crate::rules::{Action, AtMost, Claim, FactId, FactType, ParameterId, Parts, Project, Property};
use crate::truth::Number;
use crate::yaml::Node;

/// Reads `given:`: `{ fact: A, at_most: B }`, with `within: N` where A may be above B by as much.
pub(super) fn given(items: &[&Node], set: &mut Parts, out: &mut Diagnostics) {
    for item in each_item("given", items, out) {
        let (low, high, within) = (item.need("fact"), item.need("at_most"), item.text("within"));
        let within = if within.is_empty() {
            Some(Number::ZERO)
        } else {
            Number::parse(&within)
        };
        let Some(within) = within.filter(|n| *n >= Number::ZERO) else {
            let message = "`within` is a number, 0 or more";
            out.push(
                Diagnostic::error(Code::WrongType, item.place("within"), message)
                    .help("write digits, such as within: 1"),
            );
            continue;
        };
        let (Some(low), Some(high)) = (low, high) else { continue };
        if let (Some(low), Some(high)) = (
            fact(&low, item.place("fact"), set, out),
            fact(&high, item.place("at_most"), set, out),
        ) {
            set.given.push(AtMost { low, high, within });
        }
    }
}

fn fact(name: &str, at: Span, set: &Parts, out: &mut Diagnostics) -> Option<FactId> {
    let found = set.fact_id(name);
    if found.is_none() {
        let near = out.nearest(name, set.facts.iter().map(|f| f.name.as_str()));
        let help = near.map_or_else(
            || "facts are declared under `facts:`".to_owned(),
            |n| format!("did you mean `{n}`?"),
        );
        out.push(Diagnostic::error(Code::UnknownFact, at, format!("unknown fact `{name}`")).help(help));
    }
    found
}

/// Reads `actions:`: `{ fact: A, step: what to do, effort: $parameter, first: what first, teachers: yes }`.
pub(super) fn actions(items: &[&Node], set: &mut Parts, out: &mut Diagnostics) {
    for item in each_item("actions", items, out) {
        let (Some(name), Some(step), Some(effort)) = (item.need("fact"), item.need("step"), item.need("effort")) else {
            continue;
        };
        let Some(effort) = parameter(&effort, item.place("effort"), set, out) else {
            continue;
        };
        if let Some(fact) = fact(&name, item.place("fact"), set, out) {
            set.actions.push(Action {
                fact,
                step,
                effort,
                first: item.text("first"),
                teachers: item.flag("teachers"),
                span: item.span(),
            });
        }
    }
}

/// The parameter of a name, written with or without its `$`.
fn parameter(written: &str, at: Span, set: &Parts, out: &mut Diagnostics) -> Option<ParameterId> {
    let named = written.strip_prefix('$').unwrap_or(written);
    let place = set.parameters.iter().position(|p| p.name == named);
    let place = place.and_then(|n| u16::try_from(n).ok());
    if place.is_none() {
        let near = out.nearest(named, set.parameters.iter().map(|p| p.name.as_str()));
        let help = near.map_or_else(
            || "name a parameter: `$name`".to_owned(),
            |n| format!("did you mean `${n}`?"),
        );
        let message = format!("unknown parameter `{written}`");
        out.push(Diagnostic::error(Code::UnknownParameter, at, message).help(help));
    }
    place.map(ParameterId)
}

/// Reads `projects:`: what advice of each kind becomes as a short-term project.
pub(super) fn projects(items: &[&Node], set: &mut Parts, out: &mut Diagnostics) {
    for item in each_item("projects", items, out) {
        let (Some(kind), Some(owner)) = (item.word::<ProjectKind>("kind"), item.need("owner")) else {
            continue;
        };
        let effort = item
            .need("effort")
            .and_then(|written| parameter(&written, item.place("effort"), set, out));
        let there = set.projects.iter().any(|p| p.kind == kind);
        if unique(there, "kind of project", kind.word(), item.span(), out) {
            set.projects.push(Project {
                kind,
                owner,
                effort,
                teachers: item.flag("teachers"),
                first: item.text("first"),
                evidence: item.text("evidence"),
            });
        }
    }
}

/// Reads `severity:`: a code and `note`, `warning`, `error` or `off`.
pub(super) fn severities(items: &[&Node], set: &mut Parts, out: &mut Diagnostics) {
    for item in items.iter().filter(|n| n.as_map().is_none()) {
        let message = format!("`severity` is a group of codes, here stands {}", item.quoted());
        out.push(
            Diagnostic::error(Code::NotAMapping, item.span, message).help("write severity: { unused-fact: error }"),
        );
    }
    for entry in items.iter().flat_map(|n| n.as_map().unwrap_or_default()) {
        let Some(code) = Code::ALL.iter().copied().find(|c| c.id() == entry.key) else {
            let near = out.nearest(&entry.key, Code::ALL.iter().map(|c| c.id()));
            let help = near.map_or_else(String::new, |n| format!("did you mean `{n}`?"));
            let message = format!("there is no problem `{}`", entry.key);
            out.push(Diagnostic::error(Code::UnknownOption, entry.key_span, message).help(help));
            continue;
        };
        let severity = match entry.value.as_text().and_then(Weight::read) {
            Some(Weight::Note) => Some(Severity::Note),
            Some(Weight::Warning) => Some(Severity::Warning),
            Some(Weight::Error) => Some(Severity::Error),
            Some(Weight::Off) => None,
            None => {
                let message = "a severity is note, warning, error or off";
                out.push(
                    Diagnostic::error(Code::UnknownOption, entry.value.span, message).help("write one of the four"),
                );
                continue;
            }
        };
        if !code.is_settable() {
            let settable: Vec<&str> = Code::ALL.iter().filter(|c| c.is_settable()).map(|c| c.id()).collect();
            let why = match code.severity() {
                Severity::Error => "makes a rule set unusable and stays an error",
                Severity::Warning | Severity::Note => "is not for a rule set to weigh",
            };
            let message = format!("`{}` {why}", code.id());
            let help = format!("remove the line; a rule set may weigh {}", settable.join(", "));
            out.push(Diagnostic::error(Code::UnknownOption, entry.key_span, message).help(help));
            continue;
        }
        set.severities.insert(code, severity);
    }
}

/// Reads `properties:`.
pub(super) fn properties(items: &[&Node], builder: &mut Builder) {
    for item in each_item("properties", items, builder.out) {
        let Some(id) = item.need("id") else { continue };
        let there = builder.set.properties.iter().any(|p| p.id == id);
        if !unique(there, "property", &id, item.span(), builder.out) {
            continue;
        }
        if let Some(node) = item
            .get("on_record")
            .filter(|_| item.get("never").or(item.get("possible")).is_none())
        {
            builder.out.push(
                Diagnostic::error(
                    Code::MissingField,
                    node.span,
                    format!("`{id}` has no condition to read on record"),
                )
                .help("it belongs beside `never:` or `possible:`"),
            );
        }
        let claims = ["never", "possible", "raises", "ignores"].map(|key| item.get(key));
        let claim = match claims {
            [Some(when), None, None, None] => builder.condition(when, 0).map(Claim::Never),
            [None, Some(when), None, None] => builder.condition(when, 0).map(Claim::Possible),
            [None, None, Some(node), None] => match facts_and_table(node, builder) {
                Some((facts, table)) if builder.set.fact(table).kind == FactType::Level => {
                    Some(Claim::Raises(facts, table))
                }
                Some((_, table)) => {
                    let message = format!("the table `{}` has no order to fall in", builder.set.fact(table).name);
                    builder.out.push(
                        Diagnostic::error(Code::WrongType, node.span, message).help("name a table with `ordered: yes`"),
                    );
                    None
                }
                None => None,
            },
            [None, None, None, Some(node)] => facts_and_table(node, builder).map(|(f, t)| Claim::Ignores(f, t)),
            _ => {
                builder.out.push(
                    Diagnostic::error(Code::MissingField, item.span(), format!("`{id}` must claim one thing"))
                        .help("write one of `never:`, `possible:`, `raises:`, `ignores:`"),
                );
                None
            }
        };
        if let Some(claim) = claim {
            builder.set.properties.push(Property {
                id,
                title: item.text("title"),
                because: item.text("because"),
                claim,
                on_record: item.flag("on_record"),
                span: item.span(),
            });
        }
    }
}

/// `{ facts: [A, B], table: T }`
fn facts_and_table(node: &Node, builder: &mut Builder) -> Option<(Vec<FactId>, FactId)> {
    let item = Item::of(node, "a claim about a table", CLAIM, builder.out)?;
    let mut facts = Vec::new();
    for name in item.texts("facts") {
        facts.push(fact(&name, item.place("facts"), builder.set, builder.out)?);
    }
    // a claim about no fact would hold of everything; that there is none was told
    if facts.is_empty() {
        return None;
    }
    let table = fact(&item.need("table")?, item.place("table"), builder.set, builder.out)?;
    if !builder.set.tables.iter().any(|t| t.fact == table) {
        let message = format!("`{}` is no table", builder.set.fact(table).name);
        builder
            .out
            .push(Diagnostic::error(Code::WrongType, node.span, message).help("name a table such as `readiness`"));
        return None;
    }
    Some((facts, table))
}
