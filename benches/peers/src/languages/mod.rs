//! Rules written out in other languages.

pub mod python;
pub mod rust;
pub mod sql;
