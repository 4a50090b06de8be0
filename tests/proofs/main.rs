//! What takes long: proofs over the rule set, and the program against what is documented.

mod analysis;
#[path = "../common/mod.rs"]
mod common;
mod dates;
mod interview;
mod leaving_out;
mod metamorphic;
mod outlook;
mod real_districts;
mod sabotage;
mod simulation;
mod whole_record;
