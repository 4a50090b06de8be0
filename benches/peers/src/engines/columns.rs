//! The product's evaluator by columns. Until there is one the plain one stands here: replace `Columns` by an
//! [`super::Engine`] whose rows are columns, and what is measured and said of `cleardeck` is by it.
//! A process does one task, so what it borrows from may be leaked.

/// Its name among the peers.
pub const NAME: &str = "cleardeck";

/// What is said of it in the table.
pub const WHAT: &str = "by its plain evaluator, until there is one by columns";

/// The evaluator by which `cleardeck` is measured.
pub type Columns = super::plain::Plain;
