//! The rule set, its checker and what must hold of every audit by it.

mod answers;
mod claims;
#[path = "../common/mod.rs"]
mod common;
mod packed;
mod properties;
mod reference;
mod rule_set;
mod said;
mod schema;
mod seam;
mod structure;
