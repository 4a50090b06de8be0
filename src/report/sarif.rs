//! The answers as SARIF 2.1.0, so that an editor or a code host shows each beside the lines of its initiative.

use serde_json::{Value, json};

use crate::diagnostics::{Sources, sarif};
use crate::inventory::Inventory;
use crate::report::View;
use crate::report::view::Group;

/// The log of one audit: a rule for each recommendation that is given, a result for each initiative with its firmness,
/// its checks, what it could be and until when it stands. What may be acted on and cannot be taken back is a warning.
/// Without `sources`, as for the public, nothing says where an initiative stands.
#[must_use]
pub fn answers_to_sarif(view: &View, inventory: &Inventory, sources: Option<&Sources>) -> Value {
    let rule =
        |group: &Group| json!({ "id": group.id, "name": group.title, "shortDescription": { "text": group.means } });
    let rules: Vec<Value> = view.groups.iter().map(rule).collect();
    let mut results = Vec::new();
    for (index, group) in view.groups.iter().enumerate() {
        for card in &group.cards {
            let span = inventory.initiatives.get(card.place).map(|i| i.span);
            let place = span.zip(sources).map(|(span, sources)| sarif::location(span, sources));
            let locations: Vec<Value> = place.into_iter().collect();
            let level = if group.treated.commits && card.may_be_acted_on {
                "warning"
            } else {
                "note"
            };
            results.push(json!({
                "ruleId": group.id,
                "ruleIndex": index,
                "level": level,
                "message": { "text": format!("{}: {}", card.name, group.title) },
                "locations": locations,
                "properties": {
                    "initiative": card.id,
                    "firmness": card.firmness,
                    "checks": card.checks,
                    "could_be": card.could_be,
                    "may_be_acted_on": card.may_be_acted_on,
                    "until": card.until,
                },
            }));
        }
    }
    sarif::log(&sarif::run(&rules, &results))
}
