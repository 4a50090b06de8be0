//! What somebody says has another id or name now: a file of its own, so that nothing is taken for the same unless it says so.

use std::collections::HashSet;

use serde::Serialize;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, SourceId, Sources, Span};
use crate::inventory::Inventory;
use crate::rules::RuleSet;
use crate::rules::contract::KnownFact;
use crate::yaml::{self, Fields, Limits};

/// An initiative that stands under another id after than before.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Renamed {
    /// Its id before.
    pub from: String,
    /// Its id after.
    pub to: String,
    /// Who says so; empty where nobody is named.
    pub confirmed_by: String,
    /// Where that is written: the id before, the id after.
    #[serde(skip)]
    pub at: [Span; 2],
}

impl Renamed {
    /// Gives the initiatives of the earlier inventory their later ids, also where others name them.
    pub fn apply(all: &[Self], inventory: &mut Inventory, set: &RuleSet) {
        let later = |id: &mut String| {
            if let Some(renamed) = all.iter().find(|r| r.from == *id) {
                id.clone_from(&renamed.to);
            }
        };
        let requires = set.known(KnownFact::Requires);
        for initiative in &mut inventory.initiatives {
            later(&mut initiative.id);
            for given in initiative.given.iter_mut().filter(|g| Some(g.fact) == requires) {
                given.names.iter_mut().for_each(later);
                given.written = given.names.join(", ");
            }
        }
    }

    /// Tells what is confirmed of initiatives that are not there, or that stand under one id on both sides.
    pub fn check(all: &[Self], old: &Inventory, new: &Inventory, out: &mut Diagnostics) {
        let (before, after) = (ids(old), ids(new));
        let mut seen = HashSet::new();
        for renamed in all {
            let sides = [
                (&renamed.from, renamed.at[0], &before, &after, "earlier"),
                (&renamed.to, renamed.at[1], &after, &before, "later"),
            ];
            for (id, span, own, other, side) in sides {
                let problem = if !own.contains(id.as_str()) {
                    let message = format!("the {side} inventory has no initiative `{id}`");
                    Some((Code::UnknownReference, message, near(id, own, out)))
                } else if other.contains(id.as_str()) {
                    let message = format!("`{id}` stands in both inventories, so it has no other id");
                    Some((Code::UnknownReference, message, "take this entry out".to_owned()))
                } else if !seen.insert((side, id)) {
                    let message = format!("`{id}` of the {side} inventory stands here twice");
                    Some((Code::DuplicateId, message, "keep one of the two".to_owned()))
                } else {
                    None
                };
                if let Some((code, message, help)) = problem {
                    out.push(Diagnostic::error(code, span, message).help(help));
                }
            }
        }
    }
}

fn ids(inventory: &Inventory) -> HashSet<&str> {
    inventory.initiatives.iter().map(|i| i.id.as_str()).collect()
}

/// What to write in place of an id that is not there.
fn near(id: &str, known: &HashSet<&str>, out: &mut Diagnostics) -> String {
    let near = out.nearest(id, known.iter().copied()).map(str::to_owned);
    near.map_or_else(
        || "write an id that stands in it".to_owned(),
        |near| format!("did you mean `{near}`?"),
    )
}

/// Reads a file of what is renamed: `renamed: [{ from, to, confirmed_by }]`.
pub fn read_renamed(file: SourceId, sources: &Sources, out: &mut Diagnostics) -> Vec<Renamed> {
    let Some(tree) = yaml::read(file, sources.text(file), &Limits::default(), out) else {
        return Vec::new();
    };
    let Some(mut fields) = Fields::of(&tree, "a file of renamed initiatives", out) else {
        return Vec::new();
    };
    let mut all = Vec::new();
    for item in fields.list("renamed") {
        let Some(mut entry) = Fields::of(item, "a renamed initiative", out) else {
            continue;
        };
        let at = ["from", "to"].map(|key| item.get(key).map_or(item.span, |node| node.span));
        let (from, to) = (entry.need("from", out), entry.need("to", out));
        let confirmed_by = entry.text("confirmed_by", out);
        entry.finish(out);
        if let (Some(from), Some(to)) = (from, to) {
            all.push(Renamed {
                from,
                to,
                confirmed_by,
                at,
            });
        }
    }
    fields.finish(out);
    all
}
