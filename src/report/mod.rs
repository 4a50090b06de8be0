//! Says what an audit found: one view, several forms.

mod markdown;
mod table;
mod trace;
mod view;

pub use markdown::{Edition, RenderError, render};
pub use table::table;
pub use trace::{Line, Tracer, trace_rule, trace_table};
pub use view::answers;
pub use view::{Card, View};
