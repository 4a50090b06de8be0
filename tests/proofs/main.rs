//! What takes long: proofs over the rule set, and the program against what is documented.

mod analysis;
mod backtest;
#[path = "../common/mod.rs"]
mod common;
mod dates;
mod interview;
mod made;
mod metamorphic;
mod outlook;
mod real_districts;
mod sabotage;
mod simulation;
