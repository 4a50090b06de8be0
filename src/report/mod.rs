//! Says what an audit found: one view, several forms.

mod card;
mod catalogue;
pub mod evidence;
mod fill;
pub mod forest;
mod markdown;
mod outlook;
mod plan;
mod table;
mod trace;
mod view;

pub use card::{Card, answers};
pub use catalogue::Catalogue;
pub use markdown::{Edition, RenderError, render, render_catalogue};
pub use table::table;
pub use trace::{Line, Tracer, trace_rule, trace_table};
pub use view::{Depth, View};
