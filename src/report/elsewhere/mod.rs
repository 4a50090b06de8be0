//! What is known elsewhere of the lines of an inventory, beside the answers and without a say in them; and the page of
//! each entry of the catalogue.

mod condition;
mod entry;
mod line;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::catalogue::{Catalogue, Matcher, Shelf, likeliest};
use crate::inventory::{Initiative, Inventory};

pub use condition::ConditionView;
pub use entry::{EntryView, catalogue_book, entry_html, entry_markdown};
pub use line::{ElsewhereView, PieceView, RatedView};

/// The entries that the lines of an inventory are, or may be.
#[derive(Clone, Debug)]
pub struct Elsewhere {
    /// At least the entries that are named.
    catalogue: Arc<Catalogue>,
    /// Of each initiative, in the order of the inventory.
    seen: Vec<Vec<Seen>>,
}

/// An entry that a line is, or may be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Seen {
    /// Its id.
    pub id: String,
    /// The words of the line that suggest it; none where a person says so.
    pub suggested_by: Vec<String>,
    /// Who confirmed it; empty where nobody did.
    pub confirmed_by: String,
}

impl Elsewhere {
    /// Of an inventory: what is confirmed, else what the words of a line suggest, the first entry for each thing in it.
    #[must_use]
    pub fn of(shelf: &Shelf, inventory: &Inventory) -> Self {
        let signs = shelf.signs();
        let matcher = Matcher::new(&signs);
        let seen: Vec<Vec<Seen>> = inventory.initiatives.iter().map(|i| seen(&matcher, i)).collect();
        let ids: BTreeSet<&str> = seen.iter().flatten().map(|s| s.id.as_str()).collect();
        Self {
            catalogue: shelf.with(&ids),
            seen,
        }
    }
}

/// What a line is said to be, else what its words suggest. Where somebody says that it is none, nothing is suggested.
fn seen(matcher: &Matcher, initiative: &Initiative) -> Vec<Seen> {
    let said = initiative.elsewhere.iter().filter(|e| e.is_confirmed());
    let said: Vec<Seen> = said
        .filter(|e| !e.is_none())
        .map(|e| Seen {
            id: e.is.clone(),
            suggested_by: Vec::new(),
            confirmed_by: e.confirmed_by.clone(),
        })
        .collect();
    if !said.is_empty() || initiative.elsewhere.iter().any(|e| e.is_none()) {
        return said;
    }
    let first = likeliest(matcher.propose(&initiative.name)).map(|found| Seen {
        id: found.id.to_owned(),
        suggested_by: found.suggested_by,
        confirmed_by: String::new(),
    });
    first.collect()
}
