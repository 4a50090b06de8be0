//! What takes long: proofs over the rule set, and the program against what is documented.

mod analysis;
#[path = "../common/mod.rs"]
mod common;
#[path = "../../examples/common/crowded.rs"]
mod crowded;
mod dates;
#[path = "../../examples/common/dice.rs"]
#[expect(dead_code, reason = "the simulations use all of it")]
mod dice;
mod interview;
mod leaving_out;
mod metamorphic;
mod outlook;
mod plan;
mod real_districts;
mod sabotage;
mod simulation;
mod thresholds;
mod whole_record;
