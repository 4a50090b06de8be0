//! Says what an audit found: one view, several forms.

mod board;
mod card;
mod clearing;
mod compared;
mod dates;
mod dissent;
mod editions;
mod elsewhere;
mod escape;
pub mod evidence;
mod fill;
mod first;
pub mod forest;
mod html;
mod markdown;
mod once;
mod order;
mod outlook;
mod overview;
mod panel;
mod paper;
mod picture;
mod plan;
mod privacy;
mod protections;
mod renderer;
mod returns;
mod rocks;
mod rounding;
mod rule_book;
mod said;
mod sarif;
mod studies;
mod table;
mod trace;
mod until;
mod view;
mod watch;
mod wind_down;
#[cfg(feature = "word")]
mod word;
mod wording;

pub use card::{Card, CheckView, answers, check_views, cites};
pub use clearing::ClearingView;
pub use compared::{ComparedView, WhatIfView};
pub use dates::{Days, Locale};
pub use dissent::{DissentStep, DissentView, dissent_form};
pub use editions::Edition;
pub use elsewhere::{
    ConditionView, Elsewhere, ElsewhereView, EntryView, PieceView, RatedView, catalogue_book, entry_html,
    entry_markdown,
};
pub use html::{Explanation, Html, render_explanation};
pub use markdown::{Markdown, render_rule_book};
pub use outlook::{StepView, steps};
pub use panel::EvidenceView;
pub use paper::{Form, Paper, Templates, render_paper};
pub use picture::{Pictures, Point};
pub(crate) use privacy::published;
pub use privacy::{Hidden, hidden};
pub use protections::{ProtectionView, protections};
pub use renderer::{RenderError, Renderer};
pub use rocks::{RockView, RocksView, TrackedView, rocks_calendar, rocks_csv};
pub use rule_book::RuleBook;
pub use said::{RowWords, Speaker, Spoken};
pub use sarif::answers_to_sarif;
pub use table::Table;
pub use trace::{Line, Tracer, trace_rule, trace_table};
pub use until::UntilView;
pub use view::{Audience, Cited, Depth, Telling, View};
pub use wind_down::{WindDownView, WindDownsView, wind_down};
#[cfg(feature = "word")]
pub use word::Word;
