//! What the district runs: read from YAML or a workbook against the facts of a rule set, checked, with places kept.

mod again;
mod applies;
mod calendar;
mod elsewhere;
mod grades;
mod import;
mod load;
mod model;
mod moved;
mod record;
mod rows;
mod schema;
pub mod ticks;
mod workbook;

pub use crate::truth::{PartialDate, date_text, day_of, days};
pub(crate) use again::{Lines, ReadAgain};
pub use calendar::{DayKind, DistrictCalendar, Stretch};
pub use elsewhere::confirm;
pub(crate) use grades::{BANDS as GRADE_BANDS, bands as grade_bands};
pub use import::{Head, Map, Proposal, Reviewed, Wanted, import, import_lists};
pub use load::load;
pub(crate) use load::{alone, around, beside_facts, check_again, load_tree};
pub(crate) use model::given_to;
pub use model::{
    Comparison, Direction, Dissent, Elsewhere, Estimate, Given, Goal, Here, Initiative, Inventory, ResultRow, Rock,
    School, Study, StudyDesign,
};
pub(crate) use record::{STATED, answer_to, belongs};
pub(crate) use rows::POVERTY;
pub use schema::schema;
pub(crate) use workbook::value::names;
pub use workbook::{Filled, fill, load_workbook, template, workbook_tree};
