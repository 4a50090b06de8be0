//! What is presumed while a fact is not known, and what has to be looked at before an answer that rests on it is settled.

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Span};
use crate::rules::document::{Item, items, pick};
use crate::rules::facts::{each_item, unique};
use crate::rules::words::{CheckGroup, CheckRole, FactType, Subject};
use crate::rules::{Derive, Fact, Parts, Scalar, read_scalar};
use crate::truth::Possible;
use crate::yaml::Node;

/// The value by which an answer is named while a fact is not known; it settles nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Presumption {
    /// One value.
    pub value: Possible,
    /// Why it is presumed.
    pub because: String,
    /// The check that rules out the other values; nothing where other questions answer it, so that it is never open
    /// by itself.
    pub check: Option<CheckId>,
    /// What that check is about.
    pub group: Option<CheckGroup>,
    /// Other checks, and the values that each rules out in its place, as options.
    pub apart: Vec<(CheckId, u64)>,
}

impl Presumption {
    /// What is left of a fact of which nothing is said once some checks are made; nothing where none of them is about it.
    #[must_use]
    pub fn left_by(&self, fact: &Fact, made: &[CheckId]) -> Option<Possible> {
        let own = self.check.is_some_and(|check| made.contains(&check));
        let (Possible::Options(all), Possible::Options(presumed)) = (fact.anything(), self.value) else {
            return own.then_some(self.value);
        };
        let apart = self.apart.iter().fold(0, |bits, (_, values)| bits | values);
        let mut left = if own { presumed | apart } else { all };
        for (_, values) in self.apart.iter().filter(|(check, _)| made.contains(check)) {
            left &= !values;
        }
        (left != all).then_some(Possible::Options(left))
    }

    /// The checks that it falls under, its own first.
    pub fn checks(&self) -> impl Iterator<Item = CheckId> {
        self.check.into_iter().chain(self.apart.iter().map(|(check, _)| *check))
    }
}

/// What has to be looked at before an answer that rests on presumptions is settled.
#[derive(Clone, Debug)]
pub struct Check {
    /// Its id.
    pub id: String,
    /// What is presumed, as a clause after "provided that".
    pub provided: String,
    /// The same where a value is proposed by the words of a list, which stands for `{value}`; empty where that says no
    /// more.
    pub provided_if: String,
    /// What it is about.
    pub group: CheckGroup,
    /// What the program takes it for.
    pub role: Option<CheckRole>,
    /// Where it is declared.
    pub span: Span,
}

/// The place of a check in the order of the rule set.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct CheckId(pub u16);

/// Reads `checks:`: `{ id: A, provided: a clause, provided_if: a clause with {value}, group: carrying }`, in the order in which they are tried for removal.
pub(super) fn checks(list: &[&Node], set: &mut Parts, out: &mut Diagnostics) {
    for item in each_item("checks", list, out) {
        let (Some(id), Some(provided), Some(group)) = (item.need("id"), item.need("provided"), item.word("group"))
        else {
            continue;
        };
        if unique(set.checks.iter().any(|c| c.id == id), "check", &id, item.span(), out) {
            set.checks.push(Check {
                id,
                provided,
                provided_if: item.text("provided_if"),
                group,
                role: item.word("role"),
                span: item.span(),
            });
        }
    }
}

/// Reads `presume:` with its reason and its checks.
pub(super) fn presumption(item: &Item, fact: &Fact, set: &Parts, out: &mut Diagnostics) -> Option<Presumption> {
    let mut lone = |key: &str| {
        if let Some(node) = item.get(key) {
            let message = format!("`{key}` stands beside `presume:`, and `{}` presumes nothing", fact.name);
            out.push(Diagnostic::error(Code::MissingField, node.span, message).help("say what is presumed"));
        }
    };
    let Some(node) = item.get("presume").filter(|node| !node.is_blank()) else {
        ["because", "check", "checks_apart"].into_iter().for_each(&mut lone);
        return None;
    };
    let mut value_of = |node: &Node| match read_scalar(fact, node.as_text().unwrap_or_default(), true) {
        Ok(Scalar::Value(possible)) => Some(possible),
        Ok(Scalar::None(_)) => {
            let message = format!("one value of `{}` is meant, here stands {}", fact.name, node.quoted());
            out.push(Diagnostic::error(Code::WrongType, node.span, message).help("write the value"));
            None
        }
        Err(problem) => {
            out.push(Diagnostic::error(Code::WrongType, node.span, problem.message).help(problem.help));
            None
        }
    };
    let value = value_of(node)?;
    let mut apart = Vec::new();
    for part in item.list("checks_apart") {
        let values = part.get("values").map(items).unwrap_or_default();
        let bits = values
            .into_iter()
            .filter_map(&mut value_of)
            .fold(0, |all, value| all | value.bits());
        apart.push((part, bits));
    }
    let mut check_of = |id: &str, at: Span| {
        let known: Vec<&str> = set.checks.iter().map(|c| c.id.as_str()).collect();
        let place = pick(id, &known, "check", at, out)?;
        u16::try_from(place).ok().map(CheckId)
    };
    let known: Vec<(CheckId, u64)> = apart
        .into_iter()
        .filter_map(|(part, bits)| {
            let id = part.get("check").and_then(Node::as_text).unwrap_or_default().trim();
            check_of(id, part.span).map(|check| (check, bits))
        })
        .collect();
    let check = match item.need("check") {
        Some(id) => Some(check_of(&id, item.place("check"))?),
        None => None,
    };
    if item.text("because").is_empty() {
        let message = format!("`{}` presumes something and does not say why", fact.name);
        out.push(Diagnostic::error(Code::MissingField, item.span(), message).help("add a line `because: …`"));
    }
    Some(Presumption {
        value,
        because: item.text("because"),
        check,
        group: check
            .and_then(|id| set.checks.get(usize::from(id.0)))
            .map(|check| check.group),
        apart: known,
    })
}

/// Reads `no_confirms:`, the check that was made where a fact is no.
pub(super) fn confirmed(item: &Item, fact: &Fact, set: &Parts, out: &mut Diagnostics) -> Option<CheckId> {
    let node = item.get("no_confirms").filter(|node| !node.is_blank())?;
    let known: Vec<&str> = set.checks.iter().map(|c| c.id.as_str()).collect();
    let place = pick(
        node.as_text().unwrap_or_default().trim(),
        &known,
        "check",
        node.span,
        out,
    )?;
    if (fact.of, fact.kind) != (Subject::Initiative, FactType::YesNo) {
        let message = format!("`{}` cannot say that a check was made", fact.name);
        let help = "a yes-no fact of initiatives can";
        out.push(Diagnostic::error(Code::WrongType, node.span, message).help(help));
        return None;
    }
    u16::try_from(place).ok().map(CheckId)
}

/// A presumption without a check is never open by itself, so that an answer would be called settled by it; where checks
/// are declared, only what sums up other facts, each of them asked apart, may go without one.
pub(super) fn unchecked(set: &Parts, out: &mut Diagnostics) {
    let sums_up = |id| {
        let mut facts = set.each_fact();
        facts.any(|(_, other)| matches!(other.computed(), Some(Derive::NoWhen(by)) if *by == id))
    };
    for (id, fact) in set.each_fact().filter(|_| !set.checks.is_empty()) {
        if fact.presume.as_ref().is_some_and(|p| p.check.is_none()) && !sums_up(id) {
            let message = format!("`{}` presumes something and names no check", fact.name);
            let help = "write `check:`, so that what rests on it says so and is not called settled";
            out.push(Diagnostic::error(Code::MissingField, fact.span, message).help(help));
        }
    }
}
