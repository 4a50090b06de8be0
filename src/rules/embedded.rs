//! The rule set that the program carries.

use crate::diagnostics::{SourceId, Sources};

/// One file of a rule set.
#[derive(Clone, Copy, Debug)]
pub struct RuleFile {
    /// Its text among the sources.
    pub source: SourceId,
    /// The events of its YAML, where they were read at build time.
    pub packed: Option<&'static [u8]>,
    /// Whether it is no file of the program's own.
    pub own: bool,
}

impl From<SourceId> for RuleFile {
    fn from(source: SourceId) -> Self {
        Self {
            source,
            packed: None,
            own: true,
        }
    }
}

/// A file as the build packed it: name, text, events, SHA-256.
type Packed = (&'static str, &'static str, &'static [u8], &'static str);

// every file under `rules/` in the order of their paths: `RULES`; `PROPERTIES`, what must hold of the rules, read by
// those who check them; `CASES`
include!(concat!(env!("OUT_DIR"), "/rules.rs"));

fn add(files: &[Packed], sources: &mut Sources) -> Vec<RuleFile> {
    let add = |(name, text, packed, hash): &Packed| RuleFile {
        source: sources.add_hashed(name, text, hash),
        packed: Some(packed),
        own: false,
    };
    files.iter().map(add).collect()
}

/// Adds the shipped rule set to the sources.
pub fn shipped(sources: &mut Sources) -> Vec<RuleFile> {
    add(RULES, sources)
}

/// Adds what must hold of the shipped rule set, for those who check it.
pub fn shipped_properties(sources: &mut Sources) -> Vec<RuleFile> {
    add(PROPERTIES, sources)
}

/// Adds the cases of the shipped rule set to the sources.
pub fn shipped_cases(sources: &mut Sources) -> Vec<SourceId> {
    add(CASES, sources).into_iter().map(|file| file.source).collect()
}

#[cfg(test)]
mod tests {
    use crate::diagnostics::{Sources, sha256};

    #[test]
    fn files_are_named_by_the_hash_of_their_text() {
        let mut sources = Sources::default();
        for file in super::shipped(&mut sources) {
            let text = sources.text(file.source);
            assert_eq!(sources.sha256(file.source), sha256(text.as_bytes()));
        }
    }
}
