//! The reports as one self-contained file each: the same view, other templates; whatever comes from the inventory is
//! data and is escaped.

use minijinja::value::Serde;
use minijinja::{Error, State, Value, context};
use serde::Serialize;

use crate::report::escape::html;
use crate::report::fill::{Hand, address, environment, pay, rendered};
use crate::report::{Card, Edition, Line, RenderError, View};

/// The templates, by the names under which they include one another.
const TEMPLATES: [(&str, &str); 26] = [
    ("entry.html", include_str!("../../templates/html/entry.html")),
    ("elsewhere.html", include_str!("../../templates/html/elsewhere.html")),
    ("base.html", include_str!("../../templates/html/base.html")),
    ("audit.html", include_str!("../../templates/html/audit.html")),
    (
        "needs-analysis.html",
        include_str!("../../templates/html/needs-analysis.html"),
    ),
    ("board.html", include_str!("../../templates/html/board.html")),
    ("explain.html", include_str!("../../templates/html/explain.html")),
    ("style.css", include_str!("../../templates/html/style.css")),
    ("print.css", include_str!("../../templates/html/print.css")),
    ("script.js", include_str!("../../templates/html/script.js")),
    ("said.html", include_str!("../../templates/said.txt")),
    ("words.html", include_str!("../../templates/html/words.html")),
    ("first.html", include_str!("../../templates/html/first.html")),
    ("summary.html", include_str!("../../templates/html/summary.html")),
    ("list.html", include_str!("../../templates/html/list.html")),
    ("initiative.html", include_str!("../../templates/html/initiative.html")),
    ("evidence.html", include_str!("../../templates/html/evidence.html")),
    ("studies.html", include_str!("../../templates/html/studies.html")),
    ("trace.html", include_str!("../../templates/html/trace.html")),
    (
        "picture/map.html",
        include_str!("../../templates/html/picture/map.html"),
    ),
    (
        "picture/money.html",
        include_str!("../../templates/html/picture/money.html"),
    ),
    (
        "picture/load.html",
        include_str!("../../templates/html/picture/load.html"),
    ),
    (
        "picture/plan.html",
        include_str!("../../templates/html/picture/plan.html"),
    ),
    (
        "picture/timeline.html",
        include_str!("../../templates/html/picture/timeline.html"),
    ),
    (
        "picture/drivers.html",
        include_str!("../../templates/html/picture/drivers.html"),
    ),
    (
        "picture/replication.html",
        include_str!("../../templates/html/picture/replication.html"),
    ),
];

/// Renders an edition as HTML; `template` replaces the shipped one and may extend `base.html`.
///
/// # Errors
/// When a replaced template has a mistake.
pub fn render_html(view: &View, edition: Edition, template: Option<&str>) -> Result<String, RenderError> {
    let (name, word) = match edition {
        Edition::Audit => ("audit.html", "audit"),
        Edition::NeedsAnalysis => ("needs-analysis.html", "needs-analysis"),
        Edition::Board => ("board.html", "board"),
    };
    let context = context! { edition => word, ..Value::from(Serde(view)) };
    fill(name, template.map(|own| (own, view.totals.count)), context)
}

/// What `explain` says of one initiative.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    /// The initiative.
    pub card: Card,
    /// The rule that is explained in place of the recommendation: why it is there; empty for the recommendation.
    pub rule: String,
    /// The steps.
    pub lines: Vec<Line>,
}

/// Renders the explanation of one initiative as HTML.
///
/// # Errors
/// When the template has a mistake.
pub fn render_explanation(view: &View, explanation: &Explanation) -> Result<String, RenderError> {
    let explained = Value::from(Serde(explanation));
    let context = context! { edition => "explain", explained, ..Value::from(Serde(view)) };
    fill("explain.html", None, context)
}

/// Fills a page that is no report.
pub(super) fn page(name: &str, context: Value) -> Result<String, RenderError> {
    fill(name, None, context)
}

/// A text that leads to a page; only the text where that is no address.
fn link(text: &str, url: &str) -> Value {
    let said = html(text);
    Value::from_safe_string(match address(url) {
        Some(url) => format!("<a href=\"{}\" rel=\"noopener noreferrer\">{said}</a>", html(url)),
        None => said,
    })
}

/// Fills a template; `own` is the text of another in its place, with how many initiatives it tells of.
fn fill(name: &str, own: Option<(&str, usize)>, context: Value) -> Result<String, RenderError> {
    let hand = own.map_or(Hand::Shipped, |(_, initiatives)| Hand::Other(initiatives));
    let mut env = environment(hand, |text| html(text).into())?;
    env.add_filter("ticks", paid_ticks);
    env.add_filter("link", link);
    for (name, text) in TEMPLATES.iter().filter(|(part, _)| *part != name) {
        env.add_template(name, text).map_err(RenderError)?;
    }
    let shipped = TEMPLATES.iter().find(|(shipped, _)| *shipped == name);
    let source = own.map_or_else(|| shipped.map_or("", |(_, text)| *text), |(text, _)| text);
    let text = rendered(hand, env, (name, source), context)?;
    Ok(tidy(&text))
}

/// Without the blank lines and the indentation that the templates leave behind.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines().map(str::trim).filter(|l| !l.is_empty()) {
        out.push_str(line);
        out.push('\n');
    }
    out
}

/// As [`ticks`], paid for before.
fn paid_ticks(state: &State, text: &str) -> Result<Value, Error> {
    // bounds both copies: escapes lengthen the text, and each backtick adds a part
    pay(state, text.len() * size_of::<(usize, &str)>())?;
    Ok(ticks(text))
}

/// Text in which `names` stand between backticks, with each name marked up as one.
fn ticks(text: &str) -> Value {
    let escaped = html(text);
    let parts: Vec<&str> = escaped.split('`').collect();
    // an odd number of backticks: one has no partner, so all are left as text
    if parts.len().is_multiple_of(2) {
        return Value::from_safe_string(escaped);
    }
    let mut out = String::with_capacity(escaped.len() + 16);
    for (n, part) in parts.iter().enumerate() {
        out.push_str(match (n, n % 2) {
            (0, _) => "",
            (_, 1) => "<code>",
            _ => "</code>",
        });
        out.push_str(part);
    }
    Value::from_safe_string(out)
}

#[cfg(test)]
mod tests {
    use super::ticks;

    #[test]
    fn names_between_backticks_are_marked_up_and_nothing_else() {
        assert_eq!(ticks("`a` <b>").as_str(), Some("<code>a</code> &lt;b&gt;"));
        assert_eq!(ticks("one ` only").as_str(), Some("one ` only"));
    }
}
