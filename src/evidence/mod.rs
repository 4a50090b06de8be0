//! What the rows of results and studies say, as facts: effects pooled over schools, counts, trends, grades.
//!
//! The face is narrow: [`Evidence::of`] reads the rows once, [`Evidence::fact`] answers by name.
//! Only results with a comparison (statistical, matched, lottery) count as evidence of an effect; raw
//! before-after change is description. A row that does not say what it was compared with may count or not,
//! so it widens the answer. Results of one school are one result, however many rows it has; a direction without a number
//! counts in counts, not in means.

pub mod grade;
mod local;
pub mod pooling;
mod schools;
mod studies;
pub mod table;
mod thresholds;
mod trends;

pub use local::{Evidence, Place, rests_on};
pub use schools::{SchoolEffect, Schools, Word, composite, numbers};
pub use thresholds::Thresholds;

/// Every name that `derive: { evidence: NAME }` may use.
pub const NAMES: [&str; 32] = [
    "summary",
    "consecutive_positive_years",
    "years_measured",
    "schools_positive",
    "contexts",
    "grade_bands",
    "effect",
    "effect_low",
    "effect_high",
    "chance_better",
    "chance_next_school",
    "minimum_detectable",
    "design",
    "first_schools_trend",
    "later_schools",
    "gap",
    "fidelity_matters",
    "raw_trend",
    "subgroup_harm",
    "subgroup_gain",
    "subgroups_seen",
    "fidelity",
    "fidelity_trend",
    "dip",
    "studies_summary",
    "studies_positive",
    "studies_independent_positive",
    "studies_sites",
    "studies_students",
    "studies_years",
    "studies_contexts",
    "studies_sustained_worse",
];
