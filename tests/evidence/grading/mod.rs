//! The graders of outside studies against official ratings and on small cases.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

mod clusters;
mod command;
mod completions;
mod graders;
mod wwc_cases;
