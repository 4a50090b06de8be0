//! Record batches of Arrow in and out: a row a record, a column a field.
//!
//! Columns are read by their type: texts through a table of what each means, so that one that stands in a million rows
//! is read once; numbers, truths and days as they are. A row with rows in it, such as `results`, is read whole. What is
//! said is a record batch of the columns of [`schema`].

mod files;
mod judge;
mod rows;
mod shape;
mod stream;
mod told;
mod value;

pub use files::{Form, Writer, form_of};
pub use judge::{Judging, NotJudged};
pub use rows::{Rows, record};
pub use shape::Shape;
pub use stream::stream;
pub use told::{SetAside, Told, schema};
