//! What people read: commands, reports, pages.

mod board;
mod commands;
#[path = "../common/mod.rs"]
mod common;
mod example;
mod first;
mod forms;
mod html;
mod newcomer;
mod privacy;
mod reports;
mod results;
mod tutorial;
#[cfg(feature = "word")]
mod word;
