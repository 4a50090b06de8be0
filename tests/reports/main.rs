//! What people read: commands, reports, pages.

mod board;
mod commands;
#[path = "../common/mod.rs"]
mod common;
mod compared;
mod days;
mod example;
mod first;
mod forms;
mod html;
mod newcomer;
mod pictures;
mod privacy;
mod reports;
mod results;
mod rocks;
mod sentences;
mod spelling;
mod tutorial;
mod wind_down;
#[cfg(feature = "word")]
mod word;
