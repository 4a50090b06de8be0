//! The statistics against metafor, R and published examples, and what must hold for any rows.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

mod answers;
mod command;
#[path = "../common/mod.rs"]
mod common;
mod deviations;
mod effect_sizes;
mod ledger;
mod metafor;
mod properties;
