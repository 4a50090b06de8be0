//! A rule-based advisor for school districts: what to scale, seed, repair, protect and stop, and why.
//!
//! The flow has one direction: text is read into a located tree ([`yaml`]), the rule files become a
//! [`rules::RuleSet`], the inventory an [`inventory::Inventory`], both together an [`evaluate::Audit`].

pub mod analysis;
pub mod diagnostics;
pub mod diagram;
pub mod evaluate;
pub mod evidence;
pub mod interview;
pub mod inventory;
pub mod report;
pub mod rules;
pub mod sheets;
pub mod truth;
pub mod yaml;

pub use cleardeck_statistics as statistics;
