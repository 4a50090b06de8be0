//! What the rows of results and studies say, as facts: counts, directions, raw trends.
//!
//! The face is narrow: [`Evidence::of`] reads the rows once, [`Evidence::fact`] answers by name.
//! Only results with a comparison (statistical, matched, lottery) count as evidence of an effect; raw
//! before-after change is description. A row that does not say what it was compared with may count or not,
//! so it widens the answer to an interval.

mod local;
mod studies;

pub use local::{Evidence, Place};

/// Every name that `derive: { evidence: NAME }` may use.
pub const NAMES: [&str; 22] = [
    "summary",
    "consecutive_positive_years",
    "years_measured",
    "schools_positive",
    "contexts",
    "grade_bands",
    "first_schools_trend",
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
