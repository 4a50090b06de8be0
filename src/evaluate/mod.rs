//! Applies a rule set to an inventory. Evaluation cannot fail: its inputs are checked.

mod against;
mod alone;
mod audit;
mod bench;
mod cases;
mod decision;
mod facts;
mod firmness;
mod follow;
mod held;
mod kept;
mod portfolio;
mod presumed;
mod questions;
mod recounted;
mod serving;
mod sheet;
mod shown;
mod standing;
mod until;
mod worlds;

pub use against::contradictions;
pub(crate) use alone::{Alone, Answers, Around, Room as AloneRoom};
pub use audit::{Audit, Finding, Verdict, answers, audit, audit_of_one, judge};
pub(crate) use audit::{Judge, Listed, deciding, may_be_acted_on};
pub use cases::{Judged, Leaves, judge_case, misses};
pub use decision::Decision;
pub(crate) use facts::{Counting, CountingRows, POVERTY_BANDS};
pub use firmness::{Check, Firmness};
pub(crate) use held::{decision_facts, gives, held, world};
pub use presumed::{presumed, presumed_after};
pub(crate) use questions::{Changing, judged_after};
pub use questions::{
    Question, after_answer, answers_to, next_question, open_facts, possible_after, verdict_alone, verdict_of,
    verdict_without_questions,
};
pub(crate) use recounted::{Ratio, Recounted, fed};
pub use sheet::{Origin, Sheet};
pub use shown::RockStanding;
pub(crate) use standing::Standing;
pub use until::{Calendar, Until};
pub use worlds::{World, without_check, world_apart};
