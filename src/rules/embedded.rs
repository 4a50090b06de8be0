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

macro_rules! shipped {
    ($($name:literal),* $(,)?) => {
        &[$((
            concat!("rules/", $name, ".yaml"),
            include_str!(concat!("../../rules/", $name, ".yaml")),
            include_bytes!(concat!(env!("OUT_DIR"), "/", $name, ".events")),
        )),*]
    };
}

/// The files of the shipped rule set: name, text, packed events.
const SHIPPED: &[(&str, &str, &[u8])] = shipped![
    "ruleset",
    "sources",
    "parameters",
    "facts",
    "kinds",
    "outcomes",
    "drivers",
    "readiness",
    "abandonment",
    "recommendations",
    "district",
    "actions",
];

/// What must hold of the shipped rule set.
const PROPERTIES: &str = include_str!("../../rules/properties.yaml");

/// The cases of the shipped rule set: name and text.
const CASES: &[(&str, &str)] = &[
    (
        "rules/tests/decisions.yaml",
        include_str!("../../rules/tests/decisions.yaml"),
    ),
    ("rules/tests/rules.yaml", include_str!("../../rules/tests/rules.yaml")),
];

/// Adds what must hold of the shipped rule set, for those who check it.
pub fn shipped_properties(sources: &mut Sources) -> RuleFile {
    RuleFile {
        source: sources.add("rules/properties.yaml", PROPERTIES),
        packed: None,
        own: false,
    }
}

/// Adds the shipped rule set to the sources.
pub fn shipped(sources: &mut Sources) -> Vec<RuleFile> {
    let add = |(name, text, packed): &(&str, &'static str, &'static [u8])| RuleFile {
        source: sources.add(name, *text),
        packed: Some(packed),
        own: false,
    };
    SHIPPED.iter().map(add).collect()
}

/// Adds the cases of the shipped rule set to the sources.
pub fn shipped_cases(sources: &mut Sources) -> Vec<SourceId> {
    CASES.iter().map(|(name, text)| sources.add(name, *text)).collect()
}
