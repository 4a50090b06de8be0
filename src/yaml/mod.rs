//! Reads YAML into a tree in which every key and value knows its place.
//!
//! Scalars stay text: what `no` or `1.0` means is for the reader of the field to say. One run reports every
//! duplicate key; a syntax error ends the file. Aliases are expanded within a cap, merge keys are refused.

mod builder;
mod fields;
mod limits;
mod node;
mod packed;
mod reader;
pub mod style;
mod write;

pub use fields::Fields;
pub(crate) use fields::yes_or_no;
pub use limits::Limits;
pub use node::{Entry, Kind, Node};
pub use packed::replay;
pub use reader::{decode, read};
pub use write::{in_quotes, is_words, to_yaml, write};
