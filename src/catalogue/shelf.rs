//! The catalogue as it is looked into: by the signs of its entries first, then at those that are wanted, so that nobody
//! waits for what nobody reads.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::diagnostics::{Diagnostics, Sources};

use super::embedded;
use super::load::load_part;
use super::model::Catalogue;
use super::signs::Signs;

/// A catalogue, read as far as it is wanted.
#[derive(Clone, Debug, Default)]
pub struct Shelf {
    /// One that was read whole, because something was laid over the shipped one.
    whole: Option<Arc<Catalogue>>,
}

impl From<Arc<Catalogue>> for Shelf {
    fn from(catalogue: Arc<Catalogue>) -> Self {
        Self { whole: Some(catalogue) }
    }
}

impl Shelf {
    /// The catalogue that the program carries.
    #[must_use]
    pub fn shipped() -> Self {
        Self::default()
    }

    /// The signs of every entry.
    #[must_use]
    pub fn signs(&self) -> Signs<'_> {
        match &self.whole {
            Some(whole) => Signs::of(whole),
            None => embedded::signs(),
        }
    }

    /// What is common to all entries, and at least those of some ids.
    #[must_use]
    pub fn with(&self, ids: &BTreeSet<&str>) -> Arc<Catalogue> {
        if let Some(whole) = &self.whole {
            return Arc::clone(whole);
        }
        let mut sources = Sources::default();
        // the shipped documents are checked before they are packed
        let mut read = |ids: &BTreeSet<&str>| {
            let files = embedded::shipped_of(ids, &mut sources);
            load_part(&files, &sources, &mut Diagnostics::default())
        };
        let part = read(ids);
        // studies of a program stand under its approach
        let programs = ids.iter().filter_map(|id| part.program(id));
        let mut more = ids.clone();
        more.extend(programs.filter_map(|program| program.approach.as_deref()));
        if more.len() > ids.len() {
            return Arc::new(read(&more));
        }
        Arc::new(part)
    }
}
