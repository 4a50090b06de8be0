//! The catalogue that the program carries.

use std::collections::BTreeSet;

use crate::diagnostics::Sources;

use super::load::CatalogueFile;
use super::signs::{Blocking, Listed, Sign, Signs};

/// A file as the build packed it: name, text, events.
type Packed = (&'static str, &'static str, &'static [u8]);

// every file under `catalogue/` in the order of their paths: `CATALOGUE`; what entries are matched by: `SIGNS`, `SPELLINGS`,
// `CONTEXTS`
include!(concat!(env!("OUT_DIR"), "/catalogue.rs"));

fn added((name, text, packed): &Packed, sources: &mut Sources) -> CatalogueFile {
    CatalogueFile {
        source: sources.add(name, *text),
        packed: Some(packed),
        own: false,
    }
}

/// Adds the shipped catalogue to the sources.
pub fn shipped(sources: &mut Sources) -> Vec<CatalogueFile> {
    CATALOGUE.iter().map(|file| added(file, sources)).collect()
}

/// The file of an entry: approaches have one each, programs share one by their first sign.
fn holds(file: &str, id: &str) -> bool {
    let programs = || {
        let first = file.strip_prefix("catalogue/programs/")?;
        let first = first.strip_suffix(".yaml")?;
        let own = id.chars().next()?;
        Some(first.chars().eq([own]) || (first == "0-9" && own.is_ascii_digit()))
    };
    let approach = file
        .strip_prefix("catalogue/approaches/")
        .and_then(|rest| rest.strip_suffix(".yaml"));
    approach == Some(id) || programs().unwrap_or_default()
}

/// Adds what is common to all entries, and the files of those of some ids.
pub(super) fn shipped_of(ids: &BTreeSet<&str>, sources: &mut Sources) -> Vec<CatalogueFile> {
    let is_program = |id: &str| SIGNS.iter().any(|sign| sign.is_program && sign.id == id);
    let wanted = |name: &str| {
        name == "catalogue/catalogue.yaml"
            || ids.iter().any(|id| match name.contains("/programs/") {
                true => is_program(id) && holds(name, id),
                false => holds(name, id),
            })
    };
    let files = CATALOGUE.iter().filter(|(name, ..)| wanted(name));
    files.map(|file| added(file, sources)).collect()
}

/// The signs of every shipped entry.
pub(super) fn signs() -> Signs<'static> {
    Signs {
        entries: Listed::Lent(SIGNS),
        spellings: Listed::Lent(SPELLINGS),
        contexts: Listed::Lent(CONTEXTS),
    }
}
