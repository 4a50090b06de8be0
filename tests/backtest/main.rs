//! Decisions whose answer was written down before: documented ones, single entries, made ones.

#[path = "../common/mod.rs"]
mod common;
mod documented;
mod made;
