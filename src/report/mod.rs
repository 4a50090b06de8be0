//! Says what an audit found: one view, several forms.

mod card;
mod markdown;
mod plan;
mod table;
mod trace;
mod view;

pub use card::{Card, answers};
pub use markdown::{Edition, RenderError, render};
pub use table::table;
pub use trace::{Line, Tracer, trace_rule, trace_table};
pub use view::View;
