//! Records that are read whole, as an inventory is: with rows, ranges, sources or estimates, a district with its list, or
//! answers of which some cannot all be true.

use crate::batch::fields::{Field, Fields, Problem};
use crate::batch::json::{Identity, no_id};
use crate::catalogue::Catalogue;
use crate::diagnostics::{Diagnostics, Severity};
use crate::inventory::{self, Inventory, STATED};
use crate::rules::RuleSet;
use crate::yaml::{Entry, Kind, Node};
use jiff::civil::Date;

/// What a record lists.
pub(super) struct Whole {
    /// Its initiatives: one, or those of a district.
    pub inventory: Inventory,
    /// By initiative.
    pub identities: Vec<Identity>,
}

/// Whether a record is a district with its list.
pub(super) fn is_district(tree: &Node) -> bool {
    tree.get("initiatives").is_some()
}

/// The id of the district of a record of one initiative.
pub(super) fn district_of(tree: &Node) -> Option<String> {
    let district = tree.get("district")?.as_text()?;
    Some(district.to_owned())
}

/// A district with its list.
pub(super) fn district(tree: &Node, set: &RuleSet, as_of: Date) -> Result<Whole, Problem> {
    let mut problems = Diagnostics::default();
    let inventory = inventory::load_tree(tree, String::new(), set, Some(as_of), &mut problems);
    let inventory = sound(inventory, &problems)?;
    let named = tree.get("district").and_then(|district| district.get("name")).is_some();
    let identity = |initiative: &inventory::Initiative| Identity {
        id: initiative.id.clone(),
        district: named.then(|| inventory.district.clone()),
    };
    Ok(Whole {
        identities: inventory.initiatives.iter().map(identity).collect(),
        inventory,
    })
}

/// One initiative, beside what is known of its district.
pub(super) fn one(mut tree: Node, fields: &Fields, set: &RuleSet, around: &Inventory) -> Result<Whole, Problem> {
    let district = district_of(&tree);
    let id = tree.get("id").and_then(Node::as_text).unwrap_or_default().to_owned();
    if id.trim().is_empty() {
        return Err(no_id());
    }
    if let Kind::Map(entries) = &mut tree.kind {
        let passed = |entry: &Entry| matches!(fields.get(&entry.key), Some(Field::District | Field::Ignored));
        entries.retain(|entry| !passed(entry) || entry.key == "title");
        for entry in entries.iter_mut() {
            // a summary may be stated under its own name where rows stand beside it
            let stated = STATED
                .iter()
                .find_map(|(stated, rows)| Some((rows, entry.key.strip_prefix(*stated)?)));
            if let Some((rows, rest)) = stated.filter(|(_, rest)| rest.starts_with('.')) {
                entry.key = format!("{rows}{rest}").into();
            }
        }
        // nobody reads the name of one among many
        if !entries
            .iter()
            .any(|entry| entry.key == "name" && !entry.value.is_blank())
        {
            entries.retain(|entry| entry.key != "name");
            let named = super::tree::fields([("name".to_owned(), super::tree::text(id.clone()))]);
            if let Kind::Map(name) = named.kind {
                entries.extend(name);
            }
        }
    }
    let mut problems = Diagnostics::default();
    let inventory = inventory::alone(&tree, around, set, &mut problems);
    Ok(Whole {
        inventory: sound(inventory, &problems)?,
        identities: vec![Identity { id, district }],
    })
}

/// Adds what is known elsewhere of the programs that somebody confirmed.
pub(super) fn confirm<'c>(
    inventory: &mut Inventory,
    set: &RuleSet,
    catalogue: impl FnOnce() -> Option<&'c Catalogue>,
) -> Result<(), Problem> {
    let mut initiatives = inventory.initiatives.iter();
    if initiatives.all(|i| i.elsewhere.is_empty() && i.here.is_empty()) {
        return Ok(());
    }
    let mut problems = Diagnostics::default();
    let confirmed = catalogue().map(|catalogue| inventory::confirm(inventory, set, catalogue, &mut problems));
    sound(confirmed, &problems)
}

/// What was read, unless there is an error: then the first.
pub(super) fn sound<T>(read: Option<T>, problems: &Diagnostics) -> Result<T, Problem> {
    let mut errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
    match (errors.next(), read) {
        (None, Some(read)) => Ok(read),
        (Some(error), _) => Err(Problem::new(error.message.clone(), error.help.join("; "))),
        (None, None) => Err(Problem::new("it cannot be read", "")),
    }
}
