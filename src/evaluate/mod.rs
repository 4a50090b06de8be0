//! Applies a rule set to an inventory. Evaluation cannot fail: its inputs are checked.

mod against;
mod audit;
mod bench;
mod cases;
mod facts;
mod moves;
mod portfolio;
mod questions;
mod sheet;
mod tried;
mod until;
mod worked_out;

pub use against::contradictions;
pub use audit::{Audit, Finding, Verdict, audit, judge_case};
pub(crate) use audit::{deciding, recounted};
pub use cases::{Leaves, misses};
pub(crate) use facts::{Counting, CountingRows, POVERTY_BANDS};
pub use moves::{Move, Moves, Reading};
pub use questions::{Question, after_answer, answers_to, next_question, open_facts, possible_after, verdict_of};
pub(crate) use questions::{decision_facts, held, world};
pub use sheet::{Origin, Sheet};
pub use until::{Calendar, Until};
