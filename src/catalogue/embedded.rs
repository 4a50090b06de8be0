//! The catalogue that the program carries.

use std::collections::BTreeSet;

use crate::diagnostics::Sources;

use super::load::CatalogueFile;
use super::signs::{Blocking, Listed, Sign, Signs};

/// A file as the build packed it: name, text, events, SHA-256.
type Packed = (&'static str, &'static str, &'static [u8], &'static str);

// every file under `catalogue/` in the order of their paths: `CATALOGUE`; what entries are matched by: `SIGNS`, `SPELLINGS`,
// `CONTEXTS`
include!(concat!(env!("OUT_DIR"), "/catalogue.rs"));

fn added((name, text, packed, hash): &Packed, sources: &mut Sources) -> CatalogueFile {
    CatalogueFile {
        source: sources.add_hashed(name, text, hash),
        packed: Some(packed),
        own: false,
    }
}

/// Adds the shipped catalogue to the sources.
pub fn shipped(sources: &mut Sources) -> Vec<CatalogueFile> {
    CATALOGUE.iter().map(|file| added(file, sources)).collect()
}

/// Adds what is common to all entries, and the files of those of some ids: approaches have one each, programs share one
/// by their first sign.
pub(super) fn shipped_of(ids: &BTreeSet<&str>, sources: &mut Sources) -> Vec<CatalogueFile> {
    let programs: BTreeSet<&str> = SIGNS
        .iter()
        .filter(|sign| sign.is_program)
        .map(|sign| sign.id)
        .collect();
    let file = |id: &&str| match id.chars().next().filter(|_| programs.contains(id)) {
        Some('0'..='9') => "catalogue/programs/0-9.yaml".to_owned(),
        Some(first) => format!("catalogue/programs/{first}.yaml"),
        None => format!("catalogue/approaches/{id}.yaml"),
    };
    let wanted: BTreeSet<String> = ids.iter().map(file).collect();
    let files = CATALOGUE
        .iter()
        .filter(|(name, ..)| *name == "catalogue/catalogue.yaml" || wanted.contains(*name));
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
