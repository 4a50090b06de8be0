//! What the district runs: read from YAML against the facts of a rule set, checked, with places kept.

mod date;
mod load;
mod model;
mod record;
mod rows;
mod schema;

pub use date::{PartialDate, date_text, days};
pub use load::load;
pub(crate) use model::given_to;
pub use model::{Comparison, Direction, Dissent, Given, Goal, Initiative, Inventory, ResultRow, Rock, School, Study};
pub(crate) use record::STATED;
pub use schema::schema;
