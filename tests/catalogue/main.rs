//! The catalogue of what is known elsewhere: its documents, its pages, and how lines are matched to it.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

mod checked;
#[path = "../common/mod.rs"]
mod common;
mod figures;
mod matching;
mod shown;
