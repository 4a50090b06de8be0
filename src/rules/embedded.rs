//! The rule set that the program carries.

/// The files of the shipped rule set: name and text.
pub const EMBEDDED: &[(&str, &str)] = &[
    ("rules/ruleset.yaml", include_str!("../../rules/ruleset.yaml")),
    ("rules/sources.yaml", include_str!("../../rules/sources.yaml")),
    ("rules/parameters.yaml", include_str!("../../rules/parameters.yaml")),
    ("rules/facts.yaml", include_str!("../../rules/facts.yaml")),
    ("rules/kinds.yaml", include_str!("../../rules/kinds.yaml")),
    ("rules/drivers.yaml", include_str!("../../rules/drivers.yaml")),
    ("rules/readiness.yaml", include_str!("../../rules/readiness.yaml")),
    ("rules/abandonment.yaml", include_str!("../../rules/abandonment.yaml")),
    (
        "rules/recommendations.yaml",
        include_str!("../../rules/recommendations.yaml"),
    ),
    ("rules/district.yaml", include_str!("../../rules/district.yaml")),
];

/// The cases of the shipped rule set.
pub const EMBEDDED_CASES: &[(&str, &str)] = &[
    (
        "rules/tests/decisions.yaml",
        include_str!("../../rules/tests/decisions.yaml"),
    ),
    ("rules/tests/rules.yaml", include_str!("../../rules/tests/rules.yaml")),
];
