#![doc = include_str!("../README.md")]
//!
//! # The library
//!
//! What another program needs stands here at the top: a [`Reader`] reads [`Rules`] and an [`Inventory`] from paths or
//! bytes, [`audit`] judges, a [`View`] of the [`Audit`] is written as JSON by `serde` or by a [`Renderer`] as a report.
//! What is wrong with something that was read is a [`Diagnostic`] with its place.
//!
//! The modules below are the rooms of the flow, which has one direction: text is read into a located tree ([`yaml`]), the
//! rule files become a [`rules::RuleSet`], the inventory an [`inventory::Inventory`], both together an
//! [`evaluate::Audit`]. They may change from one version to the next.
//!
//! Without the default feature `cli` there is no C code in the crate or below it, and it compiles for WebAssembly.
// the README stands above, so that its example is compiled and run as a test

pub mod analysis;
pub mod batch;
pub mod catalogue;
#[cfg(feature = "embedded")]
pub mod cli;
pub mod columns;
pub mod compare;
pub mod diagnostics;
pub mod diagram;
pub mod dissent;
pub mod evaluate;
pub mod evidence;
pub mod interview;
pub mod inventory;
pub mod plan;
pub mod read;
pub mod report;
pub mod rules;
pub mod sheets;
pub mod start;
pub mod truth;
pub mod yaml;

// the command line names the library as another program does
#[cfg(feature = "embedded")]
extern crate self as cleardeck;

pub use cleardeck_statistics as statistics;
pub use diagnostics::{Diagnostic, Diagnostics, Severity};
pub use evaluate::{Audit, Verdict, audit};
pub use inventory::{Initiative, Inventory};
/// A day, for the date of an audit.
pub use jiff::civil::Date;
pub use read::{Reader, Refused, Rules, Source};
pub use report::{Audience, Depth, Edition, Html, Markdown, Renderer, View};
pub use rules::RuleSet;
