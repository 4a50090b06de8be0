//! JSON Schema of a file of the catalogue, from the declaration that reads it.

use serde_json::Value;

use crate::rules::schema::of_group;

use super::document::FILE;

/// The schema of a file of the catalogue.
#[must_use]
pub fn schema() -> Value {
    of_group(FILE, "A file of the catalogue")
}
