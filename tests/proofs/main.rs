//! What takes long: proofs over the rule set, and the program against what is documented.

#[path = "../../examples/common/against.rs"]
mod against;
mod analysis;
mod batch;
mod columns;
#[path = "../common/mod.rs"]
mod common;
#[path = "../../examples/common/crowded.rs"]
mod crowded;
mod dates;
#[path = "../../examples/common/dice.rs"]
#[expect(dead_code, reason = "the simulations use all of it")]
mod dice;
mod follow;
mod interview;
mod leaving_out;
mod metamorphic;
mod outlook;
#[path = "../../examples/common/overlays.rs"]
mod overlays;
mod plan;
mod real_districts;
#[path = "../../examples/common/records.rs"]
mod records;
mod sabotage;
mod simulation;
mod swept;
mod thresholds;
mod whole_record;
#[path = "../../examples/common/written.rs"]
mod written;
