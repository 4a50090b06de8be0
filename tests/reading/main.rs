//! What districts hand in, read: YAML, sheets, lists; every problem with its place.

#[path = "../common/books.rs"]
mod books;
#[path = "../common/budget.rs"]
mod budget;
#[path = "../common/mod.rs"]
mod common;
mod diagnostics;
mod dissent;
mod forms;
mod hostile;
mod import;
mod library;
mod plausible;
mod reader;
mod round_trip;
mod shapes;
mod spoiled;
mod start;
mod typed;
mod workbook;
