//! The statistics against metafor, R and published examples, and what must hold for any rows.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

mod answers;
mod deviations;
mod effect_sizes;
mod ledger;
mod library;
mod metafor;
mod properties;

#[test]
fn every_number_of_metafor() {
    metafor::compare(&mut library::Library);
}
